/* test-events.c - what is told of a home while packets come, each thing once
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/hash.h"
#include "events/events.h"
#include "scene.h"

static const iot_settings nothing = {0};

/* A scene that is watched: whoever takes a packet in looks when it is time. */
typedef struct watching {
    scene s;
    iot_events *events;
    GPtrArray *told; /* of iot_event, all of them */
    uint32_t seen;   /* packets that the events know of */
} watching;

static watching
watch_begin(const iot_snapshot *baseline)
{
    watching w = {.s = scene_of(NULL)};

    w.s.counters = iot_counters_new();
    w.events = iot_events_new(baseline);
    w.told = g_ptr_array_new_with_free_func((GDestroyNotify)iot_event_free);
    return w;
}

static iot_snapshot_source
source_of(const watching *w)
{
    return (iot_snapshot_source){
        .capture = w->s.capture, .counters = w->s.counters, .settings = &nothing};
}

static void
keep(watching *w, GPtrArray *found)
{
    g_ptr_array_extend_and_steal(w->told, found);
}

/* Somebody sends to everybody at that second: time goes on, and a look is taken if it is due. */
static void
pass(watching *w, double at)
{
    const iot_snapshot_source source = source_of(w);

    end(&w->s, at);
    if (!iot_events_packet(w->events, (int64_t)((1000 + at) * NS), 0))
        return;
    iot_capture_settle(w->s.capture);
    keep(w, iot_events_look(w->events, &source));
}

/* From one second to another, one a second. */
static void
pass_until(watching *w, double from, double until)
{
    for (double at = from; at < until; at++)
        pass(w, at);
}

/* "device lamp; contact lamp cloud.example" of those of some kinds, 1 << iot_event_kind. */
static char *
told(const watching *w, unsigned kinds)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < w->told->len; i++) {
        const iot_event *event = g_ptr_array_index(w->told, i);
        if (!(kinds & 1u << event->kind))
            continue;
        g_string_append_printf(text, "%s%s", text->len ? "; " : "",
                               iot_event_kind_name(event->kind));
        const char *const more[] = {event->topic, event->value, event->remote};
        for (unsigned m = 0; m < G_N_ELEMENTS(more); m++)
            if (more[m])
                g_string_append_printf(text, " %s", more[m]);
    }
    return g_string_free(text, FALSE);
}

static void
watch_end(watching *w)
{
    const iot_snapshot_source source = source_of(w);

    iot_capture_settle(w->s.capture);
    keep(w, iot_events_end(w->events, &source));
}

static void
watch_clear(watching *w)
{
    iot_events_free(w->events);
    g_ptr_array_unref(w->told);
    iot_counters_free(w->s.counters);
    iot_capture_free(w->s.capture);
}

static void
lamp_calls(watching *w, double at, const char *remote, const char *name)
{
    dial d = lamp_dials;

    d.remote = remote;
    d.name = name;
    d.tls = 0x0303;
    connect_to(&w->s, at, &d);
}

#define OF_CONTACTS (1u << IOT_EVENT_CONTACT | 1u << IOT_EVENT_REMOTE_NAME)
#define OF_FINDINGS (1u << IOT_EVENT_FINDING | 1u << IOT_EVENT_FINDING_ENDED)
#define OF_SILENCE  (1u << IOT_EVENT_SILENT | 1u << IOT_EVENT_BACK)
#define OF_DEVICES  (1u << IOT_EVENT_DEVICE)
#define OF_NAMES    (1u << IOT_EVENT_NAME)
#define OF_LEFT_OUT (1u << IOT_EVENT_LEFT_OUT)

static void
test_devices_and_contacts_are_told_once(void)
{
    watching w = watch_begin(NULL);

    lamp_calls(&w, 1, CLOUD, "api.example");
    pass_until(&w, 2, 30);
    lamp_calls(&w, 30, CLOUD, "api.example");
    pass_until(&w, 31, 60);
    lamp_calls(&w, 60, SITE, "other.example");
    watch_end(&w);
    g_autofree char *contacts = told(&w, OF_CONTACTS);
    g_assert_cmpstr(contacts, ==, "contact api.example; contact other.example");
    g_autofree char *devices = told(&w, OF_DEVICES);
    g_assert_cmpstr(devices, ==, "device; device"); /* router and lamp */
    watch_clear(&w);
}

