/* extract-internal.h - the parts of extraction, one per family of protocols
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_EXTRACT_INTERNAL_H
#define IOT_EXTRACT_INTERNAL_H

#include "layers.h"
#include "wanted.h"

/* Lists that an observation points to. */
struct facts {
    GArray *bindings;      /* of iot_binding */
    GArray *onlink;        /* of iot_prefix */
    GArray *claims;        /* of iot_name_claim */
    GArray *answers;       /* of iot_answer_fact */
    GArray *queries;       /* of iot_query_fact */
    GArray *announcements; /* of iot_announcement */
};

/* extract-dns.c: DNS answers; names of hosts from mDNS and LLMNR. */
void extract_dns(proto_tree *tree, guint32 bits, struct facts *facts);

/* extract-link.c: who is at which address. */
void extract_cooked(proto_tree *tree, iot_observation *obs);
void extract_arp(proto_tree *tree, struct facts *facts);
void extract_neighbours(proto_tree *tree, const iot_observation *obs, struct facts *facts);

/* extract-dhcp.c */
void extract_dhcp(proto_tree *tree, iot_observation *obs, struct facts *facts);
void extract_dhcpv6(proto_tree *tree, const iot_observation *obs, struct facts *facts);

/* extract-names.c: names of devices from NetBIOS and UPnP descriptions. */
void extract_netbios(packet_info *pinfo, proto_tree *tree, const iot_observation *obs,
                     struct facts *facts);
void extract_upnp(packet_info *pinfo, proto_tree *tree, const iot_observation *obs,
                  struct facts *facts);

/* Adds an announced server; none is ignored. */
void extract_announcement(struct facts *facts, iot_role role, const iot_addr *addr);
/* Adds a claim of a name by MAC or by address, of which one is none. */
void extract_claim(struct facts *facts, iot_name_source source, const iot_mac *mac,
                   const iot_addr *addr, const char *name);

#endif
