/* SPDX-License-Identifier: Apache-2.0 */
/* Everything here runs in a writer's transaction and may run again. */
#include "kind/vm.h"
#include "base/secret.h"
#include "base/text.h"
#include "base/words.h"
#include "kind/change.h"
#include "kind/once.h"
#include "store/account.h"
#include "store/image.h"
#include "store/ip.h"
#include "store/limit.h"
#include "store/node.h"
#include "store/plan.h"
#include "store/script.h"
#include "store/ssh_key.h"

const struct field vm_create_form[] = {
    TEXT(struct vm_create, name, .label = T("A name"), .required = true, .min = 1, .max = 63,
         .check = check_hostname),
    I64(struct vm_create, image_id, .label = T("An image"), .required = true, .min = 1,
        .max = INT64_MAX),
    I64(struct vm_create, location_id, .label = T("A location"), .required = true, .min = 1,
        .max = INT64_MAX),
    I64(struct vm_create, plan_id, .label = T("A plan"), .required = true, .min = 1,
        .max = INT64_MAX),
    IDS(struct vm_create, ssh_key_id),
    BOOL(struct vm_create, make_password),
    I64(struct vm_create, script_id, .min = 0, .max = INT64_MAX),
    FIELDS_END,
};

enum { KEYS_LEN = 65535 }; /* of the machine's row */

struct creating {
    const struct asker *who;
    const struct vm_create *form;
    const struct vm_create_more *more;
    const char *hash;
    struct vm_created *out;
    /* found on the way */
    struct account owner;
    struct plan plan;
    struct image image;
    struct location location;
    const char *keys;
    const char *script; /* "": none */
    int64_t node_id;
    int64_t storage_id;
    int64_t network_id;
};

static enum fault_code named(struct db *db, enum fault_code rc, const char *field,
                             const char *words)
{
    return rc == FAULT_MISSING ? fail_field(db->fault, FAULT_INVALID, field, "%s", words) : rc;
}

static struct scope scope_of(const struct account *owner)
{
    return scope_account(owner->reseller_id, owner->id);
}

static bool is_own(const struct asker *who, int64_t account_id)
{
    return who->account_id == account_id && !who->acting;
}

/* Whose it becomes; the row stays locked, for its limit is counted on it. */
static enum fault_code find_owner(struct db *db, struct creating *c)
{
    int64_t id = c->more->account_id;
    enum fault_code rc = account_lock(db, &c->who->scope, id ? id : c->who->account_id, &c->owner);
    if (rc == FAULT_MISSING || (!rc && id && c->owner.level != ACCOUNT_CUSTOMER))
        return fail(db->fault, FAULT_MISSING, T("There is no such customer."));
    return rc;
}

static enum fault_code find_keys(struct db *db, struct creating *c)
{
    struct scope scope = scope_of(&c->owner);
    struct text keys;
    text_init(&keys, db->arena, KEYS_LEN);
    for (int64_t i = 0; i < c->form->ssh_key_id.count; i++) {
        struct ssh_key key;
        enum fault_code rc = ssh_key_load(db, &scope, c->form->ssh_key_id.id[i], &key);
        if (rc)
            return named(db, rc, "ssh_key_id", T("There is no such SSH key here."));
        text_addf(&keys, "%s\n", key.public_key);
    }
    if (keys.cut)
        return fail_field(db->fault, FAULT_INVALID, "ssh_key_id",
                          T("These keys are too long together. Take fewer."));
    c->keys = text_str(&keys);
    return FAULT_OK;
}

/* As it is now: the machine has a copy. */
static enum fault_code find_script(struct db *db, struct creating *c)
{
    c->script = c->more->user_data ? c->more->user_data : "";
    if (!c->form->script_id)
        return FAULT_OK;
    if (*c->script)
        return fail_field(db->fault, FAULT_INVALID, "script_id",
                          T("Choose a script or send user data, not both."));
    return named(db, script_text(db, c->owner.id, c->form->script_id, &c->script), "script_id",
                 T("There is no such script here."));
}

static enum fault_code find_parts(struct db *db, struct creating *c)
{
    const struct vm_create *f = c->form;
    enum fault_code rc = plan_load(db, c->owner.id, f->plan_id, &c->plan);
    if (rc || c->plan.retired_at)
        return named(db, rc ? rc : FAULT_MISSING, "plan_id", T("This plan is not sold."));
    rc = image_choose(db, c->owner.id, f->image_id, &c->image);
    if (rc)
        return named(db, rc, "image_id", T("There is no such image here."));
    rc = location_load_any(db, f->location_id, &c->location);
    if (rc)
        return named(db, rc, "location_id", T("There is no such location."));
    if (c->plan.disk < c->image.min_disk || c->plan.memory < c->image.min_memory)
        return fail_field(db->fault, FAULT_INVALID, "plan_id",
                          T("%s needs a plan with more disk or memory."), c->image.name);
    rc = find_script(db, c);
    return rc ? rc : find_keys(db, c);
}

