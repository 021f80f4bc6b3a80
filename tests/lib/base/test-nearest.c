/* test-nearest.c - what a mistyped word was meant to be
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/nearest.h"

#include <string.h>

static const char *const words[] = {
    "devices",    "services", "serve",    "serve-token", "mud",        "mmdb", "filter",
    "files-from", "format",   "findings", "keep",        "clear text", NULL};

static void
test_one_is_meant(void)
{
    static const struct {
        const char *word, *meant;
    } cases[] = {
        {"devices", "devices"},   {"DEVICES", "devices"},       {"device", "devices"},
        {"devicse", "devices"},   {"dveicse", "devices"},       {"sevre", "serve"},
        {"servicse", "services"}, {"serve-tok", "serve-token"}, {"find", "findings"},
        {"mdb", "mmdb"},          {"formta", "format"},         {"clear-text", "clear text"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
        g_assert_cmpstr(iot_nearest(cases[i].word, words), ==, cases[i].meant);
}

static void
test_nothing_is_guessed(void)
{
    static const char *const alike[] = {"cat5e", "cat6a", "cat7", NULL};
    static const char *const cases[] = {"",   "m",   "md",   "frob",         "verbose",
                                        "fi", "fil", "serv", "dev ices now", "\xff\xff\xff"};
    g_autofree char *endless = g_strnfill(100000, 'd');

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
        g_assert_cmpstr(iot_nearest(cases[i], words), ==, NULL);
    g_assert_cmpstr(iot_nearest(endless, words), ==, NULL);
    /* One letter from two of them, and the beginning of all. */
    g_assert_cmpstr(iot_nearest("cat6e", alike), ==, NULL);
    g_assert_cmpstr(iot_nearest("cat", alike), ==, NULL);
}

static void
test_hint_is_a_question_or_nothing(void)
{
    g_autofree char *hint =
        iot_nearest_hint(iot_nearest("frequent", (const char *[]){"frequent", NULL}));
    g_autofree char *none = iot_nearest_hint(NULL);

    g_assert_cmpstr(hint, ==, " (did you mean frequent?)");
    g_assert_cmpstr(none, ==, "");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/nearest/one_is_meant", test_one_is_meant);
    g_test_add_func("/nearest/nothing_is_guessed", test_nothing_is_guessed);
    g_test_add_func("/nearest/hint_is_a_question_or_nothing", test_hint_is_a_question_or_nothing);
    return g_test_run();
}
