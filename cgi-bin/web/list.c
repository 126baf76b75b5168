/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands around a list's rows: tabs, filter, chips, paging. Paging is by
 * key: a link names the row that its page begins behind or ends before; how many
 * stand before it is what the links counted, and only shown.
 */
#include "web/list.h"
#include "base/clock.h"
#include "base/figures.h"
#include "base/words.h"
#include "form/csv.h"
#include "form/json.h"
#include "web/heavy.h"

enum { AT_MOST = 1000000000, HREF_MAX = 8192, CSV_ROWS = LIST_LOOKED };

static const char *check_as(const char *value)
{
    return !strcmp(value, "csv") || !strcmp(value, "json") ? NULL
                                                           : T("A list comes as csv or json.");
}

const struct field list_page_query_form[] = {
    TEXT(struct list_page_query, filter, .max = LIST_FILTER_MAX + 1),
    TEXT(struct list_page_query, sort, .max = 40),
    TEXT(struct list_page_query, after, .max = LIST_CURSOR_MAX),
    TEXT(struct list_page_query, before, .max = LIST_CURSOR_MAX),
    TEXT(struct list_page_query, as, .check = check_as),
    I64(struct list_page_query, at, .max = AT_MOST),
    FIELDS_END,
};

struct chip {
    const char *words;
    const char *href;
};
static const struct field chip_fields[] = {
    TEXT(struct chip, words),
    TEXT(struct chip, href),
    FIELDS_END,
};

struct offer {
    const char *value;
};
static const struct field offer_fields[] = { TEXT(struct offer, value), FIELDS_END };

const struct field list_frame_fields[] = {
    TEXT(struct list_frame, title),
    TEXT(struct list_frame, up_href),
    TEXT(struct list_frame, up),
    TEXT(struct list_frame, help),
    TEXT(struct list_frame, path),
    TEXT(struct list_frame, live),
    TEXT(struct list_frame, total_words),
    LIST(struct list_frame, tabs, struct page_tab, page_tab_fields),
    LIST(struct list_frame, chips, struct chip, chip_fields),
    LIST(struct list_frame, offers, struct offer, offer_fields),
    TEXT(struct list_frame, filter),
    TEXT(struct list_frame, sort),
    TEXT(struct list_frame, error),
    BOOL(struct list_frame, placed),
    I64(struct list_frame, from),
    I64(struct list_frame, to),
    TEXT(struct list_frame, of_words),
    TEXT(struct list_frame, prev_href),
    TEXT(struct list_frame, next_href),
    TEXT(struct list_frame, last_href),
    TEXT(struct list_frame, csv_href),
    BOOL(struct list_frame, cut),
    BOOL(struct list_frame, filtered),
    TEXT(struct list_frame, empty),
    TEXT(struct list_frame, act_href),
    TEXT(struct list_frame, act_icon),
    TEXT(struct list_frame, act),
    FIELDS_END,
};

/* --- counts --------------------------------------------------------------------------------- */

/*
 * Many rows take long to count and change their number little: such counts are
 * kept for some seconds. Few are counted each time.
 */
enum { KEPT = 64, KEEP_FROM = 500, KEEP_US = 10 * 1000000 };

static bool same_scope(const struct scope *a, const struct scope *b)
{
    return a->account == b->account && a->reseller == b->reseller;
}

static size_t kept_at(const struct list_noun *noun, const struct scope *who)
{
    return (size_t)(((uintptr_t)noun / 16 + (uint64_t)who->account * 7) % KEPT);
}

static enum fault_code count_kept(const struct db *db, const struct scope *who,
                                  const struct list_noun *noun, const char *filter, int64_t *out)
{
    static struct kept {
        const struct list_noun *noun;
        const char *filter; /* a tab's, which is constant */
        struct scope who;
        int64_t until;
        int64_t count;
    } kept[KEPT];
    struct kept *k = &kept[(kept_at(noun, who) + (uintptr_t)filter) % KEPT];
    if (k->noun == noun && k->filter == filter && same_scope(&k->who, who) &&
        clock_monotonic() < k->until) {
        *out = k->count;
        return FAULT_OK;
    }
    enum fault_code rc = list_count(db, who, noun, filter, out);
    if (!rc && *out >= KEEP_FROM)
        *k = (struct kept){ noun, filter, *who, clock_monotonic() + KEEP_US, *out };
    return rc;
}

