/* arp.c - ARP (RFC 826)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "wire/copies.h"
#include "wire/dispatch.h"

/* The sender of requests as well as of replies: many devices are never asked for. */
void
arp_read(packet *p, cursor c)
{
    enum { ETHERNET = 1, IEEE802 = 6, IPV4 = 0x0800, ARP_BYTES = 28 };
    const uint8_t *message = c.at;
    size_t length = cursor_left(&c);
    uint16_t hardware = cursor_u16(&c), network = cursor_u16(&c);
    uint8_t mac_bytes = cursor_u8(&c), addr_bytes = cursor_u8(&c);

    packet_set_protocol(p, "arp");
    if (copies_know(p, cursor_of(message, MIN(length, ARP_BYTES))))
        return;
    cursor_skip(&c, 2);
    const uint8_t *sender = cursor_bytes(&c, 20);
    if (!sender || (hardware != ETHERNET && hardware != IEEE802) || mac_bytes != 6 ||
        network != IPV4 || addr_bytes != 4)
        return;
    iot_fact fact = {IOT_FACT_BINDING,
                     .binding = {.addr = iot_addr_v4(sender + 6), .neighbour = true}};
    memcpy(fact.binding.mac.bytes, sender, 6);
    iot_facts_add(p->facts, &fact);
}
