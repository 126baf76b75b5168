/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one list, on some ten thousand rows a noun: every filter and every sort,
 * forth and back, as an account and as the provider, gives each row once and in
 * order, and reads as many rows as a page has, not as many as there are.
 */
#include "db_fixture.h"
#include <string.h>
#include "base/zone.h"
#include "store/account_noun.h"
#include "store/image_noun.h"
#include "store/ip_noun.h"
#include "store/list.h"
#include "store/plan_noun.h"
#include "store/schedule.h"

enum { ROWS = 24000, SOME = 1000, PAGE_READS = 2500, COMBINED_READS = 60000, WALK = 4 };

static const char *const fill[] = {
    "INSERT INTO plan (id, name, vcpu, memory, disk, traffic, price_hour, price_month) "
    "VALUES (900, 'Rare', 1, 1 << 30, 1 << 30, 1 << 40, 1, 1), "
    "(901, 'Retired', 1, 1 << 30, 1 << 30, 1 << 40, 1, 1)",
    "INSERT INTO vm (id, account_id, reseller_id, name, uuid, plan_id, image_id, cluster_id, "
    "node_id, vcpu, memory, disk, wished, seen, ipv4, ipv6, ssh_keys, labels, made_at, "
    "created_at) SELECT 100000 + seq, account.id, account.reseller_id, "
    "CONCAT('web', LPAD(seq, 6, '0')), CONCAT('00000000-0000-4000-8000-', LPAD(seq, 12, '0')), "
    "IF(seq % 1000, plan.id, 900), image.id, node.cluster_id, node.id, 1 + seq % 4, "
    "(1 + seq % 3) << 30, 10 << 30, 2, IF(seq % 500, 1 + seq % 2, 3), "
    "CONCAT('10.20.', seq >> 8, '.', seq & 255), CONCAT('fd20::', HEX(seq)), '', "
    "IF(seq % 3, '{}', '{\"env\":\"prod\"}'), NOW(6), '2026-01-01' + INTERVAL seq MINUTE "
    "FROM seq_1_to_24000 JOIN account ON account.name = IF(seq % 2, 'First', 'Second') "
    "JOIN (SELECT MIN(id) AS id FROM plan) AS plan JOIN (SELECT MIN(id) AS id FROM image) AS image "
    "JOIN node",
    "INSERT INTO vm_label (vm_id, k, v, account_id, name) "
    "SELECT id, 'env', 'prod', account_id, name FROM vm WHERE id > 100000 AND labels <> '{}'",
    "INSERT INTO task (kind, account_id, reseller_id, vm_id, node_id, object, state, asked_by, "
    "own_asker, queued_at, started_at, ended_at) SELECT IF(seq % 400, 'vm_start', 'vm_delete'), "
    "vm.account_id, vm.reseller_id, vm.id, vm.node_id, vm.name, IF(seq % 300, 3, 4), "
    "IF(seq % 2, 'ada@first.example', 'token ci'), TRUE, '2026-02-01' + INTERVAL seq MINUTE, "
    "'2026-02-01' + INTERVAL seq MINUTE, '2026-02-01' + INTERVAL seq + 1 MINUTE "
    "FROM seq_1_to_24000 JOIN vm ON vm.id = 100000 + seq",
    "INSERT INTO schedule (kind, account_id, reseller_id, vm_id, user_id, made_by, own_maker, "
    "state, moment, next_at) SELECT IF(seq % 400, 'vm_start', 'vm_stop'), vm.account_id, "
    "vm.reseller_id, vm.id, 1, 'ada@first.example', TRUE, IF(seq % 300, 0, 1), '0 8 * * *', "
    "'2036-01-01' + INTERVAL seq * 7 % 1000 MINUTE FROM seq_1_to_24000 "
    "JOIN vm ON vm.id = 100000 + seq",
    "ANALYZE TABLE vm, vm_label, task, schedule",
};

