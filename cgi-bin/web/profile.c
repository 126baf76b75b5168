/* SPDX-License-Identifier: Apache-2.0 */
#include "web/profile.h"
#include "base/secret.h"
#include "base/words.h"
#include "base/zone.h"
#include "store/outbox.h"
#include "store/throttle.h"
#include "store/user.h"
#include "web/change.h"

const struct field profile_form[] = {
    TEXT(struct profile_change, name, .label = T("A name"), .required = true, .max = 100,
         .check = check_title),
    TEXT(struct profile_change, language, .required = true, .max = 8, .check = check_language),
    TEXT(struct profile_change, time_zone, .required = true, .max = 64, .check = check_time_zone),
    FIELDS_END,
};
static const struct form_input profile_inputs[] = {
    INPUT("name", T("Name"), TEXT, .autocomplete = "name"),
    INPUT("language", T("Language"), SELECT, .help = T("Of pages and mails.")),
    INPUT("time_zone", T("Time zone"), SELECT, .help = T("In which you read times.")),
    INPUTS_END,
};
static const struct form_spec profile_spec = { .fields = profile_form,
                                               .inputs = profile_inputs,
                                               .submit = T("Save") };

static struct list languages(struct arena *a)
{
    size_t count = 0;
    const struct language *l = words_languages(&count);
    struct form_option *o = arena_array(a, count, sizeof(*o));
    for (size_t i = 0; i < count; i++)
        o[i] = (struct form_option){ l[i].code, l[i].name, false };
    return (struct list){ o, (int64_t)count };
}

enum fault_code profile_show(const struct db *db, struct request *rq)
{
    struct profile me;
    enum fault_code rc = user_load_any(db, rq->who->session.user_id, &me);
    if (rc)
        return rc;
    struct profile_change now = { me.name, me.language, me.time_zone };
    struct form_head head = { .title = tr("Profile"),
                              .lead = me.email,
                              .more = { { "/profile/password", tr("Change password") },
                                        { "/profile/totp", tr("Second step") },
                                        { "/profile/passkey", tr("Passkeys") },
                                        { "/profile/email", tr("Change address") },
                                        { "/profile/network", tr("Networks") },
                                        { "/session", tr("Sign-ins") } } };
    struct form_ask ask = { .action = "/profile",
                            .values = &now,
                            .choices = { { "language", languages(rq->arena) },
                                         { "time_zone", form_zones(rq->arena) } } };
    return form_page_show(rq, &head, &profile_spec, &ask);
}

struct changing {
    int64_t user_id;
    int64_t session_id;
    const struct session *who;
    const struct profile_change *to;
    const char *hash;
};

static enum fault_code profile_tx(struct db *db, void *ctx)
{
    const struct changing *c = ctx;
    return user_set_profile(db, c->user_id, c->to->name, c->to->language, c->to->time_zone);
}

enum fault_code profile_do(struct db *db, struct request *rq)
{
    const struct session *s = &rq->who->session;
    struct changing c = { .user_id = s->user_id, .to = rq->form };
    struct change change = { .what = "profile",
                             .object = s->email,
                             .of = { .noun = AUDIT_OF_USER, .id = &s->user_id },
                             .fn = profile_tx,
                             .ctx = &c };
    enum fault_code rc = change_once(db, rq, &change, NULL);
    if (!rc)
        request_redirect(rq, "%s/profile?did=profile-saved", page_root(rq));
    return rc;
}

/* --- the password --- */

enum { PASSWORD_MOST = 1024 };

const struct field password_form[] = {
    TEXT(struct password_change, old_password, .required = true, .max = PASSWORD_MOST),
    TEXT(struct password_change, password, .required = true, .max = PASSWORD_MOST,
         .check = check_password),
    TEXT(struct password_change, again, .required = true, .max = PASSWORD_MOST),
    FIELDS_END,
};
static const struct form_input password_inputs[] = {
    INPUT("old_password", T("Password now"), PASSWORD, .autocomplete = "current-password"),
    INPUT("password", T("New password"), PASSWORD, .autocomplete = "new-password",
          .help = T("At least 12 characters. A sentence is easier to keep in mind.")),
    INPUT("again", T("New password once more"), PASSWORD, .autocomplete = "new-password"),
    INPUTS_END,
};
static const struct form_spec password_spec = { .fields = password_form,
                                                .inputs = password_inputs,
                                                .submit = T("Change password") };

enum fault_code password_show(const struct db *db, struct request *rq)
{
    struct form_head head = {
        .title = tr("Change the password"),
        .lead = tr("Your other sessions and links in mails end, and a mail tells you of it."),
        .crumbs = { { "/profile", tr("Profile") } }
    };
    struct form_ask ask = { .action = "/profile/password", .cancel = "/profile" };
    (void)db;
    return form_page_show(rq, &head, &password_spec, &ask);
}

static enum fault_code password_tx(struct db *db, void *ctx)
{
    const struct changing *c = ctx;
    struct outbox_new mail = { .kind = MAIL_PASSWORD,
                               .account_id = c->who->account_id,
                               .reseller_id = c->who->reseller_id,
                               .user_id = c->user_id,
                               .email = c->who->email,
                               .args = "{}" };
    enum fault_code rc = user_set_password_hash(db, c->user_id, c->hash, c->session_id);
    return rc ? rc : outbox_add(db, &mail, NULL);
}

/* A session that was left open is no way to guess the password; nor is knowing it one to keep the
 * sign-in's pool busy (SES-03). */
enum fault_code password_check(struct db *db, struct request *rq, const char *field,
                               const char *password)
{
    int64_t id = rq->who->session.user_id;
    const char *counted = arena_printf(rq->arena, "password %lld", (long long)id);
    const char *hash = NULL;
    enum fault_code rc = throttle_take(db, THROTTLE_ALL, counted);
    if (!rc)
        rc = throttle_take(db, THROTTLE_ACCOUNT, counted);
    if (!rc)
        rc = user_password_hash(db, id, &hash);
    if (rc)
        return rc;
    if (secret_password_ok(hash, password))
        return throttle_right(db, THROTTLE_ACCOUNT, counted);
    return fail_field(rq->fault, FAULT_INVALID, field, T("This is not your password."));
}

enum fault_code password_do(struct db *db, struct request *rq)
{
    const struct password_change *in = rq->form;
    const struct session *s = &rq->who->session;
    bool done = false;
    enum fault_code rc = change_found(db, rq, &done);
    if (!rc && !done && strcmp(in->password, in->again))
        rc = fail_field(rq->fault, FAULT_INVALID, "again", T("The two differ."));
    if (!rc && !done)
        rc = password_check(db, rq, "old_password", in->old_password);
    if (rc)
        return rc;
    struct changing c = { .user_id = s->user_id, .session_id = s->id, .who = s };
    c.hash = done ? "" : secret_password_hash(rq->arena, in->password);
    struct change change = { .what = "password",
                             .object = s->email,
                             .said = audit_masked(rq->arena, "password"),
                             .fn = password_tx,
                             .ctx = &c };
    if (!done)
        rc = change_once(db, rq, &change, NULL);
    if (!rc)
        request_redirect(rq, "%s/profile?did=password-changed", page_root(rq));
    return rc;
}
