/* SPDX-License-Identifier: Apache-2.0 */
/*
 * table.c: our table in the kernel (see table.h).
 */
#include "table.h"

#include "say.h"

#include <stdio.h>
#include <string.h>

struct nft_ctx *table_open(void)
{
    struct nft_ctx *nft = nft_ctx_new(NFT_CTX_DEFAULT);
    if (!nft || nft_ctx_buffer_error(nft) != 0 || nft_ctx_buffer_output(nft) != 0) {
        complain("nft cannot be opened");
        return NULL;
    }
    return nft;
}

int table_run(struct nft_ctx *nft, const char *commands)
{
    if (nft_run_cmd_from_buffer(nft, commands) == 0)
        return 0;
    const char *why = nft_ctx_get_error_buffer(nft);
    complain("nft refused the rules: %.*s", (int)strcspn(why, "\n"), why);
    return -1;
}

const char *table_taps(struct nft_ctx *nft, const char *inst)
{
    char command[64];
    snprintf(command, sizeof(command), "list map bridge hatchery_%s from", inst);
    if (nft_run_cmd_from_buffer(nft, command) != 0)
        return NULL;
    return nft_ctx_get_output_buffer(nft);
}

int table_show(struct nft_ctx *nft, const char *inst)
{
    char command[64];
    snprintf(command, sizeof(command), "list table bridge hatchery_%s", inst);
    if (table_run(nft, command) < 0)
        return -1;
    return fputs(nft_ctx_get_output_buffer(nft), stdout) < 0 ? -1 : 0;
}

/* Added first, so that the deletion cannot miss it. */
int table_remove(struct nft_ctx *nft, const char *inst)
{
    char commands[128];
    snprintf(commands, sizeof(commands),
             "add table bridge hatchery_%s\ndelete table bridge hatchery_%s\n", inst, inst);
    return table_run(nft, commands);
}
