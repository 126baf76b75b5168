/* SPDX-License-Identifier: Apache-2.0 */
/*
 * While a try is under way, run_at is when its lease ends: a mailer that died is
 * followed by the next look, and what it still writes names an old fence.
 */
#include "store/outbox.h"
#include <jansson.h>
#include <string.h>
#include "base/log.h"
#include "base/secret.h"
#include "form/input.h"
#include "store/setting.h"
#include "store/task.h"

#define MAIL_KIND(id, its_code, its_words, its_setting) [MAIL_##id] = { its_code, its_words, "" },
const struct word mail_kind_words[MAIL_KIND_COUNT] = { MAIL_KINDS(MAIL_KIND) };
#undef MAIL_KIND
#define MAIL_KIND(id, its_code, its_words, its_setting) [MAIL_##id] = its_setting,
static const enum setting_no switches[] = { MAIL_KINDS(MAIL_KIND) };
#undef MAIL_KIND
#define MAIL_REASON(id, its_code, its_words) [REASON_##id] = { its_code, its_words, "" },
const struct word mail_reason_words[REASON_COUNT] = { MAIL_REASONS(MAIL_REASON) };
#undef MAIL_REASON
const struct word mail_state_words[MAIL_STATE_COUNT] = {
    [MAIL_WAITS] = { "waits", T("Waits"), "task-queued" },
    [MAIL_SENT] = { "sent", T("Sent"), "task-done" },
    [MAIL_GIVEN_UP] = { "given-up", T("Given up"), "task-failed" },
};

const struct field mail_view[] = {
    I64(struct mail, id),
    I64(struct mail, account_id),
    STATE(struct mail, kind, mail_kind_words),
    STATE(struct mail, state, mail_state_words),
    TEXT(struct mail, email),
    TEXT(struct mail, subject),
    TEXT(struct mail, shown),
    I64(struct mail, tries),
    BOOL(struct mail, waits),
    BOOL(struct mail, under_way),
    STATE(struct mail, reason, mail_reason_words),
    TEXT(struct mail, why_id),
    TEXT(struct mail, why_args),
    TIME(struct mail, run_at),
    TIME(struct mail, queued_at),
    TIME(struct mail, sent_at),
    FIELDS_END,
};

#define COLUMNS                                                                                    \
    "outbox.id, outbox.account_id, outbox.kind, outbox.state, outbox.email, outbox.subject, "      \
    "outbox.tries, outbox.state <> 1 AND NOT outbox.under_way AS waits, outbox.under_way, "        \
    "outbox.reason, outbox.why_id, outbox.why_args, "                                              \
    "IF(outbox.state = 0, outbox.run_at, NULL) AS run_at, outbox.queued_at, outbox.sent_at"

static const struct list_column columns[] = {
    { .name = "email",
      .label = T("To"),
      .kind = COLUMN_TEXT,
      .sql = "outbox.email",
      .ascii = true,
      .index = "by_email",
      .sorts = true },
    { .name = "kind",
      .label = T("Kind"),
      .kind = COLUMN_WORD,
      .sql = "outbox.kind",
      .index = "by_kind",
      .words = mail_kind_words,
      .word_count = MAIL_KIND_COUNT },
    { .name = "subject", .label = T("Subject"), .kind = COLUMN_TEXT },
    { .name = "state",
      .label = T("State"),
      .kind = COLUMN_WORD,
      .sql = "outbox.state",
      .index = "by_state",
      .words = mail_state_words,
      .word_count = MAIL_STATE_COUNT },
    { .name = "reason",
      .label = T("Why it waits"),
      .kind = COLUMN_WORD,
      .sql = "outbox.reason",
      .words = mail_reason_words,
      .word_count = REASON_COUNT },
    { .name = "tries", .label = T("Tries"), .kind = COLUMN_NUMBER, .sql = "outbox.tries" },
    { .name = "next", .label = T("Next try"), .kind = COLUMN_TIME, .field = "run_at" },
    { .name = "queued",
      .label = T("Asked for"),
      .kind = COLUMN_TIME,
      .field = "queued_at",
      .sql = "outbox.queued_at",
      .index = "by_queued",
      .sorts = true },
    { .name = "sent", .label = T("Sent at"), .kind = COLUMN_TIME, .field = "sent_at" },
};

LIST_NOUN(outbox_noun, .name = "mail", .table = "outbox", .columns = COLUMNS, .joins = "",
          .row = mail_view, .size = sizeof(struct mail), LIST_COLUMNS(columns), .global = true,
          .by = "queued", .down = true, .users = DB_ADMIN_READER);

