/* SPDX-License-Identifier: Apache-2.0 */
/* Each asks for one kind of task; whether it may be is judged there (kind/vm.c). */
#include "web/vm_act.h"
#include "base/poke.h"
#include "base/words.h"
#include "kind/vm.h"
#include "web/page.h"

static enum fault_code ask(struct db *db, struct request *rq, const char *kind, struct asked *asked)
{
    struct once once = gate_once(rq);
    enum fault_code rc = vm_task_ask(db, &rq->who->asker, kind, rq->id[0], &once, asked);
    if (!rc)
        poke_taskd(web_of(rq)->conf);
    return rc;
}

static enum fault_code power(struct db *db, struct request *rq, const char *kind)
{
    struct asked asked;
    enum fault_code rc = ask(db, rq, kind, &asked);
    if (!rc)
        request_redirect(rq, "%s/vm/%lld", page_root(rq), (long long)asked.vm_id);
    return rc;
}

enum fault_code vm_start(struct db *db, struct request *rq)
{
    return power(db, rq, "vm_start");
}

enum fault_code vm_stop(struct db *db, struct request *rq)
{
    return power(db, rq, "vm_stop");
}

enum fault_code vm_shutdown(struct db *db, struct request *rq)
{
    return power(db, rq, "vm_shutdown");
}

enum fault_code vm_reboot(struct db *db, struct request *rq)
{
    return power(db, rq, "vm_reboot");
}

/* --- deleting --- */

const struct field vm_delete_form[] = {
    TEXT(struct vm_delete, confirm, .required = true),
    FIELDS_END,
};

struct delete_page {
    int64_t id;
    const char *name;
    const char *account;
    const char *ipv4;
    const char *ipv6;
    int64_t disk;
    const char *name_typed_error;
};
const struct field vm_delete_view[] = {
    I64(struct delete_page, id),
    TEXT(struct delete_page, name),
    TEXT(struct delete_page, account),
    TEXT(struct delete_page, ipv4),
    TEXT(struct delete_page, ipv6),
    BYTES(struct delete_page, disk),
    TEXT(struct delete_page, name_typed_error),
    FIELDS_END,
};

/* The question, and the question again. */
enum fault_code vm_delete_show(const struct db *db, struct request *rq)
{
    struct vm vm;
    enum fault_code rc = vm_load(db, &rq->who->asker.scope, rq->id[0], &vm);
    if (rc)
        return rc;
    struct delete_page *page = arena_alloc(rq->arena, sizeof(*page));
    *page = (struct delete_page){ .id = vm.id,
                                  .name = vm.name,
                                  .account = vm.account,
                                  .ipv4 = vm.ipv4,
                                  .ipv6 = vm.ipv6,
                                  .disk = vm.disk,
                                  .name_typed_error = input_error_of(&rq->errors, "confirm") };
    page_title(rq, arena_printf(rq->arena, tr("Delete %s"), vm.name));
    request_show(rq, page_of_face(rq, "vm_delete.html"), vm_delete_view, page);
    return FAULT_OK;
}

/* A machine that is gone may have been deleted by this very form: asking finds that. */
enum fault_code vm_delete_do(struct db *db, struct request *rq)
{
    const struct vm_delete *in = rq->form;
    struct asked asked;
    struct vm vm;
    enum fault_code rc = vm_load(db, &rq->who->asker.scope, rq->id[0], &vm);
    if (rc && rc != FAULT_MISSING)
        return rc;
    if (!rc && strcasecmp(vm.name, in->confirm))
        return fail_field(rq->fault, FAULT_INVALID, "confirm", T("This is not the name %s."),
                          vm.name);
    fault_clear(rq->fault);
    rc = ask(db, rq, "vm_delete", &asked);
    if (!rc)
        request_redirect(rq, "%s/task/%lld", page_root(rq), (long long)asked.task_id);
    return rc;
}
