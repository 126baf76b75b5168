/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Codes of an authenticator (RFC 6238: six digits of half a minute, SHA-1, which
 * is what all of them have), by liboath, and the picture from which it reads the
 * seed, by libqrencode.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"

/* 160 random bits as base32. */
char *oath_seed(struct arena *);
/* "ABCD EFGH …", to be typed off. */
char *oath_spaced(struct arena *, const char *seed);
/*
 * Is it the code of this moment, or of the half minute before or after? *step: which half minute it
 * is of, counted from 1970. Blanks in the code are passed over.
 */
bool oath_is_code(struct arena *, const char *seed, const char *code, int64_t now, int64_t *step);
/* What an authenticator is told: "otpauth://totp/…" */
char *oath_uri(struct arena *, const char *issuer, const char *email, const char *seed);
/* The dark squares as a path of an SVG, *size squares wide, a margin of four among them. */
char *oath_picture(struct arena *, const char *uri, int64_t *size);

/* "k7mq-3fhd-92xa-wr4t", of 80 random bits. */
char *oath_recovery(struct arena *);
/* As it is hashed: without blanks and hyphens, in lower case. NULL: it is none. */
char *oath_recovery_normal(struct arena *, const char *typed);
