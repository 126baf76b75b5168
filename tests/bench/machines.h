/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The panel's own list of 50 machines, asked for by libmariadb alone: the same
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
    const char *from;
};

/* What of the list is asked for. */
struct machines_wish {
    const char *state; /* the panel's directory */
    const char *user;  /* whose password lies in it */
    const char *from;  /* the name and id that the page begins behind; "" and 0: the first */
    long long from_id;
    long long account; /* whose machines; 0: everybody's */
};

void machines_open(struct machines *, const struct machines_wish *);
/* Asks anew; each row is then in column[] until the next. */
void machines_ask(struct machines *);
bool machines_next(struct machines *);
/* The column of that name. */
const struct machines_column *machines_find(const struct machines *, const char *name);
/* The code word and the people's word of a stored state. */
const char *machines_state(long long state);
const char *machines_state_words(long long state);
