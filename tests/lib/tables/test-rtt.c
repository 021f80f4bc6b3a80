/* test-rtt.c - good samples of the remote leg, and the smallest of them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "build.h"
#include "tables/rtt.h"

#define DEVICE IOT_SIDE_SRC /* the device opens the streams of these tests */
#define REMOTE IOT_SIDE_DST

static void
retransmit(iot_rtt_state *state, iot_side side, uint32_t frame)
{
    iot_observation obs = {.frame = frame, .transport = IOT_TRANSPORT_TCP, .retransmission = true};

    g_assert_cmpint(iot_rtt_state_observe(state, side, &obs), ==, 0);
}

static int64_t
acknowledge(iot_rtt_state *state, iot_side side, uint32_t acks_frame, int64_t rtt_ns)
{
    iot_observation obs = {
        .frame = 100,
        .transport = IOT_TRANSPORT_TCP,
        .acks_frame = acks_frame,
        .ack_rtt_ns = rtt_ns,
    };

    return iot_rtt_state_observe(state, side, &obs);
}

static int64_t
ntp(iot_rtt_state *state, iot_side side, int64_t time_ns, iot_ntp_fact fact)
{
    iot_observation obs = {.time_ns = time_ns, .transport = IOT_TRANSPORT_UDP, .ntp = fact};

    return iot_rtt_state_observe(state, side, &obs);
}

static int64_t
ntp_request(iot_rtt_state *state, int64_t time_ns, uint64_t transmit)
{
    return ntp(state, DEVICE, time_ns, (iot_ntp_fact){.mode = 3, .transmit = transmit});
}

static int64_t
ntp_response(iot_rtt_state *state, int64_t time_ns, uint64_t origin)
{
    return ntp(state, REMOTE, time_ns, (iot_ntp_fact){.mode = 4, .origin = origin, .transmit = 7});
}

static int64_t
datagram(iot_rtt_state *state, iot_side side, int64_t time_ns, bool initial)
{
    iot_observation obs = {
        .time_ns = time_ns, .transport = IOT_TRANSPORT_UDP, .quic_initial = initial};

    return iot_rtt_state_observe(state, side, &obs);
}

static void
test_acknowledgement_is_a_sample_of_its_sender(void)
{
    iot_rtt_state state = {0};

    g_assert_cmpint(acknowledge(&state, REMOTE, 10, 20 * MS), ==, 20 * MS);
    g_assert_cmpint(acknowledge(&state, DEVICE, 10, 3 * MS), ==, 3 * MS);
}

static void
test_round_trip_that_is_not_positive_is_no_sample(void)
{
    static const int64_t times_ns[] = {0, -1, INT64_MIN};
    iot_rtt_state state = {0};

    for (unsigned i = 0; i < G_N_ELEMENTS(times_ns); i++) {
        iot_observation obs = {.response_ns = times_ns[i]};
        g_assert_cmpint(acknowledge(&state, REMOTE, 10, times_ns[i]), ==, 0);
        g_assert_cmpint(iot_rtt_state_observe(&state, REMOTE, &obs), ==, 0);
    }
}

static void
test_acknowledgement_of_no_frame_is_no_sample(void)
{
    iot_rtt_state state = {0};

    g_assert_cmpint(acknowledge(&state, REMOTE, 0, 20 * MS), ==, 0);
}

/* Karn's rule. */
static void
test_acknowledgement_up_to_the_last_retransmission_is_no_sample(void)
{
    static const struct {
        uint32_t acks_frame;
        int64_t sample_ns;
    } cases[] = {{9, 0}, {10, 0}, {11, MS}};
    iot_rtt_state state = {0};

    retransmit(&state, DEVICE, 5);
    retransmit(&state, DEVICE, 10);
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
        g_assert_cmpint(acknowledge(&state, REMOTE, cases[i].acks_frame, MS), ==,
                        cases[i].sample_ns);
}

static void
test_retransmissions_of_the_other_side_spoil_nothing(void)
{
    iot_rtt_state state = {0};

    retransmit(&state, REMOTE, 50);
    g_assert_cmpint(acknowledge(&state, REMOTE, 10, MS), ==, MS);
    g_assert_cmpint(acknowledge(&state, DEVICE, 10, MS), ==, 0);
}

