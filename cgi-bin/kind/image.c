/* SPDX-License-Identifier: Apache-2.0 */
#include "kind/image.h"

static const struct {
    const char *what; /* the audit's */
    enum fault_code (*fn)(struct db *, const struct scope *, int64_t id);
    enum resold_image_state after;
} acts[IMAGE_ACTS] = {
    [IMAGE_WITHHOLD] = { "image_withhold", resold_image_withhold, RESOLD_WITHHELD },
    [IMAGE_RETIRE] = { "image_retire", resold_image_retire, RESOLD_RETIRED },
    [IMAGE_OFFER] = { "image_offer", resold_image_offer, RESOLD_OFFERED },
};

static enum fault_code act_tx(struct db *db, void *ctx)
{
    const struct image_change *c = ctx;
    return acts[c->act].fn(db, &c->who, c->id);
}

struct change image_change_of(struct arena *a, struct image_change *c,
                              const struct resold_image *image)
{
    const char *before = resold_image_state_words[image->state].code;
    const char *after = resold_image_state_words[acts[c->act].after].code;
    return (struct change){ .what = acts[c->act].what,
                            .object = arena_printf(a, "%s %s", image->name, image->version),
                            .of = { .noun = AUDIT_OF_IMAGE, .id = &c->id },
                            .said = audit_pair(a, "state", before, after),
                            .fn = act_tx,
                            .ctx = c };
}
