/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plans, images and places as JSON. A page of 50 machines shows the same few of
 * them again and again, so each is made once and shared by reference.
 */
#include "base/clock.h"
#include "web/api/api.h"

#define GB ((int64_t)1 << 30)
enum { TEXT_MAX = 1 << 20 };

enum fault_code catalogue_read(const struct db *db, struct arena *a, const struct scope *who,
                               struct catalogue *c)
{
    *c = (struct catalogue){ .db = db, .arena = a };
    enum fault_code rc = location_list_any(db, &c->locations);
    if (!rc)
        rc = who->account ? plan_list(db, who->account, true, &c->plans)
                          : plan_list_everyones(db, &c->plans);
    if (!rc)
        rc = who->account ? image_offered(db, who->account, true, &c->images)
                          : image_list_everyones(db, &c->images);
    if (rc)
        return rc;
    c->location_shown = arena_array(a, (size_t)c->locations.count + 1, sizeof(struct shown));
    c->datacenter_shown = arena_array(a, (size_t)c->locations.count + 1, sizeof(struct shown));
    c->plan_shown = arena_array(a, (size_t)c->plans.count + 1, sizeof(struct shown));
    c->image_shown = arena_array(a, (size_t)c->images.count + 1, sizeof(struct shown));
    return FAULT_OK;
}

static void release(struct shown *s, int64_t count)
{
    for (int64_t i = 0; s && i < count; i++)
        json_decref(s[i].json);
}

void catalogue_release(struct catalogue *c)
{
    release(c->location_shown, c->locations.count);
    release(c->datacenter_shown, c->locations.count);
    release(c->plan_shown, c->plans.count);
    release(c->image_shown, c->images.count);
}

static int add_text(const char *s, size_t len, void *text)
{
    text_addn(text, s, len);
    return 0;
}

static const char *text_of(struct arena *a, const json_t *j)
{
    struct text t;
    text_init(&t, a, TEXT_MAX);
    if (json_dump_callback(j, add_text, &t, JSON_COMPACT) || t.cut)
        bug("JSON cannot be written");
    return text_str(&t);
}

const char *shown_text(struct arena *a, struct shown *s)
{
    if (s && !s->text)
        s->text = text_of(a, s->json);
    return s ? s->text : "null";
}

const char *json_text(struct arena *a, json_t *j)
{
    const char *s = text_of(a, j);
    json_decref(j);
    return s;
}

void members_add(struct text *t, json_t *object)
{
    size_t from = t->len;
    if (json_dump_callback(object, add_text, t, JSON_COMPACT))
        bug("JSON cannot be written");
    json_decref(object);
    if (t->cut)
        return;
    t->len -= 2;
    memmove(t->s + from, t->s + from + 1, t->len - from);
    t->s[t->len] = '\0';
}

/* Its place in the list, or -1. */
static int64_t location_at(const struct catalogue *c, int64_t id)
{
    const struct location *l = c->locations.rows;
    for (int64_t i = 0; i < c->locations.count; i++)
        if (l[i].id == id)
            return i;
    return -1;
}

static int64_t plan_at(const struct catalogue *c, int64_t id)
{
    const struct plan *p = c->plans.rows;
    for (int64_t i = 0; i < c->plans.count; i++)
        if (p[i].id == id)
            return i;
    return -1;
}

static int64_t image_at(const struct catalogue *c, int64_t id)
{
    const struct image *image = c->images.rows;
    for (int64_t i = 0; i < c->images.count; i++)
        if (image[i].id == id)
            return i;
    return -1;
}

const struct location *catalogue_of_cluster(const struct catalogue *c, int64_t cluster_id)
{
    const struct location *l = c->locations.rows;
    for (int64_t i = 0; i < c->locations.count; i++)
        if (l[i].cluster_id == cluster_id)
            return &l[i];
    return NULL;
}

const char *datacenter_name(struct arena *a, const struct location *l)
{
    return arena_printf(a, "%s-dc%lld", l->name, (long long)l->cluster_id);
}

struct shown *catalogue_location(struct catalogue *c, int64_t id)
{
    int64_t i = location_at(c, id);
    if (i < 0)
        return NULL;
    const struct location *l = (const struct location *)c->locations.rows + i;
    struct shown *s = &c->location_shown[i];
    if (!s->json)
        s->json = json_pack("{s:I, s:s, s:s, s:s, s:s, s:f, s:f, s:s}", "id", (json_int_t)l->id,
                            "name", l->name, "description", l->city, "city", l->city, "country",
                            l->country, "latitude", 0.0, "longitude", 0.0, "network_zone", l->name);
    return s;
}

/* Sold plans, and those of them that a machine could have here now. */
static enum fault_code datacenter_plans(struct catalogue *c, const struct location *l, json_t **out)
{
    int64_t room = 0;
    enum fault_code rc = node_room(c->db, l->cluster_id, &room);
    if (rc)
        return rc;
    json_t *sold = json_array();
    json_t *available = json_array();
    const struct plan *p = c->plans.rows;
    for (int64_t i = 0; i < c->plans.count; i++) {
        if (p[i].retired_at)
            continue;
        json_add(sold, json_integer(p[i].id));
        if (p[i].memory <= room)
            json_add(available, json_integer(p[i].id));
    }
    *out = json_pack("{s:o, s:O, s:o}", "supported", sold, "available", available,
                     "available_for_migration", available);
    return FAULT_OK;
}

