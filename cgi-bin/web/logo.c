/* SPDX-License-Identifier: Apache-2.0 */
/* By libpng, whose simplified interface neither ends the process nor leaves by longjmp. */
#include "web/logo.h"
#include <png.h>
#include <string.h>
#include "base/attr.h"

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
    if (!png_image_begin_read_from_memory(&image, bytes, len))
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
