/* SPDX-License-Identifier: Apache-2.0 */
/* Who may be run as, and what may be run: what root alone can change, from the file up to "/". */
#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/exec.h"

enum fault_code exec_user_find(struct fault *f, const char *name, struct exec_user *out)
{
    char room[16384];
    struct passwd row;
    struct passwd *found = NULL;
    int rc = getpwnam_r(name, &row, room, sizeof(room), &found);
    if (rc || !found)
        return fail(f, FAULT_MISSING, T("This host has no user %s."), name);
    out->uid = row.pw_uid;
    out->gid = row.pw_gid;
    out->groups = EXEC_GROUPS;
    if (getgrouplist(name, row.pw_gid, out->group, &out->groups) < 0)
        return fail(f, FAULT_INVALID, T("%s is in more than %d groups."), name, EXEC_GROUPS);
    return FAULT_OK;
}

/* A directory that all may write to is good enough where nobody may replace another's entry. */
static bool is_roots(const struct stat *st)
{
    bool open = st->st_mode & (S_IWGRP | S_IWOTH);
    return st->st_uid == 0 && (!open || (S_ISDIR(st->st_mode) && (st->st_mode & S_ISVTX)));
}

static enum fault_code check_above(struct fault *f, const char *path)
{
    char dir[PATH_MAX];
    struct stat st;
    snprintf(dir, sizeof(dir), "%s", path);
    for (char *slash = strrchr(dir, '/'); slash; slash = strrchr(dir, '/')) {
        slash[slash == dir] = '\0';
        if (lstat(dir, &st) || !S_ISDIR(st.st_mode) || !is_roots(&st))
            return fail(f, FAULT_INVALID,
                        T("Others than root can replace the program: %s is not root's alone."),
                        dir);
        if (!dir[1])
            break;
    }
    return FAULT_OK;
}

enum fault_code exec_check(struct fault *f, const char *dir, const char *path)
{
    char real[PATH_MAX];
    struct stat st;
    size_t len = strlen(dir);
    if (strncmp(path, dir, len) || path[len] != '/' || strstr(path, "/."))
        return fail(f, FAULT_INVALID, T("Programs for hooks lie in %s: %s does not."), dir, path);
    if (!realpath(path, real))
        return fail(f, FAULT_INVALID, T("%s cannot be found: %s."), path, strerror(errno));
    if (strcmp(real, path))
        return fail(f, FAULT_INVALID, T("The real path of %s is %s: name that."), path, real);
    if (lstat(path, &st) || !S_ISREG(st.st_mode) || !(st.st_mode & S_IXUSR))
        return fail(f, FAULT_INVALID, T("%s is not a program that can be run."), path);
    if (!is_roots(&st))
        return fail(f, FAULT_INVALID,
                    T("Others than root can change %s: make it root's, mode 0755."), path);
    return check_above(f, path);
}
