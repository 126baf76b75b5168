/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one form. What a field is called, may hold and must have stands in the
 * form's table of fields (form/field.h), which also checks what was sent; beside
 * it the page says how it is asked for:
 *
 *   static const struct form_input limit_inputs[] = {
 *       INPUT("vm_limit", T("Machines"), NUMBER, .help = T("At most.")),
 *       INPUTS_END,
 *   };
 *   static const struct form_spec limit_spec = {
 *       .fields = limit_form, .inputs = limit_inputs, .submit = T("Save"),
 *   };
 *
 * Label above, help below, an error in the help's place; a summary of the errors
 * leads to each. What was typed stays, but passwords. Attributes (required,
 * maxlength, min, max) follow from the fields. A page that is a form alone needs
 * no template: form_page_show(), its route having
 *
 *   GET("/plan/create", …, plan_create_show, FORM_PAGE),
 *   POST("/plan/create", …, plan_create_do, FORM(plan_form, struct plan_new),
 *        .again = plan_create_show),
 *
 * In another page's view stands GROUP(struct page, form, struct form_view,
 * form_view), filled by form_fill(), in its template {{#form}}{{>FORM}}{{/form}}.
 */
#pragma once
#include "web/page.h"
#include "web/preview.h"

enum input_kind {
    INPUT_TEXT,
    INPUT_EMAIL,
    INPUT_PASSWORD,
    INPUT_NUMBER,
    INPUT_SIZE, /* "4 GB": a BYTES field */
    INPUT_MONEY, /* "2.90": a MONEY field */
    INPUT_AREA,  /* several lines */
    INPUT_CHECK, /* a BOOL field */
    INPUT_SELECT, /* a STATE field offers its words, another what form_fill.choices has */
    INPUT_MOMENT, /* "2026-11-24T14:30": a TEXT field */
    INPUT_FILE, /* rq->file has it, its route is .upload and has no such field */
    INPUT_HIDDEN,
};

struct form_input {
    const char *name; /* of the field; NULL ends the table */
    const char *label; /* T(…) */
    enum input_kind kind;
    const char *help;
    const char *autocomplete; /* "new-password"; NULL: "off" */
    const char *unit;         /* after a number: T("machines") */
    const char *section;      /* T(…): a fieldset of that legend begins here */
    const char *section_help;
    bool code;   /* text that a computer reads: no spelling, fixed width */
    bool focus;  /* where typing begins */
    bool blank;  /* 0 is shown as nothing, which is what it stands for */
    bool needed; /* where the field is not required: a page without a question shows the form */
};

#define INPUT(its_name, its_label, its_kind, ...)                                                  \
    {                                                                                              \
        .name = its_name, .label = its_label, .kind = INPUT_##its_kind, __VA_ARGS__                \
    }
#define INPUTS_END                                                                                 \
    {                                                                                              \
        .name = NULL                                                                               \
    }

struct form_spec {
    const struct field *fields; /* the route's form */
    const struct form_input *inputs;
    const char *submit; /* T(…) */
    const char *icon;   /* the button's; NULL: none */
    bool danger;
    bool get; /* it only asks, by the address: `values` is what was asked */
    const char *prefix; /* of ids, where a page has several forms; NULL: "" */
};

struct form_option {
    const char *value;
    const char *words;
    bool chosen; /* set by form_fill() */
};

/* What a select of this request offers. */
struct form_choices {
    const char *name;    /* of the input */
    struct list options; /* struct form_option */
};

enum { FORM_CHOICES = 4, FORM_CRUMBS = 6, FORM_ORDER = 6 };

struct form_ask {
    const char *action; /* where it is sent, below page_root() */
    const char *cancel; /* the way back, likewise; NULL: none */
    const char *cancel_words; /* NULL: "Cancel" */
    const void *values; /* struct of the fields: what stands there first; NULL: nothing */
    struct form_choices choices[FORM_CHOICES];
};

/* As the template sees it. */
struct form_view {
    const char *action;
    const char *cancel;
    const char *cancel_words;
    const char *submit;
    const char *icon;
    bool danger;
    bool get;
    bool upload; /* it has a file */
    bool fixed; /* whoever looks may not send it: it only shows */
    struct list errors;
    struct list hidden;
    struct list sections;
};
extern const struct field form_view[];
void form_fill(struct request *, const struct form_spec *, const struct form_ask *,
               struct form_view *out);

/* For a select of time zones. */
struct list form_zones(struct arena *);

/* --- a page that is one form, or one question --- */

struct form_crumb {
    const char *href; /* below page_root() */
    const char *words;
};

struct form_head {
    const char *title;
    const char *lead;                      /* a sentence under it, or NULL */
    struct form_crumb crumbs[FORM_CRUMBS]; /* above it; the page itself is added */
    struct form_crumb more[FORM_CRUMBS];   /* other pages of the same thing, at the right */
    struct list plans;                     /* struct form_plan, under the form */
};
/* What one of the form's choices would do. */
struct form_plan {
    const char *words;
    struct preview plan;
};
extern const struct field form_page_view[];
#define FORM_PAGE .page = "page/form.html", .view = form_page_view
enum fault_code form_page_show(struct request *, const struct form_head *, const struct form_spec *,
                               const struct form_ask *);

/*
 * Asks before something is taken away. `order` is what happens, one sentence a
 * line, the first words up to ": " in bold; `stays` what does not. A name to type
 * is an input of the spec.
 */
struct form_confirm {
    struct form_head head;         /* title: "Delete web-01?" */
    const char *order[FORM_ORDER]; /* ended by NULL */
    const char *stays;
    const struct preview *plan; /* NULL: no task is asked for */
};
extern const struct field form_confirm_view[];
#define FORM_CONFIRM .page = "page/confirm.html", .view = form_confirm_view
enum fault_code form_confirm_show(struct request *, const struct form_confirm *,
                                  const struct form_spec *, const struct form_ask *);