/* --- asking for one --- */

enum { ASKERS = DB_WEB_WRITERS | DB_SIGNIN | DB_TASKD | DB_CLI };

QUERY(add, ASKERS,
      "INSERT INTO outbox (kind, account_id, reseller_id, user_id, email, message_id, args, "
      "request) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");

/* Its right side is the sender's domain, as receivers like it. */
static const char *new_message_id(struct arena *a, const struct settings *s)
{
    const char *at = strchr(setting_text(s, SETTING_MAIL_SENDER), '@');
    return arena_printf(a, "%s%s", secret_uuid(a), at ? at : "@hatchery.invalid");
}

static enum fault_code add_one(struct db *db, const struct settings *s, const struct outbox_new *m,
                               int64_t *id)
{
    return db_exec(db, &add, NULL, id,
                   ARGS(arg_i64(m->kind), ARG(m->account_id), ARG(m->reseller_id), ARG(m->user_id),
                        ARG(m->email), ARG(new_message_id(db->arena, s)), ARG(m->args),
                        arg_text(log_request_now())));
}

static bool is_on(const struct settings *s, enum mail_kind kind)
{
    return switches[kind] == SETTING_COUNT || setting_is(s, switches[kind]);
}

enum fault_code outbox_add(struct db *db, const struct outbox_new *m, int64_t *id)
{
    struct settings s;
    enum fault_code rc = settings_load(db, &s);
    if (id)
        *id = 0;
    return rc || !is_on(&s, m->kind) ? rc : add_one(db, &s, m, id);
}

struct unseen {
    int64_t count;
    int64_t same;
};
static const struct field unseen_view[] = {
    I64(struct unseen, count),
    I64(struct unseen, same),
    FIELDS_END,
};

/* The same rows, known address or not, since the mailer has looked at none of them. */
QUERY(count_unseen, DB_SIGNIN | DB_ADMIN,
      "SELECT COUNT(*) AS count, COUNT(IF(kind = ? AND email = ? AND args = ?, 1, NULL)) AS same "
      "FROM (SELECT kind, email, args FROM outbox FORCE INDEX (account_id) "
      "WHERE account_id = 0 AND state = 0 LIMIT ?) AS unseen",
      ROWS(struct unseen, unseen_view));

enum fault_code outbox_add_unseen(struct db *db, const struct outbox_new *m)
{
    struct unseen u;
    enum fault_code rc =
        db_one(db, &count_unseen, &u,
               ARGS(arg_i64(m->kind), ARG(m->email), ARG(m->args), arg_i64(OUTBOX_UNSEEN)));
    if (rc || u.same)
        return rc;
    if (u.count < OUTBOX_UNSEEN)
        return outbox_add(db, m, NULL);
    rc = fail(db->fault, FAULT_RATE,
              T("Too many mails are being asked for. Try again in some minutes."));
    db->fault->retry_after = 60;
    return rc;
}

struct machine {
    int64_t account_id;
    int64_t reseller_id;
    const char *name;
    const char *ipv4;
    const char *ipv6;
    const char *image;
    bool has_keys;
};
static const struct field machine_view[] = {
    I64(struct machine, account_id), I64(struct machine, reseller_id),
    TEXT(struct machine, name),      TEXT(struct machine, ipv4),
    TEXT(struct machine, ipv6),      TEXT(struct machine, image),
    BOOL(struct machine, has_keys),  FIELDS_END,
};
struct reader {
    int64_t id;
    const char *email;
};
static const struct field reader_view[] = { I64(struct reader, id), TEXT(struct reader, email),
                                            FIELDS_END };

QUERY(machine, DB_TASKD,
      "SELECT vm.account_id, vm.reseller_id, vm.name, ipv4, ipv6, image.name AS image, "
      "vm.ssh_keys <> '' AS has_keys FROM vm JOIN image ON image.id = vm.image_id WHERE vm.id = ?",
      ROWS(struct machine, machine_view));
QUERY(readers, DB_TASKD,
      "SELECT user.id, email FROM member JOIN user ON user.id = member.user_id AND NOT disabled "
      "AND NOT invited JOIN role_permission ON role_permission.role_id = member.role_id AND "
      "permission = 'vm_read' "
      "WHERE member.account_id = ? ORDER BY user.id LIMIT 100",
      ROWS(struct reader, reader_view));

