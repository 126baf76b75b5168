/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seed IN OUT: reads a NoCloud seed from the directory IN and writes what it asks for into files
 * of OUT, one thing a file: instance-id, hostname, keys, hash, pwauth, network, script.
 * The rule kept: nothing that is written can be more than what its file is for. Each value is
 * checked here, by what it must be, and one that fails is left out with a warning. The script that
 * applies the files (root/usr/lib/hatchery/rc) never interprets them, and meets no line too many.
 * Of the script it is known that it is a program's text; run-script runs it, once an instance.
 */
#include "seed.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_MAX = 16384, NAME_MAX_LEN = 64, ID_MAX = 255, HASH_MAX = 384 };

struct wish {
    char host[NAME_MAX_LEN + 1];
    char hash[HASH_MAX + 1]; /* "*" locks the password, "" leaves it as it is */
    const char *pwauth;
    FILE *keys;
};

static FILE *create(const char *dir, const char *name)
{
    char path[4096];
    int n = snprintf(path, sizeof(path), "%s/%s", dir, name);
    int fd = -1;
    if (n > 0 && (size_t)n < sizeof(path))
        fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
    if (!out) {
        warn(name, "cannot be written");
        exit(1);
    }
    return out;
}

static void finish(FILE *out)
{
    if (fclose(out) != 0) {
        warn("seed", "the disk is full");
        exit(1);
    }
}

static void put(const char *dir, const char *name, const char *text)
{
    if (!*text)
        return;
    FILE *out = create(dir, name);
    fprintf(out, "%s\n", text);
    finish(out);
}

static bool is_printable(const char *text, size_t max)
{
    size_t len = strlen(text);
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c < 0x20 || c == 0x7f)
            return false;
    }
    return len > 0 && len <= max;
}

/* Labels of letters, digits and inner hyphens, with dots between them; the kernel takes 64. */
static bool is_host_name(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    if (strlen(name) > NAME_MAX_LEN)
        return false;
    for (const char *at = name;; at++) {
        size_t len = strcspn(at, ".");
        if (len == 0 || len > 63 || !strchr(letters, at[0]) || !strchr(letters, at[len - 1]))
            return false;
        for (size_t i = 0; i < len; i++) {
            if (at[i] != '-' && !strchr(letters, at[i]))
                return false;
        }
        at += len;
        if (!*at)
            return true;
    }
}

/* crypt's own alphabet: no colon, so it is one field of /etc/shadow. */
static bool is_hash(const char *hash)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "./$=,-";
    return hash[0] == '$' && strlen(hash) <= HASH_MAX && strspn(hash, letters) == strlen(hash);
}

static void take_host(struct wish *wish, const char *file, const char *name)
{
    if (!name)
        return;
    if (is_host_name(name))
        snprintf(wish->host, sizeof(wish->host), "%s", name);
    else
        warn(file, "the host name is refused: it is no host name");
}

static void take_hash(struct wish *wish, const char *hash)
{
    if (is_hash(hash))
        snprintf(wish->hash, sizeof(wish->hash), "%s", hash);
    else
        warn("user-data", "the password hash is refused: it is no hash");
}

static void take_keys(struct wish *wish, yaml_document_t *doc, yaml_node_t *list)
{
    yaml_node_t *item = NULL;
    for (int i = 0; (item = doc_at(doc, list, i)); i++) {
        const char *text = doc_text(item);
        if (!text)
            continue;
        char key[KEY_MAX + 1];
        size_t len = strlen(text);
        while (len > 0 && strchr(" \t\r\n", text[len - 1]))
            len--;
        int n = snprintf(key, sizeof(key), "%.*s", len <= KEY_MAX ? (int)len : 0, text);
        if (n > 0 && is_printable(key, KEY_MAX) && key[0] != '#')
            fprintf(wish->keys, "%s\n", key);
        else
            warn("user-data", "an SSH key is refused: it is not one line");
    }
}

