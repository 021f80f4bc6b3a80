/* test-counters.c - counting of chosen packets by flow
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "build.h"
#include "capture/counters.h"

static void
assert_count(iot_count count, uint64_t packets, uint64_t bytes, int64_t first_ns, int64_t last_ns)
{
    g_assert_cmpuint(count.packets, ==, packets);
    g_assert_cmpuint(count.bytes, ==, bytes);
    g_assert_cmpint(count.first_ns, ==, first_ns);
    g_assert_cmpint(count.last_ns, ==, last_ns);
}

static void
test_flow_without_counted_packets_is_all_zero(void)
{
    g_autoptr(iot_counters) counters = iot_counters_new();

    assert_count(iot_counters_get(counters, 5), 0, 0, 0, 0);
    iot_counters_add(counters, 9, 100, 7);
    assert_count(iot_counters_get(counters, 5), 0, 0, 0, 0);
    assert_count(iot_counters_get(counters, 10), 0, 0, 0, 0);
}

static void
test_packets_and_bytes_add_up_by_flow(void)
{
    g_autoptr(iot_counters) counters = iot_counters_new();

    iot_counters_add(counters, 1, 100, 10);
    iot_counters_add(counters, 2, 60, 20);
    iot_counters_add(counters, 1, 1500, 30);
    assert_count(iot_counters_get(counters, 1), 2, 1600, 10, 30);
    assert_count(iot_counters_get(counters, 2), 1, 60, 20, 20);
}

static void
test_packets_of_no_flow_count_too(void)
{
    g_autoptr(iot_counters) counters = iot_counters_new();

    iot_counters_add(counters, IOT_FLOW_NONE, 100, 10);
    assert_count(iot_counters_get(counters, IOT_FLOW_NONE), 1, 100, 10, 10);
}

static void
test_times_may_run_backwards_and_lie_before_the_epoch(void)
{
    g_autoptr(iot_counters) counters = iot_counters_new();

    iot_counters_add(counters, 1, 1, -30);
    iot_counters_add(counters, 1, 1, -50);
    iot_counters_add(counters, 1, 1, -40);
    assert_count(iot_counters_get(counters, 1), 3, 3, -50, -30);
}

static void
test_bytes_go_beyond_32_bits(void)
{
    g_autoptr(iot_counters) counters = iot_counters_new();

    iot_counters_add(counters, 1, UINT32_MAX, 1);
    iot_counters_add(counters, 1, UINT32_MAX, 1);
    assert_count(iot_counters_get(counters, 1), 2, 2 * (uint64_t)UINT32_MAX, 1, 1);
}

static void
test_nothing_added_to_a_sum_leaves_its_times(void)
{
    iot_count sum = {0}, nothing = {0}, some = {2, 200, 50, 60, 0};

    iot_count_add(&sum, &nothing);
    assert_count(sum, 0, 0, 0, 0);
    iot_count_add(&sum, &some);
    assert_count(sum, 2, 200, 50, 60);
    iot_count_add(&sum, &nothing);
    assert_count(sum, 2, 200, 50, 60);
    iot_count_add(&sum, &(iot_count){1, 1, 55, 70, 0});
    assert_count(sum, 3, 201, 50, 70);
}

static void
test_what_has_no_time_leaves_the_others(void)
{
    const iot_count timeless = {2, 200, IOT_TIME_UNKNOWN_NS, IOT_TIME_UNKNOWN_NS, 0};
    iot_count sum = {0}, some = {1, 10, 50, 60, 0};

    iot_count_add(&sum, &timeless);
    assert_count(sum, 2, 200, IOT_TIME_UNKNOWN_NS, IOT_TIME_UNKNOWN_NS);
    iot_count_add(&sum, &some);
    assert_count(sum, 3, 210, 50, 60);
    iot_count_add(&sum, &timeless);
    assert_count(sum, 5, 410, 50, 60);
}

static void
test_what_nobody_counted_is_not_nothing(void)
{
    const iot_count nobody = {
        .first_ns = IOT_TIME_UNKNOWN_NS, .last_ns = IOT_TIME_UNKNOWN_NS, .uncounted = 1};
    iot_count sum = {0}, some = {1, 10, 50, 60, 0};

    g_assert_true(iot_count_is_empty(&sum));
    iot_count_add(&sum, &nobody);
    g_assert_false(iot_count_is_empty(&sum));
    g_assert_true(iot_count_is_unknown(&sum));
    g_assert_cmpuint(iot_count_weight(&sum), ==, 1);
    iot_count_add(&sum, &some);
    g_assert_false(iot_count_is_unknown(&sum));
    g_assert_cmpuint(sum.packets, ==, 1);
    g_assert_cmpuint(iot_count_weight(&sum), ==, 2);
}

static void
test_cleared_tally_counts_from_zero(void)
{
    g_autoptr(iot_counters) counters = iot_counters_new();

    iot_counters_add(counters, 3, 100, 10);
    iot_counters_clear(counters);
    assert_count(iot_counters_get(counters, 3), 0, 0, 0, 0);
    iot_counters_add(counters, 4, 100, 20);
    assert_count(iot_counters_get(counters, 3), 0, 0, 0, 0);
    assert_count(iot_counters_get(counters, 4), 1, 100, 20, 20);
}

static void
test_free_accepts_null(void)
{
    iot_counters_free(NULL);
}

#define ADD(name) g_test_add_func("/counters/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(flow_without_counted_packets_is_all_zero);
    ADD(packets_and_bytes_add_up_by_flow);
    ADD(packets_of_no_flow_count_too);
    ADD(times_may_run_backwards_and_lie_before_the_epoch);
    ADD(bytes_go_beyond_32_bits);
    ADD(nothing_added_to_a_sum_leaves_its_times);
    ADD(cleared_tally_counts_from_zero);
    ADD(free_accepts_null);
    ADD(what_has_no_time_leaves_the_others);
    ADD(what_nobody_counted_is_not_nothing);
    return g_test_run();
}
