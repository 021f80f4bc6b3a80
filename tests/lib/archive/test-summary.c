/* test-summary.c - captures put together from their summaries
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "archive/summary.h"
#include "world.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define PIECES 6

/* A world in pieces: each a summary as text. No stream goes on from one piece into the next. */
static void
make_pieces(world *w, unsigned steps, char *ret_texts[PIECES])
{
    for (unsigned n = 0; n < PIECES; n++) {
        g_autoptr(iot_summary) summary = iot_summary_new();
        g_autoptr(GString) text = g_string_new(NULL);
        for (unsigned i = 0; i < steps; i++)
            step(w);
        iot_capture_settle(w->piece);
        iot_summary_add_capture(summary, w->piece, w->piece_tally, "piece");
        iot_summary_write(summary, text);
        ret_texts[n] = g_string_free(g_steal_pointer(&text), FALSE);
        for (unsigned slot = 0; slot < SLOTS; slot++)
            close_stream(w, slot);
        piece_free(w);
        piece_begin(w);
    }
}

static void
add_text(iot_summary *to, const char *text)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);

    g_assert_cmpuint(iot_summary_read(to, text, strlen(text), "test", problems), >, 0);
    g_assert_cmpuint(problems->len, ==, 0);
}

static char *
text_of(iot_summary *summary)
{
    GString *text = g_string_new(NULL);

    iot_summary_write(summary, text);
    return g_string_free(text, FALSE);
}

static void
shuffle(GRand *rand, char *interned[PIECES])
{
    for (int i = PIECES - 1; i > 0; i--) {
        int j = g_rand_int_range(rand, 0, i + 1);
        char *other = interned[i];
        interned[i] = interned[j];
        interned[j] = other;
    }
}

/* Put together in pairs, pairs of pairs, and one by one; one of them twice. */
static iot_summary *
merge_at_random(world *w, char *interned[PIECES])
{
    g_autoptr(iot_summary) few = iot_summary_new();
    iot_summary *all = iot_summary_new();

    shuffle(w->rand, interned);
    for (unsigned n = 0; n < PIECES / 2; n++)
        add_text(few, interned[n]);
    g_autofree char *merged = text_of(few);
    for (unsigned n = PIECES / 2; n < PIECES; n++)
        add_text(all, interned[n]);
    add_text(all, merged);
    add_text(all, interned[0]);
    return all;
}

static void
test_merged_summaries_report_as_one_capture(void)
{
    for (guint32 seed = 1; seed <= some_worlds(25); seed++) {
        world w = world_new(seed);
        char *interned[PIECES];
        iot_capture_options options = {.reports_only = true};
        g_autoptr(iot_capture) capture = iot_capture_new(&options);
        g_autoptr(iot_counters) counters = iot_counters_new();
        make_pieces(&w, 250, interned);
        g_autoptr(iot_summary) merged = merge_at_random(&w, interned);

        g_assert_cmpuint(iot_summary_parts(merged), ==, PIECES);
        g_assert_cmpuint(iot_summary_replay(merged, capture, counters, NULL), ==, PIECES);
        assert_same_report(w.folded, w.folded_tally, capture, counters);
        for (unsigned n = 0; n < PIECES; n++)
            g_free(interned[n]);
        world_free(&w);
    }
}

static void
test_order_and_grouping_make_no_difference(void)
{
    world w = world_new(77);
    char *interned[PIECES];
    g_autofree char *first = NULL;

    make_pieces(&w, 100, interned);
    for (unsigned i = 0; i < 10; i++) {
        g_autoptr(iot_summary) merged = merge_at_random(&w, interned);
        g_autofree char *text = text_of(merged);
        if (!first)
            first = g_strdup(text);
        g_assert_cmpstr(text, ==, first);
    }
    for (unsigned n = 0; n < PIECES; n++)
        g_free(interned[n]);
    world_free(&w);
}

