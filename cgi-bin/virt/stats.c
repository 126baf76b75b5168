/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One call for all machines: each costs libvirtd milliseconds, so only the groups that are used are
 * asked for, and no machine's job is waited for.
 */
#include "virt/stats.h"
#include <stdlib.h>
#include <string.h>
#include "virt/host.h"
#include "virt/link.h"

enum {
    GROUPS = VIR_DOMAIN_STATS_CPU_TOTAL | VIR_DOMAIN_STATS_BALLOON | VIR_DOMAIN_STATS_VCPU |
             VIR_DOMAIN_STATS_INTERFACE | VIR_DOMAIN_STATS_BLOCK,
    FLAGS = VIR_CONNECT_GET_ALL_DOMAINS_STATS_RUNNING | VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT,
};

/* While a machine's parameters are read. */
struct reading {
    struct vm_stats *out;
    int64_t rss;
    int64_t available;
    int64_t usable;
    int disk; /* where block.n goes; -1: the seed */
    int disk_no;
};

static int64_t number(const virTypedParameter *p)
{
    switch (p->type) {
    case VIR_TYPED_PARAM_ULLONG:
        return p->value.ul > INT64_MAX ? VIRT_UNKNOWN : (int64_t)p->value.ul;
    case VIR_TYPED_PARAM_LLONG: return p->value.l < 0 ? VIRT_UNKNOWN : p->value.l;
    case VIR_TYPED_PARAM_UINT: return p->value.ui;
    case VIR_TYPED_PARAM_INT: return p->value.i < 0 ? VIRT_UNKNOWN : p->value.i;
    default: return VIRT_UNKNOWN;
    }
}

static void add(int64_t *sum, int64_t n)
{
    if (n != VIRT_UNKNOWN)
        *sum = *sum == VIRT_UNKNOWN ? n : *sum + n;
}

/* "3.rd.bytes" → 3 and "rd.bytes" */
static const char *split(const char *name, int *no)
{
    int n = 0;
    for (; *name >= '0' && *name <= '9' && n < 10000; name++)
        n = n * 10 + (*name - '0');
    *no = n;
    return *name == '.' ? name + 1 : "";
}

/* A number of libvirt's belongs to the next of ours; its name comes first. */
static void disk_begin(struct reading *r, const virTypedParameter *p, int no)
{
    bool seed = p->type == VIR_TYPED_PARAM_STRING && !strcmp(p->value.s, SEED_TARGET);
    r->disk_no = no;
    r->disk = seed || r->out->disks == VIRT_UNITS ? -1 : r->out->disks++;
    if (r->disk >= 0)
        r->out->disk[r->disk] =
            (struct disk_stats){ VIRT_UNKNOWN, VIRT_UNKNOWN, VIRT_UNKNOWN, VIRT_UNKNOWN };
}

static bool is_half(const char *what, char a, char b)
{
    return what[0] == a && what[1] == b && what[2] == '.';
}

/* "name", "rd.bytes", "wr.reqs" and more that nobody reads */
static void disk_put(struct reading *r, const char *name, const virTypedParameter *p)
{
    int no = 0;
    const char *what = split(name, &no);
    bool reads = is_half(what, 'r', 'd');
    if (what[0] == 'n' && !strcmp(what, "name"))
        disk_begin(r, p, no);
    if (r->disk < 0 || r->disk_no != no || (!reads && !is_half(what, 'w', 'r')))
        return;
    struct disk_stats *d = &r->out->disk[r->disk];
    if (!strcmp(what + 3, "bytes"))
        *(reads ? &d->read_bytes : &d->write_bytes) = number(p);
    else if (!strcmp(what + 3, "reqs"))
        *(reads ? &d->read_reqs : &d->write_reqs) = number(p);
}

/* "rx.bytes", "tx.pkts", "rx.drop" */
static void nic_put(struct reading *r, const char *name, const virTypedParameter *p)
{
    int no = 0;
    const char *what = split(name, &no);
    bool in = is_half(what, 'r', 'x');
    if (no >= VIRT_UNITS || (!in && !is_half(what, 't', 'x')))
        return;
    for (; r->out->nics <= no; r->out->nics++)
        r->out->nic[r->out->nics] = (struct nic_stats){ VIRT_UNKNOWN, VIRT_UNKNOWN, VIRT_UNKNOWN,
                                                        VIRT_UNKNOWN, VIRT_UNKNOWN };
    struct nic_stats *n = &r->out->nic[no];
    if (!strcmp(what + 3, "bytes"))
        *(in ? &n->in_bytes : &n->out_bytes) = number(p);
    else if (!strcmp(what + 3, "pkts"))
        *(in ? &n->in_packets : &n->out_packets) = number(p);
    else if (!strcmp(what + 3, "drop"))
        add(&n->drops, number(p));
}

static void balloon_put(struct reading *r, const char *name, const virTypedParameter *p)
{
    if (!strcmp(name, "rss"))
        r->rss = number(p);
    else if (!strcmp(name, "available"))
        r->available = number(p);
    else if (!strcmp(name, "usable"))
        r->usable = number(p);
}

