/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The check of an image's header. A raw file that carries another format's mark
 * is refused, since a later reader could take it for that; of qcow2 only the
 * plain form is let in: no other file named, no encryption, nothing unknown.
 */
#include "cli/image_file.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

struct mark {
    const char *name;
    int64_t at; /* from the start; negative: from the end */
    const char *bytes;
    size_t len;
};
#define MARK(name, at, bytes)                                                                      \
    {                                                                                              \
        name, at, bytes, sizeof(bytes) - 1                                                         \
    }

static const struct mark marks[] = {
    MARK("qcow2", 0, "QFI\xfb"),
    MARK("QED", 0, "QED\0"),
    MARK("VMDK", 0, "KDMV"),
    MARK("VMDK", 0, "COWD"),
    MARK("VMDK", 0, "# Disk Desc"),
    MARK("VHD", 0, "conectix"),
    MARK("VHD", -512, "conectix"),
    MARK("VHD", -511, "conectix"),
    MARK("VHDX", 0, "vhdxfile"),
    MARK("VDI", 64, "\x7f\x10\xda\xbe"),
    MARK("DMG", -512, "koly"),
    MARK("Parallels", 0, "WithoutFreeSpace"),
    MARK("Parallels", 0, "WithouFreSpacExt"),
    MARK("Bochs", 0, "Bochs Virtual HD Image"),
    MARK("LUKS", 0, "LUKS\xba\xbe"),
};

static uint64_t big(const unsigned char *p, int bytes)
{
    uint64_t n = 0;
    for (int i = 0; i < bytes; i++)
        n = n << 8 | p[i];
    return n;
}

