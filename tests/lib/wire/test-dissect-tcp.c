/* test-dissect-tcp.c - streams, retransmissions and round trips as Wireshark counts them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "frames.h"
#include "wire/in-order.h"

#define CLIENT "192.168.1.2"
#define SERVER "203.0.113.9"

/* A segment of `length` bytes, none of them captured unless told so. */
typedef struct segment_sent {
    int at_ms;
    bool by_server;
    uint32_t sequence, ack;
    uint16_t length;
    uint8_t flags;
    uint16_t window;
    bool no_window;
    bool captured;
    uint16_t port; /* of the client; 0: 50000 */
} segment_sent;

typedef struct talkers {
    iot_dissector *dissector;
    uint32_t frame;
} talkers;

static talkers
begin(void)
{
    return (talkers){.dissector = new_dissector()};
}

static void
end(talkers *t)
{
    iot_dissector_free(t->dissector);
}

static iot_observation
say(talkers *t, segment_sent s)
{
    uint16_t client = s.port ? s.port : 50000;
    bytes b = {.number = ++t->frame, .time_ns = 1000 * MS + s.at_ms * MS};
    tcp_bytes header = {
        .src_port = s.by_server ? 443 : client,
        .dst_port = s.by_server ? client : 443,
        .sequence = s.sequence,
        .ack = s.ack,
        .flags = s.flags ? s.flags : ACK,
        .window = s.window,
        .no_window = s.no_window,
    };

    add_ethernet(&b, ETHERTYPE_IP4);
    add_ip4(&b, PROTOCOL_TCP, s.by_server ? SERVER : CLIENT, s.by_server ? CLIENT : SERVER,
            (uint16_t)(20 + s.length));
    b.at[18] = (uint8_t)(t->frame >> 8); /* each packet has a number of its own: none is a copy */
    b.at[19] = (uint8_t)t->frame;
    add_tcp(&b, header);
    if (s.captured)
        add_zeros(&b, s.length);
    else
        b.cut = s.length;
    return read_frame(t->dissector, IOT_LINK_ETHERNET, &b);
}

/* Frames 1 to 3; the client's next byte is 101, the server's 501. */
static void
shake_hands(talkers *t)
{
    say(t, (segment_sent){.at_ms = 0, .sequence = 100, .flags = SYN});
    say(t, (segment_sent){
               .at_ms = 30, .by_server = true, .sequence = 500, .ack = 101, .flags = SYN | ACK});
    say(t, (segment_sent){.at_ms = 31, .sequence = 101, .ack = 501});
}

static void
test_segment_has_ports_flags_stream_and_length(void)
{
    talkers t = begin();
    iot_observation obs = say(&t, (segment_sent){.sequence = 100, .flags = SYN});

    g_assert_cmpint(obs.transport, ==, IOT_TRANSPORT_TCP);
    g_assert_cmpuint(obs.src_port, ==, 50000);
    g_assert_cmpuint(obs.dst_port, ==, 443);
    g_assert_true(obs.has_stream && obs.syn && !obs.ack && !obs.rst);
    obs = say(&t, (segment_sent){.by_server = true, .sequence = 5, .length = 7, .flags = RST});
    g_assert_true(!obs.syn && !obs.ack && obs.rst);
    g_assert_cmpuint(obs.payload_bytes, ==, 7);
    end(&t);
}

static void
test_both_directions_are_one_stream_and_other_ports_another(void)
{
    talkers t = begin();
    uint32_t first = say(&t, (segment_sent){.sequence = 100, .flags = SYN}).stream;

    g_assert_cmpuint(say(&t, (segment_sent){.by_server = true, .sequence = 9}).stream, ==, first);
    g_assert_cmpuint(say(&t, (segment_sent){.port = 50001, .sequence = 9}).stream, !=, first);
    g_assert_cmpuint(say(&t, (segment_sent){.sequence = 101}).stream, ==, first);
    end(&t);
}

