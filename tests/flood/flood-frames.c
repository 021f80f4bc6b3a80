/* flood-frames.c - floods of forged frames: what keeps only what reports need keeps little
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * usage: flood-frames SCENARIO      ("flood-frames list" tells them)
 *
 * As iot-devices takes them: bytes through the dissector, streams closed when it forgets them. Some
 * real traffic comes first and has to be in the report. Memory is bounded by what is different
 * (addresses, MACs, names) or, where all is the same again and again, by little at all.
 */
#include "../lib/frames.h"
#include "cost.h"

#include "write/writer.h"

#include <stdlib.h>
#include <time.h>

#define HOME        "192.168.1.10"
#define HOME_MAC    "00:17:88:00:00:10"
#define ROUTER      "192.168.1.1"
#define ROUTER_MAC  "d4:6e:0e:00:00:01"
#define SERVER      "198.51.100.7"
#define SERVER_NAME "api.example.com"
#define ATTACKER    0xc0a80163u /* 192.168.1.99 */
#define VICTIM      0x2d000001u

typedef struct flood {
    iot_capture *capture;
    iot_counters *counters;
    iot_dissector *dissector;
    uint64_t packets;
} flood;

typedef struct end {
    iot_mac mac;
    uint32_t addr;
    uint16_t port;
} end;

static const iot_mac attacker_mac = {{0, 0x17, 0x88, 2, 0, 1}};
static const iot_mac router_mac = {{0xd4, 0x6e, 0x0e, 0, 0, 1}};

static void
on_closed(iot_transport transport, uint32_t stream, void *user_data)
{
    flood *all = user_data;

    iot_capture_close_stream(all->capture, transport, stream, iot_counters_move, all->counters);
}

static void
put(flood *all, bytes *b)
{
    iot_frame frame = {
        .number = (uint32_t)++all->packets,
        .time_ns = (int64_t)all->packets * MS,
        .bytes = b->at,
        .captured_bytes = b->length,
        .length_bytes = b->length,
    };
    iot_observation obs;

    iot_dissector_read(all->dissector, IOT_LINK_ETHERNET, &frame, &obs);
    iot_flow_id flow = iot_capture_observe(all->capture, &obs);
    iot_counters_add_packet(all->counters, flow, &obs);
}

