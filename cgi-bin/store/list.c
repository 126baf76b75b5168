/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A page's ids are found first, in one index where one filter or one sort is
 * asked; what belongs to them is joined after. Of several wishes the one that
 * fewest rows fit leads, if those are few enough to be looked at and sorted;
 * else the order's own index is walked, and left when LIST_LOOKED rows were
 * looked at.
 */
#include "store/list.h"
#include "store/list_parts.h"

extern const struct list_noun *const __start_nouns[];
extern const struct list_noun *const __stop_nouns[];

const struct list_noun *const *list_nouns(size_t *count)
{
    *count = (size_t)(__stop_nouns - __start_nouns);
    return __start_nouns;
}

enum { SQL_MAX = 16384, ARGS_MAX = 128 };
#define LOOKED "10000"
#define ONE_ID ", ?"
_Static_assert(LIST_LOOKED == 10000, "the statements say so, too");

/* What a statement is put together in. */
struct build {
    struct text sql;
    struct arg *arg;
    size_t args;
    size_t room;
};

/* How a page's ids are found. */
struct way {
    const struct list_word *pair; /* its table leads, not the noun's */
    const char *index;            /* NULL: the server's choice */
    struct list_order order;
    const struct list_column *sort;
    bool alone; /* that table has all that is asked for */
    bool stop;  /* when LIST_LOOKED rows were looked at */
};

struct reading {
    const struct db *db;
    const struct scope *who;
    const struct list_noun *noun;
    struct list_words words;
    struct way way;
    struct arg from[LIST_PARTS]; /* the cursor's values */
    bool from_set;
    bool back;
    int64_t limit;
};

static bool is_own(const struct reading *r)
{
    if (r->noun->resold)
        return r->who->reseller != SCOPE_ANY;
    return !r->noun->global && r->who->account != SCOPE_ANY;
}

static const char *sql_of(const struct reading *r, const struct list_column *c)
{
    return c->narrow_sql && !scope_is_everything(r->who) ? c->narrow_sql : c->sql;
}

static const char *index_of(const struct reading *r, const struct list_column *c)
{
    if (is_own(r))
        return c->own_index;
    return sql_of(r, c) == c->sql ? c->index : NULL;
}

/* NULL: by it this word would be a walk past other accounts' rows. */
static const char *index_for(const struct reading *r, const struct list_word *w)
{
    return is_own(r) && w->column->own_exact && w->op != OP_EQUAL ? NULL : index_of(r, w->column);
}

static void put_arg(struct build *b, struct arg a)
{
    if (b->args == b->room)
        bug("a list with more than %zu values", b->room);
    b->arg[b->args++] = a;
}

/* --- the parts of a statement --------------------------------------------------------------- */

static void put_scope(struct build *b, const struct reading *r, const char *table)
{
    if (r->noun->resold && is_own(r)) {
        text_addf(&b->sql, "%s.reseller_id = ? AND ", table);
        put_arg(b, ARG(r->who->reseller));
    } else if (is_own(r)) {
        text_addf(&b->sql, "%s.account_id = ? AND ", table);
        put_arg(b, ARG(r->who->account));
    } else if (!r->noun->global && r->who->reseller != SCOPE_ANY) {
        text_addf(&b->sql, "%s.reseller_id = ? AND ", r->noun->table);
        put_arg(b, ARG(r->who->reseller));
    }
}

/* Once more where ids are joined: of a view's rows several resellers may have one with that id. */
static void put_reseller(struct build *b, const struct reading *r)
{
    if (r->noun->resold && is_own(r))
        put_scope(b, r, r->noun->table);
}

static void put_pair(struct build *b, const struct list_word *w)
{
    const char *t = w->column->pair_table;
    text_addf(&b->sql, "%s.k = ? AND %s.v = ? AND ", t, t);
    put_arg(b, w->arg[0]);
    put_arg(b, w->arg[1]);
}

