/* SPDX-License-Identifier: Apache-2.0 */
/* Machines as servers: how they look and which there are. */
#include <arpa/inet.h>
#include "base/clock.h"
#include "store/vm.h"
#include "web/api/api.h"

/* A machine whose creation failed, or that is paused, is none of the clients' other states. */
static const char *const status_words[VM_STATE_COUNT] = {
    [VM_CREATING] = "initializing", [VM_RUNNING] = "running",   [VM_OFF] = "off",
    [VM_STARTING] = "starting",     [VM_STOPPING] = "stopping", [VM_RESTARTING] = "starting",
    [VM_DELETING] = "deleting",     [VM_FAILED] = "unknown",    [VM_SUSPENDED] = "off",
    [VM_UNKNOWN] = "unknown",       [VM_PAUSED] = "unknown",
};

int64_t server_states(const struct words *w)
{
    static const char *const unused[] = { "migrating", "rebuilding" };
    int64_t states = 0;
    for (int i = 0; i < w->count; i++) {
        int64_t before = states;
        for (int s = 0; s < VM_STATE_COUNT; s++)
            if (!strcmp(status_words[s], w->at[i]))
                states |= (int64_t)1 << s;
        for (size_t u = 0; u < countof(unused); u++)
            if (!strcmp(unused[u], w->at[i]))
                states |= (int64_t)1 << VM_STATE_COUNT; /* no machine is in it */
        if (states == before)
            return -1;
    }
    return states;
}

/*
 * Clients take the IPv6 entry for a network whose first address is the machine's.
 * Where the address is a network's first, that is said; else the address alone.
 */
static json_t *ipv6_json(struct arena *a, const char *address)
{
    unsigned char raw[sizeof(struct in6_addr)];
    static const unsigned char first[] = { 0, 0, 0, 0, 0, 1 };
    char network[INET6_ADDRSTRLEN];
    if (inet_pton(AF_INET6, address, raw) != 1 || memcmp(raw + 10, first, sizeof(first)))
        return json_string(arena_printf(a, "%s/128", address));
    raw[sizeof(raw) - 1] = 0;
    inet_ntop(AF_INET6, raw, network, sizeof(network));
    return json_string(arena_printf(a, "%s/80", network));
}

static json_t *public_net(struct arena *a, const struct vm_page_row *vm)
{
    json_t *four = vm->ipv4[0]
                       ? json_pack("{s:s, s:b, s:s}", "ip", vm->ipv4, "blocked", 0, "dns_ptr", "")
                       : json_null();
    json_t *six = vm->ipv6[0] ? json_pack("{s:o, s:b, s:[]}", "ip", ipv6_json(a, vm->ipv6),
                                          "blocked", 0, "dns_ptr")
                              : json_null();
    return json_pack("{s:o, s:o, s:[], s:[]}", "ipv4", four, "ipv6", six, "floating_ips",
                     "firewalls");
}

static json_t *image_of(struct catalogue *c, const struct vm_page_row *vm)
{
    struct image image = { .id = vm->image_id,
                           .name = vm->image_name,
                           .version = vm->image_version,
                           .icon = vm->image_icon,
                           .bytes = vm->image_bytes,
                           .min_disk = vm->image_min_disk,
                           .created_at = vm->image_created_at,
                           .retired_at = vm->image_retired_at };
    return catalogue_image(c, &image);
}

static json_t *labels_of(const struct vm_page_row *vm)
{
    json_error_t why;
    json_t *labels = json_loads(vm->labels, 0, &why);
    return labels ? labels : json_object();
}

