/* SPDX-License-Identifier: Apache-2.0 */
/* Says the routes, so that no test forgets one. `routes`: each page of both faces, a line "METHOD
 * PATH TEMPLATE"; parts that live pages fetch are no pages, a POST is one when it answers with a
 * page of its own. `routes all`: each route of the three faces and the fields that it takes, as
 * JSON. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include "base/permission.h"
#include "web/admin/routes.h"
#include "web/api/routes.h"
#include "web/list.h"
#include "web/my/routes.h"

static const char *const methods[] = {
    [M_GET] = "GET", [M_POST] = "POST", [M_PUT] = "PUT", [M_DELETE] = "DELETE"
};

static void say_pages(const struct face *face)
{
    for (size_t i = 0; i < face->route_count; i++) {
        const struct route *r = &face->routes[i];
        if (r->page && strncmp(r->page, "part/", 5))
            printf("%s %s %s\n", methods[r->method], r->path, r->page);
    }
}

static const char *type_of(const struct field *f)
{
    switch (f->type) {
    case FIELD_TEXT: return "text";
    case FIELD_I64: return "number";
    case FIELD_BOOL: return "bool";
    case FIELD_BYTES: return "size";
    case FIELD_MONEY: return "money";
    case FIELD_STATE: return "state";
    case FIELD_IDS: return "ids";
    case FIELD_TIME: return "time";
    case FIELD_GROUP:
    case FIELD_LIST:
    case FIELD_END: break;
    }
    return "other";
}

static json_t *fields_of(const struct field *fields)
{
    json_t *all = json_array();
    for (const struct field *f = fields; f && f->type != FIELD_END; f++) {
        json_t *words = json_array();
        for (size_t i = 0; i < f->word_count; i++)
            json_array_append_new(words, json_string(f->words[i].code));
        json_array_append_new(all, json_pack("{s:s, s:s, s:b, s:I, s:I, s:b, s:o}", "name", f->name,
                                             "type", type_of(f), "required", (int)f->required,
                                             "min", (json_int_t)f->min, "max", (json_int_t)f->max,
                                             "checked", f->check != NULL, "words", words));
    }
    return all;
}

static void say_all(json_t *all, const struct face *face)
{
    for (size_t i = 0; i < face->route_count; i++) {
        const struct route *r = &face->routes[i];
        json_array_append_new(all,
                              json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:b, s:o}", "face",
                                        face->name, "method", methods[r->method], "path", r->path,
                                        "permission", permission_word(r->permission), "page",
                                        r->page ? r->page : "", "again", r->again != NULL, "secret",
                                        (int)r->secret, "list", r->form == list_page_query_form,
                                        "fields", fields_of(r->form)));
    }
}

int main(int argc, char **argv)
{
    const struct face *const faces[] = { &my_program.face, &admin_program.face, &api_program.face };
    if (argc > 1 && !strcmp(argv[1], "all")) {
        json_t *all = json_array();
        for (size_t i = 0; i < countof(faces); i++)
            say_all(all, faces[i]);
        json_dumpf(all, stdout, JSON_COMPACT);
        json_decref(all);
        return 0;
    }
    for (size_t i = 0; i < 2; i++)
        say_pages(faces[i]);
    return 0;
}
