/* SPDX-License-Identifier: Apache-2.0 */
/* Doubling growth; old copies stay in the arena until it is reset. */
#include "base/text.h"
#include <string.h>
#include "base/checks.h"

enum { VISIBLE_MAX = 65536 };

void text_init(struct text *t, struct arena *a, size_t max)
{
    *t = (struct text){ .arena = a, .max = max };
}

static bool text_reserve(struct text *t, size_t more)
{
    if (more > t->max - t->len) {
        t->cut = true;
        return false;
    }
    size_t need = t->len + more + 1;
    if (need <= t->room)
        return true;
    size_t room = t->room ? t->room * 2 : 256;
    while (room < need)
        room *= 2;
    char *s = arena_alloc(t->arena, room);
    if (t->len)
        memcpy(s, t->s, t->len);
    t->s = s;
    t->room = room;
    return true;
}

void text_addn(struct text *t, const char *s, size_t len)
{
    if (!text_reserve(t, len))
        return;
    memcpy(t->s + t->len, s, len);
    t->len += len;
    t->s[t->len] = '\0';
}

void text_add(struct text *t, const char *s)
{
    text_addn(t, s, strlen(s));
}

void text_addf(struct text *t, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    const char *s = arena_vprintf(t->arena, fmt, args);
    va_end(args);
    text_add(t, s);
}

const char *text_str(const struct text *t)
{
    return t->s ? t->s : "";
}

const char *text_cut(struct arena *a, const char *s, size_t max)
{
    size_t len = strlen(s);
    if (len <= max)
        return s;
    for (len = max; len && (s[len] & 0xc0) == 0x80;)
        len--;
    return arena_strndup(a, s, len);
}

char *text_visible(struct arena *a, const char *s)
{
    struct text out;
    size_t left = strlen(s);
    text_init(&out, a, VISIBLE_MAX);
    while (left) {
        unsigned code = 0;
        size_t len = utf8_char(s, left, &code);
        if (!len)
            text_addf(&out, "\\x%02x", (unsigned char)*s);
        else if (utf8_misleads(code))
            text_addf(&out, code < 0x80 ? "\\x%02x" : "\\u%04x", code);
        else
            text_addn(&out, s, len);
        s += len ? len : 1;
        left -= len ? len : 1;
    }
    return arena_strdup(a, text_str(&out));
}
