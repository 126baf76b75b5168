/* SPDX-License-Identifier: Apache-2.0 */
/* The buckets' edges are whole numbers that follow from each other, and never change: rows that
 * were stored by them depend on it. */
#include "base/sketch.h"
#include <stdlib.h>
#include "base/text.h"

enum { GROWS_BY = 32, TEXT_MOST = 48 * 1024 };

/* The least value of each bucket: 0, 1, 2 … 32, 33 … then a 32nd more each. */
static const int64_t *edges(void)
{
    static int64_t edge[SKETCH_BUCKETS + 1];
    if (edge[1])
        return edge;
    for (int i = 1; i <= SKETCH_BUCKETS; i++) {
        int64_t step = edge[i - 1] / GROWS_BY;
        edge[i] = edge[i - 1] + (step ? step : 1);
    }
    return edge;
}

static int bucket_of(int64_t value)
{
    const int64_t *edge = edges();
    int low = 0;
    int high = SKETCH_BUCKETS - 1;
    while (low < high) {
        int middle = (low + high + 1) / 2;
        if (edge[middle] <= value)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

void sketch_add(struct sketch *s, int64_t value)
{
    s->count[bucket_of(value)]++;
    s->all++;
}

const char *sketch_text(struct arena *a, const struct sketch *s)
{
    struct text t;
    text_init(&t, a, TEXT_MOST);
    for (int i = 0; i < SKETCH_BUCKETS; i++)
        if (s->count[i])
            text_addf(&t, "%s%d:%lld", t.len ? " " : "", i, (long long)s->count[i]);
    return text_str(&t);
}

void sketch_add_text(struct sketch *s, const char *text)
{
    while (*text) {
        char *end = NULL;
        long bucket = strtol(text, &end, 10);
        if (end == text || *end != ':' || bucket < 0 || bucket >= SKETCH_BUCKETS)
            return;
        text = end + 1;
        long long count = strtoll(text, &end, 10);
        if (end == text || count < 0 || (*end && *end != ' '))
            return;
        s->count[bucket] += count;
        s->all += count;
        text = *end ? end + 1 : end;
    }
}

static int64_t rank_of(int64_t count, int percent)
{
    return (count * percent + 99) / 100;
}

int64_t sketch_percentile(const struct sketch *s, int percent)
{
    const int64_t *edge = edges();
    int64_t rank = rank_of(s->all, percent);
    int64_t passed = 0;
    for (int i = 0; i < SKETCH_BUCKETS; i++) {
        passed += s->count[i];
        if (s->count[i] && passed >= rank)
            return (edge[i] + edge[i + 1] - 1) / 2;
    }
    return -1;
}

int64_t exact_percentile(const int64_t *sorted, size_t count, int percent)
{
    int64_t rank = rank_of((int64_t)count, percent);
    return count ? sorted[rank ? rank - 1 : 0] : -1;
}
