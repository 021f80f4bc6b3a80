/* test-dns-answers.c - which names were answered with which address, to whom, and when
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "answered.h"

static void
assert_named(const iot_dns_answers *answers, uint32_t frame, uint32_t client, const char *question,
             iot_dns_source expected)
{
    iot_addr asked = addr(CDN);
    iot_dns_source source = IOT_DNS_NONE;
    const iot_dns_answer *found =
        iot_dns_answers_lookup(answers, &asked, frame, as(client), &source);

    g_assert_cmpstr(found ? found->question : NULL, ==, question);
    g_assert_cmpstr(iot_dns_source_name(source), ==, iot_dns_source_name(expected));
}

static void
test_newest_answer_of_this_client_is_the_name(void)
{
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();

    answer(answers, 10, LAMP, "first.example");
    answer(answers, 20, LAMP, "second.example");
    assert_named(answers, 19, LAMP, "first.example", IOT_DNS_OWN);
    assert_named(answers, 20, LAMP, "second.example", IOT_DNS_OWN);
    assert_named(answers, 99, LAMP, "second.example", IOT_DNS_OWN);
}

static void
test_newest_answer_of_this_client_beats_a_newer_one_of_another(void)
{
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();

    answer(answers, 10, LAMP, "lamp.example");
    answer(answers, 20, CAMERA, "camera.example");
    assert_named(answers, 30, LAMP, "lamp.example", IOT_DNS_OWN);
    assert_named(answers, 30, CAMERA, "camera.example", IOT_DNS_OWN);
}

static void
test_newest_answer_of_other_clients_is_next(void)
{
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();

    answer(answers, 10, CAMERA, "camera.example");
    answer(answers, 20, RESOLVER, "resolver.example");
    assert_named(answers, 15, LAMP, "camera.example", IOT_DNS_OTHER_CLIENT);
    assert_named(answers, 30, LAMP, "resolver.example", IOT_DNS_OTHER_CLIENT);
}

static void
test_earlier_answer_of_another_beats_a_later_own_one(void)
{
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();

    answer(answers, 10, CAMERA, "camera.example");
    answer(answers, 20, LAMP, "lamp.example");
    assert_named(answers, 15, LAMP, "camera.example", IOT_DNS_OTHER_CLIENT);
}

static void
test_oldest_later_answer_is_the_last_resort(void)
{
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();

    answer(answers, 10, CAMERA, "oldest.example");
    answer(answers, 20, LAMP, "own.example");
    assert_named(answers, 5, LAMP, "oldest.example", IOT_DNS_LATER);
}

static void
test_answer_names_its_own_frame(void)
{
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();

    answer(answers, 10, LAMP, "now.example");
    assert_named(answers, 9, LAMP, "now.example", IOT_DNS_LATER);
    assert_named(answers, 10, LAMP, "now.example", IOT_DNS_OWN);
}

static void
test_unknown_address_has_no_name(void)
{
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();
    iot_addr asked = addr("198.51.100.1");
    iot_dns_source source = IOT_DNS_LATER;

    answer(answers, 10, LAMP, "name.example");
    g_assert_null(iot_dns_answers_lookup(answers, &asked, 10, as(LAMP), &source));
    g_assert_cmpint(source, ==, IOT_DNS_LATER);
    g_assert_cmpuint(iot_dns_answers_revision_of(answers, &asked), ==, 0);
}

static void
test_time_to_live_ends_no_name(void)
{
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();
    iot_addr answered = addr(CDN);
    iot_dns_answer told = {
        .question = "a.example", .owner = "a.example", .frame = 1, .client = LAMP};

    iot_dns_answers_observe(answers, &answered, &told);
    assert_named(answers, 4000000000u, LAMP, "a.example", IOT_DNS_OWN);
}

/* What this client sees at each frame, worked out the slow way. */
static void
expect_at(const uint32_t (*told)[2], unsigned n, uint32_t frame, uint32_t *ret_from,
          iot_dns_source *ret_source)
{
    *ret_from = told[0][0];
    *ret_source = IOT_DNS_LATER;
    for (unsigned i = 0; i < n && told[i][0] <= frame; i++) {
        bool own = told[i][1] == LAMP;
        if (!own && *ret_source == IOT_DNS_OWN)
            continue;
        *ret_from = told[i][0];
        *ret_source = own ? IOT_DNS_OWN : IOT_DNS_OTHER_CLIENT;
    }
}

