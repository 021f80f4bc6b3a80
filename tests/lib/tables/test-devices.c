/* test-devices.c - identity, addresses, and the one name each device is known by
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "build.h"
#include "tables/devices.h"

#include <string.h>

#define DEVICE  "70:ee:50:00:fe:24"
#define ADDRESS "192.168.1.10"

static const char *
netatmo(const iot_mac *asked, bool brief, void *user_data)
{
    g_assert_cmpstr(user_data, ==, "data");
    return asked->bytes[0] != 0x70 ? NULL : brief ? "Netatmo" : "Netatmo SAS";
}

static iot_device *
by_mac(iot_devices *devices, const char *text)
{
    iot_mac hardware = mac(text);

    return iot_devices_get_mac(devices, &hardware);
}

static iot_device *
by_addr(iot_devices *devices, const char *text)
{
    iot_addr address = addr(text);

    return iot_devices_get_addr(devices, &address);
}

static void
has_address(iot_device *device, const char *text)
{
    iot_addr address = addr(text);

    iot_device_add_address(device, &address);
}

static void
write_down(iot_inventory *inventory, const char *name, const char *group, const char *mac_text,
           const char *prefix_text)
{
    iot_inventory_entry entry = {.name = name, .group = group, .mac = mac(mac_text)};

    if (prefix_text)
        entry.prefix = prefix(prefix_text);
    g_assert_true(iot_inventory_add(inventory, &entry));
}

static void
assert_called(iot_device *device, const char *name, const char *label, const char *source)
{
    g_assert_cmpstr(iot_device_name(device), ==, name);
    g_assert_cmpstr(iot_device_label(device), ==, label);
    g_assert_cmpstr(iot_name_source_name(iot_device_source(device)), ==, source);
}

static void
test_mac_is_the_identity(void)
{
    g_autoptr(iot_devices) devices = iot_devices_new(NULL, NULL);
    iot_device *device = by_mac(devices, DEVICE);

    g_assert_true(by_mac(devices, DEVICE) == device);
    g_assert_true(by_mac(devices, "70:ee:50:00:fe:25") != device);
    assert_mac(iot_device_mac(device), DEVICE);
    g_assert_cmpuint(iot_devices_count(devices), ==, 2);
}

static void
test_address_is_the_identity_where_no_mac_is(void)
{
    g_autoptr(iot_devices) devices = iot_devices_new(NULL, NULL);
    iot_device *device = by_addr(devices, ADDRESS);

    g_assert_true(by_addr(devices, ADDRESS) == device);
    g_assert_true(by_addr(devices, "fe80::1") != device);
    g_assert_false(iot_mac_is_set(iot_device_mac(device)));
    iot_devices_settle(devices);
    assert_called(device, ADDRESS, ADDRESS, "address");
}

static void
test_devices_are_numbered_from_zero(void)
{
    g_autoptr(iot_devices) devices = iot_devices_new(NULL, NULL);
    iot_device *first = by_mac(devices, DEVICE), *second = by_addr(devices, ADDRESS);

    g_assert_cmpuint(iot_device_id(first), ==, 0);
    g_assert_cmpuint(iot_device_id(second), ==, 1);
    g_assert_true(iot_devices_get(devices, 1) == second);
}

static void
test_addresses_are_listed_once_in_order_up_to_the_cap(void)
{
    g_autoptr(iot_devices) devices = iot_devices_new(NULL, NULL);
    iot_device *device = by_mac(devices, DEVICE);

    for (uint32_t i = 0; i < IOT_DEVICE_ADDRS_MAX + 5; i++) {
        iot_addr address = nth_remote(i);
        iot_device_add_address(device, &address);
        iot_device_add_address(device, &address);
    }
    const GArray *list = iot_device_addresses(device);
    g_assert_cmpuint(list->len, ==, IOT_DEVICE_ADDRS_MAX);
    g_assert_cmpuint(iot_devices_dropped(devices), ==, 1);
    assert_addr(&g_array_index(list, iot_addr, 0), "1.0.0.0");
    assert_addr(&g_array_index(list, iot_addr, 255), "1.0.0.255");
}

static void
test_device_without_a_name_is_called_as_wireshark_prints_its_mac(void)
{
    g_autoptr(iot_devices) devices = iot_devices_new(netatmo, "data");
    iot_device *device = by_mac(devices, DEVICE);

    iot_devices_settle(devices);
    assert_called(device, "Netatmo_00:fe:24", "Netatmo_00:fe:24", "vendor");
    g_assert_cmpstr(iot_device_vendor(device), ==, "Netatmo SAS");
}

static void
test_device_of_an_unknown_vendor_is_called_by_its_mac(void)
{
    g_autoptr(iot_devices) devices = iot_devices_new(netatmo, "data");
    iot_device *device = by_mac(devices, "02:00:00:00:00:01");

    has_address(device, ADDRESS);
    iot_devices_settle(devices);
    assert_called(device, "02:00:00:00:00:01", "02:00:00:00:00:01", "address");
    g_assert_null(iot_device_vendor(device));
}

/* Told from the worst source to the best and the other way round: each time the best one heard
 * so far wins. */
