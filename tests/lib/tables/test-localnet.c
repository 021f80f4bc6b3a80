/* test-localnet.c - what is local, and what may prove it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "build.h"
#include "tables/localnet.h"

#define DEVICE      "00:00:5e:00:53:10"
#define EUI64_OF_IT "2001:db8:7::200:5eff:fe00:5310"

static iot_local_evidence
evidence_of(const iot_localnet *net, const char *text)
{
    iot_addr asked = addr(text);

    return iot_localnet_lookup(net, &asked);
}

#define assert_evidence(net, text, expected)                                                       \
    g_assert_cmpstr(iot_local_evidence_name(evidence_of((net), (text))), ==,                       \
                    iot_local_evidence_name(expected))

static void
see_neighbour(iot_localnet *net, const char *text)
{
    iot_addr seen = addr(text);

    iot_localnet_observe_neighbour(net, &seen);
}

static void
see_onlink(iot_localnet *net, const char *text)
{
    iot_prefix servers = prefix(text);

    iot_localnet_observe_onlink(net, &servers);
}

static void
see_sender(iot_localnet *net, const char *text, const char *mac_text)
{
    iot_addr sender = addr(text);
    iot_mac hardware = mac(mac_text);

    iot_localnet_observe_sender(net, &sender, &hardware);
}

static void
test_private_ranges_end_where_their_rfcs_say(void)
{
    static const struct {
        const char *text;
        bool local;
    } cases[] = {
        {"9.255.255.255", false},   {"10.0.0.0", true},        {"10.255.255.255", true},
        {"11.0.0.0", false},        {"172.15.255.255", false}, {"172.16.0.0", true},
        {"172.31.255.255", true},   {"172.32.0.0", false},     {"192.167.255.255", false},
        {"192.168.0.0", true},      {"192.168.255.255", true}, {"192.169.0.0", false},
        {"169.253.255.255", false}, {"169.254.0.0", true},     {"169.254.255.255", true},
        {"169.255.0.0", false},     {"100.64.0.1", false},     {"8.8.8.8", false},
        {"fbff::1", false},         {"fc00::", true},          {"fdff:ffff::1", true},
        {"fe00::1", false},         {"fe7f::1", false},        {"fe80::1", true},
        {"febf::1", true},          {"fec0::1", false},        {"2001:db8::1", false},
    };
    g_autoptr(iot_localnet) net = iot_localnet_new();

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].text);
        assert_evidence(net, cases[i].text, cases[i].local ? IOT_LOCAL_RANGE : IOT_LOCAL_NOT);
    }
}

static const char *const nobodys[] = {
    "0.0.0.0",   "0.1.2.3",         "127.0.0.1", "224.0.0.251", "239.255.255.250",
    "240.0.0.1", "255.255.255.255", "::",        "::1",         "ff02::fb",
};

static void
test_addresses_of_nobody_are_never_local(void)
{
    g_autoptr(iot_localnet) net = iot_localnet_new();
    iot_prefix all_v4 = prefix("0.0.0.0/0"), all_v6 = prefix("::/0");

    iot_localnet_configure(net, &all_v4);
    iot_localnet_configure(net, &all_v6);
    assert_evidence(net, "8.8.8.8", IOT_LOCAL_CONFIGURED);
    for (unsigned i = 0; i < G_N_ELEMENTS(nobodys); i++) {
        see_neighbour(net, nobodys[i]);
        see_sender(net, nobodys[i], DEVICE);
        g_test_message("%s", nobodys[i]);
        assert_evidence(net, nobodys[i], IOT_LOCAL_NOT);
    }
    g_assert_cmpint(iot_localnet_lookup(net, &(iot_addr){0}), ==, IOT_LOCAL_NOT);
}

static void
test_proof_of_an_address_of_nobody_changes_nothing(void)
{
    g_autoptr(iot_localnet) net = iot_localnet_new();

    for (unsigned i = 0; i < G_N_ELEMENTS(nobodys); i++)
        see_neighbour(net, nobodys[i]);
    see_onlink(net, "224.0.0.0/24");
    see_onlink(net, "127.0.0.0/8");
    see_onlink(net, "ff00::/64");
    g_assert_cmpuint(iot_localnet_revision(net), ==, 0);
}

static void
test_configured_network_is_local(void)
{
    g_autoptr(iot_localnet) net = iot_localnet_new();
    iot_prefix campus = prefix("130.75.0.0/16"), site = prefix("2001:db8:1::/48");

    iot_localnet_configure(net, &campus);
    iot_localnet_configure(net, &site);
    assert_evidence(net, "130.75.3.4", IOT_LOCAL_CONFIGURED);
    assert_evidence(net, "130.76.0.1", IOT_LOCAL_NOT);
    assert_evidence(net, "2001:db8:1:ffff::1", IOT_LOCAL_CONFIGURED);
    assert_evidence(net, "2001:db8:2::1", IOT_LOCAL_NOT);
}

static void
test_neighbour_proves_its_own_ipv4_address_only(void)
{
    g_autoptr(iot_localnet) net = iot_localnet_new();

    see_neighbour(net, "203.0.113.5");
    assert_evidence(net, "203.0.113.5", IOT_LOCAL_NEIGHBOUR);
    assert_evidence(net, "203.0.113.6", IOT_LOCAL_NOT);
}

static void
test_neighbour_with_global_ipv6_proves_its_slash64(void)
{
    g_autoptr(iot_localnet) net = iot_localnet_new();

    see_neighbour(net, "2001:db8:0:7::5");
    assert_evidence(net, "2001:db8:0:7::5", IOT_LOCAL_NEIGHBOUR);
    assert_evidence(net, "2001:db8:0:7:ffff:ffff:ffff:ffff", IOT_LOCAL_SLASH64);
    assert_evidence(net, "2001:db8:0:8::5", IOT_LOCAL_NOT);
    assert_evidence(net, "2001:db8:0:6:ffff:ffff:ffff:ffff", IOT_LOCAL_NOT);
}

static void
test_address_made_of_its_senders_mac_is_local(void)
{
    g_autoptr(iot_localnet) net = iot_localnet_new();

    see_sender(net, EUI64_OF_IT, DEVICE);
    assert_evidence(net, EUI64_OF_IT, IOT_LOCAL_EUI64);
    assert_evidence(net, "2001:db8:7::1", IOT_LOCAL_NOT);
}

static void
test_address_made_of_another_mac_proves_nothing(void)
{
    g_autoptr(iot_localnet) net = iot_localnet_new();

    see_sender(net, EUI64_OF_IT, "00:00:5e:00:53:01");
    see_sender(net, EUI64_OF_IT, NULL);
    see_sender(net, "203.0.113.5", DEVICE);
    assert_evidence(net, EUI64_OF_IT, IOT_LOCAL_NOT);
    assert_evidence(net, "203.0.113.5", IOT_LOCAL_NOT);
}

static void
test_announced_prefix_is_believed_unless_too_short(void)
{
    static const struct {
        const char *servers, *inside;
        bool believed;
    } cases[] = {
        {"44.0.0.0/8", "44.1.2.3", true},          {"44.0.0.0/7", "44.1.2.3", false},
        {"0.0.0.0/0", "8.8.8.8", false},           {"203.0.113.0/24", "203.0.113.255", true},
        {"203.0.113.9/32", "203.0.113.9", true},   {"2001:db8::/48", "2001:db8:0:ffff::1", true},
        {"2001:db8::/47", "2001:db8::1", false},   {"::/0", "2001:db8::1", false},
        {"2001:db8::/64", "2001:db8::ffff", true},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_localnet) net = iot_localnet_new();
        see_onlink(net, cases[i].servers);
        g_test_message("%s", cases[i].servers);
        assert_evidence(net, cases[i].inside, cases[i].believed ? IOT_LOCAL_ONLINK : IOT_LOCAL_NOT);
    }
}

static void
test_announced_prefix_ends_at_its_mask(void)
{
    g_autoptr(iot_localnet) net = iot_localnet_new();

    see_onlink(net, "203.0.113.64/27");
    assert_evidence(net, "203.0.113.63", IOT_LOCAL_NOT);
    assert_evidence(net, "203.0.113.64", IOT_LOCAL_ONLINK);
    assert_evidence(net, "203.0.113.95", IOT_LOCAL_ONLINK);
    assert_evidence(net, "203.0.113.96", IOT_LOCAL_NOT);
}

static void
test_revision_changes_with_what_may_have_become_local_only(void)
{
    g_autoptr(iot_localnet) net = iot_localnet_new();

    see_neighbour(net, "192.168.1.5");
    g_assert_cmpuint(iot_localnet_revision(net), ==, 0);
    see_neighbour(net, "203.0.113.5");
    uint32_t after_proof = iot_localnet_revision(net);
    g_assert_cmpuint(after_proof, >, 0);
    see_neighbour(net, "203.0.113.5");
    g_assert_cmpuint(iot_localnet_revision(net), ==, after_proof);
    see_onlink(net, "203.0.113.0/24");
    g_assert_cmpuint(iot_localnet_revision(net), >, after_proof);
    after_proof = iot_localnet_revision(net);
    see_onlink(net, "203.0.113.0/24");
    g_assert_cmpuint(iot_localnet_revision(net), ==, after_proof);
}

static void
test_flood_of_neighbours_proves_nothing_beyond_the_cap(void)
{
    g_autoptr(iot_localnet) net = iot_localnet_new();
    iot_addr forged;

    for (uint32_t i = 0; i <= IOT_LOCALNET_ADDRS_MAX; i++) {
        forged = nth_remote(i);
        iot_localnet_observe_neighbour(net, &forged);
    }
    g_assert_cmpint(iot_localnet_lookup(net, &forged), ==, IOT_LOCAL_NOT);
    g_assert_cmpuint(iot_localnet_dropped(net), ==, 1);
    forged = nth_remote(IOT_LOCALNET_ADDRS_MAX - 1);
    g_assert_cmpint(iot_localnet_lookup(net, &forged), ==, IOT_LOCAL_NEIGHBOUR);
}

static void
test_flood_of_prefixes_proves_nothing_beyond_the_cap(void)
{
    g_autoptr(iot_localnet) net = iot_localnet_new();
    iot_addr inside = {0};

    for (uint32_t i = 0; i <= IOT_LOCALNET_PREFIXES_MAX; i++) {
        inside = nth_remote(i << 8);
        iot_prefix servers = iot_prefix_of(&inside, 24);
        iot_localnet_observe_onlink(net, &servers);
        iot_addr global = iot_addr_v6((uint8_t[16]){0x20, 1, 0xd, 0xb8, 0, 0, i >> 8, i, [15] = 1});
        iot_localnet_observe_neighbour(net, &global);
    }
    g_assert_cmpint(iot_localnet_lookup(net, &inside), ==, IOT_LOCAL_NOT);
    /* An announced one, and that of a neighbour. */
    g_assert_cmpuint(iot_localnet_dropped(net), ==, 2);
    inside = nth_remote((IOT_LOCALNET_PREFIXES_MAX - 1) << 8);
    g_assert_cmpint(iot_localnet_lookup(net, &inside), ==, IOT_LOCAL_ONLINK);
    assert_evidence(net, "2001:db8:0:ff::2", IOT_LOCAL_SLASH64);
    assert_evidence(net, "2001:db8:0:100::2", IOT_LOCAL_NOT);
}

