/* SPDX-License-Identifier: Apache-2.0 */
/* What was measured, on a real MariaDB: stored, summed up, read by its owner alone, dropped. */
#include "db_fixture.h"
#include <stdio.h>
#include "base/clock.h"
#include "metric/round.h"
#include "store/group.h"
#include "store/metric.h"
#include "store/number.h"
#include "store/sample.h"
#include "store/traffic.h"
#include "store/usage.h"

QUERY(parts_of, 0,
      "SELECT COUNT(*) AS n FROM information_schema.PARTITIONS WHERE TABLE_SCHEMA = DATABASE() "
      "AND TABLE_NAME = ? AND PARTITION_NAME LIKE ?",
      NUMBER_ROW);
QUERY(rows_of_level, 0, "SELECT COUNT(*) AS n FROM vm_sample WHERE level = ?", NUMBER_ROW);
QUERY(uuid_of, 0, "SELECT uuid AS name, id AS vm_id FROM vm WHERE id = ?",
      ROWS(struct top_vm, top_vm_view));
QUERY(in_bytes_of, 0, "SELECT in_bytes AS n FROM vm_sample WHERE vm_id = ?", NUMBER_ROW);
QUERY(no_samples, 0, "DELETE FROM vm_sample");

static struct db *collector;
static struct db *owner;
static struct db *reader;

static int begin(void **state)
{
    int rc = world_begin(state);
    collector = world_connect(*state, "collector", false);
    owner = world_connect(*state, "owner", false);
    reader = world_connect(*state, "my_reader", true);
    return rc;
}

static int end(void **state)
{
    db_close(&collector);
    db_close(&owner);
    db_close(&reader);
    return world_end(state);
}

static int64_t now_s(void)
{
    return clock_now() / 1000000;
}

static int64_t count(struct world *w, const struct query *q, const struct arg *args, size_t n)
{
    struct number found = { 0 };
    must(w, db_one(owner, q, &found, args, n));
    return found.n;
}

static struct sample_row minute_of(int64_t vm_id, int64_t at, int64_t mean, int64_t peak)
{
    struct sample_row row = { .id = vm_id, .sample = { .at = at } };
    for (int m = 0; m < METRIC_MOST; m++)
        row.sample.mean[m] = row.sample.peak[m] = METRIC_UNKNOWN;
    row.sample.mean[VM_METRIC_cpu] = mean;
    row.sample.peak[VM_METRIC_cpu] = peak;
    return row;
}

/* An hour of minutes, with one left out and one unknown, that ended at a whole hour. */
static void fill_hour(struct world *w, int64_t vm_id, int64_t hour)
{
    struct sample_row row[60];
    size_t n = 0;
    for (int64_t i = 0; i < 60; i++)
        if (i != 30)
            row[n++] = minute_of(vm_id, hour + i * 60, i == 31 ? METRIC_UNKNOWN : 100,
                                 i == 31  ? METRIC_UNKNOWN
                                 : i == 5 ? 900
                                          : 150);
    must(w, sample_save(collector, SAMPLE_VM, row, n));
}

static void partitions_come_and_go(void **state)
{
    struct world *w = *state;
    int64_t added = 0;
    int64_t dropped = 0;
    int64_t now = now_s();
    must(w, sample_partitions(w->taskd, SAMPLE_VM, LEVEL_MINUTE, now, &added, &dropped));
    assert_int_equal(added, 3); /* today's and two ahead, or one of them begins now */
    assert_int_equal(dropped, 0);
    must(w, sample_partitions(w->taskd, SAMPLE_VM, LEVEL_MINUTE, now, &added, &dropped));
    assert_int_equal(added, 0);
    must(w,
         sample_partitions(w->taskd, SAMPLE_VM, LEVEL_MINUTE, now + 9 * 86400, &added, &dropped));
    assert_in_range(added, 1, 9);
    assert_in_range(dropped, 1, 3);
    assert_int_equal(count(w, &parts_of, ARGS(arg_text("vm_sample"), arg_text("p1%"))), 1);
    for (int level = 0; level < LEVEL_COUNT; level++)
        must(w, sample_partitions(w->taskd, SAMPLE_NODE, level, now, &added, &dropped));
    assert_true(count(w, &parts_of, ARGS(arg_text("node_sample"), arg_text("p4%"))) > 1);
}

