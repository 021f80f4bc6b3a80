/* test-capture.c - who is who, by all that one capture tells
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "home.h"

#include <string.h>

#define TCP IOT_TRANSPORT_TCP
#define UDP IOT_TRANSPORT_UDP
/* An address that looks remote until something proves it local, and who has it. */
#define PUBLIC_LAMP "203.0.113.50"

static void
assert_device(iot_device *device, const char *identity)
{
    char text[IOT_MAC_TEXT];

    if (!identity)
        g_assert_null(device);
    else if (strchr(identity, ':') && iot_mac_is_set(iot_device_mac(device)))
        g_assert_cmpstr(iot_mac_format(iot_device_mac(device), text), ==, identity);
    else
        g_assert_cmpstr(iot_device_name(device), ==, identity);
}

/* Identities are MACs, or addresses of devices without one; NULL: no device. */
static void
assert_ends(iot_capture *capture, iot_flow_id flow, const char *direction, const char *src,
            const char *dst)
{
    iot_sight sight;

    iot_capture_describe(capture, flow, &sight);
    g_assert_cmpstr(iot_direction_name(sight.direction), ==, direction);
    assert_device(sight.src, src);
    assert_device(sight.dst, dst);
}

static void
assert_name(iot_capture *capture, iot_flow_id flow, const char *name, const char *source)
{
    iot_sight sight;

    iot_capture_describe(capture, flow, &sight);
    g_assert_cmpstr(sight.name, ==, name);
    g_assert_cmpstr(iot_remote_name_source_name(sight.name_source), ==, source);
}

static void
assert_sender_called(iot_capture *capture, iot_flow_id flow, const char *name)
{
    iot_sight sight;

    iot_capture_describe(capture, flow, &sight);
    g_assert_cmpstr(iot_device_name(sight.src), ==, name);
}

static int64_t
rtt_of(iot_capture *capture, iot_flow_id flow)
{
    iot_sight sight;

    iot_capture_describe(capture, flow, &sight);
    return sight.rtt_ns;
}

static uint32_t
conversation_of(iot_capture *capture, iot_flow_id flow)
{
    iot_sight sight;

    iot_capture_describe(capture, flow, &sight);
    return sight.conversation;
}

/* ---- local, remote, direction ---- */

static void
test_direction_is_told_by_both_ends(void)
{
    static const struct {
        const char *src_mac, *src, *dst_mac, *dst;
        const char *direction, *src_device, *dst_device;
    } cases[] = {
        {LAMP_MAC, LAMP, ROUTER_MAC, CLOUD, "outbound", LAMP_MAC, NULL},
        {ROUTER_MAC, CLOUD, LAMP_MAC, LAMP, "inbound", NULL, LAMP_MAC},
        {LAMP_MAC, LAMP, CAMERA_MAC, CAMERA, "local", LAMP_MAC, CAMERA_MAC},
        {LAMP_MAC, "fe80::1", CAMERA_MAC, "fe80::2", "local", LAMP_MAC, CAMERA_MAC},
        {LAMP_MAC, LAMP, "01:00:5e:00:00:fb", "224.0.0.251", "multicast", LAMP_MAC, NULL},
        {LAMP_MAC, "fe80::1", "33:33:00:00:00:fb", "ff02::fb", "multicast", LAMP_MAC, NULL},
        {LAMP_MAC, "0.0.0.0", EVERYBODY, "255.255.255.255", "multicast", LAMP_MAC, NULL},
        {LAMP_MAC, "::", "33:33:ff:00:00:01", "ff02::1:ff00:1", "multicast", LAMP_MAC, NULL},
        {LAMP_MAC, LAMP, EVERYBODY, "192.168.1.255", "multicast", LAMP_MAC, NULL},
        {ROUTER_MAC, CLOUD, "01:00:5e:01:02:03", "239.1.2.3", "multicast", NULL, NULL},
        {ROUTER_MAC, CLOUD, "00:00:5e:00:53:02", SITE, "transit", NULL, NULL},
        {NULL, "127.0.0.1", NULL, "127.0.0.1", "", NULL, NULL},
        {NULL, "::1", NULL, "::1", "", NULL, NULL},
        {NULL, NULL, NULL, NULL, "", NULL, NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_capture) capture = capture_new();
        iot_flow_id flow =
            see(capture, packet(1, cases[i].src_mac, cases[i].src, cases[i].dst_mac, cases[i].dst));
        g_test_message("%s to %s", cases[i].src, cases[i].dst);
        assert_ends(capture, flow, cases[i].direction, cases[i].src_device, cases[i].dst_device);
        iot_capture_settle(capture);
        assert_ends(capture, flow, cases[i].direction, cases[i].src_device, cases[i].dst_device);
    }
}

static void
test_remote_side_is_described_with_its_device(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id out = see(capture, lamp_sends(1, CLOUD)),
                in = see(capture, lamp_receives(2, CLOUD));
    iot_sight sight;

    iot_capture_describe(capture, out, &sight);
    g_assert_true(sight.device == sight.src);
    g_assert_cmpstr(sight.remote_text, ==, CLOUD);
    assert_addr(sight.remote, CLOUD);
    iot_capture_describe(capture, in, &sight);
    g_assert_true(sight.device == sight.dst);
    g_assert_cmpstr(sight.remote_text, ==, CLOUD);
}

static void
test_packet_without_remote_has_nothing_said_of_one(void)
{
    static const char *const others[][2] = {{CAMERA_MAC, CAMERA}, {EVERYBODY, "255.255.255.255"}};

    for (unsigned i = 0; i < G_N_ELEMENTS(others); i++) {
        g_autoptr(iot_capture) capture = capture_new();
        iot_sight sight;
        iot_capture_describe(
            capture, see(capture, packet(1, LAMP_MAC, LAMP, others[i][0], others[i][1])), &sight);
        g_assert_null(sight.remote);
        g_assert_null(sight.name);
        g_assert_null(sight.device);
        g_assert_null(sight.answer);
        g_assert_cmpstr(sight.remote_text, ==, "");
        g_assert_cmpint(sight.rtt_ns, ==, 0);
    }
}

static void
test_configured_networks_are_local(void)
{
    iot_prefix campus = prefix("203.0.113.0/24");
    iot_capture_options options = {.local_networks = &campus, .n_local_networks = 1};
    g_autoptr(iot_capture) capture = iot_capture_new(&options);

    assert_ends(capture, see(capture, packet(1, LAMP_MAC, PUBLIC_LAMP, ROUTER_MAC, SITE)),
                "outbound", LAMP_MAC, NULL);
}

