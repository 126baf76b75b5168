/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Addresses. A row of `ip` is one that may be given; a row of `ip_hold` says who
 * had it from when until when, and stays for ever.
 */
#pragma once
#include "store/scope.h"

struct ip {
    int64_t id;
    int64_t family;
    const char *words;
    const char *gateway;
    int64_t prefix;
};

/* In a transaction: takes one free address of each family for a nic. */
struct ip_wish {
    int64_t network_id;
    int64_t nic_id;
    int64_t vm_id;
    const char *vm_name;
    int64_t account_id;
    int64_t reseller_id;
};
enum fault_code ip_take(struct db *, const struct ip_wish *, struct ip *four,
                        struct ip *six) MUST_CHECK;
/* All addresses of a machine go to rest; whoever held them is noted. */
enum fault_code ip_release_vm(struct db *, int64_t vm_id) MUST_CHECK;
enum fault_code ip_list_vm(const struct db *, int64_t vm_id, struct list *) MUST_CHECK;
