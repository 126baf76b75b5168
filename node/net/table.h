/* SPDX-License-Identifier: Apache-2.0 */
/*
 * table.h: one installation's table in the kernel, through libnftables' command buffer. Nothing
 * else of the host's ruleset is read or changed.
 */
#ifndef NET_TABLE_H
#define NET_TABLE_H

#include <nftables/libnftables.h>

/* NULL, with a complaint, if nft cannot be opened. */
struct nft_ctx *table_open(void);

/* Runs the commands as one transaction. Returns -1, with nft's first line as a complaint. */
int table_run(struct nft_ctx *nft, const char *commands);

/* nft's listing of map `from`, valid until the next call here; NULL if it is not there. */
const char *table_taps(struct nft_ctx *nft, const char *inst);

/* Prints the table to standard output. */
int table_show(struct nft_ctx *nft, const char *inst);

/* Removes the table, if it is there. */
int table_remove(struct nft_ctx *nft, const char *inst);

#endif