/* A drop takes what is past its time, and nothing else. */
static void what_is_old_is_dropped(void **state)
{
    struct world *w = *state;
    int64_t added = 0;
    int64_t dropped = 0;
    int64_t day = now_s() / 86400 * 86400 + 40 * 86400;
    struct sample_row rows[2] = { minute_of(1, day, 1, 1), minute_of(1, day + 86400, 2, 2) };
    must(w, db_exec(owner, &no_samples, NULL, NULL, NO_ARGS));
    must(w, sample_partitions(w->taskd, SAMPLE_VM, LEVEL_MINUTE, day, &added, &dropped));
    must(w, sample_save(collector, SAMPLE_VM, rows, 2));
    must(w, sample_partitions(w->taskd, SAMPLE_VM, LEVEL_MINUTE, day + 8 * 86400 - 1, &added,
                              &dropped));
    assert_int_equal(count(w, &rows_of_level, ARGS(arg_i64(0))), 2);
    must(w,
         sample_partitions(w->taskd, SAMPLE_VM, LEVEL_MINUTE, day + 8 * 86400, &added, &dropped));
    assert_int_equal(dropped, 1);
    assert_int_equal(count(w, &rows_of_level, ARGS(arg_i64(0))), 1);
}

static void levels_are_summed_up(void **state)
{
    struct world *w = *state;
    int64_t vm = world_create(w, 0, "summed", NULL);
    int64_t hour = now_s() / 86400 * 86400 - 14 * 3600; /* its day is not over */
    struct asker who = world_asker(w, 0);
    struct samples s;
    bool more = true;
    must(w, db_exec(owner, &no_samples, NULL, NULL, NO_ARGS));
    fill_hour(w, vm, hour);
    for (int level = 1; level < LEVEL_COUNT; level++)
        must(w, sample_roll(w->taskd, SAMPLE_VM, level, hour + 3600, 1000, &more));
    assert_false(more);
    assert_int_equal(count(w, &rows_of_level, ARGS(arg_i64(LEVEL_TEN_MINUTES))), 6);
    assert_int_equal(count(w, &rows_of_level, ARGS(arg_i64(LEVEL_HOUR))), 1);
    assert_int_equal(count(w, &rows_of_level, ARGS(arg_i64(LEVEL_DAY))), 0);
    must(w, sample_roll(w->taskd, SAMPLE_VM, LEVEL_HOUR, hour + 3600, 1000, &more));
    assert_int_equal(count(w, &rows_of_level, ARGS(arg_i64(LEVEL_HOUR))), 1);
    must(w, sample_vm_read(reader, &who.scope, vm, 0, SPAN_WEEK, false, &s));
    assert_int_equal(s.points, 168);
    for (int64_t i = 0; i < s.points; i++) {
        bool is_hour = s.point[i].at == hour;
        assert_int_equal(s.point[i].mean[VM_METRIC_cpu], is_hour ? 100 : METRIC_UNKNOWN);
        assert_int_equal(s.point[i].peak[VM_METRIC_cpu], is_hour ? 900 : METRIC_UNKNOWN);
        assert_int_equal(s.point[i].mean[VM_METRIC_mem], METRIC_UNKNOWN);
    }
}

/* COL: after a pause longer than what is made at once, the next stretch that has rows is found. */
static void a_long_pause_is_jumped_over(void **state)
{
    struct world *w = *state;
    int64_t now = now_s() / 3600 * 3600;
    bool more = true;
    must(w, db_exec(owner, &no_samples, NULL, NULL, NO_ARGS));
    fill_hour(w, 1, now - 5 * 86400);
    fill_hour(w, 1, now - 3600);
    for (int turns = 0; more; turns++) {
        assert_in_range(turns, 0, 4);
        must(w, sample_roll(w->taskd, SAMPLE_VM, LEVEL_TEN_MINUTES, now, 5, &more));
    }
    assert_int_equal(count(w, &rows_of_level, ARGS(arg_i64(LEVEL_TEN_MINUTES))), 12);
}