static void
test_handshake_gives_round_trips(void)
{
    talkers t = begin();
    iot_observation obs = say(&t, (segment_sent){.at_ms = 0, .sequence = 100, .flags = SYN});

    g_assert_cmpuint(obs.acks_frame, ==, 0);
    obs = say(&t,
              (segment_sent){
                  .at_ms = 30, .by_server = true, .sequence = 500, .ack = 101, .flags = SYN | ACK});
    g_assert_cmpuint(obs.acks_frame, ==, 1);
    g_assert_cmpint(obs.ack_rtt_ns, ==, 30 * MS);
    obs = say(&t, (segment_sent){.at_ms = 31, .sequence = 101, .ack = 501});
    g_assert_cmpuint(obs.acks_frame, ==, 2);
    g_assert_cmpint(obs.ack_rtt_ns, ==, 1 * MS);
    end(&t);
}

static void
test_acknowledgement_samples_the_segment_that_ends_there(void)
{
    talkers t = begin();

    shake_hands(&t);
    say(&t, (segment_sent){.at_ms = 40, .sequence = 101, .ack = 501, .length = 100});
    say(&t, (segment_sent){.at_ms = 41, .sequence = 201, .ack = 501, .length = 100});
    say(&t, (segment_sent){.at_ms = 42, .sequence = 301, .ack = 501, .length = 100});
    iot_observation obs =
        say(&t, (segment_sent){.at_ms = 70, .by_server = true, .sequence = 501, .ack = 301});
    g_assert_cmpuint(obs.acks_frame, ==, 5);
    g_assert_cmpint(obs.ack_rtt_ns, ==, 29 * MS);
    /* In the midst of a segment: no sample, and the segment still waits. */
    obs = say(&t, (segment_sent){.at_ms = 71, .by_server = true, .sequence = 501, .ack = 350});
    g_assert_cmpuint(obs.acks_frame, ==, 0);
    obs = say(&t, (segment_sent){.at_ms = 72, .by_server = true, .sequence = 501, .ack = 401});
    g_assert_cmpuint(obs.acks_frame, ==, 6);
    obs = say(&t, (segment_sent){.at_ms = 73, .by_server = true, .sequence = 501, .ack = 401});
    g_assert_cmpuint(obs.acks_frame, ==, 0);
    end(&t);
}

static void
test_segment_sent_again_is_a_retransmission_and_its_first_is_sampled(void)
{
    talkers t = begin();

    shake_hands(&t);
    say(&t, (segment_sent){.at_ms = 40, .sequence = 101, .ack = 501, .length = 100});
    iot_observation obs =
        say(&t, (segment_sent){.at_ms = 240, .sequence = 101, .ack = 501, .length = 100});
    g_assert_true(obs.retransmission);
    obs = say(&t, (segment_sent){.at_ms = 260, .by_server = true, .sequence = 501, .ack = 201});
    g_assert_cmpuint(obs.acks_frame, ==, 4);
    g_assert_cmpint(obs.ack_rtt_ns, ==, 220 * MS);
    end(&t);
}

static void
test_syn_sent_again_is_a_retransmission_of_one_stream(void)
{
    talkers t = begin();
    uint32_t stream = say(&t, (segment_sent){.at_ms = 0, .sequence = 100, .flags = SYN}).stream;
    iot_observation obs = say(&t, (segment_sent){.at_ms = 1000, .sequence = 100, .flags = SYN});

    g_assert_true(obs.retransmission);
    g_assert_cmpuint(obs.stream, ==, stream);
    end(&t);
}

static void
test_syn_sent_again_after_a_reset_is_a_retransmission(void)
{
    talkers t = begin();

    say(&t, (segment_sent){.at_ms = 0, .sequence = 100, .flags = SYN});
    /* Resets of half the way around each: all that was sent seems to lie ahead. */
    say(&t, (segment_sent){.at_ms = 10, .sequence = 0x70000000, .flags = RST});
    say(&t, (segment_sent){.at_ms = 11, .sequence = 0xe0000000, .flags = RST});
    iot_observation obs = say(&t, (segment_sent){.at_ms = 1000, .sequence = 100, .flags = SYN});
    g_assert_true(obs.retransmission);
    end(&t);
}

