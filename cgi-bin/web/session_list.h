/* SPDX-License-Identifier: Apache-2.0 */
/* A user's open sessions, to be ended, and how he signed in lately; on both faces. */
#pragma once
#include "web/gate.h"

/* A line of such a list; {{>SESSION_ROWS}} shows those of a member `sessions`. */
struct session_line {
    int64_t id;
    const char *end_path;
    bool at_admin;
    bool mine;
    const char *address;
    const char *agent;
    int64_t created_at;
    int64_t used_at;
};
extern const struct field session_line_view[];
/* Of struct session_row; each is ended at PATH/ID/end, below page_root(). */
struct list session_lines(const struct request *, const struct list *, const char *path);

extern const struct field session_list_view[];
read_fn session_list_show;
write_fn session_end_do;
write_fn session_end_others_do;
