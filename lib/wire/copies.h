/* copies.h - which frames the capture holds already, seen at another place
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A mirror port sends each frame twice, Linux' "any" has it on the bridge and on the radio, and a
 * router that translates nothing forwards it with other MACs and one hop less. Such a copy tells
 * nothing that the first did not, and much that is wrong: a retransmission, a round trip of no
 * time, a router that sends for everybody. So it is known before its packet is read any further.
 *
 * A host may send the very same bytes again, in IPv6, in ARP, and in IPv4 without a number. So it
 * is watched whether frames between the same two are there once or twice: a number that is there
 * twice shows that they are, as do several others in a row, and one that does not come again shows
 * that they are not. A mirror may have one way twice and the other once, so each is known by its
 * own frames, and goes by the other's only while these tell nothing. Where they are there once,
 * such a frame is no copy; where nobody knows yet, it is, but for those that hosts send twice every
 * day: acknowledgements of TCP that say nothing new, and resets. Over 802.11 nobody need guess:
 * what an access point sends on is one, and what is sent again under its number.
 */
#ifndef IOT_COPIES_H
#define IOT_COPIES_H

#include "wire/packet.h"

/* How long after each other copies come. */
#define COPIES_WITHIN_NS (20 * G_GINT64_CONSTANT(1000000))

typedef struct copies copies;

copies *copies_new(void);
/* Accepts NULL. */
void copies_free(copies *c);

/* A frame begins. Where time runs back by more than what lies between copies, nothing that was
 * before counts any more: files that are read one after the other are no copies of each other. One
 * with the number of the frame before it takes its place: somebody threw that one away, and nothing
 * is a copy of it. */
void copies_begin(copies *c, uint32_t frame, int64_t time_ns);
/* True if the packet at hand is a copy of one in an earlier frame, which its observation then
 * tells; else it is remembered. To be called with each IP and ARP header that is met, for what is
 * in a tunnel can be seen outside of it, too.
 *  @param network from that header on to the end that it tells */
bool copies_know(packet *p, cursor network);

#endif
