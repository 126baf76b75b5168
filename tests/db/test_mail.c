/* SPDX-License-Identifier: Apache-2.0 */
/* Settings and what mails need of the store, on a real MariaDB. */
#include "db_fixture.h"
#include <string.h>
#include "base/secret.h"
#include "store/setting.h"

static void a_setting_falls_back_to_its_default(void **state)
{
    struct world *w = *state;
    static const struct query broken = {
        .sql = "REPLACE INTO setting (name, value) VALUES ('smtp_port', '99999'), ('unknown', '1')"
    };
    struct db *owner = world_connect(w, "owner", false);
    struct settings s;
    must(w, settings_load(w->my, &s));
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        assert_string_equal(s.value[i], setting_table[i].fallback);
        assert_null(setting_wrong((enum setting_no)i, setting_table[i].fallback));
        assert_int_equal(setting_find(setting_table[i].name), i);
    }
    must(w, db_exec(owner, &broken, NULL, NULL, NO_ARGS));
    must(w, settings_load(w->my, &s));
    assert_int_equal(setting_number(&s, SETTING_SMTP_PORT), 587);
    assert_int_equal(setting_choice(&s, SETTING_SMTP_SECURITY), SMTP_STARTTLS);
    assert_true(setting_is(&s, SETTING_SMTP_CHECK));
    db_close(&owner);
}

static void a_setting_is_checked(void **state)
{
    struct world *w = *state;
    static const struct {
        enum setting_no no;
        const char *good;
        const char *wrong;
    } cases[] = {
        { SETTING_SMTP_PORT, "465", "65536" },
        { SETTING_SMTP_PORT, "1", "0" },
        { SETTING_SMTP_CHECK, "0", "2" },
        { SETTING_SMTP_SECURITY, "tls", "ssl" },
        { SETTING_SMTP_HOST, "smtp.nordlicht.example", "smtp.example/x" },
        { SETTING_SMTP_HOST, "", "a b" },
        { SETTING_MAIL_SENDER, "panel@nordlicht.example", "" },
        { SETTING_MAIL_SENDER, "panel@nordlicht.example", "x@y.example\r\nBcc: z@y.example" },
        { SETTING_PANEL_NAME, "Nordlicht", "Nord\nlicht" },
        { SETTING_PANEL_URL, "https://panel.nordlicht.example:8443", "https://x.example/path" },
        { SETTING_PANEL_URL, "", "javascript://x" },
    };
    struct settings s;
    for (size_t i = 0; i < countof(cases); i++) {
        must(w, setting_set(w->cli, cases[i].no, cases[i].good));
        assert_int_equal(setting_set(w->cli, cases[i].no, cases[i].wrong), FAULT_INVALID);
        assert_string_equal(w->fault.field, setting_table[cases[i].no].name);
        fault_clear(&w->fault);
        must(w, settings_load(w->my, &s));
        assert_string_equal(s.value[cases[i].no], cases[i].good);
    }
}

/* DBA-04: a dump holds no secret; another row's, or another key's, does not open. */
static void a_secret_setting_is_sealed(void **state)
{
    struct world *w = *state;
    static const char password[] = "smtp pass\xc3\xa4word";
    static const char key[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    struct settings s;
    char *open = NULL;
    must(w, conf_use_key(&w->fault, w->arena, &w->conf));
    must(w, setting_set(w->cli, SETTING_SMTP_PASSWORD, password));
    must(w, settings_load(w->my, &s));
    assert_true(setting_has_secret(&s, SETTING_SMTP_PASSWORD));
    assert_null(strstr(s.value[SETTING_SMTP_PASSWORD], "pass"));
    must(w, setting_secret(&w->fault, w->arena, &s, SETTING_SMTP_PASSWORD, &open));
    assert_string_equal(open, password);
    assert_null(secret_open(w->arena, "setting.value.other", s.value[SETTING_SMTP_PASSWORD]));
    assert_true(secret_key_use(key));
    assert_int_equal(setting_secret(&w->fault, w->arena, &s, SETTING_SMTP_PASSWORD, &open),
                     FAULT_INVALID);
    fault_clear(&w->fault);
    must(w, conf_use_key(&w->fault, w->arena, &w->conf));
    must(w, setting_set(w->cli, SETTING_SMTP_PASSWORD, ""));
    must(w, settings_load(w->my, &s));
    assert_false(setting_has_secret(&s, SETTING_SMTP_PASSWORD));
    assert_false(secret_key_use("short"));
    must(w, conf_use_key(&w->fault, w->arena, &w->conf));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_setting_falls_back_to_its_default),
        cmocka_unit_test(a_setting_is_checked),
        cmocka_unit_test(a_secret_setting_is_sealed),
    };
    return cmocka_run_group_tests(tests, world_begin, world_end);
}
