/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The filter language: words with blanks between, "in quotes" where a value has
 * one itself. Each becomes a condition with bound values; nothing that was typed
 * becomes part of a statement.
 */
#include <strings.h>
#include "base/clock.h"
#include "base/zone.h"
#include "store/list_parts.h"

struct typed {
    const char *name;
    const char *value;
    enum list_op op;
};

bool list_column_open(const struct scope *who, const struct list_column *c)
{
    return !c->provider_only || scope_is_everything(who);
}

const struct list_column *list_column(const struct list_noun *noun, const char *name)
{
    for (size_t i = 0; i < noun->count; i++)
        if (!strcmp(noun->column[i].name, name))
            return &noun->column[i];
    return NULL;
}

static bool can_filter(const struct scope *who, const struct list_column *c)
{
    return (c->sql || c->pair_table) && list_column_open(who, c);
}

static enum fault_code wrong(const struct db *db, const char *sentence, const char *what)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    return fail_field(db->fault, FAULT_INVALID, "filter", sentence, what);
#pragma GCC diagnostic pop
}

static enum fault_code no_column(const struct db *db, const struct scope *who,
                                 const struct list_noun *noun, const char *name)
{
    struct text t;
    text_init(&t, db->arena, FAULT_ARG_LEN - 1);
    for (size_t i = 0; i < noun->count; i++)
        if (can_filter(who, &noun->column[i]))
            text_addf(&t, "%s%s", t.len ? ", " : "", noun->column[i].name);
    return fail_field(db->fault, FAULT_INVALID, "filter",
                      T("%s is nothing to filter by here. There is: %s."), name, text_str(&t));
}

/* --- values ------------------------------------------------------------------------------- */

static const char *escape_like(struct arena *a, const char *s, size_t len)
{
    struct text t;
    text_init(&t, a, 2 * LIST_FILTER_MAX + 2);
    for (size_t i = 0; i < len; i++)
        text_addf(&t, "%s%c", strchr("%_\\", s[i]) ? "\\" : "", s[i]);
    text_add(&t, "%");
    return text_str(&t);
}

static enum fault_code read_words(const struct db *db, const struct typed *t, struct list_word *w)
{
    size_t len = strlen(t->value);
    bool begins = t->op == OP_EQUAL && len && t->value[len - 1] == '*';
    w->op = begins ? OP_BEGINS : t->op;
    w->arg[0] = arg_text(begins ? escape_like(db->arena, t->value, len - 1) : t->value);
    if (t->op != OP_EQUAL)
        return wrong(db, T("%s is compared by a colon."), t->name);
    return FAULT_OK;
}

static enum fault_code read_word(const struct db *db, const struct typed *t, struct list_word *w)
{
    const struct list_column *c = w->column;
    struct text known;
    text_init(&known, db->arena, FAULT_ARG_LEN - 1);
    for (size_t i = 0; i < c->word_count; i++) {
        if (!c->words[i].code)
            continue;
        if (t->op == OP_EQUAL && !strcasecmp(c->words[i].code, t->value)) {
            w->arg[0] = arg_i64((int64_t)i);
            return FAULT_OK;
        }
        text_addf(&known, "%s%s", known.len ? ", " : "", c->words[i].code);
    }
    return fail_field(db->fault, FAULT_INVALID, "filter", T("%s is one of: %s."), t->name,
                      text_str(&known));
}

/* Digits with a dot, and what follows them; false: there are none, or too many. */
static bool read_decimal(const char *s, int64_t unit, int64_t *out, const char **rest)
{
    int64_t n = 0;
    int64_t part = 0;
    int64_t of = 1;
    const char *p = s;
    for (; *p >= '0' && *p <= '9'; p++)
        if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, *p - '0', &n))
            return false;
    bool any = p > s;
    if (any && *p == '.')
        for (p++; *p >= '0' && *p <= '9' && of < 1000000; p++, of *= 10)
            part = part * 10 + (*p - '0');
    *rest = p;
    if (!any || __builtin_mul_overflow(n, unit, &n))
        return false;
    /* no unit is above 2^40, so the product is less than that times a million */
    return !__builtin_add_overflow(n, part * unit / of, out);
}