static void
test_part_that_comes_often_is_there_once(void)
{
    const char *line = "{\"iot-summary\":1,\"first_ns\":5,\"ends\":[{}]}\n";
    g_autoptr(iot_summary) summary = iot_summary_new();

    for (unsigned i = 0; i < 5; i++)
        add_text(summary, line);
    g_assert_cmpuint(iot_summary_parts(summary), ==, 1);
    g_autofree char *text = text_of(summary);
    g_assert_cmpstr(text, ==, line);
}

static void
test_nothing_of_an_empty_capture(void)
{
    iot_capture_options options = {.reports_only = true};
    g_autoptr(iot_capture) capture = iot_capture_new(&options), into = iot_capture_new(&options);
    g_autoptr(iot_counters) counters = iot_counters_new(), into_tally = iot_counters_new();
    g_autoptr(iot_summary) summary = iot_summary_new();

    iot_capture_settle(capture);
    iot_summary_add_capture(summary, capture, counters, "empty");
    g_assert_cmpuint(iot_summary_replay(summary, into, into_tally, NULL), ==, 1);
    assert_same_report(capture, counters, into, into_tally);
}

#define BEGIN "{\"iot-summary\":1,\"first_ns\":5,"

static void
test_what_cannot_be_is_told_and_left_out(void)
{
    static const struct {
        const char *line, *problem;
    } cases[] = {
        {"hello", "x: line 1: is no part of a summary"},
        {"{\"iot-summary\":2,\"first_ns\":5}", "x: line 1: is no part of a summary"},
        {BEGIN "\"ends\":[]}", "x: line 1: has no ends"},
        {BEGIN "\"ends\":[3]}", "x: line 1: has something else where an object should be"},
        {BEGIN "\"ends\":[{\"addr\":\"1.2\"}]}", "x: line 1: has an address that is none"},
        {BEGIN "\"ends\":[{\"mac\":\"1.2\"}]}", "x: line 1: has a MAC that is none"},
        {"{\"iot-summary\":1,\"first_ns\":5,\"ends\":[{}],\"capture\":\"\x1b[2J\"}",
         "x: line 1: is no part of a summary"},
        {BEGIN
         "\"ends\":[{}],\"facts\":[{\"fact\":\"onlink\",\"addr\":\"10.0.0.0\",\"number\":33}]}",
         "x: line 1: has a network that is none"},
        {BEGIN
         "\"ends\":[{}],\"facts\":[{\"fact\":\"onlink\",\"addr\":\"fe80::\",\"number\":129}]}",
         "x: line 1: has a network that is none"},
        {BEGIN "\"ends\":[{}],\"facts\":[{\"fact\":\"binding\",\"mac\":\"00:00:5e:00:53:01\"}]}",
         "x: line 1: has an address that is missing"},
        {BEGIN
         "\"ends\":[{}],\"facts\":[{\"fact\":\"binding\",\"addr\":\"10.0.0.1\",\"number\":1}]}",
         "x: line 1: has a number that cannot be"},
        {BEGIN "\"ends\":[{}],\"streams\":[{\"transport\":\"tcp\",\"lives\":[3]}]}",
         "x: line 1: has something else where an object should be"},
        {BEGIN "\"ends\":[{}],\"streams\":[{\"transport\":\"tcp\","
               "\"lives\":[{\"beats_ns\":[9223372036854775807]}]}]}",
         "x: line 1: has a number that cannot be"},
        {BEGIN "\"ends\":[{}],\"flows\":[{\"packets\":1,\"first_ns\":2,\"last_ns\":1}]}",
         "x: line 1: has something that ends before it begins"},
        {BEGIN "\"ends\":[{}],\"flows\":[{\"packets\":2000000000000000},"
               "{\"packets\":2000000000000000}]}",
         "x: line 1: has more than can be"},
        {BEGIN "\"ends\":[{}],\"flows\":[{\"protocol\":\"tls\\u001b]0;owned\\u0007\\nFAKE\"}]}",
         "x: line 1: has a protocol whose name has what no protocol's has"},
        {BEGIN "\"ends\":[{}],\"flows\":[{\"protocol\":\"\"}]}",
         "x: line 1: has a protocol whose name has what no protocol's has"},
        {BEGIN "\"ends\":[{}],\"streams\":[{\"transport\":\"tcp\",\"lives\":[{}],"
               "\"protocol\":\"t\u202els\"}]}",
         "x: line 1: has a protocol whose name has what no protocol's has"},
        {BEGIN "\"ends\":[{}],\"facts\":[{\"fact\":\"tale\"}]}",
         "x: line 1: has a fact that nobody knows"},
        {BEGIN "\"ends\":[{}],\"facts\":[{\"fact\":\"claim\",\"number\":2}]}",
         "x: line 1: has a name that is missing"},
        {BEGIN "\"ends\":[{}],\"facts\":[{\"fact\":\"claim\",\"text\":\"a\",\"number\":99}]}",
         "x: line 1: has a name from where no name comes"},
        {BEGIN "\"ends\":[{}],\"facts\":[{\"fact\":\"server\",\"number\":7}]}",
         "x: line 1: has a server that serves nothing"},
        {BEGIN "\"ends\":[{}],\"facts\":[{\"fact\":\"dhcp\",\"frame\":2},{\"fact\":\"dhcp\","
               "\"frame\":1}]}",
         "x: line 1: has facts out of order"},
        {BEGIN "\"ends\":[{}],\"flows\":[{\"from\":1}]}", "x: line 1: has a number that cannot be"},
        {BEGIN "\"ends\":[{}],\"flows\":[{\"stream\":0}]}",
         "x: line 1: has a number that cannot be"},
        {BEGIN "\"ends\":[{}],\"flows\":[{\"packets\":\"1\"}]}",
         "x: line 1: has something else where a number should be"},
        {BEGIN "\"ends\":[{}],\"streams\":[{\"transport\":\"tcp\"}]}",
         "x: line 1: has a stream without a life"},
        {BEGIN "\"ends\":[{}],\"streams\":[{\"transport\":\"sctp\",\"lives\":[{}]}]}",
         "x: line 1: has a transport that nobody knows"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        iot_capture_options options = {.reports_only = true};
        g_autoptr(iot_capture) capture = iot_capture_new(&options);
        g_autoptr(iot_counters) counters = iot_counters_new();
        g_autoptr(iot_summary) summary = iot_summary_new();
        g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);

        iot_summary_read(summary, cases[i].line, strlen(cases[i].line), "x", problems);
        g_assert_cmpuint(iot_summary_replay(summary, capture, counters, problems), ==, 0);
        g_assert_cmpuint(problems->len, ==, 1);
        g_assert_cmpstr(g_ptr_array_index(problems, 0), ==, cases[i].problem);
    }
}

