/* SPDX-License-Identifier: Apache-2.0 */
#include "web/my/more.h"
#include "base/words.h"

struct more_page {
    struct list menu;
    struct list own_menu;
};
const struct field more_view[] = {
    LIST(struct more_page, menu, struct page_entry, page_entry_fields),
    LIST(struct more_page, own_menu, struct page_entry, page_entry_fields),
    FIELDS_END,
};

enum fault_code more_show(const struct db *db, struct request *rq)
{
    (void)db;
    struct more_page *page = arena_alloc(rq->arena, sizeof(*page));
    *page = (struct more_page){ page_menu(rq, false), page_menu(rq, true) };
    rq->view = page;
    page_title(rq, tr("More"));
    return FAULT_OK;
}
