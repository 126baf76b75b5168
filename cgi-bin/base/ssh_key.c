/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 4253, 5656 and 8709; PROTOCOL.u2f of OpenSSH for the two on security keys. */
#include "base/ssh_key.h"
#include <sodium.h>
#include <string.h>
#include "base/attr.h"
#include "base/checks.h"

enum { RSA_LEAST = 2048, COMMENT_MOST = 100 };

/* What of a blob is not read yet. */
struct rest {
    const unsigned char *at;
    size_t len;
};

/* A string, or a number: its length in four bytes before it. */
static bool take(struct rest *r, struct rest *out)
{
    if (r->len < 4)
        return false;
    size_t len = (size_t)r->at[0] << 24 | (size_t)r->at[1] << 16 | (size_t)r->at[2] << 8 | r->at[3];
    if (len > r->len - 4)
        return false;
    *out = (struct rest){ r->at + 4, len };
    r->at += 4 + len;
    r->len -= 4 + len;
    return true;
}

static bool take_text(struct rest *r, const char *text)
{
    struct rest s;
    return take(r, &s) && s.len == strlen(text) && !memcmp(s.at, text, s.len);
}

static bool take_bytes(struct rest *r, size_t len)
{
    struct rest s;
    return take(r, &s) && s.len == len;
}

/* A positive number without zeros before it: its bits, or 0. */
static size_t take_bits(struct rest *r)
{
    struct rest n;
    if (!take(r, &n) || !n.len || n.at[0] & 0x80)
        return 0;
    if (!n.at[0]) {
        if (n.len < 2 || !(n.at[1] & 0x80))
            return 0;
        n.at++;
        n.len--;
    }
    size_t bits = 8 * n.len;
    for (unsigned char top = n.at[0]; !(top & 0x80); top = (unsigned char)(top << 1))
        bits--;
    return bits;
}

static bool take_point(struct rest *r, const char *curve, size_t len)
{
    struct rest p;
    return take_text(r, curve) && take(r, &p) && p.len == len && p.at[0] == 4;
}

static bool take_application(struct rest *r)
{
    struct rest s;
    return take(r, &s) && s.len;
}

static const char damaged[] = T("The key is damaged: its middle part does not match its type.");

static const char *check_ed25519(struct rest *r)
{
    return take_bytes(r, 32) ? NULL : damaged;
}

static const char *check_rsa(struct rest *r)
{
    size_t exponent = take_bits(r);
    size_t modulus = take_bits(r);
    if (exponent < 2 || !modulus)
        return damaged;
    return modulus < RSA_LEAST ? T("An RSA key has at least 2,048 bits. Make one with ssh-keygen "
                                   "-t ed25519.")
                               : NULL;
}

static const char *check_256(struct rest *r)
{
    return take_point(r, "nistp256", 65) ? NULL : damaged;
}

static const char *check_384(struct rest *r)
{
    return take_point(r, "nistp384", 97) ? NULL : damaged;
}

static const char *check_521(struct rest *r)
{
    return take_point(r, "nistp521", 133) ? NULL : damaged;
}

static const char *check_sk_ed25519(struct rest *r)
{
    return take_bytes(r, 32) && take_application(r) ? NULL : damaged;
}

static const char *check_sk_256(struct rest *r)
{
    return take_point(r, "nistp256", 65) && take_application(r) ? NULL : damaged;
}

static const struct type {
    const char *name;
    const char *(*check)(struct rest *); /* of what follows the type */
} types[] = {
    { "ssh-ed25519", check_ed25519 },
    { "ssh-rsa", check_rsa },
    { "ecdsa-sha2-nistp256", check_256 },
    { "ecdsa-sha2-nistp384", check_384 },
    { "ecdsa-sha2-nistp521", check_521 },
    { "sk-ssh-ed25519@openssh.com", check_sk_ed25519 },
    { "sk-ecdsa-sha2-nistp256@openssh.com", check_sk_256 },
};

static const char *check_body(const char *body, size_t len, const struct type *t)
{
    unsigned char blob[SSH_KEY_BLOB];
    size_t blob_len = 0;
    if (sodium_base642bin(blob, sizeof(blob), body, len, NULL, &blob_len, NULL,
                          sodium_base64_VARIANT_ORIGINAL))
        return damaged;
    struct rest r = { blob, blob_len };
    if (!take_text(&r, t->name))
        return damaged;
    const char *wrong = t->check(&r);
    return !wrong && r.len ? damaged : wrong;
}

/* What else its comment holds, ssh_key_clean() leaves out. */
static bool is_one_line(const char *s)
{
    for (const unsigned char *p = (const unsigned char *)s; *p; p++)
        if (*p < 0x20 || *p == 0x7f)
            return false;
    return *s && *s != ' ' && s[strlen(s) - 1] != ' ';
}

const char *check_ssh_key(const char *value)
{
    if (!is_one_line(value))
        return T("Paste one public key on one line, without anything around it.");
    size_t len = strcspn(value, " ");
    for (size_t i = 0; i < countof(types); i++) {
        if (strlen(types[i].name) != len || memcmp(value, types[i].name, len))
            continue;
        const char *body = value + len + (value[len] == ' ');
        return check_body(body, strcspn(body, " "), &types[i]);
    }
    return strstr(value, "PRIVATE KEY")
               ? T("This is a private key. Keep it, and paste the public one, which ends with "
                   ".pub.")
               : T("A public key begins with its type, such as ssh-ed25519.");
}

char *ssh_key_clean(struct arena *a, const char *key)
{
    size_t type = strcspn(key, " ");
    size_t body = type + 1 + strcspn(key + type + 1, " ");
    const char *comment = key + body + strspn(key + body, " ");
    size_t len = strlen(comment) < COMMENT_MOST ? strlen(comment) : COMMENT_MOST;
    char *clean = arena_strndup(a, comment, len);
    for (char *p = clean; *p; p++)
        if (*p < 0x20 || *p > 0x7e)
            *p = '?';
    return arena_printf(a, "%.*s%s%s", (int)body, key, *clean ? " " : "", clean);
}
