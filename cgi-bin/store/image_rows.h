/* SPDX-License-Identifier: Apache-2.0 */
/* Whose images are whose to choose, for image.c and the list of machines. */
#pragma once

#define IMAGE_PROVIDER "(SELECT MIN(id) FROM account AS provider WHERE provider.level = 0)"
/* Of the tables `image` and `account`: may the account choose it, unless it is retired? */
#define IMAGE_OFFERED                                                                              \
    "(image.account_id = account.id OR (image.kind = 0 "                                           \
    "AND image.account_id IN (account.reseller_id, " IMAGE_PROVIDER ") "                           \
    "AND NOT (account.resold AND EXISTS (SELECT 1 FROM image_withheld "                            \
    "WHERE image_withheld.reseller_id = account.reseller_id "                                      \
    "AND image_withheld.image_id = image.id))))"