static const struct query reads = {
    .sql = "SELECT CAST(SUM(VARIABLE_VALUE) AS INT) AS n FROM information_schema.SESSION_STATUS "
           "WHERE VARIABLE_NAME IN ('Handler_read_first', 'Handler_read_key', "
           "'Handler_read_last', 'Handler_read_next', 'Handler_read_prev', 'Handler_read_rnd', "
           "'Handler_read_rnd_next')",
    NUMBER_ROW,
};
static const struct query there = {
    .sql = "SELECT COUNT(*) AS n FROM vm WHERE id > 100000",
    NUMBER_ROW,
};

static int begin(void **state)
{
    world_begin(state);
    struct world *w = *state;
    struct number n;
    struct db *owner = world_connect(w, "owner", false);
    must(w, db_one(owner, &there, &n, NO_ARGS));
    for (size_t i = 0; !n.n && i < countof(fill); i++) {
        struct query q = { .sql = fill[i] };
        must(w, db_exec(owner, &q, NULL, NULL, NO_ARGS));
    }
    db_close(&owner);
    return 0;
}

static int64_t reads_of(struct world *w, const struct db *db)
{
    struct number n;
    must(w, db_one(db, &reads, &n, NO_ARGS));
    return n.n;
}

static int64_t id_at(const struct list_noun *noun, const struct list *rows, int64_t i)
{
    const struct field *f = field_find(noun->row, "id", 2);
    return *(const int64_t *)field_at(f, (const char *)rows->rows + noun->size * (size_t)i);
}

static void say(const char *what, const struct list_noun *noun, const struct list_ask *ask,
                int64_t n)
{
    print_error("%s: list %s, filter %s, sort %s: %lld\n", what, noun->name,
                ask->filter ? ask->filter : "-", ask->sort ? ask->sort : "-", (long long)n);
}

/* Pages one after another are the beginning of all; back from each is the one before. */
static void walk(struct world *w, const struct db *db, const struct scope *who,
                 const struct list_noun *noun, struct list_ask ask, bool bounded)
{
    struct list all;
    struct list_page page;
    struct list_page back;
    struct list_ask there_and_back = ask;
    must(w, list_read_all(db, who, noun, &ask, SOME, &all, NULL));
    must(w, list_read(db, who, noun, &ask, &page));
    assert_false(page.more_before);
    for (int64_t at = 0, pages = 0; page.more_after && pages < WALK; pages++) {
        int64_t before = reads_of(w, db);
        ask.after = page.last;
        at += page.rows.count;
        must(w, list_read(db, who, noun, &ask, &page));
        int64_t read = reads_of(w, db) - before;
        if (bounded && read > PAGE_READS) {
            say("reads too much", noun, &ask, read);
            _fail(__FILE__, __LINE__);
        }
        for (int64_t i = 0; i < page.rows.count; i++)
            assert_int_equal(id_at(noun, &page.rows, i), id_at(noun, &all, at + i));
        there_and_back.before = page.first;
        must(w, list_read(db, who, noun, &there_and_back, &back));
        assert_int_equal(back.rows.count, LIST_ROWS);
        for (int64_t i = 0; i < back.rows.count; i++)
            assert_int_equal(id_at(noun, &back.rows, i), id_at(noun, &all, at - LIST_ROWS + i));
    }
    there_and_back.before = "end";
    must(w, list_read(db, who, noun, &there_and_back, &back));
    assert_false(back.more_after);
    if (all.count && all.count < SOME && !back.cut)
        assert_int_equal(id_at(noun, &back.rows, back.rows.count - 1),
                         id_at(noun, &all, all.count - 1));
}

/* Deep in the list a page costs what the first costs. */
static void deep(struct world *w, const struct db *db, const struct scope *who,
                 const struct list_noun *noun, struct list_ask ask)
{
    struct list_page page;
    ask.limit = LIST_LOOKED;
    must(w, list_read(db, who, noun, &ask, &page));
    if (page.rows.count < LIST_LOOKED)
        return;
    ask.after = page.last;
    ask.limit = LIST_ROWS;
    int64_t before = reads_of(w, db);
    must(w, list_read(db, who, noun, &ask, &page));
    int64_t read = reads_of(w, db) - before;
    if (read > PAGE_READS)
        say("reads too much behind 10,000 rows", noun, &ask, read);
    assert_in_range(read, 1, PAGE_READS);
}

