/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a program gives up. At its start: its environment, core dumps, being looked into, gaining
 * rights by a program it runs. When all that needs rights is open: its capabilities, and all calls
 * of the kernel but those that its work takes. Programs that link libvirt begin, and do not confine
 * themselves further: docs/install.md names the calls that forbid it.
 */
#pragma once
#include <stddef.h>

enum confine_to {
    CONFINE_WEB,   /* Unix sockets alone; files are read, never written; no new process */
    CONFINE_MAILER /* the network and children, too, and files of its own */
};

void confine_begin(void);
/* Its place before the host's machines: what computes for long lets those go first that answer. */
void confine_behind(void);
/* How many bytes it may swell to: what it reads is others', and so is the library that reads. */
void confine_memory(size_t most);
/* What is left over afterwards is looked at; what could not be given up ends the process. */
void confine(enum confine_to);
