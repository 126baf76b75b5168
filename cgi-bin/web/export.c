/* SPDX-License-Identifier: Apache-2.0 */
#include "web/export.h"
#include "form/json.h"
#include "store/account.h"
#include "store/audit_noun.h"
#include "store/member.h"
#include "store/ip_hold.h"
#include "store/schedule.h"
#include "store/ssh_key.h"
#include "store/task.h"
#include "store/token.h"
#include "store/vm.h"

/* Of a list; what is more is had page by page, as its own export. */
enum { EXPORT_ROWS = 10000 };

static void put(json_t *file, const char *name, json_t *value)
{
    if (json_object_set_new(file, name, value))
        bug("out of memory");
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

static enum fault_code put_noun(const struct db *db, const struct scope *who, json_t *file,
                                const struct list_noun *noun)
{
    struct list rows;
    bool more = false;
    struct list_ask ask = { .filter = "" };
    enum fault_code rc = list_read_all(db, who, noun, &ask, EXPORT_ROWS, &rows, &more);
    if (rc)
        return rc;
    put(file, noun->name,
        json_of_list(db->arena, all_fields(db->arena, who, noun), noun->size, &rows));
    if (more)
        put(file, arena_printf(db->arena, "%s_more", noun->name), json_true());
    return FAULT_OK;
}

static enum fault_code put_lists(const struct db *db, const struct scope *who, json_t *file)
{
    static const struct list_noun *const nouns[] = { &vm_noun, &schedule_noun, &token_noun,
                                                     &task_noun, &audit_noun };
    struct list rows;
    enum fault_code rc = member_list(db, who, who->account, &rows);
    if (!rc)
        put(file, "user", json_of_list(db->arena, member_view, sizeof(struct member), &rows));
    if (!rc)
        rc = ssh_key_list(db, who, &rows);
    if (!rc)
        put(file, "ssh_key", json_of_list(db->arena, ssh_key_view, sizeof(struct ssh_key), &rows));
    if (!rc)
        rc = ip_holds_of_account(db, who, &rows);
    if (!rc)
        put(file, "ip_hold",
            json_of_list(db->arena, ip_hold_own_view, sizeof(struct ip_hold), &rows));
    for (size_t i = 0; !rc && i < countof(nouns); i++)
        rc = put_noun(db, who, file, nouns[i]);
    return rc;
}

enum fault_code account_export(const struct db *db, struct request *rq)
{
    struct account a;
    bool all = web_of(rq)->face == WEB_ADMIN;
    int64_t id = all ? rq->id[0] : rq->who->asker.account_id;
    enum fault_code rc = account_load_any(db, id, &a);
    if (rc)
        return rc == FAULT_MISSING ? fail(rq->fault, rc, T("There is no such account.")) : rc;
    struct scope who = scope_account(a.reseller_id, a.id);
    rq->json = json_object();
    put(rq->json, "account", json_of(rq->arena, account_view, &a));
    rc = put_lists(db, &who, rq->json);
    if (!rc)
        request_header(rq, "Content-Disposition",
                       arena_printf(rq->arena, "attachment; filename=\"account-%lld.json\"",
                                    (long long)a.id));
    return rc;
}
