/* test-capture-evidence.c - whose texts are that tell what a device is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "home.h"

/* A packet that says so of its sender, or of the device of a MAC or an address. */
static void
see_text(iot_capture *capture, iot_observation obs, const char *mac_text, const char *addr_text,
         const char *text)
{
    iot_fact fact = {IOT_FACT_EVIDENCE,
                     .evidence = {IOT_EVIDENCE_HTTP_SERVER, mac(mac_text), addr(addr_text), text}};

    obs.facts = &fact;
    obs.n_facts = 1;
    see(capture, obs);
}

/* Whose the only text is; NULL: there is none. */
static void
assert_whose(iot_capture *capture, const char *mac_text)
{
    const iot_devices *devices = iot_capture_devices(capture);
    unsigned texts = 0;

    iot_capture_settle(capture);
    for (uint32_t i = 0; i < iot_devices_count(devices); i++) {
        const iot_device *device = iot_devices_get(devices, i);
        iot_mac expected = mac(mac_text);
        size_t n_texts;
        iot_device_texts(device, &n_texts);
        if (n_texts == 0)
            continue;
        texts += (unsigned)n_texts;
        g_assert_true(iot_mac_equal(iot_device_mac(device), &expected));
    }
    g_assert_cmpuint(texts, ==, mac_text ? 1 : 0);
}

static void
test_sender_tells_of_itself(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_text(capture, lamp_sends(1, CAMERA), NULL, NULL, "HP HTTP Server;");
    see_text(capture, lamp_sends(2, CAMERA), NULL, NULL, "HP HTTP Server;");
    assert_whose(capture, LAMP_MAC);
}

static void
test_what_remotes_say_is_nobody_s(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see(capture, lamp_sends(1, CLOUD));
    see_text(capture, lamp_receives(2, CLOUD), NULL, NULL, "HP HTTP Server;");
    assert_whose(capture, NULL);
}

/* Behind an extender, the sender is who has the address. */
static void
test_forwarders_say_nothing_of_themselves_for_others(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_arp(capture, 1, LAMP_MAC, LAMP);
    see(capture, packet(2, ROUTER_MAC, CLOUD, CAMERA_MAC, CAMERA));
    see_text(capture, packet(3, ROUTER_MAC, LAMP, CAMERA_MAC, CAMERA), NULL, NULL,
             "HP HTTP Server;");
    assert_whose(capture, LAMP_MAC);
}

static void
test_another_s_address_is_the_device_that_has_it(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see_arp(capture, 1, LAMP_MAC, LAMP);
    see(capture, lamp_sends(2, CLOUD));
    see_text(capture, camera_sends(3, CLOUD), NULL, LAMP, "HP HTTP Server;");
    assert_whose(capture, LAMP_MAC);
}

static void
test_texts_of_a_mac_are_its_device_s(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    see(capture, camera_sends(1, CLOUD));
    see_text(capture, camera_sends(2, CLOUD), LAMP_MAC, NULL, "HP HTTP Server;");
    assert_whose(capture, LAMP_MAC);
}

static void
see_labels(iot_capture *capture, uint32_t frame, const char *first, const char *second)
{
    iot_fact facts[] = {
        {IOT_FACT_EVIDENCE, .evidence = {.evidence = IOT_EVIDENCE_MDNS_INSTANCE, .text = first}},
        {IOT_FACT_EVIDENCE, .evidence = {.evidence = IOT_EVIDENCE_MDNS_INSTANCE, .text = second}},
    };
    iot_observation obs = lamp_sends(frame, CAMERA);

    obs.facts = facts;
    obs.n_facts = second ? 2 : 1;
    see(capture, obs);
}

static void
assert_labelled(iot_capture *capture, const char *label)
{
    const iot_device *device = iot_devices_get(iot_capture_devices(capture), 0);

    iot_capture_settle(capture);
    g_assert_cmpstr(iot_device_label(device), ==, label);
}

static void
test_who_is_renamed_and_back_has_its_label_again(void)
{
    static const char *const labels[] = {"Kitchen", "Hall", "Kitchen", "Hall", "Attic", "Kitchen"};
    g_autoptr(iot_capture) capture = capture_new();

    for (uint32_t i = 0; i < G_N_ELEMENTS(labels); i++) {
        g_autofree char *text = g_strdup_printf("_hap._tcp %s", labels[i]);
        see_labels(capture, 1 + i, text, NULL);
        assert_labelled(capture, labels[i]);
    }
}

/* Who has two, whichever it says first, time and again. */
static void
test_of_two_labels_of_a_packet_the_same_counts_whichever_comes_first(void)
{
    g_autoptr(iot_capture) capture = capture_new();

    for (uint32_t frame = 1; frame < 9; frame++) {
        bool forth = frame % 3 == 0;
        see_labels(capture, frame, forth ? "_hap._tcp Hall" : "_airplay._tcp Kitchen",
                   forth ? "_airplay._tcp Kitchen" : "_hap._tcp Hall");
        assert_labelled(capture, "Kitchen");
    }
}

#define ADD(name) g_test_add_func("/capture-evidence/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(sender_tells_of_itself);
    ADD(what_remotes_say_is_nobody_s);
    ADD(forwarders_say_nothing_of_themselves_for_others);
    ADD(another_s_address_is_the_device_that_has_it);
    ADD(texts_of_a_mac_are_its_device_s);
    ADD(who_is_renamed_and_back_has_its_label_again);
    ADD(of_two_labels_of_a_packet_the_same_counts_whichever_comes_first);
    return g_test_run();
}
