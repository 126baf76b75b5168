/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checks of text from outside. Each returns NULL when the value is good, else
 * the sentence to show beside the field.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef const char *check_fn(const char *value);

const char *check_hostname(const char *value); /* one label: a-z A-Z 0-9 and hyphens, 1-63 */
const char *check_email(const char *value);
const char *check_title(const char *value);   /* a name for people: what is seen is what it holds */
const char *check_ssh_key(const char *value); /* one OpenSSH public key, as base/ssh_key.h says */
const char *check_password(const char *value);

/* A machine's label, such as env=prod; an empty value is one. */
bool label_key_ok(const char *s, size_t len);
bool label_value_ok(const char *s, size_t len);

bool utf8_valid(const char *s, size_t len);
/* The length of the character that begins here, and which it is; 0: none does. */
size_t utf8_char(const char *s, size_t len, unsigned *code);
/* Would it have another text shown: control characters, direction marks, line separators? */
bool utf8_misleads(unsigned code);
/* A whole decimal number, nothing around it. */
bool parse_i64(const char *s, long long min, long long max, long long *out);
/* "4 GB", "512M", "1.5 TB", "4096": bytes, 1 GB being 2^30 of them. */
bool parse_bytes(const char *s, long long *out);
/* "2.90" → 2900000 millionths; at most six decimals, no sign. */
bool parse_money(const char *s, long long *out);
