/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `doctor` looks at a running installation and changes nothing. What is in the database is looked
 * at here, over one connection of each of its users; each look stands for itself, so that a
 * database that is away hides nothing else.
 */
#include "cli/doctor.h"
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>
#include "base/clock.h"
#include "base/text.h"
#include "store/checkup.h"

enum {
    BEAT_LATE_S = 15,
    MAIL_LATE_S = 3600,
    LOCK_LONG_S = 6 * 3600,
    QUEUE_LONG_S = 600,
    SKEW_US = 2 * 1000000
};

#define AS_SETUP T("hatchery-setup")

static const struct word finding_words[FINDING_STATES] = {
    [FINDING_OK] = { "ok", T("well"), "" },
    [FINDING_WARN] = { "warn", T("to look at"), "" },
    [FINDING_BAD] = { "bad", T("wrong"), "" },
};

static const struct field finding_view[] = {
    STATE(struct finding, state, finding_words),
    TEXT(struct finding, check),
    TEXT(struct finding, seen),
    TEXT(struct finding, mend),
    FIELDS_END,
};

static void add(struct doctor *d, enum finding_state state, const char *check, const char *mend,
                const char *fmt, va_list args)
{
    if (d->count == FINDINGS_MOST)
        bug("the doctor says too much");
    d->row[d->count++] =
        (struct finding){ check, state, arena_vprintf(d->c->arena, fmt, args), mend };
}

void doctor_well(struct doctor *d, const char *check, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    add(d, FINDING_OK, check, "", fmt, args);
    va_end(args);
}

void doctor_warn(struct doctor *d, const char *check, const char *mend, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    add(d, FINDING_WARN, check, mend, fmt, args);
    va_end(args);
}

void doctor_bad(struct doctor *d, const char *check, const char *mend, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    add(d, FINDING_BAD, check, mend, fmt, args);
    va_end(args);
}

/* --- the database --- */

static const char *said(struct cli *c, enum fault_code rc)
{
    const char *words = c->fault->id ? fault_words(c->fault, c->arena) : fault_api_code(rc);
    fault_clear(c->fault);
    return words;
}

/* True: it answers with that user. */
static bool look_at_user(struct doctor *d, const char *user, const char *sql_dir)
{
    struct cli *c = d->c;
    char *password = NULL;
    const char *missing = "";
    const char *extra = "";
    enum fault_code rc = conf_db_password(c->fault, c->arena, &c->conf, user, &password);
    if (rc) {
        doctor_bad(d, "secret", AS_SETUP, T("%s"), said(c, rc));
        return false;
    }
    struct db_conf how = {
        .socket = c->conf.db_socket, .name = c->conf.db_name, .user = user, .password = password
    };
    OWNED(db_close) struct db *db = db_new(&how);
    db_use(db, c->arena, c->fault);
    bool owner = !strcmp(user, "owner"); /* who may do all */
    rc = owner ? db_connect(db) : checkup_rights(db, sql_dir, user, &missing, &extra);
    if (rc) {
        doctor_bad(d, "database", T("systemctl status mariadb; then hatchery-setup"),
                   T("user %s: %s"), user, said(c, rc));
        return false;
    }
    if (*missing)
        doctor_bad(d, "grants", T("hatchery migrate"), T("user %s may not: %s"), user, missing);
    if (*extra)
        doctor_warn(d, "grants", T("REVOKE it, as MariaDB's root"),
                    T("user %s may what no statement needs: %s"), user, extra);
    return true;
}

static bool look_at_users(struct doctor *d)
{
    const char *sql_dir = arena_printf(d->c->arena, "%s/sql", d->c->conf.root);
    int64_t before = d->count;
    bool all = true;
    for (unsigned user = 0; user < DB_USER_COUNT; user++) {
        bool answers = look_at_user(d, db_user_name(user), sql_dir);
        all &= answers;
        if (!answers && !user)
            return false; /* the owner not: nobody else will */
    }
    if (d->count == before)
        doctor_well(d, "database", T("all %d users sign in and may what they should"),
                    DB_USER_COUNT);
    return all || d->count > before;
}

