/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Volumes, all through libvirt's storage API, so that a node elsewhere needs
 * nothing else. libvirt cannot rename a volume, so an image is written under
 * its own name and does not count until a call has read it back and found its
 * SHA-256 right: a call that was killed leaves bytes that the next one finds
 * wrong and replaces. Bases are root's with mode 0444; a machine's files 0600.
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/clock.h"
#include "virt/storage.h"
#include "virt/xml.h"

enum { CHUNK = 128 * 1024, NAME_LEN = 200, UNTOUCHED = 1024 * 1024 };

struct volume_spec {
    const char *name;
    const char *format;
    const char *mode;
    int64_t bytes;
    const char *base; /* path of the image below, or NULL */
    const char *base_format;
};

struct import {
    struct virt *v;
    virStorageVolPtr vol;
    const char *sha256;
    int fd;
    int64_t bytes;
    virt_progress_fn *progress;
    void *ctx;
    int from; /* the share of the whole that this part begins and ends at, percent */
    int to;
    int told;
    char *chunk;
};

static void drop_stream(virStreamPtr *s)
{
    if (!*s)
        return;
    (void)virStreamAbort(*s);
    virStreamFree(*s);
}

static bool stream_end(virStreamPtr *s)
{
    if (virStreamFinish(*s) < 0)
        return false;
    virStreamFree(*s);
    *s = NULL;
    return true;
}

/* Names are made from ids; one that is not would leave the pool's folder. */
static void must_be_name(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "._-";
    size_t len = strlen(name);
    if (!len || len > NAME_LEN || strspn(name, letters) != len || name[0] == '.' || name[0] == '-')
        bug("'%s' is no volume's name", name);
}

/* *out is NULL where there is no such volume. */
static enum fault_code look_up(struct virt *v, virStoragePoolPtr pool, const char *name,
                               virStorageVolPtr *out)
{
    must_be_name(name);
    *out = virStorageVolLookupByName(pool, name);
    if (*out || virt_error_is(VIR_ERR_NO_STORAGE_VOL))
        return FAULT_OK;
    return fail(v->fault, FAULT_UPSTREAM, T("the volume %s cannot be looked up: %s"), name,
                virt_why(v));
}

static enum fault_code delete (struct virt *v, virStorageVolPtr vol) {
    if (virStorageVolDelete(vol, 0) == 0 || virt_error_is(VIR_ERR_NO_STORAGE_VOL)) return FAULT_OK;
    return fail(v->fault, FAULT_UPSTREAM, T("the volume %s cannot be removed: %s"),
                virStorageVolGetName(vol), virt_why(v));
}

static enum fault_code volume_xml(struct virt *v, const struct volume_spec *s, char **out)
{
    OWNED(xml_drop) struct xml x;
    xml_begin(&x);
    xml_open(&x, "volume");
    xml_leaf(&x, "name", s->name);
    xml_leaf(&x, "allocation", "0");
    xml_open(&x, "capacity");
    xml_attr(&x, "unit", "bytes");
    xml_i64(&x, s->bytes);
    xml_close(&x);
    xml_open(&x, "target");
    xml_empty(&x, "format", "type", s->format);
    xml_open(&x, "permissions");
    xml_leaf(&x, "mode", s->mode);
    xml_close(&x);
    xml_close(&x);
    if (s->base) {
        xml_open(&x, "backingStore");
        xml_leaf(&x, "path", s->base);
        xml_empty(&x, "format", "type", s->base_format);
        xml_close(&x);
    }
    xml_close(&x);
    return xml_end(&x, v->fault, v->arena, out);
}

static enum fault_code create(struct virt *v, virStoragePoolPtr pool, const struct volume_spec *s,
                              virStorageVolPtr *out)
{
    char *xml = NULL;
    enum fault_code rc = volume_xml(v, s, &xml);
    if (rc)
        return rc;
    *out = virStorageVolCreateXML(pool, xml, 0);
    if (!*out)
        return fail(v->fault, FAULT_UPSTREAM, T("the volume %s cannot be made: %s"), s->name,
                    virt_why(v));
    return FAULT_OK;
}

