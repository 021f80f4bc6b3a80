/* fact-list.c - the lists that an observation points to
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fact/fact-list.h"

struct iot_facts {
    GArray *bindings;      /* of iot_binding */
    GArray *onlink;        /* of iot_prefix */
    GArray *claims;        /* of iot_name_claim */
    GArray *answers;       /* of iot_dns_answer_fact */
    GArray *queries;       /* of iot_query_fact */
    GArray *announcements; /* of iot_announcement */
    bool any;              /* most packets have none, and pay for none */
    gsize text_used;
    char *text; /* IOT_FACTS_TEXT_BYTES */
};

iot_facts *
iot_facts_new(void)
{
    iot_facts *facts = g_new0(iot_facts, 1);

    facts->bindings = g_array_new(FALSE, FALSE, sizeof(iot_binding));
    facts->onlink = g_array_new(FALSE, FALSE, sizeof(iot_prefix));
    facts->claims = g_array_new(FALSE, FALSE, sizeof(iot_name_claim));
    facts->answers = g_array_new(FALSE, FALSE, sizeof(iot_dns_answer_fact));
    facts->queries = g_array_new(FALSE, FALSE, sizeof(iot_query_fact));
    facts->announcements = g_array_new(FALSE, FALSE, sizeof(iot_announcement));
    facts->text = g_malloc(IOT_FACTS_TEXT_BYTES);
    return facts;
}

void
iot_facts_free(iot_facts *facts)
{
    if (!facts)
        return;
    g_array_unref(facts->bindings);
    g_array_unref(facts->onlink);
    g_array_unref(facts->claims);
    g_array_unref(facts->answers);
    g_array_unref(facts->queries);
    g_array_unref(facts->announcements);
    g_free(facts->text);
    g_free(facts);
}

void
iot_facts_clear(iot_facts *facts)
{
    facts->text_used = 0;
    if (!facts->any)
        return;
    facts->any = false;
    g_array_set_size(facts->bindings, 0);
    g_array_set_size(facts->onlink, 0);
    g_array_set_size(facts->claims, 0);
    g_array_set_size(facts->answers, 0);
    g_array_set_size(facts->queries, 0);
    g_array_set_size(facts->announcements, 0);
}

void
iot_facts_hand_over(const iot_facts *facts, iot_observation *obs)
{
    if (!facts->any)
        return;
    obs->bindings = (const iot_binding *)(const void *)facts->bindings->data;
    obs->n_bindings = facts->bindings->len;
    obs->onlink = (const iot_prefix *)(const void *)facts->onlink->data;
    obs->n_onlink = facts->onlink->len;
    obs->claims = (const iot_name_claim *)(const void *)facts->claims->data;
    obs->n_claims = facts->claims->len;
    obs->answers = (const iot_dns_answer_fact *)(const void *)facts->answers->data;
    obs->n_answers = facts->answers->len;
    obs->queries = (const iot_query_fact *)(const void *)facts->queries->data;
    obs->n_queries = facts->queries->len;
    obs->announcements = (const iot_announcement *)(const void *)facts->announcements->data;
    obs->n_announcements = facts->announcements->len;
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

void
iot_facts_add_neighbour(iot_facts *facts, const iot_addr *addr, const iot_mac *mac)
{
    iot_binding binding = {*addr, *mac, true};

    if (!iot_addr_is_set(addr) || !iot_mac_is_set(mac))
        return;
    g_array_append_val(facts->bindings, binding);
    facts->any = true;
}

void
iot_facts_add_lease(iot_facts *facts, const iot_addr *addr, const iot_mac *mac)
{
    iot_binding binding = {*addr, *mac, false};

    if (!iot_addr_is_unicast(addr) || !iot_mac_is_set(mac))
        return;
    g_array_append_val(facts->bindings, binding);
    facts->any = true;
}

void
iot_facts_add_onlink(iot_facts *facts, const iot_prefix *prefix)
{
    g_array_append_val(facts->onlink, *prefix);
    facts->any = true;
}

void
iot_facts_add_claim(iot_facts *facts, iot_name_source source, const iot_mac *mac,
                    const iot_addr *addr, const char *name)
{
    iot_name_claim claim = {.source = source, .name = name};

    if (mac)
        claim.mac = *mac;
    if (addr)
        claim.addr = *addr;
    g_array_append_val(facts->claims, claim);
    facts->any = true;
}

void
iot_facts_add_answer(iot_facts *facts, const iot_dns_answer_fact *answer)
{
    g_array_append_val(facts->answers, *answer);
    facts->any = true;
}

void
iot_facts_add_query(iot_facts *facts, const iot_query_fact *query)
{
    g_array_append_val(facts->queries, *query);
    facts->any = true;
}

void
iot_facts_add_announcement(iot_facts *facts, iot_role role, const iot_addr *addr)
{
    iot_announcement announcement = {role, *addr};

    if (!iot_addr_is_unicast(addr))
        return;
    g_array_append_val(facts->announcements, announcement);
    facts->any = true;
}
