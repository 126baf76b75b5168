/* SPDX-License-Identifier: Apache-2.0 */
/* The panel's settings as one form in groups, and a test mail to whoever asks. */
#pragma once
#include "store/setting.h"
#include "web/form.h"

/* A member for each setting's kind, by its number. */
struct setting_values {
    const char *text[SETTING_COUNT];
    int64_t number[SETTING_COUNT];
    bool is[SETTING_COUNT];
    unsigned choice[SETTING_COUNT];
};
extern const struct field setting_form[];
extern const struct field setting_page_view[];

read_fn setting_show;
write_fn setting_do;
write_fn setting_test_do;
