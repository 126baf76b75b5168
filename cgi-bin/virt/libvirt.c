/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The connection. There is no event loop: libvirt's keepalive needs one that a
 * second thread runs (a waiting call serves no timer, seen with 9.0), and a
 * client that registers one and does not run it is hung up on after 30 s, since
 * it answers no ping. Without one libvirtd sends none. So each call first asks
 * something small, and connects anew where libvirtd has been started again; a
 * call that hangs with its libvirtd hangs until the keeper ends the worker.
 */
#include <signal.h>
#include <string.h>
#include "virt/link.h"
#include "virt/xml.h"

/* libvirt prints each error on standard error unless somebody takes it. */
static void on_error(void *ctx, virErrorPtr error)
{
    (void)ctx;
    (void)error;
}

static void link_close(struct virt *v)
{
    if (v->conn)
        virConnectClose(v->conn);
    v->conn = NULL;
}

static enum fault_code link_open(struct virt *v)
{
    v->conn = virConnectOpen(v->uri);
    if (!v->conn)
        return fail(v->fault, FAULT_UPSTREAM, T("the node does not answer: %s"), virt_why(v));
    return FAULT_OK;
}

enum fault_code virt_open(const struct virt_conf *conf, struct virt **out)
{
    if (strlen(conf->inst) != 2)
        bug("an installation has two characters, not '%s'", conf->inst);
    struct virt *v = arena_alloc(conf->arena, sizeof(*v));
    v->uri = arena_strdup(conf->arena, conf->uri);
    v->inst = arena_strdup(conf->arena, conf->inst);
    v->arena = conf->arena;
    v->fault = conf->fault;
    virSetErrorFunc(NULL, on_error);
    (void)signal(SIGPIPE, SIG_IGN); /* a libvirtd that hung up must be an error, not the end */
    enum fault_code rc = link_open(v);
    if (!rc)
        *out = v;
    return rc;
}

void virt_close(struct virt **v)
{
    if (*v)
        link_close(*v);
    *v = NULL;
}

void virt_use(struct virt *v, struct arena *a, struct fault *f)
{
    v->arena = a;
    v->fault = f;
}

/* One that is listened to is never made anew here: its events would be missed unnoticed. */
enum fault_code virt_link(struct virt *v)
{
    unsigned long version = 0;
    if (v->conn && virConnectGetLibVersion(v->conn, &version) == 0)
        return FAULT_OK;
    if (v->events)
        return fail(v->fault, FAULT_UPSTREAM, T("the node does not answer: %s"), virt_why(v));
    link_close(v);
    return link_open(v);
}

enum fault_code virt_alive(struct virt *v)
{
    return virt_link(v);
}

bool virt_error_is(int code)
{
    return virGetLastErrorCode() == code;
}

static bool begins_path(const char *text, const char *at)
{
    return *at == '/' && (at == text || strchr(" '\"(=:", at[-1]));
}

const char *virt_why(const struct virt *v)
{
    const char *text = virGetLastErrorMessage();
    char *out = arena_strdup(v->arena, text);
    size_t n = 0;
    for (const char *p = text; *p; p++) {
        if (begins_path(text, p)) {
            size_t len = strcspn(p, " '\",:;)\n");
            while (len > 1 && p[len - 1] != '/')
                len--;
            p += len;
        }
        if (!*p)
            break;
        out[n++] = *p;
        if (*p == '\n')
            out[n - 1] = ' ';
    }
    out[n] = '\0';
    return out;
}

bool virt_owns(const struct virt *v, const char *name)
{
    return name && !strncmp(name, "ht", 2) && !strncmp(name + 2, v->inst, 2) && name[4] == '-' &&
           name[5];
}

void virt_must_own(const struct virt *v, const char *name)
{
    if (!virt_owns(v, name))
        bug("'%s' is not of installation %s", name, v->inst);
}

static int64_t stat_bytes(const virNodeMemoryStats *stats, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (!strcmp(stats[i].field, name) && stats[i].value <= INT64_MAX / 1024)
            return (int64_t)stats[i].value * 1024;
    return 0;
}

/* The page cache counts as free: the kernel gives it up when asked. */
int virt_memory(virConnectPtr conn, struct node_facts *out)
{
    virNodeMemoryStats stats[16];
    int count = 0;
    int all = VIR_NODE_MEMORY_STATS_ALL_CELLS;
    if (virNodeGetMemoryStats(conn, all, NULL, &count, 0) < 0)
        return -1;
    if (count > (int)countof(stats))
        count = (int)countof(stats);
    if (virNodeGetMemoryStats(conn, all, stats, &count, 0) < 0)
        return -1;
    out->memory = stat_bytes(stats, count, VIR_NODE_MEMORY_STATS_TOTAL);
    out->memory_free = stat_bytes(stats, count, VIR_NODE_MEMORY_STATS_FREE) +
                       stat_bytes(stats, count, VIR_NODE_MEMORY_STATS_BUFFERS) +
                       stat_bytes(stats, count, VIR_NODE_MEMORY_STATS_CACHED);
    return 0;
}

static char *dotted(struct arena *a, unsigned long version)
{
    return arena_printf(a, "%lu.%lu.%lu", version / 1000000, version / 1000 % 1000, version % 1000);
}

enum fault_code virt_facts(struct virt *v, struct node_facts *out)
{
    virNodeInfo info;
    unsigned long lib = 0;
    unsigned long hypervisor = 0;
    enum fault_code rc = virt_link(v);
    if (rc)
        return rc;
    OWNED(drop_text) char *host = virConnectGetHostname(v->conn);
    const char *type = virConnectGetType(v->conn);
    if (!host || !type || virNodeGetInfo(v->conn, &info) < 0 ||
        virConnectGetLibVersion(v->conn, &lib) < 0 ||
        virConnectGetVersion(v->conn, &hypervisor) < 0 || virt_memory(v->conn, out) < 0)
        return fail(v->fault, FAULT_UPSTREAM, T("the node does not say what it is: %s"),
                    virt_why(v));
    out->cpus = (int64_t)info.cpus;
    out->version = arena_printf(v->arena, "libvirt %s, %s %s", dotted(v->arena, lib), type,
                                dotted(v->arena, hypervisor));
    out->hostname = arena_strdup(v->arena, host);
    return FAULT_OK;
}

enum fault_code virt_guard(struct virt *v, struct node_guard *out)
{
    static const char *const known[] = { "apparmor", "selinux", "dac" };
    const char *models = "";
    enum fault_code rc = virt_link(v);
    if (rc)
        return rc;
    OWNED(drop_text) char *xml = virConnectGetCapabilities(v->conn);
    if (!xml)
        return fail(v->fault, FAULT_UPSTREAM, T("the node does not say what it can do: %s"),
                    virt_why(v));
    for (size_t i = 0; i < countof(known); i++) {
        const char *path =
            arena_printf(v->arena, "/capabilities/host/secmodel[model='%s']/model", known[i]);
        if (xml_find(v->arena, xml, path))
            models = arena_printf(v->arena, "%s%s%s", models, *models ? " " : "", known[i]);
    }
    const char *label =
        xml_find(v->arena, xml, "/capabilities/host/secmodel[model='dac']/baselabel[@type='kvm']");
    *out = (struct node_guard){ models, label ? label : "" };
    return FAULT_OK;
}