static const char *machine_args(struct arena *a, int64_t id, const struct machine *vm)
{
    OWNED(input_drop_json)
    json_t *args =
        json_pack("{s:I, s:s, s:s, s:s, s:s, s:b}", "id", (json_int_t)id, "name", vm->name, "ipv4",
                  vm->ipv4, "ipv6", vm->ipv6, "image", vm->image, "has_keys", vm->has_keys);
    char buf[2048];
    size_t len = args ? json_dumpb(args, buf, sizeof(buf), JSON_COMPACT) : 0;
    if (!len || len > sizeof(buf))
        bug("machine %lld fits into no mail", (long long)id);
    return arena_strndup(a, buf, len);
}

enum fault_code outbox_add_machine(struct db *db, enum mail_kind kind, int64_t vm_id)
{
    struct settings s;
    struct machine vm;
    struct list people;
    enum fault_code rc = settings_load(db, &s);
    if (rc || !is_on(&s, kind))
        return rc;
    rc = db_one(db, &machine, &vm, ARGS(ARG(vm_id)));
    if (!rc)
        rc = db_all(db, &readers, &people, ARGS(ARG(vm.account_id)));
    if (rc)
        return rc;
    const struct reader *r = people.rows;
    for (int64_t i = 0; !rc && i < people.count; i++) {
        struct outbox_new m = { kind,    vm.account_id, vm.reseller_id,
                                r[i].id, r[i].email,    machine_args(db->arena, vm_id, &vm) };
        rc = add_one(db, &s, &m, NULL);
    }
    return rc;
}

/* --- pages --- */

QUERY(by_id, DB_ADMIN | DB_ADMIN_READER, "SELECT " COLUMNS ", shown FROM outbox WHERE id = ?",
      ROWS(struct mail, mail_view));
QUERY(now, DB_ADMIN,
      "UPDATE outbox SET state = 0, tries = 0, run_at = NOW(6), trying_since = NOW(6) "
      "WHERE id = ? AND state <> 1 AND NOT (under_way AND run_at > NOW(6))");
QUERY(wake, DB_ADMIN | DB_CLI,
      "UPDATE outbox SET run_at = NOW(6) WHERE state = 0 AND run_at > NOW(6) AND NOT under_way");
QUERY(drop, DB_ADMIN, "DELETE FROM outbox WHERE id = ? AND NOT (under_way AND run_at > NOW(6))");

enum fault_code outbox_load_any(const struct db *db, int64_t id, struct mail *out)
{
    enum fault_code rc = db_one(db, &by_id, out, ARGS(ARG(id)));
    return rc == FAULT_MISSING ? fail(db->fault, rc, T("There is no such mail here.")) : rc;
}

enum fault_code outbox_now(struct db *db, int64_t id)
{
    enum fault_code rc = db_exec_one(db, &now, FAULT_CONFLICT, ARGS(ARG(id)));
    return rc == FAULT_CONFLICT
               ? fail(db->fault, rc, T("This mail is sent, or is being sent right now."))
               : rc;
}

enum fault_code outbox_wake(struct db *db)
{
    return db_exec(db, &wake, NULL, NULL, NO_ARGS);
}

enum fault_code outbox_drop(struct db *db, int64_t id)
{
    enum fault_code rc = db_exec_one(db, &drop, FAULT_CONFLICT, ARGS(ARG(id)));
    return rc == FAULT_CONFLICT ? fail(db->fault, rc, T("This mail is being sent right now.")) : rc;
}

/* --- the mailer --- */

static const struct field claim_view[] = {
    I64(struct outbox_claim, id),
    I64(struct outbox_claim, fence),
    I64(struct outbox_claim, tries),
    I64(struct outbox_claim, user_id),
    STATE(struct outbox_claim, kind, mail_kind_words),
    TEXT(struct outbox_claim, email),
    TEXT(struct outbox_claim, message_id),
    TEXT(struct outbox_claim, args),
    TEXT(struct outbox_claim, request),
    TEXT(struct outbox_claim, body),
    BOOL(struct outbox_claim, stale),
    I64(struct outbox_claim, trying_seconds),
    TIME(struct outbox_claim, queued_at),
    FIELDS_END,
};

QUERY(due, DB_MAILER,
      "SELECT id, fence, tries, user_id, kind, email, message_id, args, request, body, queued_at, "
      "COALESCE(good_until <= NOW(6), FALSE) AS stale, "
      "TIMESTAMPDIFF(SECOND, trying_since, NOW(6)) AS trying_seconds "
      "FROM outbox WHERE state = 0 AND run_at <= NOW(6) ORDER BY run_at, id LIMIT ?",
      ROWS(struct outbox_claim, claim_view));
