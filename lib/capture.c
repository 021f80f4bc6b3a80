/* capture.c - takes in observations: the only writer of the tables
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The order within one observation matters: what a packet proves (local networks, bindings,
 * answers) is taken in before its own flow is found, so a packet is always seen in the light of
 * what it says itself.
 */
#include "capture-internal.h"

#include "text.h"

#include <string.h>

typedef struct claim_key {
    uint8_t bytes[1 + sizeof(iot_mac) + sizeof(iot_addr)];
} claim_key;

static guint
claim_key_hash(gconstpointer data)
{
    const claim_key *key = data;
    uint32_t hash = 2166136261u; /* FNV-1a */

    for (unsigned i = 0; i < sizeof key->bytes; i++)
        hash = (hash ^ key->bytes[i]) * 16777619u;
    return hash;
}

static gboolean
claim_key_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(claim_key)) == 0;
}

static guint
mac_hash(gconstpointer key)
{
    uint32_t low;

    memcpy(&low, ((const iot_mac *)key)->bytes + 2, sizeof low);
    return low * 0x9e3779b1u;
}

static gboolean
mac_equal(gconstpointer a, gconstpointer b)
{
    return iot_mac_equal(a, b);
}

iot_capture *
iot_capture_new(const iot_capture_options *options)
{
    iot_capture *capture = g_new0(iot_capture, 1);

    capture->reports_only = options->reports_only;
    capture->inventory = options->inventory;
    capture->localnet = iot_localnet_new();
    for (unsigned i = 0; i < options->n_local_networks; i++)
        iot_localnet_configure(capture->localnet, &options->local_networks[i]);
    capture->bindings = iot_bindings_new();
    capture->devices = iot_devices_new(options->vendor, options->vendor_data);
    iot_devices_set_inventory(capture->devices, options->inventory);
    capture->answers = iot_answers_new();
    if (options->reports_only)
        iot_answers_keep_changes(capture->answers);
    capture->queries = iot_queries_new();
    capture->announced = iot_announced_new();
    capture->unreachable = g_hash_table_new_full(iot_addr_hash, iot_addr_equal_key, g_free, NULL);
    capture->nearest = iot_nearest_new();
    capture->flows = iot_flows_new();
    capture->conversations = iot_conversations_new();
    capture->gateways = g_hash_table_new_full(mac_hash, mac_equal, g_free, NULL);
    capture->claims = g_array_new(FALSE, FALSE, sizeof(claim));
    capture->claim_last = g_hash_table_new_full(claim_key_hash, claim_key_equal, g_free, NULL);
    capture->claim_names = g_string_chunk_new(4096);
    capture->flow_of_frame = g_array_new(FALSE, TRUE, sizeof(iot_flow_id));
    capture->resolved = g_array_new(FALSE, TRUE, sizeof(resolved));
    capture->order = g_array_new(FALSE, FALSE, sizeof(iot_flow_id));
    return capture;
}

void
iot_capture_free(iot_capture *capture)
{
    if (!capture)
        return;
    g_array_unref(capture->order);
    g_array_unref(capture->resolved);
    g_array_unref(capture->flow_of_frame);
    g_string_chunk_free(capture->claim_names);
    g_hash_table_unref(capture->claim_last);
    g_array_unref(capture->claims);
    g_hash_table_unref(capture->gateways);
    iot_conversations_free(capture->conversations);
    iot_flows_free(capture->flows);
    iot_nearest_free(capture->nearest);
    g_hash_table_unref(capture->unreachable);
    iot_announced_free(capture->announced);
    iot_queries_free(capture->queries);
    iot_answers_free(capture->answers);
    iot_devices_free(capture->devices);
    iot_bindings_free(capture->bindings);
    iot_localnet_free(capture->localnet);
    g_free(capture);
}

uint32_t
iot_capture_generation(const iot_capture *capture)
{
    return 1 + iot_localnet_generation(capture->localnet) +
           iot_bindings_generation(capture->bindings) - capture->unasked +
           capture->gateways_changes;
}

static bool
is_remote(const iot_capture *capture, const iot_addr *addr)
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
        if (endpoint->sent && is_remote(capture, &endpoint->addr))
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

/* A proof that some sender was local after all can take back that its MAC is a gateway. Looking at
 * all endpoints for it is paid for by as many packets. */
static void
reconsider_gateways(iot_capture *capture)
{
    if (++capture->since_rebuild >= iot_flows_endpoints(capture->flows))
        iot_capture_refresh_gateways(capture);
}

