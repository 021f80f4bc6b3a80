/* talk.c - what one direction of a TCP stream must remember to be read
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "talk.h"

void
talk_clear(talk *t)
{
    g_clear_pointer(&t->kept, g_byte_array_unref);
    t->stage = 0;
    t->seen = t->mark = 0;
}

void
talk_lose(talk *t)
{
    talk_clear(t);
}

cursor
talk_join(talk *t, cursor bytes)
{
    if (!t->kept)
        return bytes;
    g_byte_array_append(t->kept, bytes.at, (guint)cursor_left(&bytes));
    return cursor_of(t->kept->data, t->kept->len);
}

bool
talk_keep(talk *t, cursor rest, size_t max)
{
    size_t left = cursor_left(&rest);

    if (left == 0 || left > max) {
        talk_clear(t);
        return left == 0;
    }
    /* To remove nothing would move all there is. */
    if (t->kept && left < t->kept->len) {
        g_byte_array_remove_range(t->kept, 0, t->kept->len - (guint)left);
    } else if (!t->kept) {
        t->kept = g_byte_array_sized_new((guint)left);
        g_byte_array_append(t->kept, rest.at, (guint)left);
    }
    return true;
}

void
talk_finish(talk *t)
{
    talk_clear(t);
    t->done = true;
}
