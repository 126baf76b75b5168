/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Structs as CSV (RFC 4180) by their field table: a line of names, then a line a
 * row. Times are ISO 8601, sizes in bytes, money as decimals, states their code
 * word. A text that a spreadsheet would take for a formula begins with an
 * apostrophe there.
 */
#pragma once
#include "base/text.h"
#include "form/field.h"

void csv_head(struct text *, const struct field *fields);
void csv_row(struct text *, const struct field *fields, const void *row);
