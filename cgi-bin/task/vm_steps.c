/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is done on a node for a machine. A machine that was never placed, or whose
 * creation was undone, has nothing there: its steps are no-ops.
 */
#include "base/clock.h"
#include "store/ip.h"
#include "store/limit.h"
#include "store/node.h"
#include "store/outbox.h"
#include "store/script.h"
#include "store/suspend.h"
#include "task/names.h"
#include "task/steps.h"

enum { WAIT_OFF_MS = 60 * 1000, LOOK_EVERY_MS = 100 };

static enum fault_code open_node(struct job *j)
{
    return job_virt(j, j->vm.uri);
}

/* Asked last thing before an act on the node: a stale worker stops here. */
static enum fault_code ready(struct job *j)
{
    enum fault_code rc = open_node(j);
    return rc ? rc : job_mine(j);
}

static enum fault_code fill_nic(struct job *j, struct virt_nic *nic)
{
    struct list rows;
    enum fault_code rc = ip_list_vm(j->db, j->vm.id, &rows);
    if (rc)
        return rc;
    *nic = (struct virt_nic){ .mac = j->vm.mac,
                              .tap = name_tap(j, j->vm.id),
                              .network = name_network(j, j->vm.network_id) };
    const struct ip *ip = rows.rows;
    for (int64_t i = 0; i < rows.count && i < VIRT_ADDRESSES; i++)
        nic->address[nic->addresses++] =
            (struct virt_address){ ip[i].words, (int)ip[i].prefix, ip[i].gateway };
    return FAULT_OK;
}

static enum fault_code disk_apply(struct job *j)
{
    enum fault_code rc = ready(j);
    if (!rc)
        rc = virt_volume_child(j->virt, name_pool(j, j->vm.storage_id), name_disk(j, j->vm.id),
                               name_image(j, j->vm.image_id), j->vm.image_format, j->vm.disk);
    if (!rc)
        job_log(j, TASK_INFO, T("disk of %lld MiB made from the image"),
                (long long)(j->vm.disk >> 20));
    return rc;
}

static enum fault_code disk_undo(struct job *j)
{
    enum fault_code rc = ready(j);
    return rc ? rc
              : virt_volume_remove(j->virt, name_pool(j, j->vm.storage_id), name_disk(j, j->vm.id));
}

/* "a\nb\n" and "a,b" as lists that end with NULL. */
static const char *const *split(struct arena *a, const char *s, const char *seps)
{
    size_t count = 1;
    for (const char *p = s; *p; p++)
        count += strchr(seps, *p) != NULL;
    const char **out = arena_array(a, count + 1, sizeof(*out));
    char *save = NULL;
    size_t n = 0;
    for (char *one = strtok_r(arena_strdup(a, s), seps, &save); one;
         one = strtok_r(NULL, seps, &save))
        out[n++] = one;
    return out;
}

static enum fault_code seed_apply(struct job *j)
{
    struct seed_spec spec = { .instance_id = arena_printf(j->arena, "%s-%lld", j->vm.uuid,
                                                          (long long)j->vm.instance_no),
                              .hostname = j->vm.name,
                              .root_hash = j->vm.root_hash,
                              .ssh_keys = split(j->arena, j->vm.ssh_keys, "\n"),
                              .dns = split(j->arena, j->vm.dns, ",") };
    enum fault_code rc = fill_nic(j, &spec.nic);
    if (!rc)
        rc = conf_use_script_key(j->fault, j->arena, j->conf);
    if (!rc)
        rc = vm_script_use(j->db, j->vm.id, &spec.script);
    if (!rc)
        rc = ready(j);
    if (!rc)
        rc =
            virt_seed_write(j->virt, name_pool(j, j->vm.storage_id), name_seed(j, j->vm.id), &spec);
    if (!rc)
        job_log(j, TASK_INFO, T("name, %d addresses and keys written"), spec.nic.addresses);
    return rc;
}

static enum fault_code seed_undo(struct job *j)
{
    enum fault_code rc = ready(j);
    return rc ? rc
              : virt_volume_remove(j->virt, name_pool(j, j->vm.storage_id), name_seed(j, j->vm.id));
}

