/* SPDX-License-Identifier: Apache-2.0 */
#include "task/names.h"

static const char *prefixed(const struct job *j, const char *sep, int64_t id, const char *end)
{
    return arena_printf(j->arena, "ht%s%s%lld%s", j->conf->inst, sep, (long long)id, end);
}

const char *name_pool(const struct job *j, int64_t storage_id)
{
    return prefixed(j, "-pool", storage_id, "");
}

const char *name_network(const struct job *j, int64_t network_id)
{
    return prefixed(j, "-net", network_id, "");
}

const char *name_domain(const struct job *j, int64_t vm_id)
{
    return prefixed(j, "-", vm_id, "");
}

const char *name_tap(const struct job *j, int64_t vm_id)
{
    return prefixed(j, "", vm_id, "-0");
}

const char *name_disk(const struct job *j, int64_t vm_id)
{
    return arena_printf(j->arena, "vm-%lld.qcow2", (long long)vm_id);
}

const char *name_seed(const struct job *j, int64_t vm_id)
{
    return arena_printf(j->arena, "vm-%lld-seed.iso", (long long)vm_id);
}

const char *name_clock(const struct job *j, int64_t node_id)
{
    return arena_printf(j->arena, "clock-%lld", (long long)node_id);
}

const char *name_image(const struct job *j, int64_t image_id)
{
    return arena_printf(j->arena, "image-%lld", (long long)image_id);
}
