/* test-summary-copies.c - parts of collectors: who wrote them, written again, and what two heard
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "archive/summary-copies.h"
#include "archive/summary.h"
#include "world.h"

#include <string.h>
#include <time.h>

#define STEPS 400

static void
add(iot_summary *to, const world *w, const char *name, int64_t written_ns)
{
    const iot_collector by = {name, written_ns, 60};

    iot_capture_settle(w->piece);
    iot_summary_add_collected(to, w->piece, w->piece_tally, &by);
}

/* The line once more with every time of packets so much later. */
static char *
delayed(const char *line, int64_t by_ns)
{
    GString *text = g_string_new(NULL);

    while (*line) {
        gsize digits = strspn(line, "0123456789");
        if (digits >= 18)
            g_string_append_printf(text, "%" G_GINT64_FORMAT,
                                   g_ascii_strtoll(line, NULL, 10) + by_ns);
        else
            g_string_append_len(text, line, (gssize)MAX(digits, 1));
        line += MAX(digits, 1);
    }
    return g_string_free(text, FALSE);
}

static void
take(iot_summary *to, const char *line)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);

    g_assert_true(iot_summary_read_line(to, line, strlen(line), "x", 1, problems));
    g_assert_cmpuint(iot_summary_check(to, problems), >, 0);
    g_assert_cmpuint(problems->len, ==, 0);
}

/* What one heard as another would tell it. */
static char *
told_by(const char *line, const char *one, const char *other)
{
    g_auto(GStrv) pieces = g_strsplit(line, one, -1);

    return g_strjoinv(other, pieces);
}

static uint64_t
replayed_copies(iot_summary *summary)
{
    iot_capture_options options = {.reports_only = true};
    g_autoptr(iot_capture) capture = iot_capture_new(&options);
    g_autoptr(iot_counters) counters = iot_counters_new();

    iot_summary_replay(summary, capture, counters, NULL);
    return iot_counters_copies(counters).packets;
}

static world
some_world(guint32 seed)
{
    world w = world_new(seed);

    /* So that times are larger than any count. */
    w.now_ns = INT64_C(1700000000000000000);
    for (unsigned i = 0; i < STEPS; i++)
        step(&w);
    return w;
}

static void
test_collector_is_read_back(void)
{
    world w = some_world(1);
    g_autoptr(iot_summary) made = iot_summary_new(), read = iot_summary_new();
    iot_collector by;
    int64_t first_ns, last_ns;

    add(made, &w, "attic-br0", 123456789);
    g_autofree char *line = iot_summary_line(made, 0);
    take(read, line);
    g_assert_true(iot_summary_collector(read, 0, &by));
    g_assert_cmpstr(by.name, ==, "attic-br0");
    g_assert_cmpint(by.written_ns, ==, 123456789);
    g_assert_cmpuint(by.interval_s, ==, 60);
    iot_summary_span(read, 0, &first_ns, &last_ns);
    g_assert_cmpint(last_ns, >, first_ns);
    world_free(&w);
}

static void
test_collector_that_cannot_be_is_none(void)
{
    static const char *const rests[] = {
        "\"capture\":\"x\"",
        "\"capture\":\"collector\"",
        "\"capture\":\"x\",\"collector\":7",
        "\"capture\":\"x\",\"collector\":\"\\u0007\"",
        "\"capture\":\"x\",\"collector\":{\"collector\":\"y\"}",
    };
    iot_collector by;

    for (unsigned i = 0; i < G_N_ELEMENTS(rests); i++) {
        g_autoptr(iot_summary) summary = iot_summary_new();
        g_autofree char *line = g_strdup_printf(
            "{\"iot-summary\":1,\"first_ns\":5,\"last_ns\":5,\"ends\":[{}],%s}", rests[i]);
        take(summary, line);
        g_assert_false(iot_summary_collector(summary, 0, &by));
    }
    g_autoptr(iot_summary) summary = iot_summary_new();
    take(summary, "{\"iot-summary\":1,\"first_ns\":5,\"last_ns\":5,\"ends\":[{}],\"capture\":\"x\","
                  "\"collector\":\"y\",\"written_ns\":-3,\"interval_s\":1e99}");
    g_assert_true(iot_summary_collector(summary, 0, &by));
    g_assert_cmpint(by.written_ns, ==, 0);
    g_assert_cmpuint(by.interval_s, ==, 0);
}

