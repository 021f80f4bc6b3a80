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
netatmo(const iot_mac *asked, bool printed, void *user_data)
{
    g_assert_cmpstr(user_data, ==, "data");
    return asked->bytes[0] != 0x70 ? NULL : printed ? "Netatmo_00:fe:24" : "Netatmo SAS";
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
test_device_without_a_name_is_called_by_brand_and_end_of_its_mac(void)
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

/* Each a frame after the one before. */
static uint32_t
next_frame(void)
{
    static uint32_t frame;

    return ++frame;
}

static bool
claim(iot_device *device, iot_name_source source, const char *raw)
{
    return iot_device_claim(device, source, raw, next_frame());
}

static bool
lend(iot_device *device, iot_name_source source, const char *raw)
{
    return iot_device_lend(device, source, raw, next_frame());
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
        claim(rising, IOT_NAME_DHCP + i, order[i]);
        iot_devices_settle(devices);
        assert_called(rising, order[i], order[i], order[i]);
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(order); i++) {
        claim(falling, IOT_NAME_DHCP + i, order[i]);
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

    claim(device, IOT_NAME_DHCP, "weather");
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

    claim(device, IOT_NAME_MDNS, "one");
    claim(device, IOT_NAME_MDNS, "two");
    iot_devices_settle(devices);
    assert_called(device, "two", "two", "mdns");
    claim(device, IOT_NAME_MDNS, "one");
    iot_devices_settle(devices);
    assert_called(device, "one", "one", "mdns");
}

/* One that is renamed, or has a domain, is not meant. */
static void
test_who_answers_for_many_is_none_of_them(void)
{
    static const char *const names[] = {"laura-pc", "LAURA-PC", "laura-pc.home", "wpad",
                                        "fileserver"};
    static const iot_name_source sources[] = {IOT_NAME_LLMNR, IOT_NAME_NETBIOS};
    g_autoptr(iot_devices) devices = iot_devices_new(NULL, NULL);
    iot_device *device = by_mac(devices, DEVICE);

    claim(device, IOT_NAME_DNS, "box.lan");
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
        claim(device, sources[i % 2], names[i]);
        iot_devices_settle(devices);
        g_assert_cmpint(iot_device_source(device) == IOT_NAME_DNS, ==, i == 4);
    }
    claim(device, IOT_NAME_DHCP, "kali-laptop");
    iot_devices_settle(devices);
    assert_called(device, "kali-laptop", "kali-laptop", "dhcp");
}

static void
test_who_answers_for_few_is_the_latest_of_them(void)
{
    g_autoptr(iot_devices) devices = iot_devices_new(NULL, NULL);
    iot_device *device = by_mac(devices, DEVICE);

    claim(device, IOT_NAME_LLMNR, "old");
    claim(device, IOT_NAME_NETBIOS, "OLD");
    claim(device, IOT_NAME_LLMNR, "new.home");
    claim(device, IOT_NAME_LLMNR, "new");
    iot_devices_settle(devices);
    assert_called(device, "new", "new", "llmnr");
    claim(device, IOT_NAME_LLMNR, "newest");
    iot_devices_settle(devices);
    g_assert_cmpint(iot_device_source(device), !=, IOT_NAME_LLMNR);
}

