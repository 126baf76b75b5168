/* SPDX-License-Identifier: Apache-2.0 */
/* What a token is narrowed to, in words and as permissions. */
#include <string.h>
#include "base/checks.h"
#include "store/token.h"

const struct word token_access_words[2] = {
    { "write", T("Reads and writes"), "" },
    { "read", T("Reads only"), "" },
};
const struct word token_state_words[3] = {
    { "good", T("Good"), "task-done" },
    { "revoked", T("Revoked"), "task-cancelled" },
    { "expired", T("Expired"), "task-queued" },
};

const struct token_noun token_nouns[TOKEN_NOUNS] = {
    { "vm", T("Machines") },         { "task", T("Tasks") },
    { "ssh_key", T("SSH keys") },    { "script", T("Scripts") },
    { "image", T("Images") },        { "plan", T("Plans") },
    { "account", T("The account") }, { "customer", T("A reseller's customers") },
};

static bool is_noun(const char *s, size_t len)
{
    for (size_t i = 0; i < TOKEN_NOUNS; i++)
        if (strlen(token_nouns[i].code) == len && !memcmp(token_nouns[i].code, s, len))
            return true;
    return false;
}

static bool has_noun(const char *nouns, const char *s, size_t len)
{
    for (const char *p = nouns; *p;) {
        size_t n = strcspn(p, ",");
        if (n == len && !memcmp(p, s, len))
            return true;
        p += n + (p[n] == ',');
    }
    return false;
}

const char *check_token_nouns(const char *value)
{
    for (const char *p = value; *p;) {
        size_t n = strcspn(p, ",");
        if (!is_noun(p, n))
            return T("A token is for vm, task, ssh_key, image, plan, account and customer.");
        p += n + (p[n] == ',');
    }
    return NULL;
}

/* Does the list up to `p` have the key that stands there, with its sign? */
static bool is_named(const char *list, const char *p, size_t len)
{
    for (const char *at = list; at < p; at += strcspn(at, ",") + 1)
        if (!strncmp(at, p, len))
            return true;
    return false;
}

const char *check_token_labels(const char *value)
{
    int count = 0;
    for (const char *p = value; *p; count++) {
        size_t n = strcspn(p, ",");
        const char *sign = memchr(p, '=', n);
        if (count == TOKEN_LABELS_MOST)
            return T("A token has at most 8 labels.");
        if (!sign || !label_key_ok(p, (size_t)(sign - p)) ||
            !label_value_ok(sign + 1, n - (size_t)(sign + 1 - p)))
            return T("Labels look like env=prod, with commas between them.");
        if (is_named(value, p, (size_t)(sign + 1 - p)))
            return T("A label is named once.");
        p += n + (p[n] == ',');
    }
    return NULL;
}

bool token_allows(const struct session *s, enum permission p)
{
    const char *word = permission_word(p);
    const char *act = strrchr(word, '_');
    size_t len = act ? (size_t)(act - word) : 0;
    if (!len || !is_noun(word, len))
        return false;
    return (s->token_writes || !strcmp(act, "_read")) &&
           (!*s->token_nouns || has_noun(s->token_nouns, word, len));
}
