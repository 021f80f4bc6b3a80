/* test-hash.c - the one keyed hash of all tables whose keys somebody else can choose
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/hash.h"

#include "base/addr.h"
#include "base/interned.h"

#include <string.h>

/* Of the reference's implementation (vectors.h, vectors_sip64): SipHash-2-4 with key 00 01 … 0f of
 * as many of the bytes 00 01 02 … */
static const uint64_t reference[] = {
    0x726fdb47dd0e0e31, 0x74f839c593dc67fd, 0x0d6c8009d9a94f5a, 0x85676696d7fb7e2d,
    0xcf2794e0277187b7, 0x18765564cd99a68d, 0xcbc9466e58fee3ce, 0xab0200f58b01d137,
    0x93f5f5799a932462, 0x9e0082df0ba9e4b0, 0x7a5dbbc594ddb9f3, 0xf4b32f46226bada7,
    0x751e8fbc860ee5fb, 0x14ea5627c0843d90, 0xf723ca908e7af2ee, 0xa129ca6149be45e5,
    0x3f2acc7f57c29bdb, 0x699ae9f52cbe4794, 0x4bc1b3f0968dd39c, 0xbb6dc91da77961bd,
    0xbed65cf21aa2ee98, 0xd0f2cbb02e3b67c7, 0x93536795e3a33e88, 0xa80c038ccd5ccec8,
    0xb8ad50c6f649af94, 0xbce192de8a85b8ea, 0x17d835b85bbb15f3, 0x2f2e6163076bcfad,
    0xde4daaaca71dc9a5, 0xa6a2506687956571, 0xad87a3535c49ef28, 0x32d892fad841c342,
    0x7127512f72f27cce, 0xa7f32346f95978e3, 0x12e0b01abb051238, 0x15e034d40fa197ae,
    0x314dffbe0815a3b4, 0x027990f029623981, 0xcadcd4e59ef40c4d, 0x9abfd8766a33735c,
    0x0e3ea96b5304a7d0, 0xad0c42d6fc585992, 0x187306c89bc215a9, 0xd4a60abcf3792b95,
    0xf935451de4f21df2, 0xa9538f0419755787, 0xdb9acddff56ca510, 0xd06c98cd5c0975eb,
    0xe612a3cb9ecba951, 0xc766e62cfcadaf96, 0xee64435a9752fe72, 0xa192d576b245165a,
    0x0a8787bf8ecb74b2, 0x81b3e73d20b49b6f, 0x7fa8220ba3b2ecea, 0x245731c13ca42499,
    0xb78dbfaf3a8d83bd, 0xea1ad565322a1a0b, 0x60e61c23a3795013, 0x6606d7e446282b93,
    0x6ca4ecb15c5f91e1, 0x9f626da15c9625f3, 0xe51b38608ef25f57, 0x958a324ceb064572,
};

/* As Python has it for its texts, and OpenSSL with c-rounds 1 and d-rounds 3; the same key. */
static const struct {
    gsize length;
    uint64_t hash;
} of_tables[] = {
    {0, 0xabac0158050fc4dc},  {1, 0xc9f49bf37d57ca93},  {7, 0xd3927d989bb11140},
    {8, 0x369095118d299a8e},  {15, 0xd320d86d2a519956}, {17, 0x9cf2689063dbd80c},
    {63, 0x9d199062b7bbb3a8},
};

static void
count_up(uint8_t *bytes, gsize n)
{
    for (gsize i = 0; i < n; i++)
        bytes[i] = (uint8_t)i;
}

static void
test_reference(void)
{
    uint8_t key[IOT_HASH_KEY_BYTES], bytes[64];

    count_up(key, sizeof key);
    count_up(bytes, sizeof bytes);
    g_assert_cmpuint(G_N_ELEMENTS(reference), ==, 64);
    for (gsize i = 0; i < G_N_ELEMENTS(reference); i++)
        g_assert_cmphex(iot_hash_sip(key, bytes, i, 2, 4), ==, reference[i]);
}

static void
test_fewer_rounds_for_tables(void)
{
    uint8_t key[IOT_HASH_KEY_BYTES], bytes[64];

    count_up(key, sizeof key);
    count_up(bytes, sizeof bytes);
    iot_hash_set_key(key);
    for (unsigned i = 0; i < G_N_ELEMENTS(of_tables); i++)
        g_assert_cmphex(iot_hash_bytes(bytes, of_tables[i].length), ==, (guint)of_tables[i].hash);
}

/* Wherever the bytes are, and whatever is behind them. */
static void
test_only_the_bytes_count(void)
{
    uint8_t bytes[80];

    for (unsigned at = 0; at < 8; at++)
        for (gsize length = 0; length < 64; length++) {
            memset(bytes, (int)(0x30 + at), sizeof bytes);
            count_up(bytes + at, length);
            g_autofree uint8_t *alone = g_memdup2(bytes + at, length);
            g_assert_cmphex(iot_hash_bytes(bytes + at, length), ==, iot_hash_bytes(alone, length));
        }
}

