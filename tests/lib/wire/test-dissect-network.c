/* test-dissect-network.c - ARP, IP, ICMP and neighbour discovery
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "frames.h"

static iot_observation
read_one(const bytes *b)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    iot_observation obs = read_frame(dissector, IOT_LINK_ETHERNET, b);

    /* What they say goes with the dissector. */
    obs.facts = NULL;
    return obs;
}

static bytes
arp_packet(uint16_t hardware)
{
    bytes b = {0};

    add_ethernet(&b, 0x0806);
    add16(&b, hardware);
    add16(&b, 0x0800);
    add16(&b, 0x0604);
    add16(&b, 1);
    add_mac(&b, "02:00:00:00:00:77");
    add_addr(&b, "192.168.1.7");
    add_zeros(&b, 6);
    add_addr(&b, "192.168.1.1");
    return b;
}

static void
test_arp_binds_its_sender(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    bytes b = arp_packet(1);
    iot_observation obs = read_frame(dissector, IOT_LINK_ETHERNET, &b);

    g_assert_cmpuint(n_told(&obs, IOT_FACT_BINDING), ==, 1);
    assert_addr(&nth_told(&obs, IOT_FACT_BINDING, 0)->binding.addr, "192.168.1.7");
    assert_mac(&nth_told(&obs, IOT_FACT_BINDING, 0)->binding.mac, "02:00:00:00:00:77");
    g_assert_true(nth_told(&obs, IOT_FACT_BINDING, 0)->binding.neighbour);
    g_assert_false(iot_addr_is_set(&obs.src));
}

static void
test_arp_of_another_hardware_or_cut_short_binds_nobody(void)
{
    bytes other = arp_packet(32), cut = arp_packet(1);

    cut.length -= 4;
    g_assert_cmpuint(read_one(&other).n_facts, ==, 0);
    g_assert_cmpuint(read_one(&cut).n_facts, ==, 0);
}

static void
test_lists_are_those_of_the_packet(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    bytes b = arp_packet(1), other = {0};

    read_frame(dissector, IOT_LINK_ETHERNET, &b);
    add_ethernet(&other, 0x888e);
    g_assert_cmpuint(read_frame(dissector, IOT_LINK_ETHERNET, &other).n_facts, ==, 0);
}

static void
test_length_is_that_of_the_header_and_not_of_the_frame(void)
{
    bytes b = {0};

    add_ethernet(&b, ETHERTYPE_IP4);
    add_ip4(&b, PROTOCOL_TCP, "10.0.0.1", "1.2.3.4", 20 + 3);
    add_tcp(&b, (tcp_bytes){.src_port = 1, .dst_port = 2, .flags = ACK});
    add_zeros(&b, 20); /* a trailer */
    g_assert_cmpuint(read_one(&b).payload_bytes, ==, 3);
    /* ... unless the card cut the segments, and the header says zero. */
    b.at[16] = b.at[17] = 0;
    g_assert_cmpuint(read_one(&b).payload_bytes, ==, 20);
    b.cut = 4000;
    g_assert_cmpuint(read_one(&b).payload_bytes, ==, 4020);
}

static void
test_length_counts_what_was_not_captured(void)
{
    bytes b = {.cut = 1400};

    add_ethernet(&b, ETHERTYPE_IP4);
    add_ip4(&b, PROTOCOL_TCP, "10.0.0.1", "1.2.3.4", 20 + 1390);
    add_tcp(&b, (tcp_bytes){.src_port = 1, .dst_port = 2, .flags = ACK});
    g_assert_cmpuint(read_one(&b).payload_bytes, ==, 1390);
}

static void
test_options_of_ip_are_passed_and_a_route_tells_its_end(void)
{
    bytes b = {0};

    add_ethernet(&b, ETHERTYPE_IP4);
    add_ip4(&b, PROTOCOL_UDP, "10.0.0.1", "10.0.0.254", 8 + 8);
    b.at[14] = 0x47;
    add32(&b, 0x83070400 | 1); /* loose source route, of which 1.2.3.4 comes next */
    b.length -= 1;
    add_addr(&b, "1.2.3.4");
    add8(&b, 0);
    add_udp(&b, 5000, 4000, 0);
    iot_observation obs = read_one(&b);
    assert_addr(&obs.dst, "1.2.3.4");
    g_assert_cmpuint(obs.dst_port, ==, 4000);
    b.at[36] = 8; /* the route is at its end */
    obs = read_one(&b);
    assert_addr(&obs.dst, "10.0.0.254");
}

