/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command line: one table of verbs (verbs.c), one function each. A verb's
 * options are the fields of its form, `min_disk` being `--min-disk`; they go
 * through the checks that pages and JSON have. Standard output holds what was
 * asked for and nothing else.
 */
#pragma once
#include <jansson.h>
#include "base/conf.h"
#include "base/permission.h"
#include "db/db.h"
#include "kind/change.h"
#include "store/list.h"

struct account;
struct verb;

struct cli {
    struct arena *arena;
    struct fault *fault;
    struct conf conf;
    struct db *db; /* of the verb's database user */
    const char *operand; /* the verb's */
    bool json;
    bool dry_run;
    void *form; /* the verb's struct, checked */
};

enum cli_exit { EXIT_OK, EXIT_FAULT, EXIT_USAGE };

struct verb {
    const char *name;           /* one or two words */
    const char *words;          /* what it does */
    enum permission permission; /* what it takes at a page; whoever runs it here is root */
    enum fault_code (*run)(struct cli *);
    const char *user;    /* of the database */
    const char *options; /* help: a line each */
    const char *example;
    const struct field *form;
    size_t form_size;
    const void *start;   /* what the form holds where an option is not given; NULL: zeros */
    const char *operand; /* the field that needs no name, or NULL */
    bool plans;          /* --dry-run: says what it would do */
};
extern const struct verb verbs[]; /* ended by one without a name */

/* The whole program; returns an enum cli_exit. */
int cli_main(int argc, char **argv);

/* --- what verbs print ----------------------------------------------------------------- */

/* Control characters, and those that turn the direction of writing, made visible. */
char *cli_escape(struct arena *a, const char *text);
/* A list as a table of the named fields (ended by NULL), or all fields as JSON. */
void cli_list(const struct cli *c, const struct field *fields, size_t row_size,
              const struct list *list, const char *const *columns);
/* A noun's list by struct list_form: as a table of these columns, all as JSON, or CSV. */
enum fault_code cli_noun_list(struct cli *, const struct list_noun *,
                              const char *const *shown) MUST_CHECK;
/* The same, a row's JSON being made by `one`. */
typedef json_t *cli_row_json(struct arena *, const void *row);
enum fault_code cli_noun_list_as(struct cli *, const struct list_noun *, const char *const *shown,
                                 cli_row_json *one) MUST_CHECK;
/* One struct for people: a line a field. */
void cli_show(const struct cli *c, const struct field *fields, const void *data);
/* A heading and a table under it, for people. */
void cli_part(const struct cli *c, const char *heading, const struct field *fields, size_t row_size,
              const struct list *list, const char *const *columns);
/* Prints and releases it. */
void cli_json(json_t *j);
/* The same on one line, for what comes one by one. */
void cli_json_line(json_t *j);
/* What a verb has asked for: its task, or, with --dry-run, what it would do. */
void cli_asked(const struct cli *c, const struct asker *, int64_t task_id);
/* What a verb has made: its id, or {"id": 5}. */
void cli_made(const struct cli *c, int64_t id);
/* A secret that is shown once, alone or as {"name": "…"}. */
void cli_secret(const struct cli *c, const char *name, const char *secret);

/* The first line of standard input, for what no argument may hold; NULL if there is none. */
char *cli_line(struct arena *a);

/* --- what verbs name ------------------------------------------------------------------- */

/* The account that an option gives the id of; FAULT_MISSING names the field. */
enum fault_code cli_account(struct cli *c, const char *field, int64_t id,
                            struct account *out) MUST_CHECK;

/* --- what verbs change ----------------------------------------------------------------- */

/* Whoever typed it, for the provider: by his name on this host, from the command line. */
enum fault_code cli_asker(struct cli *c, struct asker *who) MUST_CHECK;
/* One transaction with its line in the audit. */
enum fault_code cli_change(struct cli *c, const struct change *) MUST_CHECK;

/* The line of one that was refused: c->form is this. */
struct cli_refused {
    const char *what; /* the permission that it takes */
    const char *object;
    const char *why;
};
enum fault_code cli_note_refusal(struct cli *c) MUST_CHECK;

/* --- one function a verb ---------------------------------------------------------------- */

