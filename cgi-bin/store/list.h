/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one list. A noun declares its columns once, beside its rows; pages, JSON,
 * CSV and the command line read that table. What a reader types is
 *
 *   state:running node:n3 name:web* created>2026-01-01 label:env=prod
 *
 * words that must all hold; COLUMN:VALUE is equal (of text, VALUE* begins so),
 * > >= < <= compare numbers, sizes and times; a bare word is the first column's
 * beginning. Pages go by key. One filter or one sort is a range of its index; of
 * a combination at most LIST_LOOKED rows are looked at, and list_page.cut says
 * when that was not all.
 */
#pragma once
#include "store/number.h"
#include "store/scope.h"

enum { LIST_LOOKED = 10000, LIST_WISHES = 8, LIST_ROWS = 50, LIST_FILTER_MAX = 400 };
/* A cursor holds the longest text that orders, 255 characters of four bytes, each byte of them
 * escaped to three, and two numbers. */
enum { LIST_CURSOR_MAX = 255 * 4 * 3 + 2 * 21 };

enum column_kind {
    COLUMN_TEXT,
    COLUMN_WORD,   /* an enumeration or a bool: its words */
    COLUMN_NUMBER, /* "5" */
    COLUMN_BYTES,  /* "4GB" */
    COLUMN_MONEY,
    COLUMN_TIME, /* "2026-01-01", "2026-01-01T14:30" in the reader's zone, "2h", "7d": ago */
    COLUMN_DURATION, /* "5s", "2m", "1h"; stored and given as microseconds */
    COLUMN_REF,  /* what `ref` names, such as a node */
    COLUMN_PAIR, /* "env=prod": a row of a table of its own, see `pair_table` */
};

struct list_column {
    const char *name;  /* in filters, sorts, CSV and JSON */
    const char *label; /* T(…): the head of the column */
    enum column_kind kind;
    /* The member of the noun's row that is shown; NULL: the one called `name`. */
    const char *field;
    /* "vm.name": filtered and sorted by; NULL: only shown. Of the noun's own table, NOT NULL
     * where it sorts. */
    const char *sql;
    /* In its place for a scope of less than everything; own_index begins with it. */
    const char *narrow_sql;
    /*
     * Indexes that begin with this column: over everybody's rows, and over one
     * account's (after account_id; of a noun that is `resold` after reseller_id).
     * NULL: filters in combinations only. After the column they go on with `then`
     * (NULL: with the id), by which the rows of one value come in order.
     */
    const char *index;
    const char *own_index;
    const char *then;
    bool sorts;         /* the list may be sorted by it */
    bool own_unique;    /* no two rows of an account share a value: its own_index ends with it */
    bool ascii;         /* the server compares it, or what `ref` asks, with ASCII alone */
    bool own_exact;     /* its own_index is everybody's: for what equals a value alone */
    bool is_account;    /* what equals it is one account's */
    bool provider_only; /* not there for a scope of less than everything */
    const struct word *words; /* COLUMN_WORD */
    size_t word_count;
    /* COLUMN_REF: "SELECT id AS n FROM node WHERE name = ?", of struct number */
    const struct query *ref;
    /* Where several may have one name: asked for a name and its reseller's as well, '' being the
     * provider; NULL: names are everybody's. `#12` is then a number, `NAME/NAME` one below one. */
    const struct query *ref_below;
    /* The same where one account reads, of whose id it is asked as well; NULL: everybody's. */
    const struct query *own_ref;
    /* COLUMN_REF: "SELECT name FROM node ORDER BY name LIMIT 50", of struct list_offer */
    const struct query *offers;
    /* The same where one account reads, of whose id it is asked; NULL: it is offered as everybody
     * is. */
    const struct query *own_offers;
    /* COLUMN_PAIR: a table with the columns k, v, account_id and `then`, and its column that holds
     * the id of the noun's row. */
    const char *pair_table;
    const char *pair_id;
};

struct list_offer {
    const char *name;
};
extern const struct field list_offer_view[];

/* Rows have `id` among their fields: it ends the order. */
struct list_noun {
    const char *name;    /* "vm": of files and messages */
    const char *table;   /* "vm" */
    const char *columns; /* "vm.id, vm.name, …" */
    const char *joins;   /* "JOIN plan ON plan.id = vm.plan_id …", done when the ids are known */
    const char *where;   /* further constant condition on the table, or NULL */
    const struct field *row;
    size_t size;
    void (*narrow)(void *row); /* for a scope of less than everything, or NULL */
    const struct list_column *column;
    size_t count;
    bool global;    /* rows have no account: whoever may see the list sees all */
    bool resold;    /* rows are a reseller's: own_index begins with reseller_id */
    const char *by; /* the order when none is asked: a column */
    bool down;
    unsigned users; /* who reads it: held against the grants by a test */
};
#define LIST_COLUMNS(its_columns) .column = (its_columns), .count = countof(its_columns)
/* Defines a noun's list and lists it, so that the test finds every one. */
#define LIST_NOUN(noun, ...)                                                                       \
    const struct list_noun noun = { __VA_ARGS__ };                                                 \
    static const struct list_noun *const noun##_listed __attribute__((section("nouns"), used)) =   \
        &noun
/* All of a program; *count of them. */
const struct list_noun *const *list_nouns(size_t *count);

/* As typed; NULL and "" are nothing. */
struct list_ask {
    const char *filter;
    const char *sort;   /* COLUMN, or -COLUMN: the greatest first */
    const char *after;  /* list_page.last: the page behind it */
    const char *before; /* list_page.first: the page in front of it; "end": the last page */
    int64_t limit;      /* 0: LIST_ROWS */
};

/* One wish of the filter, as it was understood. */
struct list_wish {
    const char *text; /* "state:running" */
    const char *rest; /* the filter without it */
    const struct list_column *column;
};

struct list_page {
    struct list rows;  /* of the noun's row */
    const char *first; /* cursors of the first and last row */
    const char *last;
    bool more_before;
    bool more_after;
    bool cut; /* LIST_LOOKED rows were looked at, and there are more */
    const struct list_column *sort;
    bool down;
    struct list_wish wish[LIST_WISHES];
    int wishes;
};

/* What cannot be understood is FAULT_INVALID, naming the field `filter`, `sort`, `after`. */
enum fault_code list_read(const struct db *, const struct scope *, const struct list_noun *,
                          const struct list_ask *, struct list_page *) MUST_CHECK;
/* Page after page, up to `most` rows in one list; *more (may be NULL): there were more. */
enum fault_code list_read_all(const struct db *, const struct scope *, const struct list_noun *,
                              const struct list_ask *, int64_t most, struct list *,
                              bool *more) MUST_CHECK;
/* How many fit; LIST_LOOKED + 1: more than that. Costs as many index entries. */
enum fault_code list_count(const struct db *, const struct scope *, const struct list_noun *,
                           const char *filter, int64_t *count) MUST_CHECK;
/* The members behind the columns (a list of names ended by NULL) that this scope sees, under the
 * columns' names: for JSON and CSV. */
const struct field *list_fields(struct arena *, const struct scope *, const struct list_noun *,
                                const char *const *shown);
const struct list_column *list_column(const struct list_noun *, const char *name);
/* What a column's values are called for whoever has this scope: struct list_offer, maybe none. */
enum fault_code list_offers(const struct db *, const struct scope *, const struct list_column *,
                            struct list *) MUST_CHECK;
/* May whoever has this scope see the column? */
bool list_column_open(const struct scope *, const struct list_column *);
