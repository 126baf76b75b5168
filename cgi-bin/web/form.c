/* SPDX-License-Identifier: Apache-2.0 */
/* A refused form is known by its address: what stands in it then is what was sent to there. */
#include "web/form.h"
#include <inttypes.h>
#include "base/words.h"
#include "base/zone.h"

enum { TEXT_MOST = 255 };

/* An input, as its template sees it. */
struct form_row {
    const char *name;
    const char *id;
    const char *label;
    const char *help;
    const char *error;
    const char *value;
    const char *type;
    const char *inputmode;
    const char *autocomplete;
    const char *unit;
    const char *min;
    const char *max;
    const char *maxlength;
    const char *about; /* id of what describes it */
    bool fixed;        /* shown, but not theirs to change */
    bool required;
    bool focus;
    bool checked;
    bool code;
    bool is_line;
    bool is_area;
    bool is_check;
    bool is_select;
    struct list options;
};
static const struct field option_fields[] = {
    TEXT(struct form_option, value),
    TEXT(struct form_option, words),
    BOOL(struct form_option, chosen),
    FIELDS_END,
};
static const struct field row_fields[] = {
    TEXT(struct form_row, name),
    TEXT(struct form_row, id),
    TEXT(struct form_row, label),
    TEXT(struct form_row, help),
    TEXT(struct form_row, error),
    TEXT(struct form_row, value),
    TEXT(struct form_row, type),
    TEXT(struct form_row, inputmode),
    TEXT(struct form_row, autocomplete),
    TEXT(struct form_row, unit),
    TEXT(struct form_row, min),
    TEXT(struct form_row, max),
    TEXT(struct form_row, maxlength),
    TEXT(struct form_row, about),
    BOOL(struct form_row, fixed),
    BOOL(struct form_row, required),
    BOOL(struct form_row, focus),
    BOOL(struct form_row, checked),
    BOOL(struct form_row, code),
    BOOL(struct form_row, is_line),
    BOOL(struct form_row, is_area),
    BOOL(struct form_row, is_check),
    BOOL(struct form_row, is_select),
    LIST(struct form_row, options, struct form_option, option_fields),
    FIELDS_END,
};

struct form_section {
    const char *legend;
    const char *help;
    struct list rows;
};
static const struct field section_fields[] = {
    TEXT(struct form_section, legend),
    TEXT(struct form_section, help),
    LIST(struct form_section, rows, struct form_row, row_fields),
    FIELDS_END,
};

struct form_error {
    const char *id; /* "": of no input here */
    const char *label;
    const char *message;
};
static const struct field error_fields[] = {
    TEXT(struct form_error, id),
    TEXT(struct form_error, label),
    TEXT(struct form_error, message),
    FIELDS_END,
};

const struct field form_view[] = {
    TEXT(struct form_view, action),
    TEXT(struct form_view, cancel),
    TEXT(struct form_view, cancel_words),
    TEXT(struct form_view, submit),
    TEXT(struct form_view, icon),
    BOOL(struct form_view, danger),
    BOOL(struct form_view, get),
    BOOL(struct form_view, upload),
    BOOL(struct form_view, fixed),
    LIST(struct form_view, errors, struct form_error, error_fields),
    LIST(struct form_view, hidden, struct form_row, row_fields),
    LIST(struct form_view, sections, struct form_section, section_fields),
    FIELDS_END,
};

/* One form in the making. */
struct making {
    struct request *rq;
    const struct form_spec *spec;
    const struct form_ask *ask;
    const char *action;
    bool again; /* it was refused, and is shown with what was sent */
    bool fixed; /* whoever looks may not send it */
};

/* What a kind is in HTML. */
static const struct {
    const char *type;
    const char *inputmode;
} html[] = {
    [INPUT_TEXT] = { "text", "" },         [INPUT_EMAIL] = { "email", "" },
    [INPUT_PASSWORD] = { "password", "" }, [INPUT_NUMBER] = { "number", "numeric" },
    [INPUT_SIZE] = { "text", "" },         [INPUT_MONEY] = { "text", "decimal" },
    [INPUT_AREA] = { "", "" },             [INPUT_CHECK] = { "checkbox", "" },
    [INPUT_SELECT] = { "", "" },           [INPUT_MOMENT] = { "datetime-local", "" },
    [INPUT_FILE] = { "file", "" },         [INPUT_HIDDEN] = { "hidden", "" },
};

