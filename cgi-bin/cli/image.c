/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `image`: the file is opened once, without following links, and only our copy
 * is hashed, checked and used. It lies under a temporary name until its row is
 * there; a name that a killed run left is removed by the next.
 */
#include "cli/image.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/file.h"
#include "cli/image_file.h"
#include "store/account.h"
#include "store/image.h"
#include "store/image_noun.h"

static const char *check_icon(const char *s)
{
    bool good = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(s);
    return good ? NULL : T("An icon is a word such as debian.");
}

static const char *check_format(const char *s)
{
    bool good = !strcmp(s, "raw") || !strcmp(s, "qcow2");
    return good ? NULL : T("A format is raw or qcow2.");
}

const struct field image_add_form[] = {
    I64(struct image_add_form, account, .min = 1, .max = INT64_MAX),
    TEXT(struct image_add_form, file, .required = true, .min = 1, .max = 4000),
    TEXT(struct image_add_form, name, .required = true, .min = 1, .max = 64, .check = check_title),
    TEXT(struct image_add_form, version, .required = true, .min = 1, .max = 64,
         .check = check_title),
    TEXT(struct image_add_form, icon, .max = 32, .check = check_icon),
    TEXT(struct image_add_form, format, .max = 8, .check = check_format),
    I64(struct image_add_form, min_disk, .min = 1, .max = IMAGE_VIRTUAL_MAX),
    I64(struct image_add_form, min_memory, .min = 1, .max = (int64_t)1 << 40),
    FIELDS_END,
};

static const char part_prefix[] = ".add-";

static bool is_part(const char *name)
{
    return !strncmp(name, part_prefix, sizeof(part_prefix) - 1);
}

/* Copies that a killed run left: its process id is in the name. */
static enum fault_code sweep(struct cli *c, const char *dir)
{
    const char *const *names = NULL;
    size_t count = 0;
    enum fault_code rc = file_list(c->fault, c->arena, dir, is_part, &names, &count);
    for (size_t i = 0; !rc && i < count; i++) {
        long long pid = 0;
        bool told = parse_i64(names[i] + sizeof(part_prefix) - 1, 1, INT32_MAX, &pid);
        if (!told || (kill((pid_t)pid, 0) && errno == ESRCH))
            unlink(arena_printf(c->arena, "%s/%s", dir, names[i]));
    }
    return rc;
}

static bool all_zero(const char *buf, size_t len)
{
    return !len || (!buf[0] && !memcmp(buf, buf + 1, len - 1));
}

