/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A noun's list as a page: its head, tabs, filter with completion, chips, sort,
 * table, paging, empty state, and the same rows as CSV and JSON (?as=csv|json).
 *
 *   static const struct list_table plans = {
 *       .noun = &plan_noun, .title = T("Plans"), .path = "/plan",
 *       .shown = { "name", "vcpu", "memory", "disk", "price", "state" },
 *       .row_path = "/plan/%lld", .empty = T("No plans yet."),
 *       .act_path = "/plan/create", .act = T("Create plan"), .act_permission = PERM_PLAN_WRITE,
 *   };
 *   enum fault_code plan_list_show(const struct db *db, struct request *rq)
 *   {
 *       return list_show(db, rq, &plans);
 *   }
 *   GET("/admin/plan", PLAN_READ, plan_list_show, LIST_ROUTE, .page = "page/list.html", .menu = …),
 *   GET("/admin/plan/live", PLAN_READ, plan_list_show, LIST_ROUTE, .page = "part/list.html",
 *       .etag = true),
 *
 * A list whose rows look like nothing else (the customer's machines) has a view
 * of its own with GROUP(…, list, struct list_frame, list_frame_fields), filled by
 * list_open(), and shows {{#list}}{{>LIST_TOOLS}}{{/list}} and LIST_PAGER.
 */
#pragma once
#include "store/list.h"
#include "web/page.h"

enum { LIST_SHOWN = 12, LIST_TABS = 8 };

/* What a cell shows; `dress` may change it. One of text, when, number, bytes, money. */
struct list_cell {
    const char *name;  /* of the column */
    const char *label; /* its head, where a row is a card; NULL: goes without, or is blank */
    const char *text;
    const char *href;
    const char *icon; /* of the sprite; it is also the class that colours it */
    const char *small; /* behind the text, in grey */
    int64_t when;
    int64_t number;
    int64_t bytes;
    int64_t money;
    bool is_head; /* names the row */
    bool is_state;
    bool is_number;
    bool is_bytes;
    bool is_money;
    bool is_code; /* addresses, keys */
    bool is_right; /* aligned so that digits stand under digits */
    bool is_load; /* `number` is a percentage, with a bar */
    const char *level; /* of a load: "", "warn", "bad" */
};

struct list_tab {
    const char *words;  /* T(…) */
    const char *filter; /* "state:running"; "" for all */
};

struct list_table {
    const struct list_noun *noun;
    const char *title;
    const char *path;              /* below page_root() */
    const char *shown[LIST_SHOWN]; /* columns in their order; the first but a state heads the row */
    const char *row_path;          /* "/plan/%lld", of the id; NULL: rows lead nowhere */
    struct list_tab tab[LIST_TABS];
    const char *empty;    /* when there is none at all */
    const char *act_path; /* the next step, also at the page's head; NULL: none */
    const char *act;      /* its words */
    const char *act_icon; /* NULL: a plus */
    enum permission act_permission; /* of the route it leads to */
    const char *help; /* one sentence under the head, or NULL */
    const char *up_path; /* of the page that it belongs to; NULL: of none */
    const char *up;      /* that page's name */
    /* Makes a cell say what its value alone does not, such as words for a code. */
    void (*dress)(const struct request *, const char *column, const void *row, struct list_cell *);
};

struct list_page_query {
    const char *filter;
    const char *sort;
    const char *after;
    const char *before;
    const char *as;
    int64_t at; /* how many rows stand before the page, as its links counted them */
};
extern const struct field list_page_query_form[];

/* What is around the rows. */
struct list_frame {
    const char *title;
    const char *up_href; /* "": it stands by itself */
    const char *up;
    const char *help;
    const char *path;
    const char *live;
    const char *total_words; /* of all, "" if that is not counted */
    struct list tabs;
    struct list chips;
    struct list offers; /* completions of the filter */
    const char *filter;
    const char *sort;   /* as asked */
    const char *sorted; /* the column that the rows are in the order of */
    bool down;
    const char *error; /* what is wrong with the filter */
    bool placed; /* it is known where the rows stand */
    int64_t from;
    int64_t to;
    const char *of_words;
    const char *prev_href;
    const char *next_href;
    const char *last_href;
    const char *csv_href;
    bool cut;
    bool filtered;
    const char *empty;
    const char *act_href; /* "" for whoever may not */
    const char *act;
    const char *act_icon;
};
extern const struct field list_frame_fields[];

/* A column's head; a click sorts by it, another turns that round. */
struct list_head {
    const char *name;
    const char *label;
    const char *href;   /* "" if it cannot */
    const char *sorted; /* "ascending", "descending", "" */
    bool is_right;
};
extern const struct field list_head_fields[];

extern const struct field list_view[];
#define LIST_ROUTE FORM(list_page_query_form, struct list_page_query), .view = list_view

enum fault_code list_show(const struct db *, struct request *,
                          const struct list_table *) MUST_CHECK;
/* Heads of the named columns (ended by NULL) that the reader may see, after list_open(). */
struct list list_heads(const struct request *, const struct list_table *,
                       const struct list_frame *, const char *const *names);
/* Reads the page that the request's struct list_page_query asks for. *answered: as CSV or JSON it
 * was answered already. */
enum fault_code list_open(const struct db *, struct request *, const struct list_table *,
                          struct list_frame *, struct list *rows, bool *answered) MUST_CHECK;
