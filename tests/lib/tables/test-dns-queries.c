/* test-dns-queries.c - who asked which resolver for what
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "build.h"
#include "tables/dns-queries.h"

/* Numbers of endpoints. */
enum { LAMP = 1, CAMERA = 2, ROUTER = 11, PUBLIC = 12 };

static void
test_questions_are_apart_by_asker_resolver_and_name(void)
{
    static const struct {
        uint32_t asker, resolver;
        const char *question;
        unsigned kept;
    } steps[] = {
        {LAMP, ROUTER, "a.example", 1}, {LAMP, ROUTER, "a.example", 1},
        {LAMP, ROUTER, "A.Example", 1}, {CAMERA, ROUTER, "a.example", 2},
        {LAMP, PUBLIC, "a.example", 3}, {LAMP, ROUTER, "b.example", 4},
        {LAMP, ROUTER, "", 4},          {LAMP, ROUTER, "two words", 5},
        {LAMP, ROUTER, "words", 6},
    };
    g_autoptr(iot_dns_queries) queries = iot_dns_queries_new();

    for (unsigned i = 0; i < G_N_ELEMENTS(steps); i++) {
        iot_dns_queries_observe(queries, steps[i].asker, steps[i].resolver,
                                &(iot_query_fact){steps[i].question, true, 2}, i + 1, i * MS, 1);
        g_test_message("step %u", i);
        g_assert_cmpuint(iot_dns_queries_count(queries), ==, steps[i].kept);
    }
    g_assert_cmpuint(iot_dns_queries_get(queries, 0)->count, ==, 3);
    g_assert_cmpuint(iot_dns_queries_get(queries, 0)->first_frame, ==, 1);
    g_assert_cmpint(iot_dns_queries_get(queries, 0)->last_ns, ==, 2 * MS);
}

static void
test_question_is_clean_and_lower_case(void)
{
    static const struct {
        const char *raw, *clean;
    } cases[] = {
        {"Www.Example", "www.example"},
        {"two words.example", "two words.example"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_dns_queries) queries = iot_dns_queries_new();
        iot_dns_queries_observe(queries, LAMP, ROUTER, &(iot_query_fact){cases[i].raw, true, 2}, 1,
                                0, 1);
        g_assert_cmpstr(iot_dns_queries_get(queries, 0)->question, ==, cases[i].clean);
    }
}

static void
test_questions_without_recursion_are_counted_apart(void)
{
    g_autoptr(iot_dns_queries) queries = iot_dns_queries_new();
    static const bool recursion[] = {true, false, true, false};

    for (unsigned i = 0; i < G_N_ELEMENTS(recursion); i++)
        iot_dns_queries_observe(queries, LAMP, ROUTER,
                                &(iot_query_fact){"a.example", recursion[i], 2}, i + 1, 0, 1);
    const iot_query *query = iot_dns_queries_get(queries, 0);
    g_assert_cmpuint(query->count, ==, 4);
    g_assert_cmpuint(query->without_recursion, ==, 2);
    g_assert_cmpuint(query->first_without, ==, 2);
    g_assert_cmpuint(query->first_frame, ==, 1);
}

static void
test_questions_survive_growth(void)
{
    g_autoptr(iot_dns_queries) queries = iot_dns_queries_new();
    char name[32];

    for (unsigned i = 0; i < 5000; i++) {
        g_snprintf(name, sizeof name, "n%u.example", i);
        iot_dns_queries_observe(queries, LAMP, ROUTER, &(iot_query_fact){name, true, 2}, i + 1, 0,
                                1);
    }
    g_assert_cmpstr(iot_dns_queries_get(queries, 0)->question, ==, "n0.example");
    g_assert_cmpstr(iot_dns_queries_get(queries, 4999)->question, ==, "n4999.example");
}

