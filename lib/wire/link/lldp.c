/* lldp.c - what network gear says of itself to its neighbours
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * IEEE 802.1AB: types and lengths of seven and nine bits; ANSI/TIA-1057: inventory of media
 * endpoints; RFC 8520 section 12: where its manufacturer's description is.
 */
#include "wire/dispatch.h"
#include "wire/evidence-text.h"

enum { TLV_END = 0, TLV_SYSTEM = 6, TLV_ORGANISATION = 127 };

#define TLVS_MAX 64

/* By the identifier of an organisation and a subtype of its own. */
static const struct {
    uint32_t organisation, subtype;
    iot_evidence evidence;
} inventory[] = {
    {0x0012bb, 9, IOT_EVIDENCE_LLDP_MANUFACTURER},
    {0x0012bb, 10, IOT_EVIDENCE_LLDP_MODEL},
    {0x00005e, 1, IOT_EVIDENCE_MUD_URL},
};

static void
take_organisation(packet *p, cursor value)
{
    uint32_t head = cursor_u32(&value);

    for (unsigned i = 0; i < G_N_ELEMENTS(inventory) && !value.failed; i++)
        if (head == (inventory[i].organisation << 8 | inventory[i].subtype))
            evidence_tell_bytes(p, inventory[i].evidence, value);
}

void
lldp_read(packet *p, cursor c)
{
    for (unsigned i = 0; i < TLVS_MAX; i++) {
        uint16_t head = cursor_u16(&c);
        cursor value = cursor_part(&c, head & 0x1ff);
        if (c.failed || head >> 9 == TLV_END)
            return;
        if (head >> 9 == TLV_SYSTEM)
            evidence_tell_bytes(p, IOT_EVIDENCE_LLDP_SYSTEM, value);
        else if (head >> 9 == TLV_ORGANISATION)
            take_organisation(p, value);
    }
}
