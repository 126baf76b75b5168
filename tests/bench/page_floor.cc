/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page_floor STATE NAME ID: answers FastCGI on descriptor 0 with a page of the
 * 50 machines behind that one, through ctemplate's own dictionaries. The floor
 * of the bench's list_page: the panel's query and an auto-escaped page of like
 * size; no session, count, permission, menu or form is looked at or made.
 */
#include <ctemplate/template.h>
#include <fcgiapp.h>
#include <csignal>
#include <cstdlib>
#include <string>

extern "C" {
#include "machines.h"
}

namespace
{

const char page_file[] = "tests/bench/page.html";

/* Columns that the page shows as they are. */
const char *const shown[] = { "id", "name", "account", "account_id", "node", "ipv4", "plan",
                              "image" };
constexpr size_t shown_count = sizeof(shown) / sizeof(shown[0]);

struct Columns {
    const machines_column *shown[shown_count];
    const machines_column *state;
};

Columns find_columns(const machines *m)
{
    Columns c{};
    for (size_t i = 0; i < shown_count; i++)
        c.shown[i] = machines_find(m, shown[i]);
    c.state = machines_find(m, "state");
    return c;
}

void fill_row(const Columns &columns, ctemplate::TemplateDictionary *row)
{
    for (const machines_column *c : columns.shown) {
        if (c->is_number)
            row->SetIntValue(c->name, c->number);
        else
            row->SetValue(c->name, ctemplate::TemplateString(c->text, c->len));
    }
    row->SetValue("state", machines_state(columns.state->number));
    row->SetValue("state_words", machines_state_words(columns.state->number));
}

void answer(machines *m, const Columns &columns, FCGX_Stream *out)
{
    ctemplate::TemplateDictionary page("page");
    std::string text;
    machines_ask(m);
    for (int n = 0; machines_next(m); n++)
        if (n < MACHINES_ROWS)
            fill_row(columns, page.AddSectionDictionary("vms"));
    page.SetValue("icons", "/static/icons.0123456789ab.svg");
    ctemplate::ExpandTemplate(page_file, ctemplate::STRIP_BLANK_LINES, &page, &text);
    FCGX_FPrintF(out, "Content-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n\r\n");
    FCGX_PutStr(text.data(), static_cast<int>(text.size()), out);
}

} // namespace

int main(int argc, char **argv)
{
    static machines m;
    FCGX_Request fr;
    if (argc != 4)
        return 2;
    machines_open_page(&m, argv[1], argv[2], strtoll(argv[3], nullptr, 10));
    Columns columns = find_columns(&m);
    if (FCGX_Init() || FCGX_InitRequest(&fr, 0, 0))
        return 1;
    signal(SIGTERM, SIG_DFL);
    while (FCGX_Accept_r(&fr) == 0) {
        answer(&m, columns, fr.out);
        FCGX_Finish_r(&fr);
    }
    return 0;
}
