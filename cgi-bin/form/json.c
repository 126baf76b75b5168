/* SPDX-License-Identifier: Apache-2.0 */
/* jansson fails only without memory or for text that is no UTF-8; the latter becomes null. */
#include "form/json.h"
#include <string.h>
#include "base/clock.h"
#include "base/fault.h"

static json_t *or_null(json_t *made)
{
    return made ? made : json_null();
}

static json_t *text_json(const char *s)
{
    return or_null(s ? json_string(s) : NULL);
}

static json_t *ids_json(const struct ids *ids)
{
    json_t *array = json_array();
    for (int64_t i = 0; i < ids->count; i++)
        if (json_array_append_new(array, json_integer(ids->id[i])))
            bug("out of memory");
    return array;
}

static json_t *member_json(struct arena *a, const struct field *fl, const void *at)
{
    int64_t n = 0;
    unsigned state = 0;
    bool yes = false;
    const char *s = NULL;
    switch (fl->type) {
    case FIELD_TEXT: memcpy(&s, at, sizeof(s)); return text_json(s);
    case FIELD_I64:
    case FIELD_BYTES:
    case FIELD_MONEY: memcpy(&n, at, sizeof(n)); return json_integer(n);
    case FIELD_TIME: memcpy(&n, at, sizeof(n)); return text_json(n ? clock_iso(a, n) : NULL);
    case FIELD_BOOL: memcpy(&yes, at, sizeof(yes)); return json_boolean(yes);
    case FIELD_STATE:
        memcpy(&state, at, sizeof(state));
        return text_json(state < fl->word_count ? fl->words[state].code : NULL);
    case FIELD_GROUP: return json_of(a, fl->sub, at);
    case FIELD_LIST: return json_of_list(a, fl->sub, fl->size, at);
    case FIELD_IDS: return ids_json(at);
    case FIELD_END: break;
    }
    bug("field %s has no JSON", fl->name);
}

json_t *json_of(struct arena *a, const struct field *fields, const void *data)
{
    json_t *object = json_object();
    for (const struct field *fl = fields; fl->type != FIELD_END; fl++)
        if (json_object_set_new(object, fl->name, member_json(a, fl, field_at(fl, data))))
            bug("out of memory");
    return object;
}

json_t *json_of_list(struct arena *a, const struct field *row_fields, size_t row_size,
                     const struct list *list)
{
    json_t *array = json_array();
    const char *row = list->rows;
    for (int64_t i = 0; i < list->count; i++, row += row_size)
        if (json_array_append_new(array, json_of(a, row_fields, row)))
            bug("out of memory");
    return array;
}
