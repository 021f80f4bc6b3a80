/* test-budget.c - sizes as people write them, and shares
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/budget.h"

#include <glib.h>

static void
test_sizes_as_people_write_them(void)
{
    static const struct {
        const char *text;
        uint64_t bytes;
    } sizes[] = {
        {"64M", 64u << 20}, {"64MiB", 64u << 20}, {"64mb", 64u << 20},
        {"1G", 1u << 30},   {"1.5G", 3u << 29},   {"65536K", 64u << 20},
        {"1000", 1000},     {"1000B", 1000},      {"2T", (uint64_t)2 << 40},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(sizes); i++) {
        uint64_t bytes = 0;
        g_assert_true(iot_budget_parse(sizes[i].text, &bytes));
        g_assert_cmpuint(bytes, ==, sizes[i].bytes);
    }
}

static void
test_what_is_no_size(void)
{
    static const char *const interned[] = {
        "",    "M",   "-1M", "+1M",   " 1M",  "1 M", "1MM",          "1iB",   "1Mi",  "0x10",
        "1e9", "inf", "nan", "1Mega", "1,5G", "9E",  "99999999999T", "64M\n", "1M 2M"};

    for (unsigned i = 0; i < G_N_ELEMENTS(interned); i++) {
        uint64_t bytes = 7;
        g_assert_false(iot_budget_parse(interned[i], &bytes));
        g_assert_cmpuint(bytes, ==, 7);
    }
}

static void
test_shares_are_no_more_than_the_whole(void)
{
    for (uint64_t memory = IOT_BUDGET_MIN_BYTES; memory < (uint64_t)1 << 40; memory *= 2) {
        uint64_t sum = 0;
        for (unsigned i = 0; i < IOT_BUDGET_PARTS; i++)
            sum += iot_budget_share(memory, (iot_budget_part)i);
        g_assert_cmpuint(sum, <=, memory);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/budget/sizes-as-people-write-them", test_sizes_as_people_write_them);
    g_test_add_func("/budget/what-is-no-size", test_what_is_no_size);
    g_test_add_func("/budget/shares-are-no-more-than-the-whole",
                    test_shares_are_no_more_than_the_whole);
    return g_test_run();
}
