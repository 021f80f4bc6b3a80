/* test-generic-names.c - names that name nobody
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reference/generic-names.h"

static const iot_mac bridge = {{0x00, 0x17, 0x88, 0x74, 0xc2, 0xdc}};

static void
assert_generic(const char *const *names, bool generic)
{
    for (; *names; names++) {
        if (iot_name_is_generic(*names, &bridge) == generic)
            continue;
        g_test_message("%s", *names);
        g_test_fail();
    }
}

static void
test_systems_chips_and_interfaces_are(void)
{
    assert_generic((const char *const[]){"%s", "(null)", "android", "Android", "linux", "localhost", "espressif",
                                         "lwip0", "wlan0", "HF-LPB100", "Ubuntu", "unknown",
                                         "(none)", "", NULL},
                   true);
}

static void
test_those_with_a_number_of_the_chip_are(void)
{
    assert_generic((const char *const[]){"esp_07aefb", "ESP-EB59C4", "android-f7ca0f571270c52d",
                                         "GS_cc181f", "506583aabbcc-mysimplelink", "usr-tcp232-ed2",
                                         NULL},
                   true);
}

static void
test_addresses_are(void)
{
    assert_generic((const char *const[]){"192-168-1-5", "ip-10-0-0-1", "192-168-1-5.local",
                                         "fe80--db22-fbec-a6b4-44fe-wlan0.local", "FE80--1",
                                         "2001-db8--7", NULL},
                   true);
    assert_generic((const char *const[]){"ip-camera-2-1", "fe80", "cafe--1x", "cafe--bad", "bed--a",
                                         "dad--", "ip-cafe--bad", NULL},
                   false);
    assert_generic((const char *const[]){"aa-bb-cc-dd-ee-ff-aa-bb", "2001-db8-a--bad", NULL}, true);
}

static void
test_a_domain_and_the_number_of_a_second_do_not_count(void)
{
    assert_generic((const char *const[]){"localhost.localdomain", "Android.local", "Android-2",
                                         "linux-12", "linux-2.local", NULL},
                   true);
    assert_generic((const char *const[]){"linux-123", "linux-a", "-2", NULL}, false);
}

static void
test_its_own_mac_is_in_any_spelling(void)
{
    assert_generic((const char *const[]){"00178874c2dc", "00:17:88:74:C2:DC", "00-17-88-74-c2-dc",
                                         "0017.8874.c2dc", "001788fffe74c2dc", NULL},
                   true);
    /* Another's of few decimal digits is, too, but only as a number. */
    g_assert_true(
        iot_name_is_generic("aabbccddeeff", &(iot_mac){{0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff}}));
    g_assert_false(iot_name_is_generic("aabbccddeeff", &bridge));
    g_assert_false(iot_name_is_generic("aabbccddeeff", NULL));
}

static void
test_numbers_in_hexadecimal_are(void)
{
    assert_generic(
        (const char *const[]){"12345678", "5a39a86c", "2f402f80-da50-11e1-9b23-0017882476ff", NULL},
        true);
    assert_generic((const char *const[]){"1234567", "cafe", "facade", "deadbeef", NULL}, false);
}

static void
test_names_of_things_and_people_are_not(void)
{
    assert_generic((const char *const[]){"roomba", "annas-iphone", "raspberrypi", "linuxbox",
                                         "esp_07aefb2", "esp_kitchen", "android-tv", "HS110(EU)",
                                         "nas", "DESKTOP-7G3K2LM", "wlan0-kitchen", NULL},
                   false);
}

static void
test_long_hostile_names_are_not(void)
{
    g_autofree char *digits = g_strnfill(5000, '7');
    g_autofree char *stars = g_strnfill(5000, '*');

    assert_generic((const char *const[]){digits, stars, "\xff\xfe\x01", NULL}, false);
}

#define ADD(name) g_test_add_func("/generic-names/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(systems_chips_and_interfaces_are);
    ADD(those_with_a_number_of_the_chip_are);
    ADD(addresses_are);
    ADD(a_domain_and_the_number_of_a_second_do_not_count);
    ADD(its_own_mac_is_in_any_spelling);
    ADD(numbers_in_hexadecimal_are);
    ADD(names_of_things_and_people_are_not);
    ADD(long_hostile_names_are_not);
    return g_test_run();
}
