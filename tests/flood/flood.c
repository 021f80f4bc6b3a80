/* flood.c - floods of forged packets: real conversations stay right, memory and time stay bounded
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * usage: flood SCENARIO      ("flood list" tells them)
 *
 * Ten thousand real conversations come first, then the flood, then every report and document.
 * Each run is a process of its own, so that its memory and time are its own: one with a quarter of
 * the flood, one with all of it. The real conversations have to be in the report to the byte, what
 * was left out has to be told, and four times the flood must take about four times as long.
 */
#include "../lib/build.h"
#include "cost.h"

#include "write/writer.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define REAL       10000 /* conversations */
#define HOMES      100   /* devices that have them */
#define MEMORY_MIB 1100

typedef struct flood {
    iot_capture *capture;
    iot_counters *counters;
    uint32_t frame, stream;
    uint64_t packets;
} flood;

static iot_addr
v4(uint32_t number)
{
    return iot_addr_v4(
        (uint8_t[]){number >> 24, number >> 16 & 255, number >> 8 & 255, number & 255});
}

static iot_mac
home_mac(uint32_t n)
{
    return (iot_mac){{0, 0x17, 0x88, 0, n >> 8 & 255, n & 255}};
}

static iot_addr
home_addr(uint32_t n)
{
    return v4(0xc0a80a00u + n); /* 192.168.10.0 and on */
}

static const iot_mac router = {{0, 0x17, 0x88, 1, 0, 1}};

static iot_flow_id
put(flood *all, iot_observation *obs)
{
    obs->frame = ++all->frame;
    obs->time_ns = all->frame * (int64_t)MS;
    if (!obs->length_bytes)
        obs->length_bytes = 60;
    iot_flow_id flow = iot_capture_observe(all->capture, obs);
    iot_counters_add(all->counters, flow, obs->length_bytes, obs->time_ns);
    all->packets++;
    /* As Wireshark's first pass does with each packet. */
    iot_flow_view view;
    iot_capture_place(all->capture, flow);
    iot_capture_describe(all->capture, flow, &view);
    return flow;
}

static iot_observation
between(const iot_mac *src_mac, iot_addr src, const iot_mac *dst_mac, iot_addr dst)
{
    return (iot_observation){.src_mac = *src_mac, .src = src, .dst_mac = *dst_mac, .dst = dst};
}

static void
put_arp(flood *all, const iot_mac *mac, iot_addr addr)
{
    iot_fact binding = {IOT_FACT_BINDING, .binding = {addr, *mac, true}};
    iot_observation obs = {.src_mac = *mac, .dst_mac = {{255, 255, 255, 255, 255, 255}}};

    obs.protocol = "arp";
    obs.facts = &binding;
    obs.n_facts = 1;
    put(all, &obs);
}

static void
put_answer(flood *all, const iot_mac *client_mac, iot_addr client, const char *name, iot_addr addr)
{
    iot_fact fact = {IOT_FACT_ANSWER, .answer = {addr, 60, name, name}};
    iot_observation obs = between(&router, v4(0xc0a80a01u), client_mac, client);

    obs = in_stream(obs, UDP, 0, 53, 50000);
    obs.protocol = "dns";
    obs.facts = &fact;
    obs.n_facts = 1;
    put(all, &obs);
}

static void
put_question(flood *all, const iot_mac *mac, iot_addr asker, iot_addr resolver, const char *name)
{
    iot_fact fact = {IOT_FACT_QUERY, .query = {.question = name, .recursion = true}};
    iot_observation obs = in_stream(between(mac, asker, &router, resolver), UDP, 0, 50000, 53);

    obs.protocol = "dns";
    obs.facts = &fact;
    obs.n_facts = 1;
    put(all, &obs);
}

/* The real ones: each with a name of its own, so many bytes there and so many back. */

static char *
real_name(uint32_t n)
{
    return g_strdup_printf("host-%u.example.com", n);
}

static uint32_t
real_bytes(uint32_t n, bool sent)
{
    return sent ? 100 + n % 97 : 1000 + n % 89;
}

static void
put_real(flood *all)
{
    for (uint32_t i = 0; i < HOMES; i++) {
        iot_mac mac = home_mac(i + 2);
        put_arp(all, &mac, home_addr(i + 2));
    }
    for (uint32_t i = 0; i < REAL; i++) {
        iot_mac mac = home_mac(i % HOMES + 2);
        iot_addr addr = home_addr(i % HOMES + 2), remote = v4(0x14000000u + i);
        g_autofree char *name = real_name(i);
        put_answer(all, &mac, addr, name, remote);
        iot_observation out =
            in_stream(between(&mac, addr, &router, remote), TCP, ++all->stream, 40000, 443);
        iot_observation back =
            in_stream(between(&router, remote, &mac, addr), TCP, all->stream, 443, 40000);
        out.length_bytes = real_bytes(i, true);
        back.length_bytes = real_bytes(i, false);
        back.ack_rtt_ns = (int64_t)(i % 50 + 1) * MS;
        back.acks_frame = 1;
        put(all, &out);
        put(all, &back);
    }
}

