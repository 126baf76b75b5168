/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collector_insert STATE NODE ROUNDS FIRST: a fake node of as many machines as the database has on
 * NODE, each with the 38 parameters that a real libvirt gives of a machine with a disk and an
 * interface; no hypervisor is asked. Each round prints "ours floor" in milliseconds:
 *   ours   what the collector does of one reading: parameters to readings to rates to rows, stored
 *   floor  the same rows sent by libmariadb alone, to the next minute
 * FIRST: the minute (seconds since 1970) of the first round; each side takes one of its own.
 */
#include <mysql.h>
#include <libvirt/libvirt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/checks.h"
#include "base/clock.h"
#include "base/conf.h"
#include "metric/round.h"

enum { PARAMS = 38, SAMPLE_ARGS = 3 + 2 * VM_METRIC_COUNT, AT_ONCE = 4096 };

struct machine {
    virTypedParameterPtr list;
    int count;
    int room;
    unsigned char uuid[16];
};

struct fake {
    struct machine *machine;
    size_t count;
};

static void must(bool good, const char *what)
{
    if (!good)
        bug("%s", what);
}

static unsigned long long dice(unsigned long long most)
{
    static unsigned long long state = 88172645463325252ULL;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state % most;
}

/* In libvirt's order; a name that nobody reads is there, too. */
static const char *const names[PARAMS - 4] = {
    "cpu.time",          "cpu.user",           "cpu.system",
    "balloon.current",   "balloon.maximum",    "balloon.unused",
    "balloon.available", "balloon.usable",     "balloon.last-update",
    "balloon.rss",       "vcpu.current",       "vcpu.maximum",
    "vcpu.0.time",       "vcpu.0.wait",        "vcpu.0.delay",
    "net.0.rx.bytes",    "net.0.rx.pkts",      "net.0.rx.errs",
    "net.0.rx.drop",     "net.0.tx.bytes",     "net.0.tx.pkts",
    "net.0.tx.errs",     "net.0.tx.drop",      "block.0.rd.reqs",
    "block.0.rd.bytes",  "block.0.rd.times",   "block.0.wr.reqs",
    "block.0.wr.bytes",  "block.0.wr.times",   "block.0.fl.reqs",
    "block.0.fl.times",  "block.0.allocation", "block.0.capacity",
    "block.0.physical",
};

static void put_text(struct machine *m, const char *name, const char *value)
{
    must(!virTypedParamsAddString(&m->list, &m->count, &m->room, name, value), name);
}

static void make(struct machine *m, const char *uuid)
{
    unsigned byte = 0;
    for (int i = 0; i < 16; i++) {
        uuid += *uuid == '-';
        must(sscanf(uuid, "%2x", &byte) == 1, "a UUID");
        m->uuid[i] = (unsigned char)byte;
        uuid += 2;
    }
    put_text(m, "state.word", "running");
    for (size_t i = 0; i < countof(names); i++) {
        if (!strcmp(names[i], "net.0.rx.bytes"))
            put_text(m, "net.0.name", "htxx1-0");
        if (!strcmp(names[i], "block.0.rd.reqs")) {
            put_text(m, "block.0.name", "vda");
            put_text(m, "block.0.path", "/var/lib/hatchery/disks/vm-1.qcow2");
        }
        must(!virTypedParamsAddULLong(&m->list, &m->count, &m->room, names[i], dice(1ULL << 34)),
             names[i]);
    }
    must(m->count == PARAMS, "38 parameters");
}

/* Ten seconds later: two of five do much, the others little. */
static void go_on(struct fake *f)
{
    for (size_t i = 0; i < f->count; i++) {
        struct machine *m = &f->machine[i];
        unsigned long long most = i % 5 < 2 ? 20000000 : 40000;
        for (int p = 0; p < m->count; p++)
            if (m->list[p].type == VIR_TYPED_PARAM_ULLONG &&
                strncmp(m->list[p].field, "balloon.", 8) != 0)
                m->list[p].value.ul += dice(strstr(m->list[p].field, "bytes") ? most : most / 100);
    }
}

