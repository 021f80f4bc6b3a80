/* capture-facts.c - takes in what packets prove and tell: who is local, who is where, names
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "capture/capture-internal.h"

#include <assert.h>
#include <string.h>

/* Senders that count as remote are kept too, as a proof that they are local can come later. Until
 * then nobody asks for them, and a flood of them leaves room for the others. */
static void
take_sender(iot_capture *capture, const iot_observation *obs, bool local)
{
    if (!local && iot_bindings_size(capture->bindings) >= IOT_BINDINGS_ADDRS_MAX / 2)
        return;
    iot_bindings_observe_sender(capture->bindings, &obs->src, &obs->src_mac, obs->frame, local);
}

/* What no router passes on: so its sender is on this link. What was sent to all of a home from
 * elsewhere (to wake somebody up, say) its router broadcasts. */
static bool
is_to_link(const iot_capture *capture, const iot_observation *obs)
{
    return iot_addr_is_link_group(&obs->dst) ||
           (iot_mac_is_broadcast(&obs->dst_mac) &&
            !iot_localnet_is_local(capture->localnet, &obs->dst));
}

static void
take_link(iot_capture *capture, const iot_observation *obs)
{
    bool alone = iot_bindings_is_only_sender(capture->bindings, &obs->src, &obs->src_mac);

    if (!alone)
        iot_localnet_withdraw_on_link(capture->localnet, &obs->src);
    else if (is_to_link(capture, obs))
        iot_localnet_observe_on_link(capture->localnet, &obs->src);
}

/* What the packet's own header proves. */
static void
take_header(iot_capture *capture, const iot_observation *obs)
{
    iot_localnet_observe_sender(capture->localnet, &obs->src, &obs->src_mac);
    if (!iot_mac_is_station(&obs->src_mac))
        return;
    iot_relayed_observe_sender(capture->relayed, &obs->src_mac);
    if (!iot_addr_is_unicast(&obs->src))
        return;
    bool local = iot_who_is_local(capture->who, &obs->src);
    iot_revision seen_at = iot_localnet_revision(capture->localnet);
    if (local && iot_addr_is_eui64_of(&obs->src, &obs->src_mac))
        /* The address spells out its MAC: as good as a payload, and true behind no gateway. */
        iot_bindings_observe_payload(capture->bindings, &obs->src, &obs->src_mac, obs->frame);
    take_sender(capture, obs, local);
    take_link(capture, obs);
    if (iot_localnet_revision(capture->localnet) != seen_at)
        local = iot_who_is_local(capture->who, &obs->src);
    if (!local)
        iot_who_add_gateway(capture->who, &obs->src_mac);
}

static void
take_onlink(iot_capture *capture, const iot_fact *fact, const told_by *by)
{
    (void)by;
    iot_localnet_observe_onlink(capture->localnet, &fact->onlink);
}

static void
take_binding(iot_capture *capture, const iot_fact *fact, const told_by *by)
{
    const iot_binding *told = &fact->binding;

    if (told->neighbour && iot_mac_is_station(&told->mac))
        iot_localnet_observe_neighbour(capture->localnet, &told->addr);
    iot_bindings_observe_payload(capture->bindings, &told->addr, &told->mac, by->obs->frame);
    if (told->neighbour && iot_addr_is_unicast(&told->addr))
        iot_relayed_observe(capture->relayed,
                            &(iot_relay){told->addr, told->mac, by->obs->src_mac, by->obs->frame});
}

static void
take_relayed(iot_capture *capture, const iot_fact *fact, const told_by *by)
{
    const iot_relayed_fact *told = &fact->relayed;

    iot_relayed_observe(capture->relayed,
                        &(iot_relay){told->addr, told->mac, told->by, by->obs->frame});
}

/* What the question of an answer goes on with: one before it, whose alias it asks for. */
static const char *
question_of(const iot_capture *capture, const iot_observation *obs, const char *asked)
{
    int64_t asked_ns = obs->time_ns - CLAMP(obs->response_ns, 0, IOT_TIME_MAX_NS);
    const char *before = iot_dns_aliases_lookup(capture->aliases, &obs->dst, asked, asked_ns);

    return before ? before : asked;
}

/* A summary tells what answers say, and no more of who gave them; what it has of the home's own
 * names, it tells for itself. */
static bool
was_captured(const iot_observation *obs)
{
    return iot_addr_is_set(&obs->src);
}