static void
test_arp_that_comes_later_makes_a_remote_local(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id out = see(capture, packet(1, LAMP_MAC, PUBLIC_LAMP, ROUTER_MAC, SITE));
    iot_flow_id in = see(capture, packet(2, ROUTER_MAC, SITE, LAMP_MAC, PUBLIC_LAMP));

    assert_ends(capture, out, "transit", NULL, NULL);
    see_arp(capture, 3, LAMP_MAC, PUBLIC_LAMP);
    iot_capture_settle(capture);
    assert_ends(capture, out, "outbound", LAMP_MAC, NULL);
    assert_ends(capture, in, "inbound", NULL, LAMP_MAC);
}

static void
test_announced_prefix_that_comes_later_makes_a_remote_local(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id out = see(capture, packet(1, LAMP_MAC, PUBLIC_LAMP, ROUTER_MAC, SITE));
    iot_flow_id in = see(capture, packet(2, ROUTER_MAC, SITE, LAMP_MAC, PUBLIC_LAMP));

    see_announced(capture, 3, "203.0.113.0/24");
    iot_capture_settle(capture);
    assert_ends(capture, out, "outbound", LAMP_MAC, NULL);
    assert_ends(capture, in, "inbound", NULL, LAMP_MAC);
}

/* A cooked capture tells the sender's MAC only, so the receiver's must come from what it sent. */
static void
test_late_proof_binds_what_was_sent_before_it(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id out = see(capture, packet(1, LAMP_MAC, PUBLIC_LAMP, NULL, SITE));
    iot_flow_id in = see(capture, packet(2, ROUTER_MAC, SITE, NULL, PUBLIC_LAMP));

    see_announced(capture, 3, "203.0.113.0/24");
    iot_capture_settle(capture);
    assert_ends(capture, out, "outbound", LAMP_MAC, NULL);
    assert_ends(capture, in, "inbound", NULL, LAMP_MAC);
}

static void
test_neighbour_makes_its_whole_slash64_local(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id flow =
        see(capture, packet(1, CAMERA_MAC, "2001:db8:0:7::20", ROUTER_MAC, "2001:db8:ffff::1"));

    see_arp(capture, 2, LAMP_MAC, "2001:db8:0:7::10");
    iot_capture_settle(capture);
    assert_ends(capture, flow, "outbound", CAMERA_MAC, NULL);
}

static void
test_address_made_of_its_senders_mac_is_that_device(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id flow = see(capture, packet(1, LAMP_MAC, "2001:db8::200:5eff:fe00:5310", ROUTER_MAC,
                                           "2001:db8:ffff::1"));

    assert_ends(capture, flow, "outbound", LAMP_MAC, NULL);
}

static void
test_dhcp_lease_alone_proves_nothing_local(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_binding lease = {addr(PUBLIC_LAMP), mac(LAMP_MAC), false};
    iot_observation obs = lamp_sends(1, "255.255.255.255");

    obs.bindings = &lease;
    obs.n_bindings = 1;
    see(capture, obs);
    assert_ends(capture, see(capture, packet(2, ROUTER_MAC, PUBLIC_LAMP, LAMP_MAC, LAMP)),
                "inbound", NULL, LAMP_MAC);
}

static void
test_binding_to_a_group_or_no_mac_proves_nothing_local(void)
{
    static const char *const macs[] = {EVERYBODY, "01:00:5e:00:00:fb", NULL};

    for (unsigned i = 0; i < G_N_ELEMENTS(macs); i++) {
        g_autoptr(iot_capture) capture = capture_new();
        iot_binding forged = {addr(CLOUD), mac(macs[i]), true};
        iot_observation obs = lamp_sends(1, CLOUD);
        obs.bindings = &forged;
        obs.n_bindings = 1;
        assert_ends(capture, see(capture, obs), "outbound", LAMP_MAC, NULL);
    }
}

/* ---- devices ---- */

static void
test_local_address_behind_a_gateway_is_not_the_gateway(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see(capture, lamp_receives(1, CLOUD));
    iot_flow_id flow = see(capture, packet(2, ROUTER_MAC, "192.168.7.5", LAMP_MAC, LAMP));
    assert_ends(capture, flow, "local", "192.168.7.5", LAMP_MAC);
}

static void
test_gateway_that_shows_itself_later_was_one_before(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id flow = see(capture, packet(1, ROUTER_MAC, "192.168.7.5", LAMP_MAC, LAMP));

    assert_ends(capture, flow, "local", ROUTER_MAC, LAMP_MAC);
    see(capture, lamp_receives(2, CLOUD));
    assert_ends(capture, flow, "local", "192.168.7.5", LAMP_MAC);
}

static void
test_gateways_own_address_is_its_own_by_arp(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see(capture, lamp_receives(1, CLOUD));
    iot_flow_id flow = see(capture, packet(2, ROUTER_MAC, ROUTER, LAMP_MAC, LAMP));
    assert_ends(capture, flow, "local", ROUTER, LAMP_MAC);
    see_arp(capture, 3, ROUTER_MAC, ROUTER);
    assert_ends(capture, flow, "local", ROUTER_MAC, LAMP_MAC);
    assert_ends(capture, see(capture, packet(4, ROUTER_MAC, "192.168.7.5", LAMP_MAC, LAMP)),
                "local", "192.168.7.5", LAMP_MAC);
}

static void
test_gateway_is_taken_back_when_its_address_proves_local(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id other = see(capture, lamp_sends(1, SITE));

    see(capture, packet(2, LAMP_MAC, PUBLIC_LAMP, ROUTER_MAC, SITE));
    assert_ends(capture, other, "outbound", LAMP, NULL);
    see_arp(capture, 3, LAMP_MAC, PUBLIC_LAMP);
    iot_capture_settle(capture);
    assert_ends(capture, other, "outbound", LAMP_MAC, NULL);
}

static void
test_gateway_stays_one_when_only_one_of_its_addresses_proves_local(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id behind = see(capture, packet(1, ROUTER_MAC, "192.168.7.5", LAMP_MAC, LAMP));

    see(capture, lamp_receives(2, CLOUD));
    see(capture, lamp_receives(3, SITE));
    see_arp(capture, 4, ROUTER_MAC, SITE);
    iot_capture_settle(capture);
    assert_ends(capture, behind, "local", "192.168.7.5", LAMP_MAC);
}

