/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `doctor` sees of what `make install` and hatchery-setup made on this host: users and their
 * groups, whose programs and units are, what is enabled, the cron line, nginx's site. What it
 * should be is read from the files that were laid, so that there is no second list.
 */
#include <grp.h>
#include <inttypes.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/file.h"
#include "cli/doctor.h"

enum { LAID_MAX = 64 * 1024, WORD = 64 };

#define SETUP T("hatchery-setup")
#define INSTALL T("make install, then hatchery-setup")

static const char *read_laid(struct doctor *d, const char *path)
{
    char *body = NULL;
    if (!file_read(d->c->fault, d->c->arena, path, LAID_MAX, &body))
        return body;
    fault_clear(d->c->fault);
    return NULL;
}

/* Something that root alone may change, and that is there. */
static bool is_roots(struct doctor *d, const char *check, const char *path, const char *mend)
{
    struct stat st;
    if (stat(path, &st))
        doctor_bad(d, check, mend, T("there is no %s"), path);
    else if (st.st_uid || st.st_mode & (S_IWGRP | S_IWOTH))
        doctor_bad(d, check, T("chown root: and chmod go-w, and see who changed it"),
                   T("%s may be changed by others than root"), path);
    else
        return true;
    return false;
}

/* --- users and groups, by sysusers.d --- */

static bool is_member(const struct group *g, const char *user)
{
    for (char **member = g->gr_mem; *member; member++)
        if (!strcmp(*member, user))
            return true;
    return false;
}

static void look_at_line(struct doctor *d, const char *line)
{
    char type[WORD];
    char name[WORD];
    char group[WORD];
    if (sscanf(line, "%63s %63s %63s", type, name, group) != 3)
        return;
    if (!strcmp(type, "u") && !getpwnam(name))
        doctor_bad(d, "users", SETUP, T("there is no user %s"), name);
    const struct group *g = strcmp(type, "m") ? NULL : getgrnam(group);
    if (!strcmp(type, "m") && (!g || !is_member(g, name)))
        doctor_bad(d, "users", SETUP, T("%s is not in the group %s"), name, group);
}

/* Whoever else is in a group of ours reads what its programs read. */
static void look_at_others(struct doctor *d, const char *laid, const char *group)
{
    const struct group *g = getgrnam(group);
    for (char **member = g ? g->gr_mem : NULL; member && *member; member++) {
        char type[WORD];
        char name[WORD];
        char in[WORD];
        bool meant = false;
        for (const char *line = laid; line; line = strchr(line, '\n')) {
            line += *line == '\n';
            meant |= sscanf(line, "%63s %63s %63s", type, name, in) == 3 && !strcmp(type, "m") &&
                     !strcmp(name, *member) && !strcmp(in, group);
        }
        if (!meant)
            doctor_bad(d, "users", arena_printf(d->c->arena, "gpasswd -d %s %s", *member, group),
                       T("%s is in the group %s, which is for programs alone"), *member, group);
    }
}

static void look_at_people(struct doctor *d, const char *lib)
{
    int64_t before = d->count;
    const char *path = arena_printf(d->c->arena, "%s/sysusers.d/hatchery.conf", lib);
    const char *laid = read_laid(d, path);
    if (!laid) {
        doctor_bad(d, "users", INSTALL, T("there is no %s"), path);
        return;
    }
    for (const char *line = laid; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        look_at_line(d, line);
    }
    look_at_others(d, laid, "ht-key");
    look_at_others(d, laid, "ht-web");
    if (d->count == before)
        doctor_well(d, "users", T("each program has its own, in the groups that it needs"));
}

/* --- programs and units --- */

static bool is_unit(const char *name)
{
    const char *dot = strrchr(name, '.');
    return !strncmp(name, "hatchery-", 9) && dot &&
           (!strcmp(dot, ".service") || !strcmp(dot, ".socket"));
}

static bool is_program(const char *name)
{
    return name[0] != '.';
}

/* The folder, and what `wanted` takes in it, can be changed by root alone. */
static const char *const *laid_in(struct doctor *d, const char *check, const char *dir,
                                  bool (*wanted)(const char *), size_t *count)
{
    const char *const *names = NULL;
    *count = 0;
    if (!is_roots(d, check, dir, INSTALL))
        return NULL;
    if (file_list(d->c->fault, d->c->arena, dir, wanted, &names, count))
        fault_clear(d->c->fault);
    for (size_t i = 0; i < *count; i++)
        is_roots(d, check, arena_printf(d->c->arena, "%s/%s", dir, names[i]), INSTALL);
    return names;
}

