/* SPDX-License-Identifier: Apache-2.0 */
/* Making a node ready, and bringing images to its storages. */
#include "base/file.h"
#include "store/image.h"
#include "store/node.h"
#include "task/names.h"
#include "task/steps.h"

static enum fault_code load_node(struct job *j, struct node *node)
{
    enum fault_code rc = node_load_any(j->db, j->task.node_id, node);
    if (!rc)
        rc = job_virt(j, node->uri);
    return rc ? rc : job_mine(j);
}

static enum fault_code network_apply(struct job *j)
{
    struct node node;
    struct list rows;
    enum fault_code rc = load_node(j, &node);
    if (!rc)
        rc = network_list_any(j->db, node.cluster_id, &rows);
    const struct network *n = rc ? NULL : rows.rows;
    for (int64_t i = 0; !rc && i < rows.count; i++) {
        struct network_spec spec = { .name = name_network(j, n[i].id),
                                     .bridge = n[i].bridge,
                                     .v4 = n[i].gateway4,
                                     .v4_prefix = (int)n[i].prefix4,
                                     .v6 = n[i].gateway6,
                                     .v6_prefix = (int)n[i].prefix6 };
        rc = virt_network_ensure(j->virt, &spec);
    }
    return rc;
}

static enum fault_code storage_apply(struct job *j)
{
    struct node node;
    struct list rows;
    enum fault_code rc = load_node(j, &node);
    if (!rc)
        rc = storage_list_any(j->db, node.id, &rows);
    const struct storage *s = rc ? NULL : rows.rows;
    for (int64_t i = 0; !rc && i < rows.count; i++)
        rc = virt_pool_ensure(j->virt, name_pool(j, s[i].id), s[i].path);
    return rc;
}

static enum fault_code facts_apply(struct job *j)
{
    struct node node;
    struct node_facts facts;
    enum fault_code rc = load_node(j, &node);
    if (!rc)
        rc = virt_facts(j->virt, &facts);
    if (!rc)
        j->facts = arena_strdup(j->arena, facts.version);
    return rc;
}

static enum fault_code node_settle(struct job *j, bool well)
{
    if (well)
        return node_answered(j->db, j->task.node_id, j->facts ? j->facts : "");
    return node_silent(j->db, j->task.node_id, T("It could not be prepared."));
}

struct copying {
    int64_t image_id;
    int64_t storage_id;
};
static const struct field copying_form[] = {
    I64(struct copying, image_id, .required = true, .min = 1, .max = INT64_MAX),
    I64(struct copying, storage_id, .required = true, .min = 1, .max = INT64_MAX),
    FIELDS_END,
};

/*
 * Is it this task that brings it? What lies on a storage already is what machines' disks go back
 * to: no row that a web program wrote verifies it, removes it or says that it is gone (TSK-01).
 */
static enum fault_code is_ours(struct job *j, const struct copying *c, bool *ours)
{
    struct image_copy row;
    enum fault_code rc = image_copy_lock(j->db, c->image_id, c->storage_id, &row);
    *ours = !rc && row.state == COPY_COMING && row.task_id == j->task.id;
    if (rc != FAULT_MISSING)
        return rc;
    fault_clear(j->fault);
    return FAULT_OK;
}

static enum fault_code copy_apply(struct job *j)
{
    struct copying c = { 0 };
    struct node node;
    struct image image;
    struct scope who = scope_account(j->task.reseller_id, j->task.account_id);
    OWNED(file_close) int fd = -1;
    bool ours = false;
    enum fault_code rc = job_args(j, copying_form, &c);
    if (!rc)
        rc = is_ours(j, &c, &ours);
    if (!rc && !ours)
        return fail(j->fault, FAULT_DENIED, T("This image is not for this task to bring."));
    if (!rc)
        rc = image_load(j->db, &who, c.image_id, &image);
    if (!rc)
        rc = file_open(j->fault,
                       arena_printf(j->arena, "%s/%lld", j->conf->image_dir, (long long)c.image_id),
                       &fd);
    if (!rc)
        rc = load_node(j, &node);
    if (rc)
        return rc;
    rc = virt_volume_import(j->virt, name_pool(j, c.storage_id), name_image(j, c.image_id), fd,
                            image.bytes, image.sha256, job_percent, j);
    if (!rc)
        job_log(j, TASK_INFO, T("%lld MiB copied, SHA-256 %.12s… is right"),
                (long long)(image.bytes >> 20), image.sha256);
    return rc;
}

static enum fault_code copy_undo(struct job *j)
{
    struct copying c = { 0 };
    struct node node;
    bool ours = false;
    enum fault_code rc = job_args(j, copying_form, &c);
    if (rc) { /* such a row was never acted on */
        fault_clear(j->fault);
        return FAULT_OK;
    }
    rc = is_ours(j, &c, &ours);
    if (!rc && !ours)
        return FAULT_OK;
    if (!rc)
        rc = load_node(j, &node);
    return rc ? rc
              : virt_volume_remove(j->virt, name_pool(j, c.storage_id), name_image(j, c.image_id));
}

static enum fault_code image_settle(struct job *j, bool well)
{
    struct copying c = { 0 };
    bool ours = false;
    enum fault_code rc = job_args(j, copying_form, &c);
    if (rc) {
        fault_clear(j->fault);
        return FAULT_OK;
    }
    rc = is_ours(j, &c, &ours);
    if (rc || !ours)
        return rc;
    return well ? image_copy_there(j->db, c.image_id, c.storage_id)
                : image_copy_gone(j->db, c.image_id, c.storage_id);
}

const struct job_kind job_node_prepare = {
    .kind = "node_prepare",
    .steps = { { "network", network_apply, NULL },
               { "storage", storage_apply, NULL },
               { "facts", facts_apply, NULL } },
    .settle = node_settle,
};

const struct job_kind job_image_bring = {
    .kind = "image_bring",
    .steps = { { "copy", copy_apply, copy_undo } },
    .settle = image_settle,
};
