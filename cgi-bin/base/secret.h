/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Randomness, hashes, passwords and masks, all by libsodium (the guest's $6$
 * hash by libcrypt, since that is what a guest's login reads).
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"

enum { SECRET_HASH_HEX = 64, SECRET_TOKEN_LEN = 64, SECRET_SESSION_LEN = 43 };

void secret_init(void); /* once a process, before anything else here */
/* 0 … n - 1, each as likely. */
uint32_t secret_below(uint32_t n);
/* `len` random characters, each one of `from`. */
char *secret_draw(struct arena *a, size_t len, const char *from);
/* `len` random letters and digits. */
char *secret_token(struct arena *a, size_t len);
/* A password for people: no characters that are mistaken for each other. */
char *secret_password(struct arena *a);
/* What is stored of a token or session id: 64 hex characters. */
char *secret_hash(struct arena *a, const char *token);
char *secret_hash_bytes(struct arena *a, const void *data, size_t len);
/* A small number derived from text, for a fixed number of counters. */
unsigned secret_bucket(const char *text, unsigned buckets);
/* Buckets are told by nobody who does not know this installation's `key`. */
void secret_bucket_key(const char *key);

/*
 * argon2id; about 40 ms and 19 MiB. Raise these as hosts grow: a hash made with less is made anew
 * when its owner signs in. Memory times processes that sign in must fit the host.
 */
enum { SECRET_ARGON_PASSES = 2, SECRET_ARGON_KIB = 19 * 1024 };
char *secret_password_hash(struct arena *a, const char *password);
bool secret_password_is_old(const char *hash);
/* hash NULL = no such user: the same work is done and false returned. */
bool secret_password_ok(const char *hash, const char *password);
char *secret_guest_hash(struct arena *a, const char *password);

/* Token against forged forms: HMAC of the session's secret, masked anew each time. */
char *secret_csrf(struct arena *a, const char *session_id);
bool secret_csrf_ok(const char *session_id, const char *token);

/*
 * Sealing with this installation's one key (STATE/secret/key, see conf_use_key()), so that a
 * dump of the database tells nothing. What is sealed opens only at its own place, such as
 * "setting.value.smtp_password": table, column, row. All web programs open scripts; they have a
 * key for these alone, which is made of the one and opens nothing else.
 */
enum secret_key { SECRET_KEY_ALL, SECRET_KEY_SCRIPT, SECRET_KEYS };
enum { SECRET_KEY_HEX = 64 };
bool secret_key_use(enum secret_key, const char *hex); /* false: not a key */
char *secret_seal_by(struct arena *a, enum secret_key, const char *place, const char *plain);
/* NULL: not sealed by this key at this place. Wipe what is no more needed. */
char *secret_open_by(struct arena *a, enum secret_key, const char *place, const char *sealed);
/* 64 hex characters, which only who has the same key can make: of `data`, for one purpose. */
char *secret_mac_by(struct arena *a, enum secret_key, const char *purpose, const void *data,
                    size_t len);
/* By the one key. */
char *secret_seal(struct arena *a, const char *place, const char *plain);
char *secret_open(struct arena *a, const char *place, const char *sealed);
char *secret_mac(struct arena *a, const char *purpose, const void *data, size_t len);

/* 36 characters, version 4. */
char *secret_uuid(struct arena *a);
void secret_wipe(char *s);
