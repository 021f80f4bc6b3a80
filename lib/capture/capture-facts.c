/* capture-facts.c - takes in what packets prove and tell: who is local, who is where, names
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "capture/capture-internal.h"

#include "base/text.h"

#include <string.h>

bool
iot_capture_is_remote(const iot_capture *capture, const iot_addr *addr)
{
    return iot_addr_is_unicast(addr) && !iot_localnet_is_local(capture->localnet, addr);
}

static void
add_gateway(iot_capture *capture, const iot_mac *mac)
{
    if (!iot_mac_is_station(mac) || g_hash_table_contains(capture->gateways, mac))
        return;
    if (g_hash_table_size(capture->gateways) >= IOT_CAPTURE_GATEWAYS_MAX) {
        capture->dropped++;
        return;
    }
    g_hash_table_add(capture->gateways, g_memdup2(mac, sizeof *mac));
    capture->gateways_changes++;
}

void
iot_capture_refresh_gateways(iot_capture *capture)
{
    uint32_t now = iot_localnet_generation(capture->localnet);

    if (capture->gateways_localnet == now)
        return;
    capture->gateways_localnet = now;
    capture->since_rebuild = 0;
    capture->gateways_changes++;
    g_hash_table_remove_all(capture->gateways);
    for (uint32_t i = 0; i < iot_flows_endpoints(capture->flows); i++) {
        const iot_endpoint *endpoint = iot_flows_endpoint_get(capture->flows, i);
        if (endpoint->sent && iot_capture_is_remote(capture, &endpoint->addr))
            add_gateway(capture, &endpoint->mac);
    }
}

static void
take_local_proof(iot_capture *capture, const iot_observation *obs)
{
    for (unsigned i = 0; i < obs->n_onlink; i++)
        iot_localnet_observe_onlink(capture->localnet, &obs->onlink[i]);
    for (unsigned i = 0; i < obs->n_bindings; i++)
        if (obs->bindings[i].neighbour && iot_mac_is_station(&obs->bindings[i].mac))
            iot_localnet_observe_neighbour(capture->localnet, &obs->bindings[i].addr);
    iot_localnet_observe_sender(capture->localnet, &obs->src, &obs->src_mac);
}

/* Senders that count as remote are kept too, as a proof that they are local can come later. Until
 * then nobody asks for them, and a flood of them leaves room for the others. */
static void
take_sender(iot_capture *capture, const iot_observation *obs, bool local)
{
    uint32_t before = iot_bindings_generation(capture->bindings);

    if (!local && iot_bindings_size(capture->bindings) >= IOT_BINDINGS_ADDRS_MAX / 2)
        return;
    iot_bindings_observe_sender(capture->bindings, &obs->src, &obs->src_mac, obs->frame);
    if (!local)
        capture->unasked += iot_bindings_generation(capture->bindings) - before;
}

static void
take_bindings(iot_capture *capture, const iot_observation *obs)
{
    bool local = iot_localnet_is_local(capture->localnet, &obs->src);

    for (unsigned i = 0; i < obs->n_bindings; i++)
        iot_bindings_observe_payload(capture->bindings, &obs->bindings[i].addr,
                                     &obs->bindings[i].mac, obs->frame);
    if (!iot_addr_is_unicast(&obs->src) || !iot_mac_is_station(&obs->src_mac))
        return;
    if (!local)
        add_gateway(capture, &obs->src_mac);
    if (local && iot_addr_is_eui64_of(&obs->src, &obs->src_mac))
        /* The address spells out its MAC: as good as a payload, and true behind no gateway. */
        iot_bindings_observe_payload(capture->bindings, &obs->src, &obs->src_mac, obs->frame);
    else
        take_sender(capture, obs, local);
}

void
iot_capture_take_proofs(iot_capture *capture, const iot_observation *obs)
{
    take_local_proof(capture, obs);
    take_bindings(capture, obs);
}

/* A proof that some sender was local after all can take back that its MAC is a gateway. Looking at
 * all endpoints for it is paid for by as many packets. */
void
iot_capture_reconsider_gateways(iot_capture *capture)
{
    if (++capture->since_rebuild >= iot_flows_endpoints(capture->flows))
        iot_capture_refresh_gateways(capture);
}

