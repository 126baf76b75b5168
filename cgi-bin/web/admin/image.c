/* SPDX-License-Identifier: Apache-2.0 */
#include "web/admin/image.h"
#include "base/words.h"
#include "store/image.h"
#include "store/image_noun.h"
#include "web/change.h"
#include "web/form.h"
#include "web/list.h"

static const struct list_table images = {
    .noun = &image_noun,
    .title = T("Images"),
    .path = "/image",
    .shown = { "state", "name", "version", "reseller", "size", "disk", "memory", "copies",
               "machines", "created" },
    .row_path = "/image/%lld",
    .tab = { { T("All"), "" },
             { T("Offered"), "state:offered" },
             { T("Retired"), "state:retired" } },
    .empty = T("No image yet. On the panel's host, hatchery image add registers one."),
    .help = T("hatchery image add, on the panel's host, registers another."),
};

enum fault_code image_list_show(const struct db *db, struct request *rq)
{
    return list_show(db, rq, &images);
}

struct image_page {
    struct image image;
    const char *machines;
    const char *machines_href;
    struct list places;
};
const struct field image_page_view[] = {
    GROUP(struct image_page, image, struct image, image_view),
    TEXT(struct image_page, machines),
    TEXT(struct image_page, machines_href),
    LIST(struct image_page, places, struct image_place, image_place_view),
    FIELDS_END,
};

static enum fault_code load(const struct db *db, const struct request *rq, struct image *out)
{
    enum fault_code rc = image_load(db, &rq->who->asker.scope, rq->id[0], out);
    return rc == FAULT_MISSING ? fail(rq->fault, rc, T("There is no such image here.")) : rc;
}

static const char *name_of(const struct request *rq, const struct image *i)
{
    return arena_printf(rq->arena, "%s %s", i->name, i->version);
}

enum fault_code image_show(const struct db *db, struct request *rq)
{
    struct image_page *page = arena_alloc(rq->arena, sizeof(*page));
    int64_t count = 0;
    enum fault_code rc = load(db, rq, &page->image);
    if (!rc)
        rc = image_machines_any(db, rq->id[0], &count);
    if (!rc)
        rc = image_places_any(db, rq->id[0], &page->places);
    if (rc)
        return rc;
    const char *name = name_of(rq, &page->image);
    page->machines = page_count(rq->arena, count, COUNT_MOST);
    page->machines_href = page_filter_href(rq, "/vm", "image", name);
    page_title(rq, name);
    rq->view = page;
    return FAULT_OK;
}

/* --- offered or not --- */

static const struct form_input nothing_asked[] = { INPUTS_END };

enum fault_code image_retire_show(const struct db *db, struct request *rq)
{
    static const struct form_spec spec = {
        .fields = no_fields, .inputs = nothing_asked, .submit = T("Retire image"), .danger = true
    };
    struct image image;
    enum fault_code rc = load(db, rq, &image);
    if (rc)
        return rc;
    const char *name = name_of(rq, &image);
    const char *path = arena_printf(rq->arena, "/image/%lld", (long long)image.id);
    struct form_confirm confirm = {
        .head = { .title = arena_printf(rq->arena, tr("Retire %s?"), name),
                  .crumbs = { { "/image", tr("Images") }, { path, name } } },
        .order = { tr("Nobody can choose it any more for a new machine.") },
        .stays = tr("Machines made of it run on, and its copies stay on their storages. You can "
                    "offer it again."),
    };
    struct form_ask ask = { .action = arena_printf(rq->arena, "%s/retire", path),
                            .cancel = path,
                            .cancel_words = tr("Keep it") };
    return form_confirm_show(rq, &confirm, &spec, &ask);
}

struct retiring {
    int64_t id;
    bool retired;
};

static enum fault_code retire_tx(struct db *db, void *ctx)
{
    const struct retiring *r = ctx;
    return image_retire(db, r->id, r->retired);
}

static enum fault_code set_retired(struct db *db, struct request *rq, bool retired)
{
    struct retiring r = { rq->id[0], retired };
    struct image image;
    enum fault_code rc = load(db, rq, &image);
    if (rc)
        return rc;
    struct change c = { .what = retired ? "image_retire" : "image_offer",
                        .object = name_of(rq, &image),
                        .of = { .noun = AUDIT_OF_IMAGE, .id = &r.id },
                        .fn = retire_tx,
                        .ctx = &r };
    rc = change_once(db, rq, &c, NULL);
    if (!rc)
        request_redirect(rq, "/admin/image/%lld?did=%s", (long long)image.id,
                         retired ? "image-retired" : "image-offered");
    return rc;
}

enum fault_code image_retire_do(struct db *db, struct request *rq)
{
    return set_retired(db, rq, true);
}

enum fault_code image_offer_do(struct db *db, struct request *rq)
{
    return set_retired(db, rq, false);
}
