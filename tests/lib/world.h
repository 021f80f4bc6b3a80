/* world.h - random traffic of a small home, told to several captures at once
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One capture keeps everything; one keeps what reports need, and its streams are closed as they
 * end, with their numbers given again; one of the latter kind is begun anew whenever the test says
 * so, as captures rotate.
 */
#ifndef IOT_TESTS_WORLD_H
#define IOT_TESTS_WORLD_H

#include "build.h"
#include "findings/findings.h"
#include "report/report.h"
#include "write/writer.h"

#define DEVICES  5
#define REMOTES  6
#define NAMES    4
#define SLOTS    12
#define ROUTER   "02:00:00:00:00:fe"
#define RESOLVER "192.168.1.254"

/* A stream as both captures know it. */
typedef struct talker {
    bool live;
    uint32_t number; /* in the capture that keeps everything; in the other it is the slot's */
    iot_transport transport;
    unsigned device, remote;
    uint16_t port;
    unsigned packets;
} talker;

typedef struct world {
    GRand *rand;
    uint32_t frame, streams;
    int64_t now_ns;
    talker talkers[SLOTS];
    iot_capture *all, *folded, *piece;
    iot_counters *all_tally, *folded_tally, *piece_tally;
    uint32_t piece_base; /* frames before the piece */
} world;

static uint32_t
pick(world *w, uint32_t n)
{
    return (uint32_t)g_rand_int_range(w->rand, 0, (int)n);
}

static iot_observation
begin(world *w)
{
    w->frame++;
    w->now_ns += pick(w, 40) == 0 ? 30000 * MS : (int64_t)pick(w, 400) * MS;
    return (iot_observation){
        .frame = w->frame, .time_ns = w->now_ns, .length_bytes = 60 + pick(w, 900)};
}

static void
tell(world *w, iot_observation *obs, uint32_t slot)
{
    iot_flow_id flow = iot_capture_observe(w->all, obs);

    iot_counters_add(w->all_tally, flow, obs->length_bytes, obs->time_ns);
    obs->stream = slot;
    flow = iot_capture_observe(w->folded, obs);
    iot_counters_add(w->folded_tally, flow, obs->length_bytes, obs->time_ns);
    obs->frame -= w->piece_base;
    obs->acks_frame -= obs->acks_frame ? w->piece_base : 0;
    flow = iot_capture_observe(w->piece, obs);
    iot_counters_add(w->piece_tally, flow, obs->length_bytes, obs->time_ns);
}

static iot_addr
device_addr(unsigned device)
{
    return iot_addr_v4((uint8_t[]){192, 168, 1, (uint8_t)(10 + device)});
}

static void
answer(world *w)
{
    static const char *const names[NAMES] = {"a.example", "b.example", "c.example", "d.example"};
    iot_observation obs = begin(w);
    unsigned device = pick(w, DEVICES);
    const char *name = names[pick(w, NAMES)];
    iot_fact fact = {IOT_FACT_ANSWER, .answer = {nth_remote(pick(w, REMOTES)), 60, name, name}};

    obs.src = addr(RESOLVER);
    obs.dst = device_addr(device);
    obs.src_mac = mac(ROUTER);
    obs.dst_mac = nth_mac(device);
    obs.facts = &fact;
    obs.n_facts = 1;
    obs.protocol = "dns";
    tell(w, &obs, 0);
}

/* An address moves to another device and back. */
static void
move(world *w)
{
    iot_observation obs = begin(w);
    unsigned device = pick(w, DEVICES);
    iot_mac owner = nth_mac(device + (pick(w, 2) ? DEVICES : 0));
    iot_fact binding = {IOT_FACT_BINDING, .binding = {device_addr(device), owner, true}};

    obs.src_mac = owner;
    obs.dst_mac = mac("ff:ff:ff:ff:ff:ff");
    obs.facts = &binding;
    obs.n_facts = 1;
    obs.protocol = "arp";
    tell(w, &obs, 0);
}