static const char *sample_of(const char *noun, const char *column)
{
    static const struct {
        const char *noun;
        const char *column;
        const char *filter;
    } samples[] = {
        { "vm", "name", "name:web0001*" },
        { "vm", "state", "state:running" },
        { "vm", "ip", "ip:10.20.1*" },
        { "vm", "ipv6", "ipv6:fd20::1*" },
        { "vm", "account", "account:First" },
        { "vm", "plan", "plan:Rare" },
        { "vm", "created", "created>2026-01-03" },
        { "vm", "label", "label:env=prod" },
        { "vm", "id", "id>105000" },
        { "vm", "uuid", "uuid:00000000-0000-4000-8000-000000000007" },
        { "task", "kind", "kind:vm_start" },
        { "task", "id", "id>5" },
        { "task", "state", "state:done" },
        { "task", "on", "on:web0002*" },
        { "task", "vm", "vm:100007" },
        { "task", "account", "account:Second" },
        { "task", "by", "by:ada@first.example" },
        { "task", "queued", "queued>2026-02-03" },
        { "task", "took", "took>5s" },
        { "schedule", "kind", "kind:vm_stop" },
        { "schedule", "state", "state:paused" },
        { "schedule", "vm", "vm:100007" },
        { "schedule", "account", "account:Second" },
        { "schedule", "next", "next>2036-01-01T05:00" },
        { "schedule", "own", "own:no" },
    };
    for (size_t i = 0; i < countof(samples); i++)
        if (!strcmp(samples[i].noun, noun) && !strcmp(samples[i].column, column))
            return samples[i].filter;
    return NULL;
}

static void each_filter_and_sort_is_a_range(void **state)
{
    struct world *w = *state;
    const struct list_noun *const nouns[] = { &vm_noun, &task_noun, &schedule_noun };
    struct scope scopes[2] = { scope_everything(), scope_account(w->reseller, w->account[0]) };
    struct db *reader = world_connect(w, "admin_reader", true);
    struct arena *arena = arena_new();
    for (size_t n = 0; n < countof(nouns); n++)
        for (size_t s = 0; s < countof(scopes); s++)
            for (size_t i = 0; i < nouns[n]->count; i++) {
                const struct list_column *c = &nouns[n]->column[i];
                const char *down = arena_printf(w->arena, "-%s", c->name);
                const char *index = s ? c->own_index : c->index;
                struct list_ask filter = { .filter = sample_of(nouns[n]->name, c->name) };
                db_use(reader, arena, &w->fault);
                if (list_column_open(&scopes[s], c) && filter.filter) {
                    walk(w, reader, &scopes[s], nouns[n], filter, index != NULL);
                    if (index)
                        deep(w, reader, &scopes[s], nouns[n], filter);
                }
                if (c->sorts && list_column_open(&scopes[s], c)) {
                    walk(w, reader, &scopes[s], nouns[n], (struct list_ask){ .sort = c->name },
                         true);
                    walk(w, reader, &scopes[s], nouns[n], (struct list_ask){ .sort = down }, true);
                    deep(w, reader, &scopes[s], nouns[n], (struct list_ask){ .sort = c->name });
                }
                arena_reset(arena);
            }
    db_close(&reader);
    arena_free(arena);
}

