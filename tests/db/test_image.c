/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which images an account may choose, see and change, whoever they belong to: the provider's, one
 * that its reseller withholds, its reseller's own, a retired one, another reseller's.
 */
#include "db_fixture.h"
#include <string.h>
#include "store/account.h"
#include "store/customer.h"
#include "store/image.h"
#include "store/plan.h"
#include "store/resold_image.h"
#include "store/resold_plan.h"
#include "store/vm.h"

enum { NORTH, SOUTH, RESELLERS };
static int64_t reseller[RESELLERS];
static int64_t customer[RESELLERS];
static int64_t plan[RESELLERS];

/* Each is offered by somebody; the last two are not offered by whose they are. */
enum { PLAIN, HELD, OF_NORTH, OF_SOUTH, OLD, OLD_OF_NORTH, IMAGES };
static int64_t image[IMAGES];
static const char *const names[IMAGES] = { "Plain", "Held", "North", "South", "Old", "Old north" };

static struct scope sells(int which)
{
    return scope_account(reseller[which], SCOPE_ANY);
}

static enum fault_code resellers_tx(struct db *db, void *ctx)
{
    (void)ctx;
    enum fault_code rc = account_add_reseller(db, "Image north", &reseller[NORTH]);
    return rc ? rc : account_add_reseller(db, "Image south", &reseller[SOUTH]);
}

static enum fault_code customers_tx(struct db *db, void *ctx)
{
    enum fault_code rc = FAULT_OK;
    for (int i = 0; !rc && i < RESELLERS; i++) {
        struct scope who = sells(i);
        struct resold_plan p = {
            .base_id = *(const int64_t *)ctx, .name = "Tiny", .price_month = 1, .currency = "EUR"
        };
        rc = customer_add(db, &who, "Image customer", &customer[i]);
        if (!rc)
            rc = resold_plan_add(db, &who, &p, &plan[i]);
    }
    return rc;
}

static enum fault_code withhold_tx(struct db *db, void *ctx)
{
    struct scope who = sells(NORTH);
    return resold_image_withhold(db, &who, *(const int64_t *)ctx);
}

static enum fault_code offer_tx(struct db *db, void *ctx)
{
    struct scope who = sells(NORTH);
    return resold_image_offer(db, &who, *(const int64_t *)ctx);
}

static enum fault_code retire_tx(struct db *db, void *ctx)
{
    struct scope who = sells(NORTH);
    return resold_image_retire(db, &who, *(const int64_t *)ctx);
}

static int begin(void **state)
{
    world_begin(state);
    struct world *w = *state;
    struct plan tiny = { .name = "Image tiny",
                         .vcpu = 1,
                         .memory = 64 << 20,
                         .disk = 64 << 20,
                         .price_month = 1,
                         .currency = "EUR" };
    int64_t base = 0;
    must(w, plan_add(w->cli, &tiny, &base));
    must(w, db_tx(w->cli, resellers_tx, NULL, NULL));
    must(w, db_tx(w->my, customers_tx, NULL, &base));
    for (int i = 0; i < IMAGES; i++) {
        bool north = i == OF_NORTH || i == OLD_OF_NORTH;
        int64_t owner = north ? reseller[NORTH] : i == OF_SOUTH ? reseller[SOUTH] : w->reseller;
        struct image new = { .name = names[i],
                             .version = "1",
                             .icon = "image",
                             .format = "raw",
                             .bytes = 1000,
                             .sha256 = names[i] };
        must(w, image_add(w->cli, owner, owner, &new, &image[i]));
    }
    must(w, image_retire(w->cli, image[OLD], true));
    must(w, db_tx(w->my, retire_tx, NULL, &image[OLD_OF_NORTH]));
    must(w, db_tx(w->my, withhold_tx, NULL, &image[HELD]));
    return 0;
}

static bool is_in(const struct list *rows, int64_t id)
{
    const struct image *i = rows->rows;
    for (int64_t n = 0; n < rows->count; n++)
        if (i[n].id == id)
            return true;
    return false;
}

/* Whoever looks: the customers of the two, the first of the resellers, the provider's customer. */
enum { NORTHS, SOUTHS, NORTH_ITSELF, PROVIDERS, LOOKERS };
static const struct {
    bool chosen[LOOKERS];
    bool shown[LOOKERS]; /* among those that are retired, too */
} offers[IMAGES] = {
    [PLAIN] = { { true, true, true, true }, { true, true, true, true } },
    [HELD] = { { false, true, true, true }, { false, true, true, true } },
    [OF_NORTH] = { { true, false, true, false }, { true, false, true, false } },
    [OF_SOUTH] = { { false, true, false, false }, { false, true, false, false } },
    [OLD] = { { false, false, false, false }, { true, true, true, true } },
    [OLD_OF_NORTH] = { { false, false, false, false }, { true, false, true, false } },
};

