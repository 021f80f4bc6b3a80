/* test-capture.c - flows and conversations of one capture, its times and words
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "view.h"

static void
test_flow_of_a_frame_is_found_again(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id out = see(capture, lamp_sends(5, CLOUD)),
                in = see(capture, lamp_receives(9, CLOUD));

    g_assert_cmpuint(iot_capture_flow_of_frame(capture, 5), ==, out);
    g_assert_cmpuint(iot_capture_flow_of_frame(capture, 9), ==, in);
    g_assert_cmpuint(iot_capture_flow_of_frame(capture, 7), ==, IOT_FLOW_NONE);
    g_assert_cmpuint(iot_capture_flow_of_frame(capture, 10), ==, IOT_FLOW_NONE);
    g_assert_cmpuint(iot_capture_flow_of_frame(capture, UINT32_MAX), ==, IOT_FLOW_NONE);
    g_assert_cmpuint(iot_capture_flows(capture), ==, 2);
}

static iot_observation
lamp_asks(uint32_t frame)
{
    return in_stream(lamp_sends(frame, CLOUD), UDP, 0, 40000, 443);
}

static void
test_flow_goes_on_while_only_others_are_spoken_of(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id first = see(capture, lamp_asks(1));

    see_arp(capture, 2, CAMERA_MAC, CAMERA);
    see_answer(capture, 3, CAMERA_MAC, CAMERA, "site.example", SITE);
    g_assert_cmpuint(see(capture, lamp_asks(4)), ==, first);
    g_assert_cmpuint(see(capture, lamp_asks(5)), ==, first);
    /* The receiver has a name now. */
    see_answer(capture, 6, LAMP_MAC, LAMP, "cloud.example", CLOUD);
    iot_flow_id named = see(capture, lamp_asks(7));
    g_assert_cmpuint(named, !=, first);
    /* And somebody else has the sender's address. */
    see_arp(capture, 8, CAMERA_MAC, LAMP);
    g_assert_cmpuint(see(capture, lamp_asks(9)), !=, named);
}

static void
test_no_flow_has_no_sight(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_view view;

    look(capture, IOT_FLOW_NONE, &view);
    g_assert_cmpint(view.direction, ==, IOT_DIRECTION_NONE);
    g_assert_cmpuint(view.conversation, ==, IOT_CONVERSATION_NONE);
    g_assert_null(view.src);
    g_assert_null(view.remote);
}

static void
test_conversation_has_both_directions_and_all_streams(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id tcp = see(capture, in_stream(lamp_sends(1, CLOUD), TCP, 0, 40000, 443));
    iot_flow_id back = see(capture, in_stream(lamp_receives(2, CLOUD), TCP, 0, 443, 40000));
    /* A mirror port that tags one direction only makes Wireshark see two streams. */
    iot_flow_id tagged = see(capture, in_stream(lamp_receives(3, CLOUD), TCP, 1, 443, 40000));
    iot_flow_id icmp = see(capture, lamp_sends(4, CLOUD));

    g_assert_cmpuint(conversation_of(capture, tcp), ==, 0);
    g_assert_cmpuint(conversation_of(capture, back), ==, 0);
    g_assert_cmpuint(conversation_of(capture, tagged), ==, 0);
    g_assert_cmpuint(conversation_of(capture, icmp), ==, 0);
    g_assert_cmpuint(iot_conversations_count(iot_capture_conversations(capture)), ==, 1);
}

static void
test_two_devices_share_one_conversation(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id there = see(capture, packet(1, CAMERA_MAC, CAMERA, LAMP_MAC, LAMP));
    iot_flow_id back = see(capture, packet(2, LAMP_MAC, LAMP, CAMERA_MAC, CAMERA));
    iot_flow_id bare = see(capture, packet(3, LAMP_MAC, NULL, CAMERA_MAC, NULL));
    iot_flow_view view;

    g_assert_cmpuint(conversation_of(capture, there), ==, 0);
    g_assert_cmpuint(conversation_of(capture, back), ==, 0);
    g_assert_cmpuint(conversation_of(capture, bare), ==, 0);
    look(capture, there, &view);
    g_assert_cmpuint(iot_conversations_get(iot_capture_conversations(capture), 0)->device, ==,
                     iot_device_id(view.src));
}

static void
test_what_has_not_two_ends_is_no_conversation(void)
{
    static const char *const cases[][4] = {
        {LAMP_MAC, LAMP, EVERYBODY, "255.255.255.255"},
        {ROUTER_MAC, CLOUD, "00:00:5e:00:53:02", SITE},
        {LAMP_MAC, LAMP, LAMP_MAC, LAMP_V6},
        {LAMP_MAC, NULL, NULL, NULL},
        {NULL, "127.0.0.1", NULL, "127.0.0.1"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_capture) capture = capture_new();
        iot_flow_id flow =
            see(capture, packet(1, cases[i][0], cases[i][1], cases[i][2], cases[i][3]));
        g_assert_cmpuint(conversation_of(capture, flow), ==, IOT_CONVERSATION_NONE);
    }
}

