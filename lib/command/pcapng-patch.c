/* pcapng-patch.c - interfaces of a pcapng file, made to look alike
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html, sections 3.1, 4.1 and 4.2
 */
#include "command/pcapng-patch.h"

#include <glib.h>
#include <string.h>

#define SECTION         0x0a0d0d0au /* the same from both ends */
#define INTERFACE       1
#define SNAPSHOT_BYTES  4
#define INTERFACE_BYTES 20 /* of a block, at least */

static uint32_t
word(const pcapng *p, size_t offset)
{
    uint32_t number;

    memcpy(&number, p->head + offset, sizeof number);
    return p->big ? GUINT32_FROM_BE(number) : GUINT32_FROM_LE(number);
}

/* A section says by its first word which end comes first. */
static void
begin_section(pcapng *p)
{
    static const uint8_t big_magic[] = {0x1a, 0x2b, 0x3c, 0x4d};

    p->big = memcmp(p->head + 8, big_magic, sizeof big_magic) == 0;
    p->started = true;
}

/* In an interface the snapshot length stands behind the first word. */
static void
begin_block(pcapng *p)
{
    uint32_t type = word(p, 0);

    if (type == SECTION)
        begin_section(p);
    uint32_t length = word(p, 4);
    p->have = 0;
    p->lost = !p->started || length < PCAPNG_HEAD_BYTES;
    p->wipe = type == INTERFACE && length >= INTERFACE_BYTES ? SNAPSHOT_BYTES : 0;
    p->pass = p->lost ? 0 : length - PCAPNG_HEAD_BYTES - p->wipe;
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
            memcpy(p->head + p->have, bytes, step);
            p->have += step;
            if (p->have == PCAPNG_HEAD_BYTES)
                begin_block(p);
        }
        bytes += step;
        n -= step;
    }
}
