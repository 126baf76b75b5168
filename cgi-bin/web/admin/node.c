/* SPDX-License-Identifier: Apache-2.0 */
#include "web/admin/node.h"
#include "base/words.h"
#include "store/metric.h"
#include "store/node_noun.h"
#include "store/storage.h"
#include "web/admin/hold.h"
#include "web/chart_table.h"
#include "web/list.h"

/* --- lists --- */

static void put_load(struct list_cell *cell, int64_t percent, const char *level, const char *small)
{
    cell->is_number = false;
    cell->is_load = true;
    cell->number = percent;
    cell->level = level;
    cell->small = small;
}

/* A percentage that is text: "" where nothing is known. */
static void put_now(struct list_cell *cell, const char *percent, const char *level)
{
    long long n = 0;
    if (percent && parse_i64(percent, 0, 1000, &n)) {
        cell->text = "";
        put_load(cell, n, level, "");
    } else
        cell->text = "–";
}

static void dress_node(const struct request *rq, const char *column, const void *row,
                       struct list_cell *cell)
{
    const struct node_row *n = row;
    if (!strcmp(column, "given"))
        put_load(cell, n->mem_percent, n->mem_level, "");
    else if (!strcmp(column, "cpu"))
        put_now(cell, n->cpu_percent, n->cpu_level);
    else if (!strcmp(column, "used"))
        put_now(cell, n->used_percent, n->used_level);
    else if (!strcmp(column, "machines"))
        cell->href = page_filter_href(rq, "/vm", "node", n->name);
}

static const struct list_table nodes = {
    .noun = &node_noun,
    .title = T("Nodes"),
    .path = "/node",
    .shown = { "state", "name", "cluster", "cpu", "used", "given", "machines", "version", "seen" },
    .row_path = "/node/%lld",
    .tab = { { T("All"), "" },
             { T("Ready"), "state:ready" },
             { T("Unreachable"), "state:unreachable" } },
    .help = T("CPU and memory as they are now; given is what machines may have of the memory."),
    .empty = T("No node yet. The first is this host, made by make run."),
    .dress = dress_node,
};

enum fault_code node_list_show(const struct db *db, struct request *rq)
{
    return list_show(db, rq, &nodes);
}

static void dress_storage(const struct request *rq, const char *column, const void *row,
                          struct list_cell *cell)
{
    const struct storage_row *s = row;
    if (!strcmp(column, "given"))
        put_load(cell, s->given_percent, s->given_level, "");
    else if (!strcmp(column, "used") && s->whole)
        put_load(cell, s->used_percent, s->used_level, "");
    else if (!strcmp(column, "used")) {
        cell->is_number = false;
        cell->text = "–";
    } else if (!strcmp(column, "node") && s->node_id)
        cell->href = arena_printf(rq->arena, "%s/node/%lld", page_root(rq), (long long)s->node_id);
    else if (!strcmp(column, "kind"))
        cell->is_state = false;
    else if (!strcmp(column, "path"))
        cell->is_code = true;
}

static const struct list_table storages = {
    .noun = &storage_noun,
    .title = T("Storages"),
    .path = "/storage",
    .shown = { "name", "node", "cluster", "kind", "path", "given", "reserved", "limit", "used" },
    .empty = T("No storage yet. A node brings its own."),
    .dress = dress_storage,
};

enum fault_code storage_list_show(const struct db *db, struct request *rq)
{
    return list_show(db, rq, &storages);
}

/* --- a node's card --- */

struct node_page {
    struct node node;
    const char *level; /* of the memory that is given */
    bool known;        /* its load is fresh */
    struct top_node now;
    struct list storages;
    const char *vm_href;
    const char *task_href;
    bool held; /* its tasks */
    struct charts load;
};
const struct field node_page_view[] = {
    GROUP(struct node_page, node, struct node, node_view),
    TEXT(struct node_page, level),
    BOOL(struct node_page, known),
    GROUP(struct node_page, now, struct top_node, top_node_view),
    LIST(struct node_page, storages, struct storage_row, storage_row_view),
    TEXT(struct node_page, vm_href),
    TEXT(struct node_page, task_href),
    BOOL(struct node_page, held),
    GROUP(struct node_page, load, struct charts, charts_view),
    FIELDS_END,
};

