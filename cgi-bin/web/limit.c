/* SPDX-License-Identifier: Apache-2.0 */
#include "web/limit.h"
#include "base/figures.h"
#include "base/words.h"

static const struct form_input inputs[] = {
    LIMIT_INPUTS,
    INPUT("api_minute", T("JSON requests within a minute"), NUMBER,
          .help = T("Left empty: as many as the settings say."), .blank = true),
    INPUTS_END,
};
static const struct form_input resold_inputs[] = { LIMIT_INPUTS, INPUTS_END };
const struct form_spec limit_spec = {
    .fields = limits_form, .inputs = inputs, .submit = T("Set limits"), .prefix = "limit_"
};
const struct form_spec limit_resold_spec = { .fields = limits_resold_form,
                                             .inputs = resold_inputs,
                                             .submit = T("Set limits"),
                                             .prefix = "limit_" };

struct big_row {
    const char *href;
    const char *name;
    const char *size;
    const char *comma; /* "" behind the last */
};
static const struct field big_row_fields[] = {
    TEXT(struct big_row, href),
    TEXT(struct big_row, name),
    TEXT(struct big_row, size),
    TEXT(struct big_row, comma),
    FIELDS_END,
};

const struct field limit_row_fields[] = {
    TEXT(struct limit_row, words),
    TEXT(struct limit_row, has),
    TEXT(struct limit_row, most),
    I64(struct limit_row, percent),
    TEXT(struct limit_row, level),
    TEXT(struct limit_row, left),
    TEXT(struct limit_row, frees),
    TEXT(struct limit_row, biggest_words),
    LIST(struct limit_row, biggest, struct big_row, big_row_fields),
    FIELDS_END,
};

static const char *const labels[LIMIT_WHATS] = {
    [LIMIT_MACHINES] = T("Machines"),
    [LIMIT_RUNNING] = T("Running"),
    [LIMIT_VCPU] = T("vCPU"),
    [LIMIT_MEMORY] = T("Memory"),
    [LIMIT_DISK] = T("Disk"),
    [LIMIT_IPS] = T("IPv4 addresses"),
    [LIMIT_TRAFFIC] = T("Sent this month"),
};

static const char *figure(struct arena *a, enum limit_what w, int64_t n)
{
    return figure_words(a, limit_is_bytes(w) ? figure_bytes : figure_number, n);
}

/* Machines that are off have no size; one that runs is as big as its memory. */
static const char *size_words(struct arena *a, const struct limit_state *s,
                              const struct limit_big *big)
{
    bool machines = s->of == LIMIT_OF_ACCOUNT;
    if (machines && big->what == LIMIT_MACHINES)
        return "";
    if (machines && big->what == LIMIT_RUNNING)
        return figure_words(a, figure_bytes, big->size);
    return figure(a, (enum limit_what)big->what, big->size);
}

static void put_biggest(const struct request *rq, const struct limit_state *s, const char *path,
                        const struct list *biggest, enum limit_what w, struct limit_row *row)
{
    const struct limit_big *big = biggest->rows;
    struct big_row *rows = arena_array(rq->arena, LIMIT_BIGGEST, sizeof(*rows));
    int64_t n = 0;
    for (int64_t i = 0; i < biggest->count; i++) {
        if (big[i].what != (int64_t)w)
            continue;
        if (n)
            rows[n - 1].comma = ",";
        rows[n++] = (struct big_row){
            .href = path ? arena_printf(rq->arena, "%s%s/%lld", page_root(rq), path,
                                        (long long)big[i].id)
                         : "",
            .name = big[i].name,
            .size = size_words(rq->arena, s, &big[i]),
            .comma = "",
        };
    }
    row->biggest = (struct list){ rows, n };
    row->biggest_words = s->of == LIMIT_OF_ACCOUNT && w == LIMIT_MACHINES ? tr("Off") : tr("Most");
}

static const char *frees(enum limit_what w)
{
    if (w == LIMIT_TRAFFIC)
        return tr("Wait for the next month or ask for more.");
    return w == LIMIT_RUNNING ? tr("Stop one or ask for more.")
                              : tr("Delete a machine or ask for more.");
}

const char *limit_level(int64_t percent)
{
    return percent >= 90 ? "bad" : percent >= 80 ? "warn" : "";
}

static struct limit_row row_of(struct arena *a, const struct limit_state *s, enum limit_what w,
                               enum limit_reader reader)
{
    bool limited = limit_holds(s, w);
    int64_t most = limit_most(s, w);
    int64_t has = limit_has(s, w);
    int64_t left = most > has ? most - has : 0;
    double part = limited && left ? (double)has / (double)most : 1;
    return (struct limit_row){
        .words = tr(labels[w]),
        .has = figure(a, w, has),
        .most = limited ? figure(a, w, most) : "",
        .percent = (int64_t)(100 * part),
        .level = limit_level(limited ? (int64_t)(100 * part) : 0),
        .left = limited ? figure(a, w, left) : "",
        .frees = reader == LIMIT_OWN_PEOPLE && limited && !left ? frees(w) : "",
        .biggest_words = "",
    };
}

enum fault_code limit_rows(const struct db *db, const struct request *rq, struct limit_state *s,
                           enum limit_reader reader, const char *path, struct list *out)
{
    struct list biggest;
    struct limit_row *rows = arena_array(rq->arena, LIMIT_WHATS, sizeof(*rows));
    enum fault_code rc = limit_count_running(db, s);
    if (!rc)
        rc = limit_biggest(db, s, &biggest);
    for (enum limit_what w = 0; !rc && w < LIMIT_WHATS; w++) {
        rows[w] = row_of(rq->arena, s, w, reader);
        put_biggest(rq, s, path, &biggest, w, &rows[w]);
    }
    *out = (struct list){ rows, LIMIT_WHATS };
    return rc;
}

enum fault_code limit_reached(const struct db *db, const struct account *of,
                              enum limit_reader reader, const char **out)
{
    struct arena *a = db->arena;
    struct limit_state s = limit_state_of(of);
    enum fault_code rc = s.most.running_limit ? limit_count_running(db, &s) : FAULT_OK;
    *out = NULL;
    for (enum limit_what w = 0; !rc && !*out && w < LIMIT_WHATS; w++) {
        if (!limit_holds(&s, w) || limit_has(&s, w) < limit_most(&s, w))
            continue;
        struct limit_row row = row_of(a, &s, w, LIMIT_OWN_PEOPLE);
        *out = reader == LIMIT_OWN_PEOPLE
                   ? arena_printf(a, tr("%s: your account has %s of %s. %s"), row.words, row.has,
                                  row.most, row.frees)
                   : arena_printf(a, tr("%s: %s has %s of %s. Raise its limit."), row.words,
                                  of->name, row.has, row.most);
    }
    return rc;
}

static bool leaves(int64_t most, int64_t has, int64_t more)
{
    return !most || has <= most - more;
}

bool limit_leaves(const struct account *of, int64_t vcpu, int64_t memory, int64_t disk)
{
    return leaves(of->vcpu_limit, of->vcpu_count, vcpu) &&
           leaves(of->memory_limit, of->memory_count, memory) &&
           leaves(of->disk_limit, of->disk_count, disk);
}
