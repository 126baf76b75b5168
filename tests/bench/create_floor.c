/* SPDX-License-Identifier: Apache-2.0 */
/*
 * create_floor make FIRST COUNT PROCESSES: makes COUNT machines with nothing but
 * libvirt's API and prints the milliseconds that took; of a single machine first
 * those of its parts: connection, overlay, seed, define, start. create_floor
 * remove FIRST COUNT PROCESSES takes them away. XML and seed are the panel's own
 * documents; ids begin with FIRST, far from the panel's. What a machine is made
 * of comes by the environment: see `value` below.
 */
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/secret.h"
#include "virt/virt.h"

enum { CHUNK = 128 * 1024 };

enum part { PART_OPEN, PART_DISK, PART_SEED, PART_DEFINE, PART_START, PARTS };

struct floor {
    virConnectPtr conn;
    virStoragePoolPtr pool;
    struct arena *arena;
    struct fault fault;
    int64_t since;
    int64_t took[PARTS];
};

static const char *value(const char *name)
{
    const char *s = getenv(name);
    if (!s || !*s)
        bug("%s is not set", name);
    return s;
}

static int64_t number(const char *s)
{
    return strtoll(s, NULL, 10);
}

static void must(bool good, const char *what)
{
    if (!good)
        bug("%s: %s", what, virGetLastErrorMessage());
}

static void must_be_ok(struct floor *f, enum fault_code rc)
{
    if (rc)
        bug("%s", fault_words(&f->fault, f->arena));
}

static void done(struct floor *f, enum part part)
{
    int64_t now = clock_monotonic();
    f->took[part] += now - f->since;
    f->since = now;
}

static void open_node(struct floor *f)
{
    *f = (struct floor){ .arena = arena_new(), .since = clock_monotonic() };
    f->conn = virConnectOpen(value("URI"));
    must(f->conn != NULL, "open");
    f->pool = virStoragePoolLookupByName(f->conn, value("POOL"));
    must(f->pool != NULL, "pool");
    done(f, PART_OPEN);
}

static void fill_nic(struct floor *f, int64_t id, struct virt_nic *nic)
{
    unsigned n = (unsigned)id;
    const char *inst = value("INST");
    *nic = (struct virt_nic){
        .mac = arena_printf(f->arena, "02:%02x:%02x:%02x:%02x:%02x", (unsigned char)inst[0],
                            (unsigned char)inst[1], n >> 16 & 0xff, n >> 8 & 0xff, n & 0xff),
        .tap = arena_printf(f->arena, "ht%s%lld-0", inst, (long long)id),
        .network = value("NETWORK"),
        .address = { { value("IPV4"), (int)number(value("PREFIX4")), value("GATEWAY4") },
                     { value("IPV6"), (int)number(value("PREFIX6")), value("GATEWAY6") } },
        .addresses = 2,
    };
}

static const char *disk_name(struct floor *f, int64_t id)
{
    return arena_printf(f->arena, "vm-%lld.qcow2", (long long)id);
}

static const char *seed_name(struct floor *f, int64_t id)
{
    return arena_printf(f->arena, "vm-%lld-seed.iso", (long long)id);
}

static void make_disk(struct floor *f, const char *name)
{
    const char *xml = arena_printf(
        f->arena,
        "<volume><name>%s</name><allocation>0</allocation><capacity unit='bytes'>%s</capacity>"
        "<target><format type='qcow2'/><permissions><mode>0600</mode></permissions></target>"
        "<backingStore><path>%s/%s</path><format type='%s'/></backingStore></volume>",
        name, value("DISK"), value("FOLDER"), value("BASE"), value("FORMAT"));
    virStorageVolPtr vol = virStorageVolCreateXML(f->pool, xml, 0);
    must(vol != NULL, "overlay");
    virStorageVolFree(vol);
}

static void make_seed(struct floor *f, const char *name, const struct seed_spec *spec)
{
    char *image = NULL;
    size_t len = 0;
    must_be_ok(f, seed_iso(&f->fault, f->arena, spec, &image, &len));
    const char *xml = arena_printf(
        f->arena,
        "<volume><name>%s</name><allocation>0</allocation><capacity unit='bytes'>%zu</capacity>"
        "<target><format type='raw'/><permissions><mode>0600</mode></permissions></target>"
        "</volume>",
        name, len);
    virStorageVolPtr vol = virStorageVolCreateXML(f->pool, xml, 0);
    must(vol != NULL, "seed");
    virStreamPtr stream = virStreamNew(f->conn, 0);
    must(stream && virStorageVolUpload(vol, stream, 0, len, 0) == 0, "upload");
    for (size_t done = 0; done < len;) {
        int n = virStreamSend(stream, image + done, len - done < CHUNK ? len - done : CHUNK);
        must(n > 0, "upload");
        done += (size_t)n;
    }
    must(virStreamFinish(stream) == 0, "upload");
    virStreamFree(stream);
    virStorageVolFree(vol);
}