enum fault_code cli_doctor(struct cli *c) MUST_CHECK;
enum fault_code cli_migrate(struct cli *c) MUST_CHECK;
enum fault_code cli_setup(struct cli *c) MUST_CHECK;
enum fault_code cli_account_add(struct cli *c) MUST_CHECK;
enum fault_code cli_account_list(struct cli *c) MUST_CHECK;
enum fault_code cli_account_suspend(struct cli *c) MUST_CHECK;
enum fault_code cli_account_resume(struct cli *c) MUST_CHECK;
enum fault_code cli_account_close(struct cli *c) MUST_CHECK;
enum fault_code cli_account_erase(struct cli *c) MUST_CHECK;
enum fault_code cli_account_limit(struct cli *c) MUST_CHECK;
enum fault_code cli_group_add(struct cli *c) MUST_CHECK;
enum fault_code cli_group_list(struct cli *c) MUST_CHECK;
enum fault_code cli_group_set(struct cli *c) MUST_CHECK;
enum fault_code cli_brand_list(struct cli *c) MUST_CHECK;
enum fault_code cli_brand_confirm(struct cli *c) MUST_CHECK;
enum fault_code cli_brand_refuse(struct cli *c) MUST_CHECK;
enum fault_code cli_group_put(struct cli *c) MUST_CHECK;
enum fault_code cli_group_delete(struct cli *c) MUST_CHECK;
enum fault_code cli_user_disable(struct cli *c) MUST_CHECK;
enum fault_code cli_user_erase(struct cli *c) MUST_CHECK;
enum fault_code cli_user_enable(struct cli *c) MUST_CHECK;
enum fault_code cli_user_totp_off(struct cli *c) MUST_CHECK;
enum fault_code cli_user_add(struct cli *c) MUST_CHECK;
enum fault_code cli_user_invite(struct cli *c) MUST_CHECK;
enum fault_code cli_user_passwd(struct cli *c) MUST_CHECK;
enum fault_code cli_user_list(struct cli *c) MUST_CHECK;
enum fault_code cli_member_add(struct cli *c) MUST_CHECK;
enum fault_code cli_member_role(struct cli *c) MUST_CHECK;
enum fault_code cli_member_remove(struct cli *c) MUST_CHECK;
enum fault_code cli_member_list(struct cli *c) MUST_CHECK;
enum fault_code cli_role_list(struct cli *c) MUST_CHECK;
enum fault_code cli_plan_add(struct cli *c) MUST_CHECK;
enum fault_code cli_plan_retire(struct cli *c) MUST_CHECK;
enum fault_code cli_plan_list(struct cli *c) MUST_CHECK;
enum fault_code cli_image_add(struct cli *c) MUST_CHECK;
enum fault_code cli_image_retire(struct cli *c) MUST_CHECK;
enum fault_code cli_image_list(struct cli *c) MUST_CHECK;
enum fault_code cli_script_add(struct cli *c) MUST_CHECK;
enum fault_code cli_script_show(struct cli *c) MUST_CHECK;
enum fault_code cli_script_retire(struct cli *c) MUST_CHECK;
enum fault_code cli_script_delete(struct cli *c) MUST_CHECK;
enum fault_code cli_script_list(struct cli *c) MUST_CHECK;
enum fault_code cli_token_add(struct cli *c) MUST_CHECK;
enum fault_code cli_token_list(struct cli *c) MUST_CHECK;
enum fault_code cli_token_revoke(struct cli *c) MUST_CHECK;
enum fault_code cli_audit_verify(struct cli *c) MUST_CHECK;
enum fault_code cli_node_list(struct cli *c) MUST_CHECK;
enum fault_code cli_vm_list(struct cli *c) MUST_CHECK;
enum fault_code cli_vm_start(struct cli *c) MUST_CHECK;
enum fault_code cli_vm_stop(struct cli *c) MUST_CHECK;
enum fault_code cli_vm_shutdown(struct cli *c) MUST_CHECK;
enum fault_code cli_vm_reboot(struct cli *c) MUST_CHECK;
enum fault_code cli_vm_delete(struct cli *c) MUST_CHECK;
enum fault_code cli_schedule_list(struct cli *c) MUST_CHECK;
enum fault_code cli_schedule_add(struct cli *c) MUST_CHECK;
enum fault_code cli_schedule_pause(struct cli *c) MUST_CHECK;
enum fault_code cli_schedule_resume(struct cli *c) MUST_CHECK;
enum fault_code cli_schedule_delete(struct cli *c) MUST_CHECK;
enum fault_code cli_schedule_run(struct cli *c) MUST_CHECK;
enum fault_code cli_setting_list(struct cli *c) MUST_CHECK;
enum fault_code cli_setting_set(struct cli *c) MUST_CHECK;
enum fault_code cli_task_list(struct cli *c) MUST_CHECK;
enum fault_code cli_task_show(struct cli *c) MUST_CHECK;
enum fault_code cli_task_log(struct cli *c) MUST_CHECK;
enum fault_code cli_task_cancel(struct cli *c) MUST_CHECK;
enum fault_code cli_task_retry(struct cli *c) MUST_CHECK;
enum fault_code cli_task_hold(struct cli *c) MUST_CHECK;
enum fault_code cli_task_release(struct cli *c) MUST_CHECK;
