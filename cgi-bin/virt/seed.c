/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The NoCloud seed: an ISO 9660 image, label cidata, with what cloud-init reads
 * at each boot. The documents are JSON, which is YAML, made by jansson alone,
 * so no name or key can become a directive. A machine's script is a file of its
 * own, vendor-data: what user-data says of the same thing stands, so it takes
 * nobody's password, keys or name away. The seed carries a password's hash, and
 * whatever is in the script: none of it is ever logged.
 */
#include <archive.h>
#include <archive_entry.h>
#include <arpa/inet.h>
#include <jansson.h>
#include <string.h>
#include "base/checks.h"
#include "virt/storage.h"

/* The image is a multiple of GRAIN, so that a later seed mostly fits the volume of the first. */
enum { GRAIN = 128 * 1024, ISO_OVERHEAD = 1024 * 1024 };

static void drop_json(json_t **j)
{
    json_decref(*j);
}

static void drop_archive(struct archive **a)
{
    if (*a)
        archive_write_free(*a);
}

static void drop_entry(struct archive_entry **e)
{
    if (*e)
        archive_entry_free(*e);
}

/* YAML's readers refuse a document with a control character in it, the two-byte ones too. */
static bool plain(const char *s)
{
    for (const char *p = s; *p; p++) {
        unsigned char c = (unsigned char)*p;
        bool wide = c == 0xc2 && (unsigned char)p[1] < 0xa0;
        if (c < 0x20 || c == 0x7f || wide)
            return false;
    }
    return utf8_valid(s, strlen(s));
}

static bool all_plain(const char *const *list)
{
    for (; *list; list++)
        if (!plain(*list))
            return false;
    return true;
}

static enum fault_code check(struct fault *f, const struct seed_spec *s)
{
    if (!plain(s->instance_id) || !plain(s->hostname) || !plain(s->root_hash) || !plain(s->nic.mac))
        return fail(f, FAULT_INVALID, T("the machine's name or password holds odd characters"));
    if (!all_plain(s->ssh_keys) || !all_plain(s->dns))
        return fail(f, FAULT_INVALID, T("an SSH key or name server holds odd characters"));
    if (s->nic.addresses < 0 || s->nic.addresses > VIRT_ADDRESSES)
        bug("a seed with %d addresses", s->nic.addresses);
    return FAULT_OK;
}

static json_t *must(json_t *j)
{
    if (!j)
        bug("jansson refuses a seed's document");
    return j;
}

static json_t *list_of(const char *const *items)
{
    json_t *list = must(json_array());
    for (; *items; items++)
        json_array_append_new(list, must(json_string(*items)));
    return list;
}

static json_t *meta_data(const struct seed_spec *s)
{
    return must(
        json_pack("{s:s, s:s}", "instance-id", s->instance_id, "local-hostname", s->hostname));
}

/* root is there in every image, and to a user that is there cloud-init gives no hashed_passwd:
 * chpasswd does it. */
static json_t *user_data(const struct seed_spec *s)
{
    bool password = s->root_hash[0];
    json_t *root = must(json_pack("{s:s, s:b, s:o}", "name", "root", "lock_passwd", !password,
                                  "ssh_authorized_keys", list_of(s->ssh_keys)));
    if (password)
        json_object_set_new(root, "hashed_passwd", must(json_string(s->root_hash)));
    json_t *doc = must(json_pack("{s:s, s:b, s:b, s:[o], s:{s:{s:[s]}}}", "hostname", s->hostname,
                                 "ssh_pwauth", password, "disable_root", 0, "users", root,
                                 "updates", "network", "when", "boot"));
    json_t *chpasswd = must(json_pack("{s:b, s:[]}", "expire", 0, "users"));
    if (password)
        json_array_append_new(json_object_get(chpasswd, "users"),
                              must(json_pack("{s:s, s:s, s:s}", "name", "root", "password",
                                             s->root_hash, "type", "hash")));
    json_object_set_new(doc, "chpasswd", chpasswd);
    return doc;
}

/* Whether the gateway lies in the address's own network. */
static bool within(const struct virt_address *a)
{
    unsigned char ip[sizeof(struct in6_addr)] = { 0 };
    unsigned char gateway[sizeof(struct in6_addr)] = { 0 };
    int family = strchr(a->ip, ':') ? AF_INET6 : AF_INET;
    if (inet_pton(family, a->ip, ip) != 1 || inet_pton(family, a->gateway, gateway) != 1)
        return false;
    for (int bit = 0; bit < a->prefix; bit++)
        if ((ip[bit / 8] ^ gateway[bit / 8]) & (0x80 >> bit % 8))
            return false;
    return true;
}

