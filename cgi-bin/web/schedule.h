/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Schedules, on both faces: the account's own; all, with what the panel does by itself, for
 * administrators. schedule.c shows them, schedule_change.c makes, changes, pauses and deletes them.
 */
#pragma once
#include "kind/schedule.h"
#include "web/gate.h"

extern const struct field schedule_form[];
extern const struct field schedule_change_form[];
extern const struct field schedule_page_view[];

read_fn schedule_list_show;
read_fn schedule_show;
read_fn schedule_create_show;
write_fn schedule_create_do;
read_fn schedule_change_show;
write_fn schedule_change_do;
write_fn schedule_pause_do;
write_fn schedule_resume_do;
write_fn schedule_run_do;
read_fn schedule_delete_show;
write_fn schedule_delete_do;

/* "Restart web-01" */
const char *schedule_title(const struct request *, const struct schedule *);
