/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The documents of the virt layer against golden files (REGEN=1 writes them
 * anew), the seed as a guest would read it, and each call's repetition on
 * libvirt's own test driver, which lives in this process.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours is a function */
#include <archive.h>
#include <archive_entry.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/file.h"
#include "base/text.h"
#include "virt/link.h"
#include "virt/xml.h"

enum { SECTOR = 2048, FILE_MAX = 1 << 20 };

#define A_HASH "$6$saltsaltsaltsalt$kQ8c1r7vX0"
#define A_UUID "7d4bff25-0f8e-4a3e-9c2b-0123456789ab"
#define OTHERS_UUID "6695eb01-f6a4-8304-79aa-97f2502e193f" /* a domain of the test driver's own */
#define HOSTILE "</name><devices>&lt;\"'<!ENTITY x SYSTEM \"/etc/passwd\">&x;"

static const char *const two_keys[] = { "ssh-ed25519 AAAAC3Nz one@example",
                                        "ssh-rsa AAAAB3Nz \": [\"runcmd\": é#{", NULL };
static const char *const two_dns[] = { "192.0.2.53", "2001:db8::53", NULL };
static const char *const none[] = { NULL };

static struct arena *arena;
static struct fault fault;
static struct virt *virt;

static struct virt_nic a_nic(void)
{
    return (struct virt_nic){
        .mac = "52:54:00:7a:00:2a",
        .tap = "htzz42-0",
        .network = "htzz-1",
        .address = { { "10.77.0.5", 24, "10.77.0.1" }, { "fd77::5", 64, "fd77::1" } },
        .addresses = 2,
    };
}

static struct domain_spec a_domain(void)
{
    return (struct domain_spec){
        .uuid = A_UUID,
        .name = "htzz-42",
        .inst = "zz",
        .vm_id = 42,
        .vcpu = 2,
        .memory = INT64_C(512) << 20,
        .pool = "htzz-1",
        .disk = "vm-42.qcow2",
        .base = "image-7.raw",
        .base_format = "raw",
        .seed = "vm-42.seed",
        .nic = a_nic(),
    };
}

static struct network_spec a_network(void)
{
    return (struct network_spec){ "htzz-1", "htzzbr1", "10.77.0.1", 24, "fd77::1", 64 };
}

static struct seed_spec a_seed(void)
{
    return (struct seed_spec){ "i-42-1", "hatchling", A_HASH, two_keys, two_dns, NULL, a_nic() };
}

static void is_golden(const char *name, const char *made)
{
    char *path = arena_printf(arena, "tests/unit/golden/%s.xml", name);
    char *there = NULL;
    const char *regen = getenv("REGEN");
    if (regen && !strcmp(regen, "1"))
        assert_int_equal(file_write(&fault, arena, path, 0644, made, strlen(made)), FAULT_OK);
    assert_int_equal(file_read(&fault, arena, path, FILE_MAX, &there), FAULT_OK);
    assert_string_equal(made, there);
}

static char *domain_of(const struct domain_spec *d)
{
    char *xml = NULL;
    assert_int_equal(domain_xml(&fault, arena, d, "/srv/pool", &xml), FAULT_OK);
    return xml;
}

static char *network_of(const struct network_spec *n)
{
    char *xml = NULL;
    assert_int_equal(network_xml(&fault, arena, n, &xml), FAULT_OK);
    return xml;
}

static void documents_are_golden(void **state)
{
    (void)state;
    struct domain_spec d = a_domain();
    is_golden("domain_tcg", domain_of(&d));
    d.kvm = true;
    d.base_format = "qcow2";
    d.nic.addresses = 0;
    is_golden("domain_kvm", domain_of(&d));
    struct network_spec n = a_network();
    is_golden("network", network_of(&n));
    n.v6 = NULL;
    is_golden("network_v4", network_of(&n));
}