static void take(const struct fake *f, struct round *round, int64_t at)
{
    struct metric_sink *sink = round_sink(round, at);
    for (size_t i = 0; i < f->count; i++) {
        struct vm_stats vm;
        memcpy(vm.uuid, f->machine[i].uuid, sizeof(vm.uuid));
        vm.run = 1;
        vm_stats_read(f->machine[i].list, f->machine[i].count, &vm);
        metric_put_vm(sink, &vm);
    }
}

/* --- the floor --- */

struct bare {
    MYSQL *mysql;
    MYSQL_STMT *sample;
    MYSQL_STMT *load;
};

static const char *find(const char *begin)
{
    size_t count = 0;
    const struct query *const *all = db_queries(&count);
    for (size_t i = 0; i < count; i++)
        if (!strncmp(all[i]->sql, begin, strlen(begin)))
            return all[i]->sql;
    bug("no query begins with %s", begin);
}

static MYSQL_STMT *prepare(MYSQL *mysql, const char *begin)
{
    const char *sql = find(begin);
    MYSQL_STMT *st = mysql_stmt_init(mysql);
    must(st && !mysql_stmt_prepare(st, sql, strlen(sql)), mysql_error(mysql));
    return st;
}

static void send(MYSQL_STMT *st, struct cell *cells, size_t args, size_t rows)
{
    MYSQL_BIND bind[SAMPLE_ARGS] = { 0 };
    size_t stride = args * sizeof(*cells);
    for (size_t done = 0; done < rows; done += AT_ONCE) {
        unsigned part = rows - done > AT_ONCE ? AT_ONCE : (unsigned)(rows - done);
        for (size_t i = 0; i < args; i++) {
            bind[i].buffer_type = MYSQL_TYPE_LONGLONG;
            bind[i].buffer = &cells[done * args + i].i;
            bind[i].u.indicator = &cells[done * args + i].null;
        }
        mysql_stmt_attr_set(st, STMT_ATTR_ARRAY_SIZE, &part);
        mysql_stmt_attr_set(st, STMT_ATTR_ROW_SIZE, &stride);
        must(!mysql_stmt_bind_param(st, bind) && !mysql_stmt_execute(st), mysql_stmt_error(st));
    }
}

/* What ours has stored, as it stands in the table, for another minute. */
static struct cell *rows_of(struct bare *b, const char *sql, size_t args, int64_t minute,
                            size_t rows)
{
    struct cell *cell = calloc(rows * args, sizeof(*cell));
    must(cell && !mysql_query(b->mysql, sql), mysql_error(b->mysql));
    MYSQL_RES *found = mysql_store_result(b->mysql);
    must(found && mysql_num_fields(found) == args && mysql_num_rows(found) == rows, sql);
    for (size_t r = 0; r < rows; r++) {
        MYSQL_ROW row = mysql_fetch_row(found);
        for (size_t i = 0; i < args; i++) {
            cell[r * args + i].null = !row[i];
            cell[r * args + i].i = row[i] ? strtoll(row[i], NULL, 10) : 0;
        }
        cell[r * args + (args == SAMPLE_ARGS ? 0 : 1)].i = minute;
    }
    mysql_free_result(found);
    return cell;
}

static double floor_round(struct bare *b, int64_t ours, int64_t minute, size_t rows)
{
    char sql[2000];
    int len = snprintf(sql, sizeof(sql), "SELECT at, vm_id, unit");
    for (int m = 0; m < VM_METRIC_COUNT; m++)
        len += snprintf(sql + len, sizeof(sql) - (size_t)len, ", %s, %s_peak", vm_metrics[m].name,
                        vm_metrics[m].name);
    snprintf(sql + len, sizeof(sql) - (size_t)len, " FROM vm_sample WHERE level = 0 AND at = %lld",
             (long long)ours);
    struct cell *sample = rows_of(b, sql, SAMPLE_ARGS, minute, rows);
    snprintf(sql, sizeof(sql),
             "SELECT vm_id, at, cpu_percent, mem_percent, cpu, mem, requests, in_bytes, out_bytes "
             "FROM vm_load WHERE at = %lld",
             (long long)ours);
    struct cell *load = rows_of(b, sql, 9, minute, rows);
    int64_t begin = clock_monotonic();
    send(b->sample, sample, SAMPLE_ARGS, rows);
    send(b->load, load, 9, rows);
    double took = (double)(clock_monotonic() - begin) / 1000;
    free(sample);
    free(load);
    return took;
}

