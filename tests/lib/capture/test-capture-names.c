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

static iot_observation
certified(uint32_t frame, uint32_t stream, const char *name)
{
    iot_observation obs =
        in_stream(lamp_receives(frame, CLOUD), TCP, stream, 443, 40000 + (uint16_t)stream);

    obs.asked = IOT_ASKED_SRC;
    obs.certificate_name = name;
    return obs;
}

static void
test_certificate_is_the_last_resort(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_observation sent = in_stream(lamp_sends(3, CLOUD), TCP, 0, 40000, 443);

    iot_flow_id flow = see(capture, certified(1, 0, "Cert.Vendor.Example"));
    assert_name(capture, flow, "cert.vendor.example", "certificate");
    iot_flow_id other = see(capture, certified(2, 1, "*.vendor.example"));
    assert_name(capture, other, CLOUD, "address");
    sent.server_name = "sni.example";
    assert_name(capture, see(capture, sent), "sni.example", "sni");
    assert_name(capture, flow, "sni.example", "sni");
    assert_name(capture, see(capture, certified(4, 0, "cert.vendor.example")), "sni.example",
                "sni");
    flow = see(capture, certified(5, 2, "cert.vendor.example"));
    see_answer(capture, 6, LAMP_MAC, LAMP, "later.example", CLOUD);
    assert_name(capture, flow, "later.example", "later");
}

