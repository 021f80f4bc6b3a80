/* test-capture-claims.c - names of devices, by what they and the user say
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "view.h"

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

#define ADD(name) g_test_add_func("/capture/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(device_has_one_name_over_the_whole_capture);
    ADD(host_names_lose_their_domain_and_padding);
    ADD(claim_by_address_reaches_the_device_of_that_time);
    ADD(claim_repeated_after_its_address_moved_reaches_the_new_device);
    ADD(latest_claim_wins_however_the_device_is_addressed);
    ADD(claim_by_an_address_whose_binding_comes_later_finds_its_device);
    ADD(claim_by_an_address_that_proves_local_later_is_not_lost);
    ADD(claim_for_a_remote_makes_no_device);
    ADD(inventory_can_change_under_way);
    ADD(flood_of_claims_is_dropped_beyond_the_cap);
    return g_test_run();
}
