/* SPDX-License-Identifier: Apache-2.0 */
/*
 * frames.h: every frame that the filter is tried with, one row each: good ones a machine must be
 * able to send, bad ones must not leave it. frames.c builds them, sniff.c counts them; both know
 * a frame by FRAME_MAGIC and the row's number, which it carries.
 */
#ifndef FILTER_FRAMES_H
#define FILTER_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAME_MAGIC "HATCHFRM" /* then the row's number, two bytes, big-endian */
#define MAGIC_LEN 8
#define MARK_LEN (MAGIC_LEN + 2)

enum body { UDP4, TCP4, ICMP4, IGMP, ARP, UDP6, ICMP6, ETHER, LLC };

/* OWN is the sender's, OTHER is not; _LL: the link-local address that follows from a MAC. */
enum who {
    NOBODY, OWN, OTHER, OWN_LL, OTHER_LL, BROADCAST, NODES, ROUTERS, REPORTS, DHCP_SERVERS,
};

enum twist {
    PLAIN,
    FOREIGN_MAC,   /* another Ethernet source */
    FOREIGN_SHA,   /* ARP: another sender MAC inside */
    SHORT_HLEN,    /* ARP: a hardware length that is not 6 */
    FIRST_PART,    /* the first fragment */
    LATER_PART,    /* a later one */
    HIDDEN_PART,   /* IPv6: a later one whose next header is an option header */
    OPTIONS_PART,  /* IPv6: a first one that ends before the ICMPv6 header */
    HOP_OPTIONS,   /* IPv6: behind a hop-by-hop header */
    DEST_OPTIONS,  /* IPv6: behind a destination options header */
    LONG,          /* an IP length beyond the frame's end */
    VLAN, VLAN_ZERO, QINQ,
};

struct spec {
    const char *name;
    bool good;
    enum body body;
    enum who src, dst;
    unsigned a, b;    /* ports; or type, operation, EtherType */
    enum who target;  /* of ARP, NS, NA, redirect */
    enum twist twist;
};

#define GOOD(name, ...) { #name, true, __VA_ARGS__ }
#define BAD(name, ...) { #name, false, __VA_ARGS__ }

