/* test-dissect-link.c - links, tags and tunnels: who sent a frame, and what it carries
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "frames.h"

static void
add_datagram(bytes *b)
{
    add_ip4(b, PROTOCOL_UDP, "10.0.0.1", "1.2.3.4", 12);
    add_udp(b, 5000, 4000, 4);
    add32(b, 7);
}

static void
assert_datagram(int link, const bytes *b)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    iot_observation obs = read_frame(dissector, link, b);

    g_assert_cmpint(obs.transport, ==, IOT_TRANSPORT_UDP);
    assert_addr(&obs.src, "10.0.0.1");
    assert_addr(&obs.dst, "1.2.3.4");
    g_assert_cmpuint(obs.src_port, ==, 5000);
    g_assert_cmpuint(obs.dst_port, ==, 4000);
    g_assert_cmpuint(obs.payload_bytes, ==, 4);
    g_assert_true(obs.has_stream);
}

/* The same, with the MACs of the frame. */
static void
assert_datagram_of(int link, const bytes *b, const char *src_mac, const char *dst_mac)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    iot_observation obs = read_frame(dissector, link, b);

    assert_datagram(link, b);
    assert_mac(&obs.src_mac, src_mac);
    assert_mac(&obs.dst_mac, dst_mac);
}

static void
assert_protocol(int link, const bytes *b, const char *protocol)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    iot_observation obs = read_frame(dissector, link, b);

    g_assert_cmpstr(obs.protocol, ==, protocol);
    g_assert_cmpint(obs.transport, ==, IOT_TRANSPORT_NONE);
}

static void
test_frame_has_number_time_and_length_on_the_wire(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    bytes b = {.number = 17, .time_ns = 5 * MS, .cut = 1000};

    add_ethernet(&b, ETHERTYPE_IP4);
    iot_observation obs = read_frame(dissector, IOT_LINK_ETHERNET, &b);
    g_assert_cmpuint(obs.frame, ==, 17);
    g_assert_cmpint(obs.time_ns, ==, 5 * MS);
    g_assert_cmpuint(obs.length_bytes, ==, 1014);
    obs = read_frame(dissector, 9999, &b);
    g_assert_cmpuint(obs.frame, ==, 17);
    g_assert_null(obs.protocol);
    g_assert_false(iot_dissector_reads_link(9999));
    g_assert_true(iot_dissector_reads_link(IOT_LINK_COOKED2));
}

static void
test_ethernet_has_macs(void)
{
    bytes b = {0};

    add_ethernet(&b, ETHERTYPE_IP4);
    add_datagram(&b);
    assert_datagram_of(IOT_LINK_ETHERNET, &b, HERE, THERE);
}

static void
test_tags_are_passed(void)
{
    static const uint16_t tags[] = {0x8100, 0x88a8, 0x9100};
    bytes b = {0};

    add_ethernet(&b, tags[0]);
    for (unsigned i = 1; i <= G_N_ELEMENTS(tags); i++) {
        add16(&b, 100);
        add16(&b, i < G_N_ELEMENTS(tags) ? tags[i] : ETHERTYPE_IP4);
    }
    add_datagram(&b);
    assert_datagram_of(IOT_LINK_ETHERNET, &b, HERE, THERE);
}

static void
test_pppoe_session_is_passed(void)
{
    bytes b = {0};

    add_ethernet(&b, 0x8864);
    add32(&b, 0x11000001);
    add16(&b, 2 + 32);
    add16(&b, 0x0021);
    add_datagram(&b);
    assert_datagram(IOT_LINK_ETHERNET, &b);
}

static void
test_snap_is_passed(void)
{
    bytes b = {0};

    add_ethernet(&b, 8 + 32);
    add32(&b, 0xaaaa0300);
    add16(&b, 0);
    add16(&b, ETHERTYPE_IP4);
    add_datagram(&b);
    assert_datagram(IOT_LINK_ETHERNET, &b);
}

