/* test-summary-facts.c - each kind of fact goes into a summary, and comes out of it again
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "archive/summary.h"
#include "home.h"

#include <assert.h>
#include <string.h>

#define MEMBER(text) "{\"fact\":\"" text "}"

/* One of each kind, told by the router to the lamp in frame 7, and how it stands in a line; NULL:
 * in none, as nobody needs it for long. */
static const struct {
    iot_fact fact;
    const char *addr, *mac; /* of the fact */
    const char *line;
} cases[] = {
    [IOT_FACT_ONLINK] = {{IOT_FACT_ONLINK, .onlink = {.length = 24}},
                         "192.168.7.0",
                         NULL,
                         MEMBER("onlink\",\"addr\":\"192.168.7.0\",\"number\":24")},
    [IOT_FACT_BINDING] = {{IOT_FACT_BINDING, .binding = {.neighbour = true}},
                          "192.168.1.9",
                          ROUTER_MAC,
                          MEMBER("binding\",\"frame\":7,\"addr\":\"192.168.1.9\",\"mac\":"
                                 "\"" ROUTER_MAC "\",\"flag\":1")},
    [IOT_FACT_RELAYED] = {{.kind = IOT_FACT_RELAYED},
                          "192.168.1.8",
                          CAMERA_MAC,
                          MEMBER("relayed\",\"frame\":7,\"addr\":\"192.168.1.8\",\"mac\":"
                                 "\"" CAMERA_MAC "\",\"by\":\"" ROUTER_MAC "\"")},
    [IOT_FACT_ANSWER] = {{IOT_FACT_ANSWER,
                          .answer = {.ttl_s = 60, .question = "a.example", .owner = "b.example"}},
                         CLOUD,
                         NULL,
                         MEMBER("answer\",\"frame\":7,\"time_ns\":7000000,\"addr\":\"" CLOUD
                                "\",\"end\":2,\"number\":60,\"text\":\"a.example\","
                                "\"owner\":\"b.example\"")},
    [IOT_FACT_CLAIM] = {{IOT_FACT_CLAIM, .claim = {.source = IOT_NAME_SSDP, .name = "Lamp"}},
                        NULL,
                        LAMP_MAC,
                        MEMBER("claim\",\"frame\":7,\"mac\":\"" LAMP_MAC
                               "\",\"number\":3,\"text\":\"Lamp\"")},
    [IOT_FACT_QUERY] = {{IOT_FACT_QUERY, .query = {"a.example", true, 6}},
                        NULL,
                        NULL,
                        MEMBER("query\",\"frame\":7,\"time_ns\":7000000,\"end\":1,\"other\":2,"
                               "\"number\":6,\"times\":1,\"flag\":1,\"text\":\"a.example\"")},
    [IOT_FACT_SERVER] = {{IOT_FACT_SERVER, .server = {.role = IOT_ROLE_TIME_SERVER}},
                         ROUTER,
                         NULL,
                         MEMBER("server\",\"addr\":\"" ROUTER "\",\"number\":1")},
    [IOT_FACT_DHCP_SERVER] = {{.kind = IOT_FACT_DHCP_SERVER},
                              ROUTER,
                              ROUTER_MAC,
                              MEMBER("dhcp\",\"frame\":7,\"addr\":\"" ROUTER
                                     "\",\"mac\":\"" ROUTER_MAC "\",\"times\":1")},
    [IOT_FACT_UNREACHABLE] = {{.kind = IOT_FACT_UNREACHABLE},
                              CLOUD,
                              NULL,
                              MEMBER("unreachable\",\"addr\":\"" CLOUD "\"")},
    [IOT_FACT_DETOUR] = {{IOT_FACT_DETOUR, .detour = {0}},
                         ROUTER,
                         NULL,
                         MEMBER("detour\",\"frame\":7,\"addr\":\"" ROUTER
                                "\",\"end\":1,\"other\":2,\"times\":1")},
    [IOT_FACT_EVIDENCE] = {{IOT_FACT_EVIDENCE, .evidence = {.evidence = IOT_EVIDENCE_MDNS_TXT,
                                                            .text = "_hap._tcp md=LX1"}},
                           LAMP,
                           LAMP_MAC,
                           MEMBER("evidence\",\"frame\":7,\"addr\":\"" LAMP "\",\"mac\":\"" LAMP_MAC
                                  "\",\"text\":\"_hap._tcp md=LX1\",\"owner\":\"mdns.txt\"")},
    [IOT_FACT_ALIAS] = {{IOT_FACT_ALIAS, .alias = {"a.example", "b.example"}}, NULL, NULL, NULL},
    [IOT_FACT_NEARBY] = {{IOT_FACT_NEARBY, .nearby = {.passed_on = true}},
                         CLOUD,
                         NULL,
                         MEMBER("nearby\",\"addr\":\"" CLOUD "\",\"flag\":1")},
    [IOT_FACT_MENTION] = {{.kind = IOT_FACT_MENTION},
                          CLOUD,
                          NULL,
                          MEMBER("mention\",\"addr\":\"" CLOUD "\"")},
    /* Of a question that was not seen. */
    [IOT_FACT_REPLY] = {{IOT_FACT_REPLY,
                         .reply = {.question = "b.example", .reply = IOT_DNS_REPLY_REFUSED}},
                        NULL,
                        NULL,
                        NULL},
};
static_assert(G_N_ELEMENTS(cases) == IOT_FACT_KINDS, "there is an example of every kind");

