/* test-capture-folding.c - a capture that keeps only what reports need reports the same
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "world.h"

#include "capture/capture-tables.h"

static void
run(guint32 seed, unsigned steps, unsigned looks)
{
    world w = world_new(seed);

    for (unsigned i = 1; i <= steps; i++) {
        step(&w);
        if (i % (steps / looks) == 0)
            assert_same_report(w.all, w.all_tally, w.folded, w.folded_tally);
    }
    world_free(&w);
}

static void
test_reports_are_the_same(void)
{
    for (guint32 seed = 1; seed <= some_worlds(40); seed++)
        run(seed, 1500, 1);
}

static void
test_looking_in_between_changes_nothing(void)
{
    for (guint32 seed = 101; seed <= 100 + some_worlds(10); seed++)
        run(seed, 1500, 10);
}

/* Of one device that does the same for ever. */
static void
test_flows_do_not_grow_with_streams(void)
{
    iot_capture_options options = {.reports_only = true};
    g_autoptr(iot_capture) capture = iot_capture_new(&options);
    g_autoptr(iot_counters) counters = iot_counters_new();

    for (uint32_t i = 1; i <= 5 * IOT_FLOWS_PAST_MAX; i++) {
        iot_observation obs = packet(i, "02:00:00:00:00:01", "192.168.1.10", ROUTER, "1.0.0.1");
        obs.transport = IOT_TRANSPORT_TCP;
        obs.src_port = (uint16_t)(40000 + i % 1000);
        obs.dst_port = 443;
        obs.has_stream = true;
        iot_counters_add(counters, iot_capture_observe(capture, &obs), 100, obs.time_ns);
        iot_capture_close_stream(capture, IOT_TRANSPORT_TCP, 0, iot_counters_move, counters);
    }
    iot_capture_settle(capture);
    g_assert_cmpuint(iot_capture_flows(capture), ==, 1);
    iot_flow_id flow = iot_capture_flow_at(capture, 0);
    g_assert_cmpuint(iot_counters_get(counters, flow).packets, ==, 5 * IOT_FLOWS_PAST_MAX);
    g_assert_cmpuint(iot_capture_first_frame(capture, flow), ==, 1);
    g_assert_cmpuint(iot_capture_dropped(capture), ==, 0);
}

/* Of many devices that do the same for ever. */
static void
test_past_streams_of_all_kinds_have_an_end(void)
{
    iot_capture_options options = {.reports_only = true};
    g_autoptr(iot_capture) capture = iot_capture_new(&options);
    g_autoptr(iot_counters) counters = iot_counters_new();
    const uint32_t devices = 100, streams = 2 * IOT_FLOWS_PAST_ALL_MAX;
    uint32_t past = 0;
    iot_flow_view view;

    for (uint32_t i = 1; i <= streams; i++) {
        iot_observation obs = packet(i, NULL, NULL, ROUTER, "1.0.0.1");
        obs.src_mac = nth_mac(i % devices);
        obs.src = device_addr(i % devices);
        obs.transport = IOT_TRANSPORT_TCP;
        obs.dst_port = 443;
        obs.has_stream = true;
        iot_counters_add(counters, iot_capture_observe(capture, &obs), 100, obs.time_ns);
        iot_capture_close_stream(capture, IOT_TRANSPORT_TCP, 0, iot_counters_move, counters);
    }
    iot_capture_settle(capture);
    g_assert_cmpuint(iot_capture_flows(capture), ==, devices);
    for (uint32_t i = 0; i < devices; i++) {
        iot_capture_describe(capture, iot_capture_flow_at(capture, i), &view);
        const GArray *connections = view.stream->past;
        past += connections->len;
        /* The last one is the last there was. */
        g_assert_cmpuint(
            g_array_index(connections, iot_connection, connections->len - 1).first_frame, >,
            streams - devices);
    }
    g_assert_cmpuint(past, >=, IOT_FLOWS_PAST_ALL_MAX);
    g_assert_cmpuint(past, <=, IOT_FLOWS_PAST_ALL_MAX + devices);
}

static void
test_closing_what_never_was_does_nothing(void)
{
    iot_capture_options options = {.reports_only = true};
    g_autoptr(iot_capture) capture = iot_capture_new(&options);

    iot_capture_close_stream(capture, IOT_TRANSPORT_TCP, 7, iot_counters_move, NULL);
    iot_capture_settle(capture);
    g_assert_cmpuint(iot_capture_flows(capture), ==, 0);
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/folding/same-reports", test_reports_are_the_same);
    g_test_add_func("/folding/looking-in-between", test_looking_in_between_changes_nothing);
    g_test_add_func("/folding/flows-do-not-grow", test_flows_do_not_grow_with_streams);
    g_test_add_func("/folding/past-has-an-end", test_past_streams_of_all_kinds_have_an_end);
    g_test_add_func("/folding/never-was", test_closing_what_never_was_does_nothing);
    return g_test_run();
}
