/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Field tables as JSON sees them, both ways, and permissions' words. That each
 * form of a route holds its bounds is tried with the routes; here is what the
 * table itself promises.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours is a function */
#include <stdlib.h>
#include <string.h>
#include "base/permission.h"
#include "base/text.h"
#include "base/words.h"
#include "form/csv.h"
#include "form/input.h"
#include "form/json.h"

static struct arena *arena;
static struct fault fault;

static const struct word light_words[] = { { "off", "It is off", "" }, { "on", "It is on", "" } };

struct row {
    int64_t id;
    const char *name;
};
static const struct field row_view[] = { I64(struct row, id), TEXT(struct row, name), FIELDS_END };

struct thing {
    const char *name;
    const char *secret; /* has no entry */
    int64_t number;
    int64_t memory;
    int64_t price;
    int64_t made_at;
    bool ready;
    unsigned state;
    struct row box;
    struct list rows;
    struct ids ids;
};
static const struct field thing_view[] = {
    TEXT(struct thing, name),
    I64(struct thing, number),
    BYTES(struct thing, memory),
    MONEY(struct thing, price),
    TIME(struct thing, made_at),
    BOOL(struct thing, ready),
    STATE(struct thing, state, light_words),
    GROUP(struct thing, box, struct row, row_view),
    LIST(struct thing, rows, struct row, row_view),
    IDS(struct thing, ids),
    FIELDS_END,
};

static void is_json(json_t *made, const char *expected)
{
    struct text out;
    char *s = json_dumps(made, JSON_COMPACT);
    text_init(&out, arena, 1 << 16);
    text_add(&out, s);
    free(s);
    json_decref(made);
    assert_string_equal(text_str(&out), expected);
}

static void a_struct_becomes_an_object(void **state)
{
    static const struct row rows[] = { { 1, "a" }, { 2, "b\"\xc3\xa9" } };
    struct thing thing = { .name = "web",
                           .secret = "hidden",
                           .number = INT64_MAX,
                           .memory = INT64_C(1) << 30,
                           .price = 3200000,
                           .made_at = INT64_C(1795469400123456),
                           .ready = true,
                           .state = 1,
                           .box = { 9, "in" },
                           .rows = { rows, 2 },
                           .ids = { .id = { 4, 5 }, .count = 2 } };
    (void)state;
    is_json(json_of(arena, thing_view, &thing),
            "{\"name\":\"web\",\"number\":9223372036854775807,\"memory\":1073741824,"
            "\"price\":3200000,\"made_at\":\"2026-11-23T21:30:00+00:00\",\"ready\":true,"
            "\"state\":\"on\",\"box\":{\"id\":9,\"name\":\"in\"},"
            "\"rows\":[{\"id\":1,\"name\":\"a\"},{\"id\":2,\"name\":\"b\\\"\xc3\xa9\"}],"
            "\"ids\":[4,5]}");
}

static void what_is_not_there_is_null_or_empty(void **state)
{
    struct thing thing = { .state = 7 };
    struct list none = { NULL, 0 };
    (void)state;
    is_json(json_of(arena, thing_view, &thing),
            "{\"name\":null,\"number\":0,\"memory\":0,\"price\":0,\"made_at\":null,"
            "\"ready\":false,\"state\":null,\"box\":{\"id\":0,\"name\":null},\"rows\":[],"
            "\"ids\":[]}");
    is_json(json_of_list(arena, row_view, sizeof(struct row), &none), "[]");
    thing.name = "\xff not UTF-8";
    json_t *object = json_of(arena, thing_view, &thing);
    assert_true(json_is_null(json_object_get(object, "name")));
    json_decref(object);
}

struct entry {
    const char *name;
    int64_t size;
    bool ready;
    struct ids keys;
};
static const struct field entry_form[] = {
    TEXT(struct entry, name, .required = true, .min = 2, .max = 5, .check = check_hostname),
    I64(struct entry, size, .min = 1, .max = 9),
    BOOL(struct entry, ready),
    IDS(struct entry, keys),
    FIELDS_END,
};