static const iot_event *
first_of(const watching *w, iot_event_kind kind)
{
    for (guint i = 0; i < w->told->len; i++) {
        const iot_event *event = g_ptr_array_index(w->told, i);
        if (event->kind == kind)
            return event;
    }
    return NULL;
}

static void
test_contact_has_its_time_and_frame(void)
{
    watching w = watch_begin(NULL);

    lamp_calls(&w, 3, CLOUD, "api.example");
    pass_until(&w, 4, 30);
    const iot_event *contact = first_of(&w, IOT_EVENT_CONTACT);
    g_assert_nonnull(contact);
    g_assert_cmpint(contact->time_ns, ==, (int64_t)(1003 * NS));
    g_assert_cmpint(contact->noticed_ns, ==, (int64_t)(1014 * NS));
    g_assert_cmpuint(contact->frame, ==, 2);
    g_assert_cmpstr(contact->mac, ==, LAMP_MAC);
    g_assert_cmpstr(contact->service, ==, "tcp/443");
    g_assert_cmpstr(contact->direction, ==, "outbound");
    watch_clear(&w);
}

static void
test_remote_without_a_name_waits_and_is_no_other_when_it_has_one(void)
{
    watching w = watch_begin(NULL);

    pass_until(&w, 1, 9);
    lamp_calls(&w, 9, CLOUD, NULL);
    pass_until(&w, 10, 15); /* a look at 11 */
    g_autofree char *early = told(&w, OF_CONTACTS);
    g_assert_cmpstr(early, ==, "");
    pass_until(&w, 15, 40);
    lamp_calls(&w, 40, CLOUD, "api.example");
    answer(&w.s, 41, LAMP_MAC, LAMP, "api.example", CLOUD);
    watch_end(&w);
    g_autofree char *late = told(&w, OF_CONTACTS);
    g_assert_true(g_str_has_prefix(late, "contact " CLOUD));
    g_assert_null(strstr(late, "contact api.example"));
    watch_clear(&w);
}

static void
test_many_without_a_name_are_told_together(void)
{
    watching w = watch_begin(NULL);

    for (int i = 1; i <= 40; i++) {
        g_autofree char *remote = g_strdup_printf("198.51.100.%d", 100 + i);
        lamp_calls(&w, i, remote, NULL);
    }
    pass_until(&w, 41, 60);
    watch_end(&w);
    guint n = 0;
    for (guint i = 0; i < w.told->len; i++)
        n += ((const iot_event *)g_ptr_array_index(w.told, i))->kind == IOT_EVENT_CONTACT;
    g_assert_cmpuint(n, ==, 17);
    watch_clear(&w);
}

static void
claim_name(watching *w, double at, const char *name)
{
    iot_fact claim = {IOT_FACT_CLAIM,
                      .claim = {IOT_NAME_DHCP, mac(LAMP_MAC), addr(LAMP), .name = name}};
    iot_observation obs = packet(0, LAMP_MAC, LAMP, EVERYBODY, "255.255.255.255");

    obs.facts = &claim;
    obs.n_facts = 1;
    take(&w->s, at, obs);
}

static void
test_name_is_told_when_it_is_learnt(void)
{
    watching w = watch_begin(NULL);

    lamp_calls(&w, 1, CLOUD, "api.example");
    pass_until(&w, 2, 30);
    claim_name(&w, 30, "floor-lamp");
    pass_until(&w, 31, 60);
    watch_end(&w);
    g_autofree char *names = told(&w, OF_NAMES);
    g_assert_cmpstr(names, ==, "name floor-lamp");
    g_assert_cmpstr(first_of(&w, IOT_EVENT_NAME)->source, ==, "dhcp");
    watch_clear(&w);
}

static void
test_name_that_a_device_comes_with_is_told_with_it(void)
{
    watching w = watch_begin(NULL);

    claim_name(&w, 1, "floor-lamp");
    pass_until(&w, 2, 30);
    watch_end(&w);
    g_autofree char *names = told(&w, OF_NAMES);
    g_assert_cmpstr(names, ==, "");
    watch_clear(&w);
}