/* As old ones have them: they were cleaned by other rules, or by nobody. */
static void
test_texts_are_cleaned_and_lines_can_be_printed(void)
{
    static const char line[] =
        BEGIN "\"frames\":1,\"ends\":[{}],\"facts\":["
              "{\"fact\":\"claim\",\"number\":1,\"mac\":\"00:00:5e:00:53:01\",\"text\":\"\u3164\"},"
              "{\"fact\":\"claim\",\"number\":1,\"mac\":\"00:00:5e:00:53:02\","
              "\"text\":\"la\u202emp\\u001b\"}],"
              "\"streams\":[],\"flows\":[{\"frame\":1,\"protocol\":\"HI2operations\"}],"
              "\"capture\":\"a\xc2\x9b"
              "b\U000e0041.pcap\"}";
    iot_capture_options options = {.reports_only = true};
    g_autoptr(iot_capture) capture = iot_capture_new(&options);
    g_autoptr(iot_counters) counters = iot_counters_new();
    g_autoptr(iot_summary) summary = iot_summary_new();

    add_text(summary, line);
    g_autofree char *text = text_of(summary);
    g_assert_nonnull(strstr(text, "la\\u202emp\\u001b"));
    g_assert_nonnull(strstr(text, "a\\u009bb\\udb40\\udc41.pcap"));
    add_text(summary, text);
    g_assert_cmpuint(iot_summary_parts(summary), ==, 1);
    g_assert_cmpuint(iot_summary_replay(summary, capture, counters, NULL), ==, 1);
    g_autoptr(iot_summary) again = iot_summary_new();
    iot_summary_add_capture(again, capture, counters, "b\xff\x1b.pcap");
    g_autofree char *kept = text_of(again);
    g_assert_nonnull(strstr(kept, "\"text\":\"lamp\""));
    g_assert_null(strstr(kept, "00:00:5e:00:53:01"));
    g_assert_nonnull(strstr(kept, "b\\\\xff\\\\x1b.pcap"));
}