static enum fault_code define_apply(struct job *j)
{
    struct domain_spec spec = { .uuid = j->vm.uuid,
                                .name = name_domain(j, j->vm.id),
                                .inst = j->conf->inst,
                                .vm_id = j->vm.id,
                                .vcpu = j->vm.vcpu,
                                .memory = j->vm.memory,
                                .kvm = !strcmp(j->vm.accel, "kvm"),
                                .pool = name_pool(j, j->vm.storage_id),
                                .disk = name_disk(j, j->vm.id),
                                .base = name_image(j, j->vm.image_id),
                                .base_format = j->vm.image_format,
                                .seed = name_seed(j, j->vm.id) };
    enum fault_code rc = fill_nic(j, &spec.nic);
    if (!rc)
        rc = ready(j);
    if (!rc)
        rc = virt_define(j->virt, &spec);
    if (!rc)
        job_log(j, TASK_INFO, T("defined with %lld vCPU and %lld MiB"), (long long)j->vm.vcpu,
                (long long)(j->vm.memory >> 20));
    return rc;
}

static enum fault_code undefine(struct job *j)
{
    enum fault_code rc = ready(j);
    return rc ? rc : virt_undefine(j->virt, j->vm.uuid);
}

static bool stays_off(const struct job *j)
{
    return j->vm.wished == SEEN_OFF;
}

/* Asked anew before a start, since a suspension does not wait for us (TEN-05): a creation then
 * leaves its machine off, any other start is refused. */
static enum fault_code held_back(struct job *j, bool *off)
{
    bool suspended = false;
    *off = stays_off(j);
    if (*off)
        return FAULT_OK;
    enum fault_code rc = vm_is_suspended_any(j->db, j->vm.id, &suspended);
    if (rc || !suspended)
        return rc;
    *off = true;
    if (j->kind->busy == BUSY_CREATING)
        return FAULT_OK;
    return fail(j->fault, FAULT_DENIED, T("The account or the machine is suspended."));
}

static enum fault_code start_apply(struct job *j)
{
    bool off = false;
    enum fault_code rc = held_back(j, &off);
    if (rc || off) {
        if (!rc)
            job_log(j, TASK_INFO,
                    stays_off(j) ? T("left off, as asked") : T("left off: suspended"));
        return rc;
    }
    rc = ready(j);
    if (!rc)
        rc = virt_start(j->virt, j->vm.uuid);
    if (!rc)
        job_log(j, TASK_INFO, T("started"));
    return rc;
}

/* One that its node does not have is off: else it could never be deleted. */
static enum fault_code stop_apply(struct job *j)
{
    enum fault_code rc = ready(j);
    if (!rc)
        rc = virt_stop(j->virt, j->vm.uuid);
    if (rc == FAULT_MISSING) {
        fault_clear(j->fault);
        j->seen = SEEN_UNKNOWN;
        return FAULT_OK;
    }
    if (!rc)
        j->seen = SEEN_OFF;
    return rc;
}

enum fault_code vm_look(struct job *j)
{
    enum virt_state state = VIRT_ABSENT;
    enum fault_code rc = open_node(j);
    if (!rc)
        rc = virt_domain_state(j->virt, j->vm.uuid, &state);
    if (rc)
        return rc;
    switch (state) {
    case VIRT_ABSENT: j->seen = SEEN_UNKNOWN; break;
    case VIRT_OFF: j->seen = SEEN_OFF; break;
    case VIRT_RUNNING: j->seen = SEEN_RUNNING; break;
    case VIRT_PAUSED: j->seen = SEEN_PAUSED; break;
    }
    return FAULT_OK;
}

static enum fault_code confirm_apply(struct job *j)
{
    bool off = false;
    enum fault_code rc = vm_look(j);
    if (rc || (j->seen == SEEN_RUNNING && !stays_off(j)))
        return rc;
    rc = held_back(j, &off);
    if (!rc && j->seen == SEEN_OFF && !off) { /* it died since: once more */
        rc = start_apply(j);
        if (!rc)
            rc = vm_look(j);
    }
    if (rc || j->seen == (off ? SEEN_OFF : SEEN_RUNNING))
        return rc;
    return fail(j->fault, FAULT_UPSTREAM, T("%s was started and did not stay running."),
                j->vm.name);
}

static enum fault_code button_apply(struct job *j)
{
    enum fault_code rc = ready(j);
    if (!rc)
        rc = vm_look(j);
    if (rc || j->seen != SEEN_RUNNING)
        return rc;
    job_log(j, TASK_INFO, T("power button pressed"));
    return virt_shutdown(j->virt, j->vm.uuid);
}

