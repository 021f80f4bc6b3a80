/* test-capture-names.c - names of remotes: whose answer, and which evidence
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "view.h"

static void
test_answer_to_this_device_beats_a_newer_one_to_another(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_answer(capture, 1, LAMP_MAC, LAMP, "lamp.example", CLOUD);
    see_answer(capture, 2, CAMERA_MAC, CAMERA, "camera.example", CLOUD);
    assert_name(capture, see(capture, lamp_sends(3, CLOUD)), "lamp.example", "dns");
    assert_name(capture, see(capture, lamp_receives(4, CLOUD)), "lamp.example", "dns");
    assert_name(capture, see(capture, camera_sends(5, CLOUD)), "camera.example", "dns");
}

static void
test_answer_to_another_client_names_for_want_of_an_own(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_answer(capture, 1, CAMERA_MAC, CAMERA, "camera.example", CLOUD);
    assert_name(capture, see(capture, lamp_sends(2, CLOUD)), "camera.example", "other client");
}

static void
test_later_answer_is_the_last_resort(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id flow = see(capture, lamp_sends(1, CLOUD));

    assert_name(capture, flow, CLOUD, "address");
    see_answer(capture, 2, LAMP_MAC, LAMP, "lamp.example", CLOUD);
    assert_name(capture, flow, "lamp.example", "later");
    see_answer(capture, 3, LAMP_MAC, LAMP, "second.example", CLOUD);
    assert_name(capture, flow, "lamp.example", "later");
}

static void
test_device_owns_answers_to_any_of_its_addresses(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_answer(capture, 1, LAMP_MAC, LAMP_V6, "lamp.example", CLOUD);
    assert_name(capture, see(capture, lamp_sends(2, CLOUD)), "lamp.example", "dns");
}

static void
test_answer_stays_with_the_device_that_had_the_address_then(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_arp(capture, 1, LAMP_MAC, LAMP);
    see_answer(capture, 2, NULL, LAMP, "lamp.example", CLOUD);
    see_arp(capture, 3, CAMERA_MAC, LAMP);
    see_arp(capture, 4, LAMP_MAC, CAMERA);
    assert_name(capture, see(capture, packet(5, NULL, LAMP, ROUTER_MAC, CLOUD)), "lamp.example",
                "other client");
    assert_name(capture, see(capture, packet(6, NULL, CAMERA, ROUTER_MAC, CLOUD)), "lamp.example",
                "dns");
}

static void
test_client_that_becomes_known_later_owns_its_answers(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_answer(capture, 1, NULL, LAMP, "lamp.example", CLOUD);
    iot_flow_id flow = see(capture, lamp_sends(2, CLOUD));
    iot_capture_settle(capture);
    assert_name(capture, flow, "lamp.example", "dns");
}

static void
test_tcp_keeps_the_name_of_its_first_frame(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_answer(capture, 1, LAMP_MAC, LAMP, "first.example", CLOUD);
    iot_flow_id old = see(capture, in_stream(lamp_sends(2, CLOUD), TCP, 0, 40000, 443));
    see_answer(capture, 3, LAMP_MAC, LAMP, "second.example", CLOUD);
    iot_flow_id reply = see(capture, in_stream(lamp_receives(4, CLOUD), TCP, 0, 443, 40000));
    iot_flow_id later = see(capture, in_stream(lamp_sends(5, CLOUD), TCP, 0, 40000, 443));
    iot_flow_id fresh = see(capture, in_stream(lamp_sends(6, CLOUD), TCP, 1, 40001, 443));
    assert_name(capture, old, "first.example", "dns");
    assert_name(capture, reply, "first.example", "dns");
    assert_name(capture, later, "first.example", "dns");
    assert_name(capture, fresh, "second.example", "dns");
}

static void
test_udp_and_icmp_change_their_name_with_each_answer(void)
{
    static const iot_transport transports[] = {UDP, IOT_TRANSPORT_NONE};

    for (unsigned i = 0; i < G_N_ELEMENTS(transports); i++) {
        g_autoptr(iot_capture) capture = capture_new();
        iot_observation obs = lamp_sends(2, CLOUD);
        if (transports[i] == UDP)
            obs = in_stream(obs, UDP, 0, 40000, 443);
        see_answer(capture, 1, LAMP_MAC, LAMP, "first.example", CLOUD);
        iot_flow_id before = see(capture, obs);
        see_answer(capture, 3, LAMP_MAC, LAMP, "second.example", CLOUD);
        obs.frame = 4;
        iot_flow_id after = see(capture, obs);
        assert_name(capture, before, "first.example", "dns");
        assert_name(capture, after, "second.example", "dns");
    }
}

static void
test_each_evidence_of_a_name_beats_the_next(void)
{
    g_autoptr(iot_inventory) inventory = iot_inventory_new();
    iot_inventory_entry cloud = {.name = "My Vendor", .prefix = prefix(CLOUD)};
    g_autoptr(iot_capture) capture = capture_new();
    iot_observation obs = in_stream(lamp_sends(2, CLOUD), TCP, 0, 40000, 443);
    iot_observation hosted = in_stream(lamp_sends(3, CLOUD), TCP, 1, 40001, 80);

    see_answer(capture, 1, LAMP_MAC, LAMP, "dns.example", CLOUD);
    iot_flow_id flow = see(capture, obs);
    assert_name(capture, flow, "dns.example", "dns");
    obs.server_name = "Sni.Example";
    g_assert_cmpuint(see(capture, obs), ==, flow);
    assert_name(capture, flow, "sni.example", "sni");
    hosted.http_host = "host.example";
    iot_flow_id other = see(capture, hosted);
    assert_name(capture, other, "host.example", "http");
    assert_name(capture, flow, "sni.example", "sni");
    iot_inventory_add(inventory, &cloud);
    iot_capture_set_inventory(capture, inventory);
    assert_name(capture, flow, "My Vendor", "inventory");
    assert_name(capture, other, "My Vendor", "inventory");
}

static void
test_dns_facts_are_told_beside_a_better_name(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_observation obs = in_stream(lamp_sends(2, CLOUD), TCP, 0, 40000, 443);
    iot_flow_view view;

    see_answer(capture, 1, LAMP_MAC, LAMP, "dns.example", CLOUD);
    obs.server_name = "sni.example";
    look(capture, see(capture, obs), &view);
    g_assert_cmpstr(view.answer->question, ==, "dns.example");
    g_assert_cmpuint(view.answer->frame, ==, 1);
    g_assert_cmpint(view.dns_source, ==, IOT_DNS_OWN);
}

/* The name in the hello of somebody outside is the device's, not his. */
static void
test_name_that_a_remote_asks_a_device_for_is_not_the_remotes(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_observation syn = in_stream(lamp_receives(1, CLOUD), TCP, 0, 40000, 443);
    iot_observation hello = in_stream(lamp_receives(2, CLOUD), TCP, 0, 40000, 443);

    syn.syn = true;
    see(capture, syn);
    hello.server_name = "home.dyndns.example";
    assert_name(capture, see(capture, hello), CLOUD, "address");
    assert_name(capture, see(capture, in_stream(lamp_sends(3, CLOUD), TCP, 0, 443, 40000)), CLOUD,
                "address");
}