static const struct field *field_of(const struct making *m, const struct form_input *in)
{
    const struct field *fl = field_find(m->spec->fields, in->name, strlen(in->name));
    if (!fl)
        bug("the form of %s has no field %s", m->action, in->name);
    return fl;
}

static const char *value_of(const struct making *m, const struct form_input *in,
                            const struct field *fl)
{
    if (in->kind == INPUT_PASSWORD || in->kind == INPUT_FILE)
        return "";
    if (m->again && !m->spec->get) {
        const char *sent = params_get(&m->rq->fields, in->name);
        return sent ? sent : "";
    }
    int64_t n = 0;
    if (in->blank && m->ask->values)
        memcpy(&n, field_at(fl, m->ask->values), sizeof(n));
    bool empty = !m->ask->values || (in->blank && !n);
    return empty ? "" : input_words(m->rq->arena, fl, m->ask->values);
}

static const char *digits(const struct making *m, int64_t n)
{
    return arena_printf(m->rq->arena, "%" PRId64, n);
}

static struct list own_words(const struct making *m, const struct field *fl)
{
    struct form_option *o = arena_array(m->rq->arena, fl->word_count, sizeof(*o));
    for (size_t i = 0; i < fl->word_count; i++)
        o[i] = (struct form_option){ fl->words[i].code, tr(fl->words[i].people), false };
    return (struct list){ o, (int64_t)fl->word_count };
}

static struct list options_of(const struct making *m, const struct form_input *in,
                              const struct field *fl, const char *value)
{
    struct list from = fl->type == FIELD_STATE ? own_words(m, fl) : (struct list){ 0 };
    for (size_t i = 0; i < FORM_CHOICES && m->ask->choices[i].name; i++)
        if (!strcmp(m->ask->choices[i].name, in->name))
            from = m->ask->choices[i].options;
    const struct form_option *offered = from.rows;
    struct form_option *o = arena_array(m->rq->arena, (size_t)from.count, sizeof(*o));
    for (int64_t i = 0; i < from.count; i++)
        o[i] = (struct form_option){ offered[i].value, offered[i].words,
                                     !strcmp(offered[i].value, value) };
    return (struct list){ o, from.count };
}

static const char *id_of(const struct making *m, const char *name)
{
    return arena_printf(m->rq->arena, "%s%s", m->spec->prefix ? m->spec->prefix : "", name);
}

static void fill_bounds(const struct making *m, const struct form_input *in, const struct field *fl,
                        struct form_row *row)
{
    if (fl->type == FIELD_TEXT && in->kind != INPUT_MOMENT && in->kind != INPUT_FILE)
        row->maxlength = digits(m, fl->max ? fl->max : TEXT_MOST);
    if (fl->type != FIELD_I64)
        return;
    row->min = digits(m, fl->min);
    row->max = fl->max == INT64_MAX ? "" : digits(m, fl->max);
}

static struct form_row row_of(const struct making *m, const struct form_input *in)
{
    const struct field *fl = field_of(m, in);
    struct form_row row = { .name = in->name,
                            .id = id_of(m, in->name),
                            .label = tr(in->label),
                            .help = tr(in->help),
                            .error = m->again ? input_error_of(&m->rq->errors, in->name) : "",
                            .value = value_of(m, in, fl),
                            .type = html[in->kind].type,
                            .inputmode = html[in->kind].inputmode,
                            .autocomplete = in->autocomplete ? in->autocomplete : "off",
                            .unit = tr(in->unit),
                            .required = fl->required || in->needed,
                            .focus = in->focus && !m->again && !m->fixed,
                            .fixed = m->fixed,
                            .code = in->code || in->kind == INPUT_EMAIL };
    row.checked = in->kind == INPUT_CHECK && !strcmp(row.value, "1");
    row.is_area = in->kind == INPUT_AREA;
    row.is_check = in->kind == INPUT_CHECK;
    row.is_select = in->kind == INPUT_SELECT;
    row.is_line = !row.is_area && !row.is_check && !row.is_select;
    if (row.is_select)
        row.options = options_of(m, in, fl, row.value);
    if (*row.error || (in->help && *in->help))
        row.about = arena_printf(m->rq->arena, "%s_%s", row.id, *row.error ? "error" : "help");
    fill_bounds(m, in, fl, &row);
    return row;
}

