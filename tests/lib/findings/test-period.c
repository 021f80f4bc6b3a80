/* test-period.c - how regular a series of moments is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "build.h"
#include "findings/findings-internal.h"

#define TIMES_MAX 32

/* Moments in tenths of a second, the first at 0; ends at the first that is not later. */
static GArray *
moments(const int *steps_ds)
{
    GArray *times = g_array_new(FALSE, FALSE, sizeof(int64_t));
    int64_t at = 1000 * NS_PER_S;

    g_array_append_val(times, at);
    for (unsigned i = 0; i < TIMES_MAX && steps_ds[i]; i++) {
        at += steps_ds[i] < 0 ? 0 : steps_ds[i] * NS_PER_S / 10;
        g_array_append_val(times, at);
    }
    return times;
}

static void
test_too_few_or_too_dense_moments_have_no_period(void)
{
    static const struct {
        int steps_ds[TIMES_MAX];
        bool scored;
    } cases[] = {
        {{0}, false},
        {{300, 300}, false},
        {{300, 300, 300}, true},
        {{300, -1, 300}, false},       /* two intervals */
        {{300, -1, 300, 300}, true},   /* three that are not zero */
        {{10, 10, 10, 10, 10}, false}, /* one a second */
        {{13, 13, 13, 13, 13}, true},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GArray) times = moments(cases[i].steps_ds);
        period found;
        g_test_message("case %u", i);
        g_assert_true(period_of(times, 90 * NS_PER_S, &found) == cases[i].scored);
    }
}

static void
test_score_is_between_the_bounds(void)
{
    static const struct {
        int steps_ds[TIMES_MAX];
        int64_t span_s; /* 0: just the moments */
        double interval_s, jitter_s, least, most;
    } cases[] = {
        /* as regular as can be */
        {{300, 300, 300, 300}, 0, 30, 0, 1, 1},
        /* the same over a quarter of the capture: a quarter of one of three parts */
        {{300, 300, 300, 300}, 480, 30, 0, 0.749, 0.751},
        /* hardly spread intervals have no skew, however short they are */
        {{300, 301, 300, 300, 301, 300, 300, 301}, 0, 30, 0, 0.85, 1},
        {{13, 14, 13, 13, 14, 13, 13, 14}, 0, 1.3, 0, 0.6, 1},
        {{300, 301, 305, 300, 301, 305, 300, 301, 305}, 0, 30.1, 0.1, 0.99, 1},
        /* spread and skewed */
        {{100, 110, 120, 600, 100, 110, 900}, 0, 11, 1, 0.3, 0.79},
        /* bursts: most moments in two of the parts of the time */
        {{20, 20, 20, 20,   20, 20, 20, 5000, 20, 20, 20, 20,
          20, 20, 20, 5000, 20, 20, 20, 20,   20, 20, 20},
         0,
         2,
         0,
         0.5,
         0.95},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GArray) times = moments(cases[i].steps_ds);
        int64_t length =
            g_array_index(times, int64_t, times->len - 1) - g_array_index(times, int64_t, 0);
        period found;
        g_assert_true(
            period_of(times, cases[i].span_s ? cases[i].span_s * NS_PER_S : length, &found));
        g_test_message("case %u: every %f s, give or take %f s, score %f", i, found.interval_s,
                       found.jitter_s, found.score);
        g_assert_cmpfloat_with_epsilon(found.interval_s, cases[i].interval_s, 0.001);
        g_assert_cmpfloat_with_epsilon(found.jitter_s, cases[i].jitter_s, 0.001);
        g_assert_cmpfloat(found.score, >=, cases[i].least - 1e-9);
        g_assert_cmpfloat(found.score, <=, cases[i].most + 1e-9);
        g_assert_cmpuint(found.samples, ==, times->len);
    }
}

static void
test_capture_shorter_than_the_moments_is_covered(void)
{
    g_autoptr(GArray) times = moments((const int[TIMES_MAX]){300, 300, 300});
    period found;

    g_assert_true(period_of(times, NS_PER_S, &found));
    g_assert_cmpfloat_with_epsilon(found.score, 1, 1e-9);
}

#define ADD(name) g_test_add_func("/period/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(too_few_or_too_dense_moments_have_no_period);
    ADD(score_is_between_the_bounds);
    ADD(capture_shorter_than_the_moments_is_covered);
    return g_test_run();
}
