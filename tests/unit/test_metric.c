/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rates: what was reset, wrapped, moved or not read for a while makes no spike; a gap is a gap.
 * And what is read of libvirt's parameters and of /proc, which here are made by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants those four first; its fail() would hide ours */
#include <cmocka.h>
#undef fail
#include <libvirt/libvirt.h>
#include <stdio.h>
#include <string.h>
#include "base/arena.h"
#include "metric/rate.h"
#include "metric/traffic.h"
#include "virt/stats.h"

enum { SECOND = 1000000, STEP = 10 * SECOND };
#define GIB (INT64_C(1) << 30)

/* One counter of bytes and the gauge of memory, at its time. */
static struct reading at(int64_t when, int64_t run, int64_t bytes, int64_t memory)
{
    struct reading r = { .run = run, .at = when };
    for (int m = 0; m < METRIC_MOST; m++)
        r.value[m] = METRIC_UNKNOWN;
    r.value[VM_METRIC_in_bytes] = bytes;
    r.value[VM_METRIC_mem] = memory;
    return r;
}

static struct sample of(const struct reading *reading, size_t count)
{
    struct series s = { 0 };
    struct sample out;
    for (size_t i = 0; i < count; i++)
        series_add(&s, vm_metrics, VM_METRIC_COUNT, &reading[i]);
    series_sample(&s, vm_metrics, VM_METRIC_COUNT, UINT32_MAX, &out);
    return out;
}

struct rate_case {
    const char *name;
    struct reading reading[5]; /* ended by one without a time */
    int64_t mean;              /* bytes a second */
    int64_t peak;
};

/* COL: a counter that was lost makes no spike. */
static void a_rate_is_what_was_seen(void **state)
{
    (void)state;
    const struct rate_case cases[] = {
        { "steady",
          { at(STEP, 1, 0, 0), at(2 * STEP, 1, 1000, 0), at(3 * STEP, 1, 2000, 0) },
          100,
          100 },
        { "mean and peak",
          { at(STEP, 1, 0, 0), at(2 * STEP, 1, 1000, 0), at(3 * STEP, 1, 4000, 0) },
          200,
          300 },
        { "the first alone", { at(STEP, 1, 5 * GIB, 0) }, METRIC_UNKNOWN, METRIC_UNKNOWN },
        { "reset",
          { at(STEP, 1, 9 * GIB, 0), at(2 * STEP, 1, 1000, 0), at(3 * STEP, 1, 2000, 0) },
          100,
          100 },
        { "32 bits wrapped",
          { at(STEP, 1, UINT32_MAX - 1000, 0), at(2 * STEP, 1, UINT32_MAX, 0),
            at(3 * STEP, 1, 500, 0), at(4 * STEP, 1, 1500, 0) },
          100,
          100 },
        { "63 bits and over",
          { at(STEP, 1, INT64_MAX - 1000, 0), at(2 * STEP, 1, INT64_MAX, 0),
            at(3 * STEP, 1, METRIC_UNKNOWN, 0), at(4 * STEP, 1, 9000, 0) },
          100,
          100 },
        { "started anew, and busier than ever before",
          { at(STEP, 1, 1000, 0), at(2 * STEP, 2, 90 * GIB, 0),
            at(3 * STEP, 2, 90 * GIB + 1000, 0) },
          100,
          100 },
        { "only started anew",
          { at(STEP, 1, 1000, 0), at(2 * STEP, 2, 90 * GIB, 0) },
          METRIC_UNKNOWN,
          METRIC_UNKNOWN },
        { "not seen for two minutes",
          { at(STEP, 1, 0, 0), at(STEP + 120 * SECOND, 1, GIB, 0) },
          METRIC_UNKNOWN,
          METRIC_UNKNOWN },
        { "twice at one time",
          { at(STEP, 1, 0, 0), at(STEP, 1, GIB, 0) },
          METRIC_UNKNOWN,
          METRIC_UNKNOWN },
        { "a clock that went back",
          { at(3 * STEP, 1, 0, 0), at(STEP, 1, GIB, 0) },
          METRIC_UNKNOWN,
          METRIC_UNKNOWN },
        { "not said for once",
          { at(STEP, 1, 0, 0), at(2 * STEP, 1, METRIC_UNKNOWN, 0), at(3 * STEP, 1, 90 * GIB, 0),
            at(4 * STEP, 1, 90 * GIB + 2000, 0) },
          200,
          200 },
        { "unequal stretches weigh by their seconds",
          { at(STEP, 1, 0, 0), at(STEP + SECOND, 1, 1000, 0), at(STEP + 10 * SECOND, 1, 1000, 0) },
          100,
          1000 },
        { "idle is nought and no gap", { at(STEP, 1, 7, 0), at(2 * STEP, 1, 7, 0) }, 0, 0 },
    };
    for (size_t i = 0; i < countof(cases); i++) {
        size_t n = 0;
        while (n < countof(cases[i].reading) && cases[i].reading[n].at)
            n++;
        struct sample s = of(cases[i].reading, n);
        if (s.mean[VM_METRIC_in_bytes] != cases[i].mean)
            print_error("%s: mean %lld\n", cases[i].name, (long long)s.mean[VM_METRIC_in_bytes]);
        assert_int_equal(s.mean[VM_METRIC_in_bytes], cases[i].mean);
        assert_int_equal(s.peak[VM_METRIC_in_bytes], cases[i].peak);
    }
}