static bool read_bytes(const char *s, int64_t *out)
{
    static const char *const units[] = { "", "K", "M", "G", "T" };
    const char *end = s + strspn(s, "0123456789.");
    size_t len = strlen(end);
    if (len && strchr("bB", end[len - 1]))
        len--;
    for (size_t i = 0; i < countof(units); i++)
        if (len == strlen(units[i]) && !strncasecmp(end, units[i], len)) {
            const char *rest = NULL;
            return read_decimal(s, INT64_C(1) << 10 * i, out, &rest) && rest == end;
        }
    return false;
}

static bool read_duration(const char *s, int64_t *out)
{
    static const struct {
        const char *unit;
        int64_t us;
    } units[] = { { "s", 1000000 },
                  { "", 1000000 },
                  { "ms", 1000 },
                  { "m", INT64_C(60) * 1000000 },
                  { "h", INT64_C(3600) * 1000000 },
                  { "d", INT64_C(86400) * 1000000 } };
    const char *end = s + strspn(s, "0123456789.");
    for (size_t i = 0; i < countof(units); i++)
        if (!strcmp(units[i].unit, end)) {
            const char *rest = NULL;
            return read_decimal(s, units[i].us, out, &rest) && rest == end;
        }
    return false;
}

static enum fault_code read_number(const struct db *db, const struct typed *t, struct list_word *w)
{
    int64_t n = 0;
    const char *rest = "";
    enum column_kind kind = w->column->kind;
    bool good = false;
    if (kind == COLUMN_BYTES)
        good = read_bytes(t->value, &n);
    else if (kind == COLUMN_DURATION)
        good = read_duration(t->value, &n);
    else
        good = read_decimal(t->value, kind == COLUMN_MONEY ? 1000000 : 1, &n, &rest) && !*rest;
    w->arg[0] = arg_i64(n);
    if (good)
        return FAULT_OK;
    return wrong(db,
                 kind == COLUMN_BYTES      ? T("%s is a size, such as 4GB.")
                 : kind == COLUMN_DURATION ? T("%s is a time, such as 5s, 2m or 1h.")
                                           : T("%s is a number, such as 5."),
                 t->name);
}

/* "2h": that long ago. */
static bool read_ago(const char *s, int64_t *out)
{
    static const struct {
        char unit;
        int64_t seconds;
    } units[] = { { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 'w', 604800 } };
    size_t len = strlen(s);
    long long n = 0;
    char number[8] = "";
    if (len < 2 || len > sizeof(number))
        return false;
    memcpy(number, s, len - 1);
    for (size_t i = 0; i < countof(units); i++)
        if (units[i].unit == s[len - 1] && parse_i64(number, 0, 99999, &n)) {
            *out = clock_now() - n * units[i].seconds * 1000000;
            return *out >= 0;
        }
    return false;
}

static enum fault_code read_time(const struct db *db, const struct typed *t, struct list_word *w)
{
    int64_t from = 0;
    int64_t end = 0;
    if (!read_ago(t->value, &from) && !zone_read(t->value, &from, &end))
        return wrong(db, T("%s is a time, such as 2026-01-01, 2026-01-01T14:30 or 7d (ago)."),
                     t->name);
    if (end > CLOCK_LAST)
        return wrong(db, T("%s is too far away."), t->name);
    w->arg[0] = arg_text(clock_sql(db->arena, from));
    if (t->op == OP_EQUAL) {
        w->op = OP_WITHIN;
        w->arg[1] = arg_text(clock_sql(db->arena, end));
        w->args = 2;
    }
    return FAULT_OK;
}

const struct field list_offer_view[] = { TEXT(struct list_offer, name), FIELDS_END };

enum fault_code list_offers(const struct db *db, const struct scope *who,
                            const struct list_column *c, struct list *out)
{
    *out = (struct list){ .count = 0 };
    if (!c->offers || !list_column_open(who, c))
        return FAULT_OK;
    if (who->account != SCOPE_ANY && c->own_offers)
        return db_all(db, c->own_offers, out, ARGS(ARG(who->account)));
    /* a reseller has no such list yet, and sees no more than its customers may */
    if (who->reseller != SCOPE_ANY && c->own_offers)
        return FAULT_OK;
    return db_all(db, c->offers, out, NO_ARGS);
}

