/* SPDX-License-Identifier: Apache-2.0 */
/*
 * change.c: replaces a machine's chains or loads all (see change.h).
 *
 * Loading keeps the chains of machines that no file names: a machine between its prepare hook and
 * libvirt's first XML of it must not fall silent. Only where that is refused, because what is
 * there is of another shape, the whole table is made anew, in the same transaction.
 */
#include "change.h"

#include "owned.h"
#include "rules.h"
#include "say.h"
#include "table.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT_MAX ((size_t)1 << 20)
#define MACHINES_MAX 4096

struct loading {
    const struct node *node;
    const char *taps;
    FILE *out;
    bool skipped;
    size_t count;
    uint32_t seen[MACHINES_MAX];
};

static void drop_text(char **text)
{
    free(*text);
}

static void drop_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static void drop_dir(DIR **dir)
{
    if (*dir)
        closedir(*dir);
}

int read_text(int fd, const char **text, size_t *len)
{
    static char buffer[TEXT_MAX];
    size_t used = 0;
    ssize_t got = 1;
    while (got > 0 && used < TEXT_MAX) {
        got = read(fd, buffer + used, TEXT_MAX - used);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got > 0)
            used += (size_t)got;
    }
    if (got != 0) {
        complain("reading the XML: %s", got < 0 ? strerror(errno) : "it is too long");
        return -1;
    }
    *text = buffer;
    *len = used;
    return 0;
}

static int open_in(const char *dir, const char *name, const char *suffix)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof(path), "%s/%s%s", dir, name, suffix);
    if (n < 0 || (size_t)n >= sizeof(path)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

int running_machine(const struct node *node, const char *name, struct machine *out)
{
    OWNED(drop_fd) int fd = open_in(node->run_dir, name, ".xml");
    if (fd < 0 && errno == ENOENT)
        return 1;
    const char *text = NULL;
    size_t len = 0;
    if (fd < 0 || read_text(fd, &text, &len) < 0) {
        complain("libvirt's XML of %s cannot be read", name);
        return -1;
    }
    return machine_parse(text, len, node->inst, name, out);
}

/* The first that speaks of a machine is believed. */
static bool seen_before(struct loading *l, uint32_t id)
{
    for (size_t i = 0; i < l->count; i++)
        if (l->seen[i] == id)
            return true;
    return false;
}

static int load_machine(struct loading *l, const struct machine *m)
{
    if (seen_before(l, m->id))
        return 0;
    if (l->count == MACHINES_MAX) {
        complain("there are more than %d machines", MACHINES_MAX);
        return -1;
    }
    l->seen[l->count++] = m->id;
    rules_machine(l->out, l->node->inst, m, l->taps);
    return 0;
}

static int load_file(struct loading *l, const char *dir, const char *name)
{
    OWNED(drop_fd) int fd = open_in(dir, name, "");
    if (fd < 0 && errno == ENOENT)
        return 0;
    struct stat st;
    if (fd < 0 || fstat(fd, &st) < 0) {
        complain("%s/%s: %s", dir, name, strerror(errno));
        return -1;
    }
    static struct machine m;
    const char *text = NULL;
    size_t len = 0;
    if (!S_ISREG(st.st_mode))
        return 0;
    if (read_text(fd, &text, &len) < 0 || machine_parse(text, len, l->node->inst, name, &m) < 0)
        return -1;
    return m.ours ? load_machine(l, &m) : 0;
}

static void load_dir(struct loading *l, const char *path)
{
    OWNED(drop_dir) DIR *dir = opendir(path);
    if (!dir && errno != ENOENT) {
        complain("%s: %s", path, strerror(errno));
        l->skipped = true;
    }
    for (struct dirent *entry = dir ? readdir(dir) : NULL; entry; entry = readdir(dir)) {
        size_t len = strlen(entry->d_name);
        bool xml = len > 4 && strcmp(entry->d_name + len - 4, ".xml") == 0;
        if (xml && entry->d_name[0] != '.' && load_file(l, path, entry->d_name) < 0)
            l->skipped = true;
    }
}

/* With `taps` NULL the table is made anew. */
static enum loaded load_over(struct nft_ctx *nft, const struct node *node,
                             const struct machine *known, const char *taps)
{
    static struct loading l;
    OWNED(drop_text) char *commands = NULL;
    size_t len = 0;
    l = (struct loading){ .node = node, .taps = taps ? taps : "" };
    l.out = open_memstream(&commands, &len);
    if (!l.out) {
        complain("out of memory");
        return LOAD_FAILED;
    }
    if (!taps)
        fprintf(l.out, "add table bridge hatchery_%s\ndelete table bridge hatchery_%s\n",
                node->inst, node->inst);
    rules_base(l.out, node->inst);
    if (known)
        load_machine(&l, known);
    char autostart[PATH_MAX];
    snprintf(autostart, sizeof(autostart), "%s/autostart", node->etc_dir);
    load_dir(&l, node->run_dir);
    load_dir(&l, autostart);
    if (fclose(l.out) != 0 || table_run(nft, commands) < 0)
        return LOAD_FAILED;
    return l.skipped ? LOAD_SOME : LOAD_ALL;
}

enum loaded load_all(struct nft_ctx *nft, const struct node *node, const struct machine *known)
{
    const char *taps = table_taps(nft, node->inst);
    enum loaded done = taps ? load_over(nft, node, known, taps) : LOAD_FAILED;
    return done == LOAD_FAILED ? load_over(nft, node, known, NULL) : done;
}

static int change_in(struct nft_ctx *nft, const char *inst, const struct machine *m,
                     const char *taps)
{
    OWNED(drop_text) char *commands = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&commands, &len);
    if (!out)
        return -1;
    rules_machine(out, inst, m, taps);
    if (fclose(out) != 0)
        return -1;
    return len == 0 ? 0 : table_run(nft, commands);
}

int change_machine(struct nft_ctx *nft, const struct node *node, const struct machine *m)
{
    const char *taps = table_taps(nft, node->inst);
    if (taps && change_in(nft, node->inst, m, taps) == 0)
        return 0;
    return load_all(nft, node, m) == LOAD_FAILED ? -1 : 0;
}
