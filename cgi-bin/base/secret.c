/* SPDX-License-Identifier: Apache-2.0 */
/* Comparisons of secrets are constant in time. */
#include "base/secret.h"
#include <crypt.h>
#include <sodium.h>
#include <string.h>
#include "base/fault.h"

enum { MASKED_HEX = 2 * (32 + 32) };

void secret_init(void)
{
    if (sodium_init() < 0)
        bug("libsodium has no randomness");
}

uint32_t secret_below(uint32_t n)
{
    return randombytes_uniform(n);
}

/* Of the bytes at hand those that would make some characters likelier are left out. */
char *secret_draw(struct arena *a, size_t len, const char *from)
{
    unsigned char at_hand[128];
    size_t kinds = strlen(from);
    size_t fair = 256 - 256 % kinds;
    char *s = arena_alloc(a, len + 1);
    for (size_t done = 0, next = sizeof(at_hand); done < len; next++) {
        if (next == sizeof(at_hand)) {
            randombytes_buf(at_hand, sizeof(at_hand));
            next = 0;
        }
        if (at_hand[next] < fair)
            s[done++] = from[at_hand[next] % kinds];
    }
    sodium_memzero(at_hand, sizeof(at_hand));
    return s;
}

char *secret_token(struct arena *a, size_t len)
{
    return secret_draw(a, len, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
}

char *secret_password(struct arena *a)
{
    return secret_draw(a, 20, "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789");
}

char *secret_hash_bytes(struct arena *a, const void *data, size_t len)
{
    unsigned char h[32];
    char *hex = arena_alloc(a, SECRET_HASH_HEX + 1);
    crypto_generichash(h, sizeof(h), data, len, NULL, 0);
    return sodium_bin2hex(hex, SECRET_HASH_HEX + 1, h, sizeof(h));
}

char *secret_hash(struct arena *a, const char *token)
{
    return secret_hash_bytes(a, token, strlen(token));
}

static unsigned char bucket_key[crypto_generichash_KEYBYTES];

void secret_bucket_key(const char *key)
{
    crypto_generichash(bucket_key, sizeof(bucket_key), (const unsigned char *)key, strlen(key),
                       NULL, 0);
}

unsigned secret_bucket(const char *text, unsigned buckets)
{
    unsigned h = 0;
    unsigned char out[16];
    crypto_generichash(out, sizeof(out), (const unsigned char *)text, strlen(text), bucket_key,
                       sizeof(bucket_key));
    memcpy(&h, out, sizeof(h));
    return h % buckets;
}

char *secret_password_hash(struct arena *a, const char *password)
{
    char *out = arena_alloc(a, crypto_pwhash_STRBYTES);
    if (crypto_pwhash_str_alg(out, password, strlen(password), SECRET_ARGON_PASSES,
                              (size_t)SECRET_ARGON_KIB * 1024, crypto_pwhash_ALG_ARGON2ID13))
        bug("no memory for a password's hash");
    return out;
}

bool secret_password_is_old(const char *hash)
{
    return crypto_pwhash_str_needs_rehash(hash, SECRET_ARGON_PASSES,
                                          (size_t)SECRET_ARGON_KIB * 1024) == 1;
}

/* Of a password nobody has: an unknown address costs what a known one does. */
static const char *nobody(void)
{
    static char hash[crypto_pwhash_STRBYTES];
    static const char zeros[] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    if (!*hash)
        snprintf(hash, sizeof(hash), "$argon2id$v=19$m=%d,t=%d,p=1$%.22s$%s", SECRET_ARGON_KIB,
                 SECRET_ARGON_PASSES, zeros, zeros);
    return hash;
}

bool secret_password_ok(const char *hash, const char *password)
{
    size_t len = strlen(password);
    bool set = hash && *hash; /* an invited user has none yet */
    bool ok = !crypto_pwhash_str_verify(set ? hash : nobody(), password, len > 1024 ? 0 : len);
    return set && len <= 1024 && ok;
}

char *secret_guest_hash(struct arena *a, const char *password)
{
    struct crypt_data *data = arena_alloc(a, sizeof(*data));
    char *salt = arena_printf(a, "$6$%s", secret_token(a, 16));
    const char *hash = crypt_r(password, salt, data);
    if (!hash || hash[0] != '$')
        bug("libcrypt does not know $6$");
    char *copy = arena_strdup(a, hash);
    sodium_memzero(data, sizeof(*data));
    return copy;
}

static void csrf_tag(unsigned char tag[32], const char *session_id)
{
    unsigned char key[crypto_auth_KEYBYTES];
    crypto_generichash(key, sizeof(key), (const unsigned char *)session_id, strlen(session_id),
                       NULL, 0);
    crypto_auth(tag, (const unsigned char *)"form", 4, key);
}

char *secret_csrf(struct arena *a, const char *session_id)
{
    unsigned char both[64];
    unsigned char tag[32];
    csrf_tag(tag, session_id);
    randombytes_buf(both, 32);
    for (int i = 0; i < 32; i++)
        both[32 + i] = both[i] ^ tag[i];
    char *hex = arena_alloc(a, MASKED_HEX + 1);
    return sodium_bin2hex(hex, MASKED_HEX + 1, both, sizeof(both));
}

bool secret_csrf_ok(const char *session_id, const char *token)
{
    unsigned char both[64];
    unsigned char tag[32];
    size_t len = 0;
    if (strlen(token) != MASKED_HEX ||
        sodium_hex2bin(both, sizeof(both), token, MASKED_HEX, NULL, &len, NULL) || len != 64)
        return false;
    csrf_tag(tag, session_id);
    for (int i = 0; i < 32; i++)
        both[32 + i] ^= both[i];
    return !sodium_memcmp(both + 32, tag, 32);
}

/* --- sealing: base64 of nonce and XChaCha20-Poly1305 --- */

enum {
    SEAL_KEY = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
    SEAL_NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    SEAL_TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    SEAL_BASE64 = sodium_base64_VARIANT_ORIGINAL,
};

static unsigned char seal_key[SECRET_KEYS][SEAL_KEY];
static bool seal_key_known[SECRET_KEYS];

bool secret_key_use(enum secret_key key, const char *hex)
{
    size_t len = 0;
    seal_key_known[key] =
        strlen(hex) == SECRET_KEY_HEX &&
        !sodium_hex2bin(seal_key[key], SEAL_KEY, hex, SECRET_KEY_HEX, NULL, &len, NULL) &&
        len == SEAL_KEY;
    return seal_key_known[key];
}

char *secret_seal_by(struct arena *a, enum secret_key key, const char *place, const char *plain)
{
    size_t len = strlen(plain);
    size_t whole = SEAL_NONCE + len + SEAL_TAG;
    unsigned char *box = arena_alloc(a, whole);
    if (!seal_key_known[key])
        bug("sealing without a key");
    randombytes_buf(box, SEAL_NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(box + SEAL_NONCE, NULL, (const unsigned char *)plain,
                                               len, (const unsigned char *)place, strlen(place),
                                               NULL, box, seal_key[key]);
    size_t room = sodium_base64_encoded_len(whole, SEAL_BASE64);
    return sodium_bin2base64(arena_alloc(a, room), room, box, whole, SEAL_BASE64);
}

char *secret_open_by(struct arena *a, enum secret_key key, const char *place, const char *sealed)
{
    size_t room = strlen(sealed);
    size_t whole = 0;
    unsigned char *box = arena_alloc(a, room + 1);
    if (!seal_key_known[key] ||
        sodium_base642bin(box, room, sealed, room, NULL, &whole, NULL, SEAL_BASE64) ||
        whole < SEAL_NONCE + SEAL_TAG)
        return NULL;
    char *plain = arena_alloc(a, whole - SEAL_NONCE - SEAL_TAG + 1);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt((unsigned char *)plain, NULL, NULL,
                                                   box + SEAL_NONCE, whole - SEAL_NONCE,
                                                   (const unsigned char *)place, strlen(place), box,
                                                   seal_key[key]))
        return NULL;
    return plain;
}

char *secret_seal(struct arena *a, const char *place, const char *plain)
{
    return secret_seal_by(a, SECRET_KEY_ALL, place, plain);
}

char *secret_open(struct arena *a, const char *place, const char *sealed)
{
    return secret_open_by(a, SECRET_KEY_ALL, place, sealed);
}

char *secret_mac_by(struct arena *a, enum secret_key which, const char *purpose, const void *data,
                    size_t len)
{
    unsigned char key[crypto_generichash_KEYBYTES];
    unsigned char mac[32];
    char *hex = arena_alloc(a, SECRET_HASH_HEX + 1);
    if (!seal_key_known[which])
        bug("a keyed hash without a key");
    crypto_generichash(key, sizeof(key), (const unsigned char *)purpose, strlen(purpose),
                       seal_key[which], SEAL_KEY);
    crypto_generichash(mac, sizeof(mac), data, len, key, sizeof(key));
    sodium_memzero(key, sizeof(key));
    return sodium_bin2hex(hex, SECRET_HASH_HEX + 1, mac, sizeof(mac));
}

char *secret_mac(struct arena *a, const char *purpose, const void *data, size_t len)
{
    return secret_mac_by(a, SECRET_KEY_ALL, purpose, data, len);
}

char *secret_uuid(struct arena *a)
{
    unsigned char b[16];
    char h[33];
    randombytes_buf(b, sizeof(b));
    b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
    sodium_bin2hex(h, sizeof(h), b, sizeof(b));
    return arena_printf(a, "%.8s-%.4s-%.4s-%.4s-%.12s", h, h + 8, h + 12, h + 16, h + 20);
}

void secret_wipe(char *s)
{
    if (s)
        sodium_memzero(s, strlen(s));
}
