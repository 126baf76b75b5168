/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What adding a passkey and using one share: the page on which the browser asks the authenticator,
 * and the challenge, which lies sealed in a cookie meanwhile. It is good for five minutes, at one
 * face, for one act ("add", "signin", "again") and, behind sign-in, in one session.
 */
#pragma once
#include "store/passkey.h"
#include "web/form.h"
#include "web/webauthn.h"

struct passkey_asking {
    const char *act;
    const char *title;
    const char *action; /* below page_root() */
    const char *cancel;
    const char *name;   /* of the one to be made; NULL: one is to be used */
    const char *next;   /* where using one leads */
    const char *handle; /* of the user, for the authenticator; says nothing to anybody else */
    const char *email;
    const char *known; /* credentials, by spaces: no other is used, none of them is made again */
};
extern const struct field passkey_ask_view[];
/* Shows the page with a new challenge, and what was wrong with the answer before. */
enum fault_code passkey_ask(const struct db *, struct request *,
                            const struct passkey_asking *) MUST_CHECK;
/* Where and to what it is an answer. FAULT_INVALID: too late, or nothing like it was asked for. */
enum fault_code passkey_asked(const struct request *, const char *act,
                              struct webauthn_site *) MUST_CHECK;
/* Of struct passkey: those at the host. */
const char *passkey_credentials(struct arena *, const struct list *, const char *host);
/* FAULT_INVALID with these words; why is for the log: whoever tries is told nothing by it. */
enum fault_code passkey_refuse(const struct request *, const char *words) MUST_CHECK;
