/* SPDX-License-Identifier: Apache-2.0 */
/* The networks that a user may come from: one's own, and a user's by an administrator. */
#pragma once
#include "web/form.h"

struct network_form {
    const char *networks;
};
extern const struct field network_form[];
/* Of whoever asks, or, where the path has an id, of that user. */
read_fn network_show;
write_fn network_do;