static bool has_systemd(struct doctor *d, const char *dir, const char *name, const char *ending)
{
    return !access(arena_printf(d->c->arena, "/etc/systemd/system/%s%s%s", dir, name, ending),
                   F_OK);
}

static void look_at_unit(struct doctor *d, const char *name)
{
    const char *mend = arena_printf(d->c->arena, "systemctl enable --now %s", name);
    if (!has_systemd(d, "hatchery.target.wants/", name, ""))
        doctor_bad(d, "units", mend, T("%s is not enabled: the next boot does not start it"), name);
    if (has_systemd(d, "", name, "") || has_systemd(d, "", name, ".d"))
        doctor_warn(d, "units",
                    arena_printf(d->c->arena, "systemctl cat %s; systemctl revert %s", name, name),
                    T("%s is changed on this host: does it still give up what it should?"), name);
}

static void look_at_units(struct doctor *d, const char *lib)
{
    size_t count = 0;
    int64_t before = d->count;
    const char *dir = arena_printf(d->c->arena, "%s/systemd/system", lib);
    const char *const *names = laid_in(d, "units", dir, is_unit, &count);
    bool boots = !access("/run/systemd/system", F_OK);
    if (names && !count)
        doctor_bad(d, "units", INSTALL, T("there are none in %s"), dir);
    if (boots && !has_systemd(d, "multi-user.target.wants/", "hatchery.target", ""))
        doctor_bad(d, "units", T("systemctl enable hatchery.target"),
                   T("hatchery.target is not enabled: the next boot starts nothing"));
    for (size_t i = 0; boots && i < count; i++)
        look_at_unit(d, names[i]);
    if (d->count == before)
        doctor_well(d, "units",
                    boots ? T("all are root's, enabled, and as they were laid")
                          : T("all are root's; systemd does not run here"));
}

/* --- cron and nginx --- */

static void look_at_cron(struct doctor *d)
{
    static const char path[] = "/etc/cron.d/hatchery";
    if (!is_roots(d, "cron", path, SETUP))
        return;
    const char *body = read_laid(d, path);
    const char *program = arena_printf(d->c->arena, " %s/build/bin/collector ", d->c->conf.root);
    const char *line = body ? strstr(body, "\n* * * * * ht-collector ") : NULL;
    if (!line || !strstr(line, program))
        doctor_bad(d, "cron", SETUP, T("%s does not have ht-collector run%seach minute"), path,
                   program);
    else
        doctor_well(d, "cron", T("the collector runs each minute, as its own user"));
}

static void look_at_site(struct doctor *d)
{
    static const char path[] = "/etc/nginx/sites-enabled/hatchery";
    struct stat site;
    struct stat conf;
    if (!is_roots(d, "site", path, SETUP) || stat(path, &site))
        return;
    bool newer = !stat(arena_printf(d->c->arena, "%s/hatchery.conf", d->c->conf.state), &conf) &&
                 (conf.st_mtim.tv_sec > site.st_mtim.tv_sec ||
                  (conf.st_mtim.tv_sec == site.st_mtim.tv_sec &&
                   conf.st_mtim.tv_nsec > site.st_mtim.tv_nsec));
    if (newer)
        doctor_warn(d, "site", SETUP, T("hatchery.conf was changed since nginx's site was made"));
    else
        doctor_well(d, "site", T("nginx's site is newer than hatchery.conf"));
}

void doctor_install(struct doctor *d)
{
    size_t count = 0;
    int64_t before = d->count;
    const char *lib = arena_printf(d->c->arena, "%s/..", d->c->conf.root);
    laid_in(d, "files", arena_printf(d->c->arena, "%s/build/bin", d->c->conf.root), is_program,
            &count);
    laid_in(d, "files", arena_printf(d->c->arena, "%s/templates", d->c->conf.root), is_program,
            &count);
    is_roots(d, "files", d->c->conf.secret_dir, SETUP);
    is_roots(d, "files", arena_printf(d->c->arena, "%s/hatchery.conf", d->c->conf.state), SETUP);
    if (d->count == before)
        doctor_well(d, "files", T("programs, templates and settings are root's alone to change"));
    look_at_people(d, lib);
    look_at_units(d, lib);
    look_at_cron(d);
    look_at_site(d);
}
