/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The key begins with the time, so that a minute's rows come at the end of the table (per machine
 * they would be all over it, and take twice the room). A chart asks for each of its points by the
 * whole key, which a page of the sequence engine lists: as fast as a range, for points that are in
 * memory.
 */
#include "store/sample.h"
#include "store/number.h"
#include "base/clock.h"

#define MINUTES(n) ((n) * INT64_C(60))
#define DAYS(n) ((n) * INT64_C(86400))
const struct sample_level_facts sample_levels[LEVEL_COUNT] = {
    [LEVEL_MINUTE] = { MINUTES(1), DAYS(7), DAYS(1) },
    [LEVEL_TEN_MINUTES] = { MINUTES(10), DAYS(35), DAYS(7) },
    [LEVEL_HOUR] = { MINUTES(60), DAYS(200), DAYS(28) },
    [LEVEL_FOUR_HOURS] = { MINUTES(240), DAYS(400), DAYS(56) },
    [LEVEL_DAY] = { DAYS(1), DAYS(731), DAYS(112) },
    [LEVEL_THREE_DAYS] = { DAYS(3), DAYS(731), DAYS(336) },
};
const struct sample_span_facts sample_spans[SPAN_COUNT] = {
    [SPAN_HOUR] = { "hour", T("Hour"), LEVEL_MINUTE, 60, LEVEL_MINUTE, 60 },
    [SPAN_DAY] = { "day", T("Day"), LEVEL_TEN_MINUTES, 144, LEVEL_TEN_MINUTES, 144 },
    [SPAN_WEEK] = { "week", T("Week"), LEVEL_HOUR, 168, LEVEL_HOUR, 168 },
    [SPAN_MONTH] = { "month", T("Month"), LEVEL_FOUR_HOURS, 186, LEVEL_FOUR_HOURS, 186 },
    [SPAN_YEAR] = { "year", T("Year"), LEVEL_THREE_DAYS, 122, LEVEL_DAY, 365 },
};

#define COLUMN(id, kind, scale) ", " #id ", " #id "_peak"
#define MARK(id, kind, scale) ", ?, ?"
#define KNOWN(column) ", COALESCE(" #column ", -1) AS " #column
#define FOUND(id, kind, scale) KNOWN(id) KNOWN(id##_peak)
#define ROLLED(id, kind, scale) ", ROUND(AVG(" #id ")), MAX(" #id "_peak)"

#define SAVE(noun, METRICS)                                                                        \
    "INSERT IGNORE INTO " #noun "_sample (level, at, " #noun "_id, unit" METRICS(COLUMN)           \
        ") VALUES (0, ?, ?, ?" METRICS(MARK) ")"
QUERY(save_vm, DB_COLLECTOR, SAVE(vm, VM_METRICS));
QUERY(save_node, DB_COLLECTOR, SAVE(node, NODE_METRICS));

