/* SPDX-License-Identifier: Apache-2.0 */
/* What a token may is said when it is made and never changed: whoever wants another makes one. */
#include "web/token.h"
#include "base/net.h"
#include "base/text.h"
#include "base/words.h"
#include "store/account.h"
#include "store/token.h"
#include "web/change.h"
#include "web/form.h"
#include "web/list.h"

enum { NAME_MOST = 100, NOUN_WORDS_MAX = 1000 };

/* --- the list --- */

/* "Machines, Tasks" of "vm,task". */
static const char *noun_words(struct arena *a, const char *nouns)
{
    struct text t;
    text_init(&t, a, NOUN_WORDS_MAX);
    if (!*nouns)
        return tr("Everything");
    for (size_t i = 0; i < TOKEN_NOUNS; i++) {
        const char *code = token_nouns[i].code;
        const char *at = strstr(nouns, code);
        size_t len = strlen(code);
        if (at && (at == nouns || at[-1] == ',') && (!at[len] || at[len] == ','))
            text_addf(&t, "%s%s", t.len ? ", " : "", tr(token_nouns[i].words));
    }
    return text_str(&t);
}

static const char *maker_words(const struct token *t)
{
    return *t->maker ? t->maker : tr("the command line");
}

static void dress(const struct request *rq, const char *column, const void *row,
                  struct list_cell *cell)
{
    const struct token *t = row;
    if (!strcmp(column, "account"))
        cell->href = arena_printf(rq->arena, "/admin/account/%lld", (long long)t->account_id);
    else if (!strcmp(column, "for"))
        cell->text = noun_words(rq->arena, t->nouns);
    else if (!strcmp(column, "by"))
        cell->text = maker_words(t);
    else if (!strcmp(column, "from"))
        cell->is_code = true;
}

#define HELP                                                                                       \
    T("Programs use the JSON interface with a token. It never has more than its maker's role has.")
#define TABS                                                                                       \
    { T("All"), "" }, { T("Good"), "state:good" },                                                 \
    {                                                                                              \
        T("Revoked"), "state:revoked"                                                              \
    }

static const struct list_table own_table = {
    .noun = &token_noun,
    .title = T("API tokens"),
    .path = "/token",
    .shown = { "name", "state", "access", "for", "used", "from", "expires" },
    .row_path = "/token/%lld",
    .tab = { TABS },
    .empty = T("No tokens yet. A program needs one to speak for this account."),
    .act_path = "/token/create",
    .act = T("Create token"),
    .act_permission = PERM_TOKEN_WRITE,
    .help = HELP,
    .dress = dress,
};
static const struct list_table all_table = {
    .noun = &token_noun,
    .title = T("API tokens"),
    .path = "/token",
    .shown = { "name", "state", "account", "by", "access", "for", "used", "from", "expires" },
    .row_path = "/token/%lld",
    .tab = { TABS },
    .empty = T("No tokens yet. Customers make them on their own pages."),
    .help = HELP,
    .dress = dress,
};

enum fault_code token_list_show(const struct db *db, struct request *rq)
{
    return list_show(db, rq, web_of(rq)->face == WEB_ADMIN ? &all_table : &own_table);
}

/* --- one --- */

struct token_page {
    int64_t id;
    const char *name;
    unsigned state;
    const char *account;
    const char *account_href;
    const char *maker;
    const char *access;
    const char *nouns;
    const char *labels;
    const char *networks;
    int64_t created_at;
    int64_t used_at;
    const char *used_from;
    int64_t expires_at;
    int64_t revoked_at;
    bool can_revoke;
};
const struct field token_page_view[] = {
    I64(struct token_page, id),
    TEXT(struct token_page, name),
    STATE(struct token_page, state, token_state_words),
    TEXT(struct token_page, account),
    TEXT(struct token_page, account_href),
    TEXT(struct token_page, maker),
    TEXT(struct token_page, access),
    TEXT(struct token_page, nouns),
    TEXT(struct token_page, labels),
    TEXT(struct token_page, networks),
    TIME(struct token_page, created_at),
    TIME(struct token_page, used_at),
    TEXT(struct token_page, used_from),
    TIME(struct token_page, expires_at),
    TIME(struct token_page, revoked_at),
    BOOL(struct token_page, can_revoke),
    FIELDS_END,
};

