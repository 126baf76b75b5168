/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paged by key: a link names the machine that its page begins behind or ends
 * before. How many stand before a page is what the links counted, and only shown.
 */
#include "web/vm_list.h"
#include "base/checks.h"
#include "base/clock.h"
#include "store/task.h"
#include "store/vm_count.h"
#include "web/page.h"
#include "web/vm_words.h"

enum { PAGE_ROWS = 50, AT_MOST = 1000000000, NAME_MAX_LEN = 63 };

struct tab_state {
    const char *word;
    const char *words;
    int64_t state; /* enum vm_state, -1: all */
    size_t count;  /* where in struct vm_counts */
};
static const struct tab_state tab_states[] = {
    { "all", T("All"), -1, offsetof(struct vm_counts, total) },
    { "running", T("Running"), VM_RUNNING, offsetof(struct vm_counts, running) },
    { "stopped", T("Stopped"), VM_OFF, offsetof(struct vm_counts, off) },
    { "failed", T("Failed"), VM_FAILED, offsetof(struct vm_counts, failed) },
};

/* --- what may be asked --- */

static const char *check_tab(const char *value)
{
    for (size_t i = 0; i < countof(tab_states); i++)
        if (!strcmp(tab_states[i].word, value))
            return NULL;
    return T("There is no such tab.");
}

struct cursor {
    char name[NAME_MAX_LEN + 1];
    long long id;
};

static bool read_cursor(const char *s, struct cursor *out)
{
    const char *dot = strchr(s, '.');
    size_t len = dot ? (size_t)(dot - s) : 0;
    if (!len || len > NAME_MAX_LEN)
        return false;
    memcpy(out->name, s, len);
    out->name[len] = '\0';
    return !check_hostname(out->name) && parse_i64(dot + 1, 1, INT64_MAX, &out->id);
}

static const char *check_cursor(const char *value)
{
    struct cursor c;
    return read_cursor(value, &c) ? NULL : T("There is no such page.");
}

const struct field vm_query_form[] = {
    TEXT(struct vm_query, state, .check = check_tab),
    TEXT(struct vm_query, q),
    TEXT(struct vm_query, after, .check = check_cursor),
    TEXT(struct vm_query, before, .check = check_cursor),
    I64(struct vm_query, at, .max = AT_MOST),
    FIELDS_END,
};

/* --- what is shown --- */

struct vm_row {
    int64_t id;
    const char *name;
    unsigned state;
    const char *ipv4;
    const char *ipv6;
    const char *plan;
    const char *image;
    const char *image_icon;
    const char *location;
    int64_t account_id;
    const char *account;
    const char *node;
    bool busy;
    int64_t step_no;
    int64_t step_count;
    const char *step_words;
    int64_t percent;
    const char *why;
};
static const struct field row_fields[] = {
    I64(struct vm_row, id),
    TEXT(struct vm_row, name),
    STATE(struct vm_row, state, vm_state_words),
    TEXT(struct vm_row, ipv4),
    TEXT(struct vm_row, ipv6),
    TEXT(struct vm_row, plan),
    TEXT(struct vm_row, image),
    TEXT(struct vm_row, image_icon),
    TEXT(struct vm_row, location),
    I64(struct vm_row, account_id),
    TEXT(struct vm_row, account),
    TEXT(struct vm_row, node),
    BOOL(struct vm_row, busy),
    I64(struct vm_row, step_no),
    I64(struct vm_row, step_count),
    TEXT(struct vm_row, step_words),
    I64(struct vm_row, percent),
    TEXT(struct vm_row, why),
    FIELDS_END,
};

struct vm_list_page {
    bool can_create;
    struct list vms;
    const char *running_count;
    const char *total;
    struct list tabs;
    const char *q;
    int64_t from;
    int64_t to;
    const char *total_words;
    const char *prev_href;
    const char *next_href;
    bool filtered;
};
const struct field vm_list_view[] = {
    BOOL(struct vm_list_page, can_create),
    LIST(struct vm_list_page, vms, struct vm_row, row_fields),
    TEXT(struct vm_list_page, running_count),
    TEXT(struct vm_list_page, total),
    LIST(struct vm_list_page, tabs, struct page_tab, page_tab_fields),
    TEXT(struct vm_list_page, q),
    I64(struct vm_list_page, from),
    I64(struct vm_list_page, to),
    TEXT(struct vm_list_page, total_words),
    TEXT(struct vm_list_page, prev_href),
    TEXT(struct vm_list_page, next_href),
    BOOL(struct vm_list_page, filtered),
    FIELDS_END,
};