static void
test_gateway_is_taken_back_without_settling_after_enough_packets(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id other = see(capture, lamp_sends(1, SITE));

    see(capture, packet(2, LAMP_MAC, PUBLIC_LAMP, ROUTER_MAC, SITE));
    see_arp(capture, 3, LAMP_MAC, PUBLIC_LAMP);
    for (uint32_t frame = 4; frame < 20; frame++)
        see(capture, lamp_sends(frame, SITE));
    assert_ends(capture, other, "outbound", LAMP_MAC, NULL);
}

static void
test_payload_beats_the_frame_header(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_arp(capture, 1, LAMP_MAC, LAMP);
    /* A repeater puts its own MAC into the headers of what it forwards. */
    assert_ends(capture, see(capture, packet(2, CAMERA_MAC, LAMP, ROUTER_MAC, CLOUD)), "outbound",
                LAMP_MAC, NULL);
}

static void
test_address_that_moves_belongs_to_each_device_in_its_time(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_arp(capture, 1, LAMP_MAC, LAMP);
    iot_flow_id before = see(capture, packet(2, ROUTER_MAC, CLOUD, NULL, LAMP));
    see_arp(capture, 3, CAMERA_MAC, LAMP);
    iot_flow_id after = see(capture, packet(4, ROUTER_MAC, CLOUD, NULL, LAMP));
    see_arp(capture, 5, LAMP_MAC, LAMP);
    iot_flow_id back = see(capture, packet(6, ROUTER_MAC, CLOUD, NULL, LAMP));
    for (unsigned round = 0; round < 2; round++) {
        assert_ends(capture, before, "inbound", NULL, LAMP_MAC);
        assert_ends(capture, after, "inbound", NULL, CAMERA_MAC);
        assert_ends(capture, back, "inbound", NULL, LAMP_MAC);
        iot_capture_settle(capture);
    }
}

static void
test_raw_ip_devices_are_known_by_address(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    assert_ends(capture, see(capture, packet(1, NULL, LAMP, NULL, CLOUD)), "outbound", LAMP, NULL);
    assert_ends(capture, see(capture, packet(2, NULL, LAMP, NULL, "fd00::2")), "local", LAMP,
                "fd00::2");
}

static void
test_frames_without_ip_belong_to_the_devices_of_their_macs(void)
{
    static const struct {
        const char *src, *dst, *direction, *src_device, *dst_device;
    } cases[] = {
        {LAMP_MAC, CAMERA_MAC, "local", LAMP_MAC, CAMERA_MAC},
        {LAMP_MAC, EVERYBODY, "multicast", LAMP_MAC, NULL},
        {LAMP_MAC, "01:80:c2:00:00:00", "multicast", LAMP_MAC, NULL},
        {LAMP_MAC, NULL, "local", LAMP_MAC, NULL},
        {NULL, CAMERA_MAC, "local", NULL, CAMERA_MAC},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_capture) capture = capture_new();
        assert_ends(capture, see(capture, packet(1, cases[i].src, NULL, cases[i].dst, NULL)),
                    cases[i].direction, cases[i].src_device, cases[i].dst_device);
    }
}

static void
test_all_addresses_of_a_mac_are_one_device(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_sight v4, v6, arp;

    iot_capture_describe(capture, see(capture, lamp_sends(1, CLOUD)), &v4);
    iot_capture_describe(capture, see(capture, packet(2, LAMP_MAC, LAMP_V6, ROUTER_MAC, CLOUD)),
                         &v6);
    iot_capture_describe(capture, see_arp(capture, 3, LAMP_MAC, LAMP), &arp);
    g_assert_true(v4.src == v6.src);
    g_assert_true(v4.src == arp.src);
    g_assert_cmpuint(iot_device_addresses(v4.src)->len, ==, 2);
}

/* ---- names of devices ---- */

static void
test_device_has_one_name_over_the_whole_capture(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id first = see(capture, lamp_sends(1, CLOUD));

    assert_sender_called(capture, first, LAMP_MAC);
    see_claim(capture, 2, IOT_NAME_MDNS, LAMP_MAC, NULL, "bulb.local");
    assert_sender_called(capture, first, "bulb");
    see_claim(capture, 3, IOT_NAME_DHCP, LAMP_MAC, NULL, "Lamp");
    assert_sender_called(capture, first, "lamp");
    assert_sender_called(capture, see(capture, lamp_sends(4, SITE)), "lamp");
}

static void
test_host_names_lose_their_domain_and_padding(void)
{
    static const struct {
        iot_name_source source;
        const char *raw, *name;
    } cases[] = {
        {IOT_NAME_MDNS, "Roomba-9.local", "roomba-9"},
        {IOT_NAME_MDNS, "Roomba-9.LOCAL.", "roomba-9"},
        {IOT_NAME_MDNS, "roomba.localdomain", "roomba.localdomain"},
        {IOT_NAME_LLMNR, "PC.", "pc"},
        {IOT_NAME_NETBIOS, "NAS            ", "nas"},
        {IOT_NAME_DHCP, "cam.lan.", "cam.lan"},
        {IOT_NAME_SSDP, "Living Room.local", "Living Room.local"},
        {IOT_NAME_NETBIOS, "*", LAMP_MAC},
        {IOT_NAME_MDNS, "localhost.local", LAMP_MAC},
        {IOT_NAME_DHCP, ".", LAMP_MAC},
        {IOT_NAME_DHCP, "\xff\x01", "\xef\xbf\xbd"},
        {IOT_NAME_DHCP, "", LAMP_MAC},
        {IOT_NAME_DHCP, NULL, LAMP_MAC},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_capture) capture = capture_new();
        see_claim(capture, 1, cases[i].source, LAMP_MAC, NULL, cases[i].raw);
        g_test_message("%s", cases[i].name);
        assert_sender_called(capture, see(capture, lamp_sends(2, CLOUD)), cases[i].name);
    }
}

static void
test_claim_by_address_reaches_the_device_of_that_time(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_arp(capture, 1, LAMP_MAC, LAMP);
    see_claim(capture, 2, IOT_NAME_MDNS, NULL, LAMP, "bulb.local");
    iot_flow_id lamp = see(capture, lamp_sends(3, CLOUD));
    see_arp(capture, 4, CAMERA_MAC, LAMP);
    see_claim(capture, 5, IOT_NAME_MDNS, NULL, LAMP, "eye.local");
    iot_flow_id camera = see(capture, packet(6, CAMERA_MAC, LAMP, ROUTER_MAC, CLOUD));
    for (unsigned round = 0; round < 2; round++) {
        assert_sender_called(capture, lamp, "bulb");
        assert_sender_called(capture, camera, "eye");
        iot_capture_settle(capture);
    }
}

