/* test-findings-gateway.c - findings: who says that it has what others have, who answers for others
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scene.h"

#define LIAR_MAC "00:11:22:33:44:55"
#define LIAR     "192.168.1.99"

static void
claim(scene *s, double at, const char *mac_text, const char *address)
{
    iot_fact binding = {IOT_FACT_BINDING, .binding = {addr(address), mac(mac_text), true}};
    iot_observation obs = packet(0, mac_text, NULL, EVERYBODY, NULL);

    obs.protocol = "arp";
    obs.facts = &binding;
    obs.n_facts = 1;
    take(s, at, obs);
}

/* All are known by ARP, and the router leads to a remote. */
static scene
scene_of_neighbours(void)
{
    scene s = scene_of(NULL);

    claim(&s, 1, ROUTER_MAC, ROUTER);
    claim(&s, 1, LAMP_MAC, LAMP);
    claim(&s, 1, CAMERA_MAC, CAMERA);
    claim(&s, 1, LIAR_MAC, LIAR);
    take(&s, 2, packet(0, ROUTER_MAC, ROUTER, LAMP_MAC, LAMP));
    take(&s, 2, packet(0, ROUTER_MAC, CLOUD, LAMP_MAC, LAMP));
    take(&s, 2, packet(0, LAMP_MAC, LAMP, ROUTER_MAC, CLOUD));
    take(&s, 2, packet(0, CAMERA_MAC, CAMERA, ROUTER_MAC, SITE));
    return s;
}

static void
test_who_claims_the_gateways_address_is_told(void)
{
    static const struct {
        const char *what, *mac;
        const char *expected;
    } cases[] = {
        {"another", LIAR_MAC,
         ROUTER " 1: " LIAR_MAC " claims " ROUTER " by ARP, the address of the gateway"},
        {"itself", ROUTER_MAC, NULL},
        {"another port of the router", "02:00:5e:00:53:02", NULL},
        {"routers that stand in for each other", "00:00:5e:00:01:05", NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene s = scene_of_neighbours();
        claim(&s, 10, cases[i].mac, ROUTER);
        end(&s, 20);
        g_test_message("%s", cases[i].what);
        assert_told(&s, NULL, IOT_FINDING_CHANGED_GATEWAY, cases[i].expected);
    }
}

static void
test_addresses_claimed_while_others_send_are_told(void)
{
    static const struct {
        const char *what;
        bool camera, goes_on, moves;
        const char *expected;
    } cases[] = {
        {"two", true, true, false,
         LAMP " 2: " LIAR_MAC " claims " LAMP " by ARP, the address of " LAMP_MAC},
        {"one, as who comes in asks", false, true, false, NULL},
        {"their owners are gone", true, false, false, NULL},
        {"it sends from them itself", true, true, true, NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene s = scene_of_neighbours();
        claim(&s, 10, LIAR_MAC, LAMP);
        if (cases[i].camera)
            claim(&s, 10, LIAR_MAC, CAMERA);
        if (cases[i].goes_on) {
            take(&s, 11, packet(0, LAMP_MAC, LAMP, ROUTER_MAC, CLOUD));
            take(&s, 11, packet(0, CAMERA_MAC, CAMERA, ROUTER_MAC, SITE));
        }
        if (cases[i].moves) {
            take(&s, 12, packet(0, LIAR_MAC, LAMP, ROUTER_MAC, CLOUD));
            take(&s, 12, packet(0, LIAR_MAC, CAMERA, ROUTER_MAC, SITE));
        }
        g_test_message("%s", cases[i].what);
        assert_told(&s, NULL, IOT_FINDING_FORGED_ARP, cases[i].expected);
    }
}

static void
test_answers_of_another_resolver_are_told(void)
{
    static const struct {
        const char *what, *asked, *by_mac, *by;
        const char *expected;
    } cases[] = {
        {"from outside", ROUTER, ROUTER_MAC, SITE,
         SITE " 2: answers what " ROUTER " was asked, 2 times"},
        {"of the same machine", LIAR, ROUTER_MAC, ROUTER, NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene s = scene_of_neighbours();
        iot_fact detour = {IOT_FACT_DETOUR, .detour = addr(cases[i].asked)};
        iot_observation obs = packet(0, cases[i].by_mac, cases[i].by, LAMP_MAC, LAMP);
        if (!cases[i].expected)
            claim(&s, 5, ROUTER_MAC, LIAR);
        obs.facts = &detour;
        obs.n_facts = 1;
        take(&s, 10, obs);
        take(&s, 11, obs);
        g_test_message("%s", cases[i].what);
        assert_told(&s, NULL, IOT_FINDING_OTHER_RESOLVER, cases[i].expected);
    }
}

#define ADD(name) g_test_add_func("/findings/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(who_claims_the_gateways_address_is_told);
    ADD(addresses_claimed_while_others_send_are_told);
    ADD(answers_of_another_resolver_are_told);
    return g_test_run();
}