static void
test_packet_that_is_itself_a_retransmission_still_acknowledges(void)
{
    iot_rtt_state state = {0};
    iot_observation obs = {.frame = 12,
                           .transport = IOT_TRANSPORT_TCP,
                           .acks_frame = 10,
                           .ack_rtt_ns = MS,
                           .retransmission = true};

    g_assert_cmpint(iot_rtt_state_observe(&state, REMOTE, &obs), ==, MS);
}

static void
test_response_needs_no_stream(void)
{
    iot_observation obs = {.response_ns = 8 * MS};

    g_assert_cmpint(iot_rtt_state_observe(NULL, REMOTE, &obs), ==, 8 * MS);
}

static void
test_acknowledgement_without_a_stream_is_no_sample(void)
{
    g_assert_cmpint(acknowledge(NULL, REMOTE, 10, MS), ==, 0);
}

static void
test_smallest_sample_of_a_packet_counts(void)
{
    iot_rtt_state state = {0};
    iot_observation obs = {
        .frame = 2, .response_ns = 8 * MS, .acks_frame = 1, .ack_rtt_ns = 5 * MS};

    g_assert_cmpint(iot_rtt_state_observe(&state, REMOTE, &obs), ==, 5 * MS);
    obs.ack_rtt_ns = 9 * MS;
    g_assert_cmpint(iot_rtt_state_observe(&state, REMOTE, &obs), ==, 8 * MS);
}

static void
test_ntp_response_answers_the_request_whose_timestamp_it_returns(void)
{
    iot_rtt_state state = {0};

    g_assert_cmpint(ntp_request(&state, 0, 111), ==, 0);
    g_assert_cmpint(ntp_request(&state, 10 * MS, 222), ==, 0);
    g_assert_cmpint(ntp_response(&state, 30 * MS, 222), ==, 20 * MS);
    g_assert_cmpint(ntp_response(&state, 31 * MS, 111), ==, 31 * MS);
    iot_rtt_state_clear(&state);
}

static void
test_ntp_response_to_nobody_is_no_sample(void)
{
    iot_rtt_state state = {0};

    g_assert_cmpint(ntp_response(&state, MS, 111), ==, 0);
    ntp_request(&state, 2 * MS, 111);
    g_assert_cmpint(ntp_response(&state, 3 * MS, 112), ==, 0);
    iot_rtt_state_clear(&state);
}

static void
test_ntp_request_is_answered_once(void)
{
    iot_rtt_state state = {0};

    ntp_request(&state, 0, 111);
    g_assert_cmpint(ntp_response(&state, 5 * MS, 111), ==, 5 * MS);
    g_assert_cmpint(ntp_response(&state, 9 * MS, 111), ==, 0);
    iot_rtt_state_clear(&state);
}

static void
test_repeated_ntp_request_counts_from_its_first(void)
{
    iot_rtt_state state = {0};

    ntp_request(&state, 0, 111);
    ntp_request(&state, 40 * MS, 111);
    g_assert_cmpint(ntp_response(&state, 50 * MS, 111), ==, 50 * MS);
    iot_rtt_state_clear(&state);
}

static void
test_other_ntp_modes_are_neither_request_nor_response(void)
{
    static const uint8_t modes[] = {0, 1, 2, 5, 6, 7};

    for (unsigned i = 0; i < G_N_ELEMENTS(modes); i++) {
        iot_rtt_state state = {0};
        ntp(&state, DEVICE, 0, (iot_ntp_fact){.mode = modes[i], .transmit = 111});
        g_assert_cmpint(ntp_response(&state, MS, 111), ==, 0);
        ntp_request(&state, 2 * MS, 222);
        g_assert_cmpint(ntp(&state, REMOTE, 3 * MS, (iot_ntp_fact){modes[i], 222, 0}), ==, 0);
        iot_rtt_state_clear(&state);
    }
}

static void
test_ntp_response_before_its_request_is_no_sample(void)
{
    iot_rtt_state state = {0};

    ntp_request(&state, 50 * MS, 111);
    g_assert_cmpint(ntp_response(&state, 10 * MS, 111), ==, 0);
    iot_rtt_state_clear(&state);
}

static void
test_oldest_unanswered_ntp_requests_are_forgotten_at_the_cap(void)
{
    iot_rtt_state state = {0};

    for (unsigned i = 0; i <= IOT_RTT_NTP_PENDING; i++)
        ntp_request(&state, i * MS, i);
    g_assert_cmpint(ntp_response(&state, 100 * MS, 0), ==, 0);
    g_assert_cmpint(ntp_response(&state, 100 * MS, 1), ==, 99 * MS);
    iot_rtt_state_clear(&state);
}