static void
test_part_that_was_written_again_is_there_once(void)
{
    world w = some_world(2);
    g_autoptr(iot_summary) all = iot_summary_new(), more = iot_summary_new();
    iot_collector by;

    add(all, &w, "attic-br0", 1);
    for (unsigned i = 0; i < STEPS; i++)
        step(&w);
    add(all, &w, "attic-br0", 2);
    add(more, &w, "cellar-br0", 1);
    /* The same bytes are the same part, whoever wrote it. */
    g_assert_true(iot_summary_add_all(all, more));
    g_assert_cmpuint(iot_summary_parts(all), ==, 2);
    g_assert_cmpuint(iot_summary_drop_earlier(all), ==, 1);
    g_assert_cmpuint(iot_summary_parts(all), ==, 1);
    g_assert_true(iot_summary_collector(all, 0, &by));
    g_assert_cmpint(by.written_ns, ==, 2);
    g_assert_cmpuint(iot_summary_drop_earlier(all), ==, 0);
    world_free(&w);
}

static void
test_there_may_be_no_room_for_all(void)
{
    world w = some_world(3);
    g_autoptr(iot_summary) all = iot_summary_new(), more = iot_summary_new();

    iot_summary_set_room(all, 0, 100);
    add(more, &w, "attic-br0", 1);
    g_assert_false(iot_summary_add_all(all, more));
    g_assert_cmpuint(iot_summary_parts(all), ==, 0);
    world_free(&w);
}

/* Of `ahead_ns` how many packets are copies, and what is said of the clock. */
static void
compare_with_delay(int64_t delay_ns, bool is_same)
{
    world w = some_world(4);
    g_autoptr(iot_summary) all = iot_summary_new();

    add(all, &w, "attic-br0", 1);
    g_autofree char *line = iot_summary_line(all, 0);
    g_autofree char *later = delayed(line, delay_ns);
    g_autofree char *other = told_by(later, "attic-br0", "cellar-br0");
    take(all, other);
    iot_count rest = iot_counters_get(w.piece_tally, IOT_FLOW_NONE);
    uint64_t copies = replayed_copies(all), own = iot_counters_copies(w.piece_tally).packets;
    const GArray *shared = iot_summary_shared(all);
    if (!is_same) {
        g_assert_cmpuint(copies, ==, 2 * own);
    } else {
        const iot_shared *s = &g_array_index(shared, iot_shared, 0);
        g_assert_cmpuint(shared->len, ==, 1);
        g_assert_cmpuint(copies, ==, s->packets + 2 * own);
        g_assert_cmpuint(s->packets + rest.packets + own, ==, (uint64_t)w.frame);
        g_assert_cmpint(s->ahead_ns, ==, delay_ns);
        g_assert_cmpuint(s->differing, ==, 0);
    }
    world_free(&w);
}

static void
test_what_two_heard_counts_once(void)
{
    compare_with_delay(3 * MS, true);
    compare_with_delay(300000 * MS, true);
    /* Later than any clock is believed to be wrong. */
    compare_with_delay((int64_t)48 * 3600 * 1000 * MS, false);
}

