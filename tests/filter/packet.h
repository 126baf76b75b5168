/* SPDX-License-Identifier: Apache-2.0 */
/*
 * packet.h: bytes put one behind another, and the internet checksum; what frames.c builds with.
 */
#ifndef FILTER_PACKET_H
#define FILTER_PACKET_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define PACKET_SIZE 512

struct packet {
    size_t len;
    unsigned char byte[PACKET_SIZE];
};

static inline void put(struct packet *p, const void *bytes, size_t n)
{
    memcpy(p->byte + p->len, bytes, n);
    p->len += n;
}

static inline void put8(struct packet *p, unsigned value)
{
    p->byte[p->len++] = (unsigned char)value;
}

static inline void put16(struct packet *p, unsigned value)
{
    put8(p, value >> 8 & 0xff);
    put8(p, value & 0xff);
}

static inline void put32(struct packet *p, uint32_t value)
{
    put16(p, value >> 16);
    put16(p, value & 0xffff);
}

static inline void put_zeros(struct packet *p, size_t n)
{
    memset(p->byte + p->len, 0, n);
    p->len += n;
}

static inline void set16(struct packet *p, size_t at, unsigned value)
{
    p->byte[at] = (unsigned char)(value >> 8 & 0xff);
    p->byte[at + 1] = (unsigned char)(value & 0xff);
}

static inline uint32_t sum_add(uint32_t sum, const unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sum += i % 2 ? (uint32_t)bytes[i] : (uint32_t)bytes[i] << 8;
    return sum;
}

static inline unsigned sum_close(uint32_t sum)
{
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return ~sum & 0xffff;
}

#endif
