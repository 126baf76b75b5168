/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an administrator does with everybody's things, on a real MariaDB: machines
 * made for customers, plans and addresses, and the search that stays inside its
 * reader's scope and its indexes.
 */
#include "db_fixture.h"
#include <stdio.h>
#include <string.h>
#include "base/clock.h"
#include "store/account.h"
#include "store/find.h"
#include "store/image_noun.h"
#include "store/image.h"
#include "store/ip.h"
#include "store/ip_noun.h"
#include "store/node_noun.h"
#include "store/plan_noun.h"
#include "store/plan.h"
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

/* --- plans --- */

static void a_plan_changes_for_new_machines_alone(void **state)
{
    struct world *w = *state;
    struct asker owner = world_asker(w, 0);
    struct vm_created made;
    struct plan plan;
    struct vm vm;
    int64_t count = 0;
    must(w, create_for(w->account[0], "keeps-1", &made));
    must(w, plan_load_any(w->cli, w->plan, &plan));
    struct plan changed = plan;
    changed.vcpu = 3;
    changed.memory = INT64_C(1) << 30;
    must(w, plan_change(office.admin, &changed));
    must(w, vm_load(w->my, &owner.scope, made.asked.vm_id, &vm));
    assert_int_equal(vm.vcpu, plan.vcpu);
    assert_int_equal(vm.memory, plan.memory);
    must(w, plan_machines_any(office.reader, plan.id, &count));
    assert_in_range(count, 1, COUNT_MOST);
    /* retired: nobody gets it, whoever has it keeps it */
    must(w, plan_retire(office.admin, plan.id, true));
    assert_int_equal(create_for(w->account[0], "keeps-2", &made), FAULT_INVALID);
    assert_string_equal(w->fault.field, "plan_id");
    fault_clear(&w->fault);
    must(w, vm_load(w->my, &owner.scope, vm.id, &vm));
    assert_string_equal(vm.plan, plan.name);
    must(w, plan_retire(office.admin, plan.id, false));
    must(w, plan_change(office.admin, &plan));
    must(w, create_for(w->account[0], "keeps-3", &made));
}

static void a_plan_has_a_name_of_its_own(void **state)
{
    struct world *w = *state;
    struct plan plan;
    int64_t id = 0;
    must(w, plan_load_any(w->cli, w->plan, &plan));
    struct plan twin = { .name = arena_strdup(w->arena, plan.name),
                         .vcpu = 1,
                         .memory = 1 << 30,
                         .disk = 1 << 30,
                         .price_month = 7300000 };
    plan_complete(&twin);
    assert_int_equal(twin.price_hour, 10000);
    assert_string_equal(twin.currency, "EUR");
    assert_int_equal(plan_add(office.admin, &twin, &id), FAULT_UNIQUE);
    assert_string_equal(w->fault.field, "name");
    fault_clear(&w->fault);
    twin.name = "Twin";
    must(w, plan_add(office.admin, &twin, &twin.id));
    twin.name = plan.name;
    assert_int_equal(plan_change(office.admin, &twin), FAULT_UNIQUE);
    fault_clear(&w->fault);
    twin.id = 987654;
    twin.name = "Nowhere";
    assert_int_equal(plan_change(office.admin, &twin), FAULT_MISSING);
    assert_int_equal(plan_retire(office.admin, 987654, true), FAULT_MISSING);
    fault_clear(&w->fault);
}

static void an_image_is_retired_and_offered_again(void **state)
{
    struct world *w = *state;
    struct vm_created made;
    struct list places;
    must(w, image_retire(office.admin, w->image, true));
    assert_int_equal(create_for(w->account[0], "imaged-1", &made), FAULT_INVALID);
    fault_clear(&w->fault);
    must(w, image_retire(office.admin, w->image, false));
    must(w, create_for(w->account[0], "imaged-1", &made));
    must(w, image_places_any(office.reader, w->image, &places));
    assert_int_equal(places.count, 1);
}

/* --- addresses --- */

static void pool_of(int64_t family, struct ip_pool *out)
{
    struct list_page page;
    struct list_ask ask = { .filter = family == 4 ? "family:4" : "family:6" };
    struct scope all = scope_everything();
    must(office.w, list_read(office.reader, &all, &ip_pool_noun, &ask, &page));
    assert_int_equal(page.rows.count, 1);
    *out = *(const struct ip_pool *)page.rows.rows;
}