/* TEN-01: by its number, too, each is as if it were not there. */
static void each_is_offered_what_its_own_may_offer(void **state)
{
    struct world *w = *state;
    const int64_t looker[LOOKERS] = { customer[NORTH], customer[SOUTH], reseller[NORTH],
                                      w->account[0] };
    for (int l = 0; l < LOOKERS; l++) {
        struct list now;
        struct list all;
        must(w, image_offered(w->my, looker[l], false, &now));
        must(w, image_offered(w->my, looker[l], true, &all));
        for (int i = 0; i < IMAGES; i++) {
            struct image one;
            if (is_in(&now, image[i]) != offers[i].chosen[l])
                print_error("%s to looker no. %d\n", names[i], l);
            assert_int_equal(is_in(&now, image[i]), offers[i].chosen[l]);
            assert_int_equal(is_in(&all, image[i]), offers[i].shown[l]);
            assert_int_equal(image_choose(w->my, looker[l], image[i], &one),
                             offers[i].chosen[l] ? FAULT_OK : FAULT_MISSING);
            fault_clear(&w->fault);
        }
    }
}

/* TEN-01: in the transaction that makes a machine, whatever a form says. */
static void a_machine_is_made_of_what_is_offered(void **state)
{
    struct world *w = *state;
    for (int c = 0; c < RESELLERS; c++)
        for (int i = 0; i < IMAGES; i++) {
            struct asker who = world_asker(w, 0);
            struct vm_create form = { .name = arena_printf(w->arena, "made-%d-%d", c, i),
                                      .image_id = image[i],
                                      .location_id = w->location,
                                      .plan_id = plan[c] };
            struct vm_create_more more = { .labels = "{}" };
            struct once once = { .key = NULL };
            struct vm_created out;
            bool may = offers[i].chosen[c == NORTH ? NORTHS : SOUTHS];
            who.account_id = customer[c];
            who.reseller_id = reseller[c];
            who.scope = scope_account(reseller[c], customer[c]);
            enum fault_code rc = vm_create_ask(w->my, &who, &form, &more, &once, &out);
            assert_int_equal(rc, may ? FAULT_OK : FAULT_INVALID);
            if (!may)
                assert_string_equal(w->fault.field, "image_id");
            fault_clear(&w->fault);
        }
}

/* A machine that was made of it is still shown what it is made of. */
static void what_is_withheld_later_stays_with_its_machines(void **state)
{
    struct world *w = *state;
    struct scope who = scope_account(reseller[NORTH], customer[NORTH]);
    struct scope other = scope_account(reseller[SOUTH], customer[SOUTH]);
    struct image one;
    must(w, db_tx(w->my, withhold_tx, NULL, &image[PLAIN]));
    must(w, image_load(w->my, &who, image[PLAIN], &one));
    must(w, db_tx(w->my, offer_tx, NULL, &image[PLAIN]));
    must(w, image_choose(w->my, customer[NORTH], image[PLAIN], &one));
    must(w, image_load(w->my, &who, image[OF_NORTH], &one));
    assert_int_equal(image_load(w->my, &other, image[OF_NORTH], &one), FAULT_MISSING);
    fault_clear(&w->fault);
}

/* TEN-01: the reseller's own acts reach what it may offer, each by its own way. */
static void a_reseller_changes_what_it_offers(void **state)
{
    static const struct {
        int image;
        enum fault_code withheld;
        enum fault_code retired;
    } cases[] = {
        { PLAIN, FAULT_OK, FAULT_CONFLICT },
        { OF_NORTH, FAULT_CONFLICT, FAULT_OK },
        { OF_SOUTH, FAULT_MISSING, FAULT_MISSING },
        { OLD, FAULT_MISSING, FAULT_MISSING },
    };
    struct world *w = *state;
    struct resold_image one;
    struct scope north = sells(NORTH);
    struct scope nobody = scope_account(0, SCOPE_ANY);
    for (size_t i = 0; i < countof(cases); i++) {
        int64_t *id = &image[cases[i].image];
        assert_int_equal(db_tx(w->my, withhold_tx, NULL, id), cases[i].withheld);
        fault_clear(&w->fault);
        assert_int_equal(db_tx(w->my, retire_tx, NULL, id), cases[i].retired);
        fault_clear(&w->fault);
        if (cases[i].withheld == FAULT_MISSING)
            continue;
        must(w, resold_image_load(w->my, &north, *id, &one));
        assert_int_equal(one.state, cases[i].withheld ? RESOLD_RETIRED : RESOLD_WITHHELD);
        assert_int_equal(resold_image_load(w->my, &nobody, *id, &one), FAULT_MISSING);
        fault_clear(&w->fault);
        must(w, db_tx(w->my, offer_tx, NULL, id));
        must(w, resold_image_load(w->my, &north, *id, &one));
        assert_int_equal(one.state, RESOLD_OFFERED);
    }
    must(w, resold_image_load(w->my, &north, image[HELD], &one));
    assert_int_equal(one.state, RESOLD_WITHHELD);
}