static void
test_sinkhole_answer_names_nothing(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_answer(capture, 1, LAMP_MAC, LAMP, "ads.example", "0.0.0.0");
    see_answer(capture, 1, LAMP_MAC, LAMP, "ads.example", "127.0.0.1");
    assert_name(capture, see(capture, lamp_sends(2, CLOUD)), CLOUD, "address");
}

static void
test_alternatives_are_the_devices_other_questions(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    const char *names[4];
    iot_flow_view view;

    see_answer(capture, 1, LAMP_MAC, LAMP, "one.example", CLOUD);
    see_answer(capture, 2, CAMERA_MAC, CAMERA, "camera.example", CLOUD);
    see_answer(capture, 3, LAMP_MAC, LAMP_V6, "two.example", CLOUD);
    look(capture, see(capture, lamp_sends(4, CLOUD)), &view);
    g_assert_cmpuint(iot_capture_alternatives(capture, &view, names, 4), ==, 1);
    g_assert_cmpstr(names[0], ==, "one.example");
    look(capture, see(capture, packet(5, LAMP_MAC, LAMP, CAMERA_MAC, CAMERA)), &view);
    g_assert_cmpuint(iot_capture_alternatives(capture, &view, names, 4), ==, 0);
}

static void
assert_answered(iot_capture *capture, iot_flow_id flow, const char *question, bool gone)
{
    iot_flow_view view;

    look(capture, flow, &view);
    g_assert_nonnull(view.answer);
    g_assert_cmpstr(view.answer->question, ==, question);
    g_assert_cmpint(view.answer->gone, ==, gone);
}