static void
test_settled_conversations_are_numbered_without_those_that_never_were(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id mistaken = see(capture, packet(1, LAMP_MAC, LAMP, NULL, PUBLIC_LAMP));
    iot_flow_id other = see(capture, camera_sends(2, CLOUD));

    g_assert_cmpuint(conversation_of(capture, mistaken), ==, 0);
    g_assert_cmpuint(conversation_of(capture, other), ==, 1);
    see_arp(capture, 3, LAMP_MAC, PUBLIC_LAMP);
    iot_capture_settle(capture);
    g_assert_cmpuint(conversation_of(capture, mistaken), ==, IOT_CONVERSATION_NONE);
    g_assert_cmpuint(conversation_of(capture, other), ==, 0);
    g_assert_cmpuint(iot_conversations_count(iot_capture_conversations(capture)), ==, 1);
}

static void
test_settling_again_numbers_new_flows_by_first_appearance(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see(capture, lamp_sends(1, CLOUD));
    iot_capture_settle(capture);
    iot_flow_id second = see(capture, lamp_sends(2, SITE));
    iot_flow_id third = see(capture, lamp_sends(3, "192.0.2.1"));
    iot_capture_settle(capture);
    g_assert_cmpuint(iot_conversations_count(iot_capture_conversations(capture)), ==, 3);
    g_assert_cmpuint(conversation_of(capture, third), ==, 2);
    g_assert_cmpuint(conversation_of(capture, second), ==, 1);
}

static void
test_service_and_side_are_those_of_the_stream(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_observation out = in_stream(lamp_sends(1, CLOUD), TCP, 0, 40000, 8883);
    iot_flow_view view;

    out.syn = true;
    see(capture, out);
    out.syn = false;
    out.protocol = "mqtt";
    look(capture, see(capture, out), &view);
    g_assert_cmpuint(view.service.port, ==, 8883);
    g_assert_cmpstr(view.service.protocol, ==, "mqtt");
    g_assert_true(view.to_server);
    look(capture, see(capture, in_stream(lamp_receives(2, CLOUD), TCP, 0, 8883, 40000)), &view);
    g_assert_false(view.to_server);
}

/* A file can say any time. */
static void
test_times_beyond_reason_are_cut(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_observation obs = lamp_sends(1, CLOUD);
    int64_t first_ns, last_ns;

    obs.time_ns = INT64_MIN;
    obs.payload_bytes = 1;
    see(capture, in_stream(obs, IOT_TRANSPORT_UDP, 1, 50000, 123));
    obs.frame = 2;
    obs.time_ns = INT64_MAX;
    see(capture, in_stream(obs, IOT_TRANSPORT_UDP, 1, 50000, 123));
    iot_capture_span(capture, &first_ns, &last_ns);
    g_assert_cmpint(first_ns, ==, -IOT_TIME_MAX_NS);
    g_assert_cmpint(last_ns, ==, IOT_TIME_MAX_NS);
}

static void
test_words_are_those_of_the_fields(void)
{
    static const char *const directions[] = {"",      "outbound",  "inbound",
                                             "local", "multicast", "transit"};
    static const char *const sources[] = {"inventory",    "sni",   "http",        "dns",
                                          "other client", "later", "certificate", "address"};

    g_assert_cmpuint(G_N_ELEMENTS(directions), ==, IOT_DIRECTIONS);
    for (int i = 0; i < IOT_DIRECTIONS; i++)
        g_assert_cmpstr(iot_direction_name(i), ==, directions[i]);
    g_assert_cmpuint(G_N_ELEMENTS(sources), ==, IOT_REMOTE_NAME_SOURCES);
    for (int i = 0; i < IOT_REMOTE_NAME_SOURCES; i++)
        g_assert_cmpstr(iot_remote_name_source_name(i), ==, sources[i]);
}

static void
test_free_accepts_null(void)
{
    iot_capture_free(NULL);
}

#define ADD(name) g_test_add_func("/capture/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(flow_of_a_frame_is_found_again);
    ADD(flow_goes_on_while_only_others_are_spoken_of);
    ADD(no_flow_has_no_sight);
    ADD(conversation_has_both_directions_and_all_streams);
    ADD(two_devices_share_one_conversation);
    ADD(what_has_not_two_ends_is_no_conversation);
    ADD(settled_conversations_are_numbered_without_those_that_never_were);
    ADD(settling_again_numbers_new_flows_by_first_appearance);
    ADD(service_and_side_are_those_of_the_stream);
    ADD(times_beyond_reason_are_cut);
    ADD(words_are_those_of_the_fields);
    ADD(free_accepts_null);
    return g_test_run();
}
