/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A template that names what its view does not have stops the program at its
 * start, so no page fails for that while it is shown.
 */
#include "web/page.h"
#include "base/checks.h"
#include "base/clock.h"
#include "base/figures.h"
#include "base/file.h"
#include "base/secret.h"
#include "base/words.h"
#include "base/zone.h"
#include "form/view.h"
#include "store/task.h"

const struct field page_entry_fields[] = {
    TEXT(struct page_entry, href),
    TEXT(struct page_entry, words),
    TEXT(struct page_entry, icon),
    TEXT(struct page_entry, group),
    TEXT(struct page_entry, failed),
    BOOL(struct page_entry, current),
    FIELDS_END,
};

/* Another account of the same user. */
struct other_account {
    int64_t id;
    const char *name;
};
static const struct field other_account_fields[] = {
    I64(struct other_account, id),
    TEXT(struct other_account, name),
    FIELDS_END,
};

const struct field page_logo_view[] = {
    TEXT(struct page_logo, href),
    I64(struct page_logo, width),
    I64(struct page_logo, height),
    FIELDS_END,
};

struct frame {
    const char *brand;     /* whose panel it is */
    const char *brand_css; /* address of its colours, "" if it has none */
    const char *logo;      /* address of its logo, likewise */
    int64_t logo_width;
    int64_t logo_height;
    const char *title;
    const char *account_name;
    const char *user_name;
    const char *initials;
    const char *running_words; /* "2 tasks run", "" if none does */
    bool signed_in;
    bool can_create;
    bool suspended;
    const char *suspended_why;
    const char *acting; /* as whom, "": as oneself */
    struct list menu;
    bool menu_long; /* more than a phone's bar has room for: it ends with "More" */
    bool at_more;
    struct list own_menu;
    struct list other_accounts;
    const char *clock;
    const char *zone;
    const char *flash;
    bool flash_bad;
};
static const struct field frame_fields[] = {
    TEXT(struct frame, brand),
    TEXT(struct frame, brand_css),
    TEXT(struct frame, logo),
    I64(struct frame, logo_width),
    I64(struct frame, logo_height),
    TEXT(struct frame, title),
    TEXT(struct frame, account_name),
    TEXT(struct frame, user_name),
    TEXT(struct frame, initials),
    TEXT(struct frame, running_words),
    BOOL(struct frame, signed_in),
    BOOL(struct frame, can_create),
    BOOL(struct frame, suspended),
    TEXT(struct frame, suspended_why),
    TEXT(struct frame, acting),
    LIST(struct frame, menu, struct page_entry, page_entry_fields),
    BOOL(struct frame, menu_long),
    BOOL(struct frame, at_more),
    LIST(struct frame, own_menu, struct page_entry, page_entry_fields),
    LIST(struct frame, other_accounts, struct other_account, other_account_fields),
    TEXT(struct frame, clock),
    TEXT(struct frame, zone),
    TEXT(struct frame, flash),
    BOOL(struct frame, flash_bad),
    FIELDS_END,
};

struct error_page {
    int64_t status;
    const char *title;
    const char *message;
    const char *action_href;
    const char *action_words;
};
static const struct field error_fields[] = {
    I64(struct error_page, status),        TEXT(struct error_page, title),
    TEXT(struct error_page, message),      TEXT(struct error_page, action_href),
    TEXT(struct error_page, action_words), FIELDS_END,
};

const struct field page_tab_fields[] = {
    TEXT(struct page_tab, href),
    TEXT(struct page_tab, words),
    TEXT(struct page_tab, count),
    BOOL(struct page_tab, current),
    FIELDS_END,
};

static const char error_template[] = "page/error.html";

/* Entries in a phone's bar beside "Create", when there is no "More". */
enum { BAR_MOST = 4 };

/* --- at start --- */

enum { PREFIX_LEN = sizeof("hatchery.") - 1, SUFFIX_LEN = sizeof(".js") - 1 };

/* "hatchery.de.js=…" */
static bool is_script_in(const char *line, size_t name)
{
    return line[name] && name > PREFIX_LEN + SUFFIX_LEN && !memcmp(line, "hatchery.", PREFIX_LEN) &&
           !memcmp(line + name - SUFFIX_LEN, ".js", SUFFIX_LEN);
}