/* A read filter drops packets after they were looked at; the next one gets their number. */
static void
test_repeated_frame_number_means_the_answers_frame_is_gone(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_answer(capture, 1, LAMP_MAC, LAMP, "kept.example", SITE);
    see_answer(capture, 2, LAMP_MAC, LAMP, "dropped.example", CLOUD);
    iot_flow_id flow = see(capture, in_stream(lamp_sends(2, CLOUD), TCP, 0, 40000, 443));
    iot_flow_id other = see(capture, in_stream(lamp_sends(3, SITE), TCP, 1, 40001, 443));
    for (unsigned settled = 0; settled < 2; settled++) {
        assert_name(capture, flow, "dropped.example", "dns");
        assert_answered(capture, flow, "dropped.example", true);
        assert_answered(capture, other, "kept.example", false);
        iot_capture_settle(capture);
    }
}

static void
test_answer_that_takes_a_dropped_frames_number_is_there(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_answer(capture, 1, LAMP_MAC, LAMP, "dropped.example", CLOUD);
    see_answer(capture, 1, LAMP_MAC, LAMP, "kept.example", SITE);
    assert_answered(capture, see(capture, lamp_sends(2, CLOUD)), "dropped.example", true);
    assert_answered(capture, see(capture, lamp_sends(3, SITE)), "kept.example", false);
}

static void
test_repeated_frame_number_stands_for_the_later_packet(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id dropped = see(capture, lamp_sends(5, CLOUD));
    iot_flow_id kept = see(capture, lamp_sends(5, SITE));

    g_assert_cmpuint(dropped, !=, kept);
    g_assert_cmpuint(iot_capture_flow_of_frame(capture, 5), ==, kept);
    assert_name(capture, dropped, CLOUD, "address");
}

#define ADD(name) g_test_add_func("/capture/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(answer_to_this_device_beats_a_newer_one_to_another);
    ADD(answer_to_another_client_names_for_want_of_an_own);
    ADD(later_answer_is_the_last_resort);
    ADD(device_owns_answers_to_any_of_its_addresses);
    ADD(answer_stays_with_the_device_that_had_the_address_then);
    ADD(client_that_becomes_known_later_owns_its_answers);
    ADD(tcp_keeps_the_name_of_its_first_frame);
    ADD(udp_and_icmp_change_their_name_with_each_answer);
    ADD(each_evidence_of_a_name_beats_the_next);
    ADD(dns_facts_are_told_beside_a_better_name);
    ADD(name_that_a_remote_asks_a_device_for_is_not_the_remotes);
    ADD(sinkhole_answer_names_nothing);
    ADD(alternatives_are_the_devices_other_questions);
    ADD(repeated_frame_number_means_the_answers_frame_is_gone);
    ADD(answer_that_takes_a_dropped_frames_number_is_there);
    ADD(repeated_frame_number_stands_for_the_later_packet);
    return g_test_run();
}
