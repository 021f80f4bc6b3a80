/* capture-export.c - what a capture holds, to be kept elsewhere
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "capture/capture-export.h"

#include "capture/capture-internal.h"

typedef struct telling {
    const iot_capture *capture;
    iot_told_fn fn;
    void *user_data;
} telling;

static void
tell(const telling *to, const iot_told *told)
{
    to->fn(told, to->user_data);
}

static void
tell_networks(const telling *to)
{
    const GArray *onlink = iot_localnet_onlink(to->capture->localnet);

    for (guint i = 0; i < onlink->len; i++)
        tell(to, &(iot_told){
                     .fact = {IOT_FACT_ONLINK, .onlink = g_array_index(onlink, iot_prefix, i)}});
}

static void
tell_binding(const iot_addr *addr, const iot_mac *mac, uint32_t frame, void *user_data)
{
    const telling *to = user_data;
    bool neighbour = iot_localnet_is_neighbour(to->capture->localnet, addr);

    tell(to, &(iot_told){.fact = {IOT_FACT_BINDING, .binding = {*addr, *mac, neighbour}},
                         .frame = frame});
}

static void
tell_relayed(const telling *to)
{
    for (uint32_t i = 0; i < iot_relayed_count(to->capture->relayed); i++) {
        const iot_relay *kept = iot_relayed_get(to->capture->relayed, i);
        tell(to,
             &(iot_told){.fact = {IOT_FACT_RELAYED, .relayed = {kept->addr, kept->mac, kept->by}},
                         .frame = kept->frame});
    }
}

static void
tell_answer(const iot_addr *addr, const iot_dns_answer *answer, void *user_data)
{
    iot_told told = {
        .fact = {IOT_FACT_ANSWER,
                 .answer = {*addr, answer->ttl_s, answer->question, answer->owner}},
        .frame = answer->frame,
        .dst = answer->client,
        .time_ns = answer->time_ns,
    };

    tell(user_data, &told);
}

static void
tell_claim(const telling *to, const iot_said *kept, uint32_t frame)
{
    tell(to, &(iot_told){.fact = {IOT_FACT_CLAIM,
                                  .claim = {kept->kind, kept->mac, kept->addr, .name = kept->text}},
                         .frame = frame});
}

static void
tell_claims(const telling *to)
{
    const iot_claims *claims = iot_who_claims(to->capture->who);

    for (uint32_t i = 0; i < iot_claims_count(claims); i++) {
        const iot_said *kept = iot_claims_get(claims, i);
        tell_claim(to, kept, kept->frame);
        if (kept->last_frame != kept->frame)
            tell_claim(to, kept, kept->last_frame);
    }
}

static void
tell_query(const telling *to, const iot_query *query, iot_told told, uint32_t asks, bool recursion)
{
    told.fact = (iot_fact){IOT_FACT_QUERY, .query = {query->question, recursion, asks}};
    told.src = query->asker;
    told.dst = query->resolver;
    if (told.times > 0)
        tell(to, &told);
}

/* The first one with its time, the rest with that of the last. */
static void
tell_asked(const telling *to, const iot_query *query, bool recursion)
{
    bool is_first = recursion == (query->first_without != query->first_frame);
    uint32_t count = recursion ? query->count - query->without_recursion : query->without_recursion;
    uint32_t again = recursion ? query->again - query->again_without : query->again_without;
    iot_told first = {.frame = recursion ? query->first_frame : query->first_without,
                      .times = MIN(count - again, 1),
                      .time_ns = is_first ? query->first_ns : query->last_ns};
    iot_told rest = {.frame = query->last_frame, .time_ns = query->last_ns};

    if (is_first && query->first_ns == IOT_QUERY_TIME_UNKNOWN) {
        first.times = count - again;
        first.time_ns = query->last_ns;
    }
    tell_query(to, query, first, query->types, recursion);
    rest.times = count - again - first.times;
    tell_query(to, query, rest, query->types, recursion);
    rest.times = again;
    tell_query(to, query, rest, query->types | IOT_DNS_AGAIN, recursion);
}

static void
tell_replies(const telling *to, const iot_query *query)
{
    for (iot_dns_reply reply = 0; reply < IOT_DNS_REPLIES; reply++) {
        iot_told told = {
            .fact = {IOT_FACT_REPLY, .reply = {.question = query->question, .reply = reply}},
            .frame = query->last_frame,
            .src = query->asker,
            .dst = query->resolver,
            .times = query->replies[reply],
        };
        if (told.times > 0)
            tell(to, &told);
    }
}

static void
tell_queries(const telling *to)
{
    for (unsigned i = 0; i < iot_dns_queries_count(to->capture->queries); i++) {
        const iot_query *query = iot_dns_queries_get(to->capture->queries, i);
        tell_asked(to, query, true);
        tell_asked(to, query, false);
        tell_replies(to, query);
    }
}

static void
tell_servers(const telling *to)
{
    for (iot_role role = 0; role < IOT_ROLES; role++) {
        const GArray *list = iot_servers_get(to->capture->servers, role);
        for (guint i = 0; i < list->len; i++)
            tell(to, &(iot_told){.fact = {IOT_FACT_SERVER,
                                          .server = {role, g_array_index(list, iot_addr, i)}}});
    }
}

