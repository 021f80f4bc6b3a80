/* links-internal.h - what links.c keeps, and links-sides.c finds out
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_LINKS_INTERNAL_H
#define IOT_LINKS_INTERNAL_H

#include "capture/links.h"

struct iot_links {
    iot_links_evidence evidence;
    iot_forwarders *forwarders;
    GHashTable *clients;   /* iot_mac*: of extenders, silent */
    GHashTable *stand_ins; /* iot_mac* of a silent host -> iot_mac* that it sends under */
    GHashTable *inferred;  /* iot_addr*: local, as nothing else explains them */
    GHashTable *proxied;   /* iot_addr*: of which ARP proves nothing */
    iot_bindings_view view;
    iot_revision revision;  /* of these, but for forwarders */
    iot_revision looked_at; /* of the evidence, when all was looked at last */
    uint32_t since;         /* packets since then */
    unsigned looks;         /* because of packets, at most LOOKS_MAX */
};

/* What all senders showed of themselves: iot_mac* in an endpoint -> owned by the table. */
GHashTable *iot_links_senders(const iot_links *links);
/* Counts anew which of their addresses are remote. */
void iot_links_count_remotes(const iot_links *links, GHashTable *senders);
/* Addresses that ARP binds to a gateway, and DNS answered: iot_addr*, must be freed by the caller.
 */
GHashTable *iot_links_find_proxied(const iot_links *links, GHashTable *senders);
/* Addresses on the near side of links: the same. */
GHashTable *iot_links_infer(const iot_links *links, GHashTable *senders);

#endif
