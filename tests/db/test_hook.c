/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hooks around real tasks on a real MariaDB, with real programs as the user nobody: who is asked
 * when, what a refusal is, and what follows an end. The kind is one that works on rows alone.
 */
#include "db_fixture.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/file.h"
#include "kind/hook.h"
#include "store/number.h"
#include "store/task_log.h"
#include "task/job.h"

static const char kind[] = "fleet_compare";
static char dir[] = "/tmp/hatchery-hook.XXXXXX";
static struct db *admin;

QUERY(drop_hooks, 0, "DELETE FROM hook");
QUERY(end_others, 0, "UPDATE task SET state = 3 WHERE kind IN (?, 'hook_run') AND state < 3");
QUERY(runs, 0, "SELECT COALESCE(MIN(id), 0) AS n FROM task WHERE kind = 'hook_run' AND state = 0",
      NUMBER_ROW);
QUERY(count_runs, 0, "SELECT COUNT(*) AS n FROM task WHERE kind = 'hook_run' AND state = 0",
      NUMBER_ROW);
QUERY(mark_cancelled, 0, "UPDATE task SET cancel = TRUE, cancelled_by = 'test' WHERE id = ?");
QUERY(drop_task, 0, "DELETE FROM task WHERE id = ?");
QUERY(passes, 0, "SELECT COUNT(*) AS n FROM hook_pass", NUMBER_ROW);

static void as_owner(struct world *w, const struct query *q, const struct arg *args, size_t count)
{
    struct db *owner = world_connect(w, "owner", false);
    must(w, db_exec(owner, q, NULL, NULL, args, count));
    db_close(&owner);
}

static int64_t number(struct world *w, const struct query *q)
{
    struct number n = { 0 };
    struct db *owner = world_connect(w, "owner", false);
    must(w, db_one(owner, q, &n, NO_ARGS));
    db_close(&owner);
    return n.n;
}

static const char *file(struct world *w, const char *name)
{
    return arena_printf(w->arena, "%s/%s", dir, name);
}

static void program(struct world *w, const char *name, const char *body)
{
    const char *text = arena_printf(w->arena, "#!/bin/sh\ncd %s/out || exit 9\n%s\n", dir, body);
    must(w, file_write(&w->fault, w->arena, file(w, name), 0755, text, strlen(text)));
    assert_int_equal(chmod(file(w, name), 0755), 0);
}

static const char *wrote(struct world *w, const char *name)
{
    char *text = NULL;
    const char *path = arena_printf(w->arena, "%s/out/%s", dir, name);
    if (file_read(&w->fault, w->arena, path, 65536, &text))
        text = arena_strdup(w->arena, "");
    fault_clear(&w->fault);
    unlink(path);
    return text;
}

static int64_t hook(struct world *w, enum hook_moment moment, const char *name, int64_t seconds)
{
    const char *const argv[] = { file(w, name), "an argument", NULL };
    struct hook h = { .kind = kind,
                      .moment = moment,
                      .argv = hook_argv_json(w->arena, argv),
                      .seconds = seconds,
                      .run_as = "nobody",
                      .added_by = "test" };
    int64_t id = 0;
    must(w, hook_add(admin, &h, &id));
    return id;
}

static int64_t queue(struct world *w)
{
    struct task_new t = { .kind = kind,
                          .account_id = w->reseller,
                          .reseller_id = w->reseller,
                          .object = "all",
                          .args = "{\"a\":1}",
                          .asked_by = "test" };
    int64_t id = 0;
    must(w, task_add_own(w->taskd, &t, &id));
    return id;
}

static int64_t claim(struct world *w, int64_t id)
{
    int64_t fence = 0;
    must(w, queue_claim(w->taskd, id, "test:1", 60, &fence));
    return fence;
}

/* A worker's whole life. */
static void work(struct world *w, int64_t id)
{
    enum fault_code rc = job_run(&w->conf, w->taskd, id, claim(w, id));
    db_use(w->taskd, w->arena, &w->fault);
    fault_clear(&w->fault);
    assert_int_not_equal(rc, FAULT_LEASE);
}

static struct task look(struct world *w, int64_t id)
{
    struct task t;
    struct scope all = scope_everything();
    must(w, task_load(w->taskd, &all, id, &t));
    return t;
}