QUERY(take, DB_MAILER,
      "UPDATE outbox SET fence = fence + 1, tries = tries + 1, under_way = TRUE, "
      "run_at = NOW(6) + INTERVAL ? SECOND "
      "WHERE id = ? AND fence = ? AND state = 0 AND run_at <= NOW(6)");
QUERY(made, DB_MAILER,
      "UPDATE outbox SET account_id = ?, reseller_id = ?, user_id = ?, subject = ?, shown = ?, "
      "body = ?, good_until = IF(? = 0, NULL, NOW(6) + INTERVAL ? SECOND) "
      "WHERE id = ? AND fence = ?");
QUERY(sent, DB_MAILER,
      "UPDATE outbox SET state = 1, under_way = FALSE, sent_at = NOW(6), body = NULL, reason = 0, "
      "why_id = '', why_args = '[]' WHERE id = ? AND fence = ?");
QUERY(later, DB_MAILER,
      "UPDATE outbox SET state = IF(? = 0, 2, 0), under_way = FALSE, "
      "run_at = NOW(6) + INTERVAL ? SECOND, reason = ?, why_id = ?, why_args = ? "
      "WHERE id = ? AND fence = ?");
QUERY(hasten, DB_MAILER,
      "UPDATE outbox SET run_at = IF(under_way, run_at, LEAST(run_at, NOW(6))) "
      "WHERE email = ? AND kind = ? AND args = ? AND state = 0 AND account_id > 0 AND id <> ?");
QUERY(forget, DB_MAILER, "DELETE FROM outbox WHERE id = ? AND fence = ?");
QUERY(sweep, DB_MAILER,
      "DELETE FROM outbox WHERE state = 1 AND run_at < NOW(6) - INTERVAL 30 DAY "
      "ORDER BY run_at LIMIT 1000");

static enum fault_code ours(const struct db *db, enum fault_code rc)
{
    return rc == FAULT_LEASE ? fail(db->fault, rc, T("The mail is another mailer's by now.")) : rc;
}

enum fault_code outbox_due(const struct db *db, int64_t most, struct list *out)
{
    return db_all(db, &due, out, ARGS(ARG(most)));
}

enum fault_code outbox_take(struct db *db, struct outbox_claim *c, int64_t seconds)
{
    enum fault_code rc =
        db_exec_one(db, &take, FAULT_CONFLICT, ARGS(ARG(seconds), ARG(c->id), ARG(c->fence)));
    if (rc)
        return rc;
    c->fence++;
    c->tries++;
    return FAULT_OK;
}

enum fault_code outbox_made(struct db *db, const struct outbox_claim *c,
                            const struct outbox_made *m)
{
    return ours(db,
                db_exec_one(db, &made, FAULT_LEASE,
                            ARGS(ARG(m->account_id), ARG(m->reseller_id), ARG(m->user_id),
                                 ARG(m->subject), ARG(m->shown), ARG(m->body), ARG(m->good_seconds),
                                 ARG(m->good_seconds), ARG(c->id), ARG(c->fence))));
}

enum fault_code outbox_sent(struct db *db, const struct outbox_claim *c)
{
    return ours(db, db_exec_one(db, &sent, FAULT_LEASE, ARGS(ARG(c->id), ARG(c->fence))));
}

enum fault_code outbox_later(struct db *db, const struct outbox_claim *c, int64_t seconds,
                             enum mail_reason reason, const struct fault *why)
{
    return ours(db, db_exec_one(db, &later, FAULT_LEASE,
                                ARGS(ARG(seconds), ARG(seconds), arg_i64(reason), ARG(why->id),
                                     ARG(task_args(db->arena, why)), ARG(c->id), ARG(c->fence))));
}

enum fault_code outbox_same(struct db *db, const struct outbox_claim *c, bool *waits)
{
    int64_t found = 0;
    enum fault_code rc = db_exec(db, &hasten, &found, NULL,
                                 ARGS(ARG(c->email), arg_i64(c->kind), ARG(c->args), ARG(c->id)));
    *waits = found > 0;
    return rc;
}

enum fault_code outbox_forget(struct db *db, const struct outbox_claim *c)
{
    return ours(db, db_exec_one(db, &forget, FAULT_LEASE, ARGS(ARG(c->id), ARG(c->fence))));
}

enum fault_code outbox_sweep(struct db *db)
{
    return db_exec(db, &sweep, NULL, NULL, NO_ARGS);
}
