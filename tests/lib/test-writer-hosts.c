/* test-writer-hosts.c - names of devices and remotes as files for Wireshark
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "written.h"

static void
test_hosts_and_ethers_keep_host_name_characters_only(void)
{
    static const struct {
        const char *name, *kept;
    } cases[] = {
        {"lamp", "lamp"},
        {"Desk_Lamp-2.home", "Desk_Lamp-2.home"},
        {"desk lamp", "desk-lamp"},
        {"#not a comment", "-not-a-comment"},
        {"a\tb", "ab"},
        {"a\nb", "ab"},
        {"m\xc3\xbcller", "m-ller"},
        {WIDE WIDE, "--"},
        {"e" ACUTE, "e-"},
        {"a,b\"c'd\\e/f:g", "a-b-c-d-e-f-g"},
        {"$(x)`y`", "--x--y-"},
        {"192.0.2.1", "192_0_2_1"},
        {"aa:bb:cc:dd:ee:ff", "aa_bb_cc_dd_ee_ff"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(counted) all = counted_new(vendor_of);
        name_lamp(&all, cases[i].name);
        count(&all, lamp_sends(2, CLOUD));
        report(&all, false);
        g_autofree char *host = g_strdup_printf(LAMP "\t%s\n", cases[i].kept);
        g_autofree char *ether = g_strdup_printf(LAMP_MAC "\t%s\n", cases[i].kept);
        iot_write_hosts(all.report, all.out);
        g_assert_cmpstr(all.out->str, ==, host);
        g_string_truncate(all.out, 0);
        iot_write_ethers(all.report, all.out);
        g_assert_cmpstr(all.out->str, ==, ether);
    }
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
    ADD(hosts_have_devices_first_and_one_name_per_address);
    ADD(what_has_no_name_is_in_neither_file);
    ADD(device_without_mac_is_a_host_but_no_ether);
    return g_test_run();
}