/* Somebody outside is shown the device's certificate. */
static void
test_certificate_of_a_device_names_no_remote(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_observation syn = in_stream(lamp_receives(1, CLOUD), TCP, 0, 40000, 443);
    iot_observation shows = in_stream(lamp_sends(2, CLOUD), TCP, 0, 443, 40000);

    syn.syn = true;
    see(capture, syn);
    shows.asked = IOT_ASKED_SRC;
    shows.certificate_name = "device.vendor.example";
    assert_name(capture, see(capture, shows), CLOUD, "address");
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

/* The router tells the lamp that a name is an alias. */
static void
see_alias(iot_capture *capture, uint32_t frame, const char *question, const char *target)
{
    iot_fact fact = {IOT_FACT_ALIAS, .alias = {question, target}};
    iot_observation obs = packet(frame, ROUTER_MAC, ROUTER, LAMP_MAC, LAMP);

    obs.facts = &fact;
    obs.n_facts = 1;
    see(capture, obs);
}

static void
test_question_for_an_alias_goes_on_with_the_first(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_alias(capture, 1, "api.vendor.example", "edge.cdn.example");
    see_alias(capture, 2, "edge.cdn.example", "pop.carrier.example");
    see_answer(capture, 3, LAMP_MAC, LAMP, "pop.carrier.example", CLOUD);
    see_answer(capture, 4, CAMERA_MAC, CAMERA, "pop.carrier.example", CLOUD);
    assert_name(capture, see(capture, lamp_sends(5, CLOUD)), "api.vendor.example", "dns");
    assert_name(capture, see(capture, camera_sends(6, CLOUD)), "pop.carrier.example", "dns");
    /* Later than two seconds it is a question of its own. */
    see_answer(capture, 3000, LAMP_MAC, LAMP, "pop.carrier.example", CLOUD);
    assert_name(capture, see(capture, lamp_sends(3001, CLOUD)), "pop.carrier.example", "dns");
}

static void
test_question_asked_before_its_alias_was_told_is_its_own(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_fact fact = {IOT_FACT_ANSWER,
                     .answer = {addr(CLOUD), 60, "edge.cdn.example", "edge.cdn.example"}};
    iot_observation obs = packet(30, ROUTER_MAC, ROUTER, LAMP_MAC, LAMP);

    see_alias(capture, 20, "api.vendor.example", "edge.cdn.example");
    obs.response_ns = 15 * MS;
    obs.facts = &fact;
    obs.n_facts = 1;
    see(capture, obs);
    assert_name(capture, see(capture, lamp_sends(40, CLOUD)), "edge.cdn.example", "dns");
}

static iot_observation
hello(uint32_t frame, const char *server_name, bool hides_name)
{
    iot_observation obs = in_stream(lamp_sends(frame, CLOUD), IOT_TRANSPORT_TCP, frame, 50000, 443);

    obs.server_name = server_name;
    obs.hides_name = hides_name;
    return obs;
}

static void
test_name_that_hides_another_gives_way_to_what_was_asked(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    assert_name(capture, see(capture, hello(1, "outer.example", true)), "outer.example", "sni");
    see_answer(capture, 2, LAMP_MAC, LAMP, "clinic.example", CLOUD);
    assert_name(capture, see(capture, hello(3, "outer.example", true)), "clinic.example", "dns");
    assert_name(capture, see(capture, hello(4, "outer.example", false)), "outer.example", "sni");
    /* Two names at one address, one asked for before the other, the hello is for the first. */
    see_answer(capture, 5, LAMP_MAC, LAMP, "bank.example", CLOUD);
    assert_name(capture, see(capture, hello(6, "clinic.example", true)), "clinic.example", "sni");
    /* Looked up, and at another address, too. */
    see_answer(capture, 7, LAMP_MAC, LAMP, "shop.example", SITE);
    assert_name(capture, see(capture, hello(8, "shop.example", true)), "shop.example", "sni");
}

static void
test_well_known_outer_name_gives_way_to_anybodys_answer(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_answer(capture, 1, CAMERA_MAC, CAMERA, "clinic.example", CLOUD);
    see_answer(capture, 2, CAMERA_MAC, CAMERA, "cloudflare-ech.com", SITE);
    assert_name(capture, see(capture, hello(3, "cloudflare-ech.com", true)), "clinic.example",
                "other client");
    assert_name(capture, see(capture, hello(4, "outer.example", true)), "outer.example", "sni");
}

#define CLOUD_BY_NAT64 "64:ff9b::203.0.113.7"
#define CLOUD_AT_HOME  "2001:db8:64::cb00:7107"

static void
test_answer_names_what_nat64_makes_of_its_address(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_answer(capture, 1, LAMP_MAC, LAMP, "lamp.example", CLOUD);
    iot_flow_id flow = see(capture, packet(2, LAMP_MAC, LAMP_V6, ROUTER_MAC, CLOUD_BY_NAT64));
    assert_name(capture, flow, "lamp.example", "dns");
    /* The prefix of this network is shown after the traffic. */
    flow = see(capture, packet(3, LAMP_MAC, LAMP_V6, ROUTER_MAC, CLOUD_AT_HOME));
    assert_name(capture, flow, CLOUD_AT_HOME, "address");
    see_answer(capture, 4, CAMERA_MAC, CAMERA, "ipv4only.arpa", "2001:db8:64::c000:aa");
    assert_name(capture, flow, "lamp.example", "dns");
}

static void
test_of_answers_for_both_forms_of_an_address_the_newer_counts(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_answer(capture, 1, LAMP_MAC, LAMP, "old.example", CLOUD);
    see_answer(capture, 2, LAMP_MAC, LAMP_V6, "new.example", CLOUD_BY_NAT64);
    iot_flow_id flow = see(capture, packet(3, LAMP_MAC, LAMP_V6, ROUTER_MAC, CLOUD_BY_NAT64));
    assert_name(capture, flow, "new.example", "dns");
    see_answer(capture, 4, CAMERA_MAC, CAMERA, "camera.example", CLOUD);
    flow = see(capture, packet(5, LAMP_MAC, LAMP_V6, ROUTER_MAC, CLOUD_BY_NAT64));
    assert_name(capture, flow, "new.example", "dns");
}

static void
test_address_beside_an_answer_is_mentioned_and_no_more(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_fact fact = {IOT_FACT_MENTION, .mentioned = addr(CLOUD)};
    iot_observation obs = packet(1, ROUTER_MAC, ROUTER, LAMP_MAC, LAMP);

    obs.facts = &fact;
    obs.n_facts = 1;
    see(capture, obs);
    assert_name(capture, see(capture, lamp_sends(2, CLOUD)), CLOUD, "address");
    g_assert_true(iot_capture_is_mentioned(capture, &fact.mentioned));
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
    ADD(certificate_is_the_last_resort);
    ADD(certificate_of_a_device_names_no_remote);
    ADD(dns_facts_are_told_beside_a_better_name);
    ADD(name_that_a_remote_asks_a_device_for_is_not_the_remotes);
    ADD(sinkhole_answer_names_nothing);
    ADD(question_for_an_alias_goes_on_with_the_first);
    ADD(question_asked_before_its_alias_was_told_is_its_own);
    ADD(name_that_hides_another_gives_way_to_what_was_asked);
    ADD(well_known_outer_name_gives_way_to_anybodys_answer);
    ADD(answer_names_what_nat64_makes_of_its_address);
    ADD(of_answers_for_both_forms_of_an_address_the_newer_counts);
    ADD(address_beside_an_answer_is_mentioned_and_no_more);
    ADD(alternatives_are_the_devices_other_questions);
    ADD(repeated_frame_number_means_the_answers_frame_is_gone);
    ADD(answer_that_takes_a_dropped_frames_number_is_there);
    ADD(repeated_frame_number_stands_for_the_later_packet);
    return g_test_run();
}
