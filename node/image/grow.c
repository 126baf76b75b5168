/* SPDX-License-Identifier: Apache-2.0 */
/*
 * grow: makes the root file system as large as the machine's disk, at every boot where the disk is
 * larger than it. First the root's entry in the disk's partition table (which must be the last
 * partition of an MBR), then the kernel's idea of it, then ext4, which grows while mounted and
 * leaves the new inode tables to be cleared later: a moment, whatever the size.
 * An interrupted run is finished by the next boot: each part is compared with the one below it.
 */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/blkpg.h>
#include <linux/fs.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define EXT4_RESIZE _IOW('f', 16, uint64_t)

enum {
    SECTOR = 512,
    ALIGN = 2048, /* sectors: partitions end on a whole MiB */
    TABLE_AT = 446,
    ENTRY_SIZE = 16,
    ENTRY_START = 8,
    ENTRY_LENGTH = 12,
    SUPERBLOCK_AT = 1024,
    SUPERBLOCK_MAGIC = 0xef53,
    SMALLEST_GROUP = 1024, /* blocks: a last group of less cannot hold its own tables */
};

struct root {
    char disk[280];
    char part[280];
    unsigned number;
    int disk_fd;
    int part_fd;
};

_Noreturn static void die(const char *what)
{
    fprintf(stderr, "grow: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* The rest of the line of /sys/dev/block/DEV/NAME that begins with KEY. */
static void sys_value(const char *dev, const char *name, const char *key, char *to, size_t size)
{
    char path[128];
    char line[256];
    snprintf(path, sizeof(path), "/sys/dev/block/%s/%s", dev, name);
    FILE *in = fopen(path, "re");
    if (!in)
        die(path);
    while (fgets(line, sizeof(line), in)) {
        line[strcspn(line, "\n")] = 0;
        if (strncmp(line, key, strlen(key)) == 0) {
            snprintf(to, size, "%s", line + strlen(key));
            fclose(in);
            return;
        }
    }
    errno = ENODATA;
    die(path);
}

static void find_root(struct root *root)
{
    struct stat st;
    char dev[64];
    char name[256];
    if (stat("/", &st) < 0)
        die("/");
    snprintf(dev, sizeof(dev), "%u:%u", major(st.st_dev), minor(st.st_dev));
    sys_value(dev, "partition", "", name, sizeof(name));
    root->number = (unsigned)strtoul(name, NULL, 10);
    sys_value(dev, "uevent", "DEVNAME=", name, sizeof(name));
    snprintf(root->part, sizeof(root->part), "/dev/%s", name);
    sys_value(dev, "../uevent", "DEVNAME=", name, sizeof(name));
    snprintf(root->disk, sizeof(root->disk), "/dev/%s", name);
    root->disk_fd = open(root->disk, O_RDWR | O_CLOEXEC);
    root->part_fd = open(root->part, O_RDONLY | O_CLOEXEC);
    if (root->disk_fd < 0 || root->part_fd < 0)
        die(root->disk);
    errno = EINVAL;
    if (root->number < 1 || root->number > 4)
        die("the root is on no primary partition");
}

static uint32_t load32(const unsigned char *at)
{
    uint32_t value = 0;
    memcpy(&value, at, sizeof(value));
    return le32toh(value);
}

static void store32(unsigned char *at, uint32_t value)
{
    value = htole32(value);
    memcpy(at, &value, sizeof(value));
}

static uint64_t size_of(int fd)
{
    uint64_t bytes = 0;
    if (ioctl(fd, BLKGETSIZE64, &bytes) < 0)
        die("the size of a device");
    return bytes;
}

static void tell_kernel(const struct root *root, uint64_t start, uint64_t length)
{
    struct blkpg_partition part = {
        .start = (long long)(start * SECTOR),
        .length = (long long)(length * SECTOR),
        .pno = (int)root->number,
    };
    struct blkpg_ioctl_arg arg = {
        .op = BLKPG_RESIZE_PARTITION,
        .datalen = sizeof(part),
        .data = &part,
    };
    if (ioctl(root->disk_fd, BLKPG, &arg) < 0)
        die("the kernel does not take the partition's new size");
}

static void grow_partition(const struct root *root)
{
    unsigned char mbr[SECTOR];
    if (pread(root->disk_fd, mbr, SECTOR, 0) != SECTOR)
        die(root->disk);
    unsigned char *entry = mbr + TABLE_AT + (size_t)ENTRY_SIZE * (root->number - 1);
    uint64_t start = load32(entry + ENTRY_START);
    uint64_t length = load32(entry + ENTRY_LENGTH);
    uint64_t end = size_of(root->disk_fd) / SECTOR / ALIGN * ALIGN;
    uint64_t room = end > start ? end - start : 0;
    if (room > UINT32_MAX)
        room = UINT32_MAX / ALIGN * ALIGN;
    if (mbr[510] == 0x55 && mbr[511] == 0xaa && start && room > length) {
        length = room;
        store32(entry + ENTRY_LENGTH, (uint32_t)length);
        if (pwrite(root->disk_fd, mbr, SECTOR, 0) != SECTOR || fsync(root->disk_fd) < 0)
            die("the partition table cannot be written");
    }
    if (size_of(root->part_fd) < length * SECTOR)
        tell_kernel(root, start, length);
}

static void grow_ext4(const struct root *root)
{
    unsigned char sb[1024];
    if (pread(root->part_fd, sb, sizeof(sb), SUPERBLOCK_AT) != (ssize_t)sizeof(sb))
        die("the superblock");
    errno = EINVAL;
    if ((load32(sb + 56) & 0xffff) != SUPERBLOCK_MAGIC)
        die("the root is not ext4");
    uint64_t size = UINT64_C(1024) << load32(sb + 24);
    uint64_t group = load32(sb + 32);
    uint64_t have = load32(sb + 4) | (uint64_t)load32(sb + 336) << 32;
    uint64_t want = size_of(root->part_fd) / size;
    if (want % group < SMALLEST_GROUP)
        want -= want % group;
    if (want <= have)
        return;
    int top = open("/", O_RDONLY | O_CLOEXEC);
    if (top < 0 || ioctl(top, EXT4_RESIZE, &want) < 0)
        die("the root cannot grow");
    close(top);
    printf("grow: the root has %llu MiB\n", (unsigned long long)(want * size >> 20));
}

int main(void)
{
    struct root root = { .number = 0 };
    find_root(&root);
    grow_partition(&root);
    grow_ext4(&root);
    return 0;
}
