/* SPDX-License-Identifier: Apache-2.0 */
/* A link by which a customer's user signs in once, shown to its reseller once. */
#include "base/words.h"
#include "kind/customer.h"
#include "store/brand.h"
#include "store/link.h"
#include "web/change.h"
#include "web/my/customer.h"

struct link_page {
    int64_t account_id;
    const char *account;
    const char *email;
    const char *url;
    int64_t seconds;
};
const struct field customer_link_view[] = {
    I64(struct link_page, account_id), TEXT(struct link_page, account),
    TEXT(struct link_page, email),     TEXT(struct link_page, url),
    I64(struct link_page, seconds),    FIELDS_END,
};

enum fault_code customer_link_do(struct db *db, struct request *rq)
{
    struct link_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct customer_change c = { .who = gate_customers(rq),
                                 .by = rq->who->session.user_id,
                                 .account_id = rq->id[0],
                                 .user_id = rq->id[1] };
    struct customer_user user = { 0 };
    struct account a;
    struct brand brand;
    enum fault_code rc = customer_load(db, &c.who, c.account_id, &a);
    if (!rc)
        rc = customer_user_load(db, &c.who, c.account_id, c.user_id, &user);
    if (!rc)
        rc = brand_of(db, c.who.reseller, &brand);
    struct change change = { .what = "signin_link",
                             .object = user.email,
                             .account_id = c.account_id,
                             .reseller_id = c.who.reseller,
                             .none = "the link is shown once and lies nowhere",
                             .fn = customer_link_tx,
                             .ctx = &c };
    if (!rc)
        rc = change_once(db, rq, &change, NULL);
    if (rc)
        return rc;
    if (!c.secret) { /* it was shown by the first answer */
        request_redirect(rq, "/reseller/customer/%lld", (long long)a.id);
        return FAULT_OK;
    }
    *page =
        (struct link_page){ .account_id = a.id,
                            .account = a.name,
                            .email = user.email,
                            .url = arena_printf(rq->arena, "%s/signin/link?link=%s",
                                                brand_url(rq->arena, web_of(rq)->conf->url, &brand),
                                                c.secret),
                            .seconds = link_seconds[LINK_SIGNIN] };
    page_title(rq, tr("Sign-in link"));
    rq->view = page;
    return FAULT_OK;
}
