/* SPDX-License-Identifier: Apache-2.0 */
#include "web/audit.h"
#include <jansson.h>
#include "base/common.h"
#include "base/figures.h"
#include "base/text.h"
#include "base/words.h"
#include "form/input.h"
#include "kind/kind.h"
#include "store/audit_noun.h"
#include "store/setting.h"

/* What is no kind of task; a filter takes the codes. */
static const struct {
    const char *code;
    const char *words;
} acts[] = {
    { "signin", T("Signed in") },
    { "password", T("Password changed") },
    { "password_reset", T("Password reset by a link") },
    { "profile", T("Profile changed") },
    { "session_end", T("Session ended") },
    { "session_end_others", T("Other sessions ended") },
    { "account_switch", T("Account switched") },
    { "account_create", T("Account made") },
    { "account_limit", T("Limit set") },
    { "account_group", T("Account put into a group") },
    { "group_add", T("Group made") },
    { "group_change", T("Group changed") },
    { "group_delete", T("Group deleted") },
    { "user_invite", T("User invited") },
    { "user_add", T("User added") },
    { "user_role", T("Role changed") },
    { "user_enable", T("User enabled") },
    { "user_disable", T("User disabled") },
    { "user_link", T("Link sent") },
    { "invite_accept", T("Invitation accepted") },
    { "ssh_key_add", T("SSH key added") },
    { "ssh_key_rename", T("SSH key renamed") },
    { "ssh_key_delete", T("SSH key deleted") },
    { "script_add", T("Script added") },
    { "script_change", T("Script changed") },
    { "script_retire", T("Script retired") },
    { "script_offer", T("Script offered again") },
    { "script_delete", T("Script deleted") },
    { "token_add", T("Token made") },
    { "token_revoke", T("Token revoked") },
    { "token_network", T("Token from another address") },
    { "vm_rename", T("Machine renamed") },
    { "act_as", T("Began to act as a user") },
    { "brand", T("Brand changed") },
    { "brand_logo", T("Logo changed") },
    { "brand_host", T("Host name confirmed or taken away") },
    { "customer_create", T("Customer made") },
    { "email_ask", T("Another address asked for") },
    { "email", T("Address changed") },
    { "register", T("Registered") },
    { "signin_link", T("Sign-in link made") },
    { "totp_on", T("Second step switched on") },
    { "totp_off", T("Second step switched off") },
    { "totp_codes", T("Recovery codes made") },
    { "totp_reset", T("Second step taken away") },
    { "passkey_add", T("Passkey added") },
    { "passkey_remove", T("Passkey removed") },
    { "passkey_rename", T("Passkey renamed") },
    { "user_networks", T("Addresses of a user set") },
    { "user_join", T("User made a member") },
    { "user_remove", T("User removed") },
    { "invite_end", T("Invitation withdrawn") },
    { "role_create", T("Role made") },
    { "role_change", T("Role's permissions changed") },
    { "role_delete", T("Role deleted") },
    { "account_export", T("Account exported") },
    { "plan_add", T("Plan added") },
    { "plan_change", T("Plan changed") },
    { "plan_retire", T("Plan retired") },
    { "plan_sell", T("Plan sold again") },
    { "image_add", T("Image added") },
    { "image_retire", T("Image retired") },
    { "image_offer", T("Image offered again") },
    { "image_withhold", T("Image withheld") },
    { "ip_range_add", T("Addresses added") },
    { "ip_reserve", T("Address reserved") },
    { "ip_free", T("Address freed") },
    { "setting", T("Settings changed") },
    { "mail_test", T("Test mail sent") },
    { "mail_now", T("Mail tried at once") },
    { "mail_delete", T("Mail deleted") },
    { "compare", T("Comparison asked for") },
    { "difference_take", T("Difference taken on") },
    { "difference_hide", T("Difference hidden") },
    { "task_cancel", T("Task cancelled") },
    { "task_hold", T("Tasks held") },
    { "task_release", T("Tasks released") },
    { "task_kind", T("Kind of task changed") },
    { "schedule_add", T("Schedule added") },
    { "schedule_change", T("Schedule changed") },
    { "schedule_pause", T("Schedule paused") },
    { "schedule_resume", T("Schedule goes on") },
    { "schedule_delete", T("Schedule deleted") },
    { "hook_add", T("Hook added") },
    { "hook_change", T("Hook changed") },
    { "hook_disable", T("Hook disabled") },
    { "hook_delete", T("Hook deleted") },
    { "signed_in", T("Own profile and pages") }, /* what each may who has signed in */
};

