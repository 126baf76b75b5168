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

QUERY(account, PEOPLE,
      "SELECT JSON_OBJECT('name', name, 'suspended', suspended, 'suspended_why', suspended_why, "
      "'vm_limit', vm_limit) AS json FROM account WHERE id = ?", SEEN);
QUERY(hook, DB_ADMIN,
      "SELECT JSON_OBJECT('kind', kind, 'argv', argv, 'seconds', seconds, 'run_as', run_as, "
      "'disabled', disabled) AS json FROM hook WHERE id = ?", SEEN);
QUERY(image, PEOPLE,
      "SELECT JSON_OBJECT('name', name, 'version', version, 'retired', retired_at IS NOT NULL) "
      "AS json FROM image WHERE id = ?", SEEN);
QUERY(ip, DB_ADMIN,
      "SELECT JSON_OBJECT('address', words, 'reserved', state = 2, 'note', note) AS json "
      "FROM ip WHERE id = ?", SEEN);
QUERY(kind, DB_ADMIN,
      "SELECT JSON_OBJECT('seconds', seconds, 'keep_days', keep_days) AS json "
      "FROM kind_setting WHERE kind = ?", SEEN);
QUERY(member, PEOPLE | DB_MY,
      "SELECT JSON_OBJECT('role', role.name) AS json FROM member "
      "JOIN role ON role.id = member.role_id WHERE user_id = ? AND account_id = ?", SEEN);
QUERY(plan, PEOPLE,
      "SELECT JSON_OBJECT('name', name, 'vcpu', vcpu, 'memory', memory, 'disk', disk, 'traffic', "
      "traffic, 'price_hour', price_hour, 'price_month', price_month, 'currency', currency, "
      "'retired', retired_at IS NOT NULL) AS json FROM plan WHERE id = ?", SEEN);
QUERY(schedule, DB_WEB_WRITERS | DB_CLI,
      "SELECT JSON_OBJECT('kind', kind, 'vm', vm_id, 'moment', moment, 'zone', zone, 'spread', "
      "jitter, 'state', state) AS json FROM schedule WHERE id = ?", SEEN);
QUERY(settings, PEOPLE, "SELECT JSON_OBJECTAGG(name, value) AS json FROM setting", SEEN);
QUERY(ssh_key, DB_MY | DB_API,
      "SELECT JSON_OBJECT('name', name, 'fingerprint', fingerprint) AS json FROM ssh_key "
      "WHERE id = ?", SEEN);
QUERY(token, PEOPLE | DB_MY,
      "SELECT JSON_OBJECT('name', name, 'writes', writes, 'nouns', nouns, 'labels', labels, "
      "'networks', networks, 'expires_at', expires_at, 'revoked', revoked) AS json FROM token "
      "WHERE id = ?", SEEN);
QUERY(user, PEOPLE | DB_MY,
      "SELECT JSON_OBJECT('email', email, 'name', name, 'language', language, 'time_zone', "
      "time_zone, 'disabled', disabled) AS json FROM user WHERE id = ?", SEEN);
QUERY(vm, DB_API,
      "SELECT JSON_OBJECT('name', name, 'labels', labels) AS json FROM vm WHERE id = ?", SEEN);

static const struct query *const looks[AUDIT_NOUNS] = {
    [AUDIT_OF_ACCOUNT] = &account, [AUDIT_OF_HOOK] = &hook,         [AUDIT_OF_IMAGE] = &image,
    [AUDIT_OF_IP] = &ip,           [AUDIT_OF_KIND] = &kind,         [AUDIT_OF_MEMBER] = &member,
    [AUDIT_OF_PLAN] = &plan,       [AUDIT_OF_SCHEDULE] = &schedule, [AUDIT_OF_SETTINGS] = &settings,
    [AUDIT_OF_SSH_KEY] = &ssh_key, [AUDIT_OF_TOKEN] = &token,       [AUDIT_OF_USER] = &user,
    [AUDIT_OF_VM] = &vm,
};

static enum fault_code look(const struct db *db, const struct audit_of *of, struct seen *out)
{
    const struct query *q = looks[of->noun];
    if (of->noun != AUDIT_OF_SETTINGS && of->noun != AUDIT_OF_KIND && !of->id)
        bug("a noun of the audit's without its id");
    switch (of->noun) {
    case AUDIT_OF_SETTINGS: return db_one(db, q, out, NO_ARGS);
    case AUDIT_OF_KIND: return db_one(db, q, out, ARGS(ARG(of->name)));
    case AUDIT_OF_MEMBER: return db_one(db, q, out, ARGS(ARG(*of->id), ARG(of->account_id)));
    default: return db_one(db, q, out, ARGS(ARG(*of->id)));
    }
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
