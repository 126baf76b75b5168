/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sealing the audit, and copying it to a system log. Each batch's hash also goes into taskd's log,
 * which who has the database alone cannot change: so the newest batches cannot be taken away
 * without a trace either.
 */
#include "base/log.h"
#include "store/audit_chain.h"
#include "store/audit_copy.h"
#include "store/setting.h"
#include "task/steps.h"
#include "task/syslog_out.h"

struct sealing {
    int64_t rows;
    int64_t id;
    const char *hash;
};

static enum fault_code seal_tx(struct db *db, void *ctx)
{
    struct sealing *s = ctx;
    return audit_seal(db, AUDIT_RIPE_SECONDS, &s->rows, &s->id, &s->hash);
}

/* A batch is made from what is there: whoever takes over goes on behind the last. The first time
 * that may be very many, so that each has an arena of its own. */
static enum fault_code seal_apply(struct job *j)
{
    OWNED(arena_drop) struct arena *batch = arena_new();
    struct sealing s = { .rows = 1 };
    enum fault_code rc = conf_use_key(j->fault, j->arena, j->conf);
    db_use(j->db, batch, j->fault);
    while (!rc && s.rows) {
        rc = job_mine(j);
        if (!rc)
            rc = db_tx(j->db, seal_tx, NULL, &s);
        if (rc || !s.rows)
            break;
        log_info("audit: batch %lld of %lld rows is sealed: %s", (long long)s.id, (long long)s.rows,
                 s.hash);
        job_log(j, TASK_INFO, T("Batch %lld of %lld rows: %s"), (long long)s.id, (long long)s.rows,
                s.hash);
        arena_reset(batch);
    }
    db_use(j->db, j->arena, j->fault);
    return rc;
}

/* --- copying --- */

/* 32473 is the number that RFC 5612 keeps for who has none of his own. */
#define PART "[hatchery@32473"

static const char *number(struct arena *a, int64_t n)
{
    return arena_printf(a, "%lld", (long long)n);
}

/* "prev" is the line that came before: a collector sees that one is missing. */
static const char *line_of(struct arena *a, const struct audit_copy *r, int64_t prev)
{
    struct text t;
    text_init(&t, a, SYSLOG_LINE);
    syslog_begin(&t, r->refused ? SYSLOG_WARNING : SYSLOG_NOTICE, r->at, "audit");
    text_add(&t, PART);
    syslog_param(&t, "id", number(a, r->id));
    syslog_param(&t, "prev", number(a, prev));
    syslog_param(&t, "what", r->what);
    syslog_param(&t, "result", r->refused ? "refused" : "done");
    syslog_param(&t, "why", r->why);
    syslog_param(&t, "who", r->who);
    syslog_param(&t, "as", r->as_user);
    syslog_param(&t, "from", r->address);
    syslog_param(&t, "on", r->object);
    syslog_param(&t, "account", number(a, r->account_id));
    syslog_param(&t, "vm", number(a, r->vm_id));
    syslog_param(&t, "about", r->about);
    syslog_param(&t, "request", r->request);
    text_addf(&t, "] \xef\xbb\xbf%s", *r->changes ? r->changes : "-");
    return text_str(&t);
}

static const char *seal_line_of(struct arena *a, const struct audit_sealed *s)
{
    struct text t;
    text_init(&t, a, SYSLOG_LINE);
    syslog_begin(&t, SYSLOG_NOTICE, s->at, "audit-seal");
    text_add(&t, PART);
    syslog_param(&t, "batch", number(a, s->id));
    syslog_param(&t, "first", number(a, s->first_id));
    syslog_param(&t, "last", number(a, s->last_id));
    syslog_param(&t, "rows", number(a, s->count));
    syslog_param(&t, "hash", s->hash);
    text_add(&t, "] -");
    return text_str(&t);
}

struct copying {
    struct job *job;
    struct arena *batch;
    int64_t last_id;
    int64_t last_seal;
    int64_t count; /* lines in this batch */
};

static enum fault_code send_batch(struct copying *c, struct syslog_out *out)
{
    struct job *j = c->job;
    struct list rows = { NULL, 0 };
    struct list seals = { NULL, 0 };
    enum fault_code rc = audit_copy_rows(j->db, &c->last_id, &rows);
    const struct audit_copy *r = rows.rows;
    for (int64_t i = 0; !rc && i < rows.count; i++) {
        rc = syslog_send(j->fault, out, line_of(c->batch, &r[i], c->last_id));
        c->last_id = r[i].id;
    }
    if (!rc)
        rc = audit_copy_seals(j->db, &seals);
    const struct audit_sealed *s = seals.rows;
    for (int64_t i = 0; !rc && i < seals.count; i++) {
        rc = syslog_send(j->fault, out, seal_line_of(c->batch, &s[i]));
        c->last_seal = s[i].id;
    }
    c->count = rows.count + seals.count;
    return rc;
}

static enum fault_code copied_tx(struct db *db, void *ctx)
{
    const struct copying *c = ctx;
    enum fault_code rc = job_mine(c->job);
    return rc ? rc : audit_copied(db, c->last_id, c->last_seal);
}

/* What is there is written down after it is there: who takes over sends some once more. */
static enum fault_code copy_batch(struct copying *c, const char *where)
{
    struct job *j = c->job;
    OWNED(syslog_drop) struct syslog_out out = { .fd = -1 };
    enum fault_code rc = syslog_open(j->fault, where, &out);
    if (!rc)
        rc = send_batch(c, &out);
    if (!rc)
        rc = syslog_end(j->fault, &out);
    return rc || !c->count ? rc : db_tx(j->db, copied_tx, NULL, c);
}

/* The first time it is all that there ever was: an arena a batch, here as well. */
static enum fault_code copy_apply(struct job *j)
{
    OWNED(arena_drop) struct arena *batch = arena_new();
    struct settings settings;
    struct copying c = { .job = j, .batch = batch, .count = 1 };
    enum fault_code rc = settings_load(j->db, &settings);
    const char *where = rc ? "" : setting_text(&settings, SETTING_AUDIT_SYSLOG);
    db_use(j->db, batch, j->fault);
    while (!rc && *where && c.count) {
        rc = copy_batch(&c, where);
        arena_reset(batch);
    }
    db_use(j->db, j->arena, j->fault);
    if (rc)
        log_warn("audit: its copy to %s waits: %s", where, fault_for_log(j->fault, j->arena));
    return rc;
}

const struct job_kind job_audit_seal = {
    .kind = "audit_seal",
    .steps = { { "seal", seal_apply, NULL }, { "copy", copy_apply, NULL } },
    .settle = job_settle_nothing,
};