static void put_word(struct build *b, const struct reading *r, const struct list_word *w)
{
    static const char *const signs[] = {
        [OP_EQUAL] = "%s = ? AND ", [OP_BEGINS] = "%s LIKE ? AND ", [OP_ABOVE] = "%s > ? AND ",
        [OP_FROM] = "%s >= ? AND ", [OP_BELOW] = "%s < ? AND ",     [OP_TO] = "%s <= ? AND ",
    };
    const struct list_column *c = w->column;
    if (w->op == OP_PAIR) {
        text_addf(&b->sql, "EXISTS (SELECT 1 FROM %s WHERE %s = %s.id AND ", c->pair_table,
                  c->pair_id, r->noun->table);
        put_pair(b, w);
        text_add(&b->sql, "1 = 1) AND ");
        return;
    }
    if (w->op == OP_WITHIN) {
        text_addf(&b->sql, "%s >= ? AND %s < ? AND ", sql_of(r, c), sql_of(r, c));
        put_arg(b, w->arg[0]);
        put_arg(b, w->arg[1]);
        return;
    }
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    text_addf(&b->sql, signs[w->op], sql_of(r, c));
#pragma GCC diagnostic pop
    put_arg(b, w->arg[0]);
}

/* (a > ? OR (a = ? AND (b > ? OR (b = ? AND id > ?)))): ranges, to the server, of one index. */
static void put_key(struct build *b, const struct reading *r)
{
    const struct list_order *o = &r->way.order;
    const char *sign = o->down != r->back ? "<" : ">";
    if (!r->from_set)
        return;
    for (int i = 0; i < o->parts; i++) {
        bool last = i + 1 == o->parts;
        text_addf(&b->sql, "(%s %s ?", o->sql[i], sign);
        put_arg(b, r->from[i]);
        if (!last) {
            text_addf(&b->sql, " OR (%s = ? AND ", o->sql[i]);
            put_arg(b, r->from[i]);
        }
    }
    for (int i = 1; i < o->parts; i++)
        text_add(&b->sql, "))");
    text_add(&b->sql, ") AND ");
}

static void put_order(struct build *b, const struct list_order *o, bool back)
{
    for (int i = 0; i < o->parts; i++)
        text_addf(&b->sql, "%s%s%s", i ? ", " : " ORDER BY ", o->sql[i],
                  o->down != back ? " DESC" : "");
}

static const char *id_of(const struct reading *r)
{
    const struct list_word *pair = r->way.pair;
    return pair ? pair->column->pair_id : arena_printf(r->db->arena, "%s.id", r->noun->table);
}

static void put_from(struct build *b, const struct reading *r)
{
    const struct list_word *pair = r->way.pair;
    if (pair && !pair->column)
        bug("a list's word has no column");
    const char *table = pair ? pair->column->pair_table : r->noun->table;
    bool joined = pair && !r->way.alone;
    text_addf(&b->sql, " FROM %s", table);
    if (r->way.index)
        text_addf(&b->sql, " FORCE INDEX (%s)", r->way.index);
    if (joined)
        text_addf(&b->sql, " STRAIGHT_JOIN %s ON %s.id = %s", r->noun->table, r->noun->table,
                  pair->column->pair_id);
    text_add(&b->sql, " WHERE ");
    put_scope(b, r, table);
    if (r->noun->where)
        text_addf(&b->sql, "%s AND ", r->noun->where);
    for (int i = 0; i < r->words.count; i++) {
        if (&r->words.at[i] == pair)
            put_pair(b, pair);
        else
            put_word(b, r, &r->words.at[i]);
    }
}

static void put_ids(struct build *b, const struct reading *r)
{
    text_addf(&b->sql, "SELECT %s AS n", id_of(r));
    put_from(b, r);
    put_key(b, r);
    text_add(&b->sql, "1 = 1");
    put_order(b, &r->way.order, r->back);
    text_add(&b->sql, " LIMIT ?");
    put_arg(b, ARG(r->limit + 1));
}

