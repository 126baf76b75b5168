/* SPDX-License-Identifier: Apache-2.0 */
/* How http.c makes an answer of what the handler left in the request. */
#pragma once
#include "http/http.h"

/* Fills rq->body. */
enum fault_code answer_fill(struct request *rq) MUST_CHECK;
/* Status line, headers, and whether the body goes out. */
void answer_finish(struct request *rq, struct response *out);
