/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a change changes: a thing is looked at before and after, in the change's transaction, and
 * what differs goes into the audit. A noun that people change has a row in audit_look.c; secrets
 * among its fields are compared and never shown.
 */
#pragma once
#include "db/db.h"

enum audit_noun_no {
    AUDIT_OF_NOTHING,
    AUDIT_OF_ACCOUNT,
    AUDIT_OF_BRAND, /* of a reseller */
    AUDIT_OF_DIFFERENCE,
    AUDIT_OF_GROUP, /* of accounts */
    AUDIT_OF_HOLD, /* by name */
    AUDIT_OF_HOOK,
    AUDIT_OF_IMAGE,
    AUDIT_OF_INVITATION, /* by address, account */
    AUDIT_OF_IP,
    AUDIT_OF_IP_POOL, /* how many addresses it has */
    AUDIT_OF_KIND,    /* by name */
    AUDIT_OF_MAIL,
    AUDIT_OF_MEMBER, /* user, account */
    AUDIT_OF_PLAN,
    AUDIT_OF_ROLE,
    AUDIT_OF_SCHEDULE,
    AUDIT_OF_SCRIPT, /* its text by digest */
    AUDIT_OF_SECOND_STEP, /* of a user: whether there is one, and the passkeys' names */
    AUDIT_OF_SESSIONS,    /* of a user: how many */
    AUDIT_OF_SETTINGS,
    AUDIT_OF_SSH_KEY,
    AUDIT_OF_TASK,
    AUDIT_OF_TOKEN,
    AUDIT_OF_USER,
    AUDIT_OF_USER_RESOLD, /* as resellers see theirs */
    AUDIT_OF_VM,
    AUDIT_NOUNS
};

struct audit_of {
    enum audit_noun_no noun;
    const int64_t *id; /* read when it is looked at: a thing that is made has none before */
    int64_t account_id; /* of a member, an invitation */
    const char *name;   /* of what goes by name */
};

/* *json: its fields as an object, "" if there is no such thing. */
enum fault_code audit_look(const struct db *, const struct audit_of *,
                           const char **json) MUST_CHECK;
/* {"field": [before, after]} of what differs; "" nothing. */
const char *audit_diff(struct arena *, enum audit_noun_no, const char *before, const char *after);
/* The same of one field that is known without looking; "": it is nothing there. */
const char *audit_pair(struct arena *, const char *field, const char *before, const char *after);
/* Of a secret: that it was set anew, and nothing of it. */
const char *audit_masked(struct arena *, const char *field);
/* `changes` and the task that was asked for. */
const char *audit_with_task(struct arena *, const char *changes, int64_t task_id);
/* "plan-3": by what its history is found; "" of what has none. */
const char *audit_about(struct arena *, const struct audit_of *);