enum fault_code token_show(const struct db *db, struct request *rq)
{
    struct token t;
    bool all = web_of(rq)->face == WEB_ADMIN;
    struct token_page *page = arena_alloc(rq->arena, sizeof(*page));
    enum fault_code rc = token_load(db, &rq->who->asker.scope, rq->id[0], &t);
    if (rc)
        return rc;
    *page = (struct token_page){
        .id = t.id,
        .name = t.name,
        .state = t.state,
        .account = all ? t.account : "",
        .account_href = arena_printf(rq->arena, "/admin/account/%lld", (long long)t.account_id),
        .maker = maker_words(&t),
        .access = tr(token_access_words[t.access].people),
        .nouns = noun_words(rq->arena, t.nouns),
        .labels = t.labels,
        .networks = t.networks,
        .created_at = t.created_at,
        .used_at = t.used_at,
        .used_from = t.used_from,
        .expires_at = t.expires_at,
        .revoked_at = t.revoked_at,
        .can_revoke = t.state != TOKEN_REVOKED && gate_may(rq->who, PERM_TOKEN_WRITE) &&
                      !rq->who->session.suspended,
    };
    page_title(rq, t.name);
    rq->view = page;
    return FAULT_OK;
}

/* --- making one --- */

static const struct word ends_words[] = {
    { "90", T("90 days from now"), "" },      { "7", T("7 days from now"), "" },
    { "30", T("30 days from now"), "" },      { "365", T("A year from now"), "" },
    { "never", T("Only when it is revoked"), "" },
};
static const int64_t ends_days[countof(ends_words)] = { 90, 7, 30, 365, 0 };

const struct field token_form[] = {
    TEXT(struct token_form, name, .label = T("A name"), .required = true, .max = NAME_MOST,
         .check = check_title),
    STATE(struct token_form, access, token_access_words),
    BOOL(struct token_form, vm),
    BOOL(struct token_form, task),
    BOOL(struct token_form, ssh_key),
    BOOL(struct token_form, script),
    BOOL(struct token_form, image),
    BOOL(struct token_form, plan),
    BOOL(struct token_form, account),
    BOOL(struct token_form, customer),
    TEXT(struct token_form, labels, .max = TOKEN_LABELS_MAX, .check = check_token_labels),
    TEXT(struct token_form, networks, .max = NET_LIST_MOST, .check = check_networks),
    STATE(struct token_form, ends, ends_words),
    FIELDS_END,
};

#define NAME_INPUTS                                                                                \
    INPUT("name", T("Name"), TEXT, .focus = true,                                                  \
          .help = T("Which program has it, such as billing or terraform.")),                       \
        INPUT("access", T("Rights"), SELECT), INPUT("ends", T("Ends"), SELECT)
#define NOUN_INPUTS                                                                                \
    INPUT("vm", T("Machines"), CHECK, .section = T("For"),                                         \
          .section_help = T("Tick what it is for. Without a tick it is for all of it.")),          \
        INPUT("task", T("Tasks"), CHECK), INPUT("ssh_key", T("SSH keys"), CHECK),                  \
        INPUT("script", T("Scripts"), CHECK), INPUT("image", T("Images"), CHECK),                  \
        INPUT("plan", T("Plans"), CHECK), INPUT("account", T("The account"), CHECK)
#define BOUND_INPUTS                                                                               \
    INPUT("labels", T("Only machines with labels"), TEXT, .code = true, .section = T("Bounds"),    \
          .help = T("Such as env=prod,team=web: all of them. Empty: any machine.")),               \
        INPUT("networks", T("Only from networks"), AREA, .code = true,                             \
              .help = T("Such as 192.0.2.0/24 or 2001:db8::/32, one a line. Empty: from "          \
                        "where you may work yourself."))

static const struct form_input customer_inputs[] = { NAME_INPUTS, NOUN_INPUTS, BOUND_INPUTS,
                                                     INPUTS_END };
static const struct form_input reseller_inputs[] = {
    NAME_INPUTS, NOUN_INPUTS, INPUT("customer", T("Customers"), CHECK), BOUND_INPUTS, INPUTS_END
};

static bool is_reseller(const struct request *rq)
{
    return rq->who->session.level == ACCOUNT_RESELLER;
}

enum fault_code token_create_show(const struct db *db, struct request *rq)
{
    const struct form_spec spec = { .fields = token_form,
                                    .inputs = is_reseller(rq) ? reseller_inputs : customer_inputs,
                                    .submit = tr("Create token"),
                                    .icon = "plus" };
    struct form_head head = { .title = tr("Create token"),
                              .lead = tr("A program that has it acts for this account, within "
                                         "what you set here and what your role may."),
                              .crumbs = { { "/token", tr("API tokens") } } };
    struct form_ask ask = { .action = "/token", .cancel = "/token" };
    (void)db;
    return form_page_show(rq, &head, &spec, &ask);
}

