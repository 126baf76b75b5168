/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks in a list; a request larger than a block gets one of its own. */
#include "base/arena.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 16 * 1024, ALIGN = 16 };

struct block {
    struct block *next;
    size_t size;
    size_t used;
    _Alignas(ALIGN) char data[];
};

struct arena {
    struct block *first;
    struct block *last;
};

static struct block *block_new(size_t size)
{
    if (size > SIZE_MAX - sizeof(struct block))
        abort();
    struct block *b = malloc(sizeof(*b) + size);
    if (!b)
        abort();
    b->next = NULL;
    b->size = size;
    b->used = 0;
    return b;
}

struct arena *arena_new(void)
{
    struct arena *a = malloc(sizeof(*a));
    if (!a)
        abort();
    a->first = a->last = block_new(BLOCK);
    return a;
}

static void free_after(struct block *b)
{
    while (b) {
        struct block *next = b->next;
        free(b);
        b = next;
    }
}

void arena_reset(struct arena *a)
{
    free_after(a->first->next);
    a->first->next = NULL;
    a->first->used = 0;
    a->last = a->first;
}

void arena_free(struct arena *a)
{
    if (!a)
        return;
    free_after(a->first);
    free(a);
}

void arena_drop(struct arena **a)
{
    arena_free(*a);
    *a = NULL;
}

void *arena_alloc(struct arena *a, size_t size)
{
    if (size > SIZE_MAX - ALIGN)
        abort();
    size_t want = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    if (a->last->size - a->last->used < want) {
        a->last->next = block_new(want > BLOCK ? want : BLOCK);
        a->last = a->last->next;
    }
    void *p = a->last->data + a->last->used;
    a->last->used += want;
    return memset(p, 0, want);
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    size_t bytes = 0;
    if (__builtin_mul_overflow(count, size, &bytes))
        abort();
    return arena_alloc(a, bytes);
}

char *arena_strndup(struct arena *a, const char *s, size_t len)
{
    char *copy = arena_alloc(a, len + 1);
    memcpy(copy, s, len);
    return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
    return arena_strndup(a, s, strlen(s));
}

char *arena_vprintf(struct arena *a, const char *fmt, va_list args)
{
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, fmt, again);
    va_end(again);
    if (len < 0)
        abort();
    char *s = arena_alloc(a, (size_t)len + 1);
    vsnprintf(s, (size_t)len + 1, fmt, args);
    return s;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    char *s = arena_vprintf(a, fmt, args);
    va_end(args);
    return s;
}