/* --- both --- */

struct bench {
    struct conf conf;
    struct arena *arena;
    struct fault fault;
    struct db *db;
    struct bare bare;
    struct metric_node node;
    struct fake fake;
};

static void open_all(struct bench *b, const char *state)
{
    char *password = NULL;
    b->arena = arena_new();
    must(!conf_load(&b->fault, b->arena, state, &b->conf) &&
             !conf_db_password(&b->fault, b->arena, &b->conf, "collector", &password),
         "the panel's configuration");
    struct db_conf *c = arena_alloc(b->arena, sizeof(*c));
    *c = (struct db_conf){ b->conf.db_socket, b->conf.db_name, "collector", password, false };
    b->db = db_new(c);
    db_use(b->db, b->arena, &b->fault);
    b->bare.mysql = mysql_init(NULL);
    must(mysql_real_connect(b->bare.mysql, NULL, "root", NULL, b->conf.db_name, 0,
                            b->conf.db_socket, 0) != NULL,
         mysql_error(b->bare.mysql));
    b->bare.sample = prepare(b->bare.mysql, "INSERT IGNORE INTO vm_sample");
    b->bare.load = prepare(b->bare.mysql, "INSERT INTO vm_load");
}

static void make_machines(struct bench *b)
{
    struct list found;
    must(!metric_vm_list_any(b->db, b->node.id, &found), "the node's machines");
    const struct metric_vm *vm = found.rows;
    b->fake.count = (size_t)found.count;
    b->fake.machine = calloc(b->fake.count, sizeof(*b->fake.machine));
    for (size_t i = 0; i < b->fake.count; i++)
        make(&b->fake.machine[i], vm[i].uuid);
}

static double our_round(struct bench *b, struct round *round, int64_t at, int64_t minute)
{
    struct arena *unit = arena_new();
    db_use(b->db, unit, &b->fault);
    int64_t begin = clock_monotonic();
    take(&b->fake, round, at);
    if (round_save(round, b->db, minute))
        bug("%s", fault_words(&b->fault, unit));
    double took = (double)(clock_monotonic() - begin) / 1000;
    round_next(round);
    arena_free(unit);
    return took;
}

int main(int argc, char **argv)
{
    struct bench b = { .fault = { .code = FAULT_OK } };
    long long rounds = 0;
    long long minute = 0;
    long long node = 0;
    if (argc != 5 || !parse_i64(argv[2], 1, INT64_MAX, &node) ||
        !parse_i64(argv[3], 1, 100000, &rounds) || !parse_i64(argv[4], 1, UINT32_MAX, &minute)) {
        fprintf(stderr, "usage: collector_insert STATE NODE ROUNDS FIRST\n");
        return 2;
    }
    must(!virInitialize(), "libvirt"); /* else its parameters cannot be made */
    open_all(&b, argv[1]);
    b.node.id = node;
    make_machines(&b);
    struct round *round = round_new(b.arena, &b.node);
    take(&b.fake, round, 1000000);
    for (int64_t i = 1; i <= rounds; i++, minute += 120) {
        go_on(&b.fake);
        double ours = our_round(&b, round, 1000000 + i * 10000000, minute);
        printf("%.2f %.2f\n", ours, floor_round(&b.bare, minute, minute + 60, b.fake.count));
        fflush(stdout);
    }
    return 0;
}