static enum fault_code take_count(struct db *db, const struct creating *c)
{
    struct limit_need need = { .machines = 1,
                               .running = !c->more->stay_off,
                               .vcpu = c->plan.vcpu,
                               .memory = c->plan.memory,
                               .disk = c->plan.disk,
                               .ips = 1 };
    return limit_take(db, c->owner.id, &need, is_own(c->who, c->owner.id));
}

static enum fault_code reserve(struct db *db, struct creating *c)
{
    enum fault_code rc = take_count(db, c);
    if (!rc)
        rc = vm_network_any(db, c->location.cluster_id, &c->network_id);
    if (!rc)
        rc = node_reserve(db, &c->location, c->plan.memory, &c->node_id);
    if (!rc)
        rc = storage_reserve(db, &c->location, c->node_id, c->plan.disk, &c->storage_id);
    return rc;
}

static enum fault_code add_row(struct db *db, struct creating *c)
{
    struct ip four;
    struct ip six;
    int64_t nic_id = 0;
    struct vm_new v = { .account_id = c->owner.id,
                        .reseller_id = c->owner.reseller_id,
                        .name = c->form->name,
                        .plan_id = c->plan.id,
                        .image_id = c->image.id,
                        .cluster_id = c->location.cluster_id,
                        .node_id = c->node_id,
                        .storage_id = c->storage_id,
                        .network_id = c->network_id,
                        .vcpu = c->plan.vcpu,
                        .memory = c->plan.memory,
                        .disk = c->plan.disk,
                        .root_hash = c->hash,
                        .ssh_keys = c->keys,
                        .labels = c->more->labels,
                        .start = !c->more->stay_off,
                        .inst = c->who->inst };
    enum fault_code rc = vm_add(db, &v, &c->out->asked.vm_id, &nic_id);
    if (!rc)
        rc = vm_check_labels(db, &c->who->scope, c->out->asked.vm_id);
    if (!rc && *c->script)
        rc = vm_script_add(db, c->out->asked.vm_id, c->script);
    if (rc)
        return rc;
    struct ip_wish wish = { c->network_id, nic_id,      c->out->asked.vm_id,
                            c->form->name, c->owner.id, c->owner.reseller_id };
    rc = ip_take(db, &wish, &four, &six);
    if (rc)
        return rc;
    c->out->ipv4 = four.words;
    c->out->ipv6 = six.words;
    return vm_set_addresses(db, c->out->asked.vm_id, four.words, six.words);
}

static const char *copy_resource(struct arena *a, const struct creating *c)
{
    return arena_printf(a, "image:%lld@%lld", (long long)c->image.id, (long long)c->storage_id);
}

/* The one task that brings the image to the storage, if it is not there: *task_id. */
static enum fault_code bring_image(struct db *db, struct creating *c, int64_t *task_id)
{
    struct image_copy copy;
    *task_id = 0;
    enum fault_code rc = image_copy_lock(db, c->image.id, c->storage_id, &copy);
    if (!rc) {
        *task_id = copy.state == COPY_THERE ? 0 : copy.task_id;
        return FAULT_OK;
    }
    if (rc != FAULT_MISSING)
        return rc;
    fault_clear(db->fault);
    struct task_new t = {
        .kind = "image_bring",
        .heavy = true,
        .storage_id = c->storage_id,
        .bytes = c->image.bytes,
        .account_id = c->owner.id,
        .reseller_id = c->owner.reseller_id,
        .node_id = c->node_id,
        .object = arena_printf(db->arena, "%s %s", c->image.name, c->image.version),
        .args = arena_printf(db->arena, "{\"image_id\":%lld,\"storage_id\":%lld}",
                             (long long)c->image.id, (long long)c->storage_id),
        .asked_by = c->who->who,
        .own_asker = is_own(c->who, c->owner.id),
        .as_whom = c->who->user_id,
        .as_token = c->who->token_id,
        .lock = { { copy_resource(db->arena, c), true } },
        .locks = 1,
    };
    rc = task_add(db, &t, task_id);
    if (!rc)
        rc = image_copy_coming(db, c->image.id, c->storage_id, *task_id);
    if (rc == FAULT_UNIQUE) /* another click was first: the transaction runs again and waits */
        return fail(db->fault, FAULT_LOCKED, T("The image is just being brought. Try again."));
    return rc;
}

