/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The form follows from store/setting.def: a new setting is a row there. A secret
 * is never shown; an empty field keeps it, and without a user there is none.
 */
#include "web/admin/setting.h"
#include <inttypes.h>
#include "base/syslog.h"
#include "base/words.h"
#include "store/outbox.h"
#include "web/change.h"

#define AT(member, id, its_type)                                                                   \
    .type = (its_type), .off = offsetof(struct setting_values, member) +                           \
                               SETTING_##id * sizeof(((struct setting_values *)0)->member[0])
#define AT_TEXT(id) AT(text, id, FIELD_TEXT)
#define AT_SECRET(id) AT(text, id, FIELD_TEXT)
#define AT_NUMBER(id) AT(number, id, FIELD_I64)
#define AT_BOOL(id) AT(is, id, FIELD_BOOL)
#define AT_CHOICE(id) AT(choice, id, FIELD_STATE)
#define SETTING(id, its_name, its_kind, its_group, its_default, least, most, its_label, its_help,  \
                ...)                                                                               \
    { .name = its_name,                                                                            \
      AT_##its_kind(id),                                                                           \
      .min = (least),                                                                              \
      .max = (most),                                                                               \
      .required = SETTING_##its_kind == SETTING_NUMBER || SETTING_##its_kind == SETTING_CHOICE ||  \
                  (SETTING_##its_kind == SETTING_TEXT && (least) > 0),                             \
      __VA_ARGS__ },
const struct field setting_form[] = {
#include "store/setting.def"
    FIELDS_END,
};
#undef SETTING

static enum input_kind input_of(const struct setting *s)
{
    switch (s->kind) {
    case SETTING_TEXT: return INPUT_TEXT;
    case SETTING_NUMBER: return INPUT_NUMBER;
    case SETTING_BOOL: return INPUT_CHECK;
    case SETTING_SECRET: return INPUT_PASSWORD;
    case SETTING_CHOICE: return INPUT_SELECT;
    }
    bug("setting %s is of no kind", s->name);
}

static const struct form_spec *spec_of(const struct request *rq, const struct settings *now)
{
    struct form_input *in = arena_array(rq->arena, SETTING_COUNT + 1, sizeof(*in));
    struct form_spec *spec = arena_alloc(rq->arena, sizeof(*spec));
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        const struct setting *s = &setting_table[i];
        in[i] = (struct form_input){ .name = s->name,
                                     .label = s->label,
                                     .kind = input_of(s),
                                     .help = s->help,
                                     .code = s->kind == SETTING_TEXT && i != SETTING_PANEL_NAME };
        if (!i || s->group != setting_table[i - 1].group)
            in[i].section = setting_group_words[s->group];
        if (s->kind == SETTING_SECRET && setting_has_secret(now, (enum setting_no)i))
            in[i].help = tr("One is set. Leave this empty to keep it at the same server.");
    }
    *spec = (struct form_spec){ .fields = setting_form, .inputs = in, .submit = tr("Save") };
    return spec;
}

static void fill_values(const struct settings *s, struct setting_values *v)
{
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        enum setting_no no = (enum setting_no)i;
        switch (setting_table[i].kind) {
        case SETTING_TEXT: v->text[i] = setting_text(s, no); break;
        case SETTING_NUMBER: v->number[i] = setting_number(s, no); break;
        case SETTING_BOOL: v->is[i] = setting_is(s, no); break;
        case SETTING_CHOICE: v->choice[i] = setting_choice(s, no); break;
        case SETTING_SECRET: v->text[i] = ""; break;
        }
    }
}

struct setting_page {
    const char *email; /* whom a test mail goes to */
    bool catcher;      /* no server is set, and mails are kept on this host */
    bool nowhere;      /* nor is there a catcher */
    struct form_view form;
};
const struct field setting_page_view[] = {
    TEXT(struct setting_page, email),
    BOOL(struct setting_page, catcher),
    BOOL(struct setting_page, nowhere),
    GROUP(struct setting_page, form, struct form_view, form_view),
    FIELDS_END,
};

enum fault_code setting_show(const struct db *db, struct request *rq)
{
    struct settings now;
    struct setting_values values = { .text = { NULL } };
    enum fault_code rc = settings_load(db, &now);
    if (rc)
        return rc;
    struct setting_page *page = arena_alloc(rq->arena, sizeof(*page));
    bool set = *setting_text(&now, SETTING_SMTP_HOST);
    bool catcher = *web_of(rq)->conf->catcher;
    page->email = rq->who->session.email;
    page->catcher = !set && catcher;
    page->nowhere = !set && !catcher;
    fill_values(&now, &values);
    struct form_ask ask = { .action = "/setting", .values = &values };
    form_fill(rq, spec_of(rq, &now), &ask, &page->form);
    page_title(rq, tr("Settings"));
    request_show(rq, "admin/setting.html", setting_page_view, page);
    return FAULT_OK;
}

