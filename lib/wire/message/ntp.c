/* ntp.c - the network time protocol
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/message/ntp.h"

/* RFC 5905 section 7.3. */
#define MODE_MASK    0x07
#define MODE_CONTROL 6 /* and the private mode 7: without the timestamps of the others */

/* Of the bytes behind the first, those before the origin and before the transmit timestamp. */
#define TO_ORIGIN   23
#define TO_TRANSMIT 8

bool
ntp_read(packet *p, cursor c)
{
    uint8_t mode = cursor_u8(&c) & MODE_MASK;

    packet_set_protocol(p, "ntp");
    p->obs->ntp.mode = mode;
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