static struct query query_of(const struct reading *r, const struct build *b)
{
    if (b->sql.cut)
        bug("a list's statement is too long: %s", r->noun->name);
    return (struct query){ .sql = text_str(&b->sql), .users = r->noun->users };
}

/* With room for as many ids, too. */
static struct build build_with(const struct reading *r, size_t ids)
{
    struct build b = { .room = ARGS_MAX + ids };
    b.arg = arena_array(r->db->arena, b.room, sizeof(*b.arg));
    text_init(&b.sql, r->db->arena, SQL_MAX + ids * strlen(ONE_ID));
    return b;
}

static struct build build_new(const struct reading *r)
{
    return build_with(r, 0);
}

/* Of ids or a count. */
static enum fault_code read_numbers(const struct reading *r, const struct build *b,
                                    struct list *out, bool *cut)
{
    struct query q = query_of(r, b);
    q.row = number_view;
    q.size = sizeof(struct number);
    return db_all_text(r->db, &q, out, cut, b->arg, b->args);
}

static void narrow(const struct reading *r, struct list *rows)
{
    size_t size = r->noun->size;
    char *copy = arena_array(r->db->arena, (size_t)rows->count + 1, size);
    if (rows->count)
        memcpy(copy, rows->rows, size * (size_t)rows->count);
    for (int64_t i = 0; i < rows->count; i++)
        r->noun->narrow(copy + size * (size_t)i);
    rows->rows = copy;
}

static enum fault_code read_rows(const struct reading *r, const struct build *b, struct list *out)
{
    struct query q = query_of(r, b);
    q.row = r->noun->row;
    q.size = r->noun->size;
    enum fault_code rc = db_all_text(r->db, &q, out, NULL, b->arg, b->args);
    if (!rc && r->noun->narrow && !scope_is_everything(r->who))
        narrow(r, out);
    return rc;
}

/* --- the way --- */

static const struct field *member_of(const struct list_noun *noun, const struct list_column *c)
{
    const char *name = c->field ? c->field : c->name;
    const struct field *f = field_find(noun->row, name, strlen(name));
    if (!f)
        bug("%s has no member %s", noun->name, name);
    return f;
}

static bool is_id(const struct list_column *c)
{
    return !strcmp(c->field ? c->field : c->name, "id");
}

static void add_part(const struct reading *r, struct list_order *o, const struct list_column *c)
{
    o->sql[o->parts] = sql_of(r, c);
    o->ascii[o->parts] = c->ascii;
    o->member[o->parts++] = member_of(r->noun, c);
}

/*
 * By the column (unless only what equals it is read), what its index goes on
 * with, and the id: but not behind what is unique among the rows of `one`
 * account, where it would make the server sort.
 */
static struct list_order order_by(const struct reading *r, const struct list_column *c, bool self,
                                  bool down, bool one)
{
    static const struct list_column id = { .name = "id" };
    struct list_order o = { .down = down };
    const struct list_column *then = c->then ? list_column(r->noun, c->then) : NULL;
    if (self && !is_id(c))
        add_part(r, &o, c);
    if (then && !is_id(then))
        add_part(r, &o, then);
    if (one && ((self && c->own_unique) || (then && then->own_unique)))
        return o;
    o.sql[o.parts] = arena_printf(r->db->arena, "%s.id", r->noun->table);
    o.member[o.parts++] = member_of(r->noun, &id);
    return o;
}

/* All of what the pair's table leads to is read from it alone. */
static void order_of_pair(const struct reading *r, const struct list_word *pair,
                          struct list_order *o)
{
    const struct list_column *c = pair->column;
    for (int i = 0; i < o->parts; i++)
        o->sql[i] = !strcmp(o->member[i]->name, "id")
                        ? c->pair_id
                        : arena_printf(r->db->arena, "%s.%s", c->pair_table, c->then);
}

