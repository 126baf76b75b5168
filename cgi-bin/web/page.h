/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages of my and admin: the frame around them with its menu from the routes,
 * their templates checked at start, and what is shown when something went wrong.
 */
#pragma once
#include "web/gate.h"

enum { ASSETS_LANGUAGES = 64 };

/* Addresses of what pages load, from the build's manifest. */
struct assets {
    const char *css;
    const char *js;
    const char *icons;
    const char *chart;
    /* the script in other languages, ended by one without a code */
    struct {
        const char *code;
        const char *js;
    } in[ASSETS_LANGUAGES + 1];
};

/* For struct web_program and struct face. */
enum fault_code page_prepare(struct fault *, struct arena *forever, struct web *,
                             const struct face *) MUST_CHECK;
enum fault_code page_render(struct request *rq) MUST_CHECK;
enum fault_code page_fault(struct request *rq) MUST_CHECK;

/* Names the page in its head; else it is named as its route's menu entry. */
void page_title(struct request *rq, const char *title);
/* "" or "/admin": what this face's paths begin with. */
const char *page_root(const struct request *rq);
/* "my/vm.html" or "admin/vm.html": a page that both faces have, each its own. */
const char *page_of_face(const struct request *rq, const char *name);

/* "1,284"; "10,000+" of more than `most`. */
const char *page_count(struct arena *, int64_t n, int64_t most);
/* The address of the list at `path`, below page_root(), with the filter COLUMN:VALUE. */
const char *page_filter_href(const struct request *rq, const char *path, const char *column,
                             const char *value);

/* An entry of the menu, or of what stands under one's name. */
struct page_entry {
    const char *href;
    const char *words;
    const char *icon;
    const char *group;
    const char *failed; /* how many of it did so in the last 24 hours, "" if none */
    bool current;
};
extern const struct field page_entry_fields[];
struct list page_menu(const struct request *rq, bool own);

/* A reseller's logo as pages show it: its size is known, so that nothing moves when it comes. */
struct page_logo {
    const char *href; /* "": none */
    int64_t width;
    int64_t height;
};
extern const struct field page_logo_view[];
struct page_logo page_logo_of(struct arena *, const struct brand *);

/* A tab of a list. */
struct page_tab {
    const char *href;
    const char *words;
    const char *count;
    bool current;
};
extern const struct field page_tab_fields[];

/* The rows of `errors` above a refused form: struct field_error. */
struct list page_errors(const struct request *rq);
