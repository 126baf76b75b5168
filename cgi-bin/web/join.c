/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whoever has the link has the mail. A user that there is already becomes a member by one click,
 * and signs in as always; another sets name and password and is in. A wrong link is counted as a
 * wrong try of a sign-in.
 */
#include "web/join.h"
#include "base/secret.h"
#include "base/words.h"
#include "store/audit.h"
#include "store/audit_look.h"
#include "store/invitation.h"
#include "store/link.h"
#include "store/throttle.h"
#include "web/enter.h"

const struct field join_form[] = {
    TEXT(struct join, link, .required = true, .min = LINK_SECRET_LEN, .max = LINK_SECRET_LEN),
    TEXT(struct join, name, .label = T("A name"), .max = 100, .check = check_title),
    TEXT(struct join, password, .label = T("A password"), .max = 1024, .check = check_password),
    FIELDS_END,
};

static const struct form_input new_inputs[] = {
    INPUT("link", "", HIDDEN),
    INPUT("name", T("Your name"), TEXT, .autocomplete = "name", .needed = true),
    INPUT("password", T("New password"), PASSWORD, .autocomplete = "new-password", .needed = true,
          .help = T("At least 12 characters.")),
    INPUTS_END,
};
static const struct form_spec new_spec = { .fields = join_form,
                                           .inputs = new_inputs,
                                           .submit = T("Accept and sign in") };
static const struct form_input known_inputs[] = { INPUT("link", "", HIDDEN), INPUTS_END };
static const struct form_spec known_spec = { .fields = join_form,
                                             .inputs = known_inputs,
                                             .submit = T("Accept") };

static enum session_face face_of(const struct request *rq)
{
    return web_of(rq)->face == WEB_ADMIN ? SESSION_ADMIN : SESSION_MY;
}

/* Of the address, or of the form that was refused. */
static const char *sent_link(const struct request *rq)
{
    const char *link = params_get(rq->method == M_GET ? &rq->query : &rq->fields, "link");
    return link && strlen(link) == LINK_SECRET_LEN ? link : "";
}

enum fault_code join_show(const struct db *db, struct request *rq)
{
    struct invitation i;
    struct invited_user user;
    struct join now = { .link = sent_link(rq) };
    enum fault_code rc = invitation_find(db, face_of(rq), now.link, &i, &user);
    if (rc)
        return rc;
    struct form_head head = {
        .title = tr("You are invited"),
        .lead = arena_printf(rq->arena, tr("%s, to the account %s as \"%s\"."), i.email,
                             i.account_name, role_people(i.role_id, i.role)),
    };
    struct form_ask ask = { .action = "/join", .values = &now };
    page_title(rq, head.title);
    return form_page_show(rq, &head, user.has_password ? &known_spec : &new_spec, &ask);
}

struct joining {
    struct invitation invitation;
    struct invited_user user;
    const char *name;
    const char *password_hash;
    const char *address;
    int64_t user_id;
};

static enum fault_code join_tx(struct db *db, void *ctx)
{
    struct joining *j = ctx;
    const struct invitation *i = &j->invitation;
    struct audit_new note = { .account_id = i->account_id,
                              .reseller_id = i->reseller_id,
                              .who = gate_short(db->arena, i->email),
                              .address = j->address,
                              .what = "invite_accept",
                              .object = i->role,
                              .changes = audit_pair(db->arena, "role", "", i->role) };
    enum fault_code rc = invitation_accept(db, i, j->name, j->password_hash, &j->user_id);
    if (!rc && !j->user.has_password)
        rc = user_set_language(db, j->user_id, words_in_use());
    return rc ? rc : audit_add(db, &note);
}

static enum fault_code take_tx(struct db *db, void *ctx)
{
    const char *net = ctx;
    enum fault_code rc = throttle_take(db, THROTTLE_ADDRESS, net);
    return rc ? rc : throttle_take(db, THROTTLE_ALL, net);
}

static enum fault_code find(struct db *db, struct request *rq, const char *secret,
                            struct joining *j)
{
    char *net = arena_strdup(rq->arena, throttle_address(rq->arena, j->address));
    enum fault_code rc = db_tx(db, take_tx, NULL, net);
    if (!rc)
        rc = invitation_find(db, face_of(rq), secret, &j->invitation, &j->user);
    return rc ? rc : throttle_back(db, THROTTLE_ADDRESS, net);
}

static enum fault_code take_words(struct request *rq, const struct join *in, struct joining *j)
{
    if (!in->name || !*in->name)
        return fail_field(rq->fault, FAULT_INVALID, "name", T("A name is needed."));
    if (!in->password || !*in->password)
        return fail_field(rq->fault, FAULT_INVALID, "password", T("A password is needed."));
    j->name = in->name;
    j->password_hash = secret_password_hash(rq->arena, in->password);
    return FAULT_OK;
}

enum fault_code join_do(struct db *db, struct request *rq)
{
    const struct join *in = rq->form;
    struct joining j = { .address = rq->env.remote ? rq->env.remote : "" };
    struct entrant who = { .proved = true };
    enum fault_code rc = find(db, rq, in->link, &j);
    if (!rc && !j.user.has_password)
        rc = take_words(rq, in, &j);
    if (!rc)
        rc = db_tx(db, join_tx, NULL, &j);
    if (rc)
        return rc;
    if (j.user.has_password) {
        request_redirect(rq, "%s?did=joined", gate_signin_path(web_of(rq)));
        return FAULT_OK;
    }
    rc = user_for_signin_by_id(db, j.user_id, face_of(rq) == SESSION_ADMIN, &who.user);
    return rc ? rc : enter(db, rq, &who);
}
