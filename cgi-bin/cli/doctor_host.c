/* SPDX-License-Identifier: Apache-2.0 */
/* What `doctor` sees of this host: whose files are, what runs, what is full, what is open. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/doctor.h"

enum { CONF_MAX = 256 * 1024, TABLE_MAX = 1024 * 1024, FREE_BAD = 3, FREE_WARN = 10 };

/* --- secrets --- */

/* Whose group reads the password of a database user, as hatchery-setup has it; NULL: root's. */
static const char *reader_of(struct arena *a, const char *user)
{
    if (!strcmp(user, "owner") || !strcmp(user, "cli") || !strcmp(user, "taskd"))
        return NULL;
    char *group = arena_printf(a, "ht-%s", strcmp(user, "notes") ? user : "web");
    for (char *p = group; *p; p++)
        *p = *p == '_' ? '-' : *p;
    return group;
}

/* In a trial all is whoever's typed make run. */
static void look_at_group(struct doctor *d, const char *path, const char *group)
{
    struct stat st;
    const struct group *g = group ? getgrnam(group) : NULL;
    if (*d->c->conf.catcher || lstat(path, &st) || (group && !g) ||
        st.st_gid == (g ? g->gr_gid : 0))
        return;
    doctor_bad(d, "secret", T("hatchery-setup sets owners and modes"),
               T("%s is read by group %u, not by %s"), path, (unsigned)st.st_gid,
               group ? group : "root");
}

static void look_at_secret(struct doctor *d, const char *path)
{
    struct stat st;
    const char *mend = T("hatchery-setup sets owners and modes");
    if (lstat(path, &st)) {
        doctor_bad(d, "secret", T("hatchery-setup"), T("%s: %s"), path, strerror(errno));
        return;
    }
    if (!S_ISREG(st.st_mode) || st.st_mode & (S_IWGRP | S_IXGRP | S_IRWXO))
        doctor_bad(d, "secret", mend, T("%s has mode %o: others read or change it"), path,
                   (unsigned)st.st_mode & 07777);
    else if (st.st_uid != 0 && st.st_uid != geteuid())
        doctor_bad(d, "secret", mend, T("%s belongs to user %u, who may change it"), path,
                   (unsigned)st.st_uid);
}

static void look_at_secrets(struct doctor *d)
{
    struct cli *c = d->c;
    int64_t before = d->count;
    const char *key = arena_printf(c->arena, "%s/key", c->conf.secret_dir);
    for (unsigned user = 0; user < DB_USER_COUNT; user++) {
        const char *name = db_user_name(user);
        const char *path = arena_printf(c->arena, "%s/db-%s", c->conf.secret_dir, name);
        look_at_secret(d, path);
        look_at_group(d, path, reader_of(c->arena, name));
    }
    look_at_secret(d, key);
    look_at_group(d, key, "ht-key");
    look_at_secret(d, arena_printf(c->arena, "%s/key-script", c->conf.secret_dir));
    if (conf_use_key(c->fault, c->arena, &c->conf) ||
        conf_use_script_key(c->fault, c->arena, &c->conf)) {
        doctor_bad(d, "key", T("bring the key file back from where it is kept"), T("%s"),
                   fault_words(c->fault, c->arena));
        fault_clear(c->fault);
    }
    if (d->count == before)
        doctor_well(d, "secret", T("passwords and key are read by their programs alone"));
    bool trial = *c->conf.catcher; /* of make run, which tells both passwords */
    if (!trial && !access(arena_printf(c->arena, "%s/admin.txt", c->conf.state), F_OK))
        doctor_warn(d, "secret", T("change that password, then delete the file"),
                    T("the first administrator's password still lies in %s/admin.txt"),
                    c->conf.state);
}

/* --- programs --- */

struct running {
    const char *name;
    int64_t count;
    int64_t old; /* whose file was replaced since */
    bool confined; /* it should have a list of the kernel's calls */
    int64_t loose; /* those without, or of root's */
};

/* "/…/bin/my (deleted)" → the program's name, if it is one of this installation. */
static struct running *find_running(const struct doctor *d, struct running *all, size_t count,
                                    char *exe, bool *old)
{
    static const char gone[] = " (deleted)";
    const char *root = d->c->conf.root;
    size_t len = strlen(exe);
    *old = len > sizeof(gone) && !strcmp(exe + len - sizeof(gone) + 1, gone);
    if (*old)
        exe[len - sizeof(gone) + 1] = '\0';
    const char *name = strrchr(exe, '/');
    if (!name || strncmp(exe, root, strlen(root)))
        return NULL;
    /* a file that was replaced is called NAME.new for a moment */
    for (size_t i = 0; i < count; i++)
        if (!strncmp(name + 1, all[i].name, strlen(all[i].name)) &&
            !isalpha((unsigned char)name[1 + strlen(all[i].name)]))
            return &all[i];
    return NULL;
}

