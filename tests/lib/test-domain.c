/* test-domain.c - whose name a DNS name is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <glib.h>

#include "domain.h"

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

#define ADD(name) g_test_add_func("/domain/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(registrable_domains);
    ADD(what_nobody_registered_has_none);
    return g_test_run();
}
