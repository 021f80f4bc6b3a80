/* scene.h - a home in which devices do what findings tell of, and what is told
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_TESTS_SCENE_H
#define IOT_TESTS_SCENE_H

#include "capture/counters.h"
#include "changes/watched.h"
#include "findings/findings.h"
#include "home.h"

#include <string.h>

#define NS 1000000000.0
/* Well after the warm-up of a minute, in seconds since the first packet. */
#define LATER   100.0
#define OTHER   "203.0.113.8"
#define SECRETS 853

/* A capture that begins 1000 s after the epoch with the router's word to everybody. */
typedef struct scene {
    iot_capture *capture;
    uint32_t frame, stream;
    GArray *spans;          /* of iot_span, the test's; NULL: one from first to last */
    iot_counters *counters; /* of all of it, from when they are there; the test's. NULL: none */
} scene;

static inline iot_flow_id
take(scene *s, double at, iot_observation obs)
{
    obs.frame = ++s->frame;
    obs.time_ns = (int64_t)((1000 + at) * NS + 0.5);
    iot_flow_id flow = iot_capture_observe(s->capture, &obs);
    if (s->counters)
        iot_counters_add_packet(s->counters, flow, &obs);
    return flow;
}

static inline scene
scene_of(const iot_inventory *inventory)
{
    scene s = {iot_capture_new(
                   &(iot_capture_options){.settings = &(iot_settings){.inventory = inventory}}),
               0, 0, NULL, NULL};

    take(&s, 0, packet(0, ROUTER_MAC, ROUTER, EVERYBODY, "255.255.255.255"));
    return s;
}

/* The last packet, by which the rules know how long nothing came. */
static inline void
end(scene *s, double at)
{
    take(s, at, packet(0, ROUTER_MAC, ROUTER, EVERYBODY, "255.255.255.255"));
}

/* Asks for the findings of one kind; `ret_first`, which may be NULL, is the evidence of the first.
 */
static inline unsigned
count_kind(scene *s, const iot_settings *options, iot_finding_kind kind, char **ret_first)
{
    static const iot_settings none = {0};
    iot_capture_settle(s->capture);
    g_autoptr(iot_findings) findings = iot_findings_new(s->capture, options ? options : &none);
    unsigned n = 0;

    for (guint i = 0; i < findings->all->len; i++) {
        const iot_finding *one = g_ptr_array_index(findings->all, i);
        if (one->kind != kind)
            continue;
        if (n++ == 0 && ret_first)
            *ret_first =
                g_strdup_printf("%s %u: %s", one->name ? one->name : "", one->count, one->evidence);
    }
    return n;
}

/* The same at the end of the scene, which is over with it. `expected` is part of the name, count
 * and evidence; NULL: no such finding. */
static inline void
assert_told(scene *s, const iot_settings *options, iot_finding_kind kind, const char *expected)
{
    g_autofree char *told = NULL;
    unsigned n = count_kind(s, options, kind, &told);

    g_test_message("%s: %s", iot_finding_kind_name(kind), told ? told : "nothing");
    g_assert_cmpuint(n, ==, expected ? 1 : 0);
    g_assert_true(!expected || strstr(told, expected));
    iot_capture_free(s->capture);
}

/* What a client in the home does to a remote. */
typedef struct dial {
    const char *mac, *addr, *remote;
    uint16_t port;
    const char *name; /* server name that it says; NULL: none */
    const char *protocol;
    unsigned syns; /* one second apart */
    bool silent;   /* no SYN-ACK */
    bool refused;  /* RST of the server */
    bool gives_up; /* RST of the client */
    bool sends;    /* data of the client, right after */
    bool cut;      /* the capture has not all of that */
    uint16_t tls;  /* version in the server's answer */
} dial;

static const dial lamp_dials = {
    .mac = LAMP_MAC, .addr = LAMP, .remote = CLOUD, .port = 443, .syns = 1};
static const dial camera_dials = {
    .mac = CAMERA_MAC, .addr = CAMERA, .remote = SITE, .port = 443, .syns = 1};