/* TEN-02: nor a point of one. */
static void a_neighbour_has_no_chart(void **state)
{
    struct world *w = *state;
    int64_t vm = world_create(w, 0, "charted", NULL);
    int64_t at = now_s() / 60 * 60 - 120;
    struct asker own = world_asker(w, 0);
    struct asker other = world_asker(w, 1);
    struct sample_row row = minute_of(vm, at, 7, 9);
    struct samples s;
    int64_t seen[2] = { 0, 0 };
    must(w, sample_save(collector, SAMPLE_VM, &row, 1));
    must(w, sample_vm_read(reader, &own.scope, vm, 0, SPAN_HOUR, false, &s));
    for (int64_t i = 0; i < s.points; i++)
        seen[0] += s.point[i].mean[VM_METRIC_cpu] == 7;
    must(w, sample_vm_read(reader, &other.scope, vm, 0, SPAN_HOUR, false, &s));
    for (int64_t i = 0; i < s.points; i++)
        seen[1] += s.point[i].mean[VM_METRIC_cpu] != METRIC_UNKNOWN;
    assert_int_equal(seen[0], 1);
    assert_int_equal(seen[1], 0);
}

/* A minute that is stored twice stays as it was; many rows go in parts. */
static void many_rows_go_at_once(void **state)
{
    struct world *w = *state;
    enum { MANY = 10000 };
    struct sample_row *row = arena_array(w->arena, MANY, sizeof(*row));
    int64_t at = now_s() / 60 * 60;
    must(w, db_exec(owner, &no_samples, NULL, NULL, NO_ARGS));
    for (int64_t i = 0; i < MANY; i++)
        row[i] = minute_of(i + 1, at, i, i);
    must(w, sample_save(collector, SAMPLE_VM, row, MANY));
    must(w, sample_save(collector, SAMPLE_VM, row, MANY));
    assert_int_equal(count(w, &rows_of_level, ARGS(arg_i64(0))), MANY);
    must(w, sample_save(collector, SAMPLE_VM, row, 0));
}

/* The collector writes what is measured and reads what to watch; nothing else. */
static void the_collector_may_no_more(void **state)
{
    struct world *w = *state;
    static const struct query refused[] = {
        { .sql = "SELECT cpu FROM vm_sample" },
        { .sql = "DELETE FROM vm_sample" },
        { .sql = "UPDATE vm_sample SET cpu = 0" },
        { .sql = "SELECT name FROM vm" },
        { .sql = "SELECT root_hash FROM vm" },
        { .sql = "UPDATE vm SET seen = 1" },
        { .sql = "SELECT email FROM user" },
        { .sql = "SELECT id FROM task" },
        { .sql = "CALL sample_partition_drop('vm', 0, 0)" },
    };
    for (size_t i = 0; i < countof(refused); i++)
        assert_int_not_equal(db_exec(collector, &refused[i], NULL, NULL, NO_ARGS), FAULT_OK);
    fault_clear(&w->fault);
    assert_int_not_equal(
        db_exec(w->taskd, &(struct query){ .sql = "ALTER TABLE vm_sample DROP PARTITION p0_end" },
                NULL, NULL, NO_ARGS),
        FAULT_OK);
    fault_clear(&w->fault);
}

static void uuid_read(const char *text, unsigned char out[16])
{
    for (int i = 0; i < 16; i++) {
        unsigned byte = 0;
        text += *text == '-';
        assert_int_equal(sscanf(text, "%2x", &byte), 1);
        out[i] = (unsigned char)byte;
        text += 2;
    }
}

static void read_twice(struct round *r, const unsigned char *uuid, int64_t run, int64_t from)
{
    int64_t value[METRIC_MOST];
    for (int i = 0; i < 2; i++) {
        for (int m = 0; m < METRIC_MOST; m++)
            value[m] = from + i * INT64_C(5000000000);
        struct metric_sink *sink = round_sink(r, (10 + i * 10) * INT64_C(1000000));
        sink->put(sink, OBJECT_VM, uuid, 0, run, value);
    }
}