/* As much of it as there is. */
static enum fault_code read_at(struct fault *f, int fd, int64_t at, void *buf, size_t want,
                               size_t *got)
{
    *got = 0;
    while (*got < want) {
        ssize_t n = pread(fd, (char *)buf + *got, want - *got, at + (int64_t)*got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail(f, FAULT_UPSTREAM, T("The image cannot be read: %s."), strerror(errno));
        if (!n)
            break;
        *got += (size_t)n;
    }
    return FAULT_OK;
}

static enum fault_code refuse(struct fault *f, const char *why)
{
    return fail_field(f, FAULT_INVALID, "file", "%s", why);
}

static enum fault_code check_raw(struct fault *f, int fd, int64_t bytes)
{
    if (bytes % 512)
        return refuse(f, T("A raw disk is a whole number of 512-byte sectors."));
    for (size_t i = 0; i < countof(marks); i++) {
        char there[32];
        size_t got = 0;
        int64_t at = marks[i].at < 0 ? bytes + marks[i].at : marks[i].at;
        enum fault_code rc = read_at(f, fd, at, there, marks[i].len, &got);
        if (rc)
            return rc;
        if (got == marks[i].len && !memcmp(there, marks[i].bytes, got))
            return fail_field(f, FAULT_INVALID, "file",
                              T("This is no raw disk: it has the mark of %s."), marks[i].name);
    }
    return FAULT_OK;
}

/* Offsets of the header that we look at; numbers are big-endian. */
enum qcow2 {
    Q_VERSION = 4,
    Q_BACKING_AT = 8,
    Q_BACKING_LEN = 16,
    Q_CLUSTER_BITS = 20,
    Q_SIZE = 24,
    Q_CRYPT = 32,
    Q_L1_ENTRIES = 36,
    Q_L1_AT = 40,
    Q_REFCOUNT_AT = 48,
    Q_REFCOUNT_CLUSTERS = 56,
    Q_SNAPSHOTS = 60,
    Q_END_OF_2 = 72,
    Q_INCOMPATIBLE = 72,
    Q_AUTOCLEAR = 88,
    Q_REFCOUNT_ORDER = 96,
    Q_HEADER_LEN = 100,
    Q_END_OF_3 = 104,
};

enum { EXTENSION_END = 0, EXTENSION_FEATURE_NAMES = 0x6803f857 };

/* Each is its type, its length and its bytes, filled up to eight. */
static enum fault_code check_extensions(struct fault *f, const unsigned char *head, size_t from,
                                        size_t end)
{
    while (from + 8 <= end) {
        uint64_t type = big(head + from, 4);
        uint64_t len = big(head + from + 4, 4);
        if (type == EXTENSION_END)
            return FAULT_OK;
        if (type != EXTENSION_FEATURE_NAMES)
            return refuse(f, T("The qcow2 header has an extension that is not let in."));
        if (len > end - from - 8)
            break;
        from += 8 + ((size_t)len + 7) / 8 * 8;
    }
    return refuse(f, T("The qcow2 header's extensions do not end."));
}

static const char *tables_wrong(const unsigned char *head, int64_t bytes, int bits)
{
    uint64_t cluster = UINT64_C(1) << bits;
    uint64_t size = big(head + Q_SIZE, 8);
    uint64_t l1 = big(head + Q_L1_ENTRIES, 4);
    uint64_t l1_at = big(head + Q_L1_AT, 8);
    uint64_t refs = big(head + Q_REFCOUNT_CLUSTERS, 4);
    uint64_t refs_at = big(head + Q_REFCOUNT_AT, 8);
    uint64_t covered = cluster * (cluster / 8); /* by one entry of the first table */
    if (!size || size > (uint64_t)IMAGE_VIRTUAL_MAX || size % 512)
        return T("The qcow2's size is zero, odd, or more than 16 TB.");
    if (l1 * 8 > IMAGE_L1_MAX || l1 < (size + covered - 1) / covered || l1_at % cluster ||
        l1_at < cluster || l1_at > (uint64_t)bytes || l1 * 8 > (uint64_t)bytes - l1_at)
        return T("The qcow2's first table lies outside the file or is too large.");
    if (!refs || refs * cluster > IMAGE_L1_MAX || refs_at % cluster || refs_at < cluster ||
        refs_at > (uint64_t)bytes || refs * cluster > (uint64_t)bytes - refs_at)
        return T("The qcow2's reference table lies outside the file or is too large.");
    return NULL;
}

static const char *header_wrong(const unsigned char *head)
{
    uint64_t version = big(head + Q_VERSION, 4);
    uint64_t bits = big(head + Q_CLUSTER_BITS, 4);
    if (version != 2 && version != 3)
        return T("The qcow2 is of a version other than 2 and 3.");
    if (big(head + Q_BACKING_AT, 8) || big(head + Q_BACKING_LEN, 4))
        return T("The qcow2 names a backing file.");
    if (big(head + Q_CRYPT, 4))
        return T("The qcow2 is encrypted.");
    if (big(head + Q_SNAPSHOTS, 4))
        return T("The qcow2 holds snapshots.");
    if (bits < 9 || bits > 21)
        return T("The qcow2's clusters have an odd size.");
    if (version == 2)
        return NULL;
    if (big(head + Q_INCOMPATIBLE, 8))
        return T("The qcow2 needs features that are not let in, such as a data file.");
    if (big(head + Q_AUTOCLEAR, 8))
        return T("The qcow2 has bitmaps or other extras that are not let in.");
    if (big(head + Q_REFCOUNT_ORDER, 4) > 6)
        return T("The qcow2's reference counts have an odd size.");
    return NULL;
}

static enum fault_code check_qcow2(struct fault *f, int fd, int64_t bytes, int64_t *virtual_size)
{
    unsigned char head[IMAGE_HEAD] = { 0 };
    size_t got = 0;
    enum fault_code rc = read_at(f, fd, 0, head, sizeof(head), &got);
    if (rc)
        return rc;
    if (got < Q_END_OF_3 || memcmp(head, "QFI\xfb", 4))
        return refuse(f, T("This is no qcow2."));
    const char *wrong = header_wrong(head);
    int bits = (int)big(head + Q_CLUSTER_BITS, 4);
    if (!wrong)
        wrong = tables_wrong(head, bytes, bits);
    if (wrong)
        return refuse(f, wrong);
    size_t end = (size_t)1 << bits;
    size_t from = Q_END_OF_2;
    if (big(head + Q_VERSION, 4) == 3)
        from = (size_t)big(head + Q_HEADER_LEN, 4);
    if (from < (big(head + Q_VERSION, 4) == 3 ? Q_END_OF_3 : Q_END_OF_2) || from % 8 || from > 4096)
        return refuse(f, T("The qcow2's header has an odd length."));
    *virtual_size = (int64_t)big(head + Q_SIZE, 8);
    return check_extensions(f, head, from, end < got ? end : got);
}

enum fault_code image_file_check(struct fault *f, int fd, int64_t bytes, const char *format,
                                 int64_t *virtual_size)
{
    if (bytes < 512)
        return refuse(f, T("The image is empty."));
    *virtual_size = bytes;
    if (!strcmp(format, "qcow2"))
        return check_qcow2(f, fd, bytes, virtual_size);
    return check_raw(f, fd, bytes);
}
