/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who asks, without a database: these stand in for store/session.c, token.c and
 * audit.c, which the linker then leaves out. A database that cannot be reached is
 * behind everything else, so what the gate lets through ends with 503.
 */
#pragma once
#include <stdio.h>
#include <string.h>
#include "base/clock.h"
#include "base/secret.h"
#include "store/audit.h"
#include "store/token.h"
#include "web/gate.h"

static const char cookie_value[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq";
static const char token_value[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789AB";

static struct session fake; /* the session of that cookie, the account of that token */
static enum session_face fake_face;
static int uses_noted;
static int refusals_noted;
static struct audit_new last_note;

enum fault_code session_find(const struct db *db, enum session_face face, const char *hash,
                             struct session *out)
{
    struct arena *a = arena_new();
    bool known = !strcmp(hash, secret_hash(a, cookie_value)) && face == fake_face;
    arena_free(a);
    (void)db;
    *out = known ? fake : (struct session){ 0 };
    return known ? FAULT_OK : FAULT_MISSING;
}
enum fault_code brand_by_host(const struct db *db, const char *host, struct brand *out)
{
    (void)db, (void)host, (void)out;
    return FAULT_MISSING;
}
enum fault_code token_find(const struct db *db, const char *hash, struct session *out)
{
    struct arena *a = arena_new();
    bool known = !strcmp(hash, secret_hash(a, token_value));
    arena_free(a);
    (void)db;
    *out = known ? fake : (struct session){ 0 };
    return known ? FAULT_OK : FAULT_MISSING;
}
enum fault_code session_add(struct db *db, const struct session_new *n)
{
    (void)db, (void)n;
    return FAULT_OK;
}
enum fault_code session_add_ticket(struct db *db, const struct session_new *n)
{
    (void)db, (void)n;
    return FAULT_OK;
}
enum fault_code session_take_ticket(struct db *db, const char *ticket_hash, const char *hash)
{
    (void)db, (void)ticket_hash, (void)hash;
    return FAULT_MISSING;
}
enum fault_code session_prove(struct db *db, int64_t id, const char *hash)
{
    (void)db, (void)id, (void)hash;
    return FAULT_OK;
}
enum fault_code session_follow_settings(struct db *db)
{
    (void)db;
    return FAULT_OK;
}
char *session_agent(struct arena *a, const char *agent)
{
    return arena_strdup(a, agent);
}
enum fault_code session_drop(struct db *db, const char *hash)
{
    (void)db, (void)hash;
    return FAULT_OK;
}
enum fault_code session_note_use(struct db *db, int64_t id)
{
    (void)db, (void)id;
    uses_noted++;
    return FAULT_OK;
}
enum fault_code token_note_use(struct db *db, int64_t id, const char *address)
{
    (void)db, (void)id, (void)address;
    uses_noted++;
    return FAULT_OK;
}
enum fault_code audit_add(struct db *db, const struct audit_new *n)
{
    (void)db;
    refusals_noted += n->refused;
    last_note = *n;
    return FAULT_OK;
}

/* The list of queries, which the linker makes of what it takes, is never without one. */
QUERY(never_run, DB_OWNER, "SELECT 1");

static struct db *unreachable_db(const char *user)
{
    struct db_conf how = {
        .socket = "/nonexistent/db.sock", .name = "hatchery", .user = user, .password = ""
    };
    return db_new(&how);
}

static void sign_in(int64_t level, const char *permissions)
{
    fake = (struct session){ .id = 7,
                             .user_id = 3,
                             .account_id = 2,
                             .reseller_id = 1,
                             .level = level,
                             .user_name = "Ada Lovelace",
                             .email = "ada@nordlicht.example",
                             .account_name = "Nordlicht",
                             .permissions = permissions,
                             .proved = true,
                             .token_writes = true,
                             .token_nouns = "",
                             .token_networks = "",
                             .token_labels = "",
                             .token_used_from = "",
                             .used_at = clock_now() };
}
