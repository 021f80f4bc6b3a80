/* test-signatures.c - what texts tell of a device: patterns, facts, a user's file
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reference/signatures/signatures-internal.h"

#include <string.h>

/* Of which ours has no lines that match these tests' texts. */
#define EVIDENCE       IOT_EVIDENCE_PLEX_DEVICE_CLASS
#define EVIDENCE_WORD  "plex.device_class"
#define FACT_SEPARATOR " | "

typedef struct fixture {
    iot_signatures *signatures;
    GPtrArray *problems;
} fixture;

static void
set_up(fixture *f, const char *lines, gsize length)
{
    f->problems = g_ptr_array_new_with_free_func(g_free);
    f->signatures = iot_signatures_new_from_text("my.tsv", lines, length, f->problems);
}

static void
tear_down(fixture *f)
{
    iot_signatures_free(f->signatures);
    g_ptr_array_unref(f->problems);
}

/* A line of a pattern that tells a maker. */
static char *
line_of(const char *pattern, const char *maker)
{
    return g_strdup_printf(EVIDENCE_WORD "\t%s\tsays\t-\t%s\t-\t-\t-\ttest\n", pattern, maker);
}

/* "kind | maker | model | software" */
static char *
ask(const iot_signatures *signatures, iot_evidence evidence, const char *text, const char *brand)
{
    iot_signature_told told[IOT_IDENTITY_FACTS];
    GString *all = g_string_new(NULL);

    iot_signatures_lookup(signatures, evidence, text, strlen(text), brand, told);
    for (unsigned i = 0; i < IOT_IDENTITY_FACTS; i++) {
        char value[IOT_SIGNATURE_VALUE_MAX];
        iot_signature_write(&told[i], text, strlen(text), value, sizeof value);
        g_string_append_printf(all, "%s%s", i ? FACT_SEPARATOR : "", told[i].nobody ? "!" : value);
    }
    return g_string_free(all, FALSE);
}

static void
assert_asked(const char *lines, const char *text, const char *brand, const char *expected)
{
    fixture f;

    set_up(&f, lines, strlen(lines));
    g_autofree char *got = ask(f.signatures, EVIDENCE, text, brand);
    g_assert_cmpuint(f.problems->len, ==, 0);
    g_assert_cmpstr(got, ==, expected);
    tear_down(&f);
}

#define MAKER(pattern, text, maker)                                                                \
    do {                                                                                           \
        g_autofree char *line = line_of(pattern, "Acme");                                          \
        assert_asked(line, text, NULL, " | " maker " |  | ");                                      \
    } while (0)

static void
test_a_pattern_without_a_star_is_the_whole_text_in_any_case(void)
{
    MAKER("Lamp 3", "lAMP 3", "Acme");
    MAKER("Lamp 3", "lamp 30", "");
    MAKER("Lamp 3", "a lamp 3", "");
    MAKER("Lamp 3", "lamp ", "");
}

static void
test_a_star_stands_for_anything_and_for_nothing(void)
{
    MAKER("lamp*", "Lamp 3", "Acme");
    MAKER("lamp*", "lamp", "Acme");
    MAKER("lamp*", "clamp", "");
    MAKER("*lamp", "clamp", "Acme");
    MAKER("*lamp", "lamp", "Acme");
    MAKER("*lamp", "lamps", "");
    MAKER("la*p", "la-la-p", "Acme");
    MAKER("lamp*mp", "lamp", "");
    MAKER("*", "whatever", "Acme");
    MAKER("*", "", "Acme");
}

static void
test_a_text_between_stars_is_a_word(void)
{
    MAKER("*lamp*", "a lamp, red", "Acme");
    MAKER("*lamp*", "lamp", "Acme");
    MAKER("*lamp*", "clamp lamps", "");
    MAKER("*lamp*", "clamp lamp", "Acme");
    MAKER("*lamp*", "\xc3\xa9lamp", "");
    /* What is no letter or digit ends itself. */
    MAKER("*lamp/*", "my lamp/2", "Acme");
    MAKER("*;lamp=*", "a;lamp=3", "Acme");
}