/* INJ-01: names in libvirt's XML. */
static void values_never_become_markup(void **state)
{
    (void)state;
    struct domain_spec d = a_domain();
    d.name = d.nic.network = d.disk = d.inst = d.nic.address[0].ip = HOSTILE;
    char *xml = domain_of(&d);
    is_golden("domain_hostile", xml);
    assert_string_equal(xml_find(arena, xml, "/domain/name"), HOSTILE);
    assert_string_equal(xml_find(arena, xml, "//interface/source/@network"), HOSTILE);
    assert_string_equal(xml_find(arena, xml, "//*[local-name()='ip']/@addr"), HOSTILE);
    assert_string_equal(xml_find(arena, xml, "//disk/source/@file"), "/srv/pool/" HOSTILE);
    assert_null(xml_find(arena, xml, "/domain/devices[2]"));
    struct network_spec n = a_network();
    n.bridge = HOSTILE;
    assert_string_equal(xml_find(arena, network_of(&n), "/network/bridge/@name"), HOSTILE);
}

static void xml_refuses_what_it_cannot_carry(void **state)
{
    (void)state;
    static const char *const odd[] = { "a\nb", "a\x01", "\x7f", "\xff\xfe", "\xc3" };
    for (size_t i = 0; i < countof(odd); i++) {
        char *xml = NULL;
        struct domain_spec d = a_domain();
        d.name = odd[i];
        assert_int_equal(domain_xml(&fault, arena, &d, "/srv/pool", &xml), FAULT_INVALID);
        assert_null(xml);
    }
    fault_clear(&fault);
}

static void the_metadata_is_what_the_filter_reads(void **state)
{
    (void)state;
    struct domain_spec d = a_domain();
    char *xml = domain_of(&d);
#define VM                                                                                         \
    "/domain/metadata/*[local-name()='vm' and namespace-uri()='https://hatchery.example/ns/1']"
    assert_string_equal(xml_find(arena, xml, VM "/@id"), "42");
    assert_string_equal(xml_find(arena, xml, VM "/@inst"), "zz");
    assert_string_equal(xml_find(arena, xml, VM "/*/@dev"),
                        xml_find(arena, xml, "//interface/target/@dev"));
    assert_string_equal(xml_find(arena, xml, VM "/*/*[1]/@addr"), "10.77.0.5");
    assert_string_equal(xml_find(arena, xml, VM "/*/*[2]/@addr"), "fd77::5");
}

/* IMG-03, IMG-06: each layer has its format; libvirt probes none. */
static void every_layer_of_a_disk_is_named(void **state)
{
    (void)state;
    struct domain_spec d = a_domain();
    char *xml = domain_of(&d);
#define BASE "//disk[target/@dev='vda']/backingStore"
    assert_string_equal(xml_find(arena, xml, BASE "/format/@type"), "raw");
    assert_string_equal(xml_find(arena, xml, BASE "/source/seclabel/@relabel"), "no");
    assert_string_equal(xml_find(arena, xml, BASE "/backingStore"), "");
    assert_null(xml_find(arena, xml, "//disk[not(driver/@type)]"));
}

/* ---- the seed ---- */

struct seed_files {
    char *meta;
    char *user;
    char *network;
    char *vendor;
    int count;
};

static void keep(struct seed_files *files, const char *name, char *text)
{
    files->count++;
    if (!strcmp(name, "meta-data"))
        files->meta = text;
    if (!strcmp(name, "user-data"))
        files->user = text;
    if (!strcmp(name, "network-config"))
        files->network = text;
    if (!strcmp(name, "vendor-data"))
        files->vendor = text;
}

static struct seed_files read_iso(const char *image, size_t len, const char *options)
{
    struct seed_files files = { 0 };
    struct archive_entry *entry = NULL;
    struct archive *iso = archive_read_new();
    archive_read_support_format_iso9660(iso);
    assert_int_equal(archive_read_set_options(iso, options), ARCHIVE_OK);
    assert_int_equal(archive_read_open_memory(iso, image, len), ARCHIVE_OK);
    while (archive_read_next_header(iso, &entry) == ARCHIVE_OK) {
        if (archive_entry_filetype(entry) != AE_IFREG)
            continue;
        size_t size = (size_t)archive_entry_size(entry);
        char *text = arena_alloc(arena, size + 1);
        assert_int_equal(archive_read_data(iso, text, size), size);
        keep(&files, archive_entry_pathname(entry), text);
    }
    archive_read_free(iso);
    return files;
}

