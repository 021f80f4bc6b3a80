/* test-capture-claims.c - names of devices, by what they and the user say
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tables/claims.h"
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
    iot_flow_id camera = see(capture, packet(5, CAMERA_MAC, LAMP, ROUTER_MAC, CLOUD));
    see_claim(capture, 6, IOT_NAME_MDNS, NULL, LAMP, "eye.local");
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
    iot_fact fact = {IOT_FACT_CLAIM, .claim = {IOT_NAME_DHCP, {{0}}, {0}, .name = "forged"}};
    iot_observation obs = {.frame = 1, .facts = &fact, .n_facts = 1};

    for (uint32_t i = 0; i < IOT_CLAIMS_MAX; i++) {
        fact.claim.mac = nth_mac(i);
        see(capture, obs);
    }
    uint64_t before = iot_capture_dropped(capture);
    see_claim(capture, 2, IOT_NAME_DHCP, LAMP_MAC, NULL, "late");
    g_assert_cmpuint(iot_capture_dropped(capture), ==, before + 1);
}

static void
test_names_that_the_homes_dns_has_name_devices(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id lamp = see(capture, lamp_sends(1, CLOUD));

    see_answer(capture, 2, CAMERA_MAC, CAMERA, "Attic-Lamp.home.example", LAMP);
    assert_sender_called(capture, lamp, "attic-lamp");
    see_claim(capture, 3, IOT_NAME_DNS, NULL, LAMP, "hall-lamp.home.example");
    assert_sender_called(capture, lamp, "hall-lamp");
    see_claim(capture, 4, IOT_NAME_NETBIOS, LAMP_MAC, NULL, "OWN");
    assert_sender_called(capture, lamp, "own");
    iot_capture_settle(capture);
    assert_sender_called(capture, lamp, "own");
}

static void
test_home_name_waits_for_its_device_and_makes_none(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_answer(capture, 1, CAMERA_MAC, CAMERA, "attic-lamp.home.example", LAMP);
    see_claim(capture, 2, IOT_NAME_DNS, NULL, "192.168.1.99", "gone.home.example");
    iot_flow_id lamp = see(capture, lamp_sends(3, CLOUD));
    iot_capture_settle(capture);
    assert_sender_called(capture, lamp, "attic-lamp");
    for (uint32_t i = 0; i < iot_devices_count(iot_capture_devices(capture)); i++)
        g_assert_cmpstr(iot_device_name(iot_devices_get(iot_capture_devices(capture), i)), !=,
                        "gone");
}

static void
test_home_name_that_is_contradicted_is_taken_back(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id lamp = see(capture, lamp_sends(1, CLOUD));

    see_answer(capture, 2, CAMERA_MAC, CAMERA, "ads.one.example", LAMP);
    iot_capture_settle(capture);
    assert_sender_called(capture, lamp, "ads");
    see_answer(capture, 3, CAMERA_MAC, CAMERA, "track.two.example", LAMP);
    iot_capture_settle(capture);
    assert_sender_called(capture, lamp, LAMP_MAC);
}

static void
note_alias(const char *name, void *list)
{
    g_string_append_printf(list, "%s ", name);
}

/* A host has a name for each of its addresses: whichever it sends from. */
static void
test_of_two_home_names_the_later_wins_and_the_others_are_kept(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    g_autoptr(GString) aliases = g_string_new(NULL);
    iot_observation by_v6 = packet(5, LAMP_MAC, LAMP_V6, ROUTER_MAC, "2001:db8::1");
    iot_flow_view view;

    look(capture, see(capture, lamp_sends(1, CLOUD)), &view);
    see_arp(capture, 2, LAMP_MAC, LAMP_V6);
    see_answer(capture, 3, CAMERA_MAC, CAMERA, "hall.home.example", LAMP_V6);
    see_answer(capture, 4, CAMERA_MAC, CAMERA, "old.home.example", LAMP);
    see_answer(capture, 5, CAMERA_MAC, CAMERA, "attic.home.example", LAMP);
    for (uint32_t frame = 6; frame < 10; frame += 2) {
        by_v6.frame = frame;
        iot_flow_id v6 = see(capture, by_v6);
        assert_sender_called(capture, v6, "attic");
        iot_flow_id v4 = see(capture, lamp_sends(frame + 1, SITE));
        assert_sender_called(capture, v4, "attic");
        iot_capture_set_inventory(capture, NULL);
        iot_capture_settle(capture);
        assert_sender_called(capture, v6, "attic");
        look(capture, v4, &view);
    }
    iot_device_foreach_alias(view.src, note_alias, aliases);
    g_assert_nonnull(strstr(aliases->str, "old.home.example old "));
    g_assert_nonnull(strstr(aliases->str, "hall.home.example hall "));
}