static const char *count_words(struct arena *a, int64_t n)
{
    return n > VM_COUNT_MOST ? T("10,000+") : arena_printf(a, "%lld", (long long)n);
}

static int64_t count_of(const struct vm_counts *counts, const struct tab_state *t)
{
    int64_t n = 0;
    memcpy(&n, (const char *)counts + t->count, sizeof(n));
    return n;
}

/*
 * Many machines take long to count and change their number little: such counts
 * are kept for some seconds. Few are counted each time.
 */
enum { KEPT = 16, KEEP_FROM = 500, KEEP_US = 10 * 1000000 };

static enum fault_code counts_of(const struct db *db, const struct scope *who,
                                 struct vm_counts *out)
{
    static struct kept {
        int64_t account;
        int64_t until;
        struct vm_counts counts;
    } kept[KEPT];
    struct kept *k = &kept[(uint64_t)who->account % KEPT];
    if (k->account == who->account && clock_monotonic() < k->until) {
        *out = k->counts;
        return FAULT_OK;
    }
    enum fault_code rc = vm_counts(db, who, out);
    if (!rc && out->total >= KEEP_FROM)
        *k = (struct kept){ who->account, clock_monotonic() + KEEP_US, *out };
    return rc;
}

static const struct tab_state *tab_of(const struct vm_query *in)
{
    for (size_t i = 0; in->state && i < countof(tab_states); i++)
        if (!strcmp(tab_states[i].word, in->state))
            return &tab_states[i];
    return &tab_states[0];
}

static struct list tabs_of(const struct request *rq, const struct vm_counts *counts,
                           const struct tab_state *current)
{
    struct page_tab *tabs = arena_array(rq->arena, countof(tab_states), sizeof(*tabs));
    for (size_t i = 0; i < countof(tab_states); i++) {
        const struct tab_state *t = &tab_states[i];
        const char *query = i ? arena_printf(rq->arena, "?state=%s", t->word) : "";
        tabs[i] = (struct page_tab){
            .href = arena_printf(rq->arena, "%s/vm%s", page_root(rq), query),
            .words = t->words,
            .count = count_words(rq->arena, count_of(counts, t)),
            .current = t == current,
        };
    }
    return (struct list){ tabs, countof(tab_states) };
}

static struct vm_row row_of(const struct db *db, const struct request *rq, const struct vm *vm)
{
    struct vm_row row = { .id = vm->id,
                          .name = vm->name,
                          .state = vm->state,
                          .ipv4 = vm->ipv4,
                          .ipv6 = vm->ipv6,
                          .plan = vm->plan,
                          .image = vm->image,
                          .image_icon = vm->image_icon,
                          .location = vm->location,
                          .account_id = vm->account_id,
                          .account = vm->account,
                          .node = vm->node,
                          .step_no = vm->step_no,
                          .percent = vm->percent };
    struct vm_work work = vm_work_of(vm);
    row.busy = work.busy;
    row.step_count = work.step_count;
    row.step_words = work.step_words;
    if (vm->failed_task_id && !work.busy)
        row.why = vm_why(db, rq, vm).words;
    return row;
}

/* --- paging --- */

struct paging {
    const struct vm *rows; /* of this page */
    int64_t count;
    int64_t at;
    bool more; /* behind them */
};

