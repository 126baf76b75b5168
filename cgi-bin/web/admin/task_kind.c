/* SPDX-License-Identifier: Apache-2.0 */
#include "web/admin/task_kind.h"
#include "base/clock.h"
#include "base/words.h"
#include "store/kind_setting.h"
#include "web/admin/hold.h"
#include "web/admin/task_kind_figures.h"
#include "web/change.h"
#include "web/form.h"
#include "web/list.h"

/* Where nothing was changed, what the kind says. */
static struct kind_setting in_force(const struct kind *k, const struct kind_setting *own)
{
    return (struct kind_setting){ .kind = k->name,
                                  .seconds = own->seconds ? own->seconds : k->seconds,
                                  .keep_days = own->keep_days ? own->keep_days : k->keep_days };
}

static struct kind_setting setting_of(const struct kind *k, const struct list *all)
{
    const struct kind_setting *s = all->rows;
    struct kind_setting own = { .kind = k->name };
    for (int64_t i = 0; i < all->count; i++)
        if (!strcmp(s[i].kind, k->name))
            own = s[i];
    return in_force(k, &own);
}

static const char *hold_of(const struct request *rq, const struct kind *k)
{
    return arena_printf(rq->arena, "kind:%s", k->name);
}

/* --- all kinds --- */

struct kind_row {
    const char *name;
    const char *words;
    bool held;
    bool idle; /* none ended in 30 days */
    struct kind_figures figures;
    const char *limit;
    const char *keep;
};
static const struct field kind_row_fields[] = {
    TEXT(struct kind_row, name),
    TEXT(struct kind_row, words),
    BOOL(struct kind_row, held),
    BOOL(struct kind_row, idle),
    GROUP(struct kind_row, figures, struct kind_figures, kind_figures_fields),
    TEXT(struct kind_row, limit),
    TEXT(struct kind_row, keep),
    FIELDS_END,
};
struct kind_list_page {
    const char *as_of; /* when the figures were made, "" before the first */
    bool all_held;
    struct list holds;
    struct list kinds;
};
const struct field kind_list_view[] = {
    TEXT(struct kind_list_page, as_of),
    BOOL(struct kind_list_page, all_held),
    LIST(struct kind_list_page, holds, struct hold_row, hold_row_fields),
    LIST(struct kind_list_page, kinds, struct kind_row, kind_row_fields),
    FIELDS_END,
};

static struct task_stat stat_of(const struct kind *k, const struct list *all)
{
    const struct task_stat *s = all->rows;
    for (int64_t i = 0; i < all->count; i++)
        if (!strcmp(s[i].kind, k->name))
            return s[i];
    return task_stat_none(k->name);
}

static const char *as_of_words(const struct request *rq, int64_t moment)
{
    return moment ? clock_hour_words(rq->arena, moment) : "";
}

/* All are made in one go: the oldest says it of all. */
static int64_t made_at(const struct list *stats)
{
    const struct task_stat *s = stats->rows;
    int64_t oldest = stats->count ? s[0].made_at : 0;
    for (int64_t i = 1; i < stats->count; i++)
        oldest = s[i].made_at < oldest ? s[i].made_at : oldest;
    return oldest;
}

static const char *days_words(const struct request *rq, int64_t days)
{
    return arena_printf(rq->arena, trn("%lld day", "%lld days", days), (long long)days);
}

static struct kind_row row_of(const struct request *rq, const struct kind *k,
                              const struct task_stat *stat, const struct kind_setting *setting,
                              bool held)
{
    return (struct kind_row){ .name = k->name,
                              .words = tr(k->words),
                              .held = held,
                              .idle = !stat->done && !stat->failed && !stat->cancelled,
                              .figures = kind_figures_of(rq, stat),
                              .limit = clock_took(rq->arena, setting->seconds * 1000000),
                              .keep = days_words(rq, setting->keep_days) };
}

