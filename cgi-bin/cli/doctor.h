/* SPDX-License-Identifier: Apache-2.0 */
/* `doctor`: what it finds is a row each: how it stands, what is seen, what to do. */
#pragma once
#include "cli/cli.h"

enum finding_state { FINDING_OK, FINDING_WARN, FINDING_BAD, FINDING_STATES };

struct finding {
    const char *check;
    unsigned state; /* enum finding_state */
    const char *seen;
    const char *mend; /* "": nothing is to be done */
};

enum { FINDINGS_MOST = 200 };
struct doctor {
    struct cli *c;
    struct finding row[FINDINGS_MOST];
    int64_t count;
};

void doctor_well(struct doctor *, const char *check, const char *fmt, ...) PRINTF_LIKE(3, 4);
void doctor_warn(struct doctor *, const char *check, const char *mend, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
void doctor_bad(struct doctor *, const char *check, const char *mend, const char *fmt, ...)
    PRINTF_LIKE(4, 5);

/* doctor_host.c: files, programs, disks, libvirt, open ports */
void doctor_host(struct doctor *);
/* doctor_install.c: users, units, cron line, nginx's site of an installation, not of a trial */
void doctor_install(struct doctor *);
/* doctor_web.c: the panel's own answer, as a browser gets it, and its certificate */
void doctor_web(struct doctor *);