static struct seed_files seed_of(const struct seed_spec *s)
{
    char *image = NULL;
    size_t len = 0;
    assert_int_equal(seed_iso(&fault, arena, s, &image, &len), FAULT_OK);
    return read_iso(image, len, "iso9660:rockridge");
}

static json_t *parse(const char *text)
{
    json_t *doc = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(doc);
    return doc;
}

static json_t *user_of(const struct seed_spec *s)
{
    char *text = seed_of(s).user;
    assert_memory_equal(text, "#cloud-config\n{", 15);
    return parse(text + strlen("#cloud-config\n"));
}

static const char *word(const json_t *doc, const char *key)
{
    return json_string_value(json_object_get(doc, key));
}

static json_t *first(const json_t *doc, const char *key)
{
    return json_array_get(json_object_get(doc, key), 0);
}

static void the_seed_is_an_iso_named_cidata(void **state)
{
    (void)state;
    char *image = NULL;
    size_t len = 0;
    struct seed_spec s = a_seed();
    assert_int_equal(seed_iso(&fault, arena, &s, &image, &len), FAULT_OK);
    assert_int_equal(len % (128 * 1024), 0);
    assert_memory_equal(image + 16 * SECTOR + 1, "CD001", 5);
    /* its own label knows capitals only; the Joliet one, which readers prefer, is as written */
    assert_memory_equal(image + 16 * SECTOR + 40, "CIDATA ", 7);
    assert_memory_equal(image + 17 * SECTOR + 40, "\0c\0i\0d\0a\0t\0a", 12);
    static const char *const readers[] = { "iso9660:!joliet", "iso9660:!rockridge" };
    for (size_t i = 0; i < countof(readers); i++) {
        struct seed_files files = read_iso(image, len, readers[i]);
        assert_int_equal(files.count, 3);
        assert_true(files.meta && files.user && files.network);
    }
}

static void the_seed_says_who_the_machine_is(void **state)
{
    (void)state;
    struct seed_spec s = a_seed();
    json_t *meta = parse(seed_of(&s).meta);
    assert_string_equal(word(meta, "instance-id"), "i-42-1");
    assert_string_equal(word(meta, "local-hostname"), "hatchling");
    json_t *user = user_of(&s);
    json_t *root = first(user, "users");
    json_t *chpasswd = json_object_get(user, "chpasswd");
    assert_string_equal(word(user, "hostname"), "hatchling");
    assert_true(json_is_true(json_object_get(user, "ssh_pwauth")));
    assert_true(json_is_false(json_object_get(user, "disable_root")));
    assert_true(json_is_false(json_object_get(root, "lock_passwd")));
    assert_string_equal(word(root, "name"), "root");
    assert_string_equal(word(root, "hashed_passwd"), A_HASH);
    assert_true(json_is_false(json_object_get(chpasswd, "expire")));
    assert_string_equal(word(first(chpasswd, "users"), "password"), A_HASH);
    assert_string_equal(word(first(chpasswd, "users"), "type"), "hash");
    json_t *updates = json_object_get(json_object_get(user, "updates"), "network");
    assert_string_equal(json_string_value(first(updates, "when")), "boot");
    json_t *keys = json_object_get(root, "ssh_authorized_keys");
    assert_int_equal(json_array_size(keys), 2);
    assert_string_equal(json_string_value(json_array_get(keys, 1)), two_keys[1]);
    json_decref(meta);
    json_decref(user);
}

static void without_a_hash_there_is_no_password(void **state)
{
    (void)state;
    struct seed_spec s = a_seed();
    s.root_hash = "";
    s.ssh_keys = none;
    json_t *user = user_of(&s);
    json_t *root = first(user, "users");
    assert_true(json_is_true(json_object_get(root, "lock_passwd")));
    assert_true(json_is_false(json_object_get(user, "ssh_pwauth")));
    assert_null(json_object_get(root, "hashed_passwd"));
    assert_null(first(json_object_get(user, "chpasswd"), "users"));
    json_decref(user);
}