static const char *script_of(const struct assets *assets)
{
    for (size_t i = 0; assets->in[i].code; i++)
        if (!strcmp(assets->in[i].code, words_in_use()))
            return assets->in[i].js;
    return assets->js;
}

static enum fault_code read_manifest(struct fault *f, struct arena *forever, const char *path,
                                     struct assets *out)
{
    const struct {
        const char *name;
        const char **address;
    } wanted[] = { { "hatchery.css", &out->css },
                   { "hatchery.js", &out->js },
                   { "icons.svg", &out->icons },
                   { "chart.js", &out->chart } };
    char *body = NULL;
    char *save = NULL;
    size_t languages = 0;
    enum fault_code rc = file_read(f, forever, path, 65536, &body);
    if (rc)
        return rc;
    for (char *line = strtok_r(body, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        size_t name = strcspn(line, "=");
        for (size_t i = 0; line[name] && i < countof(wanted); i++)
            if (strlen(wanted[i].name) == name && !memcmp(wanted[i].name, line, name))
                *wanted[i].address = line + name + 1;
        if (is_script_in(line, name) && languages < ASSETS_LANGUAGES) {
            out->in[languages].code =
                arena_strndup(forever, line + PREFIX_LEN, name - PREFIX_LEN - SUFFIX_LEN);
            out->in[languages++].js = line + name + 1;
        }
    }
    for (size_t i = 0; i < countof(wanted); i++)
        if (!*wanted[i].address)
            return fail(f, FAULT_MISSING, T("%s does not name %s. Run make static."), path,
                        wanted[i].name);
    return FAULT_OK;
}

/* All that is wrong is said at once. */
static enum fault_code check_templates(struct fault *f, struct arena *a, const struct face *face)
{
    struct text wrong;
    text_init(&wrong, a, 65536);
    for (size_t i = 0; i <= face->route_count; i++) {
        const struct route *r = i < face->route_count ? &face->routes[i] : NULL;
        const char *page = r ? r->page : error_template;
        if (page && view_check(f, page, r ? r->view : error_fields))
            text_addf(&wrong, "%s%s", wrong.len ? "; " : "", fault_words(f, a));
    }
    fault_clear(f);
    return wrong.len ? fail(f, FAULT_BUG, "%s", text_str(&wrong)) : FAULT_OK;
}

enum fault_code page_prepare(struct fault *f, struct arena *forever, struct web *web,
                             const struct face *face)
{
    const char *root = web->conf->root;
    const char *dir = getenv("HATCHERY_STATIC");
    const char *manifest = dir ? dir : arena_printf(forever, "%s/build/static/manifest", root);
    struct assets *assets = arena_alloc(forever, sizeof(*assets));
    web->assets = assets;
    enum fault_code rc = read_manifest(f, forever, manifest, assets);
    if (!rc)
        rc = view_init(f, arena_printf(forever, "%s/templates", root), face->name, frame_fields);
    if (!rc)
        view_languages(arena_printf(forever, "%s/build/templates", root), "");
    return rc ? rc : check_templates(f, forever, face);
}

/* --- the frame --- */

/* What a redirect says in ?did=; another word says nothing. */
struct done {
    const char *code;
    const char *words;
    bool bad;
};
/* Before one is signed in. */
static const struct done dones_outside[] = {
    { "reset-asked",
      T("If this address has a user here, a mail with a link is on its way. It works for an hour."),
      false },
    { "password-set", T("The password is set. Sign in with it."), false },
    { "email-changed", T("Your address is changed. Sign in with it."), false },
    { "register-asked", T("A mail with a link is on its way to you. It works for an hour."),
      false },
    { "joined", T("You are in. Sign in, and choose the account under your name."), false },
    { "left", T("You have left the account. Sign in to use another one."), false },
};
static const struct done dones[] = {
    { "settings-saved", T("The settings are saved. Mails that wait are tried at once."), false },
    { "mail-now", T("The mail is tried at once."), false },
    { "mail-deleted", T("The mail was deleted."), false },
    { "hook-added", T("The hook is there, and runs with the next task of its kind."), false },
    { "hook-changed", T("The hook was changed."), false },
    { "hook-deleted", T("The hook was deleted."), false },
    { "image-offered", T("The image is offered again."), false },
    { "image-retired", T("The image is retired. Machines made of it stay."), false },
    { "image-withheld", T("The image is withheld. Machines made of it stay."), false },
    { "ip-freed", T("The address is free again."), false },
    { "ip-reserved", T("The address is reserved. No machine gets it."), false },
    { "range-added", T("The addresses were added and can be given."), false },
    { "key-added", T("The key was added."), false },
    { "token-once",
      T("The token was shown once. If you did not copy it, revoke it and create another."), true },
    { "token-revoked", T("The token is revoked, and refused from now on."), false },
    { "key-deleted", T("The key was deleted. Machines that have it keep it."), false },
    { "script-added", T("The script is there and can be chosen."), false },
    { "script-changed", T("The script was changed. New machines get what it says now."), false },
    { "script-retired", T("The script is retired. Machines that were asked for keep it."), false },
    { "script-offered", T("The script is offered again."), false },
    { "script-deleted", T("The script was deleted."), false },
    { "plan-added", T("The plan is there and can be chosen."), false },
    { "plan-changed", T("The plan was changed. New machines get what it says now."), false },
    { "plan-retired", T("The plan is retired. Machines that have it keep it."), false },
    { "plan-sold", T("The plan is sold again."), false },
    { "schedule-added", T("The schedule is there."), false },
    { "schedule-changed", T("The schedule is changed."), false },
    { "schedule-paused", T("The schedule is paused. Nothing is done until you resume it."), false },
    { "schedule-resumed", T("The schedule goes on."), false },
    { "first-hidden", T("The first steps are hidden. Settings can show them again."), false },
    { "schedule-run", T("It is due now: its task is among those below in a moment."), false },
    { "schedule-deleted", T("The schedule was deleted. The machine stays as it is."), false },
    { "profile-saved", T("Your profile is saved."), false },
    { "password-changed", T("Your password is changed. Your other sessions have ended."), false },
    { "sessions-ended", T("Ended."), false },
    { "email-asked",
      T("If nobody else has this address here, a mail with a link is on its way to it. It works "
        "for an hour."),
      false },
    { "networks-set", T("The networks are set."), false },
    { "totp-off", T("The second step is off. Your recovery codes are void."), false },
    { "passkey-added", T("The passkey is there. Sign in with it from now on."), false },
    { "passkey-renamed", T("The passkey has its new name here. Your browser keeps its own."),
      false },
    { "passkey-removed", T("The passkey is removed. Your browser may go on offering it."), false },
    { "totp-reset", T("The second step is taken away. The user's sessions have ended."), false },
    { "codes-once",
      T("The recovery codes were shown once. If you did not keep them, make new ones."), true },
    { "brand-saved", T("The brand is saved."), false },
    { "logo-saved", T("The logo is there."), false },
    { "logo-removed", T("The logo is removed."), false },
    { "host-confirmed", T("The host name leads to this reseller now."), false },
    { "host-dropped", T("The host name leads nowhere now."), false },
    { "customer-closed", T("The customer is closed. Its machines are being deleted."), false },
    { "limit-set", T("The limit is set."), false },
    { "group-added", T("The group is there. Put accounts into it."), false },
    { "group-changed", T("The group was changed."), false },
    { "group-set", T("The account's group is set."), false },
    { "group-deleted", T("The group was deleted. Its accounts stay."), false },
    { "invited", T("The invitation is on its way."), false },
    { "link-sent", T("The link is on its way."), false },
    { "account-switched", T("You work in this account now."), false },
    { "role-changed", T("The role is changed."), false },
    { "role-saved", T("The role is saved, and holds within a second."), false },
    { "role-deleted", T("The role is deleted."), false },
    { "user-removed", T("The user is in this account no more."), false },
    { "invitation-ended", T("The invitation is withdrawn. Its link opens nothing."), false },
    { "user-disabled", T("The user is disabled, and signed out everywhere."), false },
    { "user-enabled", T("The user is enabled."), false },
    { "held", T("Held: nothing of it begins until it is released."), false },
    { "released", T("Released: what waited begins."), false },
    { "kind-changed", T("Saved. It holds from the next try of a task on."), false },
    { "password-once",
      T("The machine is being made. Its password was shown once. If you did not see it, delete "
        "the machine and create it anew."),
      true },
};

const char *page_root(const struct request *rq)
{
    return web_of(rq)->face == WEB_ADMIN ? "/admin" : "";
}

const char *page_of_face(const struct request *rq, const char *name)
{
    return arena_printf(rq->arena, "%s/%s", rq->face->name, name);
}

const char *page_count(struct arena *a, int64_t n, int64_t most)
{
    const char *figure = figure_words(a, figure_number, n > most ? most : n);
    return n > most ? arena_printf(a, "%s+", figure) : figure;
}

const char *page_filter_href(const struct request *rq, const char *path, const char *column,
                             const char *value)
{
    const char *quote = strchr(value, ' ') ? "\"" : "";
    const char *filter = arena_printf(rq->arena, "%s:%s%s%s", column, quote, value, quote);
    return arena_printf(rq->arena, "%s%s?filter=%s", page_root(rq), path,
                        gate_encode(rq->arena, filter));
}

void page_title(struct request *rq, const char *title)
{
    rq->who->title = title;
}

/* The first letters of the first two words. */
static const char *initials_of(struct arena *a, const char *name)
{
    struct text t;
    text_init(&t, a, 16);
    for (int words = 0; *name && words < 2; words++) {
        size_t len = 1;
        while ((name[len] & 0xc0) == 0x80)
            len++;
        text_addn(&t, name, len);
        name += strcspn(name, " ");
        name += strspn(name, " ");
    }
    return text_str(&t);
}

/* "/" shows the first entry's page; an entry also stands for what lies under it. */
static bool is_current(const struct request *rq, const struct route *r, bool first)
{
    size_t len = strlen(r->path);
    if (first && !strcmp(rq->path, "/"))
        return true;
    if (strncmp(rq->path, r->path, len))
        return false;
    return !rq->path[len] || (rq->path[len] == '/' && r->path[len - 1] != '/');
}

/* Of everybody's tasks, kept for some seconds. A page does not fail for it. */
static const char *failed_tasks(const struct request *rq)
{
    enum { KEEP_US = 10 * 1000000 };
    static int64_t until;
    static int64_t count;
    if (clock_monotonic() >= until) {
        struct fault kept = *rq->fault; /* the page may be about it */
        if (task_failed_any(rq->face->db, &count))
            count = 0;
        *rq->fault = kept;
        until = clock_monotonic() + KEEP_US;
    }
    return count ? page_count(rq->arena, count, TASK_FAILED_MOST) : "";
}

struct list page_menu(const struct request *rq, bool own)
{
    const struct face *face = rq->face;
    struct page_entry *entries = arena_array(rq->arena, face->route_count, sizeof(*entries));
    int64_t n = 0;
    for (size_t i = 0; i < face->route_count; i++) {
        const struct route *r = &face->routes[i];
        if (!r->menu || r->own != own || !gate_may(rq->who, r->permission))
            continue;
        entries[n] =
            (struct page_entry){ .href = r->path,
                                 .words = tr(r->menu),
                                 .icon = r->icon,
                                 .group = tr(r->group),
                                 .failed = !strcmp(r->path, "/admin/task") ? failed_tasks(rq) : "",
                                 .current = is_current(rq, r, n == 0 && !own) };
        n++;
    }
    return (struct list){ entries, n };
}

/* Of lines of "ID NAME"; a name has no line's end. */
static struct list others_of(struct arena *a, const char *lines)
{
    struct other_account *rows = arena_array(a, strlen(lines) / 3 + 1, sizeof(*rows));
    int64_t n = 0;
    while (*lines) {
        size_t len = strcspn(lines, "\n");
        size_t digits = strcspn(lines, " ");
        long long id = 0;
        if (digits < len && parse_i64(arena_strndup(a, lines, digits), 1, INT64_MAX, &id))
            rows[n++] = (struct other_account){ id, arena_strndup(a, lines + digits + 1,
                                                                  len - digits - 1) };
        lines += len + (lines[len] == '\n');
    }
    return (struct list){ rows, n };
}

static void fill_flash(const struct request *rq, struct frame *f)
{
    bool inside = rq->who && rq->who->signed_in;
    const struct done *said = inside ? dones : dones_outside;
    size_t count = inside ? countof(dones) : countof(dones_outside);
    const char *did = params_get(&rq->query, "did");
    for (size_t i = 0; did && i < count; i++)
        if (!strcmp(said[i].code, did)) {
            f->flash = tr(said[i].words);
            f->flash_bad = said[i].bad;
        }
}

struct page_logo page_logo_of(struct arena *a, const struct brand *b)
{
    enum { HIGH = 28, WIDE = 160 };
    if (!*b->logo)
        return (struct page_logo){ .href = "" };
    int64_t w = b->logo_width * HIGH / b->logo_height;
    int64_t h = HIGH;
    if (w > WIDE) {
        w = WIDE;
        h = b->logo_height * WIDE / b->logo_width;
    }
    return (struct page_logo){ arena_printf(a, "/brand.png?of=%s", b->logo), w, h ? h : 1 };
}

/* A reseller's pages, at its host name, bear its name, logo and colours. */
static void fill_brand(const struct request *rq, struct frame *f)
{
    const struct brand *b = rq->who ? rq->who->brand : NULL;
    bool coloured = b && (*b->accent || *b->accent_dark);
    f->brand = b && *b->name ? b->name : "Hatchery";
    struct page_logo logo = b ? page_logo_of(rq->arena, b) : (struct page_logo){ .href = "" };
    f->logo = logo.href;
    f->logo_width = logo.width;
    f->logo_height = logo.height;
    f->brand_css =
        coloured ? arena_printf(rq->arena, "/brand.css?of=%s%s", *b->accent ? b->accent + 1 : "",
                                *b->accent_dark ? b->accent_dark + 1 : "")
                 : "";
}

/* "2 tasks run" */
static const char *running_of(struct arena *a, int64_t n)
{
    return n > 0 ? arena_printf(a, trn("%lld task runs", "%lld tasks run", n), (long long)n) : "";
}

static void fill_frame(const struct request *rq, struct frame *f)
{
    const struct visitor *who = rq->who;
    fill_brand(rq, f);
    const char *entry = rq->route ? rq->route->menu : NULL;
    f->title = who && who->title ? who->title : entry ? tr(entry) : f->brand;
    f->clock = clock_now_words(rq->arena);
    f->zone = zone_in_use();
    fill_flash(rq, f);
    if (!who || !who->signed_in)
        return;
    const struct session *s = &who->session;
    f->signed_in = true;
    f->account_name = s->account_name;
    f->user_name = s->user_name;
    f->initials = initials_of(rq->arena, s->user_name);
    f->running_words = running_of(rq->arena, s->running);
    f->suspended = s->suspended;
    f->can_create = gate_may(who, PERM_VM_CREATE) && !s->suspended;
    f->suspended_why = s->suspended_why;
    f->acting = who->asker.acting ? s->email : "";
    f->menu = page_menu(rq, false);
    f->menu_long = f->menu.count > BAR_MOST;
    f->at_more = !strcmp(rq->path, "/more");
    f->own_menu = page_menu(rq, true);
    f->other_accounts = others_of(rq->arena, s->others ? s->others : "");
}

enum fault_code page_render(struct request *rq)
{
    const struct web *web = web_of(rq);
    const struct visitor *who = rq->who;
    struct frame frame = { 0 };
    struct view_globals globals = { .css = web->assets->css,
                                    .js = script_of(web->assets),
                                    .icons = web->assets->icons,
                                    .lang = words_in_use(),
                                    .root = page_root(rq),
                                    .may = who ? who->may : 0 };
    bool part = !strncmp(rq->page, "part/", 5); /* changes only with what it shows */
    if (!part)
        fill_frame(rq, &frame);
    if (!part && who && who->signed_in) {
        globals.csrf = secret_csrf(rq->arena, who->secret);
        globals.request_key = secret_token(rq->arena, 32);
    }
    return view_render(rq->fault, rq->page, rq->view_fields, rq->view, &frame, &globals, &rq->body);
}

/* --- what went wrong --- */

static const char *const fault_titles[FAULT_COUNT] = {
    [FAULT_INVALID] = T("That cannot be taken"),
    [FAULT_MALFORMED] = T("That cannot be read"),
    [FAULT_SIGNED_OUT] = T("Signed out"),
    [FAULT_DENIED] = T("Not allowed"),
    [FAULT_MISSING] = T("Not here"),
    [FAULT_METHOD] = T("Not this way"),
    [FAULT_CONFLICT] = T("Not now"),
    [FAULT_UNIQUE] = T("That is there already"),
    [FAULT_TOO_LARGE] = T("Too large"),
    [FAULT_MEDIA] = T("That cannot be read"),
    [FAULT_MISDIRECTED] = T("Another address"),
    [FAULT_LOCKED] = T("Busy"),
    [FAULT_LIMIT] = T("At the limit"),
    [FAULT_FULL] = T("Full"),
    [FAULT_RATE] = T("Too many tries"),
    [FAULT_DATABASE] = T("Out of order for a moment"),
    [FAULT_TIMEOUT] = T("That took too long"),
};

static const char *fault_message(const struct request *rq)
{
    const struct fault *f = rq->fault;
    bool ours = !fault_titles[f->code];                /* its words are for the log alone */
    if (f->code == FAULT_INVALID && f->id && f->field) /* no form stands here that shows it */
        return arena_printf(rq->arena, "%s: %s", f->field, fault_words(f, rq->arena));
    return f->id && !ours ? fault_words(f, rq->arena)
                          : tr("It did not work, and that was noted. Try again in a minute.");
}

static void to_signin(struct request *rq)
{
    request_redirect(rq, "%s?next=%s", gate_signin_path(web_of(rq)),
                     gate_encode(rq->arena, rq->env.uri));
}

/* The first page of the menu that the role allows, one's own at the last; NULL: nobody is signed
 * in. */
static const struct route *first_page(const struct request *rq)
{
    const struct visitor *who = rq->who;
    const struct route *own = NULL;
    for (size_t i = 0; who && who->signed_in && i < rq->face->route_count; i++) {
        const struct route *r = &rq->face->routes[i];
        if (!r->menu || !gate_may(who, r->permission))
            continue;
        if (!r->own)
            return r;
        own = own ? own : r;
    }
    return own;
}

/* The face's own address was asked for, whose page the role may not see: that is no try of theirs,
 * and they are led to what they may. */
static const struct route *instead_of_root(const struct request *rq)
{
    const char *root = arena_printf(rq->arena, "%s/", page_root(rq));
    const struct route *first = first_page(rq);
    bool refused = rq->who && rq->who->refused && rq->method == M_GET && !strcmp(rq->path, root) &&
                   !gate_may(rq->who, rq->route->permission);
    return refused && first && strcmp(first->path, root) != 0 ? first : NULL;
}

enum fault_code page_fault(struct request *rq)
{
    const struct visitor *who = rq->who;
    enum fault_code why = rq->fault->code;
    if (why == FAULT_SIGNED_OUT && rq->method == M_GET) {
        to_signin(rq);
        return FAULT_OK;
    }
    const char *led_to = who && who->led_to && why == FAULT_DENIED ? who->led_to : NULL;
    if (led_to && rq->method == M_GET) {
        request_redirect(rq, "%s%s", page_root(rq), led_to);
        return FAULT_OK;
    }
    const struct route *instead = instead_of_root(rq);
    if (instead) {
        rq->who->refused = false;
        request_redirect(rq, "%s", instead->path);
        return FAULT_OK;
    }
    struct error_page *page = arena_alloc(rq->arena, sizeof(*page));
    page->status = fault_http(why);
    page->title = fault_titles[why] ? tr(fault_titles[why]) : tr("Something went wrong here");
    page->message = fault_message(rq);
    bool signin = why == FAULT_SIGNED_OUT || why == FAULT_RATE;
    bool link = rq->route && rq->route->permission == PERM_ANYONE && why == FAULT_MISSING;
    bool reset = link && strstr(rq->path, "/reset");
    signin = signin || link;
    const struct route *first = first_page(rq);
    page->action_href = reset    ? arena_printf(rq->arena, "%s/forgot", page_root(rq))
                        : led_to ? arena_printf(rq->arena, "%s%s", page_root(rq), led_to)
                        : signin ? gate_signin_path(web_of(rq))
                        : first  ? first->path
                                 : arena_printf(rq->arena, "%s/", page_root(rq));
    page->action_words = reset                           ? tr("Ask for a new one")
                         : led_to                        ? tr("Go on")
                         : signin                        ? tr("Sign in")
                         : first                         ? tr(first->menu)
                         : web_of(rq)->face == WEB_ADMIN ? tr("Start")
                                                         : tr("Machines");
    if (who)
        page_title(rq, page->title);
    request_show(rq, error_template, error_fields, page);
    return FAULT_OK;
}

struct list page_errors(const struct request *rq)
{
    return (struct list){ rq->errors.at, rq->errors.count };
}
