/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A route is a row of its face's table and names its permission. What is
 * mandatory is positional, the rest is named:
 *
 *   GET("/vm/<id>", VM_READ, vm_show, .page = "my/vm.html", .view = vm_view),
 *   POST("/vm", VM_CREATE, vm_create, FORM(vm_create_form, struct vm_create),
 *        .page = "page/vm_created.html", .view = vm_created_view, .again = vm_create_again),
 *   POST("/vm/<id>/start", VM_POWER, vm_start, .form = no_fields),
 *
 * A handler of GET has a database that cannot write. The first row that fits is
 * taken. HEAD is GET without the body.
 */
#pragma once
#include "base/fault.h"
#include "base/permission.h"
#include "form/field.h"

struct db;
struct request;

enum method { M_GET, M_POST, M_PUT, M_DELETE, M_OTHER };

typedef enum fault_code read_fn(const struct db *, struct request *);
typedef enum fault_code write_fn(struct db *, struct request *);

struct route {
    enum method method;
    /* <id>, at most ROUTE_IDS of them: a positive number of 63 bits; <name>, at most one: of a-z,
     * 0-9 and _ */
    const char *path;
    enum permission permission;
    read_fn *read;
    write_fn *write;
    /*
     * What may come with it: GET reads it from the query, the others from the
     * body. NULL: nothing is checked here (GET), the handler takes rq->sent
     * (JSON), no field but the gate's is let in (forms).
     */
    const struct field *form;
    size_t form_size;
    /*
     * Shows the form anew: called when the input is refused, or when the handler
     * failed naming a field. rq->form and rq->errors hold what was typed and what
     * is wrong. The answer keeps the fault's status.
     */
    read_fn *again;
    const char *page;         /* template of rq->view */
    const struct field *view; /* and its fields */
    bool plans;               /* ?dry_run=1: the handler says what it would do */
    const char *upload;       /* POST: the input of a file, which multipart/form-data may bring */
    bool secret;              /* POST: goes to the sign-in's pool, which alone reads passwords */
    bool proven;              /* only if the password was typed lately: else it is asked for */
    bool reached; /* JSON of machines or tasks: its queries ask for the labels of a token */
    bool etag;                /* answer 304 while the body stays the same */
    const char *menu;         /* words of its entry; NULL: none */
    const char *icon;         /* the entry's sprite */
    const char *group;        /* heading before the entry */
    bool own;                 /* the entry is about oneself: it stands under one's name */
};

#define GET(path, perm, handler, ...)                                                              \
    {                                                                                              \
        M_GET, path, PERM_##perm, .read = handler, __VA_ARGS__                                     \
    }
#define POST(path, perm, handler, ...)                                                             \
    {                                                                                              \
        M_POST, path, PERM_##perm, .write = handler, __VA_ARGS__                                   \
    }
#define PUT(path, perm, handler, ...)                                                              \
    {                                                                                              \
        M_PUT, path, PERM_##perm, .write = handler, __VA_ARGS__                                    \
    }
#define DELETE(path, perm, handler, ...)                                                           \
    {                                                                                              \
        M_DELETE, path, PERM_##perm, .write = handler, __VA_ARGS__                                 \
    }
#define FORM(table, type) .form = table, .form_size = sizeof(type)

/* The form of what has no fields but the gate's own. */
extern const struct field no_fields[];

enum { ROUTE_IDS = 4 };

/*
 * The row for method and path, its numbers in ids[]. NULL: *allowed is a set of
 * bits (1 << method) of the methods that the path has, 0 if there is no such path.
 */
const struct route *route_match(const struct route *routes, size_t count, enum method method,
                                const char *path, int64_t ids[ROUTE_IDS], unsigned *allowed);
/* What stands for <name> in a path that fits the row's; "" if it has none. */
const char *route_name(struct arena *a, const struct route *r, const char *path);
/* "GET, HEAD, POST" */
const char *route_allow(struct arena *a, unsigned allowed);