static void
take_answer(iot_capture *capture, const iot_fact *fact, const told_by *by)
{
    const iot_dns_answer_fact *told = &fact->answer;
    const char *question = question_of(capture, by->obs, told->question);

    if (was_captured(by->obs))
        iot_who_answered(capture->who, &told->addr, told->question,
                         iot_addr_equal(&told->addr, &by->obs->src), by->obs->frame);
    iot_dns_answer answer = {
        .question = question,
        .owner = told->owner,
        .time_ns = by->obs->time_ns,
        .frame = by->obs->frame,
        .ttl_s = told->ttl_s,
        .client = by->dst,
        .client_revision = iot_bindings_revision_of(capture->bindings, &by->obs->dst),
    };

    iot_dns_answers_observe(capture->answers, &told->addr, &answer);
}

static void
take_alias(iot_capture *capture, const iot_fact *fact, const told_by *by)
{
    const iot_dns_alias_fact *told = &fact->alias;

    iot_dns_aliases_observe(capture->aliases, &by->obs->dst, told->target,
                            question_of(capture, by->obs, told->question), by->obs->time_ns);
}

static void
take_claim(iot_capture *capture, const iot_fact *fact, const told_by *by)
{
    iot_who_claim(capture->who, &fact->claim, by->obs->frame);
}

static void
take_query(iot_capture *capture, const iot_fact *fact, const told_by *by)
{
    iot_dns_queries_observe(capture->queries, by->src, by->dst, &fact->query, by->obs->frame,
                            by->obs->time_ns, by->times);
}

/* A summary tells it as of the question, whose sender is one. */
static void
take_reply(iot_capture *capture, const iot_fact *fact, const told_by *by)
{
    const iot_reply_fact *told = &fact->reply;
    bool is_known = iot_addr_is_set(&told->resolver);
    uint32_t asker =
        is_known ? iot_flows_endpoint(capture->flows, &told->asker_mac, &by->obs->dst, false)
                 : by->src;
    uint32_t resolver =
        is_known ? iot_flows_endpoint(capture->flows, &told->resolver_mac, &told->resolver, false)
                 : by->dst;

    iot_dns_queries_reply(capture->queries, asker, resolver, told, by->obs->frame, by->times);
}

static void
take_server(iot_capture *capture, const iot_fact *fact, const told_by *by)
{
    (void)by;
    iot_servers_observe(capture->servers, fact->server.role, &fact->server.addr);
}

static void
take_dhcp_server(iot_capture *capture, const iot_fact *fact, const told_by *by)
{
    iot_servers_observe_dhcp(capture->servers, &fact->dhcp_server.addr, &fact->dhcp_server.mac,
                             by->obs->frame, by->times);
}

static void
take_detour(iot_capture *capture, const iot_fact *fact, const told_by *by)
{
    iot_detours_observe(capture->detours, &(iot_detour){.asked = fact->detour,
                                                        .by = by->src,
                                                        .client = by->dst,
                                                        .first_frame = by->obs->frame,
                                                        .count = by->times});
}

static void
add_to(iot_capture *capture, GHashTable *set, const iot_addr *addr)
{
    if (!iot_addr_is_unicast(addr) || g_hash_table_contains(set, addr))
        return;
    if (g_hash_table_size(set) < IOT_CAPTURE_UNREACHABLE_MAX)
        g_hash_table_add(set, g_memdup2(addr, sizeof *addr));
    else
        capture->dropped++;
}

/* What is the name that its owner gave a device, behind the beginning of a text. */
static const struct {
    iot_evidence evidence;
    const char *beginning;
} labels[] = {
    {IOT_EVIDENCE_MDNS_TXT, "_googlecast._tcp fn="},
    {IOT_EVIDENCE_MDNS_INSTANCE, "_hap._tcp "},
    {IOT_EVIDENCE_MDNS_INSTANCE, "_hap._udp "},
    {IOT_EVIDENCE_MDNS_INSTANCE, "_airplay._tcp "},
    {IOT_EVIDENCE_MDNS_INSTANCE, "_ipp._tcp "},
    {IOT_EVIDENCE_MDNS_INSTANCE, "_ipps._tcp "},
    {IOT_EVIDENCE_MDNS_INSTANCE, "_printer._tcp "},
    {IOT_EVIDENCE_MDNS_INSTANCE, "_pdl-datastream._tcp "},
};