/* A flow of one packet proves nothing but at the same time. */
static void
test_a_clock_is_not_known_by_single_packets(void)
{
    static const char format[] =
        "{\"iot-summary\":1,\"first_ns\":%" G_GINT64_FORMAT ",\"last_ns\":%" G_GINT64_FORMAT
        ",\"frames\":1,\"ends\":[{},{\"mac\":\"02:00:00:00:00:01\",\"addr\":\"192.168.1.2\"},"
        "{\"mac\":\"02:00:00:00:00:02\",\"addr\":\"192.168.1.3\"}],\"facts\":[],\"streams\":[],"
        "\"flows\":[{\"from\":1,\"to\":2,\"frame\":1,\"packets\":%u,\"bytes\":100,\"first_ns\":"
        "%" G_GINT64_FORMAT ",\"last_ns\":%" G_GINT64_FORMAT
        "}],\"capture\":\"x\",\"collector\":\"%s\",\"written_ns\":1}";
    static const struct {
        int64_t later_ns;
        unsigned packets;
        bool is_copy;
    } cases[] = {
        {0, 1, true},          {20 * MS, 1, true}, {2000 * MS, 1, false},
        {2000 * MS, 3, false}, {0, 3, true},
    };
    const int64_t at_ns = INT64_C(1700000000000000000);

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_summary) all = iot_summary_new();
        int64_t later_ns = at_ns + cases[i].later_ns;
        g_autofree char *one =
            g_strdup_printf(format, at_ns, at_ns, cases[i].packets, at_ns, at_ns, "a");
        g_autofree char *other =
            g_strdup_printf(format, later_ns, later_ns, cases[i].packets, later_ns, later_ns, "b");
        take(all, one);
        take(all, other);
        g_assert_cmpuint(replayed_copies(all), ==,
                         cases[i].is_copy && cases[i].later_ns ? cases[i].packets : 0);
    }
}

/* Everybody asks for an address from 0.0.0.0. */
static void
test_who_has_no_address_is_told_apart_by_mac(void)
{
    static const char format[] =
        "{\"iot-summary\":1,\"first_ns\":1700000000000000000,\"last_ns\":1700000000000000000,"
        "\"frames\":1,\"ends\":[{},{\"mac\":\"02:00:00:00:00:0%u\",\"addr\":\"0.0.0.0\"},"
        "{\"mac\":\"ff:ff:ff:ff:ff:ff\",\"addr\":\"255.255.255.255\"}],\"flows\":[{\"from\":1,"
        "\"to\":2,"
        "\"frame\":1,\"packets\":1,\"bytes\":300,\"first_ns\":1700000000000000000,"
        "\"last_ns\":1700000000000000000}],\"capture\":\"x\",\"collector\":\"%s\"}";
    g_autoptr(iot_summary) apart = iot_summary_new();
    g_autofree char *one = g_strdup_printf(format, 1u, "a"),
                    *other = g_strdup_printf(format, 2u, "b");

    take(apart, one);
    take(apart, other);
    g_assert_cmpuint(replayed_copies(apart), ==, 0);
}

#define AT_NS    INT64_C(1700000000000000000)
#define SECOND   (1000 * MS)
#define HOUR_NS  (3600 * SECOND)
#define FLOWS    1000
#define SAME_KEY UINT32_MAX

/* Of so many flows of three packets, a second apart; of other ends by `who`, or all of the same. */
static part *
some_part(int64_t first_ns, guint n, uint32_t who)
{
    part *p = part_new();
    part_end from = {.addr = {.family = 4, .bytes = {192, 168, 1, 2}}}, to = from;
    part_flow flow = {.from = 0, .stream = NO_STREAM, .count = {.packets = 3, .bytes = 300}};

    g_array_append_val(p->ends, from);
    p->first_ns = first_ns;
    for (guint i = 0; i < n; i++) {
        uint32_t key = who == SAME_KEY ? who : who + i;
        to.addr.bytes[0] = 10;
        memcpy(to.addr.bytes + 1, &key, 3);
        g_array_append_val(p->ends, to);
        flow.to = i + 1;
        flow.count.first_ns = flow.count.last_ns = first_ns + i * SECOND;
        p->last_ns = flow.count.last_ns;
        g_array_append_val(p->flows, flow);
    }
    return p;
}

/* How many flows of it are copies. */
static guint
find(part_copies *c, part *p, const char *name)
{
    g_autoptr(GArray) shared = g_array_new(FALSE, FALSE, sizeof(iot_shared));
    guint n = 0;

    part_copies_find(c, p, name, shared);
    for (guint i = 0; i < p->flows->len; i++)
        n += g_array_index(p->flows, part_flow, i).copy_of > 0;
    return n;
}

static guint
hear(part_copies *c, int64_t first_ns, guint n, uint32_t who, const char *name)
{
    g_autoptr(part) p = some_part(first_ns, n, who);

    return find(c, p, name);
}

