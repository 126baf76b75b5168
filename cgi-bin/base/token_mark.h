/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a token of the JSON interface looks: "htk_", 54 letters and digits by chance (321 bits), and
 * six more, the CRC-32 of what stands before them. So whoever searches code and logs for leaked
 * tokens knows one of ours without asking us (docs/tokens.md has the pattern).
 */
#pragma once
#include <stdbool.h>
#include "base/arena.h"

#define TOKEN_MARK "htk_"
enum { TOKEN_MARK_LEN = 64, TOKEN_MARK_SUM = 6 };

char *token_mark_make(struct arena *);
/* Of this shape, and its sum is right. */
bool token_mark_ok(const char *s);
