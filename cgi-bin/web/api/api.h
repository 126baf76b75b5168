/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The JSON interface in the shapes of cloud clients. Only here do our nouns have
 * other names: vm = server, plan = server_type, task = action, cluster =
 * datacenter. This header is what the handlers share: reading a list's query,
 * answering a page, naming things by id or name.
 */
#pragma once
#include "store/image.h"
#include "store/node.h"
#include "store/plan.h"
#include "store/task.h"
#include "store/vm_page.h"
#include "web/gate.h"

/* --- a list's query -------------------------------------------------------------------- */

/*
 * Pages are counted as far as PAGE_DEEPEST rows; the next page of one that ends
 * there, in the order of ids, is PAGE_KEYS and the last id, so that it costs no
 * more than the first.
 */
enum { PER_PAGE = 25, PER_PAGE_MAX = 50, PAGE_DEEPEST = 10000, QUERY_WORDS = 8 };
enum { QUERY_IDS = 100, QUERY_SORTS = 2 };
#define PAGE_KEYS INT64_C(1000000)

/* What a list takes besides page, per_page and sort; anything else is refused. */
enum list_takes {
    TAKES_NAME = 1 << 0,
    TAKES_LABELS = 1 << 1,
    TAKES_STATUS = 1 << 2,
    TAKES_IDS = 1 << 3,
    TAKES_IMAGES = 1 << 4, /* type, bound_to, architecture, include_deprecated */
    TAKES_FINGERPRINT = 1 << 5,
    TAKES_ANY = 1 << 6, /* an empty list: all that clients send of these */
    TAKES_ACTIONS = 1 << 7, /* sorts of its own, up to QUERY_SORTS */
};

struct words {
    const char *at[QUERY_WORDS];
    int count;
};

struct list_query {
    struct arena *arena;
    int64_t page;
    int64_t offset; /* of its first row */
    int64_t behind; /* the id that it begins behind, 0: counted */
    int64_t per_page;
    const char *sort[QUERY_SORTS]; /* "id", "name", …; NULL: no further one */
    bool down[QUERY_SORTS];
    const char *name; /* NULL: not asked */
    const char *label_selector;
    const char *fingerprint;
    const char *architecture;
    struct words status;
    struct words type;
    struct words bound_to;
    int64_t id[QUERY_IDS]; /* each once */
    int64_t ids;
    bool include_deprecated;
};
enum fault_code list_query_read(struct request *rq, unsigned takes,
                                struct list_query *out) MUST_CHECK;

/* --- answers ----------------------------------------------------------------------------- */

/* Of what takes no fields: "{}" or nothing may come. */
enum fault_code no_body(const struct request *rq) MUST_CHECK;
/* What is put into the JSON in hand is owned by it. */
void json_put(json_t *object, const char *name, json_t *value);
void json_add(json_t *array, json_t *value);
/* {"NAME": value}, with the status. */
void answer_one(struct request *rq, int status, const char *name, json_t *value);
/* All that fit, of which the page is cut here, in the order that is asked. */
enum fault_code answer_all(struct request *rq, const struct list_query *q, const char *name,
                           json_t *all) MUST_CHECK;
/* One page that was cut already; last_id: of its last row, 0 if it is not in the order of ids;
 * total -1: not known. */
void answer_page(struct request *rq, const struct list_query *q, const char *name, json_t *rows,
                 bool more, int64_t last_id, int64_t total);
/* A list's "meta". */
json_t *list_meta(const struct list_query *q, bool more, int64_t last_id, int64_t total);
/* An error's body; for struct face. */
enum fault_code api_fault_page(struct request *rq) MUST_CHECK;

/* --- labels ------------------------------------------------------------------------------ */

/* NULL, or what is wrong; *out is the object as it is stored. */
const char *labels_check(struct arena *a, json_t *labels, const char **out);
/* "env=prod,!old" into wishes; NULL, or what is wrong. */
const char *labels_select(struct arena *a, const char *selector, struct vm_page_filter *f);

/* --- what there is: plans, images, places -------------------------------------------------- */

/* Its JSON, made when it is first asked for, and that as text. */
struct shown {
    json_t *json;
    const char *text;
};

/* Read once a request; what is shown is made once and shared by all who show it. */
struct catalogue {
    const struct db *db;
    struct arena *arena;
    struct list locations; /* struct location */
    struct list plans;     /* struct plan, retired ones too */
    struct list images;    /* struct image, likewise */
    struct shown *location_shown;
    struct shown *datacenter_shown;
    struct shown *plan_shown;
    struct shown *image_shown;
};
enum fault_code catalogue_read(const struct db *, struct arena *a, const struct scope *who,
                               struct catalogue *) MUST_CHECK;
void catalogue_release(struct catalogue *);
/* Borrowed; NULL if there is none of this id. */
struct shown *catalogue_location(struct catalogue *, int64_t id);
struct shown *catalogue_plan(struct catalogue *, int64_t id);
struct shown *catalogue_image(struct catalogue *, int64_t id);
/* *out NULL: there is no location of this id. */
enum fault_code catalogue_datacenter(struct catalogue *, int64_t location_id,
                                     struct shown **out) MUST_CHECK;
/* "null" if it is NULL. */
const char *shown_text(struct arena *a, struct shown *);
/* As text; releases it. */
const char *json_text(struct arena *a, json_t *j);
/* Adds an object's members without the braces around them; releases it likewise. */
void members_add(struct text *t, json_t *object);
json_t *image_json(struct arena *a, const struct image *);
const struct location *catalogue_of_cluster(const struct catalogue *, int64_t cluster_id);
/* As clients name them: "debian-12", "local-dc1". */
const char *image_slug(struct arena *a, const struct image *);
const char *datacenter_name(struct arena *a, const struct location *);

/* --- machines and tasks -------------------------------------------------------------------- */

extern const char *const server_status_words[]; /* by enum vm_state */
/* Adds the server's object. */
enum fault_code server_text(const struct db *, struct request *, const struct vm_page_row *,
                            struct text *) MUST_CHECK;
/* The same, of the machine with this id. */
enum fault_code server_load(const struct db *, struct request *, int64_t id,
                            json_t **out) MUST_CHECK;
/* What a kind of task is called: "start_server". */
const char *api_command(struct arena *a, const char *kind);
json_t *action_json(struct arena *a, const struct task *);
/* The action of a task that was just asked for. */
/* Behind ?dry_run=1: what would be done, and nothing was. */
enum fault_code answer_plan(struct request *rq) MUST_CHECK;
enum fault_code action_of(const struct db *db, struct request *rq, int64_t task_id,
                          json_t **out) MUST_CHECK;
/* 1 << enum vm_state of those that show as one of these words; -1: no such word. */
int64_t server_states(const struct words *);