static iot_fact
name_of(world *w)
{
    static const char *const hosts[] = {"attic.home.lan", "hall.home.lan", "android", "cellar"};
    static const char *const labels[] = {"_hap._tcp Kitchen", "_hap._tcp Hall",
                                         "_airplay._tcp Attic"};
    iot_addr about = device_addr(pick(w, DEVICES));
    const char *name = hosts[pick(w, G_N_ELEMENTS(hosts))];

    switch (pick(w, 4)) {
    case 0:
        return (iot_fact){IOT_FACT_EVIDENCE,
                          .evidence = {IOT_EVIDENCE_MDNS_INSTANCE, .addr = about,
                                       .text = labels[pick(w, G_N_ELEMENTS(labels))]}};
    case 1:
        return (iot_fact){IOT_FACT_CLAIM,
                          .claim = {.source = IOT_NAME_MDNS, .addr = about, .name = name}};
    default:
        return (iot_fact){
            IOT_FACT_CLAIM,
            .claim = {.source = IOT_NAME_DNS, .addr = about, .name = name, .forward = pick(w, 3)}};
    }
}

/* Hosts and the home's DNS name them, several in a packet. */
static void
name(world *w)
{
    iot_fact facts[4];
    iot_observation obs = begin(w);

    obs.src = addr(RESOLVER);
    obs.src_mac = mac(ROUTER);
    obs.dst = device_addr(0);
    obs.dst_mac = nth_mac(0);
    obs.facts = facts;
    obs.n_facts = 1 + pick(w, G_N_ELEMENTS(facts));
    for (unsigned i = 0; i < obs.n_facts; i++)
        facts[i] = name_of(w);
    tell(w, &obs, 0);
}

static void
open_stream(world *w, talker *t)
{
    *t = (talker){
        .live = true,
        .number = w->streams++,
        .transport = pick(w, 3) ? IOT_TRANSPORT_TCP : IOT_TRANSPORT_UDP,
        .device = pick(w, DEVICES),
        .remote = pick(w, REMOTES),
        .port = pick(w, 2) ? 443 : 8883,
    };
}

static void
dress(world *w, talker *t, bool out, iot_observation *obs)
{
    if (t->transport == IOT_TRANSPORT_TCP && t->packets < 2) {
        obs->syn = true;
        obs->ack = t->packets == 1;
        return;
    }
    obs->payload_bytes = pick(w, 3) ? 40 : 0;
    obs->payload_cut = obs->payload_bytes && pick(w, 8) == 0;
    if (obs->payload_bytes)
        obs->protocol = t->port == 443 ? "tls" : "mqtt";
    if (out && t->packets == 2 && pick(w, 2))
        obs->server_name = pick(w, 2) ? "x.example" : "y.example";
    if (!out && pick(w, 3) == 0) {
        obs->acks_frame = obs->frame - 1;
        obs->ack_rtt_ns = (int64_t)(5 + pick(w, 60)) * MS;
    }
}

static void
speak(world *w, unsigned slot)
{
    talker *t = &w->talkers[slot];
    iot_observation obs = begin(w);
    bool out = t->packets == 0 || (t->packets != 1 && pick(w, 2));
    iot_mac device = nth_mac(t->device), router = mac(ROUTER);
    iot_addr here = device_addr(t->device), there = nth_remote(t->remote);

    obs.src_mac = out ? device : router;
    obs.dst_mac = out ? router : device;
    obs.src = out ? here : there;
    obs.dst = out ? there : here;
    obs.transport = t->transport;
    obs.src_port = out ? (uint16_t)(40000 + slot) : t->port;
    obs.dst_port = out ? t->port : (uint16_t)(40000 + slot);
    obs.has_stream = true;
    obs.stream = t->number;
    dress(w, t, out, &obs);
    t->packets++;
    tell(w, &obs, slot);
}

