/* SPDX-License-Identifier: Apache-2.0 */
#include "base/net.h"
#include <arpa/inet.h>
#include "base/attr.h"
#include "base/banned.h"

/* IPv4 lies among IPv6 addresses where it is mapped to. */
struct net {
    unsigned char bytes[16];
    int bits;
};
enum { MAPPED_BITS = 96, BITS = 128, WORD_MOST = 64 };

static bool read_address(const char *word, struct net *out)
{
    static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
    memcpy(out->bytes, mapped, sizeof(mapped));
    if (inet_pton(AF_INET, word, out->bytes + sizeof(mapped)) == 1)
        return true;
    return inet_pton(AF_INET6, word, out->bytes) == 1;
}

static bool bit(const unsigned char *bytes, int i)
{
    return bytes[i / 8] & (0x80 >> i % 8);
}

static bool read_net(const char *from, size_t len, struct net *out)
{
    char word[WORD_MOST];
    long long bits = 0;
    if (len >= sizeof(word))
        return false;
    memcpy(word, from, len);
    word[len] = '\0';
    bool four = !memchr(word, ':', len);
    char *slash = strchr(word, '/');
    if (slash)
        *slash = '\0';
    if (!read_address(word, out) ||
        (slash && !parse_i64(slash + 1, 0, four ? BITS - MAPPED_BITS : BITS, &bits)))
        return false;
    out->bits = !slash ? BITS : (int)bits + (four ? MAPPED_BITS : 0);
    for (int i = out->bits; i < BITS; i++)
        if (bit(out->bytes, i))
            return false;
    return true;
}

static const char between[] = " ,\t\r\n";

const char *check_networks(const char *value)
{
    struct net net;
    for (const char *p = value + strspn(value, between); *p; p += strspn(p, between)) {
        size_t len = strcspn(p, between);
        if (!read_net(p, len, &net))
            return T("A network is written as 192.0.2.0/24 or 2001:db8::/32, one address as "
                     "192.0.2.7.");
        p += len;
    }
    return NULL;
}

static bool has(const struct net *net, const struct net *one)
{
    for (int i = 0; i < net->bits; i++)
        if (bit(net->bytes, i) != bit(one->bytes, i))
            return false;
    return true;
}

bool net_list_has(const char *list, const char *address)
{
    struct net net;
    struct net one;
    if (!read_address(address, &one))
        return false;
    for (const char *p = list + strspn(list, between); *p; p += strspn(p, between)) {
        size_t len = strcspn(p, between);
        if (read_net(p, len, &net) && has(&net, &one))
            return true;
        p += len;
    }
    return false;
}

char *net_list_join(struct arena *a, const char *list, char with)
{
    char *out = arena_alloc(a, strlen(list) + 1);
    char *to = out;
    for (const char *p = list; *p; p++) {
        bool blank = strchr(between, *p) != NULL;
        if (!blank)
            *to++ = *p;
        else if (to > out && to[-1] != with)
            *to++ = with;
    }
    if (to > out && to[-1] == with)
        to[-1] = '\0';
    return out;
}
