/* test-user-lists.c - lists and media as users write them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reference/user-lists.h"

static void
complain(const char *word, const char *wanted, void *user_data)
{
    g_string_append_printf(user_data, "[%s is not %s]", word, wanted);
}

static void
test_words_are_separated_as_people_do(void)
{
    g_autoptr(GArray) networks = g_array_new(FALSE, FALSE, sizeof(iot_prefix));
    g_autoptr(GString) bad = g_string_new(NULL);

    iot_list_networks("203.0.113.0/24,2001:db8::/32;\t198.51.100.0/25 , ", networks, complain, bad);
    g_assert_cmpuint(networks->len, ==, 3);
    g_assert_cmpuint(g_array_index(networks, iot_prefix, 2).length, ==, 25);
    g_assert_cmpstr(bad->str, ==, "");
}

static void
test_a_bad_word_is_told_and_the_others_used(void)
{
    g_autoptr(GArray) networks = g_array_new(FALSE, FALSE, sizeof(iot_prefix));
    g_autoptr(GArray) addresses = g_array_new(FALSE, FALSE, sizeof(iot_addr));
    g_autoptr(GString) bad = g_string_new(NULL);

    iot_list_networks("203.0.113.0/99,198.51.100.0/24", networks, complain, bad);
    iot_list_addresses("nine;9.9.9.9", addresses, complain, bad);
    g_assert_cmpuint(networks->len, ==, 1);
    g_assert_cmpuint(addresses->len, ==, 1);
    g_assert_cmpstr(bad->str, ==,
                    "[203.0.113.0/99 is not a network like 203.0.113.0/24]"
                    "[nine is not an address]");
}

static void
test_nothing_is_an_empty_list(void)
{
    g_autoptr(GArray) addresses = g_array_new(FALSE, FALSE, sizeof(iot_addr));

    iot_list_addresses(NULL, addresses, NULL, NULL);
    iot_list_addresses("", addresses, NULL, NULL);
    iot_list_addresses(" ,; ", addresses, NULL, NULL);
    g_assert_cmpuint(addresses->len, ==, 0);
}

static void
test_a_medium_is_found_in_any_case_or_not_at_all(void)
{
    iot_medium medium = IOT_MEDIUM_CAT3;

    g_assert_true(iot_medium_find("Vacuum", &medium));
    g_assert_cmpint(medium, ==, IOT_MEDIUM_VACUUM);
    g_assert_false(iot_medium_find("aether", &medium));
    g_assert_false(iot_medium_find("", &medium));
    g_assert_cmpint(medium, ==, IOT_MEDIUM_VACUUM);
}

static void
test_the_media_there_are_are_said(void)
{
    g_autofree char *words = iot_media_words();

    g_assert_true(g_str_has_prefix(words, "fibre (0.67), "));
    g_assert_true(g_str_has_suffix(words, ", vacuum (1)"));
}

#define ADD(name) g_test_add_func("/lists/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(words_are_separated_as_people_do);
    ADD(a_bad_word_is_told_and_the_others_used);
    ADD(nothing_is_an_empty_list);
    ADD(a_medium_is_found_in_any_case_or_not_at_all);
    ADD(the_media_there_are_are_said);
    return g_test_run();
}
