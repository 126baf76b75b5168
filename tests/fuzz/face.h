/* SPDX-License-Identifier: Apache-2.0 */
/* A small face with each kind of field, through which requests go as through the panel's. */
#pragma once
#include "http/http.h"
#include "fuzz.h"

/* Answers one request, and looks at the answer; `json`: by the face of programs. */
void face_ask(bool json, const struct env *env);
