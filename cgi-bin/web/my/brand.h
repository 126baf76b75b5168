/* SPDX-License-Identifier: Apache-2.0 */
/* How a reseller shows itself: its page, and the colours as a style sheet at its host name. */
#pragma once
#include "web/form.h"

struct brand_query {
    const char *of; /* the colours, so that another address means others */
};
extern const struct field brand_query_form[];
read_fn brand_css_show;
read_fn brand_show;
write_fn brand_do;
