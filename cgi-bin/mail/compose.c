/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GMime does all the encoding. What could end a header early never reaches it: an
 * address with a control character would also put SMTP's replies out of step.
 */
#include "mail/compose.h"
#include <gmime/gmime.h>
#include <string.h>
#include "base/checks.h"
#include "base/secret.h"

static void drop_object(void *object)
{
    GObject **o = object;
    if (*o)
        g_object_unref(*o);
}
static void drop_options(GMimeFormatOptions **o)
{
    g_mime_format_options_free(*o);
}
static void drop_date(GDateTime **d)
{
    g_date_time_unref(*d);
}
static void drop_string(char **s)
{
    g_free(*s);
}

/* One line: names come from people. */
static char *one_line(struct arena *a, const char *s)
{
    char *copy = arena_strdup(a, s);
    for (char *p = copy; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7f)
            *p = ' ';
    return copy;
}

enum { LINE_MOST = 900 };

/* May go as it stands, its links whole: ASCII, in lines that every server takes. */
static bool is_plain(const char *s)
{
    size_t line = 0;
    for (; *s; s++) {
        line = *s == '\n' ? 0 : line + 1;
        if ((unsigned char)*s > 0x7e || line > LINE_MOST)
            return false;
    }
    return true;
}

static GMimeObject *part(const char *subtype, const char *content)
{
    GMimeTextPart *p = g_mime_text_part_new_with_subtype(subtype);
    g_mime_text_part_set_charset(p, "utf-8");
    g_mime_text_part_set_text(p, content);
    g_mime_part_set_content_encoding(GMIME_PART(p), is_plain(content)
                                                        ? GMIME_CONTENT_ENCODING_7BIT
                                                        : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    return GMIME_OBJECT(p);
}

static GMimeObject *both_parts(struct arena *a, const struct letter *l)
{
    GMimeMultipart *both = g_mime_multipart_new_with_subtype("alternative");
    OWNED(drop_object) GMimeObject *text = part("plain", l->text);
    OWNED(drop_object) GMimeObject *html = part("html", l->html);
    /* from the Message-Id, so that a second composition is the same */
    const char *boundary = arena_printf(a, "=_%.32s", secret_hash(a, l->message_id));
    g_mime_multipart_set_boundary(both, boundary);
    g_mime_multipart_add(both, text);
    g_mime_multipart_add(both, html);
    return GMIME_OBJECT(both);
}

static void add_headers(struct arena *a, const struct letter *l, GMimeMessage *m)
{
    OWNED(drop_date) GDateTime *date = g_date_time_new_from_unix_utc(l->at / 1000000);
    g_mime_message_add_mailbox(m, GMIME_ADDRESS_TYPE_FROM, one_line(a, l->from_name), l->from);
    g_mime_message_add_mailbox(m, GMIME_ADDRESS_TYPE_TO, one_line(a, l->to_name), l->to);
    g_mime_message_set_subject(m, one_line(a, l->subject), "utf-8");
    g_mime_message_set_date(m, date);
    g_mime_message_set_message_id(m, one_line(a, l->message_id));
    /* nobody's holiday note answers it */
    g_mime_object_append_header(GMIME_OBJECT(m), "Auto-Submitted", "auto-generated", NULL);
}

static enum fault_code check(struct fault *f, const char *address)
{
    const char *wrong = check_email(address);
    return wrong ? fail(f, FAULT_INVALID, T("%s is no address for a mail."), address) : FAULT_OK;
}

enum fault_code compose(struct fault *f, struct arena *a, const struct letter *l, char **message)
{
    static bool ready;
    enum fault_code rc = check(f, l->from);
    if (!rc)
        rc = check(f, l->to);
    if (rc)
        return rc;
    if (!ready)
        g_mime_init();
    ready = true;
    OWNED(drop_object) GMimeMessage *m = g_mime_message_new(TRUE);
    OWNED(drop_object) GMimeObject *content = both_parts(a, l);
    OWNED(drop_options) GMimeFormatOptions *how = g_mime_format_options_new();
    add_headers(a, l, m);
    g_mime_message_set_mime_part(m, content);
    g_mime_format_options_set_newline_format(how, GMIME_NEWLINE_FORMAT_DOS);
    OWNED(drop_string) char *whole = g_mime_object_to_string(GMIME_OBJECT(m), how);
    *message = arena_strdup(a, whole);
    return FAULT_OK;
}
