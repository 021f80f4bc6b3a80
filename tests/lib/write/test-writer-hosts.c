/* test-writer-hosts.c - names of devices and remotes as files for Wireshark
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "written.h"

#include <string.h>

#define LEFT_OUT                                                                                   \
    "# 1 name is left out: no host name, not a device's to take, or "                              \
    "only a certificate's\n"

static void
test_hosts_and_ethers_keep_host_name_characters_only(void)
{
    static const struct {
        const char *name, *host, *ether;
    } cases[] = {
        {"lamp", "lamp", "lamp"},
        {"Desk_Lamp-2.home", "Desk_Lamp-2.home", "Desk_Lamp-2.home"},
        {"desk lamp", "desk-lamp", "desk-lamp"},
        {"#not a comment", "not-a-comment", "-not-a-comment"},
        {"a\tb", "ab", "ab"},
        {"a\nb", "ab", "ab"},
        {"m\xc3\xbcller", "m-ller", "m-ller"},
        {WIDE WIDE, NULL, "--"},
        {"e" ACUTE, "e", "e-"},
        {"a,b\"c'd\\e/f:g", "a-b-c-d-e-f-g", "a-b-c-d-e-f-g"},
        {"$(x)`y`", "x--y", "--x--y-"},
        {"192.0.2.1", NULL, "192_0_2_1"},
        {"aa:bb:cc:dd:ee:ff", NULL, "aa_bb_cc_dd_ee_ff"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(counted) all = counted_new(vendor_of);
        name_lamp(&all, cases[i].name);
        count(&all, lamp_sends(2, CLOUD));
        report(&all, false);
        g_autofree char *host =
            cases[i].host ? g_strdup_printf(LAMP "\t%s\n", cases[i].host) : g_strdup(LEFT_OUT);
        g_autofree char *ether = g_strdup_printf(LAMP_MAC "\t%s\n", cases[i].ether);
        iot_write_hosts(all.report, all.out);
        g_assert_cmpstr(all.out->str, ==, host);
        g_string_truncate(all.out, 0);
        iot_write_ethers(all.report, all.out);
        g_assert_cmpstr(all.out->str, ==, ether);
    }
}

/* Whoever uses the file would talk to the device instead of whom they mean. */
static void
test_hosts_leave_out_what_no_device_may_call_itself(void)
{
    static const struct {
        iot_name_source source;
        const char *name;
        bool is_in;
    } cases[] = {
        {IOT_NAME_DHCP, "www.paypal.com", false},
        {IOT_NAME_DHCP, "WWW.PayPal.com", false},
        {IOT_NAME_SSDP, "Bank.co.uk", false},
        {IOT_NAME_DHCP, "wpad", false},
        {IOT_NAME_MDNS, "WPAD.local", false},
        {IOT_NAME_NETBIOS, "ISATAP", false},
        {IOT_NAME_DHCP, "a.localhost", false},
        {IOT_NAME_DHCP, "localhost.localdomain", false},
        {IOT_NAME_DHCP, "ip6-localhost", false},
        {IOT_NAME_DHCP, "broadcasthost", false},
        {IOT_NAME_DHCP, "-", false},
        {IOT_NAME_DHCP, "a b", false},
        {IOT_NAME_DHCP, "12345", false},
        {IOT_NAME_DHCP, "0x7f.1", false},
        {IOT_NAME_DHCP, "a..b", false},
        {IOT_NAME_DHCP, "lamp", true},
        {IOT_NAME_DHCP, "lamp.lan", true},
        {IOT_NAME_DHCP, "lamp.home.arpa", true},
        {IOT_NAME_MDNS, "tv.local", true},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(counted) all = counted_new(vendor_of);
        see_claim(all.capture, 1, cases[i].source, LAMP_MAC, NULL, cases[i].name);
        count(&all, lamp_sends(2, CLOUD));
        report(&all, false);
        iot_write_hosts(all.report, all.out);
        g_assert_cmpint(g_str_has_prefix(all.out->str, LAMP), ==, cases[i].is_in);
        g_assert_cmpint(strcmp(all.out->str, LEFT_OUT) == 0, ==, !cases[i].is_in);
    }
}

static void
test_hosts_have_what_the_user_calls_a_device(void)
{
    static const char *const names[][2] = {{"www.paypal.com", "www.paypal.com"},
                                           {"wpad", "wpad"},
                                           {"Desk Lamp!", "Desk-Lamp"},
                                           {".", NULL}};

    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
        g_auto(counted) all = counted_new(vendor_of);
        iot_inventory_add(all.inventory,
                          &(iot_inventory_entry){.name = names[i][0], .mac = mac(LAMP_MAC)});
        count(&all, lamp_sends(1, CLOUD));
        report(&all, false);
        g_autofree char *line =
            names[i][1] ? g_strdup_printf(LAMP "\t%s\n", names[i][1]) : g_strdup(LEFT_OUT);
        iot_write_hosts(all.report, all.out);
        g_assert_cmpstr(all.out->str, ==, line);
    }
}