/* Without a fresh minute the card says that nothing is known. */
static enum fault_code load_now(const struct db *db, const struct request *rq,
                                struct node_page *page)
{
    enum fault_code rc = top_node_any(db, page->node.id, &page->now);
    page->known = !rc;
    if (rc != FAULT_MISSING)
        return rc;
    fault_clear(rq->fault);
    page->now = (struct top_node){ .name = "" };
    return FAULT_OK;
}

static int64_t whole_of(const struct node *n, const struct chart_spec *spec)
{
    return spec->unit == CHART_PERCENT ? n->vcpu * 1000
           : spec->unit == CHART_KIB   ? n->memory / 1024
                                       : 0;
}

/* The host's charts, and one a storage. Of the page, not of the part that refreshes itself. */
static enum fault_code fill_charts(const struct db *db, const struct request *rq,
                                   struct node_page *page)
{
    const struct storage_row *storage = page->storages.rows;
    int64_t count = page->storages.count;
    struct samples *s = arena_array(rq->arena, (size_t)count + 1, sizeof(*s));
    struct charts *load = &page->load;
    if (rq->route->etag)
        return FAULT_OK;
    charts_begin(rq, load,
                 arena_printf(rq->arena, "%s/node/%lld", page_root(rq), (long long)page->node.id),
                 SPAN_HOUR, chart_span(rq));
    enum fault_code rc = sample_node_read_any(db, page->node.id, 0, load->span, false, &s[0]);
    for (size_t i = 0; !rc && i < node_chart_count; i++)
        chart_add(rq, load, &node_charts[i], &s[0], whole_of(&page->node, &node_charts[i]));
    for (int64_t i = 0; !rc && i < count; i++) {
        struct chart_spec *spec = arena_alloc(rq->arena, sizeof(*spec));
        *spec = storage_chart;
        spec->id = arena_printf(rq->arena, "space-%lld", (long long)storage[i].id);
        spec->title = arena_printf(rq->arena, tr("Storage %s"), storage[i].name);
        rc = sample_node_read_any(db, page->node.id, storage[i].id, load->span, false, &s[i + 1]);
        if (!rc)
            chart_add(rq, load, spec, &s[i + 1], storage[i].whole / 1024);
    }
    charts_end(rq, load);
    return rc;
}

enum fault_code node_chart(const struct db *db, struct request *rq)
{
    struct node node;
    struct samples samples;
    enum fault_code rc = node_load_any(db, rq->id[0], &node);
    if (!rc)
        rc = sample_node_read_any(db, node.id, 0, chart_span(rq), true, &samples);
    if (!rc)
        chart_csv(rq, node_metrics, NODE_METRIC_COUNT, &samples, node.name);
    return rc;
}

enum fault_code node_show(const struct db *db, struct request *rq)
{
    struct node_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct list holds;
    enum fault_code rc = node_load_any(db, rq->id[0], &page->node);
    if (rc == FAULT_MISSING)
        return fail(rq->fault, rc, T("There is no such node."));
    if (!rc)
        rc = storage_rows_any(db, rq->id[0], &page->storages);
    if (!rc)
        rc = hold_rows(db, rq, &holds);
    if (!rc)
        rc = load_now(db, rq, page);
    if (!rc)
        rc = fill_charts(db, rq, page);
    if (rc)
        return rc;
    int64_t given = page->node.mem_percent;
    page->level = given >= 90 ? "bad" : given >= 80 ? "warn" : "";
    page->vm_href = page_filter_href(rq, "/vm", "node", page->node.name);
    page->held = hold_has(&holds, arena_printf(rq->arena, "node:%lld", (long long)page->node.id));
    page->task_href = page_filter_href(rq, "/task", "node", page->node.name);
    page_title(rq, page->node.name);
    rq->view = page;
    return FAULT_OK;
}