/* RFC 791: the pointer counts from the option's first byte, and from 1. */
static void
test_only_a_whole_route_that_goes_on_tells_its_end(void)
{
    static const struct {
        const char *options; /* of 12 bytes */
        const char *dst;
    } cases[] = {
        {"\x83\x0b\4\1\1\1\1\2\2\2\2", "2.2.2.2"},      /* loose: from the first of two stops */
        {"\x89\x0b\4\1\1\1\1\2\2\2\2", "2.2.2.2"},      /* strict */
        {"\x83\x0b\x8\1\1\1\1\2\2\2\2", "2.2.2.2"},     /* the last stop is to come */
        {"\x83\x0b\x0c\1\1\1\1\2\2\2\2", "10.0.0.254"}, /* at its end */
        {"\1\x83\x0c\4\1\1\1\1\2\2\2", "10.0.0.254"},   /* longer than the header */
        {"\1\x83\x07\4\3\3\3\3\0\0\0", "3.3.3.3"},      /* after an option of one byte */
        {"\x44\4\5\0\x83\x07\4\3\3\3\3", "3.3.3.3"},    /* after a timestamp */
        {"\0\x83\x07\4\3\3\3\3\0\0\0", "10.0.0.254"},   /* after the end of options */
        {"\x07\x0b\4\1\1\1\1\2\2\2\2", "10.0.0.254"},   /* a record, no route */
        {"\x83\x06\4\1\1\1\0\0\0\0\0", "10.0.0.254"},   /* no room for a stop */
        {"\x83\x0b\0\1\1\1\1\2\2\2\2", "10.0.0.254"},   /* before the first */
        {"\x83\x0b\6\1\1\1\1\2\2\2\2", "10.0.0.254"},   /* between two */
        {"\x44\1\x83\x07\4\3\3\3\3\0\0", "10.0.0.254"}, /* an option of no length ends all */
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        bytes b = {0};
        add_ethernet(&b, ETHERTYPE_IP4);
        add_ip4(&b, PROTOCOL_UDP, "10.0.0.1", "10.0.0.254", 12 + 8);
        b.at[14] = 0x48;
        for (unsigned at = 0; at < 12; at++)
            add8(&b, at < 11 ? (uint8_t)cases[i].options[at] : 0);
        add_udp(&b, 5000, 4000, 0);
        iot_observation obs = read_one(&b);
        g_test_message("case %u", i);
        assert_addr(&obs.dst, cases[i].dst);
        g_assert_cmpuint(obs.dst_port, ==, 4000);
    }
}

static void
test_first_fragment_alone_has_ports(void)
{
    static const struct {
        uint16_t fragment;
        iot_transport transport;
    } fragments[] = {{0x2000, IOT_TRANSPORT_UDP},
                     {0x2001, IOT_TRANSPORT_NONE},
                     {0x0001, IOT_TRANSPORT_NONE},
                     {0x4000, IOT_TRANSPORT_UDP}};

    for (unsigned i = 0; i < G_N_ELEMENTS(fragments); i++) {
        bytes b = {0};
        add_ethernet(&b, ETHERTYPE_IP4);
        add_ip4_fragment(&b, PROTOCOL_UDP, "10.0.0.1", "1.2.3.4", 8, fragments[i].fragment);
        add_udp(&b, 5000, 4000, 2000);
        iot_observation obs = read_one(&b);
        g_assert_cmpint(obs.transport, ==, fragments[i].transport);
        assert_addr(&obs.src, "10.0.0.1");
    }
}