/* A laptop that goes from Wi-Fi to cable keeps its name and, often, its address. */
static void
test_claim_repeated_after_its_address_moved_reaches_the_new_device(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_arp(capture, 1, LAMP_MAC, LAMP);
    see_claim(capture, 2, IOT_NAME_MDNS, NULL, LAMP, "laptop.local");
    see_arp(capture, 3, CAMERA_MAC, LAMP);
    see_claim(capture, 4, IOT_NAME_MDNS, NULL, LAMP, "laptop.local");
    iot_flow_id flow = see(capture, packet(5, CAMERA_MAC, LAMP, ROUTER_MAC, CLOUD));
    assert_sender_called(capture, flow, "laptop");
    iot_capture_settle(capture);
    assert_sender_called(capture, flow, "laptop");
}

static void
test_latest_claim_wins_however_the_device_is_addressed(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_arp(capture, 1, LAMP_MAC, LAMP);
    see_claim(capture, 2, IOT_NAME_MDNS, NULL, LAMP, "one.local");
    see_claim(capture, 3, IOT_NAME_MDNS, LAMP_MAC, NULL, "two.local");
    iot_flow_id flow = see(capture, lamp_sends(4, CLOUD));
    assert_sender_called(capture, flow, "two");
    see_claim(capture, 5, IOT_NAME_MDNS, NULL, LAMP, "one.local");
    assert_sender_called(capture, flow, "one");
    see_claim(capture, 6, IOT_NAME_MDNS, NULL, LAMP, "one.local");
    see_arp(capture, 7, CAMERA_MAC, CAMERA);
    iot_capture_settle(capture);
    assert_sender_called(capture, flow, "one");
}

static void
test_claim_by_an_address_whose_binding_comes_later_finds_its_device(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_claim(capture, 1, IOT_NAME_SSDP, NULL, LAMP, "Kitchen");
    see_arp(capture, 2, LAMP_MAC, LAMP);
    iot_flow_id flow = see(capture, lamp_sends(3, CLOUD));
    iot_capture_settle(capture);
    assert_sender_called(capture, flow, "Kitchen");
}

static void
test_claim_by_an_address_that_proves_local_later_is_not_lost(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id flow = see(capture, packet(1, LAMP_MAC, PUBLIC_LAMP, ROUTER_MAC, SITE));

    see_claim(capture, 2, IOT_NAME_MDNS, NULL, PUBLIC_LAMP, "bulb.local");
    see_announced(capture, 3, "203.0.113.0/24");
    iot_capture_settle(capture);
    assert_sender_called(capture, flow, "bulb");
}

static void
test_claim_for_a_remote_makes_no_device(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_claim(capture, 1, IOT_NAME_MDNS, NULL, CLOUD, "cloud.local");
    iot_capture_settle(capture);
    assert_ends(capture, see(capture, lamp_sends(2, CLOUD)), "outbound", LAMP_MAC, NULL);
    for (uint32_t i = 0; i < iot_devices_count(iot_capture_devices(capture)); i++)
        g_assert_cmpstr(iot_device_name(iot_devices_get(iot_capture_devices(capture), i)), !=,
                        "cloud");
}

static void
test_inventory_can_change_under_way(void)
{
    g_autoptr(iot_inventory) inventory = iot_inventory_new();
    iot_inventory_entry lamp = {.name = "Ceiling", .mac = mac(LAMP_MAC)};
    iot_inventory_entry cloud = {.name = "Vendor", .prefix = prefix(CLOUD)};
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id flow = see(capture, lamp_sends(1, CLOUD));

    iot_inventory_add(inventory, &lamp);
    iot_inventory_add(inventory, &cloud);
    iot_capture_set_inventory(capture, inventory);
    assert_sender_called(capture, flow, "Ceiling");
    assert_name(capture, flow, "Vendor", "inventory");
    iot_capture_set_inventory(capture, NULL);
    assert_sender_called(capture, flow, LAMP_MAC);
    assert_name(capture, flow, CLOUD, "address");
}

/* ---- names of remotes ---- */

static void
test_answer_to_this_device_beats_a_newer_one_to_another(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_answer(capture, 1, LAMP_MAC, LAMP, "lamp.example", CLOUD);
    see_answer(capture, 2, CAMERA_MAC, CAMERA, "camera.example", CLOUD);
    assert_name(capture, see(capture, lamp_sends(3, CLOUD)), "lamp.example", "dns");
    assert_name(capture, see(capture, lamp_receives(4, CLOUD)), "lamp.example", "dns");
    assert_name(capture, see(capture, camera_sends(5, CLOUD)), "camera.example", "dns");
}

static void
test_answer_to_another_client_names_for_want_of_an_own(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_answer(capture, 1, CAMERA_MAC, CAMERA, "camera.example", CLOUD);
    assert_name(capture, see(capture, lamp_sends(2, CLOUD)), "camera.example", "other client");
}

static void
test_later_answer_is_the_last_resort(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id flow = see(capture, lamp_sends(1, CLOUD));

    assert_name(capture, flow, CLOUD, "address");
    see_answer(capture, 2, LAMP_MAC, LAMP, "lamp.example", CLOUD);
    assert_name(capture, flow, "lamp.example", "later");
    see_answer(capture, 3, LAMP_MAC, LAMP, "second.example", CLOUD);
    assert_name(capture, flow, "lamp.example", "later");
}

static void
test_device_owns_answers_to_any_of_its_addresses(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_answer(capture, 1, LAMP_MAC, LAMP_V6, "lamp.example", CLOUD);
    assert_name(capture, see(capture, lamp_sends(2, CLOUD)), "lamp.example", "dns");
}

static void
test_answer_stays_with_the_device_that_had_the_address_then(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_arp(capture, 1, LAMP_MAC, LAMP);
    see_answer(capture, 2, NULL, LAMP, "lamp.example", CLOUD);
    see_arp(capture, 3, CAMERA_MAC, LAMP);
    see_arp(capture, 4, LAMP_MAC, CAMERA);
    assert_name(capture, see(capture, packet(5, NULL, LAMP, ROUTER_MAC, CLOUD)), "lamp.example",
                "other client");
    assert_name(capture, see(capture, packet(6, NULL, CAMERA, ROUTER_MAC, CLOUD)), "lamp.example",
                "dns");
}

