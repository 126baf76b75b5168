/* SPDX-License-Identifier: Apache-2.0 */
/* A picture is a row's, as base64: it is small, and goes with its brand wherever that goes. */
#include <sodium.h>
#include <string.h>
#include "base/secret.h"
#include "store/brand.h"

enum { BASE64 = sodium_base64_VARIANT_ORIGINAL };

struct stored {
    const char *png;
};
static const struct field stored_view[] = { TEXT(struct stored, png), FIELDS_END };

QUERY(make, DB_MY, "INSERT IGNORE INTO brand (reseller_id) VALUES (?)");
QUERY(set, DB_MY,
      "UPDATE brand SET logo = ?, logo_width = ?, logo_height = ?, logo_png = ? "
      "WHERE reseller_id = ?");
QUERY(png_of, DB_MY | DB_MY_READER,
      "SELECT logo_png AS png FROM brand WHERE logo = ? AND logo <> '' LIMIT 1",
      ROWS(struct stored, stored_view));

enum fault_code brand_logo_save(struct db *db, int64_t reseller_id, const struct brand_logo *l)
{
    size_t room = sodium_base64_encoded_len(l->len, BASE64);
    char *text = arena_alloc(db->arena, room);
    sodium_bin2base64(text, room, (const unsigned char *)l->png, l->len, BASE64);
    const char *digest = l->len ? secret_hash_bytes(db->arena, l->png, l->len) : "";
    enum fault_code rc = db_exec(db, &make, NULL, NULL, ARGS(ARG(reseller_id)));
    if (rc)
        return rc;
    return db_exec(db, &set, NULL, NULL,
                   ARGS(ARG(digest), ARG(l->width), ARG(l->height),
                        l->len ? ARG(text) : arg_text(NULL), ARG(reseller_id)));
}

enum fault_code brand_logo_load(const struct db *db, const char *digest, struct brand_logo *out)
{
    struct stored row;
    enum fault_code rc = db_one(db, &png_of, &row, ARGS(ARG(digest)));
    if (rc)
        return rc;
    size_t room = strlen(row.png);
    char *bytes = arena_alloc(db->arena, room + 1);
    *out = (struct brand_logo){ .png = bytes };
    if (sodium_base642bin((unsigned char *)bytes, room, row.png, room, NULL, &out->len, NULL,
                          BASE64))
        return fail(db->fault, FAULT_BUG, "the logo %s is no base64", digest);
    return FAULT_OK;
}
