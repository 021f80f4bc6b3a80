/* test-watched.c - the time in which packets would have been seen
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "changes/watched.h"

static iot_watched *
watched_of(const iot_span *spans, guint n)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(iot_span));

    g_array_append_vals(all, spans, n);
    return iot_watched_new(all);
}

static void
test_what_spans_have_in_common_counts_once(void)
{
    const iot_span spans[] = {{50, 60}, {10, 20}, {15, 30}, {30, 40}, {55, 58}};
    iot_watched *watched = watched_of(spans, G_N_ELEMENTS(spans));
    static const int64_t at[][2] = {{0, 0},   {10, 0},  {15, 5},  {40, 30},       {45, 30},
                                    {50, 30}, {58, 38}, {60, 40}, {INT64_MAX, 40}};

    g_assert_cmpint(iot_watched_total(watched), ==, 40);
    for (unsigned i = 0; i < G_N_ELEMENTS(at); i++)
        g_assert_cmpint(iot_watched_before(watched, at[i][0]), ==, at[i][1]);
    iot_watched_free(watched);
}

static void
test_of_nothing_nothing_was_watched(void)
{
    iot_watched *watched = watched_of(NULL, 0);

    g_assert_cmpint(iot_watched_total(watched), ==, 0);
    g_assert_cmpint(iot_watched_before(watched, 5), ==, 0);
    iot_watched_free(watched);
}

static void
test_span_reaches_to_each_time(void)
{
    iot_span span = {0};

    iot_span_add(&span, 30);
    iot_span_add(&span, 10);
    iot_span_add(&span, 20);
    g_assert_cmpint(span.first_ns, ==, 10);
    g_assert_cmpint(span.last_ns, ==, 30);
}

#define ADD(name) g_test_add_func("/watched/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(what_spans_have_in_common_counts_once);
    ADD(of_nothing_nothing_was_watched);
    ADD(span_reaches_to_each_time);
    return g_test_run();
}
