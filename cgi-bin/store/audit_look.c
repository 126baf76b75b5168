/* SPDX-License-Identifier: Apache-2.0 */
#include "store/audit_look.h"
#include <jansson.h>
#include "form/input.h"
#include "base/text.h"
#include "store/audit.h"

enum { VALUE_MAX = 200 };

struct seen {
    const char *json;
};
static const struct field seen_view[] = { TEXT(struct seen, json), FIELDS_END };
#define SEEN ROWS(struct seen, seen_view)
#define PEOPLE (DB_ADMIN | DB_CLI)
#define RESELLERS (DB_MY | DB_API)

QUERY(account, PEOPLE | RESELLERS,
      "SELECT JSON_OBJECT('name', name, 'suspended', suspended, 'suspended_why', suspended_why, "
      "'closed', closed_at IS NOT NULL, "
      "'vm_limit', vm_limit, 'running_limit', running_limit, 'vcpu_limit', vcpu_limit, "
      "'memory_limit', memory_limit, 'disk_limit', disk_limit, 'ip_limit', ip_limit, "
      "'traffic_limit', traffic_limit, "
      "'api_minute', api_minute, 'group', (SELECT account_group.name FROM account_group "
      "WHERE account_group.id = group_id)) AS json FROM account WHERE id = ?", SEEN);
QUERY(brand, DB_MY | PEOPLE,
      "SELECT JSON_OBJECT('name', name, 'host', COALESCE(host, ''), 'host_asked', host_asked, "
      "'accent', accent, 'accent_dark', accent_dark, 'sender', sender, 'logo', logo, 'logo_size', "
      "IF(logo = '', '', CONCAT(logo_width, 'x', logo_height))) AS json FROM brand "
      "WHERE reseller_id = ?",
      SEEN);
QUERY(difference, DB_ADMIN,
      "SELECT JSON_OBJECT('name', name, 'ours', ours, 'theirs', theirs, 'hidden', hidden) AS json "
      "FROM difference WHERE id = ?", SEEN);
QUERY(group, PEOPLE,
      "SELECT JSON_OBJECT('name', name, 'vm_limit', vm_limit, 'running_limit', running_limit, "
      "'vcpu_limit', vcpu_limit, 'memory_limit', memory_limit, 'disk_limit', disk_limit, "
      "'ip_limit', ip_limit, 'traffic_limit', traffic_limit, 'api_minute', api_minute) AS json "
      "FROM account_group WHERE id = ?",
      SEEN);
QUERY(hold, PEOPLE, "SELECT JSON_OBJECT('held_by', held_by) AS json FROM task_hold WHERE what = ?",
      SEEN);
QUERY(hook, DB_ADMIN,
      "SELECT JSON_OBJECT('kind', kind, 'argv', argv, 'seconds', seconds, 'run_as', run_as, "
      "'disabled', disabled) AS json FROM hook WHERE id = ?", SEEN);
QUERY(image, PEOPLE | RESELLERS,
      "SELECT JSON_OBJECT('name', name, 'version', version, 'retired', retired_at IS NOT NULL) "
      "AS json FROM image WHERE id = ?", SEEN);
QUERY(invitation, DB_ADMIN | RESELLERS,
      "SELECT JSON_OBJECT('role', role.name, 'expires_at', expires_at) AS json FROM invitation "
      "JOIN role ON role.id = invitation.role_id WHERE email = ? AND account_id = ?", SEEN);
QUERY(ip, DB_ADMIN,
      "SELECT JSON_OBJECT('address', words, 'reserved', state = 2, 'note', note) AS json "
      "FROM ip WHERE id = ?", SEEN);
QUERY(ip_pool, DB_ADMIN,
      "SELECT JSON_OBJECT('addresses', COUNT(*)) AS json FROM ip WHERE pool_id = ?", SEEN);
QUERY(kind, DB_ADMIN,
      "SELECT JSON_OBJECT('seconds', seconds, 'keep_days', keep_days) AS json "
      "FROM kind_setting WHERE kind = ?", SEEN);