static void
test_a_name_that_is_asked_for_stands_for_all_below_it(void)
{
    static const char lines[] = "dns.asks\tlamp.example\tonly\t-\tAcme\t-\t-\t-\ttest\n"
                                "dns.asks\thub.lamp.example\tonly\t-\tHubs\t-\t-\t-\ttest\n";
    static const char *const cases[][2] = {
        {"lamp.example", " | Acme |  | "},       {"a.b.LAMP.example", " | Acme |  | "},
        {"clamp.example", " |  |  | "},          {"lamp.example.com", " |  |  | "},
        {"x.hub.lamp.example", " | Hubs |  | "},
    };
    fixture f;

    set_up(&f, lines, strlen(lines));
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *got = ask(f.signatures, IOT_EVIDENCE_DNS_ASKS, cases[i][0], NULL);
        g_assert_cmpstr(got, ==, cases[i][1]);
    }
    tear_down(&f);
}

static void
test_each_fact_is_of_the_longest_pattern_that_tells_it(void)
{
    static const char lines[] =
        EVIDENCE_WORD "\tlamp*\tsays\tlight\tAcme\t-\tOS\t-\ttest\n" EVIDENCE_WORD
                      "\tlamp 3*\tsays\t-\tBetter\t-\t-\t-\ttest\n" EVIDENCE_WORD
                      "\tlamp 33\tsays\t-\t-\tThree\t-\t-\ttest\n" EVIDENCE_WORD
                      "\t*33*\tsays\tplug\t-\tWord\tWords\t-\ttest\n";

    assert_asked(lines, "lamp 33", NULL, "light | Better | Three | OS");
    assert_asked(lines, "lamp 4", NULL, "light | Acme |  | OS");
}

static void
test_what_nobody_may_tell_hides_shorter_patterns(void)
{
    static const char lines[] =
        EVIDENCE_WORD "\tlamp*\tsays\tlight\tAcme\t$all\t-\t-\ttest\n" EVIDENCE_WORD
                      "\tlamp group\tsays\t!\t-\t!\t-\t-\ttest\n";

    assert_asked(lines, "lamp group", NULL, "! | Acme | ! | ");
    assert_asked(lines, "lamp groups", NULL, "light | Acme | lamp groups | ");
}

static void
test_a_line_can_need_the_maker_of_the_mac(void)
{
    static const char lines[] =
        EVIDENCE_WORD "\tlamp\tsays\t-\tAcme\t-\t-\t-\ttest\n" EVIDENCE_WORD
                      "\tlamp\tsays\tlight\tBest\t-\t-\tBest|Second Best\ttest\n";

    static const char alike[] =
        EVIDENCE_WORD "\tlamp*\tsays\t-\tAcme\t-\t-\t-\ttest\n" EVIDENCE_WORD
                      "\t*lamp*\tsays\t-\tBest\t-\t-\tBest\ttest\n";

    assert_asked(alike, "lamp", NULL, " | Acme |  | ");
    assert_asked(alike, "lamp", "Best", " | Best |  | ");
    assert_asked(lines, "lamp", NULL, " | Acme |  | ");
    assert_asked(lines, "lamp", "Second", " | Acme |  | ");
    assert_asked(lines, "lamp", "second best", "light | Best |  | ");
    assert_asked(lines, "lamp", "Best", "light | Best |  | ");
}

static void
test_a_hint_hides_nothing(void)
{
    static const char lines[] =
        EVIDENCE_WORD "\tlamp*\tonly\tlight\t-\t-\t-\t-\ttest\n" EVIDENCE_WORD
                      "\tlamp server\thint\tserver\tAcme\t-\t-\t-\ttest\n";
    fixture f;
    iot_signature_told told[IOT_IDENTITY_FACTS];

    assert_asked(lines, "lamp server", NULL, "light | Acme |  | ");
    set_up(&f, lines, strlen(lines));
    g_assert_true(iot_signatures_lookup(f.signatures, EVIDENCE, "lamp server", 11, NULL, told));
    g_assert_cmpint(told[IOT_IDENTITY_KIND].rank, ==, IOT_RANK_ONLY);
    g_assert_cmpint(told[IOT_IDENTITY_MAKER].rank, ==, IOT_RANK_HINT);
    g_assert_cmpint(iot_signature_kind(&told[IOT_IDENTITY_KIND]), ==, IOT_KIND_LIGHT);
    tear_down(&f);
}

