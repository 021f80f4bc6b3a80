/* test-locate.c - places by the databases against round trips
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Needs the databases of IOT_SCHEMAS (tests/geo/schemas.py).
 */
#include "build.h"
#include "reference/place/locate.h"

#define DUBLIN    "54.194.162.25"  /* radius 20 km */
#define CAMBRIDGE "2.16.186.97"    /* radius 1000 km; unknown with DB-IP */
#define NO_CITY   "205.251.193.53" /* coordinates of the country's middle */

static const iot_coordinates berlin = {52.52, 13.405};

/* NULL, and the test is skipped, without databases. */
static iot_geo *
geo_of(const char *schema)
{
    const char *top = g_getenv("IOT_SCHEMAS");
    g_autofree char *directory = g_build_filename(top ? top : "", schema, NULL);
    iot_geo *geo = iot_geo_new(NULL, NULL);

    if (top && iot_geo_add_directory(geo, directory, NULL))
        return geo;
    iot_geo_free(geo);
    g_test_skip("no test databases here");
    return NULL;
}

static iot_location
locate(iot_geo *geo, bool has_home, const char *address, int64_t rtt_ns)
{
    iot_locator locator = {.geo = geo, .has_home = has_home, .home = berlin};
    iot_addr a = addr(address);
    iot_location found;

    iot_locate(&locator, &a, rtt_ns, &found);
    return found;
}

static void
test_round_trip_excludes_a_place_beyond_its_bound(void)
{
    g_autoptr(iot_geo) geo = geo_of("maxmind");
    if (!geo)
        return;
    iot_location found = locate(geo, true, CAMBRIDGE, 3 * MS);

    g_assert_cmpfloat_with_epsilon(found.geo_km, 6082.8, 1);
    g_assert_cmpfloat_with_epsilon(found.bound_km, 301.3, 0.1);
    g_assert_true(found.impossible);
    g_assert_false(locate(geo, true, CAMBRIDGE, 100 * MS).impossible);
    g_assert_false(locate(geo, true, DUBLIN, 14 * MS).impossible);
}

/* 6082.8 km away, give or take 1000: 5082.8 km are 50.61 ms. */
static void
test_the_radius_is_taken_off_first(void)
{
    g_autoptr(iot_geo) geo = geo_of("maxmind");
    if (!geo)
        return;

    g_assert_true(locate(geo, true, CAMBRIDGE, 50600000).impossible);
    g_assert_false(locate(geo, true, CAMBRIDGE, 50620000).impossible);
}

/* 5982.8 km are 59.57 ms. */
static void
test_without_a_radius_a_city_is_taken_for_a_wide_one(void)
{
    g_autoptr(iot_geo) geo = geo_of("dbip");
    if (!geo)
        return;

    g_assert_cmpfloat(locate(geo, true, CAMBRIDGE, MS).margin_km, ==, IOT_LOCATE_RADIUS_UNKNOWN_KM);
    g_assert_true(locate(geo, true, CAMBRIDGE, 59560000).impossible);
    g_assert_false(locate(geo, true, CAMBRIDGE, 59580000).impossible);
}

static void
test_the_middle_of_a_country_is_no_location(void)
{
    g_autoptr(iot_geo) geo = geo_of("maxmind");
    if (!geo)
        return;
    iot_location found = locate(geo, true, NO_CITY, MS);

    g_assert_true(found.place->has_coordinates);
    g_assert_cmpfloat(found.geo_km, <, 0);
    g_assert_false(found.impossible);
}

static void
test_without_home_or_round_trip_nothing_is_judged(void)
{
    g_autoptr(iot_geo) geo = geo_of("maxmind");
    if (!geo)
        return;
    iot_location homeless = locate(geo, false, CAMBRIDGE, MS);
    iot_location silent = locate(geo, true, CAMBRIDGE, 0);

    g_assert_nonnull(homeless.place);
    g_assert_cmpfloat(homeless.geo_km, <, 0);
    g_assert_false(homeless.impossible);
    g_assert_cmpfloat(silent.geo_km, >, 0);
    g_assert_cmpfloat(silent.bound_km, <, 0);
    g_assert_false(silent.impossible);
}

static void
test_without_databases_the_bound_is_left(void)
{
    iot_location found = locate(NULL, true, CAMBRIDGE, 10 * MS);

    g_assert_null(found.place);
    g_assert_cmpfloat_with_epsilon(found.bound_km, 1004.3, 0.1);
    g_assert_cmpfloat(found.geo_km, <, 0);
    g_assert_false(found.impossible);
}

#define ADD(name) g_test_add_func("/locate/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(round_trip_excludes_a_place_beyond_its_bound);
    ADD(the_radius_is_taken_off_first);
    ADD(without_a_radius_a_city_is_taken_for_a_wide_one);
    ADD(the_middle_of_a_country_is_no_location);
    ADD(without_home_or_round_trip_nothing_is_judged);
    ADD(without_databases_the_bound_is_left);
    return g_test_run();
}
