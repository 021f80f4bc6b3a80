/* test-text.c - names from the wire made fit to keep and to show
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/text.h"

#include <string.h>

#define REPLACED "\xef\xbf\xbd" /* U+FFFD */

static void
test_clean(void)
{
    static const struct {
        const char *raw, *clean;
        gssize length;
    } cases[] = {
        {"roomba", "roomba", -1},
        {"Küche 2", "Küche 2", -1},
        {"roomba", "room", 4},
        {"cam\0era", "cam", 7},
        {"  TV \t ", "TV", -1},
        {"\xe3\x80\x80TV\xc2\xa0", "TV", -1},     /* U+3000 and U+00A0 are space as well */
        {"a  b", "a  b", -1},                     /* space inside is the user's */
        {"one\r\ntwo\x1b[31m", "onetwo[31m", -1}, /* control characters */
        {"a\x7f\xc2\x85z", "az", -1},             /* DEL and the C1 controls */
        {"exe\xe2\x80\xaegpj", "exegpj", -1},     /* U+202E right-to-left override */
        {"a\xe2\x81\xa6z\xe2\x81\xa9", "az", -1}, /* U+2066, U+2069 isolates */
        {"a\xe2\x80\xa8z\xe2\x80\xa9", "az", -1}, /* U+2028, U+2029 end lines */
        {"a\xe2\x80\x8bz\xef\xbb\xbf", "az", -1}, /* zero width space, byte order mark */
        {"a\xe2\x80\x83z", "a z", -1},            /* U+2003 is as wide as it likes */
        {"lamp\xe3\x85\xa4", "lamp", -1},         /* U+3164 */
        {"\xe1\x85\x9f\xe1\x85\xa0\xef\xbe\xa0", NULL, -1}, /* Hangul fillers */
        {"\xe2\xa0\x80", NULL, -1},                         /* U+2800 */
        {"l\xcd\x8f"
         "amp",
         "lamp", -1},                                                   /* U+034F */
        {"\xe1\xa0\x8e\xe1\x9e\xb4\xe1\x9e\xb5", NULL, -1},             /* U+180E, U+17B4, U+17B5 */
        {"a\xef\xb8\x8fz\xf3\xa0\x84\x80", "az", -1},                   /* variation selectors */
        {"a\xf3\xa0\x81\x81\xf3\xa0\x81\xbf", "a", -1},                 /* tags */
        {"\xf0\x93\x91\x81\xf0\x9d\x85\x99\xf0\x96\xbf\xa4", NULL, -1}, /* blank signs */
        {"\xef\xbf\xbcx\xf3\xa0\xbf\xbf\xe2\x81\xa5", "x", -1}, /* unassigned, but ignorable */
        {"e\xcc\x81", "e\xcc\x81", -1},
        {"e\xcc\x81\xcc\x82\xcc\x83\xcc\x84o", "e\xcc\x81\xcc\x82o", -1},
        {"e\xcc\x81\xe2\x80\x8b\xcc\x82\xcd\x8f\xcc\x83o", "e\xcc\x81\xcc\x82o", -1},
        {"\xcc\x81\xcc\x82"
         "e",
         "e", -1}, /* on nothing */
        {"a \xcc\x81", "a", -1},
        {"\xe0\xa4\xb9\xe0\xa4\xbf", "\xe0\xa4\xb9\xe0\xa4\xbf", -1}, /* U+093F stands beside */
        {"\xff", REPLACED, -1},
        {"a\xc3", "a" REPLACED, -1}, /* cut inside a character */
        {"\xc3\xa4", REPLACED, 1},
        {"\xc0\xaf", REPLACED REPLACED, -1},              /* overlong '/' */
        {"\xed\xa0\x80", REPLACED REPLACED REPLACED, -1}, /* a surrogate */
        {"", NULL, -1},
        {" \t\r\n", NULL, -1},
        {"\xe2\x80\xae", NULL, -1},
        {"x", NULL, 0},
        {NULL, NULL, -1},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *clean = iot_text_clean(cases[i].raw, cases[i].length);
        g_assert_cmpstr(clean, ==, cases[i].clean);
    }
}

static void
test_name_ends_at_255_bytes(void)
{
    g_autofree char *full = g_strnfill(IOT_NAME_MAX, 'a');
    g_autofree char *longer = g_strnfill(100000, 'a');
    g_autofree char *kept = iot_text_clean(full, -1);
    g_autofree char *cut = iot_text_clean(longer, -1);

    g_assert_cmpstr(kept, ==, full);
    g_assert_cmpstr(cut, ==, full);
}

static void
test_cut_is_at_a_characters_end(void)
{
    /* The character would take bytes 253 to 256. */
    g_autofree char *head = g_strnfill(253, 'a');
    g_autofree char *raw = g_strconcat(head, "\xf0\x9f\x93\xb7", "b", NULL);
    g_autofree char *clean = iot_text_clean(raw, -1);

    g_assert_cmpstr(clean, ==, head);
}