static void combinations_are_right_and_bounded(void **state)
{
    static const struct {
        const char *filter;
        const char *sort;
        int64_t count; /* over both accounts; -1: more than may be looked at */
    } cases[] = {
        { "plan:Rare state:off", "-created", 0 },
        { "plan:Rare state:running", NULL, 0 },
        { "plan:Rare label:env=prod", NULL, 8 },
        { "state:paused label:env=prod", "name", 16 },
        { "name:web00001* vcpu:2", NULL, 2 },
        { "memory:3GB plan:Rare", NULL, 8 },
        { "state:running", "ip", -1 },
        { "vcpu:4 memory>=2GB", "-id", -1 },
        { "created>2026-01-17T15:00 label:env=prod", NULL, 20 },
    };
    struct world *w = *state;
    struct scope all = scope_everything();
    struct db *reader = world_connect(w, "admin_reader", true);
    for (size_t i = 0; i < countof(cases); i++) {
        struct list_ask ask = { .filter = cases[i].filter, .sort = cases[i].sort };
        struct list_page page;
        struct list rows;
        bool more = false;
        int64_t before = reads_of(w, reader);
        must(w, list_read(reader, &all, &vm_noun, &ask, &page));
        int64_t read = reads_of(w, reader) - before;
        if (read > COMBINED_READS)
            say("reads too much", &vm_noun, &ask, read);
        assert_in_range(read, 1, COMBINED_READS);
        if (cases[i].count < 0)
            continue;
        must(w, list_read_all(reader, &all, &vm_noun, &ask, ROWS, &rows, &more));
        if (rows.count != cases[i].count)
            say("counts wrong", &vm_noun, &ask, rows.count);
        assert_int_equal(rows.count, cases[i].count);
        assert_false(more);
    }
    db_close(&reader);
}

/* A day is the reader's: the machines are a minute apart, the first at 00:01 in UTC. */
static void dates_are_the_readers(void **state)
{
    static const struct {
        const char *zone; /* NULL: the command line, programs */
        const char *filter;
        int64_t count;
    } cases[] = {
        { NULL, "created<2026-01-01T00:05", 4 },
        { "Europe/Berlin", "created<2026-01-01T01:05", 4 },
        { "America/New_York", "created<2025-12-31T19:05", 4 },
        { NULL, "created:2026-01-01", 1439 },
        { "Europe/Berlin", "created:2026-01-01", 1379 },
        { "Europe/Berlin", "created:2026-01-02", 1440 },
        { "Europe/Berlin", "created>=2026-01-17T17:00 created<2026-01-17T17:02", 1 },
    };
    struct world *w = *state;
    struct scope all = scope_everything();
    struct db *reader = world_connect(w, "admin_reader", true);
    for (size_t i = 0; i < countof(cases); i++) {
        int64_t count = 0;
        zone_use(cases[i].zone);
        must(w, list_count(reader, &all, &vm_noun, cases[i].filter, &count));
        if (count != cases[i].count)
            print_error("%s\n", cases[i].filter);
        assert_int_equal(count, cases[i].count);
    }
    zone_use(NULL);
    db_close(&reader);
}

/* The longest name, of the longest letters, stands at each page's end. */
static void a_long_name_pages_on(void **state)
{
    QUERY(add, 0,
          "INSERT INTO account (reseller_id, level, name) "
          "SELECT ?, 2, CONCAT(REPEAT('\xf0\x90\x90\xb7', 99), seq) FROM seq_1_to_3");
    struct world *w = *state;
    struct scope all = scope_everything();
    struct list_ask ask = { .filter = "name:\xf0\x90\x90\xb7*", .limit = 1 };
    struct db *owner = world_connect(w, "owner", false);
    struct db *reader = world_connect(w, "admin_reader", true);
    struct list_page page = { .more_after = true };
    int64_t last = 0;
    int64_t found = 0;
    must(w, db_exec(owner, &add, NULL, NULL, ARGS(ARG(w->reseller))));
    for (; page.more_after; found++) {
        must(w, list_read(reader, &all, &account_noun, &ask, &page));
        assert_int_equal(page.rows.count, 1);
        int64_t id = id_at(&account_noun, &page.rows, 0);
        assert_true(id > last);
        last = id;
        ask.after = page.last;
    }
    assert_int_equal(found, 3);
    db_close(&owner);
    db_close(&reader);
}