/* A node's minute: known machines alone, the newest values, and the busiest of them. */
static void a_minute_is_stored(void **state)
{
    struct world *w = *state;
    struct metric_node node = {
        .id = w->node, .name = "node1", .vcpu = 4, .memory = INT64_C(64) << 30
    };
    int64_t at = now_s() / 60 * 60;
    int64_t vm = world_create(w, 0, "measured", NULL);
    struct top_vm found;
    struct list top;
    unsigned char uuid[16];
    unsigned char stranger[16] = { 1 };
    struct db *admin = world_connect(w, "admin_reader", true);
    struct round *r = round_new(w->arena, &node);
    must(w, db_one(owner, &uuid_of, &found, ARGS(ARG(vm))));
    uuid_read(found.name, uuid);
    read_twice(r, uuid, 1, 0);
    read_twice(r, stranger, 1, 0);
    must(w, db_exec(owner, &no_samples, NULL, NULL, NO_ARGS));
    must(w, round_save(r, collector, at));
    assert_int_equal(count(w, &rows_of_level, ARGS(arg_i64(0))), 1);
    for (int what = 0; what < TOP_COUNT; what++) {
        must(w, top_vm_list_any(admin, what, &top));
        assert_int_equal(top.count, 1);
        const struct top_vm *first = top.rows;
        assert_string_equal(first->name, "measured");
        assert_int_equal(first->share, 100);
    }
    assert_string_equal(((const struct top_vm *)top.rows)->node, "node1");
    db_close(&admin);
}

static void the_last_readings_go_on(void **state)
{
    struct world *w = *state;
    struct metric_node node = { .id = w->node };
    const char *path = arena_printf(w->arena, "%s/run/collector.test", w->conf.state);
    unsigned char uuid[16];
    struct top_vm found;
    int64_t vm = world_create(w, 0, "goes-on", NULL);
    int64_t at = now_s() / 60 * 60;
    int64_t value[METRIC_MOST] = { 0 };
    struct round *first = round_new(w->arena, &node);
    struct round *second = round_new(w->arena, &node);
    must(w, db_one(owner, &uuid_of, &found, ARGS(ARG(vm))));
    uuid_read(found.name, uuid);
    struct metric_sink *sink = round_sink(first, 50 * INT64_C(1000000));
    sink->put(sink, OBJECT_VM, uuid, 0, 1, value);
    sink = round_sink(first, 51 * INT64_C(1000000));
    sink->put(sink, OBJECT_HOST, NULL, 0, 0, value);
    must(w, round_keep(first, &w->fault, w->arena, path));
    round_recall(second, w->arena, path);
    value[VM_METRIC_in_bytes] = 1000;
    sink = round_sink(second, 60 * INT64_C(1000000));
    sink->put(sink, OBJECT_VM, uuid, 0, 1, value);
    must(w, db_exec(owner, &no_samples, NULL, NULL, NO_ARGS));
    must(w, round_save(second, collector, at));
    assert_int_equal(count(w, &in_bytes_of, ARGS(ARG(vm))), 100);
    round_recall(second, w->arena, "/nonexistent");
    round_recall(second, w->arena, "/etc/passwd");
}

QUERY(sum_of, 0, "SELECT COALESCE(SUM(in_bytes), 0) AS n FROM traffic_day WHERE vm_id = ?",
      NUMBER_ROW);
QUERY(no_traffic, 0, "DELETE FROM traffic_day");
QUERY(no_usage, 0, "DELETE FROM usage_day");

/* A node's minute of one machine, from 0 to `bytes` within it. */
static void a_minute_of(struct world *w, const unsigned char *uuid, int64_t run, int64_t bytes,
                        int64_t at)
{
    struct metric_node node = { .id = w->node };
    int64_t value[METRIC_MOST] = { 0 };
    struct round *r = round_new(w->arena, &node);
    value[VM_METRIC_in_bytes] = bytes;
    struct metric_sink *sink = round_sink(r, 50 * INT64_C(1000000));
    sink->put(sink, OBJECT_VM, uuid, 0, run, value);
    must(w, round_save(r, collector, at));
}

/* Days are summed of what counters say; a minute that is saved twice counts once. */
static void traffic_is_counted_by_day(void **state)
{
    struct world *w = *state;
    unsigned char uuid[16];
    struct top_vm found;
    struct traffic_month month;
    int64_t now = now_s() / 60 * 60;
    int64_t vm = world_create(w, 0, "sends", NULL);
    struct asker own = world_asker(w, 0);
    struct asker other = world_asker(w, 1);
    must(w, db_one(owner, &uuid_of, &found, ARGS(ARG(vm))));
    uuid_read(found.name, uuid);
    must(w, db_exec(owner, &no_traffic, NULL, NULL, NO_ARGS));
    a_minute_of(w, uuid, 1, 1000, now);
    a_minute_of(w, uuid, 1, 1000, now);
    assert_int_equal(count(w, &sum_of, ARGS(ARG(vm))), 1000);
    a_minute_of(w, uuid, 1, 1500, now + 86400);
    a_minute_of(w, uuid, 2, 70, now + 86400);
    assert_int_equal(count(w, &sum_of, ARGS(ARG(vm))), 1570);
    static const struct query days = { .sql = "SELECT COUNT(*) AS n FROM traffic_day", NUMBER_ROW };
    assert_int_equal(count(w, &days, NO_ARGS), 2);
    must(w, traffic_month(reader, &own.scope, vm, &month));
    assert_int_equal(month.in_bytes, 1570);
    assert_int_equal(traffic_month(reader, &other.scope, vm, &month), FAULT_MISSING);
    fault_clear(&w->fault);
}