static void
close_stream(world *w, unsigned slot)
{
    talker *t = &w->talkers[slot];

    iot_capture_close_stream(w->folded, t->transport, slot, iot_counters_move, w->folded_tally);
    iot_capture_close_stream(w->piece, t->transport, slot, iot_counters_move, w->piece_tally);
    t->live = false;
}

static void
step(world *w)
{
    unsigned slot = pick(w, SLOTS);
    talker *t = &w->talkers[slot];

    if (pick(w, 20) == 0) {
        answer(w);
    } else if (pick(w, 150) == 0) {
        move(w);
    } else if (pick(w, 10) == 0) {
        name(w);
    } else if (!t->live) {
        open_stream(w, t);
        speak(w, slot);
    } else if (pick(w, 12) == 0) {
        close_stream(w, slot);
    } else {
        speak(w, slot);
    }
}

static int
compare_lines(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Aliases stand in the order in which they were told first, and in one packet anyhow. */
static void
sort_aliases(char *json)
{
    g_auto(GStrv) lines = g_strsplit(json, "\n", -1);

    for (char **line = lines; *line; line++) {
        guint n = 0;
        if (!strstr(*line, "\"aliases\" : ["))
            continue;
        for (; line[1 + n] && !strchr(line[1 + n], ']'); n++)
            line[1 + n][strcspn(line[1 + n], ",")] = '\0';
        qsort(line + 1, n, sizeof *line, compare_lines);
    }
    g_autofree char *sorted = g_strjoinv("\n", lines);
    strcpy(json, sorted);
}

static char *
report_of(iot_capture *capture, const iot_counters *counters)
{
    iot_settings findings_options = {0};
    iot_report_options options = {0};
    iot_capture_settle(capture);
    g_autoptr(iot_findings) findings = iot_findings_new(capture, &findings_options);
    g_autoptr(iot_report) report = iot_report_new(capture, counters, &options);
    GString *text = g_string_new(NULL);

    report->findings = findings;
    iot_write_json(report, text);
    sort_aliases(text->str);
    return g_string_free(text, FALSE);
}

static void
piece_begin(world *w)
{
    iot_capture_options options = {.reports_only = true};

    w->piece = iot_capture_new(&options);
    w->piece_tally = iot_counters_new();
    w->piece_base = w->frame;
}

static void
piece_free(world *w)
{
    g_clear_pointer(&w->piece, iot_capture_free);
    g_clear_pointer(&w->piece_tally, iot_counters_free);
}

/* How many of n worlds: under valgrind, where each takes a second, a fifth. */
static inline guint32
some_worlds(guint32 n)
{
    return g_getenv("IOT_TESTS_SLOWER") ? n / 5 : n;
}

static world
world_new(guint32 seed)
{
    iot_capture_options all = {0}, folded = {.reports_only = true};
    world w = {
        .rand = g_rand_new_with_seed(seed),
        .all = iot_capture_new(&all),
        .folded = iot_capture_new(&folded),
        .all_tally = iot_counters_new(),
        .folded_tally = iot_counters_new(),
    };

    piece_begin(&w);
    return w;
}

static void
world_free(world *w)
{
    piece_free(w);
    iot_counters_free(w->all_tally);
    iot_counters_free(w->folded_tally);
    iot_capture_free(w->all);
    iot_capture_free(w->folded);
    g_rand_free(w->rand);
}

static inline void
assert_same_report(iot_capture *a, const iot_counters *a_tally, iot_capture *b,
                   const iot_counters *b_tally)
{
    g_autofree char *one = report_of(a, a_tally), *other = report_of(b, b_tally);

    if (strcmp(one, other) != 0) {
        g_file_set_contents("one.json", one, -1, NULL);
        g_file_set_contents("other.json", other, -1, NULL);
        g_error("one.json and other.json differ");
    }
}

#endif
