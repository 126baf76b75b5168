/* SPDX-License-Identifier: Apache-2.0 */
/* A picture that a stranger sends becomes one that we have written. */
#pragma once
#include "base/fault.h"
#include "store/brand.h"

enum { LOGO_BYTES = 256 * 1024, LOGO_LEAST = 16, LOGO_MOST = 512 /* pixels each way */ };

/*
 * Decodes a PNG and writes its pixels, and nothing else of it, as another. FAULT_INVALID: it is
 * none, is broken off, or larger than the limits, of which its head tells before anything is
 * unpacked. *out is the arena's.
 */
enum fault_code logo_read(struct fault *, struct arena *, const char *bytes, size_t len,
                          struct brand_logo *out) MUST_CHECK;
