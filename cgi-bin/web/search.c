/* SPDX-License-Identifier: Apache-2.0 */
#include "web/search.h"
#include "base/words.h"
#include "store/find.h"
#include "web/page.h"
#include "web/task_rows.h"

const struct field search_query_form[] = {
    TEXT(struct search_query, q, .label = T("What is searched"), .max = FIND_MAX),
    FIELDS_END,
};

/* How a kind is called, its page below page_root(), and what that page asks of a role. */
static const struct place {
    const char *words;
    const char *icon;
    const char *path;
    enum permission permission;
} places[FIND_KINDS] = {
    [FIND_VM] = { T("Machine"), "server", "/vm/", PERM_VM_READ },
    [FIND_TASK] = { T("Task"), "list-checks", "/task/", PERM_TASK_READ },
    [FIND_ACCOUNT] = { T("Account"), "building-2", "/account/", PERM_ACCOUNT_READ },
    [FIND_USER] = { T("User"), "users", "/user/", PERM_USER_READ },
    [FIND_NODE] = { T("Node"), "hard-drive", "/node/", PERM_NODE_READ },
    [FIND_IP] = { T("Address"), "globe", "/ip/", PERM_IP_READ },
    [FIND_HOLD] = { T("Address, held before"), "globe", "/ip_hold?filter=ip:", PERM_IP_READ },
    [FIND_GONE] = { T("Machine that is no more: its tasks"), "history", "/task?filter=on:",
                    PERM_TASK_READ },
};

struct hit_row {
    const char *kind;
    const char *icon;
    const char *name;
    const char *more;
    const char *href;
};
static const struct field hit_fields[] = {
    TEXT(struct hit_row, kind), TEXT(struct hit_row, icon), TEXT(struct hit_row, name),
    TEXT(struct hit_row, more), TEXT(struct hit_row, href), FIELDS_END,
};

struct search_page {
    const char *q;
    bool everything; /* an administrator finds more than machines and tasks */
    struct list hits;
};
const struct field search_view[] = {
    TEXT(struct search_page, q),
    BOOL(struct search_page, everything),
    LIST(struct search_page, hits, struct hit_row, hit_fields),
    FIELDS_END,
};

/* Pasted with blanks around it. */
static const char *trimmed(struct arena *a, const char *typed)
{
    size_t len = 0;
    typed = typed ? typed + strspn(typed, " \t\r\n") : "";
    for (len = strlen(typed); len && strchr(" \t\r\n", typed[len - 1]);)
        len--;
    return arena_strndup(a, typed, len);
}

static const char *href_of(const struct request *rq, const struct find_hit *h)
{
    const char *path = places[h->kind].path;
    if (h->kind == FIND_HOLD || h->kind == FIND_GONE)
        return arena_printf(rq->arena, "%s%s%s", page_root(rq), path,
                            gate_encode(rq->arena, h->name));
    return arena_printf(rq->arena, "%s%s%lld", page_root(rq), path, (long long)h->id);
}

static struct hit_row row_of(const struct request *rq, const struct find_hit *h)
{
    struct hit_row row = { .kind = tr(places[h->kind].words),
                           .icon = places[h->kind].icon,
                           .name = h->name,
                           .more = h->more,
                           .href = href_of(rq, h) };
    if (h->kind == FIND_TASK) {
        row.name = arena_printf(rq->arena, "%lld", (long long)h->id);
        row.more = arena_printf(rq->arena, "%s %s", task_kind_words(h->name), h->more);
    } else if (h->kind == FIND_VM && web_of(rq)->face == WEB_MY)
        row.more = "";
    return row;
}

enum fault_code search_show(const struct db *db, struct request *rq)
{
    const struct search_query *in = rq->form;
    struct search_page *page = arena_alloc(rq->arena, sizeof(*page));
    const struct find_hit *exact = NULL;
    int64_t exacts = 0;
    struct list found;
    page->q = trimmed(rq->arena, in->q);
    page->everything = web_of(rq)->face == WEB_ADMIN;
    enum fault_code rc = find(db, &rq->who->asker.scope, page->q, &found);
    if (rc)
        return rc;
    const struct find_hit *hits = found.rows;
    struct hit_row *rows = arena_array(rq->arena, (size_t)found.count, sizeof(*rows));
    for (int64_t i = 0; i < found.count; i++) {
        if (!gate_may(rq->who, places[hits[i].kind].permission))
            continue;
        rows[page->hits.count++] = row_of(rq, &hits[i]);
        exact = hits[i].exact ? &hits[i] : exact;
        exacts += hits[i].exact;
    }
    page->hits.rows = rows;
    page_title(rq, tr("Search"));
    if (exacts == 1)
        request_redirect(rq, "%s", href_of(rq, exact));
    else
        rq->view = page;
    return FAULT_OK;
}
