/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an administrator does with everybody's things, on a real MariaDB: machines
 * made for customers, plans and addresses, and the search that stays inside its
 * reader's scope and its indexes.
 */
#include "db_fixture.h"
#include <stdio.h>
#include <string.h>
#include "store/account.h"
#include "store/find.h"
#include "store/ip.h"
#include "store/user.h"

struct office {
    struct world *w;
    struct db *admin;
    struct db *reader;
    struct asker who; /* an administrator */
};
static struct office office;

static int office_begin(void **state)
{
    int rc = world_begin(state);
    struct world *w = *state;
    struct office *o = &office;
    o->w = w;
    o->admin = world_connect(w, "admin", false);
    o->reader = world_connect(w, "admin_reader", true);
    o->who = world_asker(w, 0);
    o->who.scope = scope_everything();
    o->who.account_id = w->reseller;
    must(w, user_add(w->cli, w->reseller, ROLE_ADMINISTRATOR, "root@provider.example", "Root",
                     "a long password", &o->who.user_id));
    return rc;
}

static int office_end(void **state)
{
    db_close(&office.admin);
    db_close(&office.reader);
    return world_end(state);
}

/* --- machines for customers --- */

static enum fault_code create_for(int64_t account, const char *name, struct vm_created *out)
{
    struct world *w = office.w;
    struct vm_create form = {
        .name = name, .image_id = w->image, .location_id = w->location, .plan_id = w->plan
    };
    struct vm_create_more more = { .labels = "{}", .account_id = account };
    struct once once = { .key = NULL };
    return vm_create_ask(office.admin, &office.who, &form, &more, &once, out);
}

static void a_machine_made_for_a_customer_is_theirs(void **state)
{
    struct world *w = *state;
    struct asker owner = world_asker(w, 0);
    struct asker other = world_asker(w, 1);
    struct account before;
    struct account after;
    struct vm_created made;
    struct vm vm;
    bool may = false;
    must(w, account_load_any(w->cli, w->account[0], &before));
    must(w, create_for(w->account[0], "given", &made));
    must(w, account_load_any(w->cli, w->account[0], &after));
    assert_int_equal(after.vm_count, before.vm_count + 1);
    must(w, vm_load(w->my, &owner.scope, made.asked.vm_id, &vm));
    assert_int_equal(vm.account_id, w->account[0]);
    assert_int_equal(vm_load(w->my, &other.scope, made.asked.vm_id, &vm), FAULT_MISSING);
    fault_clear(&w->fault);
    must(w, task_may_any(w->taskd, made.asked.task_id, "vm_create", &may));
    assert_true(may);
    /* the provider's own account is no customer, nor is one that is not there */
    assert_int_equal(create_for(w->reseller, "stray", &made), FAULT_MISSING);
    assert_int_equal(create_for(123456, "stray", &made), FAULT_MISSING);
    fault_clear(&w->fault);
}

static void the_customers_limit_holds_for_the_administrator(void **state)
{
    QUERY(limit, 0, "UPDATE account SET vm_limit = ? WHERE id = ?");
    struct world *w = *state;
    struct db *owner = world_connect(w, "owner", false);
    struct vm_created made;
    must(w, db_exec(owner, &limit, NULL, NULL, ARGS(arg_i64(0), ARG(w->account[1]))));
    assert_int_equal(create_for(w->account[1], "over", &made), FAULT_LIMIT);
    assert_non_null(strstr(fault_words(&w->fault, w->arena), "Second may have 0 machines"));
    fault_clear(&w->fault);
    must(w, db_exec(owner, &limit, NULL, NULL, ARGS(arg_i64(100), ARG(w->account[1]))));
    db_close(&owner);
}

/* --- the search box --- */

static int64_t found(const struct scope *who, const char *typed, struct find_hit *first)
{
    struct list hits;
    must(office.w, find(office.reader, who, typed, &hits));
    *first = hits.count ? *(const struct find_hit *)hits.rows : (struct find_hit){ 0 };
    return hits.count;
}

struct words_row {
    const char *words;
};
static const struct field words_view[] = { TEXT(struct words_row, words), FIELDS_END };