static void
test_client_that_becomes_known_later_owns_its_answers(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_answer(capture, 1, NULL, LAMP, "lamp.example", CLOUD);
    iot_flow_id flow = see(capture, lamp_sends(2, CLOUD));
    iot_capture_settle(capture);
    assert_name(capture, flow, "lamp.example", "dns");
}

static void
test_tcp_keeps_the_name_of_its_first_frame(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_answer(capture, 1, LAMP_MAC, LAMP, "first.example", CLOUD);
    iot_flow_id old = see(capture, in_stream(lamp_sends(2, CLOUD), TCP, 0, 40000, 443));
    see_answer(capture, 3, LAMP_MAC, LAMP, "second.example", CLOUD);
    iot_flow_id reply = see(capture, in_stream(lamp_receives(4, CLOUD), TCP, 0, 443, 40000));
    iot_flow_id later = see(capture, in_stream(lamp_sends(5, CLOUD), TCP, 0, 40000, 443));
    iot_flow_id fresh = see(capture, in_stream(lamp_sends(6, CLOUD), TCP, 1, 40001, 443));
    assert_name(capture, old, "first.example", "dns");
    assert_name(capture, reply, "first.example", "dns");
    assert_name(capture, later, "first.example", "dns");
    assert_name(capture, fresh, "second.example", "dns");
}

static void
test_udp_and_icmp_change_their_name_with_each_answer(void)
{
    static const iot_transport transports[] = {UDP, IOT_TRANSPORT_NONE};

    for (unsigned i = 0; i < G_N_ELEMENTS(transports); i++) {
        g_autoptr(iot_capture) capture = capture_new();
        iot_observation obs = lamp_sends(2, CLOUD);
        if (transports[i] == UDP)
            obs = in_stream(obs, UDP, 0, 40000, 443);
        see_answer(capture, 1, LAMP_MAC, LAMP, "first.example", CLOUD);
        iot_flow_id before = see(capture, obs);
        see_answer(capture, 3, LAMP_MAC, LAMP, "second.example", CLOUD);
        obs.frame = 4;
        iot_flow_id after = see(capture, obs);
        assert_name(capture, before, "first.example", "dns");
        assert_name(capture, after, "second.example", "dns");
    }
}

static void
test_each_evidence_of_a_name_beats_the_next(void)
{
    g_autoptr(iot_inventory) inventory = iot_inventory_new();
    iot_inventory_entry cloud = {.name = "My Vendor", .prefix = prefix(CLOUD)};
    g_autoptr(iot_capture) capture = capture_new();
    iot_observation obs = in_stream(lamp_sends(2, CLOUD), TCP, 0, 40000, 443);
    iot_observation hosted = in_stream(lamp_sends(3, CLOUD), TCP, 1, 40001, 80);

    see_answer(capture, 1, LAMP_MAC, LAMP, "dns.example", CLOUD);
    iot_flow_id flow = see(capture, obs);
    assert_name(capture, flow, "dns.example", "dns");
    obs.server_name = "Sni.Example";
    g_assert_cmpuint(see(capture, obs), ==, flow);
    assert_name(capture, flow, "sni.example", "sni");
    hosted.http_host = "host.example";
    iot_flow_id other = see(capture, hosted);
    assert_name(capture, other, "host.example", "http");
    assert_name(capture, flow, "sni.example", "sni");
    iot_inventory_add(inventory, &cloud);
    iot_capture_set_inventory(capture, inventory);
    assert_name(capture, flow, "My Vendor", "inventory");
    assert_name(capture, other, "My Vendor", "inventory");
}

static void
test_dns_facts_are_told_beside_a_better_name(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_observation obs = in_stream(lamp_sends(2, CLOUD), TCP, 0, 40000, 443);
    iot_sight sight;

    see_answer(capture, 1, LAMP_MAC, LAMP, "dns.example", CLOUD);
    obs.server_name = "sni.example";
    iot_capture_describe(capture, see(capture, obs), &sight);
    g_assert_cmpstr(sight.answer->question, ==, "dns.example");
    g_assert_cmpuint(sight.answer->frame, ==, 1);
    g_assert_cmpint(sight.dns_source, ==, IOT_DNS_OWN);
}

/* The name in the hello of somebody outside is the device's, not his. */
static void
test_name_that_a_remote_asks_a_device_for_is_not_the_remotes(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_observation syn = in_stream(lamp_receives(1, CLOUD), TCP, 0, 40000, 443);
    iot_observation hello = in_stream(lamp_receives(2, CLOUD), TCP, 0, 40000, 443);

    syn.syn = true;
    see(capture, syn);
    hello.server_name = "home.dyndns.example";
    assert_name(capture, see(capture, hello), CLOUD, "address");
    assert_name(capture, see(capture, in_stream(lamp_sends(3, CLOUD), TCP, 0, 443, 40000)), CLOUD,
                "address");
}

static void
test_sinkhole_answer_names_nothing(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_answer(capture, 1, LAMP_MAC, LAMP, "ads.example", "0.0.0.0");
    see_answer(capture, 1, LAMP_MAC, LAMP, "ads.example", "127.0.0.1");
    assert_name(capture, see(capture, lamp_sends(2, CLOUD)), CLOUD, "address");
}

static void
test_alternatives_are_the_devices_other_questions(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    const char *names[4];
    iot_sight sight;

    see_answer(capture, 1, LAMP_MAC, LAMP, "one.example", CLOUD);
    see_answer(capture, 2, CAMERA_MAC, CAMERA, "camera.example", CLOUD);
    see_answer(capture, 3, LAMP_MAC, LAMP_V6, "two.example", CLOUD);
    iot_capture_describe(capture, see(capture, lamp_sends(4, CLOUD)), &sight);
    g_assert_cmpuint(iot_capture_alternatives(capture, &sight, names, 4), ==, 1);
    g_assert_cmpstr(names[0], ==, "one.example");
    iot_capture_describe(capture, see(capture, packet(5, LAMP_MAC, LAMP, CAMERA_MAC, CAMERA)),
                         &sight);
    g_assert_cmpuint(iot_capture_alternatives(capture, &sight, names, 4), ==, 0);
}

static void
assert_answered(iot_capture *capture, iot_flow_id flow, const char *question, bool gone)
{
    iot_sight sight;

    iot_capture_describe(capture, flow, &sight);
    g_assert_nonnull(sight.answer);
    g_assert_cmpstr(sight.answer->question, ==, question);
    g_assert_cmpint(sight.answer->gone, ==, gone);
}

