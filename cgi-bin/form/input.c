/* SPDX-License-Identifier: Apache-2.0 */
/* Both sources give text or a number; the checks below see no difference. */
#include "form/input.h"
#include <inttypes.h>
#include "base/figures.h"
#include "base/words.h"

enum { JSON_MAX_DEPTH = 32 };

const struct field field_error_view[] = {
    TEXT(struct field_error, field),
    TEXT(struct field_error, message),
    FIELDS_END,
};

const char *params_get(const struct params *p, const char *name)
{
    for (size_t i = 0; i < p->count; i++)
        if (!strcmp(p->at[i].name, name))
            return p->at[i].value;
    return NULL;
}

void input_error(struct input_errors *errors, const char *field, const char *message)
{
    if (errors->count < (int64_t)countof(errors->at))
        errors->at[errors->count++] = (struct field_error){ field, tr(message) };
}

const char *input_error_of(const struct input_errors *errors, const char *field)
{
    for (int64_t i = 0; i < errors->count; i++)
        if (!strcmp(errors->at[i].field, field))
            return errors->at[i].message;
    return "";
}

/* Said in the reader's language here: once filled, the catalogue does not know it. */
static const char *too_short(struct arena *a, long long least)
{
    return arena_printf(a,
                        trn("This needs at least %lld character.",
                            "This needs at least %lld characters.", least),
                        least);
}

static const char *too_long(struct arena *a, long long most)
{
    return arena_printf(a,
                        trn("This has at most %lld character.", "This has at most %lld characters.",
                            most),
                        most);
}

static const char *check_text(struct arena *a, const struct field *fl, const char *s, size_t len)
{
    size_t max = fl->max ? (size_t)fl->max : 255;
    if (strlen(s) != len || !utf8_valid(s, len))
        return T("This holds characters that cannot be stored.");
    if (len < (size_t)fl->min)
        return too_short(a, fl->min);
    if (len > max)
        return too_long(a, (long long)max);
    return len && fl->check ? fl->check(s) : NULL;
}

static const char *put_text(struct arena *a, const struct field *fl, const char *s, size_t len,
                            char *slot)
{
    const char *wrong = check_text(a, fl, s, len);
    const char *copy = arena_strndup(a, s, len);
    memcpy(slot, &copy, sizeof(copy));
    return wrong;
}

static char *number_words(struct arena *a, enum field_type type, int64_t n)
{
    return type == FIELD_BYTES   ? figure_words(a, figure_typed_bytes, n)
           : type == FIELD_MONEY ? figure_words(a, figure_typed_money, n)
                                 : arena_printf(a, "%" PRId64, n);
}

static const char *put_number(struct arena *a, const struct field *fl, int64_t n, char *slot)
{
    if (n < fl->min || n > fl->max)
        return arena_printf(a, tr("This must be %s to %s."), number_words(a, fl->type, fl->min),
                            number_words(a, fl->type, fl->max));
    memcpy(slot, &n, sizeof(n));
    return NULL;
}

static const char *put_word(const struct field *fl, const char *s, char *slot)
{
    int at = word_find(fl->words, fl->word_count, s);
    unsigned value = (unsigned)at;
    if (at < 0)
        return T("Choose one of the list.");
    memcpy(slot, &value, sizeof(value));
    return NULL;
}

static const char *put_id(struct ids *ids, long long id)
{
    if (ids->count == IDS_MAX)
        return T("Too many are chosen.");
    ids->id[ids->count++] = id;
    return NULL;
}

static const char *put_param(struct arena *a, const struct field *fl, const struct param *p,
                             void *out)
{
    char *slot = (char *)out + fl->off;
    long long n = 0;
    bool yes = true;
    switch (fl->type) {
    case FIELD_TEXT: return put_text(a, fl, p->value, p->len, slot);
    case FIELD_BOOL:
        if (strcmp(p->value, "1"))
            return T("This is either ticked or not.");
        memcpy(slot, &yes, sizeof(yes));
        return NULL;
    case FIELD_I64:
        if (!parse_i64(p->value, INT64_MIN, INT64_MAX, &n))
            return T("This must be a whole number.");
        return put_number(a, fl, n, slot);
    case FIELD_IDS:
        if (!parse_i64(p->value, 1, INT64_MAX, &n))
            return T("This must be a whole number.");
        return put_id((struct ids *)(void *)slot, n);
    case FIELD_BYTES:
        if (!parse_bytes(p->value, &n))
            return T("A size is like 512 MB or 4 GB.");
        return put_number(a, fl, n, slot);
    case FIELD_MONEY:
        if (!parse_money(p->value, &n))
            return T("A price is like 2.90, with at most six decimals.");
        return put_number(a, fl, n, slot);
    case FIELD_STATE: return put_word(fl, p->value, slot);
    case FIELD_END:
    case FIELD_TIME:
    case FIELD_GROUP:
    case FIELD_LIST: break;
    }
    bug("field %s cannot come from a form", fl->name);
}

char *input_words(struct arena *a, const struct field *fl, const void *base)
{
    const void *slot = field_at(fl, base);
    int64_t n = 0;
    unsigned word = 0;
    const char *s = NULL;
    switch (fl->type) {
    case FIELD_TEXT: memcpy(&s, slot, sizeof(s)); break;
    case FIELD_BOOL: s = *(const bool *)slot ? "1" : ""; break;
    case FIELD_STATE:
        memcpy(&word, slot, sizeof(word));
        s = word < fl->word_count ? fl->words[word].code : "";
        break;
    default: memcpy(&n, slot, sizeof(n)); return number_words(a, fl->type, n);
    }
    return arena_strdup(a, s ? s : "");
}

