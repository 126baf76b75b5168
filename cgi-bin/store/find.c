/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A column of ASCII is not asked for what it cannot hold: compared with such a
 * text it would be converted row by row, past its index.
 */
#include "store/find.h"
#include <arpa/inet.h>
#include <ctype.h>
#include "base/text.h"

static const struct field hit_view[] = {
    I64(struct find_hit, id),     TEXT(struct find_hit, name), TEXT(struct find_hit, more),
    BOOL(struct find_hit, exact), FIELDS_END,
};

const struct field find_customer_view[] = {
    I64(struct find_customer, id),       TEXT(struct find_customer, name),
    BOOL(struct find_customer, suspended), I64(struct find_customer, vm_count),
    I64(struct find_customer, vm_limit), FIELDS_END,
};

#define SEARCHERS (DB_MY_READER | DB_ADMIN_READER)
#define HIT ROWS(struct find_hit, hit_view)
#define VM "SELECT vm.id, vm.name, account.name AS more, "
#define VM_ACCOUNT "JOIN account ON account.id = vm.account_id "

QUERY(vm_by_uuid, SEARCHERS,
      VM "TRUE AS exact FROM vm " VM_ACCOUNT "WHERE vm.uuid = ? AND" OWNED_BY("vm"), HIT);
QUERY(vm_by_mac, SEARCHERS,
      VM "TRUE AS exact FROM nic JOIN vm ON vm.id = nic.vm_id " VM_ACCOUNT
         "WHERE nic.mac = ? AND" OWNED_BY("vm"),
      HIT);
QUERY(vm_by_address, SEARCHERS,
      VM "TRUE AS exact FROM ip JOIN nic ON nic.id = ip.nic_id "
         "JOIN vm ON vm.id = nic.vm_id " VM_ACCOUNT "WHERE ip.words = ? AND" OWNED_BY("vm"),
      HIT);
/* One account's names have an index of their own; left to itself the server takes any. */
#define NAMES(index, whose)                                                                        \
    VM "vm.name = ? AS exact FROM vm FORCE INDEX (" index ") " VM_ACCOUNT "WHERE " whose           \
       "vm.name >= ? AND vm.name <= ? ORDER BY vm.name LIMIT ?"
QUERY(own_names, SEARCHERS, NAMES("by_account_name", "vm.account_id = ? AND "), HIT);
QUERY(any_names, SEARCHERS, NAMES("by_name", ""), HIT);
/* The newest task of a machine of that name, if it is no more. */
#define GONE(index, whose)                                                                         \
    "SELECT task.id, task.object AS name, '' AS more, TRUE AS exact FROM task FORCE INDEX "        \
    "(" index ") LEFT JOIN vm ON vm.id = task.vm_id WHERE " whose                                  \
    "task.object = ? AND task.vm_id IS NOT NULL AND vm.id IS NULL "                                \
    "ORDER BY task.id DESC LIMIT 1 ROWS EXAMINED 10000"
QUERY(own_gone, SEARCHERS, GONE("by_account_object", "task.account_id = ? AND "), HIT);
QUERY(any_gone, SEARCHERS, GONE("by_object", ""), HIT);
QUERY(task_by_id, SEARCHERS,
      "SELECT task.id, task.kind AS name, task.object AS more, TRUE AS exact FROM task "
      "WHERE task.id = ? AND" OWNED_BY("task"),
      HIT);

QUERY(address_by_words, DB_ADMIN_READER,
      "SELECT id, words AS name, '' AS more, TRUE AS exact FROM ip WHERE words = ?", HIT);
QUERY(hold_by_words, DB_ADMIN_READER,
      "SELECT id, words AS name, vm_name AS more, TRUE AS exact FROM ip_hold WHERE words = ? "
      "ORDER BY begun_at DESC LIMIT 1",
      HIT);
QUERY(accounts, DB_ADMIN_READER,
      "SELECT id, name, '' AS more, name = ? AS exact FROM account WHERE name LIKE ? "
      "ORDER BY name LIMIT ?",
      HIT);