enum fault_code kind_list_show(const struct db *db, struct request *rq)
{
    struct kind_list_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct list stats;
    struct list settings;
    size_t count = 0;
    enum fault_code rc = task_stat_kinds_any(db, &stats);
    if (!rc)
        rc = kind_setting_all(db, &settings);
    if (!rc)
        rc = hold_rows(db, rq, &page->holds);
    if (rc)
        return rc;
    while (kinds[count].name)
        count++;
    struct kind_row *rows = arena_array(rq->arena, count + 1, sizeof(*rows));
    for (size_t i = 0; i < count; i++) {
        struct task_stat stat = stat_of(&kinds[i], &stats);
        struct kind_setting setting = setting_of(&kinds[i], &settings);
        rows[i] =
            row_of(rq, &kinds[i], &stat, &setting, hold_has(&page->holds, hold_of(rq, &kinds[i])));
    }
    page->kinds = (struct list){ rows, (int64_t)count };
    page->as_of = as_of_words(rq, made_at(&stats));
    page->all_held = hold_has(&page->holds, "all");
    page_title(rq, tr("Kinds and holds"));
    rq->view = page;
    return FAULT_OK;
}

/* --- its page --- */

struct kind_step_row {
    const char *words;
    const char *undo_words; /* "" if there is nothing to undo */
    bool interruptible;
};
static const struct field step_row_fields_of_kind[] = {
    TEXT(struct kind_step_row, words),
    TEXT(struct kind_step_row, undo_words),
    BOOL(struct kind_step_row, interruptible),
    FIELDS_END,
};

struct kind_page {
    const char *as_of; /* as of all kinds */
    struct kind_row kind;
    const char *hold; /* as the hold's page is asked for it */
    bool all_held;
    const char *limit_own; /* what the panel says, "" where that holds */
    const char *keep_own;
    const char *cancel;
    const char *every; /* "" of one that is asked for */
    const char *task_href;
    struct list steps;
    struct list periods;
    struct charts load;
};
const struct field kind_page_view[] = {
    TEXT(struct kind_page, as_of),
    GROUP(struct kind_page, kind, struct kind_row, kind_row_fields),
    TEXT(struct kind_page, hold),
    BOOL(struct kind_page, all_held),
    TEXT(struct kind_page, limit_own),
    TEXT(struct kind_page, keep_own),
    TEXT(struct kind_page, cancel),
    TEXT(struct kind_page, every),
    TEXT(struct kind_page, task_href),
    LIST(struct kind_page, steps, struct kind_step_row, step_row_fields_of_kind),
    LIST(struct kind_page, periods, struct period, period_fields),
    GROUP(struct kind_page, load, struct charts, charts_view),
    FIELDS_END,
};

static struct list steps_of(const struct request *rq, const struct kind *k)
{
    int count = kind_step_count(k);
    struct kind_step_row *rows = arena_array(rq->arena, (size_t)count + 1, sizeof(*rows));
    for (int i = 0; i < count; i++)
        rows[i] = (struct kind_step_row){ tr(k->steps[i].words),
                                          k->steps[i].undo_words ? tr(k->steps[i].undo_words) : "",
                                          k->steps[i].interruptible };
    return (struct list){ rows, count };
}

static const char *cancel_words(const struct kind *k)
{
    switch (k->cancel) {
    case CANCEL_NOBODY: return tr("Nobody may cancel it");
    case CANCEL_STAFF: return tr("Administrators may cancel it");
    case CANCEL_ACCOUNT: return tr("Its account may cancel it");
    }
    bug("kind %s is cancelled by %d", k->name, (int)k->cancel);
}

static void fill_kind(const struct request *rq, const struct kind *k, const struct task_stat *stat,
                      const struct kind_setting *changed, const struct list *holds,
                      struct kind_page *page)
{
    struct kind_setting own = in_force(k, changed);
    page->as_of = as_of_words(rq, stat->made_at);
    page->hold = hold_of(rq, k);
    page->kind = row_of(rq, k, stat, &own, hold_has(holds, page->hold));
    page->all_held = hold_has(holds, "all");
    page->limit_own =
        own.seconds == k->seconds ? "" : clock_took(rq->arena, k->seconds * INT64_C(1000000));
    page->keep_own = own.keep_days == k->keep_days ? "" : days_words(rq, k->keep_days);
    page->cancel = cancel_words(k);
    page->every = k->every ? clock_took(rq->arena, k->every * INT64_C(1000000)) : "";
    page->task_href = page_filter_href(rq, "/task", "kind", k->name);
    page->steps = steps_of(rq, k);
}

