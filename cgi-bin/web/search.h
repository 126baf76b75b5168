/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The search box of both frames. One thing that is exactly what was typed is gone
 * to at once; else what was found is listed. What the reader may not see is not
 * there (store/find.h).
 */
#pragma once
#include "web/gate.h"

struct search_query {
    const char *q;
};
extern const struct field search_query_form[];
extern const struct field search_view[];

read_fn search_show;
