/* SPDX-License-Identifier: Apache-2.0 */
/*
 * frames.c: sends the frames of frames.h, good and bad, from inside a guest (static, no library).
 *   frames list
 *   frames IFACE OWN_MAC OWN_V4 OWN_V6 GW_MAC OTHER_V4 OTHER_V6 send WHICH [ROUNDS]
 *   frames IFACE OWN_MAC OWN_V4 OWN_V6 GW_MAC OTHER_V4 OTHER_V6 flood WHICH SECONDS
 * WHICH is a name, "good", "bad" or "all". The other MAC is the own one with its last byte turned.
 */
#include "frames.h"

#include "packet.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define FRAME_MIN 60

struct party {
    unsigned char mac[6], v4[4], v6[16], ll[16];
};

static struct party own, other;
static unsigned char gateway[6];

static const unsigned char none[16];

static const unsigned char *ip4_of(enum who who)
{
    static const unsigned char everyone[4] = { 255, 255, 255, 255 };
    static const unsigned char nodes[4] = { 224, 0, 0, 1 };
    static const unsigned char reports[4] = { 224, 0, 0, 22 };
    static const unsigned char *const address[DHCP_SERVERS + 1] = {
        [OWN] = own.v4,  [OTHER] = other.v4,  [BROADCAST] = everyone,
        [NODES] = nodes, [REPORTS] = reports,
    };
    return address[who] ? address[who] : none;
}

static const unsigned char *ip6_of(enum who who)
{
    static const unsigned char nodes[16] = { 0xff, 2, [15] = 1 };
    static const unsigned char routers[16] = { 0xff, 2, [15] = 2 };
    static const unsigned char reports[16] = { 0xff, 2, [15] = 0x16 };
    static const unsigned char servers[16] = { 0xff, 2, [13] = 1, [15] = 2 };
    static const unsigned char *const address[DHCP_SERVERS + 1] = {
        [OWN] = own.v6,  [OTHER] = other.v6,  [OWN_LL] = own.ll,   [OTHER_LL] = other.ll,
        [NODES] = nodes, [ROUTERS] = routers, [REPORTS] = reports, [DHCP_SERVERS] = servers,
    };
    return address[who] ? address[who] : none;
}

static void put_mark(struct packet *p, const struct spec *s)
{
    put(p, FRAME_MAGIC, MAGIC_LEN);
    put16(p, (unsigned)(s - specs));
}

static void put_ether(struct packet *p, const struct spec *s, const unsigned char dst[6],
                      unsigned type)
{
    put(p, dst, 6);
    put(p, s->twist == FOREIGN_MAC ? other.mac : own.mac, 6);
    if (s->twist == QINQ)
        put32(p, 0x88a80007);
    if (s->twist == VLAN || s->twist == QINQ)
        put32(p, 0x81000005);
    if (s->twist == VLAN_ZERO)
        put32(p, 0x81000000);
    put16(p, type);
}

static void put_ether4(struct packet *p, const struct spec *s)
{
    static const unsigned char everyone[6] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
    const unsigned char *ip = ip4_of(s->dst);
    unsigned char group[6] = { 1, 0, 0x5e, ip[1] & 0x7f, ip[2], ip[3] };
    const unsigned char *dst = s->dst == OTHER ? gateway : group;
    put_ether(p, s, s->dst == BROADCAST ? everyone : dst, ETHERTYPE_IP);
}

static void put_ether6(struct packet *p, const struct spec *s)
{
    const unsigned char *ip = ip6_of(s->dst);
    unsigned char group[6] = { 0x33, 0x33, ip[12], ip[13], ip[14], ip[15] };
    put_ether(p, s, ip[0] == 0xff ? group : gateway, ETHERTYPE_IPV6);
}

/* The datagram of an UDP frame; a later part of one holds data only. */
static void put_udp(struct packet *p, const struct spec *s)
{
    if (s->twist != LATER_PART) {
        put16(p, s->a);
        put16(p, s->b);
        put16(p, 8 + 16);
        put16(p, 0);
    }
    put_mark(p, s);
    put_zeros(p, 16 - MARK_LEN);
}

static void put_tcp(struct packet *p, const struct spec *s)
{
    put16(p, s->a);
    put16(p, s->b);
    put32(p, 1);
    put32(p, 0);
    put16(p, 0x5002);
    put16(p, 64240);
    put32(p, 0);
    put_mark(p, s);
}