static void sql_of(struct world *w, const char *text)
{
    struct query q = { .sql = text };
    must(w, db_exec(owner, &q, NULL, NULL, NO_ARGS));
}

static int64_t hours_of(struct world *w, const char *what)
{
    struct query q = { .sql = arena_printf(w->arena,
                                           "SELECT COALESCE(SUM(%s), 0) AS n FROM "
                                           "usage_day",
                                           what),
                       NUMBER_ROW };
    return count(w, &q, NO_ARGS);
}

/* The panel was off from 10 to 14: one machine went at 11:30, one came at 12:10. Which of them ran
 * is nobody's to say. */
static void hours_are_counted_of_lives(void **state)
{
    struct world *w = *state;
    bool more = true;
    must(w, db_exec(owner, &no_usage, NULL, NULL, NO_ARGS));
    sql_of(w, "DELETE FROM vm_life");
    sql_of(w, "UPDATE usage_hour SET hour = DATE_FORMAT(NOW(), '%Y-%m-%d %H:00:00') - INTERVAL 5 "
              "HOUR");
    sql_of(w, "INSERT INTO vm_life (vm_id, account_id, reseller_id, vcpu, memory, disk, made_at, "
              "gone_at) SELECT 900001, account.id, reseller_id, 2, 1, 1, hour - INTERVAL 9 HOUR, "
              "hour + INTERVAL 150 MINUTE FROM usage_hour JOIN account ON level = 2 LIMIT 1");
    sql_of(w, "INSERT INTO vm_life (vm_id, account_id, reseller_id, vcpu, memory, disk, made_at) "
              "SELECT 900002, account_id, reseller_id, 4, 1, 1, hour + INTERVAL 190 MINUTE "
              "FROM vm_life JOIN usage_hour");
    while (more)
        must(w, usage_count(w->taskd, &more));
    assert_int_equal(hours_of(w, "machine_hours"), 4); /* 2 and 2, the hour at hand not yet */
    assert_int_equal(hours_of(w, "vcpu_hours"), 2 * 2 + 2 * 4);
    assert_int_equal(hours_of(w, "running_hours"), 0);
    assert_int_equal(hours_of(w, "unknown_hours"), 4);
    must(w, usage_count(w->taskd, &more));
    assert_int_equal(hours_of(w, "machine_hours"), 4);
}

/* The hour in which a panel is set up is the first that is counted. */
static void the_first_hour_counts(void **state)
{
    struct world *w = *state;
    static const struct query behind = {
        .sql = "SELECT TIMESTAMPDIFF(HOUR, hour, NOW()) AS n FROM usage_hour", NUMBER_ROW
    };
    assert_true(count(w, &behind, NO_ARGS) >= 1);
}

/* One runs, one is off, of one nobody knows; then their node did not answer at the hour's end, and
 * then the hour is over for long. */