static void json_is_held_to_the_table(void **state)
{
    static const struct {
        const char *body, *field; /* NULL: it is good */
    } cases[] = {
        { "{\"name\":\"web\"}", NULL },
        { "{\"name\":\"web\",\"size\":9,\"ready\":true,\"keys\":[1]}", NULL },
        { "{\"name\":\"web\",\"size\":null}", NULL },
        { "{\"name\":null}", "name" },
        { "{\"name\":\"w\"}", "name" },
        { "{\"name\":\"webweb\"}", "name" },
        { "{\"name\":\"w b\"}", "name" },
        { "{\"name\":[\"web\"]}", "name" },
        { "{\"name\":\"web\",\"size\":10}", "size" },
        { "{\"name\":\"web\",\"size\":0}", "size" },
        { "{\"name\":\"web\",\"size\":\"1\"}", "size" },
        { "{\"name\":\"web\",\"size\":1.0}", "size" },
        { "{\"name\":\"web\",\"ready\":1}", "ready" },
        { "{\"name\":\"web\",\"keys\":1}", "keys" },
        { "{\"name\":\"web\",\"keys\":[0]}", "keys" },
        { "{\"name\":\"web\",\"keys\":[\"1\"]}", "keys" },
        { "{\"name\":\"web\",\"else\":1}", "else" },
    };
    (void)state;
    for (size_t i = 0; i < countof(cases); i++) {
        struct entry entry = { 0 };
        struct input_errors errors = { 0 };
        OWNED(input_drop_json) json_t *sent = NULL;
        assert_int_equal(input_parse_json(&fault, cases[i].body, strlen(cases[i].body), &sent),
                         FAULT_OK);
        enum fault_code rc = input_from_json(&fault, arena, entry_form, sent, &entry, &errors);
        assert_int_equal(rc, cases[i].field ? FAULT_INVALID : FAULT_OK);
        if (rc)
            assert_string_equal(fault.field, cases[i].field);
        else
            assert_string_equal(entry.name, "web");
    }
}

/* With its number in it, a sentence is in no catalogue: it is looked up before. */
static void bounds_are_said_in_the_readers_words(void **state)
{
    static const struct {
        const char *language, *name, *value, *words;
    } cases[] = {
        { "en", "name", "w", "This needs at least 2 characters." },
        { "en", "name", "webweb", "This has at most 5 characters." },
        { "en", "one", "ab", "This has at most 1 character." },
        { "de", "name", "w", "Hier stehen mindestens 2 Zeichen." },
        { "de", "one", "ab", "Hier steht höchstens 1 Zeichen." },
        { "de", "size", "10", "Das muss zwischen 1 und 9 liegen." },
    };
    static const struct field form[] = {
        TEXT(struct entry, name, .min = 2, .max = 5),
        I64(struct entry, size, .min = 1, .max = 9),
        { .name = "one", .type = FIELD_TEXT, .off = offsetof(struct entry, name), .max = 1 },
        FIELDS_END,
    };
    (void)state;
    for (size_t i = 0; i < countof(cases); i++) {
        struct entry entry = { 0 };
        struct input_errors errors = { 0 };
        struct param sent = { cases[i].name, cases[i].value, strlen(cases[i].value) };
        struct params params = { .count = 1 };
        params.at = &sent;
        words_use(cases[i].language);
        assert_int_equal(input_from_params(&fault, arena, form, &params, NULL, &entry, &errors),
                         FAULT_INVALID);
        words_use(NULL);
        assert_string_equal(errors.at[0].message, cases[i].words);
    }
}

static void too_many_ids_are_refused(void **state)
{
    struct param many[IDS_MAX + 2];
    struct params sent = { many, IDS_MAX + 1 };
    struct input_errors errors = { 0 };
    struct entry entry = { 0 };
    (void)state;
    for (size_t i = 0; i < countof(many); i++)
        many[i] = (struct param){ "keys", "3", 1 };
    many[0] = (struct param){ "name", "web", 3 };
    assert_int_equal(input_from_params(&fault, arena, entry_form, &sent, NULL, &entry, &errors),
                     FAULT_OK);
    assert_int_equal(entry.keys.count, IDS_MAX);
    sent.count++;
    entry.keys.count = 0;
    assert_int_equal(input_from_params(&fault, arena, entry_form, &sent, NULL, &entry, &errors),
                     FAULT_INVALID);
    assert_string_equal(fault.field, "keys");
}

static void permissions_have_words(void **state)
{
    (void)state;
    for (int i = 0; i < PERM_COUNT; i++)
        assert_int_equal(permission_find(permission_word((enum permission)i)), i);
    assert_int_equal(permission_find(""), -1);
    assert_int_equal(permission_find("VM_READ"), -1);
    assert_int_equal(permission_find("vm_rea"), -1);
}

