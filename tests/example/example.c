/* example.c - libiotdev without Wireshark: six packets, told by hand, become a table
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     cc example.c $(pkg-config --cflags --libs iotdev) -o example && ./example
 */
#include <stdio.h>

#include <iotdev.h>

#define MS INT64_C(1000000) /* in ns */

static const iot_mac robot = {{0x40, 0x9f, 0x38, 0x65, 0x36, 0x67}};
static const iot_mac router = {{0x00, 0xe0, 0x4c, 0x69, 0x8e, 0xeb}};
static const iot_mac everybody = {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

static iot_addr
address(const char *text)
{
    iot_addr addr = {0};

    iot_addr_parse(text, &addr);
    return addr;
}

/* The first call learns from the packet, the second counts it: a filter would stand between. */
static void
take(iot_capture *capture, iot_counters *counters, const iot_observation *obs)
{
    iot_flow_id flow = iot_capture_observe(capture, obs);

    iot_counters_add_packet(counters, flow, obs);
}

int
main(void)
{
    const iot_addr local = address("192.168.1.20"), resolver = address("192.168.1.1");
    const iot_addr cloud = address("203.0.113.7");
    const iot_fact robot_at = {.kind = IOT_FACT_BINDING,
                               .binding = {.addr = local, .mac = robot, .neighbour = true}};
    const iot_fact router_at = {.kind = IOT_FACT_BINDING,
                                .binding = {.addr = resolver, .mac = router, .neighbour = true}};
    const iot_fact claim = {.kind = IOT_FACT_CLAIM,
                            .claim = {.source = IOT_NAME_DHCP, .mac = robot, .name = "Roomba"}};
    const iot_fact answer = {
        .kind = IOT_FACT_ANSWER,
        .answer = {
            .addr = cloud, .ttl_s = 60, .question = "cloud.example", .owner = "cdn.example"}};
    /* What a member does not say stays zero: "not in this packet". */
    /* clang-format off */
    const iot_observation packets[] = {
        {.frame = 1, .time_ns = 0, .length_bytes = 342, .src_mac = robot, .dst_mac = everybody,
         .protocol = "dhcp", .facts = &claim, .n_facts = 1},
        {.frame = 2, .time_ns = 5 * MS, .length_bytes = 42, .src_mac = robot, .dst_mac = router,
         .protocol = "arp", .facts = &robot_at, .n_facts = 1},
        {.frame = 3, .time_ns = 6 * MS, .length_bytes = 42, .src_mac = router, .dst_mac = robot,
         .protocol = "arp", .facts = &router_at, .n_facts = 1},
        {.frame = 4, .time_ns = 40 * MS, .length_bytes = 120, .src_mac = router, .dst_mac = robot,
         .src = resolver, .dst = local, .transport = IOT_TRANSPORT_UDP, .src_port = 53,
         .dst_port = 40001, .has_stream = true, .stream = 0, .protocol = "dns",
         .facts = &answer, .n_facts = 1},
        {.frame = 5, .time_ns = 41 * MS, .length_bytes = 74, .src_mac = robot, .dst_mac = router,
         .src = local, .dst = cloud, .transport = IOT_TRANSPORT_TCP, .src_port = 50000,
         .dst_port = 8883, .has_stream = true, .stream = 0, .syn = true},
        {.frame = 6, .time_ns = 71 * MS, .length_bytes = 74, .src_mac = router, .dst_mac = robot,
         .src = cloud, .dst = local, .transport = IOT_TRANSPORT_TCP, .src_port = 8883,
         .dst_port = 50000, .has_stream = true, .stream = 0, .syn = true, .ack = true,
         .acks_frame = 5, .ack_rtt_ns = 30 * MS},
    };
    /* clang-format on */
    const iot_capture_options options = {.settings = NULL};
    const iot_report_options how = {.locator = {.medium = IOT_MEDIUM_FIBRE}};
    g_autoptr(iot_capture) capture = iot_capture_new(&options);
    g_autoptr(iot_counters) counters = iot_counters_new();
    g_autoptr(GString) text = g_string_new(NULL);

    for (unsigned i = 0; i < G_N_ELEMENTS(packets); i++)
        take(capture, counters, &packets[i]);
    iot_capture_settle(capture);
    g_autoptr(iot_report) report = iot_report_new(capture, counters, &how);
    iot_write_conversations_text(report, text);
    fputs(text->str, stdout);
    return 0;
}
