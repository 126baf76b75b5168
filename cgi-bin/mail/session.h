/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One try in a process of its own, which dies with the mailer and at its limit.
 * It has no database: what came of it is read from its pipe.
 */
#pragma once
#include <sys/types.h>
#include "mail/transport.h"

struct mail_session {
    pid_t pid;
    int fd; /* readable when it has ended, or said what came of it */
};

enum fault_code session_start(struct fault *, const struct mail_transport *,
                              const struct mail_server *, const struct mail_parcel *,
                              struct mail_session *) MUST_CHECK;
/* When fd is readable. What ended without a word was killed at its limit, or broke. */
void session_result(struct mail_session *, const struct mail_server *, struct mail_result *);