/* Each look costs as much as all that is known: they are fewer, the more that is. */
static void
test_who_calls_itself_ever_otherwise_is_looked_at_seldom(void)
{
    watching w = watch_begin(NULL);
    const unsigned names = 1000;
    unsigned n = 0;

    for (unsigned i = 0; i < names; i++) {
        g_autofree char *name = g_strdup_printf("lamp-%u", i);
        claim_name(&w, 11.0 * i, name);
        pass(&w, 11.0 * i + 1);
    }
    watch_end(&w);
    for (guint i = 0; i < w.told->len; i++)
        n += ((const iot_event *)g_ptr_array_index(w.told, i))->kind == IOT_EVENT_NAME;
    g_assert_cmpuint(n, >, 50);
    g_assert_cmpuint(n, <, names / 2);
    watch_clear(&w);
}

static void
unanswered(watching *w, double at)
{
    dial d = lamp_dials;

    d.syns = 4;
    d.silent = true;
    connect_to(&w->s, at, &d);
}

static void
test_finding_begins_at_the_second_look_and_ends_when_it_is_refuted(void)
{
    watching w = watch_begin(NULL);

    unanswered(&w, 1);
    pass_until(&w, 5, 20); /* a look at 15 */
    g_autofree char *once = told(&w, OF_FINDINGS);
    g_assert_cmpstr(once, ==, "");
    g_assert_false(iot_events_found(w.events, IOT_SEVERITY_NOTE));
    pass_until(&w, 20, 40);
    g_autofree char *twice = told(&w, OF_FINDINGS);
    g_assert_cmpstr(twice, ==, "finding unanswered " CLOUD);
    g_assert_true(iot_events_found(w.events, IOT_SEVERITY_WARNING));
    lamp_calls(&w, 40, CLOUD, NULL); /* and this one is */
    pass_until(&w, 41, 90);
    g_autofree char *still = told(&w, OF_FINDINGS);
    g_assert_cmpstr(still, ==, "finding unanswered " CLOUD);
    pass_until(&w, 90, 120);
    g_autofree char *ended = told(&w, OF_FINDINGS);
    g_assert_cmpstr(ended, ==, "finding unanswered " CLOUD "; finding ended unanswered " CLOUD);
    watch_end(&w);
    watch_clear(&w);
}

static void
test_rhythm_ends_by_stopping_and_is_told_once(void)
{
    watching w = watch_begin(NULL);

    for (int i = 0; i < 12; i++) {
        lamp_calls(&w, 30 * i + 1, CLOUD, "api.example");
        pass_until(&w, 30 * i + 2, 30 * i + 30);
    }
    g_autofree char *regular = told(&w, OF_FINDINGS);
    g_assert_cmpstr(regular, ==, "finding periodic api.example");
    pass_until(&w, 360, 700);
    watch_end(&w);
    g_autofree char *stopped = told(&w, OF_FINDINGS);
    g_assert_cmpstr(stopped, ==,
                    "finding periodic api.example; finding ended periodic api.example");
    g_assert_nonnull(strstr(first_of(&w, IOT_EVENT_FINDING_ENDED)->evidence, "then nothing for"));
    watch_clear(&w);
}

/* Heard every 20 s for so long, then silent for so long, then heard again. */
static char *
silence_after(double heard_s, double silent_s, double pause_s)
{
    watching w = watch_begin(NULL);

    for (double at = 1; at < heard_s; at += 20) {
        lamp_calls(&w, at, CLOUD, "api.example");
        pass_until(&w, at + 1, at + 20);
    }
    for (double at = heard_s; at < heard_s + silent_s; at += pause_s)
        pass(&w, at);
    lamp_calls(&w, heard_s + silent_s, CLOUD, "api.example");
    pass_until(&w, heard_s + silent_s + 1, heard_s + silent_s + 30);
    char *text = told(&w, OF_SILENCE);
    watch_clear(&w);
    return text;
}

