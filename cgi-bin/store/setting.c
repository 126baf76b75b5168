/* SPDX-License-Identifier: Apache-2.0 */
/* Rows that are no setting of today's, or whose value is none, are as if they were not there. */
#include "store/setting.h"
#include "base/syslog.h"
#include <string.h>
#include "base/secret.h"

const char *const setting_group_words[SETTING_GROUP_COUNT] = {
    [SETTING_GROUP_PANEL] = T("Panel"),
    [SETTING_GROUP_SIGNIN] = T("Signing in"),
    [SETTING_GROUP_MAIL] = T("Mail server"),
    [SETTING_GROUP_MAILS] = T("Mails that are sent"),
    [SETTING_GROUP_TASKS] = T("Tasks"),
    [SETTING_GROUP_API] = T("JSON interface"),
};

const struct word setting_smtp_security[SMTP_SECURITIES] = {
    [SMTP_CLEAR] = { "none", T("None"), "" },
    [SMTP_STARTTLS_WISHED] = { "starttls-wished", T("STARTTLS where the server has it"), "" },
    [SMTP_STARTTLS] = { "starttls", T("STARTTLS required"), "" },
    [SMTP_TLS] = { "tls", T("TLS from the start"), "" },
};

const char *check_setting_url(const char *value)
{
    const char *host = strstr(value, "://");
    bool good = !strncmp(value, "https://", 8) || !strncmp(value, "http://", 7);
    static const char others[] = ".-:[]";
    for (const char *p = good ? host + 3 : value; good && *p; p++)
        good = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') ||
               strchr(others, *p);
    return good && host[3] ? NULL
                           : T("An address is https://HOST or http://HOST, with :PORT if need be "
                               "and nothing behind it.");
}

const char *check_setting_host(const char *value)
{
    for (const char *p = value; *p; p++)
        if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') ||
              *p == '.' || *p == '-'))
            return T("A server is a name such as smtp.nordlicht.example, or an IPv4 address.");
    return NULL;
}

const char *check_setting_domains(const char *value)
{
    for (const char *p = value; *p; p++)
        if (!((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || strchr(".- ", *p)))
            return T("A domain is written in lower case, such as trash.example.");
    return NULL;
}

#define SETTING(id, its_name, its_kind, its_group, its_default, least, most, its_label, its_help,  \
                ...)                                                                               \
    [SETTING_##id] = { .name = (its_name),                                                         \
                       .kind = SETTING_##its_kind,                                                 \
                       .group = SETTING_GROUP_##its_group,                                         \
                       .fallback = (its_default),                                                  \
                       .min = (least),                                                             \
                       .max = (most),                                                              \
                       .label = (its_label),                                                       \
                       .help = (its_help),                                                         \
                       __VA_ARGS__ },
const struct setting setting_table[SETTING_COUNT] = {
#include "store/setting.def"
};
#undef SETTING

struct row {
    const char *name;
    const char *value;
};
static const struct field row_view[] = { TEXT(struct row, name), TEXT(struct row, value),
                                         FIELDS_END };

enum { READERS = DB_WEB | DB_SIGNIN | DB_TASKD | DB_MAILER | DB_CLI };

QUERY(all, READERS, "SELECT name, value FROM setting", ROWS(struct row, row_view));
QUERY(set, DB_ADMIN | DB_CLI,
      "INSERT INTO setting (name, value) VALUES (?, ?) "
      "ON DUPLICATE KEY UPDATE value = VALUES(value)");

enum setting_no setting_find(const char *name)
{
    for (size_t i = 0; i < SETTING_COUNT; i++)
        if (!strcmp(setting_table[i].name, name))
            return (enum setting_no)i;
    return SETTING_COUNT;
}

static const char *wrong_text(const struct setting *s, const char *value)
{
    size_t len = strlen(value);
    if (len < (size_t)s->min)
        return T("This is needed.");
    if (len > (size_t)s->max)
        return T("This is too long.");
    return len && s->check ? s->check(value) : NULL;
}

