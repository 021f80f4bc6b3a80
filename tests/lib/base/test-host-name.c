/* test-host-name.c - what can be the name of a host, and what cannot
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/host-name.h"

#include <glib.h>

static const struct {
    const char *raw, *name;
} samples[] = {
    {"api.vendor.example", "api.vendor.example"},
    {"API.Vendor.Example.", "api.vendor.example"},
    {"api.vendor.example:8080", "api.vendor.example"},
    {"api.vendor.example.:80", "api.vendor.example"},
    {"_dmarc.a-b.example", "_dmarc.a-b.example"},
    {"m\xc3\xbcller.example", "m\xc3\xbcller.example"},
    {"1.example", "1.example"},
    {NULL, NULL},
    {"", NULL},
    {".", NULL},
    {"camera", NULL},
    {"camera.", NULL},
    {"localhost", NULL},
    {"a.localhost", NULL},
    {"localhost.localdomain", NULL},
    {"a.ip6-localhost", NULL},
    {"a.invalid", NULL},
    {"4.3.2.1.in-addr.arpa", NULL},
    {"fritz.box", "fritz.box"},
    {"nas.lan", "nas.lan"},
    {"198.51.100.1", NULL},
    {"198.51.100.1:80", NULL},
    {"0x7f.1", NULL},
    {"2001:db8::1", NULL},
    {"[2001:db8::1]:80", NULL},
    {"*.vendor.example", NULL},
    {"a b.example", NULL},
    {"a..example", NULL},
    {".a.example", NULL},
    {"http://a.example/", NULL},
};

static void
test_only_names_of_two_labels_or_more_name_somebody(void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(samples); i++) {
        g_autofree char *name = iot_host_name(samples[i].raw);
        g_assert_cmpstr(name, ==, samples[i].name);
    }
}

static void
test_whom_a_name_means_is_told_by_its_end(void)
{
    static const struct {
        const char *name;
        iot_host_meaning meaning;
    } rows[] = {
        {"api.vendor.example", IOT_HOST_OF_INTERNET},
        {"", IOT_HOST_OF_INTERNET},
        {"notlocal", IOT_HOST_OF_INTERNET},
        {"nas.notlan", IOT_HOST_OF_INTERNET},
        {"local.example", IOT_HOST_OF_INTERNET},
        {"xfritz.box", IOT_HOST_OF_INTERNET},
        {"e164.arpa", IOT_HOST_OF_INTERNET},
        {"nas.lan", IOT_HOST_OF_HOME},
        {"local", IOT_HOST_OF_HOME},
        {"a.b.home.arpa", IOT_HOST_OF_HOME},
        {"fritz.box", IOT_HOST_ROUTER},
        {"nas.fritz.box", IOT_HOST_ROUTER},
        {"speedport.ip", IOT_HOST_ROUTER},
        {"localhost", IOT_HOST_SELF},
        {"localhost.localdomain", IOT_HOST_SELF},
        {"a.invalid", IOT_HOST_NOBODY},
        {"8.b.d.0.1.0.0.2.ip6.arpa", IOT_HOST_NOBODY},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].name);
        g_assert_cmpint(iot_host_meaning_of(rows[i].name), ==, rows[i].meaning);
    }
}

static void
test_long_labels_are_none(void)
{
    g_autofree char *label = g_strnfill(64, 'a');
    g_autofree char *raw = g_strconcat(label, ".example", NULL);

    g_assert_null(iot_host_name(raw));
    g_autofree char *short_enough = iot_host_name(raw + 1);
    g_assert_cmpstr(short_enough, ==, raw + 1);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/host-name/whom_a_name_means_is_told_by_its_end",
                    test_whom_a_name_means_is_told_by_its_end);
    g_test_add_func("/host-name/only_names_of_two_labels_or_more_name_somebody",
                    test_only_names_of_two_labels_or_more_name_somebody);
    g_test_add_func("/host-name/long_labels_are_none", test_long_labels_are_none);
    return g_test_run();
}
