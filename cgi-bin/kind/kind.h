/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a kind of task is, without how it is done: its name, who may ask for it,
 * its steps' names and words, how long it may take. The pages, the JSON and the
 * command line need no more; task/ joins functions to the steps by name.
 */
#pragma once
#include "base/permission.h"
#include "store/task.h"
#include "store/vm.h"

struct kind_step {
    const char *name;
    const char *words;      /* "Make the disk" */
    const char *undo_words; /* "Remove the disk"; NULL: nothing to undo */
    bool interruptible;     /* a cancel may end its worker in the middle */
};

/* Who may cancel it. */
enum kind_cancel { CANCEL_NOBODY, CANCEL_STAFF, CANCEL_ACCOUNT };

enum { KIND_STEPS = 12 };

struct kind {
    const char *name;
    enum permission permission;
    const char *words;      /* "Create machine" */
    const char *busy_words; /* "being created" */
    int seconds;            /* of wall clock, for one try; and more for bytes to move */
    int tries;
    int every;     /* seconds: the panel asks for it by itself, on no machine; 0: it does not */
    int keep_days; /* a finished one is deleted after them */
    bool heavy;    /* moves disks: its node, storage and account have limits for such */
    enum kind_cancel cancel;
    bool again;        /* what failed may be asked for once more, on its machine */
    bool midway;       /* also once it has begun; what it did is undone */
    bool gathers;      /* it ends when its children have, however they ended */
    enum vm_busy busy; /* what it makes of a machine */
    int64_t wished;    /* enum vm_seen it wishes, SEEN_UNKNOWN: as before */
    struct kind_step steps[KIND_STEPS];
};

/* All kinds, ended by one without a name. */
extern const struct kind kinds[];
const struct kind *kind_find(const char *name); /* NULL: none */
int kind_step_count(const struct kind *k);

/* Who asks, as the gate found out; the task is checked against it again. */
struct asker {
    struct scope scope;
    int64_t account_id;
    int64_t reseller_id;
    int64_t user_id;     /* 0: a token */
    int64_t token_id;    /* 0: a user */
    const char *who;     /* e-mail, or "token NAME", or "STAFF as E-MAIL" */
    bool acting;         /* the provider's staff, as somebody of the account: */
    const char *staff;   /* by name; NULL: nobody acts */
    const char *as_user; /* and as whom */
    const char *address; /* the client's */
    const char *inst;    /* this installation's two characters */
    struct kind_plan
        *plan; /* kind/plan.h: NULL, or where to say what would be done, doing nothing */
};

/* Whoever it really is, where nobody else is to be named with him. */
static inline const char *asker_by(const struct asker *a)
{
    return a->staff ? a->staff : a->who;
}

/* Once only: key NULL asks without it. */
struct once {
    const char *key;
    const char *route;
    const char *body_hash;
};

struct asked {
    int64_t vm_id;
    int64_t task_id;
    bool repeated; /* it was asked before: nothing was done now */
};
