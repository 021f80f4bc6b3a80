/* fuzz-pcapng.c - interfaces of pcapng are made alike, however the bytes are cut
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The first byte says into pieces of what size; the rest is the file. What is to come out is worked
 * out of the whole file at once.
 */
#include "fuzz.h"

#include "command/pcapng-patch.h"

#include <string.h>

#define OTHERWISE (-7)

enum { SECTION = 0x0a0d0d0a, INTERFACE = 1, OLD_PACKET = 2, SIMPLE_PACKET = 3, PACKET = 6 };

typedef struct file {
    GByteArray *bytes;
    size_t at;
    bool started, big;
    GArray *interfaces; /* of int32_t, of the section */
    GArray *links;      /* of int32_t, by packet */
} file;

static uint32_t
number_at(const file *f, size_t offset, unsigned bytes)
{
    uint32_t number = 0;

    for (unsigned i = 0; i < bytes; i++)
        number |= (uint32_t)f->bytes->data[f->at + offset + (f->big ? bytes - 1 - i : i)] << 8 * i;
    return number;
}

static void
put(file *f, size_t offset, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n && f->at + offset + i < f->bytes->len; i++)
        f->bytes->data[f->at + offset + i] = (uint8_t)bytes[i];
}

static void
take_packet(file *f, uint32_t interface)
{
    int32_t link = interface < f->interfaces->len ? g_array_index(f->interfaces, int32_t, interface)
                                                  : PCAPNG_LINK_NONE;

    g_array_append_val(f->links, link);
}

static void
take_interface(file *f, uint32_t length, bool whole_head)
{
    int32_t link = whole_head ? (int32_t)number_at(f, 8, 2) : 0;

    if (whole_head)
        g_array_append_val(f->interfaces, link);
    if (length < 20)
        return;
    put(f, 8, f->big ? "\0\1" : "\1", 2);
    put(f, 12, "\0\0\0", 4);
}

/* False at the end, or where this is no pcapng any more. */
static bool
take_block(file *f)
{
    size_t left = f->bytes->len - f->at;
    bool whole_head = left >= PCAPNG_HEAD_BYTES;

    if (left < 8)
        return false;
    uint32_t type = number_at(f, 0, 4);
    if (type == SECTION && whole_head) {
        f->started = true;
        f->big = memcmp(f->bytes->data + f->at + 8, "\x1a\x2b\x3c\x4d", 4) == 0;
        g_array_set_size(f->interfaces, 0);
    }
    uint32_t length = number_at(f, 4, 4);
    if (f->started && type == INTERFACE)
        take_interface(f, length, whole_head);
    else if (whole_head && (type == PACKET || type == OLD_PACKET))
        take_packet(f, number_at(f, 8, type == PACKET ? 4 : 2));
    else if (whole_head && type == SIMPLE_PACKET)
        take_packet(f, 0);
    if (!f->started || length < PCAPNG_HEAD_BYTES || length >= left)
        return false;
    f->at += length;
    return true;
}

static GByteArray *
copy_of(const uint8_t *data, size_t size)
{
    return g_byte_array_append(g_byte_array_new(), data, (guint)size);
}

/* That it comes out so in pieces of that size. */
static void
check(const file *expected, const uint8_t *data, size_t size, size_t piece)
{
    g_autoptr(GByteArray) all = copy_of(data, size);
    pcapng p = {0};

    for (size_t at = 0; at < size; at += piece) {
        pcapng_even(&p, all->data + at, MIN(piece, size - at));
        g_assert_true(p.lost || p.have < PCAPNG_HEAD_BYTES);
    }
    g_assert_cmpmem(all->data, all->len, expected->bytes->data, expected->bytes->len);
    for (guint i = 0; i < expected->links->len; i++)
        g_assert_cmpint(pcapng_next_link(&p, OTHERWISE), ==,
                        g_array_index(expected->links, int32_t, i));
    g_assert_cmpint(pcapng_next_link(&p, OTHERWISE), ==, OTHERWISE);
    pcapng_clear(&p);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    g_autoptr(GByteArray) bytes = copy_of(data + 1, size - 1);
    g_autoptr(GArray) interfaces = g_array_new(FALSE, FALSE, sizeof(int32_t)),
                      links = g_array_new(FALSE, FALSE, sizeof(int32_t));
    file expected = {.bytes = bytes, .interfaces = interfaces, .links = links};

    while (take_block(&expected))
        continue;
    check(&expected, data + 1, size - 1, size);
    check(&expected, data + 1, size - 1, 1 + data[0] % 32);
    return 0;
}