static void an_hour_that_nobody_saw_is_unknown(void **state)
{
    struct world *w = *state;
    static const struct {
        const char *answered; /* before the hour's end */
        int64_t hours;        /* of the oldest that is counted */
        int64_t running;
        int64_t unknown;
    } rows[] = { { "NOW(6)", 2, 1, 1 },
                 { "NOW(6) - INTERVAL 2 HOUR", 2, 0, 3 },
                 { "NOW(6)", 3, 1, 1 + 3 } };
    const char *name[] = { "runs", "off", "away" };
    for (int64_t seen = 0; seen < 3; seen++) {
        int64_t vm = world_create(w, 0, name[seen], NULL);
        struct query q = { .sql =
                               "UPDATE vm SET seen = (? + 2) % 3, made_at = NOW(6) WHERE id = ?" };
        must(w, db_exec(owner, &q, NULL, NULL, ARGS(ARG(seen), ARG(vm))));
    }
    sql_of(w, "DELETE FROM vm_life");
    sql_of(w, "INSERT INTO vm_life (vm_id, account_id, reseller_id, vcpu, memory, disk, made_at) "
              "SELECT id, account_id, reseller_id, 1, 1, 1, NOW(6) - INTERVAL 9 HOUR FROM vm "
              "WHERE name IN ('runs', 'off', 'away')");
    for (size_t i = 0; i < countof(rows); i++) {
        bool more = true;
        /* the hour at hand has begun just now, whatever the clock says */
        sql_of(w, arena_printf(w->arena,
                               "UPDATE usage_hour SET hour = NOW() - INTERVAL 10 MINUTE "
                               "- INTERVAL %lld HOUR",
                               (long long)rows[i].hours));
        sql_of(w, arena_printf(w->arena, "UPDATE node SET seen_at = %s", rows[i].answered));
        must(w, db_exec(owner, &no_usage, NULL, NULL, NO_ARGS));
        while (more)
            must(w, usage_count(w->taskd, &more));
        assert_int_equal(hours_of(w, "machine_hours"), 3 * (rows[i].hours - 1));
        assert_int_equal(hours_of(w, "running_hours"), rows[i].running);
        assert_int_equal(hours_of(w, "unknown_hours"), rows[i].unknown);
    }
    sql_of(w, "UPDATE vm SET made_at = NULL WHERE name IN ('runs', 'off', 'away')");
    sql_of(w, "DELETE FROM vm_life");
    must(w, db_exec(owner, &no_usage, NULL, NULL, NO_ARGS));
}

/* A worker that knows of no lives made one machine through an upgrade and deleted another. */
static void lives_are_mended(void **state)
{
    struct world *w = *state;
    static const struct query begun = { .sql =
                                            "SELECT COUNT(*) AS n FROM vm_life JOIN vm ON vm.id = "
                                            "vm_id AND vm.memory = vm_life.memory WHERE "
                                            "vm_id = ? AND gone_at IS NULL",
                                        NUMBER_ROW };
    static const struct query open_ones = {
        .sql = "SELECT COUNT(*) AS n FROM vm_life WHERE gone_at IS NULL", NUMBER_ROW
    };
    int64_t vm = world_create(w, 0, "through", NULL);
    sql_of(w, "DELETE FROM vm_life");
    must(w, usage_mend_lives(w->taskd));
    assert_int_equal(count(w, &begun, ARGS(ARG(vm))), 0); /* it is not made yet */
    sql_of(w, "UPDATE vm SET made_at = NULL WHERE name <> 'through'");
    sql_of(w, "UPDATE vm SET made_at = NOW(6) WHERE name = 'through'");
    sql_of(w, "INSERT INTO vm_life (vm_id, account_id, reseller_id, vcpu, memory, disk, made_at) "
              "SELECT 900003, id, reseller_id, 1, 1, 1, NOW(6) FROM account LIMIT 1");
    assert_int_equal(count(w, &open_ones, NO_ARGS), 1);
    must(w, usage_mend_lives(w->taskd));
    assert_int_equal(count(w, &begun, ARGS(ARG(vm))), 1);
    assert_int_equal(count(w, &open_ones, NO_ARGS), 1);
}

