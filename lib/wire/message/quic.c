/* quic.c - QUIC (RFC 9000, RFC 9369)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/message/quic.h"

#include "wire/message/quic-hello.h"

#define DATAGRAM_MIN 13
/* Packets of one datagram: what is behind is padding. */
#define PACKETS_MAX 8

/* Reads the packets that a datagram holds. True if one of them is an Initial, and not the rest of a
 * hello that another began. */
static bool
read_packets(packet *p, cursor c)
{
    bool initial = false;
    quic_packet found;

    for (unsigned n = 0; n < PACKETS_MAX && quic_packet_take_head(&c, &found); n++) {
        bool whole = quic_packet_take_body(&c, &found);
        if (found.type == QUIC_RETRY)
            quic_note_retry(p, &found);
        else if (found.type == QUIC_INITIAL)
            initial |= !whole || !quic_read_initial(p, &found);
        if (!whole)
            break;
    }
    return initial;
}

bool
quic_read(packet *p, cursor c)
{
    cursor ahead = c;
    quic_packet first;

    if (cursor_left(&c) < DATAGRAM_MIN || !quic_packet_take_head(&ahead, &first))
        return false;
    packet_set_protocol(p, "quic");
    p->obs->quic_initial = read_packets(p, c);
    return true;
}
