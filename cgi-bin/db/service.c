/* SPDX-License-Identifier: Apache-2.0 */
#include "db/service.h"
#include <signal.h>
#include <string.h>
#include "base/confine.h"
#include "base/log.h"
#include "base/secret.h"

enum { EXIT_CANNOT = 1, EXIT_USAGE = 2 };

static bool asked_well(const struct service_spec *spec, int argc, char **argv)
{
    return argc == (spec->role ? 4 : 3) && !strcmp(argv[1], "--state") &&
           (!spec->role || !strcmp(argv[3], spec->role));
}

static enum fault_code read_conf(struct fault *f, struct service *s,
                                 const struct service_spec *spec, const char *state)
{
    char *password = NULL;
    enum fault_code rc = conf_load(f, s->arena, state, &s->conf);
    if (!rc && spec->seals)
        rc = conf_use_key(f, s->arena, &s->conf);
    if (!rc)
        rc = conf_db_password(f, s->arena, &s->conf, spec->name, &password);
    s->db = (struct db_conf){ .socket = s->conf.db_socket,
                              .name = s->conf.db_name,
                              .user = spec->name,
                              .password = password };
    return rc;
}

int service_begin(struct service *s, const struct service_spec *spec, int argc, char **argv)
{
    struct fault f = { .code = FAULT_OK };
    log_name(spec->name);
    confine_begin();
    if (!asked_well(spec, argc, argv)) {
        log_error("usage: %s --state DIR%s%s", spec->name, spec->role ? " " : "",
                  spec->role ? spec->role : "");
        return EXIT_USAGE;
    }
    secret_init();
    signal(SIGPIPE, SIG_IGN); /* a peer that hung up is an error, not the end */
    if (!read_conf(&f, s, spec, argv[2]))
        return 0;
    log_error("%s", fault_words(&f, s->arena));
    return EXIT_CANNOT;
}
