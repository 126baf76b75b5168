/* SPDX-License-Identifier: Apache-2.0 */
/* Two customers, one node with room for a hundred machines, one image, one plan. */
#include "db_fixture.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/secret.h"
#include "store/account.h"
#include "store/image.h"
#include "store/ip_pool.h"
#include "store/migrate.h"
#include "store/node.h"
#include "store/plan.h"
#include "store/user.h"

void must_be_ok(struct world *w, enum fault_code rc, const char *call, const char *file, int line)
{
    if (rc)
        print_error("%s: %s\n", call, fault_words(&w->fault, w->arena));
    _assert_true(rc == FAULT_OK, call, file, line);
    fault_clear(&w->fault);
}

struct db *world_connect(struct world *w, const char *user, bool reader)
{
    char *password = NULL;
    must(w, conf_db_password(&w->fault, w->arena, &w->conf, user, &password));
    struct db_conf c = { w->conf.db_socket, w->conf.db_name, arena_strdup(w->arena, user), password,
                         reader };
    struct db *db = db_new(&c);
    db_use(db, w->arena, &w->fault);
    return db;
}

static void quiet(const char *line)
{
    (void)line;
}

static void add_parts(struct world *w)
{
    struct node_setup s = { "local",
                            "Local",
                            "XX",
                            "local",
                            "node1",
                            "test:///default",
                            "tcg",
                            4,
                            INT64_C(64) << 30,
                            INT64_C(50) << 30,
                            "local",
                            "/tmp",
                            INT64_C(1) << 40,
                            "nat",
                            "httt-br1",
                            "9.9.9.9" };
    struct plan plan = { .name = "S",
                         .vcpu = 1,
                         .memory = 512 << 20,
                         .disk = INT64_C(10) << 30,
                         .price_month = 4900000,
                         .currency = "EUR" };
    struct image image = { .name = "Small",
                           .version = "1",
                           .icon = "debian",
                           .format = "raw",
                           .bytes = 1000,
                           .sha256 = "00000000000000000000000000000000"
                                     "00000000000000000000000000000000" };
    int64_t provider = 0;
    int64_t network = 0;
    must(w, account_provider(w->cli, "Provider", &provider));
    w->reseller = provider;
    must(w, account_add(w->cli, "First", &w->account[0]));
    must(w, account_add(w->cli, "Second", &w->account[1]));
    must(w, user_add(w->cli, w->account[0], ROLE_OWNER, "one@first.example", "One",
                     "a long password", &w->user[0]));
    must(w, user_add(w->cli, w->account[1], ROLE_OWNER, "two@second.example", "Two",
                     "a long password", &w->user[1]));
    must(w, node_setup(w->cli, &s, &w->node, &network));
    must(w, ip_pool_ensure(w->cli, network, "10.9.0.1", 24, 250));
    must(w, ip_pool_ensure(w->cli, network, "fd99::1", 64, 250));
    must(w, plan_add(w->cli, &plan, &w->plan));
    must(w, image_add(w->cli, provider, provider, &image, &w->image));
    must(w, node_answered(w->taskd, w->node, "test"));
    w->location = 1;
}

int world_begin(void **state)
{
    struct world *w = calloc(1, sizeof(*w));
    secret_init();
    w->arena = arena_new();
    must(w, conf_load(&w->fault, w->arena, NULL, &w->conf));
    must(w, conf_use_script_key(&w->fault, w->arena, &w->conf));
    struct db *owner = world_connect(w, "owner", false);
    must(w, migrate(owner, arena_printf(w->arena, "%s/sql", w->conf.root), quiet));
    db_close(&owner);
    w->cli = world_connect(w, "cli", false);
    w->my = world_connect(w, "my", false);
    w->taskd = world_connect(w, "taskd", false);
    struct account first;
    if (account_by_name_any(w->cli, "First", &first))
        add_parts(w);
    *state = w;
    return 0;
}

int world_end(void **state)
{
    struct world *w = *state;
    db_close(&w->cli);
    db_close(&w->my);
    db_close(&w->taskd);
    arena_free(w->arena);
    free(w);
    return 0;
}

struct asker world_asker(struct world *w, int which)
{
    return (struct asker){ .scope = scope_account(w->reseller, w->account[which]),
                           .account_id = w->account[which],
                           .reseller_id = w->reseller,
                           .user_id = w->user[which],
                           .who = "test",
                           .address = "127.0.0.1",
                           .inst = w->conf.inst };
}

int64_t world_create(struct world *w, int which, const char *name, int64_t *task_id)
{
    struct asker who = world_asker(w, which);
    struct vm_create form = {
        .name = name, .image_id = w->image, .location_id = w->location, .plan_id = w->plan
    };
    struct vm_create_more more = { .labels = "{}" };
    struct once once = { .key = NULL };
    struct vm_created out;
    must(w, vm_create_ask(w->my, &who, &form, &more, &once, &out));
    if (task_id)
        *task_id = out.asked.task_id;
    return out.asked.vm_id;
}

int64_t world_task(struct world *w, int which, const char *resource, bool exclusive)
{
    struct task_new t = { .kind = "vm_stop",
                          .account_id = w->account[which],
                          .reseller_id = w->reseller,
                          .object = "x",
                          .args = "{}",
                          .asked_by = "test",
                          .as_whom = w->user[which],
                          .lock = { { resource, exclusive } },
                          .locks = 1 };
    int64_t id = 0;
    must(w, task_add(w->my, &t, &id));
    return id;
}

struct racer {
    at_once_fn *fn;
    void *ctx;
    int ready[2];
    int gate[2];
};

/* Connected, it waits until the gate's other end is closed, so that all begin at once. */
static void race(struct world *w, const struct racer *r, int no)
{
    char end = 0;
    struct db *db = world_connect(w, "my", false);
    struct account a; /* so that it is connected */
    close(r->gate[1]);
    if (account_load_any(db, w->account[0], &a) || write(r->ready[1], "r", 1) != 1 ||
        read(r->gate[0], &end, 1) != 0)
        _exit(9);
    enum fault_code rc = r->fn(w, db, no, r->ctx);
    if (rc && rc != FAULT_LIMIT)
        fprintf(stderr, "of many at once: %s\n", fault_words(&w->fault, w->arena));
    _exit(rc == FAULT_OK ? 0 : rc == FAULT_LIMIT ? 1 : 2);
}

int world_at_once(struct world *w, int many, at_once_fn *fn, void *ctx)
{
    struct racer r = { .fn = fn, .ctx = ctx };
    pid_t pid[AT_ONCE_MOST];
    char end = 0;
    int won = 0;
    assert_in_range(many, 1, AT_ONCE_MOST);
    assert_int_equal(pipe(r.ready) + pipe(r.gate), 0);
    for (int i = 0; i < many; i++) {
        pid[i] = fork();
        if (!pid[i])
            race(w, &r, i);
    }
    close(r.ready[1]);
    for (int i = 0; i < many; i++)
        assert_int_equal(read(r.ready[0], &end, 1), 1);
    close(r.gate[1]);
    for (int i = 0; i < many; i++) {
        int status = -1;
        assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= 1);
        won += WEXITSTATUS(status) == 0;
    }
    close(r.ready[0]);
    close(r.gate[0]);
    return won;
}
