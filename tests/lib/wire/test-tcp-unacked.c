/* test-tcp-unacked.c - segments that wait for an acknowledgement, in whatever order they came
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <glib.h>

#include "wire/transport/tcp-unacked.h"

/* What the module promises, by looking at everything. */
static bool
acknowledge_plainly(GArray *all, uint32_t ack, segment *ret_acked)
{
    bool found = false;

    for (guint i = 0; i < all->len;) {
        segment at = g_array_index(all, segment, i);
        if (sequence_before(ack, at.end)) {
            i++;
            continue;
        }
        if (at.end == ack && (!found || at.frame < ret_acked->frame))
            *ret_acked = at;
        found |= at.end == ack;
        g_array_remove_index(all, i);
    }
    return found;
}

static void
test_any_order_is_acknowledged_alike(void)
{
    g_autoptr(GRand) chance = g_rand_new_with_seed(1);

    for (unsigned round = 0; round < 200; round++) {
        g_autoptr(GArray) plain = g_array_new(FALSE, FALSE, sizeof(segment));
        uint32_t budget = SEGMENTS_BUDGET, base = g_rand_int(chance);
        segments all = {0};
        for (uint32_t frame = 1; frame < 900; frame++) {
            /* Some rounds are in order, some nearly, some not at all. */
            uint32_t spread = round % 4 == 0 ? 1 : 1u << (round % 12);
            segment one = {base + frame + g_rand_int(chance) % spread, frame, frame};
            segment acked = {0}, plainly = {0};
            segments_add(&all, &one, &budget);
            g_array_append_val(plain, one);
            if (g_rand_int(chance) % 5)
                continue;
            uint32_t ack = base + frame - 20 + g_rand_int(chance) % 40;
            bool found = segments_acknowledge(&all, ack, &acked);
            g_assert_true(found == acknowledge_plainly(plain, ack, &plainly));
            g_assert_cmpuint(acked.frame, ==, plainly.frame);
            g_assert_cmpuint(all.count, ==, plain->len);
        }
        segments_clear(&all, &budget);
        g_assert_cmpuint(budget, ==, SEGMENTS_BUDGET);
    }
}

/* The one that ends first is forgotten. */
static void
test_too_many_forget_the_first(void)
{
    uint32_t budget = SEGMENTS_BUDGET;
    segments all = {0};
    segment acked;

    for (uint32_t frame = 1; frame <= SEGMENTS_MAX + 1; frame++) {
        segment one = {10000 - frame, frame, frame};
        segments_add(&all, &one, &budget);
    }
    g_assert_cmpuint(all.count, ==, SEGMENTS_MAX);
    g_assert_false(segments_acknowledge(&all, 10000 - SEGMENTS_MAX, &acked));
    g_assert_true(segments_acknowledge(&all, 9999, &acked));
    g_assert_cmpuint(acked.frame, ==, 1);
    g_assert_cmpuint(all.count, ==, 0);
    segments_clear(&all, &budget);
}

/* Others took all there is to share: a few are still known. */
static void
test_first_ones_are_nobody_elses(void)
{
    uint32_t budget = 0;
    segments all = {0};
    segment acked;

    for (uint32_t frame = 1; frame <= 100; frame++) {
        segment one = {frame * 10, frame, frame};
        segments_add(&all, &one, &budget);
    }
    g_assert_cmpuint(all.count, ==, SEGMENTS_FIRST);
    g_assert_true(segments_acknowledge(&all, 1000, &acked));
    g_assert_cmpuint(acked.frame, ==, 100);
    segments_clear(&all, &budget);
    g_assert_cmpuint(budget, ==, 0);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/dissect-segments/any_order_is_acknowledged_alike",
                    test_any_order_is_acknowledged_alike);
    g_test_add_func("/dissect-segments/too_many_forget_the_first", test_too_many_forget_the_first);
    g_test_add_func("/dissect-segments/first_ones_are_nobody_elses",
                    test_first_ones_are_nobody_elses);
    return g_test_run();
}
