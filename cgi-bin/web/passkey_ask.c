/* SPDX-License-Identifier: Apache-2.0 */
/* The challenge is "UNTIL CHALLENGE", sealed to face, act and session. */
#include "web/passkey_ask.h"
#include <inttypes.h>
#include <sodium.h>
#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/text.h"
#include "base/words.h"
#include "store/setting.h"

enum { CHALLENGE_BYTES = 32 };

static const char *place_of(const struct request *rq, const char *act)
{
    return arena_printf(rq->arena, "passkey.%s.%s.%" PRId64, rq->face->name, act,
                        rq->who->session.id);
}

static const char *new_challenge(struct request *rq, const char *act)
{
    enum { VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING };
    unsigned char bytes[CHALLENGE_BYTES];
    size_t room = sodium_base64_encoded_len(sizeof(bytes), VARIANT);
    char *challenge = arena_alloc(rq->arena, room);
    randombytes_buf(bytes, sizeof(bytes));
    sodium_bin2base64(challenge, room, bytes, sizeof(bytes), VARIANT);
    const char *known = arena_printf(rq->arena, "%" PRId64 " %s",
                                     clock_now() / 1000000 + GATE_STEP_SECONDS, challenge);
    gate_set_cookie(rq, COOKIE_STEP, secret_seal(rq->arena, place_of(rq, act), known));
    return challenge;
}

enum fault_code passkey_asked(const struct request *rq, const char *act, struct webauthn_site *out)
{
    const char *cookie = gate_cookie(rq, COOKIE_STEP);
    char *known = cookie ? secret_open(rq->arena, place_of(rq, act), cookie) : NULL;
    char *space = known ? strchr(known, ' ') : NULL;
    long long until = 0;
    if (space)
        *space = '\0';
    if (!space || !parse_i64(known, 0, INT64_MAX, &until) || until < clock_now() / 1000000)
        return fail_field(rq->fault, FAULT_INVALID, "", T("That took too long. Try again."));
    out->origin = gate_origin(rq);
    out->host = webauthn_host(rq->arena, out->origin);
    out->challenge = space + 1;
    return FAULT_OK;
}

struct ask_page {
    const char *title;
    const char *action;
    const char *cancel;
    const char *error; /* of the try before; NULL: this is the first */
    bool make;
    const char *name;
    const char *next;
    const char *challenge;
    const char *host;
    const char *panel;
    const char *handle;
    const char *email;
    const char *known;
};
const struct field passkey_ask_view[] = {
    TEXT(struct ask_page, title),  TEXT(struct ask_page, action),
    TEXT(struct ask_page, cancel), TEXT(struct ask_page, error),
    BOOL(struct ask_page, make),   TEXT(struct ask_page, name),
    TEXT(struct ask_page, next),   TEXT(struct ask_page, challenge),
    TEXT(struct ask_page, host),   TEXT(struct ask_page, panel),
    TEXT(struct ask_page, handle), TEXT(struct ask_page, email),
    TEXT(struct ask_page, known),  FIELDS_END,
};

enum fault_code passkey_ask(const struct db *db, struct request *rq,
                            const struct passkey_asking *how)
{
    struct ask_page *page = arena_alloc(rq->arena, sizeof(*page));
    struct settings now;
    enum fault_code rc = settings_load(db, &now);
    if (rc)
        return rc;
    *page = (struct ask_page){
        .title = how->title,
        .action = how->action,
        .cancel = how->cancel,
        .error = rq->errors.count ? rq->errors.at[0].message : NULL,
        .make = how->name != NULL,
        .name = how->name,
        .next = how->next,
        .challenge = new_challenge(rq, how->act),
        .host = webauthn_host(rq->arena, gate_origin(rq)),
        .panel = rq->who->brand ? rq->who->brand->name : setting_text(&now, SETTING_PANEL_NAME),
        .handle = how->handle,
        .email = how->email,
        .known = how->known,
    };
    page_title(rq, page->title);
    request_show(rq, "page/passkey_ask.html", passkey_ask_view, page);
    return FAULT_OK;
}

const char *passkey_credentials(struct arena *a, const struct list *all, const char *host)
{
    const struct passkey *p = all->rows;
    struct text t;
    text_init(&t, a, (size_t)(all->count + 1) * (WEBAUTHN_CREDENTIAL + 1));
    for (int64_t i = 0; i < all->count; i++)
        if (!strcmp(p[i].host, host))
            text_addf(&t, "%s%s", t.len ? " " : "", p[i].credential);
    return text_str(&t);
}

enum fault_code passkey_refuse(const struct request *rq, const char *words)
{
    log_info("passkey: %s", fault_words(rq->fault, rq->arena));
    fault_clear(rq->fault);
    return fail_field(rq->fault, FAULT_INVALID, "", "%s", words);
}