static inline iot_observation
upwards(const dial *d, uint32_t stream)
{
    return in_stream(packet(0, d->mac, d->addr, ROUTER_MAC, d->remote), TCP, stream, 50000,
                     d->port);
}

static inline iot_observation
downwards(const dial *d, uint32_t stream)
{
    return in_stream(packet(0, ROUTER_MAC, d->remote, d->mac, d->addr), TCP, stream, d->port,
                     50000);
}

static inline void
reassembly(scene *s, double at, const dial *d, uint32_t stream)
{
    iot_observation up = upwards(d, stream);

    up.payload_bytes = 10;
    up.payload_cut = d->cut;
    up.protocol = d->protocol;
    up.server_name = d->name;
    take(s, at, up);
}

/* Returns the number of the stream. */
static inline uint32_t
connect_to(scene *s, double at, const dial *d)
{
    uint32_t stream = ++s->stream;
    iot_observation up = upwards(d, stream), down = downwards(d, stream);

    up.syn = true;
    for (unsigned i = 0; i < d->syns; i++)
        take(s, at++, up);
    down.ack = true;
    down.syn = !d->refused;
    down.rst = d->refused;
    if (!d->silent || d->refused)
        take(s, at - 0.99, down);
    up.syn = false;
    up.rst = true;
    if (d->gives_up)
        take(s, at - 0.98, up);
    if (d->sends || d->name || d->protocol)
        reassembly(s, at - 0.97, d, stream);
    if (d->tls) {
        down.syn = false;
        down.payload_bytes = 10;
        down.tls_version = d->tls;
        take(s, at - 0.96, down);
    }
    return stream;
}

/* What is told of connections at an interval: by a scene that the caller frees. */
static inline void
knock(scene *s, double from, unsigned n, double interval_s, const dial *d)
{
    for (unsigned i = 0; i < n; i++)
        connect_to(s, from + i * interval_s, d);
}

/* A device that sends something to everybody, and tells a name. NULL: none */
static inline void
show_up(scene *s, const char *mac_text, const char *addr_text, const char *name)
{
    iot_fact claim = {IOT_FACT_CLAIM,
                      .claim = {IOT_NAME_DHCP, mac(mac_text), addr(addr_text), .name = name}};
    iot_observation obs = packet(0, mac_text, addr_text, EVERYBODY, "255.255.255.255");

    obs.facts = &claim;
    obs.n_facts = name != NULL;
    take(s, 10, obs);
}

static inline void
ask(scene *s, double at, const char *asker_mac, const char *asker, const char *resolver,
    const char *question, bool recursion)
{
    iot_fact fact = {IOT_FACT_QUERY, .query = {.question = question, .recursion = recursion}};
    iot_observation obs =
        in_stream(packet(0, asker_mac, asker, ROUTER_MAC, resolver), UDP, ++s->stream, 50000, 53);

    obs.protocol = "dns";
    obs.payload_bytes = 30;
    obs.facts = &fact;
    obs.n_facts = 1;
    take(s, at, obs);
}

static inline void
answer(scene *s, double at, const char *client_mac, const char *client, const char *question,
       const char *answered)
{
    iot_fact fact = {IOT_FACT_ANSWER, .answer = {addr(answered), 60, question, question}};
    iot_observation obs =
        in_stream(packet(0, ROUTER_MAC, ROUTER, client_mac, client), UDP, ++s->stream, 53, 50000);

    obs.protocol = "dns";
    obs.facts = &fact;
    obs.n_facts = 1;
    take(s, at, obs);
}

static inline void
announce(scene *s, iot_role role, const char *server)
{
    iot_fact word = {IOT_FACT_SERVER, .server = {role, addr(server)}};
    iot_observation obs = packet(0, ROUTER_MAC, ROUTER, EVERYBODY, "255.255.255.255");

    obs.facts = &word;
    obs.n_facts = 1;
    take(s, 0, obs);
}

#endif