static void
test_cooked_packet_has_its_senders_mac_alone(void)
{
    bytes b = {0};

    add16(&b, 0);
    add16(&b, 1);
    add16(&b, 6);
    add_mac(&b, HERE);
    add16(&b, 0);
    add16(&b, ETHERTYPE_IP4);
    add_datagram(&b);
    assert_datagram_of(IOT_LINK_COOKED, &b, HERE, "");
    /* ... unless it went to many: broadcast, multicast. */
    b.at[1] = 1;
    assert_datagram_of(IOT_LINK_COOKED, &b, HERE, "ff:ff:ff:ff:ff:ff");
    b.at[1] = 2;
    assert_datagram_of(IOT_LINK_COOKED, &b, HERE, "ff:ff:ff:ff:ff:ff");
    b.at[1] = 3;
    assert_datagram_of(IOT_LINK_COOKED, &b, HERE, "");
}

static void
test_cooked_packet_of_version_2_is_read_alike(void)
{
    bytes b = {0};

    add16(&b, ETHERTYPE_IP4);
    add16(&b, 0);
    add32(&b, 3);
    add16(&b, 1);
    add8(&b, 2);
    add8(&b, 6);
    add_mac(&b, HERE);
    add16(&b, 0);
    add_datagram(&b);
    assert_datagram_of(IOT_LINK_COOKED2, &b, HERE, "ff:ff:ff:ff:ff:ff");
    b.at[11] = 0;
    assert_datagram_of(IOT_LINK_COOKED2, &b, "", "ff:ff:ff:ff:ff:ff");
}

static void
test_loopback_is_read_in_either_order_of_bytes(void)
{
    bytes little = {0}, big = {0};

    add32(&little, 0x02000000);
    add_datagram(&little);
    assert_datagram(IOT_LINK_NULL, &little);
    add32(&big, 2);
    add_datagram(&big);
    assert_datagram(IOT_LINK_NULL, &big);
    assert_datagram(IOT_LINK_LOOP, &big);
}

static void
test_raw_packet_is_of_the_version_it_says(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    bytes four = {0}, six = {0}, other = {0};

    add_datagram(&four);
    assert_datagram(IOT_LINK_RAW, &four);
    assert_datagram(IOT_LINK_IPV4, &four);
    add_ip6(&six, PROTOCOL_UDP, "fe80::1", "ff02::fb", 8);
    add_udp(&six, 5353, 5353, 0);
    iot_observation obs = read_frame(dissector, IOT_LINK_RAW, &six);
    assert_addr(&obs.dst, "ff02::fb");
    g_assert_cmpuint(obs.dst_port, ==, 5353);
    add8(&other, 0x10);
    assert_protocol(IOT_LINK_RAW, &other, "raw");
}

/* A data frame with the three addresses A, B, C and LLC; flags say the direction. */
static bytes
wlan_frame(uint8_t control, uint8_t flags)
{
    bytes b = {0};

    add8(&b, control);
    add8(&b, flags);
    add16(&b, 0);
    add_mac(&b, "0a:00:00:00:00:0a");
    add_mac(&b, "0b:00:00:00:00:0b");
    add_mac(&b, "0c:00:00:00:00:0c");
    add16(&b, 0);
    if ((flags & 3) == 3)
        add_mac(&b, "0d:00:00:00:00:0d");
    return b;
}

static void
add_llc_datagram(bytes *b)
{
    add32(b, 0xaaaa0300);
    add16(b, 0);
    add16(b, ETHERTYPE_IP4);
    add_datagram(b);
}

