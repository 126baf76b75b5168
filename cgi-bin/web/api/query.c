/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A list's query. What is no list comes once, and what this list does not take
 * is refused, so that a filter that is not known never shows more than was asked.
 */
#include "web/api/api.h"

static const char *put_text(const char **out, const char *value)
{
    *out = value;
    return NULL;
}

static const char *put_word(struct words *w, const char *value)
{
    if (w->count == QUERY_WORDS)
        return T("This comes too often.");
    w->at[w->count++] = value;
    return NULL;
}

static const char *put_number(int64_t *out, const char *value, int64_t most)
{
    long long n = 0;
    if (!parse_i64(value, 1, most, &n))
        return most == PER_PAGE_MAX ? T("This is a number from 1 to 50.")
                                    : T("This is a number from 1 on.");
    *out = n;
    return NULL;
}

static const char *take_page(struct list_query *q, const char *value)
{
    return put_number(&q->page, value, INT64_MAX);
}

static const char *take_per_page(struct list_query *q, const char *value)
{
    return put_number(&q->per_page, value, PER_PAGE_MAX);
}

/* Which keys a list has is judged when all is read. */
static const char *take_sort(struct list_query *q, const char *value)
{
    size_t n = 0;
    size_t len = strcspn(value, ":");
    const char *way = value + len;
    while (n < QUERY_SORTS && q->sort[n])
        n++;
    if (n == QUERY_SORTS)
        return T("This comes too often.");
    q->sort[n] = arena_strndup(q->arena, value, len);
    q->down[n] = !strcmp(way, ":desc");
    return !*way || q->down[n] || !strcmp(way, ":asc") ? NULL : T("This ends with :asc or :desc.");
}

static const char *take_name(struct list_query *q, const char *value)
{
    return put_text(&q->name, value);
}

static const char *take_labels(struct list_query *q, const char *value)
{
    return put_text(&q->label_selector, value);
}

static const char *take_fingerprint(struct list_query *q, const char *value)
{
    return put_text(&q->fingerprint, value);
}

static const char *take_architecture(struct list_query *q, const char *value)
{
    return put_text(&q->architecture, value);
}

static const char *take_status(struct list_query *q, const char *value)
{
    return put_word(&q->status, value);
}

static const char *take_type(struct list_query *q, const char *value)
{
    return put_word(&q->type, value);
}

static const char *take_bound_to(struct list_query *q, const char *value)
{
    return put_word(&q->bound_to, value);
}

static const char *take_id(struct list_query *q, const char *value)
{
    long long id = 0;
    if (!parse_i64(value, 1, INT64_MAX, &id))
        return T("This is an id.");
    for (int64_t i = 0; i < q->ids; i++)
        if (q->id[i] == id)
            return NULL;
    if (q->ids == QUERY_IDS)
        return T("At most 100 ids are asked for at once.");
    q->id[q->ids++] = id;
    return NULL;
}

static const char *take_deprecated(struct list_query *q, const char *value)
{
    q->include_deprecated = !strcmp(value, "true");
    return q->include_deprecated || !strcmp(value, "false") ? NULL : T("This is true or false.");
}

static const char *ignore(struct list_query *q, const char *value)
{
    (void)q;
    (void)value;
    return NULL;
}

struct taken {
    const char *name;
    unsigned takes; /* 0: every list */
    bool many;
    const char *(*take)(struct list_query *, const char *);
};

static const struct taken known[] = {
    { "page", 0, false, take_page },
    { "per_page", 0, false, take_per_page },
    { "sort", 0, false, take_sort },
    { "name", TAKES_NAME | TAKES_ANY, false, take_name },
    { "label_selector", TAKES_LABELS | TAKES_ANY, false, take_labels },
    { "status", TAKES_STATUS | TAKES_ANY, true, take_status },
    { "id", TAKES_IDS, true, take_id },
    { "type", TAKES_IMAGES | TAKES_ANY, true, take_type },
    { "bound_to", TAKES_IMAGES, true, take_bound_to },
    { "architecture", TAKES_IMAGES | TAKES_ANY, false, take_architecture },
    { "include_deprecated", TAKES_IMAGES, false, take_deprecated },
    { "include_architecture_wildcard", TAKES_ANY, false, ignore },
    { "ip", TAKES_ANY, false, ignore },
    { "fingerprint", TAKES_FINGERPRINT, false, take_fingerprint },
};

static const struct taken *find(const char *name, unsigned takes)
{
    for (size_t i = 0; i < countof(known); i++)
        if (!strcmp(known[i].name, name) && (!known[i].takes || known[i].takes & takes))
            return &known[i];
    return NULL;
}

/* NULL, or what is wrong. */
static const char *check_sorts(struct list_query *q, unsigned takes)
{
    static const char *const plain[] = { "id", "name", "created", NULL };
    static const char *const actions[] = { "id", "command", "status", "started", "finished", NULL };
    const char *const *keys = takes & TAKES_ACTIONS ? actions : plain;
    if (!q->sort[0])
        q->sort[0] = "id";
    for (size_t n = 0; n < QUERY_SORTS && q->sort[n]; n++) {
        bool found = false;
        for (size_t i = 0; keys[i]; i++)
            found |= !strcmp(keys[i], q->sort[n]);
        if (!found)
            return takes & TAKES_ACTIONS ? T("Sort by id, command, status, started or finished.")
                                         : T("Sort by id, name or created.");
    }
    return NULL;
}

/* Where the page begins; false: so deep that only a key leads there. */
static bool place(struct list_query *q)
{
    bool keyed = q->page > PAGE_KEYS;
    bool by_id = !strcmp(q->sort[0], "id") || !strcmp(q->sort[0], "created");
    q->behind = keyed ? q->page - PAGE_KEYS : 0;
    q->offset = keyed ? 0 : (q->page - 1) * q->per_page;
    return keyed ? by_id : q->offset <= PAGE_DEEPEST;
}

/* NULL, or what is wrong with it. */
static const char *take(struct list_query *q, const struct param *p, unsigned takes,
                        bool seen[countof(known)])
{
    const struct taken *t = find(p->name, takes);
    if (!t)
        return T("This is not known here.");
    bool many = t->many || (t->take == take_sort && takes & TAKES_ACTIONS);
    bool again = seen[t - known];
    seen[t - known] = true;
    return again && !many ? T("This was sent twice.") : t->take(q, p->value);
}

enum fault_code list_query_read(struct request *rq, unsigned takes, struct list_query *out)
{
    bool seen[countof(known)] = { false };
    const char *wrong = NULL;
    *out = (struct list_query){ .arena = rq->arena, .page = 1, .per_page = PER_PAGE };
    for (size_t i = 0; i < rq->query.count; i++) {
        wrong = take(out, &rq->query.at[i], takes, seen);
        if (wrong)
            input_error(&rq->errors, rq->query.at[i].name, wrong);
    }
    wrong = check_sorts(out, takes);
    if (wrong)
        input_error(&rq->errors, "sort", wrong);
    if (!rq->errors.count && !place(out))
        input_error(&rq->errors, "page",
                    T("Pages are counted up to row 10,000. From there on follow next_page, sorted "
                      "by id."));
    if (!rq->errors.count)
        return FAULT_OK;
    return fail_field(rq->fault, FAULT_INVALID, rq->errors.at[0].field, "%s: %s",
                      rq->errors.at[0].field, rq->errors.at[0].message);
}
