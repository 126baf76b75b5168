/* SPDX-License-Identifier: Apache-2.0 */
/* Files that others could have swapped are opened first and looked at after. */
#include "base/file.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void file_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

enum fault_code file_open(struct fault *f, const char *path, int *fd)
{
    struct stat st;
    *fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (*fd < 0)
        return fail(f, errno == ENOENT ? FAULT_MISSING : FAULT_INVALID, T("Cannot open %s: %s."),
                    path, strerror(errno));
    if (fstat(*fd, &st) || !S_ISREG(st.st_mode)) {
        file_close(fd);
        return fail(f, FAULT_INVALID, T("%s is not a regular file."), path);
    }
    return FAULT_OK;
}

/* A file that says its size is read into a place of that size. */
static size_t room_for(int fd, size_t max)
{
    struct stat st;
    return !fstat(fd, &st) && st.st_size > 0 && (size_t)st.st_size < max ? (size_t)st.st_size : max;
}

enum fault_code file_read_bytes(struct fault *f, struct arena *a, const char *path, size_t max,
                                char **out, size_t *len)
{
    OWNED(file_close) int fd = -1;
    enum fault_code rc = file_open(f, path, &fd);
    if (rc)
        return rc;
    size_t room = room_for(fd, max);
    char *buf = arena_alloc(a, room + 1);
    *len = 0;
    for (;;) {
        ssize_t n = read(fd, buf + *len, room + 1 - *len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail(f, FAULT_INVALID, T("Cannot read %s: %s."), path, strerror(errno));
        if (!n)
            break;
        *len += (size_t)n;
        if (*len > room)
            return fail(f, FAULT_TOO_LARGE, T("%s is too large."), path);
    }
    buf[*len] = '\0';
    *out = buf;
    return FAULT_OK;
}

enum fault_code file_read(struct fault *f, struct arena *a, const char *path, size_t max,
                          char **out)
{
    size_t len = 0;
    return file_read_bytes(f, a, path, max, out, &len);
}

static bool write_all(int fd, const char *data, size_t len)
{
    while (len) {
        ssize_t n = write(fd, data, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        data += n;
        len -= (size_t)n;
    }
    return true;
}

enum fault_code file_write(struct fault *f, struct arena *a, const char *path, mode_t mode,
                           const char *data, size_t len)
{
    const char *tmp = arena_printf(a, "%s.%d.part", path, (int)getpid());
    OWNED(file_close)
    int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, mode);
    if (fd < 0)
        return fail(f, FAULT_UPSTREAM, T("Cannot write %s: %s."), tmp, strerror(errno));
    if (!write_all(fd, data, len) || fsync(fd) || rename(tmp, path)) {
        int why = errno;
        unlink(tmp);
        return fail(f, FAULT_UPSTREAM, T("Cannot write %s: %s."), path, strerror(why));
    }
    return FAULT_OK;
}

enum fault_code file_sha256(struct fault *f, int fd, char hex[65], int64_t *bytes)
{
    crypto_hash_sha256_state state;
    unsigned char buf[65536];
    unsigned char sum[crypto_hash_sha256_BYTES];
    *bytes = 0;
    crypto_hash_sha256_init(&state);
    for (;;) {
        ssize_t n = pread(fd, buf, sizeof(buf), *bytes);
        if (n < 0)
            return fail(f, FAULT_UPSTREAM, T("Cannot read a file: %s."), strerror(errno));
        if (!n)
            break;
        crypto_hash_sha256_update(&state, buf, (unsigned long long)n);
        *bytes += n;
    }
    crypto_hash_sha256_final(&state, sum);
    sodium_bin2hex(hex, 65, sum, sizeof(sum));
    return FAULT_OK;
}

enum fault_code file_list(struct fault *f, struct arena *a, const char *dir,
                          bool (*wanted)(const char *name), const char *const **names,
                          size_t *count)
{
    struct dirent **entries = NULL;
    int all = scandir(dir, &entries, NULL, alphasort);
    if (all < 0)
        return fail(f, FAULT_MISSING, T("Cannot read the directory %s: %s."), dir, strerror(errno));
    const char **out = arena_array(a, (size_t)all + 1, sizeof(*out));
    *count = 0;
    for (int i = 0; i < all; i++) {
        if (wanted(entries[i]->d_name))
            out[(*count)++] = arena_strdup(a, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    *names = out;
    return FAULT_OK;
}
