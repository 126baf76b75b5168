/* SPDX-License-Identifier: Apache-2.0 */
/* WEB-08: what is sent as a logo is a picture, and what is kept of it are its pixels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours is a function */
#include <png.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <zlib.h>
#include "base/secret.h"
#include "web/logo.h"

static struct arena *arena;
static struct fault fault;
static struct brand_logo logo;

static enum fault_code take(const char *bytes, size_t len)
{
    fault_clear(&fault);
    memset(&logo, 0, sizeof(logo));
    return logo_read(&fault, arena, bytes, len, &logo);
}

/* A picture of that size, and how long it is; the bytes are the arena's. */
static char *picture(unsigned width, unsigned height, size_t *len)
{
    png_image image = {
        .version = PNG_IMAGE_VERSION, .width = width, .height = height, .format = PNG_FORMAT_RGBA
    };
    unsigned char *pixels = arena_alloc(arena, PNG_IMAGE_SIZE(image));
    for (size_t i = 0; i < PNG_IMAGE_SIZE(image); i++)
        pixels[i] = (unsigned char)(i * 7 + i / width);
    png_alloc_size_t room = PNG_IMAGE_PNG_SIZE_MAX(image);
    char *bytes = arena_alloc(arena, room + 4096);
    assert_true(png_image_write_to_memory(&image, bytes, &room, 0, pixels, 0, NULL));
    *len = room;
    return bytes;
}

static void a_picture_is_kept(void **state)
{
    (void)state;
    size_t len = 0;
    const char *bytes = picture(120, 40, &len);
    assert_int_equal(take(bytes, len), FAULT_OK);
    assert_int_equal(logo.width, 120);
    assert_int_equal(logo.height, 40);
    assert_memory_equal(logo.png, "\x89PNG\r\n\x1a\n", 8);
    struct brand_logo first = logo;
    assert_int_equal(take(first.png, first.len), FAULT_OK);
    assert_int_equal(logo.len, first.len); /* it is as we write it */
    assert_memory_equal(logo.png, first.png, first.len);
}

/* WEB-08: a picture that is a page as well becomes a picture alone. */
static void nothing_else_of_it_is(void **state)
{
    (void)state;
    static const char script[] = "<script>alert(1)</script><svg onload=alert(2)>";
    size_t len = 0;
    char *bytes = picture(64, 64, &len);
    memcpy(bytes + len, script, sizeof(script));
    assert_int_equal(take(bytes, len + sizeof(script)), FAULT_OK);
    assert_null(memmem(logo.png, logo.len, "script", 6));
    /* within it, too: a chunk of text behind the head */
    static const unsigned char chunk[] = {
        0,   0,   0,   10,  't', 'E', 'X', 't',  'a',  0,    '<',
        's', 'c', 'r', 'i', 'p', 't', '>', 0x4c, 0x5c, 0x01, 0x0e
    };
    enum { HEAD = 8 + 25 };
    memmove(bytes + HEAD + sizeof(chunk), bytes + HEAD, len - HEAD);
    memcpy(bytes + HEAD, chunk, sizeof(chunk));
    if (take(bytes, len + sizeof(chunk)) == FAULT_OK)
        assert_null(memmem(logo.png, logo.len, "script", 6));
}

static void what_is_no_picture_is_refused(void **state)
{
    (void)state;
    static const char *const others[] = {
        "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "<!doctype html><script>",
        "GIF89a\x01\x01",
        "\x89PNG\r\n\x1a\n",
        "\xff\xd8\xff\xe0 JFIF",
        "javascript:alert(1)",
    };
    for (size_t i = 0; i < countof(others); i++)
        assert_int_equal(take(others[i], strlen(others[i])), FAULT_INVALID);
    assert_int_equal(take("", 0), FAULT_INVALID);
    assert_string_equal(fault.field, "logo");
    size_t len = 0;
    const char *bytes = picture(48, 48, &len);
    for (size_t cut = 1; cut < len - 12; cut++) /* its last 12 bytes say that it ended */
        assert_int_equal(take(bytes, cut), FAULT_INVALID);
}

static void sizes_have_limits(void **state)
{
    (void)state;
    static const unsigned sizes[][3] = {
        { 16, 16, 1 }, { 512, 512, 1 }, { 15, 16, 0 },
        { 16, 15, 0 }, { 513, 16, 0 },  { 16, 513, 0 },
    };
    for (size_t i = 0; i < countof(sizes); i++) {
        size_t len = 0;
        const char *bytes = picture(sizes[i][0], sizes[i][1], &len);
        assert_int_equal(take(bytes, len), sizes[i][2] ? FAULT_OK : FAULT_INVALID);
    }
    /* a head alone that says more than fits any memory */
    static const unsigned char huge[] = { 0x89, 'P',  'N',  'G',  '\r', '\n', 0x1a, '\n', 0,
                                          0,    0,    13,   'I',  'H',  'D',  'R',  0x7f, 0xff,
                                          0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 8,    6,    0,
                                          0,    0,    0x5b, 0x2d, 0x1c, 0x5e };
    assert_int_equal(take((const char *)huge, sizeof(huge)), FAULT_INVALID);
    static char long_one[LOGO_BYTES + 1];
    size_t len = 0;
    memcpy(long_one, picture(32, 32, &len), 512);
    assert_int_equal(take(long_one, sizeof(long_one)), FAULT_INVALID);
}

static void put_u32(char *to, size_t n)
{
    for (int i = 0; i < 4; i++)
        to[i] = (char)(n >> (24 - 8 * i));
}

static size_t put_chunk(char *to, const char *kind, const void *body, size_t len)
{
    put_u32(to, len);
    memcpy(to + 4, kind, 4);
    memcpy(to + 8, body, len);
    put_u32(to + 8 + len, crc32(0, (const Bytef *)to + 4, (uInt)len + 4));
    return 12 + len;
}

/* WEB-08, WEB-14: thirty texts of eight megabytes each, which fit into a file of 240 KiB. */
static void texts_are_not_unpacked(void **state)
{
    (void)state;
    enum { HEAD = 8 + 25, TEXT = 7900000, PACKED = 8192, TEXTS = 30 };
    static char text[TEXT];
    static char packed[PACKED] = "k";
    static char all[LOGO_BYTES];
    struct rusage before;
    struct rusage after;
    uLongf room = PACKED - 3;
    size_t len = 0;
    const char *bytes = picture(64, 64, &len);
    memset(text, 'A', TEXT);
    assert_int_equal(compress2((Bytef *)packed + 3, &room, (const Bytef *)text, TEXT, 9), Z_OK);
    memcpy(all, bytes, HEAD);
    size_t at = HEAD;
    for (int i = 0; i < TEXTS; i++)
        at += put_chunk(all + at, "zTXt", packed, room + 3);
    assert_true(at + len - HEAD <= LOGO_BYTES);
    memcpy(all + at, bytes + HEAD, len - HEAD);
    assert_int_equal(getrusage(RUSAGE_SELF, &before), 0);
    assert_int_equal(take(all, at + len - HEAD), FAULT_OK);
    assert_int_equal(getrusage(RUSAGE_SELF, &after), 0);
    assert_in_range(after.ru_maxrss - before.ru_maxrss, 0, 32 * 1024 /* KiB */);
    assert_int_equal(logo.width, 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_is_kept),
        cmocka_unit_test(nothing_else_of_it_is),
        cmocka_unit_test(what_is_no_picture_is_refused),
        cmocka_unit_test(sizes_have_limits),
        cmocka_unit_test(texts_are_not_unpacked),
    };
    arena = arena_new();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_drop(&arena);
    return failed;
}
