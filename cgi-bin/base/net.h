/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of networks: "192.0.2.0/24 2001:db8::/32 198.51.100.7", with blanks, commas or lines. */
#pragma once
#include <stdbool.h>
#include "base/arena.h"
#include "base/checks.h"

enum { NET_LIST_MOST = 1000 };

/* Each is an address, or one with the length of its prefix and no bits behind that. */
check_fn check_networks;
/* The list with one `with` between its networks. */
char *net_list_join(struct arena *, const char *list, char with);
/* Is the address in one of them? An IPv4 address that is written as IPv6 is one of IPv4. */
bool net_list_has(const char *list, const char *address);
