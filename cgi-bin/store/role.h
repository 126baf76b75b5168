/* SPDX-License-Identifier: Apache-2.0 */
/* Roles: which permissions they hold. */
#pragma once
#include "db/db.h"

/*
 * The role's permissions, "vm_read,vm_create", in db->arena; "" if it has none. Every request
 * asks, and roles seldom change: a process knows of a change within a second.
 */
enum fault_code role_permissions(const struct db *, int64_t role_id, const char **out) MUST_CHECK;
