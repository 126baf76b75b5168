/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Images are opaque, immutable files known by their SHA-256; the panel's copy is
 * STATE/images/ID. An image_copy row says on which storage one lies.
 */
#pragma once
#include "store/scope.h"

enum image_kind { IMAGE_SYSTEM, IMAGE_OF_VM, IMAGE_BACKUP, IMAGE_SNAPSHOT, IMAGE_KINDS };
extern const struct word image_kind_words[IMAGE_KINDS];

struct image {
    int64_t id;
    unsigned kind;
    const char *name;
    const char *version;
    const char *icon;
    const char *format; /* "raw" or "qcow2": told, never probed */
    int64_t bytes;
    const char *sha256;
    int64_t min_disk;
    int64_t min_memory;
    int64_t retired_at;
    int64_t created_at;
};
extern const struct field image_view[];

/* FAULT_UNIQUE, with *id set, when an image with this SHA-256 is registered. */
enum fault_code image_add(struct db *, int64_t account_id, int64_t reseller_id,
                          const struct image *, int64_t *id) MUST_CHECK;
/* What a machine of the account may be made of already: its own, its reseller's, the provider's. */
enum fault_code image_load(const struct db *, const struct scope *, int64_t id,
                           struct image *) MUST_CHECK;
/* What it may be made of now: neither retired nor withheld by the account's reseller. */
enum fault_code image_choose(const struct db *, int64_t account_id, int64_t id,
                             struct image *) MUST_CHECK;
/* All that it may choose; `retired`: also what it could, were it not retired. */
enum fault_code image_offered(const struct db *, int64_t account_id, bool retired,
                              struct list *) MUST_CHECK;
/* The provider's and all resellers', retired ones too. */
enum fault_code image_list_everyones(const struct db *, struct list *) MUST_CHECK;
/* The account's own behind an id, retired ones too. */
enum fault_code image_page(const struct db *, const struct scope *, int64_t behind, int64_t limit,
                           struct list *) MUST_CHECK;
/* Not offered any more, or again. Machines and other images made of it do not notice. */
enum fault_code image_retire(struct db *, int64_t id, bool retired) MUST_CHECK;
/* How many machines are made of it; one more than COUNT_MOST: more than that. */
enum fault_code image_machines_any(const struct db *, int64_t id, int64_t *count) MUST_CHECK;
/* Where it lies: rows of struct image_place, by storage. */
struct image_place {
    int64_t storage_id;
    const char *storage;
    int64_t node_id;
    const char *node; /* "" of a storage that the cluster shares */
    unsigned state;   /* enum image_copy_state */
    int64_t task_id;
};
extern const struct field image_place_view[];
enum fault_code image_places_any(const struct db *, int64_t id, struct list *) MUST_CHECK;

enum image_copy_state { COPY_COMING, COPY_THERE, COPY_STATES };
struct image_copy {
    int64_t image_id;
    int64_t storage_id;
    int64_t state;
    int64_t task_id;
};
/* In a transaction: the copy's row locked; FAULT_MISSING when there is none. */
enum fault_code image_copy_lock(struct db *, int64_t image_id, int64_t storage_id,
                                struct image_copy *) MUST_CHECK;
enum fault_code image_copy_coming(struct db *, int64_t image_id, int64_t storage_id,
                                  int64_t task_id) MUST_CHECK;
enum fault_code image_copy_there(struct db *, int64_t image_id, int64_t storage_id) MUST_CHECK;
enum fault_code image_copy_gone(struct db *, int64_t image_id, int64_t storage_id) MUST_CHECK;
