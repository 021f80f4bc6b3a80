/* test-shorten.c - texts that fit a column
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/shorten.h"

static void
test_a_long_text_loses_its_middle(void)
{
    static const struct {
        const char *text;
        unsigned room;
        const char *shown;
    } cases[] = {
        {"roomba", 6, "roomba"},
        {"roomba", 5, "r…mba"},
        {"roomba", 1, "…"},
        {"", 1, ""},
        {"device-metrics-us-2.amazon.com", 22, "device-…s-2.amazon.com"},
        {"扫地机器人", 10, "扫地机器人"},
        {"扫地机器人机", 10, "扫…器人机"}, /* half a letter is none */
        {"扫地机器人", 9, "扫…机器人"},
        {"abc\xcc\x81xyz", 4, "a…yz"}, /* an accent goes with its letter */
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *shown = iot_shorten(cases[i].text, cases[i].room);
        g_assert_cmpstr(shown, ==, cases[i].shown);
        g_assert_cmpuint(iot_width_of(shown), <=, cases[i].room);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/shorten/a_long_text_loses_its_middle", test_a_long_text_loses_its_middle);
    return g_test_run();
}
