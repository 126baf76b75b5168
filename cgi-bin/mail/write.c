/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A link's secret is made here, when the message is: it stands in the message
 * alone, which lies sealed in the outbox until it is sent. Is the link too old by
 * then, the message is made anew with another.
 */
#include "mail/write.h"
#include <jansson.h>
#include <string.h>
#include "base/clock.h"
#include "base/secret.h"
#include "base/words.h"
#include "base/zone.h"
#include "form/input.h"
#include "form/view.h"
#include "mail/compose.h"
#include "store/account.h"
#include "store/brand.h"
#include "store/invitation.h"

enum { PART_MOST = 64 * 1024 };

struct words {
    const char *subject;
    const char *panel;   /* its name */
    const char *url;     /* its address */
    const char *account; /* by name */
    const char *person;  /* by name, "" if not known */
    const char *email;
    const char *link;
    const char *machine;
    const char *machine_url;
    const char *image;
    const char *ipv4;
    const char *ipv6;
    const char *address; /* to connect to */
    const char *agent;   /* a browser, as it calls itself */
    const char *from;    /* its address */
    const char *to;      /* an e-mail address that was changed to */
    int64_t percent;     /* of what may be sent in a month */
    int64_t has;         /* bytes sent */
    int64_t most;
    bool over;
    bool known;          /* somebody has the address */
    bool kept;           /* no mail server is set: it goes to the catcher */
    bool has_keys;
    int64_t at; /* when it was asked for */
};
static const struct field words_view[] = {
    TEXT(struct words, subject),     TEXT(struct words, panel),  TEXT(struct words, url),
    TEXT(struct words, account),     TEXT(struct words, person), TEXT(struct words, email),
    TEXT(struct words, link),        TEXT(struct words, machine),
    TEXT(struct words, machine_url), TEXT(struct words, image),  TEXT(struct words, ipv4),
    TEXT(struct words, ipv6),        TEXT(struct words, address), BOOL(struct words, has_keys),
    TEXT(struct words, agent),       TEXT(struct words, from),
    TEXT(struct words, to),          BOOL(struct words, known), BOOL(struct words, kept),
    I64(struct words, percent),      BYTES(struct words, has),
    BYTES(struct words, most),       BOOL(struct words, over),
    TIME(struct words, at),          FIELDS_END,
};

/* What a row's args may hold. */
struct args {
    const char *name;
    const char *ipv4;
    const char *ipv6;
    const char *image;
    const char *agent;
    const char *from;
    const char *to;
    int64_t id;
    int64_t door; /* store/user_door.h */
    int64_t percent;
    int64_t has;
    int64_t most;
    bool has_keys;
    bool admin;
};
static const struct field args_form[] = {
    TEXT(struct args, name),  TEXT(struct args, ipv4),
    TEXT(struct args, ipv6),  TEXT(struct args, image),
    TEXT(struct args, agent), TEXT(struct args, from),
    TEXT(struct args, to),
    I64(struct args, id, .min = 1, .max = INT64_MAX),
    I64(struct args, door, .min = 1, .max = INT64_MAX),
    I64(struct args, percent, .max = 100),
    I64(struct args, has, .max = INT64_MAX),
    I64(struct args, most, .max = INT64_MAX),
    BOOL(struct args, has_keys), BOOL(struct args, admin),
    FIELDS_END,
};