static const char *vm_resource(struct arena *a, int64_t id)
{
    return arena_printf(a, "vm:%lld", (long long)id);
}

struct noting {
    const char *what;
    const char *object;
    const char *before;
    int64_t vm_id;
    int64_t task_id;
};

/* In the account whose machine it is, whoever asked. */
static enum fault_code note(struct db *db, const struct asker *who, const struct account *owner,
                            const struct noting *n)
{
    return change_note(db, who,
                       &(struct change_asked){ .what = n->what,
                                               .object = n->object,
                                               .account_id = owner->id,
                                               .reseller_id = owner->reseller_id,
                                               .of = { .noun = AUDIT_OF_VM, .id = &n->vm_id },
                                               .before = n->before,
                                               .vm_id = n->vm_id,
                                               .task_id = n->task_id,
                                               .own = is_own(who, owner->id) });
}

static enum fault_code create_tx(struct db *db, void *ctx)
{
    struct creating *c = ctx;
    int64_t image_task = 0;
    enum fault_code rc = find_owner(db, c);
    if (!rc)
        rc = find_parts(db, c);
    if (!rc)
        rc = reserve(db, c);
    if (!rc)
        rc = add_row(db, c);
    if (!rc)
        rc = bring_image(db, c, &image_task);
    if (rc)
        return rc;
    struct task_new t = {
        .kind = "vm_create",
        .heavy = true,
        .storage_id = c->storage_id,
        .account_id = c->owner.id,
        .reseller_id = c->owner.reseller_id,
        .vm_id = c->out->asked.vm_id,
        .node_id = c->node_id,
        .object = c->form->name,
        .args = "{}",
        .asked_by = c->who->who,
        .own_asker = is_own(c->who, c->owner.id),
        .as_whom = c->who->user_id,
        .as_token = c->who->token_id,
        .waits_for = image_task,
        .lock = { { vm_resource(db->arena, c->out->asked.vm_id), true },
                  { copy_resource(db->arena, c), false } },
        .locks = 2,
    };
    rc = task_add(db, &t, &c->out->asked.task_id);
    if (!rc)
        rc = vm_take(db, c->out->asked.vm_id, BUSY_CREATING, c->out->asked.task_id, SEEN_UNKNOWN);
    struct noting n = { .what = "vm_create",
                        .object = c->form->name,
                        .before = "",
                        .vm_id = c->out->asked.vm_id,
                        .task_id = c->out->asked.task_id };
    return rc ? rc : note(db, c->who, &c->owner, &n);
}

enum fault_code vm_create_ask(struct db *db, const struct asker *who, const struct vm_create *form,
                              const struct vm_create_more *more, const struct once *once,
                              struct vm_created *out)
{
    *out = (struct vm_created){ 0 };
    struct creating c = { .who = who, .form = form, .more = more, .hash = "", .out = out };
    if (form->make_password || !form->ssh_key_id.count) {
        out->password = secret_password(db->arena);
        c.hash = secret_guest_hash(db->arena, out->password);
    }
    enum fault_code rc = ask_once(db, who, once, create_tx, &c, &out->asked);
    if (!rc && out->asked.repeated) {
        out->password_told = out->password != NULL;
        out->password = NULL;
    }
    return rc;
}

const char *vm_refuses(const struct vm *vm, const struct kind *k)
{
    if (vm->task_id)
        return T("The machine is being worked on.");
    if (k->busy == BUSY_DELETING)
        return NULL;
    if (vm->suspended)
        return T("The machine is suspended.");
    if (vm->state == VM_FAILED)
        return T("The machine was never made. Delete it and create it anew.");
    return NULL;
}

#define BUSY_WORDS T("%s is %s (task %lld). Try again when it is done.")

const char *vm_busy_words(struct arena *a, const struct vm *vm)
{
    const struct kind *in_hand = kind_find(vm->task_kind);
    return in_hand ? arena_printf(a, tr(BUSY_WORDS), vm->name, tr(in_hand->busy_words),
                                  (long long)vm->task_id)
                   : T("The machine is being worked on.");
}

struct asking {
    const struct asker *who;
    const struct kind *kind;
    int64_t vm_id;
    int64_t parent_id; /* whose worker asks; 0: a person does, or a schedule */
    struct asked *out;
    bool by_schedule;
};

