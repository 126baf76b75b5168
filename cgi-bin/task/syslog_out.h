/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way of lines to a system log, with a word whether they arrived. To a socket of this host
 * ("/dev/log") each is a datagram, which is there once it was taken. To a collector
 * ("logs.example:601") they go over TCP, each with its length before it (RFC 6587); it has read
 * them once it has closed its end after ours. "tls:logs.example:6514" is the same in TLS (RFC
 * 5425), if its certificate has that name and is believed by this host. syslog(3) would lose what
 * nobody takes, and not say.
 *
 * GnuTLS, since libvirt's client has it in this process already.
 */
#pragma once
#include <gnutls/gnutls.h>
#include "base/syslog.h"

enum { SYSLOG_SECONDS = 5, SYSLOG_HOST = 255 };

struct syslog_out {
    int fd; /* -1: closed */
    bool stream;
    gnutls_session_t tls; /* NULL: none */
    gnutls_certificate_credentials_t trust;
    char host[SYSLOG_HOST + 1]; /* whose certificate it is */
    const char *where;          /* the caller's, which outlives it */
};

/* Stays where it is until it is dropped. */
enum fault_code syslog_open(struct fault *, const char *where, struct syslog_out *) MUST_CHECK;
enum fault_code syslog_send(struct fault *, struct syslog_out *, const char *line) MUST_CHECK;
/* All that was sent is there. */
enum fault_code syslog_end(struct fault *, struct syslog_out *) MUST_CHECK;
void syslog_drop(struct syslog_out *);