static void
test_impossible_ip_headers_tell_no_addresses(void)
{
    static const struct {
        unsigned at;
        uint8_t value;
    } damages[] = {{14, 0x44}, {14, 0x55}, {17, 19}};

    for (unsigned i = 0; i < G_N_ELEMENTS(damages); i++) {
        bytes b = {0};
        add_ethernet(&b, ETHERTYPE_IP4);
        add_ip4(&b, PROTOCOL_UDP, "10.0.0.1", "1.2.3.4", 8);
        add_udp(&b, 5000, 4000, 0);
        b.at[damages[i].at] = damages[i].value;
        iot_observation obs = read_one(&b);
        g_assert_false(iot_addr_is_set(&obs.src));
        g_assert_cmpstr(obs.protocol, ==, "ip");
    }
}

static void
test_extension_headers_are_passed(void)
{
    bytes b = {0};

    add_ethernet(&b, ETHERTYPE_IP6);
    add_ip6(&b, 0, "fe80::1", "ff02::fb", 8 + 16 + 8 + 12 + 8);
    add32(&b, 43u << 24);
    add32(&b, 0);
    add32(&b, 51u << 24 | 1 << 16); /* routing: 16 bytes */
    add_zeros(&b, 12);
    add32(&b, 60u << 24 | 1 << 16); /* authentication: 12 bytes */
    add_zeros(&b, 8);
    add32(&b, (uint32_t)PROTOCOL_UDP << 24);
    add32(&b, 0);
    add_udp(&b, 5353, 5354, 0);
    iot_observation obs = read_one(&b);
    g_assert_cmpuint(obs.dst_port, ==, 5354);
    assert_addr(&obs.src, "fe80::1");
}

static void
test_fragments_of_ipv6_are_noticed(void)
{
    static const struct {
        uint16_t fragment;
        iot_transport transport;
    } fragments[] = {{0, IOT_TRANSPORT_UDP}, {1, IOT_TRANSPORT_UDP}, {8, IOT_TRANSPORT_NONE}};

    for (unsigned i = 0; i < G_N_ELEMENTS(fragments); i++) {
        bytes b = {0};
        add_ethernet(&b, ETHERTYPE_IP6);
        add_ip6(&b, 44, "fe80::1", "ff02::fb", 16);
        add16(&b, (uint16_t)(PROTOCOL_UDP << 8));
        add16(&b, fragments[i].fragment);
        add32(&b, 1);
        add_udp(&b, 5353, 5354, 0);
        g_assert_cmpint(read_one(&b).transport, ==, fragments[i].transport);
    }
}

typedef struct ping {
    bool reply;
    uint16_t checksum, sequence;
    int64_t time_ns;
} ping;

static int64_t
response_to(iot_dissector *dissector, ping p)
{
    bytes b = {.time_ns = p.time_ns};

    add_ethernet(&b, ETHERTYPE_IP4);
    add_ip4(&b, PROTOCOL_ICMP, p.reply ? "1.2.3.4" : "10.0.0.1", p.reply ? "10.0.0.1" : "1.2.3.4",
            8);
    add16(&b, p.reply ? 0 : 0x0800);
    add16(&b, p.checksum);
    add16(&b, 7);
    add16(&b, p.sequence);
    iot_observation obs = read_frame(dissector, IOT_LINK_ETHERNET, &b);
    g_assert_cmpstr(obs.protocol, ==, "icmp");
    g_assert_cmpint(obs.transport, ==, IOT_TRANSPORT_NONE);
    return obs.response_ns;
}

static void
test_echo_reply_tells_how_long_it_took(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();

    g_assert_cmpint(response_to(dissector, (ping){false, 0x1000, 1, 10 * MS}), ==, 0);
    g_assert_cmpint(response_to(dissector, (ping){true, 0x1800, 2, 30 * MS}), ==, 0);
    g_assert_cmpint(response_to(dissector, (ping){true, 0x1801, 1, 30 * MS}), ==, 0);
    g_assert_cmpint(response_to(dissector, (ping){true, 0x1800, 1, 40 * MS}), ==, 30 * MS);
    /* The same again answers nothing. */
    g_assert_cmpint(response_to(dissector, (ping){true, 0x1800, 1, 50 * MS}), ==, 0);
}

