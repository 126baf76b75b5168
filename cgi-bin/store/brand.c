/* SPDX-License-Identifier: Apache-2.0 */
/* A colour is taken only where all that is written in it, or on it, can be read. */
#include "store/brand.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "base/conf.h"
#include "store/brand_rows.h"
#include "store/number.h"

/* --- colours --- */

enum { READABLE = 450 };

/* x to the power of 2.4, for 0 to 1: the fifth root of x to the 12th, by Newton. */
static double power_2_4(double x)
{
    double wanted = x * x * x * x * x * x;
    wanted *= wanted;
    double y = 1;
    for (int i = 0; i < 60 && wanted > 0; i++)
        y -= (y - wanted / (y * y * y * y)) / 5;
    return wanted > 0 ? y : 0;
}

static double part_of(const char *colour, int at)
{
    char digits[3] = { colour[1 + 2 * at], colour[2 + 2 * at], '\0' };
    double c = (double)strtol(digits, NULL, 16) / 255;
    return c <= 0.04045 ? c / 12.92 : power_2_4((c + 0.055) / 1.055);
}

static double luminance(const char *colour)
{
    return 0.2126 * part_of(colour, 0) + 0.7152 * part_of(colour, 1) + 0.0722 * part_of(colour, 2);
}

int brand_contrast(const char *one, const char *other)
{
    double a = luminance(one) + 0.05;
    double b = luminance(other) + 0.05;
    return (int)((a > b ? a / b : b / a) * 100);
}

static bool is_colour(const char *s)
{
    return strlen(s) == 7 && s[0] == '#' && strspn(s + 1, "0123456789abcdefABCDEF") == 6;
}

/* The grounds of static/style/base.css that it may stand on, one that it tinges itself, and what is
 * written on it. */
enum { GROUNDS = 5 };
static const char *check_on(const char *colour, const char *const grounds[GROUNDS], const char *why)
{
    if (!is_colour(colour))
        return T("A colour is a # and six hexadecimal digits, such as #0a6673.");
    for (int i = 0; i < GROUNDS; i++)
        if (brand_contrast(colour, grounds[i]) < READABLE)
            return why;
    return NULL;
}

static const char *check_light(const char *colour)
{
    static const char *const grounds[] = { "#f6f4ef", "#fffefc", "#efece4", "#ececea", "#ffffff" };
    return check_on(colour, grounds, T("Too light to be read on light ground. Take a darker one."));
}

static const char *check_dark(const char *colour)
{
    static const char *const grounds[] = { "#0f1314", "#161b1d", "#0b0e0f", "#272b2d", "#04222a" };
    return check_on(colour, grounds, T("Too dark to be read on dark ground. Take a lighter one."));
}

/* --- host names --- */

static const char *check_host(const char *name)
{
    static const char *const wrong = T(
        "A host name is small letters, digits, hyphens and dots, such as panel.nordlicht.example.");
    size_t label = 0;
    int dots = 0;
    const char *last = name;
    for (const char *p = name;; p++) {
        if (*p && *p != '.' && !strchr("abcdefghijklmnopqrstuvwxyz0123456789-", *p))
            return wrong;
        if (*p && *p != '.') {
            label++;
            continue;
        }
        if (!label || label > 63 || p[-1] == '-' || p[-(ptrdiff_t)label] == '-')
            return wrong;
        if (!*p)
            break;
        dots++;
        label = 0;
        last = p + 1;
    }
    /* an address of numbers is none */
    return dots && !isdigit((unsigned char)*last) ? NULL : wrong;
}

const struct field brand_form[] = {
    TEXT(struct brand, name, .max = 100, .check = check_title),
    TEXT(struct brand, host, .max = 253, .check = check_host),
    TEXT(struct brand, accent, .max = 7, .check = check_light),
    TEXT(struct brand, accent_dark, .max = 7, .check = check_dark),
    TEXT(struct brand, sender, .max = 254, .check = check_email),
    FIELDS_END,
};

/* --- rows --- */

const struct field brand_view[] = {
    I64(struct brand, reseller_id),
    TEXT(struct brand, name),
    TEXT(struct brand, host),
    TEXT(struct brand, accent),
    TEXT(struct brand, accent_dark),
    TEXT(struct brand, sender),
    TEXT(struct brand, host_asked),
    TEXT(struct brand, logo),
    I64(struct brand, logo_width),
    I64(struct brand, logo_height),
    FIELDS_END,
};

