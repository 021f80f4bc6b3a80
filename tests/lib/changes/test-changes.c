/* test-changes.c - what is new, gone or different, and what only looks so
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Two scenes of the same home each, the earlier and the later one.
 */
#include "changes/changes.h"
#include "scene.h"
#include "write/changes-writer.h"

#define NS_PER_S ((int64_t)1000000000)

#define PHONE_MAC   "02:00:5e:00:53:31"
#define PHONE_2_MAC "02:00:5e:00:53:32"
#define PHONE_3_MAC "02:00:5e:00:53:33"

static scene
side_begin(void)
{
    scene s = scene_of(NULL);

    s.counters = iot_counters_new();
    return s;
}

static void
side_clear(scene *s)
{
    iot_capture_free(s->capture);
    iot_counters_free(s->counters);
    if (s->spans)
        g_array_unref(s->spans);
}

static iot_snapshot *
snapshot_of(const scene *s)
{
    static const iot_settings none = {0};

    iot_capture_settle(s->capture);
    return iot_snapshot_new(&(iot_snapshot_source){
        .capture = s->capture, .counters = s->counters, .settings = &none, .spans = s->spans});
}

/* "new remote api.example; gone device" of two scenes, which are over then. Without `partly`: all
 * of the later one was looked at. */
static char *
told(scene *before, scene *after, bool partly)
{
    g_autoptr(iot_snapshot) was = snapshot_of(before), is = snapshot_of(after);
    g_autoptr(iot_changes) changes = iot_changes_new(was, is, partly);
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < changes->all->len; i++) {
        const iot_change *change = g_ptr_array_index(changes->all, i);
        g_string_append_printf(text, "%s%s %s%s%s", i ? "; " : "",
                               iot_change_kind_name(change->kind),
                               iot_change_topic_name(change->topic), change->what ? " " : "",
                               change->what ? change->what : "");
    }
    side_clear(before);
    side_clear(after);
    return g_string_free(text, FALSE);
}

/* Connections of the lamp's to a remote, by the name that it says. */
static void
lamp_calls(scene *s, double from, unsigned n, double interval_s, const char *remote,
           const char *name)
{
    dial d = lamp_dials;

    d.remote = remote;
    d.name = name;
    d.tls = 0x0303;
    knock(s, from, n, interval_s, &d);
}

