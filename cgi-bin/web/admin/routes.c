/* SPDX-License-Identifier: Apache-2.0 */
/* The gate gives these handlers a scope of everything; what they show is the customer's code. */
#include "web/admin/routes.h"
#include "web/admin/node_list.h"
#include "web/admin/start.h"
#include "web/page.h"
#include "web/signin.h"
#include "web/task_rows.h"
#include "web/task_show.h"
#include "web/vm_list.h"
#include "web/vm_show.h"

#define VM_LIST FORM(vm_query_form, struct vm_query), .view = vm_list_view
#define TASK_LIST FORM(task_query_form, struct task_query), .view = task_list_view

const struct route admin_routes[] = {
    GET("/admin/", ADMIN, start_show, .page = "admin/start.html", .view = start_view,
        .menu = T("Start"), .icon = "gauge"),
    GET("/admin/task", ADMIN, task_list_show, TASK_LIST, .page = "admin/task_list.html",
        .menu = T("Tasks"), .icon = "list-checks"),
    GET("/admin/task/live", ADMIN, task_list_show, TASK_LIST, .page = "part/admin_task_rows.html",
        .etag = true),
    GET("/admin/task/<id>", ADMIN, task_show, .page = "admin/task.html", .view = task_show_view),
    GET("/admin/task/<id>/live", ADMIN, task_show, .page = "part/admin_task_live.html",
        .view = task_show_view, .etag = true),
    GET("/admin/vm", ADMIN, vm_list_show, VM_LIST, .page = "admin/vm_list.html",
        .menu = T("Machines"), .icon = "server", .group = T("Compute")),
    GET("/admin/vm/live", ADMIN, vm_list_show, VM_LIST, .page = "part/admin_vm_rows.html",
        .etag = true),
    GET("/admin/vm/<id>", ADMIN, vm_show, .page = "admin/vm.html", .view = vm_show_view),
    GET("/admin/vm/<id>/live", ADMIN, vm_show, .page = "part/admin_vm_live.html",
        .view = vm_show_view, .etag = true),
    GET("/admin/node", ADMIN, node_list_show, .page = "admin/node_list.html",
        .view = node_list_view, .menu = T("Nodes"), .icon = "hard-drive", .group = T("Fleet")),
    GET("/admin/node/live", ADMIN, node_list_show, .page = "part/admin_node_rows.html",
        .view = node_list_view, .etag = true),
    GET("/admin/signin", ANYONE, signin_show, .page = "admin/signin.html", .view = signin_view),
    POST("/admin/signin", ANYONE, signin_do, FORM(signin_form, struct signin),
         .again = signin_again),
    POST("/admin/signout", SIGNED_IN, signout_do, .form = no_fields),
};
const size_t admin_route_count = countof(admin_routes);

const struct web_program admin_program = {
    .face = { .name = "admin",
              .routes = admin_routes,
              .route_count = countof(admin_routes),
              .gate_fields = gate_fields,
              .gate = gate,
              .render = page_render,
              .fault_page = page_fault,
              .after = gate_after },
    .which = WEB_ADMIN,
    .prepare = page_prepare,
};
