/* SPDX-License-Identifier: Apache-2.0 */
/* One start for three programs: they differ in their tables alone. */
#include "web/program.h"
#include <getopt.h>
#include "base/common.h"
#include "base/confine.h"
#include "base/log.h"
#include "base/secret.h"
#include "web/webauthn.h"

#define SIGNIN_USER "signin"
enum { SIGNIN_MEMORY = 256 << 20 }; /* argon2 takes 19 MiB of it */

struct options {
    const char *state;
    int pool; /* enum web_pool, or -1 */
};

static bool read_options(int argc, char **argv, struct options *o)
{
    static const struct option known[] = {
        { "state", required_argument, NULL, 's' },
        { "reader", no_argument, NULL, POOL_READER },
        { "writer", no_argument, NULL, POOL_WRITER },
        { "signin", no_argument, NULL, POOL_SIGNIN },
        { NULL, 0, NULL, 0 },
    };
    int c = 0;
    *o = (struct options){ .pool = -1 };
    while ((c = getopt_long(argc, argv, "", known, NULL)) != -1) {
        if (c == 's')
            o->state = optarg;
        else if (c == '?')
            return false;
        else
            o->pool = c;
    }
    return o->pool >= 0 && optind == argc;
}

static enum fault_code open_db(struct fault *f, struct arena *forever, const struct conf *conf,
                               const char *user, bool reader, struct db **out)
{
    char *password = NULL;
    enum fault_code rc = conf_db_password(f, forever, conf, user, &password);
    struct db_conf how = { .socket = conf->db_socket,
                           .name = conf->db_name,
                           .user = user,
                           .password = password,
                           .reader = reader };
    *out = rc ? NULL : db_new(&how);
    if (!rc && !strcmp(user, SIGNIN_USER))
        secret_bucket_key(password);
    return rc;
}

static const char *db_user_of(struct arena *forever, const char *name, enum web_pool pool)
{
    switch (pool) {
    case POOL_READER: return arena_printf(forever, "%s_reader", name);
    case POOL_WRITER: return name;
    case POOL_SIGNIN: return SIGNIN_USER;
    }
    bug("there is no pool %d", (int)pool);
}

static enum fault_code start(struct fault *f, struct arena *forever, const struct options *o,
                             const struct web_program *program, struct web *web, struct face *face)
{
    struct conf *conf = arena_alloc(forever, sizeof(*conf));
    *web = (struct web){ .conf = conf, .face = program->which, .pool = (enum web_pool)o->pool };
    *face = program->face;
    face->ctx = web;
    enum fault_code rc = conf_load(f, forever, o->state, conf);
    if (!rc)
        rc = open_db(f, forever, conf, db_user_of(forever, face->name, web->pool),
                     web->pool == POOL_READER, &face->db);
    bool seals = web->pool == POOL_SIGNIN || (web->face == WEB_ADMIN && web->pool == POOL_WRITER);
    if (!rc && seals) /* second steps, and the administrator's settings */
        rc = conf_use_key(f, forever, conf);
    if (!rc && web->pool != POOL_SIGNIN)
        rc = conf_use_script_key(f, forever, conf);
    if (!rc && web->pool == POOL_SIGNIN)
        webauthn_begin();
    if (!rc && web->pool == POOL_SIGNIN)
        rc = common_use(f, arena_printf(forever, "%s/build/passwords.list", conf->root));
    if (!rc)
        rc = open_db(f, forever, conf, "notes", false, &web->notes);
    if (!rc && (web->face == WEB_API || (web->face == WEB_MY && web->pool != POOL_SIGNIN)))
        rc = rate_open(f, arena_printf(forever, "%s/%s_rate", conf->run_dir, face->name),
                       &web->rate);
    if (!rc && program->prepare)
        rc = program->prepare(f, forever, web, face);
    return rc;
}

int web_main(const struct web_program *program, int argc, char **argv)
{
    OWNED(arena_drop) struct arena *forever = arena_new();
    struct options o;
    struct fault f;
    struct web web;
    struct face face;
    log_name(program->face.name);
    confine_begin();
    secret_init();
    fault_clear(&f);
    if (!read_options(argc, argv, &o)) {
        log_error("use: %s [--state DIR] --reader | --writer | --signin", program->face.name);
        return 1;
    }
    if (o.pool == POOL_SIGNIN) {
        confine_behind();
        confine_memory(SIGNIN_MEMORY);
    }
    if (start(&f, forever, &o, program, &web, &face)) {
        log_error("%s", fault_words(&f, forever));
        return 1;
    }
    confine(CONFINE_WEB);
    return http_serve(&face);
}
