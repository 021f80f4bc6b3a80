/* test-dissect-streams.c - numbers of streams, and what happens when there are too many
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "frames.h"

/* What was told to be closed: "tcp 3, udp 0, ". */
static void
note_closed(iot_transport transport, uint32_t stream, void *user_data)
{
    g_string_append_printf(user_data, "%s %u, ", transport == IOT_TRANSPORT_TCP ? "tcp" : "udp",
                           stream);
}

static iot_observation
datagram(iot_dissector *dissector, uint16_t port)
{
    bytes b = {0};

    add_ethernet(&b, ETHERTYPE_IP4);
    add_ip4(&b, PROTOCOL_UDP, "10.0.0.1", "1.2.3.4", 8);
    add_udp(&b, port, 4000, 0);
    return read_frame(dissector, IOT_LINK_ETHERNET, &b);
}

static iot_observation
segment_with(iot_dissector *dissector, uint16_t port, uint32_t sequence, uint8_t flags)
{
    bytes b = {0};

    add_ethernet(&b, ETHERTYPE_IP4);
    add_ip4(&b, PROTOCOL_TCP, "10.0.0.1", "1.2.3.4", 20);
    add_tcp(&b,
            (tcp_bytes){.src_port = port, .dst_port = 443, .sequence = sequence, .flags = flags});
    return read_frame(dissector, IOT_LINK_ETHERNET, &b);
}

static iot_dissector *
small_dissector(GString *closed)
{
    return iot_dissector_new(
        &(iot_dissector_options){.streams_max = 4, .closed = note_closed, .user_data = closed});
}

static void
test_each_transport_numbers_its_streams_from_zero(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();

    g_assert_cmpuint(datagram(dissector, 1).stream, ==, 0);
    g_assert_cmpuint(segment_with(dissector, 1, 100, SYN).stream, ==, 0);
    g_assert_cmpuint(datagram(dissector, 2).stream, ==, 1);
    g_assert_cmpuint(datagram(dissector, 1).stream, ==, 0);
    g_assert_cmpuint(segment_with(dissector, 2, 100, SYN).stream, ==, 1);
}

static void
test_stream_unused_longest_goes_and_its_number_comes_again(void)
{
    g_autoptr(GString) closed = g_string_new(NULL);
    g_autoptr(iot_dissector) dissector = small_dissector(closed);

    segment_with(dissector, 1, 100, SYN);
    datagram(dissector, 1);
    datagram(dissector, 2);
    datagram(dissector, 3);
    segment_with(dissector, 1, 101, ACK);
    g_assert_cmpstr(closed->str, ==, "");
    g_assert_cmpuint(datagram(dissector, 4).stream, ==, 0);
    g_assert_cmpstr(closed->str, ==, "udp 0, ");
    g_assert_cmpuint(segment_with(dissector, 2, 100, SYN).stream, ==, 1);
    g_assert_cmpstr(closed->str, ==, "udp 0, udp 1, ");
    /* Whoever was forgotten is somebody else now. */
    g_assert_cmpuint(datagram(dissector, 1).stream, ==, 2);
    g_assert_cmpstr(closed->str, ==, "udp 0, udp 1, udp 2, ");
}

static void
test_syn_with_another_number_begins_another_stream(void)
{
    g_autoptr(GString) closed = g_string_new(NULL);
    g_autoptr(iot_dissector) dissector = small_dissector(closed);

    segment_with(dissector, 1, 100, SYN);
    segment_with(dissector, 1, 101, ACK);
    segment_with(dissector, 1, 100, SYN);
    g_assert_cmpstr(closed->str, ==, "");
    iot_observation obs = segment_with(dissector, 1, 7000, SYN);
    g_assert_cmpstr(closed->str, ==, "tcp 0, ");
    g_assert_cmpuint(obs.stream, ==, 0);
    g_assert_false(obs.retransmission);
    /* An answer with another number does not. */
    segment_with(dissector, 1, 8000, SYN | ACK);
    g_assert_cmpstr(closed->str, ==, "tcp 0, ");
}

static void
test_numbers_stay_below_the_cap(void)
{
    g_autoptr(GString) closed = g_string_new(NULL);
    g_autoptr(iot_dissector) dissector = small_dissector(closed);

    for (uint16_t i = 1; i < 2000; i++) {
        iot_observation obs = i % 3 ? datagram(dissector, i) : segment_with(dissector, i, 1, SYN);
        g_assert_true(obs.has_stream);
        g_assert_cmpuint(obs.stream, <, 4);
    }
}

static void
test_ends_of_one_address_are_told_apart(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    uint32_t streams[2];

    for (unsigned i = 0; i < 2; i++) {
        bytes b = {0};
        add32(&b, 2);
        add_ip4(&b, PROTOCOL_UDP, "127.0.0.1", "127.0.0.1", 8);
        add_udp(&b, i ? 4000 : 5000, i ? 5000 : 4000, 0);
        streams[i] = read_frame(dissector, IOT_LINK_LOOP, &b).stream;
    }
    g_assert_cmpuint(streams[0], ==, streams[1]);
}

static void
test_impossible_datagram_has_neither_ports_nor_stream(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    bytes b = {0};

    add_ethernet(&b, ETHERTYPE_IP4);
    add_ip4(&b, PROTOCOL_UDP, "10.0.0.1", "1.2.3.4", 8);
    add_udp(&b, 5000, 4000, 0);
    b.at[14 + 20 + 5] = 7;
    iot_observation obs = read_frame(dissector, IOT_LINK_ETHERNET, &b);
    g_assert_cmpint(obs.transport, ==, IOT_TRANSPORT_UDP);
    g_assert_cmpuint(obs.src_port, ==, 0);
    g_assert_false(obs.has_stream);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/streams/each-transport-numbers-its-streams-from-zero",
                    test_each_transport_numbers_its_streams_from_zero);
    g_test_add_func("/streams/stream-unused-longest-goes-and-its-number-comes-again",
                    test_stream_unused_longest_goes_and_its_number_comes_again);
    g_test_add_func("/streams/syn-with-another-number-begins-another-stream",
                    test_syn_with_another_number_begins_another_stream);
    g_test_add_func("/streams/numbers-stay-below-the-cap", test_numbers_stay_below_the_cap);
    g_test_add_func("/streams/ends-of-one-address-are-told-apart",
                    test_ends_of_one_address_are_told_apart);
    g_test_add_func("/streams/impossible-datagram-has-neither-ports-nor-stream",
                    test_impossible_datagram_has_neither_ports_nor_stream);
    return g_test_run();
}
