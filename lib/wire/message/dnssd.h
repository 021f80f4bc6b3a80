/* dnssd.h - services that hosts announce by mDNS
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_DNSSD_H
#define IOT_DNSSD_H

#include "wire/message/dns-name.h"
#include "wire/packet.h"

/* Adds services, their instances and what their TXT records say to the facts: of a response its
 * records, of a probe those that it proposes; what a question knows already is others'. They belong
 * to who has the address of the service's host, as the message has it; to its sender if there is no
 * address in it; to nobody if there are addresses of others alone.
 * @param message from its header on
 * @param names of it that were read before */
void dnssd_read(packet *p, cursor message, const dns_names *names);

#endif
