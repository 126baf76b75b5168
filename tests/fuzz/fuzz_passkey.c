/* SPDX-License-Identifier: Apache-2.0 */
/* What an authenticator says, as libfido2 reads it: a line with the passkey's name, then the bytes.
 * What is taken as a new one is for our host, by somebody who was asked who he is; no use of one
 * is taken, since nothing here is signed. */
#include <sodium.h>
#include "fuzz.h"
#include "web/webauthn.h"

enum { BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

static const struct webauthn_site site = { "https://panel.example", "panel.example",
                                           "Y2hhbGxlbmdl" };

static const char *written(struct arena *a, const void *data, size_t size)
{
    size_t room = sodium_base64_encoded_len(size, BASE64);
    return sodium_bin2base64(arena_alloc(a, room), room, data, size, BASE64);
}

static const char *client(struct arena *a, const char *type)
{
    const char *said = arena_printf(a, "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\"}",
                                    type, site.challenge, site.origin);
    return written(a, said, strlen(said));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    OWNED(arena_drop) struct arena *a = arena_new();
    struct fault f;
    int64_t count = 0;
    struct webauthn_key key = { .algorithm = -7, .public_key = "AAAA" };
    const char *credential = fuzz_line(a, &data, &size);
    struct webauthn_answer said = { .credential = credential,
                                    .authdata = written(a, data, size),
                                    .client = client(a, "webauthn.get"),
                                    .signature = "MAYCAQECAQE" };
    fault_clear(&f);
    holds(webauthn_used(&f, a, &site, &said, &key, &count));
    said.client = client(a, "webauthn.create");
    if (webauthn_made(&f, a, &site, &said, &key))
        return 0;
    unsigned char host[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(host, (const unsigned char *)site.host, strlen(site.host));
    holds(size > 37 && !memcmp(data, host, sizeof(host)) && (data[32] & 0x45) == 0x45);
    return 0;
}
