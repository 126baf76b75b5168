/* SPDX-License-Identifier: Apache-2.0 */
/*
 * address.c: strict parsers for the values that may enter a rule (see address.h).
 */
#include "address.h"

#include <arpa/inet.h>
#include <string.h>

#define VMID_MAX 99999999U
#define SHORTEST_PREFIX 32U

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

int number_parse(const char *text, uint32_t max, uint32_t *out)
{
    if (text[0] < '1' || text[0] > '9')
        return -1;
    uint64_t value = 0;
    for (const char *p = text; *p != '\0'; p++) {
        if (!is_digit(*p))
            return -1;
        value = value * 10 + (uint64_t)(*p - '0');
        if (value > max)
            return -1;
    }
    *out = (uint32_t)value;
    return 0;
}

static bool may_own4(const unsigned char byte[16])
{
    return byte[0] != 0 && byte[0] != 127 && byte[0] < 224;
}

/* 00/8 holds the unspecified, the loopback and the IPv4-mapped addresses. */
static bool may_own6(const unsigned char byte[16])
{
    bool link_local = byte[0] == 0xfe && (byte[1] & 0xc0) == 0x80;
    return byte[0] != 0 && byte[0] != 0xff && !link_local;
}

static unsigned char mask_byte(unsigned prefix, unsigned i)
{
    if (prefix >= 8 * (i + 1))
        return 0xff;
    if (prefix <= 8 * i)
        return 0;
    return (unsigned char)(0xff << (8 * (i + 1) - prefix));
}

static int parse6(const char *text, struct address *out)
{
    char host[INET6_ADDRSTRLEN];
    const char *slash = strchr(text, '/');
    size_t len = slash ? (size_t)(slash - text) : strlen(text);
    if (len >= sizeof(host))
        return -1;
    memcpy(host, text, len);
    host[len] = '\0';

    *out = (struct address){ .family = AF_INET6, .prefix = 128 };
    if (slash && number_parse(slash + 1, 128, &out->prefix) < 0)
        return -1;
    if (out->prefix < SHORTEST_PREFIX || inet_pton(AF_INET6, host, out->byte) != 1)
        return -1;
    for (unsigned i = 0; i < 16; i++)
        if (out->byte[i] & (unsigned char)~mask_byte(out->prefix, i))
            return -1;
    return may_own6(out->byte) ? 0 : -1;
}

int address_parse(const char *text, struct address *out)
{
    if (strchr(text, ':'))
        return parse6(text, out);
    *out = (struct address){ .family = AF_INET, .prefix = 32 };
    if (inet_pton(AF_INET, text, out->byte) != 1)
        return -1;
    return may_own4(out->byte) ? 0 : -1;
}

void address_last(const struct address *a, unsigned char last[16])
{
    for (unsigned i = 0; i < 16; i++)
        last[i] = a->byte[i] | (unsigned char)~mask_byte(a->prefix, i);
}

bool address_holds(const struct address *outer, const struct address *inner)
{
    if (outer->family != inner->family || outer->prefix > inner->prefix)
        return false;
    for (unsigned i = 0; i < 16; i++)
        if ((inner->byte[i] & mask_byte(outer->prefix, i)) != outer->byte[i])
            return false;
    return true;
}

void address_link_local(const unsigned char mac[MAC_LEN], struct address *out)
{
    *out = (struct address){ .family = AF_INET6, .prefix = 128 };
    const unsigned char eui64[8] = {
        mac[0] ^ 2, mac[1], mac[2], 0xff, 0xfe, mac[3], mac[4], mac[5],
    };
    out->byte[0] = 0xfe;
    out->byte[1] = 0x80;
    memcpy(out->byte + 8, eui64, sizeof(eui64));
}

static int hex_value(char c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

int mac_parse(const char *text, unsigned char mac[MAC_LEN])
{
    static const unsigned char none[MAC_LEN];
    if (strlen(text) != 3 * MAC_LEN - 1)
        return -1;
    for (size_t i = 0; i < MAC_LEN; i++) {
        int high = hex_value(text[3 * i]);
        int low = hex_value(text[3 * i + 1]);
        if (high < 0 || low < 0 || (i + 1 < MAC_LEN && text[3 * i + 2] != ':'))
            return -1;
        mac[i] = (unsigned char)(high << 4 | low);
    }
    return (mac[0] & 1) || memcmp(mac, none, MAC_LEN) == 0 ? -1 : 0;
}

int inst_parse(const char *text)
{
    for (size_t i = 0; i < 2; i++)
        if (!is_digit(text[i]) && (text[i] < 'a' || text[i] > 'z'))
            return -1;
    return text[2] == '\0' ? 0 : -1;
}

int tap_parse(const char *text, const char *inst, uint32_t *vmid)
{
    size_t len = strlen(text);
    if (len >= TAP_SIZE || strncmp(text, "ht", 2) != 0 || strncmp(text + 2, inst, 2) != 0)
        return -1;
    char digits[TAP_SIZE];
    memcpy(digits, text + 4, len - 4 + 1);
    char *dash = strchr(digits, '-');
    if (!dash)
        return -1;
    *dash = '\0';
    uint32_t n = 0;
    if (strcmp(dash + 1, "0") != 0 && number_parse(dash + 1, 99, &n) < 0)
        return -1;
    return number_parse(digits, VMID_MAX, vmid);
}