static void
test_what_comes_soon_after_later_bytes_is_out_of_order(void)
{
    talkers t = begin();

    shake_hands(&t); /* which took 31 ms */
    say(&t, (segment_sent){.at_ms = 40, .sequence = 201, .ack = 501, .length = 100});
    iot_observation obs =
        say(&t, (segment_sent){.at_ms = 60, .sequence = 101, .ack = 501, .length = 100});
    g_assert_false(obs.retransmission);
    say(&t, (segment_sent){.at_ms = 61, .sequence = 401, .ack = 501, .length = 100});
    obs = say(&t, (segment_sent){.at_ms = 92, .sequence = 301, .ack = 501, .length = 100});
    g_assert_true(obs.retransmission);
    end(&t);
}

static void
test_out_of_order_is_3_ms_where_no_handshake_was_seen(void)
{
    talkers t = begin();

    say(&t, (segment_sent){.at_ms = 0, .sequence = 101, .ack = 501, .length = 100});
    say(&t, (segment_sent){.at_ms = 40, .sequence = 301, .ack = 501, .length = 100});
    iot_observation obs =
        say(&t, (segment_sent){.at_ms = 42, .sequence = 201, .ack = 501, .length = 50});
    g_assert_false(obs.retransmission);
    obs = say(&t, (segment_sent){.at_ms = 43, .sequence = 251, .ack = 501, .length = 50});
    g_assert_true(obs.retransmission);
    end(&t);
}

static void
test_what_was_asked_for_twice_is_a_retransmission_however_soon(void)
{
    talkers t = begin();

    shake_hands(&t);
    say(&t, (segment_sent){.at_ms = 40, .sequence = 201, .ack = 501, .length = 100});
    for (int i = 0; i < 3; i++)
        say(&t, (segment_sent){.at_ms = 41, .by_server = true, .sequence = 501, .ack = 101});
    iot_observation obs =
        say(&t, (segment_sent){.at_ms = 42, .sequence = 101, .ack = 501, .length = 100});
    g_assert_true(obs.retransmission);
    end(&t);
}

static void
test_bytes_acknowledged_before_are_a_retransmission(void)
{
    talkers t = begin();

    shake_hands(&t);
    say(&t, (segment_sent){.at_ms = 40, .sequence = 101, .ack = 501, .length = 100});
    say(&t, (segment_sent){.at_ms = 50, .sequence = 201, .ack = 501, .length = 100});
    say(&t, (segment_sent){.at_ms = 51, .by_server = true, .sequence = 501, .ack = 301});
    iot_observation obs =
        say(&t, (segment_sent){.at_ms = 52, .sequence = 101, .ack = 501, .length = 100});
    g_assert_true(obs.retransmission);
    end(&t);
}

static void
test_keep_alive_is_no_retransmission_and_its_answer_asks_for_nothing(void)
{
    talkers t = begin();

    shake_hands(&t);
    for (int i = 1; i < 5; i++) {
        iot_observation obs =
            say(&t, (segment_sent){.at_ms = 1000 * i, .sequence = 100, .ack = 501, .length = 1});
        g_assert_false(obs.retransmission);
        say(&t,
            (segment_sent){.at_ms = 1000 * i + 1, .by_server = true, .sequence = 501, .ack = 101});
    }
    /* Had the answers asked for byte 101, this would be what they asked for. */
    say(&t, (segment_sent){.at_ms = 4005, .sequence = 201, .ack = 501, .length = 100});
    iot_observation obs =
        say(&t, (segment_sent){.at_ms = 4006, .sequence = 101, .ack = 501, .length = 100});
    g_assert_false(obs.retransmission);
    end(&t);
}

static void
test_probe_of_a_closed_window_does_not_advance(void)
{
    talkers t = begin();

    shake_hands(&t);
    say(&t, (segment_sent){
                .at_ms = 40, .by_server = true, .sequence = 501, .ack = 101, .no_window = true});
    for (int i = 1; i < 4; i++) {
        iot_observation obs =
            say(&t, (segment_sent){.at_ms = 300 * i, .sequence = 101, .ack = 501, .length = 1});
        g_assert_false(obs.retransmission);
    }
    iot_observation obs =
        say(&t, (segment_sent){.at_ms = 2000, .sequence = 101, .ack = 501, .flags = FIN | ACK});
    g_assert_false(obs.retransmission);
    end(&t);
}

