/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A machine's definition, made from rows alone and anew at each define. What is
 * not named is not there: no USB, sound, graphics or video, so a machine costs
 * little and offers QEMU's emulation little to attack. Every disk's format and
 * the whole chain below it are given: nothing is ever probed, and the base that
 * all machines share is never relabelled.
 */
#include "virt/virt.h"
#include "virt/link.h"
#include "virt/xml.h"

#define OUR_NAMESPACE "https://hatchery.example/ns/1"

/* What the filter's hook reads: which addresses each tap may use. */
static void put_metadata(struct xml *x, const struct domain_spec *d)
{
    xml_open(x, "metadata");
    xml_open(x, "hatchery:vm");
    xml_attr(x, "xmlns:hatchery", OUR_NAMESPACE);
    xml_attr_i64(x, "id", d->vm_id);
    xml_attr(x, "inst", d->inst);
    xml_open(x, "hatchery:nic");
    xml_attr(x, "dev", d->nic.tap);
    for (int i = 0; i < d->nic.addresses; i++)
        xml_empty(x, "hatchery:ip", "addr", d->nic.address[i].ip);
    xml_close(x);
    xml_close(x);
    xml_close(x);
}

static void put_cpu(struct xml *x, bool kvm)
{
    if (kvm) {
        xml_empty(x, "cpu", "mode", "host-passthrough", "migratable", "on");
        return;
    }
    xml_open(x, "cpu");
    xml_attr(x, "mode", "custom");
    xml_attr(x, "match", "exact");
    xml_attr(x, "check", "none");
    xml_open(x, "model");
    xml_attr(x, "fallback", "forbid");
    xml_text(x, "qemu64");
    xml_close(x);
    xml_close(x);
}

static void put_machine(struct xml *x, const struct domain_spec *d)
{
    xml_open(x, "memory");
    xml_attr(x, "unit", "KiB");
    xml_i64(x, d->memory / 1024);
    xml_close(x);
    xml_open(x, "vcpu");
    xml_attr(x, "placement", "static");
    xml_i64(x, d->vcpu);
    xml_close(x);
    xml_open(x, "os");
    xml_open(x, "type");
    xml_attr(x, "arch", "x86_64");
    xml_attr(x, "machine", "q35");
    xml_text(x, "hvm");
    xml_close(x);
    xml_close(x);
    xml_open(x, "features");
    xml_empty(x, "acpi", NULL);
    xml_empty(x, "apic", NULL);
    xml_close(x);
    put_cpu(x, d->kvm);
    xml_open(x, "clock");
    xml_attr(x, "offset", "utc");
    xml_empty(x, "timer", "name", "rtc", "tickpolicy", "catchup");
    xml_empty(x, "timer", "name", "pit", "tickpolicy", "delay");
    xml_empty(x, "timer", "name", "hpet", "present", "no");
    xml_close(x);
    xml_leaf(x, "on_poweroff", "destroy");
    xml_leaf(x, "on_reboot", "restart");
    xml_leaf(x, "on_crash", "destroy");
    xml_open(x, "pm");
    xml_empty(x, "suspend-to-mem", "enabled", "no");
    xml_empty(x, "suspend-to-disk", "enabled", "no");
    xml_close(x);
}

/* Other machines read the base too: libvirt must not give it to this one. */
static void put_base(struct xml *x, const char *path, const char *format)
{
    xml_open(x, "backingStore");
    xml_attr(x, "type", "file");
    xml_empty(x, "format", "type", format);
    xml_open(x, "source");
    xml_attr(x, "file", path);
    xml_empty(x, "seclabel", "model", "dac", "relabel", "no");
    xml_close(x);
    xml_empty(x, "backingStore", NULL); /* the chain ends here, whatever the file says */
    xml_close(x);
}

/* writeback obeys the guest's flushes, keeps the base in the host's cache for all its children,
 * and needs no O_DIRECT of the file system. */
