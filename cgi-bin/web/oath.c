/* SPDX-License-Identifier: Apache-2.0 */
#include "web/oath.h"
#include <ctype.h>
#include <liboath/oath.h>
#include <qrencode.h>
#include <sodium.h>
#include "base/fault.h"
#include "base/secret.h"
#include "base/text.h"
#include "web/gate.h"

enum { SEED_LEN = 32, STEP = 30, DIGITS = 6, MARGIN = 4, PATH_MOST = 64 * 1024 };
enum { RECOVERY_PART = 4, RECOVERY_LEN = 16 };

static void drop_bytes(char **p)
{
    free(*p);
}

static void drop_picture(QRcode **qr)
{
    QRcode_free(*qr);
}

char *oath_seed(struct arena *a)
{
    return secret_draw(a, SEED_LEN, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
}

/* In parts of four, with `between` between them. */
static char *in_parts(struct arena *a, const char *s, char between)
{
    struct text t;
    text_init(&t, a, 256);
    for (size_t i = 0; s[i]; i++) {
        if (i && i % RECOVERY_PART == 0)
            text_addn(&t, &between, 1);
        text_addn(&t, &s[i], 1);
    }
    return arena_strdup(a, text_str(&t));
}

char *oath_spaced(struct arena *a, const char *seed)
{
    return in_parts(a, seed, ' ');
}

/* NULL: there are others than digits, or not six. */
static const char *digits_of(struct arena *a, const char *code)
{
    char *out = arena_alloc(a, strlen(code) + 1);
    size_t n = 0;
    for (; *code; code++) {
        if (*code == ' ')
            continue;
        if (!isdigit((unsigned char)*code))
            return NULL;
        out[n++] = *code;
    }
    return n == DIGITS ? out : NULL;
}

/* All three are made and compared, whichever it is. */
bool oath_is_code(struct arena *a, const char *seed, const char *code, int64_t now, int64_t *step)
{
    OWNED(drop_bytes) char *raw = NULL;
    size_t len = 0;
    bool found = false;
    const char *digits = digits_of(a, code);
    if (!digits || oath_base32_decode(seed, strlen(seed), &raw, &len) != OATH_OK)
        return false;
    for (int64_t at = now / 1000000 / STEP - 1; at <= now / 1000000 / STEP + 1; at++) {
        char right[DIGITS + 1];
        if (oath_hotp_generate(raw, len, (uint64_t)at, DIGITS, false, OATH_HOTP_DYNAMIC_TRUNCATION,
                               right) != OATH_OK)
            return false;
        if (!sodium_memcmp(right, digits, DIGITS)) {
            found = true;
            *step = at;
        }
    }
    sodium_memzero(raw, len);
    return found;
}

char *oath_uri(struct arena *a, const char *issuer, const char *email, const char *seed)
{
    const char *who = gate_encode(a, issuer);
    return arena_printf(a, "otpauth://totp/%s:%s?secret=%s&issuer=%s", who, gate_encode(a, email),
                        seed, who);
}

char *oath_picture(struct arena *a, const char *uri, int64_t *size)
{
    OWNED(drop_picture) QRcode *qr = QRcode_encodeString8bit(uri, 0, QR_ECLEVEL_M);
    struct text path;
    if (!qr)
        bug("libqrencode draws nothing");
    text_init(&path, a, PATH_MOST);
    for (int y = 0; y < qr->width; y++)
        for (int x = 0; x < qr->width; x++) {
            int run = 0;
            while (x + run < qr->width && qr->data[y * qr->width + x + run] & 1)
                run++;
            if (run)
                text_addf(&path, "M%d %dh%dv1h-%dz", x + MARGIN, y + MARGIN, run, run);
            x += run;
        }
    *size = qr->width + 2 * MARGIN;
    return arena_strdup(a, text_str(&path));
}

char *oath_recovery(struct arena *a)
{
    /* without those that are mistaken for each other */
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz023456789";
    return in_parts(a, secret_draw(a, RECOVERY_LEN, letters), '-');
}

char *oath_recovery_normal(struct arena *a, const char *typed)
{
    char *out = arena_alloc(a, strlen(typed) + 1);
    size_t n = 0;
    for (; *typed; typed++)
        if (*typed != ' ' && *typed != '-')
            out[n++] = (char)tolower((unsigned char)*typed);
    return n == RECOVERY_LEN ? out : NULL;
}