const char *setting_wrong(enum setting_no no, const char *value)
{
    const struct setting *s = &setting_table[no];
    long long n = 0;
    if (!utf8_valid(value, strlen(value)))
        return T("This is no text.");
    switch (s->kind) {
    case SETTING_TEXT:
    case SETTING_SECRET: return wrong_text(s, value);
    case SETTING_NUMBER:
    case SETTING_BOOL:
        return parse_i64(value, s->min, s->max, &n) ? NULL : T("This number is out of its bounds.");
    case SETTING_CHOICE:
        return word_find(s->words, s->word_count, value) >= 0 ? NULL : T("Choose one of the list.");
    }
    bug("setting %s is of no kind", s->name);
}

enum fault_code settings_load(const struct db *db, struct settings *out)
{
    struct list rows;
    enum fault_code rc = db_all(db, &all, &rows, NO_ARGS);
    if (rc)
        return rc;
    for (size_t i = 0; i < SETTING_COUNT; i++)
        out->value[i] = setting_table[i].fallback;
    const struct row *row = rows.rows;
    for (int64_t i = 0; i < rows.count; i++) {
        enum setting_no no = setting_find(row[i].name);
        if (no == SETTING_COUNT)
            continue;
        /* a sealed value is longer than what it holds may be */
        if (setting_table[no].kind == SETTING_SECRET || !setting_wrong(no, row[i].value))
            out->value[no] = row[i].value;
    }
    return FAULT_OK;
}

static const char *value_of(const struct settings *s, enum setting_no no, enum setting_kind kind)
{
    if (setting_table[no].kind != kind)
        bug("setting %s is asked for as another kind", setting_table[no].name);
    return s->value[no];
}

static int64_t number_of(const struct settings *s, enum setting_no no, enum setting_kind kind)
{
    long long n = 0;
    if (!parse_i64(value_of(s, no, kind), setting_table[no].min, setting_table[no].max, &n))
        bug("setting %s has a default out of its bounds", setting_table[no].name);
    return n;
}

const char *setting_text(const struct settings *s, enum setting_no no)
{
    return value_of(s, no, SETTING_TEXT);
}

int64_t setting_number(const struct settings *s, enum setting_no no)
{
    return number_of(s, no, SETTING_NUMBER);
}

bool setting_is(const struct settings *s, enum setting_no no)
{
    return number_of(s, no, SETTING_BOOL);
}

unsigned setting_choice(const struct settings *s, enum setting_no no)
{
    const struct setting *t = &setting_table[no];
    return (unsigned)word_find(t->words, t->word_count, value_of(s, no, SETTING_CHOICE));
}

bool setting_has_secret(const struct settings *s, enum setting_no no)
{
    return *value_of(s, no, SETTING_SECRET);
}

/* --- secrets --- */

static const char *place_of(struct arena *a, enum setting_no no)
{
    return arena_printf(a, "setting.value.%s", setting_table[no].name);
}

enum fault_code setting_secret(struct fault *f, struct arena *a, const struct settings *s,
                               enum setting_no no, char **out)
{
    const char *sealed = value_of(s, no, SETTING_SECRET);
    *out = *sealed ? secret_open(a, place_of(a, no), sealed) : arena_strdup(a, "");
    return *out ? FAULT_OK
                : fail(f, FAULT_INVALID,
                       T("The setting %s was sealed with another key. Set it anew."),
                       setting_table[no].name);
}

enum fault_code setting_set(struct db *db, enum setting_no no, const char *value)
{
    const struct setting *s = &setting_table[no];
    const char *wrong = setting_wrong(no, value);
    if (wrong)
        return fail_field(db->fault, FAULT_INVALID, s->name, "%s", wrong);
    if (s->kind == SETTING_SECRET && *value)
        value = secret_seal(db->arena, place_of(db->arena, no), value);
    return db_exec(db, &set, NULL, NULL, ARGS(ARG(s->name), ARG(value)));
}
