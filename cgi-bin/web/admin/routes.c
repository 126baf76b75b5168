/* SPDX-License-Identifier: Apache-2.0 */
/* The gate gives these handlers a scope of everything; of machines and tasks the code is the
 * customer's. */
#include "web/admin/routes.h"
#include "web/admin/account.h"
#include "web/admin/audit.h"
#include "web/admin/customer_pick.h"
#include "web/admin/image.h"
#include "web/admin/node.h"
#include "web/admin/plan.h"
#include "web/admin/start.h"
#include "web/form.h"
#include "web/list.h"
#include "web/admin/user.h"
#include "web/page.h"
#include "web/profile.h"
#include "web/search.h"
#include "web/session_list.h"
#include "web/signin.h"
#include "web/task_rows.h"
#include "web/task_show.h"
#include "web/vm_act.h"
#include "web/vm_create.h"
#include "web/vm_list.h"
#include "web/vm_show.h"

const struct route admin_routes[] = {
    GET("/admin/", ADMIN, start_show, .page = "admin/start.html", .view = start_view,
        .menu = T("Start"), .icon = "gauge"),
    GET("/admin/task", ADMIN, task_list_show, LIST_ROUTE, .page = "admin/list.html",
        .menu = T("Tasks"), .icon = "list-checks"),
    GET("/admin/task/live", ADMIN, task_list_show, LIST_ROUTE, .page = "part/list.html",
        .etag = true),
    GET("/admin/task/<id>", ADMIN, task_show, .page = "admin/task.html", .view = task_show_view),
    GET("/admin/task/<id>/live", ADMIN, task_show, .page = "part/admin_task_live.html",
        .view = task_show_view, .etag = true),
    GET("/admin/vm", ADMIN, vm_list_show, VM_LIST, .page = "admin/vm_list.html",
        .menu = T("Machines"), .icon = "server", .group = T("Compute")),
    GET("/admin/vm/live", ADMIN, vm_list_show, VM_LIST, .page = "part/admin_vm_rows.html",
        .etag = true),
    GET("/admin/vm/create", ADMIN, customer_pick_show, FORM(pick_query_form, struct pick_query),
        .page = "admin/customer_pick.html", .view = customer_pick_view),
    GET("/admin/account/<id>/vm/create", ADMIN, vm_create_show, .page = "admin/vm_create.html",
        .view = vm_create_view),
    POST("/admin/account/<id>/vm", ADMIN, vm_create_do, FORM(vm_create_form, struct vm_create),
         .again = vm_create_again, .page = "admin/vm_created.html", .view = vm_created_view),
    GET("/admin/vm/<id>", ADMIN, vm_show, .page = "admin/vm.html", .view = vm_show_view),
    GET("/admin/vm/<id>/live", ADMIN, vm_show, .page = "part/admin_vm_live.html",
        .view = vm_show_view, .etag = true),
    POST("/admin/vm/<id>/start", ADMIN, vm_start, .form = no_fields),
    POST("/admin/vm/<id>/stop", ADMIN, vm_stop, .form = no_fields),
    POST("/admin/vm/<id>/shutdown", ADMIN, vm_shutdown, .form = no_fields),
    POST("/admin/vm/<id>/reboot", ADMIN, vm_reboot, .form = no_fields),
    GET("/admin/vm/<id>/delete", ADMIN, vm_delete_show, .page = "admin/vm_delete.html",
        .view = vm_delete_view),
    POST("/admin/vm/<id>/delete", ADMIN, vm_delete_do, FORM(vm_delete_form, struct vm_delete),
         .again = vm_delete_show),
    GET("/admin/image", ADMIN, image_list_show, LIST_ROUTE, .page = "admin/list.html",
        .menu = T("Images"), .icon = "image"),
    GET("/admin/image/live", ADMIN, image_list_show, LIST_ROUTE, .page = "part/list.html",
        .etag = true),
    GET("/admin/image/<id>", ADMIN, image_show, .page = "admin/image.html",
        .view = image_page_view),
    GET("/admin/image/<id>/retire", ADMIN, image_retire_show, FORM_CONFIRM("admin")),
    POST("/admin/image/<id>/retire", ADMIN, image_retire_do, .form = no_fields),
    POST("/admin/image/<id>/offer", ADMIN, image_offer_do, .form = no_fields),
    GET("/admin/plan", ADMIN, plan_list_show, LIST_ROUTE, .page = "admin/list.html",
        .menu = T("Plans"), .icon = "tag"),
    GET("/admin/plan/live", ADMIN, plan_list_show, LIST_ROUTE, .page = "part/list.html",
        .etag = true),
    GET("/admin/plan/create", ADMIN, plan_create_show, FORM_PAGE("admin")),
    POST("/admin/plan", ADMIN, plan_create_do, FORM(plan_form, struct plan),
         .again = plan_create_show),
    GET("/admin/plan/<id>", ADMIN, plan_show, .page = "admin/plan.html", .view = plan_page_view),
    GET("/admin/plan/<id>/change", ADMIN, plan_change_show, FORM_PAGE("admin")),
    POST("/admin/plan/<id>", ADMIN, plan_change_do, FORM(plan_form, struct plan),
         .again = plan_change_show),
    GET("/admin/plan/<id>/retire", ADMIN, plan_retire_show, FORM_CONFIRM("admin")),
    POST("/admin/plan/<id>/retire", ADMIN, plan_retire_do, .form = no_fields),
    POST("/admin/plan/<id>/sell", ADMIN, plan_sell_do, .form = no_fields),
    GET("/admin/node", ADMIN, node_list_show, LIST_ROUTE, .page = "admin/list.html",
        .menu = T("Nodes"), .icon = "hard-drive", .group = T("Fleet")),
    GET("/admin/node/live", ADMIN, node_list_show, LIST_ROUTE, .page = "part/list.html",
        .etag = true),
    GET("/admin/node/<id>", ADMIN, node_show, .page = "admin/node.html", .view = node_page_view),
    GET("/admin/node/<id>/live", ADMIN, node_show, .page = "part/admin_node_live.html",
        .view = node_page_view, .etag = true),
    GET("/admin/storage", ADMIN, storage_list_show, LIST_ROUTE, .page = "admin/list.html",
        .menu = T("Storages"), .icon = "database"),
    GET("/admin/storage/live", ADMIN, storage_list_show, LIST_ROUTE, .page = "part/list.html",
        .etag = true),
    GET("/admin/search", ADMIN, search_show, FORM(search_query_form, struct search_query),
        .page = "admin/search.html", .view = search_view),
    GET("/admin/account", ADMIN, account_list_show, LIST_ROUTE, .page = "admin/list.html",
        .menu = T("Accounts"), .icon = "building-2", .group = T("People")),
    GET("/admin/account/live", ADMIN, account_list_show, LIST_ROUTE, .page = "part/list.html",
        .etag = true),
    GET("/admin/account/create", ADMIN, account_create_show, FORM_PAGE("admin")),
    POST("/admin/account", ADMIN, account_create_do, FORM(account_new_form, struct account_new),
         .again = account_create_show),
    GET("/admin/account/<id>", ADMIN, account_show, .page = "admin/account.html",
        .view = account_page_view),
    POST("/admin/account/<id>/limit", ADMIN, account_limit_do,
         FORM(account_limit_form, struct account_limit), .again = account_show),
    POST("/admin/account/<id>/user", ADMIN, account_invite_do,
         FORM(account_invite_form, struct account_invite), .again = account_show),
    GET("/admin/account/<id>/suspend", ADMIN, account_suspend_show, FORM_CONFIRM("admin")),
    POST("/admin/account/<id>/suspend", ADMIN, account_suspend_do,
         FORM(account_suspension_form, struct account_suspension), .again = account_suspend_show),
    GET("/admin/account/<id>/resume", ADMIN, account_resume_show, FORM_CONFIRM("admin")),
    POST("/admin/account/<id>/resume", ADMIN, account_resume_do, .form = no_fields),
    GET("/admin/user", ADMIN, user_list_show, LIST_ROUTE, .page = "admin/list.html",
        .menu = T("Users"), .icon = "users"),
    GET("/admin/user/live", ADMIN, user_list_show, LIST_ROUTE, .page = "part/list.html",
        .etag = true),
    GET("/admin/user/<id>", ADMIN, user_show, .page = "admin/user.html", .view = user_page_view),
    GET("/admin/user/<id>/disable", ADMIN, user_disable_show, FORM_CONFIRM("admin")),
    POST("/admin/user/<id>/disable", ADMIN, user_disable_do, .form = no_fields),
    POST("/admin/user/<id>/enable", ADMIN, user_enable_do, .form = no_fields),
    POST("/admin/user/<id>/link", ADMIN, user_link_do, .form = no_fields),
    POST("/admin/user/<id>/session/<id>/end", ADMIN, user_session_end_do, .form = no_fields),
    GET("/admin/audit", ADMIN, audit_list_show, LIST_ROUTE, .page = "admin/list.html",
        .menu = T("Audit"), .icon = "scroll-text"),
    GET("/admin/audit/live", ADMIN, audit_list_show, LIST_ROUTE, .page = "part/list.html",
        .etag = true),
    GET("/admin/profile", SIGNED_IN, profile_show, FORM_PAGE("admin")),
    POST("/admin/profile", SIGNED_IN, profile_do, FORM(profile_form, struct profile_change),
         .again = profile_show),
    GET("/admin/profile/password", SIGNED_IN, password_show, FORM_PAGE("admin")),
    POST("/admin/profile/password", SIGNED_IN, password_do,
         FORM(password_form, struct password_change), .again = password_show, .secret = true),
    GET("/admin/session", SIGNED_IN, session_list_show, .page = "admin/session.html",
        .view = session_list_view),
    POST("/admin/session/end", SIGNED_IN, session_end_others_do, .form = no_fields),
    POST("/admin/session/<id>/end", SIGNED_IN, session_end_do, .form = no_fields),
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
