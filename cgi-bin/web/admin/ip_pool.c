/* SPDX-License-Identifier: Apache-2.0 */
/* A network has one pool of each family, which the node's own network is made of: a pool grows by
 * ranges inside of it, another one comes with another network. */
#include "store/ip_noun.h"
#include "web/admin/ip.h"
#include "web/change.h"
#include "web/form.h"
#include "web/list.h"

static void dress(const struct request *rq, const char *column, const void *row,
                  struct list_cell *cell)
{
    const struct ip_pool *pool = row;
    if (!strcmp(column, "pool"))
        cell->is_code = true;
    else if (!strcmp(column, "addresses"))
        cell->href = page_filter_href(rq, "/ip", "pool", pool->words);
}

static const struct list_table pools = {
    .noun = &ip_pool_noun,
    .title = T("Pools"),
    .path = "/ip_pool",
    .shown = { "pool", "family", "network", "cluster", "addresses", "held", "reserved", "free" },
    .row_path = "/ip_pool/%lld",
    .empty = T("No pool yet. A network brings one of each family."),
    .act_path = "/ip_hold/at",
    .act = T("Who held an address"),
    .act_icon = "history",
    .act_permission = PERM_IP_READ,
    .help = T("A network has one pool of each family; a pool grows by ranges."),
    .dress = dress,
};

enum fault_code ip_pool_list_show(const struct db *db, struct request *rq)
{
    return list_show(db, rq, &pools);
}

const struct field range_form[] = {
    TEXT(struct range_new, first, .label = T("The first address"), .required = true, .max = 45),
    TEXT(struct range_new, last, .label = T("The last address"), .required = true, .max = 45),
    FIELDS_END,
};
static const struct form_input range_inputs[] = {
    INPUT("first", T("First address"), TEXT, .code = true),
    INPUT("last", T("Last address"), TEXT, .code = true,
          .help = T("Up to 1,024 addresses at once. The gateway is left out.")),
    INPUTS_END,
};
static const struct form_spec range_spec = {
    .fields = range_form, .inputs = range_inputs, .submit = T("Add range")
};

struct pool_page {
    struct ip_pool pool;
    const char *addresses;
    const char *held;
    const char *reserved;
    const char *free;
    const char *addresses_href;
    struct form_view form;
};
const struct field ip_pool_page_view[] = {
    GROUP(struct pool_page, pool, struct ip_pool, ip_pool_view),
    TEXT(struct pool_page, addresses),
    TEXT(struct pool_page, held),
    TEXT(struct pool_page, reserved),
    TEXT(struct pool_page, free),
    TEXT(struct pool_page, addresses_href),
    GROUP(struct pool_page, form, struct form_view, form_view),
    FIELDS_END,
};

enum fault_code ip_pool_show(const struct db *db, struct request *rq)
{
    struct pool_page *page = arena_alloc(rq->arena, sizeof(*page));
    enum fault_code rc = ip_pool_load_any(db, rq->id[0], &page->pool);
    if (rc)
        return rc;
    page->addresses = page_count(rq->arena, page->pool.addresses, COUNT_MOST);
    page->held = page_count(rq->arena, page->pool.held, COUNT_MOST);
    page->reserved = page_count(rq->arena, page->pool.reserved, COUNT_MOST);
    page->free = page_count(rq->arena, page->pool.free, COUNT_MOST);
    page->addresses_href = page_filter_href(rq, "/ip", "pool", page->pool.words);
    struct form_ask ask = {
        .action = arena_printf(rq->arena, "/ip_pool/%lld", (long long)page->pool.id),
    };
    form_fill(rq, &range_spec, &ask, &page->form);
    page_title(rq, page->pool.words);
    request_show(rq, "admin/ip_pool.html", ip_pool_page_view, page);
    return FAULT_OK;
}

struct adding {
    struct ip_pool pool;
    const struct range_new *range;
    int64_t added;
};

static enum fault_code add_tx(struct db *db, void *ctx)
{
    struct adding *a = ctx;
    return ip_range_add(db, &a->pool, a->range->first, a->range->last, &a->added);
}

enum fault_code ip_range_do(struct db *db, struct request *rq)
{
    struct adding a = { .range = rq->form };
    enum fault_code rc = ip_pool_load_any(db, rq->id[0], &a.pool);
    if (rc)
        return rc;
    const char *range = arena_printf(rq->arena, "%s-%s", a.range->first, a.range->last);
    struct change c = { .what = "ip_range_add",
                        .object = range,
                        .of = { .noun = AUDIT_OF_IP_POOL, .id = &a.pool.id },
                        .fn = add_tx,
                        .ctx = &a };
    rc = change_once(db, rq, &c, NULL);
    if (!rc)
        request_redirect(rq, "/admin/ip_pool/%lld?did=range-added", (long long)a.pool.id);
    return rc;
}
