/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What may be a hook, on this host: asked when one is added, and again before each run, since the
 * row was written by a web program. Whose users and which directory hatchery.conf says alone.
 */
#pragma once
#include "base/conf.h"
#include "kind/kind.h"
#include "store/hook.h"

/* The kind by which an after-hook is run: a task of its own. It has no hooks. */
#define HOOK_KIND "hook_run"

/* May tasks of this kind have hooks? */
bool hook_kind(const struct kind *);
/* The users of hatchery.conf, ended by NULL. */
const char *const *hook_users(struct arena *, const struct conf *);
/*
 * FAULT_INVALID or FAULT_MISSING, naming the field of a form: kind, command, seconds or run_as.
 * *argv: the program's.
 */
enum fault_code hook_check(struct fault *, struct arena *, const struct conf *,
                           const struct hook *, const char *const **argv) MUST_CHECK;