/* A guest may not have been listening yet: the button is pressed again on the way. */
static enum fault_code wait_off(struct job *j, bool *off)
{
    int64_t until = clock_monotonic() + WAIT_OFF_MS * 1000LL;
    *off = false;
    for (int looks = 1; clock_monotonic() < until; looks++) {
        enum fault_code rc = vm_look(j);
        if (rc)
            return rc;
        *off = j->seen == SEEN_OFF || j->seen == SEEN_UNKNOWN;
        if (*off)
            return FAULT_OK;
        clock_sleep_ms(LOOK_EVERY_MS);
        if (looks % 50 == 0) {
            rc = job_mine(j);
            if (!rc)
                rc = virt_shutdown(j->virt, j->vm.uuid);
            if (rc)
                return rc;
        }
    }
    return FAULT_OK;
}

static enum fault_code shutdown_wait(struct job *j)
{
    bool off = false;
    enum fault_code rc = open_node(j);
    if (!rc)
        rc = wait_off(j, &off);
    if (rc || off)
        return rc;
    return fail(j->fault, FAULT_CONFLICT,
                T("%s did not react to its power button for 60 s. It still runs: shut it down "
                  "from inside, or power it off."),
                j->vm.name);
}

static enum fault_code reboot_wait(struct job *j)
{
    bool off = false;
    enum fault_code rc = open_node(j);
    if (!rc)
        rc = wait_off(j, &off);
    if (rc || off)
        return rc;
    job_log(j, TASK_WARN, T("no reaction to the power button for 60 s: powered off"));
    return stop_apply(j);
}

/* The machine is not given to this kind by a click: it takes it as it begins. */
static enum fault_code hold(struct job *j)
{
    return vm_hold(j->db, j->vm.id, j->task.id, j->kind->busy);
}

static enum fault_code suspend_button(struct job *j)
{
    bool suspended = false;
    enum fault_code rc = vm_is_suspended_any(j->db, j->vm.id, &suspended);
    if (!rc && suspended)
        rc = hold(j);
    if (rc || suspended)
        return rc ? rc : button_apply(j);
    job_log(j, TASK_INFO, T("the suspension has ended meanwhile"));
    return vm_look(j);
}

static enum fault_code suspend_wait(struct job *j)
{
    bool suspended = false;
    enum fault_code rc = vm_is_suspended_any(j->db, j->vm.id, &suspended);
    if (!rc)
        rc = vm_look(j);
    return rc || !suspended ? rc : reboot_wait(j);
}

static enum fault_code disk_there(struct job *j)
{
    bool there = false;
    enum fault_code rc = open_node(j);
    if (!rc)
        rc = virt_volume_exists(j->virt, name_pool(j, j->vm.storage_id), name_disk(j, j->vm.id),
                                &there);
    if (rc || there)
        return rc;
    return fail(j->fault, FAULT_CONFLICT,
                T("The disk of %s is not there: it cannot be defined. Delete it."), j->vm.name);
}

/* From its row, as it was made; it is not started. */
static enum fault_code define_again(struct job *j)
{
    enum fault_code rc = define_apply(j);
    return rc ? rc : vm_look(j);
}

/* The seed of one that runs is what it booted with, and stays. */
static enum fault_code seed_unless_running(struct job *j)
{
    enum fault_code rc = vm_look(j);
    return rc || j->seen == SEEN_RUNNING ? rc : seed_apply(j);
}

static enum fault_code resume_seed(struct job *j)
{
    enum fault_code rc = hold(j);
    return rc ? rc : seed_unless_running(j);
}

static enum fault_code remove_apply(struct job *j)
{
    const char *pool = name_pool(j, j->vm.storage_id);
    enum fault_code rc = ready(j);
    if (!rc)
        rc = virt_volume_remove(j->virt, pool, name_disk(j, j->vm.id));
    return rc ? rc : virt_volume_remove(j->virt, pool, name_seed(j, j->vm.id));
}

static enum fault_code check_apply(struct job *j)
{
    bool disk = false;
    bool seed = false;
    const char *pool = name_pool(j, j->vm.storage_id);
    enum fault_code rc = vm_look(j);
    if (!rc)
        rc = virt_volume_exists(j->virt, pool, name_disk(j, j->vm.id), &disk);
    if (!rc)
        rc = virt_volume_exists(j->virt, pool, name_seed(j, j->vm.id), &seed);
    if (rc)
        return rc;
    if (j->seen != SEEN_UNKNOWN || disk || seed)
        return fail(j->fault, FAULT_UPSTREAM, T("Something of %s is still on its node."),
                    j->vm.name);
    job_log(j, TASK_INFO, T("checked: no file, filter or machine left behind"));
    return FAULT_OK;
}

/*
 * Addresses, memory and disk go back to where they came from; rows are locked in a click's order:
 * machine, account, its reseller, node, storage, address.
 */