static void
take_answers(iot_capture *capture, const iot_observation *obs, uint32_t client)
{
    for (unsigned i = 0; i < obs->n_answers; i++) {
        const iot_answer_fact *fact = &obs->answers[i];
        iot_answer answer = {
            .question = fact->question,
            .owner = fact->owner,
            .time_ns = obs->time_ns,
            .frame = obs->frame,
            .ttl_s = fact->ttl_s,
            .client = client,
            .client_epoch = iot_bindings_count(capture->bindings, &obs->dst),
        };
        iot_answers_observe(capture->answers, &fact->addr, &answer);
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

static void
take_claim(iot_capture *capture, const iot_name_claim *told, uint32_t frame)
{
    claim_key key = {{(uint8_t)told->source}};
    g_autofree char *name = host_of(told->source, told->name);

    if (!name || iot_text_is_placeholder(name))
        return;
    memcpy(key.bytes + 1, &told->mac, sizeof told->mac);
    memcpy(key.bytes + 1 + sizeof told->mac, &told->addr, sizeof told->addr);
    claim kept = {told->source, told->mac, told->addr, frame, name};
    bool is_repeated = g_strcmp0(g_hash_table_lookup(capture->claim_last, &key), name) == 0;
    /* The same again is news if the address moved, or the device called itself otherwise since. */
    if (is_repeated && !iot_capture_apply_claim(capture, &kept))
        return;
    if (capture->claims->len >= IOT_CAPTURE_CLAIMS_MAX) {
        capture->dropped++;
        return;
    }
    kept.name = g_string_chunk_insert_const(capture->claim_names, name);
    g_array_append_val(capture->claims, kept);
    g_hash_table_insert(capture->claim_last, g_memdup2(&key, sizeof key), (gpointer)kept.name);
    iot_capture_apply_claim(capture, &kept);
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

/* What only findings ask for: questions, servers, errors. */
static void
take_services(iot_capture *capture, const iot_observation *obs, uint32_t src, uint32_t dst)
{
    for (unsigned i = 0; i < obs->n_queries; i++)
        iot_queries_observe(capture->queries, src, dst, obs->queries[i].question,
                            obs->queries[i].recursion, obs->frame, obs->time_ns);
    for (unsigned i = 0; i < obs->n_announcements; i++)
        iot_announced_observe(capture->announced, obs->announcements[i].role,
                              &obs->announcements[i].addr);
    if (obs->dhcp_server)
        iot_announced_observe_dhcp(capture->announced, &obs->src, &obs->src_mac, obs->frame);
    take_unreachable(capture, &obs->unreachable);
}

static void
take_time(iot_capture *capture, const iot_observation *obs)
{
    bool is_first = capture->observations++ == 0;

    capture->first_ns = is_first ? obs->time_ns : MIN(capture->first_ns, obs->time_ns);
    capture->last_ns = is_first ? obs->time_ns : MAX(capture->last_ns, obs->time_ns);
}

/* True if the sample is the smallest that this way of the stream gave. */
static bool
is_smallest(iot_stream *stream, iot_side side, int64_t sample)
{
    int64_t *smallest = stream ? &stream->roundtrip.smallest_ns[side] : NULL;

    if (!smallest)
        return true;
    if (*smallest > 0 && *smallest <= sample)
        return false;
    *smallest = sample;
    return true;
}

static void
take_round_trip(iot_capture *capture, const iot_observation *obs, iot_stream *stream, iot_side side)
{
    int64_t sample = iot_roundtrip_observe(stream ? &stream->roundtrip : NULL, side, obs);

    /* What is local now stays local: its samples will never be asked for. */
    if (sample > 0 && is_smallest(stream, side, sample) && is_remote(capture, &obs->src) &&
        iot_addr_is_unicast(&obs->dst))
        iot_nearest_observe(capture->nearest, &obs->src, &obs->dst, sample);
}

/* Changes whenever the addresses of the packet could be called otherwise. */
static uint32_t
naming_of(const iot_capture *capture, const iot_observation *obs)
{
    return iot_answers_count(capture->answers, &obs->src) +
           iot_answers_count(capture->answers, &obs->dst);
}

static uint32_t
epoch_of(const iot_capture *capture, const iot_observation *obs)
{
    uint32_t epoch = iot_bindings_count(capture->bindings, &obs->src) +
                     iot_bindings_count(capture->bindings, &obs->dst);

    /* A TCP stream keeps the name of its first frame whatever is answered later. */
    return obs->transport == IOT_TRANSPORT_TCP ? epoch : epoch + naming_of(capture, obs);
}

static void
remember_flow(iot_capture *capture, uint32_t frame, iot_flow_id flow)
{
    if (flow == IOT_FLOW_NONE)
        return;
    if (capture->resolved->len <= flow)
        g_array_set_size(capture->resolved, flow + 1);
    if (capture->reports_only)
        return;
    if (capture->flow_of_frame->len <= frame)
        g_array_set_size(capture->flow_of_frame, frame + 1);
    g_array_index(capture->flow_of_frame, iot_flow_id, frame) = flow;
}

/* Grows with all that headers alone can teach, and that makes another flow of a packet. */
static uint64_t
knowledge_of(const iot_capture *capture, iot_transport transport)
{
    uint64_t knowledge = (uint64_t)iot_localnet_generation(capture->localnet) +
                         iot_bindings_generation(capture->bindings) + capture->gateways_changes;

    return transport == IOT_TRANSPORT_TCP ? knowledge
                                          : knowledge + iot_answers_generation(capture->answers);
}

static bool
has_facts(const iot_observation *obs)
{
    return (obs->n_bindings | obs->n_onlink | obs->n_claims | obs->n_answers | obs->n_queries |
            obs->n_announcements) != 0 ||
           obs->dhcp_server || iot_addr_is_set(&obs->unreachable);
}

static bool
is_at(const iot_endpoint *endpoint, const iot_mac *mac, const iot_addr *addr)
{
    return iot_mac_equal(&endpoint->mac, mac) && iot_addr_equal(&endpoint->addr, addr);
}

/* Nearly every packet follows one of the same stream, between the same ends: the flow of that one
 * is its flow, and its headers prove nothing new, unless something was learnt in between. */
static bool
is_on_path(const iot_capture *capture, const iot_observation *obs, const iot_path *path)
{
    if (path->flow == IOT_FLOW_NONE || path->knowledge != knowledge_of(capture, obs->transport))
        return false;
    const iot_flow *flow = iot_flows_flow(capture->flows, path->flow);
    return is_at(iot_flows_endpoint_get(capture->flows, flow->src), &obs->src_mac, &obs->src) &&
           is_at(iot_flows_endpoint_get(capture->flows, flow->dst), &obs->dst_mac, &obs->dst);
}

static void
take_stream_packet(iot_capture *capture, const iot_observation *obs, iot_stream *stream,
                   iot_side side)
{
    take_round_trip(capture, obs, stream, side);
    if (stream)
        iot_life_observe(&stream->life, side, obs);
}

static iot_flow_id
take_unknown_path(iot_capture *capture, const iot_observation *obs)
{
    take_local_proof(capture, obs);
    take_bindings(capture, obs);

    uint32_t src = iot_flows_endpoint(capture->flows, &obs->src_mac, &obs->src, true);
    uint32_t dst = iot_flows_endpoint(capture->flows, &obs->dst_mac, &obs->dst, false);
    take_answers(capture, obs, dst);
    for (unsigned i = 0; i < obs->n_claims; i++)
        take_claim(capture, &obs->claims[i], obs->frame);

    iot_stream *stream = iot_flows_stream(capture->flows, obs);
    iot_side side = stream ? iot_stream_side(stream, obs) : IOT_SIDE_SRC;
    take_stream_packet(capture, obs, stream, side);
    take_services(capture, obs, src, dst);
    if (stream && stream->flows == IOT_FLOW_NONE)
        stream->naming = naming_of(capture, obs);
    iot_flow_id flow = iot_flows_get(capture->flows, obs, src, dst, stream, epoch_of(capture, obs));
    if (stream)
        stream->path[side] = (iot_path){flow, knowledge_of(capture, obs->transport)};
    return flow;
}

static iot_flow_id
take_packet(iot_capture *capture, const iot_observation *obs)
{
    iot_stream *stream = iot_flows_stream_lookup(capture->flows, obs);
    iot_side side = stream ? iot_stream_side(stream, obs) : IOT_SIDE_SRC;
    iot_flow_id flow;

    if (obs->frame == capture->last_frame)
        iot_answers_drop_frame(capture->answers, obs->frame);
    capture->last_frame = obs->frame;
    take_time(capture, obs);
    if (stream && !has_facts(obs) && is_on_path(capture, obs, &stream->path[side])) {
        flow = stream->path[side].flow;
        iot_flows_stream(capture->flows, obs);
        take_stream_packet(capture, obs, stream, side);
    } else {
        flow = take_unknown_path(capture, obs);
    }
    reconsider_gateways(capture);
    remember_flow(capture, obs->frame, flow);
    return flow;
}

iot_flow_id
iot_capture_observe(iot_capture *capture, const iot_observation *obs)
{
    int64_t time_ns = iot_time_within_reason(obs->time_ns);

    if (time_ns == obs->time_ns)
        return take_packet(capture, obs);
    iot_observation reasonable = *obs;
    reasonable.time_ns = time_ns;
    return take_packet(capture, &reasonable);
}

typedef struct closing {
    iot_capture *capture;
    iot_flow_moved_fn moved;
    void *user_data;
} closing;

static void
forget_flow(iot_flow_id from, iot_flow_id to, void *user_data)
{
    const closing *told = user_data;

    g_array_index(told->capture->resolved, resolved, from) = (resolved){0};
    told->moved(from, to, told->user_data);
}

void
iot_capture_close_stream(iot_capture *capture, iot_transport transport, uint32_t stream,
                         iot_flow_moved_fn moved, void *user_data)
{
    closing told = {capture, moved, user_data};

    iot_flows_close_stream(capture->flows, transport, stream, forget_flow, &told);
}

iot_flow_id
iot_capture_flow_of_frame(const iot_capture *capture, uint32_t frame)
{
    return frame < capture->flow_of_frame->len
               ? g_array_index(capture->flow_of_frame, iot_flow_id, frame)
               : IOT_FLOW_NONE;
}

uint32_t
iot_capture_flows(const iot_capture *capture)
{
    return capture->reports_only ? capture->order->len : iot_flows_count(capture->flows);
}

iot_flow_id
iot_capture_flow_at(const iot_capture *capture, uint32_t i)
{
    return capture->reports_only ? g_array_index(capture->order, iot_flow_id, i) : i + 1;
}

const iot_devices *
iot_capture_devices(const iot_capture *capture)
{
    return capture->devices;
}

const iot_conversations *
iot_capture_conversations(const iot_capture *capture)
{
    return capture->conversations;
}

const iot_answers *
iot_capture_answers(const iot_capture *capture)
{
    return capture->answers;
}

uint32_t
iot_capture_first_frame(const iot_capture *capture, iot_flow_id flow)
{
    return iot_flows_flow(capture->flows, flow)->first_frame;
}

void
iot_capture_foreach_conflict(const iot_capture *capture, iot_conflict_fn fn, void *user_data)
{
    iot_bindings_foreach_conflict(capture->bindings, fn, user_data);
}

const iot_queries *
iot_capture_queries(const iot_capture *capture)
{
    return capture->queries;
}

const iot_announced *
iot_capture_announced(const iot_capture *capture)
{
    return capture->announced;
}

bool
iot_capture_is_unreachable(const iot_capture *capture, const iot_addr *addr)
{
    return g_hash_table_contains(capture->unreachable, addr);
}

uint64_t
iot_capture_observations(const iot_capture *capture)
{
    return capture->observations;
}

void
iot_capture_span(const iot_capture *capture, int64_t *ret_first_ns, int64_t *ret_last_ns)
{
    *ret_first_ns = capture->first_ns;
    *ret_last_ns = capture->last_ns;
}

const iot_addr *
iot_capture_address_of(const iot_capture *capture, uint32_t endpoint)
{
    return &iot_flows_endpoint_get(capture->flows, endpoint)->addr;
}

void
iot_capture_ends(const iot_capture *capture, iot_flow_id id, const iot_addr **ret_src,
                 const iot_addr **ret_dst)
{
    const iot_flow *flow = iot_flows_flow(capture->flows, id);

    *ret_src = iot_capture_address_of(capture, flow->src);
    *ret_dst = iot_capture_address_of(capture, flow->dst);
}

void
iot_capture_set_inventory(iot_capture *capture, const iot_inventory *inventory)
{
    capture->inventory = inventory;
    iot_devices_set_inventory(capture->devices, inventory);
}

uint64_t
iot_capture_dropped(const iot_capture *capture)
{
    return capture->dropped + iot_localnet_dropped(capture->localnet) +
           iot_bindings_dropped(capture->bindings) + iot_answers_dropped(capture->answers) +
           iot_queries_dropped(capture->queries) + iot_announced_dropped(capture->announced) +
           iot_nearest_dropped(capture->nearest) + iot_flows_dropped(capture->flows) +
           iot_conversations_dropped(capture->conversations) +
           iot_devices_dropped(capture->devices);
}
