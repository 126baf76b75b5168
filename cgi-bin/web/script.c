/* SPDX-License-Identifier: Apache-2.0 */
/* A text is shown in its form alone, to who may change it: it may hold secrets. */
#include "web/script.h"
#include "base/words.h"
#include "kind/script.h"
#include "web/change.h"

const struct field script_form[] = {
    TEXT(struct script_form, name, .label = T("A name"), .required = true, .max = 63,
         .check = check_title),
    TEXT(struct script_form, text, .label = T("A script"), .required = true, .max = SCRIPT_MOST,
         .check = check_script),
    FIELDS_END,
};

static const struct form_input inputs[] = {
    INPUT("name", T("Name"), TEXT, .help = T("As it is shown where a machine is created.")),
    INPUT("text", T("Script"), AREA, .code = true,
          .help = T("Begins with #!/ and is run as root, or with #cloud-config. It runs once, at "
                    "the machine's first boot; host name, keys and password stay as chosen.")),
    INPUTS_END,
};
static const struct form_spec create_spec = { .fields = script_form,
                                              .inputs = inputs,
                                              .submit = T("Create script") };
static const struct form_spec change_spec = { .fields = script_form,
                                              .inputs = inputs,
                                              .submit = T("Save") };

struct script_row {
    int64_t id;
    const char *name;
    const char *href; /* its form; "": the reader may not change it */
    bool own;
    bool shell;
    bool retired;
    int64_t changed_at;
};
static const struct field row_view[] = {
    I64(struct script_row, id),          TEXT(struct script_row, name),
    TEXT(struct script_row, href),       BOOL(struct script_row, own),
    BOOL(struct script_row, shell),      BOOL(struct script_row, retired),
    TIME(struct script_row, changed_at), FIELDS_END,
};

struct script_page {
    bool can_write;
    const char *offer; /* to whom one's own are offered */
    struct list scripts;
};
const struct field script_page_view[] = {
    BOOL(struct script_page, can_write),
    TEXT(struct script_page, offer),
    LIST(struct script_page, scripts, struct script_row, row_view),
    FIELDS_END,
};

static int64_t account_of(const struct request *rq)
{
    return rq->who->asker.account_id;
}

static struct list rows_of(const struct request *rq, const struct list *found, bool can_write)
{
    const struct script *s = found->rows;
    struct script_row *rows = arena_array(rq->arena, (size_t)found->count, sizeof(*rows));
    for (int64_t i = 0; i < found->count; i++) {
        const char *href =
            arena_printf(rq->arena, "%s/script/%lld", page_root(rq), (long long)s[i].id);
        rows[i] = (struct script_row){ .id = s[i].id,
                                       .name = s[i].name,
                                       .href = s[i].own && can_write ? href : "",
                                       .own = s[i].own,
                                       .shell = s[i].shell,
                                       .retired = s[i].retired,
                                       .changed_at = s[i].changed_at };
    }
    return (struct list){ rows, found->count };
}

enum fault_code script_list_show(const struct db *db, struct request *rq)
{
    struct script_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct list found;
    enum fault_code rc = script_offered(db, account_of(rq), &found);
    if (rc)
        return rc;
    page->can_write = gate_may(rq->who, PERM_SCRIPT_WRITE) && !rq->who->session.suspended;
    page->scripts = rows_of(rq, &found, page->can_write);
    page->offer = web_of(rq)->face == WEB_ADMIN ? tr("Yours are offered to everybody.")
                  : gate_may(rq->who, PERM_CUSTOMER_READ)
                      ? tr("Yours are offered to your customers, too.")
                      : "";
    page_title(rq, tr("Scripts"));
    request_show(rq, "page/script.html", script_page_view, page);
    return FAULT_OK;
}

static const char *path_of(const struct request *rq, const char *tail)
{
    return arena_printf(rq->arena, "/script/%lld%s", (long long)rq->id[0], tail);
}

enum fault_code script_create_show(const struct db *db, struct request *rq)
{
    static const struct script_form first = { .name = "", .text = "#!/bin/sh\n" };
    struct form_head head = { .title = tr("Create script"),
                              .crumbs = { { "/script", tr("Scripts") } } };
    struct form_ask ask = { .action = "/script", .cancel = "/script", .values = &first };
    (void)db;
    return form_page_show(rq, &head, &create_spec, &ask);
}

enum fault_code script_change_show(const struct db *db, struct request *rq)
{
    struct script s;
    enum fault_code rc = script_load_own(db, account_of(rq), rq->id[0], &s);
    if (!rc)
        rc = script_read(db, &s);
    if (rc)
        return rc;
    struct script_form now = { s.name, s.text };
    struct form_head head = {
        .title = s.name,
        .lead = tr("Machines that were asked for keep what it was then."),
        .crumbs = { { "/script", tr("Scripts") } },
        .more = { s.retired ? (struct form_crumb){ path_of(rq, "/offer"), tr("Offer again") }
                            : (struct form_crumb){ path_of(rq, "/retire"), tr("Retire") },
                  { path_of(rq, "/delete"), tr("Delete") } }
    };
    struct form_ask ask = { .action = path_of(rq, ""), .cancel = "/script", .values = &now };
    return form_page_show(rq, &head, &change_spec, &ask);
}

