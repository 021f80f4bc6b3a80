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

/* Which of the bytes to look for first: one that few texts have many of. What is looked for begins
 * with quotes, tags and ends of lines more often than not. */
static inline size_t
cursor_rare_byte(const uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (g_ascii_isupper(bytes[i]) || bytes[i] == '_' || bytes[i] == '-')
            return i;
    return n / 2;
}

/* Where `n` bytes, one at least, are in the cursor's for the first time; NULL: nowhere. */
static inline const uint8_t *
cursor_find_bytes(cursor c, const void *bytes, size_t n)
{
    const uint8_t *wanted = bytes;
    size_t rare = cursor_rare_byte(wanted, n);

    while (cursor_left(&c) >= n) {
        const uint8_t *found = memchr(c.at + rare, wanted[rare], cursor_left(&c) - n + 1);
        if (!found)
            return NULL;
        if (found[-(ptrdiff_t)rare] == wanted[0] && memcmp(found - rare, wanted, n) == 0)
            return found - rare;
        c.at = found - rare + 1;
    }
    return NULL;
}

/* The same of text, of which there is none behind a NUL. */
static inline const uint8_t *
cursor_find(cursor c, const char *text)
{
    const uint8_t *nul = cursor_find_byte(&c, '\0');

    c.end = nul ? nul : c.end;
    return cursor_find_bytes(c, text, strlen(text));
}

#endif
