/* SPDX-License-Identifier: Apache-2.0 */
#include "web/limit.h"
#include "base/figures.h"
#include "base/words.h"

#define NONE T("Left empty: no limit of its own.")

#define INPUTS                                                                                     \
    INPUT("vm_limit", T("Machines at most"), NUMBER,                                               \
          .help = T("Machines that are there stay, also above it.")),                              \
        INPUT("running_limit", T("Of them running"), NUMBER, .help = NONE, .blank = true),         \
        INPUT("vcpu_limit", T("vCPU"), NUMBER, .help = NONE, .blank = true),                       \
        INPUT("memory_limit", T("Memory"), SIZE, .help = NONE, .blank = true),                     \
        INPUT("disk_limit", T("Disk"), SIZE, .help = NONE, .blank = true),                         \
        INPUT("ip_limit", T("IPv4 addresses"), NUMBER, .help = NONE, .blank = true),               \
        INPUT("traffic_limit", T("Traffic a month"), SIZE, .blank = true,                          \
              .help = T("What machines send counts. Empty or 0: no limit of its own."))

static const struct form_input inputs[] = {
    INPUTS,
    INPUT("api_minute", T("JSON requests within a minute"), NUMBER,
          .help = T("Left empty: as many as the settings say."), .blank = true),
    INPUTS_END,
};
static const struct form_input resold_inputs[] = { INPUTS, INPUTS_END };
const struct form_spec limit_spec = { .fields = limits_form,
                                      .inputs = inputs,
                                      .submit = T("Set limits"),
                                      .prefix = "limit_" };
const struct form_spec limit_resold_spec = { .fields = limits_resold_form,
                                             .inputs = resold_inputs,
                                             .submit = T("Set limits"),
                                             .prefix = "limit_" };

const struct field limit_row_fields[] = {
    TEXT(struct limit_row, words),
    TEXT(struct limit_row, has),
    TEXT(struct limit_row, most),
    I64(struct limit_row, percent),
    TEXT(struct limit_row, left),
    TEXT(struct limit_row, frees),
    FIELDS_END,
};

struct list limit_rows(struct arena *a, const struct account *of, bool own)
{
    const char *delete = tr("Delete a machine or ask for more.");
    const struct {
        const char *words;
        int64_t has;
        int64_t most;
        bool bytes;
        bool always; /* 0 is a limit, too */
        const char *frees;
    } whats[] = {
        { tr("Machines"), of->vm_count, of->vm_limit, false, true, delete },
        { tr("vCPU"), of->vcpu_count, of->vcpu_limit, false, false, delete },
        { tr("Memory"), of->memory_count, of->memory_limit, true, false, delete },
        { tr("Disk"), of->disk_count, of->disk_limit, true, false, delete },
        { tr("IPv4 addresses"), of->ip_count, of->ip_limit, false, false, delete },
        { tr("Sent this month"), of->traffic_count, of->traffic_limit, true, false,
          tr("Wait for the next month or ask for more.") },
    };
    struct limit_row *rows = arena_array(a, countof(whats), sizeof(*rows));
    for (size_t i = 0; i < countof(whats); i++) {
        int (*put)(char *, int64_t) = whats[i].bytes ? figure_bytes : figure_number;
        bool limited = whats[i].always || whats[i].most;
        int64_t left = whats[i].most > whats[i].has ? whats[i].most - whats[i].has : 0;
        double part = limited && whats[i].has < whats[i].most
                          ? (double)whats[i].has / (double)whats[i].most
                          : 1;
        rows[i] = (struct limit_row){
            .words = whats[i].words,
            .has = figure_words(a, put, whats[i].has),
            .most = limited ? figure_words(a, put, whats[i].most) : "",
            .percent = (int64_t)(100 * part),
            .left = limited ? figure_words(a, put, left) : "",
            .frees = own && limited && !left ? whats[i].frees : "",
        };
    }
    return (struct list){ rows, countof(whats) };
}

const char *limit_reached(struct arena *a, const struct account *of, bool own)
{
    struct list rows = limit_rows(a, of, true);
    const struct limit_row *row = rows.rows;
    for (int64_t i = 0; i < rows.count; i++) {
        if (!*row[i].frees)
            continue;
        return own ? arena_printf(a, tr("%s: your account has %s of %s. %s"), row[i].words,
                                  row[i].has, row[i].most, row[i].frees)
                   : arena_printf(a, tr("%s: %s has %s of %s. Raise its limit."), row[i].words,
                                  of->name, row[i].has, row[i].most);
    }
    return NULL;
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