static void look_at_migrations(struct doctor *d)
{
    struct cli *c = d->c;
    int64_t missing = 0;
    const char *changed = "";
    enum fault_code rc = checkup_migrations(c->db, arena_printf(c->arena, "%s/sql", c->conf.root),
                                            &missing, &changed);
    if (rc)
        doctor_bad(d, "migrations", T("hatchery migrate"), T("%s"), said(c, rc));
    else if (*changed)
        doctor_bad(d, "migrations", T("install the version that belongs to this database"),
                   T("changed after they were applied: %s"), changed);
    else if (missing)
        doctor_bad(d, "migrations", T("hatchery migrate"), T("%" PRId64 " are not applied"),
                   missing);
    else
        doctor_well(d, "migrations", T("all are applied"));
}

static void look_at_beat(struct doctor *d, const char *program, int64_t age)
{
    const char *mend = arena_printf(d->c->arena, T("systemctl status hatchery-%s"), program);
    if (age < 0)
        doctor_bad(d, program, mend, T("it never ran"));
    else if (age >= BEAT_LATE_S)
        doctor_bad(d, program, mend, T("no sign of it for %" PRId64 " s"), age);
    else
        doctor_well(d, program, T("its last sign is %" PRId64 " s old"), age);
}

static void look_at_nodes(struct doctor *d, const struct checkup *k)
{
    if (!k->nodes)
        doctor_warn(d, "nodes", T("hatchery-setup node, or add one at /admin/node"),
                    T("there is none"));
    else if (*k->silent)
        doctor_bad(d, "nodes", T("look at libvirt and the network of these hosts"),
                   T("no answer for a minute from %s"), k->silent);
    else
        doctor_well(d, "nodes", T("all %" PRId64 " answered within a minute"), k->nodes);
    if (k->unmeasured)
        doctor_warn(d, "collector", T("look at /etc/cron.d/hatchery and the journal of cron"),
                    T("%" PRId64 " of %" PRId64 " nodes were not measured for three minutes"),
                    k->unmeasured, k->nodes);
    else if (k->nodes)
        doctor_well(d, "collector", T("all nodes were measured within three minutes"));
}

static void look_at_work(struct doctor *d, const struct checkup *k)
{
    if (k->mail_age > MAIL_LATE_S)
        doctor_bad(d, "mails", T("/admin/outbox says why; /admin/setting has the server"),
                   T("%" PRId64 " wait, the oldest for %" PRId64 " min"), k->mails,
                   k->mail_age / 60);
    else
        doctor_well(d, "mails", T("%" PRId64 " wait"), k->mails);
    if (k->failed_mails)
        doctor_warn(d, "mails", T("/admin/outbox"), T("%" PRId64 " were given up"),
                    k->failed_mails);
    if (k->lock_age > LOCK_LONG_S)
        doctor_warn(d, "locks", T("hatchery task show; task cancel ends it"),
                    T("task %" PRId64 " has held one for %" PRId64 " h"), k->lock_task,
                    k->lock_age / 3600);
    else
        doctor_well(d, "locks", T("none is older than %d h"), LOCK_LONG_S / 3600);
    if (k->queued_age > QUEUE_LONG_S)
        doctor_warn(d, "queue", T("/admin/task: a hold, or limits of what runs at once"),
                    T("a task waits to begin for %" PRId64 " min"), k->queued_age / 60);
    else
        doctor_well(d, "queue", T("nothing waits for long"));
}