static void
test_lines_of_one_pattern_and_different_worth_are_both_used(void)
{
    static const char lines[] = EVIDENCE_WORD "\tlamp\tsays\t-\t-\t-\tOS\t-\ttest\n" EVIDENCE_WORD
                                              "\tlamp\thint\tlight\t-\t-\tHint\t-\ttest\n";

    assert_asked(lines, "lamp", NULL, "light |  |  | OS");
}

static void
test_a_users_line_comes_before_ours(void)
{
    static const char lines[] = "mdns.txt\t_hap._tcp md=*\tsays\tserver\tMe\t-\t-\t-\ttest\n"
                                "mdns.txt\t_hap._tcp ci=2\tsays\t!\t-\t-\t-\t-\ttest\n";
    fixture f, ours;

    set_up(&f, lines, strlen(lines));
    set_up(&ours, NULL, 0);
    g_autofree char *told = ask(f.signatures, IOT_EVIDENCE_MDNS_TXT, "_hap._tcp md=BSB002", NULL);
    g_autofree char *before =
        ask(ours.signatures, IOT_EVIDENCE_MDNS_TXT, "_hap._tcp md=BSB002", NULL);
    g_autofree char *bridge = ask(f.signatures, IOT_EVIDENCE_MDNS_TXT, "_hap._tcp ci=2", NULL);
    g_assert_cmpstr(before, ==, "bridge | Philips | BSB002 | ");
    /* Of what the user does not say, ours holds. */
    g_assert_cmpstr(told, ==, "server | Me | BSB002 | ");
    g_assert_cmpstr(bridge, ==, "! |  |  | ");
    tear_down(&f);
    tear_down(&ours);
}

/* Texts that told nothing are remembered. */
static void
test_another_file_tells_what_was_silent_and_is_silent_of_what_told(void)
{
    g_autofree char *lamp = line_of("Lamp", "Acme"), *plug = line_of("Plug", "Acme");
    fixture f;

    set_up(&f, lamp, strlen(lamp));
    for (unsigned i = 0; i < 2; i++) {
        g_autofree char *silent = ask(f.signatures, EVIDENCE, "Plug", NULL);
        g_autofree char *told = ask(f.signatures, EVIDENCE, "Lamp", NULL);
        g_assert_cmpstr(silent, ==, " |  |  | ");
        g_assert_cmpstr(told, ==, " | Acme |  | ");
    }
    iot_signatures_read_text(f.signatures, "my.tsv", plug, strlen(plug), f.problems);
    g_autofree char *told = ask(f.signatures, EVIDENCE, "Plug", NULL);
    g_autofree char *silent = ask(f.signatures, EVIDENCE, "Lamp", NULL);
    g_assert_cmpstr(told, ==, " | Acme |  | ");
    g_assert_cmpstr(silent, ==, " |  |  | ");
    tear_down(&f);
}

/* What needs another maker is not silent. */
static void
test_a_text_that_told_nothing_to_one_maker_tells_another(void)
{
    static const char lines[] = EVIDENCE_WORD "\tLamp\tsays\t-\tAcme\t-\t-\tBulbs\ttest\n";
    fixture f;

    set_up(&f, lines, strlen(lines));
    g_autofree char *before = ask(f.signatures, EVIDENCE, "Lamp", NULL);
    g_autofree char *after = ask(f.signatures, EVIDENCE, "Lamp", "Bulbs");
    g_assert_cmpstr(before, ==, " |  |  | ");
    g_assert_cmpstr(after, ==, " | Acme |  | ");
    tear_down(&f);
}

