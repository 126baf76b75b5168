/* SPDX-License-Identifier: Apache-2.0 */
/* Whose they are is in each query: gate_customers(). */
#include "web/my/resold_image.h"
#include "base/words.h"
#include "kind/image.h"
#include "web/change.h"

static const struct list_table images = {
    .noun = &resold_image_noun,
    .title = T("Images"),
    .path = "/reseller/image",
    .shown = { "state", "name", "version", "whose", "size", "disk", "memory", "created" },
    .row_path = "/reseller/image/%lld",
    .tab = { { T("All"), "" },
             { T("Offered"), "state:offered" },
             { T("Withheld"), "state:withheld" },
             { T("Retired"), "state:retired" } },
    .empty = T("No images yet. Your customers choose among your provider's and yours."),
    .help = T("What your customers are offered. Withhold one, and they can choose it no more."),
};

enum fault_code resold_image_list_show(const struct db *db, struct request *rq)
{
    return list_show(db, rq, &images);
}

struct image_page {
    struct resold_image image;
    const char *withhold_href; /* each "" where it cannot be or may not be done */
    const char *retire_href;
    const char *offer_href;
};
const struct field resold_image_page_view[] = {
    GROUP(struct image_page, image, struct resold_image, resold_image_view),
    TEXT(struct image_page, withhold_href),
    TEXT(struct image_page, retire_href),
    TEXT(struct image_page, offer_href),
    FIELDS_END,
};

static enum fault_code load(const struct db *db, const struct request *rq, struct resold_image *out)
{
    struct scope who = gate_customers(rq);
    return resold_image_load(db, &who, rq->id[0], out);
}

static const char *name_of(const struct request *rq, const struct resold_image *i)
{
    return arena_printf(rq->arena, "%s %s", i->name, i->version);
}

static const char *path_of(const struct request *rq, const char *tail)
{
    return arena_printf(rq->arena, "/reseller/image/%lld%s", (long long)rq->id[0], tail);
}

enum fault_code resold_image_show(const struct db *db, struct request *rq)
{
    struct image_page *page = arena_alloc(rq->arena, sizeof(*page));
    enum fault_code rc = load(db, rq, &page->image);
    if (rc)
        return rc;
    bool may = gate_may(rq->who, PERM_IMAGE_WRITE) && !rq->who->session.suspended;
    bool offered = page->image.state == RESOLD_OFFERED;
    bool own = page->image.own;
    page->withhold_href = may && offered && !own ? path_of(rq, "/withhold") : "";
    page->retire_href = may && offered && own ? path_of(rq, "/retire") : "";
    page->offer_href = may && !offered ? path_of(rq, "/offer") : "";
    page_title(rq, name_of(rq, &page->image));
    rq->view = page;
    return FAULT_OK;
}

/* --- offered or not --- */

static const struct form_input nothing_asked[] = { INPUTS_END };

static enum fault_code ask(const struct db *db, struct request *rq, bool own,
                           const struct form_spec *spec)
{
    struct resold_image image;
    enum fault_code rc = load(db, rq, &image);
    if (rc)
        return rc;
    const char *name = name_of(rq, &image);
    struct form_confirm confirm = {
        .head = { .title =
                      arena_printf(rq->arena, own ? tr("Retire %s?") : tr("Withhold %s?"), name),
                  .crumbs = { { "/reseller/image", tr("Images") }, { path_of(rq, ""), name } } },
        .order = { tr("Your customers cannot choose it any more for a new machine.") },
        .stays = tr("Machines made of it run on. You can offer it again."),
    };
    struct form_ask how = { .action = path_of(rq, own ? "/retire" : "/withhold"),
                            .cancel = path_of(rq, ""),
                            .cancel_words = tr("Keep it") };
    return form_confirm_show(rq, &confirm, spec, &how);
}

enum fault_code resold_image_withhold_show(const struct db *db, struct request *rq)
{
    static const struct form_spec spec = {
        .fields = no_fields, .inputs = nothing_asked, .submit = T("Withhold image"), .danger = true
    };
    return ask(db, rq, false, &spec);
}

enum fault_code resold_image_retire_show(const struct db *db, struct request *rq)
{
    static const struct form_spec spec = {
        .fields = no_fields, .inputs = nothing_asked, .submit = T("Retire image"), .danger = true
    };
    return ask(db, rq, true, &spec);
}

static enum fault_code set(struct db *db, struct request *rq, enum image_act act, const char *did)
{
    struct image_change made = { .who = gate_customers(rq), .act = act, .id = rq->id[0] };
    struct resold_image image;
    enum fault_code rc = load(db, rq, &image);
    if (rc)
        return rc;
    struct change c = image_change_of(rq->arena, &made, &image);
    rc = change_once(db, rq, &c, NULL);
    if (!rc)
        request_redirect(rq, "/reseller/image/%lld?did=%s", (long long)image.id, did);
    return rc;
}

enum fault_code resold_image_withhold_do(struct db *db, struct request *rq)
{
    return set(db, rq, IMAGE_WITHHOLD, "image-withheld");
}

enum fault_code resold_image_retire_do(struct db *db, struct request *rq)
{
    return set(db, rq, IMAGE_RETIRE, "image-retired");
}

enum fault_code resold_image_offer_do(struct db *db, struct request *rq)
{
    return set(db, rq, IMAGE_OFFER, "image-offered");
}
