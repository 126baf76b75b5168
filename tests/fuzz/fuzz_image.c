/* SPDX-License-Identifier: Apache-2.0 */
/* An image's header, as raw and as qcow2: what is taken as raw has no mark of another format, as
 * qcow2 no other file, and a size within bounds. */
#include <sys/mman.h>
#include <unistd.h>
#include "cli/image_file.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int fd = -1;
    struct fault f;
    int64_t virtual_size = 0;
    if (fd < 0)
        fd = memfd_create("image", MFD_CLOEXEC);
    /* the tables that a header names may lie beyond it */
    int64_t bytes = (int64_t)(size + 511) / 512 * 512 + (1 << 20);
    holds(!ftruncate(fd, 0) && !ftruncate(fd, bytes));
    holds(pwrite(fd, data, size, 0) == (ssize_t)size);
    fault_clear(&f);
    if (!image_file_check(&f, fd, bytes, "qcow2", &virtual_size)) {
        holds(size >= 16 && !memcmp(data, "QFI\xfb", 4) && !memcmp(data + 8, "\0\0\0\0\0\0\0", 8));
        holds(virtual_size > 0 && virtual_size <= IMAGE_VIRTUAL_MAX);
    }
    fault_clear(&f);
    if (!image_file_check(&f, fd, bytes, "raw", &virtual_size))
        holds(size < 4 || memcmp(data, "QFI\xfb", 4) != 0);
    return 0;
}
