/* test-ascii.c - a text for a terminal that knows no other letters
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/ascii.h"

#include <glib.h>

static void
test_as_many_columns_of_ascii(void)
{
    static const struct {
        const char *text, *ascii;
    } cases[] = {
        {"", ""},
        {"roomba\n\033[1mx", "roomba\n\033[1mx"},
        {"Küche, Ångström", "Kuche, Angstrom"},
        {"Ku\xcc\x88"
         "che",
         "Kuche"}, /* an accent of its own has no column */
        {"device-me…ics", "device-me~ics"},
        {"5 µs → ≤ 3 × “x” – ’", "5 us > < 3 x \"x\" - '"},
        {"電気", "????"},
        {"Кухня", "?????"},
        {"a\xef\xbf\xbdz", "a?z"},
        {"Łódź straße", "Lodz strase"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *ascii = iot_ascii(cases[i].text);
        g_assert_cmpstr(ascii, ==, cases[i].ascii);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ascii/as_many_columns_of_ascii", test_as_many_columns_of_ascii);
    return g_test_run();
}