static void
test_remotes_are_new_once_and_gone_after_three_silences(void)
{
    static const struct {
        const char *what;
        double length_s; /* of the later side */
        const char *expected;
    } cases[] = {
        {"too short", 290, "new remote new.example"},
        {"three times the longest silence", 310, "new remote new.example; gone remote old.example"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene before = side_begin(), after = side_begin();
        lamp_calls(&before, 0, 11, 100, CLOUD, "old.example");
        end(&before, 1000);
        lamp_calls(&after, 1, 2, 40, SITE, "new.example");
        end(&after, cases[i].length_s);
        g_autofree char *all = told(&before, &after, false);
        g_test_message("%s", cases[i].what);
        g_assert_cmpstr(all, ==, cases[i].expected);
    }
}

static void
test_nothing_is_missing_in_a_selection(void)
{
    scene before = side_begin(), after = side_begin();

    lamp_calls(&before, 0, 11, 100, CLOUD, "old.example");
    end(&before, 1000);
    lamp_calls(&after, 1, 2, 40, SITE, "new.example");
    end(&after, 9000);
    g_autofree char *all = told(&before, &after, true);
    g_assert_cmpstr(all, ==, "new remote new.example");
}

static void
test_connection_that_lost_its_name_is_the_same_by_its_address(void)
{
    scene before = side_begin(), after = side_begin();

    lamp_calls(&before, 0, 11, 10, CLOUD, "api.example");
    end(&before, 100);
    lamp_calls(&after, 0, 3, 10, CLOUD, NULL);
    end(&after, 900);
    g_autofree char *all = told(&before, &after, false);
    g_assert_null(strstr(all, "remote"));
}

static void
test_servers_that_differ_by_number_are_one(void)
{
    scene before = side_begin(), after = side_begin();

    lamp_calls(&before, 0, 5, 10, CLOUD, "r0801.example");
    end(&before, 100);
    lamp_calls(&after, 0, 5, 10, SITE, "r0802.example");
    end(&after, 900);
    g_autofree char *all = told(&before, &after, false);
    g_assert_cmpstr(all, ==, "");
}

/* What the lamp asks a server for, so often. */
static void
lamp_asks(scene *s, double from, unsigned n, double interval_s, const char *server)
{
    for (unsigned i = 0; i < n; i++)
        ask(s, from + i * interval_s, LAMP_MAC, LAMP, server, "name.example", true);
}

static void
test_silence_is_of_the_server_and_the_service_itself(void)
{
    scene before = side_begin(), after = side_begin();
    dial other = lamp_dials;

    /* One resolver is asked all the time, and the other now and then. */
    lamp_asks(&before, 0, 100, 10, "8.8.8.8");
    lamp_asks(&before, 500, 2, 400, "9.9.9.9");
    end(&before, 1000);
    lamp_asks(&after, 0, 12, 10, "8.8.8.8");
    end(&after, 120);
    g_autofree char *resolver = told(&before, &after, false);
    g_assert_cmpstr(resolver, ==, "");

    before = side_begin();
    after = side_begin();
    lamp_asks(&before, 0, 100, 10, "8.8.8.8");
    lamp_asks(&before, 5, 100, 10, "9.9.9.9");
    end(&before, 1000);
    lamp_asks(&after, 0, 12, 10, "8.8.8.8");
    end(&after, 120);
    g_autofree char *missing = told(&before, &after, false);
    g_assert_cmpstr(missing, ==, "gone resolver 9.9.9.9");

    /* So it is with two services of one remote. */
    before = side_begin();
    after = side_begin();
    other.name = "api.example";
    other.port = 8883;
    other.tls = 0x0303;
    lamp_calls(&before, 0, 100, 10, CLOUD, "api.example");
    connect_to(&before, 500, &other);
    end(&before, 1000);
    lamp_calls(&after, 0, 12, 10, CLOUD, "api.example");
    end(&after, 120);
    g_autofree char *service = told(&before, &after, false);
    g_assert_null(strstr(service, "uses"));
}

static void
test_time_between_two_captures_was_not_watched(void)
{
    iot_span spans[] = {{1000 * NS_PER_S, 1010 * NS_PER_S}, {90000 * NS_PER_S, 90010 * NS_PER_S}};

    for (unsigned gap = 0; gap < 2; gap++) {
        scene before = side_begin(), after = side_begin();
        lamp_calls(&before, 0, 11, 10, CLOUD, "old.example");
        end(&before, 100);
        lamp_calls(&after, 1, 1, 1, SITE, "new.example");
        end(&after, 89010);
        if (gap) {
            after.spans = g_array_new(FALSE, FALSE, sizeof(iot_span));
            g_array_append_vals(after.spans, spans, 2);
        }
        g_autofree char *all = told(&before, &after, false);
        g_assert_true((strstr(all, "gone remote") == NULL) == gap);
    }
}

static void
test_of_what_a_side_left_out_nothing_is_new_or_gone(void)
{
    for (unsigned which = 0; which < 2; which++) {
        scene few = side_begin(), many = side_begin();
        lamp_calls(&few, 0, 31, 10, CLOUD, "old.example");
        end(&few, 300);
        for (unsigned i = 0; i < IOT_POLICY_PERMITS_MAX + 10; i++) {
            char name[32];
            g_snprintf(name, sizeof name, "x%c%c%c.example", 'a' + i % 26, 'a' + i / 26 % 26,
                       'a' + i / 676);
            lamp_calls(&many, i * 0.5, 1, 1, SITE, name);
        }
        lamp_calls(&many, 600, 31, 10, CLOUD, "old.example");
        end(&many, 915);
        g_autofree char *all = told(which ? &many : &few, which ? &few : &many, false);
        g_assert_null(strstr(all, "old.example"));
    }
}

static void
test_rhythms_are_compared_where_there_is_one(void)
{
    static const struct {
        const char *what;
        const char *was, *is; /* names of the server; NULL: none */
        double interval_s, tail_s;
        bool second; /* both sides have a server of the same kind, of another rhythm */
        bool gap;    /* the later side was watched in two pieces */
        const char *expected;
    } cases[] = {
        {"the same", "p1.example", "p1.example", 30, .expected = ""},
        {"less often", "p1.example", "p1.example", 90, .expected = "different rhythm p1.example"},
        {"by the next server", "p1.example", "p2.example", 30, .expected = ""},
        {"by the next server, less often", "p1.example", "p2.example", 90,
         .expected = "different rhythm p2.example"},
        {"two servers", "p1.example", "p1.example", 90, .second = true, .expected = ""},
        {"without a name", NULL, NULL, 90, .expected = "different rhythm " CLOUD},
        {"stopped", "p1.example", "p1.example", 30, .tail_s = 500,
         .expected = "gone rhythm p1.example"},
        {"once", "p1.example", "p1.example", 0, .tail_s = 3000,
         .expected = "gone rhythm p1.example"},
        {"once, in two pieces", "p1.example", "p1.example", 0, .tail_s = 3000, .gap = true,
         .expected = ""},
        {"once, without a name", NULL, NULL, 0, .tail_s = 3000, .expected = ""},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene before = side_begin(), after = side_begin();
        unsigned n = cases[i].interval_s > 0 ? 40 : 1;
        double length_s = n * cases[i].interval_s + cases[i].tail_s;
        iot_span pieces[] = {{1000 * NS_PER_S, 1010 * NS_PER_S},
                             {1020 * NS_PER_S, (1000 + (int64_t)length_s) * NS_PER_S}};
        lamp_calls(&before, 1, 40, 30, CLOUD, cases[i].was);
        lamp_calls(&after, 1, n, cases[i].interval_s, CLOUD, cases[i].is);
        for (unsigned side = 0; cases[i].second && side < 2; side++)
            lamp_calls(side ? &after : &before, 5, 10, 170, SITE, "p7.example");
        end(&before, cases[i].second ? 1701 : 1201);
        end(&after, MAX(length_s, cases[i].second ? 1701 : 0));
        if (cases[i].gap) {
            after.spans = g_array_new(FALSE, FALSE, sizeof(iot_span));
            g_array_append_vals(after.spans, pieces, 2);
        }
        g_autofree char *all = told(&before, &after, false);
        g_test_message("%s: %s", cases[i].what, all);
        g_assert_cmpstr(all, ==, cases[i].expected);
    }
}

static void
test_findings_of_a_new_remote_are_told_with_it(void)
{
    scene before = side_begin(), after = side_begin();
    dial clear = lamp_dials;

    end(&before, 100);
    show_up(&before, LAMP_MAC, LAMP, NULL);
    lamp_calls(&after, 1, 1, 1, CLOUD, "s1.example");
    clear.remote = SITE;
    clear.name = "s2.example";
    clear.port = 80;
    clear.protocol = "http";
    connect_to(&after, LATER, &clear);
    end(&after, 200);
    g_autoptr(iot_snapshot) was = snapshot_of(&before), is = snapshot_of(&after);
    g_autoptr(iot_changes) changes = iot_changes_new(was, is, false);
    g_autoptr(GString) text = g_string_new(NULL);
    iot_write_changes_text(changes, NULL, text);
    g_test_message("%s", text->str);
    g_assert_nonnull(strstr(text->str, "remote: s1.example"));
    g_assert_nonnull(strstr(text->str, "; finding: clear text: s2.example"));
    side_clear(&before);
    side_clear(&after);
}

static void
test_name_at_a_known_address_is_new_by_another_service(void)
{
    for (unsigned same = 0; same < 2; same++) {
        scene before = side_begin(), after = side_begin();
        dial d = lamp_dials;
        lamp_calls(&before, 0, 11, 10, CLOUD, NULL);
        end(&before, 100);
        d.name = "late.example";
        d.port = same ? 443 : 8443;
        d.tls = 0x0303;
        connect_to(&after, 1, &d);
        end(&after, 100);
        g_autofree char *all = told(&before, &after, false);
        g_assert_true((strstr(all, "new remote late.example") == NULL) == same);
    }
}

static void
test_devices_are_the_same_by_mac_else_by_name(void)
{
    scene before = side_begin(), after = side_begin();

    show_up(&before, PHONE_MAC, "192.168.1.31", "tablet");
    show_up(&after, PHONE_2_MAC, "192.168.1.32", "tablet");
    end(&before, 20);
    end(&after, 100);
    g_autofree char *renewed = told(&before, &after, false);
    g_assert_cmpstr(renewed, ==, "different address");

    /* Of two that have one name, the one with its MAC is who it was. */
    before = side_begin();
    after = side_begin();
    show_up(&before, PHONE_MAC, "192.168.1.31", "tablet");
    show_up(&after, PHONE_2_MAC, "192.168.1.32", "tablet");
    show_up(&after, PHONE_MAC, "192.168.1.31", "tablet");
    end(&before, 20);
    end(&after, 100);
    g_autofree char *second = told(&before, &after, false);
    g_assert_cmpstr(second, ==, "new device");

    /* Two that have one name are nobody's. */
    before = side_begin();
    after = side_begin();
    show_up(&before, PHONE_MAC, "192.168.1.31", "tablet");
    show_up(&after, PHONE_2_MAC, "192.168.1.32", "tablet");
    show_up(&after, PHONE_3_MAC, "192.168.1.33", "tablet");
    end(&before, 20);
    end(&after, 100);
    g_autofree char *two = told(&before, &after, false);
    g_assert_cmpstr(two, ==, "new device; new device; gone device");

    /* What made its MAC up and tells no name is another. */
    before = side_begin();
    after = side_begin();
    show_up(&before, PHONE_MAC, "192.168.1.31", NULL);
    show_up(&after, PHONE_2_MAC, "192.168.1.31", NULL);
    end(&before, 20);
    end(&after, 100);
    g_autofree char *unnamed = told(&before, &after, false);
    g_assert_cmpstr(unnamed, ==, "new device; gone device");
}

static void
test_who_learns_a_better_name_has_not_changed_it(void)
{
    scene before = side_begin(), after = side_begin();

    for (unsigned side = 0; side < 2; side++) {
        scene *s = side ? &after : &before;
        show_up(s, LAMP_MAC, LAMP, NULL);
        see_claim(s->capture, 900, IOT_NAME_MDNS, LAMP_MAC, LAMP, "kitchen");
        if (side)
            see_claim(s->capture, 901, IOT_NAME_DHCP, LAMP_MAC, LAMP, "esp-lamp");
        end(s, 100);
    }
    g_autofree char *more = told(&before, &after, false);
    g_assert_cmpstr(more, ==, "");

    before = side_begin();
    after = side_begin();
    show_up(&before, LAMP_MAC, LAMP, "kitchen");
    show_up(&after, LAMP_MAC, LAMP, "hall");
    end(&before, 100);
    end(&after, 100);
    g_autofree char *renamed = told(&before, &after, false);
    g_assert_cmpstr(renamed, ==, "different name");
}

static void
test_names_that_many_have_are_nobodys(void)
{
    scene before = side_begin(), after = side_begin();

    show_up(&before, PHONE_MAC, "192.168.1.31", "android");
    show_up(&after, PHONE_2_MAC, "192.168.1.32", "android");
    end(&before, 20);
    end(&after, 100);
    g_autofree char *all = told(&before, &after, false);
    g_assert_cmpstr(all, ==, "new device; gone device");
}

/* So much in each of so many hours. */
static void
lamp_sends_hourly(scene *s, unsigned hours, const unsigned *packets, unsigned n)
{
    for (unsigned hour = 0; hour < hours; hour++)
        for (unsigned i = 0; i < packets[hour % n]; i++) {
            iot_observation obs = in_stream(packet(0, LAMP_MAC, LAMP, ROUTER_MAC, CLOUD), UDP,
                                            ++s->stream, 50000, 443);
            obs.length_bytes = 60000;
            take(s, hour * 3600.0 + i + 1, obs);
        }
    end(s, hours * 3600.0 + 1);
}

static void
test_volume_is_different_beyond_what_its_hours_were(void)
{
    static const struct {
        const char *what;
        unsigned hours, before[2], after[2];
        const char *expected;
    } cases[] = {
        {"twice as much as ever", 8, {10, 12}, {40, 44}, "different volume"},
        {"half of the least", 8, {40, 44}, {10, 12}, "different volume"},
        {"not twice as much", 8, {10, 12}, {18, 20}, ""},
        {"an hour had as much", 8, {2, 50}, {40, 44}, ""},
        {"little", 8, {0, 1}, {1, 1}, ""},
        {"too few hours", 5, {10, 12}, {40, 44}, ""},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene before = side_begin(), after = side_begin();
        lamp_sends_hourly(&before, cases[i].hours, cases[i].before, 2);
        lamp_sends_hourly(&after, cases[i].hours, cases[i].after, 2);
        g_autofree char *all = told(&before, &after, false);
        g_test_message("%s: %s", cases[i].what, all);
        g_assert_cmpstr(all, ==, cases[i].expected);
    }
}

#define ADD(name) g_test_add_func("/changes/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(remotes_are_new_once_and_gone_after_three_silences);
    ADD(nothing_is_missing_in_a_selection);
    ADD(connection_that_lost_its_name_is_the_same_by_its_address);
    ADD(servers_that_differ_by_number_are_one);
    ADD(silence_is_of_the_server_and_the_service_itself);
    ADD(time_between_two_captures_was_not_watched);
    ADD(of_what_a_side_left_out_nothing_is_new_or_gone);
    ADD(rhythms_are_compared_where_there_is_one);
    ADD(findings_of_a_new_remote_are_told_with_it);
    ADD(name_at_a_known_address_is_new_by_another_service);
    ADD(who_learns_a_better_name_has_not_changed_it);
    ADD(names_that_many_have_are_nobodys);
    ADD(devices_are_the_same_by_mac_else_by_name);
    ADD(volume_is_different_beyond_what_its_hours_were);
    return g_test_run();
}
