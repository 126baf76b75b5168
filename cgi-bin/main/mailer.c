/* SPDX-License-Identifier: Apache-2.0 */
/* mailer: sends what waits in the outbox (mail/). */
#include <sys/prctl.h>
#include <sys/resource.h>
#include "base/log.h"
#include "base/secret.h"
#include "mail/mailer.h"

int main(int argc, char **argv)
{
    OWNED(arena_drop) struct arena *a = arena_new();
    struct fault f = { .code = FAULT_OK };
    struct conf c;
    char *password = NULL;
    struct rlimit no_core = { 0, 0 };
    log_name("mailer");
    if (argc != 3 || strcmp(argv[1], "--state")) {
        log_error("usage: mailer --state DIR");
        return 2;
    }
    secret_init();
    setrlimit(RLIMIT_CORE, &no_core);
    prctl(PR_SET_DUMPABLE, 0);
    if (conf_load(&f, a, argv[2], &c) || conf_use_key(&f, a, &c) ||
        conf_db_password(&f, a, &c, "mailer", &password)) {
        log_error("%s", fault_words(&f, a));
        return 1;
    }
    struct db_conf db = { c.db_socket, c.db_name, "mailer", password, false };
    return mailer_run(&c, &db);
}