QUERY(mail, DB_ADMIN,
      "SELECT JSON_OBJECT('kind', kind, 'email', email, 'state', state, 'run_at', run_at) AS json "
      "FROM outbox WHERE id = ?", SEEN);
QUERY(member, PEOPLE | RESELLERS,
      "SELECT JSON_OBJECT('role', role.name) AS json FROM member "
      "JOIN role ON role.id = member.role_id WHERE user_id = ? AND account_id = ?", SEEN);
QUERY(plan, PEOPLE | RESELLERS,
      "SELECT JSON_OBJECT('name', name, 'vcpu', vcpu, 'memory', memory, 'disk', disk, 'traffic', "
      "traffic, 'price_hour', price_hour, 'price_month', price_month, 'currency', currency, "
      "'retired', retired_at IS NOT NULL) AS json FROM plan WHERE id = ?", SEEN);
/* A permission is a field of its own, so that a line says which came and which went. */
QUERY(role, DB_ADMIN,
      "SELECT JSON_MERGE_PATCH(JSON_OBJECT('name', name, 'totp', totp), COALESCE((SELECT "
      "JSON_OBJECTAGG(permission, 1) FROM role_permission WHERE role_id = role.id), '{}')) "
      "AS json FROM role WHERE id = ?", SEEN);
QUERY(schedule, DB_WEB_WRITERS | DB_CLI,
      "SELECT JSON_OBJECT('kind', kind, 'vm', vm_id, 'moment', moment, 'zone', zone, 'spread', "
      "jitter, 'state', state, 'next_at', next_at) AS json FROM schedule WHERE id = ?", SEEN);
QUERY(script, DB_WEB_WRITERS | DB_CLI,
      "SELECT JSON_OBJECT('name', name, 'digest', digest, 'retired', retired_at IS NOT NULL) "
      "AS json FROM script WHERE id = ?", SEEN);
QUERY(second_step, PEOPLE | DB_SIGNIN,
      "SELECT JSON_OBJECT('second_step', EXISTS (SELECT 1 FROM totp WHERE user_id = id.n), "
      "'recovery_codes', (SELECT COUNT(*) FROM recovery WHERE user_id = id.n), "
      "'passkeys', (SELECT COALESCE(GROUP_CONCAT(name ORDER BY passkey.id SEPARATOR ', '), '') "
      "FROM passkey WHERE user_id = id.n)) AS json "
      "FROM (SELECT ? AS n) AS id", SEEN);
QUERY(sessions, DB_MY | DB_ADMIN,
      "SELECT JSON_OBJECT('sessions', COUNT(*)) AS json FROM session WHERE user_id = ?", SEEN);
QUERY(settings, PEOPLE, "SELECT JSON_OBJECTAGG(name, value) AS json FROM setting", SEEN);
QUERY(ssh_key, RESELLERS,
      "SELECT JSON_OBJECT('name', name, 'fingerprint', fingerprint) AS json FROM ssh_key "
      "WHERE id = ?", SEEN);
QUERY(task, DB_WEB_WRITERS | DB_CLI,
      "SELECT JSON_OBJECT('cancel', cancel) AS json FROM task WHERE id = ?", SEEN);
QUERY(token, PEOPLE | DB_MY,
      "SELECT JSON_OBJECT('name', name, 'writes', writes, 'nouns', nouns, 'labels', labels, "
      "'networks', networks, 'expires_at', expires_at, 'revoked', revoked) AS json FROM token "
      "WHERE id = ?", SEEN);
QUERY(user, PEOPLE | DB_MY,
      "SELECT JSON_OBJECT('email', email, 'name', name, 'language', language, 'time_zone', "
      "time_zone, 'networks', networks, 'disabled', disabled) AS json FROM user WHERE id = ?",
      SEEN);
QUERY(user_resold, RESELLERS,
      "SELECT JSON_OBJECT('email', email, 'name', name, 'disabled', disabled) AS json FROM user "
      "WHERE id = ?", SEEN);