static void
put16(uint8_t *at, uint16_t value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static void
put32(uint8_t *at, uint32_t value)
{
    put16(at, (uint16_t)(value >> 16));
    put16(at + 2, (uint16_t)value);
}

static void
begin(bytes *b, const end *from, const end *to, uint16_t type)
{
    b->length = 0;
    add(b, to->mac.bytes, 6);
    add(b, from->mac.bytes, 6);
    add16(b, type);
}

static void
begin_ip(bytes *b, const end *from, const end *to, uint8_t protocol, uint16_t payload)
{
    begin(b, from, to, ETHERTYPE_IP4);
    add_ip4(b, protocol, "0.0.0.0", "0.0.0.0", payload);
    put32(b->at + 26, from->addr);
    put32(b->at + 30, to->addr);
}

static void
put_udp(flood *all, const end *from, const end *to, const void *payload, uint16_t length)
{
    bytes b;

    begin_ip(&b, from, to, PROTOCOL_UDP, (uint16_t)(8 + length));
    add_udp(&b, from->port, to->port, length);
    add(&b, payload, length);
    put(all, &b);
}

static void
put_tcp(flood *all, const end *from, const end *to, tcp_bytes t, const void *payload,
        uint16_t length)
{
    bytes b;

    begin_ip(&b, from, to, PROTOCOL_TCP, (uint16_t)(20 + length));
    t.src_port = from->port;
    t.dst_port = to->port;
    add_tcp(&b, t);
    add(&b, payload, length);
    put(all, &b);
}

static void
put_arp(flood *all, const iot_mac *mac, uint32_t addr)
{
    const end from = {*mac, addr, 0}, everybody = {{{255, 255, 255, 255, 255, 255}}, 0, 0};
    bytes b;

    begin(&b, &from, &everybody, 0x0806);
    add32(&b, 0x00010800);
    add32(&b, 0x06040002);
    add(&b, mac->bytes, 6);
    add32(&b, addr);
    add(&b, mac->bytes, 6);
    add32(&b, addr);
    put(all, &b);
}

static void
add_name(bytes *b, const char *name)
{
    g_auto(GStrv) labels = g_strsplit(name, ".", -1);

    for (unsigned i = 0; labels[i]; i++) {
        add8(b, (uint8_t)strlen(labels[i]));
        add(b, labels[i], (uint32_t)strlen(labels[i]));
    }
    add8(b, 0);
}

/* Without `addr` a question, else the answer to it. */
static void
put_dns(flood *all, const end *client, const end *server, const char *name, uint32_t addr)
{
    bytes b = {0};

    add32(&b, addr ? 0x00018180 : 0x00010100);
    add32(&b, addr ? 0x00010001 : 0x00010000);
    add32(&b, 0);
    add_name(&b, name);
    add32(&b, 0x00010001);
    if (addr) {
        add16(&b, 0xc00c);
        add32(&b, 0x00010001);
        add32(&b, 60);
        add16(&b, 4);
        add32(&b, addr);
    }
    put_udp(all, addr ? server : client, addr ? client : server, b.at, (uint16_t)b.length);
}

/* A name of its own for a device, told by mDNS. */
static void
put_claim(flood *all, const end *from, const char *name)
{
    static const end group = {{{1, 0, 0x5e, 0, 0, 0xfb}}, 0xe00000fb, 5353};
    bytes b = {0};

    add32(&b, 0x00008400);
    add32(&b, 1);
    add32(&b, 0);
    add_name(&b, name);
    add32(&b, 0x00018001);
    add32(&b, 120);
    add16(&b, 4);
    add32(&b, from->addr);
    put_udp(all, from, &group, b.at, (uint16_t)b.length);
}

static uint16_t
hello_of(const char *name, bytes *b)
{
    uint16_t length = (uint16_t)strlen(name);

    *b = (bytes){0};
    add8(b, 0x16);
    add16(b, 0x0301);
    add16(b, (uint16_t)(4 + 34 + 1 + 4 + 2 + 2 + 9 + length));
    add32(b, 0x01000000u | (34u + 1 + 4 + 2 + 2 + 9 + length));
    add16(b, 0x0303);
    add_zeros(b, 32 + 1);
    add32(b, 0x00021301);
    add16(b, 0x0100);
    add16(b, (uint16_t)(9 + length));
    add16(b, 0);
    add16(b, (uint16_t)(5 + length));
    add16(b, (uint16_t)(3 + length));
    add8(b, 0);
    add16(b, length);
    add(b, name, length);
    return (uint16_t)b->length;
}

/* The beginning of a connection, whole. */
static void
put_connection(flood *all, const end *client, const end *server, const char *name)
{
    bytes hello = {0};
    uint16_t length = name ? hello_of(name, &hello) : 4;

    put_tcp(all, client, server, (tcp_bytes){.sequence = 99, .flags = SYN}, NULL, 0);
    put_tcp(all, server, client, (tcp_bytes){.sequence = 199, .ack = 100, .flags = SYN | ACK}, NULL,
            0);
    put_tcp(all, client, server, (tcp_bytes){.sequence = 100, .ack = 200, .flags = ACK}, hello.at,
            length);
    put_tcp(all, server, client,
            (tcp_bytes){.sequence = 200, .ack = 100 + length, .flags = ACK | FIN}, NULL, 0);
}

static end
attacker_at(uint16_t port)
{
    return (end){attacker_mac, ATTACKER, port};
}

static end
behind_router(uint32_t addr, uint16_t port)
{
    return (end){router_mac, addr, port};
}

static uint32_t
number_of(const char *text)
{
    iot_addr parsed = addr(text);

    return (uint32_t)parsed.bytes[0] << 24 | (uint32_t)parsed.bytes[1] << 16 |
           (uint32_t)parsed.bytes[2] << 8 | parsed.bytes[3];
}

/* What has to be in the report, whatever comes after it. */
static void
put_real(flood *all)
{
    iot_mac home_mac = mac(HOME_MAC);
    const end asking = {home_mac, number_of(HOME), 50000},
              home = {home_mac, number_of(HOME), 50001};
    const end resolver = {router_mac, number_of(ROUTER), 53};
    const end server = behind_router(number_of(SERVER), 443);

    put_arp(all, &home_mac, number_of(HOME));
    put_arp(all, &router_mac, number_of(ROUTER));
    put_dns(all, &asking, &resolver, SERVER_NAME, 0);
    put_dns(all, &asking, &resolver, SERVER_NAME, number_of(SERVER));
    put_connection(all, &home, &server, NULL);
}

static void
check_real(const iot_report *report)
{
    unsigned found = 0;

    for (guint i = 0; i < report->conversations->len; i++) {
        const iot_conversation_row *row = g_ptr_array_index(report->conversations, i);
        iot_mac home_mac = mac(HOME_MAC);
        if (!row->name || strcmp(row->name, SERVER_NAME) != 0)
            continue;
        g_assert_true(iot_mac_equal(iot_device_mac(row->base.device), &home_mac));
        g_assert_cmpuint(row->base.traffic.sent.packets, ==, 2);
        g_assert_cmpuint(row->base.traffic.received.packets, ==, 2);
        g_assert_cmpint(row->rtt_ns, ==, MS);
        found++;
    }
    g_assert_cmpuint(found, ==, 1);
}

/* The floods. */

/* Each address once. */
static void
scan(flood *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        end from = attacker_at((uint16_t)(1024 + i % 60000)), to = behind_router(VICTIM + i, 23);
        put_tcp(all, &from, &to, (tcp_bytes){.sequence = i, .flags = SYN}, NULL, 0);
    }
}