static void
test_checksums_of_echoes_wrap_around(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();

    response_to(dissector, (ping){false, 0xfffe, 1, 10 * MS});
    g_assert_cmpint(response_to(dissector, (ping){true, 0x07ff, 1, 12 * MS}), ==, 2 * MS);
    response_to(dissector, (ping){false, 0xf7ff, 2, 10 * MS});
    g_assert_cmpint(response_to(dissector, (ping){true, 0xffff, 2, 13 * MS}), ==, 3 * MS);
    /* Zero has two forms. */
    response_to(dissector, (ping){false, 0xf7ff, 3, 10 * MS});
    g_assert_cmpint(response_to(dissector, (ping){true, 0x0000, 3, 14 * MS}), ==, 4 * MS);
}

static void
test_request_repeated_soon_counts_from_its_first(void)
{
    static const int64_t again[][2] = {
        {20 * MS, 15 * MS}, {5009 * MS, 5004 * MS}, {5010 * MS, 5 * MS}};

    for (unsigned i = 0; i < G_N_ELEMENTS(again); i++) {
        g_autoptr(iot_dissector) dissector = new_dissector();
        response_to(dissector, (ping){false, 0x1000, 1, 10 * MS});
        response_to(dissector, (ping){false, 0x1000, 1, again[i][0]});
        g_assert_cmpint(response_to(dissector, (ping){true, 0x1800, 1, again[i][0] + 5 * MS}), ==,
                        again[i][1]);
    }
}

static void
test_flood_of_echoes_forgets_the_oldest(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();

    response_to(dissector, (ping){false, 0x1000, 0, 10 * MS});
    for (uint32_t i = 1; i <= 60000; i++)
        response_to(dissector, (ping){false, 0x1000, (uint16_t)i, 11 * MS});
    g_assert_cmpint(response_to(dissector, (ping){true, 0x1800, 0, 20 * MS}), ==, 0);
    g_assert_cmpint(response_to(dissector, (ping){true, 0x1800, 60000, 20 * MS}), ==, 9 * MS);
}

static void
test_echo_reply_of_ipv6_tells_how_long_it_took(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    int64_t response = 0;

    for (unsigned reply = 0; reply < 2; reply++) {
        bytes b = {.time_ns = reply ? 45 * MS : 10 * MS};
        add_ethernet(&b, ETHERTYPE_IP6);
        add_ip6(&b, PROTOCOL_ICMP6, reply ? "fe80::2" : "fe80::1", reply ? "fe80::1" : "fe80::2",
                8);
        add16(&b, reply ? 0x8100 : 0x8000);
        add16(&b, reply ? 0x1000 : 0x1100);
        add32(&b, 0x00070001);
        response = read_frame(dissector, IOT_LINK_ETHERNET, &b).response_ns;
    }
    g_assert_cmpint(response, ==, 35 * MS);
}

static void
test_error_says_who_is_unreachable_and_has_no_ports(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    bytes four = {0}, six = {0};

    add_ethernet(&four, ETHERTYPE_IP4);
    add_ip4(&four, PROTOCOL_ICMP, "10.0.0.254", "10.0.0.1", 8 + 28);
    add32(&four, 0x03010000);
    add32(&four, 0);
    add_ip4(&four, PROTOCOL_UDP, "10.0.0.1", "1.2.3.4", 8);
    add_udp(&four, 5000, 4000, 0);
    iot_observation obs = read_frame(dissector, IOT_LINK_ETHERNET, &four);
    assert_addr(&nth_told(&obs, IOT_FACT_UNREACHABLE, 0)->unreachable, "1.2.3.4");
    assert_addr(&obs.src, "10.0.0.254");
    g_assert_cmpint(obs.transport, ==, IOT_TRANSPORT_NONE);
    g_assert_false(obs.has_stream);
    /* Up to the address is enough, and less is nothing. */
    four.cut = 8;
    four.length -= 8;
    obs = read_frame(dissector, IOT_LINK_ETHERNET, &four);
    assert_addr(&nth_told(&obs, IOT_FACT_UNREACHABLE, 0)->unreachable, "1.2.3.4");
    four.cut++;
    four.length--;
    g_assert_cmpuint(read_one(&four).n_facts, ==, 0);
    add_ethernet(&six, ETHERTYPE_IP6);
    add_ip6(&six, PROTOCOL_ICMP6, "fe80::1", "2001:db8::1", 8 + 40);
    add32(&six, 0x01000000);
    add32(&six, 0);
    add_ip6(&six, PROTOCOL_UDP, "2001:db8::1", "2001:db8::9", 0);
    obs = read_frame(dissector, IOT_LINK_ETHERNET, &six);
    assert_addr(&nth_told(&obs, IOT_FACT_UNREACHABLE, 0)->unreachable, "2001:db8::9");
    six.at[14 + 40] = 3; /* time exceeded */
    g_assert_cmpuint(read_one(&six).n_facts, ==, 0);
}

