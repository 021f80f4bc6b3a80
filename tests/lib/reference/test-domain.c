/* test-domain.c - whose name a DNS name is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <glib.h>

#include "reference/domain.h"

static void
test_registrable_domains(void)
{
    static const struct {
        const char *name, *domain;
    } cases[] = {
        {"www.wikipedia.org", "wikipedia.org"},
        {"wikipedia.org", "wikipedia.org"},
        {"www.bbc.co.uk", "bbc.co.uk"},
        {"a1guxefynxg.iot-as-mqtt.us-west-1.aliyuncs.com", "aliyuncs.com"},
        /* The private part of the list would tell a cloud's customers apart. */
        {"ec2-1-2-3-4.eu-west-1.compute.amazonaws.com", "amazonaws.com"},
        {"somebody.github.io", "github.io"},
        /* No registry: the last label but one. */
        {"nas.printer.lan", "printer.lan"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
        g_assert_cmpstr(iot_domain_of(cases[i].name), ==, cases[i].domain);
}

static void
test_what_nobody_registered_has_none(void)
{
    static const char *const names[] = {"",  "com", "co.uk", "printer", "192.0.2.1", "2001:db8::1",
                                        ".", "..",  "a.",    ".com",    "c...5"};

    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        g_assert_null(iot_domain_of(names[i]));
}

static void
test_names_that_a_registry_could_have_given(void)
{
    static const char *const public[] = {"www.paypal.com", "paypal.com",        "co.uk",
                                         "fritz.box",      "bbc.co.uk",         "a_b.example.org",
                                         "e164.arpa",      "somebody.github.io"};
    static const char *const home[] = {"",          "com",       "tv",           "printer.lan",
                                       "nas.local", "home.arpa", "tv.home.arpa", "a.internal",
                                       "x.evilcom", "a."};

    for (unsigned i = 0; i < G_N_ELEMENTS(public); i++)
        g_assert_true(iot_domain_is_public(public[i]));
    for (unsigned i = 0; i < G_N_ELEMENTS(home); i++)
        g_assert_false(iot_domain_is_public(home[i]));
}

static void
test_names_of_hosts(void)
{
    g_autofree char *longest = g_strnfill(63, 'a'), *longer = g_strnfill(64, 'a');
    const char *const hosts[] = {"roomba",  "3com",       "a.b",  "Desk_Lamp-2.home",
                                 "7up.lan", "0xcafe-hub", longest};
    const char *const others[] = {"",
                                  ".",
                                  "..",
                                  "-",
                                  "a.",
                                  "a..b",
                                  "-a",
                                  "a-",
                                  "a b",
                                  "k\u00fcche",
                                  "*.a",
                                  "192.0.2.1",
                                  "1",
                                  "1.2",
                                  "a.5",
                                  "0x7f.1",
                                  "0x7f000001",
                                  "0x",
                                  "fe80::1",
                                  "00:00:5e:00:53:10",
                                  "00-00-5e-00-53-10",
                                  "0000.5e00.5310",
                                  "a/b",
                                  longer};

    for (unsigned i = 0; i < G_N_ELEMENTS(hosts); i++)
        g_assert_true(iot_domain_is_host_name(hosts[i]));
    for (unsigned i = 0; i < G_N_ELEMENTS(others); i++)
        g_assert_false(iot_domain_is_host_name(others[i]));
}

static void
test_names_that_programs_look_up_by_themselves(void)
{
    static const char *const reserved[] = {"wpad",
                                           "WPAD",
                                           "wpad.lan",
                                           "isatap",
                                           "ISATAP.home.arpa",
                                           "localhost",
                                           "a.LocalHost",
                                           "localhost.localdomain",
                                           "ip6-loopback",
                                           "ip6-localhost",
                                           "ip6-allnodes",
                                           "broadcasthost",
                                           "localhost6"};
    static const char *const others[] = {"",           "roomba",       "wpad2", "my-wpad",
                                         "localhost2", "notlocalhost", "a.wpad"};

    for (unsigned i = 0; i < G_N_ELEMENTS(reserved); i++)
        g_assert_true(iot_domain_is_reserved(reserved[i]));
    for (unsigned i = 0; i < G_N_ELEMENTS(others); i++)
        g_assert_false(iot_domain_is_reserved(others[i]));
}

#define ADD(name) g_test_add_func("/domain/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(registrable_domains);
    ADD(what_nobody_registered_has_none);
    ADD(names_that_a_registry_could_have_given);
    ADD(names_of_hosts);
    ADD(names_that_programs_look_up_by_themselves);
    return g_test_run();
}
