/* SPDX-License-Identifier: Apache-2.0 */
/* What po/build.mjs makes of the languages' files. Offsets, not pointers: the pages of a language
 * that nobody reads are never touched. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* Where in `text` an id stands, and its words; plurals follow one another. */
struct words_row {
    uint32_t id;
    uint32_t words;
};

struct words_table {
    const char *code; /* as in <html lang> */
    const char *text;
    const struct words_row *rows; /* in the order of their ids' bytes */
    size_t count;
    unsigned (*plural)(unsigned long n);
};

/* All but English, ended by one without a code. */
extern const struct words_table words_tables[];
