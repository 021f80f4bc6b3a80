/* test-dissect-tunnels.c - what a tunnel carries is told with its own addresses, and none of the
 * tunnel's
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "frames.h"

#define INNER_HERE  "00:0e:58:00:00:01"
#define INNER_THERE "00:0e:58:00:00:02"
#define CARRIER     "192.168.99.1"
#define COLLECTOR   "192.168.99.2"

enum { PROTOCOL_GRE = 47, PROTOCOL_MPLS = 137, ON_LINK = 255 /* no IP: an ethertype */ };

/* What is inside. */
typedef enum carried { FRAME, PACKET, PACKET6, RADIO } carried;

static void
add_hex(bytes *b, const char *hex)
{
    for (; hex[0]; hex += hex[0] == ' ' ? 1 : 2)
        if (hex[0] != ' ')
            add8(b, (uint8_t)(g_ascii_xdigit_value(hex[0]) << 4 | g_ascii_xdigit_value(hex[1])));
}

static void
add_inner_ethernet(bytes *b, uint16_t type)
{
    add_mac(b, INNER_THERE);
    add_mac(b, INNER_HERE);
    add16(b, type);
}

static void
add_datagram(bytes *b)
{
    add_ip4(b, PROTOCOL_UDP, "10.0.0.1", "1.2.3.4", 12);
    add_udp(b, 5000, 4000, 4);
    add32(b, 7);
}

static void
add_inner(bytes *b, carried what)
{
    if (what == FRAME) {
        add_inner_ethernet(b, ETHERTYPE_IP4);
    } else if (what == RADIO) {
        add_hex(b, "0802 0000");
        add_mac(b, INNER_THERE);
        add_mac(b, THERE);
        add_mac(b, INNER_HERE);
        add_hex(b, "0000 aaaa03 000000 0800");
    }
    if (what == PACKET6) {
        add_ip6(b, PROTOCOL_UDP, "2001:db8::1", "2001:db8::2", 12);
        add_udp(b, 5000, 4000, 4);
        add32(b, 7);
    } else {
        add_datagram(b);
    }
}

/* From the carrier to the collector: `payload` in UDP to a port, in IP, or in a frame of that type.
 */
static void
add_outer(bytes *b, unsigned protocol, uint16_t which, const bytes *payload)
{
    uint16_t length = (uint16_t)(payload->length + (protocol == PROTOCOL_UDP ? 8 : 0));

    add_ethernet(b, protocol == ON_LINK ? which : ETHERTYPE_IP4);
    if (protocol != ON_LINK)
        add_ip4(b, (uint8_t)protocol, CARRIER, COLLECTOR, length);
    if (protocol == PROTOCOL_UDP)
        add_udp(b, 50000, which, (uint16_t)payload->length);
    add(b, payload->at, payload->length);
}

static iot_observation
read_outer(iot_dissector *dissector, unsigned protocol, uint16_t which, const bytes *payload)
{
    bytes b = {0};

    add_outer(&b, protocol, which, payload);
    return read_frame(dissector, IOT_LINK_ETHERNET, &b);
}

#define LABELS "00064040 000c8140 "