/* An ICMPv6 message of neighbour discovery without options. */
static bytes
discovery(uint8_t type, const char *src, const char *target)
{
    bytes b = {0};

    add_ethernet(&b, ETHERTYPE_IP6);
    add_ip6(&b, PROTOCOL_ICMP6, src, "ff02::1", 0);
    add32(&b, (uint32_t)type << 24);
    add_zeros(&b, type == 134 ? 12 : 4);
    if (target)
        add_addr(&b, target);
    return b;
}

static void
add_link_option(bytes *b, uint8_t type, const char *text)
{
    add8(b, type);
    add8(b, 1);
    add_mac(b, text);
}

/* The length in the IPv6 header is that of what follows. */
static iot_observation
read_discovery(iot_dissector *dissector, bytes *b)
{
    uint32_t payload = b->length - 14 - 40;

    b->at[18] = (uint8_t)(payload >> 8);
    b->at[19] = (uint8_t)payload;
    return read_frame(dissector, IOT_LINK_ETHERNET, b);
}

static void
assert_binding(const iot_observation *obs, unsigned i, const char *addr_text, const char *mac_text)
{
    g_assert_cmpuint(n_told(obs, IOT_FACT_BINDING), >, i);
    assert_addr(&nth_told(obs, IOT_FACT_BINDING, i)->binding.addr, addr_text);
    assert_mac(&nth_told(obs, IOT_FACT_BINDING, i)->binding.mac, mac_text);
    g_assert_true(nth_told(obs, IOT_FACT_BINDING, i)->binding.neighbour);
}

static void
test_solicitation_binds_its_sender_by_its_option(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    bytes b = discovery(135, "fe80::5", "fe80::9");

    add_link_option(&b, 14, "02:00:00:00:00:66"); /* a nonce */
    add_link_option(&b, 1, "02:00:00:00:00:55");
    iot_observation obs = read_discovery(dissector, &b);
    g_assert_cmpuint(n_told(&obs, IOT_FACT_BINDING), ==, 1);
    assert_binding(&obs, 0, "fe80::5", "02:00:00:00:00:55");
}

static void
test_advertisement_binds_its_target_or_else_by_the_frame(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    bytes with = discovery(136, "fe80::5", "fe80::9"), without = with;

    add_link_option(&with, 2, "02:00:00:00:00:99");
    iot_observation obs = read_discovery(dissector, &with);
    assert_binding(&obs, 0, "fe80::5", HERE);
    assert_binding(&obs, 1, "fe80::9", "02:00:00:00:00:99");
    obs = read_discovery(dissector, &without);
    assert_binding(&obs, 1, "fe80::9", HERE);
}

static void
add_prefix_option(bytes *b, uint8_t length, uint8_t flags, const char *prefix)
{
    add16(b, 0x0304);
    add8(b, length);
    add8(b, flags);
    add_zeros(b, 12);
    add_addr(b, prefix);
}