static void
macs(flood *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        end from = {nth_mac(i), 0x0a000000u + i, 40000}, to = behind_router(VICTIM, 9999);
        put_arp(all, &from.mac, from.addr);
        put_udp(all, &from, &to, "flood", 5);
    }
}

static void
names(flood *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        g_autofree char *name = g_strdup_printf("x%u.flood.test", i);
        end from = attacker_at((uint16_t)(1024 + i % 60000)), to = behind_router(0xc0a80101u, 53);
        put_dns(all, &from, &to, name, 0);
        put_dns(all, &from, &to, name, VICTIM + i);
    }
}

/* One device that calls itself otherwise all the time. */
static void
claims(flood *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        g_autofree char *name = g_strdup_printf("x%u.local", i);
        end from = attacker_at(5353);
        put_claim(all, &from, name);
    }
}

/* A name in each connection. */
static void
hellos(flood *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        g_autofree char *name = g_strdup_printf("x%u.flood.test", i);
        end from = attacker_at((uint16_t)(1024 + i % 60000)), to = behind_router(VICTIM, 443);
        put_connection(all, &from, &to, name);
    }
}

/* The same connection, from another port each time. */
static void
streams(flood *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        end from = attacker_at((uint16_t)(1024 + i % 60000)), to = behind_router(VICTIM, 443);
        put_connection(all, &from, &to, "one.flood.test");
    }
}

/* One connection that does not end. */
static void
packets(flood *all, uint32_t n)
{
    static const uint8_t payload[100];
    end from = attacker_at(40000), to = behind_router(VICTIM, 8883);

    for (uint32_t i = 0; i < n; i++) {
        tcp_bytes out = {.sequence = 1 + i * 100, .ack = 1, .flags = ACK};
        tcp_bytes back = {.sequence = 1, .ack = 1 + (i + 1) * 100, .flags = ACK};
        put_tcp(all, &from, &to, out, payload, sizeof payload);
        if (i % 3)
            put_tcp(all, &to, &from, back, NULL, 0);
    }
}

/* One stream whose sender's MAC is another one with each packet. */
static void
paths(flood *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        end from = {nth_mac(i), ATTACKER, 40000}, to = behind_router(VICTIM, 9999);
        put_udp(all, &from, &to, "flood", 5);
    }
}

/* Holes in a stream that are never filled. */
static void
holes(flood *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        end from = attacker_at((uint16_t)(1024 + i % 30000)), to = behind_router(VICTIM, 443);
        tcp_bytes out = {.sequence = 1 + i / 30000 * 2000, .ack = 1, .flags = ACK};
        put_tcp(all, &from, &to, out, "\x16\x03\x01\x40\x00\x01\x00\x3f\xfc\x03\x03", 11);
    }
}

