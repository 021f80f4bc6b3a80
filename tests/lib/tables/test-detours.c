/* test-detours.c - answers of DNS that came from somebody else than who was asked
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "build.h"
#include "tables/detours.h"

static void
test_answers_count_by_who_asked_whom_and_who_answered(void)
{
    g_autoptr(iot_detours) detours = iot_detours_new();
    iot_detour told = {addr("192.168.1.1"), 5, 7, 10, 1};

    iot_detours_observe(detours, &told);
    told.first_frame = 11;
    told.count = 2;
    iot_detours_observe(detours, &told);
    g_assert_cmpuint(iot_detours_count(detours), ==, 1);
    g_assert_cmpuint(iot_detours_get(detours, 0)->count, ==, 3);
    g_assert_cmpuint(iot_detours_get(detours, 0)->first_frame, ==, 10);
    told.by = 6;
    iot_detours_observe(detours, &told);
    told.client = 8;
    iot_detours_observe(detours, &told);
    told.asked = addr("192.168.1.2");
    iot_detours_observe(detours, &told);
    g_assert_cmpuint(iot_detours_count(detours), ==, 4);
}

static void
test_detours_stop_at_the_cap(void)
{
    g_autoptr(iot_detours) detours = iot_detours_new();

    for (uint32_t i = 0; i < IOT_DETOURS_MAX + 3; i++)
        iot_detours_observe(detours, &(iot_detour){addr("192.168.1.1"), i, 7, 10, 1});
    g_assert_cmpuint(iot_detours_count(detours), ==, IOT_DETOURS_MAX);
    g_assert_cmpuint(iot_detours_dropped(detours), ==, 3);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/detours/counted", test_answers_count_by_who_asked_whom_and_who_answered);
    g_test_add_func("/detours/cap", test_detours_stop_at_the_cap);
    return g_test_run();
}
