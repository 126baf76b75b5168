/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command line up to the database: what it refuses, with which code and
 * words, the help of every verb held against its form, and what reaches a terminal.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours is a function */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "base/secret.h"
#include "cli/cli.h"
#include "db/db.h"

/* What the program wrote last: to standard output, and to standard error. */
static char said[2][65536];

/* The list of queries, which the linker makes of what it takes, is never without one. */
QUERY(never_run, DB_OWNER, "SELECT 1");

static void read_back(FILE *f, char *out, size_t room)
{
    rewind(f);
    out[fread(out, 1, room - 1, f)] = '\0';
    fclose(f);
}

/* Returns the exit code. */
static int run_words(int argc, char *argv[])
{
    FILE *to[2] = { tmpfile(), tmpfile() };
    int kept[2] = { dup(STDOUT_FILENO), dup(STDERR_FILENO) };
    fflush(stdout);
    assert_int_equal(dup2(fileno(to[0]), STDOUT_FILENO), STDOUT_FILENO);
    assert_int_equal(dup2(fileno(to[1]), STDERR_FILENO), STDERR_FILENO);
    int code = cli_main(argc, argv);
    fflush(stdout);
    for (int i = 0; i < 2; i++) {
        dup2(kept[i], STDOUT_FILENO + i);
        close(kept[i]);
        read_back(to[i], said[i], sizeof(said[i]));
    }
    return code;
}

/* Arguments ended by NULL. */
static int run(const char *first, ...)
{
    char words[32][300];
    char *argv[33] = { 0 };
    int argc = 0;
    va_list list;
    va_start(list, first);
    snprintf(words[argc++], sizeof(words[0]), "hatchery");
    for (const char *arg = first; arg; arg = va_arg(list, const char *))
        snprintf(words[argc++], sizeof(words[0]), "%s", arg);
    va_end(list);
    for (int i = 0; i < argc; i++)
        argv[i] = words[i];
    return run_words(argc, argv);
}

static void said_error(const char *words)
{
    if (!strstr(said[1], words))
        print_error("not said: %s, but: %s\n", words, said[1]);
    assert_non_null(strstr(said[1], words));
    assert_string_equal(said[0], "");
}

/* Root needs no role: it is on record what a verb amounts to. */
static void every_verb_names_its_permission(void **state)
{
    (void)state;
    for (const struct verb *v = verbs; v->name; v++) {
        if (v->permission <= PERM_SIGNED_IN || !permission_is_for(v->permission, 0))
            print_error("%s: %s\n", v->name, permission_word(v->permission));
        assert_true(v->permission > PERM_SIGNED_IN && permission_is_for(v->permission, 0));
    }
}

static void wrong_use_is_told(void **state)
{
    (void)state;
    assert_int_equal(run(NULL), EXIT_USAGE);
    assert_int_equal(run("nothing", NULL), EXIT_USAGE);
    said_error("usage: hatchery COMMAND");
    assert_int_equal(run("account", NULL), EXIT_USAGE);
    said_error("account list");
    assert_int_equal(run("account", "remove", NULL), EXIT_USAGE);
    assert_int_equal(run("vm", "show", "1", NULL), EXIT_USAGE);
    said_error("There is no command vm show.");
    assert_int_equal(run("account", "list", "--state", NULL), EXIT_USAGE);
    said_error("--state needs a value");
    assert_int_equal(run("account", "list", "--all", NULL), EXIT_USAGE);
    said_error("'--all' is not known to 'account list'");
    assert_int_equal(run("setting", "list", "more", NULL), EXIT_USAGE);
    assert_int_equal(run("account", "add", "--name", NULL), EXIT_USAGE);
    said_error("--name needs a value");
    assert_int_equal(run("vm", "list", "--state", "/x", "--limit", NULL), EXIT_USAGE);
    assert_int_equal(run("plan", "list", "--csv=yes", NULL), EXIT_USAGE);
    said_error("takes no value");
}

static void each_option_is_checked(void **state)
{
    (void)state;
    assert_int_equal(run("account", "add", NULL), EXIT_USAGE);
    said_error("--name: This is needed.");
    assert_int_equal(run("account", "add", "--name", "a", "--name=b", NULL), EXIT_USAGE);
    said_error("--name: This was sent twice.");
    assert_int_equal(run("account", "add", "--name", "a\033[31m", NULL), EXIT_USAGE);
    said_error("--name: A name cannot hold");
    assert_int_equal(run("user", "add", "--account", "2x", "--email", "a", "--name", "A", NULL),
                     EXIT_USAGE);
    said_error("--account: This must be a whole number.");
    said_error("--email: An e-mail address");
    assert_int_equal(run("user", "passwd", "--email", "a@b.example", "--password", "x", NULL),
                     EXIT_USAGE);
    said_error("'--password' is not known");
    assert_int_equal(run("token", "add", "--account", "2", "--name", "n", "--role", "administrator",
                         NULL),
                     EXIT_USAGE);
    said_error("--role: A token's role is");
    assert_int_equal(run("image", "add", "--file", "x", "--name", "n", "--version", "1",
                         "--min_disk", "1G", NULL),
                     EXIT_USAGE);
    said_error("'--min_disk' is not known");
    assert_int_equal(run("task", "show", NULL), EXIT_USAGE);
    said_error("ID: This is needed.");
    assert_int_equal(run("task", "show", "0", NULL), EXIT_USAGE);
    assert_int_equal(run("task", "log", "5", "--level", "loud", NULL), EXIT_USAGE);
    said_error("--level: A level is info, warn or error.");
    assert_int_equal(run("task", "release", NULL), EXIT_USAGE);
    said_error("WHAT: This is needed.");
    assert_int_equal(run("task", "list", "--limit=0", NULL), EXIT_USAGE);
    said_error("--limit: This must be 1 to 100000.");
}

