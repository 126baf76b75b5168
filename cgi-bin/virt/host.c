/* SPDX-License-Identifier: Apache-2.0 */
#include "virt/host.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/file.h"

enum { NAME = 16, UPLINKS = 8, PROC_MAX = 1024 * 1024 };

struct uplinks {
    char name[UPLINKS][NAME];
    int count;
};

static bool is_uplink(const struct uplinks *u, const char *name, size_t len)
{
    for (int i = 0; i < u->count; i++)
        if (strlen(u->name[i]) == len && !strncmp(u->name[i], name, len))
            return true;
    return false;
}

static void uplink_add(struct uplinks *u, const char *name)
{
    if (u->count < UPLINKS && strcmp(name, "lo") && strlen(name) < NAME &&
        !is_uplink(u, name, strlen(name)))
        snprintf(u->name[u->count++], NAME, "%s", name);
}

static const char *next_line(const char *text)
{
    const char *end = strchr(text, '\n');
    return end ? end + 1 : text + strlen(text);
}

/* "eth0 00000000 ..."; "00000000000000000000000000000000 00 ... eth0" */
static void find_uplinks(struct uplinks *u, const char *route, const char *route6)
{
    char name[64];
    char to[64];
    char prefix[8];
    for (; *route; route = next_line(route))
        if (sscanf(route, "%63s %63s", name, to) == 2 && !strcmp(to, "00000000"))
            uplink_add(u, name);
    for (; *route6; route6 = next_line(route6))
        if (sscanf(route6, "%63s %7s %*s %*s %*s %*s %*s %*s %*s %63s", to, prefix, name) == 3 &&
            strspn(to, "0") == 32 && !strcmp(prefix, "00"))
            uplink_add(u, name);
}

/* A line of /proc/net/dev behind its name: eight counters in, eight out. */
enum { IN_BYTES, IN_PACKETS, IN_DROPS = 3, OUT_BYTES = 8, OUT_PACKETS, OUT_DROPS = 11, COUNTERS };

static bool read_counters(const char *s, int64_t n[COUNTERS])
{
    for (int i = 0; i < COUNTERS; i++) {
        char *end = NULL;
        n[i] = strtoll(s, &end, 10);
        if (end == s)
            return false;
        s = end;
    }
    return true;
}

void uplink_read(const char *route, const char *route6, const char *dev, struct nic_stats *out)
{
    struct uplinks u = { .count = 0 };
    *out =
        (struct nic_stats){ VIRT_UNKNOWN, VIRT_UNKNOWN, VIRT_UNKNOWN, VIRT_UNKNOWN, VIRT_UNKNOWN };
    find_uplinks(&u, route, route6);
    for (; *dev; dev = next_line(dev)) {
        int64_t n[COUNTERS];
        const char *name = dev + strspn(dev, " ");
        size_t len = strcspn(name, ":\n");
        if (name[len] != ':' || !is_uplink(&u, name, len) || !read_counters(name + len + 1, n))
            continue;
        if (out->in_bytes == VIRT_UNKNOWN)
            *out = (struct nic_stats){ 0 };
        out->in_bytes += n[IN_BYTES];
        out->in_packets += n[IN_PACKETS];
        out->out_bytes += n[OUT_BYTES];
        out->out_packets += n[OUT_PACKETS];
        out->drops += n[IN_DROPS] + n[OUT_DROPS];
    }
}

static const char *proc(struct arena *a, const char *path)
{
    struct fault f;
    char *text = NULL;
    return file_read(&f, a, path, PROC_MAX, &text) ? "" : text;
}

void host_read(struct arena *a, bool is_this_host, struct host_stats *out)
{
    out->load_thousandths = VIRT_UNKNOWN;
    if (!is_this_host) {
        uplink_read("", "", "", &out->uplink);
        return;
    }
    const char *load = proc(a, "/proc/loadavg");
    if (*load)
        out->load_thousandths = (int64_t)(strtod(load, NULL) * 1000);
    uplink_read(proc(a, "/proc/net/route"), proc(a, "/proc/net/ipv6_route"),
                proc(a, "/proc/net/dev"), &out->uplink);
}
