/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rules.h: writes nft commands: the base table (the one definition of it) and a machine's chains.
 * What is written comes from parsed values only. All output is meant for one transaction, which
 * the kernel takes or refuses as a whole: no packet ever sees half of it.
 *
 * Guests' frames from our taps go to chain `guest`, which jumps to the tap's own chain by map
 * `from` and drops what comes back: a tap without a chain, or with an empty one, is silent.
 */
#ifndef NET_RULES_H
#define NET_RULES_H

#include "machine.h"

#include <stdio.h>

/* The table with its base chains, made anew if it is there; the machines' chains stay. */
void rules_base(FILE *out, const char *inst);

/* The machine's chains replaced by those of its listed nics. `taps` is nft's listing of map
 * `from` ("" if there is none): a tap of the machine that is in it and no longer listed loses its
 * chain. With no nics the machine is forgotten. */
void rules_machine(FILE *out, const char *inst, const struct machine *m, const char *taps);

#endif