static void the_seed_configures_the_network(void **state)
{
    (void)state;
    struct seed_spec s = a_seed();
    s.nic.address[1] = (struct virt_address){ "2001:db8:5::2", 64, "fe80::1" };
    s.nic.address[2] = (struct virt_address){ "192.0.2.9", 32, NULL };
    s.nic.addresses = 3;
    json_t *doc = parse(seed_of(&s).network);
    json_t *card = json_object_get(json_object_get(doc, "ethernets"), "eth0");
    json_t *addresses = json_object_get(card, "addresses");
    json_t *routes = json_object_get(card, "routes");
    assert_int_equal(json_integer_value(json_object_get(doc, "version")), 2);
    assert_string_equal(word(json_object_get(card, "match"), "macaddress"), s.nic.mac);
    assert_int_equal(json_array_size(addresses), 3);
    assert_string_equal(json_string_value(json_array_get(addresses, 0)), "10.77.0.5/24");
    assert_int_equal(json_array_size(routes), 2);
    assert_string_equal(word(json_array_get(routes, 0), "to"), "0.0.0.0/0");
    assert_string_equal(word(json_array_get(routes, 0), "via"), "10.77.0.1");
    assert_null(json_object_get(json_array_get(routes, 0), "on-link"));
    assert_string_equal(word(json_array_get(routes, 1), "to"), "::/0");
    assert_true(json_is_true(json_object_get(json_array_get(routes, 1), "on-link")));
    json_t *dns = json_object_get(json_object_get(card, "nameservers"), "addresses");
    assert_string_equal(json_string_value(json_array_get(dns, 1)), "2001:db8::53");
    json_decref(doc);
}

/* INJ-02: names, keys and hashes in the seed. */
static void no_name_becomes_a_directive(void **state)
{
    (void)state;
    static const char *const odd[] = { "x\nruncmd:", "x\r", "\x01", "a\xc2\x85z", "\xff", "\x7f" };
    char *image = NULL;
    size_t len = 0;
    struct seed_spec s = a_seed();
    for (size_t i = 0; i < countof(odd); i++) {
        const char *const one[] = { odd[i], NULL };
        s = a_seed();
        s.hostname = odd[i];
        assert_int_equal(seed_iso(&fault, arena, &s, &image, &len), FAULT_INVALID);
        s = a_seed();
        s.ssh_keys = one;
        assert_int_equal(seed_iso(&fault, arena, &s, &image, &len), FAULT_INVALID);
    }
    fault_clear(&fault);
    s = a_seed();
    s.hostname = "x\", \"runcmd\": [\"reboot\"], \"y\": \"";
    json_t *user = user_of(&s);
    assert_string_equal(word(user, "hostname"), s.hostname);
    assert_null(json_object_get(user, "runcmd"));
    json_decref(user);
}

/* INJ-02: whatever a script says, it is a file of its own, as it was written. */
static void a_script_is_beside_what_the_panel_says(void **state)
{
    (void)state;
    struct seed_spec s = a_seed();
    const char *without = seed_of(&s).user;
    assert_null(seed_of(&s).vendor);
    s.script = "#cloud-config\nusers: []\n--\nhostname: \"x\"\n";
    struct seed_files files = seed_of(&s);
    assert_int_equal(files.count, 4);
    assert_string_equal(files.vendor, s.script);
    assert_string_equal(files.user, without);
}

static void a_seed_holds_many_long_keys(void **state)
{
    (void)state;
    enum { KEYS = 32, KEY_LEN = 16000 };
    const char *keys[KEYS + 1] = { NULL };
    for (int i = 0; i < KEYS; i++) {
        char *key = arena_alloc(arena, KEY_LEN + 1);
        memset(key, 'a', KEY_LEN);
        keys[i] = key;
    }
    struct seed_spec s = a_seed();
    s.ssh_keys = keys;
    json_t *user = user_of(&s);
    json_t *there = json_object_get(first(user, "users"), "ssh_authorized_keys");
    assert_int_equal(json_array_size(there), KEYS);
    json_decref(user);
}