static bool is_equal(const struct list_word *w)
{
    return w->op == OP_EQUAL || w->op == OP_PAIR;
}

/* One word, or none, in the order that its index has. */
static bool straight_way(struct reading *r, const struct list_column *sort, bool down)
{
    const struct list_word *w = r->words.count ? &r->words.at[0] : NULL;
    struct way *way = &r->way;
    if (!w) {
        const struct list_column *by = sort ? sort : list_column(r->noun, r->noun->by);
        *way = (struct way){ .index = index_of(r, by),
                             .order = order_by(r, by, true, sort ? down : r->noun->down, is_own(r)),
                             .sort = by };
        return true;
    }
    if (r->words.count > 1 || !index_for(r, w))
        return false;
    const struct list_column *leads =
        !is_equal(w) ? w->column : list_column(r->noun, w->column->then ? w->column->then : "id");
    if (sort && sort != leads && sort != w->column)
        return false;
    if (!sort)
        down = is_equal(w) ? r->noun->down : w->column->kind == COLUMN_TIME;
    *way = (struct way){ .index = index_of(r, w->column),
                         .order = order_by(r, w->column, !is_equal(w), down,
                                           is_own(r) || w->column->is_account),
                         .sort = sort ? sort : leads };
    if (w->op == OP_PAIR) {
        way->pair = w;
        way->alone = !r->noun->where && (is_own(r) || r->who->reseller == SCOPE_ANY);
        order_of_pair(r, w, &way->order);
    }
    return true;
}

/* How many rows fit this word, up to one more than may be looked at. */
static enum fault_code probe(const struct reading *all, const struct list_word *w, int64_t *count)
{
    struct reading r = *all;
    struct list found;
    r.words = (struct list_words){ .at = { *w }, .count = 1 };
    r.way = (struct way){ .pair = w->op == OP_PAIR ? &r.words.at[0] : NULL,
                          .index = index_of(all, w->column),
                          .alone = !all->noun->where };
    struct build b = build_new(&r);
    text_add(&b.sql, "SELECT COUNT(*) AS n FROM (SELECT 1");
    put_from(&b, &r);
    text_add(&b.sql, "1 = 1 LIMIT ?) AS some");
    put_arg(&b, arg_i64(LIST_LOOKED + 1));
    enum fault_code rc = read_numbers(&r, &b, &found, NULL);
    *count = rc ? 0 : ((const struct number *)found.rows)->n;
    return rc;
}

static enum fault_code combined_way(struct reading *r, const struct list_column *sort, bool down)
{
    const struct list_column *by = sort ? sort : list_column(r->noun, r->noun->by);
    int64_t least = LIST_LOOKED + 1;
    const struct list_word *lead = NULL;
    for (int i = 0; i < r->words.count; i++) {
        const struct list_word *w = &r->words.at[i];
        int64_t count = 0;
        if (!index_for(r, w))
            continue;
        enum fault_code rc = probe(r, w, &count);
        if (rc)
            return rc;
        if (count < least) {
            least = count;
            lead = w;
        }
    }
    r->way = (struct way){ .pair = lead && lead->op == OP_PAIR ? lead : NULL,
                           .index = index_of(r, lead ? lead->column : by),
                           .order = order_by(r, by, true, sort ? down : r->noun->down, is_own(r)),
                           .sort = by,
                           .stop = !lead };
    return FAULT_OK;
}

static enum fault_code find_way(struct reading *r, const char *sort)
{
    bool down = sort && sort[0] == '-';
    const struct list_column *by = NULL;
    if (sort && *sort) {
        by = list_column(r->noun, sort + down);
        if (!by || !by->sorts || !list_column_open(r->who, by))
            return fail_field(r->db->fault, FAULT_INVALID, "sort",
                              T("%s is nothing to sort by here."), sort + down);
    }
    return straight_way(r, by, down) ? FAULT_OK : combined_way(r, by, down);
}