static enum fault_code load_page(const struct db *db, const struct request *rq,
                                 const struct vm_query *in, int64_t state, struct paging *p)
{
    struct list found;
    struct cursor c = { .name = "" };
    bool back = in->before && *in->before;
    const char *cursor = back ? in->before : in->after;
    if (cursor && *cursor && !read_cursor(cursor, &c))
        bug("a cursor came unchecked");
    struct vm_filter filter = { .state = state,
                                .prefix = in->q ? in->q : "",
                                .from = c.name,
                                .from_id = c.id,
                                .back = back,
                                .limit = PAGE_ROWS + 1 };
    enum fault_code rc = vm_list(db, &rq->who->asker.scope, &filter, &found);
    if (rc)
        return rc;
    bool extra = found.count > PAGE_ROWS;
    p->rows = found.rows;
    p->count = extra ? PAGE_ROWS : found.count;
    p->more = back || extra;
    if (back && extra)
        p->rows++; /* the extra one stands before the page */
    p->at = c.name[0] ? in->at : 0;
    return FAULT_OK;
}

/* The list's address with its tab and search, and a cursor where there is one. */
static const char *page_href(const struct request *rq, const struct vm_query *in,
                             const char *cursor, const struct vm *vm, int64_t at)
{
    struct text t;
    text_init(&t, rq->arena, 8192);
    text_addf(&t, "%s/vm", page_root(rq));
    const char *sep = "?";
    if (in->state && *in->state) {
        text_addf(&t, "%sstate=%s", sep, in->state);
        sep = "&";
    }
    if (in->q && *in->q) {
        text_addf(&t, "%sq=%s", sep, gate_encode(rq->arena, in->q));
        sep = "&";
    }
    if (vm)
        text_addf(&t, "%s%s=%s.%lld&at=%lld", sep, cursor, vm->name, (long long)vm->id,
                  (long long)at);
    return text_str(&t);
}

static void fill_paging(const struct request *rq, const struct vm_query *in, const struct paging *p,
                        struct vm_list_page *page)
{
    page->from = p->count ? p->at + 1 : 0;
    page->to = p->at + p->count;
    if (p->more && p->count)
        page->next_href = page_href(rq, in, "after", &p->rows[p->count - 1], page->to);
    if (p->at > PAGE_ROWS)
        page->prev_href = page_href(rq, in, "before", &p->rows[0], p->at - PAGE_ROWS);
    else if (p->at > 0)
        page->prev_href = page_href(rq, in, NULL, NULL, 0);
}

/* Of a search only what was read is known. */
static const char *total_words(const struct request *rq, const struct vm_query *in,
                               const struct paging *p, int64_t of_tab)
{
    long long read = p->at + p->count;
    if (!in->q || !*in->q)
        return count_words(rq->arena, of_tab);
    return arena_printf(rq->arena, p->more ? T("more than %lld") : "%lld", read);
}

/* Names hold nothing else, and the index is not asked for what it cannot hold. */
static bool can_be_a_name(const char *q)
{
    for (; q && *q; q++)
        if (*q != '-' && !(*q >= '0' && *q <= '9') && !((*q | 0x20) >= 'a' && (*q | 0x20) <= 'z'))
            return false;
    return true;
}

enum fault_code vm_list_show(const struct db *db, struct request *rq)
{
    const struct vm_query *in = rq->form;
    const struct tab_state *tab = tab_of(in);
    struct vm_list_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct vm_counts counts;
    struct paging p = { .at = 0 };
    enum fault_code rc = counts_of(db, &rq->who->asker.scope, &counts);
    if (!rc && can_be_a_name(in->q))
        rc = load_page(db, rq, in, tab->state, &p);
    if (rc)
        return rc;
    struct vm_row *rows = arena_array(rq->arena, (size_t)p.count, sizeof(*rows));
    for (int64_t i = 0; i < p.count; i++)
        rows[i] = row_of(db, rq, &p.rows[i]);
    page->vms = (struct list){ rows, p.count };
    page->can_create = gate_may(rq->who, PERM_VM_CREATE) && !rq->who->session.suspended;
    page->running_count = count_words(rq->arena, counts.running);
    page->total = count_words(rq->arena, counts.total);
    page->tabs = tabs_of(rq, &counts, tab);
    page->q = in->q;
    page->filtered = tab->state >= 0 || (in->q && *in->q);
    page->total_words = total_words(rq, in, &p, count_of(&counts, tab));
    fill_paging(rq, in, &p, page);
    page_title(rq, T("Machines"));
    rq->view = page;
    return FAULT_OK;
}