/* {{panel}} or {{machine}} in them is filled in. */
static const char *const subjects[MAIL_KIND_COUNT] = {
    [MAIL_READY] = T("{{machine}} is ready"),
    [MAIL_REINSTALLED] = T("{{machine}} was reinstalled"),
    [MAIL_RESET] = T("A new password for {{panel}}"),
    [MAIL_INVITE] = T("Your access to {{panel}}"),
    [MAIL_PASSWORD] = T("Your password at {{panel}} was changed"),
    [MAIL_TEST] = T("Test mail of {{panel}}"),
    [MAIL_DEVICE] = T("A sign-in from a new browser at {{panel}}"),
    [MAIL_ADDRESS] = T("Your new address at {{panel}}"),
    [MAIL_MOVED] = T("Your address at {{panel}} was changed"),
    [MAIL_REGISTER] = T("Your account at {{panel}}"),
    [MAIL_TRAFFIC] = T("Traffic of {{account}} at {{panel}}"),
    [MAIL_JOIN] = T("You are invited at {{panel}}"),
    [MAIL_TOTP] = T("How you sign in at {{panel}} was changed"),
};

static const struct view_globals no_globals;

/* --- templates --- */

static const char *template_of(struct arena *a, unsigned kind, const char *ending)
{
    return arena_printf(a, "%s.%s", mail_kind_words[kind].code, ending);
}

enum fault_code write_init(struct fault *f, struct arena *a, const struct conf *conf)
{
    static const char *const endings[] = { "txt", "html" };
    enum fault_code rc = view_init(f, arena_printf(a, "%s/templates/mail", conf->root), "", NULL);
    if (!rc)
        view_languages(arena_printf(a, "%s/build/templates", conf->root), "mail");
    for (unsigned kind = 0; !rc && kind < MAIL_KIND_COUNT; kind++)
        for (size_t i = 0; !rc && i < countof(endings); i++)
            rc = view_check(f, template_of(a, kind, endings[i]), words_view);
    return rc;
}

static enum fault_code render(struct fault *f, struct arena *a, unsigned kind, const char *ending,
                              const struct words *w, const char **out)
{
    struct text t;
    text_init(&t, a, PART_MOST);
    enum fault_code rc =
        view_render(f, template_of(a, kind, ending), words_view, w, NULL, &no_globals, &t);
    *out = text_str(&t);
    return rc;
}

/* --- what it speaks of --- */

struct writing {
    const struct conf *conf;
    const struct settings *settings;
    struct outbox_claim *claim;
    struct args args;
    struct link_user user;
    struct brand brand; /* of the reseller whose customer it is */
    enum session_face face;
    struct words words;
    char *message;
};

static enum fault_code read_args(struct fault *f, struct arena *a, const struct outbox_claim *c,
                                 struct args *out)
{
    OWNED(input_drop_json) json_t *object = NULL;
    struct input_errors errors = { .count = 0 };
    enum fault_code rc = input_parse_json(f, c->args, strlen(c->args), &object);
    return rc ? rc : input_from_json(f, a, args_form, object, out, &errors);
}

/* Whoever is invited is nobody yet, as far as this goes: the mail is the same to all. */
static enum fault_code find_invited(struct db *db, struct writing *w)
{
    struct invitation i;
    enum fault_code rc = invitation_load_any(db, w->args.id, &i);
    if (rc)
        return rc;
    w->face = i.level == 0 ? SESSION_ADMIN : SESSION_MY;
    w->user = (struct link_user){ .account_id = i.account_id,
                                  .reseller_id = i.reseller_id,
                                  .level = i.level,
                                  .email = i.email,
                                  .name = "",
                                  .account_name = i.account_name,
                                  .language = i.language,
                                  .time_zone = "UTC" };
    return FAULT_OK;
}