static void
test_first_datagram_after_a_single_quic_initial_is_a_sample(void)
{
    iot_rtt_state state = {0};

    g_assert_cmpint(datagram(&state, DEVICE, 0, true), ==, 0);
    g_assert_cmpint(datagram(&state, REMOTE, 15 * MS, true), ==, 15 * MS);
    g_assert_cmpint(datagram(&state, REMOTE, 16 * MS, true), ==, 0);
    g_assert_cmpint(datagram(&state, DEVICE, 17 * MS, true), ==, 0);
    g_assert_cmpint(datagram(&state, REMOTE, 18 * MS, false), ==, 0);
}

static void
test_servers_first_datagram_need_not_be_an_initial(void)
{
    iot_rtt_state state = {0};

    datagram(&state, DEVICE, 0, true);
    g_assert_cmpint(datagram(&state, REMOTE, 15 * MS, false), ==, 15 * MS);
}

static void
test_two_quic_initials_give_no_sample(void)
{
    iot_rtt_state state = {0};

    datagram(&state, DEVICE, 0, true);
    datagram(&state, DEVICE, 10 * MS, true);
    g_assert_cmpint(datagram(&state, REMOTE, 15 * MS, true), ==, 0);
    g_assert_cmpint(datagram(&state, REMOTE, 16 * MS, true), ==, 0);
}

static void
test_early_data_beside_a_single_initial_spoils_nothing(void)
{
    iot_rtt_state state = {0};

    datagram(&state, DEVICE, 0, true);
    datagram(&state, DEVICE, MS, false);
    g_assert_cmpint(datagram(&state, REMOTE, 15 * MS, true), ==, 15 * MS);
}

/* The server's datagram may belong to what was before the Initial. */
static void
test_server_that_spoke_before_the_initial_gives_no_sample(void)
{
    iot_rtt_state state = {0};

    datagram(&state, REMOTE, 0, false);
    datagram(&state, DEVICE, 10 * MS, true);
    g_assert_cmpint(datagram(&state, REMOTE, 11 * MS, false), ==, 0);
}

static void
test_datagrams_without_an_initial_are_no_samples(void)
{
    iot_rtt_state state = {0};

    datagram(&state, DEVICE, 0, false);
    g_assert_cmpint(datagram(&state, REMOTE, MS, false), ==, 0);
}

static void
test_quic_answer_before_its_initial_is_no_sample(void)
{
    iot_rtt_state state = {0};

    datagram(&state, DEVICE, 50 * MS, true);
    g_assert_cmpint(datagram(&state, REMOTE, 10 * MS, true), ==, 0);
}

static void
heard(iot_smallest_rtts *smallest, const char *sender, const char *receiver, int64_t rtt_ns)
{
    iot_addr from = addr(sender), to = addr(receiver);

    iot_smallest_rtts_observe(smallest, &from, &to, rtt_ns);
}

static bool
is_receiver(const iot_addr *receiver, const void *wanted)
{
    char text[IOT_ADDR_TEXT];

    return g_strcmp0(iot_addr_format(receiver, text), wanted) == 0;
}

static bool
is_anybody(const iot_addr *receiver, const void *unused)
{
    (void)receiver, (void)unused;
    return true;
}

static void
test_smallest_sample_of_a_sender_is_kept(void)
{
    g_autoptr(iot_smallest_rtts) smallest = iot_smallest_rtts_new();
    iot_addr remote = addr("203.0.113.7"), other = addr("203.0.113.8");

    heard(smallest, "203.0.113.7", "192.168.1.10", 30 * MS);
    heard(smallest, "203.0.113.7", "192.168.1.10", 20 * MS);
    heard(smallest, "203.0.113.7", "192.168.1.10", 40 * MS);
    g_assert_cmpint(iot_smallest_rtts_lookup(smallest, &remote, is_anybody, NULL), ==, 20 * MS);
    g_assert_cmpint(iot_smallest_rtts_lookup(smallest, &other, is_anybody, NULL), ==, 0);
}

