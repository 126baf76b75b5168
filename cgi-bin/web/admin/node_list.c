/* SPDX-License-Identifier: Apache-2.0 */
#include "web/admin/node_list.h"
#include "store/node.h"
#include "web/page.h"

struct node_page {
    struct list nodes;
};
const struct field node_list_view[] = {
    LIST(struct node_page, nodes, struct node, node_view),
    FIELDS_END,
};

enum fault_code node_list_show(const struct db *db, struct request *rq)
{
    struct node_page *page = arena_alloc(rq->arena, sizeof(*page));
    rq->view = page;
    page_title(rq, T("Nodes"));
    return node_list_any(db, &page->nodes);
}
