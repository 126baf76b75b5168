/* SPDX-License-Identifier: Apache-2.0 */
/* How http.c reads a request; nobody else includes this. */
#pragma once
#include "http/request.h"

/* Method, path and query of rq->env. */
enum fault_code request_read_head(struct request *rq) MUST_CHECK;
/* The body, by its kind: the face's is the only one let in. */
enum fault_code request_read_body(struct request *rq, bool json) MUST_CHECK;
bool multipart_is(const char *content_type);
/* multipart/form-data into rq->fields and rq->file. */
enum fault_code multipart_read(struct request *rq) MUST_CHECK;
/* Fills rq->form by the route's table. */
enum fault_code request_read_form(struct request *rq, const char *const *gate_fields) MUST_CHECK;
/* name=value pairs, decoded once; at most REQUEST_FIELDS_MAX. */
enum fault_code params_read(struct request *rq, const char *s, size_t len,
                            struct params *out) MUST_CHECK;
