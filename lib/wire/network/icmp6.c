/* icmp6.c - ICMPv6 (RFC 4443)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/network/echo-pending.h"
#include "wire/network/icmp.h"

enum {
    UNREACHABLE = 1,
    ECHO = 128,
    ECHO_REPLY = 129,
    ROUTER_SOLICITATION = 133,
    ROUTER_ADVERTISEMENT = 134,
    NEIGHBOUR_SOLICITATION = 135,
    NEIGHBOUR_ADVERTISEMENT = 136,
};

static void
unreachable_read(packet *p, cursor c)
{
    cursor_skip(&c, 4 + 24);
    const uint8_t *quoted = cursor_bytes(&c, 16);

    if (quoted)
        iot_facts_add(p->facts,
                      &(iot_fact){IOT_FACT_UNREACHABLE, .unreachable = iot_addr_v6(quoted)});
}

/* Passes what stands between the checksum and the options (RFC 4861 section 4). */
static void
discovery_read(packet *p, unsigned type, cursor c)
{
    iot_addr target = {0};

    cursor_skip(&c, type == ROUTER_ADVERTISEMENT ? 12 : 4);
    if (type == NEIGHBOUR_SOLICITATION || type == NEIGHBOUR_ADVERTISEMENT) {
        const uint8_t *bytes = cursor_bytes(&c, 16);
        if (bytes)
            target = iot_addr_v6(bytes);
    }
    neighbours_read(p, type, c, &target);
}

void
icmp6_read(packet *p, cursor c)
{
    uint8_t type = cursor_u8(&c);

    packet_set_protocol(p, "icmpv6");
    cursor_skip(&c, 1);
    uint16_t checksum = cursor_u16(&c);
    if (c.failed)
        return;
    if (type == ECHO || type == ECHO_REPLY)
        icmp_echo(p, type == ECHO_REPLY, echo_checksum(checksum, (uint16_t)(type << 8)), c);
    else if (type == UNREACHABLE)
        unreachable_read(p, c);
    else if (type >= ROUTER_SOLICITATION && type <= NEIGHBOUR_ADVERTISEMENT)
        discovery_read(p, type, c);
}