/* The log as one text. */
static const char *log_of(struct world *w, int64_t id, bool provider)
{
    struct list rows;
    const char *all = "";
    struct task_log_ask ask = { .provider = provider, .level = TASK_ALL_LEVELS, .most = 200 };
    must(w, task_log_last_any(w->cli, id, &ask, &rows));
    const struct task_line *at = rows.rows;
    for (int64_t i = 0; i < rows.count; i++)
        all =
            arena_printf(w->arena, "%s%s\n", all, task_words(w->arena, at[i].message, at[i].args));
    return all;
}

static void expect_in(const char *text, const char *words)
{
    if (!strstr(text, words))
        print_error("not in there: %s\n%s\n", words, text);
    assert_non_null(strstr(text, words));
}

static void one_that_lets_pass_is_told_all_and_asked_once(void **state)
{
    struct world *w = *state;
    program(w, "pass", "cat > seen; echo \"$#:$1\" >> seen; echo looked");
    hook(w, HOOK_BEFORE, "pass", 10);
    int64_t id = queue(w);
    work(w, id);
    assert_int_equal(look(w, id).state, TASK_DONE);
    const char *seen = wrote(w, "seen");
    expect_in(seen, arena_printf(w->arena, "\"task\":%lld,", (long long)id));
    expect_in(seen, "\"moment\":\"before\"");
    expect_in(seen, "\"try\":1");
    expect_in(seen, "\"kind\":\"fleet_compare\"");
    expect_in(seen, "\"args\":{\"a\":1}");
    expect_in(seen, "\n1:an argument\n");
    expect_in(log_of(w, id, true), "pass: looked\npass ended with status 0\n");
    assert_null(strstr(log_of(w, id, false), "pass"));
}

static void a_refusal_is_the_account_s_sentence(void **state)
{
    struct world *w = *state;
    program(w, "refuse", "echo invoice 7 of $(id -un); echo 'The invoice is unpaid.'; exit 1");
    program(w, "never", "echo ran > never-ran");
    hook(w, HOOK_BEFORE, "refuse", 10);
    hook(w, HOOK_BEFORE, "never", 10);
    int64_t id = queue(w);
    work(w, id);
    struct task t = look(w, id);
    assert_int_equal(t.state, TASK_FAILED);
    assert_int_equal(t.step_no, 0);
    assert_string_equal(task_why(w->arena, &t, false), "It was refused: The invoice is unpaid.");
    expect_in(log_of(w, id, true), "refuse: invoice 7 of nobody");
    assert_null(strstr(log_of(w, id, false), "invoice 7"));
    assert_string_equal(wrote(w, "never-ran"), "");
}

static void what_let_it_pass_is_not_asked_again(void **state)
{
    struct world *w = *state;
    program(w, "first", "echo ran > first-ran");
    program(w, "second", "cat > second-ran");
    int64_t first = hook(w, HOOK_BEFORE, "first", 10);
    hook(w, HOOK_BEFORE, "second", 10);
    int64_t id = queue(w);
    int64_t fence = claim(w, id);
    assert_int_equal(hook_passed(w->taskd, first, id, fence + 1), FAULT_LEASE);
    must(w, hook_passed(w->taskd, first, id, fence));
    must(w, queue_again(w->taskd, id, fence, 0)); /* its worker died in the second */
    work(w, id);
    assert_int_equal(look(w, id).state, TASK_DONE);
    assert_string_equal(wrote(w, "first-ran"), "");
    expect_in(wrote(w, "second-ran"), "\"try\":2");
}

static void one_that_cannot_be_asked_lets_nothing_pass(void **state)
{
    struct world *w = *state;
    static const char words[] = "A check by your provider, which comes first, could not be made.";
    program(w, "open", "true");
    program(w, "hang", "sleep 60");
    program(w, "crash", "echo not this; kill -SEGV $$");
    static const char *const names[] = { "open", "hang", "crash", "is-gone" };
    static const char *const why[] = { "open was not run: Others than root can change",
                                       "hang took longer than 1 s and was killed",
                                       "crash died of signal 11", "is-gone was not run: " };
    for (size_t i = 0; i < countof(names); i++) {
        as_owner(w, &drop_hooks, NO_ARGS);
        hook(w, HOOK_BEFORE, names[i], 1);
        assert_int_equal(chmod(file(w, "open"), 0777), 0);
        int64_t id = queue(w);
        work(w, id);
        struct task t = look(w, id);
        assert_int_equal(t.state, TASK_FAILED);
        assert_string_equal(task_why(w->arena, &t, false), words);
        expect_in(log_of(w, id, true), why[i]);
        assert_null(strstr(log_of(w, id, false), names[i]));
    }
}

