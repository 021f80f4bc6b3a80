/* fact-list.h - the facts of one packet, and room for their texts
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For whoever fills observations: one object, emptied with each packet, so that a packet costs no
 * allocation. Ignores what says nothing (addresses that are none), so that readers need not ask.
 *
 *     iot_facts_clear(facts);
 *     iot_facts_add(facts, &(iot_fact){IOT_FACT_QUERY, .query = {"example.com", true}});
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

/** Forgets all facts and texts. */
void iot_facts_clear(iot_facts *facts);
/** Makes the observation point to the facts; valid until the next change of them. */
void iot_facts_hand_over(const iot_facts *facts, iot_observation *obs);

/** Memory for a text of `size_bytes` with its NUL, valid until the facts are cleared; NULL if there
 *  is no room left. What is not needed after all can be given back by asking for less: the memory
 *  counts only from iot_facts_keep on. */
char *iot_facts_text(iot_facts *facts, gsize size_bytes);
/** Keeps the first `size_bytes` of what iot_facts_text returned last. */
void iot_facts_keep(iot_facts *facts, gsize size_bytes);

/** Adds a fact; its texts are not copied. Ignored if it says nothing: a binding without MAC or
 *  address, or of DHCP to an address that no host can have; what a host relays for itself; a server
 *  at such an address; evidence without a text. */
void iot_facts_add(iot_facts *facts, const iot_fact *fact);

#endif
