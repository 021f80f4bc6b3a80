/* test-capture-links.c - which side of a link is the home, where no range says so
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "capture/links.h"
#include "view.h"

#define HOST   "2001:db8:1:1::5"
#define OTHER  "2001:db8:1:2::5"
#define OFFICE "198.51.100.20"

static const char *const far[] = {"2001:db8:f0::1", "2001:db8:f1::1", "2001:db8:f2::1",
                                  "2001:db8:f3::1", "2001:db8:f4::1"};

/* The host and `n` remotes talk through the router; returns the first flow of the host. */
static iot_flow_id
see_host(iot_capture *capture, uint32_t *frame, const char *host, unsigned n)
{
    iot_flow_id first = IOT_FLOW_NONE;

    for (unsigned i = 0; i < n; i++) {
        iot_flow_id up = see(capture, packet(++*frame, LAMP_MAC, host, ROUTER_MAC, far[i]));
        see(capture, packet(++*frame, ROUTER_MAC, far[i], LAMP_MAC, host));
        first = first ? first : up;
    }
    return first;
}

static void
test_host_opposite_to_the_internet_is_inferred(void)
{
    for (unsigned n = IOT_LINKS_MANY - 1; n <= IOT_LINKS_MANY; n++) {
        g_autoptr(iot_capture) capture = capture_new();
        uint32_t frame = 0;
        iot_flow_id flow = see_host(capture, &frame, HOST, n);
        iot_capture_settle(capture);
        if (n < IOT_LINKS_MANY)
            assert_ends(capture, flow, "transit", NULL, NULL);
        else
            assert_ends(capture, flow, "outbound", LAMP_MAC, NULL);
    }
}

static void
test_who_sends_from_two_networks_is_not_inferred(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    uint32_t frame = 0;
    iot_flow_id flow = see_host(capture, &frame, HOST, 4);

    see_host(capture, &frame, OTHER, 1);
    iot_capture_settle(capture);
    assert_ends(capture, flow, "transit", NULL, NULL);
}

static void
test_far_side_of_a_router_is_not_inferred(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    uint32_t frame = 0;
    iot_flow_id flow = see_host(capture, &frame, HOST, 4);

    for (unsigned i = 0; i < 4; i++)
        see(capture, packet(++frame, CAMERA_MAC, "fd00::20", "00:00:5e:00:53:02", far[i]));
    iot_capture_settle(capture);
    assert_ends(capture, flow, "transit", NULL, NULL);
}

/* With an address for privacy beside one that is made from its MAC. */
static void
test_who_talks_to_the_same_remotes_by_another_address_is_inferred(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    uint32_t frame = 0;

    see_host(capture, &frame, "2001:db8:1:1:200:5eff:fe00:5310", 4);
    iot_flow_id flow = see_host(capture, &frame, HOST, 4);
    iot_capture_settle(capture);
    assert_ends(capture, flow, "outbound", LAMP_MAC, NULL);
    for (unsigned i = 0; i < 4; i++)
        see(capture, packet(++frame, CAMERA_MAC, "fd00::20", "00:00:5e:00:53:02", far[i]));
    iot_capture_settle(capture);
    assert_ends(capture, flow, "transit", NULL, NULL);
}

static void
test_two_networks_opposite_to_each_other_are_not_inferred(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id flow = IOT_FLOW_NONE;
    uint32_t frame = 0;

    for (unsigned i = 1; i <= 5; i++) {
        char one[IOT_ADDR_TEXT], other[IOT_ADDR_TEXT];
        g_snprintf(one, sizeof one, "2001:db8:1:1::%u", i);
        g_snprintf(other, sizeof other, "2001:db8:1:2::%u", i);
        flow = see(capture, packet(++frame, LAMP_MAC, one, ROUTER_MAC, other));
        see(capture, packet(++frame, ROUTER_MAC, other, LAMP_MAC, one));
    }
    iot_capture_settle(capture);
    assert_ends(capture, flow, "transit", NULL, NULL);
}

static void
test_who_sends_to_everybody_on_the_link_is_on_it(void)
{
    static const struct {
        const char *mac, *to;
    } everybody[] = {{"01:00:5e:00:00:fb", "224.0.0.251"},
                     {EVERYBODY, "255.255.255.255"},
                     {EVERYBODY, "198.51.100.255"}};

    for (unsigned i = 0; i < G_N_ELEMENTS(everybody); i++) {
        g_autoptr(iot_capture) capture = capture_new();
        iot_flow_id said =
            see(capture, packet(1, LAMP_MAC, OFFICE, everybody[i].mac, everybody[i].to));
        iot_flow_id flow = see(capture, packet(2, LAMP_MAC, OFFICE, ROUTER_MAC, CLOUD));
        assert_ends(capture, said, "multicast", LAMP_MAC, NULL);
        assert_ends(capture, flow, "outbound", LAMP_MAC, NULL);
    }
}

