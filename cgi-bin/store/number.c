/* SPDX-License-Identifier: Apache-2.0 */
#include "store/number.h"

const struct field number_view[] = { I64(struct number, n), FIELDS_END };