/* A read filter drops packets after they were looked at; the next one gets their number. */
static void
test_repeated_frame_number_means_the_answers_frame_is_gone(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_answer(capture, 1, LAMP_MAC, LAMP, "kept.example", SITE);
    see_answer(capture, 2, LAMP_MAC, LAMP, "dropped.example", CLOUD);
    iot_flow_id flow = see(capture, in_stream(lamp_sends(2, CLOUD), TCP, 0, 40000, 443));
    iot_flow_id other = see(capture, in_stream(lamp_sends(3, SITE), TCP, 1, 40001, 443));
    for (unsigned settled = 0; settled < 2; settled++) {
        assert_name(capture, flow, "dropped.example", "dns");
        assert_answered(capture, flow, "dropped.example", true);
        assert_answered(capture, other, "kept.example", false);
        iot_capture_settle(capture);
    }
}

static void
test_answer_that_takes_a_dropped_frames_number_is_there(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_answer(capture, 1, LAMP_MAC, LAMP, "dropped.example", CLOUD);
    see_answer(capture, 1, LAMP_MAC, LAMP, "kept.example", SITE);
    assert_answered(capture, see(capture, lamp_sends(2, CLOUD)), "dropped.example", true);
    assert_answered(capture, see(capture, lamp_sends(3, SITE)), "kept.example", false);
}

static void
test_repeated_frame_number_stands_for_the_later_packet(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id dropped = see(capture, lamp_sends(5, CLOUD));
    iot_flow_id kept = see(capture, lamp_sends(5, SITE));

    g_assert_cmpuint(dropped, !=, kept);
    g_assert_cmpuint(iot_capture_flow_of_frame(capture, 5), ==, kept);
    assert_name(capture, dropped, CLOUD, "address");
}

/* ---- round trips ---- */

static void
test_only_samples_from_remote_to_device_count(void)
{
    static const struct {
        const char *src_mac, *src, *dst_mac, *dst;
        int64_t rtt_ns;
    } cases[] = {
        {ROUTER_MAC, CLOUD, LAMP_MAC, LAMP, MS}, {ROUTER_MAC, CLOUD, CAMERA_MAC, CAMERA, MS},
        {LAMP_MAC, LAMP, ROUTER_MAC, CLOUD, 0},  {ROUTER_MAC, CLOUD, "00:00:5e:00:53:02", SITE, 0},
        {ROUTER_MAC, SITE, LAMP_MAC, LAMP, 0},   {CAMERA_MAC, CAMERA, LAMP_MAC, LAMP, 0},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_capture) capture = capture_new();
        iot_observation obs =
            packet(1, cases[i].src_mac, cases[i].src, cases[i].dst_mac, cases[i].dst);
        obs.response_ns = MS;
        see(capture, obs);
        g_assert_cmpint(rtt_of(capture, see(capture, lamp_sends(2, CLOUD))), ==, cases[i].rtt_ns);
    }
}

static void
test_smallest_sample_of_the_capture_holds_for_all_its_frames(void)
{
    static const int64_t samples_ns[] = {30 * MS, 20 * MS, 25 * MS};
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id first = see(capture, lamp_sends(1, CLOUD));

    g_assert_cmpint(rtt_of(capture, first), ==, 0);
    for (uint32_t i = 0; i < G_N_ELEMENTS(samples_ns); i++) {
        iot_observation obs = lamp_receives(2 + i, CLOUD);
        obs.response_ns = samples_ns[i];
        see(capture, obs);
    }
    g_assert_cmpint(rtt_of(capture, first), ==, 20 * MS);
    g_assert_cmpint(rtt_of(capture, see(capture, camera_sends(9, CLOUD))), ==, 20 * MS);
}

static void
test_sample_counts_once_its_receiver_proves_local(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_observation obs = packet(1, ROUTER_MAC, SITE, LAMP_MAC, PUBLIC_LAMP);

    obs.response_ns = MS;
    iot_flow_id flow = see(capture, obs);
    g_assert_cmpint(rtt_of(capture, flow), ==, 0);
    see_arp(capture, 2, LAMP_MAC, PUBLIC_LAMP);
    g_assert_cmpint(rtt_of(capture, flow), ==, MS);
}

static void
test_karns_rule_holds_for_the_devices_retransmissions_only(void)
{
    static const struct {
        bool device_repeats;
        int64_t rtt_ns;
    } cases[] = {{true, 0}, {false, 5 * MS}};

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_capture) capture = capture_new();
        iot_observation out = in_stream(lamp_sends(1, CLOUD), TCP, 0, 40000, 443);
        iot_observation in = in_stream(lamp_receives(2, CLOUD), TCP, 0, 443, 40000);
        see(capture, out);
        iot_observation repeated = cases[i].device_repeats ? out : in;
        repeated.frame = 3;
        repeated.retransmission = true;
        see(capture, repeated);
        in.frame = 4;
        in.acks_frame = 1;
        in.ack_rtt_ns = 5 * MS;
        g_assert_cmpint(rtt_of(capture, see(capture, in)), ==, cases[i].rtt_ns);
    }
}

static void
test_karns_rule_knows_sides_of_a_stream_begun_by_the_remote(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_observation in = in_stream(lamp_receives(1, CLOUD), TCP, 0, 40000, 443);
    iot_observation out = in_stream(lamp_sends(2, CLOUD), TCP, 0, 443, 40000);

    see(capture, in);
    out.retransmission = true;
    see(capture, out);
    in.frame = 3;
    in.acks_frame = 2;
    in.ack_rtt_ns = MS;
    g_assert_cmpint(rtt_of(capture, see(capture, in)), ==, 0);
}

static void
test_ntp_and_quic_measure_a_remote(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_observation out = in_stream(lamp_sends(1, CLOUD), UDP, 0, 123, 123);
    iot_observation in = in_stream(lamp_receives(9, CLOUD), UDP, 0, 123, 123);

    out.ntp = (iot_ntp_fact){.mode = 3, .transmit = 42};
    in.ntp = (iot_ntp_fact){.mode = 4, .origin = 42};
    see(capture, out);
    g_assert_cmpint(rtt_of(capture, see(capture, in)), ==, 8 * MS);

    out = in_stream(lamp_sends(20, SITE), UDP, 1, 40000, 443);
    out.quic_initial = true;
    see(capture, out);
    in = in_stream(lamp_receives(26, SITE), UDP, 1, 443, 40000);
    g_assert_cmpint(rtt_of(capture, see(capture, in)), ==, 6 * MS);
}

/* ---- flows and conversations ---- */