/* --- changes --- */

static enum fault_code save(struct db *db, struct request *rq, struct script_saving *s,
                            const char *did)
{
    s->who = scope_account(rq->who->asker.reseller_id, account_of(rq));
    struct change c = script_saving_change(s);
    enum fault_code rc = change_once(db, rq, &c, NULL);
    if (!rc)
        request_redirect(rq, "%s/script?did=%s", page_root(rq), did);
    return rc;
}

static struct script_saving saving_of(const struct request *rq, enum script_act act)
{
    const struct script_form *in = rq->form;
    return (struct script_saving){
        .act = act, .id = rq->id[0], .name = in->name, .text = script_clean(rq->arena, in->text)
    };
}

enum fault_code script_create_do(struct db *db, struct request *rq)
{
    struct script_saving s = saving_of(rq, SCRIPT_ADD);
    return save(db, rq, &s, "script-added");
}

enum fault_code script_change_do(struct db *db, struct request *rq)
{
    struct script_saving s = saving_of(rq, SCRIPT_CHANGE);
    return save(db, rq, &s, "script-changed");
}

static const struct form_input nothing_asked[] = { INPUTS_END };

static const char *const tails[SCRIPT_ACTS] = {
    [SCRIPT_RETIRE] = "/retire", [SCRIPT_OFFER] = "/offer", [SCRIPT_DELETE] = "/delete"
};

/* Before it is done. */
static enum fault_code ask(const struct db *db, struct request *rq, enum script_act act,
                           const struct form_spec *spec)
{
    struct script s;
    enum fault_code rc = script_load_own(db, account_of(rq), rq->id[0], &s);
    if (rc)
        return rc;
    const char *title = arena_printf(rq->arena,
                                     act == SCRIPT_RETIRE  ? tr("Retire %s?")
                                     : act == SCRIPT_OFFER ? tr("Offer %s again?")
                                                           : tr("Delete %s?"),
                                     s.name);
    struct form_confirm confirm = {
        .head = { .title = title,
                  .crumbs = { { "/script", tr("Scripts") }, { path_of(rq, ""), s.name } } },
        .order = { act == SCRIPT_OFFER ? tr("It can be chosen again.")
                                       : tr("Nobody can choose it any more.") },
        .stays = tr("Machines that were asked for keep what it was then."),
    };
    struct form_ask how = { .action = path_of(rq, tails[act]), .cancel = path_of(rq, "") };
    return form_confirm_show(rq, &confirm, spec, &how);
}

enum fault_code script_retire_show(const struct db *db, struct request *rq)
{
    static const struct form_spec spec = {
        .fields = no_fields, .inputs = nothing_asked, .submit = T("Retire script"), .danger = true
    };
    return ask(db, rq, SCRIPT_RETIRE, &spec);
}

enum fault_code script_offer_show(const struct db *db, struct request *rq)
{
    static const struct form_spec spec = { .fields = no_fields,
                                           .inputs = nothing_asked,
                                           .submit = T("Offer script") };
    return ask(db, rq, SCRIPT_OFFER, &spec);
}

enum fault_code script_delete_show(const struct db *db, struct request *rq)
{
    static const struct form_spec spec = { .fields = no_fields,
                                           .inputs = nothing_asked,
                                           .submit = T("Delete script"),
                                           .icon = "trash-2",
                                           .danger = true };
    return ask(db, rq, SCRIPT_DELETE, &spec);
}

static enum fault_code offer_or_not(struct db *db, struct request *rq, enum script_act act,
                                    const char *did)
{
    struct script found;
    enum fault_code rc = script_load_own(db, account_of(rq), rq->id[0], &found);
    struct script_saving s = { .act = act, .id = rq->id[0], .name = found.name };
    return rc ? rc : save(db, rq, &s, did);
}

enum fault_code script_retire_do(struct db *db, struct request *rq)
{
    return offer_or_not(db, rq, SCRIPT_RETIRE, "script-retired");
}

enum fault_code script_offer_do(struct db *db, struct request *rq)
{
    return offer_or_not(db, rq, SCRIPT_OFFER, "script-offered");
}

/* One that is gone may have been deleted by this very form: asking finds that. */
enum fault_code script_delete_do(struct db *db, struct request *rq)
{
    struct script found = { .name = "" };
    enum fault_code rc = script_load_own(db, account_of(rq), rq->id[0], &found);
    if (rc && rc != FAULT_MISSING)
        return rc;
    fault_clear(rq->fault);
    struct script_saving s = { .act = SCRIPT_DELETE, .id = rq->id[0], .name = found.name };
    return save(db, rq, &s, "script-deleted");
}
