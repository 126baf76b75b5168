/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tasks without a machine, such as an image's, are the panel's own business, but for those of
 * many. By id a page is a range of an index. Any other order is made of the newest ones that fit;
 * where a status leaves few of an account's many, all of them are looked at to find those.
 */
#include "store/task_page.h"
#include "base/text.h"

enum { ID_DIGITS = 20 };

const char *const task_status_words[TASK_STATUSES] = { "running", "success", "error" };

enum task_status task_status_of(unsigned state)
{
    return state < TASK_DONE ? STATUS_RUNNING : state == TASK_DONE ? STATUS_SUCCESS : STATUS_ERROR;
}

#define COLUMNS                                                                                    \
    "task.id, kind, vm_id, state, percent, error_code, error_id, error_args, queued_at, "          \
    "started_at, ended_at "
#define FITS(where)                                                                                \
    "FROM task WHERE account_id = ? AND " where "AND (? = 0 OR (1 << state) & ?)" TASK_REACHED
#define PAGE(where, sign, order)                                                                   \
    "SELECT " COLUMNS "FROM (SELECT task.id " FITS(where) "AND task.id " sign " ? ORDER BY "       \
    order " LIMIT ? OFFSET ?) AS page JOIN task ON task.id = page.id ORDER BY " order
#define ALL "(vm_id IS NOT NULL OR kind = 'vm_bulk') "
#define ONE "vm_id = ? "
#define PART "parent_id = ? "
#define ROW ROWS(struct task, task_view)

QUERY(all_up, DB_API_READER, PAGE(ALL, ">", "task.id"), ROW);
QUERY(all_down, DB_API_READER, PAGE(ALL, "<", "task.id DESC"), ROW);
QUERY(vm_up, DB_API_READER, PAGE(ONE, ">", "task.id"), ROW);
QUERY(vm_down, DB_API_READER, PAGE(ONE, "<", "task.id DESC"), ROW);
QUERY(part_up, DB_API_READER, PAGE(PART, ">", "task.id"), ROW);
QUERY(part_down, DB_API_READER, PAGE(PART, "<", "task.id DESC"), ROW);

/* The value that a row is sorted by, by enum task_key: words, all of them. */
#define KEY                                                                                        \
    "CASE ? WHEN 1 THEN kind WHEN 2 THEN IF(state < 3, 'running', IF(state = 3, 'success', "       \
    "'error')) WHEN 3 THEN COALESCE(started_at, queued_at) WHEN 4 THEN ended_at "                  \
    "ELSE LPAD(id, 20, '0') END"
/* A key goes up or down by its parameter. */
#define ORDER(a, b)                                                                                \
    "ORDER BY IF(?, NULL, " a "), IF(?, " a ", NULL) DESC, IF(?, NULL, " b "), IF(?, " b           \
    ", NULL) DESC, page.id "
#define SORTED(where)                                                                              \
    "SELECT " COLUMNS "FROM (SELECT page.id, page.a, page.b FROM (SELECT id, " KEY " AS a, " KEY   \
    " AS b " FITS(where) "ORDER BY id DESC LIMIT 10000) AS page " ORDER("page.a", "page.b")        \
    "LIMIT ? OFFSET ?) AS page JOIN task ON task.id = page.id " ORDER("page.a", "page.b")
_Static_assert(TASK_NEWEST == 10000, "the statement's LIMIT");
_Static_assert(TASK_BY_FINISHED == 4, "the statement's CASE");
QUERY(all_sorted, DB_API_READER, SORTED(ALL), ROW);
QUERY(vm_sorted, DB_API_READER, SORTED(ONE), ROW);
QUERY(part_sorted, DB_API_READER, SORTED(PART), ROW);

/* By whose they are. */
struct ways {
    const struct query *up;
    const struct query *down;
    const struct query *sorted;
};
static const struct ways ways_all = { &all_up, &all_down, &all_sorted };
static const struct ways ways_vm = { &vm_up, &vm_down, &vm_sorted };
static const struct ways ways_part = { &part_up, &part_down, &part_sorted };

static const struct ways *ways_of(const struct task_page_filter *f)
{
    return f->vm_id ? &ways_vm : f->parent_id ? &ways_part : &ways_all;
}

QUERY(by_ids, DB_API_READER,
      "SELECT " COLUMNS "FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) AS asked "
      "STRAIGHT_JOIN task ON task.id = asked.id WHERE account_id = ? AND " ALL TASK_REACHED
      "ORDER BY task.id",
      ROW);

/* Whose they are and which of them: the arguments of FITS. */
static size_t put_fits(struct arg *args, const struct scope *who, const struct task_page_filter *f)
{
    size_t n = 0;
    args[n++] = ARG(who->account);
    if (f->vm_id || f->parent_id)
        args[n++] = arg_i64(f->vm_id ? f->vm_id : f->parent_id);
    args[n++] = ARG(f->states);
    args[n++] = ARG(f->states);
    for (int i = 0; i < 3; i++)
        args[n++] = ARG(who->labels_of);
    return n;
}

static enum fault_code by_id(const struct db *db, const struct scope *who,
                             const struct task_page_filter *f, struct list *out)
{
    struct arg args[10];
    bool down = f->down[0];
    size_t n = put_fits(args, who, f);
    args[n++] = arg_i64(f->behind ? f->behind : down ? INT64_MAX : 0);
    args[n++] = ARG(f->limit);
    args[n++] = ARG(f->offset);
    const struct ways *ways = ways_of(f);
    return db_all(db, down ? ways->down : ways->up, out, args, n);
}

static size_t put_order(struct arg *args, const struct task_page_filter *f)
{
    for (size_t k = 0; k < TASK_KEYS; k++)
        args[2 * k] = args[2 * k + 1] = arg_i64(f->down[k]);
    return 2 * TASK_KEYS;
}

static enum fault_code sorted(const struct db *db, const struct scope *who,
                              const struct task_page_filter *f, struct list *out)
{
    struct arg args[23];
    size_t n = 0;
    for (size_t k = 0; k < TASK_KEYS; k++)
        args[n++] = arg_i64(f->by[k]);
    n += put_fits(args + n, who, f);
    n += put_order(args + n, f);
    args[n++] = ARG(f->limit);
    args[n++] = ARG(f->offset);
    n += put_order(args + n, f);
    return db_all(db, ways_of(f)->sorted, out, args, n);
}

enum fault_code task_page(const struct db *db, const struct scope *who,
                          const struct task_page_filter *f, struct list *out)
{
    return f->by[0] == TASK_BY_ID ? by_id(db, who, f, out) : sorted(db, who, f, out);
}

enum fault_code task_page_ids(const struct db *db, const struct scope *who, const int64_t *ids,
                              int64_t count, struct list *out)
{
    struct text array;
    text_init(&array, db->arena, (size_t)(count + 1) * (ID_DIGITS + 1));
    for (int64_t i = 0; i < count; i++)
        text_addf(&array, "%c%lld", i ? ',' : '[', (long long)ids[i]);
    text_add(&array, count ? "]" : "[]");
    return db_all(db, &by_ids, out,
                  ARGS(arg_text(text_str(&array)), ARG(who->account), TASK_REACH(who)));
}
