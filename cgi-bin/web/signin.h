/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signing in and out, the same at both doors. Whether an address is known is told
 * by nothing: not by the answer, its time, or the rows it leaves.
 */
#pragma once
#include "web/gate.h"

struct signin {
    const char *email;
    const char *password;
    const char *next;
};
extern const struct field signin_form[];
extern const struct field signin_view[];

read_fn signin_show;
write_fn signin_do;
write_fn signout_do;
