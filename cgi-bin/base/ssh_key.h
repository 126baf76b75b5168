/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OpenSSH public keys, one a line: "TYPE BASE64 COMMENT". check_ssh_key() (base/checks.h) takes
 * ed25519, RSA of 2,048 bits and more, ECDSA on NIST's curves, and both on security keys; it reads
 * the part in base64 to its end, so that what a machine is given is a key and nothing else.
 */
#pragma once
#include "base/arena.h"

enum { SSH_KEY_BLOB = 1536 }; /* bytes at most, of RSA's 12,000 bits */

/* Of a key that was checked: single spaces, and in its comment printable ASCII alone. */
char *ssh_key_clean(struct arena *, const char *key);
