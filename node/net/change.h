/* SPDX-License-Identifier: Apache-2.0 */
/*
 * change.h: what is done to the table: one machine's chains replaced, or everything loaded from
 * libvirt's own files. The caller holds the lock.
 */
#ifndef NET_CHANGE_H
#define NET_CHANGE_H

#include "machine.h"

struct nft_ctx;

struct node {
    const char *inst;
    const char *run_dir; /* libvirt's XML of running machines */
    const char *etc_dir; /* libvirt's definitions; autostart/ below it */
    const char *lock;
};

enum loaded { LOAD_FAILED = -1, LOAD_ALL = 0, LOAD_SOME = 1 };

/* Base table and every machine's chains in one transaction. A machine whose XML is unfit is
 * complained of and left out (LOAD_SOME). `known`, which may be NULL, stands in for what the
 * files say of that machine. */
enum loaded load_all(struct nft_ctx *nft, const struct node *node, const struct machine *known);

/* Makes the table hold exactly the machine's listed nics; loads everything where the table is
 * missing or broken. */
int change_machine(struct nft_ctx *nft, const struct node *node, const struct machine *m);

/* Reads all of `fd`, at most 1 MiB, into one static buffer, which `*text` points at. */
int read_text(int fd, const char **text, size_t *len);

/* Reads libvirt's XML of the running machine `name`: 0, 1 if it is not running, -1. */
int running_machine(const struct node *node, const char *name, struct machine *out);

#endif
