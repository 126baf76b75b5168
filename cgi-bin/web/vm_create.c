/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One view serves the empty form and the refused one: what was typed stays. A
 * repeated POST leads to the machine that the first one made, and says where a
 * password was in that one's answer alone. An administrator's path names the
 * customer (/admin/account/<id>/vm), a customer's own needs no name.
 */
#include "web/vm_create.h"
#include "base/poke.h"
#include "base/words.h"
#include "store/account.h"
#include "store/image.h"
#include "store/node.h"
#include "store/plan.h"
#include "store/script.h"
#include "store/ssh_key.h"
#include "web/limit.h"
#include "web/page.h"
#include "web/preview.h"

struct image_card {
    int64_t id;
    const char *name;
    const char *version;
    const char *icon;
    bool checked;
};
static const struct field image_fields[] = {
    I64(struct image_card, id),       TEXT(struct image_card, name),
    TEXT(struct image_card, version), TEXT(struct image_card, icon),
    BOOL(struct image_card, checked), FIELDS_END,
};

struct location_card {
    int64_t id;
    const char *name;
    const char *country;
    bool checked;
};
static const struct field location_fields[] = {
    I64(struct location_card, id),
    TEXT(struct location_card, name),
    TEXT(struct location_card, country),
    BOOL(struct location_card, checked),
    FIELDS_END,
};

struct plan_row {
    int64_t id;
    const char *name;
    int64_t vcpu;
    int64_t memory;
    int64_t disk;
    int64_t traffic;
    int64_t price;
    const char *full;
    bool checked;
};
static const struct field plan_fields[] = {
    I64(struct plan_row, id),       TEXT(struct plan_row, name),
    I64(struct plan_row, vcpu),     BYTES(struct plan_row, memory),
    BYTES(struct plan_row, disk),   BYTES(struct plan_row, traffic),
    MONEY(struct plan_row, price),  TEXT(struct plan_row, full),
    BOOL(struct plan_row, checked), FIELDS_END,
};

struct key_row {
    int64_t id;
    const char *name;
    const char *fingerprint;
    bool checked;
};
static const struct field key_fields[] = {
    I64(struct key_row, id),
    TEXT(struct key_row, name),
    TEXT(struct key_row, fingerprint),
    BOOL(struct key_row, checked),
    FIELDS_END,
};

struct script_row {
    int64_t id;
    const char *name;
    bool own;
    bool checked;
};
static const struct field script_fields[] = {
    I64(struct script_row, id),
    TEXT(struct script_row, name),
    BOOL(struct script_row, own),
    BOOL(struct script_row, checked),
    FIELDS_END,
};

struct create_page {
    bool own; /* the reader's account gets it */
    int64_t account_id;
    const char *account;
    const char *action;
    const char *owner_href; /* their page */
    struct account owner;
    const char *full; /* there is no room in the account: a sentence in the form's place, else "" */
    const char *name;
    const char *name_error;
    struct list images;
    const char *image_id_error;
    struct list locations;
    const char *location_id_error;
    struct list plans;
    const char *plan_id_error;
    struct list ssh_keys;
    const char *ssh_key_ids_error;
    bool make_password;
    struct list scripts;
    const char *script_id_error;
    struct list errors;
    bool looked; /* preview says what would be done */
    struct preview preview;
};
const struct field vm_create_view[] = {
    BOOL(struct create_page, own),
    I64(struct create_page, account_id),
    TEXT(struct create_page, account),
    TEXT(struct create_page, action),
    TEXT(struct create_page, owner_href),
    TEXT(struct create_page, full),
    TEXT(struct create_page, name),
    TEXT(struct create_page, name_error),
    LIST(struct create_page, images, struct image_card, image_fields),
    TEXT(struct create_page, image_id_error),
    LIST(struct create_page, locations, struct location_card, location_fields),
    TEXT(struct create_page, location_id_error),
    LIST(struct create_page, plans, struct plan_row, plan_fields),
    TEXT(struct create_page, plan_id_error),
    LIST(struct create_page, ssh_keys, struct key_row, key_fields),
    TEXT(struct create_page, ssh_key_ids_error),
    BOOL(struct create_page, make_password),
    LIST(struct create_page, scripts, struct script_row, script_fields),
    TEXT(struct create_page, script_id_error),
    LIST(struct create_page, errors, struct field_error, field_error_view),
    BOOL(struct create_page, looked),
    GROUP(struct create_page, preview, struct preview, preview_view),
    FIELDS_END,
};

