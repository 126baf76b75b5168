/* SPDX-License-Identifier: Apache-2.0 */
/*
 * owned.h: what a scope owns it releases. `OWNED(drop) T x = ...;` calls drop(&x) at the scope's
 * end. This program stands alone on a node, so it has its own copy of the panel's word.
 */
#ifndef NET_OWNED_H
#define NET_OWNED_H

#define OWNED(release) __attribute__((cleanup(release)))

#endif
