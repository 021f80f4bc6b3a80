/* test-over-time.c - bytes of flows by parts of the time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "build.h"
#include "capture/counters.h"
#include "capture/over-time.h"

#define SECOND_NS 1000000000LL
#define DAY_NS    (86400 * SECOND_NS)

static uint64_t
sum_of(const iot_over_time *all, iot_flow_id flow)
{
    const uint64_t *parts = iot_over_time_of(all, flow);
    uint64_t sum = 0;

    for (unsigned i = 0; parts && i < IOT_OVER_TIME_PARTS; i++)
        sum += parts[i];
    return sum;
}

/* In the part that a time is in. */
static uint64_t
bytes_at(const iot_over_time *all, iot_flow_id flow, int64_t time_ns)
{
    int64_t part = (time_ns - iot_over_time_begin_ns(all)) / iot_over_time_width_ns(all);

    g_assert_cmpint(part, >=, 0);
    g_assert_cmpint(part, <, IOT_OVER_TIME_PARTS);
    return iot_over_time_of(all, flow)[part];
}

static void
test_bytes_are_in_the_part_of_their_time(void)
{
    g_autoptr(iot_over_time) all = iot_over_time_new();

    iot_over_time_add(all, 3, 100, 5 * SECOND_NS);
    iot_over_time_add(all, 3, 20, 65 * SECOND_NS);
    iot_over_time_add(all, 4, 7, 35 * SECOND_NS);
    g_assert_cmpuint(bytes_at(all, 3, 5 * SECOND_NS), ==, 100);
    g_assert_cmpuint(bytes_at(all, 3, 35 * SECOND_NS), ==, 0);
    g_assert_cmpuint(bytes_at(all, 3, 65 * SECOND_NS), ==, 20);
    g_assert_cmpuint(bytes_at(all, 4, 35 * SECOND_NS), ==, 7);
    g_assert_null(iot_over_time_of(all, 2));
    g_assert_null(iot_over_time_of(all, 5));
}

static void
test_half_of_the_parts_are_in_use_however_long_it_took(void)
{
    for (int64_t span_ns = SECOND_NS; span_ns < 3650 * DAY_NS; span_ns *= 7) {
        g_autoptr(iot_over_time) all = iot_over_time_new();
        for (unsigned i = 0; i <= 1000; i++)
            iot_over_time_add(all, 1, 1, span_ns / 1000 * i);
        g_assert_cmpuint(sum_of(all, 1), ==, 1001);
        g_assert_cmpint(span_ns / iot_over_time_width_ns(all), >=, IOT_OVER_TIME_PARTS / 2 - 1);
        g_assert_cmpint(span_ns / iot_over_time_width_ns(all), <, IOT_OVER_TIME_PARTS);
    }
}

static void
test_times_may_run_backwards(void)
{
    g_autoptr(iot_over_time) all = iot_over_time_new();

    for (int64_t day = 30; day > -30; day--)
        iot_over_time_add(all, 1, 1, day * DAY_NS);
    g_assert_cmpuint(sum_of(all, 1), ==, 60);
    g_assert_cmpint(iot_over_time_begin_ns(all), <=, -29 * DAY_NS);
    g_assert_cmpuint(bytes_at(all, 1, -29 * DAY_NS), >=, 1);
}

static void
test_a_clock_that_was_not_set_spoils_nothing(void)
{
    g_autoptr(iot_over_time) all = iot_over_time_new();

    iot_over_time_add(all, 1, 10, 20000 * DAY_NS);
    iot_over_time_add(all, 1, 5, 0);
    iot_over_time_add(all, 1, 5, IOT_TIME_MAX_NS);
    iot_over_time_add(all, 1, 5, -IOT_TIME_MAX_NS);
    iot_over_time_add(all, 1, 3, 20000 * DAY_NS + SECOND_NS);
    g_assert_cmpuint(sum_of(all, 1), ==, 13);
    g_assert_cmpint(iot_over_time_width_ns(all), <, SECOND_NS);
}

