/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a message leaves: by libesmtp (in clear or with STARTTLS), by libcurl where
 * TLS comes first. A transport speaks with the server and with nobody else, and
 * may hang: it runs in a process of its own (mail/session.h).
 */
#pragma once
#include "store/outbox.h"
#include "store/setting.h"

struct mail_server {
    const char *host;
    int port;
    enum smtp_security security;
    bool check; /* the certificate */
    const char *user; /* "": no sign-in */
    const char *password;
    const char *own_name; /* ours, for EHLO */
    int seconds; /* for the whole session */
};

struct mail_parcel {
    const char *from;
    const char *to;
    const char *message; /* with CRLF */
};

/* What came of it. Nothing but a 250 to the message itself is REASON_NONE. */
struct mail_result {
    enum mail_reason reason;
    struct fault why;
};

struct mail_transport {
    const char *name;
    void (*send)(const struct mail_server *, const struct mail_parcel *, struct mail_result *);
};
extern const struct mail_transport mail_by_esmtp;
extern const struct mail_transport mail_by_curl;

/* The words of a reason, with what the server said or the library knows. */
void mail_failed(struct mail_result *, enum mail_reason, const struct mail_server *,
                 const char *said);
/* By the SMTP reply that ended it. */
enum mail_reason mail_reason_of(int reply);