static void permissions_are_for_some_accounts(void **state)
{
    (void)state;
    for (int i = 0; i < PERM_COUNT; i++) {
        enum permission p = (enum permission)i;
        bool somebody = false;
        for (int64_t level = 0; level < 3; level++)
            somebody |= permission_is_for(p, level);
        assert_int_equal(somebody, p > PERM_SIGNED_IN);
        assert_int_equal(*permission_people(p) != '\0', somebody);
    }
    assert_true(permission_is_for(PERM_VM_READ, 2));
    assert_false(permission_is_for(PERM_NODE_READ, 2));
    assert_false(permission_is_for(PERM_NODE_READ, 1));
    assert_false(permission_is_for(PERM_VM_READ, 3));
    assert_false(permission_is_for(PERM_VM_READ, -1));
}

static void permissions_are_read_as_a_set(void **state)
{
    (void)state;
    assert_true(permission_read(NULL) == 0);
    assert_true(permission_read("") == 0);
    assert_true(permission_read("anyone,signed_in,no_such_word,vm_readx,vm_rea") == 0);
    assert_true(permission_read("vm_read,,setting_write") ==
                (permission_bit(PERM_VM_READ) | permission_bit(PERM_SETTING_WRITE)));
}

static int setup(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

/* INJ-07: what is seen is what it holds, in lists, mails and on terminals alike. */
static void a_name_is_what_is_seen(void **state)
{
    static const char *const good[] = { "Nordlicht GmbH & Co. KG", "Żółć",    "北光", "مهندس",
                                        "می\u200cخواهم",           "👩\u200d🔧" };
    static const char *const bad[] = { "",           " a",
                                       "a ",         "a\nb",
                                       "a\x1b[31m",  "admin\u202eexe.lmth",
                                       "Acme\u200b", "\u2066a\u2069",
                                       "a\u2028b",   "a\xc2\x9b",
                                       "\ufeffa",    "a\u200f",
                                       "a\xff" };
    (void)state;
    for (size_t i = 0; i < countof(good); i++)
        assert_null(check_title(good[i]));
    for (size_t i = 0; i < countof(bad); i++)
        assert_non_null(check_title(bad[i]));
}

/* INJ-06: what a spreadsheet would run is a text there. */
static void csv_holds_no_formula(void **state)
{
    struct line {
        const char *name;
        int64_t at;
        int64_t memory;
        int64_t price;
        bool on;
    };
    static const struct field fields[] = {
        TEXT(struct line, name),   TIME(struct line, at), BYTES(struct line, memory),
        MONEY(struct line, price), BOOL(struct line, on), FIELDS_END,
    };
    static const struct {
        const char *name;
        const char *cell;
    } cases[] = {
        { "web-01", "\"web-01\"" },
        { "=1+1", "\"'=1+1\"" },
        { "+cmd|' /C calc'!A0", "\"'+cmd|' /C calc'!A0\"" },
        { "-2", "\"'-2\"" },
        { "@SUM(A1)", "\"'@SUM(A1)\"" },
        { "\t=1", "\"'\t=1\"" },
        { "a,b\"c\"\r\nd", "\"a,b\"\"c\"\"\r\nd\"" },
        { "", "\"\"" },
    };
    struct arena *a = arena_new();
    (void)state;
    for (size_t i = 0; i < countof(cases); i++) {
        struct line line = { cases[i].name, 1767225600000000, INT64_C(1) << 31, -2500000, true };
        struct text t;
        text_init(&t, a, 4096);
        csv_head(&t, fields);
        csv_row(&t, fields, &line);
        assert_string_equal(
            text_str(&t), arena_printf(a,
                                       "\"name\",\"at\",\"memory\",\"price\",\"on\"\r\n"
                                       "%s,2026-01-01T00:00:00+00:00,2147483648,-2.500000,yes\r\n",
                                       cases[i].cell));
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_struct_becomes_an_object),
        cmocka_unit_test(what_is_not_there_is_null_or_empty),
        cmocka_unit_test(json_is_held_to_the_table),
        cmocka_unit_test(bounds_are_said_in_the_readers_words),
        cmocka_unit_test(too_many_ids_are_refused),
        cmocka_unit_test(permissions_have_words),
        cmocka_unit_test(permissions_are_for_some_accounts),
        cmocka_unit_test(permissions_are_read_as_a_set),
        cmocka_unit_test(a_name_is_what_is_seen),
        cmocka_unit_test(csv_holds_no_formula),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
