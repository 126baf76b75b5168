/* SPDX-License-Identifier: Apache-2.0 */
/* One sentence a reason: who, and what it said. What becomes of the mail stands on its page. */
#include "mail/transport.h"

/* With all of them in sight the compiler checks each. */
static enum fault_code word(struct fault *f, enum mail_reason reason, const struct mail_server *s,
                            const char *said)
{
#define SAY(sentence) fail(f, FAULT_UPSTREAM, sentence, s->host, s->port, said)
    switch (reason) {
    case REASON_CONNECT: return SAY(T("%s port %d could not be reached: %s"));
    case REASON_NO_TLS: return SAY(T("%s port %d has no TLS, which the settings demand. %s"));
    case REASON_CERTIFICATE: return SAY(T("The certificate of %s port %d is not good: %s"));
    case REASON_SIGNIN: return SAY(T("%s port %d refused the user and password: %s"));
    case REASON_LATER: return SAY(T("%s port %d refused the mail for now: %s"));
    case REASON_REFUSED: return SAY(T("%s port %d refused the mail: %s"));
    case REASON_SLOW: return SAY(T("%s port %d took too long. %s"));
    case REASON_BROKE_OFF: return SAY(T("%s port %d broke off before the mail was taken. %s"));
    case REASON_NONE:
    case REASON_NO_SERVER:
    case REASON_UNMADE:
    case REASON_COUNT: break;
    }
#undef SAY
    bug("reason %d is not of a server", (int)reason);
}

void mail_failed(struct mail_result *out, enum mail_reason reason, const struct mail_server *s,
                 const char *said)
{
    fault_clear(&out->why);
    out->reason = reason;
    if (!word(&out->why, reason, s, said))
        bug("a failure is none");
}

enum mail_reason mail_reason_of(int reply)
{
    if (reply == 250)
        return REASON_NONE;
    if (reply >= 500 && reply < 600)
        return REASON_REFUSED;
    return reply >= 400 && reply < 500 ? REASON_LATER : REASON_BROKE_OFF;
}