static void
test_values_take_parts_of_the_text(void)
{
    static const char *const cases[][4] = {
        {"m *", "$all", "M  Zed 3 (x)", "M  Zed 3 (x)"},
        {"m *", "$rest", "m  Zed 3 (x) ", "Zed 3 (x)"},
        {"m *", "<$word>", "m Zed/3 x", "<Zed>"},
        {"m *", "$word", "m \"quoted", ""},
        {"m *", "$item", "m Zed 3 - A7; Serial 99", "Zed 3"},
        {"m *", "$item", "m Zed-3; Serial 99", "Zed-3"},
        {"m *", "$item", "m Zed 3", "Zed 3"},
        {"*m=*", "$word", "a;m=Zed;s=99", "Zed"},
        {"dcs-*", "DCS-$stem", "dcs-930l_1c7185", "DCS-930l"},
        {"dcs-*", "DCS-$stem", "DCS-8000LH-B0C554", "DCS-8000LH"},
        {"hs1*", "HS1$stem", "hs110(eu)", "HS110"},
        {"*-m", "$rest", "my-m", "my"},
        {"m*n", "$rest and $rest", "mZn", "Z and Z"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *line = g_strdup_printf(EVIDENCE_WORD "\t%s\tsays\t-\t-\t%s\t-\t-\ttest\n",
                                                cases[i][0], cases[i][1]);
        g_autofree char *expected = g_strdup_printf(" |  | %s | ", cases[i][3]);
        assert_asked(line, cases[i][2], NULL, expected);
    }
}

static void
test_a_value_is_cut_to_its_room(void)
{
    g_autofree char *line = line_of("m*", "$all$all");
    fixture f;
    iot_signature_told told[IOT_IDENTITY_FACTS];
    char value[6];

    set_up(&f, line, strlen(line));
    g_assert_true(iot_signatures_lookup(f.signatures, EVIDENCE, "mno", 3, NULL, told));
    g_assert_cmpuint(iot_signature_write(&told[IOT_IDENTITY_MAKER], "mno", 3, value, sizeof value),
                     ==, 5);
    g_assert_cmpstr(value, ==, "mnomn");
    g_assert_cmpuint(iot_signature_write(&told[IOT_IDENTITY_KIND], "mno", 3, value, sizeof value),
                     ==, 0);
    g_assert_cmpstr(value, ==, "");
    tear_down(&f);
}

/* Its end is not known, so nothing is told by it. */
static void
test_a_text_that_is_too_long_matches_by_its_beginning(void)
{
    g_autofree char *text = g_strnfill(IOT_SIGNATURE_TEXT_MAX + 1, 'x');
    static const char *const patterns[] = {"*x", "x*x", "*", "xx*"};
    static const bool matches[] = {false, false, true, true};

    for (unsigned i = 0; i < G_N_ELEMENTS(patterns); i++) {
        g_autofree char *line = line_of(patterns[i], "Acme");
        assert_asked(line, text, NULL, matches[i] ? " | Acme |  | " : " |  |  | ");
    }
}

static void
test_bytes_that_are_no_text_are_asked_in_bounds(void)
{
    static const char lines[] = EVIDENCE_WORD "\t*\tsays\t-\t-\t$word\t-\t-\ttest\n" EVIDENCE_WORD
                                              "\t*lamp*\tsays\tlight\t-\t-\t-\t-\ttest\n";
    static const char bytes[] = {'\0', '\xff', 'l', 'a', 'm', 'p', '\0', 'x'};
    fixture f;
    iot_signature_told told[IOT_IDENTITY_FACTS];
    char value[IOT_SIGNATURE_VALUE_MAX];

    set_up(&f, lines, strlen(lines));
    for (gsize length = 0; length <= sizeof bytes; length++) {
        /* Of its own, so that a sanitizer sees a byte too many. */
        g_autofree char *copy = g_memdup2(bytes, length);
        g_assert_true(iot_signatures_lookup(f.signatures, EVIDENCE, copy, length, NULL, told));
        g_assert_cmpuint(
            iot_signature_write(&told[IOT_IDENTITY_MODEL], copy, length, value, sizeof value), ==,
            length);
    }
    tear_down(&f);
}

/* The same by looking at each line. */
static bool
naive_match(const char *pattern, const char *text)
{
    const char *star = strchr(pattern, '*');
    gsize head = star ? (gsize)(star - pattern) : strlen(pattern), length = strlen(text);

    if (!star)
        return strcmp(pattern, text) == 0;
    gsize tail = strlen(star + 1);
    return length >= head + tail && strncmp(pattern, text, head) == 0 &&
           strcmp(text + length - tail, star + 1) == 0;
}

static char *
random_word(unsigned most)
{
    char *word = g_new0(char, most + 2);
    unsigned length = (unsigned)g_test_rand_int_range(0, (int)most + 1);

    for (unsigned i = 0; i < length; i++)
        word[i] = "ab."[g_test_rand_int_range(0, 3)];
    return word;
}

static void
test_what_is_found_by_halves_is_what_each_line_says(void)
{
    enum { PATTERNS = 200, TEXTS = 300 };
    g_autoptr(GPtrArray) patterns = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GString) lines = g_string_new(NULL);
    fixture f;

    for (unsigned i = 0; i < PATTERNS; i++) {
        g_autofree char *head = random_word(6);
        g_autofree char *tail = random_word(2);
        char *pattern = i % 5 == 0 && *head ? g_strconcat("*", head, NULL)
                                            : g_strconcat(head, i % 3 || !*head ? "*" : "",
                                                          *head ? tail : "", NULL);
        g_ptr_array_add(patterns, pattern);
        g_autofree char *line = line_of(pattern, pattern);
        if (g_hash_table_add(seen, pattern))
            g_string_append(lines, line);
    }
    set_up(&f, lines->str, lines->len);
    g_assert_cmpuint(f.problems->len, ==, 0);
    for (unsigned i = 0; i < TEXTS; i++) {
        g_autofree char *text = random_word(9);
        gsize best = 0;
        for (unsigned j = 0; j < patterns->len; j++) {
            const char *pattern = g_ptr_array_index(patterns, j);
            if (naive_match(pattern, text))
                best = MAX(best, strlen(pattern) + !strchr(pattern, '*'));
        }
        iot_signature_told told[IOT_IDENTITY_FACTS];
        iot_signatures_lookup(f.signatures, EVIDENCE, text, strlen(text), NULL, told);
        const char *got = told[IOT_IDENTITY_MAKER].value;
        g_assert_cmpuint(got ? strlen(got) + !strchr(got, '*') : 0, ==, best);
        g_assert_true(!got || naive_match(got, text));
    }
    tear_down(&f);
}