static void
test_silence_is_told_of_who_was_heard_for_as_long(void)
{
    static const struct {
        double heard_s, silent_s, pause_s;
        const char *expected;
    } cases[] = {
        {700, 550, 1, ""},                    /* not ten minutes */
        {700, 700, 1, "silent; back"},        /* ten minutes and more */
        {300, 700, 1, ""},                    /* nobody knows how it goes on */
        {700, 120000, 10000, "silent; back"}, /* eleven pauses of which a minute each is watched */
        {700, 90000, 10000, ""},              /* not ten minutes of what was watched */
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text =
            silence_after(cases[i].heard_s, cases[i].silent_s, cases[i].pause_s);
        g_test_message("case %u", i);
        g_assert_cmpstr(text, ==, cases[i].expected);
    }
}

/* Heard every so many seconds, so often, then not at all; somebody else sends all the time. */
static watching
silence_of_regular(double every_s, unsigned times, double pause_s)
{
    watching w = watch_begin(NULL);
    double at = 1;

    for (unsigned i = 0; i < times; i++, at += every_s) {
        take(&w.s, at, packet(0, LAMP_MAC, LAMP, EVERYBODY, "255.255.255.255"));
        for (double then = at; then < at + every_s; then += pause_s)
            pass(&w, then);
    }
    for (double end = at + 2000; at < end; at += pause_s)
        pass(&w, at);
    return w;
}