static const char *words_of(const char *code)
{
    const struct kind *k = kind_find(code);
    for (size_t i = 0; i < countof(acts); i++)
        if (!strcmp(acts[i].code, code))
            return tr(acts[i].words);
    int p = permission_find(code); /* of what was refused */
    return k ? tr(k->words)
           : p >= 0 && *permission_people((enum permission)p)
               ? tr(permission_people((enum permission)p))
               : code;
}

/* --- what differs --- */

struct changed {
    const char *field;
    const char *before; /* "" nothing */
    const char *after;
};
static const struct field changed_fields[] = {
    TEXT(struct changed, field),
    TEXT(struct changed, before),
    TEXT(struct changed, after),
    FIELDS_END,
};
enum { SHORT = 120, WORDS_MAX = 8192 };

/* What a number of a field is, wherever it is one; others are as they are. */
enum value { VALUE_PLAIN, VALUE_BYTES, VALUE_MOST, VALUE_BYTES_MOST, VALUE_MONEY, VALUE_YES };
static const struct {
    const char *field;
    enum value value;
} values[] = {
    { "memory", VALUE_BYTES },
    { "disk", VALUE_BYTES },
    { "traffic", VALUE_BYTES },
    { "running_limit", VALUE_MOST },
    { "vcpu_limit", VALUE_MOST },
    { "ip_limit", VALUE_MOST },
    { "api_minute", VALUE_MOST },
    { "memory_limit", VALUE_BYTES_MOST },
    { "disk_limit", VALUE_BYTES_MOST },
    { "traffic_limit", VALUE_BYTES_MOST },
    { "price_hour", VALUE_MONEY },
    { "price_month", VALUE_MONEY },
    { "suspended", VALUE_YES },
    { "closed", VALUE_YES },
    { "retired", VALUE_YES },
    { "hidden", VALUE_YES },
    { "disabled", VALUE_YES },
    { "revoked", VALUE_YES },
    { "reserved", VALUE_YES },
    { "writes", VALUE_YES },
    { "totp", VALUE_YES },
    { "second_step", VALUE_YES },
};

/* A switch among the settings, or a permission of a role, is one of yes and no, too. */
static enum value value_of(const char *field)
{
    for (size_t i = 0; i < countof(values); i++)
        if (!strcmp(values[i].field, field))
            return values[i].value;
    if (permission_find(field) >= 0)
        return VALUE_YES;
    enum setting_no s = setting_find(field);
    return s < SETTING_COUNT && setting_table[s].kind == SETTING_BOOL ? VALUE_YES : VALUE_PLAIN;
}

static const char *number_words(struct arena *a, enum value value, int64_t n)
{
    switch (value) {
    case VALUE_PLAIN: break;
    case VALUE_BYTES: return figure_words(a, figure_bytes, n);
    case VALUE_MOST: return n ? figure_words(a, figure_number, n) : tr("no limit");
    case VALUE_BYTES_MOST: return n ? figure_words(a, figure_bytes, n) : tr("no limit");
    case VALUE_MONEY: return figure_words(a, figure_typed_money, n);
    case VALUE_YES: return n ? tr("yes") : tr("no");
    }
    return arena_printf(a, "%lld", (long long)n);
}

/* MariaDB writes its booleans as numbers, the settings as texts. */
static const char *value_words(struct arena *a, enum value value, const json_t *v)
{
    long long n = 0;
    if (json_is_boolean(v))
        return json_is_true(v) ? tr("yes") : tr("no");
    if (json_is_integer(v))
        return number_words(a, value, json_integer_value(v));
    if (!json_is_string(v))
        return "";
    const char *s = json_string_value(v);
    return value == VALUE_YES && parse_i64(s, 0, 1, &n) ? number_words(a, value, n)
                                                        : arena_strdup(a, s);
}

/* Of a secret that was there before and behind there is nothing to tell. */
static bool is_masked(const json_t *pair)
{
    const char *before = json_string_value(json_array_get(pair, 0));
    const char *after = json_string_value(json_array_get(pair, 1));
    return before && after && !strcmp(before, "***") && !strcmp(after, "***");
}

static struct list changes_of(struct arena *a, const char *json)
{
    json_error_t why;
    const char *name = NULL;
    json_t *pair = NULL;
    OWNED(input_drop_json) json_t *all = json_loads(*json ? json : "{}", 0, &why);
    size_t most = json_object_size(all);
    struct changed *rows = arena_array(a, most + 1, sizeof(*rows));
    int64_t n = 0;
    json_object_foreach(all, name, pair) {
        enum value value = value_of(name);
        if (is_masked(pair))
            continue;
        rows[n++] =
            (struct changed){ arena_strdup(a, name), value_words(a, value, json_array_get(pair, 0)),
                              value_words(a, value, json_array_get(pair, 1)) };
    }
    return (struct list){ rows, n };
}