static void
test_best_source_wins_in_whatever_order_they_speak(void)
{
    static const char *const order[] = {"dhcp", "mdns", "ssdp", "llmnr", "netbios"};
    g_autoptr(iot_devices) devices = iot_devices_new(netatmo, "data");
    iot_device *rising = by_mac(devices, DEVICE), *falling = by_addr(devices, ADDRESS);

    for (unsigned i = G_N_ELEMENTS(order); i-- > 0;) {
        iot_device_claim(rising, IOT_NAME_DHCP + i, order[i]);
        iot_devices_settle(devices);
        assert_called(rising, order[i], order[i], order[i]);
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(order); i++) {
        iot_device_claim(falling, IOT_NAME_DHCP + i, order[i]);
        iot_devices_settle(devices);
        assert_called(falling, "dhcp", "dhcp", "dhcp");
    }
}

static void
test_inventory_beats_every_claim(void)
{
    g_autoptr(iot_inventory) inventory = iot_inventory_new();
    g_autoptr(iot_devices) devices = iot_devices_new(netatmo, "data");
    iot_device *device = by_mac(devices, DEVICE);

    iot_device_claim(device, IOT_NAME_DHCP, "weather");
    write_down(inventory, "Weather Station", "sensors", DEVICE, NULL);
    iot_devices_set_inventory(devices, inventory);
    iot_devices_settle(devices);
    assert_called(device, "Weather Station", "Weather Station", "inventory");
    g_assert_cmpstr(iot_device_group(device), ==, "sensors");
    g_assert_true(iot_device_is_known(device));
}

static void
test_inventory_can_be_taken_away(void)
{
    g_autoptr(iot_inventory) inventory = iot_inventory_new();
    g_autoptr(iot_devices) devices = iot_devices_new(NULL, NULL);
    iot_device *device = by_mac(devices, DEVICE);

    write_down(inventory, "Station", "sensors", DEVICE, NULL);
    iot_devices_set_inventory(devices, inventory);
    iot_devices_settle(devices);
    g_assert_true(iot_device_is_known(device));
    iot_devices_set_inventory(devices, NULL);
    iot_devices_settle(devices);
    assert_called(device, DEVICE, DEVICE, "address");
    g_assert_null(iot_device_group(device));
    g_assert_false(iot_device_is_known(device));
}

static void
test_inventory_entry_of_the_mac_beats_the_one_of_an_address(void)
{
    g_autoptr(iot_inventory) inventory = iot_inventory_new();
    g_autoptr(iot_devices) devices = iot_devices_new(NULL, NULL);
    iot_device *device = by_mac(devices, DEVICE);

    write_down(inventory, "by address", "cellar", NULL, ADDRESS);
    iot_devices_set_inventory(devices, inventory);
    has_address(device, ADDRESS);
    iot_devices_settle(devices);
    assert_called(device, "by address", "by address", "inventory");
    write_down(inventory, "by MAC", NULL, DEVICE, NULL);
    iot_devices_set_inventory(devices, inventory);
    iot_devices_settle(devices);
    assert_called(device, "by MAC", "by MAC", "inventory");
    g_assert_cmpstr(iot_device_group(device), ==, "cellar");
}

