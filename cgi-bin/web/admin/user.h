/* SPDX-License-Identifier: Apache-2.0 */
/* Users, for the administrator: listed, disabled, helped back in; their sessions ended. */
#pragma once
#include "web/list.h"

read_fn user_list_show;
extern const struct field user_page_view[];
read_fn user_show;
read_fn user_disable_show;
write_fn user_disable_do;
read_fn user_totp_show;
write_fn user_totp_do;
write_fn user_enable_do;
/* A link on which a password is set: to whom has one a reset, to whom has none the invitation. */
write_fn user_link_do;
write_fn user_session_end_do;