QUERY(vm, DB_WEB_WRITERS | DB_CLI | DB_TASKD,
      "SELECT JSON_OBJECT('name', name, 'labels', labels, 'plan', (SELECT CONCAT(plan.name, ' #', "
      "plan.id) FROM plan WHERE plan.id = plan_id), 'image', (SELECT CONCAT(image.name, ' #', "
      "image.id) FROM image WHERE image.id = image_id), "
      "'vcpu', vcpu, 'memory', memory, 'disk', disk, 'ipv4', ipv4, 'ipv6', ipv6, 'wished', "
      "ELT(wished + 1, '', 'off', 'running', 'paused')) AS json FROM vm WHERE id = ?", SEEN);

/* How a thing is looked at, and the word of its history; NULL: it has no page, or its user's. */
static const struct {
    const struct query *query;
    const char *word;
} looks[AUDIT_NOUNS] = {
    [AUDIT_OF_ACCOUNT] = { &account, "account" },
    [AUDIT_OF_BRAND] = { &brand, "account" },
    [AUDIT_OF_DIFFERENCE] = { &difference, NULL },
    [AUDIT_OF_GROUP] = { &group, "group" },
    [AUDIT_OF_HOLD] = { &hold, NULL },
    [AUDIT_OF_HOOK] = { &hook, "hook" },
    [AUDIT_OF_IMAGE] = { &image, "image" },
    [AUDIT_OF_INVITATION] = { &invitation, NULL },
    [AUDIT_OF_IP] = { &ip, "ip" },
    [AUDIT_OF_IP_POOL] = { &ip_pool, "ip_pool" },
    [AUDIT_OF_KIND] = { &kind, "kind" },
    [AUDIT_OF_MAIL] = { &mail, NULL },
    [AUDIT_OF_MEMBER] = { &member, "user" },
    [AUDIT_OF_PLAN] = { &plan, "plan" },
    [AUDIT_OF_ROLE] = { &role, "role" },
    [AUDIT_OF_SCHEDULE] = { &schedule, "schedule" },
    [AUDIT_OF_SCRIPT] = { &script, NULL },
    [AUDIT_OF_SECOND_STEP] = { &second_step, "user" },
    [AUDIT_OF_SESSIONS] = { &sessions, "user" },
    [AUDIT_OF_SETTINGS] = { &settings, NULL },
    [AUDIT_OF_SSH_KEY] = { &ssh_key, NULL },
    [AUDIT_OF_TASK] = { &task, NULL },
    [AUDIT_OF_TOKEN] = { &token, "token" },
    [AUDIT_OF_USER] = { &user, "user" },
    [AUDIT_OF_USER_RESOLD] = { &user_resold, "user" },
    [AUDIT_OF_VM] = { &vm, NULL }, /* whose history has a column of its own */
};

static bool goes_by_name(enum audit_noun_no noun)
{
    return noun == AUDIT_OF_KIND || noun == AUDIT_OF_HOLD;
}

static enum fault_code look(const struct db *db, const struct audit_of *of, struct seen *out)
{
    const struct query *q = looks[of->noun].query;
    if (goes_by_name(of->noun))
        return db_one(db, q, out, ARGS(ARG(of->name)));
    if (of->noun == AUDIT_OF_SETTINGS)
        return db_one(db, q, out, NO_ARGS);
    if (of->noun == AUDIT_OF_INVITATION)
        return db_one(db, q, out, ARGS(ARG(of->name), ARG(of->account_id)));
    if (!of->id)
        bug("a noun of the audit's without its id");
    if (of->noun == AUDIT_OF_MEMBER)
        return db_one(db, q, out, ARGS(ARG(*of->id), ARG(of->account_id)));
    return db_one(db, q, out, ARGS(ARG(*of->id)));
}

enum fault_code audit_look(const struct db *db, const struct audit_of *of, const char **json)
{
    struct seen seen = { NULL };
    *json = "";
    if (of->noun == AUDIT_OF_NOTHING || (of->id && !*of->id))
        return FAULT_OK;
    enum fault_code rc = look(db, of, &seen);
    if (rc == FAULT_MISSING) {
        fault_clear(db->fault);
        return FAULT_OK;
    }
    *json = seen.json ? seen.json : "";
    return rc;
}