/* NET-08: no number lies in two pools. */
static void a_range_fits_its_pool_and_no_other(void **state)
{
    static const struct {
        int64_t family;
        const char *first;
        const char *last;
        enum fault_code rc;
        const char *field;
    } wrong[] = {
        { 4, "10.9.1.5", "10.9.1.6", FAULT_INVALID, "first" },    /* another network */
        { 4, "10.9.0.0", "10.9.0.9", FAULT_INVALID, "first" },    /* the network itself */
        { 4, "10.9.0.251", "10.9.0.255", FAULT_INVALID, "last" }, /* its broadcast */
        { 4, "10.9.0.252", "10.9.0.251", FAULT_INVALID, "last" },
        { 4, "10.9.0.200", "10.9.0.254", FAULT_UNIQUE, "first" }, /* overlaps */
        { 4, "fd99::300:0:0:1", "fd99::301:0:0:1", FAULT_INVALID, "first" },
        { 4, "web", "10.9.0.254", FAULT_INVALID, "first" },
        { 6, "fd99::300:0:0:2", "fd99::301:0:0:1", FAULT_INVALID, "first" },
        { 6, "fd98::300:0:0:1", "fd98::301:0:0:1", FAULT_INVALID, "first" },
        { 6, "fd99::300:0:0:1", "fd99::3000:0:0:1", FAULT_INVALID, "last" }, /* too many */
        { 6, "fd99::10:0:0:1", "fd99::300:0:0:1", FAULT_UNIQUE, "first" },
    };
    struct world *w = *state;
    struct ip_pool four;
    struct ip_pool six;
    struct ip_pool after;
    int64_t added = 0;
    pool_of(4, &four);
    pool_of(6, &six);
    for (size_t i = 0; i < countof(wrong); i++) {
        const struct ip_pool *pool = wrong[i].family == 4 ? &four : &six;
        enum fault_code rc =
            ip_range_add(office.admin, pool, wrong[i].first, wrong[i].last, &added);
        if (rc != wrong[i].rc)
            print_error("%s: %d\n", wrong[i].first, rc);
        assert_int_equal(rc, wrong[i].rc);
        assert_string_equal(w->fault.field, wrong[i].field);
        fault_clear(&w->fault);
    }
    must(w, ip_range_add(office.admin, &four, "10.9.0.251", "10.9.0.254", &added));
    assert_int_equal(added, 4);
    pool_of(4, &after);
    assert_int_equal(after.addresses, four.addresses + 4);
    assert_int_equal(after.free, four.free + 4);
    must(w, ip_range_add(office.admin, &six, "FD99:0::0300:0:0:1", "fd99::303:0:0:1", &added));
    assert_int_equal(added, 4);
}

static void a_reserved_address_is_given_to_nobody(void **state)
{
    QUERY(others_rest, 0,
          "UPDATE ip SET rests_until = '9998-12-31' "
          "WHERE family = 4 AND nic_id IS NULL AND words <> '10.9.0.252'");
    QUERY(all_free, 0, "UPDATE ip SET rests_until = '2000-01-01' WHERE nic_id IS NULL");
    struct world *w = *state;
    struct asker owner = world_asker(w, 0);
    struct scope all = scope_everything();
    struct db *root = world_connect(w, "owner", false);
    struct vm_created made;
    struct find_hit hit;
    struct ip_row ip;
    struct vm vm;
    assert_int_equal(found(&all, "10.9.0.252", &hit), 1);
    must(w, ip_reserve(office.admin, hit.id, "the relay"));
    must(w, ip_load_any(office.reader, hit.id, &ip));
    assert_int_equal(ip.state, IP_RESERVED);
    assert_string_equal(ip.note, "the relay");
    must(w, db_exec(root, &others_rest, NULL, NULL, NO_ARGS));
    assert_int_equal(create_for(w->account[0], "reserved-1", &made), FAULT_FULL);
    fault_clear(&w->fault);
    must(w, ip_unreserve(office.admin, hit.id));
    assert_int_equal(ip_unreserve(office.admin, hit.id), FAULT_CONFLICT);
    fault_clear(&w->fault);
    clock_sleep_ms(5);
    must(w, create_for(w->account[0], "reserved-1", &made));
    must(w, vm_load(w->my, &owner.scope, made.asked.vm_id, &vm));
    assert_string_equal(vm.ipv4, "10.9.0.252");
    assert_int_equal(ip_reserve(office.admin, hit.id, "too late"), FAULT_CONFLICT);
    fault_clear(&w->fault);
    must(w, db_exec(root, &all_free, NULL, NULL, NO_ARGS));
    db_close(&root);
}