/* Each of these in each order: the name, and the frame that told it. */
static void
test_order_in_which_names_are_told_makes_no_difference(void)
{
    static const struct {
        struct {
            const char *name;
            uint32_t frame;
            bool lent;
        } told[3];
        const char *called;
    } cases[] = {
        {{{"attic", 5, false}, {"android", 9, false}, {"hall", 3, false}}, "attic"},
        {{{"attic", 5, false}, {"hall", 5, false}, {"cellar", 5, false}}, "hall"},
        {{{"attic", 5, false}, {"hall", 5, false}, {"attic", 6, false}}, "attic"},
        {{{"android", 5, false}, {"localhost", 9, false}, {"linux", 3, false}}, "android"},
        {{{"attic", 5, false}, {"machine", 9, true}, {"hall", 3, false}}, "attic"},
        {{{"machine", 9, true}, {"android", 3, true}, {"box", 8, true}}, "machine"},
    };
    static const unsigned orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                         {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

    for (unsigned i = 0; i < G_N_ELEMENTS(cases) * G_N_ELEMENTS(orders); i++) {
        g_autoptr(iot_devices) devices = iot_devices_new(NULL, NULL);
        iot_device *device = by_mac(devices, DEVICE);
        const unsigned c = i / G_N_ELEMENTS(orders), *order = orders[i % G_N_ELEMENTS(orders)];
        for (unsigned j = 0; j < 3; j++)
            (cases[c].told[order[j]].lent ? iot_device_lend : iot_device_claim)(
                device, IOT_NAME_DNS, cases[c].told[order[j]].name, cases[c].told[order[j]].frame);
        iot_devices_settle(devices);
        g_test_message("case %u, order %u%u%u", c, order[0], order[1], order[2]);
        g_assert_cmpstr(iot_device_name(device), ==, cases[c].called);
    }
}

static void
test_host_names_are_folded_and_written_names_are_not(void)
{
    static const struct {
        iot_name_source source;
        const char *name;
    } cases[] = {
        {IOT_NAME_DHCP, "roomba-9"},  {IOT_NAME_MDNS, "roomba-9"},    {IOT_NAME_SSDP, "Roomba-9"},
        {IOT_NAME_LLMNR, "roomba-9"}, {IOT_NAME_NETBIOS, "roomba-9"}, {IOT_NAME_DNS, "roomba-9"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_devices) devices = iot_devices_new(NULL, NULL);
        iot_device *device = by_mac(devices, DEVICE);
        claim(device, cases[i].source, "Roomba-9");
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

    claim(device, IOT_NAME_NETBIOS, "real");
    for (unsigned i = 0; i < G_N_ELEMENTS(nobodys); i++) {
        claim(device, IOT_NAME_NETBIOS, nobodys[i]);
        claim(device, IOT_NAME_DHCP, nobodys[i]);
    }
    claim(device, IOT_NAME_DHCP, NULL);
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
        claim(device, IOT_NAME_SSDP, cases[i].raw);
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
    claim(device, IOT_NAME_DHCP, huge->str);
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
    claim(device, IOT_NAME_DHCP, "lamp");
    iot_devices_forget(devices);
    iot_devices_settle(devices);
    assert_called(device, DEVICE, DEVICE, "address");
    g_assert_cmpuint(iot_device_addresses(device)->len, ==, 0);
    g_assert_true(by_mac(devices, DEVICE) == device);
    claim(device, IOT_NAME_DHCP, "lamp");
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
                                        "llmnr",     "netbios", "dns",    "label",
                                        "identity",  "vendor",  "address"};

    g_assert_cmpuint(G_N_ELEMENTS(names), ==, IOT_NAME_SOURCES);
    for (int i = 0; i < IOT_NAME_SOURCES; i++)
        g_assert_cmpstr(iot_name_source_name(i), ==, names[i]);
}

/* One that is looked for, and how often it is there; NULL: any. */
typedef struct looked_for {
    const char *name;
    unsigned times;
} looked_for;

static void
look_at(const char *name, void *data)
{
    looked_for *wanted = data;

    wanted->times += !wanted->name || strcmp(name, wanted->name) == 0;
}

static unsigned
count_aliases(const iot_device *device, const char *name)
{
    looked_for wanted = {name, 0};

    iot_device_foreach_alias(device, look_at, &wanted);
    return wanted.times;
}

static bool
has_alias(const iot_device *device, const char *name)
{
    unsigned times = count_aliases(device, name);

    g_assert_cmpuint(times, <=, 1);
    return times;
}

static void
test_generic_names_stand_behind_brand_and_mac(void)
{
    g_autoptr(iot_devices) devices = iot_devices_new(netatmo, "data");
    iot_device *device = by_mac(devices, DEVICE), *nobodys = by_mac(devices, "02:00:00:00:00:01");

    claim(device, IOT_NAME_DHCP, "android");
    claim(nobodys, IOT_NAME_DHCP, "70ee5000fe25");
    iot_devices_settle(devices);
    assert_called(device, "Netatmo_00:fe:24", "Netatmo_00:fe:24", "vendor");
    g_assert_true(has_alias(device, "android"));
    assert_called(nobodys, "70ee5000fe25", "70ee5000fe25", "dhcp");
    claim(device, IOT_NAME_MDNS, "station");
    iot_devices_settle(devices);
    assert_called(device, "station", "station", "mdns");
}

/* A phone that is renamed to what all of its kind are called. */
static void
test_generic_name_takes_no_other_of_its_source_away(void)
{
    g_autoptr(iot_devices) devices = iot_devices_new(netatmo, "data");
    iot_device *phone = by_mac(devices, DEVICE);

    claim(phone, IOT_NAME_MDNS, "android");
    claim(phone, IOT_NAME_MDNS, "p20-lite");
    claim(phone, IOT_NAME_MDNS, "android");
    iot_devices_settle(devices);
    assert_called(phone, "p20-lite", "p20-lite", "mdns");
    g_assert_true(has_alias(phone, "android"));
    claim(phone, IOT_NAME_MDNS, "nova-5t");
    iot_devices_settle(devices);
    assert_called(phone, "nova-5t", "nova-5t", "mdns");
}

static void
test_every_name_that_it_had_is_an_alias(void)
{
    g_autoptr(iot_devices) devices = iot_devices_new(netatmo, "data");
    iot_device *device = by_mac(devices, DEVICE);

    claim(device, IOT_NAME_MDNS, "Old");
    claim(device, IOT_NAME_MDNS, "new");
    claim(device, IOT_NAME_SSDP, "Living Room");
    iot_devices_settle(devices);
    g_assert_cmpstr(iot_device_name(device), ==, "new");
    g_assert_true(has_alias(device, "old"));
    g_assert_true(has_alias(device, "Living Room"));
    g_assert_true(has_alias(device, "Netatmo_00:fe:24"));
    g_assert_false(has_alias(device, "new"));
    iot_devices_forget(devices);
    iot_devices_settle(devices);
    g_assert_cmpuint(count_aliases(device, NULL), ==, 0);
}

static void
test_a_lent_name_that_gives_way_is_no_alias(void)
{
    g_autoptr(iot_devices) devices = iot_devices_new(NULL, NULL);
    iot_device *device = by_mac(devices, DEVICE);

    g_assert_true(claim(device, IOT_NAME_DHCP, "own"));
    g_assert_false(lend(device, IOT_NAME_DHCP, "another"));
    iot_devices_settle(devices);
    g_assert_false(has_alias(device, "another"));
    g_assert_true(lend(device, IOT_NAME_NETBIOS, "lent"));
    iot_devices_settle(devices);
    g_assert_true(has_alias(device, "lent"));
}

static void
test_what_was_told_waits_to_be_judged_whatever_the_inventory(void)
{
    g_autoptr(iot_devices) devices = iot_devices_new(NULL, NULL);
    iot_device *device = by_mac(devices, DEVICE);

    claim(device, IOT_NAME_DHCP, "own");
    iot_devices_set_inventory(devices, NULL);
    g_assert_cmpstr(iot_device_name(device), ==, "own");
    g_assert_cmpuint(iot_devices_stale(devices)->len, ==, 1);
    iot_devices_settle(devices);
    g_assert_cmpuint(iot_devices_stale(devices)->len, ==, 0);
}

static void
test_names_are_kept_up_to_the_cap(void)
{
    g_autoptr(iot_devices) devices = iot_devices_new(NULL, NULL);
    iot_device *device = by_mac(devices, DEVICE);

    for (unsigned i = 0; i < IOT_DEVICE_NAMES_MAX + 9; i++) {
        g_autofree char *name = g_strdup_printf("name%u", i);
        claim(device, IOT_NAME_DHCP, name);
    }
    iot_devices_settle(devices);
    g_assert_cmpuint(count_aliases(device, NULL), ==, IOT_DEVICE_NAMES_MAX);
    g_assert_cmpuint(iot_devices_dropped(devices), ==, 1);
}

static void
test_a_label_beats_dhcp_but_for_a_factorys(void)
{
    g_autoptr(iot_devices) devices = iot_devices_new(netatmo, "data");
    iot_device *device = by_mac(devices, DEVICE);

    claim(device, IOT_NAME_DHCP, "station");
    claim(device, IOT_NAME_LABEL, "Station [00FE24]");
    iot_devices_settle(devices);
    assert_called(device, "station", "station", "dhcp");
    claim(device, IOT_NAME_LABEL, "Roof");
    iot_devices_settle(devices);
    assert_called(device, "Roof", "Roof", "label");
}

static void
test_free_accepts_null(void)
{
    iot_devices_free(NULL);
}

static void
test_macs_that_the_inventory_gives_one_name_are_one_device(void)
{
    static const char text[] = "name,mac\nLaptop,00:00:5e:00:53:10 00:00:5e:00:53:11\n"
                               "Laptop,00:00:5e:00:53:12\nOther,00:00:5e:00:53:13\n";
    g_autoptr(iot_inventory) inventory = iot_inventory_new();
    g_autoptr(iot_devices) devices = iot_devices_new(NULL, NULL);
    iot_mac macs[] = {mac("00:00:5e:00:53:10"), mac("00:00:5e:00:53:11"), mac("00:00:5e:00:53:12"),
                      mac("00:00:5e:00:53:13")};

    iot_inventory_read_text(inventory, "x", text, strlen(text), NULL);
    iot_devices_set_inventory(devices, inventory);
    iot_device *laptop = iot_devices_get_mac(devices, &macs[0]);
    g_assert_true(iot_devices_get_mac(devices, &macs[1]) == laptop);
    g_assert_true(iot_devices_get_mac(devices, &macs[2]) == laptop);
    g_assert_true(iot_devices_get_mac(devices, &macs[3]) != laptop);
    g_assert_cmpuint(iot_devices_count(devices), ==, 2);
    g_assert_cmpuint(iot_device_macs(laptop)->len, ==, 3);
    g_assert_true(iot_mac_equal(iot_device_mac(laptop), &macs[0]));
}

static void
test_another_inventory_can_make_two_devices_one(void)
{
    static const char text[] = "name,mac\nLaptop,00:00:5e:00:53:10\nLaptop,00:00:5e:00:53:11\n";
    g_autoptr(iot_inventory) inventory = iot_inventory_new();
    g_autoptr(iot_devices) devices = iot_devices_new(NULL, NULL);
    iot_mac one = mac("00:00:5e:00:53:10"), other = mac("00:00:5e:00:53:11");
    const iot_device *first = iot_devices_get_mac(devices, &one);
    iot_revision before = iot_devices_revision(devices);

    g_assert_true(iot_devices_get_mac(devices, &other) != first);
    iot_inventory_read_text(inventory, "x", text, strlen(text), NULL);
    iot_devices_set_inventory(devices, inventory);
    g_assert_true(iot_devices_lookup_mac(devices, &other) == first);
    g_assert_cmpuint(iot_devices_revision(devices), !=, before);
    g_assert_cmpstr(iot_device_name(first), ==, "Laptop");
}

static void
test_addresses_of_ipv4_stand_first(void)
{
    static const char *const told[] = {"fe80::1", "192.168.1.2", "fd00::2", "192.168.1.1"};
    static const char *const listed[] = {"192.168.1.2", "192.168.1.1", "fe80::1", "fd00::2"};
    g_autoptr(iot_devices) devices = iot_devices_new(NULL, NULL);
    iot_mac one = mac("00:00:5e:00:53:10");
    iot_device *device = iot_devices_get_mac(devices, &one);

    for (unsigned i = 0; i < G_N_ELEMENTS(told); i++) {
        iot_addr has = addr(told[i]);
        iot_device_add_address(device, &has);
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(listed); i++) {
        iot_addr expected = addr(listed[i]);
        g_assert_true(
            iot_addr_equal(&g_array_index(iot_device_addresses(device), iot_addr, i), &expected));
    }
}

static void
test_lent_name_gives_way_to_an_own_one_before_and_after(void)
{
    g_autoptr(iot_devices) devices = iot_devices_new(NULL, NULL);
    iot_mac one = mac("00:00:5e:00:53:10");
    iot_device *device = iot_devices_get_mac(devices, &one);

    g_assert_true(lend(device, IOT_NAME_DHCP, "machine"));
    iot_devices_settle(devices);
    g_assert_cmpstr(iot_device_name(device), ==, "machine");
    g_assert_true(claim(device, IOT_NAME_DHCP, "host"));
    g_assert_false(lend(device, IOT_NAME_DHCP, "machine"));
    iot_devices_settle(devices);
    g_assert_cmpstr(iot_device_name(device), ==, "host");
}

/* What it was judged to be, and why, as long as nothing else is judged. */
static void
test_what_it_is_and_what_says_so(void)
{
    static const iot_device_judgement plug = {
        .facts = {[IOT_IDENTITY_KIND] = "plug", [IOT_IDENTITY_MODEL] = "mss310"},
        .evidence = {[IOT_IDENTITY_KIND] = "plug: a", [IOT_IDENTITY_SOFTWARE] = "2 or 3"},
        .what = "mss310 plug"};
    static const iot_device_judgement nothing = {.what = NULL};
    g_autoptr(iot_devices) devices = iot_devices_new(NULL, NULL);
    iot_device *one = by_mac(devices, DEVICE), *other = by_mac(devices, "70:ee:50:00:fe:25");

    g_assert_null(iot_device_evidence(one, IOT_IDENTITY_KIND));
    iot_device_become(one, &plug);
    iot_devices_settle(devices);
    g_autofree char *kind = iot_device_evidence(one, IOT_IDENTITY_KIND);
    g_autofree char *software = iot_device_evidence(one, IOT_IDENTITY_SOFTWARE);
    g_assert_cmpstr(kind, ==, "plug: a");
    g_assert_cmpstr(software, ==, "2 or 3");
    g_assert_null(iot_device_evidence(one, IOT_IDENTITY_MAKER));
    g_assert_cmpstr(iot_device_fact(one, IOT_IDENTITY_MODEL), ==, "mss310");
    assert_called(one, "mss310 plug", "mss310 plug", "identity");
    iot_device_become(other, &plug);
    iot_devices_settle(devices);
    assert_called(one, "mss310 plug 00:fe:24", "mss310 plug 00:fe:24", "identity");
    iot_device_become(other, &nothing);
    iot_devices_settle(devices);
    assert_called(one, "mss310 plug", "mss310 plug", "identity");
    g_assert_null(iot_device_what(other));
}

/* Nor is anything counted that is not there. */
static void
test_cleared_it_takes_nothing(void)
{
    g_autoptr(iot_signatures) ours = iot_signatures_new_from_text(NULL, NULL, 0, NULL);
    g_autoptr(iot_devices) devices = iot_devices_new(NULL, NULL);

    iot_devices_set_signatures(devices, ours);
    iot_device *device = by_mac(devices, DEVICE);
    uint64_t before = iot_devices_bytes(devices);
    g_assert_true(iot_device_tell(
        device, &(iot_identity_text){"Roku/9.1.0 UPnP/1.0", 1, IOT_EVIDENCE_SSDP_SERVER}));
    g_assert_cmpuint(iot_devices_bytes(devices), >, before);
    iot_devices_clear(devices);
    g_assert_cmpuint(iot_devices_bytes(devices), ==, 0);
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
    ADD(device_without_a_name_is_called_by_brand_and_end_of_its_mac);
    ADD(device_of_an_unknown_vendor_is_called_by_its_mac);
    ADD(best_source_wins_in_whatever_order_they_speak);
    ADD(inventory_beats_every_claim);
    ADD(inventory_can_be_taken_away);
    ADD(inventory_entry_of_the_mac_beats_the_one_of_an_address);
    ADD(inventory_knows_a_device_by_the_network_around_it);
    ADD(latest_name_of_one_source_wins);
    ADD(who_answers_for_many_is_none_of_them);
    ADD(who_answers_for_few_is_the_latest_of_them);
    ADD(order_in_which_names_are_told_makes_no_difference);
    ADD(host_names_are_folded_and_written_names_are_not);
    ADD(names_of_nobody_are_no_claims);
    ADD(hostile_names_are_cleaned);
    ADD(name_of_ten_thousand_bytes_is_cut_between_characters);
    ADD(forgotten_devices_keep_their_numbers_only);
    ADD(flood_of_macs_makes_no_devices_beyond_the_cap);
    ADD(sources_are_called_as_the_field_says);
    ADD(generic_names_stand_behind_brand_and_mac);
    ADD(generic_name_takes_no_other_of_its_source_away);
    ADD(every_name_that_it_had_is_an_alias);
    ADD(a_lent_name_that_gives_way_is_no_alias);
    ADD(what_was_told_waits_to_be_judged_whatever_the_inventory);
    ADD(names_are_kept_up_to_the_cap);
    ADD(a_label_beats_dhcp_but_for_a_factorys);
    ADD(free_accepts_null);
    ADD(macs_that_the_inventory_gives_one_name_are_one_device);
    ADD(another_inventory_can_make_two_devices_one);
    ADD(addresses_of_ipv4_stand_first);
    ADD(lent_name_gives_way_to_an_own_one_before_and_after);
    ADD(what_it_is_and_what_says_so);
    ADD(cleared_it_takes_nothing);
    return g_test_run();
}