/* What a column can hold fits into a cursor, with a number and the id behind it. */
static void every_order_fits_a_cursor(void **state)
{
    QUERY(size, 0,
          "SELECT CHARACTER_OCTET_LENGTH AS n "
          "FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() "
          "AND CONCAT(TABLE_NAME, '.', COLUMN_NAME) = ?",
          NUMBER_ROW);
    enum { NUMBER = 21 };
    struct world *w = *state;
    struct db *owner = world_connect(w, "owner", false);
    size_t count = 0;
    const struct list_noun *const *nouns = list_nouns(&count);
    for (size_t n = 0; n < count; n++)
        for (size_t i = 0; i < nouns[n]->count; i++) {
            const struct list_column *c = &nouns[n]->column[i];
            struct number text;
            if (c->kind != COLUMN_TEXT || !c->sql || !c->index)
                continue;
            must(w, db_one(owner, &size, &text, ARGS(ARG(c->sql))));
            int64_t most = 3 * text.n + 2 * NUMBER;
            if (most > LIST_CURSOR_MAX)
                print_error("%s takes %lld\n", c->sql, (long long)most);
            assert_in_range(most, 1, LIST_CURSOR_MAX);
        }
    db_close(&owner);
}

/* A plan's and an image's machines, a pool's addresses: counted up to 10,000 a row. */
static void counts_of_a_row_stop(void **state)
{
    QUERY(fill_pool, 0,
          "INSERT INTO ip (pool_id, family, addr, words) "
          "SELECT pool.id, 6, INET6_ATON(CONCAT('fd50::', HEX(seq))), "
          "CONCAT('fd50::', LOWER(HEX(seq))) FROM seq_1_to_24000 "
          "JOIN (SELECT MIN(id) AS id FROM ip_pool WHERE family = 6) AS pool");
    static const struct {
        const struct list_noun *noun;
        const char *filter;
        const char *member;
        int64_t count;
        int64_t most; /* rows that are looked at */
    } cases[] = {
        { &plan_noun, "name:Rare", "machines", ROWS / 1000, 200 },
        { &plan_noun, NULL, "machines", COUNT_MOST + 1, COUNT_MOST + 1000 },
        { &image_noun, NULL, "machines", COUNT_MOST + 1, COUNT_MOST + 1000 },
        { &ip_pool_noun, "family:6", "addresses", COUNT_MOST + 1, 2 * COUNT_MOST + 2000 },
        { &ip_pool_noun, "family:6", "free", COUNT_MOST + 1, 2 * COUNT_MOST + 2000 },
    };
    struct world *w = *state;
    struct scope all = scope_everything();
    struct db *owner = world_connect(w, "owner", false);
    struct db *reader = world_connect(w, "admin_reader", true);
    must(w, db_exec(owner, &fill_pool, NULL, NULL, NO_ARGS));
    for (size_t i = 0; i < countof(cases); i++) {
        const struct list_noun *noun = cases[i].noun;
        const struct field *f = field_find(noun->row, cases[i].member, strlen(cases[i].member));
        struct list_ask ask = { .filter = cases[i].filter };
        struct list_page page;
        int64_t most = 0;
        int64_t before = reads_of(w, reader);
        must(w, list_read(reader, &all, noun, &ask, &page));
        int64_t read = reads_of(w, reader) - before;
        for (int64_t r = 0; r < page.rows.count; r++) {
            const char *row = (const char *)page.rows.rows + noun->size * (size_t)r;
            int64_t n = *(const int64_t *)field_at(f, row);
            most = n > most ? n : most;
        }
        assert_int_equal(most, cases[i].count);
        if (read > cases[i].most)
            say("reads too much", noun, &ask, read);
        assert_in_range(read, 1, cases[i].most);
    }
    db_close(&owner);
    db_close(&reader);
}

