/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The seed's network-config (version 2) as lines for rc (seed.h). Every address is parsed and
 * printed anew, so a line holds nothing but digits, colons and dots. A gateway need not lie in an
 * address's subnet: rc makes every such route on-link, which is what `on-link: true` asks for and
 * harmless to the others.
 */
#include "seed.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char file[] = "network-config";

enum { MAC_LEN = 17 };

struct address {
    int family;
    char text[INET6_ADDRSTRLEN];
    unsigned prefix;
};

static bool parse_prefix(const char *text, unsigned max, unsigned *prefix)
{
    size_t len = strspn(text, "0123456789");
    if (len == 0 || len > 3 || text[len])
        return false;
    *prefix = (unsigned)strtoul(text, NULL, 10);
    return *prefix <= max;
}

/* "A" or "A/P"; without P the prefix is the whole address. */
static bool parse_address(const char *text, struct address *out)
{
    char bare[INET6_ADDRSTRLEN];
    unsigned char bytes[sizeof(struct in6_addr)];
    if (!text)
        return false;
    size_t len = strcspn(text, "/");
    if (len >= sizeof(bare))
        return false;
    memcpy(bare, text, len);
    bare[len] = 0;
    out->family = strchr(bare, ':') ? AF_INET6 : AF_INET;
    if (inet_pton(out->family, bare, bytes) != 1)
        return false;
    if (!inet_ntop(out->family, bytes, out->text, sizeof(out->text)))
        return false;
    out->prefix = out->family == AF_INET ? 32 : 128;
    return !text[len] || parse_prefix(text + len + 1, out->prefix, &out->prefix);
}

/* A MAC as the kernel writes it, in small letters. */
static bool parse_mac(const char *mac, char *out)
{
    for (int i = 0; i < MAC_LEN; i++) {
        char c = mac[i];
        if (i % 3 == 2 ? c != ':' : !isxdigit((unsigned char)c))
            return false;
        out[i] = (char)tolower((unsigned char)c);
    }
    out[MAC_LEN] = 0;
    return !mac[MAC_LEN];
}

static bool is_card_name(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    size_t len = strlen(name);
    return len > 0 && len < 16 && strspn(name, letters) == len;
}

static void put_gateway(const char *gateway, FILE *out)
{
    struct address via;
    if (!gateway)
        return;
    if (parse_address(gateway, &via))
        fprintf(out, "route default via %s\n", via.text);
    else
        warn(file, "a gateway is refused: it is no address");
}

static bool put_route(yaml_document_t *doc, yaml_node_t *route, FILE *out)
{
    const char *to = doc_text_of(doc, route, "to");
    const char *gateway = doc_text_of(doc, route, "via");
    struct address dst;
    struct address via;
    if (!to || (gateway && !parse_address(gateway, &via)))
        return false;
    if (strcmp(to, "default") == 0 || strcmp(to, "0.0.0.0/0") == 0 || strcmp(to, "::/0") == 0) {
        if (gateway)
            put_gateway(gateway, out);
        return gateway;
    }
    if (!parse_address(to, &dst) || (gateway && dst.family != via.family))
        return false;
    if (gateway)
        fprintf(out, "route %s/%u via %s\n", dst.text, dst.prefix, via.text);
    else
        fprintf(out, "route %s/%u\n", dst.text, dst.prefix);
    return true;
}

static void put_card(yaml_document_t *doc, yaml_node_t *card, FILE *out)
{
    yaml_node_t *item = NULL;
    yaml_node_t *list = doc_get(doc, card, "addresses");
    for (int i = 0; (item = doc_at(doc, list, i)); i++) {
        struct address at;
        if (parse_address(doc_text(item), &at))
            fprintf(out, "addr %s/%u\n", at.text, at.prefix);
        else
            warn(file, "an address is refused");
    }
    list = doc_get(doc, card, "routes");
    for (int i = 0; (item = doc_at(doc, list, i)); i++) {
        if (!put_route(doc, item, out))
            warn(file, "a route is refused");
    }
    put_gateway(doc_text_of(doc, card, "gateway4"), out);
    put_gateway(doc_text_of(doc, card, "gateway6"), out);
    list = doc_get(doc, doc_get(doc, card, "nameservers"), "addresses");
    for (int i = 0; (item = doc_at(doc, list, i)); i++) {
        struct address at;
        if (parse_address(doc_text(item), &at))
            fprintf(out, "dns %s\n", at.text);
        else
            warn(file, "a name server is refused");
    }
}

void seed_network(yaml_document_t *doc, FILE *out)
{
    yaml_node_t *root = yaml_document_get_root_node(doc);
    yaml_node_t *inner = doc_get(doc, root, "network");
    yaml_node_t *cards = doc_get(doc, inner ? inner : root, "ethernets");
    if (!cards || cards->type != YAML_MAPPING_NODE) {
        warn(file, "has no ethernets of version 2");
        return;
    }
    const yaml_node_pair_t *end = cards->data.mapping.pairs.top;
    for (const yaml_node_pair_t *p = cards->data.mapping.pairs.start; p < end; p++) {
        yaml_node_t *card = yaml_document_get_node(doc, p->value);
        const char *name = doc_text(yaml_document_get_node(doc, p->key));
        const char *mac = doc_text_of(doc, doc_get(doc, card, "match"), "macaddress");
        char small[MAC_LEN + 1];
        if (mac && parse_mac(mac, small)) {
            fprintf(out, "nic mac %s\n", small);
        } else if (!mac && name && is_card_name(name)) {
            fprintf(out, "nic name %s\n", name);
        } else {
            warn(file, "a network card is left out: neither its MAC nor its name can be used");
            continue;
        }
        put_card(doc, card, out);
    }
}
