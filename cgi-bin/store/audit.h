/* SPDX-License-Identifier: Apache-2.0 */
/* Who did what, and who was refused what: only ever added to. */
#pragma once
#include "store/scope.h"

enum { AUDIT_NAME = 100 }; /* bytes of who and object */
enum { AUDIT_CHANGES = 4096, AUDIT_SALT = 32, AUDIT_ABOUT = 80 };
struct audit_new {
    int64_t account_id;
    int64_t reseller_id;
    const char *who;     /* e-mail or "token NAME" */
    const char *as_user; /* whom somebody of the staff acts as; NULL: nobody */
    const char *address; /* the client's */
    const char *what;    /* "vm_create", "signin" */
    const char *object;  /* by name */
    const char *changes; /* {"field": [before, after]}; NULL: none */
    const char *about;   /* "plan-3", see audit_about(); NULL: nothing that has a history */
    const char *why;     /* of a refusal: fault_api_code(); NULL: it was none */
    int64_t vm_id;       /* whose history it belongs to; 0: no machine's */
    bool by_other;       /* `who` is none of the account's own people */
    bool refused;
};
/* The request in hand, as the log has it, is kept with it. */
enum fault_code audit_add(struct db *, const struct audit_new *) MUST_CHECK;

/* What of a row may name somebody, in the order in which its digest has them. */
struct audit_person {
    const char *who;
    const char *address;
    const char *object;
    const char *changes;
    const char *as_user; /* enters where there is one: older rows had no such column */
};
char *audit_digest(struct arena *, const char *salt, const struct audit_person *);
