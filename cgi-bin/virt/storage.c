/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Storage pools: a folder on the node, one a storage, which holds nothing but
 * this installation's volumes. Removing a pool leaves its files.
 */
#include "virt/storage.h"
#include <string.h>
#include "base/clock.h"
#include "virt/xml.h"

enum { REFRESH_TRIES = 40, REFRESH_PAUSE_MS = 25 };

static enum fault_code pool_xml(struct virt *v, const char *pool, const char *path, char **out)
{
    OWNED(xml_drop) struct xml x;
    xml_begin(&x);
    xml_open(&x, "pool");
    xml_attr(&x, "type", "dir");
    xml_leaf(&x, "name", pool);
    xml_open(&x, "target");
    xml_leaf(&x, "path", path);
    xml_open(&x, "permissions");
    xml_leaf(&x, "mode", "0711"); /* QEMU's user may open what it is told, and list nothing */
    xml_close(&x);
    xml_close(&x);
    xml_close(&x);
    return xml_end(&x, v->fault, v->arena, out);
}

static enum fault_code start(struct virt *v, virStoragePoolPtr pool)
{
    if (virStoragePoolIsActive(pool) == 1)
        return FAULT_OK;
    if (virStoragePoolCreate(pool, 0) < 0) {
        const char *why = virt_why(v);
        if (virStoragePoolIsActive(pool) != 1) /* else another was faster */
            return fail(v->fault, FAULT_UPSTREAM, T("the storage %s cannot be started: %s"),
                        virStoragePoolGetName(pool), why);
    }
    return FAULT_OK;
}

static enum fault_code read_path(struct virt *v, virStoragePoolPtr pool, const char **out)
{
    OWNED(drop_text) char *xml = virStoragePoolGetXMLDesc(pool, 0);
    *out = xml ? xml_find(v->arena, xml, "/pool/target/path") : NULL;
    if (!*out)
        return fail(v->fault, FAULT_UPSTREAM, T("the storage %s cannot be read: %s"),
                    virStoragePoolGetName(pool), virt_why(v));
    return FAULT_OK;
}

static enum fault_code compare(struct virt *v, virStoragePoolPtr pool, const char *path)
{
    const char *there = NULL;
    enum fault_code rc = read_path(v, pool, &there);
    if (!rc && strcmp(path, there) != 0)
        return fail(v->fault, FAULT_CONFLICT, T("the storage %s is there already, as %s"),
                    virStoragePoolGetName(pool), there);
    return rc;
}

static enum fault_code define(struct virt *v, const char *name, const char *path,
                              virStoragePoolPtr *out)
{
    char *xml = NULL;
    enum fault_code rc = pool_xml(v, name, path, &xml);
    if (rc)
        return rc;
    *out = virStoragePoolDefineXML(v->conn, xml, 0);
    if (!*out)
        return fail(v->fault, FAULT_UPSTREAM, T("the storage %s cannot be defined: %s"), name,
                    virt_why(v));
    return FAULT_OK;
}

/* Makes the folder, where it is not there. */
static enum fault_code build(struct virt *v, virStoragePoolPtr pool)
{
    if (virStoragePoolIsActive(pool) == 1 || virStoragePoolBuild(pool, 0) == 0)
        return FAULT_OK;
    return fail(v->fault, FAULT_UPSTREAM, T("the folder of the storage %s cannot be made: %s"),
                virStoragePoolGetName(pool), virt_why(v));
}

enum fault_code virt_pool_ensure(struct virt *v, const char *name, const char *path)
{
    virt_must_own(v, name);
    enum fault_code rc = virt_link(v);
    if (rc)
        return rc;
    OWNED(drop_pool) virStoragePoolPtr pool = virStoragePoolLookupByName(v->conn, name);
    if (pool)
        rc = compare(v, pool, path);
    else if (virt_error_is(VIR_ERR_NO_STORAGE_POOL))
        rc = define(v, name, path, &pool);
    else
        rc = fail(v->fault, FAULT_UPSTREAM, T("the node's storages cannot be read: %s"),
                  virt_why(v));
    if (!rc)
        rc = build(v, pool);
    if (!rc)
        rc = start(v, pool);
    if (rc)
        return rc;
    if (virStoragePoolSetAutostart(pool, 1) < 0)
        return fail(v->fault, FAULT_UPSTREAM, T("the storage %s cannot be autostarted: %s"), name,
                    virt_why(v));
    return FAULT_OK;
}

enum fault_code virt_pool_remove(struct virt *v, const char *name)
{
    virt_must_own(v, name);
    enum fault_code rc = virt_link(v);
    if (rc)
        return rc;
    OWNED(drop_pool) virStoragePoolPtr pool = virStoragePoolLookupByName(v->conn, name);
    if (!pool && virt_error_is(VIR_ERR_NO_STORAGE_POOL))
        return FAULT_OK;
    if (!pool || (virStoragePoolIsActive(pool) == 1 && virStoragePoolDestroy(pool) < 0) ||
        virStoragePoolUndefine(pool) < 0)
        return fail(v->fault, FAULT_UPSTREAM, T("the storage %s cannot be removed: %s"), name,
                    virt_why(v));
    return FAULT_OK;
}

enum fault_code pool_open(struct virt *v, const char *name, virStoragePoolPtr *out)
{
    virt_must_own(v, name);
    enum fault_code rc = virt_link(v);
    if (rc)
        return rc;
    *out = virStoragePoolLookupByName(v->conn, name);
    if (!*out && virt_error_is(VIR_ERR_NO_STORAGE_POOL))
        return fail(v->fault, FAULT_MISSING, T("the node has no storage %s"), name);
    if (!*out)
        return fail(v->fault, FAULT_UPSTREAM, T("the storage %s cannot be looked up: %s"), name,
                    virt_why(v));
    return start(v, *out);
}

enum fault_code pool_path(struct virt *v, const char *name, const char **out)
{
    OWNED(drop_pool) virStoragePoolPtr pool = NULL;
    enum fault_code rc = pool_open(v, name, &pool);
    return rc ? rc : read_path(v, pool, out);
}

static void drop_array(virStorageVolPtr **list)
{
    free(*list);
}

/* libvirt refuses it while a volume is being made, which takes some 20 ms. */
static bool refresh(virStoragePoolPtr pool)
{
    for (int tries = 1; virStoragePoolRefresh(pool, 0) < 0; tries++) {
        if (tries == REFRESH_TRIES)
            return false;
        clock_sleep_ms(REFRESH_PAUSE_MS);
    }
    return true;
}

enum fault_code pool_list(struct virt *v, const char *name, const char *const **out)
{
    OWNED(drop_pool) virStoragePoolPtr pool = NULL;
    OWNED(drop_array) virStorageVolPtr *found = NULL;
    enum fault_code rc = pool_open(v, name, &pool);
    if (rc)
        return rc;
    int count = -1;
    if (refresh(pool))
        count = virStoragePoolListAllVolumes(pool, &found, 0);
    if (count < 0)
        return fail(v->fault, FAULT_UPSTREAM, T("the storage %s cannot be listed: %s"), name,
                    virt_why(v));
    const char **names = arena_array(v->arena, (size_t)count + 1, sizeof(*names));
    for (int i = 0; i < count; i++) {
        names[i] = arena_strdup(v->arena, virStorageVolGetName(found[i]));
        virStorageVolFree(found[i]);
    }
    *out = names;
    return FAULT_OK;
}
