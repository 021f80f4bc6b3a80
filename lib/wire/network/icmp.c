/* icmp.c - ICMP (RFC 792)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What an error quotes is not a packet of its own: it has no ports and no stream.
 */
#include "wire/network/icmp.h"

#include "wire/network/echo-pending.h"

enum { ECHO_REPLY = 0, UNREACHABLE = 3, ECHO = 8 };

/* Longer than anything waits: clocks were set in between. */
#define RESPONSE_MAX_NS G_GINT64_CONSTANT(1000000000000000)

void
icmp_echo(packet *p, bool reply, uint16_t checksum, cursor c)
{
    iot_observation *obs = p->obs;
    echo e = {
        .asker = reply ? obs->dst : obs->src,
        .asked = reply ? obs->src : obs->dst,
        .checksum = checksum,
        .time_ns = obs->time_ns,
    };

    e.number = cursor_u32(&c);
    if (c.failed)
        return;
    obs->asked = reply ? IOT_ASKED_SRC : IOT_ASKED_DST;
    if (!reply) {
        echoes_ask(p->dissector->echoes, &e);
        return;
    }
    int64_t waited = echoes_answer(p->dissector->echoes, &e);
    obs->response_ns = waited > 0 && waited < RESPONSE_MAX_NS ? waited : 0;
}

void
icmp_read(packet *p, cursor c)
{
    uint8_t type = cursor_u8(&c);

    packet_set_protocol(p, "icmp");
    cursor_skip(&c, 1);
    uint16_t checksum = cursor_u16(&c);
    if (c.failed)
        return;
    if (type == ECHO || type == ECHO_REPLY) {
        /* A request's sum has its type in it, a reply's type is zero. */
        icmp_echo(p, type == ECHO_REPLY, echo_checksum(checksum, (uint16_t)(type << 8)), c);
    } else if (type == UNREACHABLE) {
        cursor_skip(&c, 4 + 16);
        const uint8_t *quoted = cursor_bytes(&c, 4);
        if (quoted)
            iot_facts_add(p->facts,
                          &(iot_fact){IOT_FACT_UNREACHABLE, .unreachable = iot_addr_v4(quoted)});
    }
}