static void a_user_that_the_host_does_not_name_is_none(void **state)
{
    struct world *w = *state;
    const char *const *argv = NULL;
    program(w, "good", "true");
    const char *const words[] = { file(w, "good"), NULL };
    struct hook h = {
        .kind = kind, .argv = hook_argv_json(w->arena, words), .seconds = 30, .run_as = "nobody"
    };
    must(w, hook_check(&w->fault, w->arena, &w->conf, &h, &argv));
    assert_string_equal(argv[0], words[0]);
    static const char *const others[] = { "root", "daemon", "", "nobody daemon" };
    for (size_t i = 0; i < countof(others); i++) {
        h.run_as = others[i];
        assert_int_equal(hook_check(&w->fault, w->arena, &w->conf, &h, &argv), FAULT_INVALID);
        assert_string_equal(w->fault.field, "run_as");
    }
    h.run_as = "nobody";
    h.seconds = 31; /* whoever clicked waits for it */
    assert_int_equal(hook_check(&w->fault, w->arena, &w->conf, &h, &argv), FAULT_INVALID);
    h.moment = HOOK_AFTER;
    must(w, hook_check(&w->fault, w->arena, &w->conf, &h, &argv));
    h.kind = HOOK_KIND;
    assert_int_equal(hook_check(&w->fault, w->arena, &w->conf, &h, &argv), FAULT_INVALID);
    assert_string_equal(w->fault.field, "kind");
    fault_clear(&w->fault);
}

static void after_each_end_one_follows_that_harms_nothing(void **state)
{
    struct world *w = *state;
    program(w, "pass", "cat > seen; echo looked");
    program(w, "fail", "cat > failed; echo no DNS today; exit 4");
    hook(w, HOOK_AFTER, "pass", 10);
    hook(w, HOOK_AFTER, "fail", 10);
    int64_t id = queue(w);
    work(w, id);
    assert_int_equal(look(w, id).state, TASK_DONE);
    assert_int_equal(number(w, &count_runs), 2);
    for (int i = 0; i < 2; i++) {
        int64_t run = number(w, &runs);
        work(w, run);
        struct task t = look(w, run);
        assert_int_equal(t.account_id, w->reseller);
        assert_int_equal(t.state, i ? TASK_FAILED : TASK_DONE);
        assert_string_equal(t.object, i ? "fail" : "pass");
        if (i)
            assert_string_equal(task_why(w->arena, &t, true),
                                "fail ended with status 4: no DNS today");
    }
    const char *seen = wrote(w, "seen");
    expect_in(seen, arena_printf(w->arena, "\"task\":%lld,", (long long)id));
    expect_in(seen, "\"moment\":\"after\"");
    expect_in(seen, "\"state\":\"done\"");
    assert_int_equal(look(w, id).state, TASK_DONE);
    expect_in(log_of(w, id, true), "fail: no DNS today\nfail ended with status 4\n");
    assert_int_equal(number(w, &count_runs), 0); /* what follows is followed by nothing */
}

static void it_is_told_how_a_refused_task_ended(void **state)
{
    struct world *w = *state;
    program(w, "refuse", "echo 'Not today.'; exit 1");
    program(w, "pass", "cat > seen");
    hook(w, HOOK_BEFORE, "refuse", 10);
    hook(w, HOOK_AFTER, "pass", 10);
    int64_t id = queue(w);
    work(w, id);
    work(w, number(w, &runs));
    const char *seen = wrote(w, "seen");
    expect_in(seen, "\"state\":\"failed\"");
    expect_in(seen, "\"error_code\":\"forbidden\"");
    expect_in(seen, "\"error\":\"It was refused: Not today.\"");
}

static void a_cancelled_task_asks_nobody_but_is_followed(void **state)
{
    struct world *w = *state;
    program(w, "never", "echo ran > never-ran");
    program(w, "pass", "cat > seen");
    hook(w, HOOK_BEFORE, "never", 10);
    hook(w, HOOK_AFTER, "pass", 10);
    int64_t id = queue(w);
    as_owner(w, &mark_cancelled, ARGS(ARG(id)));
    work(w, id);
    assert_int_equal(look(w, id).state, TASK_CANCELLED);
    work(w, number(w, &runs));
    assert_string_equal(wrote(w, "never-ran"), "");
    expect_in(wrote(w, "seen"), "\"state\":\"cancelled\"");
}

