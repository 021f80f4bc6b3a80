/* test-nat64.c - IPv6 addresses that are made of IPv4 addresses
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "build.h"
#include "base/nat64.h"

static void
assert_embedded(const iot_nat64 *nat64, const char *text, const char *expected)
{
    char shown[IOT_ADDR_TEXT];
    iot_addr at = addr(text), v4 = {0};

    g_test_message("%s", text);
    g_assert_cmpint(iot_nat64_embedded(nat64, &at, &v4), ==, expected != NULL);
    g_assert_cmpstr(iot_addr_format(&v4, shown), ==, expected ? expected : "");
}

static bool
shown(iot_nat64 *nat64, const char *name, const char *text)
{
    iot_addr at = addr(text);

    return iot_nat64_observe(nat64, name, &at);
}

static void
test_well_known_prefix_needs_no_word(void)
{
    iot_nat64 nat64 = {0};

    assert_embedded(&nat64, "64:ff9b::c633:640e", "198.51.100.14");
    assert_embedded(&nat64, "64:ff9b:1::c633:640e", NULL);
    assert_embedded(&nat64, "64:ff9b::1:c633:640e", NULL);
    assert_embedded(&nat64, "2001:db8::c633:640e", NULL);
    assert_embedded(&nat64, "198.51.100.14", NULL);
}

/* The examples of RFC 6052 section 2.4, with what ipv4only.arpa shows of them. */
static void
test_prefix_of_each_length_is_shown_by_the_name(void)
{
    static const struct {
        const char *shows, *addr;
    } cases[] = {
        {"2001:db8:c000:aa::", "2001:db8:c000:221::"},
        {"2001:db8:1c0:0:aa::", "2001:db8:1c0:2:21::"},
        {"2001:db8:122:c000:0:aa00::", "2001:db8:122:c000:2:2100::"},
        {"2001:db8:122:3c0:0:ab::", "2001:db8:122:3c0:0:221::"},
        {"2001:db8:122:344:c0:0:ab00::", "2001:db8:122:344:c0:2:2100::"},
        {"2001:db8:122:344::c000:aa", "2001:db8:122:344::192.0.2.33"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        iot_nat64 nat64 = {0};
        assert_embedded(&nat64, cases[i].addr, NULL);
        g_assert_true(shown(&nat64, "ipv4only.arpa", cases[i].shows));
        g_assert_false(shown(&nat64, "ipv4only.arpa", cases[i].shows));
        assert_embedded(&nat64, cases[i].addr, "192.0.2.33");
    }
}

static void
test_other_names_and_addresses_show_nothing(void)
{
    iot_nat64 nat64 = {0};

    g_assert_false(shown(&nat64, "ipv4only.example", "2001:db8::c000:aa"));
    g_assert_false(shown(&nat64, "ipv4only.arpa", "2001:db8::c000:ac"));
    g_assert_false(shown(&nat64, "ipv4only.arpa", "2001:db8::c000:a9"));
    g_assert_false(shown(&nat64, "ipv4only.arpa", "2001:db8::c000:1aa"));
    g_assert_false(shown(&nat64, "ipv4only.arpa", "2001:db8::c001:aa"));
    g_assert_false(shown(&nat64, "ipv4only.arpa", "2001:db8::c100:aa"));
    g_assert_false(shown(&nat64, "ipv4only.arpa", "192.0.0.170"));
    g_assert_false(shown(&nat64, "ipv4only.arpa", "64:ff9b::c000:aa"));
    assert_embedded(&nat64, "2001:db8::c633:640e", NULL);
}

static void
test_prefixes_have_an_end(void)
{
    iot_nat64 nat64 = {0};

    for (unsigned i = 0; i < 2 * IOT_NAT64_PREFIXES_MAX; i++) {
        g_autofree char *text = g_strdup_printf("2001:db8:%x::c000:aa", i);
        g_assert_cmpint(shown(&nat64, "ipv4only.arpa", text), ==, i < IOT_NAT64_PREFIXES_MAX);
    }
}

#define ADD(name) g_test_add_func("/nat64/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(well_known_prefix_needs_no_word);
    ADD(prefix_of_each_length_is_shown_by_the_name);
    ADD(other_names_and_addresses_show_nothing);
    ADD(prefixes_have_an_end);
    return g_test_run();
}