static void put_icmp4(struct packet *p, const struct spec *s)
{
    put8(p, s->a);
    put8(p, s->b);
    put16(p, 0);
    put(p, ip4_of(OTHER), 4);
    put_mark(p, s);
    set16(p, 2, sum_close(sum_add(0, p->byte, p->len)));
}

/* A report of one group with the mark as its auxiliary data, or a query with it at the end. */
static void put_igmp(struct packet *p, const struct spec *s)
{
    put8(p, s->a);
    put8(p, s->a == 0x11 ? 100 : 0);
    put16(p, 0);
    put32(p, s->a == 0x11 ? 0 : 1);
    put32(p, s->a == 0x11 ? 0 : 0x04030000);
    if (s->a != 0x11)
        put32(p, 0xef010203);
    put_mark(p, s);
    put16(p, 0);
    set16(p, 2, sum_close(sum_add(0, p->byte, p->len)));
}

static void build4(struct packet *f, const struct spec *s, unsigned protocol,
                   const struct packet *body)
{
    struct packet head = { 0 };
    size_t total = 20 + body->len + (s->twist == LONG ? 100 : 0);
    put16(&head, 0x4500);
    put16(&head, (unsigned)total);
    put16(&head, 0x4854);
    put16(&head, s->twist == FIRST_PART ? 0x2000 : s->twist == LATER_PART ? 185 : 0);
    put8(&head, protocol == IPPROTO_IGMP ? 1 : 64);
    put8(&head, protocol);
    put16(&head, 0);
    put(&head, ip4_of(s->src), 4);
    put(&head, ip4_of(s->dst), 4);
    set16(&head, 10, sum_close(sum_add(0, head.byte, head.len)));
    put_ether4(f, s);
    put(f, head.byte, head.len);
    put(f, body->byte, body->len);
}

static void put_nd_option(struct packet *p, unsigned type, const unsigned char mac[6])
{
    put8(p, type);
    put8(p, 1);
    put(p, mac, 6);
}

/* The body after type, code and checksum; neighbour discovery carries the mark as an option. */
static void put_icmp6_body(struct packet *p, const struct spec *s)
{
    bool discovery = s->a >= 133 && s->a <= 137;
    if (s->a == 134) {
        put32(p, 0x40000708);
        put_zeros(p, 8);
    } else if (s->a == 143) {
        put32(p, 1);
        put32(p, 0x04030000);
        put(p, ip6_of(s->target), 16);
    } else {
        put32(p, s->a == 136 ? 0x20000000 : 0);
    }
    if (s->a == 130 || (s->a >= 135 && s->a <= 137))
        put(p, ip6_of(s->target), 16);
    if (s->a == 130)
        put32(p, 0);
    if (s->a == 137)
        put(p, ip6_of(OTHER), 16);
    if ((s->a == 135 || s->a == 136) && s->src != NOBODY)
        put_nd_option(p, s->a == 135 ? 1 : 2, own.mac);
    if (discovery)
        put16(p, 253 << 8 | 2);
    put_mark(p, s);
    put_zeros(p, discovery ? 4 : 2);
}

static void put_icmp6(struct packet *p, const struct spec *s)
{
    put8(p, s->a);
    put16(p, 0);
    put8(p, 0);
    put_icmp6_body(p, s);
}

static void seal6(struct packet *p, const struct spec *s, unsigned protocol, size_t at)
{
    uint32_t sum = protocol + (uint32_t)p->len;
    sum = sum_add(sum, ip6_of(s->src), 16);
    sum = sum_add(sum, ip6_of(s->dst), 16);
    set16(p, at, sum_close(sum_add(sum, p->byte, p->len)));
}

/* An option header of 16 bytes: one padding option, which holds the mark. */
static void put_options(struct packet *p, const struct spec *s, unsigned next)
{
    put8(p, next);
    put8(p, 1);
    put16(p, 1 << 8 | 12);
    put_mark(p, s);
    put16(p, 0);
}

static bool is_part(enum twist twist)
{
    return twist == FIRST_PART || twist == LATER_PART || twist == HIDDEN_PART ||
           twist == OPTIONS_PART;
}

