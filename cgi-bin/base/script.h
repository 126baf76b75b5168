/* SPDX-License-Identifier: Apache-2.0 */
/* What a machine runs at its first boot: a program's text, or cloud-init's configuration. */
#pragma once
#include "base/arena.h"

enum { SCRIPT_MOST = 32768 }; /* bytes */

/* NULL: it may be had; else why not. The words hold nothing of the text. */
const char *check_script(const char *text);
/* Lines as a machine ends them: browsers send two characters, at which "#!" fails. */
const char *script_clean(struct arena *, const char *text);
