/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of this layer share: the connection, its errors in words, and
 * the guard that nothing outside the installation's prefix is touched.
 */
#pragma once
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <stdlib.h>
#include "virt/virt.h"

struct virt {
    virConnectPtr conn;
    const char *uri;
    const char *inst;
    struct arena *arena;
    struct fault *fault;
    struct virt_events *events; /* of a connection that is listened to; NULL: another */
};

/* The seed is a disk of the machine and holds nothing of its own. */
#define SEED_TARGET "vdb"

/* The host's memory, the page cache counted as free; -1: libvirt has an error. */
int virt_memory(virConnectPtr, struct node_facts *);
/* Begins each call: connects anew where the link was lost. */
enum fault_code virt_link(struct virt *) MUST_CHECK;
/* libvirt's last message, one line, without the folders of the files it names. */
const char *virt_why(const struct virt *);
/* Whether the last error is this one, of VIR_ERR_*. */
bool virt_error_is(int code);

/* ht<inst>-<something>. */
bool virt_owns(const struct virt *, const char *name);
/* For names that a caller made: another prefix is a bug. */
void virt_must_own(const struct virt *, const char *name);

/* Of VIR_DOMAIN_*. */
enum virt_state virt_state_of(int state);

/* libvirt's texts are the caller's to free. */
static inline void drop_text(char **s)
{
    free(*s);
}

static inline void drop_domain(virDomainPtr *d)
{
    if (*d)
        virDomainFree(*d);
}