/* Blocks of zeros become holes. */
static bool put_block(int to, const char *buf, size_t len, int64_t at)
{
    if (all_zero(buf, len))
        return true;
    while (len) {
        ssize_t n = pwrite(to, buf, len, at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        buf += n;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

static enum fault_code copy(struct fault *f, int from, int to)
{
    char buf[65536];
    int64_t at = 0;
    for (;;) {
        ssize_t n = pread(from, buf, sizeof(buf), at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail(f, FAULT_UPSTREAM, T("The image cannot be read: %s."), strerror(errno));
        if (!n)
            break;
        if (!put_block(to, buf, (size_t)n, at))
            return fail(f, FAULT_UPSTREAM, T("The image cannot be copied: %s."), strerror(errno));
        at += n;
    }
    if (ftruncate(to, at) || fchmod(to, 0444) || fsync(to))
        return fail(f, FAULT_UPSTREAM, T("The image cannot be copied: %s."), strerror(errno));
    return FAULT_OK;
}

/* The copy gets its lasting name, and the directory's entry is made to last too. */
static enum fault_code keep(struct cli *c, const char *dir, const char *part, int64_t id)
{
    const char *path = arena_printf(c->arena, "%s/%lld", dir, (long long)id);
    OWNED(file_close) int dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir_fd < 0 || rename(part, path) || fsync(dir_fd))
        return fail(c->fault, FAULT_UPSTREAM, T("The image cannot be kept as %s: %s."), path,
                    strerror(errno));
    return FAULT_OK;
}

struct adding {
    const struct image *image;
    const struct account *owner;
    int64_t id;
};

static enum fault_code add_tx(struct db *db, void *ctx)
{
    struct adding *a = ctx;
    return image_add(db, a->owner->id, a->owner->reseller_id, a->image, &a->id);
}

/* FAULT_UNIQUE: it is there, and *id is whose it is. */
static enum fault_code add_row(struct cli *c, const struct account *owner,
                               const struct image *image, int64_t *id)
{
    struct adding a = { .image = image, .owner = owner };
    struct change change = { .what = "image_add",
                             .object = image->name,
                             .account_id = owner->id,
                             .reseller_id = owner->reseller_id,
                             .of = { .noun = AUDIT_OF_IMAGE, .id = &a.id },
                             .fn = add_tx,
                             .ctx = &a };
    enum fault_code rc = cli_change(c, &change);
    *id = a.id;
    return rc;
}

/* Whose customers are offered it. */
static enum fault_code find_owner(struct cli *c, int64_t id, struct account *out)
{
    int64_t provider = 0;
    enum fault_code rc = id ? FAULT_OK : account_provider(c->db, "Provider", &provider);
    if (!rc)
        rc = cli_account(c, "account", id ? id : provider, out);
    if (!rc && out->level == ACCOUNT_CUSTOMER)
        return fail_field(c->fault, FAULT_INVALID, "account",
                          T("%s is a customer: images are the provider's or a reseller's."),
                          out->name);
    return rc ? rc : account_is_open(c->db, out);
}

static enum fault_code enroll(struct cli *c, const struct image_add_form *form,
                              const struct account *owner, int fd, const char *part, int64_t *id)
{
    const char *dir = c->conf.image_dir;
    char sha256[65];
    int64_t virtual_size = 0;
    struct image image = { .kind = IMAGE_SYSTEM,
                           .name = form->name,
                           .version = form->version,
                           .icon = form->icon ? form->icon : "image",
                           .format = form->format ? form->format : "raw",
                           .sha256 = sha256,
                           .min_memory = form->min_memory ? form->min_memory : 128 << 20 };
    enum fault_code rc = file_sha256(c->fault, fd, sha256, &image.bytes);
    if (!rc)
        rc = image_file_check(c->fault, fd, image.bytes, image.format, &virtual_size);
    if (rc)
        return rc;
    if (form->min_disk && form->min_disk < virtual_size)
        return fail_field(c->fault, FAULT_INVALID, "min_disk",
                          T("The image itself is a disk of %lld bytes."), (long long)virtual_size);
    image.min_disk = form->min_disk ? form->min_disk : virtual_size;
    rc = add_row(c, owner, &image, id);
    struct fault first = *c->fault;
    const char *kept = arena_printf(c->arena, "%s/%lld", dir, (long long)*id);
    if (!rc || (rc == FAULT_UNIQUE && access(kept, F_OK))) {
        enum fault_code lost = keep(c, dir, part, *id);
        if (lost)
            return lost;
    }
    *c->fault = first;
    return rc;
}

enum fault_code image_take(struct cli *c, const struct image_add_form *form, int64_t *id)
{
    const char *dir = c->conf.image_dir;
    const char *part = arena_printf(c->arena, "%s/%s%d", dir, part_prefix, (int)getpid());
    OWNED(file_close) int from = -1;
    struct account owner;
    enum fault_code rc = find_owner(c, form->account, &owner);
    if (rc)
        return rc;
    rc = file_open(c->fault, form->file, &from);
    if (rc)
        return fail_field(c->fault, rc, "file", "%s", fault_words(c->fault, c->arena));
    rc = sweep(c, dir);
    if (rc)
        return rc;
    OWNED(file_close) int to = open(part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (to < 0)
        return fail(c->fault, FAULT_UPSTREAM, T("Cannot write %s: %s."), part, strerror(errno));
    rc = copy(c->fault, from, to);
    if (!rc)
        rc = enroll(c, form, &owner, to, part, id);
    unlink(part); /* gone already where it was kept */
    return rc;
}

enum fault_code cli_image_add(struct cli *c)
{
    int64_t id = 0;
    enum fault_code rc = image_take(c, c->form, &id);
    if (!rc)
        cli_made(c, id);
    return rc;
}

struct retiring {
    const struct retire_form *form;
    struct change *change; /* its object: the image's name */
};

static enum fault_code retire_tx(struct db *db, void *ctx)
{
    const struct retiring *r = ctx;
    struct scope all = scope_everything();
    struct image image;
    enum fault_code rc = image_retire(db, r->form->id, !r->form->undo);
    if (!rc)
        rc = image_load(db, &all, r->form->id, &image);
    if (!rc)
        r->change->object = image.name;
    return rc;
}

enum fault_code cli_image_retire(struct cli *c)
{
    const struct retire_form *form = c->form;
    struct change change = { .what = form->undo ? "image_offer" : "image_retire",
                             .of = { .noun = AUDIT_OF_IMAGE, .id = &form->id },
                             .fn = retire_tx };
    struct retiring r = { form, &change };
    change.ctx = &r;
    return cli_change(c, &change);
}

enum fault_code cli_image_list(struct cli *c)
{
    static const char *const shown[] = { "id",   "name",   "version", "reseller", "state",   "size",
                                         "disk", "memory", "copies",  "machines", "created", NULL };
    return cli_noun_list(c, &image_noun, shown);
}
