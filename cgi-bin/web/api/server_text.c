/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A server as text, most of it in whole pieces that jansson wrote. A page of 50
 * shows the same plan, image and place 50 times: writing them anew each time took
 * four times as long as all the rest, and reading them half as long as the list.
 * So a process keeps for a second those that everybody may see.
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

/* What any account may see of its own machines; filled anew when it is older than a second. */
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

/* Of everybody's: only what a machine is made of is told, to whoever sees the machine. */
static enum fault_code fill(const struct db *db, struct request *rq)
{
    static const struct scope nobody = { .account = 0 };
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

/* What has come since, and an account's own that is none to choose, is read for it alone. */
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

/* --- a machine's own members ------------------------------------------------------------ */

static void put_name(struct text *t, const char *name)
{
    text_add(t, t->s[t->len - 1] == '{' ? "\"" : ",\"");
    text_add(t, name);
    text_add(t, "\":");
}

/* A value that is JSON already. */
static void put_part(struct text *t, const char *name, const char *json)
{
    put_name(t, name);
    text_add(t, json);
}

static void put_number(struct text *t, const char *name, int64_t n)
{
    put_name(t, name);
    text_addf(t, "%lld", (long long)n);
}

/* What needs no escape stands as it is, all else is jansson's to write. */
static bool is_plain(const char *s)
{
    for (; *s; s++)
        if (*s < 0x20 || *s > 0x7e || *s == '"' || *s == '\\')
            return false;
    return true;
}

static void put_text(struct text *t, const char *name, const char *value)
{
    put_name(t, name);
    if (!is_plain(value)) {
        text_add(t, json_text(t->arena, json_string(value)));
        return;
    }
    text_add(t, "\"");
    text_add(t, value);
    text_add(t, "\"");
}

/*
 * Clients take the IPv6 entry for a network whose first address is the machine's.
 * Where the address is a network's first, that is said; else the address alone.
 */
static const char *ipv6_text(struct arena *a, const char *address)
{
    unsigned char raw[sizeof(struct in6_addr)];
    static const unsigned char first[] = { 0, 0, 0, 0, 0, 1 };
    char network[INET6_ADDRSTRLEN];
    if (inet_pton(AF_INET6, address, raw) != 1 || memcmp(raw + 10, first, sizeof(first)))
        return arena_printf(a, "%s/128", address);
    raw[sizeof(raw) - 1] = 0;
    inet_ntop(AF_INET6, raw, network, sizeof(network));
    return arena_printf(a, "%s/80", network);
}

static void put_address(struct text *t, const char *name, const char *ip, const char *dns_ptr)
{
    if (!ip) {
        put_part(t, name, "null");
        return;
    }
    put_part(t, name, "{");
    put_text(t, "ip", ip);
    put_part(t, "blocked", "false");
    put_part(t, "dns_ptr", dns_ptr);
    text_add(t, "}");
}

/* The labels were written by jansson when they came, and are stored so. */
static void put_own(struct text *t, const struct vm_page_row *vm, int64_t traffic)
{
    put_number(t, "id", vm->id);
    put_text(t, "name", vm->name);
    put_text(t, "status", server_status_words[vm->state]);
    put_text(t, "created", clock_iso(t->arena, vm->created_at));
    put_part(t, "public_net", "{");
    put_address(t, "ipv4", vm->ipv4[0] ? vm->ipv4 : NULL, "\"\"");
    put_address(t, "ipv6", vm->ipv6[0] ? ipv6_text(t->arena, vm->ipv6) : NULL, "[]");
    put_part(t, "floating_ips", "[]");
    put_part(t, "firewalls", "[]");
    text_add(t, "}");
    put_part(t, "locked", vm->task_id ? "true" : "false");
    put_number(t, "included_traffic", traffic);
    put_number(t, "primary_disk_size", vm->disk >> 30);
    put_part(t, "labels", vm->labels);
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
    put_own(t, vm, plan->traffic);
    text_add(t, ",");
    text_add(t, kept.common);
    put_part(t, "server_type", plan->text);
    put_part(t, "datacenter", cluster->text);
    put_part(t, "location", cluster->location);
    put_part(t, "image", image);
    text_add(t, "}");
    return FAULT_OK;
}
