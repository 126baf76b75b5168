/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An address registers: the answer and the row are the same whether somebody has
 * it; the mailer finds that out, and tells its owner. An account is made only when
 * the link comes back, and has the address for its name until it is renamed.
 */
#include "base/clock.h"
#include "base/words.h"
#include "store/account.h"
#include "store/audit.h"
#include "store/audit_look.h"
#include "store/link.h"
#include "store/setting.h"
#include "store/throttle.h"
#include "web/address.h"
#include "web/enter.h"

bool register_is_open(const struct db *db)
{
    enum { KEEP_US = 10 * 1000000 };
    static int64_t until;
    static bool open;
    struct settings now;
    if (clock_monotonic() >= until) {
        struct fault kept = *db->fault; /* the page may be about it */
        open = !settings_load(db, &now) && setting_is(&now, SETTING_REGISTRATION);
        *db->fault = kept;
        until = clock_monotonic() + KEEP_US;
    }
    return open;
}

/* As if it were not there, where it is switched off, and at the host of a reseller, who makes
 * customers. */
static enum fault_code load_open(const struct db *db, const struct request *rq,
                                 struct settings *now)
{
    enum fault_code rc = settings_load(db, now);
    if (!rc && (gate_door(rq) || !setting_is(now, SETTING_REGISTRATION)))
        rc = fail(db->fault, FAULT_MISSING, T("There is nothing at this address."));
    return rc;
}

static const struct form_input register_inputs[] = {
    INPUT("email", T("E-mail"), EMAIL, .autocomplete = "username", .focus = true,
          .help = T("A link is sent to it, on which you choose a password.")),
    INPUTS_END,
};
static const struct form_spec register_spec = { .fields = address_form,
                                                .inputs = register_inputs,
                                                .submit = T("Send the link") };

enum fault_code register_show(const struct db *db, struct request *rq)
{
    struct settings now;
    struct form_head head = { .title = tr("An account of your own") };
    struct form_ask ask = { .action = "/register", .cancel = "/signin" };
    enum fault_code rc = load_open(db, rq, &now);
    page_title(rq, head.title);
    return rc ? rc : form_page_show(rq, &head, &register_spec, &ask);
}

/* At one of the domains, or below it. */
static bool is_blocked(const char *domains, const char *email)
{
    const char *domain = strchr(email, '@') + 1;
    size_t len = strlen(domain);
    for (const char *p = domains + strspn(domains, " "); *p; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");
        if (n <= len && !memcmp(domain + len - n, p, n) && (n == len || domain[len - n - 1] == '.'))
            return true;
        p += n;
    }
    return false;
}

struct asking {
    const char *email;
    const char *net;
    const char *whose;
};

static enum fault_code ask_tx(struct db *db, void *ctx)
{
    const struct asking *a = ctx;
    enum fault_code rc = throttle_take(db, THROTTLE_ALL, a->net);
    if (!rc)
        rc = throttle_take(db, THROTTLE_MAIL, a->net);
    if (!rc)
        rc = throttle_take(db, THROTTLE_MAIL, a->whose);
    return rc ? rc : link_ask_register(db, a->email);
}

static const char *net_of(const struct request *rq)
{
    return throttle_address(rq->arena, rq->env.remote ? rq->env.remote : "");
}

enum fault_code register_do(struct db *db, struct request *rq)
{
    const struct address_form *in = rq->form;
    struct settings now;
    struct asking a = { .email = user_email_normal(rq->arena, in->email),
                        .net = arena_printf(rq->arena, "register %s", net_of(rq)) };
    a.whose = arena_printf(rq->arena, "my %s", a.email);
    enum fault_code rc = load_open(db, rq, &now);
    if (!rc && is_blocked(setting_text(&now, SETTING_REGISTRATION_BLOCKED), a.email))
        rc = fail_field(rq->fault, FAULT_INVALID, "email",
                        T("Addresses of this provider do not register. Take another."));
    if (!rc)
        rc = db_tx(db, ask_tx, NULL, &a);
    if (!rc)
        request_redirect(rq, "/signin?did=register-asked");
    return rc;
}

