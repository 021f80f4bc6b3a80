/* test-device-kind.c - the closed list of kinds
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fact/device-kind.h"

static void
test_each_word_finds_its_kind(void)
{
    for (unsigned i = IOT_KIND_NONE + 1; i < IOT_KINDS; i++) {
        iot_device_kind kind = IOT_KIND_NONE;
        g_autofree char *upper = g_ascii_strup(iot_device_kind_word(i), -1);
        g_assert_true(iot_device_kind_find(iot_device_kind_word(i), -1, &kind));
        g_assert_cmpint(kind, ==, i);
        g_assert_true(iot_device_kind_find(upper, -1, &kind));
        g_assert_cmpint(kind, ==, i);
    }
    g_assert_null(iot_device_kind_word(IOT_KIND_NONE));
}

static void
test_other_words_find_none(void)
{
    iot_device_kind kind = IOT_KIND_NAS;

    g_assert_false(iot_device_kind_find("", -1, &kind));
    g_assert_false(iot_device_kind_find("toaster", -1, &kind));
    g_assert_false(iot_device_kind_find("hubs", -1, &kind));
    g_assert_false(iot_device_kind_find("hubs", 2, &kind));
    g_assert_cmpint(kind, ==, IOT_KIND_NAS);
    g_assert_true(iot_device_kind_find("hubs", 3, &kind));
    g_assert_cmpint(kind, ==, IOT_KIND_HUB);
}

#define ADD(name) g_test_add_func("/device-kind/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(each_word_finds_its_kind);
    ADD(other_words_find_none);
    return g_test_run();
}
