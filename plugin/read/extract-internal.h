/* extract-internal.h - the parts of extraction, one per family of protocols
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_EXTRACT_INTERNAL_H
#define IOT_EXTRACT_INTERNAL_H

#include "fact/fact-list.h"
#include "read/layers.h"
#include "read/wanted.h"

/* extract-tcp.c: streams, flags, payloads and round trips. */
void extract_tcp(packet_info *pinfo, proto_tree *tree, iot_observation *obs);

/* extract-dns.c: DNS answers; names of hosts from mDNS and LLMNR. */
void extract_dns(proto_tree *tree, guint32 bits, iot_facts *facts);

/* extract-link.c: who is at which address. */
void extract_cooked(const packet_info *pinfo, tvbuff_t *frame, iot_observation *obs);
void extract_arp(proto_tree *tree, iot_facts *facts);
void extract_neighbours(proto_tree *tree, const iot_observation *obs, iot_facts *facts);

/* extract-dhcp.c */
void extract_dhcp(packet_info *pinfo, proto_tree *tree, iot_observation *obs, iot_facts *facts);
void extract_dhcpv6(proto_tree *tree, const iot_observation *obs, iot_facts *facts);

/* extract-names.c: names of devices from NetBIOS and UPnP descriptions. */
void extract_netbios(packet_info *pinfo, proto_tree *tree, const iot_observation *obs,
                     iot_facts *facts);
void extract_upnp(packet_info *pinfo, proto_tree *tree, const iot_observation *obs,
                  iot_facts *facts);

#endif
