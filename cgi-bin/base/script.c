/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Only these two beginnings: cloud-init knows others that have it fetch from an address, or hold
 * several parts, of which the panel would not know what they do.
 */
#include "base/script.h"
#include <string.h>
#include "base/attr.h"
#include "base/checks.h"

static bool begins(const char *text, const char *head)
{
    return !strncmp(text, head, strlen(head));
}

static bool is_known(const char *text)
{
    if (begins(text, "#cloud-config\n") || begins(text, "#cloud-config\r\n"))
        return true;
    return begins(text, "#!/") || begins(text, "#! /");
}

static bool is_plain(const char *text)
{
    for (const char *p = text; *p; p++) {
        unsigned char c = (unsigned char)*p;
        if ((c < 0x20 && !strchr("\t\r\n", c)) || c == 0x7f)
            return false;
    }
    return utf8_valid(text, strlen(text));
}

const char *check_script(const char *text)
{
    if (strlen(text) > SCRIPT_MOST)
        return T("At most 32,768 bytes.");
    if (!is_known(text))
        return T("The first line must begin with #!/ or be #cloud-config.");
    return is_plain(text) ? NULL : T("This holds characters that are no text.");
}

const char *script_clean(struct arena *a, const char *text)
{
    char *out = arena_strdup(a, text);
    char *to = out;
    for (const char *p = text; *p; p++)
        if (p[0] != '\r' || p[1] != '\n')
            *to++ = *p;
    *to = '\0';
    return out;
}