static bool send_all(virStreamPtr stream, const char *data, size_t len)
{
    while (len) {
        int n = virStreamSend(stream, data, len < CHUNK ? len : CHUNK);
        if (n < 0)
            return false;
        data += n;
        len -= (size_t)n;
    }
    return true;
}

static enum fault_code broken(struct virt *v, virStorageVolPtr vol)
{
    return fail(v->fault, FAULT_UPSTREAM, T("the transfer of the volume %s broke off: %s"),
                virStorageVolGetName(vol), virt_why(v));
}

static void tell(struct import *i, int64_t done)
{
    int64_t share = i->bytes ? done * (i->to - i->from) / i->bytes : i->to - i->from;
    int percent = i->from + (int)share;
    if (i->progress && percent != i->told)
        i->progress(i->ctx, percent);
    i->told = percent;
}

static bool hash_is(crypto_hash_sha256_state *hash, const char *sha256)
{
    unsigned char sum[crypto_hash_sha256_BYTES];
    char hex[2 * crypto_hash_sha256_BYTES + 1];
    crypto_hash_sha256_final(hash, sum);
    sodium_bin2hex(hex, sizeof(hex), sum, sizeof(sum));
    return !strcmp(hex, sha256);
}

/* What is sent is hashed too, so that a wrong file is told from a bad storage. */
static enum fault_code upload(struct import *i)
{
    struct virt *v = i->v;
    crypto_hash_sha256_state hash;
    crypto_hash_sha256_init(&hash);
    OWNED(drop_stream) virStreamPtr stream = virStreamNew(v->conn, 0);
    if (!stream || virStorageVolUpload(i->vol, stream, 0, (unsigned long long)i->bytes, 0) < 0)
        return broken(v, i->vol);
    for (int64_t done = 0; done < i->bytes;) {
        size_t want = i->bytes - done < CHUNK ? (size_t)(i->bytes - done) : CHUNK;
        ssize_t n = pread(i->fd, i->chunk, want, done);
        if (n <= 0)
            return fail(v->fault, FAULT_CHECKSUM, T("the image ends early, at byte %lld"),
                        (long long)done);
        crypto_hash_sha256_update(&hash, (unsigned char *)i->chunk, (unsigned long long)n);
        if (!send_all(stream, i->chunk, (size_t)n))
            return broken(v, i->vol);
        done += n;
        tell(i, done);
    }
    if (!hash_is(&hash, i->sha256))
        return fail(v->fault, FAULT_CHECKSUM, T("the image's bytes are not those of its SHA-256"));
    return stream_end(&stream) ? FAULT_OK : broken(v, i->vol);
}

static enum fault_code verify(struct import *i)
{
    struct virt *v = i->v;
    crypto_hash_sha256_state hash;
    crypto_hash_sha256_init(&hash);
    OWNED(drop_stream) virStreamPtr stream = virStreamNew(v->conn, 0);
    if (!stream || virStorageVolDownload(i->vol, stream, 0, 0, 0) < 0)
        return broken(v, i->vol);
    int64_t done = 0;
    for (int n = 1; n && done <= i->bytes;) {
        n = virStreamRecv(stream, i->chunk, CHUNK);
        if (n < 0)
            return broken(v, i->vol);
        crypto_hash_sha256_update(&hash, (unsigned char *)i->chunk, (unsigned long long)n);
        done += n;
        tell(i, done < i->bytes ? done : i->bytes);
    }
    if (done != i->bytes || !hash_is(&hash, i->sha256))
        return fail(v->fault, FAULT_CHECKSUM, T("the storage gives back other bytes for %s"),
                    virStorageVolGetName(i->vol));
    return stream_end(&stream) ? FAULT_OK : broken(v, i->vol);
}

/* Leaves nothing where it fails; the first fault is the one that is told. */
static enum fault_code bring(struct import *i, virStoragePoolPtr pool, const char *name)
{
    struct volume_spec spec = { .name = name, .format = "raw", .mode = "0444", .bytes = i->bytes };
    enum fault_code rc = create(i->v, pool, &spec, &i->vol);
    if (rc)
        return rc;
    i->from = 0;
    i->to = 50;
    rc = upload(i);
    i->from = 50;
    i->to = 100;
    if (!rc)
        rc = verify(i);
    if (rc)
        (void)virStorageVolDelete(i->vol, 0);
    return rc;
}

