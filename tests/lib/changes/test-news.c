/* test-news.c - what a packet has that the baseline does not
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Two scenes of the same home each, the baseline and the capture that is open.
 */
#include "changes/changes.h"
#include "changes/news.h"
#include "scene.h"

#define PHONE_MAC "02:00:5e:00:53:31"

typedef struct sides {
    scene before, after;
    iot_snapshot *was, *is;
    iot_news *news;
} sides;

static scene
side_begin(void)
{
    scene s = scene_of(NULL);

    s.counters = iot_counters_new();
    return s;
}

static sides
sides_begin(void)
{
    return (sides){.before = side_begin(), .after = side_begin()};
}

static iot_snapshot *
snapshot_of(const scene *s)
{
    static const iot_settings none = {0};

    iot_capture_settle(s->capture);
    return iot_snapshot_new(
        &(iot_snapshot_source){.capture = s->capture, .counters = s->counters, .settings = &none});
}

/* Both are over; the router is in both. */
static void
compare(sides *s)
{
    end(&s->before, 100);
    end(&s->after, 100);
    s->was = snapshot_of(&s->before);
    s->is = snapshot_of(&s->after);
    s->news = iot_news_new(s->was);
}

static void
sides_clear(sides *s)
{
    iot_news_free(s->news);
    iot_snapshot_free(s->was);
    iot_snapshot_free(s->is);
    iot_capture_free(s->before.capture);
    iot_capture_free(s->after.capture);
    iot_counters_free(s->before.counters);
    iot_counters_free(s->after.counters);
}

static void
note(const iot_device *device, iot_change_topic topic, const char *key, void *seen)
{
    g_hash_table_add(seen, g_strdup_printf("%s: %s %s", iot_device_name(device),
                                           iot_change_topic_name(topic), key));
}

static int
compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *
joined(GHashTable *seen)
{
    guint n;
    g_autofree char **texts = (char **)g_hash_table_get_keys_as_array(seen, &n);

    qsort(texts, n, sizeof *texts, compare_texts);
    return g_strjoinv("; ", texts);
}

/* All that is new of all flows, sorted. */
static char *
told(const sides *s, bool all)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const iot_capture *now = s->after.capture;
    iot_flow_view view;

    iot_news_know(s->news, all ? s->is : NULL);
    for (uint32_t i = 0; i < iot_capture_flows(now); i++) {
        iot_flow_id flow = iot_capture_flow_at(now, i);
        iot_capture_describe(now, flow, &view);
        iot_news_foreach(s->news, now, flow, &view, all, note, seen);
    }
    return joined(seen);
}

/* The rows of changes.h that packets can show, the same way. */
static char *
rows(const sides *s)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(iot_changes) changes = iot_changes_new(s->was, s->is, false);

    for (guint i = 0; i < changes->all->len; i++) {
        const iot_change *change = g_ptr_array_index(changes->all, i);
        if (change->kind == IOT_CHANGE_NEW && change->topic != IOT_CHANGE_FINDING &&
            change->topic != IOT_CHANGE_RHYTHM)
            note(change->device, change->topic, change->key, seen);
    }
    return joined(seen);
}

static void
call(scene *s, double at, const char *remote, uint16_t port, const char *name)
{
    dial d = lamp_dials;

    d.remote = remote;
    d.port = port;
    d.name = name;
    d.tls = 0x0303;
    connect_to(s, at, &d);
}

/* Somebody in the home asks the lamp. */
static void
ask_lamp(scene *s, double at, uint16_t port, bool answered)
{
    uint32_t stream = ++s->stream;
    iot_observation up =
        in_stream(packet(0, CAMERA_MAC, CAMERA, LAMP_MAC, LAMP), TCP, stream, 50000, port);
    iot_observation down =
        in_stream(packet(0, LAMP_MAC, LAMP, CAMERA_MAC, CAMERA), TCP, stream, port, 50000);

    up.syn = true;
    take(s, at, up);
    down.ack = true;
    down.syn = answered;
    down.rst = !answered;
    take(s, at + 0.1, down);
}

static void
both_know_the_home(sides *s)
{
    show_up(&s->before, CAMERA_MAC, CAMERA, NULL);
    show_up(&s->after, CAMERA_MAC, CAMERA, NULL);
    call(&s->before, 20, CLOUD, 443, "api.example");
    call(&s->after, 20, CLOUD, 443, "api.example");
}

static void
test_same_is_no_news(void)
{
    sides s = sides_begin();

    both_know_the_home(&s);
    call(&s.after, 30, SITE, 443, "api.example");
    compare(&s);
    g_autofree char *one = told(&s, false), *all = told(&s, true);
    g_assert_cmpstr(one, ==, "");
    g_assert_cmpstr(all, ==, "");
    sides_clear(&s);
}

