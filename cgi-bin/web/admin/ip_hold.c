/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"
#include "base/words.h"
#include "base/zone.h"
#include "store/find.h"
#include "store/ip_noun.h"
#include "web/admin/ip.h"
#include "web/form.h"
#include "web/list.h"

static void dress(const struct request *rq, const char *column, const void *row,
                  struct list_cell *cell)
{
    const struct ip_hold *h = row;
    if (!strcmp(column, "ip"))
        cell->is_code = true;
    else if (!strcmp(column, "machine") && h->vm_there)
        cell->href = arena_printf(rq->arena, "/admin/vm/%lld", (long long)h->vm_id);
    else if (!strcmp(column, "machine"))
        cell->small = tr("deleted");
    else if (!strcmp(column, "account"))
        cell->href = arena_printf(rq->arena, "/admin/account/%lld", (long long)h->account_id);
    else if (!strcmp(column, "until") && !h->ended_at)
        cell->text = tr("now");
}

static const struct list_table holds = {
    .noun = &ip_hold_noun,
    .title = T("Holders of addresses"),
    .path = "/ip_hold",
    .shown = { "ip", "machine", "vm", "account", "from", "until" },
    .empty = T("No machine has held an address yet."),
    .act_path = "/ip_hold/at",
    .act = T("Who held it at a time"),
    .act_icon = "history",
    .act_permission = PERM_IP_READ,
    .help = T("Kept for ever, also of machines that were deleted."),
    .dress = dress,
};

enum fault_code ip_hold_list_show(const struct db *db, struct request *rq)
{
    return list_show(db, rq, &holds);
}

/* --- at a time --- */

const struct field held_query_form[] = {
    TEXT(struct held_query, address, .max = 45),
    TEXT(struct held_query, at, .max = 19),
    FIELDS_END,
};

struct held_page {
    struct form_view form;
    const char *address;
    bool asked; /* both could be read */
    int64_t moment;
    struct list holder; /* one, or none */
    struct list holds;
};
const struct field held_page_view[] = {
    GROUP(struct held_page, form, struct form_view, form_view),
    TEXT(struct held_page, address),
    BOOL(struct held_page, asked),
    TIME(struct held_page, moment),
    LIST(struct held_page, holder, struct ip_hold, ip_hold_view),
    LIST(struct held_page, holds, struct ip_hold, ip_hold_view),
    FIELDS_END,
};

static const char *at_words(struct arena *a, int64_t moment)
{
    struct tm tm;
    zone_civil(moment, &tm);
    return arena_printf(a, "%04d-%02d-%02dT%02d:%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                        tm.tm_hour, tm.tm_min);
}

static enum fault_code look(const struct db *db, struct request *rq, const char *words,
                            struct held_page *page)
{
    struct ip_hold *holder = arena_alloc(rq->arena, sizeof(*holder));
    enum fault_code rc = ip_held_at_any(db, words, page->moment, holder);
    page->holder = (struct list){ holder, rc ? 0 : 1 };
    if (rc == FAULT_MISSING) {
        fault_clear(rq->fault);
        rc = FAULT_OK;
    }
    return rc ? rc : ip_holds_any(db, words, &page->holds);
}

static void fill_form(struct request *rq, const struct held_query *shown, struct form_view *out)
{
    const struct form_input inputs[] = {
        INPUT("address", tr("Address"), TEXT, .code = true, .needed = true),
        INPUT("at", tr("Time"), MOMENT, .needed = true,
              .help = arena_printf(rq->arena, tr("In your time zone, %s."), zone_in_use())),
        INPUTS_END,
    };
    const struct form_spec spec = {
        .fields = held_query_form, .inputs = inputs, .submit = tr("Look"), .get = true
    };
    form_fill(rq, &spec, &(struct form_ask){ .action = "/ip_hold/at", .values = shown }, out);
}

/* Without a question the form alone, with this minute in it. */
enum fault_code ip_held_show(const struct db *db, struct request *rq)
{
    struct held_query *in = rq->form;
    struct held_page *page = arena_alloc(rq->arena, sizeof(*page));
    int64_t end = 0;
    bool empty = !in->address || !*in->address;
    const char *words = empty ? NULL : find_address(rq->arena, in->address);
    if (!in->at || !*in->at)
        in->at = at_words(rq->arena, clock_now());
    if (!empty && !words)
        input_error(&rq->errors, "address", T("An address is like 10.77.0.5 or fd77::5:0:0:1."));
    if (!empty && !zone_read(in->at, &page->moment, &end))
        input_error(&rq->errors, "at", T("A time is like 2026-11-24 14:30."));
    page->address = in->address;
    page->asked = words && !rq->errors.count;
    page_title(rq, tr("Who held an address"));
    fill_form(rq, in, &page->form);
    rq->view = page;
    return page->asked ? look(db, rq, words, page) : FAULT_OK;
}
