/* cursor.h - reads bytes that somebody else wrote, never beyond their end
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A read beyond the end gives zero, moves to the end, and marks the cursor: a reader can take all
 * fields of a header and ask once whether they were there. Numbers are in network order.
 *
 *     cursor at = cursor_of(bytes, length);
 *     uint16_t source = cursor_u16(&at), destination = cursor_u16(&at);
 *     if (at.failed)
 *         return;
 */
#ifndef IOT_CURSOR_H
#define IOT_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct cursor {
    const uint8_t *at, *end;
    bool failed; /* something was asked for that is not there */
} cursor;

/* No bytes may point nowhere, where nothing may be added. */
static inline cursor
cursor_of(const uint8_t *bytes, size_t length)
{
    static const uint8_t nothing[1];
    const uint8_t *at = bytes ? bytes : nothing;

    return (cursor){at, at + length, false};
}

static inline size_t
cursor_left(const cursor *c)
{
    return (size_t)(c->end - c->at);
}

/* Where that byte is for the first time; NULL: nowhere. */
static inline const uint8_t *
cursor_find_byte(const cursor *c, uint8_t byte)
{
    /* Of nothing there may not even be a place. */
    return cursor_left(c) > 0 ? memchr(c->at, byte, cursor_left(c)) : NULL;
}

/* The next `n` bytes, which are passed; NULL if there are fewer. */
static inline const uint8_t *
cursor_bytes(cursor *c, size_t n)
{
    const uint8_t *bytes = c->at;

    if (n > cursor_left(c)) {
        c->failed = true;
        c->at = c->end;
        return NULL;
    }
    c->at += n;
    return bytes;
}

static inline void
cursor_skip(cursor *c, size_t n)
{
    cursor_bytes(c, n);
}

static inline uint8_t
cursor_u8(cursor *c)
{
    const uint8_t *b = cursor_bytes(c, 1);

    return b ? b[0] : 0;
}

static inline uint16_t
cursor_u16(cursor *c)
{
    const uint8_t *b = cursor_bytes(c, 2);

    return b ? (uint16_t)(b[0] << 8 | b[1]) : 0;
}

static inline uint32_t
cursor_u32(cursor *c)
{
    const uint8_t *b = cursor_bytes(c, 4);

    return b ? (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3] : 0;
}

static inline uint64_t
cursor_u64(cursor *c)
{
    uint64_t high = cursor_u32(c);

    return high << 32 | cursor_u32(c);
}

/* A cursor over the next `n` bytes, which are passed. Where there are fewer, over those there are;
 * it and the outer one are marked. */
static inline cursor
cursor_part(cursor *c, size_t n)
{
    size_t left = cursor_left(c);
    cursor part = {c->at, c->at + (n < left ? n : left), n > left};

    cursor_skip(c, n);
    return part;
}

/* Forgets what is behind `n` bytes from here, as a header's length says; false, and nothing is
 * forgotten, if there are fewer. */
static inline bool
cursor_limit(cursor *c, size_t n)
{
    if (n > cursor_left(c))
        return false;
    c->end = c->at + n;
    return true;
}

#endif