enum fault_code server_json(struct catalogue *c, const struct vm_page_row *vm, json_t **out)
{
    json_t *datacenter = NULL;
    const struct plan *plan = catalogue_find_plan(c, vm->plan_id);
    enum fault_code rc = catalogue_datacenter(c, vm->location_id, &datacenter);
    if (rc)
        return rc;
    *out = json_pack(
        "{s:I, s:s, s:s, s:s, s:o, s:[], s:O, s:O, s:O, s:O, s:n, s:b, s:b, s:n, s:n, s:n, s:I, "
        "s:{s:b, s:b}, s:o, s:[], s:[], s:I, s:n}",
        "id", (json_int_t)vm->id, "name", vm->name, "status", status_words[vm->state], "created",
        clock_iso(c->arena, vm->created_at), "public_net", public_net(c->arena, vm), "private_net",
        "server_type", catalogue_plan(c, vm->plan_id), "datacenter", datacenter, "location",
        catalogue_location(c, vm->location_id), "image", image_of(c, vm), "iso", "rescue_enabled",
        0, "locked", vm->task_id != 0, "backup_window", "outgoing_traffic", "ingoing_traffic",
        "included_traffic", (json_int_t)(plan ? plan->traffic : 0), "protection", "delete", 0,
        "rebuild", 0, "labels", labels_of(vm), "volumes", "load_balancers", "primary_disk_size",
        (json_int_t)(vm->disk >> 30), "placement_group");
    return *out ? FAULT_OK : fail(c->db->fault, FAULT_BUG, "a server has no JSON");
}

/* --- reading --- */

static enum fault_code read_filter(struct request *rq, struct list_query *q,
                                   struct vm_page_filter *f)
{
    enum fault_code rc = list_query_read(rq, TAKES_NAME | TAKES_LABELS | TAKES_STATUS, q);
    if (rc)
        return rc;
    *f = (struct vm_page_filter){ .name = q->name ? q->name : "",
                                  .states = server_states(&q->status),
                                  .sort = strcmp(q->sort, "name") ? VM_BY_ID : VM_BY_NAME,
                                  .down = q->down,
                                  .offset = (q->page - 1) * q->per_page,
                                  .limit = q->per_page + 1 };
    if (f->states < 0)
        return fail_field(rq->fault, FAULT_INVALID, "status", T("There is no such status."));
    const char *wrong = labels_select(rq->arena, q->label_selector ? q->label_selector : "", f);
    return wrong ? fail_field(rq->fault, FAULT_INVALID, "label_selector", "%s", wrong) : FAULT_OK;
}

/* Known without counting on the last page; -1: more than are counted. */
static enum fault_code total_of(const struct db *db, struct request *rq,
                                const struct vm_page_filter *f, int64_t rows, int64_t *total)
{
    *total = f->offset + rows;
    if (rows < f->limit && (rows || !f->offset))
        return FAULT_OK;
    enum fault_code rc = vm_page_count(db, &rq->who->asker.scope, f, total);
    if (*total > VM_PAGE_COUNT_MOST)
        *total = -1;
    return rc;
}

enum fault_code api_servers(const struct db *db, struct request *rq)
{
    struct list_query q;
    struct vm_page_filter f;
    struct list rows;
    int64_t total = 0;
    OWNED(catalogue_release) struct catalogue c = { .images = NULL };
    enum fault_code rc = read_filter(rq, &q, &f);
    if (!rc)
        rc = vm_page(db, &rq->who->asker.scope, &f, &rows);
    if (!rc)
        rc = total_of(db, rq, &f, rows.count, &total);
    if (!rc)
        rc = catalogue_read(db, rq->arena, &c);
    if (rc)
        return rc;
    OWNED(input_drop_json) json_t *page = json_array();
    const struct vm_page_row *vm = rows.rows;
    for (int64_t i = 0; i < rows.count && i < q.per_page; i++) {
        json_t *one = NULL;
        rc = server_json(&c, &vm[i], &one);
        if (rc)
            return rc;
        json_add(page, one);
    }
    answer_page(rq, &q, "servers", json_incref(page), rows.count > q.per_page, total);
    return FAULT_OK;
}

enum fault_code server_load(const struct db *db, struct request *rq, int64_t id, json_t **out)
{
    struct vm_page_row vm;
    OWNED(catalogue_release) struct catalogue c = { .images = NULL };
    enum fault_code rc = vm_page_one(db, &rq->who->asker.scope, id, &vm);
    if (!rc)
        rc = catalogue_read(db, rq->arena, &c);
    return rc ? rc : server_json(&c, &vm, out);
}

enum fault_code api_server(const struct db *db, struct request *rq)
{
    json_t *server = NULL;
    enum fault_code rc = server_load(db, rq, rq->id[0], &server);
    if (!rc)
        answer_one(rq, 200, "server", server);
    return rc;
}
