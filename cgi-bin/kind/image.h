/* SPDX-License-Identifier: Apache-2.0 */
/* What a reseller does with the images that its customers are offered, by pages and JSON. */
#pragma once
#include "kind/change.h"
#include "store/resold_image.h"

enum image_act { IMAGE_WITHHOLD, IMAGE_RETIRE, IMAGE_OFFER, IMAGE_ACTS };

struct image_change {
    struct scope who; /* { the reseller, SCOPE_ANY } */
    enum image_act act;
    int64_t id;
};
/* The change as it is made and noted; `image` is as it was. */
struct change image_change_of(struct arena *, struct image_change *, const struct resold_image *);
