/* test-ranking.c - who stays where there is no room for all
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/ranking.h"

static GArray *
nobody(void)
{
    return g_array_new(FALSE, FALSE, sizeof(iot_candidate));
}

static void
add(GArray *all, uint64_t owner, uint64_t weight, uint32_t latest)
{
    iot_candidate made = {
        .owner = owner, .weight = weight, .latest = latest, .index = all->len, .bytes = 10};

    g_array_append_val(all, made);
}

static bool
stays(const GArray *all, guint i)
{
    return g_array_index(all, iot_candidate, i).stays;
}

static void
test_all_stay_where_there_is_room(void)
{
    g_autoptr(GArray) all = nobody();

    for (unsigned i = 0; i < 10; i++)
        add(all, 1, 1, i);
    g_assert_cmpuint(iot_ranking_choose(all, 100), ==, 0);
    g_assert_cmpuint(iot_ranking_choose(all, 99), ==, 1);
}

static void
test_heavy_ones_stay_whenever_they_came(void)
{
    g_autoptr(GArray) all = nobody();

    for (unsigned i = 0; i < 1000; i++)
        add(all, i, i % 100 == 7 ? 50 : 1, i);
    g_assert_cmpuint(iot_ranking_choose(all, 400), ==, 960);
    for (unsigned i = 7; i < 1000; i += 100)
        g_assert_true(stays(all, i));
}

static void
test_latest_have_a_quarter_of_the_room(void)
{
    g_autoptr(GArray) all = nobody();

    for (unsigned i = 0; i < 100; i++)
        add(all, i, i < 90 ? 100 : 1, i);
    iot_ranking_choose(all, 400);
    for (unsigned i = 90; i < 100; i++)
        g_assert_true(stays(all, i));
}

static void
test_who_has_many_pays_with_them(void)
{
    g_autoptr(GArray) all = nobody();
    unsigned others = 0;

    for (unsigned i = 0; i < 10000; i++)
        add(all, 1, 8, 1000 + i);
    for (unsigned i = 0; i < 20; i++)
        add(all, 2 + i, 1, i);
    iot_ranking_choose(all, 20000);
    for (unsigned i = 10000; i < all->len; i++)
        others += stays(all, i);
    g_assert_cmpuint(others, ==, 20);
}

/* By its last byte. */
static uint64_t
weight_of(const iot_addr *addr, void *user_data G_GNUC_UNUSED)
{
    return addr->bytes[3] + 1u;
}

static void
test_set_keeps_what_weighs_most(void)
{
    g_autoptr(GHashTable) set =
        g_hash_table_new_full(iot_addr_hash, iot_addr_equal_key, g_free, NULL);

    for (unsigned i = 0; i < 100; i++) {
        iot_addr addr = iot_addr_v4((const uint8_t[]){10, 0, 0, (uint8_t)i});
        g_hash_table_add(set, g_memdup2(&addr, sizeof addr));
    }
    g_assert_cmpuint(iot_ranking_thin_out(set, 10, 200, weight_of, NULL), ==, 80);
    for (unsigned i = 90; i < 100; i++) {
        iot_addr addr = iot_addr_v4((const uint8_t[]){10, 0, 0, (uint8_t)i});
        g_assert_true(g_hash_table_contains(set, &addr));
    }
    g_assert_cmpuint(iot_ranking_thin_out(set, 10, 200, weight_of, NULL), ==, 0);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ranking/all-stay-where-there-is-room", test_all_stay_where_there_is_room);
    g_test_add_func("/ranking/heavy-ones-stay-whenever-they-came",
                    test_heavy_ones_stay_whenever_they_came);
    g_test_add_func("/ranking/latest-have-a-quarter-of-the-room",
                    test_latest_have_a_quarter_of_the_room);
    g_test_add_func("/ranking/who-has-many-pays-with-them", test_who_has_many_pays_with_them);
    g_test_add_func("/ranking/set-keeps-what-weighs-most", test_set_keeps_what_weighs_most);
    return g_test_run();
}
