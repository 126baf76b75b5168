/* SPDX-License-Identifier: Apache-2.0 */
/* Images: list, card with its copies, and whether one is offered. */
#pragma once
#include "web/gate.h"

extern const struct field image_page_view[];

read_fn image_list_show;
read_fn image_show;
read_fn image_retire_show;
write_fn image_retire_do;
write_fn image_offer_do;