QUERY(of, DB_MY | DB_MY_READER | DB_API | DB_MAILER | DB_ADMIN | DB_ADMIN_READER,
      BRAND_COLUMNS "WHERE reseller_id = ?", ROWS(struct brand, brand_view));
QUERY(make, DB_MY, "INSERT IGNORE INTO brand (reseller_id) VALUES (?)");
QUERY(set, DB_MY,
      "UPDATE brand SET name = ?, host = IF(? = '', NULL, host), host_asked = ?, accent = ?, "
      "accent_dark = ?, sender = ? WHERE reseller_id = ?");
QUERY(confirm, DB_ADMIN | DB_CLI, "UPDATE brand SET host = NULLIF(?, '') WHERE reseller_id = ?");
QUERY(asked, DB_ADMIN | DB_CLI, BRAND_COLUMNS "WHERE reseller_id = ? FOR UPDATE",
      ROWS(struct brand, brand_view));

enum fault_code brand_of(const struct db *db, int64_t reseller_id, struct brand *out)
{
    static const struct brand none = { .name = "",
                                       .host = "",
                                       .accent = "",
                                       .accent_dark = "",
                                       .sender = "",
                                       .host_asked = "",
                                       .logo = "" };
    enum fault_code rc = db_one(db, &of, out, ARGS(ARG(reseller_id)));
    if (rc != FAULT_MISSING)
        return rc;
    fault_clear(db->fault);
    *out = none;
    return FAULT_OK;
}

const char *brand_url(struct arena *a, const char *own, const struct brand *b)
{
    return b->host && *b->host ? conf_url_at(a, own, b->host) : own;
}

/* Is it that name, or one below it? */
static bool is_below(const char *name, const char *domain)
{
    size_t len = strlen(name);
    size_t most = strlen(domain);
    return len >= most && !strcasecmp(name + len - most, domain) &&
           (len == most || name[len - most - 1] == '.');
}

/* Whoever confirms the host name looks at whose it is; nobody else's domain is sent for. */
const char *brand_sender(const struct brand *b, const char *own)
{
    const char *at = b->sender ? strrchr(b->sender, '@') : NULL;
    const char *host = b->host ? b->host : "";
    bool good =
        at && strchr(at, '.') && *host && (is_below(host, at + 1) || is_below(at + 1, host));
    return good ? b->sender : own;
}

static const char *or_empty(const char *s)
{
    return s ? s : "";
}

/* by_sender_domain is the only key that it can meet: brand_confirm() meets that of host names. */
enum fault_code brand_save(struct db *db, const struct brand *b)
{
    enum fault_code rc = db_exec(db, &make, NULL, NULL, ARGS(ARG(b->reseller_id)));
    if (rc)
        return rc;
    rc = db_exec(db, &set, NULL, NULL,
                 ARGS(ARG(or_empty(b->name)), ARG(or_empty(b->host)), ARG(or_empty(b->host)),
                      ARG(or_empty(b->accent)), ARG(or_empty(b->accent_dark)),
                      ARG(or_empty(b->sender)), ARG(b->reseller_id)));
    return rc == FAULT_UNIQUE
               ? fail_field(db->fault, FAULT_UNIQUE, "sender",
                            T("%s belongs to somebody else here."), strrchr(b->sender, '@') + 1)
               : rc;
}

enum fault_code brand_confirm(struct db *db, int64_t reseller_id, const char *host)
{
    struct brand now;
    enum fault_code rc = db_one(db, &asked, &now, ARGS(ARG(reseller_id)));
    if (rc == FAULT_MISSING)
        return fail(db->fault, rc, T("This account has no brand."));
    if (!rc && *host && strcmp(host, now.host_asked) != 0)
        return fail(db->fault, FAULT_CONFLICT, T("It asks for another host name by now."));
    if (!rc)
        rc = db_exec(db, &confirm, NULL, NULL, ARGS(ARG(host), ARG(reseller_id)));
    if (rc == FAULT_UNIQUE)
        return fail(db->fault, FAULT_CONFLICT, T("%s is confirmed for another reseller."), host);
    return rc;
}