static void
test_every_evidence_has_words_of_its_own(void)
{
    for (int a = IOT_LOCAL_NOT; a <= IOT_LOCAL_ONLINK; a++)
        for (int b = IOT_LOCAL_NOT; b < a; b++)
            g_assert_cmpstr(iot_local_evidence_name(a), !=, iot_local_evidence_name(b));
}

static void
test_edges_of_networks_are_no_hosts(void)
{
    static const struct {
        const char *announced, *addr;
        bool is_edge;
    } cases[] = {
        {NULL, "192.168.1.255", true},
        {NULL, "192.168.1.0", true},
        {NULL, "192.168.1.254", false},
        {NULL, "fe80::ff", false},
        {"192.168.0.0/16", "192.168.1.255", false},
        {"192.168.0.0/16", "192.168.255.255", true},
        {"192.168.1.0/25", "192.168.1.127", true},
        {"192.168.1.0/25", "192.168.1.126", false},
        {"192.168.1.0/25", "192.168.2.255", true},
        {"192.168.1.0/31", "192.168.1.0", false},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_localnet) net = iot_localnet_new();
        iot_addr at = addr(cases[i].addr);
        if (cases[i].announced) {
            iot_prefix announced = prefix(cases[i].announced);
            iot_localnet_observe_onlink(net, &announced);
        }
        g_test_message("%s", cases[i].addr);
        g_assert_cmpint(iot_localnet_is_edge(net, &at), ==, cases[i].is_edge);
    }
}

static void
test_free_accepts_null(void)
{
    iot_localnet_free(NULL);
}

#define ADD(name) g_test_add_func("/localnet/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(private_ranges_end_where_their_rfcs_say);
    ADD(addresses_of_nobody_are_never_local);
    ADD(proof_of_an_address_of_nobody_changes_nothing);
    ADD(configured_network_is_local);
    ADD(neighbour_proves_its_own_ipv4_address_only);
    ADD(neighbour_with_global_ipv6_proves_its_slash64);
    ADD(address_made_of_its_senders_mac_is_local);
    ADD(address_made_of_another_mac_proves_nothing);
    ADD(announced_prefix_is_believed_unless_too_short);
    ADD(announced_prefix_ends_at_its_mask);
    ADD(revision_changes_with_what_may_have_become_local_only);
    ADD(flood_of_neighbours_proves_nothing_beyond_the_cap);
    ADD(flood_of_prefixes_proves_nothing_beyond_the_cap);
    ADD(every_evidence_has_words_of_its_own);
    ADD(edges_of_networks_are_no_hosts);
    ADD(free_accepts_null);
    return g_test_run();
}