/* Whole words and seven bytes, as numbers. */
static void
test_words_are_bytes(void)
{
    uint8_t bytes[23];
    uint64_t words[2], rest = 0;

    count_up(bytes, sizeof bytes);
    memcpy(words, bytes, sizeof words);
    memcpy(&rest, bytes + sizeof words, 7);
    for (unsigned i = 0; i < G_N_ELEMENTS(words); i++)
        words[i] = GUINT64_FROM_LE(words[i]);
    g_assert_cmphex(iot_hash_words(words, 2, GUINT64_FROM_LE(rest)), ==,
                    iot_hash_bytes(bytes, sizeof bytes));
}

/* How many of those texts share the low bits of another one's hash. */
static unsigned
meetings(GPtrArray *interned)
{
    g_autoptr(GHashTable) places = g_hash_table_new(NULL, NULL);
    unsigned n = 0;

    for (guint i = 0; i < interned->len; i++)
        n += !g_hash_table_add(
            places, GUINT_TO_POINTER(iot_hash_text(g_ptr_array_index(interned, i)) >> 8));
    return n;
}

/* Two parts that GLib's hash of texts takes for the same, in every order. */
static void
test_texts_that_met_before_do_not(void)
{
    g_autoptr(GPtrArray) interned = g_ptr_array_new_with_free_func(g_free);

    for (unsigned i = 0; i < 4096; i++) {
        GString *text = g_string_new(NULL);
        for (unsigned bit = 0; bit < 12; bit++)
            g_string_append(text, i >> bit & 1 ? "c0r" : "at0");
        g_assert_cmpuint(g_str_hash(text->str), ==,
                         g_str_hash("at0at0at0at0at0at0at0at0at0at0at0at0"));
        g_ptr_array_add(interned, g_string_free(text, FALSE));
    }
    g_assert_cmpuint(meetings(interned), <=, 8); /* half of one by chance */
}

static void
test_key_decides(void)
{
    static const uint8_t one[IOT_HASH_KEY_BYTES] = {1}, other[IOT_HASH_KEY_BYTES] = {[15] = 1};
    iot_addr addr = iot_addr_v4((const uint8_t[]){192, 168, 1, 1});
    iot_mac mac = {{0, 0x17, 0x88, 1, 2, 3}};
    guint before[3];

    iot_hash_set_key(one);
    before[0] = iot_hash_text("camera");
    before[1] = iot_addr_hash(&addr);
    before[2] = iot_mac_hash(&mac);
    iot_hash_set_key(other);
    g_assert_cmphex(iot_hash_text("camera"), !=, before[0]);
    g_assert_cmphex(iot_addr_hash(&addr), !=, before[1]);
    g_assert_cmphex(iot_mac_hash(&mac), !=, before[2]);
}

static void
test_drawn_keys_differ(void)
{
    iot_hash_draw_key();
    guint before = iot_hash_text("camera");
    iot_hash_draw_key();
    guint after = iot_hash_text("camera");
    iot_hash_draw_key();
    /* Three times the same by chance: once in 2^64. */
    g_assert_true(before != after || after != iot_hash_text("camera"));
}

static void
test_bytes_of_glib(void)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static("camera", 6);

    g_assert_cmphex(iot_hash_gbytes(bytes), ==, iot_hash_text("camera"));
}

static void
test_one_copy_of_each_text(void)
{
    g_autoptr(iot_interned) interned = iot_interned_new();
    char one[] = "camera", same[] = "camera";
    const char *kept = iot_interned_keep(interned, one);

    g_assert_true(kept != one);
    g_assert_true(iot_interned_keep(interned, same) == kept);
    one[0] = 'C';
    g_assert_cmpstr(kept, ==, "camera");
    g_assert_true(iot_interned_keep(interned, one) != kept);
    g_assert_cmpstr(iot_interned_keep(interned, ""), ==, "");
    g_assert_null(iot_interned_keep(interned, NULL));
}

static void
test_copies_stay_where_they_are(void)
{
    g_autoptr(iot_interned) interned = iot_interned_new();
    const char *first = iot_interned_keep(interned, "text 0");

    for (unsigned i = 0; i < 10000; i++) {
        g_autofree char *text = g_strdup_printf("text %u", i);
        g_assert_cmpstr(iot_interned_keep(interned, text), ==, text);
    }
    g_assert_true(iot_interned_keep(interned, "text 0") == first);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/hash/reference", test_reference);
    g_test_add_func("/hash/fewer-rounds-for-tables", test_fewer_rounds_for_tables);
    g_test_add_func("/hash/only-the-bytes-count", test_only_the_bytes_count);
    g_test_add_func("/hash/words-are-bytes", test_words_are_bytes);
    g_test_add_func("/hash/texts-that-met-before-do-not", test_texts_that_met_before_do_not);
    g_test_add_func("/hash/key-decides", test_key_decides);
    g_test_add_func("/hash/drawn-keys-differ", test_drawn_keys_differ);
    g_test_add_func("/hash/bytes-of-glib", test_bytes_of_glib);
    g_test_add_func("/texts/one-copy-of-each", test_one_copy_of_each_text);
    g_test_add_func("/texts/copies-stay", test_copies_stay_where_they_are);
    return g_test_run();
}
