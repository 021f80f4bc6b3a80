/* test-capture-direction.c - which end is local, by all that one capture tells
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "view.h"

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
    iot_flow_view view;

    look(capture, out, &view);
    g_assert_true(view.device == view.src);
    g_assert_cmpstr(view.remote_text, ==, CLOUD);
    assert_addr(view.remote, CLOUD);
    look(capture, in, &view);
    g_assert_true(view.device == view.dst);
    g_assert_cmpstr(view.remote_text, ==, CLOUD);
}

static void
test_packet_without_remote_has_nothing_said_of_one(void)
{
    static const char *const others[][2] = {{CAMERA_MAC, CAMERA}, {EVERYBODY, "255.255.255.255"}};

    for (unsigned i = 0; i < G_N_ELEMENTS(others); i++) {
        g_autoptr(iot_capture) capture = capture_new();
        iot_flow_view view;
        look(capture, see(capture, packet(1, LAMP_MAC, LAMP, others[i][0], others[i][1])), &view);
        g_assert_null(view.remote);
        g_assert_null(view.name);
        g_assert_null(view.device);
        g_assert_null(view.answer);
        g_assert_cmpstr(view.remote_text, ==, "");
        g_assert_cmpint(view.rtt_ns, ==, 0);
    }
}

static void
test_configured_networks_are_local(void)
{
    g_autoptr(iot_settings) settings = iot_settings_new(NULL, NULL);
    iot_capture_options options = {.settings = settings};
    iot_settings_texts campus = {.local_networks = "203.0.113.0/24"};
    g_assert_true(iot_settings_read_texts(settings, &campus, NULL, NULL));
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
    iot_fact lease = {IOT_FACT_BINDING, .binding = {addr(PUBLIC_LAMP), mac(LAMP_MAC), false}};
    iot_observation obs = lamp_sends(1, "255.255.255.255");

    obs.facts = &lease;
    obs.n_facts = 1;
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
        iot_fact forged = {IOT_FACT_BINDING, .binding = {addr(CLOUD), mac(macs[i]), true}};
        iot_observation obs = lamp_sends(1, CLOUD);
        obs.facts = &forged;
        obs.n_facts = 1;
        assert_ends(capture, see(capture, obs), "outbound", LAMP_MAC, NULL);
    }
}

#define ADD(name) g_test_add_func("/capture/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
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
    return g_test_run();
}
