/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds' functions, and what the engine asks of them. */
#pragma once
#include "store/account.h"
#include "task/job.h"

extern const struct job_kind job_vm_create;
extern const struct job_kind job_vm_delete;
extern const struct job_kind job_vm_start;
extern const struct job_kind job_vm_stop;
extern const struct job_kind job_vm_shutdown;
extern const struct job_kind job_vm_reboot;
extern const struct job_kind job_vm_define;
extern const struct job_kind job_node_compare;
extern const struct job_kind job_fleet_compare;
extern const struct job_kind job_vm_suspend;
extern const struct job_kind job_vm_resume;
extern const struct job_kind job_account_suspend;
extern const struct job_kind job_account_resume;
extern const struct job_kind job_customer_suspend;
extern const struct job_kind job_customer_resume;
extern const struct job_kind job_account_close;
extern const struct job_kind job_customer_close;
extern const struct job_kind job_account_erase;
extern const struct job_kind job_user_erase;
extern const struct job_kind job_image_bring;
extern const struct job_kind job_node_prepare;
extern const struct job_kind job_metric_roll;
extern const struct job_kind job_metric_partition;
extern const struct job_kind job_hook_run;
extern const struct job_kind job_vm_bulk;
extern const struct job_kind job_audit_seal;
extern const struct job_kind job_task_roll;
extern const struct job_kind job_usage_day;
extern const struct job_kind job_task_sweep;
#ifdef FAILPOINTS
extern const struct job_kind job_test_lock;
#endif

/* A reseller's task reaches its customers alone, whatever its arguments say: else FAULT_DENIED. */
enum fault_code job_reaches_account(struct job *, const struct account *) MUST_CHECK;
/* What the node says of the task's machine, into job->seen. */
enum fault_code vm_look(struct job *) MUST_CHECK;