/* A mail at 80 and one at 100 percent, once each; then no new machine. */
static void a_month_is_told_of(void **state)
{
    struct world *w = *state;
    static const struct query mails = { .sql = "SELECT COUNT(*) AS n FROM outbox WHERE kind = 12",
                                        NUMBER_ROW };
    int64_t before = count(w, &mails, NO_ARGS);
    must(w, db_exec(owner, &no_usage, NULL, NULL, NO_ARGS));
    sql_of(w, "UPDATE account SET traffic_limit = 1000 WHERE level = 2");
    sql_of(w, "DELETE FROM traffic_day");
    sql_of(w, "INSERT INTO traffic_day (vm_id, day, account_id, reseller_id, in_bytes, out_bytes) "
              "SELECT 900001, DATE(NOW()), id, reseller_id, 5000, 790 FROM account WHERE level = 2 "
              "ORDER BY id LIMIT 1");
    must(w, traffic_sum(w->taskd));
    must(w, traffic_tell(w->taskd));
    assert_int_equal(count(w, &mails, NO_ARGS), before);
    sql_of(w, "UPDATE traffic_day SET out_bytes = 800");
    must(w, traffic_sum(w->taskd));
    must(w, traffic_tell(w->taskd));
    must(w, traffic_tell(w->taskd));
    int64_t at_80 = count(w, &mails, NO_ARGS);
    assert_true(at_80 > before);
    sql_of(w, "UPDATE traffic_day SET out_bytes = 1000");
    must(w, traffic_sum(w->taskd));
    must(w, traffic_tell(w->taskd));
    must(w, traffic_tell(w->taskd));
    assert_int_equal(count(w, &mails, NO_ARGS) - at_80, at_80 - before);
    static const struct query told = {
        .sql =
            "SELECT COUNT(*) AS n FROM account WHERE traffic_count = 1000 AND traffic_told = 100",
        NUMBER_ROW
    };
    assert_int_equal(count(w, &told, NO_ARGS), 1);
    sql_of(w, "DELETE FROM traffic_day");
    must(w, db_exec(owner, &no_usage, NULL, NULL, NO_ARGS));
    must(w, traffic_tell(w->taskd)); /* a month in which nothing was sent yet */
    static const struct query none = {
        .sql = "SELECT COUNT(*) AS n FROM account WHERE traffic_count > 0 OR traffic_told > 0",
        NUMBER_ROW
    };
    assert_int_equal(count(w, &none, NO_ARGS), 0);
    sql_of(w, "UPDATE account SET traffic_limit = 0");
}

/* Its accounts' months in sum; what one has sent goes along when it changes the group. */
static void a_groups_month_is_theirs(void **state)
{
    struct world *w = *state;
    struct account_group g = { .name = "Sending", .vm_limit = 100, .traffic_limit = 1000 };
    struct vm_create form = {
        .name = "late", .image_id = w->image, .location_id = w->location, .plan_id = w->plan
    };
    struct vm_create_more more = { .labels = "{}" };
    struct once once = { .key = NULL };
    struct asker who = world_asker(w, 0);
    struct vm_created made;
    must(w, group_add(w->cli, &g, &g.id));
    sql_of(w, arena_printf(w->arena, "UPDATE account SET group_id = %lld WHERE id IN (%lld, %lld)",
                           (long long)g.id, (long long)w->account[0], (long long)w->account[1]));
    must(w, db_exec(owner, &no_usage, NULL, NULL, NO_ARGS));
    sql_of(w, "INSERT INTO usage_day (account_id, reseller_id, day, hour, machine_hours, "
              "running_hours, vcpu_hours, memory_hours, disk_hours, tx_bytes) SELECT id, "
              "reseller_id, DATE_FORMAT(NOW(), '%Y-%m-%d'), 0, 0, 0, 0, 0, 0, 499 FROM account "
              "WHERE group_id > 0");
    must(w, traffic_tell(w->taskd));
    must(w, group_load_any(w->cli, g.id, &g));
    assert_int_equal(g.traffic_count, 998);
    world_create(w, 0, "in-time", NULL);
    sql_of(w, "UPDATE usage_day SET tx_bytes = 500");
    must(w, traffic_tell(w->taskd));
    /* TEN-04: it is told of no group and of no number */
    assert_int_equal(vm_create_ask(w->my, &who, &form, &more, &once, &made), FAULT_LIMIT);
    assert_string_equal(fault_words(&w->fault, w->arena),
                        "Your provider has no more to give now. Ask for more, or try later.");
    fault_clear(&w->fault);
    must(w, group_put(w->cli, w->account[1], 0));
    must(w, group_load_any(w->cli, g.id, &g));
    assert_int_equal(g.traffic_count, 500);
    must(w, vm_create_ask(w->my, &who, &form, &more, &once, &made));
    must(w, group_drop(w->cli, g.id));
    must(w, db_exec(owner, &no_usage, NULL, NULL, NO_ARGS));
    must(w, traffic_tell(w->taskd));
}

