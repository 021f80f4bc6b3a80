/* test-questions.c - the names that each device asked DNS for, and what came of it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "counted.h"
#include "report/columns.h"

/* A question to the router, or its answer. */
static iot_observation
dns(uint32_t frame, bool asks, const iot_fact *fact)
{
    iot_observation obs = asks ? packet(frame, LAMP_MAC, LAMP, ROUTER_MAC, ROUTER)
                               : packet(frame, ROUTER_MAC, ROUTER, LAMP_MAC, LAMP);

    obs = in_stream(obs, IOT_TRANSPORT_UDP, 1, asks ? 50000 : 53, asks ? 53 : 50000);
    obs.facts = fact;
    obs.n_facts = 1;
    return obs;
}

static void
ask(counted *all, uint32_t frame, const char *name, uint32_t asks)
{
    count(all, dns(frame, true, &(iot_fact){IOT_FACT_QUERY, .query = {name, true, asks}}));
}

static void
reply(counted *all, uint32_t frame, const char *name, iot_dns_reply how)
{
    count(all, dns(frame, false,
                   &(iot_fact){IOT_FACT_REPLY, .reply = {name, how, mac(LAMP_MAC), mac(ROUTER_MAC),
                                                         addr(ROUTER)}}));
}

static iot_report *
questions_of(counted *all)
{
    iot_capture_settle(all->capture);
    return iot_report_new(all->capture, all->counters, &(iot_report_options){.questions = true});
}

static const iot_question_row *
row_at(const iot_report *report, guint i)
{
    g_assert_cmpuint(report->questions->len, >, i);
    return g_ptr_array_index(report->questions, i);
}

static char *
text_of(const iot_report *report, guint i, const char *key)
{
    iot_cell cell =
        iot_column_get(iot_table_column(&iot_questions_table, key), row_at(report, i), report);
    char *text = g_strdup(cell.kind == IOT_CELL_TEXT ? cell.text : NULL);

    iot_cell_clear(&cell);
    return text;
}

static void
assert_text(const iot_report *report, guint i, const char *key, const char *expected)
{
    g_autofree char *text = text_of(report, i, key);

    g_assert_cmpstr(text, ==, expected);
}

/* Long after the last question, so that none of them is on its way. */
static void
go_on(counted *all)
{
    count(all, lamp_sends(100000, SITE));
}

static void
test_name_is_one_row_however_often_and_for_what(void)
{
    g_auto(counted) all = counted_new(NULL);

    ask(&all, 1, "a.example", iot_dns_type_bit(1));
    ask(&all, 2, "a.example", iot_dns_type_bit(28));
    ask(&all, 3, "a.example", iot_dns_type_bit(1) | IOT_DNS_AGAIN);
    reply(&all, 4, "a.example", IOT_DNS_REPLY_RECORDS);
    go_on(&all);
    g_autoptr(iot_report) report = questions_of(&all);
    g_assert_cmpuint(report->questions->len, ==, 1);
    g_assert_cmpuint(row_at(report, 0)->count, ==, 2);
    g_assert_cmpuint(row_at(report, 0)->unanswered, ==, 1);
    g_assert_cmpint(row_at(report, 0)->first_ns, ==, 1 * MS);
    g_assert_cmpint(row_at(report, 0)->last_ns, ==, 3 * MS);
    g_assert_cmpuint(row_at(report, 0)->first_frame, ==, 1);
    assert_text(report, 0, "all_types", "A, AAAA");
    assert_text(report, 0, "all_answered", "answered, unanswered");
}

static void
test_answer_that_may_still_come_is_not_missed(void)
{
    g_auto(counted) all = counted_new(NULL);

    ask(&all, 1, "a.example", iot_dns_type_bit(1));
    g_autoptr(iot_report) report = questions_of(&all);
    g_assert_cmpuint(row_at(report, 0)->unanswered, ==, 0);
    assert_text(report, 0, "all_answered", NULL);
}

