/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Passwords that attackers try first: those of known leaks, as a sorted file of
 * hashes that the build makes (node/run/passwords), looked up without a network.
 */
#pragma once
#include "base/fault.h"

/* Maps the file for check_password(); without it that looks at length and pattern alone. */
enum fault_code common_use(struct fault *f, const char *path) MUST_CHECK;
/*
 * Is it one of them, in any case of letters; or one with digits and signs around it;
 * or a word of them, or four characters, over and over?
 */
bool common_is(const char *password);
