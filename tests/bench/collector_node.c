/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collector_node URI INST ROUNDS: each round prints "ours floor machines", in milliseconds:
 *   ours   what the collector does of a node's machines: connects, asks, makes readings and rates
 *   floor  a connection and libvirt's call for the same statistics alone
 */
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <stdio.h>
#include "base/checks.h"
#include "base/clock.h"
#include "metric/round.h"

enum {
    GROUPS = VIR_DOMAIN_STATS_CPU_TOTAL | VIR_DOMAIN_STATS_BALLOON | VIR_DOMAIN_STATS_VCPU |
             VIR_DOMAIN_STATS_INTERFACE | VIR_DOMAIN_STATS_BLOCK,
    FLAGS = VIR_CONNECT_GET_ALL_DOMAINS_STATS_RUNNING | VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT,
};

static double ours(const char *uri, const char *inst, struct round *round)
{
    struct fault fault = { .code = FAULT_OK };
    OWNED(arena_drop) struct arena *a = arena_new();
    struct virt_conf conf = { uri, inst, a, &fault };
    struct metric_place place = { .inst = inst };
    OWNED(virt_close) struct virt *virt = NULL;
    int64_t begin = clock_monotonic();
    if (virt_open(&conf, &virt) ||
        metric_readers[0].read(virt, &place, round_sink(round, clock_monotonic())))
        bug("%s", fault_words(&fault, a));
    virt_close(&virt);
    return (double)(clock_monotonic() - begin) / 1000;
}

static double alone(const char *uri, int *machines)
{
    virDomainStatsRecordPtr *records = NULL;
    int64_t begin = clock_monotonic();
    virConnectPtr conn = virConnectOpen(uri);
    *machines = conn ? virConnectGetAllDomainStats(conn, GROUPS, &records, FLAGS) : -1;
    if (*machines < 0)
        bug("%s", virGetLastErrorMessage());
    virDomainStatsRecordListFree(records);
    virConnectClose(conn);
    return (double)(clock_monotonic() - begin) / 1000;
}

int main(int argc, char **argv)
{
    struct metric_node node = { .id = 1 };
    struct arena *forever = arena_new();
    struct round *round = round_new(forever, &node);
    long long rounds = 0;
    if (argc != 4 || !parse_i64(argv[3], 1, 1000, &rounds)) {
        fprintf(stderr, "usage: collector_node URI INST ROUNDS\n");
        return 2;
    }
    for (long long i = 0; i < rounds; i++) {
        int machines = 0;
        double first = ours(argv[1], argv[2], round);
        double second = alone(argv[1], &machines);
        printf("%.2f %.2f %d\n", first, second, machines);
    }
    arena_free(forever);
    return 0;
}
