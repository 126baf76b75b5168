/* SPDX-License-Identifier: Apache-2.0 */
#include "metric/read.h"
#include "base/arena.h"
#include "virt/virt.h"

static void clear(int64_t value[METRIC_MOST])
{
    for (int m = 0; m < METRIC_MOST; m++)
        value[m] = METRIC_UNKNOWN;
}

/* A machine's first disk and interface are put with it, each further pair as a unit of its own. */
void metric_put_vm(struct metric_sink *sink, const struct vm_stats *vm)
{
    int64_t value[METRIC_MOST];
    int units = vm->disks > vm->nics ? vm->disks : vm->nics;
    for (int unit = 0; unit == 0 || unit < units; unit++) {
        clear(value);
        if (unit == 0) {
            value[VM_METRIC_cpu] = vm->cpu_ns;
            value[VM_METRIC_steal] = vm->steal_ns;
            value[VM_METRIC_mem] = vm->memory;
        }
        if (unit < vm->disks) {
            value[VM_METRIC_read_bytes] = vm->disk[unit].read_bytes;
            value[VM_METRIC_write_bytes] = vm->disk[unit].write_bytes;
            value[VM_METRIC_read_reqs] = vm->disk[unit].read_reqs;
            value[VM_METRIC_write_reqs] = vm->disk[unit].write_reqs;
        }
        if (unit < vm->nics) {
            value[VM_METRIC_in_bytes] = vm->nic[unit].in_bytes;
            value[VM_METRIC_out_bytes] = vm->nic[unit].out_bytes;
            value[VM_METRIC_in_packets] = vm->nic[unit].in_packets;
            value[VM_METRIC_out_packets] = vm->nic[unit].out_packets;
            value[VM_METRIC_drops] = vm->nic[unit].drops;
        }
        sink->put(sink, OBJECT_VM, vm->uuid, unit, vm->run, value);
    }
}

static enum fault_code read_machines(struct virt *v, const struct metric_place *place,
                                     struct metric_sink *sink)
{
    struct list found;
    (void)place;
    enum fault_code rc = virt_stats_machines(v, &found);
    const struct vm_stats *vm = rc ? NULL : found.rows;
    for (int64_t i = 0; !rc && i < found.count; i++)
        metric_put_vm(sink, &vm[i]);
    return rc;
}

static enum fault_code read_host(struct virt *v, const struct metric_place *place,
                                 struct metric_sink *sink)
{
    int64_t value[METRIC_MOST];
    struct host_stats host;
    (void)place;
    enum fault_code rc = virt_stats_host(v, &host);
    if (rc)
        return rc;
    clear(value);
    value[NODE_METRIC_cpu] = host.cpu_ns;
    value[NODE_METRIC_load_avg] = host.load_thousandths;
    value[NODE_METRIC_mem] = host.memory;
    value[NODE_METRIC_in_bytes] = host.uplink.in_bytes;
    value[NODE_METRIC_out_bytes] = host.uplink.out_bytes;
    value[NODE_METRIC_in_packets] = host.uplink.in_packets;
    value[NODE_METRIC_out_packets] = host.uplink.out_packets;
    value[NODE_METRIC_drops] = host.uplink.drops;
    sink->put(sink, OBJECT_HOST, NULL, 0, 0, value);
    return FAULT_OK;
}

/* A storage's whole is put as its run: it is no counter, and travels with `space`. */
static enum fault_code read_storages(struct virt *v, const struct metric_place *place,
                                     struct metric_sink *sink)
{
    enum fault_code rc = FAULT_OK;
    for (size_t i = 0; !rc && i < place->storages; i++) {
        int64_t value[METRIC_MOST];
        int64_t whole = 0;
        struct metric_object_name {
            char text[40];
        } name;
        clear(value);
        snprintf(name.text, sizeof(name.text), "ht%s-pool%lld", place->inst,
                 (long long)place->storage[i]);
        rc = virt_stats_pool(v, name.text, &whole, &value[NODE_METRIC_space]);
        if (!rc)
            sink->put(sink, OBJECT_STORAGE, NULL, place->storage[i], whole, value);
    }
    return rc;
}

const struct metric_reader metric_readers[METRIC_READERS] = {
    { "machines", read_machines },
    { "host", read_host },
    { "storages", read_storages },
};
