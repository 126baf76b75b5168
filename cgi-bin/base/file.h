/* SPDX-License-Identifier: Apache-2.0 */
/* Whole small files, and the SHA-256 of large ones. Paths are ours, never a client's. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include "base/fault.h"

/* Reads at most max bytes of a regular file (a symbolic link is refused); terminated. */
enum fault_code file_read(struct fault *f, struct arena *a, const char *path, size_t max,
                          char **out) MUST_CHECK;
/* The same of bytes that are no text. */
enum fault_code file_read_bytes(struct fault *f, struct arena *a, const char *path, size_t max,
                                char **out, size_t *len) MUST_CHECK;
/* Temporary name, fsync, rename: the file is whole or not there. */
enum fault_code file_write(struct fault *f, struct arena *a, const char *path, mode_t mode,
                           const char *data, size_t len) MUST_CHECK;
/* Names of a directory's entries that `wanted` takes, sorted. */
enum fault_code file_list(struct fault *f, struct arena *a, const char *dir,
                          bool (*wanted)(const char *name), const char *const **names,
                          size_t *count) MUST_CHECK;
/* 64 hex characters and the size of a regular file that is already open. */
enum fault_code file_sha256(struct fault *f, int fd, char hex[65], int64_t *bytes) MUST_CHECK;
/* Opens a regular file for reading, links refused. */
enum fault_code file_open(struct fault *f, const char *path, int *fd) MUST_CHECK;
void file_close(int *fd);
