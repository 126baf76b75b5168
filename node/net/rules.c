/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rules.c: the filter itself, as nft commands (see rules.h). Rules kept here:
 * - `ether type`, never `meta protocol`: a VLAN tag must fall out, not be looked through.
 * - own4 and own6 accept what they could read and drop the rest: a header that is cut off, lies
 *   about its length or hides behind a fragment matches no accept.
 * - Protocols by number: their names are in a file that a small host lacks.
 * - Never two `!=` on neighbouring fields in one rule: nft 1.0.6 merges them into one comparison
 *   of both, which lets either pass.
 */
#include "rules.h"

#include <arpa/inet.h>
#include <string.h>

#define EACH_FIRST_DIGIT(digit) for (int digit = '1'; digit <= '9'; digit++)

/* `input` stops what is meant for the bridge itself (802.1X, LACP). Two groups never come by any of
 * our hooks: LLDP, and with spanning tree on, its BPDUs; so machines' bridges keep it off. */
static const char base_chains[] =
    "  map from { type ifname : verdict; }\n"
    "  chain prerouting { type filter hook prerouting priority -300; policy accept; }\n"
    "  chain input { type filter hook input priority -300; policy accept; }\n"
    "  chain control { }\n"
    "  chain guest { }\n"
    "  chain own4 { }\n"
    "  chain own6 { }\n";

static const char *const base_names[] = {
    "prerouting", "input", "control", "guest", "own4", "own6",
};

/* Not a DHCP server, not a router: neither by the port they send from nor by the one they ask. */
static const char base_rules[] =
    "  chain input {\n"
    "    ether daddr & ff:ff:ff:ff:ff:f0 == 01:80:c2:00:00:00 goto control\n"
    "  }\n"
    "  chain guest {\n"
    "    iifname vmap @from\n"
    "    counter drop\n"
    "  }\n"
    "  chain own4 {\n"
    "    ether type ip ip frag-off & 0x1fff != 0 meta l4proto != 255 accept\n"
    "    ether type ip udp sport 67 drop\n"
    "    ether type ip udp dport != 68 accept\n"
    "    ether type ip icmp type != redirect accept\n"
    "    ether type ip meta l4proto 2 @th,0,8 != 0x11 accept\n"
    "    ether type ip meta l4proto != { 1, 2, 17 } accept\n"
    "  }\n"
    "  chain own6 {\n"
    "    ether type ip6 frag frag-off != 0 meta l4proto != 255 accept\n"
    "    ether type ip6 udp sport 547 drop\n"
    "    ether type ip6 udp dport != 546 accept\n"
    "    ether type ip6 icmpv6 type != { nd-router-advert, nd-redirect, nd-neighbor-advert,"
    " mld-listener-query, router-renumbering } accept\n"
    "    ether type ip6 meta l4proto != { 58, 17 } accept\n"
    "  }\n";

void rules_base(FILE *out, const char *inst)
{
    fprintf(out, "table bridge hatchery_%s {\n%s}\n", inst, base_chains);
    for (size_t i = 0; i < sizeof(base_names) / sizeof(base_names[0]); i++)
        fprintf(out, "flush chain bridge hatchery_%s %s\n", inst, base_names[i]);
    fprintf(out, "table bridge hatchery_%s {\n%s", inst, base_rules);
    /* A machine's number follows: a device of other software such as "htabout" is not ours. */
    EACH_FIRST_DIGIT(digit)
    {
        fprintf(out, "  chain prerouting { iifname \"ht%s%c*\" goto guest; }\n", inst, digit);
        fprintf(out, "  chain control { iifname \"ht%s%c*\" counter drop; }\n", inst, digit);
    }
    fputs("}\n", out);
}

