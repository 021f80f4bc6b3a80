/* capture.c - one capture: owns the tables, and gives what they hold
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "capture/capture-internal.h"

static void
take_settings(iot_capture *capture, const iot_settings *settings)
{
    const GArray *networks = settings->local_networks;

    for (guint i = 0; networks && i < networks->len; i++)
        iot_localnet_configure(capture->localnet, &g_array_index(networks, iot_prefix, i));
    iot_capture_set_inventory(capture, settings->inventory);
    iot_capture_set_signatures(capture, settings->signatures);
}

iot_capture *
iot_capture_new(const iot_capture_options *options)
{
    iot_capture *capture = g_new0(iot_capture, 1);

    capture->reports_only = options->reports_only;
    capture->memory_bytes = options->reports_only ? options->memory_bytes : 0;
    capture->localnet = iot_localnet_new();
    capture->bindings = iot_bindings_new();
    capture->relayed = iot_relayed_new();
    capture->answers = iot_dns_answers_new();
    if (options->reports_only)
        iot_dns_answers_keep_changes(capture->answers);
    capture->nearby = g_hash_table_new_full(iot_addr_hash, iot_addr_equal_key, g_free, NULL);
    capture->aliases = iot_dns_aliases_new();
    capture->queries = iot_dns_queries_new();
    capture->detours = iot_detours_new();
    capture->servers = iot_servers_new();
    capture->evidences = iot_evidences_new();
    capture->unreachable = g_hash_table_new_full(iot_addr_hash, iot_addr_equal_key, g_free, NULL);
    capture->mentioned = g_hash_table_new_full(iot_addr_hash, iot_addr_equal_key, g_free, NULL);
    capture->smallest_rtts = iot_smallest_rtts_new();
    capture->flows = iot_flows_new();
    capture->flow_of_frame = g_array_new(FALSE, TRUE, sizeof(iot_flow_id));
    capture->copies = g_array_new(FALSE, FALSE, sizeof(iot_copy));
    capture->who = iot_who_new(&(iot_who_evidence){.localnet = capture->localnet,
                                                   .bindings = capture->bindings,
                                                   .relayed = capture->relayed,
                                                   .flows = capture->flows,
                                                   .servers = capture->servers,
                                                   .evidences = capture->evidences,
                                                   .answers = capture->answers},
                               options->vendor, options->vendor_data, options->reports_only);
    capture->signatures = iot_signatures_new_from_text(NULL, NULL, 0, NULL);
    iot_capture_set_signatures(capture, NULL);
    if (options->settings)
        take_settings(capture, options->settings);
    return capture;
}

void
iot_capture_free(iot_capture *capture)
{
    if (!capture)
        return;
    g_array_unref(capture->flow_of_frame);
    g_array_unref(capture->copies);
    iot_who_free(capture->who);
    iot_flows_free(capture->flows);
    iot_smallest_rtts_free(capture->smallest_rtts);
    g_hash_table_unref(capture->nearby);
    g_hash_table_unref(capture->mentioned);
    g_hash_table_unref(capture->unreachable);
    iot_evidences_free(capture->evidences);
    iot_servers_free(capture->servers);
    iot_dns_queries_free(capture->queries);
    iot_dns_aliases_free(capture->aliases);
    iot_detours_free(capture->detours);
    iot_dns_answers_free(capture->answers);
    iot_relayed_free(capture->relayed);
    iot_bindings_free(capture->bindings);
    iot_localnet_free(capture->localnet);
    iot_signatures_free(capture->signatures);
    g_free(capture);
}

void
iot_capture_place(iot_capture *capture, iot_flow_id flow)
{
    iot_who_place(capture->who, flow);
}

void
iot_capture_settle_devices(iot_capture *capture)
{
    iot_who_settle_devices(capture->who, capture->observations);
}

void
iot_capture_settle(iot_capture *capture)
{
    iot_who_settle(capture->who, capture->observations);
}

static int
compare_copies(const void *a, const void *b)
{
    const iot_copy *one = a, *other = b;

    return (one->frame > other->frame) - (one->frame < other->frame);
}

uint32_t
iot_capture_copy_of(const iot_capture *capture, uint32_t frame)
{
    iot_copy wanted = {frame, 0};

    if (capture->copies->len == 0)
        return 0;
    const iot_copy *found = bsearch(&wanted, capture->copies->data, capture->copies->len,
                                    sizeof wanted, compare_copies);

    return found ? found->of : 0;
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
    return iot_who_flows(capture->who);
}

iot_flow_id
iot_capture_flow_at(const iot_capture *capture, uint32_t i)
{
    return iot_who_flow_at(capture->who, i);
}

const iot_devices *
iot_capture_devices(const iot_capture *capture)
{
    return iot_who_devices(capture->who);
}

const iot_conversations *
iot_capture_conversations(const iot_capture *capture)
{
    return iot_who_conversations(capture->who);
}

const iot_dns_answers *
iot_capture_answers(const iot_capture *capture)
{
    return capture->answers;
}

uint32_t
iot_capture_first_frame(const iot_capture *capture, iot_flow_id flow)
{
    return iot_flows_flow(capture->flows, flow)->first_frame;
}

uint32_t
iot_capture_begin_s(const iot_capture *capture, iot_flow_id flow)
{
    return iot_flows_flow(capture->flows, flow)->begin_s;
}

void
iot_capture_foreach_conflict(const iot_capture *capture, iot_conflict_fn fn, void *user_data)
{
    iot_bindings_foreach_conflict(capture->bindings, fn, user_data);
}

const iot_dns_queries *
iot_capture_queries(const iot_capture *capture)
{
    return capture->queries;
}

const iot_servers *
iot_capture_announced(const iot_capture *capture)
{
    return capture->servers;
}

const iot_device *
iot_capture_device_of_evidence(const iot_capture *capture, const iot_said *told)
{
    end sender = iot_who_end_told(capture->who, &told->mac, &told->addr, told->frame);

    return iot_who_device_at(capture->who, &sender);
}

bool
iot_capture_is_local(const iot_capture *capture, const iot_addr *addr)
{
    return iot_who_is_local(capture->who, addr);
}

const iot_bindings *
iot_capture_bindings(const iot_capture *capture)
{
    return capture->bindings;
}

const iot_detours *
iot_capture_detours(const iot_capture *capture)
{
    return capture->detours;
}

const iot_relayed *
iot_capture_relayed(const iot_capture *capture)
{
    return capture->relayed;
}

const iot_forwarders *
iot_capture_forwarders(const iot_capture *capture)
{
    return iot_who_forwarders(capture->who);
}

bool
iot_capture_is_unreachable(const iot_capture *capture, const iot_addr *addr)
{
    return g_hash_table_contains(capture->unreachable, addr);
}

void
iot_capture_note_nearby(iot_capture *capture, const iot_addr *addr, enum nearby_flags flag)
{
    gpointer known = g_hash_table_lookup(capture->nearby, addr);
    guint flags = GPOINTER_TO_UINT(known) | flag;

    if (!known && g_hash_table_size(capture->nearby) >= IOT_CAPTURE_UNREACHABLE_MAX)
        capture->dropped++;
    else if (flags != GPOINTER_TO_UINT(known))
        g_hash_table_replace(capture->nearby, g_memdup2(addr, sizeof *addr),
                             GUINT_TO_POINTER(flags));
}

bool
iot_capture_is_nearby(const iot_capture *capture, const iot_addr *addr)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(capture->nearby, addr)) == NEARBY_AT_ONCE;
}

bool
iot_capture_is_mentioned(const iot_capture *capture, const iot_addr *addr)
{
    return g_hash_table_contains(capture->mentioned, addr);
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
iot_capture_endpoints_of(const iot_capture *capture, iot_flow_id id, uint32_t *ret_src,
                         uint32_t *ret_dst)
{
    const iot_flow *flow = iot_flows_flow(capture->flows, id);

    *ret_src = flow->src;
    *ret_dst = flow->dst;
}

const iot_inventory *
iot_capture_inventory(const iot_capture *capture)
{
    return capture->inventory;
}

void
iot_capture_set_inventory(iot_capture *capture, const iot_inventory *inventory)
{
    capture->inventory = inventory;
    iot_who_set_inventory(capture->who, inventory);
}

void
iot_capture_set_signatures(iot_capture *capture, const iot_signatures *signatures)
{
    capture->signatures_used = signatures ? signatures : capture->signatures;
    iot_who_set_signatures(capture->who, capture->signatures_used);
}

void
iot_capture_identify(const iot_capture *capture, const iot_device *device,
                     iot_identity *ret_identity)
{
    iot_who_identify(capture->who, device, ret_identity);
}

void
iot_capture_count_dropped(iot_capture *capture, uint64_t dropped)
{
    capture->dropped += dropped;
}

uint64_t
iot_capture_dropped(const iot_capture *capture)
{
    return capture->dropped + iot_localnet_dropped(capture->localnet) +
           iot_bindings_dropped(capture->bindings) + iot_relayed_dropped(capture->relayed) +
           iot_dns_answers_dropped(capture->answers) + iot_dns_queries_dropped(capture->queries) +
           iot_servers_dropped(capture->servers) + iot_detours_dropped(capture->detours) +
           iot_evidences_dropped(capture->evidences) +
           iot_smallest_rtts_dropped(capture->smallest_rtts) + iot_flows_dropped(capture->flows) +
           iot_who_dropped(capture->who);
}