/* ---- libvirt's test driver ---- */

static void make_domain(const char *name, const char *uuid)
{
    char *xml = arena_printf(arena,
                             "<domain type='test'><name>%s</name><uuid>%s</uuid>"
                             "<memory>8192</memory><os><type>hvm</type></os></domain>",
                             name, uuid);
    virDomainPtr dom = virDomainDefineXML(virt->conn, xml);
    assert_non_null(dom);
    virDomainFree(dom);
}

/* Not virt_undefine: the test driver refuses its flag for NVRAM. */
static void remove_domain(const char *uuid)
{
    virDomainPtr dom = virDomainLookupByUUIDString(virt->conn, uuid);
    assert_int_equal(virDomainUndefine(dom), 0);
    virDomainFree(dom);
}

static void is_state(const char *uuid, enum virt_state expected)
{
    enum virt_state now = VIRT_PAUSED;
    assert_int_equal(virt_domain_state(virt, uuid, &now), FAULT_OK);
    assert_int_equal(now, expected);
}

static void power_may_be_repeated(void **state)
{
    (void)state;
    make_domain("htzz-42", A_UUID);
    is_state(A_UUID, VIRT_OFF);
    assert_int_equal(virt_stop(virt, A_UUID), FAULT_OK);
    assert_int_equal(virt_shutdown(virt, A_UUID), FAULT_OK);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(virt_start(virt, A_UUID), FAULT_OK);
        is_state(A_UUID, VIRT_RUNNING);
    }
    for (int i = 0; i < 2; i++) {
        assert_int_equal(virt_stop(virt, A_UUID), FAULT_OK);
        is_state(A_UUID, VIRT_OFF);
    }
}

static void a_paused_machine_goes_on(void **state)
{
    (void)state;
    make_domain("htzz-42", A_UUID);
    assert_int_equal(virt_start(virt, A_UUID), FAULT_OK);
    virDomainPtr dom = virDomainLookupByUUIDString(virt->conn, A_UUID);
    assert_int_equal(virDomainSuspend(dom), 0);
    virDomainFree(dom);
    is_state(A_UUID, VIRT_PAUSED);
    assert_int_equal(virt_start(virt, A_UUID), FAULT_OK);
    is_state(A_UUID, VIRT_RUNNING);
    assert_int_equal(virt_stop(virt, A_UUID), FAULT_OK);
}

static void what_is_not_there_is_missing(void **state)
{
    (void)state;
    static const char absent[] = "00000000-0000-4000-8000-000000000001";
    is_state(absent, VIRT_ABSENT);
    assert_int_equal(virt_start(virt, absent), FAULT_MISSING);
    assert_int_equal(virt_stop(virt, absent), FAULT_MISSING);
    assert_int_equal(virt_undefine(virt, absent), FAULT_OK);
    assert_int_equal(virt_volume_child(virt, "htzz-9", "a", "b", "raw", 1), FAULT_MISSING);
    assert_int_equal(virt_network_remove(virt, "htzz-9"), FAULT_OK);
    assert_int_equal(virt_pool_remove(virt, "htzz-9"), FAULT_OK);
    fault_clear(&fault);
}

static void what_is_not_ours_is_not_touched(void **state)
{
    (void)state;
    enum virt_state now = VIRT_OFF;
    assert_int_equal(virt_stop(virt, OTHERS_UUID), FAULT_CONFLICT);
    assert_int_equal(virt_undefine(virt, OTHERS_UUID), FAULT_CONFLICT);
    assert_int_equal(virt_domain_state(virt, OTHERS_UUID, &now), FAULT_CONFLICT);
    fault_clear(&fault);
    virDomainPtr other = virDomainLookupByUUIDString(virt->conn, OTHERS_UUID);
    assert_int_equal(virDomainIsActive(other), 1);
    virDomainFree(other);
}

