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
    AUDIT_OF_HOOK,
    AUDIT_OF_IMAGE,
    AUDIT_OF_IP,
    AUDIT_OF_KIND, /* by name */
    AUDIT_OF_MEMBER, /* user, account */
    AUDIT_OF_PLAN,
    AUDIT_OF_SCHEDULE,
    AUDIT_OF_SETTINGS,
    AUDIT_OF_SSH_KEY,
    AUDIT_OF_TOKEN,
    AUDIT_OF_USER,
    AUDIT_OF_VM,
    AUDIT_NOUNS
};

struct audit_of {
    enum audit_noun_no noun;
    const int64_t *id; /* read when it is looked at: a thing that is made has none before */
    int64_t account_id; /* of a member */
    const char *name;   /* of a kind */
};

/* *json: its fields as an object, "" if there is no such thing. */
enum fault_code audit_look(const struct db *, const struct audit_of *,
                           const char **json) MUST_CHECK;
/* {"field": [before, after]} of what differs; "" nothing. */
const char *audit_diff(struct arena *, enum audit_noun_no, const char *before, const char *after);
