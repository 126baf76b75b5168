/* SPDX-License-Identifier: Apache-2.0 */
/* What signing in compares: codes, networks, passwords that everybody knows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#undef fail /* ours is a function */
#include <sodium.h>
#include "base/checks.h"
#include "base/common.h"
#include "base/net.h"
#include "base/secret.h"
#include "store/throttle.h"
#include "web/oath.h"

static struct arena *arena;

/* The SHA-1 rows of RFC 6238, appendix B, of which the last six digits are ours. */
static void codes_are_those_of_the_standard(void **state)
{
    static const char seed[] = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"; /* "1234567890" twice */
    static const struct {
        int64_t seconds;
        const char *code;
    } rows[] = {
        { 59, "287082" },         { 1111111109, "081804" }, { 1111111111, "050471" },
        { 1234567890, "005924" }, { 2000000000, "279037" }, { 20000000000, "353130" },
    };
    (void)state;
    for (size_t i = 0; i < countof(rows); i++) {
        int64_t step = 0;
        int64_t now = rows[i].seconds * 1000000;
        assert_true(oath_is_code(arena, seed, rows[i].code, now, &step));
        assert_int_equal(step, rows[i].seconds / 30);
        /* a half minute later and earlier it is good still, two are too many */
        assert_true(oath_is_code(arena, seed, rows[i].code, now + 30 * 1000000, &step));
        assert_int_equal(step, rows[i].seconds / 30);
        assert_true(oath_is_code(arena, seed, rows[i].code, now - 30 * 1000000, &step));
        assert_false(oath_is_code(arena, seed, rows[i].code, now + 60 * 1000000, &step));
    }
}

static void a_code_is_six_digits(void **state)
{
    static const char seed[] = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    static const char *const none[] = { "", "28708", "2870822", "28708x", "-28708", "28708２" };
    int64_t step = 0;
    (void)state;
    assert_true(oath_is_code(arena, seed, " 287 082 ", 59 * 1000000, &step));
    for (size_t i = 0; i < countof(none); i++)
        assert_false(oath_is_code(arena, seed, none[i], 59 * 1000000, &step));
    assert_false(oath_is_code(arena, "no base32 at all!", "287082", 59 * 1000000, &step));
}

static void recovery_codes_have_one_form(void **state)
{
    (void)state;
    const char *code = oath_recovery(arena);
    assert_int_equal(strlen(code), 19);
    const char *normal = oath_recovery_normal(arena, code);
    assert_int_equal(strlen(normal), 16);
    assert_string_equal(oath_recovery_normal(arena, "K7MQ 3fhd-92xa wr4t"), "k7mq3fhd92xawr4t");
    assert_null(oath_recovery_normal(arena, "k7mq-3fhd-92xa"));
    assert_null(oath_recovery_normal(arena, "287082"));
    assert_string_not_equal(code, oath_recovery(arena));
}

static void the_picture_is_of_the_seed(void **state)
{
    (void)state;
    int64_t size = 0;
    const char *uri = oath_uri(arena, "Nord & Licht", "ada@nordlicht.example", "GEZD");
    assert_string_equal(uri, "otpauth://totp/Nord%20%26%20Licht:ada%40nordlicht.example"
                             "?secret=GEZD&issuer=Nord%20%26%20Licht");
    const char *path = oath_picture(arena, uri, &size);
    assert_in_range(size, 29, 185); /* squares of the smallest and the largest, with the margin */
    assert_int_equal(strncmp(path, "M4 4h7v1h-7z", 12), 0); /* the first corner's edge */
}