static void
check_real(const iot_report *report)
{
    g_autoptr(GHashTable) rows = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < report->conversations->len; i++) {
        iot_conversation_row *row = g_ptr_array_index(report->conversations, i);
        if (row->name && g_str_has_suffix(row->name, ".example.com"))
            g_hash_table_insert(rows, (gpointer)row->name, row);
    }
    for (uint32_t i = 0; i < REAL; i++) {
        g_autofree char *name = real_name(i);
        const iot_conversation_row *row = g_hash_table_lookup(rows, name);
        iot_mac mac = home_mac(i % HOMES + 2);
        g_assert_nonnull(row);
        g_assert_true(iot_mac_equal(iot_device_mac(row->base.device), &mac));
        g_assert_cmpuint(row->base.traffic.sent.packets, ==, 1);
        g_assert_cmpuint(row->base.traffic.sent.bytes, ==, real_bytes(i, true));
        g_assert_cmpuint(row->base.traffic.received.packets, ==, 1);
        g_assert_cmpuint(row->base.traffic.received.bytes, ==, real_bytes(i, false));
        g_assert_cmpint(row->name_source, ==, IOT_REMOTE_DNS);
        g_assert_cmpint(row->rtt_ns, ==, (int64_t)(i % 50 + 1) * MS);
        g_assert_cmpuint(row->addresses->len, ==, 1);
    }
}

/* The floods. */

static const iot_mac attacker = {{0, 0x17, 0x88, 2, 0, 1}};
#define ATTACKER 0xc0a80afeu /* 192.168.10.254 */

static void
scan(flood *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        iot_observation obs = between(&attacker, v4(ATTACKER), &router, v4(0x2d000000u + i));
        obs = in_stream(obs, TCP, ++all->stream, 1024 + i % 60000, 23);
        obs.syn = true;
        put(all, &obs);
    }
}

static void
names(flood *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        g_autofree char *name = g_strdup_printf("x%u.flood.test", i);
        put_question(all, &attacker, v4(ATTACKER), v4(0xc0a80a01u), name);
        put_answer(all, &attacker, v4(ATTACKER), name, v4(0x2d000000u + i));
    }
}

static void
resolvers(flood *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        put_question(all, &attacker, v4(ATTACKER), v4(0x2d000000u + i), "a.flood.test");
}

static void
macs(flood *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        iot_mac mac = nth_mac(i);
        put_arp(all, &mac, v4(0x0a000000u + i));
        iot_observation obs =
            in_stream(between(&mac, v4(0x0a000000u + i), &router, v4(0x2d000001u)), UDP,
                      ++all->stream, 40000, 9999);
        put(all, &obs);
    }
}

static void
addresses(flood *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        put_arp(all, &attacker, v4(0x0a000000u + i));
        iot_observation obs =
            in_stream(between(&attacker, v4(0x0a000000u + i), &router, v4(0x2d000001u)), UDP,
                      ++all->stream, 40000, 9999);
        put(all, &obs);
    }
}

/* Names for one address, asked for by one device and contacted by another, which is told of none.
 */
static void
aliases(flood *all, uint32_t n)
{
    iot_mac mac = home_mac(2);

    for (uint32_t i = 0; i < n; i++) {
        g_autofree char *name = g_strdup_printf("x%u.flood.test", i);
        put_answer(all, &attacker, v4(ATTACKER), name, v4(0x2d000001u));
        iot_observation obs = in_stream(between(&mac, home_addr(2), &router, v4(0x2d000001u)), UDP,
                                        REAL + i, 40000, 9999);
        put(all, &obs);
    }
}

/* As many clients: each new one asks for another name of the address, and goes there; so does one
 * that asked first. What is known of who is who changes with each. */
static void
askers(flood *all, uint32_t n)
{
    iot_mac first = home_mac(2);

    put_answer(all, &first, home_addr(2), "first.flood.test", v4(0x2d000001u));
    for (uint32_t i = 0; i < n; i++) {
        g_autofree char *name = g_strdup_printf("x%u.flood.test", i);
        iot_mac mac = nth_mac(i);
        iot_addr own = v4(0x0a000000u + i);
        put_arp(all, &mac, own);
        put_answer(all, &mac, own, name, v4(0x2d000001u));
        iot_observation obs = between(&mac, own, &router, v4(0x2d000001u));
        obs = in_stream(obs, UDP, ++all->stream, 40000, 9999);
        put(all, &obs);
        obs = between(&first, home_addr(2), &router, v4(0x2d000001u));
        obs = in_stream(obs, UDP, ++all->stream, 40000, 9999);
        put(all, &obs);
    }
}