/* "0.0.0.0/0" and not "default", which older readers do not know. */
static json_t *route_of(const struct virt_address *a)
{
    const char *to = strchr(a->ip, ':') ? "::/0" : "0.0.0.0/0";
    json_t *route = must(json_pack("{s:s, s:s}", "to", to, "via", a->gateway));
    if (!within(a))
        json_object_set_new(route, "on-link", json_true());
    return route;
}

static json_t *network_config(struct arena *arena, const struct seed_spec *s)
{
    json_t *addresses = must(json_array());
    json_t *routes = must(json_array());
    for (int i = 0; i < s->nic.addresses; i++) {
        const struct virt_address *a = &s->nic.address[i];
        char *with_prefix = arena_printf(arena, "%s/%d", a->ip, a->prefix);
        json_array_append_new(addresses, must(json_string(with_prefix)));
        if (a->gateway)
            json_array_append_new(routes, route_of(a));
    }
    return must(json_pack("{s:i, s:{s:{s:{s:s}, s:s, s:b, s:b, s:b, s:o, s:o, s:{s:o}}}}",
                          "version", 2, "ethernets", "eth0", "match", "macaddress", s->nic.mac,
                          "set-name", "eth0", "dhcp4", 0, "dhcp6", 0, "accept-ra", 0, "addresses",
                          addresses, "routes", routes, "nameservers", "addresses",
                          list_of(s->dns)));
}

static const char *words_of(struct arena *a, const char *head, const json_t *doc)
{
    size_t len = json_dumpb(doc, NULL, 0, 0);
    char *text = arena_alloc(a, len + 1);
    if (json_dumpb(doc, text, len, 0) != len)
        bug("jansson gives two lengths");
    return arena_printf(a, "%s%s\n", head, text);
}

static bool put_file(struct archive *iso, const char *name, const char *text)
{
    OWNED(drop_entry) struct archive_entry *entry = archive_entry_new();
    la_ssize_t len = (la_ssize_t)strlen(text);
    if (!entry)
        return false;
    archive_entry_set_pathname(entry, name);
    archive_entry_set_size(entry, len);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0444);
    archive_entry_set_mtime(entry, 0, 0);
    return archive_write_header(iso, entry) == ARCHIVE_OK &&
           archive_write_data(iso, text, (size_t)len) == len;
}

struct files {
    const char *meta;
    const char *user;
    const char *network;
    const char *vendor; /* "": none */
};

/* *used is told when the archive is closed. */
static bool put_iso(struct archive *iso, const struct files *files, char *out, size_t room,
                    size_t *used)
{
    return archive_write_set_format_iso9660(iso) == ARCHIVE_OK &&
           archive_write_set_options(iso, "iso9660:volume-id=cidata,iso9660:joliet,"
                                          "iso9660:rockridge=useful,iso9660:!pad") == ARCHIVE_OK &&
           archive_write_open_memory(iso, out, room, used) == ARCHIVE_OK &&
           put_file(iso, "meta-data", files->meta) && put_file(iso, "user-data", files->user) &&
           put_file(iso, "network-config", files->network) &&
           (!*files->vendor || put_file(iso, "vendor-data", files->vendor)) &&
           archive_write_close(iso) == ARCHIVE_OK;
}

enum fault_code seed_iso(struct fault *f, struct arena *a, const struct seed_spec *s, char **out,
                         size_t *len)
{
    enum fault_code rc = check(f, s);
    if (rc)
        return rc;
    OWNED(drop_json) json_t *meta = meta_data(s);
    OWNED(drop_json) json_t *user = user_data(s);
    OWNED(drop_json) json_t *network = network_config(a, s);
    struct files files = { words_of(a, "", meta), words_of(a, "#cloud-config\n", user),
                           words_of(a, "", network), s->script ? s->script : "" };
    size_t room = strlen(files.meta) + strlen(files.user) + strlen(files.network) +
                  strlen(files.vendor) + ISO_OVERHEAD;
    size_t used = 0;
    char *image = arena_alloc(a, room);
    OWNED(drop_archive) struct archive *iso = archive_write_new();
    if (!iso || !put_iso(iso, &files, image, room, &used))
        return fail(f, FAULT_BUG, T("the seed cannot be made: %s"),
                    iso ? archive_error_string(iso) : "no memory");
    *out = image;
    *len = (used + GRAIN - 1) / GRAIN * GRAIN;
    return FAULT_OK;
}

enum fault_code virt_seed_write(struct virt *v, const char *pool, const char *name,
                                const struct seed_spec *s)
{
    char *image = NULL;
    size_t len = 0;
    enum fault_code rc = seed_iso(v->fault, v->arena, s, &image, &len);
    return rc ? rc : volume_write(v, pool, name, image, len);
}
