/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A noun's list as a page: its head, filter with completion, chips, tabs, sort,
 * table, paging, empty state, and the same rows as CSV and JSON (?as=csv|json).
 *
 *   static const struct list_table plans = {
 *       .noun = &plan_noun, .title = T("Plans"), .path = "/plan",
 *       .shown = { "name", "vcpu", "memory", "disk", "price", "state" },
 *       .row_path = "/plan/%lld", .empty = T("No plans yet."),
 *       .act_path = "/plan/create", .act = T("Create plan"),
 *   };
 *   enum fault_code plan_list_show(const struct db *db, struct request *rq)
 *   {
 *       return list_show(db, rq, &plans);
 *   }
 *   GET("/admin/plan", ADMIN, plan_list_show, LIST_ROUTE, .page = "admin/list.html", .menu = …),
 *   GET("/admin/plan/live", ADMIN, plan_list_show, LIST_ROUTE, .page = "part/list.html",
 *       .etag = true),
 *
 * A list whose rows look like nothing else (the customer's machines) has a view
 * of its own that holds a struct list_parts, filled by list_parts_read().
 */
#pragma once
#include "store/list.h"
#include "web/page.h"

enum { LIST_SHOWN = 12, LIST_TABS = 8 };

struct list_tab {
    const char *words;  /* T(…) */
    const char *filter; /* "state:running"; "" for all */
};

struct list_table {
    const struct list_noun *noun;
    const char *title;
    const char *path;              /* below page_root() */
    const char *shown[LIST_SHOWN]; /* columns in their order; the first is the row's head */
    const char *row_path;          /* "/plan/%lld", of the id; NULL: rows lead nowhere */
    struct list_tab tab[LIST_TABS];
    const char *empty;      /* when there is none at all */
    const char *act_path;   /* the next step, also at the page's head; NULL: none */
    const char *act;        /* its words */
    enum permission act_permission;
    const char *help;       /* one sentence under the head, or NULL */
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
extern const struct field list_view[];
#define LIST_ROUTE FORM(list_page_query_form, struct list_page_query), .view = list_view

enum fault_code list_show(const struct db *, struct request *, const struct list_table *) MUST_CHECK;
