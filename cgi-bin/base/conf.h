/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a process must know before it can ask the database: STATE/hatchery.conf
 * (lines of key=value, # for a remark), the password of its database user in
 * secret_dir/db-USER and the key of what is sealed, secret_dir/key. Everything
 * else is a row of `setting`.
 */
#pragma once
#include "base/fault.h"

struct conf {
    const char *state;     /* the directory, absolute */
    const char *root;      /* where templates/, sql/ and build/static lie */
    const char *url;       /* the panel's address, without a slash at its end */
    const char *origin;    /* as a browser sends it: scheme://host[:port] */
    const char *host;      /* the host part with its port, as in a Host header */
    const char *admin_url; /* of the administrator's pages alone; NULL: they are at `url` */
    const char *admin_host;
    const char *hosts;     /* more host names that nginx serves, a blank between two; "": none */
    const char *inst;      /* this installation's two characters */
    const char *db_socket; /* MariaDB's Unix socket */
    const char *db_name;
    const char *image_dir;   /* files of images; STATE/images unless said otherwise */
    const char *run_dir;     /* sockets and locks; STATE/run */
    const char *secret_dir;  /* STATE/secret */
    const char *certificate; /* file of PEM that nginx shows; "": none */
    const char *accel;       /* "kvm" or "tcg", from the trial */
    const char *catcher;     /* "127.0.0.1:18080": takes mail while no server is set; "": none */
    const char *hook_dir;    /* where the programs of hooks lie */
    const char *hook_users;  /* whom hooks may run as, a blank between two */
    int lease_seconds;       /* of a task; 30, less in tests */
};

/* state NULL: environment HATCHERY_STATE, else "var". */
enum fault_code conf_load(struct fault *f, struct arena *a, const char *state,
                          struct conf *out) MUST_CHECK;
/* `url` at another host name: "https://panel.brand.example:8443". */
char *conf_url_at(struct arena *a, const char *url, const char *host);
/* Is this host name, without a port, among those that nginx serves? */
bool conf_serves(const struct conf *, const char *host);
/* The password of a database user. */
enum fault_code conf_db_password(struct fault *f, struct arena *a, const struct conf *c,
                                 const char *user, char **out) MUST_CHECK;
/* Makes the installation's key known to secret_seal() and secret_open(). */
enum fault_code conf_use_key(struct fault *f, struct arena *a, const struct conf *c) MUST_CHECK;
/* The same of the key that scripts alone are sealed with, secret_dir/key-script. */
enum fault_code conf_use_script_key(struct fault *f, struct arena *a,
                                    const struct conf *c) MUST_CHECK;
