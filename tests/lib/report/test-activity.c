/* test-activity.c - the bytes of each device by parts of the time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "written.h"

#include "report/activity.h"

static uint64_t
sum_of(const uint64_t *parts)
{
    uint64_t sum = 0;

    for (unsigned i = 0; i < IOT_OVER_TIME_PARTS; i++)
        sum += parts[i];
    return sum;
}

static const iot_report *
report_of(counted *all)
{
    iot_report_free(all->report);
    iot_capture_settle(all->capture);
    all->report =
        iot_report_new(all->capture, all->counters, &(iot_report_options){.over_time = true});
    return all->report;
}

static void
test_parts_of_each_device_add_up_to_its_bytes(void)
{
    g_auto(counted) all = counted_new(vendor_of);

    iot_counters_keep_over_time(all.counters);
    count(&all, lamp_sends(1, CLOUD));
    count(&all, lamp_sends(2, SITE));
    const iot_report *report = report_of(&all);
    g_assert_cmpuint(report->devices->len, >=, 1);
    for (guint i = 0; i < report->devices->len; i++) {
        const iot_device_row *row = g_ptr_array_index(report->devices, i);
        const uint64_t *parts = iot_activity_of(report->activity, row);
        g_assert_nonnull(parts);
        g_assert_cmpuint(sum_of(parts), ==, iot_traffic_bytes(&row->base.traffic));
    }
}

static void
test_a_device_with_bytes_of_no_time_has_no_parts(void)
{
    g_auto(counted) all = counted_new(vendor_of);

    iot_counters_keep_over_time(all.counters);
    iot_flow_id flow = count(&all, lamp_sends(1, CLOUD));
    iot_counters_add_count(all.counters, flow, &(iot_count){1, 60, 0, 0, 0});
    const iot_report *report = report_of(&all);
    g_assert_null(iot_activity_of(report->activity, g_ptr_array_index(report->devices, 0)));
}

static void
test_there_is_none_of_counters_that_kept_nothing(void)
{
    g_auto(counted) all = counted_new(vendor_of);

    count(&all, lamp_sends(1, CLOUD));
    g_assert_null(report_of(&all)->activity);
}

#define ADD(name) g_test_add_func("/activity/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(parts_of_each_device_add_up_to_its_bytes);
    ADD(a_device_with_bytes_of_no_time_has_no_parts);
    ADD(there_is_none_of_counters_that_kept_nothing);
    return g_test_run();
}