/* DNS over TCP, many streams of which say that much more will come, and never do. */
static void
halves(flood *all, uint32_t n)
{
    static const uint8_t payload[1400] = {0xff, 0xff};
    const uint32_t segments = 20;

    for (uint32_t i = 0; i < n; i++) {
        uint32_t stream = i / segments, part = i % segments;
        end from = attacker_at((uint16_t)(1024 + stream % 60000)), to = behind_router(VICTIM, 53);
        tcp_bytes out = {.sequence = 1 + part * 1400, .ack = 1, .flags = ACK};
        put_tcp(all, &from, &to, out, payload, sizeof payload);
    }
}

/* Two of few devices fight over each address, and go on talking. */
static void
moves(flood *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        end from = {nth_mac(i % 2000), 0x0a000000u + i % 7, 40000};
        end to = behind_router(VICTIM + i % 3, 9999);
        put_arp(all, &from.mac, from.addr);
        put_udp(all, &from, &to, "flood", 5);
    }
}

/* What streams that ended have in common takes some more than flood.c's limit where it is nothing.
 */
#define DIFFERENT_MIB 1408
#define THE_SAME_MIB  64

static const struct {
    const char *name;
    void (*run)(flood *all, uint32_t n);
    uint32_t n;
    double most_mib;
} scenarios[] = {
    {"scan", scan, 1000000, DIFFERENT_MIB},      {"macs", macs, 1000000, DIFFERENT_MIB},
    {"names", names, 1000000, DIFFERENT_MIB},    {"hellos", hellos, 1000000, DIFFERENT_MIB},
    {"paths", paths, 1000000, DIFFERENT_MIB},    {"claims", claims, 1000000, THE_SAME_MIB},
    {"streams", streams, 1000000, THE_SAME_MIB}, {"packets", packets, 4000000, THE_SAME_MIB},
    {"holes", holes, 1000000, THE_SAME_MIB},     {"moves", moves, 1000000, THE_SAME_MIB},
    {"halves", halves, 600000, THE_SAME_MIB},
};

typedef void (*write_fn)(const iot_report *report, GString *out);

static void
write_reports(const iot_report *report, bool documents)
{
    static const write_fn tables[] = {iot_write_conversations_text, iot_write_devices_text,
                                      iot_write_services_text, iot_write_findings_text};
    static const write_fn rest[] = {iot_write_json, iot_write_markdown, iot_write_mud,
                                    iot_write_nftables};

    for (unsigned i = 0; i < G_N_ELEMENTS(tables); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        tables[i](report, out);
    }
    for (unsigned i = 0; documents && i < G_N_ELEMENTS(rest); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        rest[i](report, out);
    }
}

static double
seconds_so_far(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

static double
peak_mib(void)
{
    struct rusage used;

    getrusage(RUSAGE_SELF, &used);
    return (double)used.ru_maxrss * 1024 / MIB;
}

static double
run(unsigned which, uint32_t n, bool documents)
{
    flood all = {.capture = iot_capture_new(&(iot_capture_options){.reports_only = true}),
                 .counters = iot_counters_new()};

    all.dissector =
        iot_dissector_new(&(iot_dissector_options){.closed = on_closed, .user_data = &all});
    put_real(&all);
    scenarios[which].run(&all, n);
    printf("%s %u: packets %.2f s %.0f MiB", scenarios[which].name, n, seconds_so_far(),
           peak_mib());
    iot_capture_settle(all.capture);
    iot_findings *findings = iot_findings_new(all.capture, &(iot_settings){.periodic_all = false});
    iot_report *report =
        iot_report_new(all.capture, all.counters,
                       &(iot_report_options){.remotes = documents, .policies = documents});
    report->findings = findings;
    check_real(report);
    g_assert_cmpuint(report->total.packets, ==, all.packets);
    write_reports(report, false);
    double seconds = seconds_so_far();
    if (documents)
        write_reports(report, true);
    printf(", dropped %" G_GUINT64_FORMAT, report->dropped);
    iot_report_free(report);
    iot_findings_free(findings);
    iot_dissector_free(all.dissector);
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
            return cost_check(run, i, cost_part(argc, argv, scenarios[i].n), scenarios[i].most_mib);
    }
    return strcmp(wanted, "list") == 0 ? 0 : 2;
}
