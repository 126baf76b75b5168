/* SPDX-License-Identifier: Apache-2.0 */
#include "store/limits.h"

const struct field limits_form[] = {
    LIMIT_FIELDS(struct limits),
    I64(struct limits, api_minute, .max = LIMIT_MOST),
    FIELDS_END,
};
const struct field limits_resold_form[] = { LIMIT_FIELDS(struct limits), FIELDS_END };

QUERY(set, DB_ADMIN | DB_CLI,
      "UPDATE account SET vm_limit = ?, running_limit = ?, vcpu_limit = ?, memory_limit = ?, "
      "disk_limit = ?, ip_limit = ?, traffic_limit = ?, api_minute = ? WHERE id = ?");

void limits_of(const struct account *a, struct limits *out)
{
    *out = (struct limits){ a->vm_limit,   a->running_limit, a->vcpu_limit,    a->memory_limit,
                            a->disk_limit, a->ip_limit,      a->traffic_limit, a->api_minute };
}

struct limit_need limits_had(const struct account *a)
{
    return (struct limit_need){ .machines = a->vm_count,
                                .vcpu = a->vcpu_count,
                                .memory = a->memory_count,
                                .disk = a->disk_count,
                                .ips = a->ip_count,
                                .traffic = a->traffic_count };
}

enum fault_code limits_set(struct db *db, int64_t account_id, const struct limits *l)
{
    return db_exec(db, &set, NULL, NULL,
                   ARGS(ARG(l->vm_limit), ARG(l->running_limit), ARG(l->vcpu_limit),
                        ARG(l->memory_limit), ARG(l->disk_limit), ARG(l->ip_limit),
                        ARG(l->traffic_limit), ARG(l->api_minute), ARG(account_id)));
}

enum fault_code limits_count(struct db *db, const struct query *how, int64_t id,
                             const struct limit_need *n, int sign)
{
    return db_exec(db, how, NULL, NULL,
                   ARGS(arg_i64(sign * n->machines), arg_i64(sign * n->vcpu),
                        arg_i64(sign * n->memory), arg_i64(sign * n->disk), arg_i64(sign * n->ips),
                        ARG(id)));
}
