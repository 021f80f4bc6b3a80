/* json-field.h - a text out of a small object of JSON, without reading the rest
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For what devices say of themselves: a member is looked for by its name wherever it stands. What
 * has escapes in it is none that is looked for, and is not found.
 */
#ifndef IOT_JSON_FIELD_H
#define IOT_JSON_FIELD_H

#include <glib.h>
#include <string.h>

#include "wire/cursor-text.h"

/* Bytes that are looked at. */
#define JSON_FIELD_MAX_BYTES 4096

static inline void
json_field_skip_blanks(cursor *c)
{
    while (cursor_left(c) > 0 && g_ascii_isspace(*c->at))
        c->at++;
}

/* The text of the first member of that name that has one. False: there is none. */
static inline bool
json_field_find(cursor c, const char *name, cursor *ret_text)
{
    size_t n = strlen(name);

    cursor_limit(&c, MIN(cursor_left(&c), JSON_FIELD_MAX_BYTES));
    /* Of quotes there are many, of the name few. */
    for (const uint8_t *found, *begin = c.at; (found = cursor_find_bytes(c, name, n));) {
        c.at = found + 1;
        if (found == begin || found[-1] != '"' || c.end - found <= (ptrdiff_t)n || found[n] != '"')
            continue;
        cursor at = {found + n + 1, c.end, false};
        json_field_skip_blanks(&at);
        if (cursor_u8(&at) != ':')
            continue;
        json_field_skip_blanks(&at);
        if (cursor_u8(&at) != '"')
            continue;
        const uint8_t *end = cursor_find_byte(&at, '"');
        if (!end || memchr(at.at, '\\', (size_t)(end - at.at)))
            return false;
        *ret_text = (cursor){at.at, end, false};
        return true;
    }
    return false;
}

/* True if an object begins here. */
static inline bool
json_field_is_object(cursor c)
{
    json_field_skip_blanks(&c);
    return cursor_left(&c) > 1 && *c.at == '{';
}

#endif
