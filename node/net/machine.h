/* SPDX-License-Identifier: Apache-2.0 */
/*
 * machine.h: what the filter knows of a machine, read from libvirt's XML: from <interface> the tap
 * and the MAC, from our metadata the addresses. A machine without our metadata, or with another
 * installation's, is not ours and stays untouched.
 */
#ifndef NET_MACHINE_H
#define NET_MACHINE_H

#include "address.h"

#include <stddef.h>

#define MACHINE_NICS 16
#define NIC_ADDRESSES 64
#define OWNER_SIZE 256

struct nic {
    char tap[TAP_SIZE];
    unsigned char mac[MAC_LEN];
    bool listed; /* named in our metadata; one that is not gets no chain: nothing leaves */
    size_t count;
    struct address address[NIC_ADDRESSES]; /* none holds another */
};

struct machine {
    bool ours;
    uint32_t id;
    size_t nics;
    struct nic nic[MACHINE_NICS];
};

/* Reads a <domain>, or the <domstatus> that libvirt keeps of a running one. `whose` is for the
 * complaint. Returns -1 if the XML or one of our values in it is unfit; then nothing of it may be
 * used but `id`, which is 0 or right. */
int machine_parse(const char *xml, size_t len, const char *inst, const char *whose,
                  struct machine *out);

/* The name of the domain that owns the port in the network hook's XML; "" if it names none.
 * Returns -1 for XML that is none, or a name that is no file name. */
int port_owner(const char *xml, size_t len, char owner[OWNER_SIZE]);

#endif
