/* test-escape.c - texts as they leave for a terminal, a dialog or a display filter
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/escape.h"

static void
test_shown(void)
{
    static const char *const cases[][2] = {
        {"", ""},
        {"roomba", "roomba"},
        {"K\u00fcche 2", "K\u00fcche 2"},
        {"C:\\x1b", "C:\\x1b"},
        {"a\x1b[2Jb\x07", "a\\x1b[2Jb\\x07"},
        {"one\ntwo\r\tthree\x7f", "one\\x0atwo\\x0d\\x09three\\x7f"},
        {"a\xc2\x9b"
         "2J",
         "a\\u009b2J"}, /* C1 as UTF-8 */
        {"a\x9b"
         "2J",
         "a\\x9b2J"}, /* and as a byte */
        {"exe\xe2\x80\xaegpj", "exe\\u202egpj"},
        {"\xe2\x81\xa6\xe2\x80\x8f\xd8\x9c", "\\u2066\\u200f\\u061c"},
        {"\xe2\x80\x8b\xe2\x80\xa8\xe2\x80\xa9", "\\u200b\\u2028\\u2029"},
        {"\xf3\xa0\x81\x81", "\\U000e0041"},
        {"a\xff\xc3", "a\\xff\\xc3"},
        {"\xed\xa0\x80", "\\xed\\xa0\\x80"}, /* a surrogate */
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *shown = iot_escape_shown(cases[i][0]);
        g_assert_cmpstr(shown, ==, cases[i][1]);
        g_assert_true(g_utf8_validate(shown, -1, NULL));
        g_autofree char *again = iot_escape_shown(shown);
        g_assert_cmpstr(again, ==, shown);
    }
}

static void
test_filter(void)
{
    static const char *const cases[][2] = {
        {"roomba", "\"roomba\""},
        {"K\u00fcche 2", "\"K\u00fcche 2\""},
        {"Netatmo_00:fe:24", "\"Netatmo_00:fe:24\""},
        {"say \"hi\"", "\"say \\x22hi\\x22\""},
        {"\\", "\"\\x5c\""},
        {"${7*7}", "\"\\x24\\x7b7\\x2a7\\x7d\""},
        {"$tcp_port(1)", "\"\\x24tcp_port\\x281\\x29\""},
        {"'; reboot; '", "\"\\x27\\x3b reboot\\x3b \\x27\""},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) filter = g_string_new(NULL);
        iot_escape_filter(filter, cases[i][0]);
        g_assert_cmpstr(filter->str, ==, cases[i][1]);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/escape/what_cannot_be_seen_is_shown_as_escapes", test_shown);
    g_test_add_func("/escape/filters_mean_the_name_and_nothing_else", test_filter);
    return g_test_run();
}
