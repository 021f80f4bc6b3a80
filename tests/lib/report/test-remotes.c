/* test-remotes.c - counted flows by remotes, organizations and countries
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Countries and organizations need the databases of IOT_SCHEMAS (tests/geo/schemas.py).
 */
#include "home.h"
#include "report/report.h"

#define DUBLIN  "54.194.162.25"
#define DUBLIN2 "54.194.162.98"
#define US      "205.251.193.53"

typedef struct counted {
    iot_capture *capture;
    iot_counters *counters;
    iot_geo *geo;
    iot_report *report;
    const iot_remotes *remotes; /* of the report */
} counted;

/* With the databases of a schema, if there are any. */
static counted
counted_new(const char *schema)
{
    const char *top = g_getenv("IOT_SCHEMAS");
    g_autofree char *directory = g_build_filename(top ? top : "", schema, NULL);
    counted all = {capture_new(), iot_counters_new(), iot_geo_new(NULL, NULL), NULL, NULL};

    iot_geo_add_directory(all.geo, directory, NULL);
    return all;
}

static void
counted_clear(counted *all)
{
    iot_report_free(all->report);
    iot_geo_free(all->geo);
    iot_counters_free(all->counters);
    iot_capture_free(all->capture);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(counted, counted_clear)

static void
count(counted *all, iot_observation obs)
{
    iot_counters_add(all->counters, see(all->capture, obs), obs.length_bytes, obs.time_ns);
}

static void
fold(counted *all)
{
    iot_capture_settle(all->capture);
    all->report = iot_report_new(all->capture, all->counters,
                                 &(iot_report_options){.locator.geo = all->geo, .remotes = true});
    all->remotes = all->report->remotes;
}

static const iot_place_row *
place_at(const GPtrArray *rows, guint i)
{
    g_assert_cmpuint(i, <, rows->len);
    return g_ptr_array_index(rows, i);
}

static void
assert_counts(const iot_place_row *row, uint64_t packets, uint32_t remotes, uint32_t devices)
{
    g_assert_cmpuint(iot_traffic_packets(&row->base.traffic), ==, packets);
    g_assert_cmpuint(row->remotes, ==, remotes);
    g_assert_cmpuint(row->devices, ==, devices);
}

static void
test_countries_and_organizations_add_up(void)
{
    g_auto(counted) all = counted_new("maxmind");
    if (iot_geo_databases(all.geo) == 0) {
        g_test_skip("no test databases here");
        return;
    }
    count(&all, lamp_sends(1, DUBLIN));
    count(&all, lamp_receives(2, DUBLIN));
    count(&all, camera_sends(3, DUBLIN2));
    count(&all, camera_sends(4, US));
    count(&all, camera_sends(5, CLOUD));
    fold(&all);

    const GPtrArray *countries = all.remotes->countries;
    g_assert_cmpuint(countries->len, ==, 3);
    g_assert_cmpstr(place_at(countries, 0)->country, ==, "IE");
    assert_counts(place_at(countries, 0), 3, 2, 2);
    /* Of equals the unknown comes first. */
    g_assert_null(place_at(countries, 1)->country);
    g_assert_cmpstr(place_at(countries, 2)->country, ==, "US");

    const GPtrArray *organizations = all.remotes->organizations;
    g_assert_cmpuint(organizations->len, ==, 2);
    g_assert_cmpstr(place_at(organizations, 0)->organization, ==, "AMAZON-02");
    g_assert_cmpuint(place_at(organizations, 0)->asn, ==, 16509);
    assert_counts(place_at(organizations, 0), 3, 2, 2);
    g_assert_null(place_at(organizations, 1)->organization);
    assert_counts(place_at(organizations, 1), 2, 2, 1);
}

static void
test_the_tree_goes_from_country_to_name(void)
{
    g_auto(counted) all = counted_new("maxmind");
    static const iot_place_level levels[] = {
        IOT_PLACE_COUNTRY, IOT_PLACE_ORGANIZATION, IOT_PLACE_NAME, IOT_PLACE_NAME,
        IOT_PLACE_COUNTRY, IOT_PLACE_ORGANIZATION, IOT_PLACE_NAME};

    if (iot_geo_databases(all.geo) == 0) {
        g_test_skip("no test databases here");
        return;
    }
    count(&all, lamp_sends(1, US));
    count(&all, lamp_sends(2, DUBLIN));
    count(&all, lamp_sends(3, DUBLIN2));
    count(&all, lamp_sends(4, DUBLIN2));
    fold(&all);
    g_assert_cmpint(iot_remotes_top_level(all.remotes), ==, IOT_PLACE_COUNTRY);
    g_assert_cmpuint(all.remotes->tree->len, ==, G_N_ELEMENTS(levels));
    for (guint i = 0; i < G_N_ELEMENTS(levels); i++)
        g_assert_cmpint(place_at(all.remotes->tree, i)->level, ==, levels[i]);
    g_assert_cmpstr(place_at(all.remotes->tree, 2)->name, ==, DUBLIN2);
    g_assert_cmpstr(place_at(all.remotes->tree, 6)->name, ==, US);
}

static void
test_without_databases_domains_stand_for_organizations(void)
{
    g_auto(counted) all = counted_new("none");

    see_answer(all.capture, 1, LAMP_MAC, LAMP, "a.shop.example.com", CLOUD);
    see_answer(all.capture, 2, LAMP_MAC, LAMP, "b.example.com", SITE);
    count(&all, lamp_sends(3, CLOUD));
    count(&all, lamp_sends(4, SITE));
    count(&all, lamp_sends(5, SITE));
    fold(&all);
    g_assert_cmpint(iot_remotes_top_level(all.remotes), ==, IOT_PLACE_ORGANIZATION);
    const iot_place_row *first = place_at(all.remotes->tree, 0);
    g_assert_cmpint(first->level, ==, IOT_PLACE_ORGANIZATION);
    g_assert_null(first->organization);
    g_assert_cmpstr(first->domain, ==, "example.com");
    assert_counts(first, 3, 2, 1);
    g_assert_cmpuint(all.remotes->tree->len, ==, 3);
    g_assert_cmpstr(place_at(all.remotes->tree, 1)->name, ==, "b.example.com");
}

/* Two devices asked for one address under two names. */
static void
test_an_address_with_two_names_is_one_remote_of_each(void)
{
    g_auto(counted) all = counted_new("none");

    see_answer(all.capture, 1, LAMP_MAC, LAMP, "a.example.com", CLOUD);
    see_answer(all.capture, 2, CAMERA_MAC, CAMERA, "b.example.com", CLOUD);
    count(&all, lamp_sends(3, CLOUD));
    count(&all, camera_sends(4, CLOUD));
    fold(&all);
    g_assert_cmpuint(all.remotes->remotes->len, ==, 2);
    /* Both names and their domain have the one address. */
    for (guint i = 0; i < 3; i++)
        g_assert_cmpuint(place_at(all.remotes->tree, i)->remotes, ==, 1);
    assert_counts(place_at(all.remotes->tree, 0), 2, 1, 2);
    assert_counts(place_at(all.remotes->countries, 0), 2, 1, 2);
    g_assert_null(place_at(all.remotes->tree, 0)->base.device);
    g_assert_nonnull(place_at(all.remotes->tree, 1)->base.device);
}

static void
test_the_bound_of_many_is_that_of_the_nearest(void)
{
    g_auto(counted) all = counted_new("none");
    iot_observation far = lamp_receives(2, CLOUD), near = lamp_receives(4, SITE);

    far.response_ns = 90 * MS;
    near.response_ns = 20 * MS;
    count(&all, lamp_sends(1, CLOUD));
    count(&all, far);
    count(&all, lamp_sends(3, SITE));
    count(&all, near);
    count(&all, lamp_sends(5, DUBLIN));
    fold(&all);
    g_assert_cmpint(place_at(all.remotes->countries, 0)->rtt_ns, ==, 20 * MS);
    g_assert_cmpstr(place_at(all.remotes->countries, 0)->nearest, ==, SITE);
}

static void
test_remotes_beyond_the_cap_share_a_row(void)
{
    g_auto(counted) all = counted_new("none");

    for (uint32_t n = 0; n < IOT_REMOTES_MAX + 1000; n++) {
        iot_observation obs = lamp_sends(n + 1, CLOUD);
        obs.dst = nth_remote(n);
        count(&all, obs);
    }
    count(&all, lamp_sends(IOT_REMOTES_MAX + 2000, "1.0.0.0"));
    fold(&all);
    g_assert_cmpuint(all.remotes->remotes->len, ==, IOT_REMOTES_MAX + 1);
    const iot_remote_row *most = g_ptr_array_index(all.remotes->remotes, 0);
    g_assert_cmpstr(most->name, ==, IOT_REMOTES_FURTHER);
    g_assert_cmpuint(iot_traffic_packets(&most->base.traffic), ==, 1000);
    const iot_place_row *country = place_at(all.remotes->countries, 0);
    g_assert_cmpuint(iot_traffic_packets(&country->base.traffic), ==, IOT_REMOTES_MAX + 1001);
}

#define ADD(name) g_test_add_func("/remotes/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(countries_and_organizations_add_up);
    ADD(the_tree_goes_from_country_to_name);
    ADD(without_databases_domains_stand_for_organizations);
    ADD(an_address_with_two_names_is_one_remote_of_each);
    ADD(the_bound_of_many_is_that_of_the_nearest);
    ADD(remotes_beyond_the_cap_share_a_row);
    return g_test_run();
}
