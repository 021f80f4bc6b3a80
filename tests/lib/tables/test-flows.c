/* test-flows.c - endpoints, streams, and what makes packets one flow
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "build.h"
#include "tables/flows.h"

#define LAMP_MAC   "00:00:5e:00:53:10"
#define ROUTER_MAC "00:00:5e:00:53:01"
#define LAMP       "192.168.1.10"
#define CLOUD      "203.0.113.7"

static iot_observation
outbound(uint32_t frame)
{
    return packet(frame, LAMP_MAC, LAMP, ROUTER_MAC, CLOUD);
}

static iot_observation
inbound(uint32_t frame)
{
    return packet(frame, ROUTER_MAC, CLOUD, LAMP_MAC, LAMP);
}

static iot_flow_id
take_at(iot_flows *flows, const iot_observation *obs, uint32_t epoch)
{
    uint32_t src = iot_flows_endpoint(flows, &obs->src_mac, &obs->src, true);
    uint32_t dst = iot_flows_endpoint(flows, &obs->dst_mac, &obs->dst, false);

    return iot_flows_get(flows, obs, src, dst, iot_flows_stream(flows, obs), epoch);
}

static iot_flow_id
take(iot_flows *flows, iot_observation obs)
{
    return take_at(flows, &obs, 0);
}

static const char *
service_of(const iot_flows *flows, iot_flow_id flow)
{
    static char text[IOT_SERVICE_TEXT];
    iot_service service = iot_flow_service(iot_flows_flow(flows, flow));

    return iot_service_format(&service, text);
}

static void
test_endpoint_is_a_mac_beside_an_address(void)
{
    g_autoptr(iot_flows) flows = iot_flows_new();
    iot_mac lamp = mac(LAMP_MAC), router = mac(ROUTER_MAC), none = mac(NULL);
    iot_addr at = addr(LAMP), nowhere = addr(NULL);
    uint32_t number = iot_flows_endpoint(flows, &lamp, &at, false);

    g_assert_cmpuint(iot_flows_endpoint(flows, &lamp, &at, false), ==, number);
    g_assert_cmpuint(iot_flows_endpoint(flows, &router, &at, false), !=, number);
    g_assert_cmpuint(iot_flows_endpoint(flows, &lamp, &nowhere, false), !=, number);
    g_assert_cmpuint(iot_flows_endpoint(flows, &none, &at, false), !=, number);
    g_assert_cmpuint(iot_flows_endpoints(flows), ==, 5);
    assert_mac(&iot_flows_endpoint_get(flows, number)->mac, LAMP_MAC);
    assert_addr(&iot_flows_endpoint_get(flows, number)->addr, LAMP);
}

static void
test_endpoint_remembers_that_it_sent(void)
{
    g_autoptr(iot_flows) flows = iot_flows_new();
    iot_mac lamp = mac(LAMP_MAC);
    iot_addr at = addr(LAMP);
    uint32_t number = iot_flows_endpoint(flows, &lamp, &at, false);

    g_assert_false(iot_flows_endpoint_get(flows, number)->sent);
    iot_flows_endpoint(flows, &lamp, &at, true);
    iot_flows_endpoint(flows, &lamp, &at, false);
    g_assert_true(iot_flows_endpoint_get(flows, number)->sent);
}

static void
test_flows_are_numbered_from_one_by_their_first_packets(void)
{
    g_autoptr(iot_flows) flows = iot_flows_new();

    g_assert_cmpuint(iot_flows_count(flows), ==, 0);
    g_assert_cmpuint(take(flows, outbound(1)), ==, 1);
    g_assert_cmpuint(take(flows, inbound(2)), ==, 2);
    g_assert_cmpuint(take(flows, outbound(3)), ==, 1);
    g_assert_cmpuint(iot_flows_count(flows), ==, 2);
    g_assert_cmpuint(iot_flows_flow(flows, 1)->first_frame, ==, 1);
    g_assert_cmpuint(iot_flows_flow(flows, 2)->first_frame, ==, 2);
}

static void
test_flow_never_spans_two_streams_transports_or_protocols(void)
{
    g_autoptr(iot_flows) flows = iot_flows_new();
    iot_observation icmp = outbound(1), igmp = outbound(1);

    icmp.protocol = "icmp";
    igmp.protocol = "igmp";
    const iot_observation different[] = {
        outbound(1),
        icmp,
        igmp,
        in_stream(outbound(1), TCP, 0, 40000, 443),
        in_stream(outbound(1), TCP, 1, 40001, 443),
        in_stream(outbound(1), UDP, 0, 40000, 443),
        in_stream(outbound(1), UDP, 1, 40001, 443),
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(different); i++)
        g_assert_cmpuint(take(flows, different[i]), ==, i + 1);
    for (unsigned i = 0; i < G_N_ELEMENTS(different); i++)
        g_assert_cmpuint(take(flows, different[i]), ==, i + 1);
}

static void
test_flow_never_spans_a_change_of_knowledge(void)
{
    g_autoptr(iot_flows) flows = iot_flows_new();
    iot_observation obs = in_stream(outbound(1), UDP, 0, 40000, 443);
    iot_flow_id before = take_at(flows, &obs, 7);

    g_assert_cmpuint(take_at(flows, &obs, 7), ==, before);
    g_assert_cmpuint(take_at(flows, &obs, 8), !=, before);
}

static void
test_protocol_is_no_part_of_a_flow_inside_a_stream(void)
{
    g_autoptr(iot_flows) flows = iot_flows_new();
    iot_observation handshake = in_stream(outbound(1), TCP, 0, 40000, 443), data = handshake;

    data.protocol = "tls";
    iot_flow_id flow = take(flows, handshake);
    g_assert_cmpuint(take(flows, data), ==, flow);
    g_assert_cmpstr(service_of(flows, flow), ==, "tcp/443 tls");
}

static void
test_tcp_is_named_as_of_its_streams_first_frame(void)
{
    g_autoptr(iot_flows) flows = iot_flows_new();
    iot_observation first = in_stream(outbound(10), TCP, 0, 40000, 443);
    iot_observation later = in_stream(inbound(20), TCP, 0, 443, 40000);

    g_assert_cmpuint(iot_flows_flow(flows, take_at(flows, &first, 0))->name_frame, ==, 10);
    g_assert_cmpuint(iot_flows_flow(flows, take_at(flows, &later, 0))->name_frame, ==, 10);
    g_assert_cmpuint(iot_flows_flow(flows, take_at(flows, &later, 1))->name_frame, ==, 10);
}

static void
test_udp_and_portless_packets_are_named_as_of_their_own_flow(void)
{
    g_autoptr(iot_flows) flows = iot_flows_new();
    iot_observation udp = in_stream(outbound(10), UDP, 0, 40000, 123);
    iot_observation icmp = outbound(30);

    take(flows, udp);
    udp.frame = 20;
    g_assert_cmpuint(iot_flows_flow(flows, take_at(flows, &udp, 1))->name_frame, ==, 20);
    g_assert_cmpuint(iot_flows_flow(flows, take(flows, icmp))->name_frame, ==, 30);
}

static void
test_sides_of_a_stream_are_told_by_address_and_port(void)
{
    g_autoptr(iot_flows) flows = iot_flows_new();
    iot_observation first = in_stream(outbound(1), TCP, 0, 40000, 443);
    iot_observation reply = in_stream(inbound(2), TCP, 0, 443, 40000);
    iot_observation self = in_stream(packet(3, NULL, LAMP, NULL, LAMP), UDP, 9, 5000, 6000);
    iot_observation self_reply = in_stream(self, UDP, 9, 6000, 5000);

    iot_stream *stream = iot_flows_stream(flows, &first);
    g_assert_cmpint(iot_stream_side(stream, &first), ==, IOT_SIDE_SRC);
    g_assert_cmpint(iot_stream_side(stream, &reply), ==, IOT_SIDE_DST);
    stream = iot_flows_stream(flows, &self);
    g_assert_cmpint(iot_stream_side(stream, &self), ==, IOT_SIDE_SRC);
    g_assert_cmpint(iot_stream_side(stream, &self_reply), ==, IOT_SIDE_DST);
}

static void
test_packet_outside_streams_has_none(void)
{
    g_autoptr(iot_flows) flows = iot_flows_new();
    iot_observation obs = outbound(1);

    obs.transport = UDP;
    g_assert_null(iot_flows_stream(flows, &obs));
    obs.protocol = "icmp";
    g_assert_cmpstr(service_of(flows, take(flows, obs)), ==, "icmp");
}

static void
test_server_is_the_receiver_of_the_syn_wherever_its_port_is(void)
{
    g_autoptr(iot_flows) flows = iot_flows_new();
    iot_observation syn = in_stream(outbound(1), TCP, 0, 443, 50000);
    iot_observation reply = in_stream(inbound(2), TCP, 0, 50000, 443);

    syn.syn = true;
    iot_flow_id out = take(flows, syn), in = take(flows, reply);
    g_assert_cmpstr(service_of(flows, out), ==, "tcp/50000");
    g_assert_cmpstr(service_of(flows, in), ==, "tcp/50000");
    g_assert_true(iot_flow_is_to_server(flows, iot_flows_flow(flows, out)));
    g_assert_false(iot_flow_is_to_server(flows, iot_flows_flow(flows, in)));
}

static void
test_syn_ack_after_other_packets_still_settles_the_server(void)
{
    g_autoptr(iot_flows) flows = iot_flows_new();
    iot_observation first = in_stream(outbound(1), TCP, 0, 443, 50000);
    iot_observation syn_ack = in_stream(inbound(2), TCP, 0, 50000, 443);

    syn_ack.syn = syn_ack.ack = true;
    iot_flow_id out = take(flows, first);
    g_assert_false(iot_flow_is_to_server(flows, iot_flows_flow(flows, out)));
    take(flows, syn_ack);
    g_assert_true(iot_flow_is_to_server(flows, iot_flows_flow(flows, out)));
    g_assert_cmpstr(service_of(flows, out), ==, "tcp/50000");
}

static void
test_capture_begun_in_the_middle_guesses_the_server_by_port(void)
{
    g_autoptr(iot_flows) flows = iot_flows_new();
    iot_flow_id in = take(flows, in_stream(inbound(1), TCP, 0, 443, 40000));
    iot_flow_id out = take(flows, in_stream(outbound(2), TCP, 0, 40000, 443));

    g_assert_true(iot_flow_is_to_server(flows, iot_flows_flow(flows, out)));
    g_assert_false(iot_flow_is_to_server(flows, iot_flows_flow(flows, in)));
    g_assert_cmpstr(service_of(flows, in), ==, "tcp/443");
}

static void
test_whoever_asks_for_a_server_by_name_is_the_client(void)
{
    g_autoptr(iot_flows) flows = iot_flows_new();
    iot_flow_id in = take(flows, in_stream(inbound(1), TCP, 0, 49152, 40000));
    iot_observation request = in_stream(outbound(2), TCP, 0, 40000, 49152);

    g_assert_cmpstr(service_of(flows, in), ==, "tcp/40000");
    request.http_host = "host.example";
    iot_flow_id out = take(flows, request);
    g_assert_cmpstr(service_of(flows, in), ==, "tcp/49152");
    g_assert_true(iot_flow_is_to_server(flows, iot_flows_flow(flows, out)));
}

static void
test_first_protocol_of_a_stream_stays(void)
{
    g_autoptr(iot_flows) flows = iot_flows_new();
    iot_observation obs = in_stream(outbound(1), TCP, 0, 40000, 443);

    iot_flow_id flow = take(flows, obs);
    obs.protocol = "tls";
    take(flows, obs);
    obs.protocol = "http2";
    take(flows, obs);
    g_assert_cmpstr(service_of(flows, flow), ==, "tcp/443 tls");
}

static void
test_first_name_of_a_stream_stays_clean_and_folded(void)
{
    g_autoptr(iot_flows) flows = iot_flows_new();
    iot_observation obs = in_stream(outbound(1), TCP, 0, 40000, 443);

    obs.server_name = "\x01";
    g_assert_null(iot_flows_stream(flows, &obs)->name);
    obs.server_name = "API.Vendor\n.Example";
    obs.http_host = "host.example";
    iot_flows_stream(flows, &obs);
    obs.server_name = "other.example";
    const iot_stream *stream = iot_flows_stream(flows, &obs);
    g_assert_cmpstr(stream->name, ==, "api.vendor.example");
    g_assert_cmpint(stream->name_source, ==, IOT_STREAM_SNI);
}

static void
test_http_host_names_a_stream_without_server_name(void)
{
    g_autoptr(iot_flows) flows = iot_flows_new();
    iot_observation obs = in_stream(outbound(1), TCP, 0, 40000, 80);

    obs.http_host = "Host.Example";
    const iot_stream *stream = iot_flows_stream(flows, &obs);
    g_assert_cmpstr(stream->name, ==, "host.example");
    g_assert_cmpint(stream->name_source, ==, IOT_STREAM_HTTP);
}

static void
test_tcp_and_udp_streams_of_one_number_are_two(void)
{
    g_autoptr(iot_flows) flows = iot_flows_new();
    iot_observation tcp = in_stream(outbound(1), TCP, 5, 40000, 443);
    iot_observation udp = in_stream(outbound(2), UDP, 5, 40000, 443);

    g_assert_true(iot_flows_stream(flows, &tcp) != iot_flows_stream(flows, &udp));
    g_assert_true(iot_flows_stream(flows, &tcp) == iot_flows_stream(flows, &tcp));
}

/* With bare numbers for endpoints, as a flow costs least so. */
static void
test_flood_of_names_leaves_streams_without(void)
{
    g_autoptr(iot_flows) flows = iot_flows_new();
    const iot_stream *last = NULL;

    for (uint32_t i = 0; i <= IOT_FLOWS_STRINGS_MAX; i++) {
        char name[24];
        iot_observation obs =
            in_stream(packet(i + 1, NULL, NULL, NULL, NULL), IOT_TRANSPORT_TCP, i, 40000, 443);
        g_snprintf(name, sizeof name, "n%u.example", i);
        obs.server_name = name;
        g_assert_true(!last || last->name);
        last = iot_flows_stream(flows, &obs);
    }
    g_assert_nonnull(last);
    g_assert_null(last->name);
    g_assert_cmpuint(iot_flows_dropped(flows), ==, 1);
}