static iot_fact
example(iot_fact_kind kind)
{
    iot_fact fact = cases[kind].fact;
    iot_addr at = addr(cases[kind].addr);

    switch (kind) {
    case IOT_FACT_ONLINK:
        fact.onlink.addr = at;
        break;
    case IOT_FACT_BINDING:
        fact.binding.addr = at;
        fact.binding.mac = mac(cases[kind].mac);
        break;
    case IOT_FACT_RELAYED:
        fact.relayed = (iot_relayed_fact){at, mac(cases[kind].mac), mac(ROUTER_MAC)};
        break;
    case IOT_FACT_ANSWER:
        fact.answer.addr = at;
        break;
    case IOT_FACT_CLAIM:
        fact.claim.mac = mac(cases[kind].mac);
        break;
    case IOT_FACT_SERVER:
        fact.server.addr = at;
        break;
    case IOT_FACT_DHCP_SERVER:
        fact.dhcp_server = (iot_dhcp_server_fact){at, mac(cases[kind].mac)};
        break;
    case IOT_FACT_UNREACHABLE:
        fact.unreachable = at;
        break;
    case IOT_FACT_DETOUR:
        fact.detour = at;
        break;
    case IOT_FACT_EVIDENCE:
        fact.evidence.addr = at;
        fact.evidence.mac = mac(cases[kind].mac);
        break;
    case IOT_FACT_NEARBY:
        fact.nearby.addr = at;
        break;
    case IOT_FACT_MENTION:
        fact.mentioned = at;
        break;
    case IOT_FACT_QUERY:
    case IOT_FACT_ALIAS:
    case IOT_FACT_REPLY:
    case IOT_FACT_KINDS:
        break;
    }
    return fact;
}

/* The one line of a capture. */
static char *
line_of(iot_capture *capture, const iot_counters *counters, iot_summary *summary)
{
    iot_capture_settle(capture);
    iot_summary_add_capture(summary, capture, counters, "x");
    return iot_summary_line(summary, 0);
}

static iot_capture *
new_capture(void)
{
    return iot_capture_new(&(iot_capture_options){.reports_only = true});
}

/* A capture that was told facts, `times` times, written down, taken in by another, and that
 * written down again: the line. The other says the same of ends, facts and flows. */
static char *
told_and_told_again(const iot_fact *facts, unsigned n, unsigned times)
{
    g_autoptr(iot_capture) first = new_capture(), second = new_capture();
    g_autoptr(iot_counters) counters = iot_counters_new(), again = iot_counters_new();
    g_autoptr(iot_summary) summary = iot_summary_new(), other = iot_summary_new();
    iot_observation hello = packet(1, ROUTER_MAC, ROUTER, LAMP_MAC, LAMP);
    iot_observation obs = packet(7, ROUTER_MAC, ROUTER, LAMP_MAC, LAMP);

    /* Both have a number before anything is told. */
    iot_counters_add(counters, iot_capture_observe(first, &hello), 100, hello.time_ns);
    obs.facts = facts;
    obs.n_facts = n;
    for (unsigned i = 0; i < times; i++)
        iot_counters_add(counters, iot_capture_observe(first, &obs), 100, obs.time_ns);
    g_autofree char *line = line_of(first, counters, summary);
    g_assert_cmpuint(iot_summary_replay(summary, second, again, NULL), ==, 1);
    g_autofree char *second_line = line_of(second, again, other);
    g_assert_cmpstr(strstr(line, "\"ends\""), ==, strstr(second_line, "\"ends\""));
    return g_steal_pointer(&line);
}

static void
test_each_kind_goes_in_and_out(void)
{
    for (iot_fact_kind kind = 0; kind < IOT_FACT_KINDS; kind++) {
        iot_fact fact = example(kind);
        g_autofree char *line = told_and_told_again(&fact, 1, 1);
        g_autofree char *expected =
            g_strdup_printf("\"facts\":[%s]", cases[kind].line ? cases[kind].line : "");
        g_test_message("%s", line);
        g_assert_nonnull(strstr(line, expected));
    }
}

