/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Order: host, origin, visitor, seal of the form, permission. Nothing here writes
 * to the database; gate_after() does, over a connection of its own.
 */
#include "web/gate.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/net.h"
#include "base/secret.h"
#include "base/text.h"
#include "base/token_mark.h"
#include "base/words.h"
#include "base/zone.h"
#include "kind/plan.h"
#include "store/account.h"
#include "store/customer.h"
#include "store/audit.h"
#include "store/setting.h"
#include "store/token.h"
#include "store/user.h"

enum { KEY_MIN = 16, KEY_MAX = 64 };

const char *const gate_fields[] = { "csrf", "request_key", NULL };

const struct web *web_of(const struct request *rq)
{
    return rq->face->ctx;
}

bool gate_may(const struct visitor *who, enum permission p)
{
    return p == PERM_ANYONE ||
           (who->signed_in && (p == PERM_SIGNED_IN || who->may & permission_bit(p)));
}

int64_t gate_door(const struct request *rq)
{
    return rq->who->brand ? rq->who->brand->reseller_id : 0;
}

const char *gate_door_name(const struct request *rq)
{
    int64_t door = gate_door(rq);
    return door ? arena_printf(rq->arena, "%s.%lld", rq->face->name, (long long)door)
                : rq->face->name;
}

struct scope gate_customers(const struct request *rq)
{
    const struct session *s = &rq->who->session;
    bool reseller = rq->who->signed_in && s->level == ACCOUNT_RESELLER &&
                    !rq->who->asker.scope.labels_of; /* they have none */
    return scope_account(reseller ? s->account_id : 0, SCOPE_ANY);
}

enum fault_code gate_for_customer(const struct db *db, struct request *rq, int64_t id,
                                  struct account *out)
{
    const struct scope who = gate_customers(rq);
    enum fault_code rc = customer_load(db, &who, id, out);
    if (!rc)
        rc = account_is_open(db, out);
    if (!rc)
        rq->who->asker.scope = scope_account(out->reseller_id, out->id);
    return rc;
}

