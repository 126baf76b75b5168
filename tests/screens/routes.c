/* SPDX-License-Identifier: Apache-2.0 */
/* Says every page of both faces, so that no picture is forgotten: a line "METHOD PATH TEMPLATE"
 * each. Parts that live pages fetch are no pages; a POST is one when it answers with a page of
 * its own. */
#include <stdio.h>
#include <string.h>
#include "http/http.h"
#include "web/admin/routes.h"
#include "web/my/routes.h"

static void say(const struct route *routes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct route *r = &routes[i];
        if (r->page && strncmp(r->page, "part/", 5))
            printf("%s %s %s\n", r->method == M_GET ? "GET" : "POST", r->path, r->page);
    }
}

int main(void)
{
    say(my_routes, my_route_count);
    say(admin_routes, admin_route_count);
    return 0;
}
