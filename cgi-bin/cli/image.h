/* SPDX-License-Identifier: Apache-2.0 */
/* Taking an image into the panel's keeping; `image add` and `setup` do it. */
#pragma once
#include "cli/cli.h"
#include "cli/forms.h"

/*
 * Copies the file into STATE/images, checks the copy and registers it for the
 * provider or the reseller that the form names. FAULT_UNIQUE, with *id set: it is
 * registered and lies there already.
 */
enum fault_code image_take(struct cli *c, const struct image_add_form *form,
                           int64_t *id) MUST_CHECK;
