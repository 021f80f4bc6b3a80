/* pcapng-write.c - packets as a pcapng file
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/pcapng-write.h"

#include <string.h>

#define SECTION_BLOCK   0x0a0d0d0au
#define INTERFACE_BLOCK 1u
#define PACKET_BLOCK    6u
#define BYTE_ORDER_MARK 0x1a2b3c4du
#define IF_TSRESOL      9u
#define NANOSECONDS     9u

struct pcapng_writer {
    GByteArray *out;
    GArray *links; /* of int: the link type of each interface */
};

static void
put_bytes(const pcapng_writer *w, const void *bytes, guint length)
{
    static const guint8 none[4];

    g_byte_array_append(w->out, bytes, length);
    g_byte_array_append(w->out, none, -length & 3u);
}

static void
put_16(const pcapng_writer *w, guint number)
{
    guint16 value = (guint16)number;

    g_byte_array_append(w->out, (const guint8 *)&value, sizeof value);
}

static void
put_32(const pcapng_writer *w, uint32_t number)
{
    put_bytes(w, &number, sizeof number);
}

/* Returns where it begins. */
static guint
begin_block(const pcapng_writer *w, uint32_t kind)
{
    guint at = w->out->len;

    put_32(w, kind);
    put_32(w, 0);
    return at;
}

/* A block has its length at both ends. */
static void
end_block(const pcapng_writer *w, guint at)
{
    uint32_t length = w->out->len - at + (uint32_t)sizeof length;

    put_32(w, length);
    memcpy(w->out->data + at + sizeof length, &length, sizeof length);
}

pcapng_writer *
pcapng_writer_new(GByteArray *out)
{
    pcapng_writer *w = g_new0(pcapng_writer, 1);

    w->out = out;
    w->links = g_array_new(FALSE, FALSE, sizeof(int));
    guint at = begin_block(w, SECTION_BLOCK);
    put_32(w, BYTE_ORDER_MARK);
    put_16(w, 1);
    put_16(w, 0);
    put_32(w, UINT32_MAX); /* of a length that is not known */
    put_32(w, UINT32_MAX);
    end_block(w, at);
    return w;
}

void
pcapng_writer_free(pcapng_writer *w)
{
    if (!w)
        return;
    g_array_unref(w->links);
    g_free(w);
}

static void
put_interface(const pcapng_writer *w, int link)
{
    static const guint8 resolution = NANOSECONDS;
    guint at = begin_block(w, INTERFACE_BLOCK);

    put_16(w, (guint)link);
    put_16(w, 0);
    put_32(w, 0); /* no snapshot length */
    put_16(w, IF_TSRESOL);
    put_16(w, sizeof resolution);
    put_bytes(w, &resolution, sizeof resolution);
    put_32(w, 0); /* no more options */
    end_block(w, at);
}

static uint32_t
interface_of(const pcapng_writer *w, int link)
{
    guint i = 0;

    while (i < w->links->len && g_array_index(w->links, int, i) != link)
        i++;
    if (i == w->links->len) {
        g_array_append_val(w->links, link);
        put_interface(w, link);
    }
    return i;
}

void
pcapng_write_packet(pcapng_writer *w, int link, int64_t time_ns, const uint8_t *bytes,
                    uint32_t captured_bytes, uint32_t length_bytes)
{
    uint32_t interface = interface_of(w, link);
    uint64_t time = time_ns > 0 ? (uint64_t)time_ns : 0;
    guint at = begin_block(w, PACKET_BLOCK);

    put_32(w, interface);
    put_32(w, (uint32_t)(time >> 32));
    put_32(w, (uint32_t)time);
    put_32(w, captured_bytes);
    put_32(w, length_bytes);
    put_bytes(w, bytes, captured_bytes);
    end_block(w, at);
}