enum fault_code kind_show(const struct db *db, struct request *rq)
{
    struct kind_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct task_stat stat;
    struct kind_setting changed;
    struct list holds;
    const struct kind *k = NULL;
    enum fault_code rc = kind_asked(rq, &k);
    if (!rc)
        rc = task_stat_kind_any(db, k->name, &stat);
    if (!rc)
        rc = kind_setting_load(db, k->name, &changed);
    if (!rc)
        rc = hold_rows(db, rq, &holds);
    if (!rc)
        rc = kind_over_time(db, rq, k, &page->load, &page->periods);
    if (rc)
        return rc;
    fill_kind(rq, k, &stat, &changed, &holds, page);
    page_title(rq, page->kind.words);
    rq->view = page;
    return FAULT_OK;
}

/* --- its limits --- */

enum { SECONDS_LEAST = 10, SECONDS_MOST = 7 * 86400, DAYS_MOST = 3650 };
const struct field kind_change_form[] = {
    I64(struct kind_change, seconds, .label = T("A time limit"), .required = true,
        .min = SECONDS_LEAST, .max = SECONDS_MOST),
    I64(struct kind_change, keep_days, .label = T("A number of days"), .required = true, .min = 1,
        .max = DAYS_MOST),
    FIELDS_END,
};

static const struct form_spec *change_spec(const struct request *rq, const struct kind *k)
{
    struct form_input *in = arena_array(rq->arena, 3, sizeof(*in));
    struct form_spec *spec = arena_alloc(rq->arena, sizeof(*spec));
    in[0] = (struct form_input)INPUT(
        "seconds", tr("Time limit of one try"), NUMBER, .unit = tr("seconds"),
        .help = arena_printf(rq->arena,
                             tr("What takes longer is ended and tried again or undone. What moves "
                                "disks gets more for each GB. The panel's own: %lld."),
                             (long long)k->seconds));
    in[1] = (struct form_input)INPUT(
        "keep_days", tr("Keep ended ones"), NUMBER, .unit = tr("days"),
        .help = arena_printf(rq->arena,
                             tr("Older ones are deleted with their log. Figures stay two years. "
                                "The panel's own: %lld."),
                             (long long)k->keep_days));
    *spec = (struct form_spec){ .fields = kind_change_form, .inputs = in, .submit = tr("Save") };
    return spec;
}

enum fault_code kind_change_show(const struct db *db, struct request *rq)
{
    struct kind_setting changed;
    const struct kind *k = NULL;
    enum fault_code rc = kind_asked(rq, &k);
    if (!rc)
        rc = kind_setting_load(db, k->name, &changed);
    if (rc)
        return rc;
    struct kind_setting own = in_force(k, &changed);
    const struct kind_change values = { own.seconds, own.keep_days };
    const char *path = arena_printf(rq->arena, "/task/kind/%s", k->name);
    const struct form_head head = { .title = tr(k->words),
                                    .crumbs = { { "/task", tr("Tasks") },
                                                { "/task/kind", tr("Kinds and holds") },
                                                { path, tr(k->words) } } };
    const struct form_ask ask = { .action = path, .cancel = path, .values = &values };
    return form_page_show(rq, &head, change_spec(rq, k), &ask);
}

static enum fault_code change_tx(struct db *db, void *ctx)
{
    return kind_setting_set(db, ctx);
}

/* What is as the panel says is not kept: a later version may say otherwise. */
enum fault_code kind_change_do(struct db *db, struct request *rq)
{
    const struct kind_change *in = rq->form;
    const struct kind *k = NULL;
    enum fault_code rc = kind_asked(rq, &k);
    if (rc)
        return rc;
    struct kind_setting own = { k->name, in->seconds == k->seconds ? 0 : in->seconds,
                                in->keep_days == k->keep_days ? 0 : in->keep_days };
    const struct change c = { .what = "task_kind",
                              .object =
                                  arena_printf(rq->arena, "%s: %lld s, %lld days", k->name,
                                               (long long)in->seconds, (long long)in->keep_days),
                              .of = { .noun = AUDIT_OF_KIND, .name = k->name },
                              .fn = change_tx,
                              .ctx = &own };
    rc = change_once(db, rq, &c, NULL);
    if (!rc)
        request_redirect(rq, "/admin/task/kind/%s?did=kind-changed", k->name);
    return rc;
}