/* --- addresses --- */

static const char *or_empty(const char *s)
{
    return s ? s : "";
}

static void add_query(struct text *t, struct arena *a, const char *name, const char *value)
{
    if (*or_empty(value))
        text_addf(t, "%s%s=%s", strchr(text_str(t), '?') ? "&" : "?", name, gate_encode(a, value));
}

/* The list with another filter, sort or page. */
static const char *href_of(const struct request *rq, const struct list_table *table,
                           const struct list_page_query *q)
{
    struct text t;
    text_init(&t, rq->arena, HREF_MAX);
    text_addf(&t, "%s%s", page_root(rq), table->path);
    add_query(&t, rq->arena, "filter", q->filter);
    add_query(&t, rq->arena, "sort", q->sort);
    add_query(&t, rq->arena, "after", q->after);
    add_query(&t, rq->arena, "before", q->before);
    add_query(&t, rq->arena, "as", q->as);
    if (q->at)
        add_query(&t, rq->arena, "at", arena_printf(rq->arena, "%lld", (long long)q->at));
    return text_str(&t);
}

/* Of the rows that the list has. */
static struct scope scope_of(const struct request *rq, const struct list_table *table)
{
    return table->noun->resold ? gate_customers(rq) : rq->who->asker.scope;
}

/* --- the frame --- */

static enum fault_code fill_tabs(const struct db *db, const struct request *rq,
                                 const struct list_table *table, const struct list_page_query *in,
                                 struct list_frame *f)
{
    struct page_tab *tabs = arena_array(rq->arena, LIST_TABS, sizeof(*tabs));
    struct scope who = scope_of(rq, table);
    int64_t n = 0;
    for (; n < LIST_TABS && table->tab[n].words; n++) {
        const struct list_tab *t = &table->tab[n];
        struct list_page_query q = { .filter = t->filter, .sort = in->sort };
        int64_t count = 0;
        enum fault_code rc = count_kept(db, &who, table->noun, t->filter, &count);
        if (rc)
            return rc;
        tabs[n] = (struct page_tab){ .href = href_of(rq, table, &q),
                                     .words = tr(t->words),
                                     .count = page_count(rq->arena, count, LIST_LOOKED),
                                     .current = !strcmp(t->filter, or_empty(in->filter)) };
        if (!*t->filter)
            f->total_words = tabs[n].count;
        if (tabs[n].current)
            f->of_words = tabs[n].count;
    }
    f->tabs = (struct list){ tabs, n };
    return FAULT_OK;
}

/* What may be typed: each column with its sign, and what its values are called. */
static enum fault_code find_offers(const struct db *db, struct arena *a, const struct scope *who,
                                   const struct list_noun *noun, struct list *out)
{
    enum { MOST = 400 };
    struct offer *offers = arena_array(a, MOST, sizeof(*offers));
    int64_t n = 0;
    for (size_t i = 0; i < noun->count && n < MOST; i++) {
        const struct list_column *c = &noun->column[i];
        struct list names;
        if ((!c->sql && !c->pair_table) || !list_column_open(who, c))
            continue;
        offers[n++].value = arena_printf(a, "%s%s", c->name, c->kind == COLUMN_TIME ? ">" : ":");
        for (size_t w = 0; w < c->word_count && n < MOST; w++)
            if (c->words[w].code)
                offers[n++].value = arena_printf(a, "%s:%s", c->name, c->words[w].code);
        enum fault_code rc = list_offers(db, who, c, &names);
        if (rc)
            return rc;
        const struct list_offer *name = names.rows;
        for (int64_t k = 0; k < names.count && n < MOST; k++)
            offers[n++].value = arena_printf(a, strchr(name[k].name, ' ') ? "%s:\"%s\"" : "%s:%s",
                                             c->name, name[k].name);
    }
    *out = (struct list){ offers, n };
    return FAULT_OK;
}

