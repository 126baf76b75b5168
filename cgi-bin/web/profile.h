/* SPDX-License-Identifier: Apache-2.0 */
/* What a user changes of himself, on both faces: name, language, time zone, password. */
#pragma once
#include "web/form.h"

struct profile_change {
    const char *name;
    const char *language;
    const char *time_zone;
};
extern const struct field profile_form[];
read_fn profile_show;
write_fn profile_do;

struct password_change {
    const char *old_password;
    const char *password;
    const char *again;
};
extern const struct field password_form[];
read_fn password_show;
/* In the sign-in's pool (struct route, .secret). */
write_fn password_do;
/* Is it that of whoever asks? FAULT_INVALID names the field. Tries are counted. */
enum fault_code password_check(struct db *, struct request *, const char *field,
                               const char *password) MUST_CHECK;
