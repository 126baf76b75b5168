/* SPDX-License-Identifier: Apache-2.0 */
/*
 * By libpng, whose simplified interface neither ends the process nor leaves by longjmp. It unpacks
 * texts and profiles when it meets them, eight megabytes each: a file within the limits took a
 * process's memory by them. So it is given what pictures are made of and nothing else.
 */
#include "web/logo.h"
#include <png.h>
#include <string.h>
#include "base/attr.h"

enum { SIGNATURE = 8, CHUNK_HEAD = 8, CHUNK_AROUND = 12 /* with its checksum */ };

static size_t read_u32(const char *at)
{
    const unsigned char *p = (const unsigned char *)at;
    return (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
}

static bool is_of_pixels(const char *chunk)
{
    static const char kinds[][5] = { "IHDR", "PLTE", "tRNS", "gAMA", "sRGB", "IDAT", "IEND" };
    for (size_t i = 0; i < countof(kinds); i++)
        if (!memcmp(chunk + CHUNK_HEAD / 2, kinds[i], CHUNK_HEAD / 2))
            return true;
    return false;
}

/* What is broken off or behind the end is left out: of what is missing then, the reader tells. */
static size_t keep_pixels(const char *from, size_t len, char *to)
{
    size_t kept = len < SIGNATURE ? len : SIGNATURE;
    memcpy(to, from, kept);
    for (size_t at = kept; len - at >= CHUNK_AROUND;) {
        size_t all = CHUNK_AROUND + read_u32(from + at);
        if (all > len - at)
            break;
        if (is_of_pixels(from + at)) {
            memcpy(to + kept, from + at, all);
            kept += all;
        }
        at += all;
    }
    return kept;
}

static void drop_image(png_image *image)
{
    png_image_free(image);
}

static enum fault_code unreadable(struct fault *f)
{
    return fail_field(f, FAULT_INVALID, "logo", T("This is no PNG file that can be read."));
}

static enum fault_code check_size(struct fault *f, const png_image *image)
{
    png_uint_32 w = image->width;
    png_uint_32 h = image->height;
    if (w >= LOGO_LEAST && w <= LOGO_MOST && h >= LOGO_LEAST && h <= LOGO_MOST)
        return FAULT_OK;
    return fail_field(f, FAULT_INVALID, "logo",
                      T("This picture is %d by %d pixels. Width and height may be %d to %d."),
                      (int)w, (int)h, LOGO_LEAST, LOGO_MOST);
}

static enum fault_code write_anew(struct fault *f, struct arena *a, const png_image *from,
                                  const void *pixels, struct brand_logo *out)
{
    OWNED(drop_image)
    png_image image = { .version = PNG_IMAGE_VERSION,
                        .width = from->width,
                        .height = from->height,
                        .format = PNG_FORMAT_RGBA };
    png_alloc_size_t room = PNG_IMAGE_PNG_SIZE_MAX(image);
    char *bytes = arena_alloc(a, room);
    if (!png_image_write_to_memory(&image, bytes, &room, 0, pixels, 0, NULL))
        return fail(f, FAULT_BUG, "a logo cannot be written: %s", image.message);
    *out = (struct brand_logo){ bytes, room, from->width, from->height };
    return FAULT_OK;
}

enum fault_code logo_read(struct fault *f, struct arena *a, const char *bytes, size_t len,
                          struct brand_logo *out)
{
    OWNED(drop_image) png_image image = { .version = PNG_IMAGE_VERSION };
    if (!len)
        return fail_field(f, FAULT_INVALID, "logo", T("Choose a file."));
    if (len > LOGO_BYTES)
        return fail_field(f, FAULT_INVALID, "logo", T("This file has more than %d KiB."),
                          LOGO_BYTES / 1024);
    char *picture = arena_alloc(a, len);
    if (!png_image_begin_read_from_memory(&image, picture, keep_pixels(bytes, len, picture)))
        return unreadable(f);
    enum fault_code rc = check_size(f, &image);
    if (rc)
        return rc;
    image.format = PNG_FORMAT_RGBA;
    void *pixels = arena_alloc(a, PNG_IMAGE_SIZE(image));
    if (!png_image_finish_read(&image, NULL, pixels, 0, NULL))
        return unreadable(f);
    return write_anew(f, a, &image, pixels, out);
}