static void a_gauge_is_itself(void **state)
{
    (void)state;
    const struct reading r[] = { at(STEP, 1, 0, GIB), at(2 * STEP, 2, 0, 3 * GIB) };
    struct sample s = of(r, 2);
    assert_int_equal(s.mean[VM_METRIC_mem], 2 * GIB / 1024);
    assert_int_equal(s.peak[VM_METRIC_mem], 3 * GIB / 1024);
    assert_int_equal(s.mean[VM_METRIC_cpu], METRIC_UNKNOWN);
}

static void what_is_too_much_is_the_most(void **state)
{
    (void)state;
    const struct reading r[] = { at(STEP, 1, 0, 0), at(2 * STEP, 1, 90 * GIB * 10, 0) };
    struct sample s = of(r, 2);
    assert_int_equal(s.mean[VM_METRIC_in_bytes], UINT32_MAX);
}

static void nothing_known_is_no_sample(void **state)
{
    (void)state;
    struct series s = { 0 };
    struct sample out;
    struct reading r = at(STEP, 1, 12, METRIC_UNKNOWN);
    series_add(&s, vm_metrics, VM_METRIC_COUNT, &r);
    assert_false(series_sample(&s, vm_metrics, VM_METRIC_COUNT, UINT32_MAX, &out));
}

/* --- what a node says --- */

struct params {
    virTypedParameterPtr list;
    int count;
    int room;
};

static void add(struct params *p, const char *name, unsigned long long value)
{
    assert_int_equal(virTypedParamsAddULLong(&p->list, &p->count, &p->room, name, value), 0);
}

static void name(struct params *p, const char *field, const char *value)
{
    assert_int_equal(virTypedParamsAddString(&p->list, &p->count, &p->room, field, value), 0);
}