/* A name that is several's is told, with their numbers: whoever typed it meant one of them. */
static enum fault_code one_of(const struct db *db, const struct scope *who, const struct typed *t,
                              const struct list *found, struct list_word *w)
{
    const struct number *row = found->rows;
    struct text numbers;
    if (found->count)
        w->arg[0] = ARG(row[0].n);
    if (!found->count)
        return FAULT_MISSING;
    if (found->count == 1 || !scope_is_everything(who))
        return FAULT_OK;
    text_init(&numbers, db->arena, FAULT_ARG_LEN - 1);
    for (int64_t i = 0; i < found->count; i++)
        text_addf(&numbers, "%s%s:#%lld", i ? ", " : "", t->name, (long long)row[i].n);
    return fail_field(db->fault, FAULT_INVALID, "filter",
                      T("Several are called %s: %s. RESELLER/NAME is one of them, /NAME yours."),
                      t->value, text_str(&numbers));
}

/* "Acme", "North/Acme", "/Acme", "#12" */
static enum fault_code read_shared(const struct db *db, const struct scope *who,
                                   const struct typed *t, struct list_word *w)
{
    struct list found;
    const struct list_column *c = w->column;
    const char *slash = strchr(t->value, '/');
    long long id = 0;
    w->arg[0] = arg_i64(0);
    if (t->value[0] == '#' && parse_i64(t->value + 1, 1, INT64_MAX, &id)) {
        w->arg[0] = arg_i64(id);
        return FAULT_OK;
    }
    enum fault_code rc = db_all(db, c->ref, &found, ARGS(ARG(t->value)));
    if (!rc && !found.count && slash) {
        const char *reseller = arena_strndup(db->arena, t->value, (size_t)(slash - t->value));
        rc = db_all(db, c->ref_below, &found, ARGS(ARG(slash + 1), ARG(reseller)));
    }
    return rc ? rc : one_of(db, who, t, &found, w);
}

/* To whom it is not all open, what is not there and what is another's are one: no row fits. */
static enum fault_code read_ref(const struct db *db, const struct scope *who, const struct typed *t,
                                struct list_word *w)
{
    struct number found = { 0 };
    const struct list_column *c = w->column;
    bool own = c->own_ref && who->account != SCOPE_ANY;
    if (t->op != OP_EQUAL)
        return wrong(db, T("%s is compared by a colon."), t->name);
    enum fault_code rc = FAULT_OK;
    if (!own && c->ref_below) {
        rc = read_shared(db, who, t, w);
    } else {
        rc = own ? db_one(db, c->own_ref, &found, ARGS(ARG(t->value), ARG(who->account)))
                 : db_one(db, c->ref, &found, ARGS(ARG(t->value)));
        w->arg[0] = ARG(found.n);
    }
    if (rc != FAULT_MISSING)
        return rc;
    if (!scope_is_everything(who)) {
        fault_clear(db->fault);
        return FAULT_OK;
    }
    return fail_field(db->fault, FAULT_INVALID, "filter", T("There is no %s called %s here."),
                      t->name, t->value);
}

static enum fault_code read_pair(const struct db *db, const struct typed *t, struct list_word *w)
{
    const char *sign = strchr(t->value, '=');
    if (t->op != OP_EQUAL || !sign || sign == t->value)
        return wrong(db, T("%s is asked for as NAME=VALUE."), t->name);
    w->op = OP_PAIR;
    w->arg[0] = arg_text(arena_strndup(db->arena, t->value, (size_t)(sign - t->value)));
    w->arg[1] = arg_text(sign + 1);
    w->args = 2;
    return FAULT_OK;
}

