/* SPDX-License-Identifier: Apache-2.0 */
/* The file: the first eight bytes of each one's BLAKE2b, big-endian, ascending. */
#include "base/common.h"
#include <fcntl.h>
#include <sodium.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include "base/file.h"

enum { ENTRY = 8, HASH = 32, LONGEST = 64, SHORTEST_CORE = 4, SHORT_PERIOD = 4 };

static const unsigned char *entries;
static size_t entry_count;

enum fault_code common_use(struct fault *f, const char *path)
{
    struct stat st;
    OWNED(file_close) int fd = -1;
    enum fault_code rc = file_open(f, path, &fd);
    if (rc)
        return rc;
    if (fstat(fd, &st) || st.st_size < ENTRY || st.st_size % ENTRY)
        return fail(f, FAULT_INVALID, T("%s is no list of passwords. Run make."), path);
    void *at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED)
        return fail(f, FAULT_BUG, "%s cannot be mapped", path);
    entries = at;
    entry_count = (size_t)st.st_size / ENTRY;
    return FAULT_OK;
}

static bool is_listed(const char *word, size_t len)
{
    unsigned char hash[HASH];
    size_t low = 0;
    crypto_generichash(hash, sizeof(hash), (const unsigned char *)word, len, NULL, 0);
    for (size_t high = entry_count; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (memcmp(entries + middle * ENTRY, hash, ENTRY) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < entry_count && !memcmp(entries + low * ENTRY, hash, ENTRY);
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* How long the part is that it says over and over; its own length if it does not. */
static size_t period_of(const char *s, size_t len)
{
    for (size_t p = 1; p <= len / 2; p++)
        if (len % p == 0 && !memcmp(s, s + p, len - p))
            return p;
    return len;
}

bool common_is(const char *password)
{
    char low[LONGEST];
    size_t len = strlen(password);
    if (len > sizeof(low)) /* nobody's list has such */
        return false;
    for (size_t i = 0; i < len; i++)
        low[i] = (char)(password[i] >= 'A' && password[i] <= 'Z' ? password[i] + 'a' - 'A'
                                                                 : password[i]);
    size_t period = period_of(low, len);
    size_t from = 0;
    size_t to = len;
    while (from < to && !is_letter(low[from]))
        from++;
    while (to > from && !is_letter(low[to - 1]))
        to--;
    bool common = period <= SHORT_PERIOD || is_listed(low, len) || is_listed(low, period) ||
                  (to - from >= SHORTEST_CORE && is_listed(low + from, to - from));
    sodium_memzero(low, sizeof(low));
    return common;
}
