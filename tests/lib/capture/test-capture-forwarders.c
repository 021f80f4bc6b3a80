/* test-capture-forwarders.c - who sent what others forward, and whom lies are about
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "view.h"

#define EXTENDER_MAC "00:00:5e:00:53:30"
#define EXTENDER     "192.168.1.30"
#define LIAR_MAC     "00:00:5e:00:53:40"
#define UNSEEN_MAC   "00:00:5e:00:53:50"

/* `by` sends a frame in which ARP says that `addr_text` is at `mac_text`. */
static void
see_told(iot_capture *capture, uint32_t frame, const char *by, const char *mac_text,
         const char *addr_text)
{
    iot_fact binding = {IOT_FACT_BINDING, .binding = {addr(addr_text), mac(mac_text), true}};
    iot_observation obs = packet(frame, by, NULL, EVERYBODY, NULL);

    obs.facts = &binding;
    obs.n_facts = 1;
    iot_capture_observe(capture, &obs);
}

/* `by` asks DHCP for `mac_text`, which calls itself `name` and has `addr_text` by then. */
static void
see_request(iot_capture *capture, uint32_t frame, const char *by, const char *mac_text,
            const char *addr_text, const char *name)
{
    iot_fact facts[] = {
        {IOT_FACT_RELAYED, .relayed = {.mac = mac(mac_text), .by = mac(by)}},
        {IOT_FACT_BINDING, .binding = {addr(addr_text), mac(mac_text), false}},
        {IOT_FACT_CLAIM, .claim = {IOT_NAME_DHCP, .mac = mac(mac_text), .name = name}},
    };
    iot_observation obs = packet(frame, by, "0.0.0.0", EVERYBODY, "255.255.255.255");

    obs.facts = facts;
    obs.n_facts = G_N_ELEMENTS(facts);
    iot_capture_observe(capture, &obs);
}

static iot_flow_id
up(iot_capture *capture, uint32_t frame, const char *by)
{
    return see(capture, packet(frame, by, LAMP, ROUTER_MAC, CLOUD));
}

static iot_flow_id
down(iot_capture *capture, uint32_t frame, const char *to)
{
    return see(capture, packet(frame, ROUTER_MAC, CLOUD, to, LAMP));
}

/* What an extender repeats of a silent lamp, before its traffic or after. */
static void
test_extender_is_not_its_client_whatever_comes_first(void)
{
    for (unsigned told_at = 0; told_at < 3; told_at++) {
        g_autoptr(iot_capture) capture = capture_new();
        iot_flow_id sent = IOT_FLOW_NONE, got = IOT_FLOW_NONE;
        see_arp(capture, 1, EXTENDER_MAC, EXTENDER);
        for (unsigned step = 0; step < 3; step++) {
            if (step == told_at)
                see_told(capture, 10 * step + 2, EXTENDER_MAC, LAMP_MAC, LAMP);
            else if (sent == IOT_FLOW_NONE)
                sent = up(capture, 10 * step + 2, EXTENDER_MAC);
            else
                got = down(capture, 10 * step + 2, EXTENDER_MAC);
        }
        iot_flow_id own = see(capture, packet(40, EXTENDER_MAC, EXTENDER, ROUTER_MAC, SITE));
        iot_capture_settle(capture);
        assert_ends(capture, sent, "outbound", LAMP_MAC, NULL);
        assert_ends(capture, got, "inbound", NULL, LAMP_MAC);
        assert_ends(capture, own, "outbound", EXTENDER_MAC, NULL);
    }
}

static void
test_client_that_comes_closer_sends_for_itself(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_told(capture, 1, EXTENDER_MAC, LAMP_MAC, LAMP);
    iot_flow_id far = up(capture, 2, EXTENDER_MAC);
    iot_capture_settle(capture);
    assert_ends(capture, far, "outbound", LAMP_MAC, NULL);
    iot_flow_id near = up(capture, 3, LAMP_MAC);
    iot_capture_settle(capture);
    assert_ends(capture, near, "outbound", LAMP_MAC, NULL);
}

static void
test_lie_about_an_address_takes_nothing_whenever_it_comes(void)
{
    static const char *const named[] = {LIAR_MAC, UNSEEN_MAC};

    for (unsigned n = 0; n < G_N_ELEMENTS(named); n++) {
        for (unsigned lie_at = 0; lie_at < 3; lie_at++) {
            g_autoptr(iot_capture) capture = capture_new();
            iot_flow_id sent = IOT_FLOW_NONE, got = IOT_FLOW_NONE;
            see(capture, packet(1, LIAR_MAC, "192.168.1.40", ROUTER_MAC, SITE));
            for (unsigned step = 0; step < 3; step++) {
                if (step == lie_at)
                    see_told(capture, 10 * step + 2, LIAR_MAC, named[n], LAMP);
                else if (sent == IOT_FLOW_NONE)
                    sent = up(capture, 10 * step + 2, LAMP_MAC);
                else
                    got = down(capture, 10 * step + 2, LIAR_MAC);
            }
            iot_capture_settle(capture);
            assert_ends(capture, sent, "outbound", LAMP_MAC, NULL);
            assert_ends(capture, got, "inbound", NULL, LAMP_MAC);
        }
    }
}

