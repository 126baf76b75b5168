/* SPDX-License-Identifier: Apache-2.0 */
#include "web/my/account.h"
#include "base/words.h"
#include "store/account.h"
#include "store/member.h"
#include "web/page.h"

struct account_page {
    const char *name;
    int64_t vm_count;
    int64_t vm_limit;
    int64_t vm_left;
    int64_t percent;
    int64_t created_at;
    bool suspended;
    const char *suspended_why;
    struct list members;
};
const struct field my_account_view[] = {
    TEXT(struct account_page, name),
    I64(struct account_page, vm_count),
    I64(struct account_page, vm_limit),
    I64(struct account_page, vm_left),
    I64(struct account_page, percent),
    TIME(struct account_page, created_at),
    BOOL(struct account_page, suspended),
    TEXT(struct account_page, suspended_why),
    LIST(struct account_page, members, struct member, member_view),
    FIELDS_END,
};

enum fault_code my_account_show(const struct db *db, struct request *rq)
{
    const struct asker *who = &rq->who->asker;
    struct account_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct account a;
    enum fault_code rc = account_load_any(db, who->account_id, &a);
    if (!rc)
        rc = member_list(db, &who->scope, who->account_id, &page->members);
    if (rc)
        return rc;
    page->name = a.name;
    page->vm_count = a.vm_count;
    page->vm_limit = a.vm_limit;
    page->vm_left = a.vm_limit > a.vm_count ? a.vm_limit - a.vm_count : 0;
    page->percent = a.vm_count >= a.vm_limit ? 100 : a.vm_count * 100 / a.vm_limit;
    page->created_at = a.created_at;
    page->suspended = a.suspended;
    page->suspended_why = a.suspended_why;
    page_title(rq, tr("Account"));
    rq->view = page;
    return FAULT_OK;
}