/* Behind as many accounts as are read at a time, and as many more: the last is told, too. */
static void the_last_account_is_told_of(void **state)
{
    struct world *w = *state;
    _Static_assert(TRAFFIC_ACCOUNTS == 500, "a page, and what follows it");
    must(w, db_exec(owner, &no_usage, NULL, NULL, NO_ARGS));
    sql_of(w, "INSERT INTO account (reseller_id, level, name) "
              "SELECT reseller_id, 2, CONCAT('many ', seq) FROM account JOIN seq_1_to_1000 "
              "WHERE level = 0 ORDER BY seq");
    sql_of(w, "INSERT INTO usage_day (account_id, reseller_id, day, hour, machine_hours, "
              "running_hours, vcpu_hours, memory_hours, disk_hours, tx_bytes) SELECT id, "
              "reseller_id, DATE_FORMAT(NOW(), '%Y-%m-%d'), 0, 0, 0, 0, 0, 0, 4321 FROM account "
              "WHERE name IN ('many 1', 'many 1000')");
    must(w, traffic_tell(w->taskd));
    static const struct query told = {
        .sql = "SELECT COUNT(*) AS n FROM account WHERE traffic_count = 4321", NUMBER_ROW
    };
    assert_int_equal(count(w, &told, NO_ARGS), 2);
    static const struct query commits = { .sql = "SELECT CAST(VARIABLE_VALUE AS INT) AS n FROM "
                                                 "information_schema.SESSION_STATUS WHERE "
                                                 "VARIABLE_NAME = 'Com_commit'",
                                          NUMBER_ROW };
    struct number before = { 0 };
    struct number after = { 0 };
    sql_of(w, "UPDATE account SET traffic_count = 1");
    must(w, db_one(w->taskd, &commits, &before, NO_ARGS));
    must(w, traffic_tell(w->taskd)); /* a thousand have changed: a COMMIT for each page of them */
    must(w, db_one(w->taskd, &commits, &after, NO_ARGS));
    assert_in_range(after.n - before.n, 1, 4);
    must(w, db_exec(owner, &no_usage, NULL, NULL, NO_ARGS));
    sql_of(w, "DELETE FROM account WHERE name LIKE 'many %'");
}

static enum fault_code sweep_beside(struct db *db, void *ctx)
{
    static const struct query hold = { .sql = "SELECT id AS n FROM vm ORDER BY id LIMIT 1 "
                                              "FOR UPDATE",
                                       NUMBER_ROW };
    struct world *w = ctx;
    struct number vm = { 0 };
    int64_t gone = 0;
    enum fault_code rc = db_one(db, &hold, &vm, NO_ARGS);
    assert_true(vm.n > 0);
    must(w, traffic_sweep(w->taskd, &gone));
    assert_true(gone > 0);
    return rc;
}

/* What is left of machines that are gone goes while each that is there is somebody's at work. */
static void a_sweep_waits_for_no_machine(void **state)
{
    struct world *w = *state;
    static const struct query left = { .sql = "SELECT COUNT(*) AS n FROM vm_traffic "
                                              "WHERE vm_id NOT IN (SELECT id FROM vm)",
                                       NUMBER_ROW };
    sql_of(w, "INSERT INTO vm_traffic (vm_id, unit) VALUES (900001, 0), (900001, 1), (900002, 0)");
    sql_of(w, "INSERT IGNORE INTO vm_traffic (vm_id, unit) SELECT id, 0 FROM vm");
    must(w, db_tx(owner, sweep_beside, NULL, w));
    assert_int_equal(count(w, &left, NO_ARGS), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_hour_counts),
        cmocka_unit_test(partitions_come_and_go),
        cmocka_unit_test(what_is_old_is_dropped),
        cmocka_unit_test(levels_are_summed_up),
        cmocka_unit_test(a_long_pause_is_jumped_over),
        cmocka_unit_test(a_neighbour_has_no_chart),
        cmocka_unit_test(many_rows_go_at_once),
        cmocka_unit_test(the_collector_may_no_more),
        cmocka_unit_test(a_minute_is_stored),
        cmocka_unit_test(the_last_readings_go_on),
        cmocka_unit_test(traffic_is_counted_by_day),
        cmocka_unit_test(hours_are_counted_of_lives),
        cmocka_unit_test(a_month_is_told_of),
        cmocka_unit_test(an_hour_that_nobody_saw_is_unknown),
        cmocka_unit_test(lives_are_mended),
        cmocka_unit_test(a_groups_month_is_theirs),
        cmocka_unit_test(the_last_account_is_told_of),
        cmocka_unit_test(a_sweep_waits_for_no_machine),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
