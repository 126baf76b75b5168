/* SPDX-License-Identifier: Apache-2.0 */
/* One table says which keys there are; an unknown key stops the start. */
#include "base/conf.h"
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "base/checks.h"
#include "base/file.h"
#include "base/secret.h"

struct key {
    const char *name;
    size_t offset;
    const char *fallback; /* NULL: must be there */
    bool under;           /* the fallback is a name within the state directory */
};

static const struct key keys[] = {
    { "root", offsetof(struct conf, root), NULL, false },
    { "url", offsetof(struct conf, url), NULL, false },
    { "inst", offsetof(struct conf, inst), NULL, false },
    { "db_socket", offsetof(struct conf, db_socket), NULL, false },
    { "db_name", offsetof(struct conf, db_name), "hatchery", false },
    { "image_dir", offsetof(struct conf, image_dir), "images", true },
    { "run_dir", offsetof(struct conf, run_dir), "run", true },
    { "secret_dir", offsetof(struct conf, secret_dir), "secret", true },
    { "accel", offsetof(struct conf, accel), "tcg", false },
    { "mail_catcher", offsetof(struct conf, catcher), "", false },
    { "hook_dir", offsetof(struct conf, hook_dir), "/etc/hatchery/hook", false },
    { "hook_users", offsetof(struct conf, hook_users), "hatchery-hook", false },
    { "admin_url", offsetof(struct conf, admin_url), "", false },
    { "certificate", offsetof(struct conf, certificate), "", false },
    { "hosts", offsetof(struct conf, hosts), "", false },
};

/* What node/run/site.sh makes nginx's site of. */
static const char *const of_nginx[] = {
    "listen",  "listen_plain",   "certificate_key", "acme_dir",   "acme_mail",
    "proxies", "admin_networks", "rate_address",    "rate_token", "default_server",
};

static const char **slot(struct conf *c, const struct key *k)
{
    return (const char **)(void *)((char *)c + k->offset);
}

static enum fault_code set_key(struct fault *f, struct conf *c, const char *name, const char *value)
{
    for (size_t i = 0; i < countof(keys); i++)
        if (!strcmp(keys[i].name, name)) {
            *slot(c, &keys[i]) = value;
            return FAULT_OK;
        }
    for (size_t i = 0; i < countof(of_nginx); i++)
        if (!strcmp(of_nginx[i], name))
            return FAULT_OK;
    long long n = 0;
    if (strcmp(name, "lease_seconds"))
        return fail(f, FAULT_INVALID, T("hatchery.conf has an unknown key %s."), name);
    if (!parse_i64(value, 2, 600, &n))
        return fail(f, FAULT_INVALID, T("lease_seconds in hatchery.conf must be 2 to 600."));
    c->lease_seconds = (int)n;
    return FAULT_OK;
}

