/* test-findings-period.c - findings: what happens at an interval, and what stopped
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each rule has a capture in which it must speak and near misses in which it must not.
 */
#include "scene.h"

static void
test_connections_at_an_interval_are_told(void)
{
    static const struct {
        unsigned n;
        double interval_s;
        double tail; /* intervals after the last one */
        uint16_t port;
        const char *periodic, *stopped;
    } cases[] = {
        {5, 60, 1, 443, "connects every 60 s (give or take 0 s), 5 times, score", NULL},
        {4, 60, 1, 443, "connects every 60 s", NULL},
        {3, 60, 1, 443, NULL, NULL},
        {20, 6, 1, 443, "every 6 s", NULL},
        {20, 5.9, 1, 443, NULL, NULL},
        /* housekeeping */
        {9, 60, 1, 53, NULL, NULL},
        {9, 60, 1, 67, NULL, NULL},
        {9, 60, 1, 123, NULL, NULL},
        {9, 60, 1, 547, NULL, NULL},
        {9, 60, 1, SECRETS, NULL, NULL},
        {9, 60, 1, 1900, NULL, NULL},
        {9, 60, 1, 5353, NULL, NULL},
        {9, 60, 1, 5355, NULL, NULL},
        {9, 60, 1, 8883, "every 60 s", NULL},
        /* what stopped: three periods are missing, and it was there eight times */
        {8, 60, 2.9, 443, "every 60 s", NULL},
        {8, 60, 3.1, 443, NULL, "8 times, score 1.00; then nothing for 3 min"},
        {7, 60, 3.1, 443, NULL, NULL},
        {8, 60, 100, 443, NULL, "then nothing for"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (unsigned stopped = 0; stopped < 2; stopped++) {
            scene s = scene_of(NULL);
            dial d = lamp_dials;
            d.port = cases[i].port;
            knock(&s, 0.5, cases[i].n, cases[i].interval_s, &d);
            end(&s, 0.5 + (cases[i].n - 1 + cases[i].tail) * cases[i].interval_s);
            g_test_message("%u times every %g s on %u, then %g intervals", cases[i].n,
                           cases[i].interval_s, cases[i].port, cases[i].tail);
            assert_told(&s, NULL, stopped ? IOT_FINDING_PERIODIC_STOPPED : IOT_FINDING_PERIODIC,
                        stopped ? cases[i].stopped : cases[i].periodic);
        }
    }
}

static void
test_an_interval_that_is_kept_half_the_time_is_no_more(void)
{
    static const struct {
        unsigned every; /* after so many moments one is left out; 0: never */
        const char *told;
    } cases[] = {
        {0, "connects every 60 s (give or take 0 s), 14 times"},
        {7, "connects every 60 s (give or take 0 s), 14 times"}, /* 12 of 13 */
        {3, "connects every 60 s (give or take 0 s, in 9 of 13 intervals), 14 times"},
        {2, "connects every 60 s (give or take 0 s, in 7 of 13 intervals), 14 times"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene s = scene_of(NULL);
        double at = 1;
        for (unsigned c = 0; c < 14; c++) {
            at += cases[i].every && c > 0 && c % cases[i].every == 0 ? 120 : 60;
            connect_to(&s, at, &lamp_dials);
        }
        end(&s, at + 1);
        g_test_message("case %u", i);
        assert_told(&s, NULL, IOT_FINDING_PERIODIC, cases[i].told);
    }
}

static void
test_irregular_connections_are_no_period(void)
{
    static const double at[][8] = {
        {1, 11, 120, 133, 430, 480, 1100, 1150}, /* as people do */
        {1, 3, 5, 7, 600, 602, 604, 606},        /* bursts */
        {1, 61, 62, 180, 181, 240, 400, 401},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(at); i++) {
        scene s = scene_of(NULL);
        for (unsigned c = 0; c < 8; c++)
            connect_to(&s, at[i][c], &lamp_dials);
        end(&s, at[i][7] + 1);
        g_test_message("case %u", i);
        assert_told(&s, NULL, IOT_FINDING_PERIODIC, NULL);
    }
}

static void
test_part_of_a_capture_is_no_period(void)
{
    scene s = scene_of(NULL);

    knock(&s, 1000, 4, 60, &lamp_dials);
    end(&s, 1000 + 5 * 60);
    assert_told(&s, NULL, IOT_FINDING_PERIODIC, NULL);
}

static void
test_names_and_ports_have_periods_of_their_own(void)
{
    scene s = scene_of(NULL);
    dial odd = lamp_dials, even = lamp_dials;

    odd.name = "odd.example";
    even.name = "even.example";
    knock(&s, 1, 5, 60, &odd);
    knock(&s, 20, 5, 60, &even);
    end(&s, 300);
    g_assert_cmpuint(count_kind(&s, NULL, IOT_FINDING_PERIODIC, NULL), ==, 2);
    iot_capture_free(s.capture);
}

static void
test_one_name_behind_two_addresses_is_one_series(void)
{
    scene s = scene_of(NULL);
    dial d = lamp_dials;

    d.name = "api.example";
    for (unsigned i = 0; i < 6; i++) {
        d.remote = i % 2 ? CLOUD : OTHER;
        connect_to(&s, 1 + i * 60, &d);
    }
    end(&s, 361);
    assert_told(&s, NULL, IOT_FINDING_PERIODIC, "every 60 s (give or take 0 s), 6 times");
}

static void
test_who_still_tries_or_talks_has_not_stopped(void)
{
    for (unsigned talks = 0; talks < 2; talks++) {
        scene s = scene_of(NULL);
        dial d = lamp_dials;
        knock(&s, 1, 10, 60, &d);
        d.silent = true;
        if (talks)
            reassembly(&s, 1 + 14 * 60, &d, s.stream);
        else
            connect_to(&s, 1 + 14 * 60, &d);
        end(&s, 2 + 14 * 60);
        assert_told(&s, NULL, IOT_FINDING_PERIODIC_STOPPED, NULL);
    }
}

/* Messages within one connection. */
static scene
keep_alive(unsigned n, double interval_s, unsigned packets_each, bool server_first)
{
    scene s = scene_of(NULL);
    uint32_t stream = ++s.stream;

    if (server_first)
        take(&s, 0.5, downwards(&lamp_dials, stream));
    for (unsigned i = 0; i < n; i++)
        for (unsigned p = 0; p < packets_each; p++)
            reassembly(&s, 1 + i * interval_s + p * 0.3, &lamp_dials, stream);
    end(&s, 1 + n * interval_s);
    return s;
}

static void
test_messages_at_an_interval_are_told(void)
{
    static const struct {
        const char *what;
        unsigned n;
        double interval_s;
        unsigned packets_each;
        const char *expected;
    } cases[] = {
        {"eight", 8, 30, 1, "within one connection, sends every 30 s (give or take 0 s), 8 times"},
        {"seven", 7, 30, 1, NULL},
        {"of several packets", 8, 30, 4, "sends every 30 s (give or take 0 s), 8 times"},
        {"data without a pause", 100, 0.5, 1, NULL},
        {"every few seconds", 20, 5, 1, NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene s = keep_alive(cases[i].n, cases[i].interval_s, cases[i].packets_each, false);
        g_test_message("%s", cases[i].what);
        assert_told(&s, NULL, IOT_FINDING_PERIODIC, cases[i].expected);
    }
}

/* Moments are the first sender's, which is not the device here. */
static void
test_messages_of_the_server_are_not_the_devices(void)
{
    scene s = scene_of(NULL);

    for (unsigned i = 0; i < 10; i++) {
        iot_observation down = downwards(&lamp_dials, 1);
        down.payload_bytes = 10;
        take(&s, 1 + i * 30, down);
    }
    end(&s, 301);
    assert_told(&s, NULL, IOT_FINDING_PERIODIC, NULL);
}

#define ADD(name) g_test_add_func("/findings/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(connections_at_an_interval_are_told);
    ADD(an_interval_that_is_kept_half_the_time_is_no_more);
    ADD(irregular_connections_are_no_period);
    ADD(part_of_a_capture_is_no_period);
    ADD(names_and_ports_have_periods_of_their_own);
    ADD(one_name_behind_two_addresses_is_one_series);
    ADD(who_still_tries_or_talks_has_not_stopped);
    ADD(messages_at_an_interval_are_told);
    ADD(messages_of_the_server_are_not_the_devices);
    return g_test_run();
}
