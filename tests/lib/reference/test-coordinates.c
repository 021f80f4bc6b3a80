/* test-coordinates.c - places on the Earth and how far apart they are
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <glib.h>
#include <math.h>

#include "reference/place/coordinates.h"

static void
test_degrees_are_read(void)
{
    static const struct {
        const char *text;
        double latitude, longitude;
    } cases[] = {
        {"52.52,13.405", 52.52, 13.405},
        {" 52.52 , 13.405\t", 52.52, 13.405},
        {"-90,-180", -90, -180},
        {"+90,+180", 90, 180},
        {"0,0", 0, 0},
        {"1.,.5", 1, 0.5},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        iot_coordinates found;
        g_assert_true(iot_coordinates_parse(cases[i].text, &found));
        g_assert_cmpfloat(found.latitude, ==, cases[i].latitude);
        g_assert_cmpfloat(found.longitude, ==, cases[i].longitude);
    }
}

static void
test_what_is_no_place_is_refused_and_changes_nothing(void)
{
    static const char *const bad[] = {
        "",           ",",           "52.52",    "52.52,",         ",13",
        "52.52;13.4", "90.01,0",     "0,180.01", "nan,0",          "0,inf",
        "0x10,0",     "1e1,0",       "1,2,3",    "1 2,3",          "--1,0",
        "1,2 north",  "52,52,13,40", "\xc2\xb0", "52.52 N,13.4 E",
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(bad); i++) {
        iot_coordinates found = {1, 2};
        g_assert_false(iot_coordinates_parse(bad[i], &found));
        g_assert_cmpfloat(found.latitude, ==, 1);
        g_assert_cmpfloat(found.longitude, ==, 2);
    }
}

/* Reference values: the haversine formula by hand, radius 6371.0088 km. */
static void
test_great_circles(void)
{
    static const struct {
        iot_coordinates a, b;
        double km;
    } cases[] = {
        {{0, 0}, {0, 0}, 0},
        {{0, 0}, {0, 180}, 20015.115},                  /* half the Earth */
        {{90, 0}, {-90, 77}, 20015.115},                /* pole to pole, whatever the longitude */
        {{0, 0}, {0, 1}, 111.195},                      /* a degree of the equator */
        {{60, 179.5}, {60, -179.5}, 55.597},            /* across the date line */
        {{52.52, 13.405}, {48.8566, 2.3522}, 877.465},  /* Berlin to Paris */
        {{52.52, 13.405}, {42.3736, -71.1097}, 6082.8}, /* Berlin to Cambridge */
        {{52.52, 13.405}, {52.52, 13.40501}, 0.000677}, /* a step */
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        double there = iot_coordinates_distance_km(&cases[i].a, &cases[i].b);
        g_assert_cmpfloat_with_epsilon(there, cases[i].km, cases[i].km * 1e-4 + 1e-5);
        g_assert_cmpfloat(there, ==, iot_coordinates_distance_km(&cases[i].b, &cases[i].a));
    }
}

static void
test_nothing_but_numbers_in_range_is_valid(void)
{
    g_assert_true(iot_coordinates_are_valid(&(iot_coordinates){-90, 180}));
    g_assert_false(iot_coordinates_are_valid(&(iot_coordinates){NAN, 0}));
    g_assert_false(iot_coordinates_are_valid(&(iot_coordinates){0, INFINITY}));
    g_assert_false(iot_coordinates_are_valid(&(iot_coordinates){0, -180.1}));
}

#define ADD(name) g_test_add_func("/coordinates/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(degrees_are_read);
    ADD(what_is_no_place_is_refused_and_changes_nothing);
    ADD(great_circles);
    ADD(nothing_but_numbers_in_range_is_valid);
    return g_test_run();
}