static void
test_flood_of_flows_is_dropped_beyond_the_cap(void)
{
    g_autoptr(iot_flows) flows = iot_flows_new();
    iot_observation obs = {.frame = 1};

    for (uint32_t i = 0; i < IOT_FLOWS_MAX; i++)
        iot_flows_get(flows, &obs, i, 0, NULL, 0);
    g_assert_cmpuint(iot_flows_dropped(flows), ==, 0);
    g_assert_cmpuint(iot_flows_get(flows, &obs, IOT_FLOWS_MAX, 0, NULL, 0), ==, IOT_FLOW_NONE);
    g_assert_cmpuint(iot_flows_dropped(flows), ==, 1);
    g_assert_cmpuint(iot_flows_count(flows), ==, IOT_FLOWS_MAX);
    g_assert_cmpuint(iot_flows_get(flows, &obs, 7, 0, NULL, 0), ==, 8);
}

static void
test_texts_go_with_the_last_flow_that_has_them(void)
{
    g_autoptr(iot_flows) flows = iot_flows_new();
    iot_observation lldp = outbound(1), arp = outbound(2);

    take(flows, outbound(1));
    uint64_t without = iot_flows_bytes(flows);
    lldp.protocol = "lldp";
    take(flows, lldp);
    uint64_t with_one = iot_flows_bytes(flows);
    arp.protocol = "arp";
    take(flows, arp);
    g_assert_cmpuint(iot_flows_bytes(flows), >, with_one);
    iot_flows_remove(flows, (const uint8_t[]){1, 1, 1, 0});
    g_assert_cmpuint(iot_flows_bytes(flows), ==, with_one);
    g_assert_cmpstr(iot_flows_flow(flows, 2)->protocol, ==, "lldp");
    iot_flows_remove(flows, (const uint8_t[]){1, 1, 0, 0});
    g_assert_cmpuint(iot_flows_bytes(flows), ==, without);
}