static void
test_a_bad_line_is_told_by_file_and_line_and_the_others_used(void)
{
    static const char lines[] = "# a comment\n"
                                "\n" EVIDENCE_WORD "\tlamp\tsays\tlight\n"
                                "smell\tlamp\tsays\tlight\t-\t-\t-\t-\ttest\r\n" EVIDENCE_WORD
                                "\t\tsays\tlight\t-\t-\t-\t-\ttest\n" EVIDENCE_WORD
                                "\ta*b*\tsays\tlight\t-\t-\t-\t-\ttest\n" EVIDENCE_WORD
                                "\t**\tsays\tlight\t-\t-\t-\t-\ttest\n" EVIDENCE_WORD
                                "\tlamp\tsings\tlight\t-\t-\t-\t-\ttest\n" EVIDENCE_WORD
                                "\tlamp\tsays\ttoaster\t-\t-\t-\t-\ttest\n" EVIDENCE_WORD
                                "\tlamp\tsays\t-\t-\t-\t-\t-\ttest\n" EVIDENCE_WORD
                                "\tlamp\tsays\tlight\t\t-\t-\t-\ttest\n" EVIDENCE_WORD
                                "\tlamp*\tsays\tlight\t-\t$1\t-\t-\ttest\n" EVIDENCE_WORD
                                "\tlamp\tsays\tlight\t-\t$rest\t-\t-\ttest\n" EVIDENCE_WORD
                                "\tlamp\tsays\tlight\t-\t-\t-\t\ttest\n" EVIDENCE_WORD
                                "\tlamp\tsays\tlight\t-\t-\t-\t-\t\n" EVIDENCE_WORD
                                "\tl\xffmp\tsays\tlight\t-\t-\t-\t-\ttest\n" EVIDENCE_WORD
                                "\tlamp\tsays\tlight\tAcme\t-\t-\t-\ttest\r\n" EVIDENCE_WORD
                                "\tLAMP\tsays\tplug\t-\t-\t-\t-\ttest";
    static const char *const expected[] = {
        ("my.tsv:3: has not the nine columns: evidence, pattern, rank, kind, maker, model, "
         "software, needs, source"),
        "my.tsv:4: \"smell\" is no evidence that is known here",
        "my.tsv:5: has an empty pattern",
        "my.tsv:6: \"a*b*\" has more than one *, and not around one text",
        "my.tsv:7: \"**\" has more than one *, and not around one text",
        "my.tsv:8: \"sings\" is no rank: says, does, only, mac or hint",
        "my.tsv:9: \"toaster\" is no kind of device that is known here",
        "my.tsv:10: tells nothing",
        "my.tsv:11: has an empty column: what is not told is -",
        "my.tsv:12: \"$1\" has a $ that is not $all, $rest, $word, $item or $stem",
        "my.tsv:13: \"$rest\" takes what stands for a *, and the pattern has none",
        "my.tsv:14: has an empty column: no need is -",
        "my.tsv:15: names no source",
        "my.tsv:16: is no text in UTF-8",
        "my.tsv:18: has the pattern of line 17, which is used",
    };
    fixture f;

    set_up(&f, lines, strlen(lines));
    for (unsigned i = 0; i < MIN(f.problems->len, G_N_ELEMENTS(expected)); i++)
        g_assert_cmpstr(g_ptr_array_index(f.problems, i), ==, expected[i]);
    g_assert_cmpuint(f.problems->len, ==, G_N_ELEMENTS(expected));
    g_autofree char *got = ask(f.signatures, EVIDENCE, "lamp", NULL);
    g_assert_cmpstr(got, ==, "light | Acme |  | ");
    tear_down(&f);
}