static void write_mac(FILE *out, const unsigned char mac[MAC_LEN])
{
    fprintf(out, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
}

static void write_address(FILE *out, const struct address *a)
{
    char text[INET6_ADDRSTRLEN] = "";
    inet_ntop(a->family, a->byte, text, sizeof(text));
    fputs(text, out);
    if (a->family == AF_INET6 && a->prefix < 128)
        fprintf(out, "/%u", a->prefix);
}

static void write_hex(FILE *out, const unsigned char byte[16])
{
    fputs("0x", out);
    for (size_t i = 0; i < 16; i++)
        fprintf(out, "%02x", byte[i]);
}

static void write_raw_range(FILE *out, const struct address *a)
{
    write_hex(out, a->byte);
    if (a->prefix == 128)
        return;
    unsigned char last[16];
    address_last(a, last);
    fputc('-', out);
    write_hex(out, last);
}

static void write_arp(FILE *out, const struct nic *nic, const char *operation)
{
    fputs("    ether type arp arp htype 1 arp ptype ip arp hlen 6 arp plen 4 arp operation ", out);
    fprintf(out, "%s arp saddr ether ", operation);
    write_mac(out, nic->mac);
}

static void write_ipv4(FILE *out, const struct nic *nic, const struct address *a)
{
    fputs("    ether type ip ip saddr ", out);
    write_address(out, a);
    fputs(" goto own4\n", out);
    write_arp(out, nic, "1-2");
    fputs(" arp saddr ip ", out);
    write_address(out, a);
    fputs(" accept\n", out);
    write_arp(out, nic, "1");
    fputs(" arp saddr ip 0.0.0.0 arp daddr ip ", out);
    write_address(out, a);
    fputs(" accept\n", out);
}

static void write_target(FILE *out, const struct address *a)
{
    fputs("    @th,64,128 ", out);
    write_raw_range(out, a);
    fputs(" accept\n", out);
}

static void write_source(FILE *out, const char *tap, const struct address *a)
{
    fputs("    ether type ip6 ip6 saddr ", out);
    write_address(out, a);
    fprintf(out, " goto s-%s\n", tap);
}

static void write_own(FILE *out, const struct nic *nic)
{
    bool ipv4 = false;
    for (size_t i = 0; i < nic->count; i++) {
        const struct address *a = &nic->address[i];
        if (a->family == AF_INET6) {
            write_source(out, nic->tap, a);
            continue;
        }
        write_ipv4(out, nic, a);
        ipv4 = true;
    }
    if (ipv4)
        fputs("    ether type ip ip saddr 0.0.0.0 ip daddr 255.255.255.255"
              " udp sport 68 udp dport 67 accept\n",
              out);
}

/* f-TAP: the frame's MAC and source address; s-TAP: an IPv6 source is the machine's own; n-TAP:
 * what an advertisement or a probe for duplicates names is its own too (the target is the 128 bits
 * after the first 64 of the ICMPv6 message). A rule an address and no sets: nft reads every set
 * of the table before each change. */
static void write_chains(FILE *out, const struct nic *nic)
{
    const char *tap = nic->tap;
    struct address link_local;
    address_link_local(nic->mac, &link_local);

    fprintf(out, "  chain n-%s {\n", tap);
    write_target(out, &link_local);
    for (size_t i = 0; i < nic->count; i++)
        if (nic->address[i].family == AF_INET6)
            write_target(out, &nic->address[i]);
    fprintf(out,
            "  }\n  chain s-%s {\n"
            "    ether type ip6 icmpv6 type nd-neighbor-advert goto n-%s\n"
            "    goto own6\n  }\n  chain f-%s {\n    ether saddr != ",
            tap, tap, tap);
    write_mac(out, nic->mac);
    fputs(" drop\n", out);
    write_own(out, nic);
    write_source(out, tap, &link_local);
    fprintf(out,
            "    ether type ip6 ip6 saddr :: icmpv6 type nd-neighbor-solicit goto n-%s\n"
            "    ether type ip6 ip6 saddr :: ip6 daddr ff02::16"
            " icmpv6 type mld2-listener-report accept\n  }\n",
            tap);
}

static const char chain_kinds[] = { 'f', 's', 'n' };

static void each_chain(FILE *out, const char *verb, const char *inst, const char *tap)
{
    for (size_t i = 0; i < sizeof(chain_kinds); i++)
        fprintf(out, "%s chain bridge hatchery_%s %c-%s\n", verb, inst, chain_kinds[i], tap);
}

static void write_nic(FILE *out, const char *inst, const struct nic *nic)
{
    each_chain(out, "add", inst, nic->tap);
    each_chain(out, "flush", inst, nic->tap);
    fprintf(out, "table bridge hatchery_%s {\n", inst);
    write_chains(out, nic);
    fprintf(out, "}\nadd element bridge hatchery_%s from { \"%s\" : jump f-%s }\n", inst, nic->tap,
            nic->tap);
}

static bool is_listed(const struct machine *m, const char *tap)
{
    for (size_t i = 0; i < m->nics; i++)
        if (m->nic[i].listed && strcmp(m->nic[i].tap, tap) == 0)
            return true;
    return false;
}

static void forget_tap(FILE *out, const char *inst, const char *tap)
{
    fprintf(out, "delete element bridge hatchery_%s from { \"%s\" }\n", inst, tap);
    each_chain(out, "flush", inst, tap);
    each_chain(out, "delete", inst, tap);
}

/* nft lists the map's keys as "htab42-0" in quotes. */
static void forget_unlisted(FILE *out, const char *inst, const struct machine *m, const char *taps)
{
    for (const char *p = strchr(taps, '"'); p; p = strchr(p, '"')) {
        size_t len = strcspn(++p, "\"");
        char tap[TAP_SIZE];
        uint32_t id = 0;
        if (len < sizeof(tap)) {
            memcpy(tap, p, len);
            tap[len] = '\0';
            if (tap_parse(tap, inst, &id) == 0 && id == m->id && !is_listed(m, tap))
                forget_tap(out, inst, tap);
        }
        p += len;
        if (*p == '"')
            p++;
    }
}

void rules_machine(FILE *out, const char *inst, const struct machine *m, const char *taps)
{
    forget_unlisted(out, inst, m, taps);
    for (size_t i = 0; i < m->nics; i++)
        if (m->nic[i].listed)
            write_nic(out, inst, &m->nic[i]);
}
