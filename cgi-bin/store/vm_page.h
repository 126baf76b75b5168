/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An account's machines as cloud clients list them: by page number, in one of a
 * few orders, by label. Plans, images and places are few and shown again and
 * again, so they are not joined to each row.
 */
#pragma once
#include "store/scope.h"

struct vm_page_row {
    int64_t id;
    const char *name;
    unsigned state; /* enum vm_state */
    const char *ipv4;
    const char *ipv6;
    int64_t disk;
    int64_t task_id;
    const char *labels; /* JSON object */
    int64_t created_at;
    int64_t plan_id;
    int64_t image_id;
    int64_t cluster_id;
};
extern const struct field vm_page_view[];

/*
 * One wish about a label: its value, or "*" where the machine has no such label,
 * must match the pattern. Keys and patterns are made by who checked them.
 */
struct vm_label_wish {
    const char *path;    /* of JSON: $."key" */
    const char *pattern; /* regular expression */
};
enum { VM_LABEL_WISHES = 8, VM_PAGE_COUNT_MOST = 200 };

enum vm_page_sort { VM_BY_ID, VM_BY_NAME };
struct vm_page_filter {
    const char *name; /* "" for all */
    int64_t states;   /* 1 << enum vm_state; 0 for all */
    struct vm_label_wish label[VM_LABEL_WISHES];
    int labels;
    enum vm_page_sort sort;
    bool down;
    int64_t behind; /* VM_BY_ID: the id that the page begins behind, 0: the first */
    int64_t offset; /* at most PAGE_DEEPEST */
    int64_t limit;
};

/* `who` has one account. */
enum fault_code vm_page(const struct db *, const struct scope *who, const struct vm_page_filter *,
                        struct list *) MUST_CHECK;
/* How many there are; one more than VM_PAGE_COUNT_MOST: more than that. */
enum fault_code vm_page_count(const struct db *, const struct scope *who,
                              const struct vm_page_filter *, int64_t *count) MUST_CHECK;
enum fault_code vm_page_one(const struct db *, const struct scope *who, int64_t id,
                            struct vm_page_row *) MUST_CHECK;
