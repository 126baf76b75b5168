/* SPDX-License-Identifier: Apache-2.0 */
/* Who signed in, and who tried to: rows of users that there are, so that nobody can make others. */
#pragma once
#include "store/session.h"

struct signin_new {
    int64_t user_id;
    enum session_face face;
    bool passed;
    const char *address;
    const char *agent; /* what the browser calls itself, kept as session_agent() has it */
};
enum fault_code signin_add(struct db *, const struct signin_new *) MUST_CHECK;

struct signin_row {
    int64_t id;
    int64_t at;
    int64_t user_id;
    const char *email;
    bool passed;
    bool at_admin;
    const char *address;
    const char *agent;
};
extern const struct field signin_row_view[];

/* A user's, and those of an account's users; the newest 50. */
enum fault_code signin_list_any(const struct db *, int64_t user_id, struct list *) MUST_CHECK;
enum fault_code signin_list_of_account_any(const struct db *, int64_t account_id,
                                           struct list *) MUST_CHECK;
/* Deletes up to a thousand that are older than half a year. */
enum fault_code signin_sweep(struct db *, int64_t *gone) MUST_CHECK;
