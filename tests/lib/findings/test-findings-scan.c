/* test-findings-scan.c - findings: who tries many addresses, or many ports of one
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scene.h"

/* The lamp knocks `n` times at different doors. */
static void
knock_at(scene *s, unsigned n, double interval_s, bool ports, bool says, bool named)
{
    for (uint32_t i = 0; i < n; i++) {
        char text[IOT_ADDR_TEXT];
        iot_addr nth = nth_remote(i * 256);
        dial d = lamp_dials;
        d.remote = ports ? CLOUD : iot_addr_format(&nth, text);
        d.port = (uint16_t)(ports ? 1000 + i : 23);
        d.silent = true;
        d.sends = says;
        if (named)
            answer(s, LATER, LAMP_MAC, LAMP, "peers.example", d.remote);
        connect_to(s, LATER + i * interval_s, &d);
    }
}

static void
test_scans_are_told_once(void)
{
    static const struct {
        const char *what;
        unsigned n;
        double interval_s;
        bool ports, says, named;
        const char *expected;
    } cases[] = {
        {"addresses", 20, 0.1, .expected = "20: knocks at 20 addresses on tcp/23, and says"},
        {"ports", 20, 0.1, true, .expected = CLOUD " 20: knocks at 20 ports of " CLOUD},
        {"too few addresses", 19, 0.1, .ports = false},
        {"too few ports", 19, 0.1, true, .says = false},
        {"talks", 30, 0.1, .says = true},
        {"led by a name", 30, 0.1, .named = true},
        {"now and then", 30, 100, .ports = false},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene s = scene_of(NULL);
        knock_at(&s, cases[i].n, cases[i].interval_s, cases[i].ports, cases[i].says,
                 cases[i].named);
        end(&s, LATER + 4000);
        g_test_message("%s", cases[i].what);
        if (cases[i].expected)
            g_assert_cmpuint(count_kind(&s, NULL, IOT_FINDING_NO_NAME, NULL), ==, 0);
        assert_told(&s, NULL, IOT_FINDING_SCAN, cases[i].expected);
    }
}

static void
test_scans_of_several_ports_are_told_in_one_finding(void)
{
    scene s = scene_of(NULL);

    for (uint32_t i = 0; i < 60; i++) {
        char text[IOT_ADDR_TEXT];
        iot_addr nth = nth_remote(i * 256);
        dial d = lamp_dials;
        d.remote = iot_addr_format(&nth, text);
        d.port = (uint16_t)(23 + i % 3);
        d.silent = true;
        connect_to(&s, LATER + i * 0.1, &d);
    }
    end(&s, LATER + 4000);
    assert_told(&s, NULL, IOT_FINDING_SCAN,
                "20: knocks at 20 addresses on tcp/23 (and 2 more such), and says nothing there");
}

static void
test_doors_count_once(void)
{
    scene s = scene_of(NULL);

    for (unsigned i = 0; i < 3; i++)
        knock_at(&s, 10, 0.1, false, false, false);
    assert_told(&s, NULL, IOT_FINDING_SCAN, NULL);
}

static void
test_pings_are_told_unless_they_are_replies_or_seldom(void)
{
    static const struct {
        iot_asked asked;
        double interval_s;
        const char *expected;
    } cases[] = {
        {IOT_ASKED_DST, 1, " 25: pings 25 addresses"},
        {IOT_ASKED_SRC, 1, NULL},
        {IOT_ASKED_DST, 100, NULL},
    };

    for (unsigned c = 0; c < G_N_ELEMENTS(cases); c++) {
        scene s = scene_of(NULL);
        for (unsigned i = 0; i < 25; i++) {
            char to[IOT_ADDR_TEXT];
            g_snprintf(to, sizeof to, "192.168.1.%u", 100 + i);
            iot_observation obs = packet(0, LAMP_MAC, LAMP, ROUTER_MAC, to);
            obs.protocol = "icmp";
            obs.asked = cases[c].asked;
            take(&s, 1 + i * cases[c].interval_s, obs);
        }
        assert_told(&s, NULL, IOT_FINDING_SCAN, cases[c].expected);
    }
}

#define ADD(name) g_test_add_func("/findings/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(scans_are_told_once);
    ADD(scans_of_several_ports_are_told_in_one_finding);
    ADD(doors_count_once);
    ADD(pings_are_told_unless_they_are_replies_or_seldom);
    return g_test_run();
}
