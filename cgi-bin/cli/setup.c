/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `setup`: the provider and its first administrator; where a node is named, it
 * as the first one, with what a first machine needs and a first customer. Each
 * part looks for itself first, so that a second run changes nothing but what the
 * host has to give. The two text files are for whoever typed `make run`; they
 * are written once, before their user is made, so that no password is ever lost.
 */
#include <arpa/inet.h>
#include "base/file.h"
#include "base/poke.h"
#include "base/secret.h"
#include "cli/image.h"
#include "store/account.h"
#include "store/image.h"
#include "store/ip_pool.h"
#include "store/node.h"
#include "store/plan.h"
#include "store/task.h"
#include "store/user.h"

enum { ADDRESSES = 250, SHARE_PERCENT = 80, RESOLV_CONF_MAX = 65536 };

/* Such as "10.77.0.1/24". */
static const char *check_gateway(const char *value, int family, long long least, long long most)
{
    char address[INET6_ADDRSTRLEN];
    unsigned char raw[sizeof(struct in6_addr)];
    long long bits = 0;
    size_t len = strcspn(value, "/");
    if (len < sizeof(address) && value[len]) {
        memcpy(address, value, len);
        address[len] = '\0';
        if (inet_pton(family, address, raw) == 1 && parse_i64(value + len + 1, least, most, &bits))
            return NULL;
    }
    return T("A gateway is its address with the network's length, such as 10.77.0.1/24.");
}

static const char *check_v4(const char *value)
{
    return check_gateway(value, AF_INET, 8, 30);
}

static const char *check_v6(const char *value)
{
    return check_gateway(value, AF_INET6, 32, 120);
}

static const char *check_accel(const char *value)
{
    bool good = !strcmp(value, "kvm") || !strcmp(value, "tcg");
    return good ? NULL : T("Acceleration is kvm or tcg.");
}

static bool is_address(const char *s)
{
    unsigned char raw[sizeof(struct in6_addr)];
    return inet_pton(AF_INET, s, raw) == 1 || inet_pton(AF_INET6, s, raw) == 1;
}

static const char *check_dns(const char *value)
{
    char one[INET6_ADDRSTRLEN];
    for (const char *p = value;; p++) {
        size_t len = strcspn(p, ",");
        if (len >= sizeof(one))
            return T("Name servers are addresses with commas between them.");
        memcpy(one, p, len);
        one[len] = '\0';
        if (!is_address(one))
            return T("Name servers are addresses with commas between them.");
        p += len;
        if (!*p)
            return NULL;
    }
}

const struct field setup_form[] = {
    TEXT(struct setup_form, node_name, .min = 1, .max = 64, .check = check_title),
    TEXT(struct setup_form, node_uri, .min = 1, .max = 255, .check = check_title),
    I64(struct setup_form, memory, .min = 128 << 20, .max = (int64_t)1 << 50),
    I64(struct setup_form, cpus, .min = 1, .max = 100000),
    TEXT(struct setup_form, disk_path, .min = 1, .max = 500, .check = check_title),
    I64(struct setup_form, disk_bytes, .min = 1, .max = INT64_MAX),
    TEXT(struct setup_form, v4, .max = 60, .check = check_v4),
    TEXT(struct setup_form, v6, .max = 60, .check = check_v6),
    TEXT(struct setup_form, image, .max = 4000),
    TEXT(struct setup_form, accel, .max = 3, .check = check_accel),
    TEXT(struct setup_form, dns, .max = 255, .check = check_dns),
    TEXT(struct setup_form, url, .max = 500, .check = check_title),
    TEXT(struct setup_form, email, .max = 255, .check = check_email),
    FIELDS_END,
};

struct setup {
    struct cli *c;
    const struct setup_form *form;
    const char *url;
    const char *dns;
    const char *node_name;
    int64_t provider;
    int64_t node;
    int64_t network;
};