static void
test_silence_is_three_times_as_long_as_ever_between_packets(void)
{
    static const struct {
        double every_s, pause_s;
        int64_t least_s, most_s;
        const char *longest;
    } cases[] = {
        {300, 1, 900, 911, "more than 5 min"},
        {300, 7, 900, 920, "more than 5 min"},
        {115, 1, 600, 611, "more than 2 min"},
        /* A minute is watched of each pause, but the packets are as far from each other. */
        {115, 115, 600, 1380, "more than 2 min"},
        {85, 1, 600, 611, "more than 85 s"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        watching w = silence_of_regular(cases[i].every_s, 12, cases[i].pause_s);
        const iot_event *event = first_of(&w, IOT_EVENT_SILENT);
        g_assert_nonnull(event);
        int64_t silent_ns = event->noticed_ns - event->time_ns;
        g_test_message("case %u: after %" G_GINT64_FORMAT " ns; %s", i, silent_ns, event->evidence);
        g_assert_cmpint(silent_ns, >=, cases[i].least_s * (int64_t)NS);
        g_assert_cmpint(silent_ns, <=, cases[i].most_s * (int64_t)NS);
        g_assert_nonnull(strstr(event->evidence, cases[i].longest));
        watch_clear(&w);
    }
}

static void
test_baseline_is_left_out(void)
{
    watching before = watch_begin(NULL), after = watch_begin(NULL);

    lamp_calls(&before, 1, CLOUD, "r0801.api.example");
    unanswered(&before, 10);
    pass_until(&before, 20, 40);
    const iot_snapshot_source source = source_of(&before);
    iot_capture_settle(before.s.capture);
    g_autoptr(iot_snapshot) baseline = iot_snapshot_new(&source);

    iot_events_free(after.events);
    after.events = iot_events_new(baseline);
    lamp_calls(&after, 1, CLOUD, "r0802.api.example");
    unanswered(&after, 10);
    pass_until(&after, 20, 40);
    g_assert_true(iot_events_met(after.events));
    lamp_calls(&after, 40, SITE, "new.example");
    watch_end(&after);
    g_autofree char *all = told(&after, OF_CONTACTS | OF_DEVICES | OF_NAMES | OF_FINDINGS);
    g_assert_cmpstr(all, ==, "contact new.example");
    watch_clear(&after);
    watch_clear(&before);
}

/* A device that makes its MAC up, and is known by its name. */
static void
unnamed_dials(watching *w, double at, const char *mac)
{
    dial d = lamp_dials;

    d.mac = mac;
    d.syns = 4;
    d.silent = true;
    connect_to(&w->s, at, &d);
}

static void
is_named(watching *w, double at, const char *mac_text)
{
    iot_fact claim = {IOT_FACT_CLAIM,
                      .claim = {IOT_NAME_DHCP, mac(mac_text), addr(LAMP), .name = "kitchen-clock"}};
    iot_observation obs = packet(0, mac_text, LAMP, EVERYBODY, "255.255.255.255");

    obs.facts = &claim;
    obs.n_facts = 1;
    take(&w->s, at, obs);
}

static void
test_finding_that_turns_out_to_be_known_has_no_end(void)
{
    watching before = watch_begin(NULL), after = watch_begin(NULL);

    unnamed_dials(&before, 1, "02:00:5e:00:00:01");
    is_named(&before, 8, "02:00:5e:00:00:01");
    pass_until(&before, 20, 40);
    const iot_snapshot_source source = source_of(&before);
    iot_capture_settle(before.s.capture);
    g_autoptr(iot_snapshot) baseline = iot_snapshot_new(&source);

    iot_events_free(after.events);
    after.events = iot_events_new(baseline);
    unnamed_dials(&after, 5001, "02:00:5e:00:00:02");
    pass_until(&after, 5005, 5040);
    g_autofree char *early = told(&after, OF_FINDINGS);
    g_assert_nonnull(strstr(early, "finding unanswered " CLOUD));
    is_named(&after, 5040, "02:00:5e:00:00:02");
    pass_until(&after, 5041, 5200);
    watch_end(&after);
    g_autofree char *late = told(&after, OF_FINDINGS);
    g_assert_null(strstr(late, "ended unanswered"));
    watch_clear(&after);
    watch_clear(&before);
}

/* What was: a rhythm that goes on, and a name that the site says of itself. */
static watching
regular_home(double from, unsigned times)
{
    watching w = watch_begin(NULL);

    lamp_calls(&w, from, SITE, "site.example");
    for (unsigned i = 0; i < times; i++) {
        lamp_calls(&w, from + 30 * i + 1, CLOUD, "api.example");
        pass_until(&w, from + 30 * i + 2, from + 30 * i + 30);
    }
    return w;
}

static iot_snapshot *
known_of(watching *w)
{
    iot_snapshot_source source = source_of(w);

    source.spoken = true;
    iot_capture_settle(w->s.capture);
    return iot_snapshot_new(&source);
}

/* A week later: the same rhythm, which stops; and the site without its name, then another name
 * where it is. */
static void
test_what_was_known_ends_and_names_to_come_are_no_news(void)
{
    watching before = regular_home(0, 12), after;
    g_autoptr(iot_snapshot) baseline = known_of(&before);
    const double from = 604800;

    after = watch_begin(baseline);
    for (unsigned i = 0; i < 12; i++) {
        lamp_calls(&after, from + 30 * i + 1, CLOUD, "api.example");
        pass_until(&after, from + 30 * i + 2, from + 30 * i + 30);
    }
    lamp_calls(&after, from + 360, SITE, NULL);
    pass_until(&after, from + 361, from + 400);
    g_autofree char *early = told(&after, OF_CONTACTS | OF_FINDINGS);
    g_assert_cmpstr(early, ==, "");
    pass_until(&after, from + 400, from + 1100);
    g_autofree char *ended = told(&after, OF_CONTACTS | OF_FINDINGS);
    g_assert_cmpstr(ended, ==, "finding ended periodic api.example");
    watch_clear(&after);
    after = watch_begin(baseline);
    lamp_calls(&after, from, SITE, "other.example");
    watch_end(&after);
    g_autofree char *other = told(&after, OF_CONTACTS);
    g_assert_cmpstr(other, ==, "contact other.example");
    watch_clear(&after);
    watch_clear(&before);
}

/* A remote that had no rhythm: for as long as that was watched, it may not have one after all. */
static void
test_rhythm_with_a_known_remote_waits_as_long_as_was_watched(void)
{
    watching before = watch_begin(NULL), after;
    const double week = 604800; /* the other way round: packets of another time */

    lamp_calls(&before, week, CLOUD, "api.example");
    pass_until(&before, week + 1, week + 500);
    g_autoptr(iot_snapshot) baseline = known_of(&before);
    after = watch_begin(baseline);
    for (unsigned i = 0; i < 40; i++) {
        lamp_calls(&after, 30 * i + 1, CLOUD, "api.example");
        pass_until(&after, 30 * i + 2, 30 * i + 30);
        g_autofree char *early = told(&after, OF_FINDINGS);
        g_assert_true(i > 16 || !*early);
    }
    g_autofree char *late = told(&after, OF_FINDINGS);
    g_assert_cmpstr(late, ==, "finding periodic api.example");
    watch_clear(&after);
    watch_clear(&before);
}

static void
collect_ids(GHashTable *ids, const watching *w)
{
    for (guint i = 0; i < w->told->len; i++) {
        const iot_event *event = g_ptr_array_index(w->told, i);
        g_hash_table_add(ids, (gpointer)event->id);
    }
}

static void
test_ids_are_of_what_events_are_about(void)
{
    watching w[2] = {watch_begin(NULL), watch_begin(NULL)};
    g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
    guint all = 0;

    for (unsigned i = 0; i < 2; i++) {
        unanswered(&w[i], 1 + i * 3); /* at another time */
        lamp_calls(&w[i], 10, SITE, "api.example");
        pass_until(&w[i], 12, 40 + i * 20);
        watch_end(&w[i]);
        collect_ids(ids, &w[i]);
        all += w[i].told->len;
        /* No two of a run have one. */
        if (i == 0)
            g_assert_cmpuint(g_hash_table_size(ids), ==, w[0].told->len);
    }
    g_assert_cmpuint(all, >, 0);
    g_assert_cmpuint(g_hash_table_size(ids), ==, all / 2);
    watch_clear(&w[0]);
    watch_clear(&w[1]);
}

/* Each MAC is forged, and sends one packet. */
static void
test_more_than_can_be_remembered_are_counted(void)
{
    watching w = watch_begin(NULL);
    const unsigned many = IOT_EVENTS_TOLD_MAX + 500;

    for (unsigned i = 0; i < many; i++) {
        char from[IOT_MAC_TEXT], at[IOT_ADDR_TEXT];
        g_snprintf(from, sizeof from, "00:00:5e:%02x:%02x:%02x", i >> 16 & 0xff, i >> 8 & 0xff,
                   i & 0xff);
        g_snprintf(at, sizeof at, "10.%u.%u.%u", i >> 16 & 0xff, i >> 8 & 0xff, i & 0xff);
        take(&w.s, 1, packet(0, from, at, EVERYBODY, "255.255.255.255"));
    }
    watch_end(&w);
    const iot_event *last = g_ptr_array_index(w.told, w.told->len - 1);
    g_assert_cmpint(last->kind, ==, IOT_EVENT_LEFT_OUT);
    g_assert_cmpuint(last->count, >=, 500);
    g_assert_cmpuint(w.told->len, ==, IOT_EVENTS_TOLD_MAX + 1);
    watch_clear(&w);
}

int
main(int argc, char **argv)
{
    iot_hash_draw_key();
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/events/once", test_devices_and_contacts_are_told_once);
    g_test_add_func("/events/time-and-frame", test_contact_has_its_time_and_frame);
    g_test_add_func("/events/nameless",
                    test_remote_without_a_name_waits_and_is_no_other_when_it_has_one);
    g_test_add_func("/events/many-nameless", test_many_without_a_name_are_told_together);
    g_test_add_func("/events/name", test_name_is_told_when_it_is_learnt);
    g_test_add_func("/events/name-with-device", test_name_that_a_device_comes_with_is_told_with_it);
    g_test_add_func("/events/many-names", test_who_calls_itself_ever_otherwise_is_looked_at_seldom);
    g_test_add_func("/events/finding",
                    test_finding_begins_at_the_second_look_and_ends_when_it_is_refuted);
    g_test_add_func("/events/rhythm", test_rhythm_ends_by_stopping_and_is_told_once);
    g_test_add_func("/events/silence", test_silence_is_told_of_who_was_heard_for_as_long);
    g_test_add_func("/events/silence-of-regular",
                    test_silence_is_three_times_as_long_as_ever_between_packets);
    g_test_add_func("/events/known-by-now", test_finding_that_turns_out_to_be_known_has_no_end);
    g_test_add_func("/events/baseline", test_baseline_is_left_out);
    g_test_add_func("/events/known-ends", test_what_was_known_ends_and_names_to_come_are_no_news);
    g_test_add_func("/events/known-rhythm",
                    test_rhythm_with_a_known_remote_waits_as_long_as_was_watched);
    g_test_add_func("/events/ids", test_ids_are_of_what_events_are_about);
    g_test_add_func("/events/left-out", test_more_than_can_be_remembered_are_counted);
    return g_test_run();
}
