/* test-passing.c - which networks could be called local where most only passes through
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report/passing.h"

#include "rows.h"

static iot_observation
from_to(uint32_t frame, const char *src, const char *dst)
{
    iot_observation obs = {.frame = frame, .time_ns = frame, .length_bytes = 100};

    obs.src = addr(src);
    obs.dst = addr(dst);
    return obs;
}

static void
assert_network(const iot_prefix *network, const char *base, unsigned length)
{
    iot_addr expected = addr(base);

    g_assert_true(iot_addr_equal(&network->addr, &expected));
    g_assert_cmpuint(network->length, ==, length);
}

static void
test_networks_at_an_end_of_most_are_named_most_packets_first(void)
{
    g_auto(counted) all = counted_new(NULL);
    iot_prefix networks[IOT_PASSING_NETWORKS];

    for (uint32_t i = 0; i < 6; i++) {
        g_autofree char *server = g_strdup_printf("203.0.%u.1", i);
        count(&all, from_to(1 + i, "198.51.100.7", server));
    }
    for (uint32_t i = 0; i < 4; i++)
        count(&all, from_to(7 + i, "192.0.2.9", "8.8.8.8"));
    g_autoptr(iot_report) report = report_new(&all, false);
    g_assert_cmpuint(iot_passing_networks(report, networks), ==, 3);
    assert_network(&networks[0], "198.51.100.0", 24);
    assert_network(&networks[1], "192.0.2.0", 24);
    assert_network(&networks[2], "8.8.8.0", 24);
}

static void
test_networks_of_overlays_are_whole(void)
{
    g_auto(counted) all = counted_new(NULL);
    iot_prefix networks[IOT_PASSING_NETWORKS];

    count(&all, from_to(1, "100.101.1.5", "100.99.8.7"));
    g_autoptr(iot_report) report = report_new(&all, false);
    g_assert_cmpuint(iot_passing_networks(report, networks), ==, 1);
    assert_network(&networks[0], "100.64.0.0", 10);
}

static void
test_none_is_named_where_devices_have_the_most(void)
{
    g_auto(counted) all = counted_new(NULL);
    iot_prefix networks[IOT_PASSING_NETWORKS];

    count(&all, from_to(1, "198.51.100.7", "203.0.113.1"));
    count(&all, lamp_sends(2, CLOUD));
    g_autoptr(iot_report) report = report_new(&all, false);
    g_assert_cmpuint(iot_passing_networks(report, networks), ==, 0);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/passing/most_first",
                    test_networks_at_an_end_of_most_are_named_most_packets_first);
    g_test_add_func("/passing/overlays", test_networks_of_overlays_are_whole);
    g_test_add_func("/passing/devices_have_most", test_none_is_named_where_devices_have_the_most);
    return g_test_run();
}
