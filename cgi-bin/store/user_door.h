/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Of several users who have one address, those who come in by a door: a reseller's (its id), which
 * is for its own people and its customers', or the panel's own (0), which is for the provider's,
 * for resellers' own people, and for customers of resellers that have no host name. Where more than
 * one is left, whoever has a password goes first, then the provider's, then resellers' own, then
 * the user that was there first. An address is proved by the mail with which a password is set, so
 * no reseller can put a user of its own in another's way.
 */
#pragma once

/* Twice the door. */
#define AT_DOOR                                                                                    \
    "AND IF(? = 0, NOT account.resold OR NOT EXISTS (SELECT 1 FROM brand "                         \
    "WHERE brand.reseller_id = account.reseller_id AND brand.host IS NOT NULL), "                  \
    "account.reseller_id = ?) "
#define BY_DOOR                                                                                    \
    "ORDER BY user.invited, account.resold, account.level = 1, user.id, member.account_id LIMIT 1"
