/* SPDX-License-Identifier: Apache-2.0 */
/* What the routes name: one function each, in the file of its noun. */
#pragma once
#include "http/request.h"

enum fault_code api_servers(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_server(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_server_create(struct db *, struct request *) MUST_CHECK;
enum fault_code api_server_update(struct db *, struct request *) MUST_CHECK;
enum fault_code api_server_delete(struct db *, struct request *) MUST_CHECK;
enum fault_code api_server_poweron(struct db *, struct request *) MUST_CHECK;
enum fault_code api_server_poweroff(struct db *, struct request *) MUST_CHECK;
enum fault_code api_server_shutdown(struct db *, struct request *) MUST_CHECK;
enum fault_code api_server_reboot(struct db *, struct request *) MUST_CHECK;
enum fault_code api_servers_poweron(struct db *, struct request *) MUST_CHECK;
enum fault_code api_servers_poweroff(struct db *, struct request *) MUST_CHECK;
enum fault_code api_servers_shutdown(struct db *, struct request *) MUST_CHECK;
enum fault_code api_servers_reboot(struct db *, struct request *) MUST_CHECK;
enum fault_code api_servers_delete(struct db *, struct request *) MUST_CHECK;
enum fault_code api_action_children(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_server_actions(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_server_action(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_actions(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_action(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_action_cancel(struct db *, struct request *) MUST_CHECK;
enum fault_code api_action_retry(struct db *, struct request *) MUST_CHECK;
enum fault_code api_schedules(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_schedule(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_schedule_create(struct db *, struct request *) MUST_CHECK;
enum fault_code api_schedule_delete(struct db *, struct request *) MUST_CHECK;
enum fault_code api_schedule_pause(struct db *, struct request *) MUST_CHECK;
enum fault_code api_schedule_resume(struct db *, struct request *) MUST_CHECK;
enum fault_code api_schedule_run(struct db *, struct request *) MUST_CHECK;
enum fault_code api_ssh_keys(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_ssh_key(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_ssh_key_create(struct db *, struct request *) MUST_CHECK;
enum fault_code api_ssh_key_update(struct db *, struct request *) MUST_CHECK;
enum fault_code api_ssh_key_delete(struct db *, struct request *) MUST_CHECK;
enum fault_code api_scripts(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_script(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_script_create(struct db *, struct request *) MUST_CHECK;
enum fault_code api_script_update(struct db *, struct request *) MUST_CHECK;
enum fault_code api_script_retire(struct db *, struct request *) MUST_CHECK;
enum fault_code api_script_offer(struct db *, struct request *) MUST_CHECK;
enum fault_code api_script_delete(struct db *, struct request *) MUST_CHECK;
enum fault_code api_images(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_image(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_server_types(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_server_type(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_locations(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_location(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_datacenters(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_datacenter(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_pricing(const struct db *, struct request *) MUST_CHECK;
enum fault_code api_nothing(const struct db *, struct request *) MUST_CHECK;
