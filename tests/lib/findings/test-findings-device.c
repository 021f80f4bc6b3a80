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
        iot_settings options = {.inventory = inventory};
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
test_macs_of_machines_are_no_phones(void)
{
    static const struct {
        const char *what, *mac, *addr;
        bool forwards, serves, resolves, stands_in;
    } cases[] = {
        {"Docker", "02:42:11:22:33:44", LAMP, .forwards = false},
        {"QEMU", "52:54:00:12:34:56", LAMP, .forwards = false},
        {"spells its address", "ae:11:c0:a8:01:0a", LAMP, .forwards = false},
        {"without an address", "9e:4d:11:27:b8:03", NULL, .forwards = false},
        {"another radio of the camera's", "fe:00:5e:00:53:21", LAMP, .forwards = false},
        {"gateway", "9e:4d:11:27:b8:03", CLOUD, .forwards = true},
        {"DHCP server", "9e:4d:11:27:b8:03", LAMP, .serves = true},
        {"resolver", "9e:4d:11:27:b8:03", LAMP, .resolves = true},
        {"extender", "9e:4d:11:27:b8:03", LAMP, .stands_in = true},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene s = scene_of(NULL);
        iot_observation obs = packet(0, cases[i].mac, cases[i].addr, CAMERA_MAC, CAMERA);
        iot_fact served = {IOT_FACT_DHCP_SERVER, .dhcp_server = {addr(LAMP), mac(cases[i].mac)}};
        iot_fact relayed = {IOT_FACT_RELAYED,
                            .relayed = {.mac = mac("00:00:5e:00:53:99"), .by = mac(cases[i].mac)}};
        obs.facts = cases[i].serves ? &served : &relayed;
        obs.n_facts = cases[i].serves || cases[i].stands_in;
        take(&s, 1, packet(0, CAMERA_MAC, CAMERA, ROUTER_MAC, SITE));
        take(&s, 1, packet(0, cases[i].mac, cases[i].forwards ? LAMP : NULL, CAMERA_MAC, CAMERA));
        take(&s, 2, obs);
        if (cases[i].resolves)
            announce(&s, IOT_ROLE_RESOLVER, LAMP);
        g_test_message("%s", cases[i].what);
        assert_told(&s, NULL, IOT_FINDING_RANDOM_MAC, NULL);
    }
}

static void
claim_address(scene *s, double at, const char *mac_text)
{
    iot_fact binding = {IOT_FACT_BINDING, .binding = {addr(LAMP), mac(mac_text), true}};
    iot_observation obs = packet(0, mac_text, NULL, EVERYBODY, NULL);

    obs.protocol = "arp";
    obs.facts = &binding;
    obs.n_facts = 1;
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
            iot_settings options = {.inventory = inventory};
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

/* The server at CLOUD shows a certificate for that name. */
static void
show_certificate(scene *s, double at, const dial *d, uint32_t stream, const char *name)
{
    iot_observation obs = downwards(d, stream);

    obs.asked = IOT_ASKED_SRC;
    obs.certificate_name = name;
    take(s, at, obs);
}

static void
test_certificates_allow_nothing(void)
{
    static const struct {
        const char *allow;
        const char *expected;
    } cases[] = {{"api.example", "api.example 1: tcp/443 is not"}, {CLOUD ":443", NULL}};

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_inventory) inventory = inventory_of(LAMP_MAC, cases[i].allow);
        iot_settings options = {.inventory = inventory};
        scene s = scene_of(inventory);
        show_certificate(&s, 2, &lamp_dials, connect_to(&s, 1, &lamp_dials), "api.example");
        end(&s, 20);
        assert_told(&s, &options, IOT_FINDING_NOT_ALLOWED, cases[i].expected);
    }
}

/* A MUD file that lets the lamp contact what an entry of IPv4 matches. */
static iot_mud_files *
mud_of(const char *match)
{
    iot_mud_files *files = iot_mud_files_new();
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *text = g_strdup_printf(
        "{'ietf-mud:mud':{'mud-version':1,'from-device-policy':{'access-lists':{'access-list':[{'"
        "name':'l'}]}}},"
        "'ietf-access-control-list:acls':{'acl':[{'name':'l','type':'ipv4-acl-type','aces':"
        "{'ace':[{'name':'e','matches':{'ipv4':{%s}},'actions':{'forwarding':'accept'}}]}}]}}",
        match);

    g_strdelimit(text, "'", '"');
    iot_mud_read_text(files, "lamp.json", text, strlen(text), problems);
    g_assert_cmpuint(problems->len, ==, 0);
    return files;
}

static void
test_certificates_are_in_no_mud_file(void)
{
    static const struct {
        const char *match;
        bool looked_up;
        const char *expected;
    } cases[] = {
        {"'ietf-acldns:dst-dnsname':'api.example'", false, "is not in its MUD file lamp.json"},
        {"'ietf-acldns:dst-dnsname':'api.example'", true, NULL},
        {"'destination-ipv4-network':'" CLOUD "/32'", false, NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_mud_files) mud = mud_of(cases[i].match);
        g_autoptr(iot_inventory) inventory = inventory_of(LAMP_MAC, NULL);
        iot_settings options = {.inventory = inventory, .mud = mud};
        scene s = scene_of(inventory);
        if (cases[i].looked_up)
            answer(&s, 0.5, LAMP_MAC, LAMP, "api.example", CLOUD);
        show_certificate(&s, 2, &lamp_dials, connect_to(&s, 1, &lamp_dials), "api.example");
        end(&s, 20);
        assert_told(&s, &options, IOT_FINDING_NOT_ALLOWED, cases[i].expected);
    }
}

static void
test_each_address_of_a_name_is_looked_at(void)
{
    g_autoptr(iot_inventory) inventory = inventory_of(LAMP_MAC, CLOUD);
    iot_settings options = {.inventory = inventory};
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
    iot_settings options = {.inventory = inventory};
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
    ADD(macs_of_machines_are_no_phones);
    ADD(two_devices_that_claim_one_address_are_told);
    ADD(destinations_beyond_the_list_are_told);
    ADD(certificates_allow_nothing);
    ADD(certificates_are_in_no_mud_file);
    ADD(each_address_of_a_name_is_looked_at);
    ADD(who_calls_in_is_not_judged_by_the_list);
    return g_test_run();
}
