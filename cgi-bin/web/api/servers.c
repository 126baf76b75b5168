/* SPDX-License-Identifier: Apache-2.0 */
/* Machines as servers: which there are. How one looks is server_text.c. */
#include "base/clock.h"
#include "store/vm.h"
#include "web/api/api.h"
#include "web/api/handlers.h"

enum { SERVER_MAX = 1 << 20, LARGE_FOR = 1000000 };

int64_t server_states(const struct words *w)
{
    static const char *const unused[] = { "migrating", "rebuilding" };
    int64_t states = 0;
    for (int i = 0; i < w->count; i++) {
        int64_t before = states;
        for (int s = 0; s < VM_STATE_COUNT; s++)
            if (!strcmp(server_status_words[s], w->at[i]))
                states |= (int64_t)1 << s;
        for (size_t u = 0; u < countof(unused); u++)
            if (!strcmp(unused[u], w->at[i]))
                states |= (int64_t)1 << VM_STATE_COUNT; /* no machine is in it */
        if (states == before)
            return -1;
    }
    return states;
}

/* --- reading --- */

static enum fault_code read_filter(struct request *rq, struct list_query *q,
                                   struct vm_page_filter *f)
{
    enum fault_code rc = list_query_read(rq, TAKES_NAME | TAKES_LABELS | TAKES_STATUS, q);
    if (rc)
        return rc;
    *f = (struct vm_page_filter){ .name = q->name ? q->name : "",
                                  .states = server_states(&q->status),
                                  .sort = strcmp(q->sort[0], "name") ? VM_BY_ID : VM_BY_NAME,
                                  .down = q->down[0],
                                  .behind = q->behind,
                                  .offset = q->offset,
                                  .limit = q->per_page + 1 };
    if (f->states < 0)
        return fail_field(rq->fault, FAULT_INVALID, "status", T("There is no such status."));
    const char *wrong = labels_select(rq->arena, q->label_selector ? q->label_selector : "", f);
    return wrong ? fail_field(rq->fault, FAULT_INVALID, "label_selector", "%s", wrong) : FAULT_OK;
}

/*
 * Known without counting on the last page; -1: more than are counted. That an
 * account has that many is remembered for a second.
 */
static enum fault_code total_of(const struct db *db, struct request *rq,
                                const struct vm_page_filter *f, int64_t rows, int64_t *total)
{
    static struct {
        int64_t account;
        int64_t until;
    } large;
    const struct scope *who = &rq->who->asker.scope;
    bool all = !who->labels_of && !f->name[0] && !f->states && !f->labels;
    *total = f->offset + rows;
    if (!f->behind && rows < f->limit && (rows || !f->offset))
        return FAULT_OK;
    *total = -1;
    if (f->behind)
        return FAULT_OK;
    if (all && large.account == who->account && clock_monotonic() < large.until)
        return FAULT_OK;
    enum fault_code rc = vm_page_count(db, who, f, total);
    if (rc || *total <= VM_PAGE_COUNT_MOST)
        return rc;
    *total = -1;
    if (all) {
        large.account = who->account;
        large.until = clock_monotonic() + LARGE_FOR;
    }
    return FAULT_OK;
}

enum fault_code api_servers(const struct db *db, struct request *rq)
{
    struct list_query q;
    struct vm_page_filter f;
    struct list rows;
    int64_t total = 0;
    enum fault_code rc = read_filter(rq, &q, &f);
    if (!rc)
        rc = vm_page(db, &rq->who->asker.scope, &f, &rows);
    if (!rc)
        rc = total_of(db, rq, &f, rows.count, &total);
    if (rc)
        return rc;
    struct text *page = request_write_json(rq);
    text_add(page, "{\"servers\":[");
    const struct vm_page_row *vm = rows.rows;
    for (int64_t i = 0; i < rows.count && i < q.per_page; i++) {
        text_add(page, i ? "," : "");
        rc = server_text(db, rq, &vm[i], page);
        if (rc)
            return rc;
    }
    json_t *meta = json_object();
    bool more = rows.count > q.per_page;
    int64_t last = more && f.sort == VM_BY_ID ? vm[q.per_page - 1].id : 0;
    json_put(meta, "meta", list_meta(&q, more, last, total));
    text_add(page, "],");
    members_add(page, meta);
    text_add(page, "}");
    return FAULT_OK;
}

enum fault_code server_load(const struct db *db, struct request *rq, int64_t id, json_t **out)
{
    struct vm_page_row vm;
    struct text t;
    json_error_t why;
    text_init(&t, rq->arena, SERVER_MAX);
    enum fault_code rc = vm_page_one(db, &rq->who->asker.scope, id, &vm);
    if (!rc)
        rc = server_text(db, rq, &vm, &t);
    if (rc)
        return rc;
    *out = json_loads(text_str(&t), 0, &why);
    return *out ? FAULT_OK : fail(rq->fault, FAULT_BUG, "a server has no JSON: %s", why.text);
}

enum fault_code api_server(const struct db *db, struct request *rq)
{
    json_t *server = NULL;
    enum fault_code rc = server_load(db, rq, rq->id[0], &server);
    if (!rc)
        answer_one(rq, 200, "server", server);
    return rc;
}