/* One name with many addresses, on many ports. */
static void
spread(flood *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        put_answer(all, &attacker, v4(ATTACKER), "one.flood.test", v4(0x2d000000u + i));
        iot_observation obs = between(&attacker, v4(ATTACKER), &router, v4(0x2d000000u + i));
        obs = in_stream(obs, UDP, REAL + i, 40000, 1 + i % 30000);
        put(all, &obs);
    }
}

/* A name in each stream. */
static void
hellos(flood *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        g_autofree char *name = g_strdup_printf("%063u.%063u.%063u.flood.test", i, i, i);
        iot_observation obs = between(&attacker, v4(ATTACKER), &router, v4(0x2d000000u + i % 256));
        obs = in_stream(obs, TCP, ++all->stream, 40000, 443);
        obs.server_name = name;
        put(all, &obs);
    }
}

/* Everything that networks name, far more than there are. */
static void
announcements(flood *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        g_autofree char *name = g_strdup_printf("name-%u", i);
        iot_observation obs = between(&attacker, v4(0x0a000000u + i), &attacker, v4(ATTACKER));
        iot_fact facts[] = {
            {IOT_FACT_ONLINK, .onlink = {v4(0x2e000000u + i * 16), 28}},
            {IOT_FACT_CLAIM, .claim = {IOT_NAME_MDNS, attacker, {0}, .name = name}},
            {IOT_FACT_SERVER, .server = {i % IOT_ROLES, v4(0x2d000000u + i)}},
            {IOT_FACT_DHCP_SERVER, .dhcp_server = {obs.src, attacker}},
            {IOT_FACT_UNREACHABLE, .unreachable = v4(0x2d000000u + i)},
            {IOT_FACT_EVIDENCE, .evidence = {i % IOT_EVIDENCES, nth_mac(i), {0}, name}},
        };
        obs.facts = facts;
        obs.n_facts = G_N_ELEMENTS(facts);
        put(all, &obs);
    }
}

/* Two devices fight over addresses. */
static void
moves(flood *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        iot_mac mac = nth_mac(i % 2000);
        put_arp(all, &mac, v4(0x0a000000u + i % 7));
        iot_observation obs =
            in_stream(between(&mac, v4(0x0a000000u + i % 7), &router, v4(0x2d000001u + i % 3)), UDP,
                      i % 100, 40000, 9999);
        put(all, &obs);
    }
}

/* Devices that all get at one remote, again and again, what all others send there. */
#define MEETING_ROUNDS 250
static void
meetings(flood *all, uint32_t n)
{
    uint32_t devices = n / MEETING_ROUNDS, first_stream = all->stream + 1;
    iot_addr remote = v4(0x2d000001u);

    for (uint32_t i = 0; i < devices; i++) {
        iot_mac mac = nth_mac(i);
        put_arp(all, &mac, v4(0x0a000000u + i));
    }
    for (uint32_t r = 0; r < MEETING_ROUNDS; r++) {
        all->frame += 4000 - all->frame % 4000 + 4000 * (r % 3);
        /* What is remembered of a stream is a part of that. */
        uint32_t stream = first_stream + r / 50 * devices;
        for (uint32_t i = 0; i < devices; i++) {
            iot_mac mac = nth_mac(i);
            iot_addr own = v4(0x0a000000u + i);
            iot_observation up = between(&mac, own, &router, remote);
            iot_observation down = between(&router, remote, &mac, own);
            up = in_stream(up, TCP, stream + i, 40000, 443);
            down = in_stream(down, TCP, stream + i, 443, 40000);
            up.payload_bytes = down.payload_bytes = 2048 + r * 7919 % 20000;
            put(all, &up);
            put(all, &down);
            all->stream = MAX(all->stream, stream + i);
        }
    }
}

static const struct {
    const char *name;
    void (*run)(flood *all, uint32_t n);
    uint32_t n;
    bool fills; /* some table gets full, which has to be told */
} scenarios[] = {
    {"scan", scan, 1000000, false},          {"names", names, 200000, false},
    {"resolvers", resolvers, 200000, false}, {"macs", macs, 100000, false},
    {"addresses", addresses, 60000, true},   {"aliases", aliases, 16000, false},
    {"askers", askers, 16000, false},        {"spread", spread, 100000, false},
    {"hellos", hellos, 600000, true},        {"announcements", announcements, 100000, true},
    {"moves", moves, 100000, true},          {"meetings", meetings, 300000, false},
};

