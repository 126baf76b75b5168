/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "Look into the queue": an empty datagram to STATE/run/taskd.sock, sent after
 * COMMIT. It may get lost; taskd also looks each second.
 */
#pragma once
#include "base/conf.h"

void poke_taskd(const struct conf *c);
/*
 * taskd's end: a bound socket that does not block. *fd is -1, without a fault, where another
 * dispatcher listens for this STATE: ask again now and then.
 */
enum fault_code poke_listen(struct fault *f, const struct conf *c, int *fd) MUST_CHECK;
