/* SPDX-License-Identifier: Apache-2.0 */
/*
 * address.h: the few values that come from a machine's XML into a rule: MAC, address, tap, number.
 * Each is parsed into bytes here and printed anew from them, so that no text of the XML ever
 * reaches nft. All parsers return 0, or -1 and say nothing: the caller knows whose value it was.
 */
#ifndef NET_ADDRESS_H
#define NET_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#define MAC_LEN 6
#define TAP_SIZE 16

struct address {
    int family;             /* AF_INET or AF_INET6 */
    unsigned prefix;        /* 32 for IPv4; 32 to 128 for IPv6 */
    unsigned char byte[16]; /* the first address; bits past the prefix are zero */
};

/* "192.0.2.5", "2001:db8::5" or "2001:db8:5::/64"; only what a machine may own, so neither
 * multicast, loopback, unspecified nor link-local (the link-local one follows from the MAC). */
int address_parse(const char *text, struct address *out);

/* The last address of the prefix. */
void address_last(const struct address *a, unsigned char last[16]);

/* Whether every address of `inner` is one of `outer`. */
bool address_holds(const struct address *outer, const struct address *inner);

/* The link-local address that IPv6 derives from a MAC. */
void address_link_local(const unsigned char mac[MAC_LEN], struct address *out);

/* "52:54:00:12:34:56"; no group address, not all zero. */
int mac_parse(const char *text, unsigned char mac[MAC_LEN]);

/* Decimal digits without leading zero, 1 to `max`. */
int number_parse(const char *text, uint32_t max, uint32_t *out);

/* Two characters of a-z and 0-9. */
int inst_parse(const char *text);

/* "ht" INST VMID "-" N with VMID of at most 8 digits and N of at most 2; gives the VMID. */
int tap_parse(const char *text, const char *inst, uint32_t *vmid);

#endif
