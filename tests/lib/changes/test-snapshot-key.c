/* test-snapshot-key.c - what both sides of a comparison call the same thing
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "changes/snapshot-internal.h"

static void
test_names_that_differ_in_their_numbers_are_one(void)
{
    static const struct {
        const char *name, *key;
    } cases[] = {
        {"api.example.com", "api.example.com"},
        {"r0801.dch.example.com", "r#.dch.example.com"},
        {"R0802.DCH.example.com", "r#.dch.example.com"},
        {"time-a.example", "time-a.example"},
        {"ec2-52-9-1-7.compute.example", "*.compute.example"},
        {"rr4---sn-4g5edn6r.video.example", "*.video.example"},
        {"0a1b2c3d4e5f.iot.example", "*.iot.example"},
        {"deadbeef.example", "deadbeef.example"}, /* a word, for all we know */
        {"cafe0001.example", "*.example"},
        {"3.example", "#.example"},
        {"", ""},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *key = snapshot_name_key(cases[i].name);
        g_assert_cmpstr(key, ==, cases[i].key);
    }
}

static void
test_ports_that_nobody_chose_are_left_out(void)
{
    static const struct {
        iot_service service;
        const char *key, *unnamed;
    } cases[] = {
        {{IOT_TRANSPORT_TCP, 443, "tls"}, "tcp/443", "no name tcp/443"},
        {{IOT_TRANSPORT_TCP, 443, NULL}, "tcp/443", "no name tcp/443"},
        {{IOT_TRANSPORT_UDP, 32767, NULL}, "udp/32767", "no name udp/32767"},
        {{IOT_TRANSPORT_UDP, 32768, NULL}, "udp", "no name udp"},
        {{IOT_TRANSPORT_TCP, 50443, "tls"}, "tcp tls", "no name tcp tls"},
        {{IOT_TRANSPORT_NONE, 0, "gre"}, "gre", "no name gre"},
        {{IOT_TRANSPORT_NONE, 0, "esp"}, "esp", "no name esp"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *key = snapshot_service_key(&cases[i].service);
        g_autofree char *unnamed = snapshot_remote_key("192.0.2.1", &cases[i].service);
        g_assert_cmpstr(key, ==, cases[i].key);
        g_assert_cmpstr(unnamed, ==, cases[i].unnamed);
        g_assert_true(snapshot_is_nameless_by(unnamed, key));
    }
}

#define ADD(name) g_test_add_func("/snapshot-key/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(names_that_differ_in_their_numbers_are_one);
    ADD(ports_that_nobody_chose_are_left_out);
    return g_test_run();
}
