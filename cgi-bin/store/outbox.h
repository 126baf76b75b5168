/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mails to be sent. Who has something to tell adds a row in the transaction that
 * makes it true; what the mail says is made by the mailer (mail/), which claims
 * rows by a lease and a fence. Sent at least once, always with the same
 * Message-Id.
 */
#pragma once
#include "store/list.h"

/* id, code, words, setting that switches it off (SETTING_COUNT: none does) */
#define MAIL_KINDS(K)                                                                              \
    K(READY, "ready", T("Machine is ready"), SETTING_MAIL_READY)                                   \
    K(REINSTALLED, "reinstalled", T("Machine was reinstalled"), SETTING_MAIL_REINSTALLED)          \
    K(RESET, "reset", T("Password reset"), SETTING_MAIL_RESET)                                     \
    K(INVITE, "invite", T("Invitation"), SETTING_MAIL_INVITE)                                      \
    K(PASSWORD, "password", T("Password was changed"), SETTING_MAIL_PASSWORD)                      \
    K(TEST, "test", T("Test mail"), SETTING_COUNT)                                                 \
    K(TOTP, "totp", T("Sign-in was changed"), SETTING_COUNT)                                   \
    K(DEVICE, "device", T("Sign-in from a new browser"), SETTING_MAIL_DEVICE)                      \
    K(ADDRESS, "address", T("New address, to be confirmed"), SETTING_COUNT)                        \
    K(MOVED, "moved", T("Address was changed"), SETTING_COUNT)                                     \
    K(REGISTER, "register", T("Registration"), SETTING_COUNT)                                      \
    K(JOIN, "join", T("Invitation to an account"), SETTING_MAIL_INVITE)                            \
    K(TRAFFIC, "traffic", T("Traffic limit is near or reached"), SETTING_COUNT)
#define MAIL_KIND(id, code, words, setting) MAIL_##id,
enum mail_kind { MAIL_KINDS(MAIL_KIND) MAIL_KIND_COUNT };
#undef MAIL_KIND
extern const struct word mail_kind_words[MAIL_KIND_COUNT];

enum mail_state { MAIL_WAITS, MAIL_SENT, MAIL_GIVEN_UP, MAIL_STATE_COUNT };
extern const struct word mail_state_words[MAIL_STATE_COUNT];

/* Why the last try did not send it, in short; the sentence is beside it. */
#define MAIL_REASONS(R)                                                                            \
    R(NONE, "none", "")                                                                            \
    R(NO_SERVER, "no-server", T("No mail server is set"))                                          \
    R(CONNECT, "connect", T("Server not reached"))                                                 \
    R(NO_TLS, "no-tls", T("Server has no TLS"))                                                    \
    R(CERTIFICATE, "certificate", T("Certificate not good"))                                       \
    R(SIGNIN, "signin", T("Sign-in refused"))                                                      \
    R(LATER, "later", T("Refused for now"))                                                        \
    R(REFUSED, "refused", T("Refused"))                                                            \
    R(SLOW, "slow", T("Server took too long"))                                                     \
    R(BROKE_OFF, "broke-off", T("Server broke off"))                                               \
    R(UNMADE, "unmade", T("Could not be written"))
#define MAIL_REASON(id, code, words) REASON_##id,
enum mail_reason { MAIL_REASONS(MAIL_REASON) REASON_COUNT };
#undef MAIL_REASON
extern const struct word mail_reason_words[REASON_COUNT];

/* --- asking for one: in a transaction --- */

struct outbox_new {
    enum mail_kind kind;
    int64_t account_id; /* all three 0: the mailer finds out whose the address is */
    int64_t reseller_id;
    int64_t user_id;
    const char *email;
    const char *args; /* JSON object of what it speaks of; never a secret */
};
/* *id (may be NULL) 0: mails of this kind are switched off, and nothing was added. */
enum fault_code outbox_add(struct db *, const struct outbox_new *, int64_t *id) MUST_CHECK;
/*
 * A mail of which only the mailer will find out whose it is, and that anybody may
 * ask for: there is nothing to add while one like it waits for the mailer's look,
 * and FAULT_RATE when OUTBOX_UNSEEN do (and as many more as processes look at once).
 */