/* Compressed by gzip, as several of its files one after the other. */
static void
add_compressed(GByteArray *file, const char *text)
{
    g_autoptr(GConverter) gzip =
        G_CONVERTER(g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1));
    gsize size = strlen(text) + 1024, consumed, produced;
    g_autofree guint8 *packed = g_malloc(size);

    g_assert_cmpint(g_converter_convert(gzip, text, strlen(text), packed, size,
                                        G_CONVERTER_INPUT_AT_END, &consumed, &produced, NULL),
                    ==, G_CONVERTER_FINISHED);
    g_byte_array_append(file, packed, (guint)produced);
}

/* Of a file of these bytes: the parts, or what is wrong with it. */
static unsigned
parts_of_file(const GByteArray *file, GError **error)
{
    g_autoptr(iot_summary) summary = iot_summary_new();
    g_autofree char *dir = g_dir_make_tmp("summary-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(dir, "file", NULL);

    g_assert_true(g_file_set_contents(path, (const char *)file->data, (gssize)file->len, NULL));
    iot_summary_read_file(summary, path, NULL, error);
    g_unlink(path);
    g_rmdir(dir);
    return iot_summary_parts(summary);
}

static void
test_compressed_files_are_read_to_their_end(void)
{
    world w = world_new(1);
    char *interned[PIECES];
    g_autoptr(GByteArray) file = g_byte_array_new();
    g_autoptr(GError) error = NULL;

    make_pieces(&w, 50, interned);
    for (unsigned n = 0; n < PIECES; n++)
        add_compressed(file, interned[n]);
    g_assert_cmpuint(parts_of_file(file, &error), ==, PIECES);
    g_assert_no_error(error);
    g_byte_array_set_size(file, file->len - 10);
    g_assert_cmpuint(parts_of_file(file, &error), ==, 0);
    g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED);
    g_assert_true(g_str_has_suffix(error->message, "/file: the compressed data is cut short"));
    for (unsigned n = 0; n < PIECES; n++)
        g_free(interned[n]);
    world_free(&w);
}

#define NOISE_LINES 10000

/* Lines of noise take no memory, be they ever so many. */
static void
test_problems_have_a_bound(void)
{
    g_autoptr(iot_summary) summary = iot_summary_new();
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) noise = g_string_new(NULL);

    for (unsigned i = 0; i < NOISE_LINES; i++)
        g_string_append(noise, "x\n");
    iot_summary_read(summary, noise->str, noise->len, "x", problems);
    g_assert_cmpuint(problems->len, ==, IOT_SUMMARY_PROBLEMS_MAX);
    g_assert_cmpuint(iot_summary_untold(summary), ==, NOISE_LINES - IOT_SUMMARY_PROBLEMS_MAX);
    /* As many that seem to be some, of which each is looked at later. */
    for (unsigned i = 0; i < NOISE_LINES / 100; i++) {
        g_autofree char *line = g_strdup_printf("{\"iot-summary\":1,\"first_ns\":%u,}", i);
        g_assert_true(iot_summary_read_line(summary, line, strlen(line), "x", i, problems));
    }
    g_assert_cmpuint(iot_summary_bytes(summary), >, 0);
    g_assert_cmpuint(iot_summary_check(summary, problems), ==, 0);
    g_assert_cmpuint(iot_summary_bytes(summary), ==, 0);
    g_assert_cmpuint(problems->len, ==, IOT_SUMMARY_PROBLEMS_MAX);
    g_assert_cmpuint(iot_summary_untold(summary), ==,
                     NOISE_LINES + NOISE_LINES / 100 - IOT_SUMMARY_PROBLEMS_MAX);
}

