/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Series are found by UUID and unit in a table that doubles as it fills. Which of them are machines
 * of this node is asked at the end, so that one that was made within the minute is among them; what
 * the database does not have here is left out.
 */
#include "metric/round.h"
#include <stdio.h>
#include <string.h>
#include "base/file.h"
#include "base/log.h"
#include "metric/traffic.h"

struct key {
    unsigned char uuid[16]; /* zeros: the host, or a storage */
    int64_t unit;
};

struct entry {
    struct key key;
    struct series series;
    struct traffic traffic;
    int64_t whole; /* of a storage, bytes */
    bool used;
};

struct round {
    struct metric_sink sink; /* first: the sink is the round */
    struct metric_node node;
    struct arena *arena;
    int64_t at;
    struct entry *entry;
    size_t room; /* a power of two */
    size_t count;
};

enum { ROOM_FIRST = 64, FILE_MOST = 64 * 1024 * 1024 };
static const int64_t vm_most = UINT32_MAX; /* four bytes a value: sql/0050 */

/* Every bit of `n` moves every bit of what comes out. */
static uint64_t mixed(uint64_t n)
{
    n = (n ^ n >> 33) * UINT64_C(0xff51afd7ed558ccd);
    n = (n ^ n >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
    return n ^ n >> 33;
}

static size_t place_of(const struct round *r, const struct key *key)
{
    uint64_t half[2];
    memcpy(half, key->uuid, sizeof(half));
    return (size_t)mixed(mixed(half[0] + (uint64_t)key->unit) + half[1]) & (r->room - 1);
}

static struct entry *slot(const struct round *r, const struct key *key)
{
    size_t at = place_of(r, key);
    while (r->entry[at].used && memcmp(&r->entry[at].key, key, sizeof(*key)) != 0)
        at = (at + 1) & (r->room - 1);
    return &r->entry[at];
}

static void grow(struct round *r)
{
    struct entry *old = r->entry;
    size_t room = r->room;
    r->room = room ? room * 2 : ROOM_FIRST;
    r->entry = arena_array(r->arena, r->room, sizeof(*r->entry));
    for (size_t i = 0; i < room; i++)
        if (old[i].used)
            *slot(r, &old[i].key) = old[i];
}

static struct entry *entry_at(struct round *r, const struct key *key)
{
    struct entry *e = slot(r, key);
    if (e->used)
        return e;
    if (r->count * 2 >= r->room) {
        grow(r);
        e = slot(r, key);
    }
    e->used = true;
    e->key = *key;
    r->count++;
    return e;
}

static struct key key_of(const unsigned char *uuid, int64_t unit)
{
    struct key key = { .unit = unit };
    if (uuid)
        memcpy(key.uuid, uuid, sizeof(key.uuid));
    return key;
}

static bool is_vm(const struct key *key)
{
    static const unsigned char none[16];
    return memcmp(key->uuid, none, sizeof(none)) != 0;
}

static void take(struct metric_sink *sink, enum metric_object what, const unsigned char *uuid,
                 int64_t unit, int64_t run, const int64_t value[METRIC_MOST])
{
    struct round *r = (struct round *)sink;
    struct key key = key_of(uuid, unit);
    struct entry *e = entry_at(r, &key);
    struct reading now = { .run = what == OBJECT_VM ? run : 0, .at = r->at };
    memcpy(now.value, value, sizeof(now.value));
    if (what == OBJECT_STORAGE)
        e->whole = run;
    if (what == OBJECT_VM) {
        series_add(&e->series, vm_metrics, VM_METRIC_COUNT, &now);
        traffic_read(&e->traffic, run, value);
    } else
        series_add(&e->series, node_metrics, NODE_METRIC_COUNT, &now);
}

struct round *round_new(struct arena *a, const struct metric_node *node)
{
    struct round *r = arena_alloc(a, sizeof(*r));
    *r = (struct round){ .sink = { take }, .node = *node, .arena = a };
    grow(r);
    return r;
}

struct metric_sink *round_sink(struct round *r, int64_t at)
{
    r->at = at;
    return &r->sink;
}

void round_next(struct round *r)
{
    for (size_t i = 0; i < r->room; i++) {
        struct series *s = &r->entry[i].series;
        memset(s->sum, 0, sizeof(s->sum));
        memset(s->weight, 0, sizeof(s->weight));
        memset(s->peak, 0, sizeof(s->peak));
        r->entry[i].traffic = (struct traffic){ .began = false };
    }
}

/* --- to the database --- */

static int64_t known(int64_t value)
{
    return value < 0 ? 0 : value;
}

static int64_t percent(int64_t part, int64_t whole)
{
    int64_t n = whole > 0 ? known(part) * 100 / whole : 0;
    return n > 100 ? 100 : n;
}

static void add_load(struct vm_load *l, const struct metric_vm *vm, const struct sample *s)
{
    l->vm_id = vm->id;
    l->cpu += known(s->mean[VM_METRIC_cpu]);
    l->mem += known(s->mean[VM_METRIC_mem]);
    l->requests += known(s->mean[VM_METRIC_read_reqs]) + known(s->mean[VM_METRIC_write_reqs]);
    l->in_bytes += known(s->mean[VM_METRIC_in_bytes]);
    l->out_bytes += known(s->mean[VM_METRIC_out_bytes]);
    l->cpu_percent = percent(l->cpu, vm->vcpu * 1000);
    l->mem_percent = percent(l->mem, vm->memory / 1024);
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool uuid_read(const char *text, unsigned char out[16])
{
    for (int i = 0; i < 16; i++) {
        text += *text == '-';
        int high = digit(text[0]);
        int low = high < 0 ? -1 : digit(text[1]);
        if (low < 0)
            return false;
        out[i] = (unsigned char)(high << 4 | low);
        text += 2;
    }
    return !*text;
}

struct minute {
    int64_t at;
    struct sample_row *row;
    struct vm_load *load;
    size_t rows;
    size_t loads;
};

static void save_vm(const struct round *r, const struct metric_vm *vm, struct minute *m)
{
    unsigned char uuid[16];
    size_t before = m->rows;
    if (!uuid_read(vm->uuid, uuid))
        return;
    for (int unit = 0; unit < VIRT_UNITS; unit++) {
        struct key key = key_of(uuid, unit);
        const struct entry *e = slot(r, &key);
        struct sample_row *row = &m->row[m->rows];
        if (!e->used)
            break;
        if (!series_sample(&e->series, vm_metrics, VM_METRIC_COUNT, vm_most, &row->sample))
            continue;
        row->id = vm->id;
        row->unit = unit;
        row->sample.at = m->at;
        add_load(&m->load[m->loads], vm, &row->sample);
        m->rows++;
    }
    m->loads += m->rows > before;
}

static enum fault_code save_vms(const struct round *r, struct db *db, int64_t at)
{
    struct list found;
    struct minute m = { .at = at };
    enum fault_code rc = metric_vm_list_any(db, r->node.id, &found);
    if (rc)
        return rc;
    const struct metric_vm *vm = found.rows;
    m.row = arena_array(db->arena, r->count + 1, sizeof(*m.row));
    m.load = arena_array(db->arena, (size_t)found.count + 1, sizeof(*m.load));
    for (int64_t i = 0; i < found.count; i++)
        save_vm(r, &vm[i], &m);
    rc = sample_save(db, SAMPLE_VM, m.row, m.rows);
    if (!rc)
        rc = vm_load_save(db, at, m.load, m.loads);
    return rc ? rc : top_vm_save(db, at, r->node.id, m.load, m.loads);
}

/* --- traffic --- */

struct counting {
    const struct round *round;
    int64_t at;
};

/* The mark of this machine and unit; both lists are in the same order, `next` goes along. */
static const struct traffic_mark *mark_of(const struct list *marks, int64_t *next, int64_t vm_id,
                                          int64_t unit)
{
    const struct traffic_mark *m = marks->rows;
    while (*next < marks->count &&
           (m[*next].vm_id < vm_id || (m[*next].vm_id == vm_id && m[*next].unit < unit)))
        (*next)++;
    bool found = *next < marks->count && m[*next].vm_id == vm_id && m[*next].unit == unit;
    return found ? &m[*next] : NULL;
}

/* One that stands still is not written again. */
static bool is_new(const struct traffic_mark *counted, const struct traffic_grown *g)
{
    return !counted || !counted->known || counted->run != g->mark.run || g->in_bytes ||
           g->out_bytes;
}

static size_t count_vm(const struct round *r, const struct metric_vm *vm, const struct list *marks,
                       int64_t *next, struct traffic_grown *out)
{
    unsigned char uuid[16];
    size_t count = 0;
    if (!uuid_read(vm->uuid, uuid))
        return 0;
    for (int unit = 0; unit < VIRT_UNITS; unit++) {
        struct key key = key_of(uuid, unit);
        const struct entry *e = slot(r, &key);
        if (!e->used || !e->traffic.began)
            continue;
        const struct traffic_mark *counted = mark_of(marks, next, vm->id, unit);
        struct traffic_grown g = traffic_since(&e->traffic, counted);
        if (!is_new(counted, &g))
            continue;
        g.mark.vm_id = vm->id;
        g.mark.unit = unit;
        g.account_id = vm->account_id;
        g.reseller_id = vm->reseller_id;
        out[count++] = g;
    }
    return count;
}

static enum fault_code count_tx(struct db *db, void *ctx)
{
    const struct counting *c = ctx;
    const struct round *r = c->round;
    struct list marks;
    struct list found;
    int64_t next = 0;
    size_t count = 0;
    enum fault_code rc = traffic_marks_any(db, r->node.id, &marks);
    if (!rc)
        rc = metric_vm_list_any(db, r->node.id, &found);
    if (rc)
        return rc;
    const struct metric_vm *vm = found.rows;
    struct traffic_grown *grown = arena_array(db->arena, r->count + 1, sizeof(*grown));
    for (int64_t i = 0; i < found.count; i++)
        count += count_vm(r, &vm[i], &marks, &next, grown + count);
    return traffic_save(db, c->at, grown, count);
}

static enum fault_code save_host(const struct round *r, struct db *db, const struct sample *s)
{
    struct node_load l = { .node_id = r->node.id,
                           .cpu_percent = percent(s->mean[NODE_METRIC_cpu], r->node.vcpu * 1000),
                           .mem_percent = percent(s->mean[NODE_METRIC_mem], r->node.memory / 1024),
                           .load_avg = known(s->mean[NODE_METRIC_load_avg]),
                           .in_bytes = known(s->mean[NODE_METRIC_in_bytes]),
                           .out_bytes = known(s->mean[NODE_METRIC_out_bytes]) };
    return node_load_save(db, s->at, &l);
}

/* The host is unit 0, a storage the unit of its id. */
static enum fault_code save_node(const struct round *r, struct db *db, int64_t at)
{
    struct sample_row row[1 + STORAGES_OF_NODE];
    struct storage_load load[STORAGES_OF_NODE];
    size_t rows = 0;
    size_t loads = 0;
    enum fault_code rc = FAULT_OK;
    for (size_t i = 0; !rc && i < r->room && rows < countof(row) && loads < countof(load); i++) {
        const struct entry *e = &r->entry[i];
        struct sample *s = &row[rows].sample;
        if (!e->used || is_vm(&e->key) ||
            !series_sample(&e->series, node_metrics, NODE_METRIC_COUNT, INT64_MAX, s))
            continue;
        s->at = at;
        row[rows].id = r->node.id;
        row[rows++].unit = e->key.unit;
        if (!e->key.unit)
            rc = save_host(r, db, s);
        else
            load[loads++] =
                (struct storage_load){ e->key.unit, e->whole, s->mean[NODE_METRIC_space] * 1024 };
    }
    if (!rc)
        rc = sample_save(db, SAMPLE_NODE, row, rows);
    return rc ? rc : storage_load_save(db, at, load, loads);
}

enum fault_code round_save(struct round *r, struct db *db, int64_t minute)
{
    enum fault_code rc = save_node(r, db, minute);
    if (!rc)
        rc = save_vms(r, db, minute);
    struct counting c = { r, minute };
    return rc ? rc : db_tx(db, count_tx, NULL, &c);
}

/* --- to a file --- */

/* Of the layout below, and of this host's bytes: another one's file is not read. */
struct kept {
    struct key key;
    struct reading last;
};
static const int64_t kept_most = 5 * 1000000; /* a node's readers come one after the other */
static const char magic[16] = "hatchery last 1";

enum fault_code round_keep(const struct round *r, struct fault *f, struct arena *a,
                           const char *path)
{
    size_t most = sizeof(magic) + r->count * sizeof(struct kept);
    char *data = arena_alloc(a, most);
    size_t len = sizeof(magic);
    memcpy(data, magic, sizeof(magic));
    for (size_t i = 0; i < r->room; i++) {
        const struct entry *e = &r->entry[i];
        if (!e->used || r->at - e->series.last.at > kept_most) /* it is not there any more */
            continue;
        struct kept k = { e->key, e->series.last };
        memcpy(data + len, &k, sizeof(k));
        len += sizeof(k);
    }
    return file_write(f, a, path, 0600, data, len);
}

void round_recall(struct round *r, struct arena *a, const char *path)
{
    struct fault f;
    char *data = NULL;
    size_t len = 0;
    if (file_read_bytes(&f, a, path, FILE_MOST, &data, &len) || len < sizeof(magic) ||
        memcmp(data, magic, sizeof(magic)) != 0)
        return;
    for (size_t at = sizeof(magic); at + sizeof(struct kept) <= len; at += sizeof(struct kept)) {
        struct kept k;
        memcpy(&k, data + at, sizeof(k));
        struct entry *e = entry_at(r, &k.key);
        e->series.last = k.last;
        e->series.began = true;
    }
}