static void
test_inventory_knows_a_device_by_the_network_around_it(void)
{
    g_autoptr(iot_inventory) inventory = iot_inventory_new();
    g_autoptr(iot_devices) devices = iot_devices_new(NULL, NULL);
    iot_device *device = by_mac(devices, DEVICE);

    write_down(inventory, NULL, "guests", NULL, "192.168.7.0/24");
    iot_devices_set_inventory(devices, inventory);
    has_address(device, ADDRESS);
    iot_devices_settle(devices);
    g_assert_false(iot_device_is_known(device));
    has_address(device, "192.168.7.3");
    iot_devices_settle(devices);
    g_assert_true(iot_device_is_known(device));
    g_assert_cmpstr(iot_device_group(device), ==, "guests");
    assert_called(device, DEVICE, DEVICE, "address");
}

static void
test_latest_name_of_one_source_wins(void)
{
    g_autoptr(iot_devices) devices = iot_devices_new(NULL, NULL);
    iot_device *device = by_mac(devices, DEVICE);

    iot_device_claim(device, IOT_NAME_MDNS, "one");
    iot_device_claim(device, IOT_NAME_MDNS, "two");
    iot_devices_settle(devices);
    assert_called(device, "two", "two", "mdns");
    iot_device_claim(device, IOT_NAME_MDNS, "one");
    iot_devices_settle(devices);
    assert_called(device, "one", "one", "mdns");
}

static void
test_host_names_are_folded_and_written_names_are_not(void)
{
    static const struct {
        iot_name_source source;
        const char *name;
    } cases[] = {
        {IOT_NAME_DHCP, "roomba-9"},  {IOT_NAME_MDNS, "roomba-9"},    {IOT_NAME_SSDP, "Roomba-9"},
        {IOT_NAME_LLMNR, "roomba-9"}, {IOT_NAME_NETBIOS, "roomba-9"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_devices) devices = iot_devices_new(NULL, NULL);
        iot_device *device = by_mac(devices, DEVICE);
        iot_device_claim(device, cases[i].source, "Roomba-9");
        iot_devices_settle(devices);
        g_assert_cmpstr(iot_device_name(device), ==, cases[i].name);
        g_assert_cmpstr(iot_device_label(device), ==, "Roomba-9");
    }
}

static void
test_names_of_nobody_are_no_claims(void)
{
    static const char *const nobodys[] = {"",       "*",       "localhost", "LOCALHOST",
                                          "(none)", "unknown", " \t",       "\n\x01"};
    g_autoptr(iot_devices) devices = iot_devices_new(NULL, NULL);
    iot_device *device = by_mac(devices, DEVICE);

    iot_device_claim(device, IOT_NAME_NETBIOS, "real");
    for (unsigned i = 0; i < G_N_ELEMENTS(nobodys); i++) {
        iot_device_claim(device, IOT_NAME_NETBIOS, nobodys[i]);
        iot_device_claim(device, IOT_NAME_DHCP, nobodys[i]);
    }
    iot_device_claim(device, IOT_NAME_DHCP, NULL);
    iot_devices_settle(devices);
    assert_called(device, "real", "real", "netbios");
}

static void
test_hostile_names_are_cleaned(void)
{
    static const struct {
        const char *raw, *label;
    } cases[] = {
        {"caf\xe9", "caf\xef\xbf\xbd"},
        {"a\r\nb\x7f"
         "c",
         "abc"},
        {"\xe2\x80\xaetpircs", "tpircs"},
        {"PADDED         ", "PADDED"},
        {"<script>", "<script>"},
    };
    g_autoptr(iot_devices) devices = iot_devices_new(NULL, NULL);
    iot_device *device = by_mac(devices, DEVICE);

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        iot_device_claim(device, IOT_NAME_SSDP, cases[i].raw);
        iot_devices_settle(devices);
        g_assert_cmpstr(iot_device_label(device), ==, cases[i].label);
    }
}

