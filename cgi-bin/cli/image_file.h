/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an image's first bytes may say. Told formats are held to; nothing is ever
 * found out by a tool that would follow what the file names (IMG-01..07).
 */
#pragma once
#include <stdint.h>
#include "base/fault.h"

enum image_limits {
    IMAGE_HEAD = 64 * 1024, /* as much of a qcow2's header area as is read */
    IMAGE_L1_MAX = 32 * 1024 * 1024,
};
#define IMAGE_VIRTUAL_MAX ((int64_t)16 << 40)

/* *virtual_size: of the disk that a machine would see. `format` is "raw" or "qcow2". */
enum fault_code image_file_check(struct fault *f, int fd, int64_t bytes, const char *format,
                                 int64_t *virtual_size) MUST_CHECK;
