/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All that an account has, as one JSON object, however much that is: page by page, each in an arena
 * of its own. Its last member is "complete", so that a file that broke off is known. The audit has
 * its line before the first byte goes.
 */
#include "web/export.h"
#include "form/json.h"
#include "store/account.h"
#include "store/audit.h"
#include "store/audit_noun.h"
#include "store/ip_hold.h"
#include "store/member.h"
#include "store/schedule.h"
#include "store/image.h"
#include "store/script.h"
#include "store/ssh_key.h"
#include "store/task.h"
#include "store/token.h"
#include "store/vm.h"
#include "web/heavy.h"

enum { EXPORT_PAGE = 200 };

struct writer {
    stream_put *put;
    void *to;
    bool gone; /* nobody reads on */
};

struct exporting {
    struct scope who;
    struct account account;
};

static void put(struct writer *w, const char *s, size_t len)
{
    if (!w->gone && len)
        w->gone = !w->put(w->to, s, len);
}

static int put_part(const char *s, size_t len, void *w)
{
    put(w, s, len);
    return 0;
}

static void put_json(struct writer *w, json_t *j)
{
    if (json_dump_callback(j, put_part, w, JSON_COMPACT | JSON_ENCODE_ANY))
        bug("JSON that cannot be written");
    json_decref(j);
}

static void begin(struct writer *w, const char *name)
{
    put(w, ",\n\"", 3);
    put(w, name, strlen(name));
    put(w, "\":[", 3);
}

static void put_rows(struct writer *w, struct arena *a, const struct field *fields, size_t size,
                     const struct list *rows, bool first)
{
    for (int64_t i = 0; i < rows->count; i++) {
        put(w, first && !i ? "\n" : ",\n", first && !i ? 1 : 2);
        put_json(w, json_of(a, fields, (const char *)rows->rows + size * (size_t)i));
    }
}

/* Every column that the account's people may see. */
static const struct field *all_fields(struct arena *a, const struct scope *who,
                                      const struct list_noun *noun)
{
    const char **names = arena_array(a, noun->count + 1, sizeof(*names));
    for (size_t i = 0; i < noun->count; i++)
        names[i] = noun->column[i].name;
    return list_fields(a, who, noun, names);
}

static enum fault_code put_noun(const struct db *db, const struct scope *who, struct writer *w,
                                const struct list_noun *noun)
{
    OWNED(arena_drop) struct arena *page_arena = arena_new();
    const struct field *fields = all_fields(db->arena, who, noun);
    struct db own = *db;
    char after[LIST_CURSOR_MAX + 1] = "";
    struct list_page page = { .more_after = true };
    own.arena = page_arena;
    begin(w, noun->name);
    for (bool first = true; page.more_after && !w->gone; first = false) {
        struct list_ask ask = { .filter = "", .after = first ? NULL : after, .limit = EXPORT_PAGE };
        enum fault_code rc = list_read(&own, who, noun, &ask, &page);
        if (rc)
            return rc;
        put_rows(w, page_arena, fields, noun->size, &page.rows, first);
        if (page.more_after)
            snprintf(after, sizeof(after), "%s", page.last);
        arena_reset(page_arena);
    }
    put(w, "]", 1);
    return FAULT_OK;
}

/* What has no list: by pages in the order of ids, which are the rows' first field. */
struct paged {
    const char *name;
    const struct field *fields;
    size_t size;
    enum fault_code (*page)(const struct db *, const struct scope *, int64_t behind, int64_t limit,
                            struct list *);
};

