/* test-capture-roundtrip.c - which samples measure the way to a remote
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "view.h"

static void
test_only_samples_from_remote_to_device_count(void)
{
    static const struct {
        const char *src_mac, *src, *dst_mac, *dst;
        int64_t rtt_ns;
    } cases[] = {
        {ROUTER_MAC, CLOUD, LAMP_MAC, LAMP, MS}, {ROUTER_MAC, CLOUD, CAMERA_MAC, CAMERA, MS},
        {LAMP_MAC, LAMP, ROUTER_MAC, CLOUD, 0},  {ROUTER_MAC, CLOUD, "00:00:5e:00:53:02", SITE, 0},
        {ROUTER_MAC, SITE, LAMP_MAC, LAMP, 0},   {CAMERA_MAC, CAMERA, LAMP_MAC, LAMP, 0},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_capture) capture = capture_new();
        iot_observation obs =
            packet(1, cases[i].src_mac, cases[i].src, cases[i].dst_mac, cases[i].dst);
        obs.response_ns = MS;
        see(capture, obs);
        g_assert_cmpint(rtt_of(capture, see(capture, lamp_sends(2, CLOUD))), ==, cases[i].rtt_ns);
    }
}

static void
test_smallest_sample_of_the_capture_holds_for_all_its_frames(void)
{
    static const int64_t samples_ns[] = {30 * MS, 20 * MS, 25 * MS};
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id first = see(capture, lamp_sends(1, CLOUD));

    g_assert_cmpint(rtt_of(capture, first), ==, 0);
    for (uint32_t i = 0; i < G_N_ELEMENTS(samples_ns); i++) {
        iot_observation obs = lamp_receives(2 + i, CLOUD);
        obs.response_ns = samples_ns[i];
        see(capture, obs);
    }
    g_assert_cmpint(rtt_of(capture, first), ==, 20 * MS);
    g_assert_cmpint(rtt_of(capture, see(capture, camera_sends(9, CLOUD))), ==, 20 * MS);
}

static void
test_sample_counts_once_its_receiver_proves_local(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_observation obs = packet(1, ROUTER_MAC, SITE, LAMP_MAC, PUBLIC_LAMP);

    obs.response_ns = MS;
    iot_flow_id flow = see(capture, obs);
    g_assert_cmpint(rtt_of(capture, flow), ==, 0);
    see_arp(capture, 2, LAMP_MAC, PUBLIC_LAMP);
    g_assert_cmpint(rtt_of(capture, flow), ==, MS);
}

static void
test_karns_rule_holds_for_the_devices_retransmissions_only(void)
{
    static const struct {
        bool device_repeats;
        int64_t rtt_ns;
    } cases[] = {{true, 0}, {false, 5 * MS}};

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_capture) capture = capture_new();
        iot_observation out = in_stream(lamp_sends(1, CLOUD), TCP, 0, 40000, 443);
        iot_observation in = in_stream(lamp_receives(2, CLOUD), TCP, 0, 443, 40000);
        see(capture, out);
        iot_observation repeated = cases[i].device_repeats ? out : in;
        repeated.frame = 3;
        repeated.retransmission = true;
        see(capture, repeated);
        in.frame = 4;
        in.acks_frame = 1;
        in.ack_rtt_ns = 5 * MS;
        g_assert_cmpint(rtt_of(capture, see(capture, in)), ==, cases[i].rtt_ns);
    }
}

static void
test_karns_rule_knows_sides_of_a_stream_begun_by_the_remote(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_observation in = in_stream(lamp_receives(1, CLOUD), TCP, 0, 40000, 443);
    iot_observation out = in_stream(lamp_sends(2, CLOUD), TCP, 0, 443, 40000);

    see(capture, in);
    out.retransmission = true;
    see(capture, out);
    in.frame = 3;
    in.acks_frame = 2;
    in.ack_rtt_ns = MS;
    g_assert_cmpint(rtt_of(capture, see(capture, in)), ==, 0);
}

static void
test_ntp_and_quic_measure_a_remote(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_observation out = in_stream(lamp_sends(1, CLOUD), UDP, 0, 123, 123);
    iot_observation in = in_stream(lamp_receives(9, CLOUD), UDP, 0, 123, 123);

    out.ntp = (iot_ntp_fact){.mode = 3, .transmit = 42};
    in.ntp = (iot_ntp_fact){.mode = 4, .origin = 42};
    see(capture, out);
    g_assert_cmpint(rtt_of(capture, see(capture, in)), ==, 8 * MS);

    out = in_stream(lamp_sends(20, SITE), UDP, 1, 40000, 443);
    out.quic_initial = true;
    see(capture, out);
    in = in_stream(lamp_receives(26, SITE), UDP, 1, 443, 40000);
    g_assert_cmpint(rtt_of(capture, see(capture, in)), ==, 6 * MS);
}

/* A sample of the remote's, in microseconds, on a packet with that time to live. */
static iot_flow_id
see_answered(iot_capture *capture, uint32_t frame, const char *remote, int64_t us, uint8_t ttl)
{
    iot_observation obs = lamp_receives(frame, remote);

    obs.response_ns = us * 1000;
    obs.ttl = ttl;
    return see(capture, obs);
}

static void
test_who_answers_nearby_has_no_distance(void)
{
    static const struct {
        int64_t us;
        uint8_t ttl;
        bool bounds;
    } cases[] = {
        {300, 64, false}, {300, 128, false}, {300, 255, false}, {300, 63, true},
        {300, 0, true},   {1000, 64, true},  {40000, 64, true}, {999, 64, false},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_capture) capture = capture_new();
        iot_flow_view view;
        look(capture, see_answered(capture, 1, CLOUD, cases[i].us, cases[i].ttl), &view);
        g_test_message("case %u", i);
        g_assert_cmpint(view.rtt_ns, ==, cases[i].us * 1000);
        g_assert_cmpint(view.bound_ns, ==, cases[i].bounds ? view.rtt_ns : 0);
    }
}

static void
test_one_answer_by_way_of_others_refutes_that_it_is_nearby(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_view view;

    see_answered(capture, 1, CLOUD, 300, 64);
    look(capture, see_answered(capture, 2, CLOUD, 400, 61), &view);
    g_assert_cmpint(view.bound_ns, ==, 300 * 1000);
}

#define ADD(name) g_test_add_func("/capture/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(only_samples_from_remote_to_device_count);
    ADD(smallest_sample_of_the_capture_holds_for_all_its_frames);
    ADD(sample_counts_once_its_receiver_proves_local);
    ADD(karns_rule_holds_for_the_devices_retransmissions_only);
    ADD(karns_rule_knows_sides_of_a_stream_begun_by_the_remote);
    ADD(ntp_and_quic_measure_a_remote);
    ADD(who_answers_nearby_has_no_distance);
    ADD(one_answer_by_way_of_others_refutes_that_it_is_nearby);
    return g_test_run();
}
