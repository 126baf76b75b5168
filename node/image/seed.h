/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the seed program share beside seed_yaml.h. */
#ifndef SEED_H
#define SEED_H

#include <stdio.h>

#include "seed_yaml.h"

/*
 * Writes the lines that rc (root/usr/lib/hatchery) carries out: "nic mac M" or "nic name N", then
 * for that card "addr A/P", "route DST/P via GW", "route default via GW", "route DST/P", "dns A".
 */
void seed_network(yaml_document_t *doc, FILE *out);

#endif
