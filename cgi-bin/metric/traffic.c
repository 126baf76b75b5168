/* SPDX-License-Identifier: Apache-2.0 */
#include "metric/traffic.h"

/* libvirt's numbers of runs begin anew with the host: no counter of the same run goes back. */
static bool goes_on(const struct traffic_mark *before, const struct traffic_mark *now)
{
    return before->run == now->run && (now->cpu < 0 || now->cpu >= before->cpu) &&
           now->in_bytes >= before->in_bytes && now->out_bytes >= before->out_bytes;
}

void traffic_between(const struct traffic_mark *before, const struct traffic_mark *now, int64_t *in,
                     int64_t *out)
{
    bool same = goes_on(before, now);
    *in += now->in_bytes - (same ? before->in_bytes : 0);
    *out += now->out_bytes - (same ? before->out_bytes : 0);
}

void traffic_read(struct traffic *t, int64_t run, const int64_t value[METRIC_MOST])
{
    struct traffic_mark now = { .known = true,
                                .run = run,
                                .cpu = value[VM_METRIC_cpu],
                                .in_bytes = value[VM_METRIC_in_bytes],
                                .out_bytes = value[VM_METRIC_out_bytes] };
    if (now.in_bytes < 0 || now.out_bytes < 0)
        return;
    if (t->began)
        traffic_between(&t->last, &now, &t->in_bytes, &t->out_bytes);
    else
        t->first = now;
    t->last = now;
    t->began = true;
}

struct traffic_grown traffic_since(const struct traffic *t, const struct traffic_mark *counted)
{
    static const struct traffic_mark nothing;
    struct traffic_grown g = { .mark = t->last,
                               .in_bytes = t->in_bytes,
                               .out_bytes = t->out_bytes };
    if (!counted)
        counted = &nothing;
    else if (!counted->known)
        counted = &t->first;
    traffic_between(counted, &t->first, &g.in_bytes, &g.out_bytes);
    return g;
}
