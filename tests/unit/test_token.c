/* SPDX-License-Identifier: Apache-2.0 */
/* How a token looks, which networks are meant, and what a token's narrowing leaves of a role. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail
#include <string.h>
#include "base/attr.h"
#include "base/checks.h"
#include "base/net.h"
#include "base/secret.h"
#include "base/token_mark.h"
#include "store/token.h"

/* Whoever scans for leaked tokens has prefix, length and the sum; one changed character is none. */
static void a_token_is_known_by_its_mark(void **state)
{
    (void)state;
    OWNED(arena_drop) struct arena *a = arena_new();
    assert_true(token_mark_ok("htk_000000000000000000000000000000000000000000000000000000"
                              "2gdydK"));
    for (int i = 0; i < 200; i++) {
        char *s = token_mark_make(a);
        assert_int_equal(strlen(s), 64);
        assert_int_equal(strncmp(s, "htk_", 4), 0);
        assert_true(token_mark_ok(s));
        size_t at = 4 + secret_below(60);
        s[at] = s[at] == 'a' ? 'b' : 'a';
        assert_false(token_mark_ok(s));
    }
    assert_false(token_mark_ok(""));
    assert_false(token_mark_ok("htk_"));
    assert_false(token_mark_ok(arena_printf(a, "%sx", token_mark_make(a))));
}

static void networks_are_read(void **state)
{
    static const struct {
        const char *list;
        const char *address;
        bool in;
    } tries[] = {
        { "192.0.2.0/24", "192.0.2.255", true },
        { "192.0.2.0/24", "192.0.3.0", false },
        { "192.0.2.7", "192.0.2.7", true },
        { "192.0.2.7", "192.0.2.8", false },
        { "0.0.0.0/0", "198.51.100.1", true },
        { "0.0.0.0/0", "2001:db8::1", false },
        { "::/0", "2001:db8::1", true },
        { "2001:db8::/33", "2001:db8:7fff::1", true },
        { "2001:db8::/33", "2001:db8:8000::1", false },
        { "10.0.0.0/8,\n 192.0.2.0/25", "192.0.2.127", true },
        { "192.0.2.0/24", "::ffff:192.0.2.1", true },
        { "192.0.2.0/24", "no address", false },
        { "", "192.0.2.1", false },
    };
    static const char *const bad[] = { "192.0.2.0/33", "192.0.2.0/",
                                       "192.0.2/24",   "2001:db8::/129",
                                       "192.0.2.9/24", "example.com",
                                       "192.0.2.0/-1", "192.0.2.0/24;10.0.0.0/8" };
    (void)state;
    OWNED(arena_drop) struct arena *a = arena_new();
    for (size_t i = 0; i < countof(tries); i++) {
        assert_null(check_networks(tries[i].list));
        assert_int_equal(net_list_has(tries[i].list, tries[i].address), tries[i].in);
        assert_int_equal(net_list_has(net_list_join(a, tries[i].list, ' '), tries[i].address),
                         tries[i].in);
    }
    for (size_t i = 0; i < countof(bad); i++)
        assert_non_null(check_networks(bad[i]));
    assert_string_equal(net_list_join(a, " 192.0.2.0/24\r\n2001:db8::/32, 10.0.0.1", ' '),
                        "192.0.2.0/24 2001:db8::/32 10.0.0.1");
}

static void labels_and_nouns_are_checked(void **state)
{
    (void)state;
    assert_null(check_token_labels(""));
    assert_null(check_token_labels("env=prod,team=web,env2=,a/b=c.d"));
    assert_non_null(check_token_labels("env"));
    assert_non_null(check_token_labels("env=prod,env=test"));
    assert_non_null(check_token_labels("env=prod,,a=b"));
    assert_non_null(check_token_labels("e\"v=prod"));
    assert_non_null(check_token_labels("env=pr od"));
    assert_null(check_token_nouns("vm,ssh_key"));
    assert_non_null(check_token_nouns("token"));
    assert_non_null(check_token_nouns("vm,,task"));
}

/* API-01: whatever its maker may, a token reaches no tokens, users or the panel itself. */
static void a_token_is_narrower_than_its_role(void **state)
{
    struct session all = { .token_writes = true, .token_nouns = "" };
    struct session reads = { .token_writes = false, .token_nouns = "vm,ssh_key" };
    (void)state;
    assert_true(token_allows(&all, PERM_VM_CREATE));
    assert_true(token_allows(&all, PERM_SSH_KEY_WRITE));
    assert_false(token_allows(&all, PERM_TOKEN_READ));
    assert_false(token_allows(&all, PERM_TOKEN_WRITE));
    assert_false(token_allows(&all, PERM_USER_WRITE));
    assert_false(token_allows(&all, PERM_NODE_READ));
    assert_true(token_allows(&reads, PERM_VM_READ));
    assert_true(token_allows(&reads, PERM_SSH_KEY_READ));
    assert_false(token_allows(&reads, PERM_VM_POWER));
    assert_false(token_allows(&reads, PERM_SSH_KEY_WRITE));
    assert_false(token_allows(&reads, PERM_TASK_READ));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_is_known_by_its_mark),
        cmocka_unit_test(networks_are_read),
        cmocka_unit_test(labels_and_nouns_are_checked),
        cmocka_unit_test(a_token_is_narrower_than_its_role),
    };
    secret_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
