/* period.c - how regular a series of moments is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Scores as RITA v5 does: the skew and the spread of the intervals, how evenly the moments fill the
 * time, and how much of the capture they cover. Two things differ. Its guard against a skew of
 * hardly spread intervals is in whole seconds, under which every short keepalive falls; ours is a
 * share of the interval. And its histogram has 24 bins however few moments there are; ours has
 * at least four moments to a bin.
 */
#include "findings/findings-internal.h"

#include <math.h>

#define MOMENTS_MIN     4
#define INTERVALS_MIN   3
#define BINS_MAX        24
#define MOMENTS_PER_BIN 4
/* A spread below this share of the interval says nothing of its skew. */
#define SPREAD_MIN 0.05
/* An interval further from the median, as a share of it, is another one: what leaves every second
 * moment out keeps a small median deviation. */
#define OTHER_INTERVAL 0.5

static int
compare_doubles(gconstpointer a, gconstpointer b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

/* Of sorted values, with interpolation between neighbours. */
static double
quantile(const GArray *values, double share)
{
    double at = share * (values->len - 1);
    guint low = (guint)at;
    double x = g_array_index(values, double, low);
    double y = g_array_index(values, double, MIN(low + 1, values->len - 1));

    return x + (y - x) * (at - low);
}

static double
bowley_skew(const GArray *intervals)
{
    double q1 = quantile(intervals, 0.25), q2 = quantile(intervals, 0.5);
    double q3 = quantile(intervals, 0.75);

    if (q3 - q1 < SPREAD_MIN * q2 || q2 == q1 || q2 == q3)
        return 0;
    return (q1 + q3 - 2 * q2) / (q3 - q1);
}

static double
median_deviation(const GArray *intervals, double median)
{
    g_autoptr(GArray) deviations = g_array_new(FALSE, FALSE, sizeof(double));

    for (guint i = 0; i < intervals->len; i++) {
        double deviation = fabs(g_array_index(intervals, double, i) - median);
        g_array_append_val(deviations, deviation);
    }
    g_array_sort(deviations, compare_doubles);
    return quantile(deviations, 0.5);
}

/* One minus the coefficient of variation of the moments per bin. */
static double
evenness(const GArray *times)
{
    int64_t first = g_array_index(times, int64_t, 0);
    int64_t last = g_array_index(times, int64_t, times->len - 1);
    unsigned bins = MIN(BINS_MAX, times->len / MOMENTS_PER_BIN), counts[BINS_MAX] = {0};
    double mean, squares = 0;

    if (bins < 2 || last <= first)
        return 1;
    mean = (double)times->len / bins;
    for (guint i = 0; i < times->len; i++) {
        double share = (double)(g_array_index(times, int64_t, i) - first) / (double)(last - first);
        counts[MIN((unsigned)(share * bins), bins - 1)]++;
    }
    for (unsigned i = 0; i < bins; i++)
        squares += (counts[i] - mean) * (counts[i] - mean);
    return MAX(0, 1 - sqrt(squares / bins) / mean);
}

static GArray *
intervals_of(const GArray *times)
{
    GArray *intervals = g_array_new(FALSE, FALSE, sizeof(double));

    for (guint i = 1; i < times->len; i++) {
        int64_t step = g_array_index(times, int64_t, i) - g_array_index(times, int64_t, i - 1);
        double seconds = (double)step / (double)NS_PER_S;
        if (step > 0)
            g_array_append_val(intervals, seconds);
    }
    g_array_sort(intervals, compare_doubles);
    return intervals;
}

static unsigned
count_kept(const GArray *intervals, double median)
{
    unsigned kept = 0;

    for (guint i = 0; i < intervals->len; i++)
        kept += fabs(g_array_index(intervals, double, i) - median) <= OTHER_INTERVAL * median;
    return kept;
}

bool
period_of(const GArray *times, int64_t span_ns, period *ret_period)
{
    if (times->len < MOMENTS_MIN)
        return false;
    g_autoptr(GArray) intervals = intervals_of(times);
    double length =
        (double)(g_array_index(times, int64_t, times->len - 1) - g_array_index(times, int64_t, 0));
    /* One a second or more is a stream of data, no period. */
    if (intervals->len < INTERVALS_MIN || length / NS_PER_S < times->len)
        return false;

    double median = quantile(intervals, 0.5);
    double deviation = median_deviation(intervals, median);
    double regular = (1 - fabs(bowley_skew(intervals)) + MAX(0, (median - deviation) / median)) / 2;
    double duration = MIN(1, length / (double)MAX(span_ns, 1));
    *ret_period = (period){
        .interval_s = median,
        .jitter_s = deviation,
        .score = (regular + evenness(times) + duration) / 3,
        .samples = times->len,
        .intervals = intervals->len,
        .kept = count_kept(intervals, median),
    };
    return true;
}
