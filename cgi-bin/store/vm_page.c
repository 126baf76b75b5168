/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A page number is an offset, which is the client's choice and not ours: it is
 * counted off in an index alone, as far as PAGE_DEEPEST, and the rows are
 * joined after; from there on pages go by id. Without a name, state or label the
 * filter is left out of the query.
 */
#include "store/vm_page.h"
#include "store/number.h"
#include "store/vm.h"

const struct field vm_page_view[] = {
    I64(struct vm_page_row, id),
    TEXT(struct vm_page_row, name),
    STATE(struct vm_page_row, state, vm_state_words),
    TEXT(struct vm_page_row, ipv4),
    TEXT(struct vm_page_row, ipv6),
    BYTES(struct vm_page_row, disk),
    I64(struct vm_page_row, task_id),
    TEXT(struct vm_page_row, labels),
    TIME(struct vm_page_row, created_at),
    I64(struct vm_page_row, plan_id),
    I64(struct vm_page_row, image_id),
    I64(struct vm_page_row, cluster_id),
    FIELDS_END,
};

#define COLUMNS                                                                                    \
    "SELECT vm.id, vm.name, vm.state, vm.ipv4, vm.ipv6, vm.disk, vm.task_id, vm.labels, "          \
    "vm.created_at, vm.plan_id, vm.image_id, vm.cluster_id "
#define PAGE(where, order)                                                                         \
    COLUMNS "FROM (SELECT vm.id FROM vm WHERE vm.account_id = ? " where "ORDER BY " order          \
            " LIMIT ? OFFSET ?) AS page JOIN vm ON vm.id = page.id ORDER BY " order
#define HAS_LABEL "AND COALESCE(JSON_VALUE(labels, ?), '*') COLLATE utf8mb4_bin REGEXP ? "
#define FILTER                                                                                     \
    "AND (? = '' OR vm.name = ?) AND (? = 0 OR (1 << vm.state) & ?) " HAS_LABEL HAS_LABEL          \
        HAS_LABEL HAS_LABEL HAS_LABEL HAS_LABEL HAS_LABEL HAS_LABEL REACHED("vm.id")
#define ROW ROWS(struct vm_page_row, vm_page_view)

QUERY(by_id, DB_API | DB_API_READER, COLUMNS "FROM vm WHERE vm.id = ? AND" OWNED_BY("vm")
          REACHED("vm.id"),
      ROW);
#define BEHIND "AND vm.id > ? "
#define BELOW "AND vm.id < ? "
QUERY(ids_up, DB_API_READER, PAGE(BEHIND, "vm.id"), ROW);
QUERY(ids_down, DB_API_READER, PAGE(BELOW, "vm.id DESC"), ROW);
QUERY(names_up, DB_API_READER, PAGE("", "vm.name"), ROW);
QUERY(names_down, DB_API_READER, PAGE("", "vm.name DESC"), ROW);
QUERY(some_ids_up, DB_API_READER, PAGE(FILTER BEHIND, "vm.id"), ROW);
QUERY(some_ids_down, DB_API_READER, PAGE(FILTER BELOW, "vm.id DESC"), ROW);
QUERY(some_names_up, DB_API_READER, PAGE(FILTER, "vm.name"), ROW);
QUERY(some_names_down, DB_API_READER, PAGE(FILTER, "vm.name DESC"), ROW);
#define COUNT(where)                                                                               \
    "SELECT COUNT(*) AS n FROM (SELECT 1 FROM vm WHERE vm.account_id = ? " where "LIMIT ?) AS "    \
    "some"
QUERY(count_all, DB_API_READER, COUNT(""), NUMBER_ROW);
QUERY(count_some, DB_API_READER, COUNT(FILTER), NUMBER_ROW);

enum { ARGS_MAX = 1 + 4 + 2 * VM_LABEL_WISHES + 2 + 1 + 2 };

static bool is_plain(const struct scope *who, const struct vm_page_filter *f)
{
    return !who->labels_of && !f->name[0] && !f->states && !f->labels;
}

/* The account, and the filter unless it is left out; returns how many. */
static size_t put_where(struct arg *args, const struct scope *who, const struct vm_page_filter *f)
{
    size_t n = 0;
    args[n++] = ARG(who->account);
    if (is_plain(who, f))
        return n;
    args[n++] = ARG(f->name);
    args[n++] = ARG(f->name);
    args[n++] = ARG(f->states);
    args[n++] = ARG(f->states);
    for (int i = 0; i < VM_LABEL_WISHES; i++) {
        bool used = i < f->labels;
        args[n++] = arg_text(used ? f->label[i].path : "$");
        args[n++] = arg_text(used ? f->label[i].pattern : ""); /* matches all */
    }
    args[n++] = ARG(who->labels_of);
    args[n++] = ARG(who->labels_of);
    return n;
}

enum fault_code vm_page(const struct db *db, const struct scope *who,
                        const struct vm_page_filter *f, struct list *out)
{
    static const struct query *const pages[2][2][2] = {
        { { &some_ids_up, &some_ids_down }, { &some_names_up, &some_names_down } },
        { { &ids_up, &ids_down }, { &names_up, &names_down } },
    };
    struct arg args[ARGS_MAX];
    size_t n = put_where(args, who, f);
    if (f->sort == VM_BY_ID)
        args[n++] = arg_i64(f->behind ? f->behind : f->down ? INT64_MAX : 0);
    args[n++] = ARG(f->limit);
    args[n++] = ARG(f->offset);
    return db_all(db, pages[is_plain(who, f)][f->sort == VM_BY_NAME][f->down], out, args, n);
}

enum fault_code vm_page_count(const struct db *db, const struct scope *who,
                              const struct vm_page_filter *f, int64_t *count)
{
    struct number found;
    struct arg args[ARGS_MAX];
    size_t n = put_where(args, who, f);
    args[n++] = arg_i64(VM_PAGE_COUNT_MOST + 1);
    enum fault_code rc = db_one(db, is_plain(who, f) ? &count_all : &count_some, &found, args, n);
    *count = found.n;
    return rc;
}

enum fault_code vm_page_one(const struct db *db, const struct scope *who, int64_t id,
                            struct vm_page_row *out)
{
    enum fault_code rc = db_one(db, &by_id, out, ARGS(ARG(id), OWNER(who), REACH(who)));
    if (rc == FAULT_MISSING)
        return fail(db->fault, rc, T("There is no such machine here."));
    return rc;
}