static void
test_router_tells_prefixes_and_resolvers(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    bytes b = discovery(134, "fe80::1", NULL);

    add_link_option(&b, 1, "02:00:00:00:00:11");
    add_prefix_option(&b, 64, 0x80, "2001:db8:1::7");
    add_prefix_option(&b, 56, 0x40, "fd00::");
    add_prefix_option(&b, 64, 0x20, "2001:db8:2::");
    add16(&b, 0x1905);
    add_zeros(&b, 6);
    add_addr(&b, "2001:db8::53");
    add_addr(&b, "fd00::53");
    iot_observation obs = read_discovery(dissector, &b);
    assert_binding(&obs, 0, "fe80::1", "02:00:00:00:00:11");
    g_assert_cmpuint(n_told(&obs, IOT_FACT_ONLINK), ==, 2);
    iot_prefix first = prefix("2001:db8:1::/64"), second = prefix("fd00::/56");
    g_assert_true(iot_prefix_equal(&nth_told(&obs, IOT_FACT_ONLINK, 0)->onlink, &first));
    g_assert_true(iot_prefix_equal(&nth_told(&obs, IOT_FACT_ONLINK, 1)->onlink, &second));
    g_assert_cmpuint(n_told(&obs, IOT_FACT_SERVER), ==, 2);
    g_assert_cmpint(nth_told(&obs, IOT_FACT_SERVER, 0)->server.role, ==, IOT_ROLE_RESOLVER);
    assert_addr(&nth_told(&obs, IOT_FACT_SERVER, 1)->server.addr, "fd00::53");
}

static void
test_option_without_length_ends_the_options(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    bytes b = discovery(134, "fe80::1", NULL);

    add_zeros(&b, 8);
    add_prefix_option(&b, 64, 0x80, "2001:db8:1::");
    g_assert_cmpuint(read_discovery(dissector, &b).n_facts, ==, 1);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/network/arp-binds-its-sender", test_arp_binds_its_sender);
    g_test_add_func("/network/arp-of-another-hardware-or-cut-short-binds-nobody",
                    test_arp_of_another_hardware_or_cut_short_binds_nobody);
    g_test_add_func("/network/lists-are-those-of-the-packet", test_lists_are_those_of_the_packet);
    g_test_add_func("/network/length-is-that-of-the-header-and-not-of-the-frame",
                    test_length_is_that_of_the_header_and_not_of_the_frame);
    g_test_add_func("/network/length-counts-what-was-not-captured",
                    test_length_counts_what_was_not_captured);
    g_test_add_func("/network/only-a-whole-route-that-goes-on-tells-its-end",
                    test_only_a_whole_route_that_goes_on_tells_its_end);
    g_test_add_func("/network/options-of-ip-are-passed-and-a-route-tells-its-end",
                    test_options_of_ip_are_passed_and_a_route_tells_its_end);
    g_test_add_func("/network/first-fragment-alone-has-ports", test_first_fragment_alone_has_ports);
    g_test_add_func("/network/impossible-ip-headers-tell-no-addresses",
                    test_impossible_ip_headers_tell_no_addresses);
    g_test_add_func("/network/extension-headers-are-passed", test_extension_headers_are_passed);
    g_test_add_func("/network/fragments-of-ipv6-are-noticed", test_fragments_of_ipv6_are_noticed);
    g_test_add_func("/network/echo-reply-tells-how-long-it-took",
                    test_echo_reply_tells_how_long_it_took);
    g_test_add_func("/network/checksums-of-echoes-wrap-around",
                    test_checksums_of_echoes_wrap_around);
    g_test_add_func("/network/request-repeated-soon-counts-from-its-first",
                    test_request_repeated_soon_counts_from_its_first);
    g_test_add_func("/network/flood-of-echoes-forgets-the-oldest",
                    test_flood_of_echoes_forgets_the_oldest);
    g_test_add_func("/network/echo-reply-of-ipv6-tells-how-long-it-took",
                    test_echo_reply_of_ipv6_tells_how_long_it_took);
    g_test_add_func("/network/error-says-who-is-unreachable-and-has-no-ports",
                    test_error_says_who_is_unreachable_and_has_no_ports);
    g_test_add_func("/network/solicitation-binds-its-sender-by-its-option",
                    test_solicitation_binds_its_sender_by_its_option);
    g_test_add_func("/network/advertisement-binds-its-target-or-else-by-the-frame",
                    test_advertisement_binds_its_target_or_else_by_the_frame);
    g_test_add_func("/network/router-tells-prefixes-and-resolvers",
                    test_router_tells_prefixes_and_resolvers);
    g_test_add_func("/network/option-without-length-ends-the-options",
                    test_option_without_length_ends_the_options);
    return g_test_run();
}
