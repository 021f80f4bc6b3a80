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
take_off(const reassembly *t)
{
    reassembly_shelf *shelf = t->shelf;
    reassembly_kept *kept = t->kept;

    if (!shelf || kept->room_bytes == 0)
        return;
    *(kept->older ? &kept->older->kept->newer : &shelf->oldest) = kept->newer;
    *(kept->newer ? &kept->newer->kept->older : &shelf->newest) = kept->older;
    shelf->left_bytes += kept->room_bytes;
    kept->room_bytes = 0;
    kept->older = kept->newer = NULL;
}

static void
put_on(reassembly *t, size_t room)
{
    reassembly_shelf *shelf = t->shelf;

    shelf->left_bytes -= room;
    t->kept->room_bytes = room;
    t->kept->older = shelf->newest;
    *(shelf->newest ? &shelf->newest->kept->newer : &shelf->oldest) = t;
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
    if (t->kept) {
        take_off(t);
        g_clear_pointer(&t->kept->bytes, g_byte_array_unref);
        g_clear_pointer(&t->kept, g_free);
    }
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
    reassembly_kept *kept = t->kept;

    if (!kept)
        return bytes;
    kept->largest_bytes = MAX(kept->largest_bytes, kept->bytes->len + n);
    if (!take_room(t, kept->largest_bytes)) {
        reassembly_clear(t);
        return bytes;
    }
    g_byte_array_append(kept->bytes, bytes.at, (guint)n);
    return cursor_of(kept->bytes->data, kept->bytes->len);
}

static void
keep_anew(reassembly_kept *kept, cursor rest)
{
    GByteArray *made = g_byte_array_sized_new((guint)cursor_left(&rest));

    g_byte_array_append(made, rest.at, (guint)cursor_left(&rest));
    g_clear_pointer(&kept->bytes, g_byte_array_unref);
    kept->bytes = made;
    kept->largest_bytes = cursor_left(&rest);
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
    if (t->kept && left * SPARE_FACTOR > t->kept->largest_bytes) {
        GByteArray *bytes = t->kept->bytes;
        if (left < bytes->len)
            g_byte_array_remove_range(bytes, 0, bytes->len - (guint)left);
        return true;
    }
    if (!t->kept)
        t->kept = g_new0(reassembly_kept, 1);
    if (!take_room(t, left)) {
        reassembly_clear(t);
        return false;
    }
    keep_anew(t->kept, rest);
    return true;
}

void
reassembly_finish(reassembly *t)
{
    reassembly_clear(t);
    t->done = true;
}