static void
test_rule_holds_at_every_frame_of_a_mixed_timeline(void)
{
    static const uint32_t told[][2] = {{3, CAMERA},  {4, CAMERA}, {7, LAMP},  {9, RESOLVER},
                                       {12, CAMERA}, {13, LAMP},  {20, LAMP}, {31, CAMERA}};
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();

    for (unsigned i = 0; i < G_N_ELEMENTS(told); i++) {
        g_autofree char *name = g_strdup_printf("at%u.example", told[i][0]);
        answer(answers, told[i][0], told[i][1], name);
    }
    for (uint32_t frame = 0; frame < 40; frame++) {
        iot_dns_source source;
        uint32_t from;
        expect_at(told, G_N_ELEMENTS(told), frame, &from, &source);
        g_autofree char *name = g_strdup_printf("at%u.example", from);
        assert_named(answers, frame, LAMP, name, source);
    }
}

static void
test_name_is_the_question_and_the_owner_is_the_end_of_the_chain(void)
{
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();
    iot_addr asked = addr(CDN);
    iot_dns_source source;

    answer_chain(answers, 1, LAMP, "api.vendor.example", "edge7.cdn.example");
    const iot_dns_answer *found = iot_dns_answers_lookup(answers, &asked, 1, as(LAMP), &source);
    g_assert_cmpstr(found->question, ==, "api.vendor.example");
    g_assert_cmpstr(found->owner, ==, "edge7.cdn.example");
    g_assert_cmpuint(found->ttl_s, ==, 60);
    g_assert_cmpint(found->time_ns, ==, 1 * MS);
}

static void
test_owner_is_the_same_pointer_without_cname(void)
{
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();
    iot_addr asked = addr(CDN);
    iot_dns_source source;

    answer_chain(answers, 1, LAMP, "A.example", "a.EXAMPLE");
    const iot_dns_answer *found = iot_dns_answers_lookup(answers, &asked, 1, as(LAMP), &source);
    g_assert_true(found->owner == found->question);
    g_assert_cmpstr(found->owner, ==, "a.example");
}

static void
test_sinkhole_answers_are_ignored(void)
{
    static const char *const sinkholes[] = {"0.0.0.0",   "127.0.0.1", "127.0.0.53",     "::", "::1",
                                            "224.0.0.1", "ff02::1",   "255.255.255.255"};
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();
    iot_dns_answer told = {.question = "ads.example", .owner = "ads.example", .frame = 1};

    for (unsigned i = 0; i < G_N_ELEMENTS(sinkholes); i++) {
        iot_addr answered = addr(sinkholes[i]);
        iot_dns_answers_observe(answers, &answered, &told);
        g_assert_cmpuint(iot_dns_answers_revision_of(answers, &answered), ==, 0);
    }
    g_assert_cmpuint(iot_dns_answers_revision(answers), ==, 0);
    g_assert_cmpuint(iot_dns_answers_dropped(answers), ==, 0);
}