/* The number behind a word of /proc/PID/status. */
static long status_of(const char *body, const char *word)
{
    const char *at = strstr(body, word);
    return at ? strtol(at + strlen(word), NULL, 10) : -1;
}

/* Has it given up what its kind does? One that has just begun is looked at once more. */
static bool is_loose(const struct doctor *d, const char *pid)
{
    const char *path = arena_printf(d->c->arena, "/proc/%s/status", pid);
    bool trial = *d->c->conf.catcher; /* all as whoever typed make run, root perhaps */
    bool loose = true;
    for (int tries = 0; loose && tries < 3; tries++) {
        char *body = NULL;
        if (tries)
            clock_sleep_ms(500);
        if (file_read(d->c->fault, d->c->arena, path, CONF_MAX, &body)) {
            fault_clear(d->c->fault); /* it has ended */
            return false;
        }
        loose = status_of(body, "\nSeccomp:") != 2 || status_of(body, "\nNoNewPrivs:") != 1 ||
                (!trial && !status_of(body, "\nUid:"));
    }
    return loose;
}

static void count_running(const struct doctor *d, struct running *all, size_t count)
{
    DIR *proc = opendir("/proc");
    for (const struct dirent *e = proc ? readdir(proc) : NULL; e; e = readdir(proc)) {
        char exe[4096];
        bool old = false;
        if (!isdigit((unsigned char)e->d_name[0]))
            continue;
        ssize_t n =
            readlink(arena_printf(d->c->arena, "/proc/%s/exe", e->d_name), exe, sizeof(exe) - 1);
        if (n <= 0)
            continue;
        exe[n] = '\0';
        struct running *r = find_running(d, all, count, exe, &old);
        if (r) {
            r->count++;
            r->old += old;
            r->loose += r->confined && is_loose(d, e->d_name);
        }
    }
    if (proc)
        closedir(proc);
}

static void look_at_programs(struct doctor *d)
{
    struct running all[] = { { .name = "my", .confined = true },
                             { .name = "admin", .confined = true },
                             { .name = "api", .confined = true },
                             { .name = "taskd" },
                             { .name = "watcher" },
                             { .name = "mailer", .confined = true } };
    int64_t before = d->count;
    if (geteuid() != 0) {
        doctor_warn(d, "programs", T("run it as root"), T("only root sees what runs"));
        return;
    }
    count_running(d, all, countof(all));
    for (size_t i = 0; i < countof(all); i++) {
        bool web = i < 3;
        if (!all[i].count)
            doctor_bad(d, "programs",
                       arena_printf(d->c->arena,
                                    web ? T("systemctl status 'hatchery-%s-*'")
                                        : T("systemctl status hatchery-%s"),
                                    all[i].name),
                       T("%s does not run"), all[i].name);
        else if (all[i].old)
            doctor_warn(d, "programs",
                        T("hatchery-setup restarts them; taskd's keepers end by themselves"),
                        T("%s: %" PRId64 " of %" PRId64 " run an older version"), all[i].name,
                        all[i].old, all[i].count);
        if (all[i].loose)
            doctor_bad(d, "programs", T("hatchery-setup restarts them; see what their unit says"),
                       T("%s: %" PRId64 " of %" PRId64 " have not given up what they should"),
                       all[i].name, all[i].loose, all[i].count);
    }
    if (d->count == before)
        doctor_well(d, "programs", T("all run, in the version that is installed"));
}

/* --- disks --- */

static void look_at_disk(struct doctor *d, const char *path)
{
    struct statvfs fs;
    const char *mend = T("free some: MariaDB stops when its disk is full");
    if (statvfs(path, &fs) || !fs.f_blocks)
        return;
    unsigned long long percent = (unsigned long long)fs.f_bavail * 100 / fs.f_blocks;
    if (percent < FREE_BAD)
        doctor_bad(d, "disk", mend, T("%s has %llu %% free"), path, percent);
    else if (percent < FREE_WARN)
        doctor_warn(d, "disk", mend, T("%s has %llu %% free"), path, percent);
    else
        doctor_well(d, "disk", T("%s has %llu %% free"), path, percent);
}

