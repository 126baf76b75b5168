/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql/grants.sql gives no more than statements need: each user has a statement that names the
 * table, the columns and the verb of each grant. That it gives no less: test_store.c.
 */
#include "db_fixture.h"
#include <ctype.h>
#include <string.h>
#include "base/file.h"
#include "base/text.h"
#include "store/list.h"

enum { TEXT_MAX = 1024 * 1024 };

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static bool has_word(const char *sql, const char *word)
{
    size_t len = strlen(word);
    for (const char *p = strstr(sql, word); p; p = strstr(p + 1, word))
        if ((p == sql || !is_word(p[-1])) && !is_word(p[len]))
            return true;
    return false;
}

/* All that a user's lists are put together from. */
static const char *noun_text(struct arena *a, const struct list_noun *n)
{
    struct text t;
    text_init(&t, a, TEXT_MAX);
    text_addf(&t, "SELECT %s FROM %s %s %s", n->columns, n->table, n->joins,
              n->where ? n->where : "");
    for (size_t i = 0; i < n->count; i++) {
        const struct list_column *c = &n->column[i];
        text_addf(&t, " %s %s", c->sql ? c->sql : "", c->then ? c->then : "");
        if (c->pair_table)
            text_addf(&t, " %s %s k v account_id", c->pair_table, c->pair_id);
    }
    text_addf(&t, " id account_id reseller_id");
    return arena_strdup(a, text_str(&t));
}

struct grant {
    const char *verb;
    const char *table;
    const char *column; /* NULL: of the whole table */
};

/* What is compared in a WHERE is read, so that a SELECT is any statement; REPLACE is two verbs. */
static bool needs(const char *sql, const struct grant *g)
{
    bool verb = !strcmp(g->verb, "SELECT") || has_word(sql, g->verb) ||
                (strcmp(g->verb, "UPDATE") != 0 && has_word(sql, "REPLACE"));
    return verb && has_word(sql, g->table) && (!g->column || has_word(sql, g->column));
}

static bool is_needed(struct arena *a, unsigned user, const struct grant *g)
{
    size_t count = 0;
    const struct query *const *all = db_queries(&count);
    for (size_t i = 0; i < count; i++)
        if (all[i]->users & 1u << user && needs(all[i]->sql, g))
            return true;
    const struct list_noun *const *nouns = list_nouns(&count);
    for (size_t i = 0; i < count; i++)
        if (nouns[i]->users & 1u << user && needs(noun_text(a, nouns[i]), g))
            return true;
    return false;
}

static unsigned user_called(const char *name)
{
    for (unsigned user = 0; user < DB_USER_COUNT; user++)
        if (!strcmp(db_user_name(user), name))
            return user;
    print_error("no such user: %s\n", name);
    _fail(__FILE__, __LINE__);
    return 0;
}

/* The next word, which it ends; NULL: none before one of `until`. */
static char *next_word(char **p, const char *until)
{
    while (**p && !is_word(**p) && !strchr(until, **p))
        ++*p;
    if (!is_word(**p))
        return NULL;
    char *word = *p;
    while (is_word(**p))
        ++*p;
    return word;
}

static char *cut(struct arena *a, const char *from, const char *to)
{
    return arena_strndup(a, from, (size_t)(to - from));
}

/* "SELECT (id, name), INSERT ON vm TO 'my'@'localhost', …" */
static int unused(struct arena *a, char *statement)
{
    char *on = strstr(statement, " ON ");
    char *to = on ? strstr(on, " TO ") : NULL;
    if (!to || !strncmp(on, " ON PROCEDURE", 13))
        return 0;
    const char *table = cut(a, on + 4, to);
    *on = '\0';
    int wrong = 0;
    for (char *quote = strchr(to, '\''); quote; quote = strchr(quote, '\'')) {
        char *end = strchr(quote + 1, '\'');
        const char *name = cut(a, quote + 1, end);
        quote = strchr(end + 1, '\'') + 1; /* behind the host */
        quote = strchr(quote, '\'') + 1;
        unsigned user = user_called(name);
        char *p = statement;
        const char *word = NULL;
        while ((word = next_word(&p, ""))) {
            struct grant g = { cut(a, word, p), table, NULL };
            bool columns = p[strspn(p, " ")] == '(';
            do {
                word = columns ? next_word(&p, ")") : NULL;
                g.column = word ? cut(a, word, p) : NULL;
                if ((!columns || word) && !is_needed(a, user, &g)) {
                    print_error("%s: nothing needs %s (%s) on %s\n", name, g.verb,
                                g.column ? g.column : "all", table);
                    wrong++;
                }
            } while (word);
        }
    }
    return wrong;
}

static void each_grant_is_needed(void **state)
{
    (void)state;
    OWNED(arena_drop) struct arena *a = arena_new();
    struct fault f = { 0 };
    char *sql = NULL;
    int wrong = 0;
    assert_int_equal(file_read(&f, a, "sql/grants.sql", TEXT_MAX, &sql), FAULT_OK);
    for (char *p = strstr(sql, "GRANT "); p; p = strstr(p, "GRANT ")) {
        char *end = strchr(p, ';');
        wrong += unused(a, cut(a, p + 6, end));
        p = end;
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_grant_is_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
