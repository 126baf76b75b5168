/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The panel's own lists of 50 machines, asked for by libmariadb alone: the same
 * text, found among the panel's queries, prepared once. What the floors of the
 * bench have in common; errors end the process.
 */
#pragma once
#include <mysql.h>
#include <stdbool.h>

enum { MACHINES_ROWS = 50, MACHINES_COLUMNS = 40, MACHINES_TEXT = 512, MACHINES_ARGS = 6 };

struct machines_column {
    const char *name;
    bool is_number;
    long long number;
    char text[MACHINES_TEXT];
    unsigned long len;
    my_bool null;
};

struct machines {
    MYSQL *mysql;
    MYSQL_STMT *stmt;
    unsigned count; /* of columns */
    struct machines_column column[MACHINES_COLUMNS];
    MYSQL_BIND out[MACHINES_COLUMNS];
    MYSQL_BIND arg[MACHINES_ARGS];
    long long number[MACHINES_ARGS];
};

/* Everybody's machines by name, as the administrator's page asks: those behind that one. */
void machines_open_page(struct machines *, const char *state, const char *name, long long id);
/* An account's machines by id, as the JSON interface asks: the first. */
void machines_open_json(struct machines *, const char *state, long long account);
/* Asks anew; each row is then in column[] until the next. */
void machines_ask(struct machines *);
bool machines_next(struct machines *);
/* The column of that name. */
const struct machines_column *machines_find(const struct machines *, const char *name);
/* The code word and the people's word of a stored state. */
const char *machines_state(long long state);
const char *machines_state_words(long long state);
