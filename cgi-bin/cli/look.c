/* SPDX-License-Identifier: Apache-2.0 */
/* `node list`, `vm list`: what there is, as the administrator sees it. */
#include "cli/cli.h"
#include "cli/forms.h"
#include "store/node.h"
#include "store/vm.h"

enum { PAGE = 500, LIMIT = 1000, LIMIT_MAX = 100000 };

static const char *check_state(const char *word)
{
    return word_find(vm_state_words, VM_STATE_COUNT, word) >= 0
               ? NULL
               : T("A state is creating, running, off, starting, stopping, restarting, deleting, "
                   "failed, suspended, unknown or paused.");
}

const struct field vm_list_form[] = {
    I64(struct vm_list_form, account, .min = 1, .max = INT64_MAX),
    TEXT(struct vm_list_form, only, .max = 20, .check = check_state),
    TEXT(struct vm_list_form, name, .max = 63, .check = check_hostname),
    I64(struct vm_list_form, limit, .min = 1, .max = LIMIT_MAX),
    FIELDS_END,
};

enum fault_code cli_node_list(struct cli *c)
{
    static const char *const columns[] = { "id",       "name",    "location", "state",
                                           "accel",    "vcpu",    "memory",   "mem_reserved",
                                           "machines", "version", "seen_at",  "why",
                                           NULL };
    struct list rows;
    enum fault_code rc = node_list_any(c->db, &rows);
    if (!rc)
        cli_list(c, node_view, sizeof(struct node), &rows, columns);
    return rc;
}

/* The pages of the store's list, one after another, as far as is asked. */
static enum fault_code gather(struct cli *c, const struct scope *who, struct vm_filter *f,
                              int64_t most, struct list *out)
{
    struct vm *rows = arena_array(c->arena, (size_t)most, sizeof(*rows));
    *out = (struct list){ .rows = rows };
    while (out->count < most) {
        struct list page;
        f->limit = most - out->count < PAGE ? most - out->count : PAGE;
        enum fault_code rc = vm_list(c->db, who, f, &page);
        if (rc || !page.count)
            return rc;
        memcpy(rows + out->count, page.rows, (size_t)page.count * sizeof(*rows));
        out->count += page.count;
        f->from = rows[out->count - 1].name;
        f->from_id = rows[out->count - 1].id;
    }
    return FAULT_OK;
}

enum fault_code cli_vm_list(struct cli *c)
{
    static const char *const columns[] = { "id",    "name", "state",      "ipv4",    "ipv6", "plan",
                                           "image", "node", "account_id", "account", NULL };
    const struct vm_list_form *form = c->form;
    struct scope who = scope_account(SCOPE_ANY, form->account ? form->account : SCOPE_ANY);
    int64_t most = form->limit ? form->limit : LIMIT;
    struct list rows;
    struct vm_filter filter = {
        .state = form->only ? word_find(vm_state_words, VM_STATE_COUNT, form->only) : -1,
        .prefix = form->name ? form->name : "",
        .from = "",
    };
    enum fault_code rc = gather(c, &who, &filter, most, &rows);
    if (rc)
        return rc;
    cli_list(c, vm_view, sizeof(struct vm), &rows, columns);
    if (rows.count == most)
        fprintf(stderr, "hatchery: the first %lld are shown; --limit says how many\n",
                (long long)most);
    return FAULT_OK;
}
