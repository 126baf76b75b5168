/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Templates over C structs: the only maker of HTML. A template reads its struct
 * by the field table (form/field.h says how each type is seen), a name is looked
 * up in the struct in hand and then among the globals, never in the struct
 * around it. {{>HEAD}} and {{>FOOT}} are the face's (my/head.html) over the
 * frame; any other {{>NAME}} is part/name.html over the struct in hand. A .txt is
 * no HTML: nothing in it is escaped, and its lines stay as they are; it includes
 * nothing.
 */
#pragma once
#include "base/fault.h"
#include "base/permission.h"
#include "base/text.h"
#include "form/field.h"

/* Known in every scope. NULL is the empty text. */
struct view_globals {
    const char *css; /* addresses of stylesheet, script and icons */
    const char *js;
    const char *icons;
    const char *csrf;
    const char *request_key;
    const char *lang;
    const char *root; /* "/admin": what addresses of this face begin with */
    permission_set may; /* {{#may_plan_write}}: shown to whoever holds that permission */
};

/*
 * Parses every .html and .txt below `dir`, once a process; later calls begin anew. `face`: whose
 * head and foot pages have.
 * Refused is what does not parse, an .html that does not begin with the auto-escape
 * pragma, and a .txt that does.
 */
enum fault_code view_init(struct fault *f, const char *dir, const char *face,
                          const struct field *frame_fields) MUST_CHECK;

/*
 * Where the other languages' templates lie, DIR/de/BELOW/…, after view_init();
 * BELOW is "" where that read all of templates/. They are the same but for their
 * words (po/build.mjs), and read when a page is first shown in that language.
 * What is not there is shown in English.
 */
void view_languages(const char *dir, const char *below);

/*
 * Walks the template, its includes too, with every section shown; fails naming
 * each name the table does not have, and each include that is not there.
 */
enum fault_code view_check(struct fault *f, const char *page,
                           const struct field *fields) MUST_CHECK;

/*
 * Adds the page ("my/vm.html"), in the reader's language, to *out. FAULT_BUG if it
 * does not fit or is not known. frame NULL: heads and feet are left out (a part
 * alone has none).
 */
enum fault_code view_render(struct fault *f, const char *page, const struct field *fields,
                            const void *data, const void *frame, const struct view_globals *globals,
                            struct text *out) MUST_CHECK;