static void every_notation_finds_the_machine(void **state)
{
    QUERY(mac_of, 0, "SELECT mac AS words FROM nic WHERE vm_id = ?",
          ROWS(struct words_row, words_view));
    struct world *w = *state;
    struct asker owner = world_asker(w, 0);
    struct asker other = world_asker(w, 1);
    struct scope all = scope_everything();
    struct find_hit hit;
    struct vm vm;
    int64_t task = 0;
    int64_t id = world_create(w, 0, "sought-1", &task);
    must(w, vm_load(w->my, &owner.scope, id, &vm));
    struct words_row mac;
    must(w, db_one(w->cli, &mac_of, &mac, ARGS(ARG(id))));
    char *loud = arena_strdup(w->arena, mac.words);
    for (char *p = loud; *p; p++)
        *p = *p == ':' ? '-' : *p >= 'a' && *p <= 'f' ? (char)(*p - 'a' + 'A') : *p;
    /* fd99::1:0:0:1 written out, and small or capital */
    unsigned group = 0;
    assert_int_equal(sscanf(vm.ipv6, "fd99::%x:0:0:1", &group), 1);
    const char *typed[] = {
        "sought-1",
        "SOUGHT-1",
        vm.ipv4,
        arena_printf(w->arena, "::ffff:%s", vm.ipv4),
        vm.ipv6,
        arena_printf(w->arena, "[%s]", vm.ipv6),
        arena_printf(w->arena, "FD99:0000:0:0:%04X:0::1", group),
        mac.words,
        loud,
        vm.uuid,
    };
    for (size_t i = 0; i < countof(typed); i++) {
        if (found(&owner.scope, typed[i], &hit) != 1)
            print_error("%s was not found\n", typed[i]);
        assert_int_equal(found(&owner.scope, typed[i], &hit), 1);
        assert_int_equal(hit.kind, FIND_VM);
        assert_int_equal(hit.id, id);
        assert_true(hit.exact);
        assert_int_equal(found(&all, typed[i], &hit), 1);
        assert_int_equal(hit.id, id);
        assert_int_equal(found(&other.scope, typed[i], &hit), 0);
    }
    const char *number = arena_printf(w->arena, "%lld", (long long)task);
    assert_int_equal(found(&owner.scope, number, &hit), 1);
    assert_int_equal(hit.kind, FIND_TASK);
    assert_int_equal(found(&owner.scope, arena_printf(w->arena, "#%s", number), &hit), 1);
    assert_int_equal(found(&other.scope, number, &hit), 0);
    assert_int_equal(found(&owner.scope, "sough", &hit), 1);
    assert_false(hit.exact);
}

static void a_scope_of_nobody_finds_nothing(void **state)
{
    struct scope nobody = { 0 };
    struct scope reseller = { .reseller = 12345, .account = SCOPE_ANY };
    struct find_hit hit;
    (void)state;
    static const char *const typed[] = { "sought-1", "s", "1", "10.9.0.2", "First", "one@", "" };
    for (size_t i = 0; i < countof(typed); i++) {
        assert_int_equal(found(&nobody, typed[i], &hit), 0);
        assert_int_equal(found(&reseller, typed[i], &hit), 0);
    }
}

static void people_and_places_are_the_administrators(void **state)
{
    struct world *w = *state;
    struct asker owner = world_asker(w, 0);
    struct scope all = scope_everything();
    struct find_hit hit;
    assert_int_equal(found(&all, "first", &hit), 1);
    assert_int_equal(hit.kind, FIND_ACCOUNT);
    assert_true(hit.exact);
    assert_int_equal(found(&all, "One@First.example", &hit), 1);
    assert_int_equal(hit.kind, FIND_USER);
    assert_true(hit.exact);
    assert_int_equal(found(&all, "node1", &hit), 1);
    assert_int_equal(hit.kind, FIND_NODE);
    assert_int_equal(found(&all, "%", &hit), 0);
    assert_int_equal(found(&all, "fi_st", &hit), 0);
    assert_int_equal(found(&owner.scope, "first", &hit), 0);
    assert_int_equal(found(&owner.scope, "two@second.example", &hit), 0);
    assert_int_equal(found(&owner.scope, "one@first.example", &hit), 0);
    assert_int_equal(found(&owner.scope, "node1", &hit), 0);
}

static void who_held_an_address_stays_known(void **state)
{
    struct world *w = *state;
    struct asker owner = world_asker(w, 0);
    struct scope all = scope_everything();
    struct find_hit hit;
    struct vm vm;
    int64_t id = world_create(w, 0, "held-1", NULL);
    must(w, vm_load(w->my, &owner.scope, id, &vm));
    assert_int_equal(found(&all, vm.ipv4, &hit), 1);
    assert_int_equal(hit.kind, FIND_VM);
    must(w, ip_release_vm(w->taskd, id));
    assert_int_equal(found(&all, vm.ipv4, &hit), 1);
    assert_int_equal(hit.kind, FIND_IP);
    assert_int_equal(found(&owner.scope, vm.ipv4, &hit), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_machine_made_for_a_customer_is_theirs),
        cmocka_unit_test(the_customers_limit_holds_for_the_administrator),
        cmocka_unit_test(every_notation_finds_the_machine),
        cmocka_unit_test(a_scope_of_nobody_finds_nothing),
        cmocka_unit_test(people_and_places_are_the_administrators),
        cmocka_unit_test(who_held_an_address_stays_known),
    };
    return cmocka_run_group_tests(tests, office_begin, office_end);
}
