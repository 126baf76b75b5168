/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All that the panel knows about a hypervisor. Every call may be repeated: what
 * exists already, or is gone already, is success. Nothing is touched on a node
 * but what carries this installation's prefix. Faults are told in v->fault;
 * results live in v->arena. Sizes are bytes.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/fault.h"

enum virt_state { VIRT_ABSENT, VIRT_OFF, VIRT_RUNNING, VIRT_PAUSED };

struct virt_address {
    const char *ip; /* "10.77.0.5" or "fd77::5" */
    int prefix;     /* of its network, for the guest's configuration */
    const char *gateway;
};

enum { VIRT_ADDRESSES = 16 };

struct virt_nic {
    const char *mac;
    const char *tap;     /* ht<inst><vm id>-<n>, at most 15 characters */
    const char *network; /* libvirt's network */
    struct virt_address address[VIRT_ADDRESSES];
    int addresses;
};

struct domain_spec {
    const char *uuid;
    const char *name; /* <prefix>-<vm id>, what virsh shows */
    const char *inst; /* the installation, in the metadata */
    int64_t vm_id;
    int64_t vcpu;
    int64_t memory;
    bool kvm;
    const char *pool; /* libvirt's storage pool */
    const char *disk; /* volume names in it */
    const char *base; /* the image below the disk */
    const char *base_format;
    const char *seed;
    struct virt_nic nic;
};

struct seed_spec {
    const char *instance_id;
    const char *hostname;
    const char *root_hash;       /* $6$, or "" for none */
    const char *const *ssh_keys; /* ended by NULL */
    const char *const *dns;      /* ended by NULL */
    const char *script;          /* what runs at the first boot; NULL or "": nothing */
    struct virt_nic nic;
};

struct network_spec {
    const char *name;
    const char *bridge;
    const char *v4; /* the host's address in it */
    int v4_prefix;
    const char *v6;
    int v6_prefix;
};

struct node_facts {
    int64_t cpus;
    int64_t memory;
    int64_t memory_free;
    const char *version;  /* "libvirt 9.0.0, QEMU 7.2.22" */
    const char *hostname;
};

struct virt;

struct virt_conf {
    const char *uri;     /* qemu:///system */
    const char *inst;    /* two characters */
    struct arena *arena; /* of the unit of work */
    struct fault *fault;
};

/* Connects; a link that is lost later is made anew by the next call. A call waits as long as
 * libvirtd does: who needs a limit ends the process. */
enum fault_code virt_open(const struct virt_conf *, struct virt **out) MUST_CHECK;
void virt_close(struct virt **);
/* Results and faults of the calls that follow. */
void virt_use(struct virt *, struct arena *, struct fault *);

/* Asks the least that libvirtd itself must answer. */
enum fault_code virt_alive(struct virt *) MUST_CHECK;
/* Asks the node for something real: fails when libvirtd does not answer. */
enum fault_code virt_facts(struct virt *, struct node_facts *out) MUST_CHECK;
/* What holds a machine that broke out of QEMU ("apparmor dac"), and as whom machines run
 * ("+64055:+64055"); "" where the node does not say. */
struct node_guard {
    const char *models;
    const char *runs_as;
};
enum fault_code virt_guard(struct virt *, struct node_guard *out) MUST_CHECK;
/* Network and storage pool: defined, started, autostarted. */
enum fault_code virt_network_ensure(struct virt *, const struct network_spec *) MUST_CHECK;
enum fault_code virt_pool_ensure(struct virt *, const char *pool, const char *path) MUST_CHECK;
enum fault_code virt_network_remove(struct virt *, const char *name) MUST_CHECK;
enum fault_code virt_pool_remove(struct virt *, const char *pool) MUST_CHECK;

/* Copies `fd` (a regular file of `bytes`) into the volume, reads it back and compares its SHA-256:
 * FAULT_CHECKSUM, and no volume, where it differs. One that is there is read and kept if it is
 * right, else made anew. libvirt cannot rename: until a call has returned FAULT_OK, the volume
 * may exist and is worth nothing. progress (may be NULL) is told the share done, 0 to 100. */
typedef void virt_progress_fn(void *ctx, int percent);
enum fault_code virt_volume_import(struct virt *, const char *pool, const char *name, int fd,
                                   int64_t bytes, const char *sha256, virt_progress_fn *progress,
                                   void *ctx) MUST_CHECK;
/* A qcow2 child of `base`, at least as large as it. */
enum fault_code virt_volume_child(struct virt *, const char *pool, const char *name,
                                  const char *base, const char *base_format,
                                  int64_t bytes) MUST_CHECK;
enum fault_code virt_volume_remove(struct virt *, const char *pool, const char *name) MUST_CHECK;
/* By how much the node's clock is ahead of ours, in milliseconds. libvirt does not tell it, but
 * when a file was made: so a volume of that name is made and removed. */
enum fault_code virt_clock(struct virt *, const char *pool, const char *name,
                           int64_t *ahead_ms) MUST_CHECK;
enum fault_code virt_volume_exists(struct virt *, const char *pool, const char *name,
                                   bool *out) MUST_CHECK;

/* The NoCloud seed (ISO 9660, label cidata) as a volume; overwrites an older one. */
enum fault_code virt_seed_write(struct virt *, const char *pool, const char *name,
                                const struct seed_spec *) MUST_CHECK;

enum fault_code virt_define(struct virt *, const struct domain_spec *) MUST_CHECK;
enum fault_code virt_start(struct virt *, const char *uuid) MUST_CHECK;
enum fault_code virt_stop(struct virt *, const char *uuid) MUST_CHECK;     /* pulls the plug */
enum fault_code virt_shutdown(struct virt *, const char *uuid) MUST_CHECK; /* presses the button */
enum fault_code virt_undefine(struct virt *, const char *uuid) MUST_CHECK;
enum fault_code virt_domain_state(struct virt *, const char *uuid, enum virt_state *out) MUST_CHECK;

/* A domain with this installation's prefix, as the node has it now. */
struct virt_domain {
    const char *uuid;
    const char *name;
    enum virt_state state;
    bool by_itself; /* off, since its guest shut it down */
    /* 0 and NULL unless asked for: what its definition says */
    int64_t vm_id; /* in the metadata */
    int64_t vcpu;
    int64_t memory;
    const char *disk; /* the path of the first one */
    const char *mac;
};
enum fault_code virt_domain_look(struct virt *, const char *uuid,
                                 struct virt_domain *out) MUST_CHECK;
/* All of them, ended by one without a uuid; with their definitions, if `defined`. */
enum fault_code virt_domains(struct virt *, bool defined, struct virt_domain **out) MUST_CHECK;

/* For the inventory: the domains with this prefix, and all volumes of the pool; NULL ends both. */
enum fault_code virt_inventory(struct virt *, const char *pool, const char *const **domains,
                               const char *const **volumes) MUST_CHECK;

/* Pure: the documents themselves, for golden files and the bench's bare program. */
enum fault_code domain_xml(struct fault *f, struct arena *a, const struct domain_spec *,
                           const char *pool_path, char **out) MUST_CHECK;
enum fault_code network_xml(struct fault *f, struct arena *a, const struct network_spec *,
                            char **out) MUST_CHECK;
enum fault_code seed_iso(struct fault *f, struct arena *a, const struct seed_spec *, char **out,
                         size_t *len) MUST_CHECK;
