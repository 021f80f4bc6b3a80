/* test-servers.c - the servers that the network itself names
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "build.h"
#include "tables/servers.h"

#define MAC_A "00:00:5e:00:53:01"
#define MAC_B "00:00:5e:00:53:02"

static void
announce(iot_servers *servers, iot_role role, const char *text)
{
    iot_addr server = addr(text);

    iot_servers_observe(servers, role, &server);
}

static bool
has(const iot_servers *servers, iot_role role, const char *text)
{
    iot_addr server = addr(text);

    return iot_servers_has(servers, role, &server);
}

static void
test_server_is_known_in_its_role_only(void)
{
    g_autoptr(iot_servers) servers = iot_servers_new();

    g_assert_false(iot_servers_any(servers, IOT_ROLE_RESOLVER));
    announce(servers, IOT_ROLE_RESOLVER, "192.168.1.1");
    g_assert_true(iot_servers_any(servers, IOT_ROLE_RESOLVER));
    g_assert_false(iot_servers_any(servers, IOT_ROLE_TIME_SERVER));
    g_assert_true(has(servers, IOT_ROLE_RESOLVER, "192.168.1.1"));
    g_assert_false(has(servers, IOT_ROLE_RESOLVER, "192.168.1.2"));
    g_assert_false(has(servers, IOT_ROLE_TIME_SERVER, "192.168.1.1"));
}

static void
test_nobodys_addresses_are_no_servers(void)
{
    static const char *const none[] = {"0.0.0.0", "255.255.255.255", "224.0.0.1", "::", "ff02::1"};

    for (unsigned i = 0; i < G_N_ELEMENTS(none); i++) {
        g_autoptr(iot_servers) servers = iot_servers_new();
        announce(servers, IOT_ROLE_RESOLVER, none[i]);
        g_test_message("%s", none[i]);
        g_assert_false(iot_servers_any(servers, IOT_ROLE_RESOLVER));
    }
}

static void
test_servers_stop_at_the_cap(void)
{
    g_autoptr(iot_servers) servers = iot_servers_new();
    iot_addr first = nth_remote(0), last = nth_remote(IOT_SERVERS_MAX - 1);
    iot_addr beyond = nth_remote(IOT_SERVERS_MAX);

    for (uint32_t twice = 0; twice < 2; twice++) {
        for (uint32_t i = 0; i <= IOT_SERVERS_MAX; i++) {
            iot_addr server = nth_remote(i);
            iot_servers_observe(servers, IOT_ROLE_TIME_SERVER, &server);
        }
    }
    g_assert_true(iot_servers_has(servers, IOT_ROLE_TIME_SERVER, &first));
    g_assert_true(iot_servers_has(servers, IOT_ROLE_TIME_SERVER, &last));
    g_assert_false(iot_servers_has(servers, IOT_ROLE_TIME_SERVER, &beyond));
}

static void
test_dhcp_servers_are_apart_by_address_and_mac(void)
{
    static const struct {
        const char *addr, *mac;
        unsigned servers;
    } steps[] = {
        {"192.168.1.1", MAC_A, 1},
        {"192.168.1.1", MAC_A, 1},
        {"192.168.1.1", MAC_B, 2},
        {"192.168.1.2", MAC_B, 3},
    };
    g_autoptr(iot_servers) servers = iot_servers_new();

    for (unsigned i = 0; i < G_N_ELEMENTS(steps); i++) {
        iot_addr server = addr(steps[i].addr);
        iot_mac at = mac(steps[i].mac);
        iot_servers_observe_dhcp(servers, &server, &at, i + 1, 1);
        g_assert_cmpuint(iot_servers_dhcp_count(servers), ==, steps[i].servers);
    }
    g_assert_cmpuint(iot_servers_dhcp(servers, 0)->count, ==, 2);
    g_assert_cmpuint(iot_servers_dhcp(servers, 0)->first_frame, ==, 1);
    g_assert_cmpuint(iot_servers_dhcp(servers, 2)->first_frame, ==, 4);
    assert_addr(&iot_servers_dhcp(servers, 2)->addr, "192.168.1.2");
}

static void
test_dhcp_servers_stop_at_the_cap(void)
{
    g_autoptr(iot_servers) servers = iot_servers_new();

    for (uint32_t i = 0; i < IOT_SERVERS_MAX + 5; i++) {
        iot_addr server = nth_remote(i);
        iot_mac at = nth_mac(i);
        iot_servers_observe_dhcp(servers, &server, &at, i + 1, 1);
    }
    g_assert_cmpuint(iot_servers_dhcp_count(servers), ==, IOT_SERVERS_MAX);
    g_assert_cmpuint(iot_servers_dropped(servers), ==, 5);
}

static void
test_free_accepts_null(void)
{
    iot_servers_free(NULL);
}

#define ADD(name) g_test_add_func("/announced/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(server_is_known_in_its_role_only);
    ADD(nobodys_addresses_are_no_servers);
    ADD(servers_stop_at_the_cap);
    ADD(dhcp_servers_are_apart_by_address_and_mac);
    ADD(dhcp_servers_stop_at_the_cap);
    ADD(free_accepts_null);
    return g_test_run();
}
