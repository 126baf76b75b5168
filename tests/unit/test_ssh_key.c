/* SPDX-License-Identifier: Apache-2.0 */
/* SSH keys are read to their end: each kind, each with one thing wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail
#include <string.h>
#include "base/attr.h"
#include "base/checks.h"
#include "base/secret.h"
#include "base/ssh_key.h"

static const struct {
    const char *type;
    const char *body;
} good[] = {
    { "ssh-ed25519",
      "AAAAC3NzaC1lZDI1NTE5AAAAIMfOhIumKMlHTP1zDWVKre5vJc2Vw7GgYC4o8kvumbFn" },
    { "ssh-rsa",
      "AAAAB3NzaC1yc2EAAAADAQABAAABAQCuk92F5YGVNHy2e3+Ud3TsDNL3tDp2TYqNXrKsjNkMkUMWZmFr"
      "jYETFWqZH6yWL18SXusUzpO8NbpOmbI9dBsQVjc1pVBFAg9nB9c3VD1Rs4zUjYIERET0VqI64nJfjCXe"
      "WaOG82HIm6pGGJwIr9HSSNd6prgmsmskEA6LAakYU/v7h+2v3LXvTN0syoPjAtQr2SkhHUdKSxgYGYL0"
      "Sgj6tzvGcqWsWvAcAvtQ9WJcsg6fT9SiuJhbwsDw4q+ILwSVYHd0QvmBeZNH35u1fSLioNFSSGBRAuI5"
      "j4dU4fL1GCF6LCh7RTzk9vuCfo3tCfb89RG35B9zZtZcYXpbJ/vX" },
    { "ecdsa-sha2-nistp256",
      "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBGoq5eVMSwtLijstSHRERZsOXoSj"
      "hP+xqXMALIqsdtSFLdVyAZVqkYX39l2mBWfZfV+HdUFAXFjlNq7aOs4nV3I=" },
    { "ecdsa-sha2-nistp384",
      "AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBOxr7CCkIAX3NPU4jYD/cACs3gaJ"
      "1aRJpPy66Wslp9WszwAGKPGIPWOdt3Ng0RSdSS2SxXoX617XmjAuut4YuMPckJApP1c4PsEjzhRCo0ln"
      "2kOLKRp99O0b68hCJ0JElQ==" },
    { "ecdsa-sha2-nistp521",
      "AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBABGSpP8CjSldCySVqtLA2As3zou"
      "/92jX4iVYw7xhDEP989xmiAyw9a0/vftWUN4CvR1+MuxteNARNPKhs09iYiW3AEUaCVxYedZzE/2iGvI"
      "7mMptGR4ysHbeSnFkb7jEWIxfTwvPLsEkkm+iNG6LJKcfZnubGYD033auidzNgtF6vIiOQ==" },
    { "sk-ssh-ed25519@openssh.com",
      "AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIMfOhIumKMlHTP1zDWVKre5vJc2Vw7GgYC4o"
      "8kvumbFnAAAABHNzaDo=" },
    { "sk-ecdsa-sha2-nistp256@openssh.com",
      "AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNzaC5jb20AAAAIbmlzdHAyNTYAAABBBGoq5eVM"
      "SwtLijstSHRERZsOXoSjhP+xqXMALIqsdtSFLdVyAZVqkYX39l2mBWfZfV+HdUFAXFjlNq7aOs4nV3IA"
      "AAAEc3NoOg==" },
};

static const struct {
    const char *what;
    const char *type;
    const char *body;
    const char *said;
} bad[] = {
    { "short by a byte", "ssh-ed25519",
      "AAAAC3NzaC1lZDI1NTE5AAAAH8fOhIumKMlHTP1zDWVKre5vJc2Vw7GgYC4o8kvumbE=",
      "damaged" },
    { "something behind it", "ssh-ed25519",
      "AAAAC3NzaC1lZDI1NTE5AAAAIMfOhIumKMlHTP1zDWVKre5vJc2Vw7GgYC4o8kvumbFneA==",
      "damaged" },
    { "1,024 bits", "ssh-rsa",
      "AAAAB3NzaC1yc2EAAAADAQABAAAAgQCdzUIAn2RWoyY5BWg5Pr1tH3UY6JjqMB+tTHh1KAWWXWES0fC9"
      "XkvZGB2XSav6J332YPCCSPGf6mjDZJ8aYWL58bNTDqPJmBBv4fjnGsijCzzg6ycBg61f508q+DOkZS2o"
      "j520jXh6sQ6c9FtEeuuIEg+5x+mSNNEG1wVa9P/Tkw==",
      "2,048" },
    { "negative", "ssh-rsa",
      "AAAAB3NzaC1yc2EAAAADAQABAAABAP//////////////////////////////////////////////////"
      "////////////////////////////////////////////////////////////////////////////////"
      "////////////////////////////////////////////////////////////////////////////////"
      "////////////////////////////////////////////////////////////////////////////////"
      "//////////////////////////////////////////////////8=",
      "damaged" },
    { "zeros in front", "ssh-rsa",
      "AAAAB3NzaC1yc2EAAAADAQABAAABAgAAgAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
      "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
      "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
      "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
      "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ==",
      "damaged" },
    { "another curve", "ecdsa-sha2-nistp256",
      "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAzODQAAABBBGoq5eVMSwtLijstSHRERZsOXoSj"
      "hP+xqXMALIqsdtSFLdVyAZVqkYX39l2mBWfZfV+HdUFAXFjlNq7aOs4nV3I=",
      "damaged" },
    { "a compressed point", "ecdsa-sha2-nistp256",
      "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBAmoq5eVMSwtLijstSHRERZsOXoSj"
      "hP+xqXMALIqsdtSFLdVyAZVqkYX39l2mBWfZfV+HdUFAXFjlNq7aOs4nV3I=",
      "damaged" },
    { "no application", "sk-ssh-ed25519@openssh.com",
      "AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIMfOhIumKMlHTP1zDWVKre5vJc2Vw7GgYC4o"
      "8kvumbFn",
      "damaged" },
    { "another type's", "ssh-rsa",
      "AAAAC3NzaC1lZDI1NTE5AAAAIMfOhIumKMlHTP1zDWVKre5vJc2Vw7GgYC4o8kvumbFn",
      "damaged" },
    { "no base64", "ssh-ed25519",
      "AAAA*",
      "damaged" },
    { "an old type", "ssh-dss",
      "AAAAC3NzaC1lZDI1NTE5AAAAIMfOhIumKMlHTP1zDWVKre5vJc2Vw7GgYC4o8kvumbFn",
      "begins with its type" },
};

static void every_kind_is_taken(void **state)
{
    (void)state;
    OWNED(arena_drop) struct arena *a = arena_new();
    for (size_t i = 0; i < countof(good); i++) {
        const char *plain = arena_printf(a, "%s %s", good[i].type, good[i].body);
        assert_null(check_ssh_key(plain));
        assert_null(check_ssh_key(arena_printf(a, "%s marta@laptop", plain)));
        assert_non_null(check_ssh_key(arena_printf(a, "%s\nssh-ed25519 AAAA", plain)));
        assert_non_null(check_ssh_key(arena_printf(a, "command=\"x\" %s", plain)));
    }
}

static void what_is_wrong_is_said(void **state)
{
    (void)state;
    OWNED(arena_drop) struct arena *a = arena_new();
    for (size_t i = 0; i < countof(bad); i++) {
        const char *said = check_ssh_key(arena_printf(a, "%s %s", bad[i].type, bad[i].body));
        if (!said)
            print_error("taken: %s\n", bad[i].what);
        assert_non_null(said);
        assert_non_null(strstr(said, bad[i].said));
    }
    assert_non_null(strstr(check_ssh_key("-----BEGIN OPENSSH PRIVATE KEY-----"), "private"));
}

/* INJ-07: what turns the direction of writing, or is no ASCII, does not get into a file. */
static void comments_are_cleaned(void **state)
{
    (void)state;
    OWNED(arena_drop) struct arena *a = arena_new();
    assert_string_equal(ssh_key_clean(a, "ssh-ed25519 AAAA"), "ssh-ed25519 AAAA");
    assert_string_equal(ssh_key_clean(a, "ssh-ed25519 AAAA   a b"), "ssh-ed25519 AAAA a b");
    assert_string_equal(ssh_key_clean(a, "ssh-ed25519 AAAA x\xe2\x80\xaey"),
                        "ssh-ed25519 AAAA x???y");
    assert_int_equal(strlen(ssh_key_clean(a, arena_printf(a, "t b %0300d", 0))), 4 + 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_taken),
        cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(comments_are_cleaned),
    };
    secret_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