static void networks_are_lists(void **state)
{
    static const struct {
        const char *list;
        const char *address;
        bool has;
    } rows[] = {
        { "192.0.2.0/24", "192.0.2.7", true },
        { "192.0.2.0/24", "192.0.3.7", false },
        { "192.0.2.7", "192.0.2.7", true },
        { "192.0.2.7", "192.0.2.8", false },
        { "2001:db8::/32, 192.0.2.0/31", "192.0.2.1", true },
        { "2001:db8::/32\n192.0.2.0/31", "192.0.2.2", false },
        { "2001:db8::/32", "2001:db8:ffff::1", true },
        { "2001:db8::/32", "2001:db9::1", false },
        { "192.0.2.0/24", "::ffff:192.0.2.7", true },
        { "0.0.0.0/0", "198.51.100.1", true },
        { "0.0.0.0/0", "2001:db8::1", false },
        { "", "192.0.2.7", false },
        { "192.0.2.0/24", "", false },
        { "192.0.2.0/24", "192.0.2.7 ", false },
    };
    static const char *const wrong[] = { "192.0.2.1/24",   "192.0.2.0/33", "192.0.2.0/-1",
                                         "192.0.2",        "host",         "192.0.2.0/",
                                         "2001:db8::1/64", "192.0.2.0/24;" };
    (void)state;
    for (size_t i = 0; i < countof(rows); i++) {
        assert_null(check_networks(rows[i].list));
        assert_int_equal(net_list_has(rows[i].list, rows[i].address), rows[i].has);
    }
    for (size_t i = 0; i < countof(wrong); i++)
        assert_non_null(check_networks(wrong[i]));
}

/* SES-02: an IPv6 address counts with its /64, and IPv4 by itself, however it is written. */
static void addresses_are_counted_as_one_has_them(void **state)
{
    static const struct {
        const char *one;
        const char *other;
        bool same;
    } rows[] = {
        { "2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true },
        { "2001:db8:1:2::1", "2001:DB8:1:2:0::7", true },
        { "2001:db8:1:2::1", "2001:db8:1:3::1", false },
        { "192.0.2.1", "192.0.2.1", true },
        { "192.0.2.1", "192.0.2.2", false },
        { "::ffff:192.0.2.1", "192.0.2.1", true },
        { "::ffff:192.0.2.1", "::ffff:198.51.100.1", false },
    };
    (void)state;
    for (size_t i = 0; i < countof(rows); i++)
        assert_int_equal(!strcmp(throttle_address(arena, rows[i].one),
                                 throttle_address(arena, rows[i].other)),
                         rows[i].same);
}

static int by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, 8);
}

/* A list of four words, as node/run/passwords writes it. */
static void write_list(const char *path)
{
    static const char *const words[] = { "letmein", "hunter2", "qwertyuiop123", "dragon" };
    unsigned char all[countof(words)][8];
    for (size_t i = 0; i < countof(words); i++) {
        unsigned char hash[32];
        crypto_generichash(hash, sizeof(hash), (const unsigned char *)words[i], strlen(words[i]),
                           NULL, 0);
        memcpy(all[i], hash, 8);
    }
    qsort(all, countof(words), 8, by_bytes);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(all, 8, countof(words), f), countof(words));
    assert_int_equal(fclose(f), 0);
}

static void known_passwords_are_refused(void **state)
{
    static const char *const known[] = {
        "qwertyuiop123",  "QWERTYUIOP123",   "LetMeIn2026!!", "123456letmein",
        "hunter2hunter2", "abcabcabcabcabc", "aaaaaaaaaaaa",  "!!dragon!!2026",
    };
    static const char *const good[] = { "correct horse battery", "letmein and others",
                                        "mydragonhatches", "qwertyuiop1234x" };
    char path[] = "/tmp/hatchery-list.XXXXXX";
    struct fault f;
    (void)state;
    fault_clear(&f);
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    write_list(path);
    assert_int_equal(common_use(&f, path), FAULT_OK);
    for (size_t i = 0; i < countof(known); i++)
        assert_non_null(check_password(known[i]));
    for (size_t i = 0; i < countof(good); i++)
        assert_null(check_password(good[i]));
    unlink(path);
    assert_int_not_equal(common_use(&f, "/nonexistent/list"), FAULT_OK);
}

/* What a hash was made with is told by it, and less than today's is to be made anew. */
static void an_old_hash_is_known(void **state)
{
    (void)state;
    assert_false(secret_password_is_old(secret_password_hash(arena, "a long word for ada")));
    assert_true(secret_password_is_old("$argon2id$v=19$m=8192,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA"
                                       "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_those_of_the_standard),
        cmocka_unit_test(a_code_is_six_digits),
        cmocka_unit_test(recovery_codes_have_one_form),
        cmocka_unit_test(the_picture_is_of_the_seed),
        cmocka_unit_test(networks_are_lists),
        cmocka_unit_test(addresses_are_counted_as_one_has_them),
        cmocka_unit_test(known_passwords_are_refused),
        cmocka_unit_test(an_old_hash_is_known),
    };
    secret_init();
    arena = arena_new();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(arena);
    return failed;
}
