/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a browser brings from an authenticator. libfido2 reads its bytes (CBOR) and checks the
 * signature, jansson reads what the browser says of itself; here the two are held against who was
 * asked, where and for what. Attestation is not looked at: any maker's will do.
 */
#pragma once
#include "base/fault.h"

enum { WEBAUTHN_CREDENTIAL = 1400, WEBAUTHN_PART = 4096 }; /* characters of base64url */

/* Where a passkey is good, and what was asked for. */
struct webauthn_site {
    const char *origin;    /* "https://panel.example:8443" */
    const char *host;      /* "panel.example" */
    const char *challenge; /* base64url, as the page had it */
};
/* What came, each base64url. */
struct webauthn_answer {
    const char *credential;
    const char *authdata;
    const char *client;
    const char *signature; /* of a use; NULL when a passkey is made */
};
struct webauthn_key {
    int64_t algorithm;      /* COSE's number */
    const char *public_key; /* base64url */
    int64_t count;
};

/* Once a process, before it is confined: what the library loads late is loaded. */
void webauthn_begin(void);
/* Of an origin: "panel.example". */
const char *webauthn_host(struct arena *, const char *origin);
/* Whether a browser makes passkeys at this host: it needs a name, not an address. */
bool webauthn_is_possible(const char *host);

/*
 * FAULT_INVALID: it is no answer to what was asked, or nobody was asked who he is (user
 * verification). The fault says why, for the log.
 */
enum fault_code webauthn_made(struct fault *, struct arena *, const struct webauthn_site *,
                              const struct webauthn_answer *, struct webauthn_key *) MUST_CHECK;
/* *count is the authenticator's now. */
enum fault_code webauthn_used(struct fault *, struct arena *, const struct webauthn_site *,
                              const struct webauthn_answer *, const struct webauthn_key *,
                              int64_t *count) MUST_CHECK;