static bool listed(const char *const *names, const char *name)
{
    for (; names && *names; names++)
        if (!strcmp(*names, name))
            return true;
    return false;
}

static enum fault_code verdict(struct fault *f, const struct input_errors *errors)
{
    if (!errors->count)
        return FAULT_OK;
    return fail_field(f, FAULT_INVALID, errors->at[0].field, "%s", errors->at[0].message);
}

static void check_missing(struct arena *a, const struct field *form, const bool *seen,
                          struct input_errors *errors)
{
    for (size_t i = 0; form[i].type != FIELD_END; i++) {
        const char *label = form[i].label;
        if (form[i].required && !seen[i])
            input_error(errors, form[i].name,
                        label ? arena_printf(a, tr("%s is needed."), tr(label))
                              : T("This is needed."));
    }
}

enum fault_code input_from_params(struct fault *f, struct arena *a, const struct field *form,
                                  const struct params *p, const char *const *skip, void *out,
                                  struct input_errors *errors)
{
    bool seen[64] = { false };
    for (size_t i = 0; i < p->count; i++) {
        const struct param *one = &p->at[i];
        if (listed(skip, one->name))
            continue;
        const struct field *fl = field_find(form, one->name, strlen(one->name));
        if (!fl) {
            input_error(errors, one->name, T("This field is not known here."));
            continue;
        }
        bool empty = !one->len;
        if (seen[fl - form] && fl->type != FIELD_IDS)
            input_error(errors, fl->name, T("This was sent twice."));
        else if (!empty || !fl->required) {
            const char *wrong = empty && fl->type != FIELD_TEXT ? NULL : put_param(a, fl, one, out);
            if (wrong)
                input_error(errors, fl->name, wrong);
        }
        seen[fl - form] |= !empty;
    }
    check_missing(a, form, seen, errors);
    return verdict(f, errors);
}

static const char *put_json_ids(struct ids *ids, json_t *array)
{
    size_t i = 0;
    json_t *one = NULL;
    json_array_foreach(array, i, one) {
        if (!json_is_integer(one) || json_integer_value(one) < 1)
            return T("This must be a list of ids.");
        const char *wrong = put_id(ids, json_integer_value(one));
        if (wrong)
            return wrong;
    }
    return NULL;
}

static bool is_number(const struct field *fl)
{
    return fl->type == FIELD_I64 || fl->type == FIELD_BYTES;
}

static const char *put_json(struct arena *a, const struct field *fl, json_t *v, void *out)
{
    char *slot = (char *)out + fl->off;
    if (fl->type == FIELD_TEXT && json_is_string(v))
        return put_text(a, fl, json_string_value(v), json_string_length(v), slot);
    if (json_is_integer(v) && is_number(fl))
        return put_number(a, fl, json_integer_value(v), slot);
    if (json_is_string(v) &&
        fl->type == FIELD_MONEY) { /* "9.90": a number would be cut to floats */
        struct param typed = { fl->name, json_string_value(v), json_string_length(v) };
        return put_param(a, fl, &typed, out);
    }
    if (json_is_string(v) && fl->type == FIELD_STATE)
        return put_word(fl, json_string_value(v), slot);
    if (fl->type == FIELD_BOOL && json_is_boolean(v)) {
        bool yes = json_is_true(v);
        memcpy(slot, &yes, sizeof(yes));
        return NULL;
    }
    if (fl->type == FIELD_IDS && json_is_array(v))
        return put_json_ids((struct ids *)(void *)slot, v);
    return T("This has the wrong type.");
}

enum fault_code input_from_json(struct fault *f, struct arena *a, const struct field *form,
                                json_t *object, void *out, struct input_errors *errors)
{
    bool seen[64] = { false };
    const char *name = NULL;
    json_t *v = NULL;
    if (!json_is_object(object))
        return fail(f, FAULT_MALFORMED, T("The body must be a JSON object."));
    json_object_foreach(object, name, v) {
        const struct field *fl = field_find(form, name, strlen(name));
        const char *wrong = fl ? NULL : T("This field is not known here.");
        if (fl && !json_is_null(v)) {
            wrong = put_json(a, fl, v, out);
            seen[fl - form] = true;
        }
        if (wrong)
            input_error(errors, fl ? fl->name : arena_strdup(a, name), wrong);
    }
    check_missing(a, form, seen, errors);
    return verdict(f, errors);
}

static bool too_deep(const char *s, size_t len)
{
    int depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < len; i++) {
        if (quoted) {
            if (s[i] == '\\')
                i++;
            else if (s[i] == '"')
                quoted = false;
        } else if (s[i] == '"')
            quoted = true;
        else if (s[i] == '{' || s[i] == '[') {
            if (++depth > JSON_MAX_DEPTH)
                return true;
        } else if (s[i] == '}' || s[i] == ']')
            depth--;
    }
    return false;
}

enum fault_code input_parse_json(struct fault *f, const char *body, size_t len, json_t **out)
{
    json_error_t why;
    if (too_deep(body, len))
        return fail(f, FAULT_MALFORMED, T("The JSON is nested too deeply."));
    *out = json_loadb(body, len, JSON_REJECT_DUPLICATES, &why);
    if (!*out)
        return fail(f, FAULT_MALFORMED, T("The body is not valid JSON (line %d): %s."), why.line,
                    why.text);
    return FAULT_OK;
}

void input_drop_json(json_t **j)
{
    json_decref(*j);
    *j = NULL;
}
