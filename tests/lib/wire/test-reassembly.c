/* test-reassembly.c - what directions keep together
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/reassembly.h"

#include <string.h>

/* What a few bytes take of the shelf. */
#define LITTLE 160

static bool
keep(reassembly *t, const char *text)
{
    cursor bytes = cursor_of((const uint8_t *)text, strlen(text));
    cursor whole = reassembly_join(t, bytes);

    return reassembly_keep(t, whole, 1000);
}

static void
assert_kept(const reassembly *t, const char *text)
{
    if (text)
        g_assert_cmpmem(t->kept->bytes->data, t->kept->bytes->len, text, strlen(text));
    else
        g_assert_null(t->kept);
}

static void
test_who_waits_longest_gives_way(void)
{
    reassembly_shelf shelf = {.left_bytes = 3 * LITTLE};
    reassembly t[4] = {{.shelf = &shelf}, {.shelf = &shelf}, {.shelf = &shelf}, {.shelf = &shelf}};

    for (unsigned i = 0; i < 3; i++)
        g_assert_true(keep(&t[i], "abc"));
    g_assert_cmpuint(shelf.left_bytes, ==, 0);
    g_assert_true(keep(&t[0], "def"));
    g_assert_true(keep(&t[3], "x"));
    assert_kept(&t[0], "abcdef");
    assert_kept(&t[1], NULL);
    assert_kept(&t[2], "abc");
    g_assert_true(keep(&t[1], "y"));
    assert_kept(&t[2], NULL);
    assert_kept(&t[0], "abcdef");
    g_assert_cmpuint(shelf.dropped, ==, 2);
    for (unsigned i = 0; i < G_N_ELEMENTS(t); i++)
        reassembly_clear(&t[i]);
    g_assert_cmpuint(shelf.left_bytes, ==, 3 * LITTLE);
    g_assert_null(shelf.oldest);
    g_assert_null(shelf.newest);
}

static void
test_what_there_is_no_room_for_is_not_kept(void)
{
    reassembly_shelf shelf = {.left_bytes = LITTLE - 1};
    reassembly t = {.shelf = &shelf};

    g_assert_false(keep(&t, "abc"));
    assert_kept(&t, NULL);
    g_assert_cmpuint(shelf.dropped, ==, 1);
    g_assert_cmpuint(shelf.left_bytes, ==, LITTLE - 1);
    /* Nor is more than its reader wants. */
    shelf.left_bytes = 100 * LITTLE;
    g_assert_false(reassembly_keep(&t, cursor_of((const uint8_t *)"abcd", 4), 3));
    assert_kept(&t, NULL);
    g_assert_cmpuint(shelf.left_bytes, ==, 100 * LITTLE);
}

/* What was read goes, and with it the memory that it took, once that is worth it. */
static void
test_the_rest_alone_stays(void)
{
    static const uint8_t text[400] = {0};
    reassembly_shelf shelf = {.left_bytes = 100 * LITTLE};
    reassembly t = {.shelf = &shelf};

    g_assert_true(reassembly_keep(&t, cursor_of(text, sizeof text), sizeof text));
    g_assert_cmpuint(shelf.left_bytes, ==, 100 * LITTLE - 512 - 96);
    cursor whole = reassembly_join(&t, cursor_of(text, 0));
    cursor_skip(&whole, 298);
    g_assert_true(reassembly_keep(&t, whole, sizeof text));
    g_assert_cmpuint(t.kept->bytes->len, ==, 102);
    g_assert_cmpuint(shelf.left_bytes, ==, 100 * LITTLE - 512 - 96);
    whole = reassembly_join(&t, cursor_of(text, 0));
    cursor_skip(&whole, 2);
    g_assert_true(reassembly_keep(&t, whole, sizeof text));
    g_assert_cmpuint(t.kept->bytes->len, ==, 100);
    g_assert_cmpuint(shelf.left_bytes, ==, 100 * LITTLE - 128 - 96);
    whole = reassembly_join(&t, cursor_of(text, 0));
    cursor_skip(&whole, 100);
    g_assert_true(reassembly_keep(&t, whole, sizeof text));
    assert_kept(&t, NULL);
    reassembly_finish(&t);
    g_assert_true(t.done);
}

#define ADD(name) g_test_add_func("/reassembly/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(who_waits_longest_gives_way);
    ADD(what_there_is_no_room_for_is_not_kept);
    ADD(the_rest_alone_stays);
    return g_test_run();
}