static void
test_hostile_names_are_cleaned(void)
{
    static const struct {
        const char *raw, *kept;
    } cases[] = {
        {"bad\xff\xfename.example", "bad\xef\xbf\xbd\xef\xbf\xbdname.example"},
        {"line\nbreak\x1b[31m.example", "linebreak[31m.example"},
        {"evil\xe2\x80\xaegpj.example", "evilgpj.example"},
        {"  Spaced.Example ", "spaced.example"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();
        answer(answers, 1, LAMP, cases[i].raw);
        assert_named(answers, 1, LAMP, cases[i].kept, IOT_DNS_OWN);
    }
}

static void
test_name_of_ten_thousand_bytes_is_cut(void)
{
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();
    g_autofree char *huge = g_strnfill(10000, 'x');
    g_autofree char *cut = g_strnfill(255, 'x');

    answer(answers, 1, LAMP, huge);
    assert_named(answers, 1, LAMP, cut, IOT_DNS_OWN);
}

static void
test_answer_without_a_name_is_no_answer(void)
{
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();

    answer(answers, 1, LAMP, "");
    answer(answers, 1, LAMP, "\n");
    answer(answers, 1, LAMP, NULL);
    answer_chain(answers, 1, LAMP, "a.example", NULL);
    assert_named(answers, 1, LAMP, NULL, IOT_DNS_NONE);
    /* It is not lost for lack of room. */
    g_assert_cmpuint(iot_dns_answers_dropped(answers), ==, 0);
}

static unsigned
alternatives(const iot_dns_answers *answers, uint32_t client, uint32_t frame,
             const char **ret_names, unsigned max)
{
    iot_addr asked = addr(CDN);
    iot_dns_source source;
    const iot_dns_answer *named =
        iot_dns_answers_lookup(answers, &asked, frame, as(client), &source);

    return iot_dns_answers_alternatives(answers, &asked, as(client), named->question, ret_names,
                                        max);
}

static void
test_alternatives_are_the_other_questions_of_this_client_once_each(void)
{
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();
    const char *names[ROOM];

    answer(answers, 1, LAMP, "one.example");
    answer(answers, 2, LAMP, "two.example");
    answer(answers, 3, CAMERA, "camera.example");
    answer(answers, 4, LAMP, "ONE.example");
    answer(answers, 5, LAMP, "two.example");
    answer(answers, 6, LAMP, "three.example");
    g_assert_cmpuint(alternatives(answers, LAMP, 9, names, ROOM), ==, 2);
    g_assert_cmpstr(names[0], ==, "one.example");
    g_assert_cmpstr(names[1], ==, "two.example");
    g_assert_cmpuint(alternatives(answers, CAMERA, 9, names, ROOM), ==, 0);
}

static void
test_alternatives_stop_at_the_room_given(void)
{
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();
    const char *names[2] = {NULL, "untouched"};

    answer(answers, 1, LAMP, "one.example");
    answer(answers, 2, LAMP, "two.example");
    answer(answers, 3, LAMP, "three.example");
    g_assert_cmpuint(alternatives(answers, LAMP, 9, names, 1), ==, 1);
    g_assert_cmpstr(names[0], ==, "one.example");
    g_assert_cmpstr(names[1], ==, "untouched");
}

static void
test_revision_changes_with_every_answer_kept(void)
{
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();
    uint32_t before = iot_dns_answers_revision(answers);

    answer(answers, 1, LAMP, "a.example");
    g_assert_cmpuint(iot_dns_answers_revision(answers), !=, before);
}

static void
test_answers_of_one_address_stop_at_the_cap(void)
{
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();
    iot_addr asked = addr(CDN);

    for (uint32_t i = 1; i <= IOT_DNS_ANSWERS_PER_ADDR_MAX; i++)
        answer(answers, i, LAMP, "kept.example");
    answer(answers, IOT_DNS_ANSWERS_PER_ADDR_MAX + 1, LAMP, "dropped.example");
    g_assert_cmpuint(iot_dns_answers_revision_of(answers, &asked), ==,
                     IOT_DNS_ANSWERS_PER_ADDR_MAX);
    g_assert_cmpuint(iot_dns_answers_dropped(answers), ==, 1);
    assert_named(answers, IOT_DNS_ANSWERS_PER_ADDR_MAX + 1, LAMP, "kept.example", IOT_DNS_OWN);
}

static void
test_flood_of_names_is_dropped_beyond_the_cap(void)
{
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();
    char name[16];

    for (uint32_t i = 0; i < IOT_DNS_ANSWERS_NAMES_MAX; i++) {
        iot_addr answered = nth_remote(i);
        iot_dns_answer told = {.question = name, .owner = name, .frame = 1, .client = LAMP};
        g_snprintf(name, sizeof name, "x%u", i);
        iot_dns_answers_observe(answers, &answered, &told);
    }
    g_assert_cmpuint(iot_dns_answers_dropped(answers), ==, 0);
    answer(answers, 1, LAMP, "new.example");
    g_assert_cmpuint(iot_dns_answers_dropped(answers), ==, 1);
    answer(answers, 1, LAMP, "x7");
    assert_named(answers, 1, LAMP, "x7", IOT_DNS_OWN);
}

static void
test_flood_of_answers_is_dropped_beyond_the_cap(void)
{
    if (!g_test_slow()) {
        g_test_skip("takes seconds: run with -m slow");
        return;
    }
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();
    iot_dns_answer told = {
        .question = "a.example", .owner = "a.example", .frame = 1, .client = LAMP};

    for (uint32_t i = 0; i < IOT_DNS_ANSWERS_MAX; i++) {
        iot_addr answered = nth_remote(i / IOT_DNS_ANSWERS_PER_ADDR_MAX);
        iot_dns_answers_observe(answers, &answered, &told);
    }
    g_assert_cmpuint(iot_dns_answers_dropped(answers), ==, 0);
    answer(answers, 1, LAMP, "a.example");
    g_assert_cmpuint(iot_dns_answers_dropped(answers), ==, 1);
    assert_named(answers, 1, LAMP, NULL, IOT_DNS_NONE);
}

/* True if what names the address for the lamp in that frame has no frame to point to. */
static bool
is_gone(const iot_dns_answers *answers, uint32_t frame, const char *question)
{
    iot_addr asked = addr(CDN);
    iot_dns_source source;
    const iot_dns_answer *found = iot_dns_answers_lookup(answers, &asked, frame, as(LAMP), &source);

    g_assert_nonnull(found);
    g_assert_cmpstr(found->question, ==, question);
    return found->gone;
}

static void
test_dropped_frame_leaves_its_names(void)
{
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();

    answer(answers, 5, LAMP, "first.example");
    g_assert_false(is_gone(answers, 5, "first.example"));
    iot_dns_answers_drop_frame(answers, 5);
    assert_named(answers, 5, LAMP, "first.example", IOT_DNS_OWN);
    assert_named(answers, 4, LAMP, "first.example", IOT_DNS_LATER);
    g_assert_true(is_gone(answers, 9, "first.example"));
}

static void
test_dropped_frame_takes_only_its_own_answers(void)
{
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();

    answer(answers, 4, LAMP, "before.example");
    answer(answers, 5, LAMP, "dropped.example");
    iot_dns_answers_drop_frame(answers, 5);
    answer(answers, 5, CAMERA, "same-number.example");
    answer(answers, 6, LAMP, "after.example");
    g_assert_false(is_gone(answers, 4, "before.example"));
    g_assert_true(is_gone(answers, 5, "dropped.example"));
    g_assert_false(is_gone(answers, 6, "after.example"));
    iot_addr asked = addr(CDN);
    iot_dns_source source;
    const iot_dns_answer *kept = iot_dns_answers_lookup(answers, &asked, 5, as(CAMERA), &source);
    g_assert_cmpstr(kept->question, ==, "same-number.example");
    g_assert_false(kept->gone);
}

/* One response can name many addresses, and one address many times. */
static void
test_dropped_frame_takes_all_its_answers(void)
{
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();
    iot_dns_answer told = {
        .question = "a.example", .owner = "a.example", .frame = 5, .client = LAMP};
    iot_dns_source source;

    for (uint32_t i = 0; i < 20; i++) {
        iot_addr answered = nth_remote(i / 2);
        iot_dns_answers_observe(answers, &answered, &told);
    }
    iot_dns_answers_drop_frame(answers, 5);
    for (uint32_t i = 0; i < 10; i++) {
        iot_addr asked = nth_remote(i);
        for (uint32_t frame = 4; frame < 6; frame++) /* the oldest and the newest of them */
            g_assert_true(iot_dns_answers_lookup(answers, &asked, frame, as(LAMP), &source)->gone);
    }
}

static void
test_frames_dropped_in_a_row_take_each_their_answers(void)
{
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();

    answer(answers, 5, LAMP, "one.example");
    iot_dns_answers_drop_frame(answers, 5);
    answer(answers, 5, LAMP, "two.example");
    g_assert_false(is_gone(answers, 5, "two.example"));
    iot_dns_answers_drop_frame(answers, 5);
    g_assert_true(is_gone(answers, 5, "two.example"));
    answer(answers, 5, LAMP, "three.example");
    g_assert_false(is_gone(answers, 5, "three.example"));
}

static void
test_dropped_frame_without_answers_takes_none(void)
{
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();

    iot_dns_answers_drop_frame(answers, 1);
    answer(answers, 5, LAMP, "kept.example");
    uint32_t before = iot_dns_answers_revision(answers);
    iot_dns_answers_drop_frame(answers, 6);
    iot_dns_answers_drop_frame(answers, 4);
    g_assert_false(is_gone(answers, 5, "kept.example"));
    g_assert_cmpuint(iot_dns_answers_revision(answers), ==, before);
    g_assert_cmpuint(iot_dns_answers_dropped(answers), ==, 0);
}

static void
test_sources_are_called_as_the_field_says(void)
{
    g_assert_cmpstr(iot_dns_source_name(IOT_DNS_NONE), ==, "");
    g_assert_cmpstr(iot_dns_source_name(IOT_DNS_OWN), ==, "dns");
    g_assert_cmpstr(iot_dns_source_name(IOT_DNS_OTHER_CLIENT), ==, "other client");
    g_assert_cmpstr(iot_dns_source_name(IOT_DNS_LATER), ==, "later");
}

static void
test_free_accepts_null(void)
{
    iot_dns_answers_free(NULL);
}

#define ADD(name) g_test_add_func("/answers/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(newest_answer_of_this_client_is_the_name);
    ADD(newest_answer_of_this_client_beats_a_newer_one_of_another);
    ADD(newest_answer_of_other_clients_is_next);
    ADD(earlier_answer_of_another_beats_a_later_own_one);
    ADD(oldest_later_answer_is_the_last_resort);
    ADD(answer_names_its_own_frame);
    ADD(unknown_address_has_no_name);
    ADD(time_to_live_ends_no_name);
    ADD(rule_holds_at_every_frame_of_a_mixed_timeline);
    ADD(name_is_the_question_and_the_owner_is_the_end_of_the_chain);
    ADD(owner_is_the_same_pointer_without_cname);
    ADD(sinkhole_answers_are_ignored);
    ADD(hostile_names_are_cleaned);
    ADD(name_of_ten_thousand_bytes_is_cut);
    ADD(answer_without_a_name_is_no_answer);
    ADD(alternatives_are_the_other_questions_of_this_client_once_each);
    ADD(alternatives_stop_at_the_room_given);
    ADD(revision_changes_with_every_answer_kept);
    ADD(answers_of_one_address_stop_at_the_cap);
    ADD(flood_of_names_is_dropped_beyond_the_cap);
    ADD(flood_of_answers_is_dropped_beyond_the_cap);
    ADD(dropped_frame_leaves_its_names);
    ADD(dropped_frame_takes_only_its_own_answers);
    ADD(dropped_frame_takes_all_its_answers);
    ADD(frames_dropped_in_a_row_take_each_their_answers);
    ADD(dropped_frame_without_answers_takes_none);
    ADD(sources_are_called_as_the_field_says);
    ADD(free_accepts_null);
    return g_test_run();
}