enum { OUTBOX_UNSEEN = 1000 };
enum fault_code outbox_add_unseen(struct db *, const struct outbox_new *) MUST_CHECK;
/* "Ready" or "reinstalled", to all users of the machine's account who may see it. */
enum fault_code outbox_add_machine(struct db *, enum mail_kind, int64_t vm_id) MUST_CHECK;

/* --- pages --- */

struct mail {
    int64_t id;
    int64_t account_id;
    unsigned kind;
    unsigned state;
    const char *email;
    const char *subject; /* "" until the message is made */
    const char *shown;   /* its text, secrets left out; "" until then */
    int64_t tries;
    bool waits;     /* it may be tried now */
    bool under_way;
    unsigned reason;
    const char *why_id; /* of the last try, as a task's error */
    const char *why_args;
    int64_t run_at; /* the next try; 0: none will come */
    int64_t queued_at;
    int64_t sent_at;
};
extern const struct field mail_view[];
extern const struct list_noun outbox_noun;

enum fault_code outbox_load_any(const struct db *, int64_t id, struct mail *) MUST_CHECK;
/* The next try is now, as if it were the first. FAULT_CONFLICT: sent, or under way. */
enum fault_code outbox_now(struct db *, int64_t id) MUST_CHECK;
/* All that wait and are not under way: the server's settings have changed. */
enum fault_code outbox_wake(struct db *) MUST_CHECK;
/* FAULT_CONFLICT: under way. */
enum fault_code outbox_drop(struct db *, int64_t id) MUST_CHECK;

/* --- the mailer --- */

struct outbox_claim {
    int64_t id;
    int64_t fence;
    int64_t tries; /* this one counted */
    int64_t user_id;
    unsigned kind;
    const char *email;
    const char *message_id;
    const char *args;
    const char *request; /* the number of the request that asked for it; "": none did */
    const char *body;    /* sealed; "" until it is made */
    bool stale;          /* a link in it has expired: it is made anew */
    int64_t trying_seconds; /* since it was asked for, or tried anew by hand */
    int64_t queued_at;
};
/* Those whose time has come, struct outbox_claim, at most `most`; each is claimed by itself. */
enum fault_code outbox_due(const struct db *, int64_t most, struct list *) MUST_CHECK;
/* Ours for that long, if nobody was first (FAULT_CONFLICT). Fills the fence and tries. */
enum fault_code outbox_take(struct db *, struct outbox_claim *, int64_t seconds) MUST_CHECK;
struct outbox_made {
    int64_t account_id;
    int64_t reseller_id;
    int64_t user_id;
    const char *subject;
    const char *shown;
    const char *body;     /* sealed */
    int64_t good_seconds; /* a link in it is good that long; 0: for ever */
};
/* Each of these is FAULT_LEASE when the row is not ours any more. */
enum fault_code outbox_made(struct db *, const struct outbox_claim *,
                            const struct outbox_made *) MUST_CHECK;
enum fault_code outbox_sent(struct db *, const struct outbox_claim *) MUST_CHECK;
/* seconds 0: it is given up, and waits for somebody. */
enum fault_code outbox_later(struct db *, const struct outbox_claim *, int64_t seconds,
                             enum mail_reason, const struct fault *why) MUST_CHECK;
/* *waits: another one, made already, says the same to the same address; its next try is now. */
enum fault_code outbox_same(struct db *, const struct outbox_claim *, bool *waits) MUST_CHECK;
/* Nobody has that address, or nothing is to be said: as if it had not been asked for. */
enum fault_code outbox_forget(struct db *, const struct outbox_claim *) MUST_CHECK;
/* Sent ones older than 30 days, at most a thousand. */
enum fault_code outbox_sweep(struct db *) MUST_CHECK;
