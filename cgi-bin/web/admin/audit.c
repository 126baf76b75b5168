/* SPDX-License-Identifier: Apache-2.0 */
#include "web/admin/audit.h"
#include "base/words.h"
#include "kind/kind.h"
#include "store/audit_noun.h"

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
    { "user_invite", T("User invited") },
    { "user_add", T("User added") },
    { "user_role", T("Role changed") },
    { "user_enable", T("User enabled") },
    { "user_disable", T("User disabled") },
    { "user_link", T("Link sent") },
    { "invite_accept", T("Invitation accepted") },
    { "ssh_key_add", T("SSH key added") },
    { "ssh_key_delete", T("SSH key deleted") },
    { "token_add", T("Token made") },
    { "token_revoke", T("Token revoked") },
    { "token_network", T("Token from another address") },
    { "vm_rename", T("Machine renamed") },
    { "plan_add", T("Plan added") },
    { "plan_change", T("Plan changed") },
    { "plan_retire", T("Plan retired") },
    { "plan_sell", T("Plan sold again") },
    { "image_add", T("Image added") },
    { "image_retire", T("Image retired") },
    { "image_offer", T("Image offered again") },
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
};

static const char *words_of(const char *code)
{
    const struct kind *k = kind_find(code);
    for (size_t i = 0; i < countof(acts); i++)
        if (!strcmp(acts[i].code, code))
            return tr(acts[i].words);
    return k ? tr(k->words) : code;
}

static void dress(const struct request *rq, const char *column, const void *row,
                  struct list_cell *cell)
{
    const struct audit_row *a = row;
    if (!strcmp(column, "account") && *a->account)
        cell->href = arena_printf(rq->arena, "/admin/account/%lld", (long long)a->account_id);
    if (!strcmp(column, "what"))
        cell->text = words_of(a->what);
}

static const struct list_table audits = {
    .noun = &audit_noun,
    .title = T("Audit"),
    .path = "/audit",
    .shown = { "at", "who", "from", "what", "on", "result", "account" },
    .tab = { { T("All"), "" },
             { T("Refused"), "result:refused" },
             { T("Sign-ins"), "what:signin" } },
    .empty = T("Nothing was done yet."),
    .dress = dress,
};

enum fault_code audit_list_show(const struct db *db, struct request *rq)
{
    return list_show(db, rq, &audits);
}
