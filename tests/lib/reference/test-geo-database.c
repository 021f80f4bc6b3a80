/* test-geo-database.c - what location databases say of an address
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * IOT_SCHEMAS names the directory that tests/geo/schemas.py filled, IOT_MMDB one of MaxMind's own
 * test databases; what needs one that is not there is skipped.
 */
#include "build.h"
#include "reference/place/geo-database.h"

#include <glib/gstdio.h>
#include <string.h>

#define DUBLIN    "54.194.162.25"
#define SONOS     "2.16.186.97"
#define ANYCAST   "205.251.193.53"
#define WIKIPEDIA "2620:0:862:ed1a::1"

typedef struct told {
    GPtrArray *problems; /* of char* */
    iot_geo *geo;
} told;

static void
tell(const char *problem, void *user_data)
{
    g_ptr_array_add(user_data, g_strdup(problem));
}

static told
open_directory(const char *directory)
{
    told all = {g_ptr_array_new_with_free_func(g_free), NULL};
    g_autoptr(GError) error = NULL;

    all.geo = iot_geo_new(tell, all.problems);
    g_assert_true(iot_geo_add_directory(all.geo, directory, &error));
    g_assert_no_error(error);
    return all;
}

static void
told_clear(told *all)
{
    iot_geo_free(all->geo);
    g_ptr_array_unref(all->problems);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(told, told_clear)

/* The directory of an environment variable; NULL, and the test is skipped, without it. */
static char *
directory_of(const char *variable, const char *below)
{
    const char *top = g_getenv(variable);
    char *directory = g_build_filename(top ? top : "", below, NULL);

    if (top && g_file_test(directory, G_FILE_TEST_IS_DIR))
        return directory;
    g_free(directory);
    g_test_skip("no test databases here");
    return NULL;
}

static const iot_place *
place_of(const told *all, const char *address)
{
    iot_addr a = addr(address);

    return iot_geo_lookup(all->geo, &a);
}

static void
assert_place(const told *all, const char *address, const char *country, const char *country_name,
             const char *city, const char *organization, uint32_t asn, double radius_km)
{
    const iot_place *place = place_of(all, address);

    g_assert_nonnull(place);
    g_assert_cmpstr(place->country, ==, country);
    g_assert_cmpstr(place->country_name, ==, country_name);
    g_assert_cmpstr(place->city, ==, city);
    g_assert_cmpstr(place->organization, ==, organization);
    g_assert_cmpuint(place->asn, ==, asn);
    g_assert_cmpfloat(place->radius_km, ==, radius_km);
}

static void
test_city_and_asn_of_maxmind(void)
{
    g_autofree char *directory = directory_of("IOT_SCHEMAS", "maxmind");
    if (!directory)
        return;
    g_auto(told) all = open_directory(directory);

    g_assert_cmpuint(iot_geo_databases(all.geo), ==, 2);
    assert_place(&all, DUBLIN, "IE", "Ireland", "Dublin", "AMAZON-02", 16509, 20);
    assert_place(&all, SONOS, "US", "United States", "Cambridge", NULL, 20940, 1000);
    assert_place(&all, ANYCAST, "US", "United States", NULL, NULL, 0, 1000);
    g_assert_cmpfloat(place_of(&all, DUBLIN)->coordinates.latitude, ==, 53.3498);
    g_assert_null(place_of(&all, "8.8.8.8"));
    g_assert_cmpuint(all.problems->len, ==, 0);
}

static void
test_a_city_beats_a_country_opened_before(void)
{
    g_autofree char *directory = directory_of("IOT_SCHEMAS", "country-and-city");
    if (!directory)
        return;
    g_auto(told) all = open_directory(directory);

    assert_place(&all, DUBLIN, "IE", "Ireland", "Dublin", NULL, 0, 20);
    /* Of two countries the first counts. */
    assert_place(&all, WIKIPEDIA, "FR", "France", NULL, NULL, 0, 0);
}

static void
test_dbip_has_no_radii_and_its_organizations_beside(void)
{
    g_autofree char *directory = directory_of("IOT_SCHEMAS", "dbip");
    if (!directory)
        return;
    g_auto(told) all = open_directory(directory);

    assert_place(&all, DUBLIN, "IE", "Ireland", "Dublin", "Amazon.com", 16509, 0);
    assert_place(&all, SONOS, "US", NULL, "Cambridge", NULL, 0, 0);
}

static void
test_ipinfo_lite(void)
{
    g_autofree char *directory = directory_of("IOT_SCHEMAS", "ipinfo");
    if (!directory)
        return;
    g_auto(told) all = open_directory(directory);

    assert_place(&all, DUBLIN, "IE", "Ireland", NULL, "Amazon.com, Inc.", 16509, 0);
    g_assert_false(place_of(&all, DUBLIN)->has_coordinates);
    assert_place(&all, WIKIPEDIA, "NL", "Netherlands", NULL, "Wikimedia Foundation Inc.", 14907, 0);
    /* "-" and "nonsense" are nothing. */
    g_assert_null(place_of(&all, SONOS));
}

static void
test_flat_databases_of_one_address_family_each(void)
{
    g_autofree char *directory = directory_of("IOT_SCHEMAS", "ip-location-db");
    if (!directory)
        return;
    g_auto(told) all = open_directory(directory);

    assert_place(&all, DUBLIN, "IE", NULL, "Dublin", "AMAZON-02", 16509, 0);
    assert_place(&all, SONOS, "US", NULL, "Cambridge", NULL, 0, 0);
    assert_place(&all, ANYCAST, "US", NULL, NULL, NULL, 0, 0);
    /* Asking an IPv4 database for an IPv6 address is no damage. */
    assert_place(&all, WIKIPEDIA, "NL", NULL, "Amsterdam", NULL, 0, 0);
    g_assert_cmpuint(iot_geo_databases(all.geo), ==, 4);
    g_assert_cmpuint(all.problems->len, ==, 0);
}

static void
test_values_of_no_honest_database_are_left_out_or_cleaned(void)
{
    g_autofree char *directory = directory_of("IOT_SCHEMAS", "hostile");
    if (!directory)
        return;
    g_auto(told) all = open_directory(directory);
    const iot_place *place = place_of(&all, DUBLIN);

    g_assert_null(place->country);
    g_assert_false(place->has_coordinates);
    g_assert_cmpstr(place->city, ==, "</script><img src=x onerror=alert(1)>");
    g_assert_cmpuint(strlen(place_of(&all, SONOS)->organization), <=, 255);
    g_assert_null(place_of(&all, WIKIPEDIA));
}

static void
test_same_address_same_place(void)
{
    g_autofree char *directory = directory_of("IOT_SCHEMAS", "maxmind");
    if (!directory)
        return;
    g_auto(told) all = open_directory(directory);
    const iot_place *first = place_of(&all, DUBLIN);

    g_assert_true(place_of(&all, "54.194.1.1") != first);
    g_assert_true(place_of(&all, DUBLIN) == first);
    g_assert_null(place_of(&all, NULL));
}

static void
test_no_databases_know_nothing(void)
{
    g_autoptr(iot_geo) geo = iot_geo_new(NULL, NULL);
    g_autoptr(GError) error = NULL;
    iot_addr a = addr(DUBLIN);

    g_assert_null(iot_geo_lookup(geo, &a));
    g_assert_null(iot_geo_lookup(NULL, &a));
    g_assert_false(iot_geo_add_directory(geo, "/nonexistent", &error));
    g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
    g_assert_cmpuint(iot_geo_databases(geo), ==, 0);
}

static void
test_maxminds_own_databases(void)
{
    g_autofree char *directory = directory_of("IOT_MMDB", "");
    if (!directory)
        return;
    g_auto(told) all = open_directory(directory);
    const iot_place *place = place_of(&all, "81.2.69.142");

    g_assert_cmpstr(place->country, ==, "GB");
    g_assert_cmpstr(place->city, ==, "London");
    g_assert_cmpfloat_with_epsilon(place->coordinates.latitude, 51.5142, 0.001);
    g_assert_cmpstr(place_of(&all, "1.128.0.1")->organization, ==, "Telstra Pty Ltd");
    g_assert_cmpuint(place_of(&all, "1.128.0.1")->asn, ==, 1221);
}

/* Each file in a directory of its own: told of once at most, and asked about many addresses. */
static void
ask_about_everything(const char *file)
{
    g_autofree char *directory = g_dir_make_tmp("iot-geo-XXXXXX", NULL);
    g_autofree char *name = g_path_get_basename(file);
    g_autofree char *copy = g_build_filename(directory, name, NULL);
    g_autofree char *data = NULL;
    /* Under valgrind every thirteenth of those. */
    const uint32_t step = g_getenv("IOT_TESTS_SLOWER") ? 13 * 7 : 7;
    gsize length;

    g_assert_true(g_file_get_contents(file, &data, &length, NULL));
    g_assert_true(g_file_set_contents(copy, data, (gssize)length, NULL));
    {
        g_auto(told) all = open_directory(directory);
        for (uint32_t n = 0; n < 256 * 256; n += step) {
            iot_addr v4 = iot_addr_v4((uint8_t[]){n >> 8, n & 255, n & 255, 1});
            iot_addr v6 = iot_addr_v6((uint8_t[16]){n >> 8, n & 255, 13, 184, [15] = n & 255});
            iot_geo_lookup(all.geo, &v4);
            iot_geo_lookup(all.geo, &v6);
        }
        g_assert_cmpuint(all.problems->len + iot_geo_databases(all.geo), ==, 1);
        if (all.problems->len > 0)
            g_test_message("%s", (char *)g_ptr_array_index(all.problems, 0));
    }
    g_unlink(copy);
    g_rmdir(directory);
}

static void
ask_all_of(const char *directory)
{
    GDir *dir = g_dir_open(directory, 0, NULL);
    const char *name;

    while ((name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(directory, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            ask_all_of(path);
        else if (g_str_has_suffix(name, ".mmdb"))
            ask_about_everything(path);
    }
    g_dir_close(dir);
}

static void
test_damaged_databases_are_told_of_once_and_nothing_breaks(void)
{
    g_autofree char *directory = directory_of("IOT_MMDB", "");
    if (directory)
        ask_all_of(directory);
}

static void
test_what_is_no_database_is_told_of(void)
{
    g_autofree char *directory = g_dir_make_tmp("iot-geo-XXXXXX", NULL);
    g_autofree char *empty = g_build_filename(directory, "a.mmdb", NULL);
    g_autofree char *text = g_build_filename(directory, "b.mmdb", NULL);
    g_autofree char *other = g_build_filename(directory, "c.txt", NULL);

    g_assert_true(g_file_set_contents(empty, "", 0, NULL));
    g_assert_true(g_file_set_contents(text, "no database", -1, NULL));
    g_assert_true(g_file_set_contents(other, "not looked at", -1, NULL));
    {
        g_auto(told) all = open_directory(directory);
        g_assert_cmpuint(iot_geo_databases(all.geo), ==, 0);
        g_assert_cmpuint(all.problems->len, ==, 2);
        g_assert_true(g_str_has_prefix(g_ptr_array_index(all.problems, 0), empty));
        g_assert_true(g_str_has_suffix(g_ptr_array_index(all.problems, 1), "; it is not used"));
    }
    g_unlink(empty);
    g_unlink(text);
    g_unlink(other);
    g_rmdir(directory);
}

static void
test_more_places_than_the_cap_are_counted(void)
{
    g_autofree char *directory = directory_of("IOT_SCHEMAS", "ipinfo");
    if (!directory)
        return;
    g_auto(told) all = open_directory(directory);

    for (uint32_t n = 0; n < IOT_GEO_PLACES_MAX; n++) {
        iot_addr a = nth_remote(n);
        iot_geo_lookup(all.geo, &a);
    }
    g_assert_cmpuint(iot_geo_dropped(all.geo), ==, 0);
    g_assert_null(place_of(&all, DUBLIN));
    g_assert_cmpuint(iot_geo_dropped(all.geo), ==, 1);
}

static void
put(const char *directory, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(directory, name, NULL);

    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void
empty_and_remove(const char *directory)
{
    GDir *dir = g_dir_open(directory, 0, NULL);
    const char *name;

    while ((name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(directory, name, NULL);
        g_assert_cmpint(g_unlink(path), ==, 0);
    }
    g_dir_close(dir);
    g_assert_cmpint(g_rmdir(directory), ==, 0);
}

static void
test_lists_of_ranges_have_organizations_and_who_made_them_is_named(void)
{
    g_autofree char *directory = g_dir_make_tmp("iot-geo-XXXXXX", NULL);

    put(directory, "asn-ipv4.csv",
        "2.16.0.0,2.16.255.255,20940,\"Akamai\a, Inc.\"\n54.194.0.0,54.194.255.255,16509,\n");
    put(directory, "asn-ipv6.csv", "2620:0:862::,2620:0:862:ffff::,14907,Wikimedia\nbroken\n");
    put(directory, "others-ipv4.csv", "network,geoname_id\n");
    put(directory, "devices.csv", "mac,name\n");
    put(directory, "attribution.txt", "By somebody\033[1m\nand more\n");
    g_auto(told) all = open_directory(directory);
    g_assert_cmpuint(iot_geo_databases(all.geo), ==, 2);
    g_assert_cmpuint(all.problems->len, ==, 1); /* of others-ipv4.csv */
    g_assert_null(place_of(&all, "9.9.9.9"));
    g_assert_cmpuint(iot_geo_attributions(all.geo)->len, ==, 0);
    assert_place(&all, SONOS, NULL, NULL, NULL, "Akamai, Inc.", 20940, 0);
    assert_place(&all, DUBLIN, NULL, NULL, NULL, NULL, 16509, 0);
    g_assert_cmpuint(iot_geo_attributions(all.geo)->len, ==, 1);
    g_assert_cmpstr(g_ptr_array_index(iot_geo_attributions(all.geo), 0), ==, "By somebody[1m");
    /* Damage ends its use. */
    assert_place(&all, WIKIPEDIA, NULL, NULL, NULL, "Wikimedia", 14907, 0);
    g_assert_null(place_of(&all, "2620:1::"));
    g_assert_cmpuint(iot_geo_databases(all.geo), ==, 1);
    g_assert_cmpuint(all.problems->len, ==, 2);
    empty_and_remove(directory);
}

#define ADD(name) g_test_add_func("/geo/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(city_and_asn_of_maxmind);
    ADD(a_city_beats_a_country_opened_before);
    ADD(dbip_has_no_radii_and_its_organizations_beside);
    ADD(ipinfo_lite);
    ADD(flat_databases_of_one_address_family_each);
    ADD(values_of_no_honest_database_are_left_out_or_cleaned);
    ADD(same_address_same_place);
    ADD(no_databases_know_nothing);
    ADD(maxminds_own_databases);
    ADD(damaged_databases_are_told_of_once_and_nothing_breaks);
    ADD(what_is_no_database_is_told_of);
    ADD(lists_of_ranges_have_organizations_and_who_made_them_is_named);
    ADD(more_places_than_the_cap_are_counted);
    return g_test_run();
}