struct created_page {
    int64_t id;
    const char *name;
    int64_t task_id;
    const char *ipv4;
    const char *ipv6;
    const char *password;
    bool for_customer; /* whoever reads it hands it on */
    bool listed;       /* it has no page, nor has its task */
    const char *vm_href;
};
const struct field vm_created_view[] = {
    I64(struct created_page, id),
    TEXT(struct created_page, name),
    I64(struct created_page, task_id),
    TEXT(struct created_page, ipv4),
    TEXT(struct created_page, ipv6),
    TEXT(struct created_page, password),
    BOOL(struct created_page, for_customer),
    BOOL(struct created_page, listed),
    TEXT(struct created_page, vm_href),
    FIELDS_END,
};

/* --- the form --- */

/* What was chosen, else the first. */
static bool is_checked(int64_t chosen, int64_t id, int64_t i)
{
    return chosen ? chosen == id : i == 0;
}

static enum fault_code fill_images(const struct db *db, const struct request *rq,
                                   const struct scope *owner, const struct vm_create *in,
                                   struct create_page *p)
{
    struct list found;
    enum fault_code rc = image_offered(db, owner->account, false, &found);
    if (rc)
        return rc;
    const struct image *images = found.rows;
    struct image_card *cards = arena_array(rq->arena, (size_t)found.count, sizeof(*cards));
    for (int64_t i = 0; i < found.count; i++)
        cards[i] = (struct image_card){ images[i].id, images[i].name, images[i].version,
                                        images[i].icon, is_checked(in->image_id, images[i].id, i) };
    p->images = (struct list){ cards, found.count };
    return FAULT_OK;
}

/* *room: the most memory that a machine could get in any of them. */
static enum fault_code fill_locations(const struct db *db, const struct request *rq,
                                      const struct vm_create *in, struct create_page *p,
                                      int64_t *room)
{
    struct list found;
    enum fault_code rc = location_list_any(db, &found);
    *room = 0;
    if (rc)
        return rc;
    const struct location *l = found.rows;
    struct location_card *cards = arena_array(rq->arena, (size_t)found.count, sizeof(*cards));
    for (int64_t i = 0; !rc && i < found.count; i++) {
        int64_t here = 0;
        rc = node_room(db, l[i].cluster_id, &here);
        *room = here > *room ? here : *room;
        /* XX: this host, which is in no country that we know of */
        const char *country = strcmp(l[i].country, "XX") ? l[i].country : l[i].name;
        cards[i] = (struct location_card){ l[i].id, l[i].city, country,
                                           is_checked(in->location_id, l[i].id, i) };
    }
    p->locations = (struct list){ cards, found.count };
    return rc;
}

/* A place whose nodes do not answer has no room, and is not full. */
static const char *full_words(const struct request *rq, const struct create_page *p, int64_t room)
{
    const struct location_card *cards = p->locations.rows;
    if (room <= 0)
        return tr("Not to be had now");
    return p->locations.count == 1 ? arena_printf(rq->arena, tr("Full in %s"), cards[0].name)
                                   : tr("Full");
}

/* The first that has room is chosen beforehand. */
static enum fault_code fill_plans(const struct db *db, const struct request *rq,
                                  const struct scope *owner, const struct vm_create *in,
                                  struct create_page *p, int64_t room)
{
    struct list found;
    enum fault_code rc = plan_list(db, owner->account, false, &found);
    if (rc)
        return rc;
    const struct plan *plans = found.rows;
    int64_t chosen = in->plan_id;
    struct plan_row *rows = arena_array(rq->arena, (size_t)found.count, sizeof(*rows));
    for (int64_t i = 0; i < found.count; i++) {
        bool full = plans[i].memory > room;
        bool over = !limit_leaves(&p->owner, plans[i].vcpu, plans[i].memory, plans[i].disk);
        if (!chosen && !full && !over)
            chosen = plans[i].id;
        rows[i] = (struct plan_row){ .id = plans[i].id,
                                     .name = plans[i].name,
                                     .vcpu = plans[i].vcpu,
                                     .memory = plans[i].memory,
                                     .disk = plans[i].disk,
                                     .traffic = plans[i].traffic,
                                     .price = plans[i].price_month,
                                     .full = over   ? tr("Above the limit")
                                             : full ? full_words(rq, p, room)
                                                    : "",
                                     .checked = !full && !over && chosen == plans[i].id };
    }
    p->plans = (struct list){ rows, found.count };
    return FAULT_OK;
}

