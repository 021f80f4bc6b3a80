/* test-allow-list.c - lists of allowed destinations
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "build.h"
#include "reference/allow-list.h"

#define V4 "192.0.2.7"
#define V6 "2001:db8::1"

static void
test_words_match_names_addresses_and_ports(void)
{
    static const struct {
        const char *allow, *name, *addr;
        uint16_t port;
        bool matches;
    } cases[] = {
        /* names */
        {"api.example.com", "api.example.com", V4, 443, true},
        {"API.Example.com", "api.example.COM", V4, 443, true},
        {"api.example.com", "www.example.com", V4, 443, false},
        {"example.com", "api.example.com", V4, 443, false},
        {"api.example.com", "example.com", V4, 443, false},
        {"api.example.com", NULL, V4, 443, false},
        /* what is below a name */
        {"*.example.com", "api.example.com", V4, 443, true},
        {"*.example.com", "a.b.example.com", V4, 443, true},
        {"*.Example.com", "api.EXAMPLE.com", V4, 443, true},
        {"*.example.com", "example.com", V4, 443, false},
        {"*.example.com", ".example.com", V4, 443, false},
        {"*.example.com", "badexample.com", V4, 443, false},
        {"*.example.com", "api.example.com.evil", V4, 443, false},
        {"*", "api.example.com", V4, 443, false},
        {"*.", "api.example.com", V4, 443, false},
        {"*example.com", "badexample.com", V4, 443, false},
        /* addresses and networks */
        {V4, NULL, V4, 443, true},
        {V4, V4, V4, 443, true},
        {V4, NULL, "192.0.2.8", 443, false},
        {V4, "api.example.com", NULL, 443, false},
        {"192.0.2.0/24", NULL, V4, 443, true},
        {"192.0.2.0/24", NULL, "192.0.3.7", 443, false},
        {"192.0.2.0/24", NULL, V6, 443, false},
        {V6, NULL, V6, 443, true},
        {"2001:db8::/32", NULL, V6, 443, true},
        {"2001:db8::/32", NULL, "2001:db9::1", 443, false},
        /* ports */
        {"api.example.com:443", "api.example.com", V4, 443, true},
        {"api.example.com:443", "api.example.com", V4, 80, false},
        {"*.example.com:443", "api.example.com", V4, 443, true},
        {"*.example.com:443", "api.example.com", V4, 80, false},
        {V4 ":443", NULL, V4, 443, true},
        {V4 ":443", NULL, V4, 80, false},
        {"192.0.2.0/24:443", NULL, V4, 443, true},
        {"api.example.com:", "api.example.com", V4, 443, false},
        {"api.example.com:https", "api.example.com", V4, 443, false},
        {"api.example.com:70000", "api.example.com", V4, 4464, false},
        {":443", "api.example.com", V4, 443, false},
        /* IPv6 with a port stands in brackets */
        {"[" V6 "]:443", NULL, V6, 443, true},
        {"[" V6 "]:443", NULL, V6, 80, false},
        {"[" V6 "]", NULL, V6, 80, true},
        {"[2001:db8::/32]:443", NULL, V6, 443, true},
        {"[" V6 "]:443", NULL, "2001:db8::2", 443, false},
        {"[" V6, NULL, V6, 443, false},
        /* a list */
        {"a.example, b.example;c.example\td.example", "d.example", V4, 443, true},
        {" ,; ", "a.example", V4, 443, false},
        {"a.example:80 a.example:443", "a.example", V4, 443, true},
        {"", "a.example", V4, 443, false},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        iot_addr remote = addr(cases[i].addr);
        g_test_message("\"%s\": %s, %s, %u", cases[i].allow, cases[i].name, cases[i].addr,
                       cases[i].port);
        g_assert_true(iot_allow_matches(cases[i].allow, cases[i].name,
                                        cases[i].addr ? &remote : NULL,
                                        cases[i].port) == cases[i].matches);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/allow/words_match_names_addresses_and_ports",
                    test_words_match_names_addresses_and_ports);
    return g_test_run();
}
