/* test-capture-identity.c - whose texts tell what which device is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "view.h"

static void
see_text(iot_capture *capture, uint32_t frame, iot_evidence evidence, const char *mac_text,
         const char *addr_text, const char *text)
{
    iot_fact fact = {IOT_FACT_EVIDENCE,
                     .evidence = {evidence, mac(mac_text), addr(addr_text), text}};
    iot_observation obs = packet(frame, ROUTER_MAC, NULL, EVERYBODY, NULL);

    obs.facts = &fact;
    obs.n_facts = 1;
    iot_capture_observe(capture, &obs);
}

static const iot_device *
sender_of(iot_capture *capture, iot_flow_id flow)
{
    iot_flow_view view;

    look(capture, flow, &view);
    return view.src;
}

static void
assert_kind(iot_capture *capture, iot_flow_id flow, const char *kind)
{
    g_assert_cmpstr(iot_device_fact(sender_of(capture, flow), IOT_IDENTITY_KIND), ==, kind);
}

static void
test_what_it_is_holds_in_one_pass_and_over_the_whole_capture(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id first = see(capture, lamp_sends(1, CLOUD));

    assert_kind(capture, first, NULL);
    see_text(capture, 2, IOT_EVIDENCE_MDNS_TXT, LAMP_MAC, NULL, "_hap._tcp md=BSB002");
    assert_kind(capture, first, "bridge");
    assert_sender_called(capture, first, "Philips BSB002 bridge");
    iot_capture_settle(capture);
    assert_kind(capture, first, "bridge");
    assert_sender_called(capture, first, "Philips BSB002 bridge");
}

static void
test_a_text_of_an_address_is_its_devices(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_arp(capture, 1, CAMERA_MAC, CAMERA);
    see_text(capture, 2, IOT_EVIDENCE_MDNS_TXT, NULL, CAMERA, "_hap._tcp md=BSB002");
    iot_flow_id lamp = see(capture, lamp_sends(3, CLOUD));
    iot_flow_id camera = see(capture, camera_sends(4, CLOUD));
    for (unsigned round = 0; round < 2; round++) {
        iot_capture_settle(capture);
        assert_kind(capture, lamp, NULL);
        assert_kind(capture, camera, "bridge");
    }
}

static void
test_two_that_are_alike_have_the_ends_of_their_macs(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id lamp = see(capture, lamp_sends(1, CLOUD));
    iot_flow_id camera = see(capture, camera_sends(2, CLOUD));

    see_text(capture, 3, IOT_EVIDENCE_MDNS_TXT, LAMP_MAC, NULL, "_hap._tcp md=BSB002");
    assert_sender_called(capture, lamp, "Philips BSB002 bridge");
    see_text(capture, 4, IOT_EVIDENCE_MDNS_TXT, CAMERA_MAC, NULL, "_hap._tcp md=BSB002");
    assert_sender_called(capture, lamp, "Philips BSB002 bridge 00:53:10");
    assert_sender_called(capture, camera, "Philips BSB002 bridge 00:53:20");
    see_text(capture, 5, IOT_EVIDENCE_MDNS_TXT, CAMERA_MAC, NULL, "_hap._tcp md=BSB001");
    assert_sender_called(capture, lamp, "Philips BSB002 bridge");
}

static void
test_names_that_it_asks_for_tell(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_fact query = {IOT_FACT_QUERY,
                      .query = {.question = "www.ws.meethue.com", .recursion = true}};
    iot_observation obs =
        in_stream(packet(1, LAMP_MAC, LAMP, ROUTER_MAC, ROUTER), IOT_TRANSPORT_UDP, 1, 50000, 53);
    iot_observation hello = in_stream(camera_sends(2, CLOUD), IOT_TRANSPORT_TCP, 2, 50000, 443);

    obs.facts = &query;
    obs.n_facts = 1;
    assert_kind(capture, see(capture, obs), "bridge");
    hello.server_name = "ws.meethue.com";
    assert_kind(capture, see(capture, hello), "bridge");
}

/* What comes first on a way is another packet than the one that tells. */
static void
test_names_tell_later_in_a_stream_too(void)
{
    for (unsigned http = 0; http < 2; http++) {
        g_autoptr(iot_capture) capture = capture_new();
        iot_observation one =
            in_stream(camera_sends(1, CLOUD), IOT_TRANSPORT_TCP, 2, 50000, http ? 80 : 443);

        assert_kind(capture, see(capture, one), NULL);
        one.frame = 2;
        *(http ? &one.http_host : &one.server_name) = "ws.meethue.com";
        assert_kind(capture, see(capture, one), "bridge");
    }
}