/* ---- reading ---- */

static enum fault_code read_joined(const struct reading *r, struct list *out)
{
    struct build b = build_new(r);
    text_addf(&b.sql, "SELECT %s FROM (", r->noun->columns);
    put_ids(&b, r);
    text_addf(&b.sql, ") AS page JOIN %s ON %s.id = page.n %s WHERE ", r->noun->table,
              r->noun->table, r->noun->joins ? r->noun->joins : "");
    put_reseller(&b, r);
    text_add(&b.sql, "1 = 1");
    struct list_order o = r->way.order;
    if (r->way.alone) /* the rows of the noun itself stand in the same order */
        o = order_by(r, r->way.pair->column, false, o.down, is_own(r));
    put_order(&b, &o, r->back);
    return read_rows(r, &b, out);
}

/* ROWS EXAMINED is a whole statement's, so that the ids come first, then what they belong to. */
static enum fault_code read_stopped(const struct reading *r, struct list *out, bool *cut)
{
    struct build b = build_new(r);
    struct list ids;
    put_ids(&b, r);
    text_add(&b.sql, " ROWS EXAMINED " LOOKED);
    enum fault_code rc = read_numbers(r, &b, &ids, cut);
    const struct number *id = ids.rows;
    if (rc)
        return rc;
    b = build_with(r, (size_t)r->limit + 1);
    text_addf(&b.sql, "SELECT %s FROM %s %s WHERE ", r->noun->columns, r->noun->table,
              r->noun->joins ? r->noun->joins : "");
    put_reseller(&b, r);
    text_addf(&b.sql, "%s.id IN (0", r->noun->table);
    for (int64_t i = 0; i <= r->limit; i++) {
        text_add(&b.sql, ONE_ID);
        put_arg(&b, arg_i64(i < ids.count ? id[i].n : 0));
    }
    text_add(&b.sql, ")");
    put_order(&b, &r->way.order, r->back);
    return read_rows(r, &b, out);
}

static void turn_round(const struct reading *r, struct list *rows)
{
    size_t size = r->noun->size;
    char *turned = arena_array(r->db->arena, (size_t)rows->count + 1, size);
    for (int64_t i = 0; i < rows->count; i++)
        memcpy(turned + size * (size_t)(rows->count - 1 - i),
               (const char *)rows->rows + size * (size_t)i, size);
    rows->rows = turned;
}

/* The filter without its word no. i. */
static const char *rest_of(struct arena *a, const struct list_words *words, int i)
{
    struct text t;
    text_init(&t, a, LIST_FILTER_MAX + LIST_WISHES);
    for (int n = 0; n < words->count; n++)
        if (n != i)
            text_addf(&t, "%s%s", t.len ? " " : "", words->at[n].text);
    return text_str(&t);
}

static void fill_page(const struct reading *r, struct list *rows, bool cut, struct list_page *out)
{
    bool extra = rows->count > r->limit;
    if (extra)
        rows->count = r->limit;
    if (r->back)
        turn_round(r, rows);
    *out = (struct list_page){
        .rows = *rows,
        .more_before = r->back ? extra : r->from_set,
        .more_after = r->back ? r->from_set : extra,
        .cut = cut && !extra,
        .sort = r->way.sort,
        .down = r->way.order.down,
        .wishes = r->words.count,
    };
    for (int i = 0; i < r->words.count; i++)
        out->wish[i] = (struct list_wish){ .text = r->words.at[i].text,
                                           .rest = rest_of(r->db->arena, &r->words, i),
                                           .column = r->words.at[i].column };
    if (!rows->count)
        return;
    const char *first = rows->rows;
    const char *last = first + r->noun->size * (size_t)(rows->count - 1);
    out->first = list_cursor_of(r->db->arena, &r->way.order, first);
    out->last = list_cursor_of(r->db->arena, &r->way.order, last);
}