/* --- the link --- */

const struct field welcome_form[] = {
    TEXT(struct welcome, link, .required = true, .min = LINK_SECRET_LEN, .max = LINK_SECRET_LEN),
    TEXT(struct welcome, name, .label = T("A name"), .required = true, .max = 100,
         .check = check_title),
    TEXT(struct welcome, password, .label = T("A password"), .required = true, .max = 1024,
         .check = check_password),
    FIELDS_END,
};
static const struct form_input welcome_inputs[] = {
    INPUT("link", NULL, HIDDEN),
    INPUT("name", T("Your name"), TEXT, .autocomplete = "name"),
    INPUT("password", T("New password"), PASSWORD, .autocomplete = "new-password",
          .help = T("At least 12 characters.")),
    INPUTS_END,
};
static const struct form_spec welcome_spec = { .fields = welcome_form,
                                               .inputs = welcome_inputs,
                                               .submit = T("Make the account") };

enum fault_code welcome_show(const struct db *db, struct request *rq)
{
    struct settings now;
    struct link_new link;
    const char *secret = params_get(rq->method == M_GET ? &rq->query : &rq->fields, "link");
    enum fault_code rc = load_open(db, rq, &now);
    if (!rc)
        rc = link_find_register(db, secret ? secret : "", &link);
    if (rc)
        return rc;
    struct welcome first = { .link = secret };
    struct form_head head = { .title = tr("An account of your own"),
                              .lead = arena_printf(rq->arena, tr("With %s."), link.email) };
    struct form_ask ask = { .action = "/welcome", .values = &first };
    page_title(rq, head.title);
    return form_page_show(rq, &head, &welcome_spec, &ask);
}

struct making {
    const struct welcome *in;
    struct link_new link;
    int64_t machines;
    const char *address;
    int64_t user_id;
};

static enum fault_code make_tx(struct db *db, void *ctx)
{
    struct making *m = ctx;
    int64_t account_id = 0;
    struct account account;
    enum fault_code rc = link_use_register(db, &m->link);
    if (!rc)
        rc = account_register(db, m->link.email, m->machines, &account_id);
    if (!rc)
        rc = user_add(db, account_id, ROLE_OWNER, m->link.email, m->in->name, m->in->password,
                      &m->user_id);
    if (!rc)
        rc = user_set_language(db, m->user_id, words_in_use());
    if (!rc)
        rc = account_load_any(db, account_id, &account);
    if (rc)
        return rc;
    struct audit_new note = { .account_id = account.id,
                              .reseller_id = account.reseller_id,
                              .who = gate_short(db->arena, m->link.email),
                              .address = m->address,
                              .what = "register",
                              .object = gate_short(db->arena, m->link.email),
                              .changes = audit_pair(db->arena, "account", "", account.name) };
    return audit_add(db, &note);
}

enum fault_code welcome_do(struct db *db, struct request *rq)
{
    struct settings now;
    struct making m = { .in = rq->form, .address = rq->env.remote ? rq->env.remote : "" };
    struct entrant who = { .proved = true };
    enum fault_code rc = load_open(db, rq, &now);
    if (!rc)
        rc = link_find_register(db, m.in->link, &m.link);
    if (rc)
        return rc;
    m.machines = setting_number(&now, SETTING_REGISTRATION_MACHINES);
    rc = db_tx(db, make_tx, NULL, &m);
    if (rc == FAULT_UNIQUE) { /* somebody was invited meanwhile */
        fault_clear(rq->fault);
        return fail(rq->fault, FAULT_CONFLICT,
                    T("There is an account with this address by now. Sign in, or ask for a new "
                      "password."));
    }
    if (!rc)
        rc = user_for_signin_by_id(db, m.user_id, false, &who.user);
    return rc ? rc : enter(db, rq, &who);
}
