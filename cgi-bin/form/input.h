/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What came with a request, checked and put into a struct by its field table.
 * A form (name=value pairs) and a JSON object go through the same checks. An
 * unknown, repeated or missing name is an error, never "last wins".
 */
#pragma once
#include <jansson.h>
#include "base/fault.h"
#include "form/field.h"

struct param {
    const char *name;
    const char *value;
    size_t len; /* of the value: it may hold a NUL, which is refused */
};

struct params {
    struct param *at;
    size_t count;
};

/* The value of a name, or NULL. */
const char *params_get(const struct params *p, const char *name);

/* One message a field; the first is also the fault. */
struct field_error {
    const char *field;
    const char *message;
};
extern const struct field field_error_view[];

struct input_errors {
    struct field_error at[16];
    int64_t count;
};
void input_error(struct input_errors *errors, const char *field, const char *message);
const char *input_error_of(const struct input_errors *errors, const char *field);

/* Fills *out (zeroed before). Names in `skip` (ended by NULL) belong to the gate. */
enum fault_code input_from_params(struct fault *f, struct arena *a, const struct field *form,
                                  const struct params *p, const char *const *skip, void *out,
                                  struct input_errors *errors) MUST_CHECK;
enum fault_code input_from_json(struct fault *f, struct arena *a, const struct field *form,
                                json_t *object, void *out, struct input_errors *errors) MUST_CHECK;
/* A field's value as a form would send it: what input_from_params() takes comes out again. */
char *input_words(struct arena *a, const struct field *, const void *base);

/* Parses with limits: depth, size, no duplicate keys, no NUL. The caller owns *out. */
enum fault_code input_parse_json(struct fault *f, const char *body, size_t len,
                                 json_t **out) MUST_CHECK;
void input_drop_json(json_t **j);
