/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a struct looks outside. The struct is written by hand; one table of fields
 * beside it is read by database rows, templates, JSON and forms. Each entry
 * checks its member's type. A secret has no entry, so it cannot be sent.
 *
 * In a template a member x is seen as:
 *   text    {{x}}, sections x_some and x_none
 *   number  {{x}}, {{x_words}} with its thousands apart, for people
 *   bytes   {{x}} as "10 GB"; money {{x}} as "€3.20"
 *   time    {{x}} for people, {{x_iso}}, sections x_some and x_none
 *   bool    sections x and x_none
 *   state   {{x}} the code word, {{x_words}} for people, {{x_icon}} its sprite
 *   group   section x, with the scope inside it
 *   list    section x once a row, x_some once, x_none when empty
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/checks.h"

enum field_type {
    FIELD_END,
    FIELD_TEXT,
    FIELD_I64,
    FIELD_BOOL,
    FIELD_TIME,
    FIELD_BYTES,
    FIELD_MONEY,
    FIELD_STATE,
    FIELD_GROUP,
    FIELD_LIST,
    FIELD_IDS,
};

/* One value of a stored enumeration: its word in code, for people, and its icon. */
struct word {
    const char *code;
    const char *people;
    const char *icon;
};

struct list {
    const void *rows;
    int64_t count;
};

/* Several ids of one form field, such as ticked keys. */
enum { IDS_MAX = 64 };
struct ids {
    int64_t id[IDS_MAX];
    int64_t count;
};

struct field {
    const char *name;
    enum field_type type;
    size_t off;
    /* state: its words; group and list: the fields of the member, and a row's size */
    const struct word *words;
    size_t word_count;
    const struct field *sub;
    size_t size;
    bool span; /* a number: microseconds, which people are shown as a duration; 0: none yet */
    /* forms only */
    const char *label; /* in "... is needed.": "A plan"; NULL: "This" */
    bool required;
    int64_t min; /* text: least bytes; number, size, price: least value */
    int64_t max; /* text: most bytes (0 = 255); the others: greatest value; of a count that is
                  * shown: more than it is said to be more */
    check_fn *check;
};

#define FIELD_IS(T, m, ctype)                                                                      \
    (0 * sizeof(struct {                                                                           \
         int bits;                                                                                 \
         _Static_assert(_Generic(((T *)0)->m, ctype : 1, default : 0), #m " is not a " #ctype);    \
     }))
#define FIELD_AT(T, m, ctype) offsetof(T, m) + FIELD_IS(T, m, ctype)

#define TEXT(T, m, ...)                                                                            \
    {                                                                                              \
        .name = #m, .type = FIELD_TEXT, .off = FIELD_AT(T, m, const char *), __VA_ARGS__           \
    }
#define I64(T, m, ...)                                                                             \
    {                                                                                              \
        .name = #m, .type = FIELD_I64, .off = FIELD_AT(T, m, int64_t), __VA_ARGS__                 \
    }
#define BOOL(T, m, ...)                                                                            \
    {                                                                                              \
        .name = #m, .type = FIELD_BOOL, .off = FIELD_AT(T, m, bool), __VA_ARGS__                   \
    }
#define TIME(T, m)                                                                                 \
    {                                                                                              \
        .name = #m, .type = FIELD_TIME, .off = FIELD_AT(T, m, int64_t)                             \
    }
#define BYTES(T, m, ...) \
    {                                                                                              \
        .name = #m, .type = FIELD_BYTES, .off = FIELD_AT(T, m, int64_t), __VA_ARGS__ \
    }
#define MONEY(T, m, ...) \
    {                                                                                              \
        .name = #m, .type = FIELD_MONEY, .off = FIELD_AT(T, m, int64_t), __VA_ARGS__ \
    }
/* an enum's type is unsigned for the compiler */
#define STATE(T, m, its_words, ...)                                                                \
    {                                                                                              \
        .name = #m, .type = FIELD_STATE, .off = FIELD_AT(T, m, unsigned), .words = its_words,      \
        .word_count = countof(its_words), __VA_ARGS__                                              \
    }
#define GROUP(T, m, its_type, its_fields)                                                          \
    {                                                                                              \
        .name = #m, .type = FIELD_GROUP, .off = FIELD_AT(T, m, its_type), .sub = its_fields        \
    }
#define LIST(T, m, row_type, its_fields)                                                           \
    {                                                                                              \
        .name = #m, .type = FIELD_LIST, .off = FIELD_AT(T, m, struct list), .sub = its_fields,     \
        .size = sizeof(row_type)                                                                   \
    }
#define IDS(T, m, ...)                                                                             \
    {                                                                                              \
        .name = #m, .type = FIELD_IDS, .off = FIELD_AT(T, m, struct ids), __VA_ARGS__              \
    }
#define FIELDS_END                                                                                 \
    {                                                                                              \
        .type = FIELD_END                                                                          \
    }

static inline const void *field_at(const struct field *f, const void *base)
{
    return (const char *)base + f->off;
}

/* The entry of that name, or NULL. */
const struct field *field_find(const struct field *fields, const char *name, size_t len);

/* The index of a code word, or -1. */
int word_find(const struct word *words, size_t count, const char *code);