/* TEN-02: the list has a row an image, although the view has one a reseller. */
static void a_list_has_the_resellers_rows_alone(void **state)
{
    static const struct {
        const char *filter;
        const char *sort;
        int64_t count[RESELLERS]; /* the fixture has a provider's image of its own */
    } cases[] = {
        { "", NULL, { 5, 4 } },
        { "", "-created", { 5, 4 } },
        { "state:offered", "name", { 3, 4 } },
        { "state:withheld", NULL, { 1, 0 } },
        { "state:retired", NULL, { 1, 0 } },
        { "whose:own state:offered", NULL, { 1, 1 } },
        { "name:south*", NULL, { 0, 1 } },
    };
    struct world *w = *state;
    struct db *reader = world_connect(w, "my_reader", true);
    for (size_t i = 0; i < countof(cases); i++)
        for (int r = 0; r < RESELLERS; r++) {
            struct scope who = sells(r);
            struct list_ask ask = { .filter = cases[i].filter, .sort = cases[i].sort };
            struct list_page page;
            int64_t count = 0;
            must(w, list_read(reader, &who, &resold_image_noun, &ask, &page));
            must(w, list_count(reader, &who, &resold_image_noun, ask.filter, &count));
            if (page.rows.count != cases[i].count[r])
                print_error("%s of reseller no. %d\n", cases[i].filter, r);
            assert_int_equal(page.rows.count, cases[i].count[r]);
            assert_int_equal(count, cases[i].count[r]);
        }
    db_close(&reader);
}

/* TEN-02: nor does a filter of machines know another reseller's by name. */
static void a_filter_knows_what_the_account_may_choose_or_has(void **state)
{
    static const struct {
        const char *name;
        bool north;
        bool south;
    } cases[] = { { "Plain 1", true, true },
                  { "North 1", true, false },
                  { "South 1", false, true },
                  { "Held 1", false, true } };
    struct world *w = *state;
    struct db *reader = world_connect(w, "my_reader", true);
    const struct list_column *column = list_column(&vm_noun, "image");
    for (size_t i = 0; i < countof(cases); i++)
        for (int r = 0; r < RESELLERS; r++) {
            struct scope who = scope_account(reseller[r], customer[r]);
            struct list found;
            bool seen = false;
            must(w, list_offers(reader, &who, column, &found));
            const struct list_offer *name = found.rows;
            for (int64_t n = 0; n < found.count; n++)
                seen |= !strcmp(name[n].name, cases[i].name);
            assert_int_equal(seen, r == NORTH ? cases[i].north : cases[i].south);
        }
    db_close(&reader);
}

/* DBA-01: what web programs may write of images is whether a reseller's own are retired. */
static void web_programs_change_no_other_image(void **state)
{
    QUERY(theirs, 0, "UPDATE resold_image SET retired_at = NOW(6) WHERE id = ?");
    QUERY(retired, 0, "SELECT retired_at IS NOT NULL AS n FROM image WHERE id = ?", NUMBER_ROW);
    struct world *w = *state;
    struct db *owner = world_connect(w, "owner", false);
    struct number n;
    must(w, db_exec(owner, &theirs, NULL, NULL, ARGS(ARG(image[PLAIN]))));
    must(w, db_one(owner, &retired, &n, ARGS(ARG(image[PLAIN]))));
    assert_int_equal(n.n, 0);
    db_close(&owner);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_offered_what_its_own_may_offer),
        cmocka_unit_test(a_reseller_changes_what_it_offers),
        cmocka_unit_test(a_list_has_the_resellers_rows_alone),
        cmocka_unit_test(a_filter_knows_what_the_account_may_choose_or_has),
        cmocka_unit_test(a_machine_is_made_of_what_is_offered),
        cmocka_unit_test(what_is_withheld_later_stays_with_its_machines),
        cmocka_unit_test(web_programs_change_no_other_image),
    };
    return cmocka_run_group_tests(tests, begin, world_end);
}