static enum fault_code give_back(struct job *j)
{
    struct vm vm;
    struct scope all = scope_everything();
    enum fault_code rc = vm_lock(j->db, &all, j->vm.id, &vm);
    struct limit_need had = {
        .machines = 1, .vcpu = j->vm.vcpu, .memory = j->vm.memory, .disk = j->vm.disk, .ips = 1
    };
    if (!rc)
        rc = limit_give_back(j->db, j->task.account_id, &had);
    if (!rc)
        rc = node_release(j->db, j->vm.node_id, j->vm.memory);
    if (!rc)
        rc = storage_release(j->db, j->vm.storage_id, j->vm.disk);
    return rc ? rc : ip_release_vm(j->db, j->vm.id);
}

/* One that was cancelled vanishes; one that failed stays to say why. */
static enum fault_code create_settle(struct job *j, bool well)
{
    if (well) {
        enum fault_code made = vm_made(j->db, j->task.vm_id, j->task.id, j->seen);
        return made ? made : outbox_add_machine(j->db, MAIL_READY, j->task.vm_id);
    }
    enum fault_code rc = j->placed ? give_back(j) : FAULT_OK;
    if (rc)
        return rc;
    return job_is_cancelled(j) ? vm_drop(j->db, j->task.vm_id)
                               : vm_unmade(j->db, j->task.vm_id, j->task.id);
}

/* Its machine is nobody's any more, in the state that was seen. */
static enum fault_code power_settle(struct job *j, bool well)
{
    int64_t failed = well ? 0 : j->task.id;
    if (!job_is_cancelled(j))
        return vm_free(j->db, j->task.vm_id, j->task.id, j->seen, failed);
    struct vm_left left = { .looked = j->begun,
                            .seen = j->seen,
                            .unwish = j->kind->wished != SEEN_UNKNOWN };
    return vm_leave(j->db, j->task.vm_id, j->task.id, &left);
}

static enum fault_code delete_settle(struct job *j, bool well)
{
    if (!well)
        return power_settle(j, false);
    enum fault_code rc = j->placed ? give_back(j) : FAULT_OK;
    return rc ? rc : vm_drop(j->db, j->task.vm_id);
}

static enum fault_code resume_settle(struct job *j, bool well)
{
    enum fault_code rc = power_settle(j, well);
    return rc || !well ? rc : resume_done(j->db, j->task.vm_id);
}

const struct job_kind job_vm_create = {
    .kind = "vm_create",
    .steps = { { "disk", disk_apply, disk_undo },
               { "seed", seed_apply, seed_undo },
               { "define", define_apply, undefine },
               { "start", start_apply, stop_apply },
               { "confirm", confirm_apply, NULL } },
    .settle = create_settle,
};

const struct job_kind job_vm_delete = {
    .kind = "vm_delete",
    .steps = { { "stop", stop_apply, NULL },
               { "undefine", undefine, NULL },
               { "remove", remove_apply, NULL },
               { "check", check_apply, NULL } },
    .settle = delete_settle,
};

const struct job_kind job_vm_start = {
    .kind = "vm_start",
    .steps = { { "seed", seed_apply, NULL },
               { "start", start_apply, NULL },
               { "confirm", confirm_apply, NULL } },
    .settle = power_settle,
};

const struct job_kind job_vm_stop = {
    .kind = "vm_stop",
    .steps = { { "stop", stop_apply, NULL } },
    .settle = power_settle,
};

const struct job_kind job_vm_shutdown = {
    .kind = "vm_shutdown",
    .steps = { { "button", button_apply, NULL }, { "wait_off", shutdown_wait, NULL } },
    .settle = power_settle,
};

const struct job_kind job_vm_reboot = {
    .kind = "vm_reboot",
    .steps = { { "button", button_apply, NULL },
               { "wait_off", reboot_wait, NULL },
               { "seed", seed_apply, NULL },
               { "start", start_apply, NULL },
               { "confirm", confirm_apply, NULL } },
    .settle = power_settle,
};

const struct job_kind job_vm_suspend = {
    .kind = "vm_suspend",
    .steps = { { "button", suspend_button, NULL }, { "wait_off", suspend_wait, NULL } },
    .settle = power_settle,
};

const struct job_kind job_vm_resume = {
    .kind = "vm_resume",
    .steps = { { "seed", resume_seed, NULL },
               { "start", start_apply, NULL },
               { "confirm", confirm_apply, NULL } },
    .settle = resume_settle,
};

const struct job_kind job_vm_define = {
    .kind = "vm_define",
    .steps = { { "disk", disk_there, NULL },
               { "seed", seed_unless_running, NULL },
               { "define", define_again, NULL } },
    .settle = power_settle,
};
