/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Functions nobody may call: the Makefile includes this before every C file.
 * The headers that declare them come first, since
 * they could not be declared under a macro.
 */
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define strcpy(...) banned_strcpy
#define strcat(...) banned_strcat
#define strncpy(...) banned_strncpy
#define strncat(...) banned_strncat
#define sprintf(...) banned_sprintf
#define vsprintf(...) banned_vsprintf
#define strtok(...) banned_strtok
#define atoi(...) banned_atoi
#define atol(...) banned_atol
#define system(...) banned_system
#define popen(...) banned_popen
#define gmtime(...) banned_gmtime
#define localtime(...) banned_localtime
#define ctime(...) banned_ctime
#define asctime(...) banned_asctime
#define rand(...) banned_rand
#define srand(...) banned_srand
