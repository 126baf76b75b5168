/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a reseller shows itself to its customers: name, colours, who its mails are from, and a host
 * name at which its users alone sign in. What is "" is as the panel has it.
 */
#pragma once
#include "store/scope.h"

struct brand {
    int64_t reseller_id;
    const char *name;
    const char *host;        /* "panel.nordlicht.example", small letters, no port */
    const char *accent;      /* "#0a6673", on light ground */
    const char *accent_dark; /* on dark ground */
    const char *sender;      /* an e-mail address */
    const char *host_asked;  /* `host` once the provider has confirmed it; others may ask, too */
    const char *logo;        /* digest */
    int64_t logo_width;      /* pixels */
    int64_t logo_height;
};
extern const struct field brand_view[];
/* Of a struct brand: what a reseller says of it. */
extern const struct field brand_form[];

/* FAULT_MISSING: nobody has this host name. */
enum fault_code brand_by_host(const struct db *, const char *host, struct brand *) MUST_CHECK;
/* The brand of whom an account buys, all "" if there is none. */
enum fault_code brand_of(const struct db *, int64_t reseller_id, struct brand *) MUST_CHECK;
/* From which address its mails are: its own, once the provider has confirmed a host name at that
 * domain, else `own`, which is the panel's. */
const char *brand_sender(const struct brand *, const char *own);
/* Where its customers find the panel, whose own address is `own`. */
const char *brand_url(struct arena *, const char *own, const struct brand *);
/* In a transaction. Its `host` is what is asked for; another than before leads nowhere until it is
 * confirmed, and what was confirmed goes on until then. */
enum fault_code brand_save(struct db *, const struct brand *) MUST_CHECK;
/* In a transaction: the host name that it asks for is its own from here on, "": none is.
 * FAULT_UNIQUE: it is another's; FAULT_CONFLICT: it asks for another by now. */
enum fault_code brand_confirm(struct db *, int64_t reseller_id, const char *host) MUST_CHECK;

/* The host names of a reseller that has one or asks for one. */
struct brand_host {
    int64_t reseller_id;
    const char *reseller; /* by name */
    const char *host;
    const char *host_asked;
};
extern const struct field brand_host_view[];
/* A thousand, in the order of ids. */
enum fault_code brand_hosts_any(const struct db *, struct list *) MUST_CHECK;

struct brand_logo {
    const char *png;
    size_t len; /* 0: no logo */
    int64_t width;
    int64_t height;
};
/* In a transaction. */
enum fault_code brand_logo_save(struct db *, int64_t reseller_id,
                                const struct brand_logo *) MUST_CHECK;
/* FAULT_MISSING: nobody has one of this digest. Without its size. */
enum fault_code brand_logo_load(const struct db *, const char *digest,
                                struct brand_logo *) MUST_CHECK;

/* How far apart two colours "#rrggbb" are, in hundredths of WCAG's contrast: 450 can be read. */
int brand_contrast(const char *one, const char *other);