static enum fault_code refuse(struct db *db, const struct vm *vm, const char *why)
{
    const struct kind *in_hand = vm->task_id ? kind_find(vm->task_kind) : NULL;
    if (in_hand)
        return fail(db->fault, FAULT_LOCKED, BUSY_WORDS, vm->name, tr(in_hand->busy_words),
                    (long long)vm->task_id);
    return fail(db->fault, FAULT_CONFLICT, "%s", why);
}

static enum fault_code queue(struct db *db, const struct asking *a, const struct vm *vm)
{
    bool by_taskd = a->parent_id || a->by_schedule;
    struct task_new t = { .kind = a->kind->name,
                          .heavy = a->kind->heavy,
                          .storage_id = vm->storage_id,
                          .account_id = vm->account_id,
                          .reseller_id = vm->reseller_id,
                          .parent_id = a->parent_id,
                          .vm_id = vm->id,
                          .node_id = vm->node_id,
                          .object = vm->name,
                          .args = "{}",
                          .asked_by = a->who->who,
                          .own_asker = is_own(a->who, vm->account_id),
                          .as_whom = a->who->user_id,
                          .as_token = a->who->token_id,
                          .prio = a->parent_id     ? PRIO_MANY
                                  : a->by_schedule ? PRIO_SCHEDULE
                                                   : PRIO_PERSON,
                          .lock = { { vm_resource(db->arena, vm->id), true } },
                          .locks = 1 };
    bool nobody = !t.as_whom && !t.as_token; /* the command line */
    if (by_taskd || nobody)
        return task_add_own(db, &t, &a->out->task_id);
    return permission_is_for(a->kind->permission, ACCOUNT_CUSTOMER)
               ? task_add(db, &t, &a->out->task_id)
               : task_add_admin(db, &t, &a->out->task_id);
}

static enum fault_code ask_tx(struct db *db, void *ctx)
{
    const struct asking *a = ctx;
    struct vm vm;
    struct account account;
    enum fault_code rc = vm_lock(db, &a->who->scope, a->vm_id, &vm);
    if (rc)
        return rc;
    const char *why = vm_refuses(&vm, a->kind);
    if (why)
        return refuse(db, &vm, why);
    struct noting n = { .what = a->kind->name, .object = vm.name, .vm_id = vm.id };
    struct audit_of of = { .noun = AUDIT_OF_VM, .id = &vm.id };
    rc = account_lock_any(db, vm.account_id, &account);
    if (!rc)
        rc = audit_look(db, &of, &n.before);
    if (rc)
        return rc;
    if (account.suspended && a->kind->busy != BUSY_DELETING)
        return fail(db->fault, FAULT_DENIED, "%s",
                    is_own(a->who, account.id)
                        ? T("Your account is suspended: it can only look.")
                        : T("The account is suspended. Its machines stay off."));
    if (a->kind->wished == SEEN_RUNNING && vm.wished != SEEN_RUNNING)
        rc = limit_take_running(db, &account, is_own(a->who, account.id));
    if (!rc)
        rc = queue(db, a, &vm);
    if (!rc)
        rc = vm_take(db, vm.id, a->kind->busy, a->out->task_id, a->kind->wished);
    a->out->vm_id = vm.id;
    n.task_id = a->out->task_id;
    return rc ? rc : note(db, a->who, &account, &n);
}

enum fault_code vm_task_ask(struct db *db, const struct asker *who, const char *kind, int64_t vm_id,
                            const struct once *once, struct asked *out)
{
    struct asking a = { who, kind_find(kind), vm_id, 0, out, false };
    *out = (struct asked){ 0 };
    if (!a.kind)
        bug("there is no kind %s", kind);
    return ask_once(db, who, once, ask_tx, &a, out);
}

enum fault_code vm_child_ask(struct db *db, const struct asker *who, const struct kind *kind,
                             int64_t vm_id, int64_t parent_id, struct asked *out)
{
    struct asking a = { who, kind, vm_id, parent_id, out, false };
    *out = (struct asked){ 0 };
    return ask_tx(db, &a);
}

enum fault_code vm_task_queue(struct db *db, const struct asker *who, const struct kind *kind,
                              int64_t vm_id, int64_t *task_id)
{
    struct asked out = { 0 };
    struct asking a = { who, kind, vm_id, 0, &out, true };
    enum fault_code rc = ask_tx(db, &a);
    *task_id = out.task_id;
    return rc;
}
