/* cursor-text.h - compares bytes with what is looked for
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_CURSOR_TEXT_H
#define IOT_CURSOR_TEXT_H

#include <glib.h>
#include <string.h>

#include "wire/cursor.h"

/* True if the first bytes are those of a text... */
static inline bool
cursor_begins(cursor c, const char *text)
{
    size_t n = strlen(text);

    return cursor_left(&c) >= n && memcmp(c.at, text, n) == 0;
}

/* ...in whatever case of letters... */
static inline bool
cursor_begins_in_any_case(cursor c, const char *text)
{
    size_t n = strlen(text);

    return cursor_left(&c) >= n && g_ascii_strncasecmp((const char *)c.at, text, n) == 0;
}

/* ...and there are no others. */
static inline bool
cursor_is(cursor c, const char *text)
{
    return cursor_left(&c) == strlen(text) && cursor_begins(c, text);
}

/* The same of bytes that are no text. */
static inline bool
cursor_is_bytes(cursor c, const void *bytes, size_t n)
{
    return cursor_left(&c) == n && memcmp(c.at, bytes, n) == 0;
}

#endif
