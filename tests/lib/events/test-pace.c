/* test-pace.c - when to look, in the time of the packets
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "events/pace.h"

#include <glib.h>

#define S ((int64_t)1000000000)

static void
test_look_is_due_after_ten_watched_seconds(void)
{
    iot_pace pace = {0};

    iot_pace_add(&pace, 1000 * S);
    g_assert_false(iot_pace_is_due(&pace, 0));
    iot_pace_add(&pace, 1000 * S + 9 * S);
    g_assert_false(iot_pace_is_due(&pace, 0));
    iot_pace_add(&pace, 1010 * S);
    g_assert_true(iot_pace_is_due(&pace, 0));
    iot_pace_looked(&pace);
    g_assert_false(iot_pace_is_due(&pace, 0));
    iot_pace_add(&pace, 1020 * S);
    g_assert_true(iot_pace_is_due(&pace, 0));
}

/* Or a million packets, a minute apart each, would be a million looks at a million flows. */
static void
test_many_flows_wait_for_packets(void)
{
    iot_pace pace = {0};

    for (int i = 0; i < 24; i++)
        iot_pace_add(&pace, i * 60 * S);
    g_assert_false(iot_pace_is_due(&pace, 100));
    iot_pace_add(&pace, 24 * 60 * S);
    g_assert_true(iot_pace_is_due(&pace, 100));
}

static void
test_pauses_and_jumps_of_the_clock_are_a_minute(void)
{
    static const struct {
        int64_t times_s[4];
        int64_t watched_s, newest_s;
    } cases[] = {
        {{100, 110, 120, 130}, 30, 130},
        {{100, 110, 100000, 100001}, 71, 100001}, /* two captures, or a machine that slept */
        {{100000, 100010, 5, 15}, 20, 15},        /* a clock that was set back */
        {{100, 110, 105, 112}, 12, 112},          /* out of order */
        {{-50, -40, 0, 10}, 60, 10},              /* before the epoch */
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        iot_pace pace = {0};
        for (unsigned t = 0; t < 4; t++)
            iot_pace_add(&pace, cases[i].times_s[t] * S);
        g_assert_cmpint(pace.watched_ns, ==, cases[i].watched_s * S);
        g_assert_cmpint(pace.newest_ns, ==, cases[i].newest_s * S);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pace/ten-seconds", test_look_is_due_after_ten_watched_seconds);
    g_test_add_func("/pace/flows", test_many_flows_wait_for_packets);
    g_test_add_func("/pace/pauses", test_pauses_and_jumps_of_the_clock_are_a_minute);
    return g_test_run();
}
