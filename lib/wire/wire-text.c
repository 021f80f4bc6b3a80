/* wire-text.c - bytes of a packet as the text that Wireshark shows for them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/wire-text.h"

#include <string.h>

#define REPLACEMENT 0xfffd

/* How many bytes follow a first byte that is not ASCII, by its leading ones (the old UTF-8 went up
 * to six bytes); -1: it is no first byte. */
static int
bytes_that_follow(uint8_t first)
{
    static const uint8_t starts[] = {0xc0, 0xe0, 0xf0, 0xf8, 0xfc, 0xfe};

    if (first < starts[0] || first >= 0xfe)
        return -1;
    for (int n = 1;; n++)
        if (first < starts[n])
            return n;
}

/* The next character, which is passed. A sequence that breaks off is one replacement character; the
 * byte that broke it is read anew. */
static gunichar
next_char(cursor *c)
{
    uint8_t first = cursor_u8(c);
    int n = first < 0x80 ? 0 : bytes_that_follow(first);
    gunichar found = n > 0 ? first & (0x3f >> n) : first;

    if (n < 0)
        return REPLACEMENT;
    for (; n > 0; n--) {
        if (c->at == c->end || (*c->at & 0xc0) != 0x80)
            return REPLACEMENT;
        found = found << 6 | (cursor_u8(c) & 0x3f);
    }
    return g_unichar_validate(found) ? found : REPLACEMENT;
}

static size_t
write_escape(gunichar c, char *text)
{
    static const char letters[] = "abtnvfr"; /* of 7 and on */

    if (c >= '\a' && c <= '\r')
        return (size_t)g_snprintf(text, 5, "\\%c", letters[c - '\a']);
    if (c < 0x80)
        return (size_t)g_snprintf(text, 5, "\\%03o", c);
    return (size_t)g_snprintf(text, 11, c <= 0xffff ? "\\u%04x" : "\\U%08x", c);
}

size_t
wire_text_write(const uint8_t *bytes, size_t length, char *text)
{
    cursor c = cursor_of(bytes, length);
    char *to = text;

    while (c.at < c.end) {
        if (*c.at >= ' ' && *c.at <= '~') {
            *to++ = (char)*c.at++;
            continue;
        }
        gunichar found = next_char(&c);
        to += g_unichar_isprint(found) ? (size_t)g_unichar_to_utf8(found, to)
                                       : write_escape(found, to);
    }
    *to = '\0';
    return (size_t)(to - text);
}

static gunichar
next_ascii(cursor *c)
{
    uint8_t byte = cursor_u8(c);

    return byte < 0x80 ? byte : REPLACEMENT;
}

/* How many of the first bytes are ASCII, and none is a NUL. */
static size_t
plain_bytes(const cursor *c)
{
    const uint8_t *at = c->at;

    for (uint64_t eight; (size_t)(c->end - at) >= sizeof eight; at += sizeof eight) {
        memcpy(&eight, at, sizeof eight);
        /* The highest bit of each byte: of one that has it, and of one from which 1 cannot be taken
         * away. */
        if ((eight | (eight - UINT64_C(0x0101010101010101))) & UINT64_C(0x8080808080808080))
            break;
    }
    while (at < c->end && *at != '\0' && *at < 0x80)
        at++;
    return (size_t)(at - c->at);
}

/* A character takes at most three times the bytes it was made of: of one, as a replacement. */
static const char *
print(iot_facts *facts, cursor bytes, gunichar (*next)(cursor *))
{
    size_t left = cursor_left(&bytes), length = 0;
    char *text = left > 0 ? iot_facts_text(facts, 3 * left + 1) : NULL;

    if (!text)
        return NULL;
    while (bytes.at < bytes.end && *bytes.at) {
        size_t n = plain_bytes(&bytes);
        memcpy(text + length, bytes.at, n);
        length += n;
        cursor_skip(&bytes, n);
        if (n == 0)
            length += (size_t)g_unichar_to_utf8(next(&bytes), text + length);
    }
    text[length] = '\0';
    iot_facts_keep(facts, length + 1);
    return text;
}

const char *
wire_text_ascii(iot_facts *facts, cursor bytes)
{
    return print(facts, bytes, next_ascii);
}

const char *
wire_text_utf8(iot_facts *facts, cursor bytes)
{
    return print(facts, bytes, next_char);
}

/* True if each second octet, from `first` on, is zero, and no other is. */
static bool
is_wide(const cursor *bytes, size_t first)
{
    size_t length = cursor_left(bytes);

    for (size_t i = 0; i < length; i++)
        if ((bytes->at[i] == 0) != (i % 2 == first))
            return false;
    return length > 2 && length % 2 == 0;
}

static gunichar
next_big_endian(cursor *c)
{
    return cursor_u16(c);
}

static gunichar
next_little_endian(cursor *c)
{
    uint8_t low = cursor_u8(c);

    return (gunichar)(cursor_u8(c) << 8 | low);
}

/* Without NULs at either end. */
static cursor
without_nuls(cursor bytes)
{
    while (bytes.at < bytes.end && *bytes.at == 0)
        bytes.at++;
    while (bytes.at < bytes.end && bytes.end[-1] == 0)
        bytes.end--;
    return bytes;
}

static const char *
print_wide(iot_facts *facts, cursor bytes, gunichar (*next)(cursor *))
{
    size_t left = cursor_left(&bytes), length = 0;
    char *text = iot_facts_text(facts, left + 1);

    if (!text)
        return NULL;
    while (bytes.at < bytes.end)
        length += (size_t)g_unichar_to_utf8(next(&bytes), text + length);
    text[length] = '\0';
    iot_facts_keep(facts, length + 1);
    return text;
}

const char *
wire_text_name(iot_facts *facts, cursor bytes)
{
    if (is_wide(&bytes, 0))
        return print_wide(facts, bytes, next_big_endian);
    if (is_wide(&bytes, 1))
        return print_wide(facts, bytes, next_little_endian);
    return wire_text_utf8(facts, without_nuls(bytes));
}
