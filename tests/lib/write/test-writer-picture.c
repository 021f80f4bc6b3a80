/* test-writer-picture.c - the page says what devices are, and has an icon for whatever that is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "capture/capture-tables.h"
#include "fact/device-kind.h"
#include "written.h"

#include <inttypes.h>
#include <string.h>

/* The page, in `out`: a report with all that it shows. */
static const char *
page_of(counted *all)
{
    iot_capture_settle(all->capture);
    all->report =
        iot_report_new(all->capture, all->counters,
                       &(iot_report_options){.remotes = true, .contacts = true, .over_time = true});
    g_autoptr(iot_findings) findings = iot_findings_new(all->capture, &(iot_settings){0});
    all->report->findings = findings;
    iot_write_html(all->report, all->out);
    all->report->findings = NULL;
    return all->out->str;
}

/* The lamp tells what it is, and is called something else. */
static void
see_bridge(counted *all)
{
    iot_fact fact = {IOT_FACT_EVIDENCE, .evidence = {.evidence = IOT_EVIDENCE_MDNS_TXT,
                                                     .mac = mac(LAMP_MAC),
                                                     .text = "_hap._tcp md=BSB002"}};
    iot_observation obs = packet(7, ROUTER_MAC, NULL, EVERYBODY, NULL);

    obs.facts = &fact;
    obs.n_facts = 1;
    iot_capture_observe(all->capture, &obs);
    name_lamp(all, "Hall");
    see_claim(all->capture, 2, IOT_NAME_MDNS, LAMP_MAC, NULL, "hue-</script>");
    count(all, lamp_sends(8, CLOUD));
}

static void
assert_icon(const char *page, const char *word)
{
    g_autofree char *kind = g_strdelimit(g_strdup(word), " ", '-');
    g_autofree char *symbol = g_strdup_printf("<symbol id=\"kind-%s\" ", kind);
    const char *found = strstr(page, symbol);

    g_test_message("%s", symbol);
    g_assert_nonnull(found);
    g_assert_null(strstr(found + 1, symbol));
    g_assert_true(g_str_has_prefix(strchr(found, '>'), "><path d=\"M"));
}

static void
test_every_kind_has_an_icon_and_so_has_none(void)
{
    g_auto(counted) all = counted_new(vendor_of);

    const char *page = page_of(&all);
    for (unsigned kind = IOT_KIND_NONE + 1; kind < IOT_KINDS; kind++)
        assert_icon(page, iot_device_kind_word(kind));
    assert_icon(page, "unknown");
}

static void
test_page_has_the_licences_of_what_it_is_made_of(void)
{
    g_auto(counted) all = counted_new(vendor_of);

    const char *licence = strstr(page_of(&all), "id=\"licence\"");
    g_assert_nonnull(licence);
    g_assert_nonnull(strstr(licence, "Tabler Icons:"));
    g_assert_nonnull(strstr(licence, "Permission is hereby granted, free of charge"));
    g_assert_nonnull(strstr(licence, "Bostock"));
}

static void
test_a_device_says_what_it_is_by_which_evidence_and_its_other_names(void)
{
    g_auto(counted) all = counted_new(vendor_of);

    see_bridge(&all);
    const char *page = page_of(&all);
    assert_has(page, "\"kind\":\"bridge\"");
    assert_has(page, "\"maker\":\"Philips\"");
    assert_has(page, "\"model\":\"BSB002\"");
    assert_has(page, "\"what_it_is\":\"Philips BSB002 bridge\"");
    assert_has(page, "{\"fact\":\"kind\",\"value\":\"bridge\","
                     "\"source\":\"mdns _hap._tcp md\",\"frame\":7}");
    assert_has(page, "hue-\\u003c/script>");
    g_assert_null(strstr(page, "hue-</script>"));
}

static void
test_a_device_that_nothing_tells_of_is_nothing(void)
{
    g_auto(counted) all = counted_new(vendor_of);

    count(&all, lamp_sends(1, CLOUD));
    const char *page = page_of(&all);
    assert_has(page, "\"kind\":null");
    assert_has(page, "\"what_it_is\":null");
}

static void
test_bytes_of_a_device_are_told_by_parts_of_the_time(void)
{
    g_auto(counted) all = counted_new(vendor_of);

    iot_counters_keep_over_time(all.counters);
    count(&all, lamp_sends(1, CLOUD));
    const char *page = page_of(&all);
    assert_has(page, "\"parts\":{\"begin_ms\":0,\"width_ms\":1}");
    g_autofree char *first = g_strdup_printf(
        "\"over_time\":[%" PRIu64 ",0,",
        iot_traffic_bytes(&((iot_row *)g_ptr_array_index(all.report->devices, 0))->traffic));
    assert_has(page, first);
}

static void
test_bytes_that_have_no_time_are_not_told_by_it(void)
{
    g_auto(counted) all = counted_new(vendor_of);

    iot_counters_keep_over_time(all.counters);
    count(&all, lamp_sends(1, CLOUD));
    iot_counters_add_count(all.counters, iot_capture_flow_at(all.capture, 0),
                           &(iot_count){1, 60, 0, 0, 0});
    assert_has(page_of(&all), "\"over_time\":null");
}

static void
test_nothing_is_told_by_time_where_nobody_kept_it(void)
{
    g_auto(counted) all = counted_new(vendor_of);

    count(&all, lamp_sends(1, CLOUD));
    const char *page = page_of(&all);
    assert_has(page, "\"over_time\":null");
    g_assert_null(strstr(page, "\"parts\":{"));
}

#define ADD(name) g_test_add_func("/writer/picture/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(every_kind_has_an_icon_and_so_has_none);
    ADD(page_has_the_licences_of_what_it_is_made_of);
    ADD(a_device_says_what_it_is_by_which_evidence_and_its_other_names);
    ADD(a_device_that_nothing_tells_of_is_nothing);
    ADD(bytes_of_a_device_are_told_by_parts_of_the_time);
    ADD(bytes_that_have_no_time_are_not_told_by_it);
    ADD(nothing_is_told_by_time_where_nobody_kept_it);
    return g_test_run();
}