/* FAULT_MISSING: nobody is to get it (any more). */
static enum fault_code find_user(struct db *db, struct writing *w)
{
    const struct outbox_claim *c = w->claim;
    if (c->kind == MAIL_JOIN)
        return find_invited(db, w);
    w->face = w->args.admin ? SESSION_ADMIN : SESSION_MY;
    if (c->kind == MAIL_TEST && !c->user_id)
        return FAULT_OK;
    enum fault_code rc = c->user_id ? link_user_by_id(db, c->user_id, &w->user)
                                    : link_user_of(db, w->face, w->args.door, c->email, &w->user);
    if (!rc && c->user_id)
        w->face = w->user.level == 0 ? SESSION_ADMIN : SESSION_MY;
    if (!rc && c->kind == MAIL_INVITE && !w->user.invited)
        rc = FAULT_MISSING;
    if (!rc && c->kind == MAIL_ADDRESS &&
        link_email_is_free(db, w->user.reseller_id, c->email) == FAULT_CONFLICT)
        rc = FAULT_MISSING; /* its owner hears nothing of it, nor whoever asked */
    if (rc == FAULT_MISSING && c->kind == MAIL_REGISTER) {
        fault_clear(db->fault);
        w->user = (struct link_user){ .account_name = "" };
        rc = FAULT_OK;
    }
    if (!rc && w->user.level == ACCOUNT_CUSTOMER)
        rc = brand_of(db, w->user.reseller_id, &w->brand);
    return rc;
}

static bool is_set(const char *s)
{
    return s && *s;
}

/* A reseller's customers are led to its host name. */
static const char *panel_url(struct arena *a, const struct writing *w)
{
    const char *set = setting_text(w->settings, SETTING_PANEL_URL);
    const char *url = *set ? set : w->conf->url;
    return brand_url(a, url, &w->brand);
}

static const char *panel_name(const struct writing *w)
{
    return is_set(w->brand.name) ? w->brand.name : setting_text(w->settings, SETTING_PANEL_NAME);
}

static const char *sender_of(const struct writing *w)
{
    return brand_sender(&w->brand, setting_text(w->settings, SETTING_MAIL_SENDER));
}

/* LINK_WHATS: there is none in such a mail. */
static enum link_what link_in(const struct writing *w)
{
    switch (w->claim->kind) {
    case MAIL_RESET: return LINK_RESET;
    case MAIL_INVITE: return LINK_INVITE;
    case MAIL_ADDRESS: return LINK_EMAIL;
    case MAIL_REGISTER: return w->user.id ? LINK_WHATS : LINK_REGISTER;
    default: return LINK_WHATS;
    }
}

static const char *link_of(struct arena *a, const struct writing *w, const char *secret)
{
    static const char *const paths[LINK_WHATS + 1] = { [LINK_RESET] = "reset",
                                                       [LINK_INVITE] = "invite",
                                                       [LINK_EMAIL] = "address",
                                                       [LINK_REGISTER] = "welcome" };
    enum link_what what = link_in(w);
    const char *path = w->claim->kind == MAIL_JOIN ? "join" : paths[what];
    bool admin = w->face == SESSION_ADMIN;
    const char *own = admin ? w->conf->admin_url : NULL;
    return !path ? ""
                 : arena_printf(a, "%s%s/%s?link=%s", own ? own : panel_url(a, w),
                                admin ? "/admin" : "", path, secret);
}

static void fill_words(struct arena *a, struct writing *w)
{
    const struct args *in = &w->args;
    char subject[250];
    const char *panel = panel_name(w);
    const struct words_value values[] = { { "panel", panel },
                                          { "machine", in->name ? in->name : "" },
                                          { "account", w->user.account_name } };
    words_fill(subject, sizeof(subject), tr(subjects[w->claim->kind]), values, countof(values));
    w->words = (struct words){
        .subject = arena_strdup(a, subject),
        .panel = panel,
        .kept = !*setting_text(w->settings, SETTING_SMTP_HOST),
        .url = panel_url(a, w),
        .account = w->user.account_name,
        .person = w->user.name ? w->user.name : "",
        .email = w->claim->email,
        .machine = in->name,
        .machine_url = arena_printf(a, "%s/vm/%lld", panel_url(a, w), (long long)in->id),
        .image = in->image,
        .ipv4 = in->ipv4,
        .ipv6 = in->ipv6,
        .address = in->ipv4 && *in->ipv4 ? in->ipv4 : in->ipv6,
        .agent = in->agent,
        .from = in->from,
        .to = in->to,
        .percent = in->percent,
        .has = in->has,
        .most = in->most,
        .over = in->percent == 100,
        .known = w->user.id != 0,
        .has_keys = in->has_keys,
        .at = w->claim->queued_at,
    };
}