static void
test_flow_of_a_frame_is_found_again(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id out = see(capture, lamp_sends(5, CLOUD)),
                in = see(capture, lamp_receives(9, CLOUD));

    g_assert_cmpuint(iot_capture_flow_of_frame(capture, 5), ==, out);
    g_assert_cmpuint(iot_capture_flow_of_frame(capture, 9), ==, in);
    g_assert_cmpuint(iot_capture_flow_of_frame(capture, 7), ==, IOT_FLOW_NONE);
    g_assert_cmpuint(iot_capture_flow_of_frame(capture, 10), ==, IOT_FLOW_NONE);
    g_assert_cmpuint(iot_capture_flow_of_frame(capture, UINT32_MAX), ==, IOT_FLOW_NONE);
    g_assert_cmpuint(iot_capture_flows(capture), ==, 2);
}

static void
test_no_flow_has_no_sight(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_sight sight;

    iot_capture_describe(capture, IOT_FLOW_NONE, &sight);
    g_assert_cmpint(sight.direction, ==, IOT_DIRECTION_NONE);
    g_assert_cmpuint(sight.conversation, ==, IOT_CONVERSATION_NONE);
    g_assert_null(sight.src);
    g_assert_null(sight.remote);
}

static void
test_conversation_has_both_directions_and_all_streams(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id tcp = see(capture, in_stream(lamp_sends(1, CLOUD), TCP, 0, 40000, 443));
    iot_flow_id back = see(capture, in_stream(lamp_receives(2, CLOUD), TCP, 0, 443, 40000));
    /* A mirror port that tags one direction only makes Wireshark see two streams. */
    iot_flow_id tagged = see(capture, in_stream(lamp_receives(3, CLOUD), TCP, 1, 443, 40000));
    iot_flow_id icmp = see(capture, lamp_sends(4, CLOUD));

    g_assert_cmpuint(conversation_of(capture, tcp), ==, 0);
    g_assert_cmpuint(conversation_of(capture, back), ==, 0);
    g_assert_cmpuint(conversation_of(capture, tagged), ==, 0);
    g_assert_cmpuint(conversation_of(capture, icmp), ==, 0);
    g_assert_cmpuint(iot_conversations_count(iot_capture_conversations(capture)), ==, 1);
}

static void
test_two_devices_share_one_conversation(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id there = see(capture, packet(1, CAMERA_MAC, CAMERA, LAMP_MAC, LAMP));
    iot_flow_id back = see(capture, packet(2, LAMP_MAC, LAMP, CAMERA_MAC, CAMERA));
    iot_flow_id bare = see(capture, packet(3, LAMP_MAC, NULL, CAMERA_MAC, NULL));
    iot_sight sight;

    g_assert_cmpuint(conversation_of(capture, there), ==, 0);
    g_assert_cmpuint(conversation_of(capture, back), ==, 0);
    g_assert_cmpuint(conversation_of(capture, bare), ==, 0);
    iot_capture_describe(capture, there, &sight);
    g_assert_cmpuint(iot_conversations_get(iot_capture_conversations(capture), 0)->device, ==,
                     iot_device_id(sight.src));
}

static void
test_what_has_not_two_ends_is_no_conversation(void)
{
    static const char *const cases[][4] = {
        {LAMP_MAC, LAMP, EVERYBODY, "255.255.255.255"},
        {ROUTER_MAC, CLOUD, "00:00:5e:00:53:02", SITE},
        {LAMP_MAC, LAMP, LAMP_MAC, LAMP_V6},
        {LAMP_MAC, NULL, NULL, NULL},
        {NULL, "127.0.0.1", NULL, "127.0.0.1"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_capture) capture = capture_new();
        iot_flow_id flow =
            see(capture, packet(1, cases[i][0], cases[i][1], cases[i][2], cases[i][3]));
        g_assert_cmpuint(conversation_of(capture, flow), ==, IOT_CONVERSATION_NONE);
    }
}

static void
test_settled_conversations_are_numbered_without_those_that_never_were(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id mistaken = see(capture, packet(1, LAMP_MAC, LAMP, NULL, PUBLIC_LAMP));
    iot_flow_id other = see(capture, camera_sends(2, CLOUD));

    g_assert_cmpuint(conversation_of(capture, mistaken), ==, 0);
    g_assert_cmpuint(conversation_of(capture, other), ==, 1);
    see_arp(capture, 3, LAMP_MAC, PUBLIC_LAMP);
    iot_capture_settle(capture);
    g_assert_cmpuint(conversation_of(capture, mistaken), ==, IOT_CONVERSATION_NONE);
    g_assert_cmpuint(conversation_of(capture, other), ==, 0);
    g_assert_cmpuint(iot_conversations_count(iot_capture_conversations(capture)), ==, 1);
}

static void
test_settling_again_numbers_new_flows_by_first_appearance(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see(capture, lamp_sends(1, CLOUD));
    iot_capture_settle(capture);
    iot_flow_id second = see(capture, lamp_sends(2, SITE));
    iot_flow_id third = see(capture, lamp_sends(3, "192.0.2.1"));
    iot_capture_settle(capture);
    g_assert_cmpuint(iot_conversations_count(iot_capture_conversations(capture)), ==, 3);
    g_assert_cmpuint(conversation_of(capture, third), ==, 2);
    g_assert_cmpuint(conversation_of(capture, second), ==, 1);
}

static void
test_service_and_side_are_those_of_the_stream(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_observation out = in_stream(lamp_sends(1, CLOUD), TCP, 0, 40000, 8883);
    iot_sight sight;

    out.syn = true;
    see(capture, out);
    out.syn = false;
    out.protocol = "mqtt";
    iot_capture_describe(capture, see(capture, out), &sight);
    g_assert_cmpuint(sight.service.port, ==, 8883);
    g_assert_cmpstr(sight.service.protocol, ==, "mqtt");
    g_assert_true(sight.to_server);
    iot_capture_describe(
        capture, see(capture, in_stream(lamp_receives(2, CLOUD), TCP, 0, 8883, 40000)), &sight);
    g_assert_false(sight.to_server);
}

/* ---- caps and words ---- */

static void
test_flood_of_claims_is_dropped_beyond_the_cap(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_name_claim claim = {IOT_NAME_DHCP, {{0}}, {0}, "forged"};
    iot_observation obs = {.frame = 1, .claims = &claim, .n_claims = 1};

    for (uint32_t i = 0; i < IOT_CAPTURE_CLAIMS_MAX; i++) {
        claim.mac = nth_mac(i);
        see(capture, obs);
    }
    uint64_t before = iot_capture_dropped(capture);
    see_claim(capture, 2, IOT_NAME_DHCP, LAMP_MAC, NULL, "late");
    g_assert_cmpuint(iot_capture_dropped(capture), ==, before + 1);
}