static void put_disk(struct xml *x, const char *disk, const char *base, const char *base_format)
{
    xml_open(x, "disk");
    xml_attr(x, "type", "file");
    xml_attr(x, "device", "disk");
    xml_empty(x, "driver", "name", "qemu", "type", "qcow2", "cache", "writeback", "discard",
              "unmap");
    xml_empty(x, "source", "file", disk);
    put_base(x, base, base_format);
    xml_empty(x, "target", "dev", "vda", "bus", "virtio");
    xml_empty(x, "boot", "order", "1");
    xml_close(x);
}

/* A disk, since guests look for the label and not for a CD: a cloud image's kernel may know no
 * AHCI, and a virtio disk boots faster than a virtio-scsi or IDE CD. */
static void put_seed(struct xml *x, const char *seed)
{
    xml_open(x, "disk");
    xml_attr(x, "type", "file");
    xml_attr(x, "device", "disk");
    xml_empty(x, "driver", "name", "qemu", "type", "raw");
    xml_empty(x, "source", "file", seed);
    xml_empty(x, "backingStore", NULL);
    xml_empty(x, "target", "dev", SEED_TARGET, "bus", "virtio");
    xml_empty(x, "readonly", NULL);
    xml_close(x);
}

static void put_nic(struct xml *x, const struct virt_nic *nic)
{
    xml_open(x, "interface");
    xml_attr(x, "type", "network");
    xml_empty(x, "mac", "address", nic->mac);
    xml_empty(x, "source", "network", nic->network);
    xml_empty(x, "target", "dev", nic->tap);
    xml_empty(x, "model", "type", "virtio");
    xml_empty(x, "rom", "enabled", "no"); /* machines boot from their disk, never from a network */
    xml_close(x);
}

static void put_console(struct xml *x)
{
    xml_open(x, "serial");
    xml_attr(x, "type", "pty");
    xml_empty(x, "target", "port", "0");
    xml_close(x);
    xml_open(x, "console");
    xml_attr(x, "type", "pty");
    xml_empty(x, "target", "type", "serial", "port", "0");
    xml_close(x);
    xml_open(x, "channel");
    xml_attr(x, "type", "unix");
    xml_empty(x, "target", "type", "virtio", "name", "org.qemu.guest_agent.0");
    xml_close(x);
    xml_open(x, "video");
    xml_empty(x, "model", "type", "none");
    xml_close(x);
}

static void put_helpers(struct xml *x)
{
    xml_open(x, "memballoon");
    xml_attr(x, "model", "virtio");
    xml_empty(x, "stats", "period", "10");
    xml_close(x);
    xml_open(x, "rng");
    xml_attr(x, "model", "virtio");
    xml_open(x, "backend");
    xml_attr(x, "model", "random");
    xml_text(x, "/dev/urandom");
    xml_close(x);
    xml_close(x);
}

enum fault_code domain_xml(struct fault *f, struct arena *a, const struct domain_spec *d,
                           const char *pool_path, char **out)
{
    OWNED(xml_drop) struct xml x;
    xml_begin(&x);
    xml_open(&x, "domain");
    xml_attr(&x, "type", d->kvm ? "kvm" : "qemu");
    xml_leaf(&x, "name", d->name);
    xml_leaf(&x, "uuid", d->uuid);
    put_metadata(&x, d);
    put_machine(&x, d);
    xml_open(&x, "devices");
    xml_empty(&x, "controller", "type", "usb", "model", "none");
    put_disk(&x, arena_printf(a, "%s/%s", pool_path, d->disk),
             arena_printf(a, "%s/%s", pool_path, d->base), d->base_format);
    put_seed(&x, arena_printf(a, "%s/%s", pool_path, d->seed));
    put_nic(&x, &d->nic);
    put_console(&x);
    put_helpers(&x);
    xml_close(&x);
    xml_close(&x);
    return xml_end(&x, f, a, out);
}