static void
test_what_an_editor_of_windows_writes_is_read(void)
{
    static const char lines[] =
        "\xef\xbb\xbf" EVIDENCE_WORD "\tlamp\tsays\tlight\t-\t-\t-\t-\ttest\r\n";

    assert_asked(lines, "lamp", NULL, "light |  |  | ");
}

static void
test_an_empty_file_tells_what_ours_does(void)
{
    fixture f;

    set_up(&f, "", 0);
    g_autofree char *got = ask(f.signatures, IOT_EVIDENCE_MDNS_SERVICE, "_hue._tcp", NULL);
    g_assert_cmpuint(f.problems->len, ==, 0);
    g_assert_cmpstr(got, ==, "bridge | Philips |  | ");
    tear_down(&f);
}

static void
test_problems_nobody_asks_for_are_not_told(void)
{
    static const char lines[] = "nonsense\n" EVIDENCE_WORD "\tlamp\tsays\tlight\t-\t-\t-\t-\ttest";
    g_autoptr(iot_signatures) signatures =
        iot_signatures_new_from_text("my.tsv", lines, strlen(lines), NULL);
    g_autofree char *got = ask(signatures, EVIDENCE, "lamp", NULL);

    g_assert_cmpstr(got, ==, "light |  |  | ");
}

static void
test_long_lines_and_fields_are_refused(void)
{
    g_autofree char *field = g_strnfill(IOT_SIGNATURE_FIELD_MAX + 1, 'x');
    g_autofree char *pattern = g_strnfill(IOT_SIGNATURE_PATTERN_MAX + 1, 'x');
    g_autofree char *line = g_strnfill(1 << 20, 'x');
    g_autofree char *lines =
        g_strdup_printf("%s\n" EVIDENCE_WORD "\tlamp\tsays\t-\t%s\t-\t-\t-\ttest\n" EVIDENCE_WORD
                        "\t%s\tsays\tlight\t-\t-\t-\t-\ttest\n",
                        line, field, pattern);
    fixture f;

    set_up(&f, lines, strlen(lines));
    g_assert_cmpuint(f.problems->len, ==, 3);
    for (unsigned i = 0; i < 3; i++)
        g_assert_true(g_str_has_suffix(g_ptr_array_index(f.problems, i), "is too long"));
    tear_down(&f);
}

