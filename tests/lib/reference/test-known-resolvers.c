/* test-known-resolvers.c - well-known public DNS resolvers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "build.h"
#include "reference/known-resolvers.h"

static void
test_resolvers_are_known_by_name_or_address(void)
{
    static const struct {
        const char *name, *addr;
        bool known;
    } cases[] = {
        {"dns.google", "203.0.113.7", true},
        {"DNS.Google", "203.0.113.7", true},
        {"abc123.dns.nextdns.io", "203.0.113.7", true},
        {"xdns.google", "203.0.113.7", false},
        {"dns.google.evil.example", "203.0.113.7", false},
        {"google", "203.0.113.7", false},
        {"", "203.0.113.7", false},
        {"www.example", "203.0.113.7", false},
        {NULL, "203.0.113.7", false},
        {NULL, "8.8.8.8", true},
        {"www.example", "1.1.1.1", true},
        {NULL, "2606:4700:4700::1111", true},
        {NULL, "2606:4700:4700::1112", false},
        {NULL, "8.8.8.9", false},
        {NULL, NULL, false},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        iot_addr at = addr(cases[i].addr);
        g_test_message("%s at %s", cases[i].name, cases[i].addr);
        g_assert_true(iot_is_known_resolver(cases[i].name, &at) == cases[i].known);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/resolvers/are_known_by_name_or_address",
                    test_resolvers_are_known_by_name_or_address);
    return g_test_run();
}
