/* test-line-words.c - the words of a line of text, and the numbers and addresses that they are
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sessions/line-words.h"

static void
test_words_stand_between_blanks(void)
{
    g_autoptr(line_words) line = line_words_new("  tcp\t 6  src=192.0.2.1 \r", 24);

    g_assert_cmpuint(line->n, ==, 3);
    g_assert_cmpstr(line_word(line, 0), ==, "tcp");
    g_assert_cmpstr(line_word(line, 2), ==, "src=192.0.2.1");
    g_assert_cmpstr(line_word(line, 3), ==, "");
}

static void
test_nothing_has_no_words(void)
{
    g_autoptr(line_words) none = line_words_new("", 0), blank = line_words_new(" \t", 2);

    g_assert_cmpuint(none->n, ==, 0);
    g_assert_cmpuint(blank->n, ==, 0);
}

static void
test_words_end_at_a_nul_and_at_the_most(void)
{
    g_autoptr(line_words) line = line_words_new("tcp\0udp", 7);
    GString *many = g_string_new(NULL);

    for (unsigned i = 0; i < 2 * LINE_WORDS_MAX; i++)
        g_string_append(many, "word ");
    g_autoptr(line_words) long_line = line_words_new(many->str, many->len);
    g_assert_cmpuint(line->n, ==, 1);
    g_assert_cmpuint(long_line->n, ==, LINE_WORDS_MAX);
    g_string_free(many, TRUE);
}

static void
test_value_is_behind_the_whole_name(void)
{
    g_assert_cmpstr(word_value("src=192.0.2.1", "src"), ==, "192.0.2.1");
    g_assert_cmpstr(word_value("src=", "src"), ==, "");
    g_assert_null(word_value("srckey=1", "src"));
    g_assert_null(word_value("src", "src"));
}

static void
test_numbers_do_not_overflow(void)
{
    uint64_t number = 7;

    g_assert_false(word_number("65536", 65535, &number));
    g_assert_false(word_number("99999999999999999999999", UINT64_MAX, &number));
    g_assert_false(word_number("-1", 65535, &number));
    g_assert_false(word_number("+1", 65535, &number));
    g_assert_false(word_number("", 65535, &number));
    g_assert_cmpuint(number, ==, 7);
    g_assert_true(word_number("65535", 65535, &number));
    g_assert_cmpuint(number, ==, 65535);
}

static void
test_addresses_can_have_an_interface(void)
{
    char text[IOT_ADDR_TEXT];
    iot_addr addr;

    g_assert_true(word_addr("fe80::1%em0", &addr));
    g_assert_cmpstr(iot_addr_format(&addr, text), ==, "fe80::1");
    g_assert_false(word_addr("%em0", &addr));
    g_assert_false(word_addr("router", &addr));
    g_assert_false(word_addr("1234:1234:1234:1234:1234:1234:1234:1234:1234:1234:1234", &addr));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/line-words/blanks", test_words_stand_between_blanks);
    g_test_add_func("/line-words/nothing", test_nothing_has_no_words);
    g_test_add_func("/line-words/ends", test_words_end_at_a_nul_and_at_the_most);
    g_test_add_func("/line-words/value", test_value_is_behind_the_whole_name);
    g_test_add_func("/line-words/numbers", test_numbers_do_not_overflow);
    g_test_add_func("/line-words/addresses", test_addresses_can_have_an_interface);
    return g_test_run();
}