/* As taskd saw these hosts when it compared their machines, which it does each ten minutes. */
static void look_at_hosts_of_nodes(struct doctor *d, const struct checkup *k)
{
    int64_t before = d->count;
    if (*k->unlooked)
        doctor_warn(d, "nodes", T("/admin/task: why does \"Compare a node\" not end well?"),
                    T("not compared for half an hour: %s"), k->unlooked);
    if (*k->clocks)
        doctor_bad(d, "clock", T("set these hosts' clocks by NTP"), T("nodes' clocks differ: %s"),
                   k->clocks);
    if (*k->rootly)
        doctor_bad(d, "libvirt", T("take user out of qemu.conf there, restart libvirtd"),
                   T("machines run as root on %s"), k->rootly);
    if (*k->unguarded)
        doctor_warn(d, "libvirt", T("apt install apparmor there, restart libvirtd"),
                    T("no AppArmor holds a machine that broke out of QEMU on %s"), k->unguarded);
    if (*k->versions)
        doctor_warn(d, "libvirt", T("upgrade all nodes to the same version"),
                    T("nodes have several versions: %s"), k->versions);
    if (k->nodes && d->count == before)
        doctor_well(d, "nodes", T("their clocks and libvirt are as they should be"));
}

/* Of resellers: what is confirmed has to be served, what is not waits for somebody. */
static void look_at_hosts(struct doctor *d, const struct checkup *k)
{
    struct arena *a = d->c->arena;
    int64_t served = 0;
    char *save = NULL;
    for (char *host = strtok_r(arena_strdup(a, k->hosts), " ", &save); host;
         host = strtok_r(NULL, " ", &save)) {
        if (conf_serves(&d->c->conf, host))
            served++;
        else if (d->count < FINDINGS_MOST / 2)
            doctor_warn(d, "hosts", T("add it to hosts= in hatchery.conf, then hatchery-setup"),
                        T("nginx does not serve a reseller's host name, %s"), host);
    }
    if (*k->hosts_asked)
        doctor_warn(d, "hosts", T("/admin/account, the reseller's page, confirms it"),
                    T("asked for by resellers and not confirmed: %s"),
                    text_cut(a, k->hosts_asked, 200));
    if (served)
        doctor_well(d, "hosts", T("%" PRId64 " of resellers are served"), served);
}

static void look_at_clock(struct doctor *d, int64_t theirs)
{
    int64_t ahead = clock_now() - theirs;
    if (ahead > SKEW_US || ahead < -SKEW_US)
        doctor_bad(d, "clock", T("set both hosts' clocks by NTP"),
                   T("the database's differs by %" PRId64 " s"), ahead / 1000000);
    else
        doctor_well(d, "clock", T("the database's is this host's"));
}

static void look_at_database(struct doctor *d)
{
    struct checkup k;
    if (!look_at_users(d))
        return;
    look_at_migrations(d);
    enum fault_code rc = checkup_look(d->c->db, &k);
    if (rc) {
        doctor_bad(d, "database", T("hatchery migrate"), T("%s"), said(d->c, rc));
        return;
    }
    look_at_clock(d, k.now);
    look_at_beat(d, "taskd", k.taskd_age);
    look_at_beat(d, "watcher", k.watcher_age);
    look_at_nodes(d, &k);
    look_at_hosts_of_nodes(d, &k);
    look_at_hosts(d, &k);
    look_at_work(d, &k);
}

enum fault_code cli_doctor(struct cli *c)
{
    static const char *const columns[] = { "state", "check", "seen", "mend", NULL };
    struct doctor *d = arena_alloc(c->arena, sizeof(*d));
    int64_t bad = 0;
    d->c = c;
    doctor_host(d);
    if (!*c->conf.catcher) /* a trial's */
        doctor_install(d);
    look_at_database(d);
    doctor_web(d);
    struct list rows = { .rows = d->row, .count = d->count };
    cli_list(c, finding_view, sizeof(struct finding), &rows, columns);
    for (int64_t i = 0; i < d->count; i++)
        bad += d->row[i].state == FINDING_BAD;
    if (bad)
        return fail(c->fault, FAULT_CONFLICT, T("%lld of %lld are wrong."), (long long)bad,
                    (long long)d->count);
    return FAULT_OK;
}