static void
test_more_after_a_single_byte_is_no_retransmission(void)
{
    talkers t = begin();

    shake_hands(&t);
    say(&t, (segment_sent){.at_ms = 40, .sequence = 101, .ack = 501, .length = 1});
    iot_observation obs =
        say(&t, (segment_sent){.at_ms = 400, .sequence = 101, .ack = 501, .length = 100});
    g_assert_false(obs.retransmission);
    end(&t);
}

static void
test_newest_segment_again_is_a_retransmission_however_soon(void)
{
    talkers t = begin();

    shake_hands(&t);
    say(&t, (segment_sent){.at_ms = 40, .sequence = 101, .ack = 501, .length = 100});
    iot_observation obs =
        say(&t, (segment_sent){.at_ms = 41, .sequence = 101, .ack = 501, .length = 100});
    g_assert_true(obs.retransmission);
    end(&t);
}

/* As Wireshark does: who acknowledges what was not captured may have been asked for anything. */
static void
test_after_unseen_bytes_were_acknowledged_what_comes_again_was_asked_for(void)
{
    for (int unseen = 0; unseen < 2; unseen++) {
        talkers t = begin();
        shake_hands(&t);
        /* A gap, which is noticed once. */
        say(&t, (segment_sent){.at_ms = 35, .sequence = 301, .ack = 501, .length = 100});
        say(&t, (segment_sent){.at_ms = 36, .by_server = true, .sequence = 501, .ack = 401});
        say(&t, (segment_sent){.at_ms = 37, .sequence = 401, .ack = 501, .length = 100});
        say(&t, (segment_sent){
                    .at_ms = 41, .by_server = true, .sequence = 601, .ack = 501, .length = 100});
        say(&t, (segment_sent){
                    .at_ms = 42, .by_server = true, .sequence = 701, .ack = unseen ? 601 : 501});
        iot_observation obs =
            say(&t, (segment_sent){
                        .at_ms = 43, .by_server = true, .sequence = 501, .ack = 501, .length = 50});
        g_assert_cmpint(obs.retransmission, ==, unseen);
        end(&t);
    }
}

static void
test_segments_out_of_order_are_sampled(void)
{
    talkers t = begin();

    shake_hands(&t);
    say(&t, (segment_sent){.at_ms = 40, .sequence = 201, .ack = 501, .length = 100});
    say(&t, (segment_sent){.at_ms = 41, .sequence = 101, .ack = 501, .length = 100});
    iot_observation obs =
        say(&t, (segment_sent){.at_ms = 60, .by_server = true, .sequence = 501, .ack = 201});
    g_assert_cmpuint(obs.acks_frame, ==, 5);
    obs = say(&t, (segment_sent){.at_ms = 61, .by_server = true, .sequence = 501, .ack = 301});
    g_assert_cmpuint(obs.acks_frame, ==, 4);
    end(&t);
}

static void
test_sequence_numbers_wrap_around(void)
{
    talkers t = begin();

    say(&t, (segment_sent){.at_ms = 0, .sequence = 0xffffffceu, .ack = 501, .length = 100});
    iot_observation obs =
        say(&t, (segment_sent){.at_ms = 10, .by_server = true, .sequence = 501, .ack = 50});
    g_assert_cmpuint(obs.acks_frame, ==, 1);
    obs = say(&t, (segment_sent){.at_ms = 20, .sequence = 50, .ack = 501, .length = 100});
    g_assert_false(obs.retransmission);
    obs = say(&t, (segment_sent){.at_ms = 300, .sequence = 0xffffffceu, .ack = 501, .length = 100});
    g_assert_true(obs.retransmission);
    end(&t);
}