static void use_foreign_pool(void)
{
    (void)!virt_pool_remove(virt, "default-pool");
}

static void use_foreign_network(void)
{
    (void)!virt_network_remove(virt, "htyy-1");
}

static void use_foreign_domain(void)
{
    struct domain_spec d = a_domain();
    d.name = "htzz42";
    (void)!virt_define(virt, &d);
}

static void use_path_as_volume(void)
{
    (void)!virt_volume_remove(virt, "htzz-1", "../etc/passwd");
}

static void use_long_tap(void)
{
    struct domain_spec d = a_domain();
    d.nic.tap = "htzz1234567890-0";
    (void)!virt_define(virt, &d);
}

static void a_wrong_name_is_a_bug(void **state)
{
    (void)state;
    static void (*const wrong[])(void) = { use_foreign_pool, use_foreign_network,
                                           use_foreign_domain, use_path_as_volume, use_long_tap };
    assert_int_equal(virt_pool_ensure(virt, "htzz-1", "/srv/pool"), FAULT_OK);
    for (size_t i = 0; i < countof(wrong); i++) {
        int status = 0;
        pid_t child = fork();
        assert_true(child >= 0);
        if (!child) {
            wrong[i]();
            _exit(0);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status));
        assert_int_equal(WTERMSIG(status), SIGABRT);
    }
    assert_int_equal(virt_pool_remove(virt, "htzz-1"), FAULT_OK);
}

static void networks_are_made_once(void **state)
{
    (void)state;
    struct network_spec n = a_network();
    for (int i = 0; i < 2; i++)
        assert_int_equal(virt_network_ensure(virt, &n), FAULT_OK);
    n.v6 = "fd77:0:0::1"; /* the same, written otherwise */
    assert_int_equal(virt_network_ensure(virt, &n), FAULT_OK);
    n.v6 = "fd78::1";
    assert_int_equal(virt_network_ensure(virt, &n), FAULT_CONFLICT);
    fault_clear(&fault);
    for (int i = 0; i < 2; i++)
        assert_int_equal(virt_network_remove(virt, n.name), FAULT_OK);
}

static void make_volume(const char *pool_name, const char *name)
{
    virStoragePoolPtr pool = virStoragePoolLookupByName(virt->conn, pool_name);
    char *xml = arena_printf(arena,
                             "<volume><name>%s</name><capacity unit='M'>32</capacity>"
                             "</volume>",
                             name);
    virStorageVolPtr vol = virStorageVolCreateXML(pool, xml, 0);
    assert_non_null(vol);
    virStorageVolFree(vol);
    virStoragePoolFree(pool);
}

static int count_of(const char *const *names)
{
    int n = 0;
    while (names[n])
        n++;
    return n;
}

static void pools_and_children_are_made_once(void **state)
{
    (void)state;
    bool there = false;
    for (int i = 0; i < 2; i++)
        assert_int_equal(virt_pool_ensure(virt, "htzz-1", "/srv/pool"), FAULT_OK);
    assert_int_equal(virt_pool_ensure(virt, "htzz-1", "/srv/other"), FAULT_CONFLICT);
    int64_t size = INT64_C(1) << 30;
    assert_int_equal(virt_volume_child(virt, "htzz-1", "vm-42", "image-7", "raw", size),
                     FAULT_MISSING);
    make_volume("htzz-1", "image-7");
    for (int i = 0; i < 2; i++)
        assert_int_equal(virt_volume_child(virt, "htzz-1", "vm-42", "image-7", "raw", size),
                         FAULT_OK);
    assert_int_equal(virt_volume_exists(virt, "htzz-1", "vm-42", &there), FAULT_OK);
    assert_true(there);
    for (int i = 0; i < 2; i++)
        assert_int_equal(virt_volume_remove(virt, "htzz-1", "vm-42"), FAULT_OK);
    assert_int_equal(virt_volume_exists(virt, "htzz-1", "vm-42", &there), FAULT_OK);
    assert_false(there);
    assert_int_equal(virt_volume_remove(virt, "htzz-1", "image-7"), FAULT_OK);
    for (int i = 0; i < 2; i++)
        assert_int_equal(virt_pool_remove(virt, "htzz-1"), FAULT_OK);
    fault_clear(&fault);
}