static void
test_a_million_lines_end_in_one_problem(void)
{
    enum { LINES = 1000000 };
    g_autoptr(GString) lines = g_string_new(NULL);
    fixture f;

    for (unsigned i = 0; i < LINES; i++)
        g_string_append_printf(lines, EVIDENCE_WORD "\t%u*\tsays\t-\tAcme\t-\t-\t-\ttest\n", i);
    set_up(&f, lines->str, lines->len);
    g_autofree char *reason = g_strdup_printf("my.tsv:%u: is one too many; the rest is not used",
                                              IOT_SIGNATURES_LINES_MAX + 1);
    g_assert_cmpuint(f.problems->len, ==, 1);
    g_assert_cmpstr(g_ptr_array_index(f.problems, 0), ==, reason);
    tear_down(&f);
}

static void
test_a_file_of_something_else_has_so_many_problems_and_a_count(void)
{
    g_autoptr(GString) bytes = g_string_new(NULL);
    fixture f;

    for (unsigned i = 0; i < 100000; i++)
        g_string_append_c(bytes, (char)(i * i % 256));
    for (unsigned i = 0; i < IOT_SIGNATURES_PROBLEMS_MAX * 2; i++)
        g_string_append(bytes, "x\n");
    set_up(&f, bytes->str, bytes->len);
    g_assert_cmpuint(f.problems->len, ==, IOT_SIGNATURES_PROBLEMS_MAX + 1);
    g_assert_true(g_str_has_prefix(g_ptr_array_index(f.problems, IOT_SIGNATURES_PROBLEMS_MAX),
                                   "my.tsv: … and "));
    tear_down(&f);
}

/* A text that has the pattern, and as little as possible of any other. */
static char *
example_of(const iot_signature *s)
{
    const char *head = iot_signatures_ours.texts + s->head;
    const char *tail = iot_signatures_ours.texts + s->tail;

    switch ((iot_signature_form)s->form) {
    case IOT_FORM_EXACT:
        return g_strdup(head);
    case IOT_FORM_HEAD:
        return g_strconcat(head, "zz", tail, NULL);
    case IOT_FORM_TAIL:
        return g_strconcat("zz", head, NULL);
    default:
        return g_strconcat("zz ", head, " zz", NULL);
    }
}

static void
test_each_of_our_lines_is_reached(void)
{
    uint32_t count = iot_signatures_ours.groups[G_N_ELEMENTS(iot_signatures_ours.groups) - 1];
    g_autoptr(iot_signatures) signatures = iot_signatures_new_from_text(NULL, NULL, 0, NULL);

    g_assert_cmpuint(count, >, 1000);
    for (uint32_t i = 0; i < count; i++) {
        const iot_signature *s = &iot_signatures_ours.signatures[i];
        g_autofree char *text = example_of(s);
        g_autofree char *brand = g_strdup(iot_signatures_ours.texts + s->needs);
        iot_signature_told told[IOT_IDENTITY_FACTS];
        bool reached = false;
        brand[strcspn(brand, "|")] = '\0';
        iot_signatures_lookup(signatures, s->evidence, text, strlen(text), brand, told);
        for (unsigned fact = 0; fact < IOT_IDENTITY_FACTS; fact++)
            reached |= s->values[fact] && told[fact].line == s->line;
        if (!reached) {
            g_test_message("line %u tells nothing of \"%s\"", s->line, text);
            g_test_fail();
        }
    }
}

