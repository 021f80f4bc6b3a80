/* test-distance.c - round trips as upper bounds of distance
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "build.h"
#include "reference/place/distance.h"

#define CLOSE_KM 0.001

static void
test_half_the_round_trip_at_the_speed_of_the_medium(void)
{
    static const struct {
        int64_t rtt_ns, overhead_ns;
        iot_medium medium;
        double km;
    } cases[] = {
        {1 * MS, 0, IOT_MEDIUM_VACUUM, 149.896229},
        {1 * MS, 0, IOT_MEDIUM_FIBRE, 100.430473},
        {100 * MS, 0, IOT_MEDIUM_FIBRE, 10043.047343},
        {10 * MS, 0, IOT_MEDIUM_CAT3, 876.892940},
        {10 * MS, 4 * MS, IOT_MEDIUM_FIBRE, 602.582841},
        {1, 0, IOT_MEDIUM_VACUUM, 0.000150},
        {0, 0, IOT_MEDIUM_FIBRE, 0},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
        g_assert_cmpfloat_with_epsilon(
            iot_distance_km(cases[i].rtt_ns, cases[i].overhead_ns, cases[i].medium), cases[i].km,
            CLOSE_KM);
}

static void
test_overhead_beyond_the_round_trip_leaves_nothing(void)
{
    g_assert_cmpfloat(iot_distance_km(3 * MS, 3 * MS, IOT_MEDIUM_FIBRE), ==, 0);
    g_assert_cmpfloat(iot_distance_km(3 * MS, 4 * MS, IOT_MEDIUM_FIBRE), ==, 0);
}

static void
test_nothing_is_further_than_half_way_round_the_earth(void)
{
    g_assert_cmpfloat(iot_distance_km(199 * MS, 0, IOT_MEDIUM_FIBRE), <, IOT_DISTANCE_MAX_KM);
    g_assert_cmpfloat(iot_distance_km(200 * MS, 0, IOT_MEDIUM_FIBRE), ==, 20037.5);
    g_assert_cmpfloat(iot_distance_km(INT64_MAX, 0, IOT_MEDIUM_VACUUM), ==, 20037.5);
}

static void
test_delta_as_distance_is_not_cut(void)
{
    g_assert_cmpfloat_with_epsilon(iot_distance_of_delta_km(1000 * MS, IOT_MEDIUM_FIBRE),
                                   100430.473, CLOSE_KM);
    g_assert_cmpfloat_with_epsilon(iot_distance_of_delta_km(-1 * MS, IOT_MEDIUM_FIBRE), -100.430473,
                                   CLOSE_KM);
}

static void
test_media_have_the_velocity_factors_of_their_data_sheets(void)
{
    static const struct {
        const char *keyword;
        double velocity_factor;
    } expected[] = {
        [IOT_MEDIUM_FIBRE] = {"fibre", 0.67}, [IOT_MEDIUM_CAT7] = {"cat7", 0.77},
        [IOT_MEDIUM_CAT6A] = {"cat6a", 0.65}, [IOT_MEDIUM_CAT5E] = {"cat5e", 0.64},
        [IOT_MEDIUM_CAT3] = {"cat3", 0.585},  [IOT_MEDIUM_RG8] = {"rg8", 0.77},
        [IOT_MEDIUM_RG58] = {"rg58", 0.65},   [IOT_MEDIUM_VACUUM] = {"vacuum", 1.0},
    };

    g_assert_cmpuint(G_N_ELEMENTS(expected), ==, IOT_MEDIA);
    for (int i = 0; i < IOT_MEDIA; i++) {
        g_assert_cmpstr(iot_medium_get(i)->keyword, ==, expected[i].keyword);
        g_assert_cmpfloat(iot_medium_get(i)->velocity_factor, ==, expected[i].velocity_factor);
    }
}

static void
test_fibre_is_the_default(void)
{
    g_assert_cmpint(IOT_MEDIUM_FIBRE, ==, 0);
}

static void
test_bands_begin_at_their_edges(void)
{
    static const struct {
        int64_t rtt_ns;
        const char *band;
    } cases[] = {
        {0, "near"},
        {5 * MS - 1, "near"},
        {5 * MS, "continent"},
        {25 * MS - 1, "continent"},
        {25 * MS, "far"},
        {100 * MS - 1, "far"},
        {100 * MS, "intercontinental"},
        {INT64_MAX, "intercontinental"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
        g_assert_cmpstr(iot_band_name(iot_band_of(cases[i].rtt_ns)), ==, cases[i].band);
}

static void
test_ranges_of_bands_name_their_edges(void)
{
    g_assert_cmpstr(iot_band_range(IOT_BAND_NEAR), ==, "below 5 ms");
    g_assert_cmpstr(iot_band_range(IOT_BAND_CONTINENT), ==, "5 to 25 ms");
    g_assert_cmpstr(iot_band_range(IOT_BAND_FAR), ==, "25 to 100 ms");
    g_assert_cmpstr(iot_band_range(IOT_BAND_INTERCONTINENTAL), ==, "100 ms and more");
}

#define ADD(name) g_test_add_func("/distance/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(half_the_round_trip_at_the_speed_of_the_medium);
    ADD(overhead_beyond_the_round_trip_leaves_nothing);
    ADD(nothing_is_further_than_half_way_round_the_earth);
    ADD(delta_as_distance_is_not_cut);
    ADD(media_have_the_velocity_factors_of_their_data_sheets);
    ADD(fibre_is_the_default);
    ADD(bands_begin_at_their_edges);
    ADD(ranges_of_bands_name_their_edges);
    return g_test_run();
}