/* What is not sold any more is named to whoever has it, and to the provider. */
static void an_account_is_offered_what_it_may_choose_or_has(void **state)
{
    QUERY(put, 0,
          "INSERT INTO plan (name, vcpu, memory, disk, traffic, price_hour, price_month, "
          "retired_at) VALUES ('Old', 1, 1, 1, 1, 1, 1, NOW()), ('Had', 1, 1, 1, 1, 1, 1, NOW())");
    QUERY(give, 0,
          "UPDATE vm SET plan_id = (SELECT id FROM plan WHERE name = 'Had') WHERE id = 100001");
    QUERY(draw, 0,
          "INSERT INTO image (account_id, reseller_id, kind, name, version, icon, format, bytes, "
          "sha256, min_disk, min_memory, retired_at) SELECT ?, reseller_id, 1, 'Own', '1', '', "
          "'raw', 1, 'own', 1, 1, NULL FROM account WHERE id = ?");
    static const struct {
        const char *column;
        const char *name;
        bool seen[3]; /* by the account that has it, by another, by the provider */
    } cases[] = {
        { "plan", "Rare", { true, true, true } },    { "plan", "Old", { false, false, true } },
        { "plan", "Had", { true, false, true } },    { "image", "Own 1", { true, false, true } },
        { "node", "node1", { false, false, true } },
    };
    struct world *w = *state;
    struct scope who[] = { scope_account(w->reseller, w->account[0]),
                           scope_account(w->reseller, w->account[1]), scope_everything() };
    struct db *owner = world_connect(w, "owner", false);
    struct db *reader = world_connect(w, "my_reader", true);
    must(w, db_exec(owner, &put, NULL, NULL, NO_ARGS));
    must(w, db_exec(owner, &give, NULL, NULL, NO_ARGS));
    must(w, db_exec(owner, &draw, NULL, NULL, ARGS(ARG(w->account[0]), ARG(w->account[0]))));
    for (size_t i = 0; i < countof(cases); i++)
        for (size_t s = 0; s < countof(who); s++) {
            struct list names;
            bool seen = false;
            must(w, list_offers(reader, &who[s], list_column(&vm_noun, cases[i].column), &names));
            const struct list_offer *name = names.rows;
            for (int64_t k = 0; k < names.count; k++)
                seen |= !strcmp(name[k].name, cases[i].name);
            if (seen != cases[i].seen[s])
                print_error("%s to reader no. %zu\n", cases[i].name, s);
            assert_int_equal(seen, cases[i].seen[s]);
        }
    db_close(&owner);
    db_close(&reader);
}

/* As CSV: page after page of more rows than a page of the screen has. */
static void all_of_what_has_no_index_is_read(void **state)
{
    struct world *w = *state;
    struct scope own = scope_account(w->reseller, w->account[0]);
    struct list_ask ask = { .filter = "vcpu:2" };
    struct list rows;
    bool more = false;
    struct db *reader = world_connect(w, "my_reader", true);
    must(w, list_read_all(reader, &own, &vm_noun, &ask, 3000, &rows, &more));
    assert_int_equal(rows.count, 3000);
    assert_true(more);
    for (int64_t i = 1; i < rows.count; i++)
        assert_int_equal(id_at(&vm_noun, &rows, i), id_at(&vm_noun, &rows, i - 1) + 4);
    db_close(&reader);
}

/* What has everybody's index alone is no way to have all accounts' rows read. */
static void an_account_walks_past_no_neighbours(void **state)
{
    static const struct {
        const struct list_noun *noun;
        const char *filter;
    } walks[] = {
        { &vm_noun, "uuid:*" },
        { &vm_noun, "uuid:0*" },
        { &task_noun, "vm>0" },
        { &task_noun, "vm<999999999" },
    };
    struct world *w = *state;
    struct scope none = scope_account(w->reseller, INT64_MAX);
    struct db *reader = world_connect(w, "my_reader", true);
    for (size_t i = 0; i < countof(walks); i++) {
        struct list_ask ask = { .filter = walks[i].filter };
        struct list_page page;
        int64_t before = reads_of(w, reader);
        must(w, list_read(reader, &none, walks[i].noun, &ask, &page));
        assert_int_equal(page.rows.count, 0);
        int64_t read = reads_of(w, reader) - before;
        if (read > PAGE_READS)
            say("walks past others' rows", walks[i].noun, &ask, read);
        assert_in_range(read, 0, PAGE_READS);
    }
    db_close(&reader);
}

