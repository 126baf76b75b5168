/* SPDX-License-Identifier: Apache-2.0 */
/* `account limit` and `group`: what accounts may have, alone and in sum. */
#include "cli/cli.h"
#include "cli/forms.h"
#include "store/group.h"
#include "store/limit.h"

#define LIMITS                                                                                     \
    I64(struct limit_form, running, .max = LIMIT_MOST),                                            \
        I64(struct limit_form, vcpu, .max = LIMIT_MOST),                                           \
        BYTES(struct limit_form, memory, .max = LIMIT_BYTES_MOST),                                 \
        BYTES(struct limit_form, disk, .max = LIMIT_BYTES_MOST),                                   \
        I64(struct limit_form, ipv4, .max = LIMIT_MOST),                                           \
        BYTES(struct limit_form, traffic, .max = LIMIT_BYTES_MOST),                                \
        I64(struct limit_form, api_minute, .max = LIMIT_MOST)
#define ID I64(struct limit_form, id, .required = true, .min = 1, .max = INT64_MAX)
#define MACHINES I64(struct limit_form, machines, .max = LIMIT_MOST)
const struct field account_limit_form[] = {
    ID, MACHINES, LIMITS, FIELDS_END,
};
const struct field group_set_form[] = {
    ID, TEXT(struct limit_form, name, .max = 100, .check = check_title), MACHINES, LIMITS,
    FIELDS_END,
};
const struct field group_add_form[] = {
    TEXT(struct limit_form, name, .required = true, .max = 100, .check = check_title),
    I64(struct limit_form, machines, .required = true, .max = LIMIT_MOST),
    LIMITS,
    FIELDS_END,
};
const struct limit_form limit_start = {
    .machines = LIMIT_AS_IS,
    .running = LIMIT_AS_IS,
    .vcpu = LIMIT_AS_IS,
    .memory = LIMIT_AS_IS,
    .disk = LIMIT_AS_IS,
    .ipv4 = LIMIT_AS_IS,
    .traffic = LIMIT_AS_IS,
    .api_minute = LIMIT_AS_IS,
};

const struct field group_put_form[] = {
    I64(struct group_put_form, account, .required = true, .min = 1, .max = INT64_MAX),
    I64(struct group_put_form, group, .required = true, .max = INT64_MAX),
    FIELDS_END,
};

static void put(int64_t *now, int64_t given)
{
    if (given != LIMIT_AS_IS)
        *now = given;
}

static void put_all(struct limits *now, const struct limit_form *given)
{
    put(&now->vm_limit, given->machines);
    put(&now->running_limit, given->running);
    put(&now->vcpu_limit, given->vcpu);
    put(&now->memory_limit, given->memory);
    put(&now->disk_limit, given->disk);
    put(&now->ip_limit, given->ipv4);
    put(&now->traffic_limit, given->traffic);
    put(&now->api_minute, given->api_minute);
}

/* --- of an account --- */

struct limiting {
    const struct limit_form *form;
    struct change *change; /* its object: the account's name and limits */
};

/* What stays is what the locked row has. */
static enum fault_code account_tx(struct db *db, void *ctx)
{
    const struct limiting *l = ctx;
    struct account a;
    struct limits now;
    enum fault_code rc = account_lock_any(db, l->form->id, &a);
    if (rc)
        return rc;
    limits_of(&a, &now);
    put_all(&now, l->form);
    l->change->object = arena_printf(db->arena, "%s: %s", a.name, limits_words(db->arena, &now));
    return limits_set(db, a.id, &now);
}

enum fault_code cli_account_limit(struct cli *c)
{
    const struct limit_form *form = c->form;
    struct account a;
    enum fault_code rc = cli_account(c, "id", form->id, &a);
    if (rc)
        return rc;
    struct change change = { .what = "account_limit",
                             .account_id = a.id,
                             .reseller_id = a.reseller_id,
                             .of = { .noun = AUDIT_OF_ACCOUNT, .id = &a.id },
                             .fn = account_tx };
    struct limiting l = { form, &change };
    change.ctx = &l;
    return cli_change(c, &change);
}

