/* SPDX-License-Identifier: Apache-2.0 */
/*
 * IMG-01, -02, -03, -07: headers of images, each spoilt in one way. The sound
 * ones come first, so that a refusal means what was spoilt.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours is a function */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "base/file.h"
#include "cli/image_file.h"
#include "db/db.h"

enum { SIZE = 1 << 20, CLUSTER_BITS = 16, CLUSTER = 1 << CLUSTER_BITS };
#define VIRTUAL ((int64_t)2 << 30)

/* The list of queries, which the linker makes of what it takes, is never without one. */
QUERY(never_run, DB_OWNER, "SELECT 1");

static unsigned char bytes[SIZE];

static void put(size_t at, uint64_t n, int len)
{
    for (int i = len; i-- > 0; n >>= 8)
        bytes[at + (size_t)i] = (unsigned char)n;
}

static void begin_raw(void)
{
    memset(bytes, 0, sizeof(bytes));
    memcpy(bytes + 510, "\x55\xaa", 2);
}

static void begin_qcow2(unsigned version)
{
    memset(bytes, 0, sizeof(bytes));
    memcpy(bytes, "QFI\xfb", 4);
    put(4, version, 4);
    put(20, CLUSTER_BITS, 4);
    put(24, (uint64_t)VIRTUAL, 8);
    put(36, 4, 4);           /* entries of the first table, each for 512 MiB */
    put(40, 3 * CLUSTER, 8); /* where it lies */
    put(48, 1 * CLUSTER, 8); /* the reference table */
    put(56, 1, 4);           /* and its clusters */
    put(96, version == 3 ? 4 : 0, 4);
    put(100, version == 3 ? 104 : 0, 4);
}

static enum fault_code check(const char *format, int64_t size, int64_t *virtual_size)
{
    struct fault f;
    OWNED(file_close) int fd = memfd_create("image", MFD_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, (size_t)size), size);
    fault_clear(&f);
    enum fault_code rc = image_file_check(&f, fd, size, format, virtual_size);
    if (rc)
        assert_string_equal(f.field, "file");
    return rc;
}

static void sound(const char *format, int64_t expected)
{
    int64_t virtual_size = 0;
    assert_int_equal(check(format, SIZE, &virtual_size), FAULT_OK);
    assert_int_equal(virtual_size, expected);
}

static void refused(const char *format)
{
    int64_t virtual_size = 0;
    assert_int_equal(check(format, SIZE, &virtual_size), FAULT_INVALID);
}

static void raw_disks(void **state)
{
    (void)state;
    begin_raw();
    sound("raw", SIZE);
    int64_t virtual_size = 0;
    assert_int_equal(check("raw", 0, &virtual_size), FAULT_INVALID);
    assert_int_equal(check("raw", 1000, &virtual_size), FAULT_INVALID);
    assert_int_equal(check("raw", 512, &virtual_size), FAULT_OK);
}

/* IMG-03, IMG-04: what a later reader could take for another format. */
static void other_formats_are_not_raw(void **state)
{
    static const struct {
        size_t at;
        const char *mark;
        size_t len;
    } marks[] = {
        { 0, "QFI\xfb", 4 },
        { 0, "QED", 4 },
        { 0, "KDMV", 4 },
        { 0, "COWD", 4 },
        { 0, "# Disk DescriptorFile", 21 },
        { 0, "conectix", 8 },
        { SIZE - 512, "conectix", 8 },
        { SIZE - 511, "conectix", 8 },
        { 0, "vhdxfile", 8 },
        { 64, "\x7f\x10\xda\xbe", 4 },
        { SIZE - 512, "koly", 4 },
        { 0, "WithoutFreeSpace", 16 },
        { 0, "LUKS\xba\xbe", 6 },
    };
    (void)state;
    for (size_t i = 0; i < countof(marks); i++) {
        begin_raw();
        memcpy(bytes + marks[i].at, marks[i].mark, marks[i].len);
        refused("raw");
    }
    begin_raw();
    refused("qcow2");
}

struct spoil {
    const char *what;
    size_t at;
    uint64_t n;
    int len;
};