/* Two wishes that each fit nearly all and together nothing: it says that it did not see all. */
static void what_was_not_looked_at_is_said(void **state)
{
    struct world *w = *state;
    struct scope all = scope_everything();
    struct list_ask ask = { .filter = "vcpu:1 memory:9GB" };
    struct list_page page;
    int64_t count = 0;
    struct db *reader = world_connect(w, "admin_reader", true);
    must(w, list_read(reader, &all, &vm_noun, &ask, &page));
    assert_int_equal(page.rows.count, 0);
    assert_true(page.cut);
    must(w, list_count(reader, &all, &vm_noun, ask.filter, &count));
    assert_int_equal(count, LIST_LOOKED + 1);
    must(w, list_count(reader, &all, &vm_noun, "state:paused", &count));
    assert_int_equal(count, 48);
    db_close(&reader);
}

/* INJ-08: columns and orders are those of a table. */
static void what_cannot_be_understood_is_named(void **state)
{
    static const struct {
        struct list_ask ask;
        const char *field;
    } wrong[] = {
        { { .filter = "colour:red" }, "filter" },
        { { .filter = "state:ruined" }, "filter" },
        { { .filter = "state>off" }, "filter" },
        { { .filter = "name:" }, "filter" },
        { { .filter = "created>soon" }, "filter" },
        { { .filter = "created>2026-02-30" }, "filter" },
        { { .filter = "memory>lots" }, "filter" },
        { { .filter = "memory>9999999T" }, "filter" },
        { { .filter = "id:9999999999999999999" }, "filter" },
        { { .filter = "node:none" }, "filter" },
        { { .filter = "label:env" }, "filter" },
        { { .filter = "a b c d e f g h i" }, "filter" },
        { { .filter = "name>a" }, "filter" },
        { { .sort = "plan" }, "sort" },
        { { .sort = "--name" }, "sort" },
        { { .sort = "name; DROP TABLE vm" }, "sort" },
        { { .filter = "n\xc3\xa4me" }, "filter" },
        { { .filter = "label:\xc3\xa9=1" }, "filter" },
        { { .after = "~c3~a4,5" }, "after" },
        { { .after = "x" }, "after" },
        { { .after = "~00,5" }, "after" },
        { { .before = "a,b,c" }, "before" },
    };
    struct world *w = *state;
    struct scope all = scope_everything();
    struct db *reader = world_connect(w, "admin_reader", true);
    for (size_t i = 0; i < countof(wrong); i++) {
        struct list_page page;
        enum fault_code rc = list_read(reader, &all, &vm_noun, &wrong[i].ask, &page);
        if (rc != FAULT_INVALID)
            say("is taken", &vm_noun, &wrong[i].ask, rc);
        assert_int_equal(rc, FAULT_INVALID);
        assert_string_equal(w->fault.field, wrong[i].field);
        fault_clear(&w->fault);
    }
    db_close(&reader);
}

