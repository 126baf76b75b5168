/* SPDX-License-Identifier: Apache-2.0 */
/* The first page that a menu entry names is also "/". Order matters: /vm/create before /vm/<id>. */
#include "web/my/routes.h"
#include "store/brand.h"
#include "web/my/account.h"
#include "web/my/brand.h"
#include "web/my/customer.h"
#include "web/my/health.h"
#include "web/my/more.h"
#include "web/my/resold_plan.h"
#include "web/my/ssh_key.h"
#include "web/act.h"
#include "web/address.h"
#include "web/audit.h"
#include "web/bulk.h"
#include "web/vm_act.h"
#include "web/vm_create.h"
#include "store/resold_plan.h"
#include "web/export.h"
#include "web/form.h"
#include "web/join.h"
#include "web/link.h"
#include "web/member.h"
#include "web/page.h"
#include "web/passkey.h"
#include "web/profile.h"
#include "web/schedule.h"
#include "web/search.h"
#include "web/session_list.h"
#include "web/signin.h"
#include "web/totp.h"
#include "web/task_log.h"
#include "web/task_rows.h"
#include "web/task_show.h"
#include "web/token.h"
#include "web/vm_list.h"
#include "web/chart.h"
#include "web/network.h"
#include "web/vm_show.h"

const struct route my_routes[] = {
    GET("/", VM_READ, vm_list_show, VM_LIST, .page = "my/vm_list.html"),
    GET("/vm", VM_READ, vm_list_show, VM_LIST, .page = "my/vm_list.html", .menu = T("Machines"),
        .icon = "server"),
    GET("/vm/live", VM_READ, vm_list_show, VM_LIST, .page = "part/vm_rows.html", .etag = true),
    GET("/vm/create", VM_CREATE, vm_create_show, .page = "my/vm_create.html",
        .view = vm_create_view),
    POST("/vm", VM_CREATE, vm_create_do, FORM(vm_create_form, struct vm_create), .plans = true,
         .again = vm_create_again, .page = "page/vm_created.html", .view = vm_created_view),
    GET("/vm/bulk", VM_POWER, bulk_show, BULK_QUERY),
    POST("/vm/bulk", VM_POWER, bulk_do, FORM(bulk_form, struct bulk_wish), .again = bulk_show),
    GET("/vm/bulk/delete", VM_DELETE, bulk_delete_show, BULK_QUERY),
    POST("/vm/bulk/delete", VM_DELETE, bulk_delete_do, FORM(bulk_delete_form, struct bulk_wish),
         .again = bulk_delete_show),
    GET("/vm/<id>", VM_READ, vm_show, CHART_ROUTE, .page = "my/vm.html", .view = vm_show_view),
    GET("/vm/<id>/chart", VM_READ, vm_chart, CHART_ROUTE),
    GET("/vm/<id>/live", VM_READ, vm_show, .page = "part/vm_live.html", .view = vm_show_view,
        .etag = true),
    GET("/vm/<id>/plan", VM_READ, vm_plan_show, .page = "page/vm_plan.html", .view = vm_plan_view),
    POST("/vm/<id>/start", VM_POWER, vm_start, .form = no_fields),
    POST("/vm/<id>/stop", VM_POWER, vm_stop, .form = no_fields),
    POST("/vm/<id>/shutdown", VM_POWER, vm_shutdown, .form = no_fields),
    POST("/vm/<id>/reboot", VM_POWER, vm_reboot, .form = no_fields),
    GET("/vm/<id>/delete", VM_DELETE, vm_delete_show, FORM_CONFIRM),
    POST("/vm/<id>/delete", VM_DELETE, vm_delete_do, FORM(vm_delete_form, struct vm_delete),
         .again = vm_delete_show),
    GET("/task", TASK_READ, task_list_show, LIST_ROUTE, .page = "page/list.html",
        .menu = T("Tasks"), .icon = "list-checks"),
    GET("/task/live", TASK_READ, task_list_show, LIST_ROUTE, .page = "part/list.html",
        .etag = true),
    GET("/task/<id>", TASK_READ, task_show, .page = "my/task.html", .view = task_show_view),
    GET("/task/<id>/live", TASK_READ, task_show, .page = "part/task_live.html",
        .view = task_show_view, .etag = true),
    GET("/task/<id>/log", TASK_READ, task_log_file),
    POST("/task/<id>/cancel", TASK_WRITE, task_cancel_do, .form = no_fields),
    GET("/task/<id>/again", TASK_WRITE, task_again_show, FORM_CONFIRM),
    POST("/task/<id>/again", TASK_WRITE, task_again_do, .form = no_fields),
    GET("/schedule", VM_READ, schedule_list_show, LIST_ROUTE, .page = "page/list.html",
        .menu = T("Schedules"), .icon = "calendar-clock"),
    GET("/schedule/live", VM_READ, schedule_list_show, LIST_ROUTE, .page = "part/list.html",
        .etag = true),
    GET("/schedule/create", VM_POWER, schedule_create_show, FORM_PAGE),
    POST("/schedule", VM_POWER, schedule_create_do, FORM(schedule_form, struct schedule_asked),
         .again = schedule_create_show),
    GET("/schedule/<id>", VM_READ, schedule_show, .page = "page/schedule.html",
        .view = schedule_page_view),
    GET("/schedule/<id>/change", VM_POWER, schedule_change_show, FORM_PAGE),
    POST("/schedule/<id>", VM_POWER, schedule_change_do,
         FORM(schedule_change_form, struct schedule_asked), .again = schedule_change_show),
    POST("/schedule/<id>/pause", VM_POWER, schedule_pause_do, .form = no_fields),
    POST("/schedule/<id>/resume", VM_POWER, schedule_resume_do, .form = no_fields),
    POST("/schedule/<id>/run", VM_POWER, schedule_run_do, .form = no_fields),
    GET("/schedule/<id>/delete", VM_POWER, schedule_delete_show, FORM_CONFIRM),
    POST("/schedule/<id>/delete", VM_POWER, schedule_delete_do, .form = no_fields),
    GET("/reseller/customer", CUSTOMER_READ, customer_list_show, LIST_ROUTE,
        .page = "page/list.html", .menu = T("Customers"), .icon = "users"),
    GET("/reseller/customer/live", CUSTOMER_READ, customer_list_show, LIST_ROUTE,
        .page = "part/list.html", .etag = true),
    GET("/reseller/customer/create", CUSTOMER_WRITE, customer_create_show, FORM_PAGE),
    POST("/reseller/customer", CUSTOMER_WRITE, customer_create_do,
         FORM(customer_new_form, struct customer_new), .again = customer_create_show),
    GET("/reseller/customer/<id>", CUSTOMER_READ, customer_show, .page = "my/customer.html",
        .view = customer_page_view),
    POST("/reseller/customer/<id>/limit", CUSTOMER_WRITE, customer_limit_do,
         FORM(limits_resold_form, struct limits), .again = customer_show),
    POST("/reseller/customer/<id>/user", CUSTOMER_WRITE, customer_invite_do,
         FORM(customer_invite_form, struct customer_invite), .again = customer_show,
         .proven = true),
    POST("/reseller/customer/<id>/user/<id>/disable", CUSTOMER_WRITE, customer_disable_do,
         .form = no_fields),
    POST("/reseller/customer/<id>/user/<id>/link", CUSTOMER_WRITE, customer_link_do,
         .form = no_fields, .page = "my/customer_link.html", .view = customer_link_view,
         .proven = true),
    POST("/reseller/customer/<id>/user/<id>/enable", CUSTOMER_WRITE, customer_enable_do,
         .form = no_fields),
    GET("/reseller/customer/<id>/suspend", CUSTOMER_WRITE, customer_suspend_show, FORM_CONFIRM),
    POST("/reseller/customer/<id>/suspend", CUSTOMER_WRITE, customer_suspend_do,
         FORM(customer_suspension_form, struct customer_suspension),
         .again = customer_suspend_show),
    GET("/reseller/customer/<id>/resume", CUSTOMER_WRITE, customer_resume_show, FORM_CONFIRM),
    POST("/reseller/customer/<id>/resume", CUSTOMER_WRITE, customer_resume_do, .form = no_fields),
    GET("/reseller/customer/<id>/vm", CUSTOMER_READ, customer_vm_list, LIST_ROUTE,
        .page = "page/list.html"),
    GET("/reseller/customer/<id>/vm/live", CUSTOMER_READ, customer_vm_list, LIST_ROUTE,
        .page = "part/list.html", .etag = true),
    GET("/reseller/customer/<id>/vm/create", CUSTOMER_WRITE, vm_create_show,
        .page = "my/vm_create.html", .view = vm_create_view),
    POST("/reseller/customer/<id>/vm", CUSTOMER_WRITE, vm_create_do,
         FORM(vm_create_form, struct vm_create), .plans = true, .again = vm_create_again,
         .page = "page/vm_created.html", .view = vm_created_view),
    GET("/reseller/customer/<id>/close", CUSTOMER_WRITE, customer_close_show, FORM_CONFIRM),
    POST("/reseller/customer/<id>/close", CUSTOMER_WRITE, customer_close_do,
         FORM(customer_close_form, struct customer_closing), .again = customer_close_show),
    GET("/reseller/plan", CUSTOMER_READ, resold_plan_list_show, LIST_ROUTE,
        .page = "page/list.html", .menu = T("Plans"), .icon = "layers"),
    GET("/reseller/plan/live", CUSTOMER_READ, resold_plan_list_show, LIST_ROUTE,
        .page = "part/list.html", .etag = true),
    GET("/reseller/plan/create", PLAN_WRITE, resold_plan_create_show, FORM_PAGE),
    POST("/reseller/plan", PLAN_WRITE, resold_plan_create_do,
         FORM(resold_plan_form, struct resold_plan), .again = resold_plan_create_show),
    GET("/reseller/plan/<id>", PLAN_WRITE, resold_plan_change_show, FORM_PAGE),
    POST("/reseller/plan/<id>", PLAN_WRITE, resold_plan_change_do,
         FORM(resold_plan_change_form, struct resold_plan), .again = resold_plan_change_show),
    GET("/reseller/plan/<id>/retire", PLAN_WRITE, resold_plan_retire_show, FORM_CONFIRM),
    POST("/reseller/plan/<id>/retire", PLAN_WRITE, resold_plan_retire_do, .form = no_fields),
    GET("/reseller/plan/<id>/sell", PLAN_WRITE, resold_plan_sell_show, FORM_CONFIRM),
    POST("/reseller/plan/<id>/sell", PLAN_WRITE, resold_plan_sell_do, .form = no_fields),
    GET("/reseller/usage", CUSTOMER_READ, usage_list_show, LIST_ROUTE, .page = "page/list.html",
        .menu = T("Usage"), .icon = "gauge"),
    GET("/reseller/usage/live", CUSTOMER_READ, usage_list_show, LIST_ROUTE,
        .page = "part/list.html", .etag = true),
    GET("/reseller/brand", BRAND_WRITE, brand_show, FORM_PAGE, .menu = T("Brand"), .icon = "tag",
        .own = true),
    POST("/reseller/brand", BRAND_WRITE, brand_do, FORM(brand_form, struct brand),
         .again = brand_show),
    GET("/brand.css", ANYONE, brand_css_show, FORM(brand_query_form, struct brand_query)),
    GET("/more", SIGNED_IN, more_show, .page = "my/more.html", .view = more_view),
    GET("/account", ACCOUNT_READ, my_account_show, .page = "my/account.html",
        .view = my_account_view, .menu = T("Account"), .icon = "building-2", .own = true),
    GET("/account/export", EXPORT, account_export),
    POST("/account/switch", SIGNED_IN, account_switch_do,
         FORM(account_switch_form, struct account_switch)),
    MEMBER_ROUTES("/account", my_account_show),
    GET("/profile", SIGNED_IN, profile_show, FORM_PAGE, .menu = T("Profile"), .icon = "user",
        .own = true),
    POST("/profile", SIGNED_IN, profile_do, FORM(profile_form, struct profile_change),
         .again = profile_show),
    GET("/profile/password", SIGNED_IN, password_show, FORM_PAGE),
    POST("/profile/password", SIGNED_IN, password_do, FORM(password_form, struct password_change),
         .again = password_show, .secret = true),
    GET("/profile/network", SIGNED_IN, network_show, FORM_PAGE, .proven = true),
    POST("/profile/network", SIGNED_IN, network_do, FORM(network_form, struct network_form),
         .again = network_show, .proven = true),
    GET("/session", SIGNED_IN, session_list_show, .page = "page/session.html",
        .view = session_list_view),
    POST("/session/end", SIGNED_IN, session_end_others_do, .form = no_fields),
    POST("/session/<id>/end", SIGNED_IN, session_end_do, .form = no_fields),
    GET("/ssh-key", SSH_KEY_READ, ssh_key_show, .page = "my/ssh_key.html",
        .view = ssh_key_page_view, .menu = T("SSH keys"), .icon = "key-round", .own = true),
    POST("/ssh-key", SSH_KEY_WRITE, ssh_key_add_do, FORM(ssh_key_form, struct ssh_key_new),
         .again = ssh_key_show),
    GET("/ssh-key/<id>/delete", SSH_KEY_WRITE, ssh_key_delete_show, FORM_CONFIRM),
    POST("/ssh-key/<id>/delete", SSH_KEY_WRITE, ssh_key_delete_do, .form = no_fields),
    GET("/token", TOKEN_READ, token_list_show, LIST_ROUTE, .page = "page/list.html",
        .menu = T("API tokens"), .icon = "webhook", .own = true),
    GET("/token/live", TOKEN_READ, token_list_show, LIST_ROUTE, .page = "part/list.html",
        .etag = true),
    GET("/token/create", TOKEN_WRITE, token_create_show, FORM_PAGE, .proven = true),
    POST("/token", TOKEN_WRITE, token_create_do, FORM(token_form, struct token_form),
         .again = token_create_show, .page = "my/token_made.html", .view = token_made_view,
         .proven = true),
    GET("/token/<id>", TOKEN_READ, token_show, .page = "page/token.html",
        .view = token_page_view),
    GET("/token/<id>/revoke", TOKEN_WRITE, token_revoke_show, FORM_CONFIRM),
    POST("/token/<id>/revoke", TOKEN_WRITE, token_revoke_do, .form = no_fields),
    GET("/audit", AUDIT_READ, audit_list_show, LIST_ROUTE, .page = "page/list.html",
        .menu = T("Audit"), .icon = "scroll-text", .own = true),
    GET("/audit/live", AUDIT_READ, audit_list_show, LIST_ROUTE, .page = "part/list.html",
        .etag = true),
    GET("/audit/<id>", AUDIT_READ, audit_show, .page = "page/audit.html",
        .view = audit_page_view),
    GET("/search", VM_READ, search_show, FORM(search_query_form, struct search_query),
        .page = "page/search.html", .view = search_view),
    GET("/signin", ANYONE, signin_show, .page = "page/signin.html", .view = signin_view),
    POST("/signin", ANYONE, signin_do, FORM(signin_form, struct signin), .again = signin_show),
    LINK_ROUTES(""),
    JOIN_ROUTES(""),
    GET("/signin/link", ANYONE, by_link_show, FORM_PAGE),
    POST("/signin/link", ANYONE, by_link_do, FORM(by_link_form, struct by_link),
         .again = by_link_show),
    TOTP_ROUTES(""),
    PASSKEY_ROUTES(""),
    ADDRESS_ROUTES(""),
    REGISTER_ROUTES,
    GET("/act", ANYONE, act_show, FORM_PAGE),
    POST("/act", ANYONE, act_do, FORM(act_form, struct act_form), .again = act_show),
    POST("/signout", SIGNED_IN, signout_do, .form = no_fields),
    GET("/healthz", ANYONE, health_show),
};
const size_t my_route_count = countof(my_routes);

const struct web_program my_program = {
    .face = { .name = "my",
              .routes = my_routes,
              .route_count = countof(my_routes),
              .gate_fields = gate_fields,
              .gate = gate,
              .render = page_render,
              .fault_page = page_fault,
              .after = gate_after },
    .which = WEB_MY,
    .prepare = page_prepare,
};