enum fault_code virt_volume_import(struct virt *v, const char *pool_name, const char *name, int fd,
                                   int64_t bytes, const char *sha256, virt_progress_fn *progress,
                                   void *ctx)
{
    OWNED(drop_pool) virStoragePoolPtr pool = NULL;
    OWNED(drop_volume) virStorageVolPtr old = NULL;
    enum fault_code rc = pool_open(v, pool_name, &pool);
    if (!rc)
        rc = look_up(v, pool, name, &old);
    if (rc)
        return rc;
    struct import i = { .v = v,
                        .vol = old,
                        .sha256 = sha256,
                        .fd = fd,
                        .bytes = bytes,
                        .progress = progress,
                        .ctx = ctx,
                        .to = 100,
                        .told = -1 };
    i.chunk = arena_alloc(v->arena, CHUNK);
    if (old) {
        rc = verify(&i);
        if (rc != FAULT_CHECKSUM)
            return rc;
        fault_clear(v->fault);
        rc = delete (v, old);
        if (rc)
            return rc;
    }
    i.vol = NULL;
    rc = bring(&i, pool, name);
    drop_volume(&i.vol);
    return rc;
}

static enum fault_code base_of(struct virt *v, virStoragePoolPtr pool, const char *base,
                               struct volume_spec *spec)
{
    virStorageVolInfo info;
    OWNED(drop_volume) virStorageVolPtr vol = NULL;
    enum fault_code rc = look_up(v, pool, base, &vol);
    if (rc)
        return rc;
    if (!vol)
        return fail(v->fault, FAULT_MISSING, T("the storage has no image %s"), base);
    OWNED(drop_text) char *path = virStorageVolGetPath(vol);
    if (!path || virStorageVolGetInfo(vol, &info) < 0)
        return fail(v->fault, FAULT_UPSTREAM, T("the image %s cannot be read: %s"), base,
                    virt_why(v));
    spec->base = arena_strdup(v->arena, path);
    if (spec->bytes < (int64_t)info.capacity)
        spec->bytes = (int64_t)info.capacity;
    return FAULT_OK;
}

/* Whether what is there is the wished child. What is not, and holds no data, is what a libvirtd
 * that was killed left behind, and goes; anything else may be a customer's, and stays. */
static enum fault_code judge(struct virt *v, virStorageVolPtr vol, const struct volume_spec *spec,
                             bool *keep)
{
    virStorageVolInfo info;
    OWNED(drop_text) char *xml = virStorageVolGetXMLDesc(vol, 0);
    if (!xml || virStorageVolGetInfo(vol, &info) < 0)
        return fail(v->fault, FAULT_UPSTREAM, T("the volume %s cannot be read: %s"), spec->name,
                    virt_why(v));
    const char *format = xml_find(v->arena, xml, "/volume/target/format/@type");
    const char *base = xml_find(v->arena, xml, "/volume/backingStore/path");
    *keep = format && base && !strcmp(format, spec->format) && !strcmp(base, spec->base) &&
            (int64_t)info.capacity >= spec->bytes;
    if (*keep)
        return FAULT_OK;
    if (info.allocation >= UNTOUCHED)
        return fail(v->fault, FAULT_CONFLICT,
                    T("the volume %s is there already, and is no child of that image"), spec->name);
    return delete (v, vol);
}

enum fault_code virt_volume_child(struct virt *v, const char *pool_name, const char *name,
                                  const char *base, const char *base_format, int64_t bytes)
{
    OWNED(drop_pool) virStoragePoolPtr pool = NULL;
    OWNED(drop_volume) virStorageVolPtr old = NULL;
    OWNED(drop_volume) virStorageVolPtr made = NULL;
    struct volume_spec spec = {
        .name = name, .format = "qcow2", .mode = "0600", .bytes = bytes, .base_format = base_format
    };
    bool keep = false;
    enum fault_code rc = pool_open(v, pool_name, &pool);
    if (!rc)
        rc = base_of(v, pool, base, &spec);
    if (!rc)
        rc = look_up(v, pool, name, &old);
    if (!rc && old)
        rc = judge(v, old, &spec, &keep);
    if (rc || keep)
        return rc;
    return create(v, pool, &spec, &made);
}

