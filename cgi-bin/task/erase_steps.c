/* SPDX-License-Identifier: Apache-2.0 */
/* Erasing a closed account. There is no way back from its first step, and none is offered. */
#include "form/input.h"
#include "store/erase.h"
#include "task/steps.h"

struct erase_args {
    int64_t account_id;
};
static const struct field erase_args_form[] = {
    I64(struct erase_args, account_id, .required = true, .min = 1, .max = INT64_MAX),
    FIELDS_END,
};

struct erasing {
    struct job *job;
    int64_t account_id;
    int64_t user_id;
    bool more; /* is left behind the last batch */
};

static enum fault_code begin(struct job *j, struct erasing *e)
{
    struct input_errors errors = { .count = 0 };
    struct erase_args args = { 0 };
    OWNED(input_drop_json) json_t *sent = NULL;
    enum fault_code rc = input_parse_json(j->fault, j->task.args, strlen(j->task.args), &sent);
    if (!rc)
        rc = input_from_json(j->fault, j->arena, erase_args_form, sent, &args, &errors);
    *e = (struct erasing){ .job = j, .account_id = args.account_id };
    return rc;
}

static enum fault_code close_tx(struct db *db, void *ctx)
{
    const struct erasing *e = ctx;
    enum fault_code rc = job_mine(e->job);
    return rc ? rc : erase_close(db, e->account_id);
}

static enum fault_code things_tx(struct db *db, void *ctx)
{
    struct erasing *e = ctx;
    enum fault_code rc = job_mine(e->job);
    int64_t gone = 0;
    if (!rc)
        rc = erase_things(db, e->account_id, &gone);
    e->more = gone > 0;
    return rc;
}

static enum fault_code person_tx(struct db *db, void *ctx)
{
    struct erasing *e = ctx;
    enum fault_code rc = job_mine(e->job);
    return rc ? rc : erase_person(db, e->account_id, &e->more);
}

static enum fault_code names_tx(struct db *db, void *ctx)
{
    struct erasing *e = ctx;
    enum fault_code rc = job_mine(e->job);
    return rc ? rc : erase_names(db, e->account_id, &e->more);
}

static enum fault_code close_apply(struct job *j)
{
    struct erasing e;
    enum fault_code rc = begin(j, &e);
    return rc ? rc : db_tx(j->db, close_tx, NULL, &e);
}

/* However many batches: each has an arena of its own, and whoever takes over goes on behind it. */
static enum fault_code all_batches(struct job *j, db_tx_fn *fn, struct erasing *e)
{
    OWNED(arena_drop) struct arena *batch = arena_new();
    enum fault_code rc = FAULT_OK;
    db_use(j->db, batch, j->fault);
    do {
        rc = db_tx(j->db, fn, NULL, e);
        arena_reset(batch);
    } while (!rc && e->more);
    db_use(j->db, j->arena, j->fault);
    return rc;
}

static enum fault_code all_of(struct job *j, db_tx_fn *fn)
{
    struct erasing e;
    enum fault_code rc = begin(j, &e);
    return rc ? rc : all_batches(j, fn, &e);
}

static enum fault_code things_apply(struct job *j)
{
    return all_of(j, things_tx);
}

static enum fault_code people_apply(struct job *j)
{
    return all_of(j, person_tx);
}

static enum fault_code names_apply(struct job *j)
{
    return all_of(j, names_tx);
}

const struct job_kind job_account_erase = {
    .kind = "account_erase",
    .steps = { { "close", close_apply, NULL },
               { "things", things_apply, NULL },
               { "people", people_apply, NULL },
               { "names", names_apply, NULL } },
    .settle = job_settle_nothing,
};

/* --- a user who is in no account --- */

struct user_args {
    int64_t user_id;
};
static const struct field user_args_form[] = {
    I64(struct user_args, user_id, .required = true, .min = 1, .max = INT64_MAX),
    FIELDS_END,
};

static enum fault_code user_tx(struct db *db, void *ctx)
{
    struct erasing *e = ctx;
    enum fault_code rc = job_mine(e->job);
    return rc ? rc : erase_user(db, e->user_id, &e->more);
}

static enum fault_code user_apply(struct job *j)
{
    struct user_args args = { 0 };
    enum fault_code rc = job_args(j, user_args_form, &args);
    struct erasing e = { .job = j, .user_id = args.user_id };
    return rc ? rc : all_batches(j, user_tx, &e);
}

const struct job_kind job_user_erase = {
    .kind = "user_erase",
    .steps = { { "user", user_apply, NULL } },
    .settle = job_settle_nothing,
};
