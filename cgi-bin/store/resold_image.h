/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a reseller may offer to its customers: its own images, which it retires, and the
 * provider's, which it withholds. The scope is { the reseller, SCOPE_ANY }; what is another's is
 * FAULT_MISSING, as what is not there.
 */
#pragma once
#include "store/list.h"

enum resold_image_state { RESOLD_OFFERED, RESOLD_WITHHELD, RESOLD_RETIRED, RESOLD_IMAGE_STATES };
extern const struct word resold_image_state_words[RESOLD_IMAGE_STATES];

struct resold_image {
    int64_t id;
    bool own; /* else the provider's */
    unsigned state;
    const char *name;
    const char *version;
    const char *icon;
    const char *format;
    const char *sha256;
    int64_t bytes;
    int64_t min_disk;
    int64_t min_memory;
    int64_t created_at;
};
extern const struct field resold_image_view[];
extern const struct list_noun resold_image_noun;

enum fault_code resold_image_load(const struct db *, const struct scope *, int64_t id,
                                  struct resold_image *) MUST_CHECK;
enum fault_code resold_image_list(const struct db *, const struct scope *,
                                  struct list *) MUST_CHECK;
/*
 * In a transaction: not offered any more, or again; machines made of it do not notice.
 * FAULT_CONFLICT: of one's own it is said by retiring it, of the provider's by withholding it.
 */
enum fault_code resold_image_withhold(struct db *, const struct scope *, int64_t id) MUST_CHECK;
enum fault_code resold_image_retire(struct db *, const struct scope *, int64_t id) MUST_CHECK;
enum fault_code resold_image_offer(struct db *, const struct scope *, int64_t id) MUST_CHECK;
