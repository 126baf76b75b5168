/* SPDX-License-Identifier: Apache-2.0 */
/* Pages of lists and error objects: the frame of every answer. */
#include "web/api/api.h"
#include "base/checks.h"

void json_put(json_t *object, const char *name, json_t *value)
{
    if (json_object_set_new(object, name, value))
        bug("out of memory");
}

void json_add(json_t *array, json_t *value)
{
    if (json_array_append_new(array, value))
        bug("out of memory");
}

/* A sentence that quotes a client may hold what is no text: then it quotes nothing. */
static json_t *sentence(const char *words)
{
    return json_string(utf8_valid(words, strlen(words)) ? words : T("That cannot be read."));
}

void answer_one(struct request *rq, int status, const char *name, json_t *value)
{
    rq->status = status;
    rq->json = json_object();
    json_put(rq->json, name, value);
}

static json_t *number_or_null(int64_t n)
{
    return n > 0 ? json_integer(n) : json_null();
}

static int64_t next_page(const struct list_query *q, int64_t last_id)
{
    bool counted = !q->behind && q->offset + 2 * q->per_page <= PAGE_DEEPEST;
    if (counted || !last_id)
        return q->behind ? 0 : q->page + 1;
    return PAGE_KEYS + last_id;
}

json_t *list_meta(const struct list_query *q, bool more, int64_t last_id, int64_t total)
{
    int64_t last = total >= 0 ? (total + q->per_page - 1) / q->per_page : 0;
    json_t *page = json_object();
    json_put(page, "page", json_integer(q->page));
    json_put(page, "per_page", json_integer(q->per_page));
    json_put(page, "previous_page", number_or_null(q->behind ? 0 : q->page - 1));
    json_put(page, "next_page", number_or_null(more ? next_page(q, last_id) : 0));
    json_put(page, "last_page", total >= 0 ? json_integer(last ? last : 1) : json_null());
    json_put(page, "total_entries", total >= 0 ? json_integer(total) : json_null());
    json_t *object = json_object();
    json_put(object, "pagination", page);
    return object;
}

void answer_page(struct request *rq, const struct list_query *q, const char *name, json_t *rows,
                 bool more, int64_t last_id, int64_t total)
{
    answer_one(rq, 200, name, rows);
    json_put(rq->json, "meta", list_meta(q, more, last_id, total));
}

/* --- lists that are whole in memory --- */

struct sorted {
    json_t *row;
    const json_t *key[QUERY_SORTS];
};

static int compare_keys(const json_t *a, const json_t *b)
{
    if (json_is_integer(a) && json_is_integer(b)) {
        json_int_t x = json_integer_value(a);
        json_int_t y = json_integer_value(b);
        return (x > y) - (x < y);
    }
    return strcmp(json_is_string(a) ? json_string_value(a) : "",
                  json_is_string(b) ? json_string_value(b) : "");
}

static int compare(const void *left, const void *right, void *query)
{
    const struct list_query *q = query;
    const struct sorted *a = left;
    const struct sorted *b = right;
    for (size_t n = 0; n < QUERY_SORTS && q->sort[n]; n++) {
        int order = compare_keys(a->key[n], b->key[n]);
        if (order)
            return q->down[n] ? -order : order;
    }
    return 0;
}

enum fault_code answer_all(struct request *rq, const struct list_query *q, const char *name,
                           json_t *all)
{
    size_t count = json_array_size(all);
    size_t from = (size_t)q->offset;
    size_t end = from + (size_t)q->per_page;
    struct list_query order = *q;
    struct sorted *rows = arena_array(rq->arena, count + 1, sizeof(*rows));
    json_t *page = json_array();
    for (size_t i = 0; i < count; i++) {
        rows[i].row = json_array_get(all, i);
        for (size_t n = 0; n < QUERY_SORTS && q->sort[n]; n++)
            rows[i].key[n] = json_object_get(rows[i].row, q->sort[n]);
    }
    qsort_r(rows, count, sizeof(*rows), compare, &order);
    for (size_t i = from; i < end && i < count; i++)
        json_add(page, json_incref(rows[i].row));
    json_decref(all);
    answer_page(rq, q, name, page, end < count, 0, (int64_t)count);
    return FAULT_OK;
}

/* --- errors --- */

static json_t *wrong_fields(const struct request *rq)
{
    const struct input_errors *errors = &rq->errors;
    json_t *fields = json_array();
    for (int64_t i = 0; i < errors->count; i++)
        json_add(fields, json_pack("{s:o, s:[o]}", "name", sentence(errors->at[i].field),
                                   "messages", sentence(errors->at[i].message)));
    if (!errors->count)
        json_add(fields, json_pack("{s:o, s:[o]}", "name", sentence(rq->fault->field), "messages",
                                   sentence(fault_words(rq->fault, rq->arena))));
    json_t *details = json_object();
    json_put(details, "fields", fields);
    return details;
}

/* What went wrong inside is for our log alone. */
static const char *words_of(const struct request *rq)
{
    const struct fault *f = rq->fault;
    bool told = f->id && *f->id;
    if (told &&
        (fault_http(f->code) < 500 || f->code == FAULT_DATABASE || f->code == FAULT_TIMEOUT))
        return fault_words(f, rq->arena);
    return f->code == FAULT_MISSING ? T("There is no such thing here.")
                                    : T("Something went wrong here. Try again in a minute.");
}

enum fault_code api_fault_page(struct request *rq)
{
    const struct fault *f = rq->fault;
    bool fields = rq->errors.count || f->field;
    json_t *error = json_object();
    json_put(error, "code", json_string(fault_api_code(f->code)));
    json_put(error, "message", sentence(words_of(rq)));
    json_put(error, "details", fields ? wrong_fields(rq) : json_null());
    answer_one(rq, fault_http(f->code), "error", error);
    if (f->code == FAULT_SIGNED_OUT)
        request_header(rq, "WWW-Authenticate", "Bearer");
    return FAULT_OK;
}

enum fault_code no_body(const struct request *rq)
{
    if (!rq->sent || (json_is_object(rq->sent) && !json_object_size(rq->sent)))
        return FAULT_OK;
    return fail(rq->fault, FAULT_INVALID, T("This takes no fields."));
}