static bool is_secret(enum audit_noun_no noun, const char *name)
{
    return noun == AUDIT_OF_SETTINGS && strstr(name, "password");
}

/* What the audit keeps of a value. */
static json_t *kept(struct arena *a, json_t *value, bool secret)
{
    if (!value)
        return json_null();
    if (secret)
        return json_string(json_string_length(value) ? "***" : "");
    if (json_string_length(value) <= VALUE_MAX)
        return json_incref(value);
    return json_string(text_cut(a, json_string_value(value), VALUE_MAX));
}

static void put_field(struct arena *a, json_t *out, enum audit_noun_no noun, const char *name,
                      json_t *before, json_t *after)
{
    bool secret = is_secret(noun, name);
    if (before && after && json_equal(before, after))
        return;
    json_t *pair = json_array();
    if (json_array_append_new(pair, kept(a, before, secret)) ||
        json_array_append_new(pair, kept(a, after, secret)) || json_object_set_new(out, name, pair))
        bug("out of memory");
}

/* {"field": [before, after]} as text; "" of none. */
static const char *dump(struct arena *a, const json_t *out)
{
    size_t len = json_object_size(out) ? json_dumpb(out, NULL, 0, JSON_COMPACT) : 0;
    if (!len)
        return "";
    if (len > AUDIT_CHANGES)
        return "{\"...\":[null,null]}"; /* more than a row takes: that it was much is kept */
    char *s = arena_alloc(a, len + 1);
    if (json_dumpb(out, s, len, JSON_COMPACT) != len)
        bug("a change cannot be written");
    return s;
}

const char *audit_diff(struct arena *a, enum audit_noun_no noun, const char *before,
                       const char *after)
{
    json_error_t why;
    const char *name = NULL;
    json_t *value = NULL;
    OWNED(input_drop_json) json_t *was = json_loads(*before ? before : "{}", 0, &why);
    OWNED(input_drop_json) json_t *is = json_loads(*after ? after : "{}", 0, &why);
    OWNED(input_drop_json) json_t *out = json_object();
    json_object_foreach(was, name, value) {
        put_field(a, out, noun, name, value, json_object_get(is, name));
    }
    json_object_foreach(is, name, value) {
        if (!json_object_get(was, name))
            put_field(a, out, noun, name, NULL, value);
    }
    return dump(a, out);
}

const char *audit_pair(struct arena *a, const char *field, const char *before, const char *after)
{
    OWNED(input_drop_json) json_t *out = json_object();
    OWNED(input_drop_json) json_t *was = *before ? json_string(before) : json_null();
    OWNED(input_drop_json) json_t *is = *after ? json_string(after) : json_null();
    put_field(a, out, AUDIT_OF_NOTHING, field, was, is);
    return dump(a, out);
}

const char *audit_masked(struct arena *a, const char *field)
{
    return arena_printf(a, "{\"%s\":[\"***\",\"***\"]}", field);
}

const char *audit_with_task(struct arena *a, const char *changes, int64_t task_id)
{
    size_t len = strlen(changes);
    const char *more = arena_printf(a, "\"task\":[null,%lld]}", (long long)task_id);
    if (!task_id || len + strlen(more) > AUDIT_CHANGES)
        return changes;
    return len ? arena_printf(a, "%.*s,%s", (int)(len - 1), changes, more)
               : arena_printf(a, "{%s", more);
}

const char *audit_about(struct arena *a, const struct audit_of *of)
{
    const char *word = looks[of->noun].word;
    if (!word)
        return "";
    if (goes_by_name(of->noun))
        return text_cut(a, arena_printf(a, "%s-%s", word, of->name), AUDIT_ABOUT);
    return of->id && *of->id ? arena_printf(a, "%s-%lld", word, (long long)*of->id) : "";
}
