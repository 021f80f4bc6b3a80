/* test-dissect-upnp.c - names in UPnP descriptions, from bytes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "carried.h"

#define HEAD    "HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=\"utf-8\"\r\n\r\n"
#define PROLOG  "<?xml version=\"1.0\"?><root><device>"
#define NAME(x) "<friendlyName>" x "</friendlyName>"

static void
assert_name(const carried *c, const char *name)
{
    g_assert_cmpuint(c->obs.n_claims, ==, name ? 1 : 0);
    if (!name)
        return;
    g_assert_cmpint(c->obs.claims[0].source, ==, IOT_NAME_SSDP);
    g_assert_cmpstr(c->obs.claims[0].name, ==, name);
    assert_addr(&c->obs.claims[0].addr, "192.168.1.2");
}

static void
test_names_are_those_of_the_root_device(void)
{
    static const struct {
        const char *response, *name;
    } cases[] = {
        {HEAD PROLOG NAME("Lamp") NAME("Part of it"), "Lamp"},
        {HEAD PROLOG NAME("Hall &amp; Stairs"), "Hall & Stairs"},
        {HEAD PROLOG NAME("R&D"), "R&D"}, /* is no XML */
        {HEAD PROLOG "<manufacturer>x</manufacturer>", NULL},
        {"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" NAME("Page"), NULL},
        {"HTTP/1.1 200 OK\r\n\r\n" NAME("Whatever"), NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(carried) c = carried_new();
        g_auto(reassembly) t = {0};
        carried_segment(&c, &t, 80, cases[i].response, strlen(cases[i].response));
        g_assert_cmpstr(c.obs.protocol, ==, "http");
        assert_name(&c, cases[i].name);
    }
}

/* Wherever a segment ends, in headers, tag or name. */
static void
test_names_come_in_any_pieces(void)
{
    static const char response[] = HEAD PROLOG NAME("Floor lamp") "</device></root>";
    const char *end_of_name = strstr(response, "</friendlyName>");

    for (size_t cut = 20; response + cut <= end_of_name; cut++) {
        g_auto(carried) c = carried_new();
        g_auto(reassembly) t = {0};
        carried_segment(&c, &t, 80, response, cut);
        assert_name(&c, NULL);
        carried_segment(&c, &t, 80, response + cut, strlen(response) - cut);
        assert_name(&c, "Floor lamp");
        g_assert_true(t.done);
    }
}

static void
test_a_response_that_never_names_is_given_up(void)
{
    g_auto(carried) c = carried_new();
    g_auto(reassembly) t = {0};
    char filler[1000];

    memset(filler, 'x', sizeof filler);
    carried_segment(&c, &t, 80, BYTES(HEAD PROLOG));
    for (unsigned i = 0; i < 20 && !t.done; i++)
        carried_segment(&c, &t, 80, filler, sizeof filler);
    g_assert_true(t.done);
    g_assert_null(t.kept);
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/upnp/root-device", test_names_are_those_of_the_root_device);
    g_test_add_func("/upnp/pieces", test_names_come_in_any_pieces);
    g_test_add_func("/upnp/given-up", test_a_response_that_never_names_is_given_up);
    return g_test_run();
}
