/* SPDX-License-Identifier: Apache-2.0 */
/* Signals as something to read: for programs that wait in one poll() for all there is. */
#pragma once
#include <stdbool.h>

/* A descriptor that tells TERM and INT, and CHLD for who has `children`; they are blocked from then
 * on, and PIPE is ignored. The caller's, never -1. */
int signals_open(bool children);
