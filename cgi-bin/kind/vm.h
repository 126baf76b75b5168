/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asking for what happens to machines: one transaction writes the wish, the
 * reservation, the addresses and the task, so that "no room" is the answer to
 * the click and the address is on the page at once.
 */
#pragma once
#include "kind/kind.h"

struct vm_create {
    const char *name;
    int64_t image_id;
    int64_t location_id;
    int64_t plan_id;
    struct ids ssh_key_id;
    bool make_password;
    int64_t script_id; /* what it runs at its first boot; 0: none */
};
extern const struct field vm_create_form[];

struct vm_create_more {
    const char *labels;    /* JSON object, "{}" for none */
    bool stay_off;         /* made, not started */
    const char *user_data; /* in a script's place: checked by check_script(); NULL: none */
    int64_t account_id;    /* the customer whose it becomes; 0: the asker's own */
};

struct vm_created {
    struct asked asked;
    const char *password; /* made now and stored nowhere; NULL: none, or repeated */
    bool password_told;   /* repeated: the first answer held a password */
    const char *ipv4;
    const char *ipv6;
};

enum fault_code vm_create_ask(struct db *, const struct asker *, const struct vm_create *,
                              const struct vm_create_more *, const struct once *,
                              struct vm_created *out) MUST_CHECK;

/* Any other kind that works on a machine: vm_delete, vm_start, … */
enum fault_code vm_task_ask(struct db *, const struct asker *, const char *kind, int64_t vm_id,
                            const struct once *, struct asked *out) MUST_CHECK;

/* In a transaction of the parent's worker: the same as vm_task_ask(), for one of its children. */
enum fault_code vm_child_ask(struct db *, const struct asker *, const struct kind *, int64_t vm_id,
                             int64_t parent_id, struct asked *out) MUST_CHECK;
/* In a transaction of taskd: the same for a schedule, behind what people wait for. */
enum fault_code vm_task_queue(struct db *, const struct asker *, const struct kind *, int64_t vm_id,
                              int64_t *task_id) MUST_CHECK;

/* Why a task of this kind cannot be asked for now: NULL if it can. */
const char *vm_refuses(const struct vm *, const struct kind *);
/* Of one that has a task in hand: "web-01 is being started (task 812). …" */
const char *vm_busy_words(struct arena *, const struct vm *);
