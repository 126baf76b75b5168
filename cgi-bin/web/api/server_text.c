/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A server as text, made of whole pieces that jansson wrote. A page of 50 shows
 * the same plan, image and place 50 times: writing them anew each time took four
 * times as long as all the rest, and reading them half as long as the list. So a
 * process keeps these pieces for a second; whose they are is everybody's alone.
 */
#include <arpa/inet.h>
#include "base/clock.h"
#include "store/vm.h"
#include "web/api/api.h"

/* A machine whose creation failed, or that is paused, is none of the clients' other states. */
const char *const server_status_words[VM_STATE_COUNT] = {
    [VM_CREATING] = "initializing", [VM_RUNNING] = "running",   [VM_OFF] = "off",
    [VM_STARTING] = "starting",     [VM_STOPPING] = "stopping", [VM_RESTARTING] = "starting",
    [VM_DELETING] = "deleting",     [VM_FAILED] = "unknown",    [VM_SUSPENDED] = "off",
    [VM_UNKNOWN] = "unknown",       [VM_PAUSED] = "unknown",
};

struct piece {
    int64_t id; /* of the plan, the image, the cluster */
    const char *text;
    const char *location; /* of a cluster */
    int64_t traffic;      /* of a plan */
};

struct pieces {
    struct piece *at;
    int64_t count;
};

/* What all accounts may see; filled anew when it is older than a second. */
enum { KEPT_FOR = 1000000, COMMON_MAX = 4096 };
static struct {
    struct arena *arena;
    int64_t filled_at;
    const char *common; /* members that are the same for every server */
    struct pieces plans;
    struct pieces images;
    struct pieces clusters;
} kept;

/* What no machine has here. */
static json_t *common_members(void)
{
    return json_pack("{s:[], s:n, s:b, s:n, s:n, s:n, s:{s:b, s:b}, s:[], s:[], s:n}",
                     "private_net", "iso", "rescue_enabled", 0, "backup_window", "outgoing_traffic",
                     "ingoing_traffic", "protection", "delete", 0, "rebuild", 0, "volumes",
                     "load_balancers", "placement_group");
}

static struct pieces room_for(int64_t count)
{
    return (struct pieces){ arena_array(kept.arena, (size_t)count + 1, sizeof(struct piece)), 0 };
}

static struct piece *add_piece(struct pieces *p, int64_t id, struct catalogue *c, struct shown *s)
{
    p->at[p->count] =
        (struct piece){ .id = id, .text = arena_strdup(kept.arena, shown_text(c->arena, s)) };
    return &p->at[p->count++];
}

static enum fault_code fill_clusters(struct catalogue *c)
{
    const struct location *l = c->locations.rows;
    kept.clusters = room_for(c->locations.count);
    for (int64_t i = 0; i < c->locations.count; i++) {
        struct shown *datacenter = NULL;
        enum fault_code rc = catalogue_datacenter(c, l[i].id, &datacenter);
        if (rc)
            return rc;
        struct piece *one = add_piece(&kept.clusters, l[i].cluster_id, c, datacenter);
        one->location =
            arena_strdup(kept.arena, shown_text(c->arena, catalogue_location(c, l[i].id)));
    }
    return FAULT_OK;
}

/* In the scope of nobody, who sees what is everybody's. */
static enum fault_code fill(const struct db *db, struct request *rq)
{
    static const struct scope nobody = { 0, 0 };
    OWNED(catalogue_release) struct catalogue c = { .db = db };
    if (!kept.arena)
        kept.arena = arena_new();
    kept.filled_at = 0;
    enum fault_code rc = catalogue_read(db, rq->arena, &nobody, &c);
    if (rc)
        return rc;
    arena_reset(kept.arena);
    struct text common;
    text_init(&common, kept.arena, COMMON_MAX);
    members_add(&common, common_members());
    kept.common = text_str(&common);
    const struct plan *plan = c.plans.rows;
    kept.plans = room_for(c.plans.count);
    for (int64_t i = 0; i < c.plans.count; i++)
        add_piece(&kept.plans, plan[i].id, &c, catalogue_plan(&c, plan[i].id))->traffic =
            plan[i].traffic;
    const struct image *image = c.images.rows;
    kept.images = room_for(c.images.count);
    for (int64_t i = 0; i < c.images.count; i++)
        add_piece(&kept.images, image[i].id, &c, catalogue_image(&c, image[i].id));
    rc = fill_clusters(&c);
    if (!rc)
        kept.filled_at = clock_monotonic();
    return rc;
}

