/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What takes as long as hundreds of pages. A few programs answer the pages of all customers: by two
 * dozen exports at once somebody had them all, and others waited half a minute.
 */
#pragma once
#include "web/gate.h"

enum heavy {
    HEAVY_LIST,   /* a list's rows as a file */
    HEAVY_FILTER, /* a list by several words, each of which ten thousand rows may fit */
    HEAVY_EXPORT, /* all that an account has */
    HEAVY_LOGO,   /* a picture that is read and written anew */
};

/*
 * Takes one of those that the customer's account may have within a minute; the provider's people
 * are not counted. FAULT_RATE: none is left.
 */
enum fault_code heavy_take(const struct request *, enum heavy) MUST_CHECK;