static void
test_only_receivers_that_count_are_asked(void)
{
    g_autoptr(iot_smallest_rtts) smallest = iot_smallest_rtts_new();
    iot_addr remote = addr("203.0.113.7");

    heard(smallest, "203.0.113.7", "192.168.1.10", 30 * MS);
    heard(smallest, "203.0.113.7", "198.51.100.1", 1 * MS);
    g_assert_cmpint(iot_smallest_rtts_lookup(smallest, &remote, is_receiver, "192.168.1.10"), ==,
                    30 * MS);
    g_assert_cmpint(iot_smallest_rtts_lookup(smallest, &remote, is_anybody, NULL), ==, 1 * MS);
    g_assert_cmpint(iot_smallest_rtts_lookup(smallest, &remote, is_receiver, "192.168.1.11"), ==,
                    0);
}

static void
test_receivers_of_a_sender_stop_at_the_cap(void)
{
    g_autoptr(iot_smallest_rtts) smallest = iot_smallest_rtts_new();
    iot_addr remote = addr("203.0.113.7");

    for (uint32_t i = 0; i < IOT_SMALLEST_RTTS_RECEIVERS_MAX; i++) {
        iot_addr receiver = nth_remote(i);
        iot_smallest_rtts_observe(smallest, &remote, &receiver, 30 * MS);
    }
    heard(smallest, "203.0.113.7", "192.168.1.10", 1 * MS);
    g_assert_cmpuint(iot_smallest_rtts_dropped(smallest), ==, 1);
    heard(smallest, "203.0.113.7", "1.0.0.0", 2 * MS);
    g_assert_cmpuint(iot_smallest_rtts_dropped(smallest), ==, 1);
    g_assert_cmpint(iot_smallest_rtts_lookup(smallest, &remote, is_anybody, NULL), ==, 2 * MS);
}

static void
test_flood_of_senders_is_dropped_beyond_the_cap(void)
{
    g_autoptr(iot_smallest_rtts) smallest = iot_smallest_rtts_new();
    iot_addr receiver = addr("192.168.1.10"), late = addr("203.0.113.7");

    for (uint32_t i = 0; i < IOT_SMALLEST_RTTS_SENDERS_MAX; i++) {
        iot_addr sender = nth_remote(i);
        iot_smallest_rtts_observe(smallest, &sender, &receiver, MS);
    }
    iot_smallest_rtts_observe(smallest, &late, &receiver, MS);
    g_assert_cmpuint(iot_smallest_rtts_dropped(smallest), ==, 1);
    g_assert_cmpint(iot_smallest_rtts_lookup(smallest, &late, is_anybody, NULL), ==, 0);
}

static void
test_free_accepts_null(void)
{
    iot_rtt_state state = {0};

    iot_rtt_state_clear(&state);
    iot_smallest_rtts_free(NULL);
}

#define ADD(name) g_test_add_func("/rtt/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(acknowledgement_is_a_sample_of_its_sender);
    ADD(round_trip_that_is_not_positive_is_no_sample);
    ADD(acknowledgement_of_no_frame_is_no_sample);
    ADD(acknowledgement_up_to_the_last_retransmission_is_no_sample);
    ADD(retransmissions_of_the_other_side_spoil_nothing);
    ADD(packet_that_is_itself_a_retransmission_still_acknowledges);
    ADD(response_needs_no_stream);
    ADD(acknowledgement_without_a_stream_is_no_sample);
    ADD(smallest_sample_of_a_packet_counts);
    ADD(ntp_response_answers_the_request_whose_timestamp_it_returns);
    ADD(ntp_response_to_nobody_is_no_sample);
    ADD(ntp_request_is_answered_once);
    ADD(repeated_ntp_request_counts_from_its_first);
    ADD(other_ntp_modes_are_neither_request_nor_response);
    ADD(ntp_response_before_its_request_is_no_sample);
    ADD(oldest_unanswered_ntp_requests_are_forgotten_at_the_cap);
    ADD(first_datagram_after_a_single_quic_initial_is_a_sample);
    ADD(servers_first_datagram_need_not_be_an_initial);
    ADD(two_quic_initials_give_no_sample);
    ADD(early_data_beside_a_single_initial_spoils_nothing);
    ADD(server_that_spoke_before_the_initial_gives_no_sample);
    ADD(datagrams_without_an_initial_are_no_samples);
    ADD(quic_answer_before_its_initial_is_no_sample);
    ADD(smallest_sample_of_a_sender_is_kept);
    ADD(only_receivers_that_count_are_asked);
    ADD(receivers_of_a_sender_stop_at_the_cap);
    ADD(flood_of_senders_is_dropped_beyond_the_cap);
    ADD(free_accepts_null);
    return g_test_run();
}