static enum fault_code put_pages(const struct db *db, const struct scope *who, struct writer *w,
                                 const struct paged *p)
{
    OWNED(arena_drop) struct arena *page = arena_new();
    struct db own = *db;
    struct list rows = { NULL, EXPORT_PAGE };
    int64_t behind = 0;
    own.arena = page;
    begin(w, p->name);
    while (rows.count == EXPORT_PAGE && !w->gone) {
        enum fault_code rc = p->page(&own, who, behind, EXPORT_PAGE, &rows);
        if (rc)
            return rc;
        put_rows(w, page, p->fields, p->size, &rows, !behind);
        if (rows.count)
            behind = *(const int64_t *)field_at(p->fields, (const char *)rows.rows +
                                                               p->size * (size_t)(rows.count - 1));
        arena_reset(page);
    }
    put(w, "]", 1);
    return FAULT_OK;
}

/* An account has a hundred at most. */
static enum fault_code put_scripts(const struct db *db, const struct scope *who, struct writer *w)
{
    struct list rows;
    enum fault_code rc = script_own(db, who->account, &rows);
    if (rc)
        return rc;
    begin(w, "script");
    put_rows(w, db->arena, script_view, sizeof(struct script), &rows, true);
    put(w, "]", 1);
    return FAULT_OK;
}

static enum fault_code write_all(struct request *rq, stream_put *to_client, void *to)
{
    static const struct list_noun *const nouns[] = { &vm_noun, &schedule_noun, &token_noun,
                                                     &task_noun, &audit_noun };
    static const struct paged paged[] = {
        { "user", member_view, sizeof(struct member), member_page },
        { "ssh_key", ssh_key_view, sizeof(struct ssh_key), ssh_key_page },
        { "image", image_view, sizeof(struct image), image_page },
        { "ip_hold", ip_hold_own_view, sizeof(struct ip_hold), ip_holds_of_account },
    };
    const struct exporting *e = rq->stream_of;
    const struct db *db = rq->face->db;
    struct writer w = { .put = to_client, .to = to };
    put(&w, "{\"account\":", 11);
    put_json(&w, json_of(rq->arena, account_view, &e->account));
    enum fault_code rc = put_scripts(db, &e->who, &w);
    for (size_t i = 0; !rc && i < countof(paged); i++)
        rc = put_pages(db, &e->who, &w, &paged[i]);
    for (size_t i = 0; !rc && i < countof(nouns); i++)
        rc = put_noun(db, &e->who, &w, nouns[i]);
    if (!rc)
        put(&w, ",\n\"complete\":true}", 18);
    return rc;
}

/* In the account's audit, whoever asked; by the user of notes, since a GET's own cannot write. */
static enum fault_code note(const struct request *rq, const struct account *a)
{
    const struct asker *who = &rq->who->asker;
    struct db *notes = web_of(rq)->notes;
    struct audit_new n = { .account_id = a->id,
                           .reseller_id = a->reseller_id,
                           .who = asker_by(who),
                           .as_user = who->as_user,
                           .address = who->address,
                           .what = "account_export",
                           .object = a->name,
                           .about = arena_printf(rq->arena, "account-%lld", (long long)a->id),
                           .by_other = who->acting || who->account_id != a->id };
    db_use(notes, rq->arena, rq->fault);
    return audit_add(notes, &n);
}

enum fault_code account_export(const struct db *db, struct request *rq)
{
    struct exporting *e = arena_alloc(rq->arena, sizeof(*e));
    bool all = web_of(rq)->face == WEB_ADMIN;
    int64_t id = all ? rq->id[0] : rq->who->asker.account_id;
    enum fault_code rc = heavy_take(rq, HEAVY_EXPORT);
    if (!rc)
        rc = account_load_any(db, id, &e->account);
    if (rc)
        return rc == FAULT_MISSING ? fail(rq->fault, rc, T("There is no such account.")) : rc;
    e->who = scope_account(e->account.reseller_id, e->account.id);
    rc = note(rq, &e->account);
    if (rc)
        return rc;
    rq->stream = write_all;
    rq->stream_of = e;
    rq->type = "application/json";
    request_header(rq, "Content-Disposition",
                   arena_printf(rq->arena, "attachment; filename=\"account-%lld.json\"",
                                (long long)e->account.id));
    return FAULT_OK;
}