static void
test_address_that_another_sends_from_is_not_proven_by_it(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see(capture, packet(1, LAMP_MAC, OFFICE, "01:00:5e:00:00:fb", "224.0.0.251"));
    iot_flow_id flow = see(capture, packet(2, LAMP_MAC, OFFICE, ROUTER_MAC, CLOUD));
    see(capture, packet(3, CAMERA_MAC, OFFICE, ROUTER_MAC, CLOUD));
    iot_capture_settle(capture);
    assert_ends(capture, flow, "transit", NULL, NULL);
}

static void
test_what_a_router_broadcasts_for_somebody_outside_proves_nothing(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see(capture, packet(1, ROUTER_MAC, CLOUD, EVERYBODY, "192.168.1.255"));
    iot_flow_id flow = see(capture, lamp_sends(2, CLOUD));
    iot_capture_settle(capture);
    assert_ends(capture, flow, "outbound", LAMP_MAC, NULL);
}

static void
test_address_that_frames_to_everybody_go_to_is_nobody(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_view view;

    look(capture, see(capture, packet(1, LAMP_MAC, LAMP, EVERYBODY, "198.51.100.255")), &view);
    g_assert_cmpstr(iot_direction_name(view.direction), ==, "multicast");
    g_assert_null(view.remote);
}

static void
test_arp_of_a_gateway_for_what_dns_answered_proves_nothing(void)
{
    for (unsigned order = 0; order < 2; order++) {
        g_autoptr(iot_capture) capture = capture_new();
        see(capture, packet(1, ROUTER_MAC, ROUTER, LAMP_MAC, LAMP));
        for (unsigned step = 0; step < 2; step++)
            if (step == order)
                see_arp(capture, 2 + step, ROUTER_MAC, SITE);
            else
                see_answer(capture, 2 + step, LAMP_MAC, LAMP, "a.example", SITE);
        iot_flow_id flow = see(capture, lamp_sends(4, SITE));
        see(capture, lamp_receives(5, SITE));
        iot_capture_settle(capture);
        assert_ends(capture, flow, "outbound", LAMP_MAC, NULL);
        assert_name(capture, flow, "a.example", "dns");
    }
}

static void
test_server_of_the_house_that_dns_names_is_local(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_arp(capture, 1, CAMERA_MAC, OFFICE);
    see_answer(capture, 2, LAMP_MAC, LAMP, "a.example", OFFICE);
    iot_flow_id flow = see(capture, packet(3, LAMP_MAC, LAMP, CAMERA_MAC, OFFICE));
    see(capture, packet(4, CAMERA_MAC, OFFICE, LAMP_MAC, LAMP));
    iot_capture_settle(capture);
    assert_ends(capture, flow, "local", LAMP_MAC, CAMERA_MAC);
}

static void
test_address_that_only_arp_tells_of_is_listed_unless_another_sends_from_it(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_mac camera = mac(CAMERA_MAC);

    see_arp(capture, 1, CAMERA_MAC, CAMERA);
    see_arp(capture, 2, CAMERA_MAC, LAMP);
    see(capture, lamp_sends(3, CLOUD));
    iot_capture_settle(capture);
    const iot_device *device = iot_devices_lookup_mac(iot_capture_devices(capture), &camera);
    const GArray *addresses = iot_device_addresses(device);
    iot_addr own = addr(CAMERA);
    g_assert_cmpuint(addresses->len, ==, 1);
    g_assert_true(iot_addr_equal(&g_array_index(addresses, iot_addr, 0), &own));
}

#define ADD(name) g_test_add_func("/capture/links/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(host_opposite_to_the_internet_is_inferred);
    ADD(who_sends_from_two_networks_is_not_inferred);
    ADD(far_side_of_a_router_is_not_inferred);
    ADD(who_talks_to_the_same_remotes_by_another_address_is_inferred);
    ADD(two_networks_opposite_to_each_other_are_not_inferred);
    ADD(who_sends_to_everybody_on_the_link_is_on_it);
    ADD(address_that_another_sends_from_is_not_proven_by_it);
    ADD(what_a_router_broadcasts_for_somebody_outside_proves_nothing);
    ADD(address_that_frames_to_everybody_go_to_is_nobody);
    ADD(arp_of_a_gateway_for_what_dns_answered_proves_nothing);
    ADD(server_of_the_house_that_dns_names_is_local);
    ADD(address_that_only_arp_tells_of_is_listed_unless_another_sends_from_it);
    return g_test_run();
}