/* Returns what the IPv6 header names as next. */
static unsigned put_extension(struct packet *p, const struct spec *s, unsigned protocol)
{
    if (s->twist == HOP_OPTIONS || s->twist == DEST_OPTIONS) {
        put_options(p, s, protocol);
        return s->twist == HOP_OPTIONS ? 0 : 60;
    }
    if (!is_part(s->twist))
        return protocol;
    bool options = s->twist == OPTIONS_PART || s->twist == HIDDEN_PART;
    bool first = s->twist == FIRST_PART || s->twist == OPTIONS_PART;
    put16(p, (options ? 60 : protocol) << 8);
    put16(p, first ? 1 : 185 << 3);
    put32(p, 0x48544348);
    if (s->twist == OPTIONS_PART)
        put_options(p, s, protocol);
    return 44;
}

static void build6(struct packet *f, const struct spec *s, unsigned protocol,
                   const struct packet *body)
{
    struct packet extension = { 0 };
    unsigned next = put_extension(&extension, s, protocol);
    size_t len = extension.len + (s->twist == OPTIONS_PART ? 0 : body->len);
    put_ether6(f, s);
    put32(f, 0x60000000);
    put16(f, (unsigned)len + (s->twist == LONG ? 100 : 0));
    put8(f, next);
    put8(f, s->body == UDP6 ? 64 : s->a == 130 || s->a == 143 ? 1 : 255);
    put(f, ip6_of(s->src), 16);
    put(f, ip6_of(s->dst), 16);
    put(f, extension.byte, extension.len);
    put(f, body->byte, len - extension.len);
}

static void build_arp(struct packet *f, const struct spec *s)
{
    static const unsigned char everyone[6] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
    put_ether(f, s, s->dst == OTHER ? gateway : everyone, ETHERTYPE_ARP);
    put16(f, 1);
    put16(f, ETHERTYPE_IP);
    put8(f, s->twist == SHORT_HLEN ? 5 : 6);
    put8(f, 4);
    put16(f, s->a);
    bool foreign = s->twist == FOREIGN_MAC || s->twist == FOREIGN_SHA;
    put(f, foreign ? other.mac : own.mac, 6);
    put(f, ip4_of(s->src), 4);
    put_zeros(f, 6);
    put(f, ip4_of(s->target), 4);
    put_mark(f, s);
}

static void build_ether(struct packet *f, const struct spec *s)
{
    static const unsigned char everyone[6] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
    static const unsigned char bridges[6] = { 1, 0x80, 0xc2, 0, 0, 3 };
    put_ether(f, s, s->dst == BROADCAST ? everyone : bridges, s->a);
    put_mark(f, s);
}

/* IEEE 802.3: a length where Ethernet II has a type. Without a destination it is a bridge's. */
static void build_llc(struct packet *f, const struct spec *s)
{
    static const unsigned char everyone[6] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
    static const unsigned char bridges[6] = { 1, 0x80, 0xc2, 0, 0, 0 };
    put_ether(f, s, s->dst == NOBODY ? bridges : everyone, 46);
    put16(f, s->a << 8 | s->a);
    put8(f, 3);
    if (s->a == 0xaa) {
        put_zeros(f, 3);
        put16(f, ETHERTYPE_IPV6);
    } else {
        put_zeros(f, 4);
    }
    put_mark(f, s);
}

static void build(struct packet *f, const struct spec *s)
{
    struct packet body = { 0 };
    f->len = 0;
    switch (s->body) {
    case UDP4:
        put_udp(&body, s);
        build4(f, s, IPPROTO_UDP, &body);
        break;
    case TCP4:
        put_tcp(&body, s);
        build4(f, s, IPPROTO_TCP, &body);
        break;
    case ICMP4:
        put_icmp4(&body, s);
        build4(f, s, IPPROTO_ICMP, &body);
        break;
    case IGMP:
        put_igmp(&body, s);
        build4(f, s, IPPROTO_IGMP, &body);
        break;
    case UDP6:
        put_udp(&body, s);
        if (s->twist != LATER_PART)
            seal6(&body, s, IPPROTO_UDP, 6);
        build6(f, s, IPPROTO_UDP, &body);
        break;
    case ICMP6:
        put_icmp6(&body, s);
        seal6(&body, s, IPPROTO_ICMPV6, 2);
        build6(f, s, IPPROTO_ICMPV6, &body);
        break;
    case ARP: build_arp(f, s); break;
    case ETHER: build_ether(f, s); break;
    case LLC: build_llc(f, s); break;
    }
    if (f->len < FRAME_MIN)
        put_zeros(f, FRAME_MIN - f->len);
}

