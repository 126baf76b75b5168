/* SPDX-License-Identifier: Apache-2.0 */
/* The outbox: what waits and why, one mail with its text, trying it now, deleting it. */
#pragma once
#include "web/form.h"
#include "web/list.h"

extern const struct field mail_page_view[];

read_fn outbox_show;
read_fn outbox_mail_show;
write_fn outbox_now_do;
read_fn outbox_delete_show;
write_fn outbox_delete_do;
