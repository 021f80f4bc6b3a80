/* lltd.c - what hosts say of themselves where somebody draws a map of the network
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Link Layer Topology Discovery: version, service, a zero and a function of one byte each; whom it
 * is for and who sent it; a number. A hello goes on with a generation and two mappers, then types
 * and lengths of one byte each. Its pictures, numbers and addresses are passed over.
 */
#include "wire/dispatch.h"
#include "wire/evidence-text.h"
#include "wire/wire-text.h"

enum { SERVICE_TOPOLOGY = 0, SERVICE_QUICK = 1, FUNCTION_HELLO = 1 };
enum { TLV_END = 0, TLV_CHARACTERISTICS = 2, TLV_NAME = 15 };

#define TLVS_MAX 64
/* Either side of a translation of addresses. */
#define NAT 0xc0000000u

/* Who hands on what another said is not who said it. */
static bool
is_hello(const packet *p, cursor *c)
{
    enum { VERSION = 1, NUMBER_BYTES = 2, REST_BYTES = 14 };
    uint8_t version = cursor_u8(c), service = cursor_u8(c);

    cursor_skip(c, 1);
    uint8_t function = cursor_u8(c);
    cursor_skip(c, sizeof(iot_mac));
    const uint8_t *sender = cursor_bytes(c, sizeof(iot_mac));
    cursor_skip(c, NUMBER_BYTES + REST_BYTES);
    return !c->failed && version == VERSION &&
           (service == SERVICE_TOPOLOGY || service == SERVICE_QUICK) &&
           function == FUNCTION_HELLO &&
           memcmp(sender, p->obs->src_mac.bytes, sizeof(iot_mac)) == 0;
}

void
lltd_read(packet *p, cursor c)
{
    if (!is_hello(p, &c))
        return;
    for (unsigned i = 0; i < TLVS_MAX; i++) {
        uint8_t type = cursor_u8(&c);
        uint8_t length = type == TLV_END ? 0 : cursor_u8(&c);
        cursor value = cursor_part(&c, length);
        if (c.failed || type == TLV_END)
            return;
        if (type == TLV_NAME)
            evidence_tell(p, IOT_EVIDENCE_HOST_NAME, wire_text_name(p->facts, value));
        else if (type == TLV_CHARACTERISTICS && cursor_u32(&value) & NAT)
            evidence_tell(p, IOT_EVIDENCE_LLTD_ROLE, "nat");
    }
}
