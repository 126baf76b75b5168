/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The panel's settings: setting.def says what there is, the table `setting` holds
 * what was changed. All are read at once; what is not set, or could not be set
 * today, is its default. A secret is stored sealed and opened by name alone.
 */
#pragma once
#include "db/db.h"

enum setting_kind { SETTING_TEXT, SETTING_NUMBER, SETTING_BOOL, SETTING_SECRET, SETTING_CHOICE };
enum setting_group {
    SETTING_GROUP_PANEL,
    SETTING_GROUP_SIGNIN,
    SETTING_GROUP_MAIL,
    SETTING_GROUP_MAILS,
    SETTING_GROUP_TASKS,
    SETTING_GROUP_API,
    SETTING_GROUP_COUNT
};
extern const char *const setting_group_words[SETTING_GROUP_COUNT];

#define SETTING(id, ...) SETTING_##id,
enum setting_no {
#include "store/setting.def"
    SETTING_COUNT
};
#undef SETTING

enum smtp_security { SMTP_CLEAR, SMTP_STARTTLS_WISHED, SMTP_STARTTLS, SMTP_TLS };
enum { SMTP_SECURITIES = SMTP_TLS + 1 };
extern const struct word setting_smtp_security[SMTP_SECURITIES];
check_fn check_setting_url;
check_fn check_setting_host;
check_fn check_setting_domains;

struct setting {
    const char *name; /* of its row, and of its field in a form */
    enum setting_kind kind;
    enum setting_group group;
    const char *fallback;
    int64_t min; /* number: least value; text: least bytes */
    int64_t max;
    const char *label;
    const char *help;
    check_fn *check;          /* of a text that is not empty */
    const struct word *words; /* choice */
    size_t word_count;
};
extern const struct setting setting_table[SETTING_COUNT];

struct settings {
    const char *value[SETTING_COUNT]; /* as stored; a secret sealed, "" if there is none */
};

enum fault_code settings_load(const struct db *, struct settings *) MUST_CHECK;
/* Of another kind than asked for: a bug. */
const char *setting_text(const struct settings *, enum setting_no);
int64_t setting_number(const struct settings *, enum setting_no);
bool setting_is(const struct settings *, enum setting_no);
unsigned setting_choice(const struct settings *, enum setting_no); /* an index of its words */
bool setting_has_secret(const struct settings *, enum setting_no);
/* "" when there is none. FAULT_INVALID: sealed by another key. */
enum fault_code setting_secret(struct fault *, struct arena *, const struct settings *,
                               enum setting_no, char **out) MUST_CHECK;

/* NULL: good, else the sentence to show beside the field. */
const char *setting_wrong(enum setting_no, const char *value);
/* FAULT_INVALID names the field. A secret comes in clear; "" takes it away. */
enum fault_code setting_set(struct db *, enum setting_no, const char *value) MUST_CHECK;
/* By its name; SETTING_COUNT: there is none. */
enum setting_no setting_find(const char *name);
