/* SPDX-License-Identifier: Apache-2.0 */
#include "web/admin/first.h"
#include <stddef.h>
#include "base/words.h"
#include "store/first.h"
#include "store/setting.h"
#include "web/change.h"

const struct field first_row_fields[] = {
    BOOL(struct first_row, done),
    TEXT(struct first_row, words),
    TEXT(struct first_row, help),
    TEXT(struct first_row, href),
    FIELDS_END,
};

static const struct {
    size_t done; /* in struct first_steps */
    const char *href;
    const char *words;
    const char *help;
} steps[] = {
    { offsetof(struct first_steps, password), "/admin/profile/password", T("Change your password"),
      T("The one that the installation made stands in a file on this host.") },
    { offsetof(struct first_steps, mail), "/admin/setting",
      T("Set the mail server, and send a test mail"),
      T("Invitations and new passwords go by mail. Done once your server took one.") },
    { offsetof(struct first_steps, node), "/admin/node", T("Add the first node"),
      T("Where machines run: on this host, hatchery setup makes it one.") },
    { offsetof(struct first_steps, address), "/admin/ip_pool", T("Add addresses"),
      T("Each machine gets one of version 4 and one of version 6.") },
    { offsetof(struct first_steps, image), "/admin/image", T("Offer an image"),
      T("Machines are copies of it. hatchery image add takes it from a file.") },
    { offsetof(struct first_steps, plan), "/admin/plan/create", T("Create a plan"),
      T("How large machines are, and what they cost.") },
    { offsetof(struct first_steps, customer), "/admin/account/create",
      T("Create the first customer"), T("A user is invited by mail and chooses a password.") },
};

static bool is_done(const struct first_steps *s, size_t off)
{
    return *(const bool *)(const void *)((const char *)s + off);
}

enum fault_code first_rows(const struct db *db, const struct request *rq, struct list *rows)
{
    struct settings settings;
    struct first_steps found;
    *rows = (struct list){ NULL, 0 };
    if (!gate_may(rq->who, PERM_SETTING_WRITE))
        return FAULT_OK;
    enum fault_code rc = settings_load(db, &settings);
    if (rc || !setting_is(&settings, SETTING_FIRST_STEPS))
        return rc;
    rc = first_steps_any(db, &found);
    if (rc || first_steps_done(&found))
        return rc;
    struct first_row *row = arena_array(rq->arena, countof(steps), sizeof(*row));
    for (size_t i = 0; i < countof(steps); i++)
        row[i] = (struct first_row){ is_done(&found, steps[i].done), tr(steps[i].words),
                                     tr(steps[i].help), steps[i].href };
    *rows = (struct list){ row, countof(steps) };
    return FAULT_OK;
}

static enum fault_code hide_tx(struct db *db, void *ctx)
{
    (void)ctx;
    return setting_set(db, SETTING_FIRST_STEPS, "0");
}

enum fault_code first_hide_do(struct db *db, struct request *rq)
{
    const struct change c = { .what = "setting",
                              .object = "first_steps",
                              .of = { .noun = AUDIT_OF_SETTINGS },
                              .fn = hide_tx };
    enum fault_code rc = change_once(db, rq, &c, NULL);
    if (!rc)
        request_redirect(rq, "/admin/?did=first-hidden");
    return rc;
}