static void
test_who_asks_for_others_is_not_what_they_are(void)
{
    iot_fact query = {IOT_FACT_QUERY, .query = {.question = "ws.meethue.com", .recursion = true}};
    iot_observation obs = in_stream(packet(2, ROUTER_MAC, ROUTER, CAMERA_MAC, CAMERA),
                                    IOT_TRANSPORT_UDP, 1, 50000, 53);

    for (unsigned bound = 0; bound < 2; bound++) {
        g_autoptr(iot_capture) capture = capture_new();
        if (bound)
            see_arp(capture, 1, ROUTER_MAC, ROUTER);
        see(capture, lamp_receives(1, CLOUD));
        obs.facts = &query;
        obs.n_facts = 1;
        iot_flow_id flow = see(capture, obs);
        assert_kind(capture, flow, NULL);
        iot_capture_settle(capture);
        assert_kind(capture, flow, NULL);
    }
}

static void
test_who_routes_and_hands_out_addresses_is_a_router(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_fact server = {IOT_FACT_DHCP_SERVER, .dhcp_server = {addr(ROUTER), mac(ROUTER_MAC)}};
    iot_observation obs = packet(1, ROUTER_MAC, ROUTER, LAMP_MAC, LAMP);

    obs.facts = &server;
    obs.n_facts = 1;
    see_arp(capture, 1, ROUTER_MAC, ROUTER);
    iot_flow_id flow = see(capture, obs);
    iot_capture_settle(capture);
    assert_kind(capture, flow, NULL);
    see(capture, lamp_receives(2, CLOUD));
    iot_capture_settle(capture);
    assert_kind(capture, flow, "router");
}

static void
is_bulb(const char *name, void *count)
{
    *(unsigned *)count += strcmp(name, "bulb") == 0;
}

static void
test_the_owners_label_names_it_but_for_a_factorys(void)
{
    unsigned bulbs = 0;
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id lamp = see(capture, lamp_sends(1, CLOUD));

    see_claim(capture, 2, IOT_NAME_DHCP, LAMP_MAC, NULL, "bulb");
    see_text(capture, 3, IOT_EVIDENCE_MDNS_INSTANCE, LAMP_MAC, NULL, "_hap._tcp Lamp - 005310");
    assert_sender_called(capture, lamp, "bulb");
    see_text(capture, 4, IOT_EVIDENCE_MDNS_INSTANCE, LAMP_MAC, NULL, "_hap._tcp Desk Lamp");
    assert_sender_called(capture, lamp, "Desk Lamp");
    see_text(capture, 5, IOT_EVIDENCE_MDNS_INSTANCE, LAMP_MAC, NULL, "_ipp._tcp Laser @ studio");
    assert_sender_called(capture, lamp, "Desk Lamp");
    iot_device_foreach_alias(sender_of(capture, lamp), is_bulb, &bulbs);
    g_assert_cmpuint(bulbs, ==, 1);
}

/* The first of several is not known to be one of them; in whatever order they come, and with both
 * kinds of transport. */
