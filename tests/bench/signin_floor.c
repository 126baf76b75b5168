/* SPDX-License-Identifier: Apache-2.0 */
/*
 * signin_floor COUNT: compares a password with its hash so often, by libsodium
 * alone; prints milliseconds, a line each. The floor of the bench's signin.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/clock.h"
#include "base/fault.h"
#include "base/secret.h"

int main(int argc, char **argv)
{
    static const char password[] = "a password of the bench";
    long count = argc == 2 ? strtol(argv[1], NULL, 10) : 0;
    if (count < 1)
        return 2;
    secret_init();
    struct arena *a = arena_new();
    const char *hash = secret_password_hash(a, password);
    for (long i = 0; i < count; i++) {
        int64_t began = clock_monotonic();
        if (crypto_pwhash_str_verify(hash, password, strlen(password)))
            bug("its own hash does not fit");
        printf("%.3f\n", (double)(clock_monotonic() - began) / 1000);
    }
    arena_drop(&a);
    return 0;
}
