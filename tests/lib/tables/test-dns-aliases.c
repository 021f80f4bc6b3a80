/* test-dns-aliases.c - what a client was told to be an alias, moments ago
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "build.h"
#include "tables/dns-aliases.h"

#define LAMP   "192.168.1.10"
#define CAMERA "192.168.1.20"

static const char *
goes_on(const iot_dns_aliases *aliases, const char *client, const char *question, int64_t at_ns)
{
    iot_addr of = addr(client);

    return iot_dns_aliases_lookup(aliases, &of, question, at_ns);
}

static iot_dns_aliases *
told(const char *question, const char *target)
{
    iot_dns_aliases *aliases = iot_dns_aliases_new();
    iot_addr lamp = addr(LAMP);

    iot_dns_aliases_observe(aliases, &lamp, target, question, 1000 * MS);
    return aliases;
}

static void
test_next_question_goes_on_for_whom_and_as_long_as_it_is_one(void)
{
    static const struct {
        const char *client, *question;
        int64_t at_ms;
        const char *goes_on;
    } cases[] = {
        {LAMP, "edge.cdn.example", 1100, "api.vendor.example"},
        {LAMP, "EDGE.cdn.example", 2999, "api.vendor.example"},
        {LAMP, "edge.cdn.example", 1000, "api.vendor.example"},
        {LAMP, "edge.cdn.example", 3000, NULL},   /* too late */
        {LAMP, "edge.cdn.example", 999, NULL},    /* asked before */
        {CAMERA, "edge.cdn.example", 1100, NULL}, /* somebody else's */
        {LAMP, "other.cdn.example", 1100, NULL},
    };
    g_autoptr(iot_dns_aliases) aliases = told("Api.vendor.example", "edge.cdn.example");

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("case %u", i);
        g_assert_cmpstr(goes_on(aliases, cases[i].client, cases[i].question, cases[i].at_ms * MS),
                        ==, cases[i].goes_on);
    }
}

static void
test_alias_within_a_domain_is_a_question_of_its_own(void)
{
    g_autoptr(iot_dns_aliases) aliases = told("www.vendor.example", "eu.vendor.example");

    g_assert_null(goes_on(aliases, LAMP, "eu.vendor.example", 1100 * MS));
}

static void
test_name_that_leads_to_itself_leads_nowhere(void)
{
    g_autoptr(iot_dns_aliases) aliases = told("a.example", "A.example");

    g_assert_null(goes_on(aliases, LAMP, "a.example", 1100 * MS));
}

static void
test_latest_alias_of_a_target_counts(void)
{
    g_autoptr(iot_dns_aliases) aliases = told("a.vendor.example", "edge.cdn.example");
    iot_addr lamp = addr(LAMP);

    iot_dns_aliases_observe(aliases, &lamp, "edge.cdn.example", "b.vendor.example", 1500 * MS);
    g_assert_cmpstr(goes_on(aliases, LAMP, "edge.cdn.example", 1600 * MS), ==, "b.vendor.example");
}

static void
test_flood_forgets_the_oldest_and_ends(void)
{
    g_autoptr(iot_dns_aliases) aliases = told("a.vendor.example", "edge.cdn.example");
    iot_addr camera = addr(CAMERA);

    for (unsigned i = 0; i < 3 * IOT_DNS_ALIASES_MAX; i++) {
        g_autofree char *target = g_strdup_printf("n%u.cdn.example", i % 1500);
        iot_dns_aliases_observe(aliases, &camera, target, "x.vendor.example", 1000 * MS);
    }
    g_assert_null(goes_on(aliases, LAMP, "edge.cdn.example", 1100 * MS));
    g_assert_cmpstr(goes_on(aliases, CAMERA, "n71.cdn.example", 1100 * MS), ==, "x.vendor.example");
}

/* Whoever was told of an alias goes on with its question; and it is the oldest that is known. */
static void
test_question_of_the_one_that_goes_is_taken_over(void)
{
    g_autoptr(iot_dns_aliases) aliases = told("api.vendor.example", "edge.cdn.example");
    iot_addr lamp = addr(LAMP);

    for (unsigned i = 1; i < IOT_DNS_ALIASES_MAX; i++) {
        g_autofree char *target = g_strdup_printf("e%u.cdn.example", i);
        iot_dns_aliases_observe(aliases, &lamp, target, "other.example", 1000 * MS);
    }
    const char *question = goes_on(aliases, LAMP, "edge.cdn.example", 1100 * MS);
    iot_dns_aliases_observe(aliases, &lamp, "last.cdn.example", question, 1100 * MS);
    g_assert_cmpstr(goes_on(aliases, LAMP, "last.cdn.example", 1200 * MS), ==,
                    "api.vendor.example");
}

#define ADD(name) g_test_add_func("/dns-aliases/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(next_question_goes_on_for_whom_and_as_long_as_it_is_one);
    ADD(alias_within_a_domain_is_a_question_of_its_own);
    ADD(name_that_leads_to_itself_leads_nowhere);
    ADD(latest_alias_of_a_target_counts);
    ADD(flood_forgets_the_oldest_and_ends);
    ADD(question_of_the_one_that_goes_is_taken_over);
    return g_test_run();
}