QUERY(users, DB_ADMIN_READER,
      "SELECT id, email AS name, name AS more, email = ? AS exact FROM user WHERE email LIKE ? "
      "ORDER BY email LIMIT ?",
      HIT);
QUERY(nodes, DB_ADMIN_READER,
      "SELECT id, name, '' AS more, name = ? AS exact FROM node WHERE name LIKE ? "
      "ORDER BY name LIMIT ?",
      HIT);
QUERY(customers, DB_ADMIN_READER,
      "SELECT id, name, suspended, vm_count, vm_limit FROM account "
      "WHERE name LIKE ? AND level = 2 ORDER BY name LIMIT ?",
      ROWS(struct find_customer, find_customer_view));

/* --- what it can be --- */

const char *find_address(struct arena *a, const char *typed)
{
    unsigned char bin[16];
    char words[INET6_ADDRSTRLEN];
    size_t len = strlen(typed);
    bool bracketed = len > 2 && typed[0] == '[' && typed[len - 1] == ']';
    const char *bare = bracketed ? arena_strndup(a, typed + 1, len - 2) : typed;
    if (!strncasecmp(bare, "::ffff:", 7) && strchr(bare, '.'))
        bare += 7;
    int family = strchr(bare, ':') ? AF_INET6 : AF_INET;
    if (inet_pton(family, bare, bin) != 1)
        return NULL;
    return arena_strdup(a, inet_ntop(family, bin, words, sizeof(words)));
}

/* Its hexadecimal digits, small, when there are so many and nothing but `between`. */
static const char *as_digits(struct arena *a, const char *typed, size_t count, const char *between)
{
    char *digits = arena_alloc(a, count + 1);
    size_t n = 0;
    for (const char *p = typed; *p; p++) {
        if (strchr(between, *p))
            continue;
        if (!isxdigit((unsigned char)*p) || n == count)
            return NULL;
        digits[n++] = (char)tolower((unsigned char)*p);
    }
    return n == count ? digits : NULL;
}

static const char *as_mac(struct arena *a, const char *typed)
{
    const char *d = as_digits(a, typed, 12, ":-.");
    return d ? arena_printf(a, "%.2s:%.2s:%.2s:%.2s:%.2s:%.2s", d, d + 2, d + 4, d + 6, d + 8,
                            d + 10)
             : NULL;
}

static const char *as_uuid(struct arena *a, const char *typed)
{
    const char *d = as_digits(a, typed, 32, "-");
    return d ? arena_printf(a, "%.8s-%.4s-%.4s-%.4s-%.12s", d, d + 8, d + 12, d + 16, d + 20)
             : NULL;
}

static bool as_number(const char *typed, int64_t *out)
{
    long long n = 0;
    if (!parse_i64(typed + (typed[0] == '#'), 1, INT64_MAX, &n))
        return false;
    *out = n;
    return true;
}

static bool is_hostname_part(const char *typed)
{
    for (const char *p = typed; *p; p++)
        if (!isalnum((unsigned char)*p) && *p != '-')
            return false;
    return true;
}

static bool is_ascii(const char *typed)
{
    for (const char *p = typed; *p; p++)
        if ((unsigned char)*p > 0x7e)
            return false;
    return true;
}

/* For LIKE: what begins with it, its own signs meaning themselves. */
static const char *beginning(struct arena *a, const char *typed)
{
    struct text t;
    text_init(&t, a, 4 * FIND_MAX);
    for (const char *p = typed; *p; p++) {
        if (strchr("\\%_", *p))
            text_add(&t, "\\");
        text_addn(&t, p, 1);
    }
    text_add(&t, "%");
    return text_str(&t);
}

/* --- the asking --- */

struct finding {
    const struct db *db;
    const struct scope *who;
    const char *typed;
    struct find_hit *hits;
    int64_t count;
};

