/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What things are called on a node. All carry the installation's prefix, so that
 * two installations can share a host; a volume lies in a pool of ours.
 */
#pragma once
#include "task/job.h"

const char *name_pool(const struct job *, int64_t storage_id);
const char *name_network(const struct job *, int64_t network_id);
const char *name_domain(const struct job *, int64_t vm_id);
const char *name_tap(const struct job *, int64_t vm_id);
const char *name_disk(const struct job *, int64_t vm_id);
const char *name_seed(const struct job *, int64_t vm_id);
const char *name_clock(const struct job *, int64_t node_id);
const char *name_image(const struct job *, int64_t image_id);