static void make(struct floor *f, int64_t id)
{
    const char *const keys[] = { value("SSH_KEY"), NULL };
    const char *const dns[] = { value("DNS"), NULL };
    struct domain_spec d = {
        .uuid = secret_uuid(f->arena),
        .name = arena_printf(f->arena, "ht%s-%lld", value("INST"), (long long)id),
        .inst = value("INST"),
        .vm_id = id,
        .vcpu = number(value("VCPU")),
        .memory = number(value("MEMORY")),
        .kvm = !strcmp(value("ACCEL"), "kvm"),
        .pool = value("POOL"),
        .disk = disk_name(f, id),
        .base = value("BASE"),
        .base_format = value("FORMAT"),
        .seed = seed_name(f, id),
    };
    struct seed_spec s = {
        .instance_id = d.uuid, .hostname = d.name, .root_hash = "", .ssh_keys = keys, .dns = dns
    };
    char *xml = NULL;
    fill_nic(f, id, &d.nic);
    fill_nic(f, id, &s.nic);
    make_disk(f, d.disk);
    done(f, PART_DISK);
    make_seed(f, d.seed, &s);
    done(f, PART_SEED);
    must_be_ok(f, domain_xml(&f->fault, f->arena, &d, value("FOLDER"), &xml));
    virDomainPtr dom = virDomainDefineXML(f->conn, xml);
    must(dom != NULL, "define");
    done(f, PART_DEFINE);
    must(virDomainCreate(dom) == 0, "start");
    done(f, PART_START);
    virDomainFree(dom);
}

static void print_parts(const struct floor *f)
{
    for (int part = 0; part < PARTS; part++)
        printf("%.1f%c", (double)f->took[part] / 1000, part + 1 < PARTS ? ' ' : '\n');
    fflush(stdout);
}

static void drop_volume(struct floor *f, const char *name)
{
    virStorageVolPtr vol = virStorageVolLookupByName(f->pool, name);
    if (!vol)
        return;
    must(virStorageVolDelete(vol, 0) == 0, "delete");
    virStorageVolFree(vol);
}

static void drop(struct floor *f, int64_t id)
{
    const char *name = arena_printf(f->arena, "ht%s-%lld", value("INST"), (long long)id);
    virDomainPtr dom = virDomainLookupByName(f->conn, name);
    if (dom) {
        must(!virDomainIsActive(dom) || virDomainDestroy(dom) == 0, "destroy");
        must(virDomainUndefine(dom) == 0, "undefine");
        virDomainFree(dom);
    }
    drop_volume(f, disk_name(f, id));
    drop_volume(f, seed_name(f, id));
}

/* Machine `no` is the work of process no % processes. */
static void work(bool remove, int64_t first, int64_t count, int64_t processes, int64_t no)
{
    struct floor f;
    open_node(&f);
    for (; no < count; no += processes) {
        if (remove)
            drop(&f, first + no);
        else
            make(&f, first + no);
    }
    if (!remove && count == 1)
        print_parts(&f);
    virStoragePoolFree(f.pool);
    virConnectClose(f.conn);
}

int main(int argc, char **argv)
{
    if (argc != 5)
        return 2;
    secret_init();
    bool remove = !strcmp(argv[1], "remove");
    int64_t first = number(argv[2]);
    int64_t count = number(argv[3]);
    int64_t processes = number(argv[4]);
    int64_t began = clock_monotonic();
    for (int64_t no = 0; no < processes; no++) {
        pid_t pid = fork();
        if (pid < 0)
            bug("fork");
        if (!pid) {
            work(remove, first, count, processes, no);
            _exit(0);
        }
    }
    int status = 0;
    bool good = true;
    while (wait(&status) > 0)
        good &= status == 0;
    printf("%.1f\n", (double)(clock_monotonic() - began) / 1000);
    return !good;
}
