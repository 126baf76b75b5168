/* SPDX-License-Identifier: Apache-2.0 */
/* Colours are checked where they are taken (store/brand.c), and are all that is put into the style
 * sheet. */
#include "web/my/brand.h"
#include "base/words.h"
#include "store/brand.h"
#include "store/setting.h"
#include "web/change.h"

/* --- the style sheet --- */

const struct field brand_query_form[] = {
    TEXT(struct brand_query, of, .max = 12),
    FIELDS_END,
};

/* As static/style/base.css has them. */
static const char usual_light[] = "#0a6673";
static const char usual_dark[] = "#62c8d1";

enum fault_code brand_css_show(const struct db *db, struct request *rq)
{
    static const struct brand none = { .accent = "", .accent_dark = "" };
    const struct brand *b = rq->who->brand ? rq->who->brand : &none;
    (void)db;
    rq->text = arena_printf(rq->arena,
                            ":root { --accent: light-dark(%s, %s); "
                            "--soft: color-mix(in srgb, var(--accent) 7%%, var(--surface)); }\n",
                            *b->accent ? b->accent : usual_light,
                            *b->accent_dark ? b->accent_dark : usual_dark);
    rq->type = "text/css; charset=utf-8";
    rq->cache = "public, max-age=86400";
    return FAULT_OK;
}

/* --- the page --- */

static const struct form_input inputs[] = {
    INPUT("name", T("Name"), TEXT, .help = T("Stands on every page and in mails.")),
    INPUT("host", T("Host name"), TEXT, .code = true,
          .help = T("Where your customers sign in, such as panel.nordlicht.example. Have it point "
                    "to this panel first. Your provider confirms it.")),
    INPUT("sender", T("Mails are from"), EMAIL,
          .help = T("At the domain of your host name, once that is confirmed: until then mails are "
                    "from your provider's address. Its mail server must be allowed to send for "
                    "yours.")),
    INPUT("accent", T("Colour on light ground"), TEXT, .code = true, .section = T("Colours"),
          .help = T("Such as #0a6673. Dark enough to be read.")),
    INPUT("accent_dark", T("Colour on dark ground"), TEXT, .code = true,
          .help = T("Such as #62c8d1. Light enough to be read.")),
    INPUTS_END,
};
static const struct form_spec spec = { .fields = brand_form,
                                       .inputs = inputs,
                                       .submit = T("Save") };

/* How its host name stands. */
static const char *lead_of(const struct request *rq, const struct brand *b)
{
    if (!*b->host_asked)
        return tr("How you show yourself to your customers. What you leave empty is as your "
                  "provider has it.");
    if (strcmp(b->host, b->host_asked) != 0)
        return arena_printf(rq->arena,
                            *b->host ? tr("%s leads nowhere until your provider confirms it. Until "
                                          "then your customers go on at %s.")
                                     : tr("%s leads nowhere until your provider confirms it."),
                            b->host_asked, b->host);
    return arena_printf(rq->arena,
                        conf_serves(web_of(rq)->conf, b->host)
                            ? tr("Your customers sign in at %s.")
                            : tr("%s is confirmed. Your provider has to have it served, with a "
                                 "certificate, before it opens."),
                        b->host);
}

enum fault_code brand_show(const struct db *db, struct request *rq)
{
    struct brand now;
    enum fault_code rc = brand_of(db, gate_customers(rq).reseller, &now);
    if (rc)
        return rc;
    struct form_head head = { .title = tr("Brand"),
                              .lead = lead_of(rq, &now),
                              .more = { { "/reseller/brand/logo", tr("Logo") } } };
    now.host = now.host_asked;
    struct form_ask ask = { .action = "/reseller/brand", .values = &now };
    return form_page_show(rq, &head, &spec, &ask);
}

static bool is_host(const char *name, const char *own)
{
    size_t len = own ? strcspn(own, ":") : 0;
    return name && len && strlen(name) == len && !strncasecmp(name, own, len);
}

/* Of an address; "" of none. */
static const char *domain_of(const char *email)
{
    const char *at = email ? strrchr(email, '@') : NULL;
    return at ? at + 1 : "";
}

/* The panel's own names are nobody's brand, nor is who its mails are from. */
static enum fault_code check_own(const struct db *db, const struct request *rq,
                                 const struct brand *b)
{
    const struct conf *conf = web_of(rq)->conf;
    const char *domain = domain_of(b->sender);
    struct settings now;
    enum fault_code rc = settings_load(db, &now);
    if (rc)
        return rc;
    if (is_host(b->host, conf->host) || is_host(b->host, conf->admin_host))
        return fail_field(rq->fault, FAULT_INVALID, "host", T("%s belongs to somebody else here."),
                          b->host);
    if (*domain && !strcasecmp(domain, domain_of(setting_text(&now, SETTING_MAIL_SENDER))))
        return fail_field(rq->fault, FAULT_INVALID, "sender",
                          T("%s belongs to somebody else here."), domain);
    return FAULT_OK;
}

static enum fault_code save_tx(struct db *db, void *ctx)
{
    return brand_save(db, ctx);
}

enum fault_code brand_do(struct db *db, struct request *rq)
{
    struct brand b = *(const struct brand *)rq->form;
    struct change change = { .what = "brand",
                             .object = b.host ? b.host : "",
                             .of = { .noun = AUDIT_OF_BRAND, .id = &b.reseller_id },
                             .fn = save_tx,
                             .ctx = &b };
    b.reseller_id = gate_customers(rq).reseller;
    enum fault_code rc = check_own(db, rq, &b);
    if (!rc)
        rc = change_once(db, rq, &change, NULL);
    if (!rc)
        request_redirect(rq, "/reseller/brand?did=brand-saved");
    return rc;
}
