/* SPDX-License-Identifier: Apache-2.0 */
/* What a reseller's customers are offered: its own images and the provider's. */
#pragma once
#include "web/form.h"
#include "web/list.h"

extern const struct field resold_image_page_view[];

read_fn resold_image_list_show;
read_fn resold_image_show;
read_fn resold_image_withhold_show;
write_fn resold_image_withhold_do;
read_fn resold_image_retire_show;
write_fn resold_image_retire_do;
write_fn resold_image_offer_do;
