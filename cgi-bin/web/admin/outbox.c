/* SPDX-License-Identifier: Apache-2.0 */
/* A mail's text is shown as it was written, but for the secret in its link. */
#include "web/admin/outbox.h"
#include "base/words.h"
#include "store/outbox.h"
#include "store/task.h"
#include "web/change.h"

static const struct list_table table = {
    .noun = &outbox_noun,
    .title = T("Outbox"),
    .path = "/outbox",
    .shown = { "email", "kind", "subject", "state", "reason", "tries", "next", "queued" },
    .row_path = "/outbox/%lld",
    .tab = { { T("All"), "" },
             { T("Wait"), "state:waits" },
             { T("Given up"), "state:given-up" },
             { T("Sent"), "state:sent" } },
    .empty = T("No mail was sent yet, and none waits."),
    .act_path = "/setting",
    .act = T("Mail settings"),
    .act_icon = "settings",
    .act_permission = PERM_SETTING_READ,
};

enum fault_code outbox_show(const struct db *db, struct request *rq)
{
    return list_show(db, rq, &table);
}

struct mail_page {
    struct mail mail;
    const char *why;
    bool busy; /* it may change at any moment */
};
const struct field mail_page_view[] = {
    GROUP(struct mail_page, mail, struct mail, mail_view),
    TEXT(struct mail_page, why),
    BOOL(struct mail_page, busy),
    FIELDS_END,
};

enum fault_code outbox_mail_show(const struct db *db, struct request *rq)
{
    struct mail_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct mail *m = &page->mail;
    enum fault_code rc = outbox_load_any(db, rq->id[0], m);
    if (rc)
        return rc;
    if (!*m->subject)
        m->subject = tr(mail_kind_words[m->kind].people);
    page->why = *m->why_id ? task_words(rq->arena, m->why_id, m->why_args) : "";
    page->busy = m->state == MAIL_WAITS && (m->under_way || !m->tries);
    page_title(rq, m->subject);
    rq->view = page;
    return FAULT_OK;
}

/* --- changes --- */

static enum fault_code now_tx(struct db *db, void *ctx)
{
    return outbox_now(db, *(const int64_t *)ctx);
}

static enum fault_code drop_tx(struct db *db, void *ctx)
{
    return outbox_drop(db, *(const int64_t *)ctx);
}

static enum fault_code change(struct db *db, struct request *rq, const char *what, db_tx_fn *fn)
{
    struct mail m = { .email = "" };
    enum fault_code rc = outbox_load_any(db, rq->id[0], &m);
    if (rc && rc != FAULT_MISSING) /* gone: this very form may have done it */
        return rc;
    fault_clear(rq->fault);
    struct change c = { .what = what,
                        .object = arena_printf(rq->arena, "%lld %s", (long long)rq->id[0], m.email),
                        .of = { .noun = AUDIT_OF_MAIL, .id = &rq->id[0] },
                        .fn = fn,
                        .ctx = &rq->id[0] };
    return change_once(db, rq, &c, NULL);
}

enum fault_code outbox_now_do(struct db *db, struct request *rq)
{
    enum fault_code rc = change(db, rq, "mail_now", now_tx);
    if (!rc)
        request_redirect(rq, "/admin/outbox/%lld?did=mail-now", (long long)rq->id[0]);
    return rc;
}

static const struct form_input delete_inputs[] = { INPUTS_END };
static const struct form_spec delete_spec = {
    .fields = no_fields,
    .inputs = delete_inputs,
    .submit = T("Delete mail"),
    .icon = "trash-2",
    .danger = true,
};

enum fault_code outbox_delete_show(const struct db *db, struct request *rq)
{
    struct mail m;
    enum fault_code rc = outbox_load_any(db, rq->id[0], &m);
    if (rc)
        return rc;
    const char *path = arena_printf(rq->arena, "/outbox/%lld", (long long)m.id);
    struct form_confirm ask = {
        .head = { .title = arena_printf(rq->arena, tr("Delete the mail to %s?"), m.email),
                  .crumbs = { { "/outbox", tr("Outbox") } } },
        .order = { m.state == MAIL_SENT ? tr("It leaves this page: it was sent already.")
                                        : tr("It is not sent: nobody will get it.") },
    };
    struct form_ask form = { .action = arena_printf(rq->arena, "%s/delete", path),
                             .cancel = path,
                             .cancel_words = tr("Keep it") };
    page_title(rq, ask.head.title);
    return form_confirm_show(rq, &ask, &delete_spec, &form);
}

enum fault_code outbox_delete_do(struct db *db, struct request *rq)
{
    enum fault_code rc = change(db, rq, "mail_delete", drop_tx);
    if (!rc)
        request_redirect(rq, "/admin/outbox?did=mail-deleted");
    return rc;
}
