/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a node says that it and its machines did so far. Counters begin at 0 with each run of a
 * machine; VIRT_UNKNOWN where the node does not say. Read-only.
 */
#pragma once
#include "form/field.h"
#include "virt/virt.h"

enum { VIRT_UNKNOWN = -1, VIRT_UNITS = 8 };

struct disk_stats {
    int64_t read_bytes;
    int64_t write_bytes;
    int64_t read_reqs;
    int64_t write_reqs;
};

/* As the machine sees it: in is what it receives. */
struct nic_stats {
    int64_t in_bytes;
    int64_t out_bytes;
    int64_t in_packets;
    int64_t out_packets;
    int64_t drops;
};

struct vm_stats {
    unsigned char uuid[16];
    int64_t run;      /* another number each time it is started */
    int64_t cpu_ns;   /* of all its processors and what emulates them */
    int64_t steal_ns; /* its processors were ready and the host had none for them */
    int64_t memory;   /* bytes used: as the guest says, else as the host sees */
    struct disk_stats disk[VIRT_UNITS];
    int disks;
    struct nic_stats nic[VIRT_UNITS];
    int nics;
};

/* Those that run: struct vm_stats. One that is busy with a job of libvirt's says less. */
enum fault_code virt_stats_machines(struct virt *, struct list *out) MUST_CHECK;

struct host_stats {
    int64_t cpu_ns; /* busy, of all processors */
    int64_t memory; /* bytes used */
    /* Of the interfaces that default routes leave by, and known of this host alone: libvirt does
     * not say them. */
    int64_t load_thousandths;
    struct nic_stats uplink;
};
enum fault_code virt_stats_host(struct virt *, struct host_stats *out) MUST_CHECK;
/* A storage pool's bytes; FAULT_MISSING: there is none of that name. */
enum fault_code virt_stats_pool(struct virt *, const char *pool, int64_t *whole,
                                int64_t *used) MUST_CHECK;

/* Pure: one machine's statistics from libvirt's parameters, and the text of /proc. */
struct _virTypedParameter;
void vm_stats_read(const struct _virTypedParameter *, int count, struct vm_stats *out);
void uplink_read(const char *route, const char *route6, const char *dev, struct nic_stats *out);