/* Kept as counts are. */
static enum fault_code offers_kept(const struct db *db, const struct scope *who,
                                   const struct list_noun *noun, struct list *out)
{
    static struct kept_offers {
        const struct list_noun *noun;
        struct scope who;
        struct arena *arena;
        int64_t until;
        struct list offers;
    } kept[KEPT];
    struct kept_offers *k = &kept[kept_at(noun, who)];
    if (k->noun != noun || !same_scope(&k->who, who) || clock_monotonic() >= k->until) {
        k->noun = NULL;
        if (!k->arena)
            k->arena = arena_new();
        arena_reset(k->arena);
        enum fault_code rc = find_offers(db, k->arena, who, noun, &k->offers);
        if (rc)
            return rc;
        k->noun = noun;
        k->who = *who;
        k->until = clock_monotonic() + KEEP_US;
    }
    *out = k->offers;
    return FAULT_OK;
}

static void fill_chips(const struct request *rq, const struct list_table *table,
                       const struct list_page_query *in, const struct list_page *page,
                       struct list_frame *f)
{
    struct chip *chips = arena_array(rq->arena, LIST_WISHES, sizeof(*chips));
    for (int i = 0; i < page->wishes; i++) {
        struct list_page_query q = { .filter = page->wish[i].rest, .sort = in->sort };
        chips[i] = (struct chip){ page->wish[i].text, href_of(rq, table, &q) };
    }
    f->chips = (struct list){ chips, page->wishes };
}

static void fill_paging(const struct request *rq, const struct list_table *table,
                        const struct list_page_query *in, const struct list_page *page,
                        struct list_frame *f)
{
    bool first = !*or_empty(in->after) && !*or_empty(in->before);
    bool counted = first || in->at;
    int64_t at = first ? 0 : in->at;
    struct list_page_query q = { .filter = in->filter, .sort = in->sort };
    f->placed = page->rows.count && counted;
    f->from = page->rows.count && counted ? at + 1 : 0;
    f->to = counted ? at + page->rows.count : 0;
    if (!page->more_after && counted)
        f->of_words = page_count(rq->arena, f->to, LIST_LOOKED);
    if (page->more_after && page->last) {
        q.after = page->last;
        q.at = f->to;
        f->next_href = href_of(rq, table, &q);
        q.after = NULL;
        q.before = "end";
        q.at = 0;
        f->last_href = page->cut ? "" : href_of(rq, table, &q);
    }
    q.after = NULL;
    q.before = counted && at <= LIST_ROWS ? NULL : page->first;
    q.at = at > LIST_ROWS ? at - LIST_ROWS : 0;
    if (page->more_before && (page->first || !q.before))
        f->prev_href = href_of(rq, table, &q);
}

/* Of a filtered list its head says how many fit, "12 of 1,284"; where that is not known yet,
 * "more than 50 of 1,284". */
static void fill_fitting(const struct request *rq, const struct list_page *page,
                         struct list_frame *f)
{
    const char *fit = or_empty(f->of_words);
    if (!page->wishes || !*or_empty(f->total_words))
        return;
    f->total_words =
        *fit    ? arena_printf(rq->arena, tr("%s of %s"), fit, f->total_words)
        : f->to ? arena_printf(rq->arena, tr("more than %s of %s"),
                               figure_words(rq->arena, figure_number, f->to), f->total_words)
                : "";
}

