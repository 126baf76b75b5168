/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sign-ins, counted in a fixed number of hashed buckets, so that nobody can make
 * rows and an unknown address leaves what a known one does. Wrong ones by the
 * client's address and by the account it names; by address also all, since each
 * costs an argon2, and those of addresses nobody has, which limit nothing. And the mails with a
 * link that an address was sent.
 */
#pragma once
#include "store/scope.h"

enum throttle_what {
    THROTTLE_ADDRESS,
    THROTTLE_ACCOUNT,
    THROTTLE_ALL,
    THROTTLE_UNKNOWN,
    THROTTLE_MAIL
};
enum { THROTTLE_SECONDS = 600, THROTTLE_BUCKETS = 4096 };
enum { THROTTLE_FIRST = 30, THROTTLE_LONGEST = 900, THROTTLE_FORGETS = 3600 };

/*
 * Takes one of the tries that there are, before what it is for begins: of tries at
 * once no more pass than may. FAULT_RATE, with retry_after: it is too early, and
 * nothing was counted. Wrong ones by address and account: ten are free, then each
 * waits twice as long as the one before it, up to a quarter of an hour; an hour
 * without any forgets them. All others: so many within ten minutes.
 */
enum fault_code throttle_take(struct db *, enum throttle_what, const char *whose) MUST_CHECK;
/* It was a right one: it does not count. */
enum fault_code throttle_back(struct db *, enum throttle_what, const char *whose) MUST_CHECK;
/* Nor do those before it. */
enum fault_code throttle_right(struct db *, enum throttle_what, const char *whose) MUST_CHECK;
/* An IPv6 address counts by its /64. */
const char *throttle_address(struct arena *a, const char *address);
