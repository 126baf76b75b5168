/* SPDX-License-Identifier: Apache-2.0 */
/*
 * main.c: hatchery-net, which keeps guests of this host from sending as somebody else. libvirt's
 * hooks call it (node/net/hook-*.in), a unit loads everything at boot; it never calls libvirt,
 * which would wait for its own hook for ever. All changes are made under one lock.
 * Rule: `reconnect` ends with 0 whatever happens, because libvirt kills the running guest else.
 */
#include "change.h"
#include "owned.h"
#include "say.h"
#include "table.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define LONGEST_SECONDS 30

static const char usage[] =
    "usage: hatchery-net --inst XX [options] COMMAND\n"
    "  prepare NAME     replace the chains of the machine whose XML is on standard input\n"
    "  release NAME     remove them\n"
    "  reconnect NAME   replace them, or load everything; always ends with 0\n"
    "  port [NETWORK]   replace those of the owner of the port on standard input\n"
    "  load             base table and all machines, from libvirt's files\n"
    "  show, remove     print or remove this installation's table\n"
    "options: --run-dir DIR (/run/libvirt/qemu), --etc-dir DIR (/etc/libvirt/qemu),\n"
    "         --lock FILE (/run/hatchery-XX-net.lock)\n"
    "example: hatchery-net --inst h1 prepare h1-42 < h1-42.xml\n";

static volatile sig_atomic_t late_status = EXIT_FAILURE;

static void too_late(int signo)
{
    static const char text[] = "hatchery-net: the lock or nft took too long\n";
    (void)signo;
    if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
        _exit(late_status);
    _exit(late_status);
}

static void drop_nft(struct nft_ctx **nft)
{
    if (*nft)
        nft_ctx_free(*nft);
}

/* The lock is held until the process ends; taking it again is nothing. */
static int take_lock(const struct node *node)
{
    static bool held;
    if (held)
        return 0;
    int fd = open(node->lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0 || flock(fd, LOCK_EX) < 0) {
        complain("lock %s: %s", node->lock, strerror(errno));
        return -1;
    }
    held = true;
    return 0;
}

static int read_machine_input(const struct node *node, const char *name, struct machine *m)
{
    char quote[SHOWN_SIZE];
    const char *text = NULL;
    size_t len = 0;
    if (read_text(STDIN_FILENO, &text, &len) < 0)
        return -1;
    return machine_parse(text, len, node->inst, shown(name, quote), m);
}

static int change_locked(const struct node *node, const struct machine *m)
{
    if (!m->ours)
        return 0;
    if (take_lock(node) < 0)
        return -1;
    OWNED(drop_nft) struct nft_ctx *nft = table_open();
    return nft ? change_machine(nft, node, m) : -1;
}

static int prepare(const struct node *node, const char *name)
{
    static struct machine m;
    if (read_machine_input(node, name, &m) < 0)
        return -1;
    return change_locked(node, &m);
}

/* Whatever else of its XML became unfit: a machine that ended loses its chains. */
static int release(const struct node *node, const char *name)
{
    static struct machine m;
    if (read_machine_input(node, name, &m) < 0 && m.id == 0)
        return -1;
    m.ours = m.id != 0;
    m.nics = 0;
    return change_locked(node, &m);
}

static int load(const struct node *node, const char *name)
{
    (void)name;
    if (take_lock(node) < 0)
        return -1;
    OWNED(drop_nft) struct nft_ctx *nft = table_open();
    return nft && load_all(nft, node, NULL) == LOAD_ALL ? 0 : -1;
}

static int reconnect(const struct node *node, const char *name)
{
    late_status = EXIT_SUCCESS;
    if (prepare(node, name) < 0)
        load(node, name);
    return 0;
}

/* An owner without XML is not running: its prepare hook sees to it when it starts. */
static int port(const struct node *node, const char *name)
{
    static struct machine m;
    const char *text = NULL;
    size_t len = 0;
    char owner[OWNER_SIZE];
    (void)name;
    if (read_text(STDIN_FILENO, &text, &len) < 0 || port_owner(text, len, owner) < 0)
        return -1;
    if (owner[0] == '\0')
        return 0;
    if (take_lock(node) < 0)
        return -1;
    int found = running_machine(node, owner, &m);
    if (found != 0 || !m.ours)
        return found < 0 ? -1 : 0;
    OWNED(drop_nft) struct nft_ctx *nft = table_open();
    return nft ? change_machine(nft, node, &m) : -1;
}

static int show(const struct node *node, const char *name)
{
    (void)name;
    OWNED(drop_nft) struct nft_ctx *nft = table_open();
    return nft ? table_show(nft, node->inst) : -1;
}

static int remove_table(const struct node *node, const char *name)
{
    (void)name;
    if (take_lock(node) < 0)
        return -1;
    OWNED(drop_nft) struct nft_ctx *nft = table_open();
    return nft ? table_remove(nft, node->inst) : -1;
}

static const struct command {
    const char *name;
    int (*run)(const struct node *, const char *);
    int least, most; /* arguments after the command */
} commands[] = {
    { "prepare", prepare, 1, 1 }, { "release", release, 1, 1 }, { "reconnect", reconnect, 1, 1 },
    { "port", port, 0, 1 },       { "load", load, 0, 0 },       { "show", show, 0, 0 },
    { "remove", remove_table, 0, 0 },
};

static int run_command(const struct node *node, int argc, char **argv)
{
    for (size_t i = 0; argc > 0 && i < sizeof(commands) / sizeof(commands[0]); i++) {
        const struct command *c = &commands[i];
        if (strcmp(argv[0], c->name) != 0 || argc - 1 < c->least || argc - 1 > c->most)
            continue;
        signal(SIGALRM, too_late);
        alarm(LONGEST_SECONDS);
        return c->run(node, argc > 1 ? argv[1] : "") < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
    }
    fputs(usage, stderr);
    return 2;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        { "inst", required_argument, NULL, 'i' },    { "run-dir", required_argument, NULL, 'r' },
        { "etc-dir", required_argument, NULL, 'e' }, { "lock", required_argument, NULL, 'l' },
        { "help", no_argument, NULL, 'h' },          { NULL, 0, NULL, 0 },
    };
    char lock[32];
    struct node node = { .run_dir = "/run/libvirt/qemu", .etc_dir = "/etc/libvirt/qemu" };
    for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (c) {
        case 'i': node.inst = optarg; break;
        case 'r': node.run_dir = optarg; break;
        case 'e': node.etc_dir = optarg; break;
        case 'l': node.lock = optarg; break;
        case 'h': fputs(usage, stdout); return EXIT_SUCCESS;
        default: fputs(usage, stderr); return 2;
        }
    }
    complain_open();
    if (!node.inst || inst_parse(node.inst) < 0) {
        complain("--inst takes two characters of a-z and 0-9");
        return 2;
    }
    snprintf(lock, sizeof(lock), "/run/hatchery-%s-net.lock", node.inst);
    if (!node.lock)
        node.lock = lock;
    return run_command(&node, argc - optind, argv + optind);
}