static void
tell_dhcp_servers(const telling *to)
{
    for (unsigned i = 0; i < iot_servers_dhcp_count(to->capture->servers); i++) {
        const iot_dhcp_server *server = iot_servers_dhcp(to->capture->servers, i);
        iot_told told = {
            .fact = {IOT_FACT_DHCP_SERVER, .dhcp_server = {server->addr, server->mac}},
            .frame = server->first_frame,
            .times = server->count,
        };
        tell(to, &told);
    }
}

static void
tell_detours(const telling *to)
{
    for (uint32_t i = 0; i < iot_detours_count(to->capture->detours); i++) {
        const iot_detour *kept = iot_detours_get(to->capture->detours, i);
        iot_told told = {
            .fact = {IOT_FACT_DETOUR, .detour = kept->asked},
            .frame = kept->first_frame,
            .src = kept->by,
            .dst = kept->client,
            .times = kept->count,
        };
        tell(to, &told);
    }
}

static void
tell_evidences(const telling *to)
{
    const iot_evidences *evidences = to->capture->evidences;

    for (uint32_t i = 0; i < iot_evidences_count(evidences); i++) {
        const iot_said *kept = iot_evidences_get(evidences, i);
        iot_told told = {
            .fact = {IOT_FACT_EVIDENCE,
                     .evidence = {kept->kind, kept->mac, kept->addr, kept->text}},
            .frame = kept->frame,
        };
        tell(to, &told);
    }
}

static void
tell_home_name(const telling *to, const iot_addr *addr, const iot_home_told *kept)
{
    tell(to, &(iot_told){.fact = {IOT_FACT_CLAIM, .claim = {.source = IOT_NAME_DNS,
                                                            .addr = *addr,
                                                            .name = kept->name,
                                                            .forward = kept->forward}},
                         .frame = kept->frame});
}

static void
tell_home_names(const telling *to)
{
    const iot_home_names *names = iot_who_home_names(to->capture->who);

    for (uint32_t i = 0; i < iot_home_names_count(names); i++) {
        iot_home_name kept = iot_home_names_get(names, i);
        if (!iot_who_is_local(to->capture->who, &kept.addr))
            continue;
        for (guint t = 0; t < kept.told->len; t++)
            tell_home_name(to, &kept.addr, &g_array_index(kept.told, iot_home_told, t));
    }
}

static void
tell_nearby(const telling *to)
{
    GHashTableIter iter;
    gpointer addr, flags;

    g_hash_table_iter_init(&iter, to->capture->nearby);
    while (g_hash_table_iter_next(&iter, &addr, &flags))
        for (unsigned flag = NEARBY_AT_ONCE; flag <= NEARBY_PASSED_ON; flag <<= 1)
            if (GPOINTER_TO_UINT(flags) & flag)
                tell(to,
                     &(iot_told){.fact = {IOT_FACT_NEARBY, .nearby = {*(const iot_addr *)addr,
                                                                      flag == NEARBY_PASSED_ON}}});
}

static void
tell_addresses(const telling *to, GHashTable *set, iot_fact_kind kind)
{
    GHashTableIter iter;
    gpointer addr;

    g_hash_table_iter_init(&iter, set);
    while (g_hash_table_iter_next(&iter, &addr, NULL)) {
        iot_told told = {.fact = {.kind = kind}};
        *(kind == IOT_FACT_MENTION ? &told.fact.mentioned : &told.fact.unreachable) =
            *(const iot_addr *)addr;
        tell(to, &told);
    }
}

void
iot_capture_export_facts(const iot_capture *capture, iot_told_fn fn, void *user_data)
{
    telling to = {capture, fn, user_data};

    tell_networks(&to);
    iot_bindings_foreach_payload(capture->bindings, tell_binding, &to);
    tell_relayed(&to);
    iot_dns_answers_foreach(capture->answers, tell_answer, &to);
    tell_claims(&to);
    tell_home_names(&to);
    tell_queries(&to);
    tell_servers(&to);
    tell_dhcp_servers(&to);
    tell_addresses(&to, capture->unreachable, IOT_FACT_UNREACHABLE);
    tell_nearby(&to);
    tell_addresses(&to, capture->mentioned, IOT_FACT_MENTION);
    tell_evidences(&to);
    tell_detours(&to);
}

uint32_t
iot_capture_endpoints(const iot_capture *capture)
{
    return iot_flows_endpoints(capture->flows);
}

const iot_endpoint *
iot_capture_export_endpoint(const iot_capture *capture, uint32_t endpoint)
{
    return iot_flows_endpoint_get(capture->flows, endpoint);
}

static bool
is_receiver(const iot_addr *receiver, const void *user_data)
{
    return iot_addr_equal(receiver, user_data);
}

const iot_flow *
iot_capture_export_flow(const iot_capture *capture, iot_flow_id id, int64_t *ret_rtt_ns)
{
    const iot_flow *flow = iot_flows_flow(capture->flows, id);
    const iot_endpoint *src = iot_flows_endpoint_get(capture->flows, flow->src);
    const iot_endpoint *dst = iot_flows_endpoint_get(capture->flows, flow->dst);

    *ret_rtt_ns =
        iot_smallest_rtts_lookup(capture->smallest_rtts, &src->addr, is_receiver, &dst->addr);
    return flow;
}

uint32_t
iot_capture_last_frame(const iot_capture *capture)
{
    return capture->last_frame;
}
