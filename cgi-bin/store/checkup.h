/* SPDX-License-Identifier: Apache-2.0 */
/* What `hatchery doctor` asks the database: is it as the programs want it, and does all move? */
#pragma once
#include "db/db.h"

/* Ages are by the database's clock, in seconds; -1: there is none. */
struct checkup {
    int64_t now; /* the database's clock */
    int64_t taskd_age;
    int64_t watcher_age;
    int64_t nodes;
    const char *silent;   /* nodes that have not answered for a minute, a comma between; "": none */
    int64_t unmeasured;   /* nodes whose load is older than three minutes */
    /* Of nodes, as their comparison saw them, a comma between; "": none. */
    const char *unlooked;  /* no comparison for half an hour */
    const char *clocks;    /* whose clock differs by two seconds or more, "n1 by 7 s" */
    const char *rootly;    /* whose machines run as root */
    const char *unguarded; /* with neither AppArmor nor SELinux */
    const char *versions;  /* of libvirt and QEMU, where there are several */
    int64_t mails;        /* that wait */
    int64_t mail_age;     /* of the oldest of them */
    int64_t failed_mails; /* that were given up */
    int64_t lock_age;     /* of the task that has held a lock for longest */
    int64_t lock_task;
    const char *hosts;       /* of resellers' brands, a blank between; "": none is confirmed */
    const char *hosts_asked; /* asked for and not confirmed, likewise */
    int64_t queued_age;      /* of the oldest task that could begin and does not */
};
/* `db` is of the user `owner`. */
enum fault_code checkup_look(const struct db *, struct checkup *) MUST_CHECK;

/* Files of sql/ that are not applied; *changed: names of those that are other than was applied. */
enum fault_code checkup_migrations(const struct db *, const char *sql_dir, int64_t *missing,
                                   const char **changed) MUST_CHECK;

/*
 * What the user of this connection may do, held against sql/grants.sql: "SELECT vm, UPDATE vm.name"
 * of each, "" for none. `db` is of that user.
 */
enum fault_code checkup_rights(const struct db *, const char *sql_dir, const char *user,
                               const char **missing, const char **extra) MUST_CHECK;