/* Letters, digits and what else is in `more`. */
static bool is_key(const char *s, size_t min, size_t max, const char *more)
{
    size_t len = strlen(s);
    if (len < min || len > max)
        return false;
    for (; *s; s++)
        if (!((*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') || (*s >= '0' && *s <= '9') ||
              strchr(more, *s)))
            return false;
    return true;
}

/* --- where it was sent, and from where --- */

static bool is_tls(const struct web *web)
{
    return !strncmp(web->conf->url, "https://", 8);
}

static bool is_loopback(const char *host)
{
    size_t name = strcspn(host, ":");
    return !strncmp(host, "127.", 4) || !strncmp(host, "[::1]", 5) ||
           (name == 9 && !strncasecmp(host, "localhost", 9));
}

/* The administrator's pages may have an address of their own, which is then their only one. */
static bool has_own_address(const struct web *web)
{
    return web->face == WEB_ADMIN && web->conf->admin_url;
}

/* A reseller's host name has the panel's port; the administrator's pages are at none (WEB-11). */
static enum fault_code find_brand(const struct request *rq, struct visitor *who)
{
    const char *host = rq->env.host;
    const char *port = host ? strchr(host, ':') : NULL;
    const char *ours = strrchr(web_of(rq)->conf->host, ':');
    if (!host || web_of(rq)->face == WEB_ADMIN || strcmp(port ? port : "", ours ? ours : "") != 0)
        return FAULT_MISSING;
    char *name = arena_strndup(rq->arena, host, port ? (size_t)(port - host) : strlen(host));
    struct brand *brand = arena_alloc(rq->arena, sizeof(*brand));
    enum fault_code rc = brand_by_host(rq->face->db, user_email_normal(rq->arena, name), brand);
    if (!rc)
        who->brand = brand;
    return rc;
}

static enum fault_code check_host(const struct request *rq, struct visitor *who)
{
    const struct web *web = web_of(rq);
    const struct conf *conf = web->conf;
    bool own = has_own_address(web);
    if (rq->env.host && !strcasecmp(rq->env.host, own ? conf->admin_host : conf->host))
        return FAULT_OK;
    enum fault_code rc = find_brand(rq, who);
    if (rc != FAULT_MISSING)
        return rc;
    fault_clear(rq->fault);
    return fail(rq->fault, FAULT_MISDIRECTED, T("The panel's address is %s."),
                own ? conf->admin_url : conf->url);
}

static const char *origin_of(const struct request *rq, const struct visitor *who)
{
    const struct conf *conf = web_of(rq)->conf;
    if (who->brand)
        return conf_url_at(rq->arena, conf->origin, who->brand->host);
    return has_own_address(web_of(rq)) ? conf->admin_url : conf->origin;
}

const char *gate_origin(const struct request *rq)
{
    return origin_of(rq, rq->who);
}

/* A browser says where a form was; a page of another's is refused before it is read. */
static enum fault_code check_origin(const struct request *rq, const struct visitor *who)
{
    const struct env *e = &rq->env;
    if (rq->method == M_GET)
        return FAULT_OK;
    bool ours = e->origin && !strcmp(e->origin, origin_of(rq, who));
    if (ours && e->fetch_site)
        ours = !strcmp(e->fetch_site, "same-origin") || !strcmp(e->fetch_site, "none");
    if (ours)
        return FAULT_OK;
    return fail(rq->fault, FAULT_DENIED, T("This form was not sent from a page of the panel."));
}

/* A token is never sent in clear over a network; who did so learns it at once. */
static enum fault_code check_wire(const struct request *rq)
{
    const struct web *web = web_of(rq);
    if (is_tls(web) || is_loopback(web->conf->host))
        return FAULT_OK;
    return fail(rq->fault, FAULT_DENIED, T("The JSON interface is served over HTTPS alone."));
}

/* Passwords are compared in a pool of its own, by a database user that alone reads their hashes. */
static enum fault_code check_pool(const struct request *rq)
{
    bool get = rq->method == M_GET;
    bool signin = rq->route->permission == PERM_ANYONE || rq->route->secret;
    enum web_pool right = get ? POOL_READER : signin ? POOL_SIGNIN : POOL_WRITER;
    if (web_of(rq)->pool == right)
        return FAULT_OK;
    log_error("%s: %s came to the wrong pool", rq->face->name, rq->route->path);
    return fail(rq->fault, FAULT_MISSING, T("There is nothing at this address."));
}

/* --- who asks --- */

/* "__Host-hatchery_my", "hatchery_admin_step" */
static const char *cookie_name(const struct request *rq, enum gate_cookie which)
{
    static const char *const more[] = {
        [COOKIE_SESSION] = "", [COOKIE_STEP] = "_step", [COOKIE_DEVICE] = "_device"
    };
    const struct web *web = web_of(rq);
    return arena_printf(rq->arena, "%shatchery_%s%s", is_tls(web) ? "__Host-" : "",
                        web->face == WEB_ADMIN ? "admin" : "my", more[which]);
}

const char *gate_cookie(const struct request *rq, enum gate_cookie which)
{
    return request_cookie(rq, cookie_name(rq, which));
}

void gate_set_cookie(struct request *rq, enum gate_cookie which, const char *value)
{
    /* seconds; 0: until the browser is closed */
    static const int lasts[] = {
        [COOKIE_SESSION] = 0, [COOKIE_STEP] = GATE_STEP_SECONDS, [COOKIE_DEVICE] = 365 * 24 * 3600
    };
    const struct web *web = web_of(rq);
    bool tls = is_tls(web);
    bool narrow = web->face == WEB_ADMIN && !tls; /* __Host- demands the whole site */
    const char *age = value && !lasts[which]
                          ? ""
                          : arena_printf(rq->arena, "; Max-Age=%d", value ? lasts[which] : 0);
    request_header(rq, "Set-Cookie",
                   arena_printf(rq->arena, "%s=%s; Path=%s; HttpOnly; SameSite=Lax%s%s",
                                cookie_name(rq, which), value ? value : "",
                                narrow ? "/admin/" : "/", tls ? "; Secure" : "", age));
}

static enum fault_code signed_out(const struct request *rq)
{
    fault_clear(rq->fault);
    return fail(rq->fault, FAULT_SIGNED_OUT, "%s",
                web_of(rq)->face == WEB_API ? T("This token is not known, or was revoked.")
                                            : T("You are signed out. Sign in and try again."));
}

static enum fault_code find_by_cookie(const struct request *rq, struct visitor *who)
{
    const struct web *web = web_of(rq);
    const char *cookie = gate_cookie(rq, COOKIE_SESSION);
    if (!cookie || !is_key(cookie, SECRET_SESSION_LEN, SECRET_SESSION_LEN, ""))
        return FAULT_MISSING;
    who->secret = cookie;
    return session_find(rq->face->db, web->face == WEB_ADMIN ? SESSION_ADMIN : SESSION_MY,
                        secret_hash(rq->arena, cookie), &who->session);
}

static enum fault_code find_by_token(const struct request *rq, struct visitor *who)
{
    static const char scheme[] = "Bearer ";
    const char *sent = rq->env.authorization;
    if (!sent || strncasecmp(sent, scheme, sizeof(scheme) - 1))
        return FAULT_MISSING;
    const char *token = sent + sizeof(scheme) - 1;
    if (!token_mark_ok(token) && !is_key(token, SECRET_TOKEN_LEN, SECRET_TOKEN_LEN, ""))
        return FAULT_MISSING; /* the second kind was made before tokens had a mark */
    return token_find(rq->face->db, secret_hash(rq->arena, token), &who->session);
}

/* A token has what its role has, as far as it is not narrowed. */
static void narrow(struct visitor *who)
{
    const struct session *s = &who->session;
    for (int p = 0; p < PERM_COUNT; p++)
        if (!token_allows(s, (enum permission)p))
            who->may &= ~permission_bit((enum permission)p);
    if (*s->token_labels)
        who->asker.scope.labels_of = s->id;
}

const char *gate_short(struct arena *a, const char *name)
{
    return text_cut(a, name, AUDIT_NAME);
}

/* Staff that acts as a customer: who sees the machines and works on them, as far as the role that
 * the staff has now goes, too, and nothing more. */
static bool is_acting(const struct visitor *who)
{
    return who->session.actor && *who->session.actor;
}

static const enum permission acting[] = {
    PERM_VM_READ,    PERM_VM_POWER,  PERM_VM_DELETE,    PERM_TASK_READ,    PERM_TASK_WRITE,
    PERM_IMAGE_READ, PERM_PLAN_READ, PERM_SSH_KEY_READ, PERM_ACCOUNT_READ,
};

static permission_set acting_may(const struct session *s)
{
    permission_set may = 0;
    for (size_t i = 0; i < countof(acting); i++)
        may |= permission_bit(acting[i]);
    return may & permission_read(s->actor_permissions);
}

/* Until somebody takes the right from them. */
static bool may_act(const struct visitor *who)
{
    return permission_read(who->session.actor_permissions) & permission_bit(PERM_ACT_AS);
}

static void fill_asker(const struct request *rq, struct visitor *who)
{
    const struct session *s = &who->session;
    const struct web *web = web_of(rq);
    const char *name = s->user_id ? s->email : arena_printf(rq->arena, "token %s", s->user_name);
    who->may = permission_read(s->permissions);
    if (is_acting(who)) {
        who->may &= acting_may(s);
        name = arena_printf(rq->arena, "%s as %s", s->actor, s->email);
    }
    who->asker = (struct asker){
        .scope = web->face == WEB_ADMIN ? scope_everything()
                                        : scope_account(s->reseller_id, s->account_id),
        .account_id = s->account_id,
        .reseller_id = s->reseller_id,
        .user_id = s->user_id,
        .token_id = s->user_id ? 0 : s->id,
        .who = gate_short(rq->arena, name),
        .acting = is_acting(who),
        .staff = is_acting(who) ? gate_short(rq->arena, s->actor) : NULL,
        .as_user = is_acting(who) ? gate_short(rq->arena, s->email) : NULL,
        .address = rq->env.remote ? rq->env.remote : "",
        .inst = web->conf->inst,
    };
    if (!s->user_id)
        narrow(who);
}

static enum fault_code find_visitor(const struct request *rq, struct visitor *who)
{
    enum fault_code rc =
        web_of(rq)->face == WEB_API ? find_by_token(rq, who) : find_by_cookie(rq, who);
    if (rc == FAULT_MISSING)
        return signed_out(rq);
    if (rc)
        return rc;
    if (who->brand && who->session.reseller_id != who->brand->reseller_id)
        return signed_out(rq);
    if (is_acting(who) && !may_act(who))
        return signed_out(rq);
    const char *networks = who->session.networks;
    if (!is_acting(who) && networks && *networks &&
        !net_list_has(networks, rq->env.remote ? rq->env.remote : ""))
        return signed_out(rq);
    who->signed_in = true;
    fill_asker(rq, who);
    if (web_of(rq)->face != WEB_API) {
        words_use(who->session.language);
        zone_use(who->session.time_zone);
    }
    return FAULT_OK;
}

/* --- how often --- */

enum { LOOK_EVERY = 10 * 1000000 };

/* What the setting says, as of a few seconds ago. */
static enum fault_code usual_rate(const struct request *rq, int64_t *most)
{
    static int64_t kept;
    static int64_t until;
    struct settings settings;
    enum fault_code rc = FAULT_OK;
    if (clock_monotonic() >= until) {
        rc = settings_load(rq->face->db, &settings);
        kept = rc ? kept : setting_number(&settings, SETTING_API_MINUTE);
        until = rc ? until : clock_monotonic() + LOOK_EVERY;
    }
    *most = kept;
    return rc;
}

static void tell_rate(struct request *rq, const struct rate_left *left)
{
    request_header(rq, "RateLimit-Limit", arena_printf(rq->arena, "%lld", (long long)left->most));
    request_header(rq, "RateLimit-Remaining",
                   arena_printf(rq->arena, "%lld", (long long)left->remaining));
    request_header(rq, "RateLimit-Reset",
                   arena_printf(rq->arena, "%lld",
                                (long long)clock_now() / 1000000 + left->full_in));
}

/* Of all accounts of its group, whose ids are no account's when they are negative. What the others
 * ask for is not told (TEN-04): the headers are the account's own. */
static enum fault_code check_group_rate(struct request *rq, const struct visitor *who,
                                        struct rate_left *own)
{
    struct rate_left left;
    bool free = rate_take(web_of(rq)->rate, -who->session.group_id, who->session.group_minute,
                          clock_monotonic(), &left);
    if (!free)
        own->remaining = 0;
    tell_rate(rq, own);
    if (free)
        return FAULT_OK;
    enum fault_code rc = fail(rq->fault, FAULT_RATE,
                              T("Your provider answers no more requests now. Ask again in %lld s."),
                              (long long)left.retry_in);
    rq->fault->retry_after = (int)left.retry_in;
    return rc;
}

/* All tokens of an account have one measure: another token is no way past it. */
static enum fault_code check_rate(struct request *rq, const struct visitor *who)
{
    int64_t most = who->session.api_minute;
    if (!web_of(rq)->rate)
        return FAULT_OK;
    enum fault_code rc = most ? FAULT_OK : usual_rate(rq, &most);
    if (rc)
        return rc;
    struct rate_left left;
    bool free =
        rate_take(web_of(rq)->rate, who->session.account_id, most, clock_monotonic(), &left);
    if (free && who->session.group_minute)
        return check_group_rate(rq, who, &left);
    tell_rate(rq, &left);
    if (free)
        return FAULT_OK;
    rc = fail(rq->fault, FAULT_RATE,
              T("Your account may ask %lld times within a minute. Ask again in %lld s."),
              (long long)most, (long long)left.retry_in);
    rq->fault->retry_after = (int)left.retry_in;
    return rc;
}

/* --- what they may --- */

static enum fault_code check_network(const struct request *rq, struct visitor *who)
{
    const char *from = who->session.token_networks;
    if (!from || !*from || net_list_has(from, who->asker.address))
        return FAULT_OK;
    who->refused_as = "token_network";
    return fail(rq->fault, FAULT_DENIED, T("This token is bound to other addresses than %s."),
                who->asker.address);
}

static enum fault_code check_seal(const struct request *rq, struct visitor *who)
{
    const char *csrf = params_get(&rq->fields, "csrf");
    const char *key = params_get(&rq->fields, "request_key");
    if (rq->method == M_GET)
        return FAULT_OK;
    if (!csrf || !secret_csrf_ok(who->secret, csrf))
        return fail(rq->fault, FAULT_DENIED,
                    T("This form is not yours, or too old. Load it again."));
    if (!key || !is_key(key, KEY_MIN, KEY_MAX, ""))
        return fail(rq->fault, FAULT_INVALID, T("This form has no key of its own. Load it again."));
    who->key = key;
    return FAULT_OK;
}

static enum fault_code check_key(const struct request *rq, struct visitor *who)
{
    const char *key = rq->method == M_GET ? NULL : rq->env.idempotency_key;
    if (key && !is_key(key, 1, KEY_MAX, "-_"))
        return fail(rq->fault, FAULT_INVALID,
                    T("Idempotency-Key has 1 to %d letters, digits, hyphens and underscores."),
                    KEY_MAX);
    who->key = key;
    return FAULT_OK;
}

/* Where the visitor was: this page, or that above a form's address. */
static const char *page_above(const struct request *rq)
{
    int64_t ids[ROUTE_IDS];
    unsigned allowed = 0;
    if (rq->method == M_GET)
        return rq->env.uri;
    char *path = arena_strdup(rq->arena, rq->path);
    for (char *cut = path + strlen(path); cut > path; cut = strrchr(path, '/')) {
        *cut = '\0';
        if (route_match(rq->face->routes, rq->face->route_count, M_GET, path, ids, &allowed))
            return path;
    }
    return web_of(rq)->face == WEB_ADMIN ? "/admin/" : "/";
}

enum fault_code gate_demand_proof(struct request *rq)
{
    if (rq->who->session.proved || web_of(rq)->face == WEB_API)
        return FAULT_OK;
    rq->who->led_to =
        arena_printf(rq->arena, "/again?next=%s", gate_encode(rq->arena, page_above(rq)));
    return fail(rq->fault, FAULT_DENIED,
                T("This needs your password once more. Type it, then send the form again."));
}

/* What asks for no labels in its queries is closed to a token that is narrowed to some. */
static bool is_beyond_labels(const struct request *rq, const struct visitor *who)
{
    const char *word = permission_word(rq->route->permission);
    bool machines = !strncmp(word, "vm_", 3) || !strncmp(word, "task_", 5);
    return who->asker.scope.labels_of && machines && !rq->route->reached;
}

/* What concerns oneself alone is always allowed: signing out, one's password and sessions. All else
 * at the administrator's face is for the provider's people, each with what the role holds. */
static enum fault_code check_allowed(struct request *rq, struct visitor *who)
{
    enum permission p = rq->route->permission;
    bool own = p == PERM_SIGNED_IN || rq->route->proven;
    if (own && is_acting(who) && strcmp(rq->route->path, "/signout") != 0)
        return fail(rq->fault, FAULT_DENIED, T("This is the user's own affair. You act as %s."),
                    who->session.email);
    if (p == PERM_SIGNED_IN)
        return rq->route->proven ? gate_demand_proof(rq) : FAULT_OK;
    if (who->session.needs_totp && !is_acting(who)) {
        who->led_to = "/profile/totp";
        return fail(rq->fault, FAULT_DENIED,
                    T("Your role needs a second step at sign-in. Set it up first."));
    }
    bool inside = web_of(rq)->face != WEB_ADMIN || who->session.level == 0;
    if (!inside || !gate_may(who, p) || is_beyond_labels(rq, who))
        return fail(rq->fault, FAULT_DENIED,
                    who->asker.token_id ? T("This token may not do this (%s).")
                    : is_acting(who)    ? T("Acting as somebody else, you may not do this (%s).")
                                        : T("Your role may not do this (%s)."),
                    permission_word(p));
    if (who->session.suspended && rq->method != M_GET)
        return fail(rq->fault, FAULT_DENIED, T("Your account is suspended: it can only look."));
    return rq->route->proven ? gate_demand_proof(rq) : FAULT_OK;
}

/* Where nobody would heed it, it is refused: or what was to be looked at only would be done. */
static enum fault_code check_dry_run(const struct request *rq, struct visitor *who)
{
    const char *dry = rq->method == M_GET ? NULL : params_get(&rq->query, "dry_run");
    if (!dry || !strcmp(dry, "0"))
        return FAULT_OK;
    if (strcmp(dry, "1"))
        return fail_field(rq->fault, FAULT_INVALID, "dry_run", T("dry_run is 0 or 1."));
    if (!rq->route->plans)
        return fail_field(rq->fault, FAULT_INVALID, "dry_run",
                          T("What this would do cannot be told beforehand."));
    who->asker.plan = arena_alloc(rq->arena, sizeof(*who->asker.plan));
    return FAULT_OK;
}

enum fault_code gate_demand(struct request *rq, enum permission p)
{
    if (gate_may(rq->who, p))
        return FAULT_OK;
    rq->who->refused = true;
    rq->who->lacks = p;
    return fail(rq->fault, FAULT_DENIED, T("Your role may not do this (%s)."), permission_word(p));
}

enum fault_code gate(struct request *rq)
{
    const struct web *web = web_of(rq);
    struct visitor *who = arena_alloc(rq->arena, sizeof(*who));
    rq->who = who;
    db_use(rq->face->db, rq->arena, rq->fault);
    enum fault_code rc = check_host(rq, who);
    if (rc || !rq->route)
        return rc;
    rc = web->face == WEB_API ? check_wire(rq) : check_origin(rq, who);
    if (!rc)
        rc = check_pool(rq);
    if (rc || rq->route->permission == PERM_ANYONE)
        return rc;
    rc = find_visitor(rq, who);
    if (!rc && web->face == WEB_API)
        rc = check_rate(rq, who);
    if (!rc)
        rc = check_network(rq, who);
    if (!rc)
        rc = web->face == WEB_API ? check_key(rq, who) : check_seal(rq, who);
    if (!rc)
        rc = check_allowed(rq, who);
    if (!rc)
        rc = check_dry_run(rq, who);
    who->refused = who->signed_in && rc == FAULT_DENIED && !who->led_to;
    who->lacks = rq->route->permission;
    return rc;
}

/* --- for handlers --- */

static void add_part(struct text *t, const char *s, size_t len)
{
    text_addf(t, "%zu:", len);
    text_addn(t, s, len);
}

/* Each part has its length before it, so that no two forms read alike. The cookie's value is in it,
 * which is stored nowhere: whoever has the row cannot try out what a form said, such as a mail
 * server's password (DBA-04). */
static const char *said_hash(const struct request *rq)
{
    struct text t;
    text_init(&t, rq->arena, 4 * REQUEST_BODY_MAX);
    if (rq->route->secret) /* of a password no such hash is kept */
        return secret_hash_bytes(rq->arena, "", 0);
    if (rq->who->secret)
        add_part(&t, rq->who->secret, strlen(rq->who->secret));
    for (size_t i = 0; i < rq->fields.count; i++) {
        const struct param *p = &rq->fields.at[i];
        if (!strcmp(p->name, gate_fields[0]) || !strcmp(p->name, gate_fields[1]))
            continue;
        add_part(&t, p->name, strlen(p->name));
        add_part(&t, p->value, p->len);
    }
    if (rq->file.name)
        add_part(&t, rq->file.bytes, rq->file.len);
    if (rq->sent)
        text_addn(&t, rq->env.body, rq->env.body_len);
    return secret_hash_bytes(rq->arena, text_str(&t), t.len);
}

struct once gate_once(struct request *rq)
{
    static const char *const words[] = {
        [M_GET] = "GET", [M_POST] = "POST", [M_PUT] = "PUT", [M_DELETE] = "DELETE", [M_OTHER] = "?"
    };
    return (struct once){
        .key = rq->who->key,
        .route = arena_printf(rq->arena, "%s %s", words[rq->method], rq->path),
        .body_hash = said_hash(rq),
    };
}

const char *gate_signin_path(const struct web *web)
{
    return web->face == WEB_ADMIN ? "/admin/signin" : "/signin";
}

const char *gate_encode(struct arena *a, const char *path)
{
    struct text t;
    text_init(&t, a, 4 * REQUEST_URI_MAX);
    for (const char *p = path; *p; p++) {
        char one[2] = { *p, '\0' };
        if (is_key(one, 1, 1, "-_.~/"))
            text_add(&t, one);
        else
            text_addf(&t, "%%%02X", (unsigned)(unsigned char)*p);
    }
    return text_str(&t);
}