static bool
has_alias(const iot_device *device, const char *name)
{
    g_autoptr(GString) aliases = g_string_new(" ");
    g_autofree char *one = g_strdup_printf(" %s ", name);

    iot_device_foreach_alias(device, note_alias, aliases);
    return strstr(aliases->str, one) != NULL;
}

/* An address is handed on: what it was called before is its former owner's. */
static void
test_home_names_are_of_who_had_the_address_when_they_were_told(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_view lamp, camera;

    iot_flow_id first = see(capture, lamp_sends(1, CLOUD));
    see_answer(capture, 2, ROUTER_MAC, ROUTER, "hall.home.example", LAMP);
    see_claim(capture, 3, IOT_NAME_DNS, NULL, LAMP, "attic-lamp.home.example");
    see_arp(capture, 4, CAMERA_MAC, LAMP);
    iot_flow_id second = see(capture, packet(5, CAMERA_MAC, LAMP, ROUTER_MAC, CLOUD));
    see_answer(capture, 6, ROUTER_MAC, ROUTER, "eye.home.example", LAMP);
    for (unsigned round = 0; round < 2; round++) {
        look(capture, first, &lamp);
        look(capture, second, &camera);
        g_assert_cmpstr(iot_device_name(lamp.src), ==, "attic-lamp");
        g_assert_true(has_alias(lamp.src, "hall"));
        g_assert_false(has_alias(lamp.src, "eye"));
        g_assert_cmpstr(iot_device_name(camera.src), ==, "eye");
        g_assert_false(has_alias(camera.src, "hall"));
        g_assert_false(has_alias(camera.src, "attic-lamp"));
        iot_capture_settle(capture);
    }
}

/* The answer is the same as before, and whose address it is is not. */
static void
test_home_name_told_again_is_the_present_owners(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see(capture, lamp_sends(1, CLOUD));
    see_answer(capture, 2, ROUTER_MAC, ROUTER, "attic.home.example", LAMP);
    see_arp(capture, 3, CAMERA_MAC, LAMP);
    iot_flow_id flow = see(capture, packet(4, CAMERA_MAC, LAMP, ROUTER_MAC, CLOUD));
    iot_capture_settle(capture);
    assert_sender_called(capture, flow, CAMERA_MAC);
    see_answer(capture, 5, ROUTER_MAC, ROUTER, "attic.home.example", LAMP);
    assert_sender_called(capture, flow, "attic");
    iot_capture_settle(capture);
    assert_sender_called(capture, flow, "attic");
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
    ADD(names_that_the_homes_dns_has_name_devices);
    ADD(home_name_waits_for_its_device_and_makes_none);
    ADD(home_name_that_is_contradicted_is_taken_back);
    ADD(of_two_home_names_the_later_wins_and_the_others_are_kept);
    ADD(home_names_are_of_who_had_the_address_when_they_were_told);
    ADD(home_name_told_again_is_the_present_owners);
    ADD(inventory_can_change_under_way);
    ADD(flood_of_claims_is_dropped_beyond_the_cap);
    return g_test_run();
}
