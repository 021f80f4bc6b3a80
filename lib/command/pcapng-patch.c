/* pcapng-patch.c - interfaces of a pcapng file, made to look alike
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html, sections 3.1, 4.1 to 4.4, A
 */
#include "command/pcapng-patch.h"

#include <string.h>

#define SECTION         0x0a0d0d0au /* the same from both ends */
#define INTERFACE       1
#define OLD_PACKET      2
#define SIMPLE_PACKET   3
#define PACKET          6
#define LINK_AT         8 /* in an interface */
#define LINK_BYTES      2
#define SNAPSHOT_BYTES  4
#define INTERFACE_BYTES 20 /* of a block, at least */

/* Packets one behind the other that have the same link type. */
typedef struct link_run {
    uint16_t link;
    uint64_t packets;
} link_run;

static uint32_t
word(const pcapng *p, size_t offset)
{
    uint32_t number;

    memcpy(&number, p->head + offset, sizeof number);
    return p->big ? GUINT32_FROM_BE(number) : GUINT32_FROM_LE(number);
}

static uint16_t
half_word(const pcapng *p, size_t offset)
{
    uint16_t number;

    memcpy(&number, p->head + offset, sizeof number);
    return p->big ? GUINT16_FROM_BE(number) : GUINT16_FROM_LE(number);
}

/* A section says by its first word which end comes first, and has interfaces of its own. */
static void
begin_section(pcapng *p)
{
    static const uint8_t big_magic[] = {0x1a, 0x2b, 0x3c, 0x4d};

    p->big = memcmp(p->head + 8, big_magic, sizeof big_magic) == 0;
    p->started = true;
    if (p->links)
        g_array_set_size(p->links, 0);
}

static void
note_interface(pcapng *p)
{
    uint16_t link = half_word(p, LINK_AT);

    if (!p->links)
        p->links = g_array_new(FALSE, FALSE, sizeof link);
    if (p->links->len < PCAPNG_INTERFACES_MAX)
        g_array_append_val(p->links, link);
}

/* libpcap hands over no packet of an interface that there is not. */
static void
note_packet(pcapng *p, uint32_t interface)
{
    bool known = p->links && interface < p->links->len;
    uint16_t link = known ? g_array_index(p->links, uint16_t, interface) : PCAPNG_LINK_NONE;
    link_run *last = p->coming ? g_queue_peek_tail(p->coming) : NULL;

    if (!p->coming)
        p->coming = g_queue_new();
    if (!last || last->link != link) {
        last = g_new0(link_run, 1);
        last->link = link;
        g_queue_push_tail(p->coming, last);
    }
    last->packets++;
}

static void
note_block(pcapng *p, uint32_t type)
{
    if (type == SECTION)
        begin_section(p);
    else if (type == INTERFACE)
        note_interface(p);
    else if (type == PACKET)
        note_packet(p, word(p, 8));
    else if (type == OLD_PACKET)
        note_packet(p, half_word(p, 8));
    else if (type == SIMPLE_PACKET)
        note_packet(p, 0);
}

/* In an interface the snapshot length stands behind the first word. */
static void
begin_block(pcapng *p)
{
    uint32_t type = word(p, 0);

    note_block(p, type);
    uint32_t length = word(p, 4);
    p->have = 0;
    p->lost = !p->started || length < PCAPNG_HEAD_BYTES;
    p->wipe = type == INTERFACE && length >= INTERFACE_BYTES ? SNAPSHOT_BYTES : 0;
    p->pass = p->lost ? 0 : length - PCAPNG_HEAD_BYTES - p->wipe;
}

/* The byte of a head that is handed on in place of that one. */
static uint8_t
shown(const pcapng *p, size_t at, uint8_t byte)
{
    bool is_link = at >= LINK_AT && at < LINK_AT + LINK_BYTES && p->started &&
                   word(p, 0) == INTERFACE && word(p, 4) >= INTERFACE_BYTES;
    size_t lowest = p->big ? LINK_AT + 1 : LINK_AT;

    return !is_link ? byte : at == lowest ? PCAPNG_LINK : 0;
}

static void
take_head(pcapng *p, uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        p->head[p->have] = bytes[i];
        bytes[i] = shown(p, p->have, bytes[i]);
        p->have++;
    }
    if (p->have == PCAPNG_HEAD_BYTES)
        begin_block(p);
}

void
pcapng_even(pcapng *p, uint8_t *bytes, size_t n)
{
    while (n > 0 && !p->lost) {
        size_t step;
        if (p->wipe > 0) {
            step = MIN(n, p->wipe);
            memset(bytes, 0, step);
            p->wipe -= step;
        } else if (p->pass > 0) {
            step = (size_t)MIN(n, p->pass);
            p->pass -= step;
        } else {
            step = MIN(n, PCAPNG_HEAD_BYTES - p->have);
            take_head(p, bytes, step);
        }
        bytes += step;
        n -= step;
    }
}

void
pcapng_clear(pcapng *p)
{
    if (p->links)
        g_array_unref(p->links);
    if (p->coming)
        g_queue_free_full(p->coming, g_free);
    *p = (pcapng){0};
}

int
pcapng_next_link(pcapng *p, int otherwise)
{
    link_run *run = p->coming ? g_queue_peek_head(p->coming) : NULL;

    if (!run)
        return otherwise;
    int link = run->link;
    if (--run->packets == 0)
        g_free(g_queue_pop_head(p->coming));
    return link;
}

bool
pcapng_is_read(const pcapng *p)
{
    return p->started;
}
