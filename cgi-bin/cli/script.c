/* SPDX-License-Identifier: Apache-2.0 */
/* `script`: what machines run at their first boot. Others on this host see arguments, so a text
 * comes by standard input or a file. */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "base/file.h"
#include "base/script.h"
#include "cli/cli.h"
#include "cli/forms.h"
#include "cli/script.h"
#include "kind/script.h"
#include "store/account.h"

const struct field script_add_form[] = {
    TEXT(struct script_add_form, name, .required = true, .min = 1, .max = 63, .check = check_title),
    I64(struct script_add_form, account, .min = 1, .max = INT64_MAX),
    TEXT(struct script_add_form, file, .min = 1, .max = 4096),
    FIELDS_END,
};

const struct field script_list_form[] = {
    I64(struct script_list_form, account, .min = 1, .max = INT64_MAX),
    FIELDS_END,
};

/* One byte more than there may be, which check_script() refuses. */
static enum fault_code read_input(struct cli *c, char **out, size_t *len)
{
    char *text = arena_alloc(c->arena, SCRIPT_MOST + 2);
    *len = 0;
    while (*len <= SCRIPT_MOST) {
        ssize_t n = read(STDIN_FILENO, text + *len, SCRIPT_MOST + 1 - *len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail(c->fault, FAULT_INVALID, T("Standard input cannot be read: %s."),
                        strerror(errno));
        if (!n)
            break;
        *len += (size_t)n;
    }
    text[*len] = '\0';
    *out = text;
    return FAULT_OK;
}

static enum fault_code read_text(struct cli *c, const char **out)
{
    const struct script_add_form *form = c->form;
    char *text = NULL;
    size_t len = 0;
    enum fault_code rc =
        form->file ? file_read_bytes(c->fault, c->arena, form->file, SCRIPT_MOST + 1, &text, &len)
                   : read_input(c, &text, &len);
    if (rc)
        return rc;
    const char *wrong =
        strlen(text) < len ? T("This holds characters that are no text.") : check_script(text);
    if (wrong)
        return fail_field(c->fault, FAULT_INVALID, form->file ? "file" : NULL, "%s", wrong);
    *out = script_clean(c->arena, text);
    return FAULT_OK;
}

/* --- adding --- */

static enum fault_code find_owner(struct cli *c, int64_t id, struct account *out)
{
    enum fault_code rc = id ? FAULT_OK : account_provider(c->db, "Provider", &id);
    return rc ? rc : cli_account(c, "account", id, out);
}

enum fault_code cli_script_add(struct cli *c)
{
    const struct script_add_form *form = c->form;
    struct account owner;
    struct script_saving s = { .act = SCRIPT_ADD, .name = form->name };
    enum fault_code rc = find_owner(c, form->account, &owner);
    if (!rc)
        rc = read_text(c, &s.text);
    if (!rc)
        rc = conf_use_script_key(c->fault, c->arena, &c->conf);
    if (rc)
        return rc;
    s.who = scope_account(owner.reseller_id, owner.id);
    const struct change change = script_saving_change(&s);
    rc = cli_change(c, &change);
    if (!rc)
        cli_made(c, s.id);
    return rc;
}

/* --- of one that is there --- */

static enum fault_code load(struct cli *c, int64_t id, struct script *out)
{
    enum fault_code rc = script_load_any(c->db, id, out);
    if (rc == FAULT_MISSING)
        return fail_field(c->fault, rc, "id", T("There is no script %lld."), (long long)id);
    return rc;
}

enum fault_code cli_script_show(struct cli *c)
{
    const struct id_form *form = c->form;
    struct script s;
    enum fault_code rc = load(c, form->id, &s);
    if (!rc)
        rc = conf_use_script_key(c->fault, c->arena, &c->conf);
    if (!rc)
        rc = script_read(c->db, &s);
    if (rc)
        return rc;
    if (c->json)
        cli_json(json_pack("{s:I, s:I, s:s, s:b, s:s}", "id", (json_int_t)s.id, "account_id",
                           (json_int_t)s.account_id, "name", s.name, "retired", s.retired, "text",
                           s.text));
    else
        fputs(s.text, stdout);
    return FAULT_OK;
}

static enum fault_code change_one(struct cli *c, int64_t id, enum script_act act)
{
    struct script found;
    enum fault_code rc = load(c, id, &found);
    if (rc)
        return rc;
    struct script_saving s = {
        .who = scope_account(0, found.account_id), .act = act, .id = id, .name = found.name
    };
    const struct change change = script_saving_change(&s);
    return cli_change(c, &change);
}

enum fault_code cli_script_retire(struct cli *c)
{
    const struct retire_form *form = c->form;
    return change_one(c, form->id, form->undo ? SCRIPT_OFFER : SCRIPT_RETIRE);
}

enum fault_code cli_script_delete(struct cli *c)
{
    const struct id_form *form = c->form;
    return change_one(c, form->id, SCRIPT_DELETE);
}

enum fault_code cli_script_list(struct cli *c)
{
    static const char *const columns[] = { "id",      "account_id", "name",       "shell",
                                           "retired", "created_at", "changed_at", NULL };
    const struct script_list_form *form = c->form;
    struct list rows;
    enum fault_code rc = script_list_any(c->db, form->account, &rows);
    if (!rc)
        cli_list(c, script_view, sizeof(struct script), &rows, columns);
    return rc;
}