/* --- libvirt on this host --- */

static const char *qemu_conf = "/etc/libvirt/qemu.conf";

/* The value of `key = value` in a file of libvirt's, or NULL. */
static const char *setting_of(struct arena *a, const char *body, const char *key)
{
    size_t len = strlen(key);
    for (const char *line = body; line && *line; line = strchr(line, '\n')) {
        line += strspn(line, "\n \t");
        const char *p = line + len;
        if (strncmp(line, key, len))
            continue;
        p += strspn(p, " \t");
        if (*p == '=')
            return arena_strndup(a, p + 1 + strspn(p + 1, " \t"),
                                 strcspn(p + 1 + strspn(p + 1, " \t"), "\n"));
    }
    return NULL;
}

static void look_at_libvirt(struct doctor *d)
{
    static const struct {
        const char *key;
        const char *value;
        const char *danger;
    } wrong[] = {
        { "user", "\"root\"", T("machines run as root") },
        { "security_driver", "\"none\"", T("no AppArmor holds a machine that broke out of QEMU") },
        { "seccomp_sandbox", "0", T("QEMU may make any call of the kernel") },
    };
    struct arena *a = d->c->arena;
    char *body = NULL;
    if (file_read(d->c->fault, a, qemu_conf, CONF_MAX, &body)) {
        fault_clear(d->c->fault);
        doctor_well(d, "libvirt", T("no settings of it are read on this host"));
        return;
    }
    int64_t before = d->count;
    for (size_t i = 0; i < countof(wrong); i++) {
        const char *value = setting_of(a, body, wrong[i].key);
        if (value && !strcmp(value, wrong[i].value))
            doctor_bad(d, "libvirt",
                       arena_printf(a, T("take %s out of %s, restart libvirtd"), wrong[i].key,
                                    qemu_conf),
                       T("%s = %s: %s"), wrong[i].key, value, wrong[i].danger);
    }
    if (d->count == before)
        doctor_well(d, "libvirt", T("%s is as safe as it comes"), qemu_conf);
}

/* --- what listens to all the world --- */

static const struct {
    unsigned first;
    unsigned last;
    const char *what;
} inner_ports[] = {
    { 3306, 3306, T("MariaDB") },
    { 4567, 4568, T("Galera") },
    { 5900, 6100, T("a machine's screen") },
    { 16509, 16509, T("libvirt without TLS") },
    { 49152, 49215, T("a migration") },
};

static void look_at_port(struct doctor *d, unsigned port)
{
    for (size_t i = 0; i < countof(inner_ports); i++)
        if (port >= inner_ports[i].first && port <= inner_ports[i].last)
            doctor_warn(d, "ports", T("bind it to loopback, or let the firewall keep others out"),
                        T("port %u (%s) listens on every address"), port, inner_ports[i].what);
}

/* A line of /proc/net/tcp: "  0: 00000000:0CEA 00000000:0000 0A …"; 0A listens. */
static bool listens_to_all(const char *line, unsigned *port)
{
    const char *at = strstr(line, ": ");
    char *end = NULL;
    size_t zeros = at ? strspn(at + 2, "0") : 0;
    if (!at || at[2 + zeros] != ':')
        return false;
    *port = (unsigned)strtoul(at + 2 + zeros + 1, &end, 16);
    const char *state = *end == ' ' ? strchr(end + 1, ' ') : NULL;
    return state && !strncmp(state, " 0A ", 4);
}

static void look_at_ports(struct doctor *d, const char *path)
{
    char *rest = NULL;
    char *body = NULL;
    if (file_read(d->c->fault, d->c->arena, path, TABLE_MAX, &body)) {
        fault_clear(d->c->fault);
        return;
    }
    for (char *line = strtok_r(body, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        unsigned port = 0;
        if (listens_to_all(line, &port))
            look_at_port(d, port);
    }
}

void doctor_host(struct doctor *d)
{
    look_at_secrets(d);
    look_at_programs(d);
    look_at_disk(d, d->c->conf.state);
    if (strncmp(d->c->conf.image_dir, d->c->conf.state, strlen(d->c->conf.state)))
        look_at_disk(d, d->c->conf.image_dir);
    look_at_libvirt(d);
    look_at_ports(d, "/proc/net/tcp");
    look_at_ports(d, "/proc/net/tcp6");
}