static void
test_words_are_those_of_the_fields(void)
{
    static const char *const directions[] = {"",      "outbound",  "inbound",
                                             "local", "multicast", "transit"};
    static const char *const sources[] = {"inventory",    "sni",   "http",   "dns",
                                          "other client", "later", "address"};

    g_assert_cmpuint(G_N_ELEMENTS(directions), ==, IOT_DIRECTIONS);
    for (int i = 0; i < IOT_DIRECTIONS; i++)
        g_assert_cmpstr(iot_direction_name(i), ==, directions[i]);
    g_assert_cmpuint(G_N_ELEMENTS(sources), ==, IOT_REMOTE_NAME_SOURCES);
    for (int i = 0; i < IOT_REMOTE_NAME_SOURCES; i++)
        g_assert_cmpstr(iot_remote_name_source_name(i), ==, sources[i]);
}

static void
test_free_accepts_null(void)
{
    iot_capture_free(NULL);
}

#define ADD(name) g_test_add_func("/capture/" #name, test_##name)

/* A file can say any time. */
static void
test_times_beyond_reason_are_cut(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_observation obs = lamp_sends(1, CLOUD);
    int64_t first_ns, last_ns;

    obs.time_ns = INT64_MIN;
    obs.payload_bytes = 1;
    see(capture, in_stream(obs, IOT_TRANSPORT_UDP, 1, 50000, 123));
    obs.frame = 2;
    obs.time_ns = INT64_MAX;
    see(capture, in_stream(obs, IOT_TRANSPORT_UDP, 1, 50000, 123));
    iot_capture_span(capture, &first_ns, &last_ns);
    g_assert_cmpint(first_ns, ==, -IOT_TIME_MAX_NS);
    g_assert_cmpint(last_ns, ==, IOT_TIME_MAX_NS);
}

static void
add_tests_of_devices(void)
{
    ADD(direction_is_told_by_both_ends);
    ADD(remote_side_is_described_with_its_device);
    ADD(packet_without_remote_has_nothing_said_of_one);
    ADD(configured_networks_are_local);
    ADD(arp_that_comes_later_makes_a_remote_local);
    ADD(announced_prefix_that_comes_later_makes_a_remote_local);
    ADD(late_proof_binds_what_was_sent_before_it);
    ADD(neighbour_makes_its_whole_slash64_local);
    ADD(address_made_of_its_senders_mac_is_that_device);
    ADD(dhcp_lease_alone_proves_nothing_local);
    ADD(binding_to_a_group_or_no_mac_proves_nothing_local);
    ADD(local_address_behind_a_gateway_is_not_the_gateway);
    ADD(gateway_that_shows_itself_later_was_one_before);
    ADD(gateways_own_address_is_its_own_by_arp);
    ADD(gateway_is_taken_back_when_its_address_proves_local);
    ADD(gateway_stays_one_when_only_one_of_its_addresses_proves_local);
    ADD(gateway_is_taken_back_without_settling_after_enough_packets);
    ADD(payload_beats_the_frame_header);
    ADD(address_that_moves_belongs_to_each_device_in_its_time);
    ADD(raw_ip_devices_are_known_by_address);
    ADD(frames_without_ip_belong_to_the_devices_of_their_macs);
    ADD(all_addresses_of_a_mac_are_one_device);
    ADD(device_has_one_name_over_the_whole_capture);
    ADD(host_names_lose_their_domain_and_padding);
    ADD(claim_by_address_reaches_the_device_of_that_time);
    ADD(claim_repeated_after_its_address_moved_reaches_the_new_device);
    ADD(latest_claim_wins_however_the_device_is_addressed);
    ADD(claim_by_an_address_whose_binding_comes_later_finds_its_device);
    ADD(claim_by_an_address_that_proves_local_later_is_not_lost);
    ADD(claim_for_a_remote_makes_no_device);
    ADD(inventory_can_change_under_way);
}

static void
add_tests_of_remotes(void)
{
    ADD(answer_to_this_device_beats_a_newer_one_to_another);
    ADD(answer_to_another_client_names_for_want_of_an_own);
    ADD(later_answer_is_the_last_resort);
    ADD(device_owns_answers_to_any_of_its_addresses);
    ADD(answer_stays_with_the_device_that_had_the_address_then);
    ADD(client_that_becomes_known_later_owns_its_answers);
    ADD(tcp_keeps_the_name_of_its_first_frame);
    ADD(udp_and_icmp_change_their_name_with_each_answer);
    ADD(each_evidence_of_a_name_beats_the_next);
    ADD(dns_facts_are_told_beside_a_better_name);
    ADD(name_that_a_remote_asks_a_device_for_is_not_the_remotes);
    ADD(sinkhole_answer_names_nothing);
    ADD(alternatives_are_the_devices_other_questions);
    ADD(repeated_frame_number_means_the_answers_frame_is_gone);
    ADD(answer_that_takes_a_dropped_frames_number_is_there);
    ADD(repeated_frame_number_stands_for_the_later_packet);
    ADD(only_samples_from_remote_to_device_count);
    ADD(smallest_sample_of_the_capture_holds_for_all_its_frames);
    ADD(sample_counts_once_its_receiver_proves_local);
    ADD(karns_rule_holds_for_the_devices_retransmissions_only);
    ADD(karns_rule_knows_sides_of_a_stream_begun_by_the_remote);
    ADD(ntp_and_quic_measure_a_remote);
}

static void
add_tests_of_flows(void)
{
    ADD(flow_of_a_frame_is_found_again);
    ADD(no_flow_has_no_sight);
    ADD(conversation_has_both_directions_and_all_streams);
    ADD(two_devices_share_one_conversation);
    ADD(what_has_not_two_ends_is_no_conversation);
    ADD(settled_conversations_are_numbered_without_those_that_never_were);
    ADD(settling_again_numbers_new_flows_by_first_appearance);
    ADD(service_and_side_are_those_of_the_stream);
    ADD(flood_of_claims_is_dropped_beyond_the_cap);
    ADD(times_beyond_reason_are_cut);
    ADD(words_are_those_of_the_fields);
    ADD(free_accepts_null);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add_tests_of_devices();
    add_tests_of_remotes();
    add_tests_of_flows();
    return g_test_run();
}