static void statistics_are_read(void **state)
{
    (void)state;
    struct params p = { 0 };
    struct vm_stats vm;
    add(&p, "cpu.time", 5000);
    add(&p, "vcpu.0.delay", 100);
    add(&p, "vcpu.1.delay", 50);
    add(&p, "balloon.rss", 900);
    add(&p, "balloon.available", 800);
    add(&p, "balloon.usable", 500);
    name(&p, "net.0.name", "htxx1-0");
    add(&p, "net.0.rx.bytes", 11);
    add(&p, "net.0.tx.bytes", 12);
    add(&p, "net.0.rx.drop", 3);
    add(&p, "net.0.tx.drop", 4);
    name(&p, "block.0.name", "vda");
    add(&p, "block.0.rd.bytes", 21);
    add(&p, "block.0.wr.reqs", 22);
    name(&p, "block.1.name", "vdb"); /* the seed */
    add(&p, "block.1.rd.bytes", 999);
    name(&p, "block.2.name", "vdc");
    add(&p, "block.2.rd.bytes", 31);
    vm_stats_read(p.list, p.count, &vm);
    assert_int_equal(vm.cpu_ns, 5000);
    assert_int_equal(vm.steal_ns, 150);
    assert_int_equal(vm.memory, 300 * 1024);
    assert_int_equal(vm.nics, 1);
    assert_int_equal(vm.nic[0].in_bytes, 11);
    assert_int_equal(vm.nic[0].out_bytes, 12);
    assert_int_equal(vm.nic[0].drops, 7);
    assert_int_equal(vm.nic[0].in_packets, VIRT_UNKNOWN);
    assert_int_equal(vm.disks, 2);
    assert_int_equal(vm.disk[0].read_bytes, 21);
    assert_int_equal(vm.disk[0].write_reqs, 22);
    assert_int_equal(vm.disk[1].read_bytes, 31);
    virTypedParamsFree(p.list, p.count);
}

/* NOD-06: names and numbers that no node should say. */
static void strange_statistics_are_not_believed(void **state)
{
    (void)state;
    struct params p = { 0 };
    struct vm_stats vm;
    add(&p, "net.99999999999999999999.rx.bytes", 1);
    add(&p, "net.7", 1);
    add(&p, "block.5.rd.bytes", 1); /* without a name before it */
    add(&p, "block.", 1);
    add(&p, "vcpu..delay", 1);
    add(&p, "balloon.available", 1);
    add(&p, "balloon.usable", 2);
    add(&p, "cpu.time", ~0ULL);
    for (int i = 0; i < 3 * VIRT_UNITS; i++) {
        char field[32];
        snprintf(field, sizeof(field), "block.%d.name", i);
        name(&p, field, "vdx");
        snprintf(field, sizeof(field), "net.%d.rx.bytes", i);
        add(&p, field, 1);
    }
    vm_stats_read(p.list, p.count, &vm);
    assert_int_equal(vm.disks, VIRT_UNITS);
    assert_int_equal(vm.nics, VIRT_UNITS);
    assert_int_equal(vm.memory, VIRT_UNKNOWN);
    assert_int_equal(vm.cpu_ns, VIRT_UNKNOWN);
    virTypedParamsFree(p.list, p.count);
}

static void the_uplink_is_where_default_routes_leave(void **state)
{
    (void)state;
    static const char route[] = "Iface\tDestination\tGateway\n"
                                "eth0\t00000000\t0101A8C0\t0003\n"
                                "virbr0\t0000A8C0\t00000000\t0001\n";
    static const char route6[] =
        "00000000000000000000000000000000 00 00000000000000000000000000000000 00 "
        "fe800000000000000000000000000001 00000400 00000002 00000000 00000003     eth1\n"
        "fe800000000000000000000000000000 40 00000000000000000000000000000000 00 "
        "00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth2\n"
        "00000000000000000000000000000000 00 00000000000000000000000000000000 00 "
        "00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo\n";
    static const char dev[] =
        "Inter-|   Receive                                                |  Transmit\n"
        " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs\n"
        "    lo: 500 5 0 0 0 0 0 0 500 5 0 0 0 0 0 0\n"
        "  eth0: 1000 10 0 1 0 0 0 0 2000 20 0 2 0 0 0 0\n"
        "  eth1: 100 1 0 0 0 0 0 0 200 2 0 0 0 0 0 0\n"
        "  eth2: 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9\n";
    struct nic_stats n;
    uplink_read(route, route6, dev, &n);
    assert_int_equal(n.in_bytes, 1100);
    assert_int_equal(n.out_bytes, 2200);
    assert_int_equal(n.in_packets, 11);
    assert_int_equal(n.out_packets, 22);
    assert_int_equal(n.drops, 3);
    uplink_read("", "", dev, &n);
    assert_int_equal(n.in_bytes, VIRT_UNKNOWN);
}

