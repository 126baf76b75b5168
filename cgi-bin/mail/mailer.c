/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A row is ours for as long as its session may take and a lease more. When a
 * session has ended, its row is kept in hand until the database has taken the
 * outcome, however long that is away: only the fence decides.
 */
#include "mail/mailer.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/failpoint.h"
#include "base/confine.h"
#include "base/log.h"
#include "base/signals.h"
#include "mail/session.h"
#include "mail/write.h"
#include "store/invitation.h"

enum {
    SESSIONS = 4,
    LOOK_MS = 1000,
    SWEEP_SECONDS = 3600,
    PAUSE_MOST = 3600,
    REFUSED_TIMES = 10, /* a refusal's pauses are that much longer */
    REFUSED_MOST = 86400,
    DAY = 86400,
};

/* A session, or its outcome that is not written yet. */
struct hand {
    bool taken;
    bool ended;
    struct arena *arena; /* of what the claim points to */
    struct outbox_claim claim;
    struct mail_server server;
    struct mail_session session;
    struct mail_result result;
};

struct mailer {
    const struct conf *conf;
    struct db *db;
    struct arena *arena;
    struct fault fault;
    struct hand hand[SESSIONS];
    int64_t swept_at;
    bool ending;
};

/* --- what came of it --- */

static int64_t pause_of(const struct settings *s, const struct hand *h)
{
    bool refused = h->result.reason == REASON_REFUSED;
    int64_t most = refused ? REFUSED_MOST : PAUSE_MOST;
    int64_t tries = h->claim.tries < 1000 ? h->claim.tries : 1000;
    int64_t pause =
        setting_number(s, SETTING_MAIL_PAUSE) * tries * tries * (refused ? REFUSED_TIMES : 1);
    if (h->claim.trying_seconds > setting_number(s, SETTING_MAIL_DAYS) * DAY)
        return 0;
    return pause < most ? pause : most;
}

static void let_go(struct hand *h)
{
    arena_drop(&h->arena);
    *h = (struct hand){ .taken = false };
}

static void say(const struct hand *h, struct arena *a)
{
    const char *why = h->result.reason == REASON_NONE ? "" : fault_words(&h->result.why, a);
    log_info("mail %lld (%s): %s %s", (long long)h->claim.id, mail_kind_words[h->claim.kind].code,
             *why ? "waits:" : "sent", why);
}

/* Again at the next look if the database does not take it. */
static void write_result(struct mailer *m, struct hand *h)
{
    struct settings s;
    enum fault_code rc = FAULT_OK;
    if (h->result.reason == REASON_NONE) {
        rc = outbox_sent(m->db, &h->claim);
    } else {
        rc = settings_load(m->db, &s);
        if (!rc)
            rc = outbox_later(m->db, &h->claim, pause_of(&s, h), h->result.reason, &h->result.why);
    }
    if (rc == FAULT_DATABASE)
        return;
    if (rc)
        log_warn("mail %lld: %s", (long long)h->claim.id, fault_words(&m->fault, m->arena));
    else
        say(h, m->arena);
    fault_clear(&m->fault);
    let_go(h);
}

/* --- a try --- */

static bool read_server(struct mailer *m, const struct settings *s, struct hand *h)
{
    struct mail_server *to = &h->server;
    char *password = NULL;
    long long port = 0;
    const char *colon = strrchr(m->conf->catcher, ':');
    const char *sender = setting_text(s, SETTING_MAIL_SENDER);
    const char *at = strchr(sender, '@');
    *to = (struct mail_server){ .host = arena_strdup(h->arena, setting_text(s, SETTING_SMTP_HOST)),
                                .port = (int)setting_number(s, SETTING_SMTP_PORT),
                                .security = setting_choice(s, SETTING_SMTP_SECURITY),
                                .check = setting_is(s, SETTING_SMTP_CHECK),
                                .user = arena_strdup(h->arena, setting_text(s, SETTING_SMTP_USER)),
                                .password = "",
                                .own_name = arena_strdup(h->arena, at ? at + 1 : "localhost"),
                                .seconds = (int)setting_number(s, SETTING_MAIL_SECONDS) };
    if (*to->host) {
        if (setting_secret(&m->fault, h->arena, s, SETTING_SMTP_PASSWORD, &password)) {
            h->result = (struct mail_result){ REASON_SIGNIN, m->fault };
            fault_clear(&m->fault);
            return false;
        }
        to->password = password;
        return true;
    }
    if (!colon || !parse_i64(colon + 1, 1, 65535, &port)) {
        h->result.reason = REASON_NO_SERVER;
        return !fail(&h->result.why, FAULT_MISSING,
                     T("No mail server is set. Mails wait until one is."));
    }
    to->host = arena_strndup(h->arena, m->conf->catcher, (size_t)(colon - m->conf->catcher));
    to->port = (int)port;
    to->security = SMTP_CLEAR;
    to->user = "";
    return true;
}