static void
test_hosts_count_names_of_remotes_that_are_none(void)
{
    g_auto(counted) all = counted_new(NULL);

    see_answer(all.capture, 1, LAMP_MAC, LAMP, "wpad.lan", CLOUD);
    see_answer(all.capture, 2, LAMP_MAC, LAMP, "<img>.example", SITE);
    count(&all, lamp_sends(3, CLOUD));
    count(&all, lamp_sends(4, SITE));
    report(&all, false);
    iot_write_hosts(all.report, all.out);
    g_assert_cmpstr(all.out->str, ==,
                    "# 2 names are left out: no host names, not a device's to take, or only a "
                    "certificate's\n");
}

/* Not even where its name is one that others have. */
static void
test_hosts_leave_out_what_only_a_certificate_says(void)
{
    g_auto(counted) all = counted_new(NULL);
    iot_observation shows = in_stream(lamp_receives(3, SITE), TCP, 0, 443, 40000);

    shows.asked = IOT_ASKED_SRC;
    shows.certificate_name = "one.example";
    see_answer(all.capture, 1, LAMP_MAC, LAMP, "one.example", CLOUD);
    count(&all, lamp_sends(2, CLOUD));
    count(&all, shows);
    report(&all, false);
    iot_write_hosts(all.report, all.out);
    g_assert_cmpstr(all.out->str, ==, CLOUD "\tone.example\n" LEFT_OUT);
}

static void
test_hosts_have_devices_first_and_one_name_per_address(void)
{
    g_auto(counted) all = counted_new(vendor_of);

    name_lamp(&all, "lamp");
    see_answer(all.capture, 2, LAMP_MAC, LAMP, "one.example", CLOUD);
    see_answer(all.capture, 3, CAMERA_MAC, CAMERA, "two.example", CLOUD);
    see_answer(all.capture, 4, LAMP_MAC, LAMP, "one.example", SITE);
    for (uint32_t frame = 5; frame < 9; frame++)
        count(&all, lamp_sends(frame, CLOUD));
    count(&all, lamp_sends(9, SITE));
    count(&all, packet(10, LAMP_MAC, LAMP_V6, ROUTER_MAC, "2001:db8::7"));
    count(&all, camera_sends(11, CLOUD));
    count(&all, packet(12, CAMERA_MAC, CAMERA, LAMP_MAC, LAMP));
    report(&all, false);
    iot_write_hosts(all.report, all.out);
    g_assert_cmpstr(all.out->str, ==,
                    LAMP "\tlamp\n" LAMP_V6 "\tlamp\n" CAMERA "\tMaker_00-53-20\n" CLOUD
                         "\tone.example\n" SITE "\tone.example\n");
}

static void
test_what_has_no_name_is_in_neither_file(void)
{
    g_auto(counted) all = counted_new(vendor_of);

    count(&all, lamp_sends(1, CLOUD));
    count(&all, packet(2, NULL, "192.168.1.99", NULL, SITE));
    count(&all, packet(3, LAMP_MAC, LAMP, ROUTER_MAC, ROUTER));
    report(&all, true);
    iot_write_hosts(all.report, all.out);
    iot_write_ethers(all.report, all.out);
    g_assert_cmpstr(all.out->str, ==, "");
}

static void
test_device_without_mac_is_a_host_but_no_ether(void)
{
    g_auto(counted) all = counted_new(vendor_of);

    see_claim(all.capture, 1, IOT_NAME_MDNS, NULL, "192.168.1.99", "raw");
    count(&all, packet(2, NULL, "192.168.1.99", NULL, SITE));
    report(&all, false);
    iot_write_hosts(all.report, all.out);
    g_assert_cmpstr(all.out->str, ==, "192.168.1.99\traw\n");
    g_string_truncate(all.out, 0);
    iot_write_ethers(all.report, all.out);
    g_assert_cmpstr(all.out->str, ==, "");
}

#define ADD(name) g_test_add_func("/writer/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(hosts_and_ethers_keep_host_name_characters_only);
    ADD(hosts_leave_out_what_no_device_may_call_itself);
    ADD(hosts_have_what_the_user_calls_a_device);
    ADD(hosts_count_names_of_remotes_that_are_none);
    ADD(hosts_leave_out_what_only_a_certificate_says);
    ADD(hosts_have_devices_first_and_one_name_per_address);
    ADD(what_has_no_name_is_in_neither_file);
    ADD(device_without_mac_is_a_host_but_no_ether);
    return g_test_run();
}
