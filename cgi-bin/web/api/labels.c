/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Labels and selectors. Keys and values are held to a small set of characters
 * before they become part of a path or a pattern, so neither can say more than
 * it was meant to.
 */
#include "base/checks.h"
#include "base/text.h"
#include "web/api/api.h"

enum { STORED_MAX = 4096, SELECTOR_MAX = 1024 };

const char *labels_check(struct arena *a, json_t *labels, const char **out)
{
    const char *key = NULL;
    json_t *value = NULL;
    if (!json_is_object(labels))
        return T("Labels are an object of texts.");
    json_object_foreach(labels, key, value) {
        if (!label_key_ok(key, strlen(key)))
            return T("A label's key has 1 to 127 letters, digits, dots, hyphens, underscores and "
                     "slashes, with a letter or digit at both ends.");
        if (!json_is_string(value) ||
            !label_value_ok(json_string_value(value), json_string_length(value)))
            return T("A label's value has at most 63 letters, digits, dots, hyphens and "
                     "underscores, with a letter or digit at both ends.");
    }
    size_t len = json_dumpb(labels, NULL, 0, JSON_COMPACT | JSON_SORT_KEYS);
    if (len > STORED_MAX)
        return T("The labels are too long together.");
    char *s = arena_alloc(a, len + 1);
    if (json_dumpb(labels, s, len, JSON_COMPACT | JSON_SORT_KEYS) != len)
        bug("labels cannot be written");
    *out = s;
    return NULL;
}

/* A value as a pattern that matches it alone: the dot is the only sign that means more. */
static const char *pattern_of(struct arena *a, const char *before, const char *value, size_t len)
{
    struct text t;
    text_init(&t, a, SELECTOR_MAX);
    text_add(&t, before);
    for (size_t i = 0; i < len; i++)
        text_addn(&t, value[i] == '.' ? "[.]" : value + i, value[i] == '.' ? 3 : 1);
    text_add(&t, *before == '^' && before[1] == '(' ? "$)" : "$");
    return text_str(&t);
}

/* One part: key, !key, key=value, key==value or key!=value. */
static bool select_one(struct arena *a, const char *s, size_t len, struct vm_label_wish *w)
{
    static const char none[] = "^[*]$";
    static const char some[] = "^[^*]|^$";
    bool not_there = len && s[0] == '!';
    s += not_there;
    len -= not_there;
    size_t key = 0;
    while (key < len && s[key] != '=' && s[key] != '!')
        key++;
    if (!label_key_ok(s, key))
        return false;
    w->path = arena_printf(a, "$.\"%.*s\"", (int)key, s);
    if (key == len) {
        w->pattern = not_there ? none : some;
        return true;
    }
    bool differs = s[key] == '!';
    size_t sign = s[key + 1] == '=' && key + 1 < len ? 2 : 1;
    if (not_there || (differs && sign != 2) || !label_value_ok(s + key + sign, len - key - sign))
        return false;
    w->pattern = pattern_of(a, differs ? "^(?!" : "^", s + key + sign, len - key - sign);
    return true;
}

const char *labels_select(struct arena *a, const char *selector, struct vm_page_filter *f)
{
    if (strlen(selector) > SELECTOR_MAX)
        return T("The selector is too long.");
    for (const char *p = selector; *p;) {
        size_t len = strcspn(p, ",");
        if (f->labels == VM_LABEL_WISHES)
            return T("A selector has at most 8 parts.");
        if (!select_one(a, p, len, &f->label[f->labels++]))
            return T("A selector is made of key, !key, key=value and key!=value, with commas "
                     "between them.");
        p += len + (p[len] == ',');
    }
    return NULL;
}