enum fault_code list_read(const struct db *db, const struct scope *who,
                          const struct list_noun *noun, const struct list_ask *ask,
                          struct list_page *out)
{
    bool cut = false;
    bool before = ask->before && *ask->before;
    const char *cursor = before ? ask->before : ask->after;
    struct list rows;
    struct reading r = { .db = db,
                         .who = who,
                         .noun = noun,
                         .back = before,
                         .limit = ask->limit > 0 ? ask->limit : LIST_ROWS };
    *out = (struct list_page){ .cut = false };
    enum fault_code rc = list_filter_read(db, who, noun, ask->filter, &r.words);
    if (!rc)
        rc = find_way(&r, ask->sort);
    if (!rc && cursor && *cursor && !(before && !strcmp(cursor, "end"))) {
        rc = list_cursor_read(db->fault, db->arena, &r.way.order, before ? "before" : "after",
                              cursor, r.from);
        r.from_set = true;
    }
    if (!rc)
        rc = r.way.stop ? read_stopped(&r, &rows, &cut) : read_joined(&r, &rows);
    if (!rc)
        fill_page(&r, &rows, cut, out);
    return rc;
}

enum { PAGE_OF_ALL = 500 };

enum fault_code list_read_all(const struct db *db, const struct scope *who,
                              const struct list_noun *noun, const struct list_ask *ask,
                              int64_t most, struct list *out, bool *more)
{
    char *rows = arena_array(db->arena, (size_t)most + 1, noun->size);
    struct list_ask next = *ask;
    struct list_page page = { .more_after = true };
    *out = (struct list){ .rows = rows };
    while (page.more_after && out->count < most) {
        next.limit = most - out->count < PAGE_OF_ALL ? most - out->count : PAGE_OF_ALL;
        enum fault_code rc = list_read(db, who, noun, &next, &page);
        if (rc)
            return rc;
        if (page.rows.count)
            memcpy(rows + noun->size * (size_t)out->count, page.rows.rows,
                   noun->size * (size_t)page.rows.count);
        out->count += page.rows.count;
        next.after = page.last;
    }
    if (more)
        *more = page.more_after || page.cut;
    return FAULT_OK;
}

const struct field *list_fields(struct arena *a, const struct scope *who,
                                const struct list_noun *noun, const char *const *shown)
{
    size_t n = 0;
    struct field *out = arena_array(a, noun->count + 1, sizeof(*out));
    for (; *shown; shown++) {
        const struct list_column *c = list_column(noun, *shown);
        if (!c)
            bug("%s has no column %s", noun->name, *shown);
        else if (list_column_open(who, c)) {
            out[n] = *member_of(noun, c);
            out[n++].name = c->name;
        }
    }
    out[n] = (struct field)FIELDS_END;
    return out;
}

enum fault_code list_count(const struct db *db, const struct scope *who,
                           const struct list_noun *noun, const char *filter, int64_t *count)
{
    struct reading r = { .db = db, .who = who, .noun = noun };
    struct list found;
    bool cut = false;
    enum fault_code rc = list_filter_read(db, who, noun, filter, &r.words);
    if (!rc)
        rc = find_way(&r, NULL);
    if (rc)
        return rc;
    *count = LIST_LOOKED + 1;
    struct build b = build_new(&r);
    text_add(&b.sql, r.way.stop ? "SELECT 1 AS n" : "SELECT COUNT(*) AS n FROM (SELECT 1");
    put_from(&b, &r);
    text_addf(&b.sql, "1 = 1 LIMIT ?%s", r.way.stop ? " ROWS EXAMINED " LOOKED : ") AS some");
    put_arg(&b, ARG(*count));
    rc = read_numbers(&r, &b, &found, &cut);
    if (!rc && !r.way.stop)
        *count = ((const struct number *)found.rows)->n;
    else if (!rc && !cut)
        *count = found.count;
    return rc;
}
