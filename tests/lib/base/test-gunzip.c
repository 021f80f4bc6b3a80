/* test-gunzip.c - what gzip compressed, in pieces of any size
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/gunzip.h"

#include <errno.h>
#include <gio/gio.h>
#include <string.h>

/* Bytes that come so many at a time, and perhaps fail at last. */
typedef struct source {
    GByteArray *bytes;
    gsize taken, piece;
    bool fails;
} source;

static gssize
more(void *bytes, gsize size, void *user_data)
{
    source *s = user_data;
    gsize n = MIN(MIN(size, s->piece), s->bytes->len - s->taken);

    if (n == 0 && s->fails) {
        errno = EIO;
        return -1;
    }
    memcpy(bytes, s->bytes->data + s->taken, n);
    s->taken += n;
    return (gssize)n;
}

static void
add_compressed(GByteArray *to, const char *text)
{
    g_autoptr(GConverter) gzip =
        G_CONVERTER(g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1));
    guint8 packed[256];
    gsize consumed, produced;

    g_assert_cmpint(g_converter_convert(gzip, text, strlen(text), packed, sizeof packed,
                                        G_CONVERTER_INPUT_AT_END, &consumed, &produced, NULL),
                    ==, G_CONVERTER_FINISHED);
    g_byte_array_append(to, packed, (guint)produced);
}

static void
add_zeros(GByteArray *to, guint n)
{
    guint had = to->len;

    g_byte_array_set_size(to, had + n);
    memset(to->data + had, 0, n);
}

/* All that comes out, and what the last call said. */
static char *
read_all(source *s, iot_gunzip *g, gssize *ret_last)
{
    GString *plain = g_string_new(NULL);
    char some[5];

    s->taken = 0;
    while ((*ret_last = iot_gunzip_read(g, some, sizeof some)) > 0)
        g_string_append_len(plain, some, *ret_last);
    return g_string_free(plain, FALSE);
}

static void
check(source *s, const char *plain, gssize last, const char *trouble)
{
    for (s->piece = 1; s->piece < 200; s->piece++) {
        gssize said;
        g_autoptr(iot_gunzip) g = iot_gunzip_new(more, s);
        g_autofree char *text = read_all(s, g, &said);
        g_assert_cmpstr(text, ==, plain);
        g_assert_cmpint(said, ==, last);
        g_assert_cmpstr(iot_gunzip_trouble(g), ==, trouble);
    }
}

static void
test_files_one_after_the_other_are_one(void)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    source s = {.bytes = bytes};

    add_compressed(bytes, "one, ");
    add_compressed(bytes, "");
    add_compressed(bytes, "two, and three");
    check(&s, "one, two, and three", 0, NULL);
    add_zeros(bytes, 100);
    check(&s, "one, two, and three", 0, NULL);
}

static void
test_why_it_ended_is_told(void)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    source s = {.bytes = bytes};

    add_compressed(bytes, "one, ");
    guint first = bytes->len;
    add_compressed(bytes, "two");
    g_byte_array_set_size(bytes, bytes->len - 1);
    check(&s, "one, two", 0, "the compressed data is cut short");
    s.fails = true;
    check(&s, "one, two", -1, NULL);
    s.fails = false;
    bytes->data[first + 2] ^= 0xff;
    check(&s, "one, ", 0, "the compressed data is damaged");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/gunzip/several", test_files_one_after_the_other_are_one);
    g_test_add_func("/gunzip/trouble", test_why_it_ended_is_told);
    return g_test_run();
}