static void sizes_have_units(void **state)
{
    static const char *const wrong[] = { "4X",     "M",   "-1G", "1GG", "99999999999T",
                                         "1.555G", "0x1", "",    "1G ", "4K" };
    (void)state;
    for (size_t i = 0; i < countof(wrong); i++) {
        assert_int_equal(run("plan", "add", "--name", "n", "--vcpu", "1", "--memory", wrong[i],
                             "--disk", "10G", "--price-month", "1", NULL),
                         EXIT_USAGE);
        said_error("--memory: ");
    }
    assert_int_equal(run("plan", "add", "--name", "n", "--vcpu", "1", "--memory", "512M", "--disk",
                         "10GB", "--price-month", "1.0000001", NULL),
                     EXIT_USAGE);
    said_error("--price-month: ");
    assert_null(strstr(said[1], "--memory"));
    assert_null(strstr(said[1], "--disk"));
}

static void without_an_installation_it_fails(void **state)
{
    (void)state;
    assert_int_equal(run("account", "list", "--state", "/nonexistent", NULL), EXIT_FAULT);
    said_error("There is no directory /nonexistent");
    assert_int_equal(run("--json", "--state=/nonexistent", "token", "revoke", "5", NULL),
                     EXIT_FAULT);
}

/* "min_disk" → "--min-disk" */
static const char *option_name(const char *field)
{
    static char name[80];
    snprintf(name, sizeof(name), "--%s", field);
    for (char *p = name; *p; p++)
        *p = *p == '_' ? '-' : *p;
    return name;
}

static void every_verb_has_help(void **state)
{
    (void)state;
    for (const struct verb *v = verbs; v->name; v++) {
        char first[40];
        snprintf(first, sizeof(first), "%.*s", (int)strcspn(v->name, " "), v->name);
        const char *second = strchr(v->name, ' ');
        int code = second ? run(first, second + 1, "--help", NULL) : run(first, "--help", NULL);
        assert_int_equal(code, EXIT_OK);
        assert_string_equal(said[1], "");
        assert_non_null(strstr(said[0], v->words));
        assert_non_null(strstr(said[0], v->example));
        assert_non_null(strstr(v->example, v->name));
        for (const struct field *f = v->form; f && f->type != FIELD_END; f++)
            if (!v->operand || strcmp(v->operand, f->name))
                assert_non_null(strstr(said[0], option_name(f->name)));
        assert_int_equal(run("--help", NULL), EXIT_OK);
        assert_non_null(strstr(said[0], v->name));
    }
}

enum { WORDS_MOST = 40 };

/* A verb's example as a shell would take it apart; returns the count of words. */
static int words_of(const char *example, char *room, char *argv[], int most)
{
    int argc = 0;
    for (const char *p = example; *p && *p != '<' && *p != '|' && argc < most;) {
        argv[argc++] = room;
        for (bool quoted = false; *p && (quoted || *p != ' '); p++)
            if (*p == '\'')
                quoted = !quoted;
            else
                *room++ = *p;
        *room++ = '\0';
        p += strspn(p, " ");
    }
    return argc;
}

/* Each is understood as far as an installation is needed. */
static void every_example_is_good_use(void **state)
{
    (void)state;
    for (const struct verb *v = verbs; v->name; v++) {
        char room[1024];
        char *argv[WORDS_MOST + 3] = { 0 };
        if (strstr(v->example, "--state")) /* an installation that may be there */
            continue;
        int argc = words_of(v->example, room, argv, WORDS_MOST);
        argv[argc++] = (char[]){ "--state" };
        argv[argc++] = (char[]){ "/nonexistent" };
        int code = run_words(argc, argv);
        if (code == EXIT_USAGE)
            print_error("%s\n%s", v->example, said[1]);
        assert_int_not_equal(code, EXIT_USAGE);
    }
}

/* INJ-07: what others have named, on a terminal. */
static void nothing_moves_the_terminal(void **state)
{
    static const char *const pairs[][2] = {
        { "plain Ünïcode ✓", "plain Ünïcode ✓" },
        { "\033[31mred\r\n", "\\x1b[31mred\\x0d\\x0a" },
        { "a\xe2\x80\xae"
          "b",
          "a\\u202eb" },
        { "\xc2\x9b"
          "2J",
          "\\u009b2J" },
        { "cut \xe2\x80", "cut \\xe2\\x80" },
        { "\x7f", "\\x7f" },
        { "", "" },
    };
    struct arena *a = arena_new();
    (void)state;
    for (size_t i = 0; i < countof(pairs); i++)
        assert_string_equal(cli_escape(a, pairs[i][0]), pairs[i][1]);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_verb_names_its_permission),
        cmocka_unit_test(wrong_use_is_told),
        cmocka_unit_test(each_option_is_checked),
        cmocka_unit_test(sizes_have_units),
        cmocka_unit_test(without_an_installation_it_fails),
        cmocka_unit_test(every_verb_has_help),
        cmocka_unit_test(nothing_moves_the_terminal),
        cmocka_unit_test(every_example_is_good_use),
    };
    secret_init();
    return cmocka_run_group_tests_name("cli", tests, NULL, NULL);
}