/* Where the time and the memory (the most so far) go, for people. */
static void
tell(const char *what, gint64 *at)
{
    gint64 now = g_get_monotonic_time();

    struct rusage used;

    getrusage(RUSAGE_SELF, &used);
    printf(" %s %.2f s %.0f MiB,", what, (double)(now - *at) / G_USEC_PER_SEC,
           (double)used.ru_maxrss * 1024 / MIB);
    fflush(stdout);
    *at = now;
}

typedef void (*write_fn)(const iot_report *report, GString *out);

static void
write_one(const iot_report *report, const char *name, write_fn write, gint64 *at)
{
    g_autoptr(GString) out = g_string_new(NULL);

    write(report, out);
    if (write == iot_write_conversations_text)
        g_assert_true((strstr(out->str, "Tables were full") != NULL) == (report->dropped > 0));
    tell(name, at);
}

static void
write_tables(const iot_report *report, gint64 *at)
{
    write_one(report, "text", iot_write_conversations_text, at);
    write_one(report, "devices", iot_write_devices_text, at);
    write_one(report, "services", iot_write_services_text, at);
    write_one(report, "findings", iot_write_findings_text, at);
    write_one(report, "hosts", iot_write_hosts, at);
    write_one(report, "ethers", iot_write_ethers, at);
}

static void
write_documents(const iot_report *report, gint64 *at)
{
    static const iot_table *const tables[] = {&iot_conversations_table, &iot_devices_table,
                                              &iot_services_table, &iot_findings_table};

    for (unsigned i = 0; i < G_N_ELEMENTS(tables); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        iot_write_csv(tables[i], report, out);
    }
    tell("csv", at);
    write_one(report, "json", iot_write_json, at);
    write_one(report, "markdown", iot_write_markdown, at);
    write_one(report, "mud", iot_write_mud, at);
    write_one(report, "nftables", iot_write_nftables, at);
}

static void
check_sums(const iot_report *report, uint64_t packets)
{
    iot_count sum = {0};

    for (guint i = 0; i < report->conversations->len; i++) {
        const iot_row *row = g_ptr_array_index(report->conversations, i);
        iot_count_add(&sum, &row->traffic.sent);
        iot_count_add(&sum, &row->traffic.received);
    }
    for (unsigned i = 0; i < IOT_DIRECTIONS; i++)
        iot_count_add(&sum, &report->rest[i]);
    g_assert_cmpuint(sum.packets, ==, packets);
    g_assert_cmpuint(report->total.packets, ==, packets);
}

/* Returns the seconds that packets, rules, report and tables took. */
static double
run(unsigned which, uint32_t n, bool documents)
{
    flood all = {.capture = iot_capture_new(&(iot_capture_options){0}),
                 .counters = iot_counters_new()};
    gint64 at = g_get_monotonic_time();

    printf("%s %u:", scenarios[which].name, n);
    put_real(&all);
    scenarios[which].run(&all, n);
    tell("packets", &at);
    iot_capture_settle(all.capture);
    iot_findings *findings = iot_findings_new(all.capture, &(iot_settings){.periodic_all = false});
    tell("rules", &at);
    /* As the plugin does: remotes and places for documents, not for tables. */
    iot_report *report =
        iot_report_new(all.capture, all.counters,
                       &(iot_report_options){.remotes = documents, .policies = documents});
    tell("report", &at);
    report->findings = findings;
    check_real(report);
    check_sums(report, all.packets);
    if (scenarios[which].fills && n == scenarios[which].n)
        g_assert_cmpuint(report->dropped, >, 0);
    write_tables(report, &at);
    double seconds = (double)clock() / CLOCKS_PER_SEC;
    if (documents)
        write_documents(report, &at);
    printf(" dropped %" G_GUINT64_FORMAT, report->dropped);
    iot_report_free(report);
    iot_findings_free(findings);
    iot_counters_free(all.counters);
    iot_capture_free(all.capture);
    return seconds;
}

int
main(int argc, char **argv)
{
    const char *wanted = argc > 1 ? argv[1] : "list";

    for (unsigned i = 0; i < G_N_ELEMENTS(scenarios); i++) {
        if (strcmp(wanted, "list") == 0)
            printf("%s\n", scenarios[i].name);
        else if (strcmp(wanted, scenarios[i].name) == 0)
            return cost_check(run, i, cost_part(argc, argv, scenarios[i].n), MEMORY_MIB);
    }
    return strcmp(wanted, "list") == 0 ? 0 : 2;
}
