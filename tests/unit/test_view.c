/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Templates over structs: how each type is seen, that a row does not see its
 * page, that text from outside stays text wherever it stands, and that a name
 * which the view has not is found before a page is shown. The templates of these
 * tests are written to a directory of their own; the product's are parsed too.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours is a function */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "form/view.h"

#define PRAGMA "{{%AUTOESCAPE context=\"HTML\"}}\n"

static struct arena *arena;
static struct fault fault;
static char dir[] = "/tmp/test_view.XXXXXX";

enum light { OFF, ON };
static const struct word light_words[] = { { "off", "It is off", "i-off" },
                                           { "on", "It is on", "i-on" } };

struct row {
    int64_t id;
    const char *name;
    bool busy;
};
static const struct field row_view[] = { I64(struct row, id), TEXT(struct row, name),
                                         BOOL(struct row, busy), FIELDS_END };

struct inner {
    const char *words;
};
static const struct field inner_view[] = { TEXT(struct inner, words), FIELDS_END };

struct page {
    const char *name;
    const char *title;
    int64_t number;
    int64_t memory;
    int64_t price;
    int64_t made_at;
    bool ready;
    enum light state;
    struct inner box;
    struct list rows;
};
static const struct field page_view[] = {
    TEXT(struct page, name),
    TEXT(struct page, title),
    I64(struct page, number),
    BYTES(struct page, memory),
    MONEY(struct page, price),
    TIME(struct page, made_at),
    BOOL(struct page, ready),
    STATE(struct page, state, light_words),
    GROUP(struct page, box, struct inner, inner_view),
    LIST(struct page, rows, struct row, row_view),
    FIELDS_END,
};

struct frame {
    const char *title;
};
static const struct field frame_view[] = { TEXT(struct frame, title), FIELDS_END };

static const struct {
    const char *name, *text;
} files[] = {
    { "my/head.html", "<title>{{title}} {{lang}}</title>" },
    { "my/foot.html", "<p>{{title}}</p>" },
    { "admin/head.html", "<h1>{{title}}</h1>" },
    { "admin/foot.html", "<h2>{{title}}</h2>" },
    { "page/both.html", "{{>HEAD}}<a href=\"{{root}}/vm\">{{title}}</a>{{>FOOT}}" },
    { "part/row_part.html", "[{{id}} {{name}}]" },
    { "part/round.html", "{{>ROUND}}" },
    { "my/types.html", "{{name}}|{{number}}|{{memory}}|{{price}}|{{made_at}}|{{made_at_iso}}|"
                       "{{state}}|{{state_words}}|{{state_icon}}" },
    { "my/sections.html", "{{#name_some}}A{{/name_some}}{{#name_none}}B{{/name_none}}"
                          "{{#number_some}}C{{/number_some}}{{#number_none}}D{{/number_none}}"
                          "{{#made_at_some}}E{{/made_at_some}}{{#made_at_none}}F{{/made_at_none}}"
                          "{{#ready}}G{{/ready}}{{#ready_none}}H{{/ready_none}}"
                          "{{#rows_some}}I{{name}}{{/rows_some}}{{#rows_none}}J{{/rows_none}}"
                          "{{#box}}({{words}}){{/box}}" },
    { "my/rows.html", "{{#rows}}{{id}}={{name}}{{#busy}}!{{name}}{{/busy}}{{icons}};{{/rows}}" },
    { "my/deep.html", "{{#rows}}[{{number}}{{title}}{{#box}}{{words}}{{/box}}]{{/rows}}" },
    { "my/framed.html", "{{>HEAD}}{{title}}{{#rows}}{{>ROW_PART}}{{/rows}}{{>FOOT}}" },
    { "my/escapes.html", "<a href=\"{{name}}\" title=\"{{name}}\">{{name}}</a>"
                         "<a href=\"/vm?q={{name:url_query_escape}}\">q</a>"
                         "<svg><path d=\"{{name}}\"/></svg>" },
    { "my/bad_name.html", "{{name}}{{nane}}{{#rows}}{{title}}{{/rows}}{{#box}}{{/box}}" },
    { "my/bad_section.html", "{{#number}}x{{/number}}{{#state_some}}{{/state_some}}" },
    { "my/bad_value.html", "{{ready}}{{rows}}{{box}}{{name_words}}{{number_iso}}" },
    { "my/bad_include.html", "{{>NOT_THERE}}" },
    { "my/bad_frame.html", "{{>BAD_HEAD}}" },
    { "part/bad_head.html", "{{account}}" },
    { "my/bad_part.html", "{{>ROW_PART}}" },
    { "my/round.html", "{{>ROUND}}" },
};

