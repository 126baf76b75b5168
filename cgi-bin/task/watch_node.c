/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One node's life as it happens. An event names a machine to look at; what is true then is written,
 * unless a task has the machine in hand: then it is looked at again when the task is over. On
 * connecting, after a failure of the database and once a minute all machines are compared, since
 * events may have been missed. The database being away is no reason to end; the node is.
 */
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/log.h"
#include "store/watch.h"
#include "task/watcher.h"
#include "virt/events.h"

enum {
    ALIVE_EVERY_S = 2,
    FACTS_EVERY_S = 10,
    COMPARE_EVERY_S = 60,
    LATER_EVERY_S = 1,
    LATER_MOST = 256,
    UUID_SIZE = 37,
};

struct watch {
    const struct watch_target *node;
    struct db *db;
    struct virt *virt;
    struct arena *arena;
    struct fault fault;
    char later[LATER_MOST][UUID_SIZE]; /* machines that a task had in hand */
    int laters;
    bool compare; /* at the next turn */
    int64_t next_alive;
    int64_t next_facts;
    int64_t next_compare;
    int64_t next_later;
};

static bool due(int64_t *next, int every_s)
{
    if (clock_monotonic() < *next)
        return false;
    *next = clock_monotonic() + every_s * INT64_C(1000000);
    return true;
}

static void tell(const char *words)
{
    if (send(STDIN_FILENO, words, strnlen(words, WATCH_SAYS), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
        log_warn("the watcher does not listen"); /* it will take us for dead */
}

static enum vm_seen seen_of(enum virt_state state)
{
    switch (state) {
    case VIRT_ABSENT: return SEEN_UNKNOWN; /* a difference, not "off" */
    case VIRT_OFF: return SEEN_OFF;
    case VIRT_RUNNING: return SEEN_RUNNING;
    case VIRT_PAUSED: return SEEN_PAUSED;
    }
    bug("state %d", (int)state);
}

static void look_later(struct watch *w, const char *uuid)
{
    for (int i = 0; i < w->laters; i++)
        if (!strcmp(w->later[i], uuid))
            return;
    if (w->laters == LATER_MOST || strlen(uuid) >= UUID_SIZE) {
        w->compare = true;
        return;
    }
    memcpy(w->later[w->laters++], uuid, strlen(uuid) + 1);
}

static enum fault_code note(struct watch *w, const struct virt_domain *d)
{
    return watch_vm_seen(w->db, w->node->id, d->uuid, seen_of(d->state), d->by_itself);
}

/* In this order: what was looked at before the machine was taken in hand is not written. */
static enum fault_code look(struct watch *w, const char *uuid)
{
    struct virt_domain d;
    struct watch_vm vm;
    enum fault_code rc = virt_domain_look(w->virt, uuid, &d);
    if (!rc)
        rc = watch_vm_load(w->db, w->node->id, uuid, &vm);
    if (rc == FAULT_MISSING) { /* nobody's, or just deleted: the comparison tells of it */
        fault_clear(&w->fault);
        return FAULT_OK;
    }
    if (!rc && vm.in_hand)
        look_later(w, uuid);
    return rc || vm.in_hand ? rc : note(w, &d);
}

static enum fault_code look_at_laters(struct watch *w)
{
    int count = w->laters;
    enum fault_code rc = FAULT_OK;
    w->laters = 0;
    for (int i = 0; !rc && i < count; i++)
        rc = look(w, arena_strdup(w->arena, w->later[i]));
    return rc;
}

static int by_uuid(const void *a, const void *b)
{
    return strcmp(((const struct virt_domain *)a)->uuid, ((const struct virt_domain *)b)->uuid);
}

/* The node is asked first: a machine that a task takes in hand meanwhile is then in_hand. */
static enum fault_code compare_all(struct watch *w)
{
    struct virt_domain *all = NULL;
    struct list rows;
    size_t count = 0;
    enum fault_code rc = virt_domains(w->virt, false, &all);
    if (!rc)
        rc = watch_vms(w->db, w->node->id, &rows);
    if (rc)
        return rc;
    while (all[count].uuid)
        count++;
    qsort(all, count, sizeof(*all), by_uuid);
    const struct watch_vm *vm = rows.rows;
    for (int64_t i = 0; !rc && i < rows.count; i++) {
        const struct virt_domain wanted = { .uuid = vm[i].uuid, .state = VIRT_ABSENT };
        const struct virt_domain *d = bsearch(&wanted, all, count, sizeof(*all), by_uuid);
        d = d ? d : &wanted;
        if (vm[i].in_hand)
            look_later(w, d->uuid);
        else if (vm[i].seen != (int64_t)seen_of(d->state))
            rc = note(w, d);
    }
    return rc;
}

static enum fault_code note_facts(struct watch *w)
{
    struct node_facts facts;
    enum fault_code rc = virt_facts(w->virt, &facts);
    return rc ? rc : watch_node_answered(w->db, w->node->id, facts.version);
}

/* true: go on. What the database could not take is made good by a comparison. */
static bool goes_on(struct watch *w, enum fault_code rc)
{
    if (rc == FAULT_UPSTREAM)
        return false;
    if (rc) {
        if (!w->compare)
            log_warn("node %s: %s", w->node->name, fault_words(&w->fault, w->arena));
        w->compare = true;
    }
    fault_clear(&w->fault);
    return true;
}

static bool look_around(struct watch *w)
{
    if (w->compare || due(&w->next_compare, COMPARE_EVERY_S)) {
        w->compare = false;
        enum fault_code rc = compare_all(w);
        if (!goes_on(w, rc))
            return false;
        if (!rc)
            tell(WATCH_WELL);
    }
    if (due(&w->next_facts, FACTS_EVERY_S) && !goes_on(w, note_facts(w)))
        return false;
    return !due(&w->next_later, LATER_EVERY_S) || goes_on(w, look_at_laters(w));
}

/* false: the node is lost, and w->fault says why. */
static bool turn(struct watch *w)
{
    struct virt_events_told told;
    arena_reset(w->arena);
    if (virt_events_wait(w->virt, &told))
        return false;
    for (int i = 0; i < told.count; i++)
        if (!goes_on(w, look(w, told.uuid[i])))
            return false;
    w->compare |= told.too_many;
    if (due(&w->next_alive, ALIVE_EVERY_S)) {
        if (virt_alive(w->virt))
            return false;
        tell(WATCH_ALIVE);
    }
    return look_around(w);
}

int watch_node(const struct staff *s, const struct watch_target *node)
{
    OWNED(arena_drop) struct arena *home = arena_new();
    OWNED(arena_drop) struct arena *a = arena_new();
    OWNED(db_close) struct db *db = db_new(s->db);
    OWNED(virt_close) struct virt *virt = NULL;
    struct watch w = { .node = node, .db = db, .arena = a, .compare = true };
    struct virt_conf conf = {
        .uri = node->uri, .inst = s->conf->inst, .arena = home, .fault = &w.fault
    };
    virt_events_prepare();
    enum fault_code rc = virt_open(&conf, &virt);
    if (!rc)
        rc = virt_events_begin(virt);
    if (!rc) {
        log_info("node %s is followed", node->name);
        w.virt = virt;
        virt_use(virt, a, &w.fault);
        db_use(db, a, &w.fault);
        while (turn(&w))
            ;
    }
    const char *why = fault_words(&w.fault, home);
    log_warn("node %s: %s", node->name, why);
    tell(arena_printf(home, WATCH_WHY "%.400s", why));
    return 1;
}