/* --- traffic: no byte is lost, none counts twice --- */

static void hears(struct traffic *t, int64_t run, int64_t cpu, int64_t bytes)
{
    int64_t value[METRIC_MOST];
    for (int m = 0; m < METRIC_MOST; m++)
        value[m] = METRIC_UNKNOWN;
    value[VM_METRIC_cpu] = cpu;
    value[VM_METRIC_in_bytes] = bytes;
    value[VM_METRIC_out_bytes] = bytes < 0 ? bytes : 2 * bytes;
    traffic_read(t, run, value);
}

static struct traffic_mark counted_at(int64_t run, int64_t cpu, int64_t bytes)
{
    return (struct traffic_mark){
        .known = true, .run = run, .cpu = cpu, .in_bytes = bytes, .out_bytes = 2 * bytes
    };
}

struct traffic_case {
    const char *name;
    struct traffic_mark counted;
    int64_t reading[4][3]; /* run, cpu, bytes; ended by run 0 */
    int64_t grown;
};

static void every_byte_counts_once(void **state)
{
    (void)state;
    const struct traffic_case cases[] = {
        { "goes on", counted_at(1, 5, 100), { { 1, 6, 150 }, { 1, 7, 170 } }, 70 },
        { "stands still", counted_at(1, 5, 100), { { 1, 5, 100 }, { 1, 5, 100 } }, 0 },
        { "nobody counted for days",
          counted_at(1, 5, 100),
          { { 1, 900, 5 * GIB } },
          5 * GIB - 100 },
        { "was started anew before", counted_at(1, 5, 100), { { 2, 1, 30 }, { 2, 2, 40 } }, 40 },
        { "is started anew within", counted_at(1, 5, 100), { { 1, 6, 120 }, { 2, 1, 7 } }, 27 },
        { "the host began its numbers anew", counted_at(1, 500, 100), { { 1, 20, 300 } }, 300 },
        { "a counter wrapped", counted_at(1, 5, 100), { { 1, 6, 40 } }, 40 },
        { "busy, its time not told", counted_at(1, 5, 100), { { 1, -1, 110 }, { 1, 9, 120 } }, 20 },
        { "nothing told",
          counted_at(1, 5, 100),
          { { 1, 6, 110 }, { 1, 7, -1 }, { 1, 8, 130 } },
          30 },
        { "from before counting", { .known = false }, { { 1, 6, 900 }, { 1, 7, 950 } }, 50 },
    };
    for (size_t c = 0; c < sizeof(cases) / sizeof(cases[0]); c++) {
        struct traffic t = { .began = false };
        for (int i = 0; cases[c].reading[i][0]; i++)
            hears(&t, cases[c].reading[i][0], cases[c].reading[i][1], cases[c].reading[i][2]);
        struct traffic_grown g = traffic_since(&t, &cases[c].counted);
        if (g.in_bytes != cases[c].grown || g.out_bytes != 2 * cases[c].grown)
            print_error("%s: %lld\n", cases[c].name, (long long)g.in_bytes);
        assert_int_equal(g.in_bytes, cases[c].grown);
        assert_int_equal(g.out_bytes, 2 * cases[c].grown);
        g = traffic_since(&t, &g.mark); /* had the minute been saved, and is saved again */
        assert_true(cases[c].reading[1][0] || g.in_bytes == 0);
    }
    struct traffic t = { .began = false };
    hears(&t, 7, 1, 50);
    assert_int_equal(traffic_since(&t, NULL).in_bytes, 50);
}

int main(void)
{
    if (virInitialize()) /* else no parameter can be made */
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rate_is_what_was_seen),
        cmocka_unit_test(a_gauge_is_itself),
        cmocka_unit_test(what_is_too_much_is_the_most),
        cmocka_unit_test(nothing_known_is_no_sample),
        cmocka_unit_test(statistics_are_read),
        cmocka_unit_test(strange_statistics_are_not_believed),
        cmocka_unit_test(every_byte_counts_once),
        cmocka_unit_test(the_uplink_is_where_default_routes_leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