enum fault_code catalogue_datacenter(struct catalogue *c, int64_t location_id, struct shown **out)
{
    int64_t i = location_at(c, location_id);
    *out = i < 0 ? NULL : &c->datacenter_shown[i];
    if (i < 0 || (*out)->json)
        return FAULT_OK;
    const struct location *l = (const struct location *)c->locations.rows + i;
    json_t *plans = NULL;
    enum fault_code rc = datacenter_plans(c, l, &plans);
    if (!rc)
        (*out)->json =
            json_pack("{s:I, s:s, s:s, s:O, s:o}", "id", (json_int_t)l->cluster_id, "name",
                      datacenter_name(c->arena, l), "description", l->city, "location",
                      catalogue_location(c, location_id)->json, "server_types", plans);
    return rc;
}

/* Net and gross are the same: the panel adds no tax. */
static json_t *price(struct arena *a, int64_t millionths)
{
    const char *s = arena_printf(a, "%lld.%06lld", (long long)(millionths / 1000000),
                                 (long long)(millionths % 1000000));
    return json_pack("{s:s, s:s}", "net", s, "gross", s);
}

static json_t *plan_prices(const struct catalogue *c, const struct plan *p)
{
    const struct location *l = c->locations.rows;
    json_t *prices = json_array();
    for (int64_t i = 0; i < c->locations.count; i++)
        json_add(prices,
                 json_pack("{s:s, s:o, s:o, s:I, s:o}", "location", l[i].name, "price_hourly",
                           price(c->arena, p->price_hour), "price_monthly",
                           price(c->arena, p->price_month), "included_traffic",
                           (json_int_t)p->traffic, "price_per_tb_traffic", price(c->arena, 0)));
    return prices;
}

static json_t *time_or_null(struct arena *a, int64_t moment)
{
    return moment ? json_string(clock_iso(a, moment)) : json_null();
}

static json_t *deprecation(struct arena *a, int64_t retired_at)
{
    if (!retired_at)
        return json_null();
    const char *when = clock_iso(a, retired_at);
    return json_pack("{s:s, s:s}", "announced", when, "unavailable_after", when);
}

static json_t *plan_places(const struct catalogue *c, const struct plan *p)
{
    const struct location *l = c->locations.rows;
    json_t *places = json_array();
    for (int64_t i = 0; i < c->locations.count; i++)
        json_add(places, json_pack("{s:I, s:s, s:o}", "id", (json_int_t)l[i].id, "name", l[i].name,
                                   "deprecation", deprecation(c->arena, p->retired_at)));
    return places;
}

/* In gigabytes, whole where it is whole. */
static json_t *in_gb(int64_t bytes)
{
    return bytes % GB ? json_real((double)bytes / (double)GB) : json_integer(bytes / GB);
}

struct shown *catalogue_plan(struct catalogue *c, int64_t id)
{
    int64_t i = plan_at(c, id);
    if (i < 0)
        return NULL;
    const struct plan *p = (const struct plan *)c->plans.rows + i;
    struct shown *s = &c->plan_shown[i];
    if (!s->json)
        s->json =
            json_pack("{s:I, s:s, s:s, s:s, s:I, s:s, s:b, s:o, s:o, s:o, s:o, s:o, s:s, s:s, s:I}",
                      "id", (json_int_t)p->id, "name", p->name, "description", p->name, "category",
                      "shared", "cores", (json_int_t)p->vcpu, "cpu_type", "shared", "deprecated",
                      p->retired_at != 0, "deprecation", deprecation(c->arena, p->retired_at),
                      "memory", in_gb(p->memory), "disk", in_gb(p->disk), "prices",
                      plan_prices(c, p), "locations", plan_places(c, p), "storage_type", "local",
                      "architecture", "x86", "included_traffic", (json_int_t)p->traffic);
    return s;
}

const char *image_slug(struct arena *a, const struct image *image)
{
    char *s = arena_printf(a, "%s-%s", image->name, image->version);
    for (char *p = s; *p; p++) {
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p + 'a' - 'A');
        else if (*p == ' ')
            *p = '-';
    }
    return s;
}

static const char *flavour(const char *icon)
{
    static const char *const known[][2] = {
        { "almalinux", "alma" }, { "centos", "centos" },     { "debian", "debian" },
        { "fedora", "fedora" },  { "opensuse", "opensuse" }, { "rockylinux", "rocky" },
        { "ubuntu", "ubuntu" },
    };
    for (size_t i = 0; i < countof(known); i++)
        if (!strcmp(icon, known[i][0]))
            return known[i][1];
    return "unknown";
}

json_t *image_json(struct arena *a, const struct image *i)
{
    return json_pack(
        "{s:I, s:s, s:s, s:s, s:s, s:f, s:o, s:s, s:n, s:n, s:s, s:s, s:b, s:{s:b}, s:o, s:n, "
        "s:{}, s:s}",
        "id", (json_int_t)i->id, "type", "system", "status", "available", "name", image_slug(a, i),
        "description", arena_printf(a, "%s %s", i->name, i->version), "image_size",
        (double)i->bytes / (double)GB, "disk_size", in_gb(i->min_disk), "created",
        clock_iso(a, i->created_at), "created_from", "bound_to", "os_flavor", flavour(i->icon),
        "os_version", i->version, "rapid_deploy", 1, "protection", "delete", 0, "deprecated",
        time_or_null(a, i->retired_at), "deleted", "labels", "architecture", "x86");
}

struct shown *catalogue_image(struct catalogue *c, int64_t id)
{
    int64_t i = image_at(c, id);
    if (i < 0)
        return NULL;
    struct shown *s = &c->image_shown[i];
    if (!s->json)
        s->json = image_json(c->arena, (const struct image *)c->images.rows + i);
    return s;
}
