/* escape.c - texts as they leave for a terminal, a dialog or a display filter
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/escape.h"

#include "base/text.h"

#include <stdbool.h>
#include <string.h>

static bool
is_ascii_seen(const char *text)
{
    for (; *text; text++)
        if (*text < ' ' || *text > '~')
            return false;
    return true;
}

static void
put_escaped(GString *out, gunichar c)
{
    g_string_append_printf(out, c < 0x80 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
}

char *
iot_escape_shown(const char *text)
{
    if (is_ascii_seen(text))
        return g_strdup(text);

    GString *out = g_string_new(NULL);
    const char *end = text + strlen(text);

    while (text < end) {
        gunichar c = g_utf8_get_char_validated(text, end - text);
        if (!g_unichar_validate(c)) {
            g_string_append_printf(out, "\\x%02x", (guint8)*text++);
            continue;
        }
        if (iot_text_is_unseen(c))
            put_escaped(out, c);
        else
            g_string_append_unichar(out, c);
        text = g_utf8_next_char(text);
    }
    return g_string_free(out, FALSE);
}

/* Macros are expanded before strings are looked for: "$" and what can follow it must not be there,
 * in whatever version's syntax (${name}, $name(…)). Two hexadecimal digits are read the same by all
 * of them. Bytes of UTF-8 stand for themselves. */
static bool
is_plain_in_filter(char c)
{
    return (c & 0x80) || g_ascii_isalnum(c) || strchr(" -_.:/+@,", c);
}

void
iot_escape_filter(GString *out, const char *text)
{
    g_string_append_c(out, '"');
    for (; *text; text++) {
        if (is_plain_in_filter(*text))
            g_string_append_c(out, *text);
        else
            g_string_append_printf(out, "\\x%02x", (guint8)*text);
    }
    g_string_append_c(out, '"');
}
