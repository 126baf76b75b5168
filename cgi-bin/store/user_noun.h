/* SPDX-License-Identifier: Apache-2.0 */
/* The list of users. */
#pragma once
#include "store/list.h"

struct user_row {
    int64_t id;
    const char *email;
    const char *name;
    const char *accounts; /* their names */
    unsigned state;
    int64_t signed_in_at; /* the last time */
    int64_t created_at;
};
enum { USER_STATES = 3 };
extern const struct word user_state_words[USER_STATES];
extern const struct list_noun user_noun;
