/* SPDX-License-Identifier: Apache-2.0 */
/* No more is done for a row than libmariadb does: it is put where the columns are bound to. */
#include "machines.h"
#include <stdlib.h>
#include <string.h>
#include "base/conf.h"
#include "store/vm.h"
#include "store/vm_page.h"

static void check(bool good, const struct machines *m)
{
    if (!good)
        bug("MariaDB says: %s", m->stmt && mysql_stmt_errno(m->stmt) ? mysql_stmt_error(m->stmt)
                                                                     : mysql_error(m->mysql));
}

/*
 * What the list puts together for a page in the middle of the administrator's machines: its own
 * columns and joins around the ids of fifty names.
 */
static const char *page_sql(struct arena *a)
{
    return arena_printf(a,
                        "SELECT %s FROM (SELECT vm.id AS n FROM vm FORCE INDEX (by_name) WHERE "
                        "(vm.name > ? OR (vm.name = ? AND (vm.id > ?))) AND 1 = 1 "
                        "ORDER BY vm.name, vm.id LIMIT ?) AS page JOIN vm ON vm.id = page.n %s "
                        "ORDER BY vm.name, vm.id",
                        vm_noun.columns, vm_noun.joins);
}

/* The one statement that lists an account's machines for cloud clients, upwards and all. */
static const char *json_sql(void)
{
    const char *found = NULL;
    size_t count = 0;
    const struct query *const *all = db_queries(&count);
    for (size_t i = 0; i < count; i++) {
        const char *sql = all[i]->sql;
        if (all[i]->row != vm_page_view || !strstr(sql, "ORDER BY vm.id ") || strstr(sql, "DESC") ||
            strstr(sql, "REGEXP"))
            continue;
        if (found)
            bug("two queries list machines: %s", sql);
        found = sql;
    }
    if (!found)
        bug("no query lists machines");
    return found;
}

static void bind_number(struct machines *m, unsigned no, long long value)
{
    m->number[no] = value;
    m->arg[no] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_LONGLONG, .buffer = &m->number[no] };
}

static void bind_text(struct machines *m, unsigned no, const char *value)
{
    m->arg[no] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_STRING,
                               .buffer = (void *)(uintptr_t)value,
                               .buffer_length = strlen(value) };
}

static void bind_columns(struct machines *m)
{
    MYSQL_RES *meta = mysql_stmt_result_metadata(m->stmt);
    check(meta != NULL, m);
    m->count = mysql_num_fields(meta);
    const MYSQL_FIELD *field = mysql_fetch_fields(meta);
    if (m->count > MACHINES_COLUMNS)
        bug("%u columns", m->count);
    for (unsigned i = 0; i < m->count; i++) {
        struct machines_column *c = &m->column[i];
        c->name = strdup(field[i].name);
        c->is_number = field[i].type == MYSQL_TYPE_LONGLONG || field[i].type == MYSQL_TYPE_TINY;
        m->out[i] = (MYSQL_BIND){
            .buffer_type = c->is_number ? MYSQL_TYPE_LONGLONG : MYSQL_TYPE_STRING,
            .buffer = c->is_number ? (void *)&c->number : c->text,
            .buffer_length = c->is_number ? sizeof(c->number) : MACHINES_TEXT - 1,
            .length = &c->len,
            .is_null = &c->null,
        };
    }
    mysql_free_result(meta);
    check(!mysql_stmt_bind_result(m->stmt, m->out), m);
}

static void prepare(struct machines *m, struct arena *forever, const char *state, const char *user,
                    const char *sql)
{
    struct fault f = { .code = FAULT_OK };
    struct conf conf;
    char *password = NULL;
    if (conf_load(&f, forever, state, &conf) ||
        conf_db_password(&f, forever, &conf, user, &password))
        bug("%s", fault_words(&f, forever));
    *m = (struct machines){ .mysql = mysql_init(NULL) };
    mysql_optionsv(m->mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    check(mysql_real_connect(m->mysql, NULL, user, password, conf.db_name, 0, conf.db_socket, 0) !=
              NULL,
          m);
    m->stmt = mysql_stmt_init(m->mysql);
    check(m->stmt && !mysql_stmt_prepare(m->stmt, sql, strlen(sql)), m);
}

static void bind(struct machines *m, unsigned args)
{
    check(mysql_stmt_param_count(m->stmt) == args && !mysql_stmt_bind_param(m->stmt, m->arg), m);
    bind_columns(m);
}

void machines_open_page(struct machines *m, const char *state, const char *name, long long id)
{
    struct arena *forever = arena_new();
    prepare(m, forever, state, "admin_reader", page_sql(forever));
    bind_text(m, 0, name);
    bind_text(m, 1, name);
    bind_number(m, 2, id);
    bind_number(m, 3, MACHINES_ROWS + 1);
    bind(m, 4);
}

void machines_open_json(struct machines *m, const char *state, long long account)
{
    prepare(m, arena_new(), state, "api_reader", json_sql());
    bind_number(m, 0, account);
    bind_number(m, 1, 0); /* behind no id */
    bind_number(m, 2, MACHINES_ROWS + 1);
    bind_number(m, 3, 0); /* and no row */
    bind(m, 4);
}

void machines_ask(struct machines *m)
{
    check(!mysql_stmt_execute(m->stmt) && !mysql_stmt_store_result(m->stmt), m);
}

bool machines_next(struct machines *m)
{
    int got = mysql_stmt_fetch(m->stmt);
    if (got == MYSQL_NO_DATA) {
        mysql_stmt_free_result(m->stmt);
        return false;
    }
    check(got == 0, m);
    for (unsigned i = 0; i < m->count; i++) {
        struct machines_column *c = &m->column[i];
        if (c->null)
            c->number = 0;
        if (!c->is_number)
            c->text[c->null ? 0 : c->len] = '\0';
    }
    return true;
}

const struct machines_column *machines_find(const struct machines *m, const char *name)
{
    for (unsigned i = 0; i < m->count; i++)
        if (!strcmp(m->column[i].name, name))
            return &m->column[i];
    bug("the list has no column %s", name);
}

const char *machines_state(long long state)
{
    return vm_state_words[state].code;
}

const char *machines_state_words(long long state)
{
    return vm_state_words[state].people;
}