static bool holds(const struct ids *ids, int64_t id)
{
    for (int64_t i = 0; i < ids->count; i++)
        if (ids->id[i] == id)
            return true;
    return false;
}

static enum fault_code fill_keys(const struct db *db, const struct request *rq,
                                 const struct scope *owner, const struct vm_create *in, bool fresh,
                                 struct create_page *p)
{
    struct list found;
    enum fault_code rc = ssh_key_list(db, owner, &found);
    if (rc)
        return rc;
    const struct ssh_key *keys = found.rows;
    struct key_row *rows = arena_array(rq->arena, (size_t)found.count, sizeof(*rows));
    for (int64_t i = 0; i < found.count; i++)
        rows[i] = (struct key_row){ keys[i].id, keys[i].name, keys[i].fingerprint,
                                    fresh ? i < IDS_MAX : holds(&in->ssh_key_id, keys[i].id) };
    p->ssh_keys = (struct list){ rows, found.count };
    p->make_password = in->make_password || (fresh && !found.count);
    return FAULT_OK;
}

static enum fault_code fill_scripts(const struct db *db, const struct request *rq,
                                    const struct scope *owner, const struct vm_create *in,
                                    struct create_page *p)
{
    struct list found;
    enum fault_code rc = script_offered(db, owner->account, &found);
    if (rc)
        return rc;
    const struct script *s = found.rows;
    struct script_row *rows = arena_array(rq->arena, (size_t)found.count, sizeof(*rows));
    int64_t n = 0;
    for (int64_t i = 0; i < found.count; i++)
        if (!s[i].retired)
            rows[n++] =
                (struct script_row){ s[i].id, s[i].name, s[i].own, in->script_id == s[i].id };
    p->scripts = (struct list){ rows, n };
    return FAULT_OK;
}

/* The form calls the list of keys by another name than one of them. */
static void fill_errors(struct request *rq, struct create_page *p)
{
    for (int64_t i = 0; i < rq->errors.count; i++)
        if (!strcmp(rq->errors.at[i].field, "ssh_key_id"))
            rq->errors.at[i].field = "ssh_key_ids";
    p->errors = page_errors(rq);
    p->name_error = input_error_of(&rq->errors, "name");
    p->image_id_error = input_error_of(&rq->errors, "image_id");
    p->location_id_error = input_error_of(&rq->errors, "location_id");
    p->plan_id_error = input_error_of(&rq->errors, "plan_id");
    p->script_id_error = input_error_of(&rq->errors, "script_id");
    p->ssh_key_ids_error = input_error_of(&rq->errors, "ssh_key_ids");
}

/* Whose it becomes: the provider's people and a reseller's name the customer. */
static enum fault_code find_owner(const struct db *db, struct request *rq, struct account *a)
{
    int64_t id = rq->id[0];
    if (!id)
        return account_load_any(db, rq->who->asker.account_id, a);
    enum fault_code rc = gate_demand(rq, PERM_VM_CREATE);
    if (rc)
        return rc;
    if (web_of(rq)->face == WEB_MY)
        return gate_for_customer(db, rq, id, a);
    rc = account_load_any(db, id, a);
    if (rc == FAULT_MISSING || (!rc && a->level != ACCOUNT_CUSTOMER))
        return fail(rq->fault, FAULT_MISSING, T("There is no such customer."));
    return rc;
}

/* Where that customer's page is. */
static const char *page_of_owner(const struct request *rq, int64_t id)
{
    return arena_printf(rq->arena,
                        web_of(rq)->face == WEB_MY ? "/reseller/customer/%lld"
                                                   : "/admin/account/%lld",
                        (long long)id);
}