static void
test_a_clock_that_is_set_at_last_begins_anew(void)
{
    g_autoptr(iot_over_time) all = iot_over_time_new();

    iot_over_time_add(all, 1, 10, 0);
    iot_over_time_add(all, 2, 20, 3 * SECOND_NS);
    iot_over_time_add(all, 1, 7, 20000 * DAY_NS);
    iot_over_time_add(all, 3, 4, 20000 * DAY_NS + SECOND_NS);
    g_assert_cmpuint(sum_of(all, 1), ==, 7);
    g_assert_null(iot_over_time_of(all, 2));
    g_assert_cmpuint(sum_of(all, 3), ==, 4);
    g_assert_cmpint(iot_over_time_begin_ns(all), ==, 20000 * DAY_NS);
    g_assert_cmpint(iot_over_time_width_ns(all), <, SECOND_NS);
}

/* As far as a capture goes, from one end to the other in steps that are all in reach. */
static void
test_no_times_overflow(void)
{
    g_autoptr(iot_over_time) down = iot_over_time_new(), up = iot_over_time_new();
    int64_t step = 1LL << 58;

    for (int64_t t = IOT_TIME_MAX_NS; t > -IOT_TIME_MAX_NS + step; t -= step) {
        iot_over_time_add(down, 1, 1, t);
        iot_over_time_add(up, 1, 1, -t);
    }
    g_assert_cmpuint(sum_of(down, 1), >, 0);
    g_assert_cmpuint(sum_of(up, 1), >, 0);
}

static void
test_flows_beyond_the_first_ones_are_in_no_part(void)
{
    g_autoptr(iot_over_time) all = iot_over_time_new();

    for (iot_flow_id flow = 1; flow <= IOT_OVER_TIME_FLOWS_MAX + 2; flow++)
        iot_over_time_add(all, flow, 1, SECOND_NS);
    g_assert_cmpuint(sum_of(all, IOT_OVER_TIME_FLOWS_MAX), ==, 1);
    g_assert_null(iot_over_time_of(all, IOT_OVER_TIME_FLOWS_MAX + 1));
    iot_over_time_move(all, 7, 8);
    iot_over_time_add(all, IOT_OVER_TIME_FLOWS_MAX + 1, 9, SECOND_NS);
    g_assert_cmpuint(sum_of(all, IOT_OVER_TIME_FLOWS_MAX + 1), ==, 9);
    g_assert_cmpuint(sum_of(all, 8), ==, 2);
    g_assert_null(iot_over_time_of(all, 7));
}

static void
test_counters_keep_it_on_request_and_begin_anew(void)
{
    g_autoptr(iot_counters) counters = iot_counters_new();

    iot_counters_add(counters, 1, 100, SECOND_NS);
    g_assert_null(iot_counters_over_time(counters));
    iot_counters_clear(counters);
    iot_counters_keep_over_time(counters);
    iot_counters_add(counters, 1, 100, SECOND_NS);
    iot_counters_add(counters, 2, 11, SECOND_NS);
    iot_counters_move(1, 2, counters);
    g_assert_cmpuint(sum_of(iot_counters_over_time(counters), 2), ==, 111);
    iot_counters_clear(counters);
    g_assert_null(iot_over_time_of(iot_counters_over_time(counters), 2));
}

#define ADD(name) g_test_add_func("/over-time/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(bytes_are_in_the_part_of_their_time);
    ADD(half_of_the_parts_are_in_use_however_long_it_took);
    ADD(times_may_run_backwards);
    ADD(a_clock_that_was_not_set_spoils_nothing);
    ADD(a_clock_that_is_set_at_last_begins_anew);
    ADD(no_times_overflow);
    ADD(flows_beyond_the_first_ones_are_in_no_part);
    ADD(counters_keep_it_on_request_and_begin_anew);
    return g_test_run();
}