static enum fault_code add(struct finding *f, enum find_kind kind, const struct query *q,
                           const struct arg *args, size_t count)
{
    struct list found;
    enum fault_code rc = db_all(f->db, q, &found, args, count);
    const struct find_hit *rows = found.rows;
    for (int64_t i = 0; !rc && i < found.count && f->count < FIND_MOST; i++) {
        f->hits[f->count] = rows[i];
        f->hits[f->count++].kind = kind;
    }
    return rc;
}

/* Whose machine has it; else what is known of it, or was. */
static enum fault_code add_address(struct finding *f)
{
    const char *words = find_address(f->db->arena, f->typed);
    if (!words)
        return FAULT_OK;
    int64_t before = f->count;
    enum fault_code rc = add(f, FIND_VM, &vm_by_address, ARGS(ARG(words), OWNER(f->who)));
    if (!scope_is_everything(f->who))
        return rc;
    if (!rc && f->count == before)
        rc = add(f, FIND_IP, &address_by_words, ARGS(ARG(words)));
    if (!rc && f->count == before)
        rc = add(f, FIND_HOLD, &hold_by_words, ARGS(ARG(words)));
    return rc;
}

static enum fault_code add_names(struct finding *f)
{
    const char *last = arena_printf(f->db->arena, "%s~", f->typed); /* ~ sorts behind a name */
    struct arg name = arg_text(f->typed);
    struct arg limit = arg_i64(FIND_EACH);
    if (!is_hostname_part(f->typed))
        return FAULT_OK;
    bool all = scope_is_everything(f->who);
    struct arg whose = arg_i64(f->who->account);
    enum fault_code rc =
        all ? add(f, FIND_VM, &any_names, ARGS(name, name, ARG(last), limit))
            : add(f, FIND_VM, &own_names, ARGS(name, whose, name, ARG(last), limit));
    if (rc)
        return rc;
    return all ? add(f, FIND_GONE, &any_gone, ARGS(name))
               : add(f, FIND_GONE, &own_gone, ARGS(whose, name));
}

static enum fault_code add_peoples(struct finding *f)
{
    const char *like = beginning(f->db->arena, f->typed);
    struct arg limit = arg_i64(FIND_EACH);
    enum fault_code rc = add(f, FIND_ACCOUNT, &accounts, ARGS(ARG(f->typed), ARG(like), limit));
    if (!rc)
        rc = add(f, FIND_NODE, &nodes, ARGS(ARG(f->typed), ARG(like), limit));
    if (rc || !is_ascii(f->typed))
        return rc;
    char *small = arena_strdup(f->db->arena, f->typed); /* as e-mail addresses are stored */
    for (char *p = small; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return add(f, FIND_USER, &users,
               ARGS(ARG(small), arg_text(beginning(f->db->arena, small)), limit));
}

enum fault_code find(const struct db *db, const struct scope *who, const char *typed,
                     struct list *hits)
{
    struct finding f = { db, who, typed, arena_array(db->arena, FIND_MOST, sizeof(*f.hits)), 0 };
    const char *mac = as_mac(db->arena, typed);
    const char *uuid = as_uuid(db->arena, typed);
    int64_t number = 0;
    *hits = (struct list){ f.hits, 0 };
    if (!*typed)
        return FAULT_OK;
    enum fault_code rc = add_address(&f);
    if (!rc && mac)
        rc = add(&f, FIND_VM, &vm_by_mac, ARGS(ARG(mac), OWNER(who)));
    if (!rc && uuid)
        rc = add(&f, FIND_VM, &vm_by_uuid, ARGS(ARG(uuid), OWNER(who)));
    if (!rc && as_number(typed, &number))
        rc = add(&f, FIND_TASK, &task_by_id, ARGS(ARG(number), OWNER(who)));
    if (!rc)
        rc = add_names(&f);
    if (!rc && scope_is_everything(who))
        rc = add_peoples(&f);
    hits->count = f.count;
    return rc;
}

enum fault_code find_customers_any(const struct db *db, const char *prefix, struct list *out)
{
    return db_all(db, &customers, out,
                  ARGS(arg_text(beginning(db->arena, prefix)), arg_i64(FIND_CUSTOMERS)));
}
