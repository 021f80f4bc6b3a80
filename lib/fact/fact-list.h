/* fact-list.h - the lists that an observation points to
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For whoever fills observations: one object, emptied with each packet, so that a packet costs no
 * allocation. Ignores what says nothing (addresses that are none), so that readers need not ask.
 *
 *     iot_facts_clear(facts);
 *     iot_facts_add_query(facts, &(iot_query_fact){"example.com", true});
 *     iot_facts_hand_over(facts, &obs);
 */
#ifndef IOT_FACT_LIST_H
#define IOT_FACT_LIST_H

#include "fact/observation.h"

/** Bytes for texts of one packet (iot_facts_text): a DNS message of the largest size, each of its
 *  names written out, would need more; what does not fit is left out. */
#define IOT_FACTS_TEXT_BYTES 65536

typedef struct iot_facts iot_facts;

iot_facts *iot_facts_new(void);
void iot_facts_free(iot_facts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_facts, iot_facts_free)

/** Empties all lists and texts. */
void iot_facts_clear(iot_facts *facts);
/** Makes the observation point to the lists; valid until the next change of them. */
void iot_facts_hand_over(const iot_facts *facts, iot_observation *obs);

/** Memory for a text of `size_bytes` with its NUL, valid until the facts are cleared; NULL if there
 *  is no room left. What is not needed after all can be given back by asking for less: the memory
 *  counts only from iot_facts_keep on. */
char *iot_facts_text(iot_facts *facts, gsize size_bytes);
/** Keeps the first `size_bytes` of what iot_facts_text returned last. */
void iot_facts_keep(iot_facts *facts, gsize size_bytes);

/** ARP or neighbour discovery say that `addr` is at `mac`. Ignored if either is none. */
void iot_facts_add_neighbour(iot_facts *facts, const iot_addr *addr, const iot_mac *mac);
/** DHCP says so. Ignored if `addr` is no unicast address or `mac` is none. */
void iot_facts_add_lease(iot_facts *facts, const iot_addr *addr, const iot_mac *mac);
void iot_facts_add_onlink(iot_facts *facts, const iot_prefix *prefix);
/** A claim of a name by MAC or by address, of which one is NULL. Not copied. */
void iot_facts_add_claim(iot_facts *facts, iot_name_source source, const iot_mac *mac,
                         const iot_addr *addr, const char *name);
/** Not copied. */
void iot_facts_add_answer(iot_facts *facts, const iot_dns_answer_fact *answer);
/** Not copied. */
void iot_facts_add_query(iot_facts *facts, const iot_query_fact *query);
/** An announced server. Ignored if `addr` is no unicast address. */
void iot_facts_add_announcement(iot_facts *facts, iot_role role, const iot_addr *addr);

#endif
