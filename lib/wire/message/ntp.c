/* ntp.c - the network time protocol
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/message/ntp.h"

/* RFC 5905 section 7.3. */
#define MODE_MASK    0x07
#define MODE_CLIENT  3
#define MODE_SERVER  4
#define MODE_CONTROL 6 /* and the private mode 7: without the timestamps of the others */

/* Of the bytes behind the first, those before the origin and before the transmit timestamp. */
#define TO_ORIGIN   23
#define TO_TRANSMIT 8

#define HEADER_BYTES  48
#define CONTROL_BYTES 8
#define STRATUM_LAST  16

/* The header, with or without what authenticates it; control messages are shorter. */
static bool
looks_so(const packet *p, cursor c)
{
    size_t sent = packet_sent(p, &c);
    uint8_t first = cursor_u8(&c), version = first >> 3 & 7, mode = first & MODE_MASK;
    uint8_t stratum = cursor_u8(&c);

    cursor_skip(&c, 1); /* how often it asks: some put there what they like */
    int8_t precision = (int8_t)cursor_u8(&c);
    if (version < 1 || version > 4 || mode == 0)
        return false;
    if (mode >= MODE_CONTROL)
        return sent >= CONTROL_BYTES && sent % 4 == 0;
    return sent >= HEADER_BYTES && sent % 4 == 0 && stratum <= STRATUM_LAST && precision >= -40 &&
           precision <= 40;
}

bool
ntp_read(packet *p, cursor c)
{
    if (!looks_so(p, c))
        return false;
    uint8_t mode = cursor_u8(&c) & MODE_MASK;

    packet_set_protocol(p, "ntp");
    p->obs->ntp.mode = mode;
    if (mode == MODE_CLIENT || mode == MODE_SERVER)
        p->obs->asked = mode == MODE_CLIENT ? IOT_ASKED_DST : IOT_ASKED_SRC;
    if (mode >= MODE_CONTROL)
        return true;
    cursor_skip(&c, TO_ORIGIN);
    uint64_t origin = cursor_u64(&c);
    cursor_skip(&c, TO_TRANSMIT);
    uint64_t transmit = cursor_u64(&c);
    if (!c.failed) {
        p->obs->ntp.origin = origin;
        p->obs->ntp.transmit = transmit;
    }
    return true;
}