static void
test_many_segments_can_wait_and_the_oldest_are_forgotten(void)
{
    talkers t = begin();

    shake_hands(&t);
    for (uint32_t i = 0; i < 1100; i++)
        say(&t, (segment_sent){.at_ms = 40, .sequence = 101 + i * 10, .ack = 501, .length = 10});
    iot_observation obs =
        say(&t, (segment_sent){.at_ms = 50, .by_server = true, .sequence = 501, .ack = 111});
    g_assert_cmpuint(obs.acks_frame, ==, 0);
    obs = say(&t, (segment_sent){.at_ms = 50, .by_server = true, .sequence = 501, .ack = 5101});
    g_assert_cmpuint(obs.acks_frame, ==, 503);
    obs = say(&t, (segment_sent){.at_ms = 50, .by_server = true, .sequence = 501, .ack = 11101});
    g_assert_cmpuint(obs.acks_frame, ==, 1103);
    end(&t);
}

/* Many streams that nobody answers share what memory there is for segments. */
static void
test_memory_for_segments_is_shared_and_given_back(void)
{
    talkers t = begin();

    for (uint16_t port = 1; port <= 400; port++)
        for (uint32_t i = 0; i < 1024; i++)
            say(&t, (segment_sent){.port = port, .sequence = 101 + i * 10, .ack = 1, .length = 10});
    /* A stream that comes when all is taken has its first few, and knows the last of many; after
     * others have gone, it knows all. */
    shake_hands(&t);
    for (unsigned gone = 0; gone < 2; gone++) {
        uint32_t sequence = 101 + gone * 1000, frame = t.frame + 1;
        for (uint32_t i = 0; i < 20; i++)
            say(&t, (segment_sent){.sequence = sequence + i * 10, .ack = 501, .length = 10});
        iot_observation obs = say(
            &t,
            (segment_sent){.at_ms = 30, .by_server = true, .sequence = 501, .ack = sequence + 10});
        g_assert_cmpuint(obs.acks_frame, ==, gone ? frame : 0);
        obs = say(&t, (segment_sent){
                          .at_ms = 30, .by_server = true, .sequence = 501, .ack = sequence + 200});
        g_assert_cmpuint(obs.acks_frame, ==, frame + 19);
        for (uint16_t port = 1; port <= 400; port++)
            say(&t, (segment_sent){.port = port, .sequence = 7, .flags = SYN});
        say(&t, (segment_sent){.sequence = sequence + 200, .ack = 501, .length = 800});
        say(&t, (segment_sent){.by_server = true, .sequence = 501, .ack = sequence + 1000});
    }
    end(&t);
}

static void
test_fragment_and_header_cut_short_measure_nothing(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    bytes b = {.cut = 6};

    add_ethernet(&b, ETHERTYPE_IP4);
    add_ip4(&b, PROTOCOL_TCP, CLIENT, SERVER, 20 + 1000);
    add_tcp(&b, (tcp_bytes){.src_port = 1, .dst_port = 2, .flags = ACK});
    b.length -= 6;
    iot_observation obs = read_frame(dissector, IOT_LINK_ETHERNET, &b);
    g_assert_cmpuint(obs.dst_port, ==, 2);
    g_assert_false(obs.has_stream);
    b.length += 6;
    b.at[20] = 0x20; /* more fragments */
    b.cut = 1000;
    obs = read_frame(dissector, IOT_LINK_ETHERNET, &b);
    g_assert_true(obs.has_stream);
    g_assert_cmpuint(obs.payload_bytes, ==, 0);
}

/* What is given to whoever reads a stream, as text: "-" where bytes are missing. */
static void
take(GString *read, in_order *o, uint32_t sequence, const char *sent, unsigned captured)
{
    cursor c = cursor_of((const uint8_t *)sent, captured);

    if (in_order_take(o, sequence, (uint32_t)strlen(sent), &c))
        g_string_append_c(read, '-');
    g_string_append_len(read, (const char *)c.at, (gssize)cursor_left(&c));
}

static void
test_bytes_are_read_once_and_in_order(void)
{
    g_autoptr(GString) read = g_string_new(NULL);
    in_order o = {0};

    take(read, &o, 0xfffffffeu, "abc", 3);
    take(read, &o, 0xfffffffeu, "abc", 3);  /* again */
    take(read, &o, 0xffffffffu, "bcde", 4); /* again, and more */
    take(read, &o, 3, "", 0);
    g_assert_cmpstr(read->str, ==, "abcde");
}