static void
test_free_accepts_null(void)
{
    iot_flows_free(NULL);
}

#define ADD(name) g_test_add_func("/flows/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(endpoint_is_a_mac_beside_an_address);
    ADD(endpoint_remembers_that_it_sent);
    ADD(flows_are_numbered_from_one_by_their_first_packets);
    ADD(flow_never_spans_two_streams_transports_or_protocols);
    ADD(flow_never_spans_a_change_of_knowledge);
    ADD(protocol_is_no_part_of_a_flow_inside_a_stream);
    ADD(tcp_is_named_as_of_its_streams_first_frame);
    ADD(udp_and_portless_packets_are_named_as_of_their_own_flow);
    ADD(sides_of_a_stream_are_told_by_address_and_port);
    ADD(packet_outside_streams_has_none);
    ADD(server_is_the_receiver_of_the_syn_wherever_its_port_is);
    ADD(syn_ack_after_other_packets_still_settles_the_server);
    ADD(capture_begun_in_the_middle_guesses_the_server_by_port);
    ADD(whoever_asks_for_a_server_by_name_is_the_client);
    ADD(first_protocol_of_a_stream_stays);
    ADD(first_name_of_a_stream_stays_clean_and_folded);
    ADD(http_host_names_a_stream_without_server_name);
    ADD(tcp_and_udp_streams_of_one_number_are_two);
    ADD(flood_of_names_leaves_streams_without);
    ADD(flood_of_flows_is_dropped_beyond_the_cap);
    ADD(texts_go_with_the_last_flow_that_has_them);
    ADD(free_accepts_null);
    return g_test_run();
}