static const struct form_input *input_of(const struct making *m, const char *name)
{
    for (const struct form_input *in = m->spec->inputs; in->name; in++)
        if (!strcmp(in->name, name))
            return in;
    return NULL;
}

/* In the order of the page; what belongs to no input of it comes last. */
static struct list errors_of(const struct making *m)
{
    const struct input_errors *from = &m->rq->errors;
    struct form_error *e = arena_array(m->rq->arena, (size_t)from->count, sizeof(*e));
    int64_t n = 0;
    for (const struct form_input *in = m->spec->inputs; in->name; in++)
        for (int64_t i = 0; i < from->count; i++)
            if (in->kind != INPUT_HIDDEN && !strcmp(from->at[i].field, in->name))
                e[n++] =
                    (struct form_error){ id_of(m, in->name), tr(in->label), from->at[i].message };
    for (int64_t i = 0; i < from->count; i++) {
        const struct form_input *in = input_of(m, from->at[i].field);
        if (!in || in->kind == INPUT_HIDDEN)
            e[n++] = (struct form_error){ "", "", from->at[i].message };
    }
    return (struct list){ e, m->again ? n : 0 };
}

static void fill_inputs(const struct making *m, struct form_view *out)
{
    size_t count = 0;
    while (m->spec->inputs[count].name)
        count++;
    struct form_row *rows = arena_array(m->rq->arena, count, sizeof(*rows));
    struct form_row *hidden = arena_array(m->rq->arena, count, sizeof(*hidden));
    struct form_section *sections = arena_array(m->rq->arena, count, sizeof(*sections));
    size_t shown = 0;
    int64_t kept = 0;
    int64_t opened = 0;
    for (const struct form_input *in = m->spec->inputs; in->name; in++) {
        out->upload |= in->kind == INPUT_FILE;
        if (in->kind == INPUT_HIDDEN) {
            hidden[kept++] = row_of(m, in);
            continue;
        }
        if (in->section || !opened)
            sections[opened++] =
                (struct form_section){ tr(in->section), tr(in->section_help), { &rows[shown], 0 } };
        rows[shown++] = row_of(m, in);
        sections[opened - 1].rows.count++;
    }
    out->hidden = (struct list){ hidden, kept };
    out->sections = (struct list){ sections, opened };
}

static const char *below(const struct request *rq, const char *path)
{
    return path ? arena_printf(rq->arena, "%s%s", page_root(rq), path) : "";
}

/* What the role does not allow is not offered; the gate refuses it anyhow. */
static bool is_refused(const struct request *rq, enum method method, const char *address)
{
    int64_t ids[ROUTE_IDS];
    unsigned allowed = 0;
    const char *path = arena_strndup(rq->arena, address, strcspn(address, "?"));
    const struct route *r =
        route_match(rq->face->routes, rq->face->route_count, method, path, ids, &allowed);
    return r && !gate_may(rq->who, r->permission);
}

void form_fill(struct request *rq, const struct form_spec *spec, const struct form_ask *ask,
               struct form_view *out)
{
    struct making m = { rq, spec, ask, below(rq, ask->action), false, false };
    m.again =
        spec->get ? rq->errors.count > 0 : rq->method == M_POST && !strcmp(rq->path, m.action);
    m.fixed = is_refused(rq, spec->get ? M_GET : M_POST, m.action);
    *out = (struct form_view){ .action = m.action,
                               .cancel = below(rq, ask->cancel),
                               .cancel_words = ask->cancel_words ? ask->cancel_words : tr("Cancel"),
                               .submit = tr(spec->submit),
                               .icon = spec->icon,
                               .danger = spec->danger,
                               .get = spec->get,
                               .fixed = m.fixed,
                               .errors = errors_of(&m) };
    fill_inputs(&m, out);
}

struct list form_zones(struct arena *a)
{
    size_t count = 0;
    const char *const *names = zone_names(&count);
    struct form_option *o = arena_array(a, count, sizeof(*o));
    for (size_t i = 0; i < count; i++)
        o[i] = (struct form_option){ names[i], names[i], false };
    return (struct list){ o, (int64_t)count };
}