/* One that passes on what it took sends from remotes, too. */
static void
test_who_stands_between_is_not_who_it_listens_to(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_arp(capture, 1, LAMP_MAC, LAMP);
    up(capture, 2, LAMP_MAC);
    see_told(capture, 3, LIAR_MAC, LIAR_MAC, LAMP);
    iot_flow_id sent = see(capture, packet(4, LAMP_MAC, LAMP, LIAR_MAC, CLOUD));
    iot_flow_id passed = up(capture, 5, LIAR_MAC);
    iot_flow_id got = down(capture, 6, LIAR_MAC);
    iot_flow_id handed = see(capture, packet(7, LIAR_MAC, CLOUD, LAMP_MAC, LAMP));
    iot_capture_settle(capture);
    assert_ends(capture, sent, "outbound", LAMP_MAC, NULL);
    assert_ends(capture, passed, "outbound", LAMP_MAC, NULL);
    assert_ends(capture, got, "inbound", NULL, LAMP_MAC);
    assert_ends(capture, handed, "inbound", NULL, LAMP_MAC);
}

static void
test_silent_dhcp_client_is_who_asked_for_it(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_request(capture, 1, EXTENDER_MAC, LAMP_MAC, LAMP, "bulb");
    iot_flow_id sent = up(capture, 2, EXTENDER_MAC);
    iot_flow_id got = down(capture, 3, EXTENDER_MAC);
    iot_capture_settle(capture);
    assert_ends(capture, sent, "outbound", EXTENDER_MAC, NULL);
    assert_ends(capture, got, "inbound", NULL, EXTENDER_MAC);
    assert_sender_called(capture, sent, "bulb");
}

static void
test_host_keeps_its_name_when_it_asks_for_its_machines(void)
{
    for (unsigned first = 0; first < 2; first++) {
        g_autoptr(iot_capture) capture = capture_new();
        see_request(capture, 1 + first, EXTENDER_MAC, EXTENDER_MAC, EXTENDER, "host");
        see_request(capture, 2 - first + 1, EXTENDER_MAC, LAMP_MAC, LAMP, "machine");
        iot_flow_id sent = up(capture, 9, EXTENDER_MAC);
        iot_capture_settle(capture);
        assert_ends(capture, sent, "outbound", EXTENDER_MAC, NULL);
        assert_sender_called(capture, sent, "host");
    }
}

static void
test_dhcp_client_of_an_extender_keeps_its_name(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_arp(capture, 1, EXTENDER_MAC, EXTENDER);
    see_request(capture, 2, EXTENDER_MAC, LAMP_MAC, LAMP, "bulb");
    see_told(capture, 3, EXTENDER_MAC, LAMP_MAC, LAMP);
    iot_flow_id sent = up(capture, 4, EXTENDER_MAC);
    iot_capture_settle(capture);
    assert_ends(capture, sent, "outbound", LAMP_MAC, NULL);
    assert_sender_called(capture, sent, "bulb");
}

static void
test_router_with_two_macs_is_none_of_its_hosts(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see(capture, packet(1, EXTENDER_MAC, CLOUD, LAMP_MAC, LAMP));
    down(capture, 2, LAMP_MAC);
    iot_flow_id routed = see(capture, packet(3, EXTENDER_MAC, CAMERA, LAMP_MAC, LAMP));
    see(capture, camera_sends(4, CLOUD));
    iot_capture_settle(capture);
    assert_ends(capture, routed, "local", CAMERA_MAC, LAMP_MAC);
}

#define ADD(name) g_test_add_func("/capture/forwarders/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(extender_is_not_its_client_whatever_comes_first);
    ADD(client_that_comes_closer_sends_for_itself);
    ADD(lie_about_an_address_takes_nothing_whenever_it_comes);
    ADD(who_stands_between_is_not_who_it_listens_to);
    ADD(silent_dhcp_client_is_who_asked_for_it);
    ADD(host_keeps_its_name_when_it_asks_for_its_machines);
    ADD(dhcp_client_of_an_extender_keeps_its_name);
    ADD(router_with_two_macs_is_none_of_its_hosts);
    return g_test_run();
}
