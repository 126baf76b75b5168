/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many values lay where, in buckets that grow by a 32nd: percentiles of any number of sketches
 * added up are as right as those of one, at most 1.6 % off. Percentiles alone cannot be added up:
 * the 99th of a day with one bad hour is not the mean of its hours'.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"

enum { SKETCH_BUCKETS = 1024 };
struct sketch {
    int64_t count[SKETCH_BUCKETS];
    int64_t all;
};

/* A value of 0 or more, such as microseconds, of which the last bucket begins at ten years. */
void sketch_add(struct sketch *, int64_t value);
/* As it is stored: "BUCKET:COUNT BUCKET:COUNT", in order; "" is none. */
const char *sketch_text(struct arena *, const struct sketch *);
/* Adds a stored one up; what is no sketch adds nothing from there on. */
void sketch_add_text(struct sketch *, const char *text);
/* The middle of the bucket in which the least value lies that `percent` of all do not pass; -1 of
 * none. */
int64_t sketch_percentile(const struct sketch *, int percent);

/* The same of values in rising order, exactly; -1 of none. */
int64_t exact_percentile(const int64_t *sorted, size_t count, int percent);
