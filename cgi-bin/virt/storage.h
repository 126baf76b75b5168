/* SPDX-License-Identifier: Apache-2.0 */
/* What storage.c (pools) and volume.c (what lies in them) give to this layer. */
#pragma once
#include "virt/link.h"

static inline void drop_pool(virStoragePoolPtr *p)
{
    if (*p)
        virStoragePoolFree(*p);
}

static inline void drop_volume(virStorageVolPtr *vol)
{
    if (*vol)
        virStorageVolFree(*vol);
}

/* The pool of that name, started; FAULT_MISSING where there is none. */
enum fault_code pool_open(struct virt *, const char *name, virStoragePoolPtr *out) MUST_CHECK;
/* The folder on the node that the pool is. */
enum fault_code pool_path(struct virt *, const char *name, const char **out) MUST_CHECK;
/* Reads the folder anew; the names of all volumes in it, ended by NULL. */
enum fault_code pool_list(struct virt *, const char *name, const char *const **out) MUST_CHECK;

/* Puts `len` bytes into a raw volume; an older one of that name is overwritten. */
enum fault_code volume_write(struct virt *, const char *pool, const char *name, const char *data,
                             size_t len) MUST_CHECK;