static void
test_name_of_ten_thousand_bytes_is_cut_between_characters(void)
{
    g_autoptr(iot_devices) devices = iot_devices_new(NULL, NULL);
    iot_device *device = by_mac(devices, DEVICE);
    g_autoptr(GString) huge = g_string_new(NULL);

    for (unsigned i = 0; i < 5000; i++)
        g_string_append(huge, "\xc3\x84"); /* a capital that stays two bytes in lower case */
    iot_device_claim(device, IOT_NAME_DHCP, huge->str);
    iot_devices_settle(devices);
    g_assert_cmpuint(strlen(iot_device_label(device)), ==, 254);
    g_assert_cmpuint(strlen(iot_device_name(device)), ==, 254);
    g_assert_true(g_utf8_validate(iot_device_name(device), -1, NULL));
}

static void
test_forgotten_devices_keep_their_numbers_only(void)
{
    g_autoptr(iot_devices) devices = iot_devices_new(NULL, NULL);
    iot_device *device = by_mac(devices, DEVICE);

    has_address(device, ADDRESS);
    iot_device_claim(device, IOT_NAME_DHCP, "lamp");
    iot_devices_forget(devices);
    iot_devices_settle(devices);
    assert_called(device, DEVICE, DEVICE, "address");
    g_assert_cmpuint(iot_device_addresses(device)->len, ==, 0);
    g_assert_true(by_mac(devices, DEVICE) == device);
    iot_device_claim(device, IOT_NAME_DHCP, "lamp");
    iot_devices_settle(devices);
    assert_called(device, "lamp", "lamp", "dhcp");
}

static void
test_flood_of_macs_makes_no_devices_beyond_the_cap(void)
{
    g_autoptr(iot_devices) devices = iot_devices_new(NULL, NULL);
    iot_mac known = nth_mac(7);

    for (uint32_t i = 0; i < IOT_DEVICES_MAX; i++) {
        iot_mac forged = nth_mac(i);
        g_assert_nonnull(iot_devices_get_mac(devices, &forged));
    }
    g_assert_null(by_mac(devices, DEVICE));
    g_assert_null(by_addr(devices, ADDRESS));
    g_assert_cmpuint(iot_devices_dropped(devices), ==, 2);
    g_assert_cmpuint(iot_devices_count(devices), ==, IOT_DEVICES_MAX);
    g_assert_nonnull(iot_devices_get_mac(devices, &known));
}

static void
test_sources_are_called_as_the_field_says(void)
{
    static const char *const names[] = {"inventory", "dhcp",    "mdns",   "ssdp",
                                        "llmnr",     "netbios", "vendor", "address"};

    g_assert_cmpuint(G_N_ELEMENTS(names), ==, IOT_NAME_SOURCES);
    for (int i = 0; i < IOT_NAME_SOURCES; i++)
        g_assert_cmpstr(iot_name_source_name(i), ==, names[i]);
}

static void
test_free_accepts_null(void)
{
    iot_devices_free(NULL);
}

#define ADD(name) g_test_add_func("/devices/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(mac_is_the_identity);
    ADD(address_is_the_identity_where_no_mac_is);
    ADD(devices_are_numbered_from_zero);
    ADD(addresses_are_listed_once_in_order_up_to_the_cap);
    ADD(device_without_a_name_is_called_as_wireshark_prints_its_mac);
    ADD(device_of_an_unknown_vendor_is_called_by_its_mac);
    ADD(best_source_wins_in_whatever_order_they_speak);
    ADD(inventory_beats_every_claim);
    ADD(inventory_can_be_taken_away);
    ADD(inventory_entry_of_the_mac_beats_the_one_of_an_address);
    ADD(inventory_knows_a_device_by_the_network_around_it);
    ADD(latest_name_of_one_source_wins);
    ADD(host_names_are_folded_and_written_names_are_not);
    ADD(names_of_nobody_are_no_claims);
    ADD(hostile_names_are_cleaned);
    ADD(name_of_ten_thousand_bytes_is_cut_between_characters);
    ADD(forgotten_devices_keep_their_numbers_only);
    ADD(flood_of_macs_makes_no_devices_beyond_the_cap);
    ADD(sources_are_called_as_the_field_says);
    ADD(free_accepts_null);
    return g_test_run();
}