static void
test_flood_of_questions_is_dropped_beyond_the_cap(void)
{
    g_autoptr(iot_dns_queries) queries = iot_dns_queries_new();

    for (uint32_t i = 0; i < IOT_DNS_QUERIES_MAX + 3; i++)
        iot_dns_queries_observe(queries, i, ROUTER, &(iot_query_fact){"a.example", true, 2}, 1, 0,
                                1);
    g_assert_cmpuint(iot_dns_queries_count(queries), ==, IOT_DNS_QUERIES_MAX);
    g_assert_cmpuint(iot_dns_queries_dropped(queries), ==, 3);
    iot_dns_queries_observe(queries, 0, ROUTER, &(iot_query_fact){"a.example", true, 2}, 2, 0, 1);
    g_assert_cmpuint(iot_dns_queries_get(queries, 0)->count, ==, 2);
    g_assert_cmpuint(iot_dns_queries_dropped(queries), ==, 3);
}

/* What a reply says counts for a question that was seen, whoever asks for it in which letters. */
static void
test_replies_are_counted_with_their_questions(void)
{
    g_autoptr(iot_dns_queries) queries = iot_dns_queries_new();
    const iot_reply_fact none = {.question = "A.example", .reply = IOT_DNS_REPLY_NO_SUCH_NAME};

    iot_dns_queries_reply(queries, LAMP, ROUTER, &none, 1, 1);
    g_assert_cmpuint(iot_dns_queries_count(queries), ==, 0);
    iot_dns_queries_observe(queries, LAMP, ROUTER, &(iot_query_fact){"a.example", true, 2}, 2, 0,
                            1);
    iot_dns_queries_reply(queries, LAMP, ROUTER, &none, 3, 2);
    iot_dns_queries_reply(queries, CAMERA, ROUTER, &none, 3, 1);
    g_assert_cmpuint(iot_dns_queries_get(queries, 0)->replies[IOT_DNS_REPLY_NO_SUCH_NAME], ==, 2);
    g_assert_cmpuint(iot_dns_queries_get(queries, 0)->replies[IOT_DNS_REPLY_RECORDS], ==, 0);
}

static void
test_types_gather_and_what_is_sent_again_is_counted_apart(void)
{
    g_autoptr(iot_dns_queries) queries = iot_dns_queries_new();
    const uint32_t asks[] = {2, 4, 2 | IOT_DNS_AGAIN};

    for (unsigned i = 0; i < G_N_ELEMENTS(asks); i++)
        iot_dns_queries_observe(queries, LAMP, ROUTER,
                                &(iot_query_fact){"a.example", true, asks[i]}, i + 1, (9 - i) * MS,
                                1);
    const iot_query *query = iot_dns_queries_get(queries, 0);
    g_assert_cmpuint(query->types, ==, 6);
    g_assert_cmpuint(query->count, ==, 3);
    g_assert_cmpuint(query->again, ==, 1);
    g_assert_cmpint(query->first_ns, ==, 7 * MS);
    g_assert_cmpint(query->last_ns, ==, 9 * MS);
}

/* As summaries of old tell it. */
static void
test_first_time_of_several_is_unknown(void)
{
    g_autoptr(iot_dns_queries) queries = iot_dns_queries_new();

    for (uint32_t times = 5; times < 6; times -= 4)
        iot_dns_queries_observe(queries, LAMP, ROUTER, &(iot_query_fact){"a.example", true, 0}, 1,
                                times * MS, times);
    g_assert_cmpint(iot_dns_queries_get(queries, 0)->first_ns, ==, IOT_QUERY_TIME_UNKNOWN);
    g_assert_cmpint(iot_dns_queries_get(queries, 0)->last_ns, ==, 5 * MS);
}

static void
test_free_accepts_null(void)
{
    iot_dns_queries_free(NULL);
}

#define ADD(name) g_test_add_func("/queries/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(questions_are_apart_by_asker_resolver_and_name);
    ADD(question_is_clean_and_lower_case);
    ADD(questions_without_recursion_are_counted_apart);
    ADD(questions_survive_growth);
    ADD(flood_of_questions_is_dropped_beyond_the_cap);
    ADD(replies_are_counted_with_their_questions);
    ADD(types_gather_and_what_is_sent_again_is_counted_apart);
    ADD(first_time_of_several_is_unknown);
    ADD(free_accepts_null);
    return g_test_run();
}