static void the_holder_of_a_moment_is_known(void **state)
{
    QUERY(history, 0,
          "INSERT INTO ip_hold (words, account_id, reseller_id, vm_id, vm_name, begun_at, "
          "ended_at) VALUES ('192.0.2.9', ?, ?, ?, ?, ?, ?)");
    static const struct {
        const char *name;
        const char *from;
        const char *until;
    } holders[] = { { "first", "2026-01-01", "2026-02-01" },
                    { "second", "2026-02-02", "2026-03-01" },
                    { "third", "2026-03-01", NULL } };
    static const struct {
        int month;
        int day;
        const char *name; /* NULL: nobody */
    } moments[] = { { 12, 31, "third" }, { 1, 1, "first" },   { 1, 15, "first" }, { 2, 1, NULL },
                    { 2, 2, "second" },  { 2, 28, "second" }, { 3, 1, "third" } };
    struct world *w = *state;
    struct db *root = world_connect(w, "owner", false);
    struct ip_hold hold;
    struct list all;
    for (size_t i = 0; i < countof(holders); i++)
        must(w, db_exec(root, &history, NULL, NULL,
                        ARGS(ARG(w->account[i % 2]), ARG(w->reseller), arg_i64(900000 + (int64_t)i),
                             arg_text(holders[i].name), arg_text(holders[i].from),
                             arg_text(holders[i].until))));
    for (size_t i = 0; i < countof(moments); i++) {
        int64_t moment = 0;
        assert_true(clock_from_civil(2026, moments[i].month, moments[i].day, 0, 0, &moment));
        enum fault_code rc = ip_held_at_any(office.reader, "192.0.2.9", moment, &hold);
        assert_int_equal(rc, moments[i].name ? FAULT_OK : FAULT_MISSING);
        fault_clear(&w->fault);
        if (moments[i].name)
            assert_string_equal(hold.vm_name, moments[i].name);
    }
    assert_int_equal(ip_held_at_any(office.reader, "192.0.2.9", 1, &hold), FAULT_MISSING);
    fault_clear(&w->fault);
    must(w, ip_holds_any(office.reader, "192.0.2.9", &all));
    assert_int_equal(all.count, 3);
    assert_string_equal(((const struct ip_hold *)all.rows)->vm_name, "third");
    assert_false(((const struct ip_hold *)all.rows)->vm_there);
    db_close(&root);
}

/* --- lists --- */

static void every_filter_and_sort_of_the_nouns_reads(void **state)
{
    static const char *const samples[] = {
        [COLUMN_TEXT] = "a*", [COLUMN_NUMBER] = "4", [COLUMN_BYTES] = "4GB",
        [COLUMN_MONEY] = "5", [COLUMN_TIME] = "7d",  [COLUMN_DURATION] = "5s",
    };
    struct world *w = *state;
    struct scope all = scope_everything();
    static const struct list_noun *const nouns[] = { &plan_noun,    &image_noun, &node_noun,
                                                     &storage_noun, &ip_noun,    &ip_pool_noun,
                                                     &ip_hold_noun };
    for (size_t n = 0; n < countof(nouns); n++)
        for (size_t i = 0; i < nouns[n]->count; i++) {
            const struct list_column *c = &nouns[n]->column[i];
            struct list_page page;
            struct list_ask sort = { .sort = c->name };
            struct list_ask down = { .sort = arena_printf(w->arena, "-%s", c->name) };
            struct list_ask filter = { .filter = "" };
            if (c->kind == COLUMN_WORD)
                filter.filter = arena_printf(w->arena, "%s:%s", c->name, c->words[0].code);
            else if (c->kind != COLUMN_REF && c->kind != COLUMN_PAIR)
                filter.filter = arena_printf(w->arena, "%s%s%s", c->name,
                                             c->kind == COLUMN_TIME ? ">" : ":", samples[c->kind]);
            if (c->sql)
                must(w, list_read(office.reader, &all, nouns[n], &filter, &page));
            if (c->sorts)
                must(w, list_read(office.reader, &all, nouns[n], &sort, &page));
            if (c->sorts)
                must(w, list_read(office.reader, &all, nouns[n], &down, &page));
        }
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
        cmocka_unit_test(a_plan_changes_for_new_machines_alone),
        cmocka_unit_test(a_plan_has_a_name_of_its_own),
        cmocka_unit_test(an_image_is_retired_and_offered_again),
        cmocka_unit_test(a_range_fits_its_pool_and_no_other),
        cmocka_unit_test(a_reserved_address_is_given_to_nobody),
        cmocka_unit_test(the_holder_of_a_moment_is_known),
        cmocka_unit_test(every_filter_and_sort_of_the_nouns_reads),
    };
    return cmocka_run_group_tests(tests, office_begin, office_end);
}