static const struct {
    const char *name;
    uint8_t protocol;
    uint16_t which; /* a port or an ethertype; 0: neither */
    const char *head;
    carried what;
} tunnels[] = {
    {"VXLAN", PROTOCOL_UDP, 4789, "08000000 00000700", FRAME},
    {"VXLAN with a policy", PROTOCOL_UDP, 4789, "88000005 00000700", FRAME},
    {"VXLAN of Linux", PROTOCOL_UDP, 8472, "08000000 00000700", FRAME},
    {"VXLAN-GPE with a frame", PROTOCOL_UDP, 4790, "0c000003 00000700", FRAME},
    {"VXLAN-GPE with IPv4", PROTOCOL_UDP, 4790, "0c000001 00000700", PACKET},
    {"VXLAN-GPE with IPv6", PROTOCOL_UDP, 4790, "0c000002 00000700", PACKET6},
    {"VXLAN-GPE with labels", PROTOCOL_UDP, 4790, "0c000005 00000700" LABELS, PACKET},
    {"Geneve", PROTOCOL_UDP, 6081, "00006558 00000700", FRAME},
    {"Geneve with options", PROTOCOL_UDP, 6081, "02006558 00000700 0102800100000007", FRAME},
    {"Geneve with IPv4", PROTOCOL_UDP, 6081, "00000800 00000700", PACKET},
    {"Geneve with IPv6", PROTOCOL_UDP, 6081, "000086dd 00000700", PACKET6},
    {"TZSP", PROTOCOL_UDP, 37008, "01000001 01", FRAME},
    {"TZSP that was sent", PROTOCOL_UDP, 37008, "01010001 01", FRAME},
    {"TZSP with tags", PROTOCOL_UDP, 37008, "01000001 00 0a01c4 29020060 00 01", FRAME},
    {"TZSP of a radio", PROTOCOL_UDP, 37008, "01000012 01", RADIO},
    {"TZSP of Prism's", PROTOCOL_UDP, 37008, "01000077 01 44000000 0a000000 0000", RADIO},
    {"TZSP of Prism's as AVS", PROTOCOL_UDP, 37008, "01000077 01 80211001 0000000a 0000", RADIO},
    {"TZSP of AVS", PROTOCOL_UDP, 37008, "0100007f 01 80211001 0000000a 0000", RADIO},
    {"GRE", PROTOCOL_GRE, 0, "0000 6558", FRAME},
    {"ERSPAN I", PROTOCOL_GRE, 0, "0000 88be", FRAME},
    {"ERSPAN II", PROTOCOL_GRE, 0, "1000 88be 00000001 10010064 00000000", FRAME},
    {"ERSPAN III", PROTOCOL_GRE, 0, "1000 22eb 00000001 20010064 00000000 0000 0000", FRAME},
    {"ERSPAN III with a platform", PROTOCOL_GRE, 0,
     "1000 22eb 00000001 20010064 00000000 0000 0001 0000000000000000", FRAME},
    {"labels", ON_LINK, 0x8847, LABELS, PACKET},
    {"labels from upstream", ON_LINK, 0x8848, LABELS, PACKET},
    {"labels before IPv6", ON_LINK, 0x8847, LABELS, PACKET6},
    {"labels before a frame", ON_LINK, 0x8847, LABELS, FRAME},
    {"labels before a frame with a word", ON_LINK, 0x8847, LABELS "00000007", FRAME},
    {"labels in GRE", PROTOCOL_GRE, 0, "0000 8847 " LABELS, PACKET},
    {"labels in IP", PROTOCOL_MPLS, 0, LABELS, PACKET},
    {"labels in UDP", PROTOCOL_UDP, 6635, LABELS, PACKET},
    {"Teredo", PROTOCOL_UDP, 3544, "", PACKET6},
    {"Teredo with its origin", PROTOCOL_UDP, 3544, "0000 1234 f6ffffff", PACKET6},
    {"Teredo with a proof", PROTOCOL_UDP, 3544, "0001 0102 aa bbbb 0102030405060708 00", PACKET6},
    {"Teredo with both", PROTOCOL_UDP, 3544, "0001 0000 0102030405060708 00 0000 1234 f6ffffff",
     PACKET6},
};

static void
test_what_is_inside_has_its_own_addresses(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();

    for (unsigned i = 0; i < G_N_ELEMENTS(tunnels); i++) {
        bytes payload = {0};
        g_test_message("%s", tunnels[i].name);
        add_hex(&payload, tunnels[i].head);
        add_inner(&payload, tunnels[i].what);
        iot_observation obs =
            read_outer(dissector, tunnels[i].protocol, tunnels[i].which, &payload);
        bool frame = tunnels[i].what == FRAME || tunnels[i].what == RADIO;
        assert_addr(&obs.src, tunnels[i].what == PACKET6 ? "2001:db8::1" : "10.0.0.1");
        assert_addr(&obs.dst, tunnels[i].what == PACKET6 ? "2001:db8::2" : "1.2.3.4");
        assert_mac(&obs.src_mac, frame ? INNER_HERE : HERE);
        assert_mac(&obs.dst_mac, frame ? INNER_THERE : THERE);
        g_assert_cmpint(obs.transport, ==, IOT_TRANSPORT_UDP);
        g_assert_cmpuint(obs.src_port, ==, 5000);
        g_assert_cmpuint(obs.dst_port, ==, 4000);
        g_assert_cmpuint(obs.payload_bytes, ==, 4);
    }
}

/* Which can begin as no packet does. */
static void
test_labels_in_udp_may_be_before_a_frame(void)
{
    static const char *const types[] = {"0800", "8100 0007 0800", "9999"};
    g_autoptr(iot_dissector) dissector = new_dissector();

    for (unsigned i = 0; i < G_N_ELEMENTS(types); i++) {
        bytes payload = {0};
        bool known = i < 2;
        add_hex(&payload, LABELS "a00000000001 a00000000002");
        add_hex(&payload, types[i]);
        add_inner(&payload, PACKET);
        iot_observation obs = read_outer(dissector, PROTOCOL_UDP, 6635, &payload);
        assert_mac(&obs.src_mac, known ? "a0:00:00:00:00:02" : HERE);
        g_assert_cmpuint(obs.src_port == 5000, ==, known);
    }
}

