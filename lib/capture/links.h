/* links.h - who sends for whom, and whose address is local for want of another explanation
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What no packet says and all of them show: which MACs forward, for whom, which addresses ARP binds
 * to a gateway that answers for all the world, and which side of a link is the home where nothing
 * proves it. Worked out anew from all endpoints when evidence came, which is paid for by as many
 * packets; gateways are known at once. Takes evidence as it is, and adds none.
 */
#ifndef IOT_LINKS_H
#define IOT_LINKS_H

#include "tables/bindings.h"
#include "tables/dns-answers.h"
#include "tables/flows.h"
#include "tables/forwarders.h"
#include "tables/localnet.h"
#include "tables/relayed.h"

/** Most addresses that are inferred to be local; further ones are not. */
#define IOT_LINKS_INFERRED_MAX 65536
/** A MAC that sends from so many remote addresses leads to the internet. */
#define IOT_LINKS_MANY 4

/* What it rests on, which must outlive it. */
typedef struct iot_links_evidence {
    const iot_localnet *localnet;
    const iot_bindings *bindings;
    const iot_relayed *relayed;
    const iot_flows *flows;
    const iot_dns_answers *answers;
} iot_links_evidence;

typedef struct iot_links iot_links;

/** Copies the evidence's pointers. */
iot_links *iot_links_new(const iot_links_evidence *evidence);
void iot_links_free(iot_links *links);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_links, iot_links_free)

/** `mac` sent from the address of a remote. */
void iot_links_add_gateway(iot_links *links, const iot_mac *mac);
/** Looks at all anew if there is new evidence, now and then. To be called after each packet. */
void iot_links_reconsider(iot_links *links);
/** The same at once. */
void iot_links_refresh(iot_links *links);
/** Evidence is gone: looks at all anew. */
void iot_links_forget(iot_links *links);

/** By all that is proven, or inferred. */
bool iot_links_is_local(const iot_links *links, const iot_addr *addr);
/** As bindings ask it; valid for the lifetime of `links`. */
const iot_bindings_view *iot_links_view(const iot_links *links);
const iot_forwarders *iot_links_forwarders(const iot_links *links);
/** Of all that is said here. */
iot_revision iot_links_revision(const iot_links *links);

#endif
