/* SPDX-License-Identifier: Apache-2.0 */
/* ASCII classes by hand: isalpha() and its kin depend on the locale. */
#include "base/checks.h"
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include "base/attr.h"
#include "base/common.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_label(const char *s, size_t len)
{
    if (len < 1 || len > 63 || s[0] == '-' || s[len - 1] == '-')
        return false;
    for (size_t i = 0; i < len; i++)
        if (!is_letter(s[i]) && !is_digit(s[i]) && s[i] != '-')
            return false;
    return true;
}

const char *check_hostname(const char *value)
{
    if (is_label(value, strlen(value)))
        return NULL;
    return T("A name has 1 to 63 letters, digits and hyphens, and no hyphen at either end.");
}

static bool is_domain(const char *s)
{
    int labels = 0;
    for (;;) {
        size_t len = strcspn(s, ".");
        if (!is_label(s, len))
            return false;
        labels++;
        if (!s[len])
            return labels >= 2;
        s += len + 1;
    }
}

const char *check_email(const char *value)
{
    static const char others[] = ".!#$%&'*+/=?^_`{|}~-";
    const char *at = strchr(value, '@');
    if (!at || at == value || at - value > 64 || strlen(value) > 254)
        return T("An e-mail address looks like name@domain.example.");
    for (const char *p = value; p < at; p++)
        if (!is_letter(*p) && !is_digit(*p) && !strchr(others, *p))
            return T("The part before @ has a character that is not allowed.");
    if (!is_domain(at + 1))
        return T("The part after @ needs a domain, such as nordlicht.example.");
    return NULL;
}

size_t utf8_char(const char *text, size_t len, unsigned *out)
{
    static const unsigned least[] = { 0, 0x80, 0x800, 0x10000 };
    const unsigned char *s = (const unsigned char *)text;
    unsigned char c = len ? s[0] : 0xff;
    size_t more = c < 0x80 ? 0 : (c >> 5) == 6 ? 1 : (c >> 4) == 14 ? 2 : (c >> 3) == 30 ? 3 : 9;
    if (more > 3 || more >= len)
        return 0;
    unsigned code = more ? c & (0x3fu >> more) : c;
    for (size_t k = 1; k <= more; k++) {
        if ((s[k] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (s[k] & 0x3fu);
    }
    if (code < least[more] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        return 0;
    *out = code;
    return more + 1;
}

bool utf8_valid(const char *text, size_t len)
{
    unsigned code = 0;
    for (size_t i = 0; i < len;) {
        size_t n = utf8_char(text + i, len - i, &code);
        if (!n)
            return false;
        i += n;
    }
    return true;
}

bool utf8_misleads(unsigned code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x61c ||
           (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
           (code >= 0x2060 && code <= 0x206f) || code == 0xfeff;
}

/* Between letters of some scripts and signs they are spelling. */
static bool joins(unsigned code)
{
    return code == 0x200c || code == 0x200d;
}

const char *check_title(const char *value)
{
    size_t len = strlen(value);
    unsigned code = 0;
    for (size_t n = 0, i = 0; i < len; i += n) {
        n = utf8_char(value + i, len - i, &code);
        if (n && (code < 0x20 || code == 0x7f))
            return T("A name cannot hold line breaks or control characters.");
        if (!n || (utf8_misleads(code) && !joins(code)))
            return T("A name cannot hold characters that nobody sees or that turn its direction.");
    }
    if (value[0] == ' ' || !value[0] || value[strlen(value) - 1] == ' ')
        return T("A name cannot begin or end with a space.");
    return NULL;
}

static bool is_word(const char *s, size_t len, size_t max, const char *inner)
{
    if (!len || len > max)
        return false;
    for (size_t i = 0; i < len; i++) {
        bool plain = is_letter(s[i]) || is_digit(s[i]);
        bool end = i == 0 || i == len - 1;
        if (!plain && (end || !s[i] || !strchr(inner, s[i])))
            return false;
    }
    return true;
}

bool label_key_ok(const char *s, size_t len)
{
    return is_word(s, len, 127, "._-/");
}

bool label_value_ok(const char *s, size_t len)
{
    return !len || is_word(s, len, 63, "._-");
}

const char *check_password(const char *value)
{
    if (strlen(value) < 12)
        return T("A password has at least 12 characters.");
    if (strlen(value) > 1024)
        return T("A password has at most 1,024 characters.");
    if (common_is(value))
        return T("Passwords like this one were stolen elsewhere and are tried first. Take another, "
                 "such as a sentence of your own.");
    return NULL;
}

bool parse_i64(const char *s, long long min, long long max, long long *out)
{
    if (!is_digit(s[0]) && !(s[0] == '-' && is_digit(s[1])))
        return false;
    char *end = NULL;
    errno = 0;
    long long n = strtoll(s, &end, 10);
    if (errno || *end || n < min || n > max)
        return false;
    *out = n;
    return true;
}

/* Digits, and after a point up to `places` more, as if each number had so many. */
static bool parse_decimal(const char *s, size_t len, size_t places, long long *out)
{
    size_t whole = strspn(s, "0123456789");
    size_t rest = s[whole] == '.' ? strspn(s + whole + 1, "0123456789") : 0;
    if (!whole || whole > 12 || rest > places || len != whole + (rest ? rest + 1 : 0))
        return false;
    *out = 0;
    for (size_t i = 0; i < whole; i++)
        *out = *out * 10 + (s[i] - '0');
    for (size_t i = 0; i < places; i++)
        *out = *out * 10 + (i < rest ? s[whole + 1 + i] - '0' : 0);
    return true;
}

/* "2.90", and "2,90" as most of Europe types it; "1,000" is neither. */
bool parse_money(const char *s, long long *out)
{
    char point[32];
    const char *comma = strchr(s, ',');
    size_t len = strlen(s);
    bool cents = comma && (s + len - comma == 2 || s + len - comma == 3) && len < sizeof(point);
    if (!cents)
        return parse_decimal(s, len, 6, out);
    memcpy(point, s, len + 1);
    point[comma - s] = '.';
    return parse_decimal(point, len, 6, out);
}

bool parse_bytes(const char *s, long long *out)
{
    static const char units[] = "KMGTP";
    size_t len = strspn(s, "0123456789.");
    const char *unit = s + len + strspn(s + len, " ");
    if (!*unit || !strcasecmp(unit, "B"))
        return parse_decimal(s, len, 0, out);
    const char *found = strchr(units, toupper((unsigned char)*unit));
    if (!found || (unit[1] && strcasecmp(unit + 1, "B")))
        return false;
    long long hundredths = 0;
    int shift = 10 * (int)(found - units + 1);
    if (!parse_decimal(s, len, 2, &hundredths) || hundredths > LLONG_MAX >> shift)
        return false;
    *out = (hundredths << shift) / 100;
    return true;
}
