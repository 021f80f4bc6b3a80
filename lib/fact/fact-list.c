/* fact-list.c - the facts of one packet, and room for their texts
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fact/fact-list.h"

struct iot_facts {
    GArray *list; /* of iot_fact */
    gsize text_used;
    char *text; /* IOT_FACTS_TEXT_BYTES */
};

iot_facts *
iot_facts_new(void)
{
    iot_facts *facts = g_new0(iot_facts, 1);

    facts->list = g_array_new(FALSE, FALSE, sizeof(iot_fact));
    facts->text = g_malloc(IOT_FACTS_TEXT_BYTES);
    return facts;
}

void
iot_facts_free(iot_facts *facts)
{
    if (!facts)
        return;
    g_array_unref(facts->list);
    g_free(facts->text);
    g_free(facts);
}

void
iot_facts_clear(iot_facts *facts)
{
    facts->text_used = 0;
    if (facts->list->len > 0) /* most packets have none, and pay for none */
        g_array_set_size(facts->list, 0);
}

void
iot_facts_hand_over(const iot_facts *facts, iot_observation *obs)
{
    if (facts->list->len == 0)
        return;
    obs->facts = (const iot_fact *)(const void *)facts->list->data;
    obs->n_facts = facts->list->len;
}

char *
iot_facts_text(iot_facts *facts, gsize size_bytes)
{
    return size_bytes <= IOT_FACTS_TEXT_BYTES - facts->text_used ? facts->text + facts->text_used
                                                                 : NULL;
}

void
iot_facts_keep(iot_facts *facts, gsize size_bytes)
{
    g_assert(size_bytes <= IOT_FACTS_TEXT_BYTES - facts->text_used);
    facts->text_used += size_bytes;
}

static bool
binds(const iot_binding *binding)
{
    return iot_mac_is_set(&binding->mac) &&
           (binding->neighbour ? iot_addr_is_set : iot_addr_is_unicast)(&binding->addr);
}

static bool
says_something(const iot_fact *fact)
{
    switch (fact->kind) {
    case IOT_FACT_BINDING:
        return binds(&fact->binding);
    case IOT_FACT_RELAYED:
        return iot_mac_is_station(&fact->relayed.mac) && iot_mac_is_station(&fact->relayed.by) &&
               !iot_mac_equal(&fact->relayed.mac, &fact->relayed.by);
    case IOT_FACT_SERVER:
        return iot_addr_is_unicast(&fact->server.addr);
    case IOT_FACT_EVIDENCE:
        return fact->evidence.text != NULL;
    default:
        return true;
    }
}

void
iot_facts_add(iot_facts *facts, const iot_fact *fact)
{
    if (says_something(fact))
        g_array_append_vals(facts->list, fact, 1);
}
