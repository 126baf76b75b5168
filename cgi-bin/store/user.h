/* SPDX-License-Identifier: Apache-2.0 */
/* People. The password's hash is in no field table, so it cannot be sent. */
#pragma once
#include "store/role.h"

struct user {
    int64_t id;
    int64_t reseller_id;
    int64_t account_id; /* the account that a sign-in opens */
    const char *email;
    const char *name;
    const char *role;
    bool disabled;
    int64_t created_at;
};
extern const struct field user_view[];

/* One normal form: lower case ASCII, so that no two addresses differ by case. */
char *user_email_normal(struct arena *a, const char *email);
/* Adds a user with a first membership; the password is hashed here. */
enum fault_code user_add(struct db *, int64_t account_id, int64_t role_id, const char *email,
                         const char *name, const char *password, int64_t *id) MUST_CHECK;
enum fault_code user_list_any(const struct db *, struct list *) MUST_CHECK;

/* Somebody, as he and the administrator see him. */
struct profile {
    int64_t id;
    int64_t reseller_id;
    const char *email;
    const char *name;
    const char *language;
    const char *time_zone;
    const char *networks; /* the only ones the user may come from; "": from everywhere */
    bool disabled;
    bool invited; /* has no password yet */
    int64_t created_at;
};
extern const struct field profile_view[];
enum fault_code user_load_any(const struct db *, int64_t id, struct profile *) MUST_CHECK;
enum fault_code user_by_email_any(const struct db *, const char *email,
                                  struct profile *) MUST_CHECK;
enum fault_code user_of_reseller_any(const struct db *, int64_t reseller_id, const char *email,
                                     struct profile *) MUST_CHECK;
enum fault_code user_set_profile(struct db *, int64_t id, const char *name, const char *language,
                                 const char *time_zone) MUST_CHECK;
/* Of whoever comes for the first time: as the browser wished, until the profile says otherwise. */
enum fault_code user_set_language(struct db *, int64_t id, const char *language) MUST_CHECK;
/* A list of networks, checked before; "": from everywhere. */
enum fault_code user_set_networks(struct db *, int64_t id, const char *networks) MUST_CHECK;
/* In a transaction; who is disabled has no session and no link of a mail from then on. */
enum fault_code user_set_disabled(struct db *, int64_t id, bool disabled) MUST_CHECK;
/* The same password, hashed anew; nothing changes if it is another one by now. */
enum fault_code user_renew_password_hash(struct db *, int64_t id, const char *old,
                                         const char *renewed) MUST_CHECK;
/* By the sign-in's pool alone. */
enum fault_code user_password_hash(const struct db *, int64_t id, const char **hash) MUST_CHECK;
/* In a transaction; ends all links of mails, and all sessions but this one (0: all); no browser is
 * known any more. */
enum fault_code user_set_password_hash(struct db *, int64_t id, const char *hash,
                                       int64_t session_id) MUST_CHECK;

struct user_secret {
    int64_t id;
    int64_t account_id;
    int64_t reseller_id;
    const char *email;
    const char *password_hash;
    const char *networks;
    bool totp; /* there is a second step */
    bool met;  /* the browser at the door is one that signed the user in before */
};
struct user_at_door {
    const char *email;
    bool administrator; /* the face: administrators have level 0 */
    int64_t door;       /* a reseller's id, 0 the panel's own: store/user_door.h */
    const char *device; /* hash of the browser's cookie; NULL: it has none */
};
/* For the sign-in: who it would be. FAULT_MISSING: nobody, by the same work. */
enum fault_code user_for_signin(const struct db *, const struct user_at_door *,
                                struct user_secret *) MUST_CHECK;
/* The same, known by something else than the address. */
enum fault_code user_for_signin_by_id(const struct db *, int64_t id, bool administrator,
                                      struct user_secret *) MUST_CHECK;