static void
test_all_of_one_packet_stand_in_the_order_of_kinds(void)
{
    iot_fact facts[IOT_FACT_KINDS];

    for (iot_fact_kind kind = 0; kind < IOT_FACT_KINDS; kind++)
        facts[IOT_FACT_KINDS - 1 - kind] = example(kind);
    g_autofree char *line = told_and_told_again(facts, IOT_FACT_KINDS, 1);
    const char *at = line;
    /* Of no frame are those that nobody remembers one of. */
    static const iot_fact_kind order[] = {
        IOT_FACT_ONLINK,  IOT_FACT_SERVER,  IOT_FACT_UNREACHABLE, IOT_FACT_NEARBY,
        IOT_FACT_MENTION, IOT_FACT_BINDING, IOT_FACT_RELAYED,     IOT_FACT_ANSWER,
        IOT_FACT_CLAIM,   IOT_FACT_QUERY,   IOT_FACT_DHCP_SERVER, IOT_FACT_EVIDENCE,
        IOT_FACT_DETOUR};
    static_assert(G_N_ELEMENTS(order) + 2 == IOT_FACT_KINDS, "every kind has its place");
    for (unsigned i = 0; i < G_N_ELEMENTS(order); i++) {
        at = strstr(at, cases[order[i]].line);
        g_assert_nonnull(at);
    }
}

static void
test_what_was_told_often_counts_as_often(void)
{
    iot_fact facts[] = {example(IOT_FACT_QUERY), example(IOT_FACT_DHCP_SERVER)};
    g_autofree char *line = told_and_told_again(facts, 2, 3);
    const char *first = strstr(line, "\"fact\":\"query\""),
               *rest = strstr(first + 1, "\"fact\":\"query\""),
               *dhcp = strstr(line, "\"fact\":\"dhcp\"");

    /* The first has a time of its own. */
    g_assert_true(strstr(first, "\"times\":1,\"flag\":1") < rest);
    g_assert_nonnull(strstr(rest, "\"times\":2,\"flag\":1"));
    g_assert_nonnull(strstr(dhcp, "\"times\":3}"));
}

/* The capture that both would have been. */
static iot_capture *
put_together(iot_capture *parts[2])
{
    g_autoptr(iot_summary) summary = iot_summary_new();
    g_autoptr(iot_counters) counters = iot_counters_new();
    iot_capture *all = new_capture();

    for (unsigned i = 0; i < 2; i++) {
        iot_capture_settle(parts[i]);
        iot_summary_add_capture(summary, parts[i], counters, i ? "later" : "earlier");
    }
    g_assert_cmpuint(iot_summary_replay(summary, all, counters, NULL), ==, 2);
    iot_capture_settle(all);
    return all;
}

static void
test_what_refutes_an_answer_from_nearby_goes_along(void)
{
    for (unsigned refuted = 0; refuted < 2; refuted++) {
        g_autoptr(iot_capture) first = new_capture(), second = new_capture();
        iot_observation obs = lamp_receives(1, CLOUD);
        iot_addr cloud = addr(CLOUD);

        obs.response_ns = 300000;
        obs.ttl = 64;
        see(first, obs);
        obs.frame = 2;
        obs.ttl = refuted ? 61 : 64;
        see(second, obs);
        g_autoptr(iot_capture) all = put_together((iot_capture *[]){first, second});
        g_assert_true(iot_capture_is_nearby(all, &cloud) == !refuted);
    }
}

/* One domain for all, else what a filter answers names nobody. */
static void
test_home_names_of_two_captures_contradict_each_other(void)
{
    static const char *const cases[][2] = {{"ads.one.example", "track.two.example"},
                                           {"hall.home.example", "attic.home.example"}};

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_capture) first = new_capture(), second = new_capture();

        see(first, lamp_sends(1, CLOUD));
        see_answer(first, 2, CAMERA_MAC, CAMERA, cases[i][0], LAMP);
        see_answer(second, 3, CAMERA_MAC, CAMERA, cases[i][1], LAMP);
        g_autoptr(iot_capture) all = put_together((iot_capture *[]){first, second});
        iot_mac lamp = mac(LAMP_MAC);
        const iot_device *device = iot_devices_lookup_mac(iot_capture_devices(all), &lamp);
        g_assert_cmpstr(iot_device_name(device), ==, i ? "attic" : LAMP_MAC);
    }
}

#define ADD(name) g_test_add_func("/summary-facts/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(each_kind_goes_in_and_out);
    ADD(all_of_one_packet_stand_in_the_order_of_kinds);
    ADD(what_was_told_often_counts_as_often);
    ADD(what_refutes_an_answer_from_nearby_goes_along);
    ADD(home_names_of_two_captures_contradict_each_other);
    return g_test_run();
}