static const struct piece *find_piece(const struct pieces *p, int64_t id)
{
    for (int64_t i = 0; i < p->count; i++)
        if (p->at[i].id == id)
            return &p->at[i];
    return NULL;
}

/* What has come since they were filled is looked for again. */
static enum fault_code find_pieces(const struct db *db, struct request *rq,
                                   const struct vm_page_row *vm, const struct piece **plan,
                                   const struct piece **cluster)
{
    enum fault_code rc = FAULT_OK;
    bool fresh = kept.filled_at && clock_monotonic() - kept.filled_at < KEPT_FOR;
    if (!fresh)
        rc = fill(db, rq);
    *plan = rc ? NULL : find_piece(&kept.plans, vm->plan_id);
    *cluster = rc ? NULL : find_piece(&kept.clusters, vm->cluster_id);
    if (!rc && fresh && (!*plan || !*cluster)) {
        rc = fill(db, rq);
        *plan = rc ? NULL : find_piece(&kept.plans, vm->plan_id);
        *cluster = rc ? NULL : find_piece(&kept.clusters, vm->cluster_id);
    }
    if (!rc && (!*plan || !*cluster))
        rc = fail(rq->fault, FAULT_BUG, "machine %lld has no plan or place", (long long)vm->id);
    return rc;
}

/* An account's own image is read for it alone. */
static enum fault_code image_text(const struct db *db, struct request *rq, int64_t id,
                                  const char **out)
{
    struct image image;
    const struct piece *p = find_piece(&kept.images, id);
    *out = p ? p->text : "null";
    if (p)
        return FAULT_OK;
    enum fault_code rc = image_load(db, &rq->who->asker.scope, id, &image);
    if (rc == FAULT_MISSING)
        fault_clear(rq->fault);
    else if (!rc)
        *out = json_text(rq->arena, image_json(rq->arena, &image));
    return rc == FAULT_MISSING ? FAULT_OK : rc;
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

static json_t *labels_of(const struct vm_page_row *vm)
{
    json_error_t why;
    json_t *labels = json_loads(vm->labels, 0, &why);
    return labels ? labels : json_object();
}

static json_t *own_members(struct arena *a, const struct vm_page_row *vm, int64_t traffic)
{
    return json_pack("{s:I, s:s, s:s, s:s, s:o, s:b, s:I, s:I, s:o}", "id", (json_int_t)vm->id,
                     "name", vm->name, "status", server_status_words[vm->state], "created",
                     clock_iso(a, vm->created_at), "public_net", public_net(a, vm), "locked",
                     vm->task_id != 0, "included_traffic", (json_int_t)traffic, "primary_disk_size",
                     (json_int_t)(vm->disk >> 30), "labels", labels_of(vm));
}

static void put_part(struct text *t, const char *name, const char *json)
{
    text_add(t, ",\"");
    text_add(t, name);
    text_add(t, "\":");
    text_add(t, json);
}

enum fault_code server_text(const struct db *db, struct request *rq, const struct vm_page_row *vm,
                            struct text *t)
{
    const struct piece *plan = NULL;
    const struct piece *cluster = NULL;
    const char *image = NULL;
    enum fault_code rc = find_pieces(db, rq, vm, &plan, &cluster);
    if (!rc)
        rc = image_text(db, rq, vm->image_id, &image);
    if (rc)
        return rc;
    text_add(t, "{");
    members_add(t, own_members(rq->arena, vm, plan->traffic));
    text_add(t, ",");
    text_add(t, kept.common);
    put_part(t, "server_type", plan->text);
    put_part(t, "datacenter", cluster->text);
    put_part(t, "location", cluster->location);
    put_part(t, "image", image);
    text_add(t, "}");
    return FAULT_OK;
}