static void the_inventory_has_only_ours(void **state)
{
    (void)state;
    const char *const *domains = NULL;
    const char *const *volumes = NULL;
    make_domain("htzz-42", A_UUID);
    make_domain("htyy-43", "7d4bff25-0f8e-4a3e-9c2b-0123456789ac");
    assert_int_equal(virt_pool_ensure(virt, "htzz-1", "/srv/pool"), FAULT_OK);
    make_volume("htzz-1", "vm-42");
    assert_int_equal(virt_inventory(virt, "htzz-1", &domains, &volumes), FAULT_OK);
    assert_int_equal(count_of(domains), 1);
    assert_string_equal(domains[0], "htzz-42");
    assert_int_equal(count_of(volumes), 1);
    assert_string_equal(volumes[0], "vm-42");
    is_state(A_UUID, VIRT_OFF);
    remove_domain(A_UUID);
    is_state(A_UUID, VIRT_ABSENT);
    assert_int_equal(virt_undefine(virt, A_UUID), FAULT_OK);
    assert_int_equal(virt_volume_remove(virt, "htzz-1", "vm-42"), FAULT_OK);
    assert_int_equal(virt_pool_remove(virt, "htzz-1"), FAULT_OK);
}

static void a_node_that_is_away_is_told_without_paths(void **state)
{
    (void)state;
    struct virt *away = NULL;
    struct virt_conf conf = { "test:///no/such/folder/node.xml", "zz", arena, &fault };
    assert_int_equal(virt_open(&conf, &away), FAULT_UPSTREAM);
    assert_null(away);
    const char *words = fault_words(&fault, arena);
    assert_non_null(strstr(words, "node.xml"));
    assert_null(strstr(words, "/no/such"));
    fault_clear(&fault);
}

static void a_lost_link_is_made_anew(void **state)
{
    (void)state;
    virConnectPtr kept = virt->conn;
    virt->conn = NULL;
    is_state("00000000-0000-4000-8000-000000000001", VIRT_ABSENT);
    assert_non_null(virt->conn);
    virConnectClose(virt->conn);
    virt->conn = kept;
}

static int setup(void **state)
{
    (void)state;
    arena = arena_new();
    struct virt_conf conf = { "test:///default", "zz", arena, &fault };
    return virt_open(&conf, &virt) ? -1 : 0;
}

static int teardown(void **state)
{
    (void)state;
    virt_close(&virt);
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents_are_golden),
        cmocka_unit_test(values_never_become_markup),
        cmocka_unit_test(xml_refuses_what_it_cannot_carry),
        cmocka_unit_test(the_metadata_is_what_the_filter_reads),
        cmocka_unit_test(every_layer_of_a_disk_is_named),
        cmocka_unit_test(the_seed_is_an_iso_named_cidata),
        cmocka_unit_test(the_seed_says_who_the_machine_is),
        cmocka_unit_test(without_a_hash_there_is_no_password),
        cmocka_unit_test(the_seed_configures_the_network),
        cmocka_unit_test(no_name_becomes_a_directive),
        cmocka_unit_test(a_script_is_beside_what_the_panel_says),
        cmocka_unit_test(a_seed_holds_many_long_keys),
        cmocka_unit_test(power_may_be_repeated),
        cmocka_unit_test(a_paused_machine_goes_on),
        cmocka_unit_test(what_is_not_there_is_missing),
        cmocka_unit_test(what_is_not_ours_is_not_touched),
        cmocka_unit_test(a_wrong_name_is_a_bug),
        cmocka_unit_test(networks_are_made_once),
        cmocka_unit_test(pools_and_children_are_made_once),
        cmocka_unit_test(the_inventory_has_only_ours),
        cmocka_unit_test(a_node_that_is_away_is_told_without_paths),
        cmocka_unit_test(a_lost_link_is_made_anew),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
