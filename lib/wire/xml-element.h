/* xml-element.h - finds what an element of a small XML document holds, where that is text alone
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows no document: it looks for the tag as bytes, and stops at the next '<'.
 */
#ifndef IOT_XML_ELEMENT_H
#define IOT_XML_ELEMENT_H

#include <string.h>

#include "wire/cursor-text.h"

/* Where a tag, or its beginning, is for the first time; NULL: nowhere. */
static inline const uint8_t *
xml_tag_find(cursor c, const char *tag)
{
    while ((c.at = cursor_find_byte(&c, '<'))) {
        if (cursor_begins(c, tag))
            return c.at;
        c.at++;
    }
    return NULL;
}

/* What stands between the first "<name>" and the next tag, which may be nothing; false: there is
 * none, or it does not end. */
static inline bool
xml_element_find(cursor c, const char *tag, cursor *ret_text)
{
    const uint8_t *found = xml_tag_find(c, tag);

    if (!found)
        return false;
    c.at = found + strlen(tag);
    const uint8_t *end = cursor_find_byte(&c, '<');
    *ret_text = (cursor){c.at, end ? end : c.at, false};
    return end != NULL;
}

#endif
