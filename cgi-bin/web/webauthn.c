/* SPDX-License-Identifier: Apache-2.0 */
#include "web/webauthn.h"
#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <sodium.h>
#include "base/log.h"
#include "form/input.h"

enum { PRESENT = 0x01, VERIFIED = 0x04, HAS_KEY = 0x40 }; /* flags of authenticator data */
enum { BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

struct bytes {
    unsigned char *at;
    size_t len;
};

static void drop_cred(fido_cred_t **c)
{
    fido_cred_free(c);
}

static void drop_assert(fido_assert_t **a)
{
    fido_assert_free(a);
}

const char *webauthn_host(struct arena *a, const char *origin)
{
    const char *host = strstr(origin, "://");
    host = host ? host + 3 : origin;
    return arena_strndup(a, host, *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/"));
}

bool webauthn_is_possible(const char *host)
{
    size_t len = strlen(host);
    return len && host[len - 1] != ']' && (host[len - 1] < '0' || host[len - 1] > '9');
}

static enum fault_code refuse(struct fault *f, const char *why)
{
    fault_clear(f);
    return fail(f, FAULT_INVALID, "%s", why);
}

static bool read_bytes(struct arena *a, const char *text, struct bytes *out)
{
    size_t room = text ? strlen(text) : 0;
    out->at = arena_alloc(a, room + 1);
    out->len = 0;
    return room && !sodium_base642bin(out->at, room, text, room, NULL, &out->len, NULL, BASE64) &&
           out->len;
}

static const char *write_bytes(struct arena *a, const unsigned char *at, size_t len)
{
    size_t room = sodium_base64_encoded_len(len, BASE64);
    return sodium_bin2base64(arena_alloc(a, room), room, at, len, BASE64);
}

/* --- what the authenticator says --- */

enum { HEAD = 37, KEY_HEAD = HEAD + 18, ENTRIES_MOST = 16 };
enum { CBOR_BYTES = 2, CBOR_TEXT = 3, CBOR_MAP = 5, CBOR_SIMPLE = 7 };

/* The first of *b: its kind, or -1: it is cut off, or longer than anything that belongs here. */
static int take_item(struct bytes *b, size_t *value)
{
    size_t more = 0;
    if (!b->len)
        return -1;
    int kind = b->at[0] >> 5;
    *value = b->at[0] & 31;
    if (*value > 23) {
        more = *value - 23; /* 24: a byte, 25: two */
        if (more > 2 || b->len < 1 + more)
            return -1;
        *value = more == 1 ? b->at[1] : (size_t)b->at[1] << 8 | b->at[2];
    }
    bool string = kind == CBOR_BYTES || kind == CBOR_TEXT;
    if (string && *value > b->len - 1 - more)
        return -1;
    size_t all = 1 + more + (string ? *value : 0);
    *b = (struct bytes){ b->at + all, b->len - all };
    return kind;
}

/*
 * Keys and extensions are maps of single values. libcbor makes room for all that a head announces,
 * a hundred times one inside of the other: three kilobytes would take a host's memory. So nothing
 * else is handed on.
 */
static bool is_flat(struct bytes b)
{
    size_t left = 0;
    while (b.len) {
        size_t value = 0;
        int kind = take_item(&b, &value);
        if (!left && (kind != CBOR_MAP || !value || value > ENTRIES_MOST))
            return false;
        if (left && (kind < 0 || (kind > CBOR_TEXT && kind != CBOR_SIMPLE)))
            return false;
        left = left ? left - 1 : 2 * value;
    }
    return !left;
}

/* Host, flags, count; of a new one, and of no other, maker, name and key; extensions. */
static bool is_readable(const struct bytes *data, bool made)
{
    size_t head = HEAD;
    if (data->len < HEAD || ((data->at[HEAD - 5] & HAS_KEY) != 0) != made)
        return false;
    if (made) {
        if (data->len < KEY_HEAD)
            return false;
        head = KEY_HEAD + ((size_t)data->at[KEY_HEAD - 2] << 8 | data->at[KEY_HEAD - 1]);
    }
    return data->len >= head && is_flat((struct bytes){ data->at + head, data->len - head });
}

/* --- what the browser says --- */

static bool has(const json_t *j, const char *name, const char *wanted)
{
    const char *said = json_string_value(json_object_get(j, name));
    return said && !strcmp(said, wanted);
}

static enum fault_code check_client(struct fault *f, const struct webauthn_site *s,
                                    const struct bytes *client, const char *type)
{
    OWNED(input_drop_json) json_t *j = NULL;
    if (input_parse_json(f, (const char *)client->at, client->len, &j))
        return refuse(f, "the client's data are no JSON");
    if (!has(j, "type", type))
        return refuse(f, "it was asked for something else");
    if (!has(j, "challenge", s->challenge))
        return refuse(f, "it answers another challenge");
    if (!has(j, "origin", s->origin))
        return refuse(f, "it was made for pages of another origin");
    if (json_is_true(json_object_get(j, "crossOrigin")))
        return refuse(f, "it was made inside of another's page");
    return FAULT_OK;
}

/* --- a new one --- */

static const int algorithms[] = { COSE_ES256, COSE_EDDSA, COSE_RS256 };

/* The library takes apart a key of the algorithm that it is told; NULL: it is none of that. */
static fido_cred_t *read_key(int algorithm, const struct bytes *data)
{
    OWNED(drop_cred) fido_cred_t *c = fido_cred_new();
    fido_cred_t *good = NULL;
    if (c && fido_cred_set_type(c, algorithm) == FIDO_OK &&
        fido_cred_set_authdata_raw(c, data->at, data->len) == FIDO_OK) {
        good = c;
        c = NULL;
    }
    return good;
}

/* What a signature would be checked for by the library, of what has none. */
static enum fault_code check_made(struct fault *f, const struct webauthn_site *s,
                                  const struct bytes *data, const struct bytes *id,
                                  const fido_cred_t *c)
{
    const uint8_t wanted = PRESENT | VERIFIED | HAS_KEY;
    unsigned char host[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(host, (const unsigned char *)s->host, strlen(s->host));
    if (data->len < sizeof(host) || memcmp(data->at, host, sizeof(host)) != 0)
        return refuse(f, "it is for another host");
    if ((fido_cred_flags(c) & wanted) != wanted)
        return refuse(f, "nobody was asked who he is");
    if (fido_cred_id_len(c) != id->len || memcmp(fido_cred_id_ptr(c), id->at, id->len) != 0)
        return refuse(f, "its name is another");
    return FAULT_OK;
}

enum fault_code webauthn_made(struct fault *f, struct arena *a, const struct webauthn_site *s,
                              const struct webauthn_answer *in, struct webauthn_key *out)
{
    struct bytes id;
    struct bytes data;
    struct bytes client;
    OWNED(drop_cred) fido_cred_t *c = NULL;
    if (!read_bytes(a, in->credential, &id) || !read_bytes(a, in->authdata, &data) ||
        !read_bytes(a, in->client, &client))
        return refuse(f, "a part is missing, or no base64url");
    if (!is_readable(&data, true))
        return refuse(f, "the authenticator's data are not as they are made");
    enum fault_code rc = check_client(f, s, &client, "webauthn.create");
    for (size_t i = 0; !rc && !c && i < countof(algorithms); i++) {
        c = read_key(algorithms[i], &data);
        out->algorithm = algorithms[i];
    }
    if (!rc && !c)
        return refuse(f, "its key cannot be read, or is of a kind that was not asked for");
    if (!rc)
        rc = check_made(f, s, &data, &id, c);
    if (rc)
        return rc;
    out->public_key = write_bytes(a, fido_cred_pubkey_ptr(c), fido_cred_pubkey_len(c));
    out->count = fido_cred_sigcount(c);
    return FAULT_OK;
}

/* --- one that is used --- */

/* The key as the library's own, and whether it signed what the assertion holds. */
static bool is_signed(const fido_assert_t *as, int64_t algorithm, const struct bytes *key)
{
    int rc = FIDO_ERR_INVALID_ARGUMENT;
    es256_pk_t *es = algorithm == COSE_ES256 ? es256_pk_new() : NULL;
    eddsa_pk_t *ed = algorithm == COSE_EDDSA ? eddsa_pk_new() : NULL;
    rs256_pk_t *rs = algorithm == COSE_RS256 ? rs256_pk_new() : NULL;
    if (es && es256_pk_from_ptr(es, key->at, key->len) == FIDO_OK)
        rc = fido_assert_verify(as, 0, COSE_ES256, es);
    if (ed && eddsa_pk_from_ptr(ed, key->at, key->len) == FIDO_OK)
        rc = fido_assert_verify(as, 0, COSE_EDDSA, ed);
    if (rs && rs256_pk_from_ptr(rs, key->at, key->len) == FIDO_OK)
        rc = fido_assert_verify(as, 0, COSE_RS256, rs);
    es256_pk_free(&es);
    eddsa_pk_free(&ed);
    rs256_pk_free(&rs);
    return rc == FIDO_OK;
}

/* Host, presence and verification are checked with the signature. */
static bool expect(fido_assert_t *as, const struct webauthn_site *s, const struct bytes *data,
                   const struct bytes *client, const struct bytes *signature)
{
    return fido_assert_set_count(as, 1) == FIDO_OK && fido_assert_set_rp(as, s->host) == FIDO_OK &&
           fido_assert_set_up(as, FIDO_OPT_TRUE) == FIDO_OK &&
           fido_assert_set_uv(as, FIDO_OPT_TRUE) == FIDO_OK &&
           fido_assert_set_clientdata(as, client->at, client->len) == FIDO_OK &&
           fido_assert_set_authdata_raw(as, 0, data->at, data->len) == FIDO_OK &&
           fido_assert_set_sig(as, 0, signature->at, signature->len) == FIDO_OK;
}

enum fault_code webauthn_used(struct fault *f, struct arena *a, const struct webauthn_site *s,
                              const struct webauthn_answer *in, const struct webauthn_key *known,
                              int64_t *count)
{
    struct bytes data;
    struct bytes client;
    struct bytes signature;
    struct bytes key;
    OWNED(drop_assert) fido_assert_t *as = fido_assert_new();
    if (!read_bytes(a, in->authdata, &data) || !read_bytes(a, in->client, &client) ||
        !read_bytes(a, in->signature, &signature) || !read_bytes(a, known->public_key, &key))
        return refuse(f, "a part is missing, or no base64url");
    if (!is_readable(&data, false))
        return refuse(f, "the authenticator's data are not as they are made");
    enum fault_code rc = check_client(f, s, &client, "webauthn.get");
    if (rc)
        return rc;
    if (!as || !expect(as, s, &data, &client, &signature))
        return refuse(f, "the authenticator's data cannot be read");
    if (!is_signed(as, known->algorithm, &key))
        return refuse(f, "the signature is not right, or is for another host, or nobody was asked "
                         "who he is");
    *count = fido_assert_sigcount(as, 0);
    return FAULT_OK;
}

/* --- the program's start --- */

/* A signature that is none, over a key that is one: the library of ciphers is set up by it. */
void webauthn_begin(void)
{
    static const struct webauthn_site nowhere = { "x", "x", "x" };
    static const unsigned char base[] = {
        /* P-256's own point */
        0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63,
        0xa4, 0x40, 0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1,
        0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96, 0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f,
        0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce, 0x33, 0x57,
        0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5,
    };
    unsigned char data[37] = { 0 };
    unsigned char none[8] = { 0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01 };
    unsigned char key[sizeof(base)];
    memcpy(key, base, sizeof(key));
    fido_init(0);
    crypto_hash_sha256(data, (const unsigned char *)nowhere.host, 1);
    data[crypto_hash_sha256_BYTES] = PRESENT | VERIFIED;
    OWNED(drop_assert) fido_assert_t *as = fido_assert_new();
    if (!as ||
        !expect(as, &nowhere, &(struct bytes){ data, sizeof(data) },
                &(struct bytes){ none, sizeof(none) }, &(struct bytes){ none, sizeof(none) }))
        bug("libfido2 takes no assertion");
    if (is_signed(as, COSE_ES256, &(struct bytes){ key, sizeof(key) }))
        bug("libfido2 takes any signature");
}