static void fill_frame(const struct request *rq, const struct list_table *table,
                       const struct list_page_query *in, struct list_frame *f)
{
    struct list_page_query csv = { .filter = in->filter, .sort = in->sort, .as = "csv" };
    bool may =
        table->act_path && gate_may(rq->who, table->act_permission) && !rq->who->session.suspended;
    *f = (struct list_frame){
        .title = tr(table->title),
        .help = tr(table->help),
        .up_href =
            table->up_path ? arena_printf(rq->arena, "%s%s", page_root(rq), table->up_path) : "",
        .up = table->up,
        .path = arena_printf(rq->arena, "%s%s", page_root(rq), table->path),
        .live = arena_printf(rq->arena, "%s%s/live", page_root(rq), table->path),
        .filter = in->filter,
        .sort = in->sort,
        .csv_href = href_of(rq, table, &csv),
        .filtered = *or_empty(in->filter) || *or_empty(in->after) || *or_empty(in->before),
        .empty = tr(table->empty),
        .act_href = may ? arena_printf(rq->arena, "%s%s", page_root(rq), table->act_path) : "",
        .act = tr(table->act),
        .act_icon = table->act_icon ? table->act_icon : "plus",
    };
}

/* --- as CSV and JSON --- */

static enum fault_code answer_as(const struct db *db, struct request *rq,
                                 const struct list_table *table, const struct list_page_query *in)
{
    struct scope who = scope_of(rq, table);
    struct list_ask ask = { .filter = in->filter, .sort = in->sort };
    const char *shown[LIST_SHOWN + 1] = { NULL };
    struct list rows;
    memcpy(shown, table->shown, sizeof(table->shown));
    enum fault_code rc = heavy_take(rq, HEAVY_LIST);
    if (!rc)
        rc = list_read_all(db, &who, table->noun, &ask, CSV_ROWS, &rows, NULL);
    if (rc)
        return rc;
    const struct field *fields = list_fields(rq->arena, &who, table->noun, shown);
    if (!strcmp(in->as, "json")) {
        rq->json = json_of_list(rq->arena, fields, table->noun->size, &rows);
        return FAULT_OK;
    }
    struct text t;
    text_init(&t, rq->arena, 8 * 1024 * 1024);
    csv_head(&t, fields);
    for (int64_t i = 0; i < rows.count; i++)
        csv_row(&t, fields, (const char *)rows.rows + table->noun->size * (size_t)i);
    rq->text = text_str(&t);
    rq->type = "text/csv; charset=utf-8";
    request_header(rq, "Content-Disposition",
                   arena_printf(rq->arena, "attachment; filename=\"%s.csv\"", table->noun->name));
    return FAULT_OK;
}

/* What cannot be understood is said at the filter, over an empty list. */
static enum fault_code forgive(struct request *rq, enum fault_code rc, struct list_frame *f)
{
    const char *field = rq->fault->field;
    if (rc != FAULT_INVALID || !field)
        return rc;
    f->error = fault_words(rq->fault, rq->arena);
    rq->status = fault_http(rc);
    fault_clear(rq->fault);
    return FAULT_OK;
}

enum fault_code list_open(const struct db *db, struct request *rq, const struct list_table *table,
                          struct list_frame *f, struct list *rows, bool *answered)
{
    const struct list_page_query *in = rq->form;
    struct scope who = scope_of(rq, table);
    struct list_page page = { .cut = false };
    struct list_ask ask = {
        .filter = in->filter, .sort = in->sort, .after = in->after, .before = in->before
    };
    *rows = (struct list){ NULL, 0 };
    *answered = *or_empty(in->as);
    if (*answered)
        return answer_as(db, rq, table, in);
    enum fault_code rc =
        strchr(or_empty(in->filter), ' ') ? heavy_take(rq, HEAVY_FILTER) : FAULT_OK;
    if (rc)
        return rc;
    fill_frame(rq, table, in, f);
    rc = fill_tabs(db, rq, table, in, f);
    if (!rc)
        rc = offers_kept(db, &who, table->noun, &f->offers);
    if (rc)
        return rc;
    rc = list_read(db, &who, table->noun, &ask, &page);
    if (rc)
        return forgive(rq, rc, f);
    fill_chips(rq, table, in, &page, f);
    fill_paging(rq, table, in, &page, f);
    fill_fitting(rq, &page, f);
    f->cut = page.cut;
    f->sorted = page.sort ? page.sort->name : "";
    f->down = page.down;
    *rows = page.rows;
    page_title(rq, f->title);
    return FAULT_OK;
}
