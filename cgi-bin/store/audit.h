/* SPDX-License-Identifier: Apache-2.0 */
/* Who did what, and who was refused what: only ever added to. */
#pragma once
#include "store/scope.h"

enum { AUDIT_NAME = 100 }; /* bytes of who and object */
struct audit_new {
    int64_t account_id;
    int64_t reseller_id;
    const char *who;     /* e-mail or "token NAME" */
    const char *address; /* the client's */
    const char *what;    /* "vm_create", "signin" */
    const char *object;  /* by name */
    bool refused;
};
enum fault_code audit_add(struct db *, const struct audit_new *) MUST_CHECK;
