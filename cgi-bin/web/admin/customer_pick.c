/* SPDX-License-Identifier: Apache-2.0 */
#include "web/admin/customer_pick.h"
#include "base/words.h"
#include "store/find.h"
#include "web/page.h"

const struct field pick_query_form[] = {
    TEXT(struct pick_query, q, .max = FIND_MAX),
    FIELDS_END,
};

struct pick_page {
    const char *q;
    struct list customers;
    bool more;
};
const struct field customer_pick_view[] = {
    TEXT(struct pick_page, q),
    LIST(struct pick_page, customers, struct find_customer, find_customer_view),
    BOOL(struct pick_page, more),
    FIELDS_END,
};

enum fault_code customer_pick_show(const struct db *db, struct request *rq)
{
    const struct pick_query *in = rq->form;
    struct pick_page *page = arena_alloc(rq->arena, sizeof(*page));
    page->q = in->q ? in->q : "";
    enum fault_code rc = find_customers_any(db, page->q, &page->customers);
    page->more = page->customers.count == FIND_CUSTOMERS;
    page_title(rq, tr("Create machine"));
    rq->view = page;
    return rc;
}