static const char one[] = "one", other[] = "other";

/* Not one part for each that comes, as each time all others are put in their places again. */
static void
test_for_room_a_quarter_goes_at_once(void)
{
    g_autoptr(part_copies) c = part_copies_new(FLOWS);

    for (guint i = 0; i <= FLOWS; i++)
        g_assert_cmpuint(hear(c, AT_NS, 1, i, one), ==, 0);
    g_assert_cmpuint(hear(c, AT_NS, 1, FLOWS / 4 - 10, other), ==, 0);
    g_assert_cmpuint(hear(c, AT_NS, 1, FLOWS / 4 + 10, other), ==, 1);
    g_assert_cmpuint(hear(c, AT_NS, 1, FLOWS, other), ==, 1);
    /* One that takes all of the room. */
    g_assert_cmpuint(hear(c, AT_NS, FLOWS + 1, 2 * FLOWS, one), ==, 0);
    g_assert_cmpuint(hear(c, AT_NS, 1, FLOWS, other), ==, 0);
    g_assert_cmpuint(hear(c, AT_NS, 1, 2 * FLOWS, other), ==, 0);
}

/* Whether or not that is worth it to drop it. */
static void
test_what_is_too_old_is_no_copy(void)
{
    g_autoptr(part_copies) c = part_copies_new(FLOWS);

    hear(c, AT_NS, 4, 1, one);
    for (guint i = 1; i < 100; i++)
        hear(c, AT_NS + HOUR_NS, 1, 100 + i, one);
    g_assert_cmpuint(hear(c, AT_NS + 30 * MS, 4, 1, other), ==, 4);
    g_assert_cmpuint(hear(c, AT_NS + HOUR_NS + 4 * SECOND, 4, 1, other), ==, 0);
    g_assert_cmpuint(hear(c, AT_NS + HOUR_NS, 1, 101, other), ==, 1);
}

static double
seconds_of(part_copies *c, guint from, guint to)
{
    clock_t begin = clock();

    for (guint i = from; i < to; i++)
        hear(c, AT_NS + i * SECOND, 1, i, one);
    return (double)(clock() - begin) / CLOCKS_PER_SEC;
}

/* Whoever has an hour's flows of before behind each that comes. */
static void
test_what_grows_old_costs_no_more_than_it_did(void)
{
    g_autoptr(part_copies) c = part_copies_new(PART_COPIES_MAX);
    double young = seconds_of(c, 0, 3600), old = seconds_of(c, 3600, 7200);

    g_assert_cmpfloat(old, <, 0.1 + 20 * young);
}

/* With many flows, each has the latest two to choose from here. */
static void
test_matches_have_a_bound(void)
{
    g_autoptr(part_copies) c = part_copies_new(FLOWS);

    hear(c, AT_NS, 4, SAME_KEY, one);
    g_assert_cmpuint(hear(c, AT_NS, FLOWS / 2, SAME_KEY, other), ==, 2);
    g_autoptr(part_copies) few = part_copies_new(FLOWS);
    hear(few, AT_NS, 4, SAME_KEY, one);
    g_assert_cmpuint(hear(few, AT_NS, 10, SAME_KEY, other), ==, 4);
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/copies/collector", test_collector_is_read_back);
    g_test_add_func("/copies/no-collector", test_collector_that_cannot_be_is_none);
    g_test_add_func("/copies/again", test_part_that_was_written_again_is_there_once);
    g_test_add_func("/copies/no-room", test_there_may_be_no_room_for_all);
    g_test_add_func("/copies/two-heard", test_what_two_heard_counts_once);
    g_test_add_func("/copies/single", test_a_clock_is_not_known_by_single_packets);
    g_test_add_func("/copies/no-address", test_who_has_no_address_is_told_apart_by_mac);
    g_test_add_func("/copies/room", test_for_room_a_quarter_goes_at_once);
    g_test_add_func("/copies/too-old", test_what_is_too_old_is_no_copy);
    g_test_add_func("/copies/cost", test_what_grows_old_costs_no_more_than_it_did);
    g_test_add_func("/copies/matches", test_matches_have_a_bound);
    return g_test_run();
}
