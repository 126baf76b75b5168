/* SPDX-License-Identifier: Apache-2.0 */
#include "web/admin/ip.h"
#include "store/ip_noun.h"
#include "web/change.h"
#include "web/form.h"
#include "web/list.h"

/* --- lists --- */

static const char *href_of(const struct request *rq, const char *noun, int64_t id)
{
    return id ? arena_printf(rq->arena, "/admin/%s/%lld", noun, (long long)id) : "";
}

static void dress_ip(const struct request *rq, const char *column, const void *row,
                     struct list_cell *cell)
{
    const struct ip_row *ip = row;
    if (!strcmp(column, "ip"))
        cell->is_code = true;
    else if (!strcmp(column, "machine"))
        cell->href = href_of(rq, "vm", ip->vm_id);
    else if (!strcmp(column, "account"))
        cell->href = href_of(rq, "account", ip->account_id);
    else if (!strcmp(column, "pool"))
        cell->href = href_of(rq, "ip_pool", ip->pool_id);
}

static const struct list_table addresses = {
    .noun = &ip_noun,
    .title = T("Addresses"),
    .path = "/ip",
    .shown = { "state", "ip", "machine", "account", "pool", "note" },
    .row_path = "/ip/%lld",
    .tab = { { T("All"), "" },
             { T("Held"), "state:held" },
             { T("Free"), "state:free" },
             { T("Reserved"), "state:reserved" } },
    .empty = T("No address yet. A network's pool brings them."),
    .act_path = "/ip_pool",
    .act = T("Pools"),
    .act_icon = "layers",
    .act_permission = PERM_IP_READ,
    .dress = dress_ip,
};

enum fault_code ip_list_show(const struct db *db, struct request *rq)
{
    return list_show(db, rq, &addresses);
}

/* --- one address --- */

const struct field reserve_form[] = {
    TEXT(struct reserve_new, note, .label = T("What it is reserved for"), .required = true,
         .min = 1, .max = 200, .check = check_title),
    FIELDS_END,
};
static const struct form_input reserve_inputs[] = {
    INPUT("note", T("Reserved for"), TEXT,
          .help = T("No machine gets it until you free it. Such as: the mail relay.")),
    INPUTS_END,
};
static const struct form_spec reserve_spec = {
    .fields = reserve_form, .inputs = reserve_inputs, .submit = T("Reserve address")
};

struct ip_page {
    struct ip_row ip;
    struct list holds;
    const char *holds_href;
    bool is_held;
    bool is_reserved;
    bool is_free;
    struct form_view form;
};
const struct field ip_page_view[] = {
    GROUP(struct ip_page, ip, struct ip_row, ip_row_view),
    LIST(struct ip_page, holds, struct ip_hold, ip_hold_view),
    TEXT(struct ip_page, holds_href),
    BOOL(struct ip_page, is_held),
    BOOL(struct ip_page, is_reserved),
    BOOL(struct ip_page, is_free),
    GROUP(struct ip_page, form, struct form_view, form_view),
    FIELDS_END,
};

enum fault_code ip_show(const struct db *db, struct request *rq)
{
    struct ip_page *page = arena_alloc(rq->arena, sizeof(*page));
    enum fault_code rc = ip_load_any(db, rq->id[0], &page->ip);
    if (!rc)
        rc = ip_holds_any(db, page->ip.words, &page->holds);
    if (rc)
        return rc;
    page->holds_href = page_filter_href(rq, "/ip_hold", "ip", page->ip.words);
    page->is_held = page->ip.state == IP_HELD;
    page->is_reserved = page->ip.state == IP_RESERVED;
    page->is_free = page->ip.state == IP_FREE;
    struct form_ask ask = {
        .action = arena_printf(rq->arena, "/ip/%lld/reserve", (long long)page->ip.id),
    };
    form_fill(rq, &reserve_spec, &ask, &page->form);
    page_title(rq, page->ip.words);
    request_show(rq, "admin/ip.html", ip_page_view, page);
    return FAULT_OK;
}

struct reserving {
    int64_t id;
    const char *note; /* NULL: it is freed */
};

static enum fault_code reserve_tx(struct db *db, void *ctx)
{
    const struct reserving *r = ctx;
    return r->note ? ip_reserve(db, r->id, r->note) : ip_unreserve(db, r->id);
}

static enum fault_code set_reserved(struct db *db, struct request *rq, const char *note)
{
    struct reserving r = { rq->id[0], note };
    struct ip_row ip;
    enum fault_code rc = ip_load_any(db, rq->id[0], &ip);
    if (rc)
        return rc;
    struct change c = { .what = note ? "ip_reserve" : "ip_free",
                        .object = ip.words,
                        .of = { .noun = AUDIT_OF_IP, .id = &r.id },
                        .fn = reserve_tx,
                        .ctx = &r };
    rc = change_once(db, rq, &c, NULL);
    if (!rc)
        request_redirect(rq, "/admin/ip/%lld?did=%s", (long long)ip.id,
                         note ? "ip-reserved" : "ip-freed");
    return rc;
}

enum fault_code ip_reserve_do(struct db *db, struct request *rq)
{
    const struct reserve_new *in = rq->form;
    return set_reserved(db, rq, in->note);
}

enum fault_code ip_unreserve_do(struct db *db, struct request *rq)
{
    return set_reserved(db, rq, NULL);
}