static enum fault_code read_typed(const struct db *db, const struct scope *who,
                                  const struct typed *t, struct list_word *w)
{
    w->op = t->op;
    w->args = 1;
    switch (w->column->kind) {
    case COLUMN_TEXT: return read_words(db, t, w);
    case COLUMN_WORD: return read_word(db, t, w);
    case COLUMN_NUMBER:
    case COLUMN_BYTES:
    case COLUMN_MONEY:
    case COLUMN_DURATION: return read_number(db, t, w);
    case COLUMN_TIME: return read_time(db, t, w);
    case COLUMN_REF: return read_ref(db, who, t, w);
    case COLUMN_PAIR: return read_pair(db, t, w);
    }
    bug("a column of no kind: %s", w->column->name);
}

/* --- words ------------------------------------------------------------------------------- */

/* The next word with its quotes taken away, and *text as it was typed; NULL: no more. */
static const char *next_word(const struct db *db, const char **s, const char **text)
{
    const char *p = *s + strspn(*s, " ");
    const char *begin = p;
    struct text t;
    text_init(&t, db->arena, LIST_FILTER_MAX + 1);
    for (bool quoted = false; *p && (quoted || *p != ' '); p++) {
        if (*p == '"')
            quoted = !quoted;
        else
            text_addn(&t, p, 1);
    }
    *text = arena_strndup(db->arena, begin, (size_t)(p - begin));
    *s = p;
    return p > begin ? text_str(&t) : NULL;
}

static struct typed split(struct arena *a, const char *word)
{
    static const struct {
        const char *sign;
        enum list_op op;
    } ops[] = {
        { ":", OP_EQUAL }, { ">=", OP_FROM }, { "<=", OP_TO }, { ">", OP_ABOVE }, { "<", OP_BELOW }
    };
    size_t len = strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789_");
    for (size_t i = 0; len && i < countof(ops); i++) {
        size_t sign = strlen(ops[i].sign);
        if (!strncmp(word + len, ops[i].sign, sign))
            return (struct typed){ arena_strndup(a, word, len), word + len + sign, ops[i].op };
    }
    return (struct typed){ .value = word };
}

bool list_is_ascii(const char *s)
{
    for (; *s; s++)
        if ((unsigned char)*s > 0x7e)
            return false;
    return true;
}

/* What a bare word is the beginning of: the first column that is a text. */
static const struct list_column *bare_column(const struct scope *who, const struct list_noun *noun)
{
    for (size_t i = 0; i < noun->count; i++)
        if (noun->column[i].kind == COLUMN_TEXT && can_filter(who, &noun->column[i]))
            return &noun->column[i];
    return NULL;
}

static enum fault_code read_one(const struct db *db, const struct scope *who,
                                const struct list_noun *noun, const char *word, struct list_word *w)
{
    struct typed t = split(db->arena, word);
    if (!t.name) {
        w->column = bare_column(who, noun);
        t.name = w->column ? w->column->name : "";
        t.value = arena_printf(db->arena, "%s*", t.value);
    } else {
        w->column = list_column(noun, t.name);
    }
    if (!w->column || !can_filter(who, w->column))
        return no_column(db, who, noun, t.name);
    if (!*t.value)
        return wrong(db, T("%s needs a value."), t.name);
    if (w->column->ascii && !list_is_ascii(t.value))
        return wrong(db, T("%s has nothing but ASCII letters, digits and signs."), t.name);
    return read_typed(db, who, &t, w);
}

enum fault_code list_filter_read(const struct db *db, const struct scope *who,
                                 const struct list_noun *noun, const char *filter,
                                 struct list_words *out)
{
    const char *word = NULL;
    const char *text = NULL;
    *out = (struct list_words){ .count = 0 };
    if (!filter)
        return FAULT_OK;
    if (strlen(filter) > LIST_FILTER_MAX)
        return fail_field(db->fault, FAULT_INVALID, "filter",
                          T("A filter has at most %d characters."), LIST_FILTER_MAX);
    while ((word = next_word(db, &filter, &text)) != NULL) {
        if (out->count == LIST_WISHES)
            return fail_field(db->fault, FAULT_INVALID, "filter",
                              T("A filter has at most %d words."), LIST_WISHES);
        struct list_word *w = &out->at[out->count++];
        enum fault_code rc = read_one(db, who, noun, word, w);
        if (rc)
            return rc;
        w->text = text;
    }
    return FAULT_OK;
}