enum fault_code virt_volume_remove(struct virt *v, const char *pool_name, const char *name)
{
    OWNED(drop_pool) virStoragePoolPtr pool = NULL;
    OWNED(drop_volume) virStorageVolPtr vol = NULL;
    enum fault_code rc = pool_open(v, pool_name, &pool);
    if (!rc)
        rc = look_up(v, pool, name, &vol);
    return rc || !vol ? rc : delete (v, vol);
}

/* "1764090000.273190990" as microseconds; 0: it is none. */
static int64_t time_of(const char *text)
{
    char *end = NULL;
    int64_t us = text ? (int64_t)strtoll(text, &end, 10) * 1000000 : 0;
    if (us > 0 && *end == '.')
        us += (int64_t)(strtod(end, NULL) * 1000000);
    return us > 0 ? us : 0;
}

enum fault_code virt_clock(struct virt *v, const char *pool_name, const char *name,
                           int64_t *ahead_ms)
{
    OWNED(drop_pool) virStoragePoolPtr pool = NULL;
    OWNED(drop_volume) virStorageVolPtr old = NULL;
    OWNED(drop_volume) virStorageVolPtr made = NULL;
    struct volume_spec spec = { .name = name, .format = "raw", .mode = "0600", .bytes = 512 };
    enum fault_code rc = pool_open(v, pool_name, &pool);
    if (!rc)
        rc = look_up(v, pool, name, &old);
    if (!rc && old) /* of one who died */
        rc = delete (v, old);
    int64_t before = clock_now();
    if (!rc)
        rc = create(v, pool, &spec, &made);
    if (rc)
        return rc;
    int64_t after = clock_now();
    OWNED(drop_text) char *xml = virStorageVolGetXMLDesc(made, 0);
    int64_t theirs =
        time_of(xml ? xml_find(v->arena, xml, "/volume/target/timestamps/mtime") : NULL);
    rc = delete (v, made);
    if (!rc && !theirs)
        rc = fail(v->fault, FAULT_UPSTREAM, T("the node does not say when a volume was made"));
    *ahead_ms = (theirs - before - (after - before) / 2) / 1000;
    return rc;
}

enum fault_code virt_volume_exists(struct virt *v, const char *pool_name, const char *name,
                                   bool *out)
{
    OWNED(drop_pool) virStoragePoolPtr pool = NULL;
    OWNED(drop_volume) virStorageVolPtr vol = NULL;
    enum fault_code rc = pool_open(v, pool_name, &pool);
    if (!rc)
        rc = look_up(v, pool, name, &vol);
    *out = vol != NULL;
    return rc;
}

/* A running machine that has the old bytes open sees the new ones: no second file. */
static enum fault_code reuse(struct virt *v, virStorageVolPtr *vol, size_t len)
{
    virStorageVolInfo info;
    if (!*vol)
        return FAULT_OK;
    if (virStorageVolGetInfo(*vol, &info) == 0 && info.capacity == len)
        return FAULT_OK;
    enum fault_code rc = delete (v, *vol);
    drop_volume(vol);
    *vol = NULL;
    return rc;
}

enum fault_code volume_write(struct virt *v, const char *pool_name, const char *name,
                             const char *data, size_t len)
{
    OWNED(drop_pool) virStoragePoolPtr pool = NULL;
    OWNED(drop_volume) virStorageVolPtr vol = NULL;
    struct volume_spec spec = {
        .name = name, .format = "raw", .mode = "0600", .bytes = (int64_t)len
    };
    enum fault_code rc = pool_open(v, pool_name, &pool);
    if (!rc)
        rc = look_up(v, pool, name, &vol);
    if (!rc)
        rc = reuse(v, &vol, len);
    if (!rc && !vol)
        rc = create(v, pool, &spec, &vol);
    if (rc)
        return rc;
    OWNED(drop_stream) virStreamPtr stream = virStreamNew(v->conn, 0);
    if (!stream || virStorageVolUpload(vol, stream, 0, len, 0) < 0 ||
        !send_all(stream, data, len) || !stream_end(&stream))
        return broken(v, vol);
    return FAULT_OK;
}
