/* shorten.c - texts that fit a column
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/shorten.h"

#include <string.h>

unsigned
iot_width_of_char(const char *at)
{
    gunichar c = g_utf8_get_char(at);

    return g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
}

unsigned
iot_width_of(const char *text)
{
    unsigned width = 0;

    for (; *text; text = g_utf8_next_char(text))
        width += iot_width_of_char(text);
    return width;
}

/* A third of the room is for the beginning. */
char *
iot_shorten(const char *text, unsigned room)
{
    unsigned head = (room - 1) / 3, tail = room - 1 - head, used = 0;
    const char *p = text, *end = text + strlen(text), *q = end;

    if (iot_width_of(text) <= room)
        return g_strdup(text);
    while (used + iot_width_of_char(p) <= head) {
        used += iot_width_of_char(p);
        p = g_utf8_next_char(p);
    }
    used = 0;
    while (q > p && used + iot_width_of_char(g_utf8_prev_char(q)) <= tail) {
        q = g_utf8_prev_char(q);
        used += iot_width_of_char(q);
    }
    /* An accent whose letter is gone would stand on the ellipsis. */
    while (*q && iot_width_of_char(q) == 0)
        q = g_utf8_next_char(q);
    return g_strdup_printf("%.*s…%s", (int)(p - text), text, q);
}
