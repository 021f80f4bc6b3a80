/* reassembly.c - what one direction of a TCP stream must remember to be read
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/reassembly.h"

/* What an array takes, which grows by doubling, with what is around it. */
#define AROUND_BYTES 96
#define LEAST_BYTES  64
/* An array that has so many times the room it needs is made anew. */
#define SPARE_FACTOR 4

static size_t
room_for(size_t bytes)
{
    size_t room = LEAST_BYTES;

    while (room < bytes)
        room *= 2;
    return room + AROUND_BYTES;
}

static void
take_off(reassembly *t)
{
    reassembly_shelf *shelf = t->shelf;

    if (!shelf || t->room_bytes == 0)
        return;
    *(t->older ? &t->older->newer : &shelf->oldest) = t->newer;
    *(t->newer ? &t->newer->older : &shelf->newest) = t->older;
    shelf->left_bytes += t->room_bytes;
    t->room_bytes = 0;
    t->older = t->newer = NULL;
}

static void
put_on(reassembly *t, size_t room)
{
    reassembly_shelf *shelf = t->shelf;

    shelf->left_bytes -= room;
    t->room_bytes = room;
    t->older = shelf->newest;
    *(shelf->newest ? &shelf->newest->newer : &shelf->oldest) = t;
    shelf->newest = t;
}

/* Room for that many bytes, in all; it waits for its rest from now on. */
static bool
take_room(reassembly *t, size_t bytes)
{
    size_t room = room_for(bytes);

    if (!t->shelf)
        return true;
    take_off(t);
    while (t->shelf->left_bytes < room && t->shelf->oldest) {
        t->shelf->dropped++;
        reassembly_clear(t->shelf->oldest);
    }
    if (t->shelf->left_bytes >= room) {
        put_on(t, room);
        return true;
    }
    t->shelf->dropped++;
    return false;
}

void
reassembly_clear(reassembly *t)
{
    take_off(t);
    g_clear_pointer(&t->kept, g_byte_array_unref);
    t->stage = 0;
    t->seen = t->mark = t->need = 0;
}

void
reassembly_lose(reassembly *t)
{
    reassembly_clear(t);
}

cursor
reassembly_join(reassembly *t, cursor bytes)
{
    size_t n = cursor_left(&bytes);

    if (!t->kept)
        return bytes;
    t->largest_bytes = MAX(t->largest_bytes, t->kept->len + n);
    if (!take_room(t, t->largest_bytes)) {
        reassembly_clear(t);
        return bytes;
    }
    g_byte_array_append(t->kept, bytes.at, (guint)n);
    return cursor_of(t->kept->data, t->kept->len);
}

static void
keep_anew(reassembly *t, cursor rest)
{
    GByteArray *made = g_byte_array_sized_new((guint)cursor_left(&rest));

    g_byte_array_append(made, rest.at, (guint)cursor_left(&rest));
    g_clear_pointer(&t->kept, g_byte_array_unref);
    t->kept = made;
    t->largest_bytes = cursor_left(&rest);
}

bool
reassembly_keep(reassembly *t, cursor rest, size_t max)
{
    size_t left = cursor_left(&rest);

    if (left == 0 || left > max) {
        reassembly_clear(t);
        return left == 0;
    }
    /* What stays where it is has its room already; to remove nothing would move all there is. */
    if (t->kept && left * SPARE_FACTOR > t->largest_bytes) {
        if (left < t->kept->len)
            g_byte_array_remove_range(t->kept, 0, t->kept->len - (guint)left);
        return true;
    }
    if (!take_room(t, left)) {
        reassembly_clear(t);
        return false;
    }
    keep_anew(t, rest);
    return true;
}

void
reassembly_finish(reassembly *t)
{
    reassembly_clear(t);
    t->done = true;
}
