/* sessions-tell.c - tells a capture what a router's table of sessions says
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a translation made of the client is an address of the router's, which is one by that. So is
 * what a remote asked for where somebody else answers: a port is forwarded. Where a device asked
 * for what is not the router's, it talks to whom it asked for, whoever answers in his place:
 * packets on its side of the router would say so, too.
 */
#include "sessions/sessions-internal.h"

#include "capture/capture-export.h"
#include "capture/capture-tables.h"
#include "tables/localnet.h"

typedef struct telling {
    const iot_sessions *of;
    iot_capture *capture;
    iot_counters *counters;
    GHashTable *own;             /* iot_addr*: of the router */
    const iot_localnet *private; /* ranges */
    uint32_t frame;              /* of what was told last */
} telling;

static const iot_session *
session_at(const iot_sessions *sessions, guint i)
{
    return g_ptr_array_index(sessions->all, i);
}

static void
add_own(GHashTable *own, GArray *list, const iot_addr *addr)
{
    if (!iot_addr_is_unicast(addr) || g_hash_table_contains(own, addr))
        return;
    g_hash_table_add(own, g_memdup2(addr, sizeof *addr));
    g_array_append_val(list, *addr);
}

/* In the order of the table; must be freed by the caller. */
static GArray *
own_addresses(const iot_sessions *sessions, GHashTable *own)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(iot_addr));
    g_autoptr(iot_localnet) ranges = iot_localnet_new();

    for (guint i = 0; i < sessions->all->len; i++) {
        const iot_session *session = session_at(sessions, i);
        if (!iot_addr_equal(&session->shown.addr, &session->client.addr))
            add_own(own, list, &session->shown.addr);
        if (!iot_addr_equal(&session->asked.addr, &session->server.addr) &&
            !iot_localnet_is_local(ranges, &session->client.addr))
            add_own(own, list, &session->asked.addr);
    }
    return list;
}

static GHashTable *
own_set_new(void)
{
    return g_hash_table_new_full(iot_addr_hash, iot_addr_equal_key, g_free, NULL);
}

static void
tell_fact(iot_capture *capture, const iot_fact *fact)
{
    iot_capture_import_facts(capture,
                             &(iot_observation){.frame = iot_capture_last_frame(capture) + 1,
                                                .facts = fact,
                                                .n_facts = 1},
                             1);
}

static void
tell_router(iot_capture *capture, const iot_addr *addr)
{
    const iot_evidence_fact nat = {IOT_EVIDENCE_PROTOCOL, .addr = *addr, .text = "nat"};

    tell_fact(capture, &(iot_fact){.kind = IOT_FACT_EVIDENCE, .evidence = nat});
}

void
iot_sessions_tell_network(const iot_sessions *sessions, iot_capture *capture)
{
    g_autoptr(GHashTable) own = own_set_new();
    g_autoptr(GArray) list = own_addresses(sessions, own);
    g_autoptr(GArray) inside = iot_sessions_inside(sessions);

    for (guint i = 0; i < sessions->neighbours->len; i++) {
        const neighbour *one = &g_array_index(sessions->neighbours, neighbour, i);
        tell_fact(capture, &(iot_fact){.kind = IOT_FACT_BINDING,
                                       .binding = {one->addr, one->mac, .neighbour = true}});
    }
    for (guint i = 0; i < list->len; i++) {
        const iot_addr *addr = &g_array_index(list, iot_addr, i);
        const iot_prefix itself = iot_prefix_of(addr, addr->family == 4 ? 32 : 128);
        tell_fact(capture, &(iot_fact){.kind = IOT_FACT_ONLINK, .onlink = itself});
        tell_router(capture, addr);
    }
    for (guint i = 0; i < inside->len; i++)
        tell_fact(capture, &(iot_fact){.kind = IOT_FACT_ONLINK,
                                       .onlink = g_array_index(inside, iot_prefix, i)});
}

/* The other end, as the client knows it. */
static const iot_session_end *
called(const telling *t, const iot_session *session)
{
    return g_hash_table_contains(t->own, &session->asked.addr) ? &session->server : &session->asked;
}

/* A session of no packets was not looked at by who counts: hardware forwards it. */
static iot_count
count_of(const iot_session *session, const iot_session_count *way)
{
    return (iot_count){
        .packets = way->packets,
        .bytes = way->bytes,
        .first_ns = IOT_TIME_UNKNOWN_NS,
        .last_ns = IOT_TIME_UNKNOWN_NS,
        .uncounted = !session->counted || session->sent.packets + session->received.packets == 0,
    };
}

/* What nobody answers at the last address of a home's network was for everybody in it: no device is
 * there. */
static iot_addr
heard_by(const telling *t, const iot_session *session, const iot_session_end *to)
{
    static const uint8_t everybody[] = {255, 255, 255, 255};
    bool last = to->addr.family == 4 && to->addr.bytes[3] == 255;

    if (session->answered || !last || !iot_localnet_is_local(t->private, &to->addr))
        return to->addr;
    return iot_addr_v4(everybody);
}

/* All packets that went one way. */
static void
tell_way(telling *t, const iot_session *session, bool back)
{
    const iot_session_end *from = back ? called(t, session) : &session->client;
    const iot_session_end *to = back ? &session->client : called(t, session);
    iot_count count = count_of(session, back ? &session->received : &session->sent);
    iot_observation first = {
        .frame = ++t->frame,
        .time_ns = IOT_TIME_UNKNOWN_NS,
        .src = from->addr,
        .dst = back ? to->addr : heard_by(t, session, to),
        .transport = session->transport,
        .src_port = from->port,
        .dst_port = to->port,
        .has_stream = session->transport != IOT_TRANSPORT_NONE,
        .protocol = session->protocol,
        .asked = back ? IOT_ASKED_SRC : IOT_ASKED_DST,
    };

    iot_counters_add_count(
        t->counters, iot_capture_import_flow(t->capture, &first, MAX(count.packets, 1)), &count);
}

static void
tell_session(telling *t, const iot_session *session)
{
    tell_way(t, session, false);
    if (session->answered)
        tell_way(t, session, true);
    if (session->transport != IOT_TRANSPORT_NONE)
        iot_capture_close_stream(t->capture, session->transport, 0, iot_counters_move, t->counters);
    iot_capture_make_room(t->capture, iot_counters_move, t->counters);
}

void
iot_sessions_tell(const iot_sessions *sessions, uint32_t frames, iot_capture *capture,
                  iot_counters *counters)
{
    g_autoptr(GHashTable) own = own_set_new();
    g_autoptr(iot_localnet) ranges = iot_localnet_new();
    telling t = {sessions, capture, counters, own, ranges, frames};

    g_array_unref(own_addresses(sessions, own));
    for (guint i = 0; i < sessions->all->len; i++)
        tell_session(&t, session_at(sessions, i));
    iot_capture_count_dropped(capture, sessions->left_out);
}