static void
test_evidence_and_ranks_have_a_word_each(void)
{
    for (unsigned i = 0; i < IOT_EVIDENCES; i++) {
        iot_evidence evidence;
        const char *word = iot_evidence_word(i);
        g_assert_true(iot_evidence_find(word, strlen(word), &evidence));
        g_assert_cmpint(evidence, ==, i);
    }
    for (unsigned i = 0; i < IOT_RANKS; i++)
        for (unsigned j = 0; j < i; j++)
            g_assert_cmpstr(iot_signature_rank_word(i), !=, iot_signature_rank_word(j));
}

static void
test_modules_are_no_brands(void)
{
    static const char *const registrants[] = {
        "Espressif Inc.", "Murata Manufacturing Co., Ltd.", "AzureWave Technology Inc.",
        "Hon Hai Precision Ind. Co.,Ltd.", "Liteon Technology Corporation"};
    g_autoptr(iot_signatures) signatures = iot_signatures_new_from_text(NULL, NULL, 0, NULL);

    for (unsigned i = 0; i < G_N_ELEMENTS(registrants); i++) {
        g_autofree char *got = ask(signatures, IOT_EVIDENCE_MAC_MAKER, registrants[i], NULL);
        g_assert_cmpstr(got, ==, " | ! |  | ");
    }
}

static void
test_an_app_for_a_server_is_no_server(void)
{
    static const struct {
        const char *agent, *told;
    } cases[] = {
        {"HomeAssistant/2024.5.1 aiohttp/3.9.5 Python/3.12", "server |  |  | Home Assistant"},
        {"Home Assistant/2024.5 (io.robbie.HomeAssistant; build:2024.512; iOS 17.5.1)",
         " |  |  | "},
        {"Home Assistant/2024.5.3-full (Android 14; Pixel 7)", " |  |  | Android 14"},
    };
    g_autoptr(iot_signatures) signatures = iot_signatures_new_from_text(NULL, NULL, 0, NULL);

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *got = ask(signatures, IOT_EVIDENCE_HTTP_USER_AGENT, cases[i].agent, NULL);
        g_assert_cmpstr(got, ==, cases[i].told);
    }
}

#define ADD(name) g_test_add_func("/signatures/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(a_pattern_without_a_star_is_the_whole_text_in_any_case);
    ADD(a_star_stands_for_anything_and_for_nothing);
    ADD(a_text_between_stars_is_a_word);
    ADD(a_name_that_is_asked_for_stands_for_all_below_it);
    ADD(each_fact_is_of_the_longest_pattern_that_tells_it);
    ADD(what_nobody_may_tell_hides_shorter_patterns);
    ADD(a_line_can_need_the_maker_of_the_mac);
    ADD(a_hint_hides_nothing);
    ADD(lines_of_one_pattern_and_different_worth_are_both_used);
    ADD(a_users_line_comes_before_ours);
    ADD(another_file_tells_what_was_silent_and_is_silent_of_what_told);
    ADD(a_text_that_told_nothing_to_one_maker_tells_another);
    ADD(values_take_parts_of_the_text);
    ADD(a_value_is_cut_to_its_room);
    ADD(a_text_that_is_too_long_matches_by_its_beginning);
    ADD(bytes_that_are_no_text_are_asked_in_bounds);
    ADD(what_is_found_by_halves_is_what_each_line_says);
    ADD(a_bad_line_is_told_by_file_and_line_and_the_others_used);
    ADD(what_an_editor_of_windows_writes_is_read);
    ADD(an_empty_file_tells_what_ours_does);
    ADD(problems_nobody_asks_for_are_not_told);
    ADD(long_lines_and_fields_are_refused);
    ADD(a_million_lines_end_in_one_problem);
    ADD(a_file_of_something_else_has_so_many_problems_and_a_count);
    ADD(each_of_our_lines_is_reached);
    ADD(evidence_and_ranks_have_a_word_each);
    ADD(modules_are_no_brands);
    ADD(an_app_for_a_server_is_no_server);
    return g_test_run();
}
