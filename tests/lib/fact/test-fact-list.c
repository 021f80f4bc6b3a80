/* test-fact-list.c - a packet's facts, in order, without those that say nothing
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fact/fact-list.h"

#include "build.h"

static void
test_packet_without_facts_points_to_none(void)
{
    g_autoptr(iot_facts) facts = iot_facts_new();
    iot_observation obs = {.frame = 1};

    iot_facts_hand_over(facts, &obs);
    g_assert_null(obs.facts);
    g_assert_cmpuint(obs.n_facts, ==, 0);
}

static void
test_facts_keep_their_order_until_they_are_cleared(void)
{
    g_autoptr(iot_facts) facts = iot_facts_new();
    iot_observation obs = {.frame = 1}, next = {.frame = 2};

    iot_facts_add(
        facts, &(iot_fact){IOT_FACT_QUERY, .query = {.question = "a.example", .recursion = false}});
    iot_facts_add(facts,
                  &(iot_fact){IOT_FACT_SERVER, .server = {IOT_ROLE_RESOLVER, addr("192.168.1.1")}});
    iot_facts_add(
        facts, &(iot_fact){IOT_FACT_QUERY, .query = {.question = "b.example", .recursion = true}});
    iot_facts_hand_over(facts, &obs);
    g_assert_cmpuint(obs.n_facts, ==, 3);
    g_assert_cmpstr(obs.facts[0].query.question, ==, "a.example");
    assert_addr(&obs.facts[1].server.addr, "192.168.1.1");
    g_assert_true(obs.facts[2].query.recursion);
    iot_facts_clear(facts);
    iot_facts_hand_over(facts, &next);
    g_assert_cmpuint(next.n_facts, ==, 0);
}

static void
test_what_says_nothing_is_left_out(void)
{
    const iot_addr none = {0}, host = addr("192.168.1.9"), group = addr("224.0.0.251");
    const iot_mac nobody = {{0}}, there = mac("00:00:5e:00:53:01");
    const struct {
        iot_fact fact;
        bool told;
    } cases[] = {
        {{IOT_FACT_BINDING, .binding = {host, there, true}}, true},
        {{IOT_FACT_BINDING, .binding = {none, there, true}}, false},
        {{IOT_FACT_BINDING, .binding = {host, nobody, true}}, false},
        {{IOT_FACT_BINDING, .binding = {group, there, true}}, true}, /* the capture judges it */
        {{IOT_FACT_BINDING, .binding = {host, there, false}}, true},
        {{IOT_FACT_BINDING, .binding = {group, there, false}}, false},
        {{IOT_FACT_BINDING, .binding = {host, nobody, false}}, false},
        {{IOT_FACT_SERVER, .server = {IOT_ROLE_RESOLVER, host}}, true},
        {{IOT_FACT_SERVER, .server = {IOT_ROLE_RESOLVER, group}}, false},
        {{IOT_FACT_CLAIM, .claim = {IOT_NAME_DHCP, there, none, .name = "lamp"}}, true},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_facts) facts = iot_facts_new();
        iot_observation obs = {.frame = 1};
        iot_facts_add(facts, &cases[i].fact);
        iot_facts_hand_over(facts, &obs);
        g_test_message("%u", i);
        g_assert_cmpuint(obs.n_facts, ==, cases[i].told);
    }
}

static void
test_texts_have_so_much_room_and_no_more(void)
{
    g_autoptr(iot_facts) facts = iot_facts_new();

    char *first = iot_facts_text(facts, IOT_FACTS_TEXT_BYTES);
    g_assert_nonnull(first);
    iot_facts_keep(facts, 10);
    g_assert_null(iot_facts_text(facts, IOT_FACTS_TEXT_BYTES));
    g_assert_true(iot_facts_text(facts, IOT_FACTS_TEXT_BYTES - 10) == first + 10);
    iot_facts_clear(facts);
    g_assert_true(iot_facts_text(facts, IOT_FACTS_TEXT_BYTES) == first);
}

#define ADD(name) g_test_add_func("/fact-list/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(packet_without_facts_points_to_none);
    ADD(facts_keep_their_order_until_they_are_cleared);
    ADD(what_says_nothing_is_left_out);
    ADD(texts_have_so_much_room_and_no_more);
    return g_test_run();
}
