/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Marks that the whole house uses: results that must be read, scope-owned
 * handles, translatable text, and the functions nobody may call.
 */
#pragma once

#define MUST_CHECK __attribute__((warn_unused_result))
#define OWNED(release) __attribute__((cleanup(release)))
#define PRINTF_LIKE(fmt, first) __attribute__((format(printf, fmt, first)))
#define UNUSED __attribute__((unused))
#define countof(array) (sizeof(array) / sizeof((array)[0]))

/* Marks an English sentence as a message id; it is looked up when it is shown. */
#define T(sentence) sentence