/* As cloud-init reads it: a password is locked unless lock_passwd says false. */
static void take_root(struct wish *wish, yaml_document_t *doc, yaml_node_t *user)
{
    take_keys(wish, doc, doc_get(doc, user, "ssh_authorized_keys"));
    const char *hash = doc_text_of(doc, user, "hashed_passwd");
    if (!hash)
        hash = doc_text_of(doc, user, "passwd");
    yaml_node_t *lock = doc_get(doc, user, "lock_passwd");
    if ((hash || lock) && doc_yes(lock, true))
        snprintf(wish->hash, sizeof(wish->hash), "*");
    else if (hash)
        take_hash(wish, hash);
}

static bool is_root(yaml_document_t *doc, yaml_node_t *user)
{
    const char *name = doc_text_of(doc, user, "name");
    return name && strcmp(name, "root") == 0;
}

static void take_users(struct wish *wish, yaml_document_t *doc, yaml_node_t *root)
{
    yaml_node_t *users = doc_get(doc, root, "users");
    yaml_node_t *user = NULL;
    for (int i = 0; (user = doc_at(doc, users, i)); i++) {
        if (is_root(doc, user))
            take_root(wish, doc, user);
        else if (user->type == YAML_MAPPING_NODE)
            warn("user-data", "a user other than root is left out");
    }
    users = doc_get(doc, doc_get(doc, root, "chpasswd"), "users");
    for (int i = 0; (user = doc_at(doc, users, i)); i++) {
        const char *hash = doc_text_of(doc, user, "password");
        const char *type = doc_text_of(doc, user, "type");
        if (!is_root(doc, user))
            continue;
        if (hash && (!type || strcmp(type, "hash") == 0))
            take_hash(wish, hash);
        else
            warn("user-data", "chpasswd is left out: only type hash is known");
    }
}

static void read_user_data(struct wish *wish, const char *dir)
{
    yaml_document_t doc;
    if (!doc_load(&doc, dir, "user-data", "#cloud-config"))
        return;
    yaml_node_t *root = yaml_document_get_root_node(&doc);
    const char *name = doc_text_of(&doc, root, "hostname");
    take_host(wish, "user-data", name ? name : doc_text_of(&doc, root, "fqdn"));
    take_keys(wish, &doc, doc_get(&doc, root, "ssh_authorized_keys"));
    take_users(wish, &doc, root);
    yaml_node_t *pwauth = doc_get(&doc, root, "ssh_pwauth");
    if (pwauth)
        wish->pwauth = doc_yes(pwauth, true) ? "yes" : "no";
    yaml_document_delete(&doc);
}

static void read_meta_data(struct wish *wish, const char *dir, const char *out)
{
    yaml_document_t doc;
    if (!doc_load(&doc, dir, "meta-data", NULL))
        return;
    yaml_node_t *root = yaml_document_get_root_node(&doc);
    const char *id = doc_text_of(&doc, root, "instance-id");
    if (id && is_printable(id, ID_MAX))
        put(out, "instance-id", id);
    else
        warn("meta-data", "instance-id is absent or not one line");
    take_host(wish, "meta-data", doc_text_of(&doc, root, "local-hostname"));
    yaml_document_delete(&doc);
}

static void read_network(const char *dir, const char *out)
{
    yaml_document_t doc;
    if (!doc_load(&doc, dir, "network-config", NULL))
        return;
    FILE *lines = create(out, "network");
    seed_network(&doc, lines);
    finish(lines);
    yaml_document_delete(&doc);
}

static void read_script(const char *dir, const char *out)
{
    size_t len = 0;
    const char *text = script_load(dir, "vendor-data", &len);
    if (!text)
        return;
    FILE *script = create(out, "script");
    fwrite(text, 1, len, script);
    finish(script);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("usage: seed IN OUT\n", stderr);
        return 2;
    }
    struct wish wish = { .pwauth = "" };
    wish.keys = create(argv[2], "keys");
    read_meta_data(&wish, argv[1], argv[2]);
    read_user_data(&wish, argv[1]);
    finish(wish.keys);
    put(argv[2], "hostname", wish.host);
    put(argv[2], "hash", wish.hash);
    put(argv[2], "pwauth", wish.pwauth);
    read_network(argv[1], argv[2]);
    read_script(argv[1], argv[2]);
    return 0;
}
