/* test-capture-devices.c - which device is behind an address, and which only forwards
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "view.h"

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
    iot_flow_view v4, v6, arp;

    look(capture, see(capture, lamp_sends(1, CLOUD)), &v4);
    look(capture, see(capture, packet(2, LAMP_MAC, LAMP_V6, ROUTER_MAC, CLOUD)), &v6);
    look(capture, see_arp(capture, 3, LAMP_MAC, LAMP), &arp);
    g_assert_true(v4.src == v6.src);
    g_assert_true(v4.src == arp.src);
    g_assert_cmpuint(iot_device_addresses(v4.src)->len, ==, 2);
}

#define ADD(name) g_test_add_func("/capture/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(local_address_behind_a_gateway_is_not_the_gateway);
    ADD(gateway_that_shows_itself_later_was_one_before);
    ADD(gateways_own_address_is_its_own_by_arp);
    ADD(gateway_is_taken_back_when_its_address_proves_local);
    ADD(gateway_stays_one_when_only_one_of_its_addresses_proves_local);
    ADD(gateway_is_taken_back_without_settling_after_enough_packets);
    ADD(address_that_moves_belongs_to_each_device_in_its_time);
    ADD(raw_ip_devices_are_known_by_address);
    ADD(frames_without_ip_belong_to_the_devices_of_their_macs);
    ADD(all_addresses_of_a_mac_are_one_device);
    return g_test_run();
}
