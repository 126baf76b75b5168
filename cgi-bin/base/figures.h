/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers, sizes, rates and money as the reader's language writes them, and as
 * they are typed into forms. Each fills a buffer of FIGURE bytes, ends it, and
 * returns its length. What machines read (JSON, CSV, attributes) never comes
 * from here.
 */
#pragma once
#include <stdint.h>
#include "base/arena.h"

enum { FIGURE = 80 };

int figure_number(char *buf, int64_t n); /* "1,284" */
/* n in units of 10^-places, at most 6: figure_decimal(buf, 15, 1) is "1.5". */
int figure_decimal(char *buf, int64_t n, int places);
/* 1 GB is 2^30 bytes, as hosters mean it of memory and disks; one decimal where it is not whole. */
int figure_bytes(char *buf, int64_t bytes);
/* Millionths of a euro, rounded to cents. */
int figure_money(char *buf, int64_t millionths);
/* The same with all decimals that are not nought, as a price an hour has: "€0.006712". */
int figure_price(char *buf, int64_t millionths);

/* Of what was measured, three digits that count: "1.52" of thousandths; with "840 /s" and
 * "12.3 MB/s" of a second, where 1 MB is 10^6 bytes, as of everything on a wire. */
int figure_three(char *buf, int64_t thousandths);
int figure_rate(char *buf, int64_t thousandths);
int figure_byte_rate(char *buf, int64_t bytes);

/* As one types it, the same in every language, and whole: "4 GB", "1536 MB"; "2.90", "0.003973". */
int figure_typed_bytes(char *buf, int64_t bytes);
int figure_typed_money(char *buf, int64_t millionths);

/* Any of these, in the arena. */
char *figure_words(struct arena *, int (*put)(char *buf, int64_t n), int64_t n);