static void a_hook_that_is_gone_or_disabled_is_not_run(void **state)
{
    struct world *w = *state;
    program(w, "never", "echo ran > never-ran");
    int64_t one = hook(w, HOOK_AFTER, "never", 10);
    int64_t id = queue(w);
    work(w, id);
    must(w, hook_drop(admin, one));
    work(w, number(w, &runs));
    struct hook h;
    int64_t other = hook(w, HOOK_BEFORE, "never", 10);
    must(w, hook_load_any(admin, other, &h));
    h.state = HOOK_DISABLED;
    must(w, hook_change(admin, &h));
    id = queue(w);
    work(w, id);
    assert_int_equal(look(w, id).state, TASK_DONE);
    assert_string_equal(wrote(w, "never-ran"), "");
}

static void a_kind_has_so_many_and_they_are_counted(void **state)
{
    struct world *w = *state;
    int64_t seconds = 0;
    int64_t id = 0;
    for (int i = 0; i < HOOK_OF_A_KIND; i++)
        hook(w, HOOK_BEFORE, "pass", 3);
    struct hook more = {
        .kind = kind, .argv = "[\"x\"]", .seconds = 3, .run_as = "nobody", .added_by = "test"
    };
    assert_int_equal(hook_add(admin, &more, &id), FAULT_LIMIT);
    fault_clear(&w->fault);
    must(w, hook_seconds_any(w->taskd, kind, &seconds));
    assert_int_equal(seconds, 3 * HOOK_OF_A_KIND);
    must(w, hook_seconds_any(w->taskd, "vm_stop", &seconds));
    assert_int_equal(seconds, 0);
}

static void a_deleted_task_takes_its_marks_along(void **state)
{
    struct world *w = *state;
    int64_t id = queue(w);
    int64_t before = number(w, &passes);
    must(w, hook_passed(w->taskd, 1, id, claim(w, id)));
    assert_int_equal(number(w, &passes), before + 1);
    as_owner(w, &drop_task, ARGS(ARG(id)));
    assert_int_equal(number(w, &passes), before);
}

static int begin(void **state)
{
    if (world_begin(state))
        return -1;
    struct world *w = *state;
    if (!mkdtemp(dir) || chmod(dir, 0755) || mkdir(file(w, "out"), 0777) ||
        chmod(file(w, "out"), 0777))
        return -1;
    w->conf.hook_dir = dir;
    w->conf.hook_users = "nobody";
    admin = world_connect(w, "admin", false);
    return 0;
}

static int end(void **state)
{
    static const char *const names[] = { "pass",   "fail", "refuse", "never", "first",
                                         "second", "open", "hang",   "crash", "good" };
    struct world *w = *state;
    for (size_t i = 0; i < countof(names); i++)
        unlink(file(w, names[i]));
    rmdir(file(w, "out"));
    rmdir(dir);
    db_close(&admin);
    return world_end(state);
}

/* Each begins without hooks, and with nothing queued that would be taken for its own. */
static int fresh(void **state)
{
    struct world *w = *state;
    as_owner(w, &drop_hooks, NO_ARGS);
    as_owner(w, &end_others, ARGS(arg_text(kind)));
    return 0;
}

#define TRY(name) cmocka_unit_test_setup(name, fresh)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRY(one_that_lets_pass_is_told_all_and_asked_once),
        TRY(a_refusal_is_the_account_s_sentence),
        TRY(what_let_it_pass_is_not_asked_again),
        TRY(one_that_cannot_be_asked_lets_nothing_pass),
        TRY(a_user_that_the_host_does_not_name_is_none),
        TRY(after_each_end_one_follows_that_harms_nothing),
        TRY(it_is_told_how_a_refused_task_ended),
        TRY(a_cancelled_task_asks_nobody_but_is_followed),
        TRY(a_hook_that_is_gone_or_disabled_is_not_run),
        TRY(a_kind_has_so_many_and_they_are_counted),
        TRY(a_deleted_task_takes_its_marks_along),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
