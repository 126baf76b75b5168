/* SPDX-License-Identifier: Apache-2.0 */
/* A user's open sessions, as he sees them and ends them. */
#pragma once
#include "store/scope.h"

struct session_row {
    int64_t id;
    bool at_admin;
    bool mine; /* the one that looks */
    const char *address;
    const char *agent;
    int64_t created_at;
    int64_t used_at;
};
extern const struct field session_row_view[];
enum fault_code session_list_any(const struct db *, int64_t user_id, int64_t own_id,
                                 struct list *) MUST_CHECK;
/* FAULT_MISSING: the user has no such session. */
enum fault_code session_end(struct db *, int64_t user_id, int64_t id) MUST_CHECK;
/* FAULT_MISSING: the user is no member of that account, or may not at this face. */
enum fault_code session_switch(struct db *, int64_t user_id, int64_t id,
                               int64_t account_id) MUST_CHECK;
/* All but one (0: all), and those in which the user acts as somebody else. */
enum fault_code session_end_others(struct db *, int64_t user_id, int64_t keep_id) MUST_CHECK;