static void each_spoilt(unsigned version, const struct spoil *s, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        begin_qcow2(version);
        put(s[i].at, s[i].n, s[i].len);
        int64_t virtual_size = 0;
        if (check("qcow2", SIZE, &virtual_size) != FAULT_INVALID)
            print_error("let in: %s\n", s[i].what);
        refused("qcow2");
    }
}

static const struct spoil both[] = {
    { "version 1", 4, 1, 4 },
    { "version 4", 4, 4, 4 },
    { "a backing file", 8, 512, 8 },
    { "a backing file's length", 16, 9, 4 },
    { "clusters of 256 bytes", 20, 8, 4 },
    { "clusters of 4 MiB", 20, 22, 4 },
    { "clusters beyond a shift", 20, 200, 4 },
    { "no size", 24, 0, 8 },
    { "8 EiB", 24, UINT64_C(1) << 63, 8 },
    { "16 TiB and a sector", 24, (UINT64_C(1) << 44) + 512, 8 },
    { "half a sector", 24, VIRTUAL + 256, 8 },
    { "encryption", 32, 2, 4 },
    { "no first table", 36, 0, 4 },
    { "a first table too short", 36, 3, 4 },
    { "a first table that is huge", 36, UINT32_MAX, 4 },
    { "a first table in the header", 40, 0, 8 },
    { "a first table aslant", 40, 3 * CLUSTER + 8, 8 },
    { "a first table behind the end", 40, SIZE, 8 },
    { "a first table far behind it", 40, UINT64_C(1) << 62, 8 },
    { "no reference table", 48, 0, 8 },
    { "a reference table behind the end", 48, SIZE, 8 },
    { "reference clusters without end", 56, UINT32_MAX, 4 },
    { "snapshots", 60, 1, 4 },
};
static const struct spoil of_version_3[] = {
    { "a dirty mark", 72, 1, 8 },
    { "a data file", 72, 4, 8 },
    { "another compression", 72, 8, 8 },
    { "an unknown feature", 72, UINT64_C(1) << 60, 8 },
    { "bitmaps", 88, 1, 8 },
    { "a raw data file's mark", 88, 2, 8 },
    { "odd reference counts", 96, 7, 4 },
    { "a short header", 100, 72, 4 },
    { "an odd header", 100, 105, 4 },
    { "a header of 4 GiB", 100, UINT32_MAX, 4 },
    { "a data file's name", 104, 0x44415441, 4 },
    { "a backing format", 104, 0xe2792aca, 4 },
    { "encryption's extension", 104, 0x0537be77, 4 },
    { "an unknown extension", 104, 0x12345678, 4 },
};

/* IMG-01, IMG-02, IMG-07: other files, sizes and tables beyond the limits. */
static void qcow2_is_plain_or_refused(void **state)
{
    (void)state;
    begin_qcow2(2);
    sound("qcow2", VIRTUAL);
    begin_qcow2(3);
    sound("qcow2", VIRTUAL);
    each_spoilt(2, both, countof(both));
    each_spoilt(3, both, countof(both));
    each_spoilt(3, of_version_3, countof(of_version_3));
}

/* IMG-05: what extensions may hold, where they end. */
static void extensions_stay_in_the_header(void **state)
{
    (void)state;
    begin_qcow2(3);
    put(104, 0x6803f857, 4); /* names of features */
    put(108, 96, 4);
    sound("qcow2", VIRTUAL);
    put(108, UINT32_MAX, 4);
    refused("qcow2");
    put(108, CLUSTER, 4);
    refused("qcow2");
    for (size_t at = 104; at + 8 <= CLUSTER; at += 8)
        put(at, 0x6803f857, 4), put(at + 4, 0, 4);
    refused("qcow2");
}

static void a_short_file_is_refused(void **state)
{
    int64_t virtual_size = 0;
    (void)state;
    begin_qcow2(3);
    assert_int_equal(check("qcow2", 100, &virtual_size), FAULT_INVALID);
    assert_int_equal(check("qcow2", 512, &virtual_size), FAULT_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(raw_disks),
        cmocka_unit_test(other_formats_are_not_raw),
        cmocka_unit_test(qcow2_is_plain_or_refused),
        cmocka_unit_test(extensions_stay_in_the_header),
        cmocka_unit_test(a_short_file_is_refused),
    };
    return cmocka_run_group_tests_name("cli_image", tests, NULL, NULL);
}