/* The host's own name servers that a machine could reach, else a public one. */
static const char *choose_dns(struct cli *c)
{
    char *body = NULL;
    char *rest = NULL;
    const char *found = NULL;
    if (file_read(c->fault, c->arena, "/etc/resolv.conf", RESOLV_CONF_MAX, &body)) {
        fault_clear(c->fault);
        body = arena_strdup(c->arena, ""); /* a link, where systemd keeps it */
    }
    for (char *line = strtok_r(body, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        if (strncmp(line, "nameserver ", strlen("nameserver ")))
            continue;
        const char *address = line + strlen("nameserver ");
        if (is_address(address) && strncmp(address, "127.", 4) && strcmp(address, "::1") &&
            strncasecmp(address, "fe80:", 5))
            found = found ? arena_printf(c->arena, "%s,%s", found, address) : address;
        if (found && strchr(found, ','))
            break;
    }
    return found ? found : "9.9.9.9,2620:fe::fe";
}

/* A host that was renamed is the same node. */
static enum fault_code choose_node_name(struct db *db, struct setup *s)
{
    struct list rows;
    enum fault_code rc = node_list_any(db, &rows);
    const struct node *n = rows.rows;
    s->node_name = s->form->node_name;
    for (int64_t i = 0; !rc && i < rows.count; i++)
        if (!strcmp(n[i].uri, s->form->node_uri))
            s->node_name = n[i].name;
    return rc;
}

static enum fault_code add_pool(struct db *db, int64_t network, const char *gateway)
{
    long long bits = 0;
    size_t len = strcspn(gateway, "/");
    if (!parse_i64(gateway + len + 1, 1, 128, &bits))
        bug("a gateway came unchecked");
    return ip_pool_ensure(db, network, arena_strndup(db->arena, gateway, len), bits, ADDRESSES);
}

static enum fault_code add_node(struct db *db, struct setup *s)
{
    const struct setup_form *f = s->form;
    struct node_setup n = {
        .location = "local",
        .city = "This host",
        .country = "XX",
        .cluster = "local",
        .node = s->node_name,
        .uri = f->node_uri,
        .accel = f->accel,
        .vcpu = f->cpus,
        .memory = f->memory,
        .mem_limit = f->memory / 100 * SHARE_PERCENT,
        .storage = "local",
        .path = f->disk_path,
        .whole = f->disk_bytes,
        .network = "local",
        .bridge = arena_printf(db->arena, "ht%sbr1", s->c->conf.inst),
        .dns = s->dns,
    };
    enum fault_code rc = node_setup(db, &n, &s->node, &s->network);
    if (!rc)
        rc = add_pool(db, s->network, f->v4);
    return rc ? rc : add_pool(db, s->network, f->v6);
}

/* True if one waits already: a second would only wait behind it. */
static enum fault_code is_waiting(struct db *db, int64_t node, bool *waits)
{
    static const char *const filters[] = { "kind:node_prepare state:queued",
                                           "kind:node_prepare state:parked" };
    struct scope all = scope_everything();
    *waits = false;
    for (size_t f = 0; f < countof(filters); f++) {
        struct list_ask ask = { .filter = filters[f] };
        struct list_page page;
        enum fault_code rc = list_read(db, &all, &task_noun, &ask, &page);
        if (rc)
            return rc;
        const struct task *t = page.rows.rows;
        for (int64_t i = 0; i < page.rows.count; i++)
            *waits |= t[i].node_id == node;
    }
    return FAULT_OK;
}

static enum fault_code prepare_node(struct db *db, const struct setup *s)
{
    bool waits = false;
    int64_t id = 0;
    struct task_new t = {
        .kind = "node_prepare",
        .account_id = s->provider,
        .reseller_id = s->provider,
        .node_id = s->node,
        .object = s->node_name,
        .args = "{}",
        .asked_by = "hatchery setup",
        .lock = { { arena_printf(db->arena, "node:%lld", (long long)s->node), true } },
        .locks = 1,
    };
    enum fault_code rc = is_waiting(db, s->node, &waits);
    return rc || waits ? rc : task_add_own(db, &t, &id);
}

static enum fault_code add_plans(struct db *db)
{
#define MB ((int64_t)1 << 20)
#define GB ((int64_t)1 << 30)
#define TB ((int64_t)1 << 40)
    static const struct plan plans[] = {
        { .name = "XS",
          .vcpu = 1,
          .memory = 256 * MB,
          .disk = 2 * GB,
          .traffic = 1 * TB,
          .price_hour = 4000,
          .price_month = 2900000,
          .currency = "EUR" },
        { .name = "S",
          .vcpu = 1,
          .memory = 512 * MB,
          .disk = 10 * GB,
          .traffic = 2 * TB,
          .price_hour = 6800,
          .price_month = 4900000,
          .currency = "EUR" },
        { .name = "M",
          .vcpu = 2,
          .memory = 1 * GB,
          .disk = 20 * GB,
          .traffic = 5 * TB,
          .price_hour = 11000,
          .price_month = 7900000,
          .currency = "EUR" },
        { .name = "L",
          .vcpu = 2,
          .memory = 2 * GB,
          .disk = 40 * GB,
          .traffic = 10 * TB,
          .price_hour = 18000,
          .price_month = 12900000,
          .currency = "EUR" },
    };
#undef MB
#undef GB
#undef TB
    struct list there;
    enum fault_code rc = plan_list_any(db, true, &there);
    for (size_t i = 0; !rc && !there.count && i < countof(plans); i++) {
        int64_t id = 0;
        rc = plan_add(db, &plans[i], &id);
    }
    return rc;
}

static enum fault_code rows_tx(struct db *db, void *ctx)
{
    struct setup *s = ctx;
    enum fault_code rc = account_provider(db, "Provider", &s->provider);
    if (rc || !s->form->node_uri)
        return rc;
    rc = choose_node_name(db, s);
    if (!rc)
        rc = add_node(db, s);
    if (!rc)
        rc = prepare_node(db, s);
    return rc ? rc : add_plans(db);
}

enum { IMAGES_LOOKED = 1000 };

/* A newer build of the small image takes the place of an older one. */
static enum fault_code add_image(struct setup *s)
{
    struct cli *c = s->c;
    struct image_add_form form = {
        .file = s->form->image, .name = "Hatchery small", .version = "1", .icon = "image"
    };
    struct list rows;
    int64_t provider = 0;
    int64_t id = 0;
    enum fault_code rc = image_take(c, &form, &id);
    if (rc == FAULT_UNIQUE) {
        fault_clear(c->fault);
        return FAULT_OK;
    }
    if (!rc)
        rc = account_provider(c->db, "Provider", &provider);
    if (!rc)
        rc = image_page(c->db, &(struct scope){ .account = provider }, 0, IMAGES_LOOKED, &rows);
    if (rc)
        return rc;
    const struct image *image = rows.rows;
    for (int64_t i = 0; !rc && i < rows.count; i++)
        if (image[i].id != id && !strcmp(image[i].name, form.name) &&
            !strcmp(image[i].version, form.version))
            rc = image_retire(c->db, image[i].id, true);
    return rc;
}

struct person {
    int64_t account;
    enum user_role role;
    const char *email;
    const char *name;
    const char *file;
    const char *password;
};

static enum fault_code person_tx(struct db *db, void *ctx)
{
    const struct person *p = ctx;
    int64_t id = 0;
    return user_add(db, p->account, p->role, p->email, p->name, p->password, &id);
}

/* The file first: were we to die between, the next run writes it anew. */
static enum fault_code add_person(struct setup *s, struct person *p)
{
    struct cli *c = s->c;
    p->password = secret_password(c->arena);
    char *body = arena_printf(c->arena, "url=%s\nemail=%s\npassword=%s\naccount=%lld\n", s->url,
                              p->email, p->password, (long long)p->account);
    const char *path = arena_printf(c->arena, "%s/%s", c->conf.state, p->file);
    enum fault_code rc = file_write(c->fault, c->arena, path, 0600, body, strlen(body));
    secret_wipe(body);
    return rc ? rc : db_tx(c->db, person_tx, NULL, p);
}

static enum fault_code customer_account(struct cli *c, int64_t *id)
{
    static const char name[] = "First customer";
    struct account account;
    enum fault_code rc = account_by_name_any(c->db, name, &account);
    *id = account.id;
    if (rc != FAULT_MISSING)
        return rc;
    fault_clear(c->fault);
    return account_add(c->db, name, id);
}

/* Only where there is no administrator, or nobody else, yet. */
static enum fault_code add_people(struct setup *s)
{
    struct list rows;
    bool administrator = false;
    bool customer = false;
    enum fault_code rc = user_list_any(s->c->db, &rows);
    const struct user *u = rows.rows;
    for (int64_t i = 0; !rc && i < rows.count; i++) {
        bool admin = !strcmp(u[i].role, "administrator");
        administrator |= admin;
        customer |= !admin;
    }
    struct person admin = { s->provider,
                            ROLE_ADMINISTRATOR,
                            s->form->email ? s->form->email : "admin@hatchery.example",
                            "Administrator",
                            "admin.txt",
                            NULL };
    struct person first = {
        0, ROLE_OWNER, "customer@hatchery.example", "First customer", "customer.txt", NULL
    };
    if (!rc && !administrator)
        rc = add_person(s, &admin);
    if (rc || customer || !s->form->node_uri)
        return rc;
    rc = customer_account(s->c, &first.account);
    return rc ? rc : add_person(s, &first);
}

/* All that a node needs, or nothing. */
static enum fault_code check_node(struct fault *f, const struct setup_form *form)
{
    const struct {
        const char *option;
        bool there;
    } said[] = {
        { "node_name", form->node_name },
        { "node_uri", form->node_uri },
        { "memory", form->memory },
        { "cpus", form->cpus },
        { "disk_path", form->disk_path },
        { "disk_bytes", form->disk_bytes },
        { "v4", form->v4 },
        { "v6", form->v6 },
        { "accel", form->accel },
    };
    for (size_t i = 1; i < countof(said); i++)
        if (said[i].there != said[0].there)
            return fail_field(f, FAULT_INVALID, said[i].there ? said[0].option : said[i].option,
                              T("This is needed for a node."));
    return FAULT_OK;
}

enum fault_code cli_setup(struct cli *c)
{
    const struct setup_form *form = c->form;
    enum fault_code wrong = check_node(c->fault, form);
    if (wrong)
        return wrong;
    struct setup s = { .c = c,
                       .form = form,
                       .url = form->url ? form->url : c->conf.url,
                       .dns = form->dns ? form->dns : choose_dns(c) };
    enum fault_code rc = db_tx(c->db, rows_tx, NULL, &s);
    if (!rc)
        poke_taskd(&c->conf);
    if (!rc && form->image)
        rc = add_image(&s);
    return rc ? rc : add_people(&s);
}
