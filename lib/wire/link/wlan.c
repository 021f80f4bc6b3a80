/* wlan.c - IEEE 802.11 frames: who sent them to whom, and what open networks carry
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "wire/dispatch.h"

enum { MANAGEMENT = 0, DATA = 2 }; /* types, 802.11-2020 table 9-1 */
enum { NO_DATA = 4, QOS = 8 };     /* bits of a data frame's subtype */
enum { TO_DS = 1, FROM_DS = 2, MORE_FRAGMENTS = 4, RETRY = 8, PROTECTED = 0x40, ORDER = 0x80 };

#define BEFORE_ADDRESSES 4

/* What Wireshark takes for sender and receiver: the ends, not the access point between them
 * (802.11-2020 table 9-30). There is a fourth address where both bits are set. */
static void
take_addresses(packet *p, const uint8_t *first, const uint8_t *fourth, unsigned flags)
{
    const uint8_t *second = first + 6, *third = first + 12;
    const uint8_t *dst = flags & TO_DS ? third : first;
    const uint8_t *src = fourth ? fourth : flags & FROM_DS ? third : second;

    memcpy(p->obs->dst_mac.bytes, dst, 6);
    memcpy(p->obs->src_mac.bytes, src, 6);
}

void
wlan_take_air(packet *p, const uint8_t header[IOT_WLAN_BYTES])
{
    enum { FLAGS_AT = 1, NUMBER_AT = BEFORE_ADDRESSES + 18 };
    unsigned flags = header[FLAGS_AT], ds = flags & (TO_DS | FROM_DS);

    p->air.way = ds == TO_DS ? AIR_TO_AP : ds == FROM_DS ? AIR_FROM_AP : AIR_UNKNOWN;
    p->air.number = (uint16_t)(header[NUMBER_AT] | header[NUMBER_AT + 1] << 8);
    p->air.again = flags & RETRY;
}

/* Several frames in one have addresses of their own, and are not read. */
static bool
is_aggregate(unsigned subtype, const uint8_t *qos)
{
    return subtype & QOS && !(subtype & NO_DATA) && qos[0] & 0x80;
}

/* Control and duration stand before `c`. */
static void
data_read(packet *p, unsigned subtype, unsigned flags, cursor c)
{
    const uint8_t *start = c.at;
    const uint8_t *addresses = cursor_bytes(&c, 18), *sequence = cursor_bytes(&c, 2);
    bool four = (flags & (TO_DS | FROM_DS)) == (TO_DS | FROM_DS);
    const uint8_t *fourth = four ? cursor_bytes(&c, 6) : NULL;
    const uint8_t *qos = subtype & QOS ? cursor_bytes(&c, 2) : NULL;

    if (subtype & QOS && flags & ORDER)
        cursor_skip(&c, 4);
    if (p->padded)
        cursor_skip(&c, -(size_t)(c.at - start) % 4);
    if (c.failed)
        return;
    if (is_aggregate(subtype, qos) && !(flags & PROTECTED)) {
        packet_set_protocol(p, "wlan_aggregate");
        return;
    }
    take_addresses(p, addresses, fourth, flags);
    wlan_take_air(p, start - BEFORE_ADDRESSES);
    bool later = sequence[0] & 0x0f;
    p->fragment = flags & MORE_FRAGMENTS || later;
    if (!(subtype & NO_DATA) && !(flags & PROTECTED) && !later)
        packet_hand_on(p, LAYER_LLC, c);
}

void
wlan_read(packet *p, cursor c)
{
    uint8_t control = cursor_u8(&c), flags = cursor_u8(&c);
    unsigned type = control >> 2 & 3, subtype = control >> 4;

    packet_set_protocol(p, "wlan");
    cursor_skip(&c, 2);
    if (c.failed || control & 3)
        return;
    if (type == DATA) {
        data_read(p, subtype, flags, c);
    } else if (type == MANAGEMENT) {
        const uint8_t *addresses = cursor_bytes(&c, 18);
        if (addresses)
            take_addresses(p, addresses, NULL, 0);
    }
}
