/* cdp.c - what network gear says of itself to its neighbours, in Cisco's protocol
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Version, time to live and checksum; then types and lengths of two bytes each, which the lengths
 * count.
 */
#include "wire/dispatch.h"
#include "wire/evidence-text.h"

enum { TLV_SOFTWARE = 5, TLV_PLATFORM = 6 };

#define TLVS_MAX       64
#define TLV_HEAD_BYTES 4

void
cdp_read(packet *p, cursor c)
{
    cursor_skip(&c, 4);
    for (unsigned i = 0; i < TLVS_MAX; i++) {
        uint16_t type = cursor_u16(&c), length = cursor_u16(&c);
        if (c.failed || length < TLV_HEAD_BYTES)
            return;
        cursor value = cursor_part(&c, length - (size_t)TLV_HEAD_BYTES);
        if (value.failed)
            return;
        if (type == TLV_SOFTWARE)
            evidence_tell_bytes(p, IOT_EVIDENCE_CDP_SOFTWARE, value);
        else if (type == TLV_PLATFORM)
            evidence_tell_bytes(p, IOT_EVIDENCE_CDP_PLATFORM, value);
    }
}