static void
test_wlan_frame_goes_from_end_to_end(void)
{
    static const struct {
        uint8_t flags;
        const char *src, *dst;
    } ways[] = {
        {0, "0b:00:00:00:00:0b", "0a:00:00:00:00:0a"},
        {1, "0b:00:00:00:00:0b", "0c:00:00:00:00:0c"},
        {2, "0c:00:00:00:00:0c", "0a:00:00:00:00:0a"},
        {3, "0d:00:00:00:00:0d", "0c:00:00:00:00:0c"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(ways); i++) {
        bytes b = wlan_frame(0x08, ways[i].flags);
        add_llc_datagram(&b);
        assert_datagram_of(IOT_LINK_80211, &b, ways[i].src, ways[i].dst);
    }
}

static void
test_wlan_frame_with_quality_and_control_of_throughput_is_read(void)
{
    bytes quality = wlan_frame(0x88, 1), control = wlan_frame(0x88, 0x81);

    add16(&quality, 0);
    add_llc_datagram(&quality);
    assert_datagram(IOT_LINK_80211, &quality);
    add16(&control, 0);
    add32(&control, 0);
    add_llc_datagram(&control);
    assert_datagram(IOT_LINK_80211, &control);
}

static void
test_protected_wlan_frame_has_macs_alone(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    bytes b = wlan_frame(0x08, 0x41);

    add_llc_datagram(&b);
    iot_observation obs = read_frame(dissector, IOT_LINK_80211, &b);
    g_assert_cmpstr(obs.protocol, ==, "wlan");
    g_assert_false(iot_addr_is_set(&obs.src));
    assert_mac(&obs.src_mac, "0b:00:00:00:00:0b");
}

static void
test_protected_aggregate_has_macs_as_any_other_frame(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    bytes hidden = wlan_frame(0x88, 0x41), open = wlan_frame(0x88, 0x01);

    add16(&hidden, 0x8000);
    add_llc_datagram(&hidden);
    iot_observation obs = read_frame(dissector, IOT_LINK_80211, &hidden);
    g_assert_cmpstr(obs.protocol, ==, "wlan");
    assert_mac(&obs.src_mac, "0b:00:00:00:00:0b");
    add16(&open, 0x8000);
    add_llc_datagram(&open);
    obs = read_frame(dissector, IOT_LINK_80211, &open);
    g_assert_cmpstr(obs.protocol, ==, "wlan_aggregate");
    assert_mac(&obs.src_mac, "");
}

static void
test_management_frame_has_macs_and_control_frame_none(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    bytes beacon = wlan_frame(0x80, 0), acknowledgement = wlan_frame(0xd4, 0);
    iot_observation obs = read_frame(dissector, IOT_LINK_80211, &beacon);

    assert_mac(&obs.src_mac, "0b:00:00:00:00:0b");
    assert_mac(&obs.dst_mac, "0a:00:00:00:00:0a");
    obs = read_frame(dissector, IOT_LINK_80211, &acknowledgement);
    assert_mac(&obs.src_mac, "");
    g_assert_cmpstr(obs.protocol, ==, "wlan");
}

static void
test_radiotap_header_is_passed_with_its_time_and_flags(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    bytes inner = wlan_frame(0x08, 1), b = {0};

    add32(&inner, 0xaaaa0300);
    add16(&inner, 0);
    add16(&inner, ETHERTYPE_IP4);
    /* No length in the IP header: only the radio knows that four bytes are a checksum. */
    add_ip4(&inner, PROTOCOL_TCP, "10.0.0.1", "1.2.3.4", 0);
    inner.at[inner.length - 18] = inner.at[inner.length - 17] = 0;
    add_tcp(&inner, (tcp_bytes){.src_port = 5000, .dst_port = 443, .flags = ACK});
    add32(&inner, 0xdeadbeef);
    add32(&b, 0x00001900);
    add32(&b, 0x03000080); /* time, flags; another word follows */
    add32(&b, 0);
    add_zeros(&b, 12);
    add8(&b, 0x10);
    add(&b, inner.at, inner.length);
    iot_observation obs = read_frame(dissector, IOT_LINK_80211_RADIOTAP, &b);
    g_assert_cmpuint(obs.dst_port, ==, 443);
    g_assert_cmpuint(obs.payload_bytes, ==, 0);
    b.at[24] = 0;
    obs = read_frame(dissector, IOT_LINK_80211_RADIOTAP, &b);
    g_assert_cmpuint(obs.payload_bytes, ==, 4);
}

static void
test_wlan_header_that_is_filled_up_is_passed(void)
{
    /* With quality of service it has two bytes more than a multiple of four. */
    for (unsigned quality = 0; quality < 2; quality++) {
        bytes inner = wlan_frame(quality ? 0x88 : 0x08, 1), b = {0};
        if (quality)
            add32(&inner, 0);
        add_llc_datagram(&inner);
        add32(&b, 0x00000900);
        add32(&b, 0x02000000);
        add8(&b, 0x20);
        add(&b, inner.at, inner.length);
        assert_datagram(IOT_LINK_80211_RADIOTAP, &b);
    }
}

static void
test_innermost_ip_header_wins(void)
{
    bytes in4 = {0}, in6 = {0}, gre = {0};

    add_ethernet(&in4, ETHERTYPE_IP4);
    add_ip4(&in4, 4, "9.9.9.9", "8.8.8.8", 32);
    add_datagram(&in4);
    assert_datagram(IOT_LINK_ETHERNET, &in4);
    add_ethernet(&in6, ETHERTYPE_IP6);
    add_ip6(&in6, 4, "2001:db8::1", "2001:db8::2", 32);
    add_datagram(&in6);
    assert_datagram(IOT_LINK_ETHERNET, &in6);
    add_ethernet(&gre, ETHERTYPE_IP4);
    add_ip4(&gre, 47, "9.9.9.9", "8.8.8.8", 8 + 32);
    add16(&gre, 0x2000);
    add16(&gre, ETHERTYPE_IP4);
    add32(&gre, 1);
    add_datagram(&gre);
    assert_datagram(IOT_LINK_ETHERNET, &gre);
}

static void
test_tunnels_without_end_are_not_followed(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    bytes b = {0};

    add_ethernet(&b, ETHERTYPE_IP4);
    for (unsigned i = 0; i < 90; i++)
        add_ip4(&b, 4, "10.0.0.1", "1.2.3.4", (uint16_t)((89 - i) * 20));
    iot_observation obs = read_frame(dissector, IOT_LINK_ETHERNET, &b);
    g_assert_cmpstr(obs.protocol, ==, "ip");
}

static void
test_layers_have_wiresharks_names(void)
{
    static const struct {
        uint16_t type;
        const char *name;
    } types[] = {
        {0x888e, "eapol"}, {0x88cc, "lldp"}, {0x88e1, "homeplug-av"}, {0x1234, "ethertype"},
        {0x0806, "arp"},   {0x0026, "llc"},  {0x0800, "ip"},          {0x86dd, "ethertype"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(types); i++) {
        bytes b = {0};
        add_ethernet(&b, types[i].type);
        add_zeros(&b, 46);
        assert_protocol(IOT_LINK_ETHERNET, &b, types[i].name);
    }
}

static void
test_services_of_llc_have_wiresharks_names(void)
{
    static const struct {
        uint8_t service;
        const char *name;
    } services[] = {{0x04, "sna"}, {0x08, "sna"},     {0x0c, "sna"}, {0x42, "stp"},
                    {0xe0, "ipx"}, {0xf0, "netbios"}, {0x10, "llc"}};

    for (unsigned i = 0; i < G_N_ELEMENTS(services); i++) {
        bytes b = {0};
        add_ethernet(&b, 0x0026);
        add8(&b, services[i].service);
        add8(&b, services[i].service);
        add8(&b, 3);
        add_zeros(&b, 43);
        assert_protocol(IOT_LINK_ETHERNET, &b, services[i].name);
    }
}

static void
test_protocols_above_ip_have_wiresharks_names(void)
{
    static const struct {
        uint8_t protocol;
        const char *name;
    } protocols[] = {{2, "igmp"}, {50, "esp"}, {89, "ospf"}, {132, "sctp"}, {253, "ip"}};

    for (unsigned i = 0; i < G_N_ELEMENTS(protocols); i++) {
        bytes b = {0};
        add_ethernet(&b, ETHERTYPE_IP4);
        add_ip4(&b, protocols[i].protocol, "10.0.0.1", "224.0.0.22", 8);
        add_zeros(&b, 8);
        assert_protocol(IOT_LINK_ETHERNET, &b, protocols[i].name);
    }
}

/* Whatever is missing at the end, what is there is read and nothing beyond. */
static void
test_frames_may_end_anywhere(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    static const int links[] = {
        IOT_LINK_NULL,   IOT_LINK_ETHERNET,       IOT_LINK_RAW,     IOT_LINK_80211, IOT_LINK_LOOP,
        IOT_LINK_COOKED, IOT_LINK_80211_RADIOTAP, IOT_LINK_COOKED2,
    };
    bytes whole = wlan_frame(0x88, 0x83);

    add32(&whole, 0x00080600);
    add_llc_datagram(&whole);
    for (unsigned l = 0; l < G_N_ELEMENTS(links); l++)
        for (uint32_t length = 0; length <= whole.length; length++) {
            bytes b = whole;
            b.length = length;
            b.cut = whole.length - length;
            iot_observation obs = read_frame(dissector, links[l], &b);
            g_assert_cmpuint(obs.length_bytes, ==, whole.length);
        }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/link/frame-has-number-time-and-length-on-the-wire",
                    test_frame_has_number_time_and_length_on_the_wire);
    g_test_add_func("/link/ethernet-has-macs", test_ethernet_has_macs);
    g_test_add_func("/link/tags-are-passed", test_tags_are_passed);
    g_test_add_func("/link/pppoe-session-is-passed", test_pppoe_session_is_passed);
    g_test_add_func("/link/snap-is-passed", test_snap_is_passed);
    g_test_add_func("/link/cooked-packet-has-its-senders-mac-alone",
                    test_cooked_packet_has_its_senders_mac_alone);
    g_test_add_func("/link/cooked-packet-of-version-2-is-read-alike",
                    test_cooked_packet_of_version_2_is_read_alike);
    g_test_add_func("/link/loopback-is-read-in-either-order-of-bytes",
                    test_loopback_is_read_in_either_order_of_bytes);
    g_test_add_func("/link/raw-packet-is-of-the-version-it-says",
                    test_raw_packet_is_of_the_version_it_says);
    g_test_add_func("/link/wlan-frame-goes-from-end-to-end", test_wlan_frame_goes_from_end_to_end);
    g_test_add_func("/link/wlan-frame-with-quality-and-control-of-throughput-is-read",
                    test_wlan_frame_with_quality_and_control_of_throughput_is_read);
    g_test_add_func("/link/protected-wlan-frame-has-macs-alone",
                    test_protected_wlan_frame_has_macs_alone);
    g_test_add_func("/link/protected-aggregate-has-macs-as-any-other-frame",
                    test_protected_aggregate_has_macs_as_any_other_frame);
    g_test_add_func("/link/management-frame-has-macs-and-control-frame-none",
                    test_management_frame_has_macs_and_control_frame_none);
    g_test_add_func("/link/radiotap-header-is-passed-with-its-time-and-flags",
                    test_radiotap_header_is_passed_with_its_time_and_flags);
    g_test_add_func("/link/wlan-header-that-is-filled-up-is-passed",
                    test_wlan_header_that_is_filled_up_is_passed);
    g_test_add_func("/link/innermost-ip-header-wins", test_innermost_ip_header_wins);
    g_test_add_func("/link/tunnels-without-end-are-not-followed",
                    test_tunnels_without_end_are_not_followed);
    g_test_add_func("/link/layers-have-wiresharks-names", test_layers_have_wiresharks_names);
    g_test_add_func("/link/services-of-llc-have-wiresharks-names",
                    test_services_of_llc_have_wiresharks_names);
    g_test_add_func("/link/protocols-above-ip-have-wiresharks-names",
                    test_protocols_above_ip_have_wiresharks_names);
    g_test_add_func("/link/frames-may-end-anywhere", test_frames_may_end_anywhere);
    return g_test_run();
}
