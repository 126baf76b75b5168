/* SPDX-License-Identifier: Apache-2.0 */
/* Messages: whole, the same each time, and no name of anybody's becomes a header. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours is a function */
#include <stdlib.h>
#include <string.h>
#include "base/secret.h"
#include "mail/compose.h"
#include "mail/transport.h"
#include "store/brand.h"

static struct arena *arena;
static struct fault fault;

static struct letter plain_letter(void)
{
    return (struct letter){ .from_name = "Nordlicht",
                            .from = "panel@nordlicht.example",
                            .to_name = "Marta",
                            .to = "marta@kunde.example",
                            .subject = "web-01 is ready",
                            .message_id = "0f3a@nordlicht.example",
                            .at = INT64_C(1790000000) * 1000000,
                            .text = "first\n.\n.dot\n\nlast\n",
                            .html = "<p>first</p>\n" };
}

static char *composed(const struct letter *l)
{
    char *message = NULL;
    assert_int_equal(compose(&fault, arena, l, &message), FAULT_OK);
    return message;
}

/* How many header lines begin so, in front of the first empty line. */
static int headers(const char *message, const char *begin)
{
    int n = 0;
    for (const char *line = message; *line && strncmp(line, "\r\n", 2);) {
        n += !strncasecmp(line, begin, strlen(begin));
        line = strstr(line, "\r\n");
        assert_non_null(line);
        line += 2;
    }
    return n;
}

static void a_letter_has_both_parts(void **state)
{
    (void)state;
    struct letter l = plain_letter();
    const char *m = composed(&l);
    assert_non_null(strstr(m, "Message-Id: <0f3a@nordlicht.example>\r\n"));
    assert_non_null(strstr(m, "From: Nordlicht <panel@nordlicht.example>\r\n"));
    assert_non_null(strstr(m, "To: Marta <marta@kunde.example>\r\n"));
    assert_non_null(strstr(m, "multipart/alternative"));
    const char *text = strstr(m, "text/plain");
    const char *html = strstr(m, "text/html");
    assert_true(text && html && text < html);
    assert_int_equal(headers(m, "Auto-Submitted: auto-generated"), 1);
    for (const char *p = m; (p = strchr(p, '\n')); p++)
        assert_true(p[-1] == '\r');
}

static void the_same_letter_is_the_same_bytes(void **state)
{
    (void)state;
    struct letter l = plain_letter();
    assert_string_equal(composed(&l), composed(&l));
}

/* INJ-04 */
static void no_name_becomes_a_header(void **state)
{
    (void)state;
    static const char *const evil[] = {
        "x\r\nBcc: all@kunde.example", "x\nBcc: all@kunde.example",
        "x\rBcc: all@kunde.example",   "x\r\n\r\nbody",
        "\"x\" <a@b.example>, y",      "x\x7f\x01",
        "=?utf-8?q?x=0D=0ABcc:_a?=",
    };
    for (size_t i = 0; i < countof(evil); i++) {
        struct letter l = plain_letter();
        l.subject = l.from_name = l.to_name = evil[i];
        const char *m = composed(&l);
        assert_int_equal(headers(m, "Bcc"), 0);
        assert_int_equal(headers(m, "From:"), 1);
        assert_int_equal(headers(m, "To:"), 1);
        assert_int_equal(headers(m, "Subject:"), 1);
        assert_null(strchr(strstr(m, "Subject:"), '\x01'));
    }
}

static void an_odd_address_is_refused(void **state)
{
    (void)state;
    static const char *const evil[] = { "a@b.example\r\nRCPT TO:<c@d.example>",
                                        "a@b.example\n",
                                        "a b@c.example",
                                        "<a@b.example>",
                                        "",
                                        "a",
                                        "a@b.example>" };
    for (size_t i = 0; i < countof(evil); i++) {
        char *message = NULL;
        struct letter l = plain_letter();
        l.to = evil[i];
        assert_int_equal(compose(&fault, arena, &l, &message), FAULT_INVALID);
        l = plain_letter();
        l.from = evil[i];
        assert_int_equal(compose(&fault, arena, &l, &message), FAULT_INVALID);
        assert_null(message);
    }
}

/* Who reads it in a file, as the catcher keeps it, can copy a link. */
static void a_link_stays_whole(void **state)
{
    (void)state;
    static const char link[] =
        "https://panel.nordlicht.example/reset?link="
        "0123456789abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTU";
    struct letter l = plain_letter();
    l.text = arena_printf(arena, "Here:\n%s\n", link);
    assert_non_null(strstr(composed(&l), link));
}

static void other_scripts_are_encoded(void **state)
{
    (void)state;
    struct letter l = plain_letter();
    l.to_name = "Zoë 田中";
    l.subject = "Wörter 田";
    const char *m = composed(&l);
    for (const char *p = m; *p; p++)
        assert_true((unsigned char)*p < 0x80);
    assert_non_null(strcasestr(m, "=?utf-8?"));
}

/* Sent is 250 and nothing else. */
static void only_250_is_sent(void **state)
{
    (void)state;
    static const struct {
        int reply;
        enum mail_reason reason;
    } cases[] = { { 250, REASON_NONE },      { 251, REASON_BROKE_OFF }, { 0, REASON_BROKE_OFF },
                  { 354, REASON_BROKE_OFF }, { 421, REASON_LATER },     { 451, REASON_LATER },
                  { 550, REASON_REFUSED },   { 600, REASON_BROKE_OFF } };
    for (size_t i = 0; i < countof(cases); i++)
        assert_int_equal(mail_reason_of(cases[i].reply), cases[i].reason);
}

/* INJ-04: a reseller's mails are from nobody's address but its own. */
static void a_sender_is_confirmed_with_its_host(void **state)
{
    (void)state;
    static const struct {
        const char *host; /* as the provider confirmed it */
        const char *sender;
        bool good;
    } rows[] = {
        { "panel.nordlicht.example", "panel@nordlicht.example", true },
        { "panel.nordlicht.example", "x@PANEL.nordlicht.example", true },
        { "nordlicht.example", "x@mail.nordlicht.example", true },
        { "", "panel@nordlicht.example", false },
        { NULL, "panel@nordlicht.example", false },
        { "panel.nordlicht.example", "", false },
        { "panel.nordlicht.example", NULL, false },
        { "panel.nordlicht.example", "x@example", false },
        { "panel.nordlicht.example", "ceo@bank.example", false },
        { "panel.nordlicht.example", "x@licht.example", false },
        { "panel.nordlicht.example", "x@evilpanel.nordlicht.example", false },
        { "nordlicht.example", "x@evilnordlicht.example", false },
    };
    for (size_t i = 0; i < countof(rows); i++) {
        const struct brand b = { .host = rows[i].host, .sender = rows[i].sender };
        assert_string_equal(brand_sender(&b, "own@hatchery.example"),
                            rows[i].good ? rows[i].sender : "own@hatchery.example");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_letter_has_both_parts),
        cmocka_unit_test(the_same_letter_is_the_same_bytes),
        cmocka_unit_test(no_name_becomes_a_header),
        cmocka_unit_test(an_odd_address_is_refused),
        cmocka_unit_test(a_link_stays_whole),
        cmocka_unit_test(other_scripts_are_encoded),
        cmocka_unit_test(only_250_is_sent),
        cmocka_unit_test(a_sender_is_confirmed_with_its_host),
    };
    secret_init();
    arena = arena_new();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(arena);
    return failed;
}