/* --- the message --- */

static const char *place_of(struct arena *a, const struct outbox_claim *c)
{
    return arena_printf(a, "outbox.body.%s", c->message_id);
}

static enum fault_code make(struct fault *f, struct arena *a, struct writing *w, const char *link,
                            const char **shown)
{
    struct letter l = { .from_name = w->words.panel,
                        .from = sender_of(w),
                        .to_name = w->words.person,
                        .to = w->claim->email,
                        .subject = w->words.subject,
                        .message_id = w->claim->message_id,
                        .at = w->claim->queued_at };
    w->words.link = link_of(a, w, "…"); /* as the outbox page shows it */
    enum fault_code rc = render(f, a, w->claim->kind, "txt", &w->words, shown);
    w->words.link = link;
    if (!rc)
        rc = render(f, a, w->claim->kind, "txt", &w->words, &l.text);
    if (!rc)
        rc = render(f, a, w->claim->kind, "html", &w->words, &l.html);
    return rc ? rc : compose(f, a, &l, &w->message);
}

static enum fault_code put_tx(struct db *db, void *ctx)
{
    struct writing *w = ctx;
    struct arena *a = db->arena;
    enum link_what what = link_in(w);
    bool join = w->claim->kind == MAIL_JOIN;
    bool linked = join || what != LINK_WHATS;
    char *secret = NULL;
    struct outbox_made made = { .account_id = w->user.account_id,
                                .reseller_id = w->user.reseller_id,
                                .user_id = w->user.id,
                                .subject = w->words.subject };
    enum fault_code rc = FAULT_OK;
    if (join) {
        made.good_seconds = INVITATION_SECONDS;
        rc = invitation_arm(db, w->args.id, &secret);
    } else if (linked) {
        bool names = what == LINK_EMAIL || what == LINK_REGISTER;
        made.good_seconds = link_seconds[what];
        rc = link_add(db, what, w->face, w->user.id, names ? w->claim->email : "", &secret);
    }
    if (!rc)
        rc = make(db->fault, a, w, linked ? link_of(a, w, secret) : "", &made.shown);
    if (rc)
        return rc;
    made.body = secret_seal(a, place_of(a, w->claim), w->message);
    return outbox_made(db, w->claim, &made);
}

static enum fault_code write_new(struct db *db, struct writing *w, enum written *out)
{
    bool waits = false;
    enum fault_code rc = read_args(db->fault, db->arena, w->claim, &w->args);
    if (!rc)
        rc = find_user(db, w);
    if (!rc && !w->claim->user_id &&
        (w->claim->kind == MAIL_RESET || w->claim->kind == MAIL_REGISTER))
        rc = outbox_same(db, w->claim, &waits); /* one link is enough, however often it is asked */
    if (waits || rc == FAULT_MISSING) {
        fault_clear(db->fault);
        *out = NOBODY;
        return FAULT_OK;
    }
    if (rc)
        return rc;
    words_use(w->user.language);
    zone_use(w->user.time_zone);
    fill_words(db->arena, w);
    return db_tx(db, put_tx, NULL, w);
}

enum fault_code write_mail(struct db *db, const struct conf *conf, const struct settings *settings,
                           struct outbox_claim *c, enum written *out, char **message)
{
    struct writing w = { .conf = conf, .settings = settings, .claim = c };
    *out = WRITTEN;
    if (c->body && *c->body && !c->stale) {
        *message = secret_open(db->arena, place_of(db->arena, c), c->body);
        if (*message)
            return FAULT_OK;
    } /* sealed by another key: it is made anew */
    enum fault_code rc = write_new(db, &w, out);
    *message = w.message;
    return rc;
}