/* Rows that may be chosen are theirs. */
static enum fault_code fill_owner(const struct db *db, struct request *rq, struct create_page *p,
                                  struct scope *owner)
{
    struct account a = { .name = "" };
    enum fault_code rc = find_owner(db, rq, &a);
    if (rc)
        return rc;
    p->own = !rq->id[0];
    const char *full = NULL; /* before anything is filled in; what was filled in stays */
    if (a.suspended)
        full = p->own ? tr("Your account is suspended: it can only look.")
                      : arena_printf(rq->arena, tr("%s is suspended: no machine is made for it."),
                                     a.name);
    else if (rq->method == M_GET)
        rc = limit_reached(db, &a, p->own ? LIMIT_OWN_PEOPLE : LIMIT_OTHERS, &full);
    if (rc)
        return rc;
    p->full = full ? full : "";
    p->owner = a;
    p->account_id = a.id;
    p->account = a.name;
    p->owner_href = p->own ? "/vm" : page_of_owner(rq, a.id);
    p->action = p->own ? "/vm" : arena_printf(rq->arena, "%s/vm", p->owner_href);
    *owner = scope_account(a.reseller_id, a.id);
    return FAULT_OK;
}

static enum fault_code show(const struct db *db, struct request *rq, const struct vm_create *in,
                            bool fresh)
{
    struct create_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct scope owner;
    int64_t room = 0;
    enum fault_code rc = fill_owner(db, rq, page, &owner);
    if (!rc)
        rc = fill_images(db, rq, &owner, in, page);
    if (!rc)
        rc = fill_locations(db, rq, in, page, &room);
    if (!rc)
        rc = fill_plans(db, rq, &owner, in, page, room);
    if (!rc)
        rc = fill_keys(db, rq, &owner, in, fresh, page);
    if (!rc)
        rc = fill_scripts(db, rq, &owner, in, page);
    if (rc)
        return rc;
    page->name = in->name;
    fill_errors(rq, page);
    page->looked = rq->who->asker.plan && !rq->errors.count;
    if (page->looked)
        page->preview = preview_of(rq);
    page_title(rq, tr("Create machine"));
    request_show(rq, page_of_face(rq, "vm_create.html"), vm_create_view, page);
    return FAULT_OK;
}

enum fault_code vm_create_show(const struct db *db, struct request *rq)
{
    static const struct vm_create empty;
    return show(db, rq, &empty, true);
}

enum fault_code vm_create_again(const struct db *db, struct request *rq)
{
    return show(db, rq, rq->form, false);
}

/* --- the asking --- */

/* Where there is no room, the form is shown anew with the reason beside its choice. */
static enum fault_code beside_field(struct request *rq, enum fault_code rc)
{
    if (rc == FAULT_FULL)
        rq->fault->field = "plan_id";
    else if (rc == FAULT_LIMIT)
        rq->fault->field = "name";
    return rc;
}

enum fault_code vm_create_do(struct db *db, struct request *rq)
{
    struct vm_create_more plain = { .labels = "{}", .account_id = rq->id[0] };
    const struct vm_create *in = rq->form;
    struct once once = gate_once(rq);
    struct vm_created made;
    struct account owner;
    enum fault_code rc = find_owner(db, rq, &owner);
    if (!rc)
        rc = vm_create_ask(db, &rq->who->asker, in, &plain, &once, &made);
    if (rc)
        return beside_field(rq, rc);
    if (rq->who->asker.plan)
        return show(db, rq, in, false);
    poke_taskd(web_of(rq)->conf);
    /* a reseller has a list of its customers' machines, and no page of each */
    bool listed = rq->id[0] && web_of(rq)->face == WEB_MY;
    const char *vm_href =
        listed ? arena_printf(rq->arena, "%s/vm", page_of_owner(rq, owner.id))
               : arena_printf(rq->arena, "%s/vm/%lld", page_root(rq), (long long)made.asked.vm_id);
    if (!made.password) {
        request_redirect(rq, "%s%s", vm_href, made.password_told ? "?did=password-once" : "");
        return FAULT_OK;
    }
    struct created_page *page = arena_alloc(rq->arena, sizeof(*page));
    *page = (struct created_page){ .id = made.asked.vm_id,
                                   .name = in->name,
                                   .task_id = made.asked.task_id,
                                   .ipv4 = made.ipv4,
                                   .ipv6 = made.ipv6,
                                   .password = made.password,
                                   .for_customer = rq->id[0] != 0,
                                   .listed = listed,
                                   .vm_href = vm_href };
    page_title(rq, arena_printf(rq->arena, tr("Password of %s"), in->name));
    rq->view = page;
    return FAULT_OK;
}
