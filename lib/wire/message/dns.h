/* dns.h - DNS, mDNS and LLMNR messages
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_DNS_H
#define IOT_DNS_H

#include "wire/packet.h"
#include "wire/reassembly.h"

/* Room for the records of a message, which the dissector keeps: it is too large for the stack. */
struct dns_room *dns_room_new(void);
void dns_room_free(struct dns_room *room);

/* Read one datagram. False: it is none of theirs, and nothing was read. */
bool dns_read(packet *p, cursor c);
bool mdns_read(packet *p, cursor c);
bool llmnr_read(packet *p, cursor c);

/* Messages, each with its length before it (RFC 1035 section 4.2.2). */
void dns_read_stream(packet *p, reassembly *t, cursor bytes);

/* True if the datagram looks like a DNS message on whatever port: a plain question or an answer,
 * with counts that are likely. */
bool dns_looks_so(cursor c);
/* The same of a stream that begins so, with the length before the message.
 * @param expected as the port is DNS's: a beginning is enough, as some send the length in a segment
 *        of its own; it has its name once a message is there */
bool dns_looks_so_in_stream(cursor bytes, bool expected);

#endif
