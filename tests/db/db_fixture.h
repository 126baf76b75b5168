/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests on a real MariaDB share; tests/db/with-mariadb made the server. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants those four first; its fail() would hide ours */
#include <cmocka.h>
#undef fail
#include "base/conf.h"
#include "kind/vm.h"
#include "store/queue.h"

struct world {
    struct conf conf;
    struct arena *arena;
    struct fault fault;
    struct db *cli;
    struct db *my;
    struct db *taskd;
    int64_t account[2]; /* two customers */
    int64_t user[2];    /* their owners */
    int64_t reseller;
    int64_t image;
    int64_t plan;
    int64_t location;
    int64_t node;
};

/* Fails the test with the fault's words. */
#define must(w, call) must_be_ok(w, call, #call, __FILE__, __LINE__)
void must_be_ok(struct world *w, enum fault_code rc, const char *call, const char *file, int line);

struct db *world_connect(struct world *w, const char *user, bool reader);
/* Migrates once a process, and adds accounts, a node with room and an image. */
int world_begin(void **state);
int world_end(void **state);
struct asker world_asker(struct world *w, int which);
int64_t world_create(struct world *w, int which, const char *name, int64_t *task_id);
/* A queued "vm_stop" of that account that wants that lock. */
int64_t world_task(struct world *w, int which, const char *resource, bool exclusive);
/*
 * So many processes, each connected as `my`, do it at once, each with its number from 0 on: how
 * many were let in. The others were refused by a limit; anything else fails the test.
 */
enum { AT_ONCE_MOST = 100 };
typedef enum fault_code at_once_fn(struct world *, struct db *, int no, void *ctx);
int world_at_once(struct world *w, int many, at_once_fn *fn, void *ctx);
