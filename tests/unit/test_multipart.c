/* SPDX-License-Identifier: Apache-2.0 */
/* Forms with a file: as browsers write them, and whatever else is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours is a function */
#include <stdio.h>
#include <string.h>
#include "base/secret.h"
#include "http/http.h"
#include "http/read.h"

static struct arena *arena;
static struct fault fault;
static struct request *rq;

static enum fault_code read_as(const char *type, const char *body, size_t len)
{
    arena_reset(arena);
    fault_clear(&fault);
    rq = arena_alloc(arena, sizeof(*rq));
    rq->arena = arena;
    rq->fault = &fault;
    rq->env = (struct env){ .content_type = type, .body = body, .body_len = len };
    return multipart_read(rq);
}

#define READ(body) read_as("multipart/form-data; boundary=b", body, sizeof(body) - 1)
#define FIELD(name, value)                                                                         \
    "--b\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"
#define FILE_OF(more, value)                                                                       \
    "--b\r\nContent-Disposition: form-data; name=\"logo\"; filename=\"" more                       \
    "\"\r\nContent-Type: image/png\r\n\r\n" value "\r\n"

static void a_browsers_form_is_read(void **state)
{
    (void)state;
    assert_int_equal(READ(FIELD("csrf", "x+y%20") FILE_OF("a.png", "\x89PNG\0\r\n--x") "--b--\r\n"),
                     FAULT_OK);
    assert_int_equal(rq->fields.count, 1);
    assert_string_equal(params_get(&rq->fields, "csrf"), "x+y%20");
    assert_string_equal(rq->file.name, "logo");
    assert_int_equal(rq->file.len, 10);
    assert_memory_equal(rq->file.bytes, "\x89PNG\0\r\n--x", 10);
    assert_int_equal(READ(FILE_OF("", "") "--b--"), FAULT_OK);
    assert_int_equal(rq->file.len, 0);
    assert_int_equal(READ(FILE_OF("a\\\"; name=\\\"csrf", "y") "--b--\r\n"), FAULT_OK);
    assert_string_equal(rq->file.name, "logo");
}

/* WEB-12, WEB-14: what could be read in two ways, or is cut off, is nobody's. */
static void anything_else_is_refused(void **state)
{
    (void)state;
    assert_int_equal(READ(FILE_OF("a", "y")), FAULT_MALFORMED);
    assert_int_equal(READ("x" FIELD("a", "b") "--b--\r\n"), FAULT_MALFORMED);
    assert_int_equal(READ(FIELD("a", "b") "--b--\r\nx"), FAULT_MALFORMED);
    assert_int_equal(READ(FIELD("a", "b") "--bb--\r\n"), FAULT_MALFORMED);
    assert_int_equal(READ(FIELD("", "b") "--b--\r\n"), FAULT_MALFORMED);
    assert_int_equal(READ(FILE_OF("a", "y") FILE_OF("b", "z") "--b--\r\n"), FAULT_MALFORMED);
    assert_int_equal(READ(FILE_OF("a", "y") FIELD("logo", "z") "--b--\r\n"), FAULT_MALFORMED);
    assert_int_equal(READ("--b\r\nX: y\r\n\r\nz\r\n--b--\r\n"), FAULT_MALFORMED);
    assert_int_equal(READ("--b\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\nz"
                          "\r\n--b--\r\n"),
                     FAULT_MALFORMED);
    assert_int_equal(READ("--b\r\nContent-Disposition: form-data; name=\"a\0b\"\r\n\r\nz"
                          "\r\n--b--\r\n"),
                     FAULT_MALFORMED);
    assert_int_equal(READ("--b\r\nContent-Type: a\r\n\r\nz\r\n--b--\r\n"), FAULT_MALFORMED);
    assert_int_equal(READ("--b\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: "
                          "form-data; name=\"a\"\r\n\r\nz\r\n--b--\r\n"),
                     FAULT_MALFORMED);
    static const char one[] = FIELD("a", "b") "--b--\r\n";
    assert_int_equal(read_as("multipart/form-data; boundary=", one, strlen(one)), FAULT_MALFORMED);
    assert_int_equal(read_as("multipart/form-data; boundary=b; charset=x", one, strlen(one)),
                     FAULT_MALFORMED);
    for (size_t len = 0; len < strlen(one) - 2; len++)
        assert_int_equal(read_as("multipart/form-data; boundary=b", one, len), FAULT_MALFORMED);
}

static void fields_are_counted(void **state)
{
    (void)state;
    static const char field[] = FIELD("a", "b");
    static char many[sizeof(field) * (REQUEST_FIELDS_MAX + 1) + 16];
    size_t len = 0;
    for (int i = 0; i <= REQUEST_FIELDS_MAX; i++, len += sizeof(field) - 1)
        memcpy(many + len, field, sizeof(field) - 1);
    memcpy(many + len, "--b--\r\n", 7);
    assert_int_equal(read_as("multipart/form-data; boundary=b", many, len + 7), FAULT_TOO_LARGE);
    const char *less = many + sizeof(field) - 1;
    assert_int_equal(read_as("multipart/form-data; boundary=b", less,
                             len + 7 - (sizeof(field) - 1)),
                     FAULT_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_browsers_form_is_read),
        cmocka_unit_test(anything_else_is_refused),
        cmocka_unit_test(fields_are_counted),
    };
    arena = arena_new();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_drop(&arena);
    return failed;
}