static void
test_missing_bytes_are_told_and_not_waited_for(void)
{
    g_autoptr(GString) read = g_string_new(NULL);
    in_order o = {0};

    take(read, &o, 10, "ab", 2);
    take(read, &o, 14, "ef", 2);
    take(read, &o, 12, "cd", 2);
    take(read, &o, 16, "gh", 1); /* one was not captured */
    take(read, &o, 18, "ij", 2);
    g_assert_cmpstr(read->str, ==, "ab-efgij");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tcp/segment-has-ports-flags-stream-and-length",
                    test_segment_has_ports_flags_stream_and_length);
    g_test_add_func("/tcp/both-directions-are-one-stream-and-other-ports-another",
                    test_both_directions_are_one_stream_and_other_ports_another);
    g_test_add_func("/tcp/handshake-gives-round-trips", test_handshake_gives_round_trips);
    g_test_add_func("/tcp/acknowledgement-samples-the-segment-that-ends-there",
                    test_acknowledgement_samples_the_segment_that_ends_there);
    g_test_add_func("/tcp/segment-sent-again-is-a-retransmission-and-its-first-is-sampled",
                    test_segment_sent_again_is_a_retransmission_and_its_first_is_sampled);
    g_test_add_func("/tcp/syn-sent-again-is-a-retransmission-of-one-stream",
                    test_syn_sent_again_is_a_retransmission_of_one_stream);
    g_test_add_func("/tcp/syn-sent-again-after-a-reset-is-a-retransmission",
                    test_syn_sent_again_after_a_reset_is_a_retransmission);
    g_test_add_func("/tcp/what-comes-soon-after-later-bytes-is-out-of-order",
                    test_what_comes_soon_after_later_bytes_is_out_of_order);
    g_test_add_func("/tcp/out-of-order-is-3-ms-where-no-handshake-was-seen",
                    test_out_of_order_is_3_ms_where_no_handshake_was_seen);
    g_test_add_func("/tcp/what-was-asked-for-twice-is-a-retransmission-however-soon",
                    test_what_was_asked_for_twice_is_a_retransmission_however_soon);
    g_test_add_func("/tcp/bytes-acknowledged-before-are-a-retransmission",
                    test_bytes_acknowledged_before_are_a_retransmission);
    g_test_add_func("/tcp/keep-alive-is-no-retransmission-and-its-answer-asks-for-nothing",
                    test_keep_alive_is_no_retransmission_and_its_answer_asks_for_nothing);
    g_test_add_func("/tcp/probe-of-a-closed-window-does-not-advance",
                    test_probe_of_a_closed_window_does_not_advance);
    g_test_add_func("/tcp/more-after-a-single-byte-is-no-retransmission",
                    test_more_after_a_single_byte_is_no_retransmission);
    g_test_add_func("/tcp/newest-segment-again-is-a-retransmission-however-soon",
                    test_newest_segment_again_is_a_retransmission_however_soon);
    g_test_add_func("/tcp/after-unseen-bytes-were-acknowledged-what-comes-again-was-asked-for",
                    test_after_unseen_bytes_were_acknowledged_what_comes_again_was_asked_for);
    g_test_add_func("/tcp/segments-out-of-order-are-sampled",
                    test_segments_out_of_order_are_sampled);
    g_test_add_func("/tcp/sequence-numbers-wrap-around", test_sequence_numbers_wrap_around);
    g_test_add_func("/tcp/many-segments-can-wait-and-the-oldest-are-forgotten",
                    test_many_segments_can_wait_and_the_oldest_are_forgotten);
    g_test_add_func("/tcp/memory-for-segments-is-shared-and-given-back",
                    test_memory_for_segments_is_shared_and_given_back);
    g_test_add_func("/tcp/fragment-and-header-cut-short-measure-nothing",
                    test_fragment_and_header_cut_short_measure_nothing);
    g_test_add_func("/tcp/bytes-are-read-once-and-in-order", test_bytes_are_read_once_and_in_order);
    g_test_add_func("/tcp/missing-bytes-are-told-and-not-waited-for",
                    test_missing_bytes_are_told_and_not_waited_for);
    return g_test_run();
}
