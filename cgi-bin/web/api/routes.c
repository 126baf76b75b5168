/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What clients may ask. No row has a form: a list's query and a body's mixed
 * types are read by the handlers, which refuse what they do not know. Things we
 * do not have are lists without rows, since clients ask for them in passing.
 */
#include "web/api/routes.h"
#include "web/api/api.h"
#include "web/api/handlers.h"
#include "web/api/reseller.h"

#define V1 "/api/v1"
#define CUSTOMER V1 "/reseller/customers/<id>"
#define CUSTOMER_USER CUSTOMER "/users/<id>"
#define RESOLD_PLAN V1 "/reseller/plans/<id>"

static const struct route routes[] = {
    GET(V1 "/servers", VM_READ, api_servers),
    POST(V1 "/servers", VM_CREATE, api_server_create, .plans = true),
    GET(V1 "/servers/<id>", VM_READ, api_server),
    PUT(V1 "/servers/<id>", VM_CREATE, api_server_update),
    DELETE(V1 "/servers/<id>", VM_DELETE, api_server_delete, .plans = true),
    POST(V1 "/servers/<id>/actions/poweron", VM_POWER, api_server_poweron, .plans = true),
    POST(V1 "/servers/<id>/actions/poweroff", VM_POWER, api_server_poweroff, .plans = true),
    POST(V1 "/servers/<id>/actions/shutdown", VM_POWER, api_server_shutdown, .plans = true),
    POST(V1 "/servers/<id>/actions/reboot", VM_POWER, api_server_reboot, .plans = true),
    POST(V1 "/servers/actions/poweron", VM_POWER, api_servers_poweron, .plans = true),
    POST(V1 "/servers/actions/poweroff", VM_POWER, api_servers_poweroff, .plans = true),
    POST(V1 "/servers/actions/shutdown", VM_POWER, api_servers_shutdown, .plans = true),
    POST(V1 "/servers/actions/reboot", VM_POWER, api_servers_reboot, .plans = true),
    POST(V1 "/servers/actions/delete", VM_DELETE, api_servers_delete, .plans = true),
    GET(V1 "/servers/<id>/actions", TASK_READ, api_server_actions, .etag = true),
    GET(V1 "/servers/<id>/actions/<id>", TASK_READ, api_server_action, .etag = true),
    GET(V1 "/servers/actions", TASK_READ, api_actions, .etag = true),
    GET(V1 "/servers/actions/<id>", TASK_READ, api_action, .etag = true),
    GET(V1 "/actions", TASK_READ, api_actions, .etag = true),
    GET(V1 "/actions/<id>", TASK_READ, api_action, .etag = true),
    GET(V1 "/actions/<id>/actions", TASK_READ, api_action_children, .etag = true),
    POST(V1 "/actions/<id>/cancel", TASK_WRITE, api_action_cancel),
    POST(V1 "/actions/<id>/retry", TASK_WRITE, api_action_retry, .plans = true),
    GET(V1 "/schedules", VM_READ, api_schedules),
    POST(V1 "/schedules", VM_POWER, api_schedule_create),
    GET(V1 "/schedules/<id>", VM_READ, api_schedule),
    DELETE(V1 "/schedules/<id>", VM_POWER, api_schedule_delete),
    POST(V1 "/schedules/<id>/actions/pause", VM_POWER, api_schedule_pause),
    POST(V1 "/schedules/<id>/actions/resume", VM_POWER, api_schedule_resume),
    POST(V1 "/schedules/<id>/actions/run", VM_POWER, api_schedule_run),
    GET(V1 "/ssh_keys", SSH_KEY_READ, api_ssh_keys),
    POST(V1 "/ssh_keys", SSH_KEY_WRITE, api_ssh_key_create),
    GET(V1 "/ssh_keys/<id>", SSH_KEY_READ, api_ssh_key),
    PUT(V1 "/ssh_keys/<id>", SSH_KEY_WRITE, api_ssh_key_update),
    DELETE(V1 "/ssh_keys/<id>", SSH_KEY_WRITE, api_ssh_key_delete),
    GET(V1 "/images", IMAGE_READ, api_images),
    GET(V1 "/images/<id>", IMAGE_READ, api_image),
    GET(V1 "/server_types", PLAN_READ, api_server_types),
    GET(V1 "/server_types/<id>", PLAN_READ, api_server_type),
    GET(V1 "/locations", PLAN_READ, api_locations),
    GET(V1 "/locations/<id>", PLAN_READ, api_location),
    GET(V1 "/datacenters", PLAN_READ, api_datacenters),
    GET(V1 "/datacenters/<id>", PLAN_READ, api_datacenter),
    GET(V1 "/pricing", PLAN_READ, api_pricing),
    GET(V1 "/reseller/customers", CUSTOMER_READ, api_customers),
    POST(V1 "/reseller/customers", CUSTOMER_WRITE, api_customer_create, .plans = true),
    GET(CUSTOMER, CUSTOMER_READ, api_customer),
    PUT(CUSTOMER "/limits", CUSTOMER_WRITE, api_customer_limits, .plans = true),
    POST(CUSTOMER "/actions/suspend", CUSTOMER_WRITE, api_customer_suspend, .plans = true),
    POST(CUSTOMER "/actions/resume", CUSTOMER_WRITE, api_customer_resume, .plans = true),
    GET(CUSTOMER "/users", CUSTOMER_READ, api_customer_users),
    POST(CUSTOMER "/users", CUSTOMER_WRITE, api_customer_invite, .plans = true),
    POST(CUSTOMER_USER "/actions/disable", CUSTOMER_WRITE, api_customer_disable, .plans = true),
    POST(CUSTOMER_USER "/actions/enable", CUSTOMER_WRITE, api_customer_enable, .plans = true),
    POST(CUSTOMER_USER "/signin_link", CUSTOMER_WRITE, api_customer_signin_link),
    GET(V1 "/reseller/limits", CUSTOMER_READ, api_reseller_limits),
    GET(V1 "/reseller/usage", CUSTOMER_READ, api_reseller_usage),
    GET(V1 "/reseller/plans", CUSTOMER_READ, api_reseller_plans),
    POST(V1 "/reseller/plans", PLAN_WRITE, api_reseller_plan_create, .plans = true),
    GET(RESOLD_PLAN, CUSTOMER_READ, api_reseller_plan),
    PUT(RESOLD_PLAN, PLAN_WRITE, api_reseller_plan_update, .plans = true),
    POST(RESOLD_PLAN "/actions/retire", PLAN_WRITE, api_reseller_plan_retire, .plans = true),
    POST(RESOLD_PLAN "/actions/sell", PLAN_WRITE, api_reseller_plan_sell, .plans = true),
    GET(V1 "/certificates", VM_READ, api_nothing),
    GET(V1 "/firewalls", VM_READ, api_nothing),
    GET(V1 "/floating_ips", VM_READ, api_nothing),
    GET(V1 "/isos", VM_READ, api_nothing),
    GET(V1 "/load_balancer_types", VM_READ, api_nothing),
    GET(V1 "/load_balancers", VM_READ, api_nothing),
    GET(V1 "/networks", VM_READ, api_nothing),
    GET(V1 "/placement_groups", VM_READ, api_nothing),
    GET(V1 "/primary_ips", VM_READ, api_nothing),
    GET(V1 "/volumes", VM_READ, api_nothing),
};

const struct web_program api_program = {
    .face = { .name = "api",
              .routes = routes,
              .route_count = countof(routes),
              .json = true,
              .gate = gate,
              .fault_page = api_fault_page,
              .after = gate_after },
    .which = WEB_API,
};