/* --- of a group --- */

static void fill(struct account_group *g, const struct limit_form *form)
{
    struct limits now = limit_state_of_group(g).most;
    put_all(&now, form);
    if (form->name && *form->name)
        g->name = form->name;
    g->vm_limit = now.vm_limit;
    g->running_limit = now.running_limit;
    g->vcpu_limit = now.vcpu_limit;
    g->memory_limit = now.memory_limit;
    g->disk_limit = now.disk_limit;
    g->ip_limit = now.ip_limit;
    g->traffic_limit = now.traffic_limit;
    g->api_minute = now.api_minute;
}

static enum fault_code add_tx(struct db *db, void *ctx)
{
    struct account_group *g = ctx;
    return group_add(db, g, &g->id);
}

struct setting_group {
    const struct limit_form *form;
    struct account_group group;
};

/* What stays is what the locked row has, here as well. */
static enum fault_code set_tx(struct db *db, void *ctx)
{
    struct setting_group *s = ctx;
    enum fault_code rc = group_lock_any(db, s->form->id, &s->group);
    if (rc)
        return rc;
    fill(&s->group, s->form);
    return group_change(db, &s->group);
}

static enum fault_code drop_tx(struct db *db, void *ctx)
{
    struct account_group *g = ctx;
    return group_drop(db, g->id);
}

/* ctx: of fn; NULL: the group. */
static enum fault_code change_group(struct cli *c, const char *what, struct account_group *g,
                                    db_tx_fn *fn, void *ctx)
{
    struct change change = { .what = what,
                             .object = g->name,
                             .of = { .noun = AUDIT_OF_GROUP, .id = &g->id },
                             .fn = fn,
                             .ctx = ctx ? ctx : g };
    return cli_change(c, &change);
}

static enum fault_code load_group(struct cli *c, const char *field, int64_t id,
                                  struct account_group *out)
{
    enum fault_code rc = group_load_any(c->db, id, out);
    return rc == FAULT_MISSING
               ? fail_field(c->fault, rc, field, T("There is no group %lld."), (long long)id)
               : rc;
}

enum fault_code cli_group_add(struct cli *c)
{
    struct account_group g = { .id = 0 };
    fill(&g, c->form);
    enum fault_code rc = change_group(c, "group_add", &g, add_tx, NULL);
    if (!rc)
        cli_made(c, g.id);
    return rc;
}

enum fault_code cli_group_set(struct cli *c)
{
    struct setting_group s = { .form = c->form };
    struct account_group now;
    enum fault_code rc = load_group(c, "id", s.form->id, &now);
    if (!rc && s.form->name && *s.form->name)
        now.name = s.form->name;
    return rc ? rc : change_group(c, "group_change", &now, set_tx, &s);
}

enum fault_code cli_group_delete(struct cli *c)
{
    const struct id_form *form = c->form;
    struct account_group g;
    enum fault_code rc = load_group(c, "id", form->id, &g);
    return rc ? rc : change_group(c, "group_delete", &g, drop_tx, NULL);
}

enum fault_code cli_group_list(struct cli *c)
{
    static const char *const shown[] = { "id",   "name",   "accounts", "machines", "limit",
                                         "vcpu", "memory", "disk",     "ipv4",     NULL };
    return cli_noun_list(c, &group_noun, shown);
}

static enum fault_code put_tx(struct db *db, void *ctx)
{
    const struct group_put_form *form = ctx;
    return group_put(db, form->account, form->group);
}

enum fault_code cli_group_put(struct cli *c)
{
    const struct group_put_form *form = c->form;
    struct account a;
    struct account_group g;
    enum fault_code rc = cli_account(c, "account", form->account, &a);
    if (!rc && form->group)
        rc = load_group(c, "group", form->group, &g);
    if (rc)
        return rc;
    struct change change = { .what = "account_group",
                             .object = a.name,
                             .of = { .noun = AUDIT_OF_ACCOUNT, .id = &a.id },
                             .fn = put_tx,
                             .ctx = c->form };
    return cli_change(c, &change);
}
