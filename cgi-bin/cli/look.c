/* SPDX-License-Identifier: Apache-2.0 */
/* Lists, as the administrator sees them: the nouns' columns, filters and sorts of the pages. */
#include "cli/cli.h"
#include "cli/forms.h"
#include "form/csv.h"
#include "form/json.h"
#include "store/node_noun.h"
#include "store/vm.h"

enum { LIMIT = 1000, LIMIT_MAX = 100000, CSV_MAX = 256 * 1024 * 1024 };

const struct field list_form[] = {
    TEXT(struct list_form, filter, .max = LIST_FILTER_MAX),
    TEXT(struct list_form, sort, .max = 40),
    I64(struct list_form, limit, .min = 1, .max = LIMIT_MAX),
    BOOL(struct list_form, csv),
    FIELDS_END,
};

static void print_csv(const struct cli *c, const struct field *fields, size_t size,
                      const struct list *rows)
{
    struct text t;
    text_init(&t, c->arena, CSV_MAX);
    csv_head(&t, fields);
    for (int64_t i = 0; i < rows->count; i++)
        csv_row(&t, fields, (const char *)rows->rows + size * (size_t)i);
    fwrite(text_str(&t), 1, t.len, stdout);
}

static json_t *rows_json(const struct cli *c, const struct list_noun *noun, const struct list *rows,
                         cli_row_json *one)
{
    json_t *all = json_array();
    const char *row = rows->rows;
    for (int64_t i = 0; i < rows->count; i++, row += noun->size)
        if (json_array_append_new(all, one(c->arena, row)))
            bug("out of memory");
    return all;
}

/* People get the columns that are shown, programs all of a row. */
enum fault_code cli_noun_list_as(struct cli *c, const struct list_noun *noun,
                                 const char *const *shown, cli_row_json *one)
{
    const struct list_form *form = c->form;
    struct scope all = scope_everything();
    struct list_ask ask = { .filter = form->filter, .sort = form->sort };
    int64_t most = form->limit ? form->limit : LIMIT;
    struct list rows;
    bool more = false;
    enum fault_code rc = list_read_all(c->db, &all, noun, &ask, most, &rows, &more);
    if (rc)
        return rc;
    const struct field *fields = list_fields(c->arena, &all, noun, shown);
    if (c->json)
        cli_json(one ? rows_json(c, noun, &rows, one)
                     : json_of_list(c->arena, noun->row, noun->size, &rows));
    else if (form->csv)
        print_csv(c, fields, noun->size, &rows);
    else
        cli_list(c, fields, noun->size, &rows, shown);
    if (more)
        fprintf(stderr, "hatchery: the first %lld are shown; --limit says how many\n",
                (long long)rows.count);
    return FAULT_OK;
}

enum fault_code cli_noun_list(struct cli *c, const struct list_noun *noun, const char *const *shown)
{
    return cli_noun_list_as(c, noun, shown, NULL);
}

enum fault_code cli_node_list(struct cli *c)
{
    static const char *const shown[] = { "id",   "name",   "state", "location", "accel",
                                         "vcpu", "memory", "given", "machines", "version",
                                         "seen", "why",    NULL };
    return cli_noun_list(c, &node_noun, shown);
}

enum fault_code cli_vm_list(struct cli *c)
{
    static const char *const shown[] = { "id",   "name",  "state", "ip",      "ipv6",
                                         "plan", "image", "node",  "account", NULL };
    return cli_noun_list(c, &vm_noun, shown);
}
