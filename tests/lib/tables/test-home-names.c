/* test-home-names.c - what the home's own DNS calls local addresses
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "build.h"
#include "tables/home-names.h"

#define NAS "192.168.1.5"

static iot_home_name
look_up(const iot_home_names *names)
{
    iot_addr nas = addr(NAS);

    return iot_home_names_lookup(names, &nas);
}

/* All that it is called, those that were told to who asked for the address with a mark. */
static char *
told_of(const iot_home_names *names)
{
    iot_home_name now = look_up(names);
    g_autoptr(GString) all = g_string_new(now.contradicted ? "contradicted" : NULL);

    for (guint i = 0; now.told && i < now.told->len; i++) {
        const iot_home_told *told = &g_array_index(now.told, iot_home_told, i);
        g_string_append_printf(all, "%s%s%s %u", all->len ? ", " : "", told->forward ? "" : "<-",
                               told->name, told->frame);
    }
    return g_string_free(g_steal_pointer(&all), FALSE);
}

static void
assert_told(const iot_home_names *names, const char *expected)
{
    g_autofree char *told = told_of(names);

    g_assert_cmpstr(told, ==, expected);
}

static bool
answer(iot_home_names *names, const char *question, bool by_itself)
{
    iot_addr nas = addr(NAS);

    return iot_home_names_observe(names, &nas, question, by_itself, 7);
}

static bool
reverse(iot_home_names *names, const char *name)
{
    iot_addr nas = addr(NAS);

    return iot_home_names_observe_reverse(names, &nas, name, 8);
}

static void
test_names_that_name_no_host_are_refused(void)
{
    static const struct {
        const char *question;
        bool by_itself, counts;
    } cases[] = {
        {"attic-nas.home.example", false, true},
        {"attic-nas", false, true},
        {"nas.lan.", false, true},
        {"nas.home.arpa", true, false},
        {"pi.hole", true, true},
        {"ads.tracker.example", true, false}, /* what a filter answers with itself */
        {"ads.tracker.com", false, false},    /* a name of the internet */
        {"fritz.box", true, false},
        {"192-168-1-5.0123456789abcdef.direct.example", false, false},
        {"ip-192-168-1-5.lan", false, false},
        {"5.1.168.192.dyn.lan", false, false},
        {"host-c0a80105.lan", false, false},
        {"nas-2-1024.lan", false, true},
        {"wpad.lan", false, false},
        {"localhost", false, false},
        {"two words.lan", false, false},
        {"", false, false},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_home_names) names = iot_home_names_new();
        g_test_message("%s", cases[i].question);
        g_assert_cmpint(answer(names, cases[i].question, cases[i].by_itself), ==, cases[i].counts);
        g_assert_cmpint(look_up(names).told != NULL, ==, cases[i].counts);
    }
}

static void
test_several_domains_for_one_address_name_nobody(void)
{
    g_autoptr(iot_home_names) names = iot_home_names_new();

    g_assert_true(answer(names, "ads.one.example", false));
    iot_revision withdrawn = iot_home_names_withdrawn(names);
    g_assert_true(answer(names, "ads.two.example", false));
    g_assert_cmpuint(iot_home_names_withdrawn(names), !=, withdrawn);
    g_assert_false(answer(names, "ads.three.example", false)); /* no further proof is kept */
    assert_told(names, "contradicted, ads.one.example 7, ads.two.example 7");
    g_assert_true(reverse(names, "filter.lan"));
    assert_told(names, "contradicted, ads.one.example 7, ads.two.example 7, <-filter.lan 8");
}

static bool
told_at(iot_home_names *names, const char *name, bool forward, uint32_t frame)
{
    iot_addr nas = addr(NAS);

    return forward ? iot_home_names_observe(names, &nas, name, false, frame)
                   : iot_home_names_observe_reverse(names, &nas, name, frame);
}

static void
test_names_stand_in_the_order_in_which_they_were_told_last(void)
{
    g_autoptr(iot_home_names) names = iot_home_names_new();

    told_at(names, "photos.home.example", true, 3);
    told_at(names, "attic.home.example", true, 5);
    told_at(names, "nas.office.com", false, 6);
    iot_revision before = iot_home_names_revision(names);
    g_assert_false(told_at(names, "attic.home.example", true, 5));
    g_assert_cmpuint(iot_home_names_revision(names), ==, before);
    g_assert_true(told_at(names, "photos.home.example", true, 7));
    g_assert_cmpuint(iot_home_names_revision(names), !=, before);
    assert_told(names, "attic.home.example 5, <-nas.office.com 6, photos.home.example 7");
    g_assert_false(reverse(names, "192-168-1-5.lan"));
}