static void
test_flows_say_what_the_changes_say(void)
{
    sides s = sides_begin();

    both_know_the_home(&s);
    call(&s.after, 30, SITE, 443, "new.example");
    call(&s.after, 31, CLOUD, 8883, "api.example");
    call(&s.after, 32, OTHER, 9000, NULL);
    call(&s.after, 33, CLOUD, 9000, "api.example");
    ask(&s.after, 34, LAMP_MAC, LAMP, "9.9.9.9", "name.example", true);
    ask_lamp(&s.after, 35, 22, true);
    ask_lamp(&s.after, 36, 23, false);
    show_up(&s.after, PHONE_MAC, "192.168.1.31", "phone");
    compare(&s);
    g_autofree char *all = told(&s, true), *wanted = rows(&s);
    g_test_message("%s", all);
    g_assert_nonnull(strstr(all, "phone: device"));
    g_assert_nonnull(strstr(all, "remote new.example"));
    g_assert_nonnull(strstr(all, "remote no name tcp/9000"));
    g_assert_nonnull(strstr(all, "resolver 9.9.9.9"));
    g_assert_nonnull(strstr(all, "uses tcp/8883"));
    g_assert_nonnull(strstr(all, "offers tcp/22"));
    g_assert_null(strstr(all, "tcp/23"));
    g_assert_cmpstr(all, ==, wanted);
    sides_clear(&s);
}

static void
test_while_packets_come_what_can_turn_out_to_be_known_is_not_told(void)
{
    sides s = sides_begin();

    both_know_the_home(&s);
    show_up(&s.before, PHONE_MAC, "192.168.1.31", NULL);
    call(&s.after, 30, OTHER, 443, NULL);
    show_up(&s.after, "02:00:5e:00:53:32", "192.168.1.32", NULL);
    compare(&s);
    g_autofree char *one = told(&s, false), *all = told(&s, true), *wanted = rows(&s);
    g_assert_cmpstr(one, ==, "");
    g_assert_nonnull(strstr(all, "no name tcp/443"));
    g_assert_nonnull(strstr(all, ": device"));
    g_assert_cmpstr(all, ==, wanted);
    sides_clear(&s);
}

static void
test_name_that_was_there_without_one_at_another_address_is_the_same(void)
{
    sides s = sides_begin();

    show_up(&s.before, CAMERA_MAC, CAMERA, NULL);
    call(&s.before, 20, CLOUD, 443, NULL);
    call(&s.after, 20, SITE, 443, "api.example");
    call(&s.after, 21, CLOUD, 443, "api.example");
    compare(&s);
    g_autofree char *all = told(&s, true), *wanted = rows(&s);
    g_assert_cmpstr(all, ==, "");
    g_assert_cmpstr(all, ==, wanted);
    sides_clear(&s);
}

static void
test_device_that_made_up_another_mac_is_known_by_its_name(void)
{
    sides s = sides_begin();

    both_know_the_home(&s);
    show_up(&s.before, PHONE_MAC, "192.168.1.31", "alices-phone");
    show_up(&s.after, "02:00:5e:00:53:32", "192.168.1.32", "alices-phone");
    compare(&s);
    g_autofree char *one = told(&s, false), *all = told(&s, true);
    g_assert_cmpstr(one, ==, "");
    g_assert_cmpstr(all, ==, "");
    sides_clear(&s);
}

static void
test_kinds_have_words(void)
{
    sides s = sides_begin();
    iot_flow_view view;

    both_know_the_home(&s);
    call(&s.after, 30, SITE, 8883, "new.example");
    compare(&s);
    iot_news_know(s.news, s.is);
    iot_flow_id last = iot_capture_flow_at(s.after.capture, iot_capture_flows(s.after.capture) - 1);
    iot_capture_describe(s.after.capture, last, &view);
    unsigned kinds = iot_news_of(s.news, s.after.capture, last, &view, true);
    g_assert_cmpuint(kinds, ==, IOT_NEWS_REMOTE | IOT_NEWS_SERVICE);
    g_assert_cmpstr(iot_news_word(0), ==, "device");
    g_assert_cmpstr(iot_news_word(1), ==, "remote");
    g_assert_cmpstr(iot_news_word(2), ==, "service");
    sides_clear(&s);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/news/same_is_no_news", test_same_is_no_news);
    g_test_add_func("/news/flows_say_what_the_changes_say", test_flows_say_what_the_changes_say);
    g_test_add_func("/news/while_packets_come_what_can_turn_out_to_be_known_is_not_told",
                    test_while_packets_come_what_can_turn_out_to_be_known_is_not_told);
    g_test_add_func("/news/name_that_was_there_without_one_at_another_address_is_the_same",
                    test_name_that_was_there_without_one_at_another_address_is_the_same);
    g_test_add_func("/news/device_that_made_up_another_mac_is_known_by_its_name",
                    test_device_that_made_up_another_mac_is_known_by_its_name);
    g_test_add_func("/news/kinds_have_words", test_kinds_have_words);
    return g_test_run();
}