/* "vm_limit: 10 → 20, name: A → B" */
static const char *short_words(struct arena *a, const char *json)
{
    struct text t;
    struct list all = changes_of(a, json);
    const struct changed *c = all.rows;
    text_init(&t, a, WORDS_MAX);
    for (int64_t i = 0; i < all.count; i++)
        text_addf(&t, "%s%s: %s → %s", i ? ", " : "", c[i].field, *c[i].before ? c[i].before : "–",
                  *c[i].after ? c[i].after : "–");
    return text_cut(a, text_str(&t), SHORT);
}

/* --- the list --- */

static void dress(const struct request *rq, const char *column, const void *row,
                  struct list_cell *cell)
{
    const struct audit_row *a = row;
    if (!strcmp(column, "account") && *a->account)
        cell->href = arena_printf(rq->arena, "/admin/account/%lld", (long long)a->account_id);
    else if (!strcmp(column, "who") && *a->as_user)
        cell->text = arena_printf(rq->arena, tr("%s as %s"), a->who, a->as_user);
    else if (!strcmp(column, "what"))
        cell->text = words_of(a->what);
    else if (!strcmp(column, "changed"))
        cell->text = short_words(rq->arena, a->changes);
}

#define TABS                                                                                       \
    { T("All"), "" }, { T("Refused"), "result:refused" },                                          \
    {                                                                                              \
        T("Sign-ins"), "what:signin"                                                               \
    }

static const struct list_table all_table = {
    .noun = &audit_noun,
    .title = T("Audit"),
    .path = "/audit",
    .shown = { "at", "who", "from", "what", "on", "changed", "result", "account" },
    .row_path = "/audit/%lld",
    .tab = { TABS },
    .empty = T("Nothing was done yet."),
    .dress = dress,
};
static const struct list_table own_table = {
    .noun = &audit_noun,
    .title = T("Audit"),
    .path = "/audit",
    .shown = { "at", "who", "from", "what", "on", "changed", "result" },
    .row_path = "/audit/%lld",
    .tab = { TABS },
    .empty = T("Nothing was done yet."),
    .help = T("Who did what in this account, and who was refused what."),
    .dress = dress,
};

enum fault_code audit_list_show(const struct db *db, struct request *rq)
{
    return list_show(db, rq, web_of(rq)->face == WEB_ADMIN ? &all_table : &own_table);
}

/* --- one --- */

struct audit_page {
    int64_t id;
    int64_t at;
    const char *title;
    const char *who;
    const char *as_user;
    const char *address;
    const char *object;
    unsigned result;
    const char *why;
    const char *request;
    const char *account;
    const char *account_href;
    const char *vm_href;
    const char *about_href;
    struct list changes;
};
const struct field audit_page_view[] = {
    I64(struct audit_page, id),
    TIME(struct audit_page, at),
    TEXT(struct audit_page, title),
    TEXT(struct audit_page, who),
    TEXT(struct audit_page, as_user),
    TEXT(struct audit_page, address),
    TEXT(struct audit_page, object),
    STATE(struct audit_page, result, audit_result_words),
    TEXT(struct audit_page, why),
    TEXT(struct audit_page, request),
    TEXT(struct audit_page, account),
    TEXT(struct audit_page, account_href),
    TEXT(struct audit_page, vm_href),
    TEXT(struct audit_page, about_href),
    LIST(struct audit_page, changes, struct changed, changed_fields),
    FIELDS_END,
};

enum fault_code audit_show(const struct db *db, struct request *rq)
{
    struct audit_row a;
    bool all = web_of(rq)->face == WEB_ADMIN;
    struct audit_page *page = arena_alloc(rq->arena, sizeof(*page));
    enum fault_code rc = audit_load(db, &rq->who->asker.scope, rq->id[0], &a);
    if (rc)
        return rc;
    *page = (struct audit_page){
        .id = a.id,
        .at = a.at,
        .title = words_of(a.what),
        .who = a.who,
        .as_user = a.as_user,
        .address = a.address,
        .object = a.object,
        .result = a.result,
        .why = a.why,
        .request = a.request,
        .account = all ? a.account : "",
        .account_href = arena_printf(rq->arena, "/admin/account/%lld", (long long)a.account_id),
        .vm_href = a.vm_id ? arena_printf(rq->arena, "%s/audit?filter=vm:%lld", page_root(rq),
                                          (long long)a.vm_id)
                           : "",
        .about_href =
            *a.about ? arena_printf(rq->arena, "%s/audit?filter=about:%s", page_root(rq), a.about)
                     : "",
        .changes = changes_of(rq->arena, a.changes),
    };
    page_title(rq, page->title);
    rq->view = page;
    return FAULT_OK;
}