/* Of a bare name nobody knows the domain, but of the host whose it is. */
static void
test_a_bare_name_is_of_the_host_that_begins_so(void)
{
    g_autoptr(iot_home_names) names = iot_home_names_new();

    g_assert_true(answer(names, "Attic.home.example", false));
    g_assert_true(answer(names, "attic", false));
    assert_told(names, "Attic.home.example 7, attic 7");
    g_assert_true(answer(names, "photos.home.example", false));
    g_assert_true(look_up(names).contradicted);
}

/* Packets of equal time, records of one packet, and summaries that are put together. */
static void
test_order_in_which_names_are_told_makes_no_difference(void)
{
    static const struct {
        const char *name;
        bool forward;
        uint32_t frame;
    } told[] = {
        {"attic.home.example", true, 5},
        {"photos.home.example", true, 5},
        {"Nas.lan", false, 5},
        {"nas.lan", false, 5},
        {"photos.home.example", true, 4},
        {"hall.lan", false, 9},
        {"Nas.lan", false, 9},
        {"hall.lan", false, 4},
        {"a.home.example", true, 9},
        {"attic.home.example", true, 3},
        {"nas.lan", false, 2},
    };
    enum { N = G_N_ELEMENTS(told) }; /* a prime: each step comes by all of them */

    for (unsigned step = 1; step < N; step++) {
        g_autoptr(iot_home_names) names = iot_home_names_new();
        for (unsigned i = 0; i < N; i++)
            told_at(names, told[i * step % N].name, told[i * step % N].forward,
                    told[i * step % N].frame);
        assert_told(names, "attic.home.example 5, photos.home.example 5, a.home.example 9, "
                           "<-hall.lan 9, <-nas.lan 9");
    }
}

/* Whoever has the name of an answer by then is to forget it. */
static void
test_answers_of_the_same_frame_are_taken_back_by_who_asked_for_the_address(void)
{
    g_autoptr(iot_home_names) names = iot_home_names_new();

    told_at(names, "attic.home.example", true, 5);
    told_at(names, "photos.home.example", true, 6);
    iot_revision before = iot_home_names_withdrawn(names);
    told_at(names, "nas.lan", false, 6);
    g_assert_cmpuint(iot_home_names_withdrawn(names), !=, before);
    before = iot_home_names_withdrawn(names);
    told_at(names, "hall.lan", false, 6);
    told_at(names, "photos.home.example", true, 9);
    g_assert_cmpuint(iot_home_names_withdrawn(names), ==, before);
}

static void
test_what_it_was_called_before_is_kept_up_to_a_cap(void)
{
    g_autoptr(iot_home_names) names = iot_home_names_new();

    for (uint32_t i = 0; i < 2 * IOT_HOME_NAMES_TOLD_MAX; i++) {
        g_autofree char *name = g_strdup_printf("nas%u.home.example", i);
        iot_addr nas = addr(NAS);
        iot_home_names_observe(names, &nas, name, false, 10 + i);
        reverse(names, i ? "NAS.home.example" : "nas.home.example");
    }
    assert_told(names, "<-nas.home.example 8, nas4.home.example 14, nas5.home.example 15, "
                       "nas6.home.example 16, nas7.home.example 17");
}

static void
test_flood_ends_and_is_counted(void)
{
    g_autoptr(iot_home_names) names = iot_home_names_new();

    for (unsigned i = 0; i < IOT_HOME_NAMES_MAX + 3; i++) {
        iot_addr at = nth_remote(i);
        iot_home_names_observe(names, &at, "a.lan", false, 1);
    }
    g_assert_cmpuint(iot_home_names_count(names), ==, IOT_HOME_NAMES_MAX);
    g_assert_cmpuint(iot_home_names_dropped(names), ==, 3);
    iot_home_names_prune(names, iot_home_names_bytes(names));
    g_assert_cmpuint(iot_home_names_count(names), ==, IOT_HOME_NAMES_MAX);
    iot_home_names_prune(names, 1024);
    g_assert_cmpuint(iot_home_names_count(names), ==, 0);
    g_assert_cmpuint(iot_home_names_dropped(names), ==, IOT_HOME_NAMES_MAX + 3);
}

#define ADD(name) g_test_add_func("/home-names/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(names_that_name_no_host_are_refused);
    ADD(several_domains_for_one_address_name_nobody);
    ADD(names_stand_in_the_order_in_which_they_were_told_last);
    ADD(a_bare_name_is_of_the_host_that_begins_so);
    ADD(order_in_which_names_are_told_makes_no_difference);
    ADD(answers_of_the_same_frame_are_taken_back_by_who_asked_for_the_address);
    ADD(what_it_was_called_before_is_kept_up_to_a_cap);
    ADD(flood_ends_and_is_counted);
    return g_test_run();
}
