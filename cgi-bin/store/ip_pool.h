/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pools of addresses, and which of them may be given. A network has one pool of
 * each family; in an IPv6 pool an address is the first of a /80, which is all the
 * machine's. A reserved address is given to nobody until it is freed.
 */
#pragma once
#include "store/scope.h"

/* Set-up: a pool and its addresses (the gateway's own left out), at most `most`. */
enum fault_code ip_pool_ensure(struct db *, int64_t network_id, const char *gateway, int64_t prefix,
                               int64_t most) MUST_CHECK;

struct ip_pool {
    int64_t id;
    const char *words; /* "10.77.0.1/24": its gateway and network, and how lists name it */
    int64_t family;
    const char *gateway;
    int64_t prefix;
    const char *network;
    const char *cluster;
    /* Each of these COUNT_MOST + 1: more than that. */
    int64_t addresses; /* that may be given, with those that are held or reserved */
    int64_t held;
    int64_t reserved;
    int64_t free;
};
extern const struct field ip_pool_view[];
enum fault_code ip_pool_load_any(const struct db *, int64_t id, struct ip_pool *) MUST_CHECK;

/* In a transaction: the addresses from `first` to `last`, both of them. What is wrong with them is
 * FAULT_INVALID or FAULT_UNIQUE and names the field `first` or `last`. */
enum { IP_RANGE_MOST = 1024 };
enum fault_code ip_range_add(struct db *, const struct ip_pool *, const char *first,
                             const char *last, int64_t *added) MUST_CHECK;

#define IP_STATES(S)                                                                               \
    S(FREE, "free", T("Free"), "ip-free")                                                          \
    S(HELD, "held", T("Held"), "ip-held")                                                          \
    S(RESERVED, "reserved", T("Reserved"), "ip-reserved")
#define IP_STATE(id, code, people, icon) IP_##id,
enum ip_state { IP_STATES(IP_STATE) IP_STATE_COUNT };
#undef IP_STATE
extern const struct word ip_state_words[IP_STATE_COUNT];

struct ip_row {
    int64_t id;
    const char *words;
    unsigned state; /* enum ip_state */
    int64_t pool_id;
    const char *pool; /* as struct ip_pool says it */
    const char *note; /* why it is reserved */
    int64_t vm_id;    /* who holds it */
    const char *vm;
    int64_t account_id;
    const char *account;
};
extern const struct field ip_row_view[];
enum fault_code ip_load_any(const struct db *, int64_t id, struct ip_row *) MUST_CHECK;
/* FAULT_CONFLICT when a machine holds it. */
enum fault_code ip_reserve(struct db *, int64_t id, const char *note) MUST_CHECK;
/* FAULT_CONFLICT when it is not reserved. */
enum fault_code ip_unreserve(struct db *, int64_t id) MUST_CHECK;
