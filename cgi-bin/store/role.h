/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Roles: which permissions they hold. Each is for accounts of one level. Those that are shipped
 * are as the migrations have them; administrators make others.
 */
#pragma once
#include "base/permission.h"
#include "store/scope.h"

struct role {
    int64_t id;
    int64_t level; /* enum account_level */
    const char *name;
    bool shipped;
    bool totp;               /* whoever has it needs a second step at sign-in */
    const char *permissions; /* "vm_read,vm_create" */
    int64_t members;         /* who has it, counted by role_list_any() and role_load_any() alone */
    int64_t tokens;          /* that are good now, and nobody's: another has its maker's role */
};
extern const struct field role_view[];

/* The shipped roles' ids: of the provider's account, of customers' (2, 3, 6), of resellers'. */
enum user_role {
    ROLE_ADMINISTRATOR = 1,
    ROLE_OWNER = 2,
    ROLE_READER = 3,
    ROLE_SUPPORT = 4,
    ROLE_AUDITOR = 5,
    ROLE_MEMBER = 6,
    ROLE_RESELLER_OWNER = 7,
    ROLE_RESELLER_SUPPORT = 8,
    ROLE_RESELLER_READER = 9,
    ROLE_SHIPPED = 9, /* how many they are */
};
/* As people read it: a shipped one's name is said in their language. */
const char *role_people(int64_t id, const char *name);

/*
 * The role's permissions, "vm_read,vm_create", in db->arena; "" if it has none. Every request
 * asks, and roles seldom change: a process knows of a change within a second.
 */
enum fault_code role_permissions(const struct db *, int64_t role_id, const char **out) MUST_CHECK;

/* --- as rows: struct role, by level and id --- */

enum { ROLE_NAME = 64 };
enum fault_code role_list_any(const struct db *, struct list *) MUST_CHECK;
/* Those that members of an account of that level may have; without counts. */
enum fault_code role_list_of(const struct db *, int64_t level, struct list *) MUST_CHECK;
enum fault_code role_load_any(const struct db *, int64_t id, struct role *) MUST_CHECK;
/* FAULT_INVALID, naming the field `role`: there is none of that name for that level. */
enum fault_code role_find(const struct db *, int64_t level, const char *name,
                          struct role *) MUST_CHECK;

/* --- changing them: in a transaction --- */

/* FAULT_UNIQUE names the field `name`. */
enum fault_code role_add(struct db *, const struct role *, permission_set, int64_t *id) MUST_CHECK;
/* Its row locked; what it holds is read anew. */
enum fault_code role_lock(struct db *, int64_t id, struct role *) MUST_CHECK;
/* Name, second step and permissions; of one that is shipped the second step alone. */
enum fault_code role_change(struct db *, const struct role *, permission_set) MUST_CHECK;
/* FAULT_CONFLICT: it is shipped, or somebody has it or is invited to it. */
enum fault_code role_drop(struct db *, const struct role *) MUST_CHECK;