/* What a computer shares is called after it, "LaserJet @ studio". */
#define SHARED " @ "

static const char *
label_in(const iot_said *told)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(labels); i++)
        if (told->kind == labels[i].evidence && g_str_has_prefix(told->text, labels[i].beginning) &&
            !strstr(told->text, SHARED))
            return told->text + strlen(labels[i].beginning);
    return NULL;
}

/* One that is renamed may get a name that it had before, which is no news as evidence. */
static void
keep_evidence(iot_capture *capture, const iot_said *told)
{
    const char *label = label_in(told);

    iot_evidences_add(capture->evidences, told);
    if (label)
        iot_who_claim(capture->who,
                      &(iot_name_claim){IOT_NAME_LABEL, told->mac, told->addr, .name = label},
                      told->frame);
}

/* What remotes say is no news of a device. Who is remote may turn out otherwise, but where nobody
 * meant anybody else the packet is all that there is, and the most of what servers say. */
static void
take_evidence(iot_capture *capture, const iot_fact *fact, const told_by *by)
{
    const iot_evidence_fact *told = &fact->evidence;
    const iot_observation *obs = by->obs;
    iot_said kept = {.kind = told->evidence,
                     .mac = told->mac,
                     .addr = told->addr,
                     .frame = obs->frame,
                     .text = told->text};

    if (!iot_mac_is_set(&told->mac) && !iot_addr_is_set(&told->addr)) {
        if (iot_who_is_remote(capture->who, &obs->src))
            return;
        kept.mac = obs->src_mac;
        if (iot_addr_is_unicast(&obs->src))
            kept.addr = obs->src;
    }
    if (iot_mac_is_station(&kept.mac) || iot_addr_is_unicast(&kept.addr))
        keep_evidence(capture, &kept);
}

static void
take_unreachable(iot_capture *capture, const iot_fact *fact, const told_by *by)
{
    (void)by;
    add_to(capture, capture->unreachable, &fact->unreachable);
}

static void
take_nearby(iot_capture *capture, const iot_fact *fact, const told_by *by)
{
    (void)by;
    iot_capture_note_nearby(capture, &fact->nearby.addr,
                            fact->nearby.passed_on ? NEARBY_PASSED_ON : NEARBY_AT_ONCE);
}

static void
take_mention(iot_capture *capture, const iot_fact *fact, const told_by *by)
{
    (void)by;
    add_to(capture, capture->mentioned, &fact->mentioned);
}

static const struct {
    void (*take)(iot_capture *capture, const iot_fact *fact, const told_by *by);
    bool proves; /* who is local, or who is where: the packet is seen in the light of it */
} handlers[] = {
    [IOT_FACT_ONLINK] = {take_onlink, true},
    [IOT_FACT_BINDING] = {take_binding, true},
    [IOT_FACT_RELAYED] = {take_relayed, true},
    [IOT_FACT_ANSWER] = {take_answer, false},
    [IOT_FACT_CLAIM] = {take_claim, false},
    [IOT_FACT_QUERY] = {take_query, false},
    [IOT_FACT_SERVER] = {take_server, false},
    [IOT_FACT_DHCP_SERVER] = {take_dhcp_server, false},
    [IOT_FACT_UNREACHABLE] = {take_unreachable, false},
    [IOT_FACT_DETOUR] = {take_detour, false},
    [IOT_FACT_EVIDENCE] = {take_evidence, false},
    [IOT_FACT_ALIAS] = {take_alias, false},
    [IOT_FACT_NEARBY] = {take_nearby, false},
    [IOT_FACT_MENTION] = {take_mention, false},
    [IOT_FACT_REPLY] = {take_reply, false},
};
static_assert(G_N_ELEMENTS(handlers) == IOT_FACT_KINDS, "every kind of fact is taken in");

static void
take_facts(iot_capture *capture, const told_by *by, bool proofs)
{
    for (unsigned i = 0; i < by->obs->n_facts; i++) {
        const iot_fact *fact = &by->obs->facts[i];
        if (handlers[fact->kind].proves == proofs)
            handlers[fact->kind].take(capture, fact, by);
    }
}

void
iot_capture_take_proofs(iot_capture *capture, const iot_observation *obs)
{
    take_facts(capture, &(told_by){.obs = obs}, true);
    take_header(capture, obs);
}

void
iot_capture_take_told(iot_capture *capture, const told_by *by)
{
    take_facts(capture, by, false);
}