/* A frame without IP is its sender's, whose address is not the tunnel's. */
static void
test_frame_without_ip_has_no_address_of_the_tunnel(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();

    for (unsigned i = 0; i < G_N_ELEMENTS(tunnels); i++) {
        bytes payload = {0};
        if (tunnels[i].what != FRAME)
            continue;
        g_test_message("%s", tunnels[i].name);
        add_hex(&payload, tunnels[i].head);
        add_inner_ethernet(&payload, 0x0806);
        add_hex(&payload, "0001 0800 06 04 0001 000e58000001 0a000001 000000000000 0a000002");
        iot_observation obs =
            read_outer(dissector, tunnels[i].protocol, tunnels[i].which, &payload);
        g_assert_cmpstr(obs.protocol, ==, "arp");
        g_assert_false(iot_addr_is_set(&obs.src));
        g_assert_false(iot_addr_is_set(&obs.dst));
        assert_mac(&obs.src_mac, INNER_HERE);
        g_assert_false(obs.has_stream);
        g_assert_cmpint(obs.transport, ==, IOT_TRANSPORT_NONE);
        g_assert_cmpuint(obs.src_port, ==, 0);
        g_assert_cmpuint(obs.payload_bytes, ==, 0);
        g_assert_cmpuint(n_told(&obs, IOT_FACT_BINDING), ==, 1);
        assert_addr(&nth_told(&obs, IOT_FACT_BINDING, 0)->binding.addr, "10.0.0.1");
    }
}

static const struct {
    const char *name;
    uint8_t protocol;
    uint16_t which;
    const char *payload;
    const char *is; /* what the packet is called; NULL: nothing known */
} others[] = {
    {"VXLAN of no network", PROTOCOL_UDP, 4789, "00000000 00000700", NULL},
    {"VXLAN whose rest is not zero", PROTOCOL_UDP, 8472, "08000000 00000701", NULL},
    {"VXLAN cut short", PROTOCOL_UDP, 4789, "08000000 000007", NULL},
    {"VXLAN-GPE of no protocol", PROTOCOL_UDP, 4790, "08000003 00000700", NULL},
    {"VXLAN-GPE of another protocol", PROTOCOL_UDP, 4790, "0c000004 00000700", "vxlan_gpe"},
    {"Geneve of the next version", PROTOCOL_UDP, 6081, "40006558 00000700", NULL},
    {"Geneve cut short in its options", PROTOCOL_UDP, 6081, "01006558 00000700", NULL},
    {"TZSP of the next version", PROTOCOL_UDP, 37008, "02000001 01", NULL},
    {"TZSP that keeps a port open", PROTOCOL_UDP, 37008, "01040001 01", "tzsp"},
    {"TZSP whose tags do not end", PROTOCOL_UDP, 37008, "01000001 00 0a01c4", "tzsp"},
    {"TZSP of something else", PROTOCOL_UDP, 37008, "01000002 01", "tzsp"},
    {"TZSP of a radio without end", PROTOCOL_UDP, 37008, "01000077 01 44000000 ffffffff", "tzsp"},
    {"ERSPAN II of another version", PROTOCOL_GRE, 0, "1000 88be 00000001 20010064 00000000",
     "erspan"},
    {"ERSPAN III of another version", PROTOCOL_GRE, 0,
     "1000 22eb 00000001 10010064 00000000 0000 0000", "erspan"},
    {"ERSPAN III without a frame", PROTOCOL_GRE, 0,
     "1000 22eb 00000001 20010064 00000000 0000 0800", "erspan"},
    {"labels of a channel", ON_LINK, 0x8847, "000c8140 10000021", "mpls"},
    {"labels of an alert", ON_LINK, 0x8847, "0000d140", "mpls"},
    {"labels without end", ON_LINK, 0x8847, "00064040 00064040", "mpls"},
    {"Teredo with IPv4", PROTOCOL_UDP, 3544, "45", NULL},
};

static void
test_what_is_no_tunnel_has_the_addresses_there_are(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();

    for (unsigned i = 0; i < G_N_ELEMENTS(others); i++) {
        bytes payload = {0};
        g_test_message("%s", others[i].name);
        add_hex(&payload, others[i].payload);
        if (!strstr(others[i].name, "cut short") && !strstr(others[i].name, "do not end") &&
            !strstr(others[i].name, "without end"))
            add_inner(&payload, FRAME);
        iot_observation obs = read_outer(dissector, others[i].protocol, others[i].which, &payload);
        g_assert_cmpstr(obs.protocol, ==, others[i].is);
        assert_mac(&obs.src_mac, HERE);
        if (others[i].protocol != ON_LINK)
            assert_addr(&obs.src, CARRIER);
        g_assert_cmpuint(obs.dst_port, ==,
                         others[i].protocol == PROTOCOL_UDP ? others[i].which : 0);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tunnels/what-is-inside-has-its-own-addresses",
                    test_what_is_inside_has_its_own_addresses);
    g_test_add_func("/tunnels/labels-in-udp-may-be-before-a-frame",
                    test_labels_in_udp_may_be_before_a_frame);
    g_test_add_func("/tunnels/frame-without-ip-has-no-address-of-the-tunnel",
                    test_frame_without_ip_has_no_address_of_the_tunnel);
    g_test_add_func("/tunnels/what-is-no-tunnel-has-the-addresses-there-are",
                    test_what_is_no_tunnel_has_the_addresses_there_are);
    return g_test_run();
}
