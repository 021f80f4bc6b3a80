/* test-dissect-upnp.c - names in UPnP descriptions, from bytes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "carried.h"
#include "wire/message/upnp.h"

#define HEAD    "HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=\"utf-8\"\r\n\r\n"
#define PROLOG  "<?xml version=\"1.0\"?><root><device>"
#define NAME(x) "<friendlyName>" x "</friendlyName>"
#define TYPE(x) "<deviceType>urn:schemas-upnp-org:device:" x ":1</deviceType>"

static void
assert_name(const carried *c, const char *name)
{
    g_assert_cmpuint(n_told(&c->obs, IOT_FACT_CLAIM), ==, name ? 1 : 0);
    if (!name)
        return;
    g_assert_cmpint(nth_told(&c->obs, IOT_FACT_CLAIM, 0)->claim.source, ==, IOT_NAME_SSDP);
    g_assert_cmpstr(nth_told(&c->obs, IOT_FACT_CLAIM, 0)->claim.name, ==, name);
    assert_addr(&nth_told(&c->obs, IOT_FACT_CLAIM, 0)->claim.addr, "192.168.1.2");
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
        {HEAD PROLOG TYPE("Basic") NAME("Lamp"), "Lamp"},
        {HEAD PROLOG TYPE("MediaRenderer") NAME("TV"), "TV"},
        {HEAD PROLOG TYPE("MediaServer") NAME("Videos"), NULL},
        {HEAD PROLOG TYPE("InternetGatewayDevice") NAME("Line"), NULL},
        {HEAD PROLOG NAME("Videos") TYPE("mediaserver"), NULL},
        /* The root device's type counts, and not that of what is embedded in it. */
        {HEAD PROLOG NAME("TV") "<deviceList><device>" TYPE("MediaServer"), "TV"},
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

/* Its name is told as soon as it is there; what is told beside it, once no more can be kept: all
 * that was kept until then. */
static void
test_a_description_that_never_ends_is_told_as_far_as_it_goes(void)
{
    g_auto(carried) c = carried_new();
    g_auto(reassembly) t = {0};
    char filler[1000];
    unsigned segments = 1;

    memset(filler, 'x', sizeof filler);
    carried_segment(&c, &t, 80, BYTES(HEAD PROLOG "<modelName>LX</modelName>" NAME("Lamp")));
    assert_name(&c, "Lamp");
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_EVIDENCE), ==, 0);
    while (!t.done) {
        carried_segment(&c, &t, 80, filler, sizeof filler);
        assert_name(&c, NULL);
        g_assert_cmpuint(n_told(&c.obs, IOT_FACT_EVIDENCE), ==, t.done ? 2 : 0);
        segments++;
    }
    g_autofree char *told = told_evidence(&c.obs);
    g_assert_cmpstr(told, ==, "upnp.friendlyName Lamp\nupnp.modelName LX\n");
    g_assert_cmpuint(segments, ==, 2 + UPNP_RESPONSE_MAX / sizeof filler);
    g_assert_null(t.kept);
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
    g_test_add_func("/upnp/never-ends",
                    test_a_description_that_never_ends_is_told_as_far_as_it_goes);
    g_test_add_func("/upnp/given-up", test_a_response_that_never_names_is_given_up);
    return g_test_run();
}