static enum fault_code parse(struct fault *f, struct arena *a, struct conf *c, char *body)
{
    char *save = NULL;
    for (char *line = strtok_r(body, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        if (line[0] == '#')
            continue;
        char *eq = strchr(line, '=');
        if (!eq)
            return fail(f, FAULT_INVALID, T("hatchery.conf has a line without '=': %s"), line);
        *eq = '\0';
        enum fault_code rc = set_key(f, c, line, eq + 1);
        if (rc)
            return rc;
    }
    for (size_t i = 0; i < countof(keys); i++) {
        const char **value = slot(c, &keys[i]);
        if (!*value && !keys[i].fallback)
            return fail(f, FAULT_INVALID, T("hatchery.conf does not say %s."), keys[i].name);
        if (!*value)
            *value = keys[i].under ? arena_printf(a, "%s/%s", c->state, keys[i].fallback)
                                   : keys[i].fallback;
    }
    return FAULT_OK;
}

/* NULL: it is no scheme://host[:port]. */
static const char *host_of(const char *url)
{
    const char *sep = strstr(url, "://");
    return sep && sep != url && sep[3] && !strchr(sep + 3, '/') ? sep + 3 : NULL;
}

enum fault_code conf_load(struct fault *f, struct arena *a, const char *state, struct conf *out)
{
    char real[PATH_MAX];
    *out = (struct conf){ .lease_seconds = 30 };
    if (!state)
        state = getenv("HATCHERY_STATE");
    if (!state)
        state = "var";
    if (!realpath(state, real))
        return fail(f, FAULT_MISSING, T("There is no directory %s. Say --state DIR."), state);
    out->state = arena_strdup(a, real);
    char *body = NULL;
    enum fault_code rc = file_read(f, a, arena_printf(a, "%s/hatchery.conf", real), 16384, &body);
    if (rc)
        return rc;
    rc = parse(f, a, out, body);
    if (rc)
        return rc;
    out->origin = out->url;
    out->host = host_of(out->url);
    if (!*out->admin_url)
        out->admin_url = NULL;
    else
        out->admin_host = host_of(out->admin_url);
    if (!out->host || (out->admin_url && !out->admin_host))
        return fail(f, FAULT_INVALID,
                    T("url and admin_url in hatchery.conf must be scheme://host[:port]."));
    if (out->admin_url && strncmp(out->url, out->admin_url, strcspn(out->url, ":") + 1) != 0)
        return fail(f, FAULT_INVALID,
                    T("url and admin_url in hatchery.conf must be both https or both http."));
    return FAULT_OK;
}

char *conf_url_at(struct arena *a, const char *url, const char *host)
{
    const char *name = strstr(url, "://");
    name = name ? name + 3 : url;
    bool numbers = *name == '['; /* an address of version 6 has colons of its own */
    const char *end = numbers ? strchr(name, ']') : NULL;
    const char *port = strchr(end ? end : name, ':');
    return arena_printf(a, "%.*s%s%s", (int)(name - url), url, host, port ? port : "");
}

/* Is `host` the first `len` bytes of `name`? */
static bool is_name(const char *name, size_t len, const char *host)
{
    return len && strlen(host) == len && !strncasecmp(name, host, len);
}

bool conf_serves(const struct conf *c, const char *host)
{
    if (is_name(c->host, strcspn(c->host, ":"), host))
        return true;
    for (const char *p = c->hosts + strspn(c->hosts, " "); *p; p += strspn(p, " ")) {
        size_t len = strcspn(p, " ");
        if (is_name(p, len, host))
            return true;
        p += len;
    }
    return false;
}

enum fault_code conf_db_password(struct fault *f, struct arena *a, const struct conf *c,
                                 const char *user, char **out)
{
    enum fault_code rc =
        file_read(f, a, arena_printf(a, "%s/db-%s", c->secret_dir, user), 256, out);
    if (rc)
        return rc;
    (*out)[strcspn(*out, "\n")] = '\0';
    return FAULT_OK;
}

static enum fault_code use_key(struct fault *f, struct arena *a, enum secret_key key,
                               const char *path)
{
    char *hex = NULL;
    enum fault_code rc = file_read(f, a, path, 256, &hex);
    if (rc)
        return rc;
    hex[strcspn(hex, "\n")] = '\0';
    bool good = secret_key_use(key, hex);
    secret_wipe(hex);
    return good ? FAULT_OK
                : fail(f, FAULT_INVALID, T("%s is no key of %d hexadecimal digits."), path,
                       SECRET_KEY_HEX);
}

enum fault_code conf_use_key(struct fault *f, struct arena *a, const struct conf *c)
{
    return use_key(f, a, SECRET_KEY_ALL, arena_printf(a, "%s/key", c->secret_dir));
}

enum fault_code conf_use_script_key(struct fault *f, struct arena *a, const struct conf *c)
{
    return use_key(f, a, SECRET_KEY_SCRIPT, arena_printf(a, "%s/key-script", c->secret_dir));
}