static void
test_who_publishes_accessories_is_none_of_them(void)
{
    static const char *const lines[] = {"_hap._tcp 00:01", "_hap._tcp ci=17", "_hap._tcp md=BSB002",
                                        "_hap._tcp ci=5", "_hap._udp 00:02"};
    enum { LINES = G_N_ELEMENTS(lines) };

    for (unsigned first = 0; first < LINES; first++) {
        g_autoptr(iot_capture) capture = capture_new();
        iot_flow_id lamp = see(capture, lamp_sends(1, CLOUD));
        see_text(capture, 2, IOT_EVIDENCE_MDNS_INSTANCE, LAMP_MAC, NULL, "_hap._tcp Front Door");
        see_text(capture, 3, IOT_EVIDENCE_MDNS_INSTANCE, LAMP_MAC, NULL, "_hap._udp Desk Lamp");
        for (unsigned i = 0; i < LINES; i++)
            see_text(capture, 4 + i, IOT_EVIDENCE_MDNS_TXT, LAMP_MAC, NULL,
                     lines[(first + i) % LINES]);
        for (unsigned round = 0; round < 2; round++) {
            assert_kind(capture, lamp, NULL);
            g_assert_cmpint(iot_device_source(sender_of(capture, lamp)), !=, IOT_NAME_LABEL);
            iot_capture_settle(capture);
        }
        see_text(capture, 20, IOT_EVIDENCE_MDNS_INSTANCE, LAMP_MAC, NULL, "_airplay._tcp Studio");
        assert_sender_called(capture, lamp, "Studio");
    }
}

/* What renames itself, or says the same of two transports, keeps its id. */
static void
test_one_accessory_has_what_it_says(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id lamp = see(capture, lamp_sends(1, CLOUD));

    see_text(capture, 2, IOT_EVIDENCE_MDNS_TXT, LAMP_MAC, NULL, "_hap._tcp 00:01");
    see_text(capture, 2, IOT_EVIDENCE_MDNS_TXT, LAMP_MAC, NULL, "_hap._tcp ci=5");
    see_text(capture, 3, IOT_EVIDENCE_MDNS_INSTANCE, LAMP_MAC, NULL, "_hap._tcp Lamp");
    see_text(capture, 4, IOT_EVIDENCE_MDNS_INSTANCE, LAMP_MAC, NULL, "_hap._tcp Desk Lamp");
    see_text(capture, 5, IOT_EVIDENCE_MDNS_TXT, LAMP_MAC, NULL, "_hap._udp 00:01");
    assert_kind(capture, lamp, "light");
    assert_sender_called(capture, lamp, "Desk Lamp");
}

/* What it said of itself first is not said again by who looks later. */
static void
test_a_later_label_stays(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    iot_flow_id lamp = see(capture, lamp_sends(1, CLOUD));

    see_text(capture, 2, IOT_EVIDENCE_MDNS_INSTANCE, LAMP_MAC, NULL, "_hap._tcp Desk Lamp");
    see_claim(capture, 3, IOT_NAME_LABEL, LAMP_MAC, NULL, "Floor Lamp");
    for (unsigned round = 0; round < 2; round++) {
        assert_sender_called(capture, lamp, "Floor Lamp");
        see_arp(capture, 4 + round, round ? CAMERA_MAC : LAMP_MAC, round ? CAMERA : LAMP);
        iot_capture_settle(capture);
    }
    assert_sender_called(capture, lamp, "Floor Lamp");
}

#define ADD(name) g_test_add_func("/capture-identity/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(what_it_is_holds_in_one_pass_and_over_the_whole_capture);
    ADD(a_text_of_an_address_is_its_devices);
    ADD(two_that_are_alike_have_the_ends_of_their_macs);
    ADD(names_that_it_asks_for_tell);
    ADD(names_tell_later_in_a_stream_too);
    ADD(who_asks_for_others_is_not_what_they_are);
    ADD(who_routes_and_hands_out_addresses_is_a_router);
    ADD(the_owners_label_names_it_but_for_a_factorys);
    ADD(who_publishes_accessories_is_none_of_them);
    ADD(one_accessory_has_what_it_says);
    ADD(a_later_label_stays);
    return g_test_run();
}
