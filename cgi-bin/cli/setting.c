/* SPDX-License-Identifier: Apache-2.0 */
/* `setting`: what the page shows, for who has no browser yet. A secret is no argument. */
#include "store/setting.h"
#include "cli/cli.h"
#include "cli/forms.h"
#include "store/outbox.h"
#include "store/session.h"

const struct field setting_set_form[] = {
    TEXT(struct setting_set_form, name, .required = true, .min = 1, .max = 64),
    TEXT(struct setting_set_form, value, .max = 1024),
    FIELDS_END,
};

struct row {
    const char *name;
    const char *value;
    const char *fallback;
};
static const struct field row_view[] = { TEXT(struct row, name), TEXT(struct row, value),
                                         TEXT(struct row, fallback), FIELDS_END };

enum fault_code cli_setting_list(struct cli *c)
{
    static const char *const columns[] = { "name", "value", "fallback", NULL };
    struct settings s;
    struct row *rows = arena_array(c->arena, SETTING_COUNT, sizeof(*rows));
    enum fault_code rc = settings_load(c->db, &s);
    if (rc)
        return rc;
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        const struct setting *t = &setting_table[i];
        bool secret = t->kind == SETTING_SECRET;
        const char *hidden = secret && setting_has_secret(&s, (enum setting_no)i) ? "***" : "";
        rows[i] = (struct row){ t->name, secret ? hidden : s.value[i], t->fallback };
    }
    struct list list = { rows, SETTING_COUNT };
    cli_list(c, row_view, sizeof(*rows), &list, columns);
    return FAULT_OK;
}

struct setting_change {
    enum setting_no no;
    const char *value;
};

static enum fault_code set_tx(struct db *db, void *ctx)
{
    const struct setting_change *s = ctx;
    enum fault_code rc = setting_set(db, s->no, s->value);
    if (!rc)
        rc = session_follow_settings(db);
    return rc ? rc : outbox_wake(db);
}

enum fault_code cli_setting_set(struct cli *c)
{
    const struct setting_set_form *form = c->form;
    struct setting_change s = { setting_find(form->name), form->value };
    if (s.no == SETTING_COUNT)
        return fail_field(c->fault, FAULT_MISSING, "name", T("There is no setting %s."),
                          form->name);
    bool secret = setting_table[s.no].kind == SETTING_SECRET;
    if (secret && s.value)
        return fail_field(
            c->fault, FAULT_INVALID, "value",
            T("Others on this host see arguments: a secret comes by standard input."));
    if (!s.value)
        s.value = cli_line(c->arena);
    if (!s.value)
        s.value = "";
    enum fault_code rc = secret ? conf_use_key(c->fault, c->arena, &c->conf) : FAULT_OK;
    struct change change = { .what = "setting",
                             .object = form->name,
                             .of = { .noun = AUDIT_OF_SETTINGS },
                             .fn = set_tx,
                             .ctx = &s };
    return rc ? rc : cli_change(c, &change);
}
