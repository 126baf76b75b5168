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

enum { PER_PAGE = 25, PER_PAGE_MAX = 50, PAGE_MAX = 1000000, QUERY_WORDS = 8 };

/* What a list takes besides page, per_page and sort; anything else is refused. */
enum list_takes {
    TAKES_NAME = 1 << 0,
    TAKES_LABELS = 1 << 1,
    TAKES_STATUS = 1 << 2,
    TAKES_IDS = 1 << 3,
    TAKES_IMAGES = 1 << 4, /* type, bound_to, architecture, include_deprecated */
    TAKES_FINGERPRINT = 1 << 5,
    TAKES_ANY = 1 << 6, /* an empty list: all that clients send of these */
};

struct words {
    const char *at[QUERY_WORDS];
    int count;
};

struct list_query {
    int64_t page;
    int64_t per_page;
    const char *sort; /* "id", "name", … */
    bool down;
    const char *name; /* NULL: not asked */
    const char *label_selector;
    const char *fingerprint;
    const char *architecture;
    struct words status;
    struct words type;
    struct words bound_to;
    struct ids ids;
    bool include_deprecated;
};
enum fault_code list_query_read(struct request *rq, unsigned takes,
                                struct list_query *out) MUST_CHECK;

/* --- answers ----------------------------------------------------------------------------- */

/* What is put into the JSON in hand is owned by it. */
void json_put(json_t *object, const char *name, json_t *value);
void json_add(json_t *array, json_t *value);
/* {"NAME": value}, with the status. */
void answer_one(struct request *rq, int status, const char *name, json_t *value);
/* All that fit, of which the page is cut here, in the order that is asked. */
enum fault_code answer_all(struct request *rq, const struct list_query *q, const char *name,
                           json_t *all) MUST_CHECK;
/* One page that was cut already; total -1: not known. */
void answer_page(struct request *rq, const struct list_query *q, const char *name, json_t *rows,
                 bool more, int64_t total);
/* An error's body; for struct face. */
enum fault_code api_fault_page(struct request *rq) MUST_CHECK;

/* --- labels ------------------------------------------------------------------------------ */

/* NULL, or what is wrong; *out is the object as it is stored. */
const char *labels_check(struct arena *a, json_t *labels, const char **out);
/* "env=prod,!old" into wishes; NULL, or what is wrong. */
const char *labels_select(struct arena *a, const char *selector, struct vm_page_filter *f);

/* --- what there is: plans, images, places -------------------------------------------------- */

/* Read once a request; JSON objects are made once and shared by all who show them. */
struct catalogue {
    const struct db *db;
    struct arena *arena;
    struct list locations; /* struct location */
    struct list plans;     /* struct plan, retired ones too */
    json_t **location_json;
    json_t **datacenter_json;
    json_t **plan_json;
    json_t *images; /* by id */
};
enum fault_code catalogue_read(const struct db *, struct arena *a, struct catalogue *) MUST_CHECK;
void catalogue_release(struct catalogue *);
/* Borrowed; NULL if there is none of this id. */
json_t *catalogue_location(struct catalogue *, int64_t id);
enum fault_code catalogue_datacenter(struct catalogue *, int64_t location_id,
                                     json_t **out) MUST_CHECK;
json_t *catalogue_plan(struct catalogue *, int64_t id);
json_t *catalogue_image(struct catalogue *, const struct image *);
const struct location *catalogue_find_location(const struct catalogue *, int64_t id);
const struct plan *catalogue_find_plan(const struct catalogue *, int64_t id);
/* As clients name them: "debian-12", "local-dc1". */
const char *image_slug(struct arena *a, const struct image *);
const char *datacenter_name(struct arena *a, const struct location *);

/* --- machines and tasks -------------------------------------------------------------------- */

enum fault_code server_json(struct catalogue *, const struct vm_page_row *,
                            json_t **out) MUST_CHECK;
enum fault_code server_load(const struct db *, struct request *, int64_t id,
                            json_t **out) MUST_CHECK;
json_t *action_json(struct arena *a, const struct task *);
/* The action of a task that was just asked for. */
enum fault_code action_of(const struct db *db, struct request *rq, int64_t task_id,
                          json_t **out) MUST_CHECK;
/* 1 << enum vm_state of those that show as one of these words; -1: no such word. */
int64_t server_states(const struct words *);

/* --- handlers --------------------------------------------------------------------------------- */

enum fault_code api_servers(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_server(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_server_create(struct db *, struct request *) MUST_CHECK;
enum fault_code api_server_update(struct db *, struct request *) MUST_CHECK;
enum fault_code api_server_delete(struct db *, struct request *) MUST_CHECK;
enum fault_code api_server_poweron(struct db *, struct request *) MUST_CHECK;
enum fault_code api_server_poweroff(struct db *, struct request *) MUST_CHECK;
enum fault_code api_server_shutdown(struct db *, struct request *) MUST_CHECK;
enum fault_code api_server_reboot(struct db *, struct request *) MUST_CHECK;
enum fault_code api_server_actions(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_server_action(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_actions(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_action(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_ssh_keys(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_ssh_key(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_ssh_key_create(struct db *, struct request *) MUST_CHECK;
enum fault_code api_ssh_key_update(struct db *, struct request *) MUST_CHECK;
enum fault_code api_ssh_key_delete(struct db *, struct request *) MUST_CHECK;
enum fault_code api_images(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_image(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_server_types(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_server_type(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_locations(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_location(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_datacenters(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_datacenter(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_pricing(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_nothing(const struct db *, struct request *) MUST_CHECK;