/* TEN-02: a filter, a sort or a cursor tells nothing of a neighbour's rows. */
static void a_neighbour_is_not_found_by_any_filter(void **state)
{
    static const char *const filters[] = {
        "name:web000002",         "id:100002",
        "ip:10.20.0.2",           "uuid:00000000-0000-4000-8000-000000000002",
        "plan:Retired",           "plan:\"No such plan\"",
        "image:\"No such image\""
    };
    struct world *w = *state;
    struct scope own = scope_account(w->reseller, w->account[0]);
    struct scope nobody = { 0 };
    struct db *reader = world_connect(w, "my_reader", true);
    struct list_page page;
    int64_t count = 0;
    for (size_t i = 0; i < countof(filters); i++) {
        struct list_ask ask = { .filter = filters[i] };
        must(w, list_read(reader, &own, &vm_noun, &ask, &page));
        assert_int_equal(page.rows.count, 0);
        must(w, list_count(reader, &own, &vm_noun, filters[i], &count));
        assert_int_equal(count, 0);
    }
    struct list_ask all = { .filter = NULL };
    must(w, list_read(reader, &nobody, &vm_noun, &all, &page));
    assert_int_equal(page.rows.count, 0);
    struct list_ask staff = { .filter = "account:Second" };
    assert_int_equal(list_read(reader, &own, &vm_noun, &staff, &page), FAULT_INVALID);
    staff.filter = "node:n1";
    assert_int_equal(list_read(reader, &own, &vm_noun, &staff, &page), FAULT_INVALID);
    fault_clear(&w->fault);
    db_close(&reader);
}

/* Text that a column cannot hold is a wrong filter at most, never an error of the database. */
static void any_text_may_be_asked_for(struct world *w, const struct db *db,
                                      const struct list_noun *noun, const struct list_column *c)
{
    static const char *const texts[] = { "\xc3\xa9", "\xc3\xa9*", "\xc3\xa9=1" };
    struct scope all = scope_everything();
    bool asked = (c->sql || c->pair_table) &&
                 (c->kind == COLUMN_TEXT || c->kind == COLUMN_REF || c->kind == COLUMN_PAIR);
    for (size_t i = 0; asked && i < countof(texts); i++) {
        struct list_ask ask = { .filter = arena_printf(w->arena, "%s:%s", c->name, texts[i]) };
        struct list_page page;
        enum fault_code rc = list_read(db, &all, noun, &ask, &page);
        if (rc && rc != FAULT_INVALID)
            say("is no filter", noun, &ask, rc);
        assert_true(rc == FAULT_OK || rc == FAULT_INVALID);
        fault_clear(&w->fault);
    }
}

/* The grants hold for what is put together, too. */
static void every_noun_is_listed_by_its_users(void **state)
{
    struct world *w = *state;
    size_t count = 0;
    const struct list_noun *const *nouns = list_nouns(&count);
    struct scope all = scope_everything();
    assert_true(count >= 10);
    for (unsigned user = 0; user < DB_USER_COUNT; user++)
        for (size_t i = 0; i < count; i++) {
            if (!(nouns[i]->users & 1u << user))
                continue;
            struct db *db = world_connect(w, db_user_name(user), false);
            struct list_page page;
            for (size_t c = 0; c < nouns[i]->count; c++) {
                struct list_ask ask = { .sort = nouns[i]->column[c].sorts ? nouns[i]->column[c].name
                                                                          : NULL };
                must(w, list_read(db, &all, nouns[i], &ask, &page));
                const char *filter = sample_of(nouns[i]->name, nouns[i]->column[c].name);
                ask = (struct list_ask){ .filter = filter };
                must(w, list_read(db, &all, nouns[i], &ask, &page));
                any_text_may_be_asked_for(w, db, nouns[i], &nouns[i]->column[c]);
            }
            db_close(&db);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_filter_and_sort_is_a_range),
        cmocka_unit_test(combinations_are_right_and_bounded),
        cmocka_unit_test(dates_are_the_readers),
        cmocka_unit_test(a_long_name_pages_on),
        cmocka_unit_test(every_order_fits_a_cursor),
        cmocka_unit_test(counts_of_a_row_stop),
        cmocka_unit_test(all_of_what_has_no_index_is_read),
        cmocka_unit_test(an_account_walks_past_no_neighbours),
        cmocka_unit_test(what_was_not_looked_at_is_said),
        cmocka_unit_test(what_cannot_be_understood_is_named),
        cmocka_unit_test(a_neighbour_is_not_found_by_any_filter),
        cmocka_unit_test(every_noun_is_listed_by_its_users),
        cmocka_unit_test(an_account_is_offered_what_it_may_choose_or_has),
    };
    return cmocka_run_group_tests(tests, begin, world_end);
}
