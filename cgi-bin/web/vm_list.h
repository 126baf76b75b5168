/* SPDX-License-Identifier: Apache-2.0 */
/* The list of machines: a customer's own, or all for an administrator. */
#pragma once
#include "web/list.h"

extern const struct field vm_list_view[];
#define VM_LIST FORM(list_page_query_form, struct list_page_query), .view = vm_list_view

read_fn vm_list_show;