static void start(struct mailer *m, const struct settings *s, struct hand *h, const char *message)
{
    struct mail_parcel parcel = { setting_text(s, SETTING_MAIL_SENDER), h->claim.email, message };
    h->ended = true;
    if (!read_server(m, s, h))
        return;
    const struct mail_transport *how =
        h->server.security == SMTP_TLS ? &mail_by_curl : &mail_by_esmtp;
    if (session_start(&m->fault, how, &h->server, &parcel, &h->session)) {
        h->result = (struct mail_result){ REASON_BROKE_OFF, m->fault };
        fault_clear(&m->fault);
        return;
    }
    h->ended = false;
}

/* False: the database is away, and there is no use in the next one. */
static bool try_one(struct mailer *m, const struct settings *s, const struct outbox_claim *row)
{
    struct hand *h = m->hand;
    enum written written = WRITTEN;
    char *message = NULL;
    while (h->taken)
        h++;
    *h = (struct hand){ .claim = *row, .arena = arena_new() };
    h->claim.email = arena_strdup(h->arena, row->email);
    h->claim.request = arena_strdup(h->arena, row->request);
    enum fault_code rc =
        outbox_take(m->db, &h->claim,
                    setting_number(s, SETTING_MAIL_SECONDS) + m->conf->lease_seconds + 2);
    if (rc) {
        let_go(h);
        fault_clear(&m->fault);
        return rc == FAULT_CONFLICT; /* another mailer was first */
    }
    failpoint(m->conf, "mail.taken", NULL, 0);
    h->taken = true;
    rc = write_mail(m->db, m->conf, s, &h->claim, &written, &message);
    failpoint(m->conf, "mail.written", NULL, 0);
    if (!rc && written == NOBODY)
        rc = outbox_forget(m->db, &h->claim);
    if (!rc && written == NOBODY) {
        let_go(h);
        return true;
    }
    if (rc == FAULT_DATABASE || rc == FAULT_LEASE) { /* its lease ends by itself */
        let_go(h);
        fault_clear(&m->fault);
        return false;
    }
    if (rc) {
        h->ended = true;
        h->result = (struct mail_result){ REASON_UNMADE, m->fault };
        fault_clear(&m->fault);
        return true;
    }
    start(m, s, h, message);
    return true;
}

static int free_hands(const struct mailer *m)
{
    int n = 0;
    for (int i = 0; i < SESSIONS; i++)
        n += !m->hand[i].taken;
    return n;
}

static void look(struct mailer *m)
{
    struct list rows = { .count = 0 };
    struct settings s;
    int room = free_hands(m);
    if (!room || m->ending || outbox_due(m->db, room, &rows) || !rows.count ||
        settings_load(m->db, &s))
        return;
    const struct outbox_claim *row = rows.rows;
    bool well = true;
    for (int64_t i = 0; well && i < rows.count; i++) {
        log_request(row[i].request);
        well = try_one(m, &s, &row[i]);
    }
    log_request(NULL);
}

/* --- the loop --- */

static void sweep(struct mailer *m)
{
    int64_t now = clock_monotonic() / 1000000;
    if (m->swept_at && now - m->swept_at < SWEEP_SECONDS)
        return;
    m->swept_at = now;
    if (outbox_sweep(m->db) || link_sweep(m->db) || invitation_sweep(m->db))
        log_warn("sweep: %s", fault_words(&m->fault, m->arena));
}

static void wait_for(struct mailer *m, int signals)
{
    struct pollfd fds[SESSIONS + 1] = { { .fd = signals, .events = POLLIN } };
    for (int i = 0; i < SESSIONS; i++) {
        bool open = m->hand[i].taken && !m->hand[i].ended;
        fds[i + 1] = (struct pollfd){ .fd = open ? m->hand[i].session.fd : -1, .events = POLLIN };
    }
    if (poll(fds, SESSIONS + 1, LOOK_MS) < 0 && errno != EINTR)
        bug("poll: errno %d", errno);
    if (fds[0].revents)
        m->ending = true;
    for (int i = 0; i < SESSIONS; i++)
        if (fds[i + 1].revents) {
            struct hand *h = &m->hand[i];
            session_result(&h->session, &h->server, &h->result);
            h->ended = true;
        }
}

static void one_round(struct mailer *m)
{
    arena_reset(m->arena);
    fault_clear(&m->fault);
    db_use(m->db, m->arena, &m->fault);
    for (int i = 0; i < SESSIONS; i++)
        if (m->hand[i].taken && m->hand[i].ended) {
            log_request(m->hand[i].claim.request);
            write_result(m, &m->hand[i]);
        }
    log_request(NULL);
    look(m);
    sweep(m);
}

int mailer_run(const struct conf *conf, const struct db_conf *db)
{
    struct mailer m = { .conf = conf, .db = db_new(db), .arena = arena_new() };
    int signals = signals_open(false);
    if (write_init(&m.fault, m.arena, conf)) {
        log_error("%s", fault_words(&m.fault, m.arena));
        return 1;
    }
    confine(CONFINE_MAILER);
    do {
        one_round(&m);
        wait_for(&m, signals);
    } while (!m.ending || free_hands(&m) < SESSIONS);
    arena_drop(&m.arena);
    db_close(&m.db);
    return 0;
}
