/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A struct as a JSON object by its field table. Text that is NULL, a time that
 * is not set and a state without a word are null; times are ISO 8601, states
 * their code word, bytes and money (millionths) integers, lists and ids arrays.
 */
#pragma once
#include <jansson.h>
#include "base/arena.h"
#include "form/field.h"

/* New references, the caller's. Never NULL; the arena is only worked in. */
json_t *json_of(struct arena *a, const struct field *fields, const void *data);
json_t *json_of_list(struct arena *a, const struct field *row_fields, size_t row_size,
                     const struct list *list);
