/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers, sizes and money as the reader's language writes them. Each fills a
 * buffer of FIGURE bytes, ends it, and returns its length. What machines read
 * (JSON, CSV, form fields, attributes) never comes from here.
 */
#pragma once
#include <stdint.h>

enum { FIGURE = 80 };

int figure_number(char *buf, int64_t n); /* "1,284" */
/* n in units of 10^-places, at most 6: figure_decimal(buf, 15, 1) is "1.5". */
int figure_decimal(char *buf, int64_t n, int places);
/* 1 GB is 2^30 bytes, as hosters mean it of memory and disks; one decimal where it is not whole. */
int figure_bytes(char *buf, int64_t bytes);
/* Millionths of a euro, rounded to cents. */
int figure_money(char *buf, int64_t millionths);
