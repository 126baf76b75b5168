/* SPDX-License-Identifier: Apache-2.0 */
/* What an account may have and what it has, as values: store/limit.h checks and counts. */
#pragma once
#include "store/account.h"

/* 0 is none at all of machines, and as much as there is of the others. */
struct limits {
    int64_t vm_limit;
    int64_t running_limit; /* machines that are wished to run */
    int64_t vcpu_limit;
    int64_t memory_limit; /* bytes */
    int64_t disk_limit;
    int64_t ip_limit;      /* addresses of version 4 */
    int64_t traffic_limit; /* bytes that machines send in a month; met, it bars new ones alone */
    int64_t api_minute;    /* JSON requests within a minute; 0: as the setting says */
};
enum { LIMIT_MOST = 1000000 };
#define LIMIT_BYTES_MOST (INT64_C(1) << 60)
/* The fields of a form whose struct has these members: all but the last. */
#define LIMIT_FIELDS(T)                                                                            \
    I64(T, vm_limit, .required = true, .max = LIMIT_MOST),                                         \
        I64(T, running_limit, .max = LIMIT_MOST), I64(T, vcpu_limit, .max = LIMIT_MOST),           \
        BYTES(T, memory_limit, .max = LIMIT_BYTES_MOST),                                           \
        BYTES(T, disk_limit, .max = LIMIT_BYTES_MOST), I64(T, ip_limit, .max = LIMIT_MOST),        \
        BYTES(T, traffic_limit, .max = LIMIT_BYTES_MOST)
extern const struct field limits_form[];
/* What a reseller sets of its customers': not the last. */
extern const struct field limits_resold_form[];

/* What is to be reserved, or is. */
struct limit_need {
    int64_t machines;
    int64_t running;
    int64_t vcpu;
    int64_t memory;
    int64_t disk;
    int64_t ips;
    int64_t traffic; /* sent in the month; the caller of limit_take() leaves it */
};

void limits_of(const struct account *, struct limits *out);
/* What its row says that it has; .running is counted elsewhere. */
struct limit_need limits_had(const struct account *);
enum fault_code limits_set(struct db *, int64_t account_id, const struct limits *) MUST_CHECK;

/* A row that has columns as an account: so much more of each, or with sign -1 so much less. */
#define LIMITS_COUNT(table)                                                                        \
    "UPDATE " table " SET vm_count = vm_count + ?, vcpu_count = vcpu_count + ?, "                  \
    "memory_count = memory_count + ?, disk_count = disk_count + ?, ip_count = ip_count + ? "       \
    "WHERE id = ?"
enum fault_code limits_count(struct db *, const struct query *, int64_t id,
                             const struct limit_need *, int sign) MUST_CHECK;