static void
test_contact_is_told_by_name_and_by_address(void)
{
    g_auto(counted) all = counted_new(NULL);
    iot_observation hello = in_stream(lamp_sends(10, CLOUD), IOT_TRANSPORT_TCP, 7, 40000, 443);

    see_answer(all.capture, 1, LAMP_MAC, LAMP, "asked.example", CLOUD);
    see_answer(all.capture, 2, LAMP_MAC, LAMP, "named.example", CLOUD);
    ask(&all, 3, "asked.example", 2);
    ask(&all, 4, "never.example", 2);
    ask(&all, 5, "named.example", 2);
    hello.server_name = "named.example";
    count(&all, hello);
    g_autoptr(iot_report) report = questions_of(&all);
    assert_text(report, 0, "name", "asked.example");
    assert_text(report, 0, "contacted", "under another name");
    assert_text(report, 1, "name", "named.example");
    assert_text(report, 1, "contacted", "yes");
    assert_text(report, 2, "name", "never.example");
    assert_text(report, 2, "contacted", "no");
}

static void
test_device_that_was_looked_up_is_contacted_as_one(void)
{
    g_auto(counted) all = counted_new(NULL);

    see_arp(all.capture, 1, CAMERA_MAC, CAMERA);
    see_answer(all.capture, 2, LAMP_MAC, LAMP, "camera.home", CAMERA);
    ask(&all, 3, "camera.home", 2);
    count(&all, packet(4, LAMP_MAC, LAMP, CAMERA_MAC, CAMERA));
    g_autoptr(iot_report) report = questions_of(&all);
    assert_text(report, 0, "contacted", "under another name");
}

static void
test_reverse_lookup_is_readable(void)
{
    g_auto(counted) all = counted_new(NULL);

    ask(&all, 1, "9.100.51.198.in-addr.arpa", iot_dns_type_bit(12));
    ask(&all, 2, "in-addr.arpa", iot_dns_type_bit(12));
    count(&all, lamp_sends(3, SITE));
    g_autoptr(iot_report) report = questions_of(&all);
    assert_text(report, 0, "question", "name of 198.51.100.9");
    assert_text(report, 0, "address", "198.51.100.9");
    assert_text(report, 0, "contacted", "yes");
    assert_text(report, 1, "question", "in-addr.arpa");
    assert_text(report, 1, "address", NULL);
}

static void
test_only_counted_packets_ask(void)
{
    g_auto(counted) all = counted_new(NULL);
    iot_fact fact = {IOT_FACT_QUERY, .query = {"a.example", true, 2}};

    see(all.capture, dns(1, true, &fact));
    count(&all, lamp_sends(2, SITE));
    g_autoptr(iot_report) report = questions_of(&all);
    g_assert_cmpuint(report->questions->len, ==, 0);
}

static void
test_resolver_inside_of_tls_is_told(void)
{
    static const struct {
        uint16_t port;
        const char *addr;
        bool told;
    } cases[] = {{853, SITE, true}, {443, "9.9.9.9", true}, {443, SITE, false}, {53, SITE, false}};

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(counted) all = counted_new(NULL);
        iot_observation hello =
            in_stream(lamp_sends(1, cases[i].addr), IOT_TRANSPORT_TCP, 7, 40000, cases[i].port);
        hello.syn = true;
        count(&all, hello);
        g_autoptr(iot_report) report = questions_of(&all);
        g_test_message("case %u", i);
        g_assert_cmpuint(report->encrypted->len, ==, cases[i].told);
    }
}

#define ADD(name) g_test_add_func("/questions/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(name_is_one_row_however_often_and_for_what);
    ADD(answer_that_may_still_come_is_not_missed);
    ADD(contact_is_told_by_name_and_by_address);
    ADD(device_that_was_looked_up_is_contacted_as_one);
    ADD(reverse_lookup_is_readable);
    ADD(only_counted_packets_ask);
    ADD(resolver_inside_of_tls_is_told);
    return g_test_run();
}
