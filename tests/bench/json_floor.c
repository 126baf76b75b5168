/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_floor STATE ACCOUNT: answers FastCGI on descriptor 0 with the account's
 * first 50 machines, each column of the panel's own query as it is, by jansson.
 * The floor of the bench's list_json: no token, route or permission is looked at.
 */
#include <fcgiapp.h>
#include <jansson.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include "machines.h"

static json_t *row_of(const struct machines *m)
{
    json_t *row = json_object();
    for (unsigned i = 0; i < m->count; i++) {
        const struct machines_column *c = &m->column[i];
        json_t *value = c->null        ? json_null()
                        : c->is_number ? json_integer(c->number)
                                       : json_stringn(c->text, c->len);
        json_object_set_new(row, c->name, value);
    }
    return row;
}

static void answer(struct machines *m, FCGX_Stream *out)
{
    json_t *rows = json_array();
    machines_ask(m);
    for (int n = 0; machines_next(m); n++)
        if (n < MACHINES_ROWS)
            json_array_append_new(rows, row_of(m));
    json_t *all = json_pack("{s:o}", "servers", rows);
    char *text = json_dumps(all, JSON_COMPACT);
    json_decref(all);
    FCGX_FPrintF(out, "Content-Type: application/json\r\nCache-Control: no-store\r\n\r\n");
    FCGX_PutStr(text, (int)strlen(text), out);
    free(text);
}

int main(int argc, char **argv)
{
    static struct machines m;
    FCGX_Request fr;
    if (argc != 3)
        return 2;
    machines_open_json(&m, argv[1], strtoll(argv[2], NULL, 10));
    if (FCGX_Init() || FCGX_InitRequest(&fr, 0, 0))
        return 1;
    signal(SIGTERM, SIG_DFL);
    while (FCGX_Accept_r(&fr) == 0) {
        answer(&m, fr.out);
        FCGX_Finish_r(&fr);
    }
    return 0;
}
