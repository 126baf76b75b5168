/* SPDX-License-Identifier: Apache-2.0 */
#include "metric/rate.h"

/* A stretch longer than a minute and a half is a gap, even if nothing was started anew in it. */
static const int64_t stretch_most = INT64_C(90) * 1000000;

static void put(struct series *s, int m, double grown, double weight)
{
    s->sum[m] += grown;
    s->weight[m] += weight;
    if (grown / weight > s->peak[m])
        s->peak[m] = grown / weight;
}

static bool is_comparable(const struct series *s, const struct reading *now)
{
    int64_t took = now->at - s->last.at;
    return s->began && s->last.run == now->run && took > 0 && took <= stretch_most;
}

void series_add(struct series *s, const struct metric *metric, int count, const struct reading *now)
{
    bool comparable = is_comparable(s, now);
    double seconds = (double)(now->at - s->last.at) / 1e6;
    for (int m = 0; m < count; m++) {
        int64_t before = s->last.value[m];
        int64_t value = now->value[m];
        if (value < 0)
            continue;
        if (metric[m].kind == METRIC_GAUGE)
            put(s, m, (double)value, 1);
        else if (comparable && before >= 0 && value >= before)
            put(s, m, (double)(value - before), seconds);
    }
    s->last = *now;
    s->began = true;
}

static int64_t whole(double value, int64_t most)
{
    return value >= (double)most ? most : (int64_t)(value + 0.5);
}

bool series_sample(const struct series *s, const struct metric *metric, int count, int64_t most,
                   struct sample *out)
{
    bool known = false;
    for (int m = 0; m < METRIC_MOST; m++)
        out->mean[m] = out->peak[m] = METRIC_UNKNOWN;
    for (int m = 0; m < count; m++) {
        if (s->weight[m] <= 0)
            continue;
        out->mean[m] = whole(s->sum[m] / s->weight[m] * metric[m].scale, most);
        out->peak[m] = whole(s->peak[m] * metric[m].scale, most);
        known = true;
    }
    return known;
}