/* --- pages --- */

static const struct field crumb_fields[] = {
    TEXT(struct form_crumb, href),
    TEXT(struct form_crumb, words),
    FIELDS_END,
};

static const struct field plan_fields[] = {
    TEXT(struct form_plan, words),
    GROUP(struct form_plan, plan, struct preview, preview_view),
    FIELDS_END,
};

struct form_page {
    const char *title;
    const char *lead;
    struct list crumbs;
    struct list more;
    struct list plans;
    struct form_view form;
};
const struct field form_page_view[] = {
    TEXT(struct form_page, title),
    TEXT(struct form_page, lead),
    LIST(struct form_page, crumbs, struct form_crumb, crumb_fields),
    LIST(struct form_page, more, struct form_crumb, crumb_fields),
    LIST(struct form_page, plans, struct form_plan, plan_fields),
    GROUP(struct form_page, form, struct form_view, form_view),
    FIELDS_END,
};

struct order_row {
    const char *bold;
    const char *rest;
};
static const struct field order_fields[] = {
    TEXT(struct order_row, bold),
    TEXT(struct order_row, rest),
    FIELDS_END,
};

struct confirm_page {
    struct form_page page;
    struct list order;
    const char *stays;
    bool planned;
    struct preview plan;
};
const struct field form_confirm_view[] = {
    GROUP(struct confirm_page, page, struct form_page, form_page_view),
    LIST(struct confirm_page, order, struct order_row, order_fields),
    TEXT(struct confirm_page, stays),
    BOOL(struct confirm_page, planned),
    GROUP(struct confirm_page, plan, struct preview, preview_view),
    FIELDS_END,
};

static struct list crumbs_of(const struct request *rq, const struct form_crumb *from)
{
    struct form_crumb *c = arena_array(rq->arena, FORM_CRUMBS, sizeof(*c));
    int64_t n = 0;
    for (int i = 0; i < FORM_CRUMBS && from[i].href; i++) {
        const char *href = below(rq, from[i].href);
        if (!is_refused(rq, M_GET, href))
            c[n++] = (struct form_crumb){ href, from[i].words };
    }
    return (struct list){ c, n };
}

static void fill_page(struct request *rq, const struct form_head *head,
                      const struct form_spec *spec, const struct form_ask *ask,
                      struct form_page *page)
{
    *page = (struct form_page){ .title = head->title,
                                .lead = head->lead,
                                .crumbs = crumbs_of(rq, head->crumbs),
                                .more = crumbs_of(rq, head->more),
                                .plans = head->plans };
    form_fill(rq, spec, ask, &page->form);
    page_title(rq, head->title);
}

enum fault_code form_page_show(struct request *rq, const struct form_head *head,
                               const struct form_spec *spec, const struct form_ask *ask)
{
    struct form_page *page = arena_alloc(rq->arena, sizeof(*page));
    fill_page(rq, head, spec, ask, page);
    request_show(rq, "page/form.html", form_page_view, page);
    return FAULT_OK;
}

static struct list order_of(const struct request *rq, const struct form_confirm *c)
{
    struct order_row *rows = arena_array(rq->arena, FORM_ORDER, sizeof(*rows));
    int64_t n = 0;
    for (; n < FORM_ORDER && c->order[n]; n++) {
        const char *colon = strstr(c->order[n], ": ");
        size_t bold = colon ? (size_t)(colon - c->order[n]) : 0;
        rows[n].bold = arena_strndup(rq->arena, c->order[n], bold);
        rows[n].rest = colon ? colon + 2 : c->order[n];
    }
    return (struct list){ rows, n };
}

enum fault_code form_confirm_show(struct request *rq, const struct form_confirm *c,
                                  const struct form_spec *spec, const struct form_ask *ask)
{
    struct confirm_page *page = arena_alloc(rq->arena, sizeof(*page));
    fill_page(rq, &c->head, spec, ask, &page->page);
    if (!ask->cancel_words)
        page->page.form.cancel_words = tr("Keep it");
    page->order = order_of(rq, c);
    page->stays = c->stays;
    page->planned = c->plan != NULL;
    if (c->plan)
        page->plan = *c->plan;
    request_show(rq, "page/confirm.html", form_confirm_view, page);
    return FAULT_OK;
}