static const struct spec specs[] = {
    GOOD(own4_unicast, UDP4, OWN, OTHER, 2000, 9, NOBODY, PLAIN),
    GOOD(own4_broadcast, UDP4, OWN, BROADCAST, 2000, 9, NOBODY, PLAIN),
    GOOD(own4_tcp, TCP4, OWN, OTHER, 2000, 80, NOBODY, PLAIN),
    GOOD(own4_echo, ICMP4, OWN, OTHER, 8, 0, NOBODY, PLAIN),
    GOOD(own4_first_part, UDP4, OWN, OTHER, 2000, 9, NOBODY, FIRST_PART),
    GOOD(own4_later_part, UDP4, OWN, OTHER, 0, 0, NOBODY, LATER_PART),
    GOOD(igmp_report, IGMP, OWN, REPORTS, 0x22, 0, NOBODY, PLAIN),
    GOOD(dhcp4_ask, UDP4, NOBODY, BROADCAST, 68, 67, NOBODY, PLAIN),
    GOOD(dhcp4_renew, UDP4, OWN, OTHER, 68, 67, NOBODY, PLAIN),
    GOOD(arp_ask, ARP, OWN, BROADCAST, 1, 0, OTHER, PLAIN),
    GOOD(arp_answer, ARP, OWN, OTHER, 2, 0, OTHER, PLAIN),
    GOOD(arp_announce, ARP, OWN, BROADCAST, 1, 0, OWN, PLAIN),
    GOOD(arp_probe, ARP, NOBODY, BROADCAST, 1, 0, OWN, PLAIN),
    GOOD(own6_unicast, UDP6, OWN, OTHER, 2000, 9, NOBODY, PLAIN),
    GOOD(own6_multicast, UDP6, OWN, NODES, 2000, 9, NOBODY, PLAIN),
    GOOD(own6_echo, ICMP6, OWN, OTHER, 128, 0, NOBODY, PLAIN),
    GOOD(own6_options, UDP6, OWN, OTHER, 2000, 9, NOBODY, DEST_OPTIONS),
    GOOD(own6_first_part, UDP6, OWN, OTHER, 2000, 9, NOBODY, FIRST_PART),
    GOOD(own6_later_part, UDP6, OWN, OTHER, 0, 0, NOBODY, LATER_PART),
    GOOD(ns_ask, ICMP6, OWN, NODES, 135, 0, OTHER, PLAIN),
    GOOD(ns_probe, ICMP6, NOBODY, NODES, 135, 0, OWN, PLAIN),
    GOOD(ns_probe_ll, ICMP6, NOBODY, NODES, 135, 0, OWN_LL, PLAIN),
    GOOD(na_own, ICMP6, OWN, NODES, 136, 0, OWN, PLAIN),
    GOOD(na_own_ll, ICMP6, OWN_LL, NODES, 136, 0, OWN_LL, PLAIN),
    GOOD(router_ask, ICMP6, OWN_LL, ROUTERS, 133, 0, NOBODY, PLAIN),
    GOOD(mld_report, ICMP6, OWN_LL, REPORTS, 143, 0, NODES, HOP_OPTIONS),
    GOOD(mld_report_early, ICMP6, NOBODY, REPORTS, 143, 0, NODES, HOP_OPTIONS),
    GOOD(dhcp6_ask, UDP6, OWN_LL, DHCP_SERVERS, 546, 547, NOBODY, PLAIN),

    BAD(mac_foreign4, UDP4, OWN, BROADCAST, 2000, 9, NOBODY, FOREIGN_MAC),
    BAD(mac_foreign6, UDP6, OWN, NODES, 2000, 9, NOBODY, FOREIGN_MAC),
    BAD(mac_foreign_arp, ARP, OWN, BROADCAST, 1, 0, OTHER, FOREIGN_MAC),
    BAD(second_ipv4, UDP4, OTHER, BROADCAST, 2000, 9, NOBODY, PLAIN),
    BAD(second_ipv4_tcp, TCP4, OTHER, OTHER, 2000, 80, NOBODY, PLAIN),
    BAD(second_ipv4_part, UDP4, OTHER, OTHER, 0, 0, NOBODY, LATER_PART),
    BAD(zero_ipv4, UDP4, NOBODY, BROADCAST, 2000, 9, NOBODY, PLAIN),
    BAD(dhcp4_offer, UDP4, OWN, BROADCAST, 67, 68, NOBODY, PLAIN),
    BAD(dhcp4_offer_unicast, UDP4, OWN, OTHER, 67, 68, NOBODY, PLAIN),
    BAD(dhcp4_offer_zero, UDP4, NOBODY, BROADCAST, 67, 68, NOBODY, PLAIN),
    BAD(dhcp4_offer_port, UDP4, OWN, BROADCAST, 1067, 68, NOBODY, PLAIN),
    BAD(dhcp4_offer_part, UDP4, OWN, BROADCAST, 67, 68, NOBODY, FIRST_PART),
    BAD(dhcp4_offer_long, UDP4, OWN, BROADCAST, 67, 68, NOBODY, LONG),
    BAD(dhcp4_to_relay, UDP4, OWN, OTHER, 67, 67, NOBODY, PLAIN),
    BAD(redirect4, ICMP4, OWN, OTHER, 5, 1, NOBODY, PLAIN),
    BAD(igmp_query, IGMP, OWN, NODES, 0x11, 0, NOBODY, PLAIN),
    BAD(arp_other_ip, ARP, OTHER, BROADCAST, 1, 0, OTHER, PLAIN),
    BAD(arp_other_answer, ARP, OTHER, OTHER, 2, 0, OWN, PLAIN),
    BAD(arp_other_mac, ARP, OWN, BROADCAST, 2, 0, OTHER, FOREIGN_SHA),
    BAD(arp_probe_other, ARP, NOBODY, BROADCAST, 1, 0, OTHER, PLAIN),
    BAD(arp_answer_zero, ARP, NOBODY, BROADCAST, 2, 0, OWN, PLAIN),
    BAD(arp_reverse, ARP, OWN, BROADCAST, 3, 0, OTHER, PLAIN),
    BAD(arp_short, ARP, OWN, BROADCAST, 1, 0, OTHER, SHORT_HLEN),
    BAD(second_ipv6, UDP6, OTHER, NODES, 2000, 9, NOBODY, PLAIN),
    BAD(second_ipv6_ll, UDP6, OTHER_LL, NODES, 2000, 9, NOBODY, PLAIN),
    BAD(zero_ipv6, UDP6, NOBODY, NODES, 2000, 9, NOBODY, PLAIN),
    BAD(na_other, ICMP6, OWN, NODES, 136, 0, OTHER, PLAIN),
    BAD(na_other_ll, ICMP6, OWN_LL, NODES, 136, 0, OTHER_LL, PLAIN),
    BAD(na_from_other, ICMP6, OTHER, NODES, 136, 0, OTHER, PLAIN),
    BAD(na_from_zero, ICMP6, NOBODY, NODES, 136, 0, OTHER, PLAIN),
    BAD(na_behind_options, ICMP6, OWN, NODES, 136, 0, OTHER, DEST_OPTIONS),
    BAD(na_part, ICMP6, OWN, NODES, 136, 0, OTHER, FIRST_PART),
    BAD(ns_probe_other, ICMP6, NOBODY, NODES, 135, 0, OTHER, PLAIN),
    BAD(ns_from_other, ICMP6, OTHER, NODES, 135, 0, OWN, PLAIN),
    BAD(ra, ICMP6, OWN_LL, NODES, 134, 0, NOBODY, PLAIN),
    BAD(ra_behind_hops, ICMP6, OWN_LL, NODES, 134, 0, NOBODY, HOP_OPTIONS),
    BAD(ra_behind_options, ICMP6, OWN_LL, NODES, 134, 0, NOBODY, DEST_OPTIONS),
    BAD(ra_part, ICMP6, OWN_LL, NODES, 134, 0, NOBODY, FIRST_PART),
    BAD(ra_hidden_part, ICMP6, OWN_LL, NODES, 134, 0, NOBODY, HIDDEN_PART),
    BAD(ra_options_part, ICMP6, OWN_LL, NODES, 134, 0, NOBODY, OPTIONS_PART),
    BAD(ra_long, ICMP6, OWN_LL, NODES, 134, 0, NOBODY, LONG),
    BAD(redirect6, ICMP6, OWN_LL, OTHER, 137, 0, OTHER_LL, PLAIN),
    BAD(mld_query, ICMP6, OWN_LL, NODES, 130, 0, NOBODY, HOP_OPTIONS),
    BAD(dhcp6_reply, UDP6, OWN_LL, NODES, 547, 546, NOBODY, PLAIN),
    BAD(dhcp6_reply_unicast, UDP6, OWN, OTHER, 547, 546, NOBODY, PLAIN),
    BAD(dhcp6_reply_port, UDP6, OWN_LL, NODES, 1547, 546, NOBODY, PLAIN),
    BAD(dhcp6_to_relay, UDP6, OWN, OTHER, 547, 547, NOBODY, PLAIN),
    BAD(vlan, UDP4, OWN, BROADCAST, 2000, 9, NOBODY, VLAN),
    BAD(vlan_zero, UDP4, OWN, BROADCAST, 2000, 9, NOBODY, VLAN_ZERO),
    BAD(vlan_ra, ICMP6, OWN_LL, NODES, 134, 0, NOBODY, VLAN),
    BAD(qinq, UDP4, OWN, BROADCAST, 2000, 9, NOBODY, QINQ),
    BAD(rarp, ETHER, NOBODY, BROADCAST, 0x8035, 0, NOBODY, PLAIN),
    BAD(pppoe, ETHER, NOBODY, BROADCAST, 0x8863, 0, NOBODY, PLAIN),
    BAD(mpls, ETHER, NOBODY, BROADCAST, 0x8847, 0, NOBODY, PLAIN),
    BAD(unknown_type, ETHER, NOBODY, BROADCAST, 0x88b5, 0, NOBODY, PLAIN),
    BAD(eapol, ETHER, NOBODY, ROUTERS, 0x888e, 0, NOBODY, PLAIN),
    BAD(bpdu, LLC, NOBODY, NOBODY, 0x42, 0, NOBODY, PLAIN),
    BAD(llc, LLC, NOBODY, BROADCAST, 0xe0, 0, NOBODY, PLAIN),
    BAD(llc_snap, LLC, NOBODY, BROADCAST, 0xaa, 0, NOBODY, PLAIN),
};

#define SPEC_COUNT (sizeof(specs) / sizeof(specs[0]))

#endif
