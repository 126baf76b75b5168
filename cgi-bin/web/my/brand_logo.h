/* SPDX-License-Identifier: Apache-2.0 */
/* A reseller's logo: its page, and the picture itself, which is public as its sign-in page is. */
#pragma once
#include "web/form.h"

struct brand_logo_query {
    const char *of; /* digest */
};
extern const struct field brand_logo_query_form[];
extern const struct field brand_logo_view[];
read_fn brand_png_show;
read_fn brand_logo_show;
write_fn brand_logo_do;
write_fn brand_logo_drop_do;
