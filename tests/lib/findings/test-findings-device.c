/* test-findings-device.c - findings: who is new or not who it says, and what it may contact
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each rule has a capture in which it must speak and near misses in which it must not.
 */
#include "scene.h"

static iot_inventory *
inventory_of(const char *mac_text, const char *allow)
{
    iot_inventory *inventory = iot_inventory_new();
    iot_inventory_entry entry = {.name = "Lamp", .allow = allow, .mac = mac(mac_text)};

    if (mac_text)
        iot_inventory_add(inventory, &entry);
    return inventory;
}

static void
test_devices_beyond_the_inventory_are_told(void)
{
    static const struct {
        const char *listed;
        unsigned found;
    } cases[] = {{NULL, 0}, {LAMP_MAC, 1}, {CAMERA_MAC, 2}};

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_inventory) inventory = inventory_of(cases[i].listed, NULL);
        iot_findings_options options = {.inventory = inventory};
        scene s = scene_of(inventory);
        connect_to(&s, 1, &lamp_dials);
        g_assert_cmpuint(count_kind(&s, &options, IOT_FINDING_NEW_DEVICE, NULL), ==,
                         cases[i].found);
        g_assert_cmpuint(count_kind(&s, NULL, IOT_FINDING_NEW_DEVICE, NULL), ==, 0);
        iot_capture_free(s.capture);
    }
}

static void
test_macs_made_up_are_told(void)
{
    static const struct {
        const char *mac, *expected;
    } cases[] = {
        {"9e:4d:11:27:b8:03", "made up"},
        {"02:00:00:00:00:01", "made up"},
        {LAMP_MAC, NULL},
        {NULL, NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene s = scene_of(NULL);
        take(&s, 1, packet(0, cases[i].mac, LAMP, ROUTER_MAC, CLOUD));
        g_test_message("%s", cases[i].mac);
        assert_told(&s, NULL, IOT_FINDING_RANDOM_MAC, cases[i].expected);
    }
}

static void
claim_address(scene *s, double at, const char *mac_text)
{
    iot_binding binding = {addr(LAMP), mac(mac_text), true};
    iot_observation obs = packet(0, mac_text, NULL, EVERYBODY, NULL);

    obs.protocol = "arp";
    obs.bindings = &binding;
    obs.n_bindings = 1;
    take(s, at, obs);
}

static void
test_two_devices_that_claim_one_address_are_told(void)
{
    static const struct {
        const char *what, *claims[4];
        const char *expected;
    } cases[] = {
        {"in turns", {LAMP_MAC, CAMERA_MAC, LAMP_MAC, CAMERA_MAC}, "both claim the address"},
        {"moved once", {LAMP_MAC, CAMERA_MAC, CAMERA_MAC, CAMERA_MAC}, NULL},
        {"its own", {LAMP_MAC, LAMP_MAC, LAMP_MAC, LAMP_MAC}, NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene s = scene_of(NULL);
        for (unsigned c = 0; c < 4; c++)
            claim_address(&s, c + 1, cases[i].claims[c]);
        g_test_message("%s", cases[i].what);
        assert_told(&s, NULL, IOT_FINDING_TWO_DEVICES, cases[i].expected);
    }
}

static void
test_destinations_beyond_the_list_are_told(void)
{
    static const struct {
        const char *what, *allow, *name;
        const char *answered[2]; /* of CLOUD, oldest first */
        const char *not_allowed, *ambiguous;
    } cases[] = {
        {"by name", "api.example", "api.example", {NULL}, NULL, NULL},
        {"by suffix and port", "*.example:443", "api.example", {NULL}, NULL, NULL},
        {"by address", CLOUD, "api.example", {NULL}, NULL, NULL},
        {"no list", NULL, "api.example", {NULL}, NULL, NULL},
        {"another name",
         "www.example",
         "api.example",
         {NULL},
         "api.example 1: tcp/443 is not",
         NULL},
        {"another port", "api.example:80", "api.example", {NULL}, "tcp/443 is not among", NULL},
        {"one name of two",
         "a.example",
         NULL,
         {"a.example", "b.example"},
         NULL,
         "b.example 1: tcp/443 is allowed under another name"},
        {"one name of two, another port",
         "a.example:80",
         NULL,
         {"a.example", "b.example"},
         "b.example 1: tcp/443 is not",
         NULL},
        {"the newest name of two", "b.example", NULL, {"a.example", "b.example"}, NULL, NULL},
        {"no name of two", "c.example", NULL, {"a.example", "b.example"}, "b.example", NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (unsigned kind = 0; kind < 2; kind++) {
            g_autoptr(iot_inventory) inventory = inventory_of(LAMP_MAC, cases[i].allow);
            iot_findings_options options = {.inventory = inventory};
            scene s = scene_of(inventory);
            dial d = lamp_dials;
            d.name = cases[i].name;
            for (unsigned a = 0; a < 2 && cases[i].answered[a]; a++)
                answer(&s, 1 + a, LAMP_MAC, LAMP, cases[i].answered[a], CLOUD);
            connect_to(&s, 10, &d);
            end(&s, 20);
            g_test_message("%s", cases[i].what);
            assert_told(&s, &options, kind ? IOT_FINDING_AMBIGUOUS : IOT_FINDING_NOT_ALLOWED,
                        kind ? cases[i].ambiguous : cases[i].not_allowed);
        }
    }
}

static void
test_each_address_of_a_name_is_looked_at(void)
{
    g_autoptr(iot_inventory) inventory = inventory_of(LAMP_MAC, CLOUD);
    iot_findings_options options = {.inventory = inventory};
    scene s = scene_of(inventory);
    dial d = lamp_dials;

    d.name = "api.example";
    connect_to(&s, 1, &d);
    d.remote = OTHER;
    connect_to(&s, 2, &d);
    connect_to(&s, 3, &d);
    end(&s, 20);
    assert_told(&s, &options, IOT_FINDING_NOT_ALLOWED, "api.example 2: tcp/443");
}

static void
test_who_calls_in_is_not_judged_by_the_list(void)
{
    g_autoptr(iot_inventory) inventory = inventory_of(LAMP_MAC, "api.example");
    iot_findings_options options = {.inventory = inventory};
    scene s = scene_of(inventory);
    iot_observation in = in_stream(packet(0, ROUTER_MAC, CLOUD, LAMP_MAC, LAMP), TCP, 1, 50000, 22);

    in.syn = true;
    take(&s, 1, in);
    assert_told(&s, &options, IOT_FINDING_NOT_ALLOWED, NULL);
}

#define ADD(name) g_test_add_func("/findings/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(devices_beyond_the_inventory_are_told);
    ADD(macs_made_up_are_told);
    ADD(two_devices_that_claim_one_address_are_told);
    ADD(destinations_beyond_the_list_are_told);
    ADD(each_address_of_a_name_is_looked_at);
    ADD(who_calls_in_is_not_judged_by_the_list);
    return g_test_run();
}
