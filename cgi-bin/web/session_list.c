/* SPDX-License-Identifier: Apache-2.0 */
#include "web/session_list.h"
#include "base/words.h"
#include "store/session_open.h"
#include "store/signin.h"
#include "web/change.h"
#include "web/page.h"

const struct field session_line_view[] = {
    I64(struct session_line, id),
    TEXT(struct session_line, end_path),
    BOOL(struct session_line, at_admin),
    BOOL(struct session_line, mine),
    TEXT(struct session_line, address),
    TEXT(struct session_line, agent),
    TIME(struct session_line, created_at),
    TIME(struct session_line, used_at),
    FIELDS_END,
};

struct session_page {
    bool others; /* there are other sessions than this */
    struct list sessions;
    struct list signins;
};
const struct field session_list_view[] = {
    BOOL(struct session_page, others),
    LIST(struct session_page, sessions, struct session_line, session_line_view),
    LIST(struct session_page, signins, struct signin_row, signin_row_view),
    FIELDS_END,
};

struct list session_lines(const struct request *rq, const struct list *from, const char *path)
{
    const struct session_row *r = from->rows;
    struct session_line *to = arena_array(rq->arena, (size_t)from->count, sizeof(*to));
    for (int64_t i = 0; i < from->count; i++)
        to[i] = (struct session_line){ .id = r[i].id,
                                       .end_path = path ? arena_printf(rq->arena, "%s%s/%lld/end",
                                                                       page_root(rq), path,
                                                                       (long long)r[i].id)
                                                        : "",
                                       .at_admin = r[i].at_admin,
                                       .mine = r[i].mine,
                                       .address = r[i].address,
                                       .agent = r[i].agent,
                                       .created_at = r[i].created_at,
                                       .used_at = r[i].used_at };
    return (struct list){ to, from->count };
}

enum fault_code session_list_show(const struct db *db, struct request *rq)
{
    const struct session *s = &rq->who->session;
    struct session_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct list open;
    enum fault_code rc = session_list_any(db, s->user_id, s->id, &open);
    if (!rc)
        rc = signin_list_any(db, s->user_id, &page->signins);
    if (rc)
        return rc;
    page->sessions = session_lines(rq, &open, "/session");
    page->others = open.count > 1;
    page_title(rq, tr("Sign-ins"));
    rq->view = page;
    return FAULT_OK;
}

struct ending {
    int64_t user_id;
    int64_t id; /* the one to end, or to keep */
};

/* One that is gone was what was asked for. */
static enum fault_code end_tx(struct db *db, void *ctx)
{
    const struct ending *e = ctx;
    enum fault_code rc = session_end(db, e->user_id, e->id);
    if (rc == FAULT_MISSING) {
        fault_clear(db->fault);
        return FAULT_OK;
    }
    return rc;
}

static enum fault_code end_others_tx(struct db *db, void *ctx)
{
    const struct ending *e = ctx;
    return session_end_others(db, e->user_id, e->id);
}

static enum fault_code end(struct db *db, struct request *rq, const char *what, int64_t id,
                           db_tx_fn *fn)
{
    struct ending e = { rq->who->session.user_id, id };
    struct change change = { .what = what,
                             .object = rq->who->session.email,
                             .of = { .noun = AUDIT_OF_SESSIONS, .id = &e.user_id },
                             .fn = fn,
                             .ctx = &e };
    enum fault_code rc = change_once(db, rq, &change, NULL);
    if (!rc)
        request_redirect(rq, "%s/session?did=sessions-ended", page_root(rq));
    return rc;
}

enum fault_code session_end_do(struct db *db, struct request *rq)
{
    return end(db, rq, "session_end", rq->id[0], end_tx);
}

enum fault_code session_end_others_do(struct db *db, struct request *rq)
{
    return end(db, rq, "session_end_others", rq->who->session.id, end_others_tx);
}