static void vcpu_put(struct reading *r, const char *name, const virTypedParameter *p)
{
    int no = 0;
    if (!strcmp(split(name, &no), "delay"))
        add(&r->out->steal_ns, number(p));
}

static void put(struct reading *r, const virTypedParameter *p)
{
    static const struct {
        const char *group;
        size_t len;
        void (*put)(struct reading *, const char *name, const virTypedParameter *);
    } groups[] = { { "block.", 6, disk_put },
                   { "net.", 4, nic_put },
                   { "balloon.", 8, balloon_put },
                   { "vcpu.", 5, vcpu_put } };
    for (size_t i = 0; i < countof(groups); i++)
        if (p->field[1] == groups[i].group[1] && !strncmp(p->field, groups[i].group, groups[i].len))
            groups[i].put(r, p->field + groups[i].len, p);
    if (!strcmp(p->field, "cpu.time"))
        r->out->cpu_ns = number(p);
}

void vm_stats_read(const virTypedParameter *params, int count, struct vm_stats *out)
{
    struct reading r = { .out = out,
                         .rss = VIRT_UNKNOWN,
                         .available = VIRT_UNKNOWN,
                         .usable = VIRT_UNKNOWN,
                         .disk = -1 };
    out->cpu_ns = out->steal_ns = out->memory = VIRT_UNKNOWN;
    out->disks = out->nics = 0;
    for (int i = 0; i < count; i++)
        put(&r, &params[i]);
    if (r.usable >= 0 && r.available >= r.usable)
        out->memory = (r.available - r.usable) * 1024;
    else if (r.rss >= 0)
        out->memory = r.rss * 1024;
}

static inline void drop_records(virDomainStatsRecordPtr **records)
{
    if (*records)
        virDomainStatsRecordListFree(*records);
}

enum fault_code virt_stats_machines(struct virt *v, struct list *out)
{
    OWNED(drop_records) virDomainStatsRecordPtr *records = NULL;
    enum fault_code rc = virt_link(v);
    if (rc)
        return rc;
    int count = virConnectGetAllDomainStats(v->conn, GROUPS, &records, FLAGS);
    if (count < 0)
        return fail(v->fault, FAULT_UPSTREAM, T("the node does not say what machines do: %s"),
                    virt_why(v));
    struct vm_stats *vm = arena_array(v->arena, (size_t)count + 1, sizeof(*vm));
    int64_t kept = 0;
    for (int i = 0; i < count; i++) {
        if (!virt_owns(v, virDomainGetName(records[i]->dom)) ||
            virDomainGetUUID(records[i]->dom, vm[kept].uuid) < 0)
            continue;
        vm[kept].run = (int64_t)virDomainGetID(records[i]->dom);
        vm_stats_read(records[i]->params, records[i]->nparams, &vm[kept++]);
    }
    *out = (struct list){ vm, kept };
    return FAULT_OK;
}

/* What is neither idle nor waiting for a disk. */
static int64_t cpu_busy(virConnectPtr conn)
{
    virNodeCPUStats stats[16];
    int count = 0;
    int64_t busy = VIRT_UNKNOWN;
    int all = VIR_NODE_CPU_STATS_ALL_CPUS;
    if (virNodeGetCPUStats(conn, all, NULL, &count, 0) < 0 || count > (int)countof(stats) ||
        virNodeGetCPUStats(conn, all, stats, &count, 0) < 0)
        return VIRT_UNKNOWN;
    for (int i = 0; i < count; i++)
        if (!strcmp(stats[i].field, VIR_NODE_CPU_STATS_KERNEL) ||
            !strcmp(stats[i].field, VIR_NODE_CPU_STATS_USER))
            add(&busy, (int64_t)stats[i].value);
    return busy;
}

enum fault_code virt_stats_host(struct virt *v, struct host_stats *out)
{
    struct node_facts facts = { 0 };
    enum fault_code rc = virt_link(v);
    if (rc)
        return rc;
    out->cpu_ns = cpu_busy(v->conn);
    out->memory = VIRT_UNKNOWN;
    if (virt_memory(v->conn, &facts) == 0 && facts.memory)
        out->memory = facts.memory - facts.memory_free;
    host_read(v->arena, strstr(v->uri, ":///") != NULL, out);
    return FAULT_OK;
}

static inline void drop_pool(virStoragePoolPtr *pool)
{
    if (*pool)
        virStoragePoolFree(*pool);
}

enum fault_code virt_stats_pool(struct virt *v, const char *name, int64_t *whole, int64_t *used)
{
    virStoragePoolInfo info;
    enum fault_code rc = virt_link(v);
    if (rc)
        return rc;
    OWNED(drop_pool) virStoragePoolPtr pool = virStoragePoolLookupByName(v->conn, name);
    if (!pool || virStoragePoolGetInfo(pool, &info) < 0)
        return fail(v->fault, FAULT_MISSING, T("the node has no storage %s: %s"), name,
                    virt_why(v));
    *whole = (int64_t)info.capacity;
    *used = (int64_t)(info.capacity - info.available);
    return FAULT_OK;
}