static bool is_meant(const struct spec *s, const char *which)
{
    if (strcmp(which, "all") == 0 || strcmp(which, s->name) == 0)
        return true;
    return strcmp(which, s->good ? "good" : "bad") == 0;
}

/* Returns how many were sent, or -1. A full queue is no error: the frame is simply not sent. */
static long send_round(int fd, const char *which)
{
    long sent = 0;
    for (size_t i = 0; i < SPEC_COUNT; i++) {
        static struct packet f;
        if (!is_meant(&specs[i], which))
            continue;
        build(&f, &specs[i]);
        if (send(fd, f.byte, f.len, 0) >= 0) {
            sent++;
        } else if (errno != ENOBUFS) {
            fprintf(stderr, "%s: %s\n", specs[i].name, strerror(errno));
            return -1;
        }
    }
    return sent;
}

static int open_iface(const char *name)
{
    int fd = socket(AF_PACKET, SOCK_RAW, 0);
    struct sockaddr_ll at = { .sll_family = AF_PACKET, .sll_ifindex = (int)if_nametoindex(name) };
    if (fd < 0 || at.sll_ifindex == 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0) {
        fprintf(stderr, "%s: %s\n", name, strerror(errno));
        return -1;
    }
    return fd;
}

static int parse_mac(const char *text, unsigned char mac[6])
{
    unsigned b[6];
    if (sscanf(text, "%2x:%2x:%2x:%2x:%2x:%2x", &b[0], &b[1], &b[2], &b[3], &b[4], &b[5]) != 6)
        return -1;
    for (size_t i = 0; i < 6; i++)
        mac[i] = (unsigned char)b[i];
    return 0;
}

static void derive_ll(struct party *p)
{
    const unsigned char *m = p->mac;
    const unsigned char ll[16] = {
        0xfe, 0x80, 0, 0, 0, 0, 0, 0, m[0] ^ 2, m[1], m[2], 0xff, 0xfe, m[3], m[4], m[5],
    };
    memcpy(p->ll, ll, sizeof(ll));
}

static int parse_parties(char **argv)
{
    if (parse_mac(argv[0], own.mac) < 0 || parse_mac(argv[3], gateway) < 0)
        return -1;
    if (inet_pton(AF_INET, argv[1], own.v4) != 1 || inet_pton(AF_INET6, argv[2], own.v6) != 1)
        return -1;
    if (inet_pton(AF_INET, argv[4], other.v4) != 1 || inet_pton(AF_INET6, argv[5], other.v6) != 1)
        return -1;
    memcpy(other.mac, own.mac, 6);
    other.mac[5] ^= 0x55;
    derive_ll(&own);
    derive_ll(&other);
    return 0;
}

/* `limit` counts rounds, or seconds of a flood. */
static int run(int fd, const char *which, bool flood, long limit)
{
    long sent = 0;
    time_t until = time(NULL) + limit;
    for (long round = 0; flood ? time(NULL) < until : round < limit; round++) {
        long n = send_round(fd, which);
        if (n < 0)
            return 1;
        sent += n;
    }
    printf("sent %ld\n", sent);
    return sent > 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "list") == 0) {
        for (size_t i = 0; i < SPEC_COUNT; i++)
            printf("%s %s\n", specs[i].name, specs[i].good ? "good" : "bad");
        return 0;
    }
    bool flood = argc == 11 && strcmp(argv[8], "flood") == 0;
    bool once = (argc == 10 || argc == 11) && strcmp(argv[8], "send") == 0;
    if ((!flood && !once) || parse_parties(argv + 2) < 0) {
        fputs("usage: frames list | frames IFACE OWN_MAC OWN_V4 OWN_V6 GW_MAC OTHER_V4 OTHER_V6"
              " send WHICH [ROUNDS] | ... flood WHICH SECONDS\n",
              stderr);
        return 2;
    }
    int fd = open_iface(argv[1]);
    return fd < 0 ? 1 : run(fd, argv[9], flood, argc == 11 ? strtol(argv[10], NULL, 10) : 1);
}
