/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sniff.c: counts which of frames.h's frames pass an interface: another port of the guest's
 * bridge, or the bridge itself. Usage: sniff IFACE SECONDS. Says "ready" once it listens, ends
 * after SECONDS or at SIGTERM with a line "NAME good|bad seen N" a frame and "lost N", the frames
 * that the kernel could not hand over.
 */
#include "frames.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

static unsigned long seen[SPEC_COUNT];
static volatile sig_atomic_t told_to_end;

static void end(int signo)
{
    (void)signo;
    told_to_end = 1;
}

static int listen_on(const char *name)
{
    int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, 0);
    struct sockaddr_ll at = {
        .sll_family = AF_PACKET,
        .sll_protocol = htons(ETH_P_ALL),
        .sll_ifindex = (int)if_nametoindex(name),
    };
    struct packet_mreq all = { .mr_ifindex = at.sll_ifindex, .mr_type = PACKET_MR_PROMISC };
    int room = 64 << 20;
    if (fd < 0 || at.sll_ifindex == 0)
        return -1;
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)) < 0)
        return -1;
    if (setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof(all)) < 0)
        return -1;
    return bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 ? -1 : fd;
}

static void count(const unsigned char *frame, size_t len)
{
    const unsigned char *mark = memmem(frame, len, FRAME_MAGIC, MAGIC_LEN);
    if (!mark || (size_t)(mark - frame) + MARK_LEN > len)
        return;
    size_t number = (size_t)mark[MAGIC_LEN] << 8 | mark[MAGIC_LEN + 1];
    if (number < SPEC_COUNT)
        seen[number]++;
}

static void drain(int fd)
{
    unsigned char frame[2048];
    for (;;) {
        ssize_t len = recv(fd, frame, sizeof(frame), 0);
        if (len < 0)
            return;
        count(frame, (size_t)len);
    }
}

int main(int argc, char **argv)
{
    long seconds = argc == 3 ? strtol(argv[2], NULL, 10) : 0;
    int fd = seconds > 0 ? listen_on(argv[1]) : -1;
    if (fd < 0) {
        fprintf(stderr, "usage: sniff IFACE SECONDS (%s)\n", strerror(errno));
        return 2;
    }
    struct sigaction on_term = { .sa_handler = end };
    sigaction(SIGTERM, &on_term, NULL);
    puts("ready");
    fflush(stdout);
    time_t until = time(NULL) + seconds;
    while (!told_to_end && time(NULL) < until) {
        struct pollfd p = { .fd = fd, .events = POLLIN };
        if (poll(&p, 1, 100) > 0)
            drain(fd);
    }
    drain(fd);
    for (size_t i = 0; i < SPEC_COUNT; i++)
        printf("%s %s seen %lu\n", specs[i].name, specs[i].good ? "good" : "bad", seen[i]);
    struct tpacket_stats stats = { 0 };
    socklen_t len = sizeof(stats);
    getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &stats, &len);
    printf("lost %u\n", stats.tp_drops);
    return 0;
}
