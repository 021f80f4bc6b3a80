/* test-forwarders.c - MACs that send for others
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "build.h"
#include "tables/forwarders.h"

#define ROUTER "00:00:5e:00:53:01"
#define OTHER  "00:00:5e:00:53:02"

static void
add(iot_forwarders *forwarders, const char *text)
{
    iot_mac told = mac(text);

    iot_forwarders_add(forwarders, &told, IOT_FORWARDER_GATEWAY);
}

static bool
has(const iot_forwarders *forwarders, const char *text)
{
    iot_mac asked = mac(text);

    return iot_forwarders_has(forwarders, &asked);
}

static void
test_forwarder_is_known_until_all_are_told_anew(void)
{
    g_autoptr(iot_forwarders) forwarders = iot_forwarders_new();

    add(forwarders, ROUTER);
    g_assert_true(has(forwarders, ROUTER));
    g_assert_false(has(forwarders, OTHER));
    g_assert_cmpuint(iot_forwarders_count(forwarders), ==, 1);
    iot_forwarders_become(forwarders, iot_forwarders_new());
    g_assert_false(has(forwarders, ROUTER));
    g_assert_cmpuint(iot_forwarders_count(forwarders), ==, 0);
}

static void
test_revision_changes_with_who_is_one(void)
{
    g_autoptr(iot_forwarders) forwarders = iot_forwarders_new();
    iot_revision before = iot_forwarders_revision(forwarders);

    add(forwarders, ROUTER);
    iot_revision with_one = iot_forwarders_revision(forwarders);
    g_assert_cmpuint(with_one, !=, before);
    add(forwarders, ROUTER);
    g_assert_cmpuint(iot_forwarders_revision(forwarders), ==, with_one);
    iot_forwarders_become(forwarders, iot_forwarders_new());
    g_assert_cmpuint(iot_forwarders_revision(forwarders), !=, with_one);
    g_assert_cmpuint(iot_forwarders_revision(forwarders), !=, before);
}

static void
test_only_a_host_can_be_one(void)
{
    static const char *const macs[] = {NULL, "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:fb"};
    g_autoptr(iot_forwarders) forwarders = iot_forwarders_new();

    for (unsigned i = 0; i < G_N_ELEMENTS(macs); i++)
        add(forwarders, macs[i]);
    g_assert_cmpuint(iot_forwarders_count(forwarders), ==, 0);
    g_assert_cmpuint(iot_forwarders_revision(forwarders), ==, 0);
    g_assert_cmpuint(iot_forwarders_dropped(forwarders), ==, 0);
}

static void
test_further_ones_are_refused_at_the_cap_and_counted(void)
{
    g_autoptr(iot_forwarders) forwarders = iot_forwarders_new();

    for (uint32_t i = 0; i < IOT_FORWARDERS_MAX + 2; i++) {
        iot_mac told = nth_mac(i);
        iot_forwarders_add(forwarders, &told, IOT_FORWARDER_GATEWAY);
    }
    g_assert_cmpuint(iot_forwarders_count(forwarders), ==, IOT_FORWARDERS_MAX);
    g_assert_cmpuint(iot_forwarders_dropped(forwarders), ==, 2);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(name) g_test_add_func("/forwarders/" #name, test_##name)
    ADD(forwarder_is_known_until_all_are_told_anew);
    ADD(revision_changes_with_who_is_one);
    ADD(only_a_host_can_be_one);
    ADD(further_ones_are_refused_at_the_cap_and_counted);
    return g_test_run();
}
