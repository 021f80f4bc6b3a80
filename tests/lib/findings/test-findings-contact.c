/* test-findings-contact.c - findings: contacts unanswered, never made, and made together
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each rule has a capture in which it must speak and near misses in which it must not.
 */
#include "scene.h"

static void
test_connections_that_nobody_answers_are_told(void)
{
    static const struct {
        const char *what;
        unsigned connections, syns;
        bool refused, gives_up, sends, icmp;
        unsigned answered; /* so many of them */
        double tail_s;     /* after the last SYN */
        const char *expected;
    } cases[] = {
        {"silence", 1, 3, .tail_s = 10, .expected = "1 connection to tcp/443"},
        {"again", 1, 4, .tail_s = 10, .expected = "(4 SYNs, 3 of them again): silence"},
        {"three at once", 3, 1, .tail_s = 10, .expected = "3 connections"},
        {"too few", 1, 2, .tail_s = 10},
        {"RST", 3, 1, .refused = true, .tail_s = 10, .expected = "refused with RST"},
        {"gives up itself", 3, 1, .gives_up = true, .tail_s = 10, .expected = ": silence"},
        {"ICMP", 1, 3, .icmp = true, .tail_s = 10, .expected = "unreachable says ICMP"},
        {"one was answered", 4, 1, .answered = 1, .tail_s = 10},
        {"data proves an answer not captured", 3, 1, .sends = true, .tail_s = 10},
        {"the capture ends too soon", 1, 3, .tail_s = 2.9},
        {"just in time", 1, 3, .tail_s = 3, .expected = "silence"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene s = scene_of(NULL);
        double at = LATER;
        g_test_message("%s", cases[i].what);
        for (unsigned c = 0; c < cases[i].connections; c++) {
            dial d = lamp_dials;
            d.syns = cases[i].syns;
            d.silent = c >= cases[i].answered;
            d.refused = cases[i].refused;
            d.gives_up = cases[i].gives_up;
            d.sends = cases[i].sends;
            connect_to(&s, at, &d);
            at += d.syns;
        }
        if (cases[i].icmp) {
            iot_observation error = packet(0, ROUTER_MAC, ROUTER, LAMP_MAC, LAMP);
            iot_fact fact = {IOT_FACT_UNREACHABLE, .unreachable = addr(CLOUD)};
            error.facts = &fact;
            error.n_facts = 1;
            take(&s, at, error);
        }
        end(&s, at - 1 + cases[i].tail_s);
        assert_told(&s, NULL, IOT_FINDING_UNANSWERED, cases[i].expected);
    }
}

static void
test_refusals_among_silence_are_told_as_such(void)
{
    scene s = scene_of(NULL);
    dial d = lamp_dials;

    d.silent = true;
    d.syns = 2;
    connect_to(&s, LATER, &d);
    d.refused = true;
    connect_to(&s, LATER + 10, &d);
    end(&s, LATER + 60);
    assert_told(&s, NULL, IOT_FINDING_UNANSWERED, "some refused with RST, else silence");
}

static void
test_only_the_homes_own_connections_can_be_unanswered(void)
{
    scene s = scene_of(NULL);

    for (unsigned i = 0; i < 5; i++) {
        iot_observation in =
            in_stream(packet(0, ROUTER_MAC, CLOUD, LAMP_MAC, LAMP), TCP, 1, 50000, 22);
        iot_observation at_home =
            in_stream(packet(0, LAMP_MAC, LAMP, CAMERA_MAC, CAMERA), TCP, 2, 50000, 80);
        in.syn = at_home.syn = true;
        take(&s, LATER + i, in);
        take(&s, LATER + i, at_home);
    }
    end(&s, LATER + 60);
    assert_told(&s, NULL, IOT_FINDING_UNANSWERED, NULL);
}

static void
test_names_asked_for_and_never_contacted_are_told(void)
{
    static const struct {
        const char *what;
        unsigned times;
        const char *answered, *contacted, *resolver;
        double tail_s;
        const char *expected;
    } cases[] = {
        {"three times", 3, CLOUD, NULL, "192.168.1.2", 10, "api.example 3: asked for 3 times"},
        {"twice", 2, CLOUD, NULL, "192.168.1.2", 10, NULL},
        {"never answered", 5, NULL, NULL, "192.168.1.2", 10, NULL},
        {"contacted", 5, CLOUD, CLOUD, "192.168.1.2", 10, NULL},
        {"another contacted", 5, CLOUD, SITE, "192.168.1.2", 10, "asked for 5 times"},
        {"the capture ends too soon", 3, CLOUD, NULL, "192.168.1.2", 2.9, NULL},
        {"a resolver asks for others", 5, CLOUD, NULL, LAMP, 10, NULL},
        {"at home, where not all comes by", 5, CAMERA, NULL, "192.168.1.2", 10, NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene s = scene_of(NULL);
        g_test_message("%s", cases[i].what);
        announce(&s, IOT_ROLE_RESOLVER, cases[i].resolver);
        for (unsigned t = 0; t < cases[i].times; t++) {
            ask(&s, LATER + t, LAMP_MAC, LAMP, ROUTER, "api.example", true);
            if (cases[i].answered)
                answer(&s, LATER + t + 0.1, LAMP_MAC, LAMP, "api.example", cases[i].answered);
        }
        if (cases[i].contacted) {
            dial d = lamp_dials;
            d.remote = cases[i].contacted;
            connect_to(&s, LATER + cases[i].times, &d);
        }
        end(&s, LATER + cases[i].times - 1 + cases[i].tail_s);
        assert_told(&s, NULL, IOT_FINDING_NEVER_CONTACTED, cases[i].expected);
    }
}

static void
test_contact_of_another_device_does_not_count(void)
{
    scene s = scene_of(NULL);
    dial d = camera_dials;

    d.remote = CLOUD;
    for (unsigned t = 0; t < 3; t++) {
        ask(&s, LATER + t, LAMP_MAC, LAMP, ROUTER, "api.example", true);
        answer(&s, LATER + t + 0.1, LAMP_MAC, LAMP, "api.example", CLOUD);
    }
    connect_to(&s, LATER + 5, &d);
    end(&s, LATER + 60);
    assert_told(&s, NULL, IOT_FINDING_NEVER_CONTACTED, "api.example");
}

static void
test_devices_that_act_together_are_told(void)
{
    static const double lamp_at[] = {100, 400, 800, 1700, 2500, 3900};
    static const struct {
        const char *what;
        unsigned n;
        double after_s;
        unsigned camera_alone; /* contacts of it besides */
        bool reassembly, answered;
        const char *expected;
    } cases[] = {
        {"four times", 4, 2, 0, false, true, "4 times within 5 s after"},
        {"six times, and once alone", 6, 2, 1, false, true, "6 times"},
        {"three times", 3, 2, 0, false, true, NULL},
        {"at the edge of the window", 4, 5, 0, false, true, "4 times"},
        {"too late", 4, 5.1, 0, false, true, NULL},
        {"more alone than together", 4, 2, 2, false, true, NULL},
        {"they talk to each other", 4, 2, 0, true, true, NULL},
        {"nobody answered", 4, 2, 0, false, false, NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene s = scene_of(NULL);
        dial camera = camera_dials;
        camera.silent = !cases[i].answered;
        for (unsigned c = 0; c < cases[i].n; c++) {
            connect_to(&s, lamp_at[c], &lamp_dials);
            connect_to(&s, lamp_at[c] + cases[i].after_s, &camera);
        }
        for (unsigned c = 0; c < cases[i].camera_alone; c++)
            connect_to(&s, 5000 + c * 100, &camera);
        if (cases[i].reassembly)
            take(&s, 6000, packet(0, CAMERA_MAC, CAMERA, LAMP_MAC, LAMP));
        end(&s, 7000);
        g_test_message("%s", cases[i].what);
        assert_told(&s, NULL, IOT_FINDING_THROUGH_CLOUD, cases[i].expected);
    }
}

static void
test_one_device_does_not_act_with_itself(void)
{
    scene s = scene_of(NULL);
    dial second = lamp_dials;

    second.remote = SITE;
    for (unsigned i = 0; i < 6; i++) {
        connect_to(&s, 100 + i * 700 + i * i, &lamp_dials);
        connect_to(&s, 102 + i * 700 + i * i, &second);
    }
    end(&s, 7000);
    assert_told(&s, NULL, IOT_FINDING_THROUGH_CLOUD, NULL);
}

static void
test_one_contact_answers_one_contact(void)
{
    scene s = scene_of(NULL);

    for (unsigned i = 0; i < 4; i++)
        connect_to(&s, 100 + i, &lamp_dials);
    for (unsigned i = 0; i < 4; i++)
        connect_to(&s, 104 + i * 1000, &camera_dials);
    end(&s, 7000);
    assert_told(&s, NULL, IOT_FINDING_THROUGH_CLOUD, NULL);
}

/* Who contacts something all the time is always within seconds of everything. */
static void
test_busy_devices_meet_by_chance(void)
{
    scene s = scene_of(NULL);

    knock(&s, 1, 30, 7, &lamp_dials);
    knock(&s, 3, 30, 7, &camera_dials);
    end(&s, 220);
    assert_told(&s, NULL, IOT_FINDING_THROUGH_CLOUD, NULL);
}

static void
test_connections_of_hours_are_told(void)
{
    static const struct {
        const char *what;
        double hours;
        bool fin, rst, silent;
        const char *expected;
    } cases[] = {
        {"three", 3, .expected = CLOUD " 1: one connection to tcp/443 for 3 h, and nobody"},
        {"nearly two", 1.99, .expected = NULL},
        {"closed", 3, .fin = true},
        {"reset", 3, .rst = true},
        {"without an answer", 3, .silent = true},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene s = scene_of(NULL);
        dial d = lamp_dials;
        d.sends = true;
        uint32_t stream = connect_to(&s, LATER, &d);
        iot_observation down = downwards(&d, stream);
        down.payload_bytes = cases[i].silent ? 0 : 10;
        down.fin = cases[i].fin;
        down.rst = cases[i].rst;
        take(&s, LATER + 3600 * cases[i].hours, down);
        g_test_message("%s", cases[i].what);
        assert_told(&s, NULL, IOT_FINDING_LONG_CONNECTION, cases[i].expected);
    }
}

#define ADD(name) g_test_add_func("/findings/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(connections_that_nobody_answers_are_told);
    ADD(refusals_among_silence_are_told_as_such);
    ADD(only_the_homes_own_connections_can_be_unanswered);
    ADD(names_asked_for_and_never_contacted_are_told);
    ADD(contact_of_another_device_does_not_count);
    ADD(devices_that_act_together_are_told);
    ADD(one_device_does_not_act_with_itself);
    ADD(one_contact_answers_one_contact);
    ADD(busy_devices_meet_by_chance);
    ADD(connections_of_hours_are_told);
    return g_test_run();
}