static char *
titled(unsigned first_ns, char of, gsize length)
{
    g_autofree char *title = g_strnfill(length, of);

    return g_strdup_printf("{\"iot-summary\":1,\"first_ns\":%u,\"last_ns\":%u,\"ends\":[{}],"
                           "\"capture\":\"%s\",\"collector\":\"%s\",\"written_ns\":7}",
                           first_ns, first_ns, title, title);
}

static void
test_titles_are_as_long_as_names(void)
{
    g_autoptr(iot_summary) summary = iot_summary_new();
    iot_collector by;

    for (char of = 'z'; of > 'w'; of--) {
        g_autofree char *line = titled(5, of, 100000);
        add_text(summary, line);
    }
    g_assert_cmpuint(iot_summary_parts(summary), ==, 1);
    g_assert_cmpuint(iot_summary_bytes(summary), <, 4096);
    g_autofree char *kept = text_of(summary), *name = g_strnfill(255, 'x');
    g_assert_cmpuint(strlen(kept), <, 1024);
    /* Whose title it is, wrote it. */
    g_assert_true(iot_summary_collector(summary, 0, &by));
    g_assert_cmpstr(by.name, ==, name);
    g_assert_cmpint(by.written_ns, ==, 7);
    add_text(summary, kept);
    g_autofree char *again = text_of(summary);
    g_assert_cmpstr(again, ==, kept);
}

/* Those that take the place of others, too. */
static void
test_titles_take_room(void)
{
    g_autoptr(iot_summary) summary = iot_summary_new(), all = iot_summary_new();
    g_autofree char *one = titled(5, 'b', 10), *longer = titled(5, 'a', 200);
    uint64_t had;

    add_text(summary, one);
    had = iot_summary_bytes(summary);
    add_text(summary, longer);
    g_assert_cmpuint(iot_summary_bytes(summary), >=, had + 2 * 190);
    iot_summary_set_room(all, 0, had);
    add_text(all, one);
    add_text(all, longer);
    g_assert_cmpuint(iot_summary_bytes(all), ==, had);
    g_autofree char *kept = text_of(all);
    g_assert_nonnull(strstr(kept, "\"bbbbbbbbbb\""));
    g_assert_true(iot_summary_is_full(all));
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/summary/one-capture", test_merged_summaries_report_as_one_capture);
    g_test_add_func("/summary/order", test_order_and_grouping_make_no_difference);
    g_test_add_func("/summary/often", test_part_that_comes_often_is_there_once);
    g_test_add_func("/summary/empty", test_nothing_of_an_empty_capture);
    g_test_add_func("/summary/cannot-be", test_what_cannot_be_is_told_and_left_out);
    g_test_add_func("/summary/clean", test_texts_are_cleaned_and_lines_can_be_printed);
    g_test_add_func("/summary/compressed", test_compressed_files_are_read_to_their_end);
    g_test_add_func("/summary/problems", test_problems_have_a_bound);
    g_test_add_func("/summary/titles", test_titles_are_as_long_as_names);
    g_test_add_func("/summary/titles-room", test_titles_take_room);
    return g_test_run();
}
