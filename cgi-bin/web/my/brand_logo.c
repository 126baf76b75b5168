/* SPDX-License-Identifier: Apache-2.0 */
/* What is served was written by web/logo.c; its address says its digest, so it never changes. */
#include "web/my/brand_logo.h"
#include "base/words.h"
#include "web/change.h"
#include "web/heavy.h"
#include "web/logo.h"

const struct field brand_logo_query_form[] = {
    TEXT(struct brand_logo_query, of, .required = true, .max = 64),
    FIELDS_END,
};

enum fault_code brand_png_show(const struct db *db, struct request *rq)
{
    const struct brand_logo_query *in = rq->form;
    struct brand_logo logo;
    enum fault_code rc = brand_logo_load(db, in->of, &logo);
    if (rc == FAULT_MISSING)
        return fail(rq->fault, rc, T("There is nothing at this address."));
    if (rc)
        return rc;
    rq->text = logo.png;
    rq->text_len = logo.len;
    rq->type = "image/png";
    rq->cache = "public, max-age=31536000, immutable";
    return FAULT_OK;
}

/* --- the page --- */

struct asking {
    const char *logo; /* stays "": rq->file has it */
};
static const struct field asking_form[] = {
    TEXT(struct asking, logo),
    FIELDS_END,
};
static const struct form_input inputs[] = {
    INPUT("logo", T("PNG file"), FILE,
          .help = T("16 to 512 pixels each way, at most 256 KiB. It stands on a white plate, 28 "
                    "pixels high at most, in place of your name.")),
    INPUTS_END,
};
static const struct form_spec spec = { .fields = asking_form,
                                       .inputs = inputs,
                                       .submit = T("Upload") };

struct logo_page {
    struct page_logo logo;
    const char *name;
    struct form_view form;
};
const struct field brand_logo_view[] = {
    GROUP(struct logo_page, logo, struct page_logo, page_logo_view),
    TEXT(struct logo_page, name),
    GROUP(struct logo_page, form, struct form_view, form_view),
    FIELDS_END,
};

enum fault_code brand_logo_show(const struct db *db, struct request *rq)
{
    struct brand now;
    enum fault_code rc = brand_of(db, gate_customers(rq).reseller, &now);
    if (rc)
        return rc;
    struct logo_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct form_ask ask = { .action = "/reseller/brand/logo", .cancel = "/reseller/brand" };
    page->logo = page_logo_of(rq->arena, &now);
    page->name = now.name;
    form_fill(rq, &spec, &ask, &page->form);
    page_title(rq, tr("Logo"));
    request_show(rq, "my/brand_logo.html", brand_logo_view, page);
    return FAULT_OK;
}

struct saving {
    int64_t reseller_id;
    struct brand_logo logo; /* of no bytes: there is to be none */
};

static enum fault_code save_tx(struct db *db, void *ctx)
{
    const struct saving *s = ctx;
    return brand_logo_save(db, s->reseller_id, &s->logo);
}

static enum fault_code save(struct db *db, struct request *rq, struct saving *s, const char *did)
{
    s->reseller_id = gate_customers(rq).reseller;
    struct change change = { .what = "brand_logo",
                             .object = "",
                             .of = { .noun = AUDIT_OF_BRAND, .id = &s->reseller_id },
                             .fn = save_tx,
                             .ctx = s };
    enum fault_code rc = change_once(db, rq, &change, NULL);
    if (!rc)
        request_redirect(rq, "/reseller/brand/logo?did=%s", did);
    return rc;
}

enum fault_code brand_logo_do(struct db *db, struct request *rq)
{
    struct saving s = { 0 };
    enum fault_code rc = heavy_take(rq, HEAVY_LOGO);
    if (!rc)
        rc = logo_read(rq->fault, rq->arena, rq->file.bytes, rq->file.len, &s.logo);
    return rc ? rc : save(db, rq, &s, "logo-saved");
}

enum fault_code brand_logo_drop_do(struct db *db, struct request *rq)
{
    struct saving s = { .logo = { .png = "" } };
    return save(db, rq, &s, "logo-removed");
}