static void
test_replacements_count_towards_the_cut(void)
{
    g_autofree char *raw = g_strnfill(IOT_NAME_MAX, '\xff');
    g_autofree char *clean = iot_text_clean(raw, -1);

    g_assert_cmpuint(strlen(clean), ==, IOT_NAME_MAX / 3 * 3);
    g_assert_true(g_utf8_validate(clean, -1, NULL));
}

/* What is dropped used to count: a name behind a kilobyte of it was lost or ended in U+FFFD. */
static void
test_dropped_bytes_do_not_shorten_the_name(void)
{
    GString *raw = g_string_new(NULL);
    for (unsigned i = 0; i < 5000; i++)
        g_string_append(raw, "\xe2\x80\xae");
    g_string_append(raw, "camera");
    g_autofree char *clean = iot_text_clean(raw->str, (gssize)raw->len);

    g_assert_cmpstr(clean, ==, "camera");
    g_string_free(raw, TRUE);
}

static void
test_every_byte_pair_comes_out_clean(void)
{
    for (unsigned pair = 0; pair < 65536; pair++) {
        const char raw[] = {'a', (char)(pair >> 8), (char)pair, 'z'};
        g_autofree char *clean = iot_text_clean(raw, sizeof raw);
        g_assert_true(g_utf8_validate(clean, -1, NULL));
        for (const char *p = clean; *p; p = g_utf8_next_char(p))
            g_assert_false(g_unichar_iscntrl(g_utf8_get_char(p)));
    }
}

static void
test_every_character_is_clean_once_and_for_all(void)
{
    for (gunichar c = 1; c <= 0x10ffff; c++) {
        char raw[16] = "a";
        if (!g_unichar_validate(c))
            continue;
        raw[1 + g_unichar_to_utf8(c, raw + 1)] = '\0';
        strcat(raw, "z");
        g_autofree char *clean = iot_text_clean(raw, -1);
        g_autofree char *again = iot_text_clean(clean, -1);
        g_assert_cmpstr(again, ==, clean);
        for (const char *p = clean; *p; p = g_utf8_next_char(p)) {
            gunichar kept = g_utf8_get_char(p);
            g_assert_false(iot_text_is_unseen(kept));
            g_assert_true(!g_unichar_isspace(kept) || kept == ' ');
        }
    }
}

static void
test_fold(void)
{
    static const char *const cases[][2] = {
        {"Roomba", "roomba"},
        {"ISTANBUL", "istanbul"},
        {"KÜCHE", "küche"},
        {"already-lower.2", "already-lower.2"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *folded = iot_text_fold(cases[i][0]);
        g_assert_cmpstr(folded, ==, cases[i][1]);
    }
}

static void
test_fold_stays_within_the_limit(void)
{
    /* U+023A has two bytes, its lower case U+2C65 three. */
    GString *upper = g_string_new(NULL);
    while (upper->len + 2 <= IOT_NAME_MAX)
        g_string_append(upper, "\xc8\xba");
    g_autofree char *folded = iot_text_fold(upper->str);

    g_assert_cmpuint(strlen(folded), ==, IOT_NAME_MAX / 3 * 3);
    g_assert_true(g_utf8_validate(folded, -1, NULL));
    g_string_free(upper, TRUE);
}

static void
test_placeholders(void)
{
    static const char *const nobody[] = {"", "*", "localhost", "LocalHost", "(none)", "Unknown"};
    static const char *const somebody[] = {"localhost2", "roomba", "unknown-cam", "none"};

    for (unsigned i = 0; i < G_N_ELEMENTS(nobody); i++)
        g_assert_true(iot_text_is_placeholder(nobody[i]));
    for (unsigned i = 0; i < G_N_ELEMENTS(somebody); i++)
        g_assert_false(iot_text_is_placeholder(somebody[i]));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/text/names_come_out_clean", test_clean);
    g_test_add_func("/text/name_ends_at_255_bytes", test_name_ends_at_255_bytes);
    g_test_add_func("/text/cut_is_at_a_characters_end", test_cut_is_at_a_characters_end);
    g_test_add_func("/text/replacements_count_towards_the_cut",
                    test_replacements_count_towards_the_cut);
    g_test_add_func("/text/dropped_bytes_do_not_shorten_the_name",
                    test_dropped_bytes_do_not_shorten_the_name);
    g_test_add_func("/text/every_byte_pair_comes_out_clean", test_every_byte_pair_comes_out_clean);
    g_test_add_func("/text/every_character_is_clean_once_and_for_all",
                    test_every_character_is_clean_once_and_for_all);
    g_test_add_func("/text/fold_lowers_letters", test_fold);
    g_test_add_func("/text/fold_stays_within_the_limit", test_fold_stays_within_the_limit);
    g_test_add_func("/text/placeholders_name_nobody", test_placeholders);
    return g_test_run();
}
