/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A whole message as it goes over the wire: multipart/alternative of a text and
 * an HTML part, UTF-8, CRLF. The same letter composed twice is the same bytes.
 */
#pragma once
#include "base/fault.h"

struct letter {
    const char *from_name; /* control characters in names and subject become blanks */
    const char *from;      /* both addresses are checked: FAULT_INVALID */
    const char *to_name;
    const char *to;
    const char *subject;
    const char *message_id; /* without the angles */
    int64_t at;             /* its date */
    const char *text;
    const char *html;
};

enum fault_code compose(struct fault *, struct arena *, const struct letter *,
                        char **message) MUST_CHECK;
