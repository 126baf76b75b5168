/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The forms' inputs are the rows of base/permission.def that roles of the level may hold, so a new
 * permission is offered by itself. Nobody makes or changes a role that may more than he.
 */
#include "web/admin/role.h"
#include "base/text.h"
#include "base/words.h"
#include "kind/member.h"
#include "store/account_noun.h"
#include "web/change.h"

enum { LEVELS = 3 };

const struct field role_query_form[] = {
    STATE(struct role_query, level, account_kind_words),
    FIELDS_END,
};
const struct field role_form[] = {
    TEXT(struct role_wish, name, .label = T("A name"), .max = ROLE_NAME, .check = check_title),
    STATE(struct role_wish, level, account_kind_words),
    BOOL(struct role_wish, totp),
#define PERMISSION(id, word, levels, words)                                                        \
    { .name = (word), .type = FIELD_BOOL, .off = offsetof(struct role_wish, may[PERM_##id]) },
#include "base/permission.def"
#undef PERMISSION
    FIELDS_END,
};

/* What stands above the first of each in a list of permissions. */
static const struct {
    enum permission from;
    const char *words;
} groups[] = {
    { PERM_VM_READ, T("Machines") },         { PERM_TASK_READ, T("Tasks") },
    { PERM_IMAGE_READ, T("Images, plans, keys") }, { PERM_ACCOUNT_READ, T("Accounts and people") },
    { PERM_NODE_READ, T("Fleet") },          { PERM_MAIL_READ, T("Panel") },
};

static const char *group_of(enum permission p)
{
    const char *words = "";
    for (size_t i = 0; i < countof(groups) && groups[i].from <= p; i++)
        words = groups[i].words;
    return words;
}

/* --- the matrix --- */

struct role_cell {
    const char *role;
    bool has;
};
struct role_line {
    const char *group; /* what begins above it, or "" */
    int64_t wide;      /* columns */
    const char *words;
    const char *code;
    struct list cells;
};
struct role_head {
    const char *href;
    const char *words;
    const char *uses;
    bool totp;
};
struct role_level {
    const char *title;
    const char *code;
    struct list heads;
    struct list lines;
};
static const struct field role_cell_fields[] = { TEXT(struct role_cell, role),
                                                 BOOL(struct role_cell, has), FIELDS_END };
static const struct field role_line_fields[] = {
    TEXT(struct role_line, group),
    I64(struct role_line, wide),
    TEXT(struct role_line, words),
    TEXT(struct role_line, code),
    LIST(struct role_line, cells, struct role_cell, role_cell_fields),
    FIELDS_END,
};
static const struct field role_head_fields[] = {
    TEXT(struct role_head, href),
    TEXT(struct role_head, words),
    TEXT(struct role_head, uses),
    BOOL(struct role_head, totp),
    FIELDS_END,
};
static const struct field role_level_fields[] = {
    TEXT(struct role_level, title),
    TEXT(struct role_level, code),
    LIST(struct role_level, heads, struct role_head, role_head_fields),
    LIST(struct role_level, lines, struct role_line, role_line_fields),
    FIELDS_END,
};
struct role_list {
    struct list levels;
};
const struct field role_list_view[] = {
    LIST(struct role_list, levels, struct role_level, role_level_fields),
    FIELDS_END,
};

static struct list heads_of(const struct request *rq, const struct role *r, int64_t count)
{
    struct role_head *h = arena_array(rq->arena, (size_t)count, sizeof(*h));
    for (int64_t i = 0; i < count; i++)
        h[i] = (struct role_head){
            .href = arena_printf(rq->arena, "/admin/role/%lld", (long long)r[i].id),
            .words = role_people(r[i].id, r[i].name),
            .uses = arena_printf(rq->arena, tr("held by %s"),
                                 page_count(rq->arena, r[i].members + r[i].tokens, COUNT_MOST)),
            .totp = r[i].totp,
        };
    return (struct list){ h, count };
}

static struct list cells_of(const struct request *rq, const struct role *r, int64_t count,
                            enum permission p)
{
    struct role_cell *c = arena_array(rq->arena, (size_t)count, sizeof(*c));
    for (int64_t i = 0; i < count; i++)
        c[i] = (struct role_cell){ role_people(r[i].id, r[i].name),
                                   permission_read(r[i].permissions) & permission_bit(p) };
    return (struct list){ c, count };
}

static struct list lines_of(const struct request *rq, const struct role *r, int64_t count,
                            int64_t level)
{
    struct role_line *l = arena_array(rq->arena, PERM_COUNT, sizeof(*l));
    const char *above = "";
    int64_t n = 0;
    for (int i = 0; i < PERM_COUNT; i++) {
        enum permission p = (enum permission)i;
        const char *group = group_of(p);
        if (!permission_is_for(p, level))
            continue;
        l[n++] = (struct role_line){ .group = group == above ? "" : tr(group),
                                     .wide = count + 2, /* words take two */
                                     .words = tr(permission_people(p)),
                                     .code = permission_word(p),
                                     .cells = cells_of(rq, r, count, p) };
        above = group;
    }
    return (struct list){ l, n };
}

enum fault_code role_list_show(const struct db *db, struct request *rq)
{
    static const char *const titles[LEVELS] = { T("The provider's people"), T("Resellers"),
                                                T("Customers") };
    struct role_list *page = arena_alloc(rq->arena, sizeof(*page));
    struct role_level *levels = arena_array(rq->arena, LEVELS, sizeof(*levels));
    struct list all;
    enum fault_code rc = role_list_any(db, &all);
    const struct role *r = rc ? NULL : all.rows;
    int64_t at = 0;
    for (int64_t level = 0; !rc && level < LEVELS; level++) {
        int64_t first = at;
        while (at < all.count && r[at].level == level)
            at++;
        levels[level] = (struct role_level){ .title = tr(titles[level]),
                                             .code = account_kind_words[level].code,
                                             .heads = heads_of(rq, &r[first], at - first),
                                             .lines = lines_of(rq, &r[first], at - first, level) };
    }
    page->levels = (struct list){ levels, LEVELS };
    rq->view = page;
    return rc;
}

/* --- the form --- */

static const struct form_input name_input = INPUT("name", T("Name"), TEXT, .needed = true);
static const struct form_input totp_input =
    INPUT("totp", T("Needs a second step at sign-in"), CHECK);

/* For a shipped role only what may be changed of it. */
static struct form_input *inputs_of(const struct request *rq, int64_t level, bool shipped)
{
    struct form_input *in = arena_array(rq->arena, PERM_COUNT + 4, sizeof(*in));
    const char *above = "";
    int n = 0;
    if (!shipped)
        in[n++] = name_input;
    in[n++] = (struct form_input)INPUT("level", "", HIDDEN);
    in[n++] = totp_input;
    for (int i = 0; !shipped && i < PERM_COUNT; i++) {
        enum permission p = (enum permission)i;
        if (!permission_is_for(p, level) || !gate_may(rq->who, p))
            continue;
        const char *group = group_of(p);
        in[n++] = (struct form_input)INPUT(permission_word(p), permission_people(p), CHECK,
                                           .section = strcmp(group, above) ? group : NULL);
        above = group;
    }
    return in;
}

static enum fault_code show_form(struct request *rq, const struct form_head *head,
                                 const struct role_wish *values, bool shipped, const char *action)
{
    static const struct form_spec usual = { .fields = role_form, .submit = T("Save role") };
    struct form_spec spec = usual;
    spec.inputs = inputs_of(rq, values->level, shipped);
    struct form_ask ask = { .action = action, .cancel = "/role", .values = values };
    return form_page_show(rq, head, &spec, &ask);
}

static unsigned level_asked(const struct request *rq)
{
    const struct params *from = rq->method == M_GET ? &rq->query : &rq->fields;
    const char *code = params_get(from, "level");
    int found = code ? word_find(account_kind_words, LEVELS, code) : -1;
    return found < 0 ? 0 : (unsigned)found;
}

enum fault_code role_create_show(const struct db *db, struct request *rq)
{
    struct role_wish now = { .name = "", .level = level_asked(rq) };
    struct form_head head = { .title = tr("Create role"),
                              .lead = tr("It holds what you tick. You can give what your own role "
                                         "holds."),
                              .crumbs = { { "/role", tr("Roles") } } };
    (void)db;
    return show_form(rq, &head, &now, false, "/role");
}

static permission_set wished(const struct role_wish *w, int64_t level)
{
    permission_set set = 0;
    for (int i = 0; i < PERM_COUNT; i++)
        if (w->may[i] && permission_is_for((enum permission)i, level))
            set |= permission_bit((enum permission)i);
    return set;
}

/* "deputy: +vm_power -vm_delete" */
static const char *what_changed(struct arena *a, const char *name, permission_set before,
                                permission_set after)
{
    struct text t;
    text_init(&t, a, 8192);
    text_addf(&t, "%s:", name);
    for (int i = 0; i < PERM_COUNT; i++) {
        permission_set bit = permission_bit((enum permission)i);
        if ((before ^ after) & bit)
            text_addf(&t, " %c%s", after & bit ? '+' : '-', permission_word((enum permission)i));
    }
    return text_str(&t);
}

struct working {
    const struct asker *who;
    struct role role;
    permission_set set;
};

static enum fault_code save(struct db *db, struct request *rq, struct working *w, const char *what,
                            const char *object, db_tx_fn *fn, const char *did)
{
    struct change change = { .what = what,
                             .object = object,
                             .of = { .noun = AUDIT_OF_ROLE, .id = &w->role.id },
                             .fn = fn,
                             .ctx = w };
    w->who = &rq->who->asker;
    enum fault_code rc = change_once(db, rq, &change, NULL);
    if (!rc)
        request_redirect(rq, "/admin/role?did=%s", did);
    return rc;
}

static enum fault_code create_tx(struct db *db, void *ctx)
{
    struct working *w = ctx;
    enum fault_code rc = asker_check_within(db, w->who, w->set);
    return rc ? rc : role_add(db, &w->role, w->set, &w->role.id);
}

static enum fault_code need_name(struct request *rq, const struct role_wish *in)
{
    return in->name && *in->name
               ? FAULT_OK
               : fail_field(rq->fault, FAULT_INVALID, "name", T("A name is needed."));
}

enum fault_code role_create_do(struct db *db, struct request *rq)
{
    const struct role_wish *in = rq->form;
    struct working w = { .role = { .level = in->level, .name = in->name, .totp = in->totp },
                         .set = wished(in, in->level) };
    enum fault_code rc = need_name(rq, in);
    return rc ? rc
              : save(db, rq, &w, "role_create", what_changed(rq->arena, in->name, 0, w.set),
                     create_tx, "role-saved");
}

enum fault_code role_show(const struct db *db, struct request *rq)
{
    struct role r;
    enum fault_code rc = role_load_any(db, rq->id[0], &r);
    if (rc)
        return rc;
    struct role_wish now = { .name = r.name, .level = (unsigned)r.level, .totp = r.totp };
    permission_set set = permission_read(r.permissions);
    for (int i = 0; i < PERM_COUNT; i++)
        now.may[i] = set & permission_bit((enum permission)i);
    const char *path = arena_printf(rq->arena, "/role/%lld", (long long)r.id);
    struct form_head head = {
        .title = role_people(r.id, r.name),
        .lead = r.shipped ? tr("It comes with the panel: what it may stays as it is.")
                          : tr("A change holds within a second, also for whoever is signed in."),
        .crumbs = { { "/role", tr("Roles") } },
    };
    if (!r.shipped)
        head.more[0] =
            (struct form_crumb){ arena_printf(rq->arena, "%s/delete", path), tr("Delete") };
    return show_form(rq, &head, &now, r.shipped, path);
}

/* What is there before is read in the transaction, too: neither may be more than the asker's. */
static enum fault_code change_tx(struct db *db, void *ctx)
{
    const struct working *w = ctx;
    struct role now;
    enum fault_code rc = role_lock(db, w->role.id, &now);
    if (!rc)
        rc = asker_check_within(db, w->who, w->set | permission_read(now.permissions));
    return rc ? rc : role_change(db, &w->role, w->set);
}

enum fault_code role_change_do(struct db *db, struct request *rq)
{
    const struct role_wish *in = rq->form;
    struct role r;
    enum fault_code rc = role_load_any(db, rq->id[0], &r);
    if (!rc && !r.shipped)
        rc = need_name(rq, in);
    if (rc)
        return rc;
    permission_set before = permission_read(r.permissions);
    struct working w = { .role = r, .set = r.shipped ? before : wished(in, r.level) };
    w.role.name = r.shipped ? r.name : in->name;
    w.role.totp = in->totp;
    return save(db, rq, &w, "role_change", what_changed(rq->arena, r.name, before, w.set),
                change_tx, "role-saved");
}

enum fault_code role_delete_show(const struct db *db, struct request *rq)
{
    static const struct form_input inputs[] = { INPUTS_END };
    static const struct form_spec spec = {
        .fields = no_fields, .inputs = inputs, .submit = T("Delete role"), .danger = true
    };
    struct role r;
    enum fault_code rc = role_load_any(db, rq->id[0], &r);
    if (rc)
        return rc;
    const char *path = arena_printf(rq->arena, "/role/%lld", (long long)r.id);
    struct form_confirm ask = {
        .head = { .title = arena_printf(rq->arena, tr("Delete %s?"), r.name),
                  .crumbs = { { "/role", tr("Roles") }, { path, r.name } } },
        .order = { r.members + r.tokens
                       ? arena_printf(rq->arena, tr("In use: %lld have it, so it stays for now."),
                                      (long long)r.members + r.tokens)
                       : tr("At once: nobody can be given it any more. Nobody has it now.") },
    };
    return form_confirm_show(rq, &ask, &spec,
                             &(struct form_ask){ .action =
                                                     arena_printf(rq->arena, "%s/delete", path),
                                                 .cancel = path });
}

static enum fault_code delete_tx(struct db *db, void *ctx)
{
    const struct working *w = ctx;
    struct role now;
    enum fault_code rc = role_lock(db, w->role.id, &now);
    if (!rc)
        rc = asker_check_within(db, w->who, permission_read(now.permissions));
    return rc ? rc : role_drop(db, &now);
}

enum fault_code role_delete_do(struct db *db, struct request *rq)
{
    struct working w = { .role = { .id = rq->id[0] } };
    enum fault_code rc = role_load_any(db, w.role.id, &w.role);
    return rc ? rc
              : save(db, rq, &w, "role_delete",
                     what_changed(rq->arena, w.role.name, permission_read(w.role.permissions), 0),
                     delete_tx, "role-deleted");
}