static void write_file(const char *root, const char *name, const char *text)
{
    FILE *f = fopen(arena_printf(arena, "%s/%s", root, name), "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static const char *show_as(const char *page, const struct page *data)
{
    static const struct frame frame = { "Frame" };
    static const struct view_globals globals = { .icons = "/i.svg", .lang = "en", .root = "/root" };
    static struct text out;
    text_init(&out, arena, 1 << 20);
    if (view_render(&fault, page, page_view, data, &frame, &globals, &out))
        print_error("%s\n", fault_words(&fault, arena));
    return text_str(&out);
}

static void each_type_has_its_words(void **state)
{
    struct page page = { .name = "web",
                         .number = -5,
                         .memory = INT64_C(10) << 30,
                         .price = 3200000,
                         .made_at = INT64_C(1795469400000000),
                         .state = ON };
    (void)state;
    assert_string_equal(show_as("my/types.html", &page),
                        "web|-5|10 GB|€3.20|23 Nov 21:30|2026-11-23T21:30:00+00:00|"
                        "on|It is on|i-on");
    page = (struct page){ 0 };
    assert_string_equal(show_as("my/types.html", &page), "|0|0 B|€0.00|||off|It is off|i-off");
    page.state = (enum light)9;
    assert_string_equal(show_as("my/types.html", &page), "|0|0 B|€0.00|||||");
}

static void sections_say_whether_something_is_there(void **state)
{
    static const struct row rows[] = { { .id = 1 } };
    struct page page = { .name = "web",
                         .number = 1,
                         .made_at = 1,
                         .ready = true,
                         .box = { "in" },
                         .rows = { rows, 1 } };
    (void)state;
    assert_string_equal(show_as("my/sections.html", &page), "ACEGIweb(in)");
    page = (struct page){ .name = "" };
    assert_string_equal(show_as("my/sections.html", &page), "BDFHJ()");
}

static void a_row_does_not_see_its_page(void **state)
{
    static const struct row rows[] = { { 1, "one", false }, { 2, NULL, true } };
    struct page page = { .name = "page", .title = "title", .number = 7, .rows = { rows, 2 } };
    (void)state;
    assert_string_equal(show_as("my/rows.html", &page), "1=one/i.svg;2=!/i.svg;");
    assert_string_equal(show_as("my/deep.html", &page), "[][]");
    page.rows.count = 0;
    assert_string_equal(show_as("my/rows.html", &page), "");
}

static void includes_have_their_struct(void **state)
{
    static const struct row rows[] = { { 1, "one", false }, { 2, "two", true } };
    struct page page = { .title = "Page", .rows = { rows, 2 } };
    (void)state;
    assert_string_equal(show_as("my/framed.html", &page),
                        "<title>Frame en</title>Page[1 one][2 two]<p>Frame</p>");
}

static void a_page_of_both_faces_has_the_head_of_one(void **state)
{
    struct page page = { .title = "Page" };
    (void)state;
    assert_string_equal(show_as("page/both.html", &page),
                        "<title>Frame en</title><a href=\"/root/vm\">Page</a><p>Frame</p>");
    assert_int_equal(view_init(&fault, dir, "admin", frame_view), FAULT_OK);
    assert_string_equal(show_as("page/both.html", &page),
                        "<h1>Frame</h1><a href=\"/root/vm\">Page</a><h2>Frame</h2>");
    assert_int_equal(view_init(&fault, dir, "none", frame_view), FAULT_OK);
    assert_int_equal(view_check(&fault, "page/both.html", page_view), FAULT_BUG);
    assert_int_equal(view_init(&fault, dir, "my", frame_view), FAULT_OK);
}

static void without_a_frame_there_is_no_head(void **state)
{
    static const struct view_globals globals = { 0 };
    struct page page = { .title = "Page" };
    struct text out;
    (void)state;
    text_init(&out, arena, 100);
    assert_int_equal(view_render(&fault, "my/framed.html", page_view, &page, NULL, &globals, &out),
                     FAULT_OK);
    assert_string_equal(text_str(&out), "Page");
}

/* WEB-07: by where it stands. */
static void text_stays_text(void **state)
{
    static const struct {
        const char *value, *shown;
    } cases[] = {
        { "<b>\"x\" & 'y'",
          "<a href=\"&lt;b&gt;&quot;x&quot; &amp; &#39;y&#39;\" "
          "title=\"&lt;b&gt;&quot;x&quot; &amp; &#39;y&#39;\">&lt;b&gt;&quot;x&quot; &amp; "
          "&#39;y&#39;</a><a href=\"/vm?q=%3Cb%3E%22x%22+%26+%27y%27\">q</a>"
          "<svg><path d=\"&lt;b&gt;&quot;x&quot; &amp; &#39;y&#39;\"/></svg>" },
        { "javascript:alert(1)",
          "<a href=\"#\" title=\"javascript:alert(1)\">javascript:alert(1)</a>"
          "<a href=\"/vm?q=javascript%3Aalert(1)\">q</a>"
          "<svg><path d=\"javascript:alert(1)\"/></svg>" },
        { "{{title}}", "<a href=\"{{title}}\" title=\"{{title}}\">{{title}}</a>"
                       "<a href=\"/vm?q=%7B%7Btitle%7D%7D\">q</a>"
                       "<svg><path d=\"{{title}}\"/></svg>" },
    };
    (void)state;
    for (size_t i = 0; i < countof(cases); i++) {
        struct page page = { .name = cases[i].value };
        assert_string_equal(show_as("my/escapes.html", &page), cases[i].shown);
    }
}

static void the_check_finds_what_a_view_has_not(void **state)
{
    static const struct {
        const char *page, *words; /* NULL: it is good */
    } cases[] = {
        { "my/types.html", NULL },
        { "my/sections.html", NULL },
        { "my/rows.html", NULL },
        { "my/framed.html", NULL },
        { "my/escapes.html", NULL },
        { "my/deep.html", "rows.box (section), rows.number, rows.title" },
        { "my/bad_name.html", "nane, rows.title" },
        { "my/bad_section.html", "number (section), state_some (section)" },
        { "my/bad_value.html", "box, name_words, number_iso, ready, rows" },
        { "my/bad_include.html", "NOT_THERE (include)" },
        { "my/bad_frame.html", "account" },
        { "my/bad_part.html", "id" },
        { "my/round.html", "ROUND (include)" },
    };
    (void)state;
    for (size_t i = 0; i < countof(cases); i++) {
        enum fault_code rc = view_check(&fault, cases[i].page, page_view);
        assert_int_equal(rc, cases[i].words ? FAULT_BUG : FAULT_OK);
        if (rc)
            assert_string_equal(fault.arg[1], cases[i].words);
    }
    assert_int_equal(view_check(&fault, "my/absent.html", page_view), FAULT_BUG);
}

static void a_frame_is_checked_too(void **state)
{
    (void)state;
    assert_int_equal(view_init(&fault, dir, "my", inner_view), FAULT_OK);
    assert_int_equal(view_check(&fault, "my/framed.html", page_view), FAULT_BUG);
    assert_string_equal(fault.arg[1], "frame: title");
    assert_int_equal(view_init(&fault, dir, "my", frame_view), FAULT_OK);
}

static void what_cannot_be_shown_is_a_fault(void **state)
{
    struct page page = { .name = "0123456789" };
    static const struct view_globals globals = { 0 };
    struct text out;
    (void)state;
    text_init(&out, arena, 5);
    assert_int_equal(view_render(&fault, "my/types.html", page_view, &page, NULL, &globals, &out),
                     FAULT_BUG);
    text_init(&out, arena, 100);
    assert_int_equal(view_render(&fault, "my/absent.html", page_view, &page, NULL, &globals, &out),
                     FAULT_BUG);
}

static void files_that_do_not_parse_stop_the_start(void **state)
{
    static const char *const texts[] = {
        "<p>{{name}}</p>\n",
        PRAGMA "<p>{{#name}}</p>\n",
        PRAGMA "<p>{{name</p>\n",
        PRAGMA "<a href={{name}} {{name}}\n",
    };
    (void)state;
    for (size_t i = 0; i < countof(texts); i++) {
        char bad[] = "/tmp/test_view.XXXXXX";
        assert_non_null(mkdtemp(bad));
        write_file(bad, "x.html", texts[i]);
        assert_int_equal(view_init(&fault, bad, "my", frame_view), FAULT_BUG);
        unlink(arena_printf(arena, "%s/x.html", bad));
        rmdir(bad);
    }
    assert_int_equal(view_init(&fault, "/does/not/exist", "my", frame_view), FAULT_BUG);
    assert_int_equal(view_init(&fault, dir, "my", frame_view), FAULT_OK);
}

static void the_products_templates_parse(void **state)
{
    (void)state;
    if (view_init(&fault, "templates", "my", frame_view))
        print_error("%s\n", fault_words(&fault, arena));
    assert_int_equal(view_init(&fault, "templates", "my", frame_view), FAULT_OK);
    assert_int_equal(view_init(&fault, dir, "my", frame_view), FAULT_OK);
}

static int setup(void **state)
{
    static const char *const folders[] = { "my", "admin", "page", "part" };
    (void)state;
    arena = arena_new();
    if (!mkdtemp(dir))
        return 1;
    for (size_t i = 0; i < countof(folders); i++)
        assert_int_equal(mkdir(arena_printf(arena, "%s/%s", dir, folders[i]), 0700), 0);
    for (size_t i = 0; i < countof(files); i++)
        write_file(dir, files[i].name, arena_printf(arena, "%s%s", PRAGMA, files[i].text));
    assert_int_equal(view_init(&fault, dir, "my", frame_view), FAULT_OK);
    return 0;
}

static int teardown(void **state)
{
    static const char *const folders[] = { "my", "admin", "page", "part" };
    (void)state;
    for (size_t i = 0; i < countof(files); i++)
        unlink(arena_printf(arena, "%s/%s", dir, files[i].name));
    for (size_t i = 0; i < countof(folders); i++)
        rmdir(arena_printf(arena, "%s/%s", dir, folders[i]));
    int rc = rmdir(dir);
    arena_free(arena);
    return rc;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_type_has_its_words),
        cmocka_unit_test(sections_say_whether_something_is_there),
        cmocka_unit_test(a_row_does_not_see_its_page),
        cmocka_unit_test(includes_have_their_struct),
        cmocka_unit_test(a_page_of_both_faces_has_the_head_of_one),
        cmocka_unit_test(without_a_frame_there_is_no_head),
        cmocka_unit_test(text_stays_text),
        cmocka_unit_test(the_check_finds_what_a_view_has_not),
        cmocka_unit_test(a_frame_is_checked_too),
        cmocka_unit_test(what_cannot_be_shown_is_a_fault),
        cmocka_unit_test(files_that_do_not_parse_stop_the_start),
        cmocka_unit_test(the_products_templates_parse),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
