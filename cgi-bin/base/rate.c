/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A slot is whose it is and the moment. It is found from its key on within NEAR places; one whose
 * moment has passed is anybody's. Two processes that take the same free slot at once see it: one of
 * them looks on, unless it is for the same key. Where all near ones are in use the request passes:
 * a limit is no lock.
 */
#include "base/rate.h"
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/file.h"

enum { SLOTS = 1 << 16, NEAR = 8 };
#define MINUTE INT64_C(60000000)

struct slot {
    _Atomic int64_t key;
    _Atomic int64_t paid_at;
};
struct rate {
    struct slot slot[SLOTS];
};

enum fault_code rate_open(struct fault *f, const char *path, struct rate **out)
{
    OWNED(file_close) int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0660);
    *out = NULL;
    if (fd < 0 || ftruncate(fd, (off_t)sizeof(struct rate)))
        return fail(f, FAULT_INVALID, T("Cannot open %s: %s."), path, strerror(errno));
    void *at = mmap(NULL, sizeof(struct rate), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED)
        return fail(f, FAULT_INVALID, T("Cannot open %s: %s."), path, strerror(errno));
    *out = at;
    return FAULT_OK;
}

/* A moment further ahead than any can be is of before the host was started. */
static bool is_past(int64_t paid_at, int64_t now)
{
    return paid_at <= now || paid_at > now + 2 * MINUTE;
}

static struct slot *slot_of(struct rate *r, int64_t key, int64_t now)
{
    uint64_t first = (uint64_t)key * UINT64_C(0x9E3779B97F4A7C15) >> 48;
    for (uint64_t i = 0; i < NEAR; i++) {
        struct slot *s = &r->slot[(first + i) % SLOTS];
        if (atomic_load(&s->key) == key)
            return s;
    }
    for (uint64_t i = 0; i < NEAR; i++) {
        struct slot *s = &r->slot[(first + i) % SLOTS];
        int64_t before = atomic_load(&s->key);
        bool found = before == key;
        if (!found && is_past(atomic_load(&s->paid_at), now))
            found = atomic_compare_exchange_strong(&s->key, &before, key) || before == key;
        if (found)
            return s;
    }
    return NULL;
}

bool rate_take(struct rate *r, int64_t key, int64_t most, int64_t now, struct rate_left *left)
{
    struct slot *s = slot_of(r, key, now);
    const int64_t each = MINUTE / most;
    *left = (struct rate_left){ .most = most, .remaining = most };
    if (!s)
        return true;
    int64_t paid_at = atomic_load(&s->paid_at);
    for (;;) {
        int64_t from = is_past(paid_at, now) ? now : paid_at;
        int64_t over = from + each - now - MINUTE;
        if (over > 0) {
            left->remaining = 0;
            left->retry_in = over / 1000000 + 1;
            left->full_in = (from - now) / 1000000 + 1;
            return false;
        }
        if (!atomic_compare_exchange_weak(&s->paid_at, &paid_at, from + each))
            continue;
        left->remaining = (now + MINUTE - from - each) / each;
        left->full_in = (from + each - now) / 1000000 + 1;
        return true;
    }
}