void
iot_capture_take_answers(iot_capture *capture, const iot_observation *obs, uint32_t client)
{
    for (unsigned i = 0; i < obs->n_answers; i++) {
        const iot_dns_answer_fact *fact = &obs->answers[i];
        iot_dns_answer answer = {
            .question = fact->question,
            .owner = fact->owner,
            .time_ns = obs->time_ns,
            .frame = obs->frame,
            .ttl_s = fact->ttl_s,
            .client = client,
            .client_epoch = iot_bindings_count(capture->bindings, &obs->dst),
        };
        iot_dns_answers_observe(capture->answers, &fact->addr, &answer);
    }
}

/* mDNS and LLMNR hosts are known without their domain, and no host name ends with a dot. */
static char *
host_of(iot_name_source source, const char *raw)
{
    char *clean = iot_text_clean(raw, -1);

    if (!clean || source == IOT_NAME_SSDP)
        return clean;
    gsize length = strlen(clean);
    if (length > 0 && clean[length - 1] == '.')
        clean[--length] = '\0';
    if (source == IOT_NAME_MDNS && length > 6 &&
        g_ascii_strcasecmp(clean + length - 6, ".local") == 0)
        clean[length - 6] = '\0';
    return clean;
}

claim_key
iot_capture_claim_key(const claim *claim)
{
    claim_key key = {{(uint8_t)claim->source}};

    memcpy(key.bytes + 1, &claim->mac, sizeof claim->mac);
    memcpy(key.bytes + 1 + sizeof claim->mac, &claim->addr, sizeof claim->addr);
    return key;
}

/* The list has it; its name is among those kept. */
static void
note_claim(iot_capture *capture, claim *kept)
{
    claim_key key = iot_capture_claim_key(kept);

    kept->name = iot_interned_keep(capture->claim_names, kept->name);
    capture->claim_text_bytes += strlen(kept->name) + 1;
    g_hash_table_insert(capture->claim_last, g_memdup2(&key, sizeof key), (gpointer)kept->name);
}

void
iot_capture_renew_claims(iot_capture *capture)
{
    iot_interned *before = g_steal_pointer(&capture->claim_names);

    capture->claim_names = iot_interned_new();
    capture->claim_text_bytes = 0;
    g_hash_table_remove_all(capture->claim_last);
    for (guint i = 0; i < capture->claims->len; i++)
        note_claim(capture, &g_array_index(capture->claims, claim, i));
    iot_interned_free(before);
}

static void
take_claim(iot_capture *capture, const iot_name_claim *told, uint32_t frame)
{
    g_autofree char *name = host_of(told->source, told->name);

    if (!name || iot_text_is_placeholder(name))
        return;
    claim kept = {told->source, told->mac, told->addr, frame, name};
    claim_key key = iot_capture_claim_key(&kept);
    bool is_repeated = g_strcmp0(g_hash_table_lookup(capture->claim_last, &key), name) == 0;
    /* The same again is news if the address moved, or the device called itself otherwise since. */
    if (is_repeated && !iot_capture_apply_claim(capture, &kept))
        return;
    if (capture->claims->len >= IOT_CAPTURE_CLAIMS_MAX) {
        capture->dropped++;
        return;
    }
    note_claim(capture, &kept);
    g_array_append_val(capture->claims, kept);
    iot_capture_apply_claim(capture, &kept);
}

void
iot_capture_take_claims(iot_capture *capture, const iot_observation *obs)
{
    for (unsigned i = 0; i < obs->n_claims; i++)
        take_claim(capture, &obs->claims[i], obs->frame);
}

static void
take_unreachable(iot_capture *capture, const iot_addr *addr)
{
    if (!iot_addr_is_unicast(addr) || g_hash_table_contains(capture->unreachable, addr))
        return;
    if (g_hash_table_size(capture->unreachable) < IOT_CAPTURE_UNREACHABLE_MAX)
        g_hash_table_add(capture->unreachable, g_memdup2(addr, sizeof *addr));
    else
        capture->dropped++;
}

void
iot_capture_take_services(iot_capture *capture, const iot_observation *obs, uint32_t src,
                          uint32_t dst)
{
    for (unsigned i = 0; i < obs->n_queries; i++)
        iot_dns_queries_observe(capture->queries, src, dst, obs->queries[i].question,
                                obs->queries[i].recursion, obs->frame, obs->time_ns,
                                MAX(obs->times, 1));
    for (unsigned i = 0; i < obs->n_announcements; i++)
        iot_servers_observe(capture->servers, obs->announcements[i].role,
                            &obs->announcements[i].addr);
    if (obs->dhcp_server)
        iot_servers_observe_dhcp(capture->servers, &obs->src, &obs->src_mac, obs->frame,
                                 MAX(obs->times, 1));
    take_unreachable(capture, &obs->unreachable);
}