struct made_page {
    const char *name;
    const char *token;
    const char *api;
};
const struct field token_made_view[] = {
    TEXT(struct made_page, name),
    TEXT(struct made_page, token),
    TEXT(struct made_page, api),
    FIELDS_END,
};

struct making {
    struct token_new n;
    char *token;
    int64_t id;
};

static enum fault_code make_tx(struct db *db, void *ctx)
{
    struct making *m = ctx;
    return token_add(db, &m->n, &m->token, &m->id);
}

/* "vm,task" of what was ticked. */
static const char *nouns_of(struct arena *a, const struct token_form *in)
{
    struct text t;
    text_init(&t, a, TOKEN_NOUNS_MAX);
    for (size_t i = 0; i < TOKEN_NOUNS; i++) {
        const char *code = token_nouns[i].code;
        const struct field *f = field_find(token_form, code, strlen(code));
        if (*(const bool *)field_at(f, in))
            text_addf(&t, "%s%s", t.len ? "," : "", code);
    }
    return text_str(&t);
}

enum fault_code token_create_do(struct db *db, struct request *rq)
{
    const struct token_form *in = rq->form;
    const struct asker *who = &rq->who->asker;
    struct making m = { .n = { .account_id = who->account_id,
                               .user_id = who->user_id,
                               .name = in->name,
                               .access = (enum token_access)in->access,
                               .nouns = nouns_of(rq->arena, in),
                               .labels = in->labels ? in->labels : "",
                               .networks = in->networks ? in->networks : "",
                               .days = ends_days[in->ends] } };
    struct change change = { .what = "token_add",
                             .object = in->name,
                             .of = { .noun = AUDIT_OF_TOKEN, .id = &m.id },
                             .fn = make_tx,
                             .ctx = &m };
    enum fault_code rc = change_once(db, rq, &change, NULL);
    if (rc)
        return rc;
    if (!m.token) {
        request_redirect(rq, "/token?did=token-once");
        return FAULT_OK;
    }
    struct made_page *page = arena_alloc(rq->arena, sizeof(*page));
    *page = (struct made_page){
        .name = in->name,
        .token = m.token,
        .api = arena_printf(rq->arena, "%s/api/v1", web_of(rq)->conf->url),
    };
    page_title(rq, arena_printf(rq->arena, tr("Token %s"), in->name));
    rq->view = page;
    return FAULT_OK;
}

/* --- its end --- */

enum fault_code token_revoke_show(const struct db *db, struct request *rq)
{
    static const struct form_input inputs[] = { INPUTS_END };
    static const struct form_spec spec = { .fields = no_fields,
                                           .inputs = inputs,
                                           .submit = T("Revoke token"),
                                           .icon = "trash-2",
                                           .danger = true };
    struct token t;
    enum fault_code rc = token_load(db, &rq->who->asker.scope, rq->id[0], &t);
    if (rc)
        return rc;
    const char *path = arena_printf(rq->arena, "/token/%lld", (long long)t.id);
    struct form_confirm ask = {
        .head = { .title = arena_printf(rq->arena, tr("Revoke %s?"), t.name),
                  .crumbs = { { "/token", tr("API tokens") }, { path, t.name } } },
        .order = { tr("At once: the program that has it is refused."),
                   tr("What it has asked for and has not begun: is not done any more.") },
        .stays = tr("Machines and all else that it made stay. A revoked token never comes back."),
    };
    return form_confirm_show(rq, &ask, &spec,
                             &(struct form_ask){ .action =
                                                     arena_printf(rq->arena, "%s/revoke", path),
                                                 .cancel = path });
}

struct revoking {
    const struct scope *scope;
    int64_t id;
};

static enum fault_code revoke_tx(struct db *db, void *ctx)
{
    const struct revoking *r = ctx;
    return token_revoke(db, r->scope, r->id);
}

enum fault_code token_revoke_do(struct db *db, struct request *rq)
{
    struct token t;
    struct revoking r = { &rq->who->asker.scope, rq->id[0] };
    enum fault_code rc = token_load(db, r.scope, r.id, &t);
    if (rc)
        return rc;
    struct change change = { .what = "token_revoke",
                             .object = t.name,
                             .account_id = t.account_id,
                             .reseller_id = t.reseller_id,
                             .of = { .noun = AUDIT_OF_TOKEN, .id = &r.id },
                             .fn = revoke_tx,
                             .ctx = &r };
    rc = change_once(db, rq, &change, NULL);
    if (!rc)
        request_redirect(rq, "%s/token?did=token-revoked", page_root(rq));
    return rc;
}