/* --- saving --- */

struct saving {
    const struct setting_values *in;
    struct change *change; /* its object: the names of what has changed */
};

static const char *value_of(struct arena *a, const struct setting_values *v, size_t no)
{
    const struct setting *s = &setting_table[no];
    switch (s->kind) {
    case SETTING_TEXT:
    case SETTING_SECRET: return v->text[no] ? v->text[no] : "";
    case SETTING_NUMBER: return arena_printf(a, "%" PRId64, v->number[no]);
    case SETTING_BOOL: return v->is[no] ? "1" : "0";
    case SETTING_CHOICE: return s->words[v->choice[no]].code;
    }
    bug("setting %s is of no kind", s->name);
}

static bool is_kept(const struct saving *s, const struct settings *now, size_t no,
                    const char *value)
{
    if (setting_table[no].kind != SETTING_SECRET)
        return !strcmp(value, now->value[no]);
    bool without_user = no == SETTING_SMTP_PASSWORD && !*value_of(NULL, s->in, SETTING_SMTP_USER);
    return without_user ? !setting_has_secret(now, (enum setting_no)no) : !*value;
}

/* A password goes where it was typed for: whoever sends it elsewhere must know it. */
static enum fault_code check_password_goes_with(struct db *db, const struct saving *s,
                                                const struct settings *now)
{
    static const enum setting_no server[] = { SETTING_SMTP_HOST, SETTING_SMTP_PORT,
                                              SETTING_SMTP_SECURITY, SETTING_SMTP_CHECK };
    bool moves = false;
    for (size_t i = 0; i < countof(server); i++)
        moves |= strcmp(value_of(db->arena, s->in, server[i]), now->value[server[i]]) != 0;
    bool keeps =
        setting_has_secret(now, SETTING_SMTP_PASSWORD) &&
        is_kept(s, now, SETTING_SMTP_PASSWORD, value_of(NULL, s->in, SETTING_SMTP_PASSWORD));
    if (!moves || !keeps || !*value_of(NULL, s->in, SETTING_SMTP_HOST))
        return FAULT_OK;
    return fail_field(db->fault, FAULT_INVALID, "smtp_password",
                      T("You change the mail server or how it is reached. Type its password."));
}

static enum fault_code save_tx(struct db *db, void *ctx)
{
    struct saving *s = ctx;
    struct settings now;
    struct text names;
    text_init(&names, db->arena, 1024);
    enum fault_code rc = settings_load(db, &now);
    if (!rc)
        rc = check_password_goes_with(db, s, &now);
    for (size_t i = 0; !rc && i < SETTING_COUNT; i++) {
        const char *value = value_of(db->arena, s->in, i);
        if (is_kept(s, &now, i, value))
            continue;
        rc = setting_set(db, (enum setting_no)i, value);
        text_addf(&names, "%s%s", names.len ? " " : "", setting_table[i].name);
    }
    s->change->object = text_str(&names);
    if (!rc)
        rc = session_follow_settings(db);
    return rc ? rc : outbox_wake(db);
}

enum fault_code setting_do(struct db *db, struct request *rq)
{
    struct change c = { .what = "setting", .of = { .noun = AUDIT_OF_SETTINGS }, .fn = save_tx };
    struct saving s = { rq->form, &c };
    c.ctx = &s;
    enum fault_code rc = change_once(db, rq, &c, NULL);
    if (!rc)
        request_redirect(rq, "/admin/setting?did=settings-saved");
    return rc;
}

/* --- a test mail --- */

struct testing {
    struct outbox_new mail;
    int64_t id;
};

static enum fault_code test_tx(struct db *db, void *ctx)
{
    struct testing *t = ctx;
    return outbox_add(db, &t->mail, &t->id);
}

enum fault_code setting_test_do(struct db *db, struct request *rq)
{
    const struct session *s = &rq->who->session;
    struct testing t = { .mail = { MAIL_TEST, s->account_id, s->reseller_id, s->user_id, s->email,
                                   "{}" } };
    struct change c = { .what = "mail_test",
                        .object = s->email,
                        .of = { .noun = AUDIT_OF_MAIL, .id = &t.id },
                        .fn = test_tx,
                        .ctx = &t };
    enum fault_code rc = change_once(db, rq, &c, NULL);
    if (rc)
        return rc;
    if (t.id)
        request_redirect(rq, "/admin/outbox/%lld", (long long)t.id);
    else /* a reload: it was asked for before */
        request_redirect(rq, "/admin/outbox");
    return FAULT_OK;
}