#define FIELD(id, noun)                                                                            \
    { .name = #id, .type = FIELD_I64, .off = offsetof(struct sample, mean[noun##_METRIC_##id]) },  \
    { .name = #id "_peak",                                                                         \
      .type = FIELD_I64,                                                                           \
      .off = offsetof(struct sample, peak[noun##_METRIC_##id]) },
#define VM_FIELD(id, kind, scale) FIELD(id, VM)
#define NODE_FIELD(id, kind, scale) FIELD(id, NODE)
static const struct field vm_view[] = { I64(struct sample, at), VM_METRICS(VM_FIELD) FIELDS_END };
static const struct field node_view[] = { I64(struct sample, at),
                                          NODE_METRICS(NODE_FIELD) FIELDS_END };

/* level, points, first, width, unit */
#define POINTS(noun)                                                                               \
    "JOIN seq_0_to_399 AS point JOIN " #noun "_sample AS s ON s.level = ? "                        \
    "AND s.at = ? + point.seq * ? AND s." #noun "_id = " #noun ".id AND s.unit = ? "               \
    "WHERE point.seq < ? AND " #noun ".id = ? "
QUERY(read_vm, DB_MY_READER | DB_ADMIN_READER,
      "SELECT s.at" VM_METRICS(FOUND) " FROM vm " POINTS(vm) "AND" OWNED_BY("vm"),
      ROWS(struct sample, vm_view));
QUERY(read_node, DB_ADMIN_READER, "SELECT s.at" NODE_METRICS(FOUND) " FROM node " POINTS(node),
      ROWS(struct sample, node_view));

#define ROLL(noun, METRICS)                                                                        \
    "REPLACE INTO " #noun "_sample (level, at, " #noun "_id, unit" METRICS(COLUMN)                 \
        ") SELECT ?, ?, " #noun "_id, unit" METRICS(ROLLED) " FROM " #noun                         \
        "_sample WHERE level = ? AND at >= ? AND at < ? GROUP BY " #noun "_id, unit"
QUERY(roll_vm, DB_TASKD, ROLL(vm, VM_METRICS));
QUERY(roll_node, DB_TASKD, ROLL(node, NODE_METRICS));

#define EDGE(end, noun)                                                                            \
    "SELECT COALESCE(" end "(at), 0) AS n FROM " #noun "_sample WHERE level = ? AND at >= ?"
QUERY(last_vm, DB_TASKD, EDGE("MAX", vm), NUMBER_ROW);
QUERY(last_node, DB_TASKD, EDGE("MAX", node), NUMBER_ROW);
QUERY(first_vm, DB_TASKD, EDGE("MIN", vm), NUMBER_ROW);
QUERY(first_node, DB_TASKD, EDGE("MIN", node), NUMBER_ROW);

/* p0_1764000000: the level's rows before that moment. */
QUERY(parts, DB_TASKD,
      "SELECT CAST(SUBSTRING(PARTITION_NAME, 4) AS SIGNED) AS n "
      "FROM information_schema.PARTITIONS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? "
      "AND PARTITION_NAME LIKE CONCAT('p', ?, '\\_%') AND PARTITION_NAME NOT LIKE '%\\_end' "
      "ORDER BY PARTITION_ORDINAL_POSITION LIMIT 1000",
      NUMBER_ROW);
QUERY(add_part, DB_TASKD, "CALL sample_partition_add(?, ?, ?)");
QUERY(drop_part, DB_TASKD, "CALL sample_partition_drop(?, ?, ?)");

struct noun_facts {
    const char *name;
    const char *table;
    size_t metrics;
    const struct query *save;
    const struct query *roll;
    const struct query *first;
    const struct query *last;
};
static const struct noun_facts nouns[] = {
    [SAMPLE_VM] = { "vm", "vm_sample", VM_METRIC_COUNT, &save_vm, &roll_vm, &first_vm, &last_vm },
    [SAMPLE_NODE] = { "node", "node_sample", NODE_METRIC_COUNT, &save_node, &roll_node,
                      &first_node, &last_node },
};

static void put(struct cell *c, int64_t value)
{
    c->i = value;
    c->null = value == METRIC_UNKNOWN;
}

enum fault_code sample_save(struct db *db, enum sample_noun noun, const struct sample_row *row,
                            size_t count)
{
    size_t metrics = nouns[noun].metrics;
    size_t args = 3 + 2 * metrics;
    struct cell *cells = arena_array(db->arena, count * args + 1, sizeof(*cells));
    struct cell *next = cells;
    for (size_t r = 0; r < count; r++) {
        put(next++, row[r].sample.at);
        put(next++, row[r].id);
        put(next++, row[r].unit);
        for (size_t m = 0; m < metrics; m++) {
            put(next++, row[r].sample.mean[m]);
            put(next++, row[r].sample.peak[m]);
        }
    }
    return db_exec_rows(db, nouns[noun].save, cells, args, count);
}

static int64_t round_down(int64_t at, int64_t width)
{
    return at - at % width;
}

/* The span's empty points, the last of which is past. */
static struct sample *lay_out(const struct db *db, enum sample_span span, bool fine,
                              struct samples *out)
{
    const struct sample_span_facts *s = &sample_spans[span];
    enum sample_level level = fine ? s->fine : s->level;
    int64_t points = fine ? s->fine_points : s->points;
    int64_t width = sample_levels[level].width;
    int64_t end = round_down(clock_now() / 1000000, width);
    struct sample *point = arena_array(db->arena, (size_t)points, sizeof(*point));
    for (int64_t i = 0; i < points; i++) {
        point[i].at = end - (points - i) * width;
        for (int m = 0; m < METRIC_MOST; m++)
            point[i].mean[m] = point[i].peak[m] = METRIC_UNKNOWN;
    }
    *out = (struct samples){ span, level, width, points, point };
    return point;
}

static void fill(struct sample *point, const struct samples *out, const struct list *rows,
                 size_t metrics)
{
    const struct sample *found = rows->rows;
    for (int64_t i = 0; i < rows->count; i++) {
        struct sample *p = &point[(found[i].at - point[0].at) / out->width];
        memcpy(p->mean, found[i].mean, metrics * sizeof(p->mean[0]));
        memcpy(p->peak, found[i].peak, metrics * sizeof(p->peak[0]));
    }
}

#define POINT_ARGS(out, point, unit, id)                                                           \
    arg_i64((out)->level), ARG((point)[0].at), ARG((out)->width), ARG(unit),    \
        ARG((out)->points), ARG(id)

enum fault_code sample_vm_read(const struct db *db, const struct scope *who, int64_t vm_id,
                               int64_t unit, enum sample_span span, bool fine, struct samples *out)
{
    struct list rows = { 0 };
    struct sample *point = lay_out(db, span, fine, out);
    enum fault_code rc =
        db_all(db, &read_vm, &rows, ARGS(POINT_ARGS(out, point, unit, vm_id), OWNER(who)));
    if (!rc)
        fill(point, out, &rows, VM_METRIC_COUNT);
    return rc;
}

enum fault_code sample_node_read_any(const struct db *db, int64_t node_id, int64_t unit,
                                     enum sample_span span, bool fine, struct samples *out)
{
    struct list rows = { 0 };
    struct sample *point = lay_out(db, span, fine, out);
    enum fault_code rc = db_all(db, &read_node, &rows, ARGS(POINT_ARGS(out, point, unit, node_id)));
    if (!rc)
        fill(point, out, &rows, NODE_METRIC_COUNT);
    return rc;
}

/* The first stretch from `at` on of which the level below has rows; 0: none. */
static enum fault_code next_stretch(const struct db *db, const struct noun_facts *n,
                                    enum sample_level level, int64_t *at)
{
    struct number found;
    enum fault_code rc = db_one(db, n->first, &found, ARGS(arg_i64(level - 1), ARG(*at)));
    *at = found.n ? round_down(found.n, sample_levels[level].width) : 0;
    return rc;
}

enum fault_code sample_roll(struct db *db, enum sample_noun noun, enum sample_level level,
                            int64_t now, int64_t most, bool *more)
{
    const struct noun_facts *n = &nouns[noun];
    int64_t width = sample_levels[level].width;
    int64_t oldest = now - sample_levels[level - 1].keep;
    struct number last;
    enum fault_code rc = db_one(db, n->last, &last, ARGS(arg_i64(level), ARG(oldest)));
    int64_t at = last.n ? last.n : oldest;
    *more = false;
    for (int64_t made = 0; !rc; made++) {
        rc = next_stretch(db, n, level, &at);
        if (rc || !at || at + width > now)
            break;
        *more = made == most;
        if (*more)
            break;
        rc = db_exec(db, n->roll, NULL, NULL,
                     ARGS(arg_i64(level), ARG(at), arg_i64(level - 1), ARG(at),
                          arg_i64(at + width)));
        at += width;
    }
    return rc;
}

enum { PARTS_AHEAD = 2 };

enum fault_code sample_partitions(struct db *db, enum sample_noun noun, enum sample_level level,
                                  int64_t now, int64_t *added, int64_t *dropped)
{
    const struct noun_facts *n = &nouns[noun];
    const struct sample_level_facts *l = &sample_levels[level];
    struct list rows = { 0 };
    *added = *dropped = 0;
    enum fault_code rc = db_all(db, &parts, &rows, ARGS(ARG(n->table), arg_i64(level)));
    const struct number *part = rows.rows;
    int64_t until = round_down(now, l->partition);
    for (int64_t i = 0; !rc && i < rows.count; i++) {
        if (part[i].n > until)
            until = part[i].n;
        if (part[i].n > now - l->keep)
            continue;
        rc =
            db_exec(db, &drop_part, NULL, NULL, ARGS(ARG(n->name), arg_i64(level), ARG(part[i].n)));
        *dropped += !rc;
    }
    while (!rc && until < now + PARTS_AHEAD * l->partition) {
        until += l->partition;
        rc = db_exec(db, &add_part, NULL, NULL, ARGS(ARG(n->name), arg_i64(level), ARG(until)));
        *added += !rc;
    }
    return rc;
}
