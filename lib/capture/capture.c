/* capture.c - one capture: owns the tables, and gives what they hold
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "capture/capture-internal.h"

#include "base/hash.h"

#include <string.h>

static guint
claim_key_hash(gconstpointer data)
{
    return iot_hash_bytes(data, sizeof(claim_key));
}

static gboolean
claim_key_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(claim_key)) == 0;
}

iot_capture *
iot_capture_new(const iot_capture_options *options)
{
    iot_capture *capture = g_new0(iot_capture, 1);

    capture->reports_only = options->reports_only;
    capture->memory_bytes = options->reports_only ? options->memory_bytes : 0;
    capture->inventory = options->inventory;
    capture->localnet = iot_localnet_new();
    for (unsigned i = 0; i < options->n_local_networks; i++)
        iot_localnet_configure(capture->localnet, &options->local_networks[i]);
    capture->bindings = iot_bindings_new();
    capture->devices = iot_devices_new(options->vendor, options->vendor_data);
    iot_devices_set_inventory(capture->devices, options->inventory);
    capture->answers = iot_dns_answers_new();
    if (options->reports_only)
        iot_dns_answers_keep_changes(capture->answers);
    capture->queries = iot_dns_queries_new();
    capture->servers = iot_servers_new();
    capture->unreachable = g_hash_table_new_full(iot_addr_hash, iot_addr_equal_key, g_free, NULL);
    capture->smallest_rtts = iot_smallest_rtts_new();
    capture->flows = iot_flows_new();
    capture->conversations = iot_conversations_new();
    capture->gateways = g_hash_table_new_full(iot_mac_hash, iot_mac_equal_key, g_free, NULL);
    capture->claims = g_array_new(FALSE, FALSE, sizeof(claim));
    capture->claim_last = g_hash_table_new_full(claim_key_hash, claim_key_equal, g_free, NULL);
    capture->claim_names = iot_interned_new();
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
    iot_interned_free(capture->claim_names);
    g_hash_table_unref(capture->claim_last);
    g_array_unref(capture->claims);
    g_hash_table_unref(capture->gateways);
    iot_conversations_free(capture->conversations);
    iot_flows_free(capture->flows);
    iot_smallest_rtts_free(capture->smallest_rtts);
    g_hash_table_unref(capture->unreachable);
    iot_servers_free(capture->servers);
    iot_dns_queries_free(capture->queries);
    iot_dns_answers_free(capture->answers);
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

uint32_t
iot_capture_answers_generation(const iot_capture *capture)
{
    return 1 + iot_dns_answers_generation(capture->answers);
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

const iot_inventory *
iot_capture_inventory(const iot_capture *capture)
{
    return capture->inventory;
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
           iot_bindings_dropped(capture->bindings) + iot_dns_answers_dropped(capture->answers) +
           iot_dns_queries_dropped(capture->queries) + iot_servers_dropped(capture->servers) +
           iot_smallest_rtts_dropped(capture->smallest_rtts) + iot_flows_dropped(capture->flows) +
           iot_conversations_dropped(capture->conversations) +
           iot_devices_dropped(capture->devices);
}
