/* changes-values.c - what a device is called, is, and how much and how often it talks
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Where only one side knows, nothing is said: to know more is no change of the device.
 */
#include "changes/changes-internal.h"

#include <string.h>

/* Less is what traffic does by itself. */
#define VOLUME_FACTOR 2
/* Nor is this little worth a word, bytes per hour. */
#define VOLUME_LEAST 100000
/* Intervals this near are the same: timers drift, and networks delay. */
#define INTERVAL_FACTOR 1.25
/* A rhythm shows after so many beats; it has stopped when as many are missing. */
#define BEATS_TO_TELL 8

/* What says so: "dhcp vendor class". Must be freed by the caller. */
static char *
source_of(const iot_device *device, iot_change_topic topic)
{
    static const iot_identity_fact facts[IOT_CHANGE_TOPICS] = {
        [IOT_CHANGE_KIND] = IOT_IDENTITY_KIND,
        [IOT_CHANGE_MAKER] = IOT_IDENTITY_MAKER,
        [IOT_CHANGE_MODEL] = IOT_IDENTITY_MODEL,
        [IOT_CHANGE_SOFTWARE] = IOT_IDENTITY_SOFTWARE,
    };

    if (topic == IOT_CHANGE_NAME)
        return g_strdup(iot_name_source_name(iot_device_source(device)));
    /* "model BSB002: mdns _hue._tcp modelid, frame 12" */
    g_autofree char *evidence = iot_device_evidence(device, facts[topic]);
    const char *source = evidence ? strstr(evidence, ": ") : NULL;
    const char *end = source ? strstr(source, ", frame ") : NULL;

    return source ? g_strndup(source + 2, end ? (gsize)(end - source - 2) : strlen(source + 2))
                  : g_strdup("");
}

/* By another source, one learns more, or something else. */
static void
compare_texts(changes_pair *pair, iot_change_topic topic)
{
    const iot_trait *was = iot_snapshot_trait(pair->before, topic, "");
    const iot_trait *is = iot_snapshot_trait(pair->after, topic, "");
    const iot_device *before = pair->before->device, *after = pair->after->device;
    g_autofree char *by = source_of(before, topic), *now_by = source_of(after, topic);

    if (!was || !is || g_ascii_strcasecmp(was->text, is->text) == 0 || strcmp(by, now_by) != 0)
        return;
    iot_change *change = changes_add(pair->changes, IOT_CHANGE_DIFFERENT, topic, after, NULL,
                                     "by %s, before and after", by);
    change->before = g_strdup(was->text);
    change->after = g_strdup(is->text);
}

static char *
addresses_of(const iot_snapshot_device *device)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < device->traits->len; i++) {
        const iot_trait *trait = g_ptr_array_index(device->traits, i);
        if (trait->topic == IOT_CHANGE_ADDRESS)
            g_string_append_printf(text, "%s%s", text->len ? ", " : "", trait->text);
    }
    return g_string_free(text, FALSE);
}

/* Any address in common is the same address: while one is leased, another was asked for. */
static void
compare_addresses(changes_pair *pair)
{
    g_autofree char *was = addresses_of(pair->before), *is = addresses_of(pair->after);

    if (!*was || !*is)
        return;
    for (guint i = 0; i < pair->after->traits->len; i++) {
        const iot_trait *trait = g_ptr_array_index(pair->after->traits, i);
        if (trait->topic == IOT_CHANGE_ADDRESS &&
            iot_snapshot_trait(pair->before, IOT_CHANGE_ADDRESS, trait->key))
            return;
    }
    iot_change *change =
        changes_add(pair->changes, IOT_CHANGE_DIFFERENT, IOT_CHANGE_ADDRESS, pair->after->device,
                    NULL, "none of its addresses is on both sides");
    change->before = g_steal_pointer(&was);
    change->after = g_steal_pointer(&is);
}

static char *
volume_text(double bytes)
{
    char text[IOT_UNITS_TEXT];

    return g_strdup_printf("%s/h", iot_format_bytes((uint64_t)bytes, text));
}

/* More than any hour of the earlier side, or less than any, and the same seen from the later one.
 */
static void
compare_volumes(changes_pair *pair)
{
    const iot_trait *was = iot_snapshot_trait(pair->before, IOT_CHANGE_VOLUME, "");
    const iot_trait *is = iot_snapshot_trait(pair->after, IOT_CHANGE_VOLUME, "");

    if (pair->changes->partly || !was || !is || MAX(was->number, is->number) < VOLUME_LEAST)
        return;
    const iot_trait *low = was->number < is->number ? was : is, *high = low == was ? is : was;
    if (high->number < VOLUME_FACTOR * low->number || high->number <= low->most ||
        low->number >= high->least)
        return;
    g_autofree char *before = volume_text(was->number), *after = volume_text(is->number);
    g_autofree char *least = volume_text(was->least), *most = volume_text(was->most);
    iot_change *change = changes_add(
        pair->changes, IOT_CHANGE_DIFFERENT, IOT_CHANGE_VOLUME, pair->after->device, NULL,
        "%s before, where an hour had %s to %s; %s after", before, least, most, after);
    change->before = g_steal_pointer(&before);
    change->after = g_steal_pointer(&after);
}

/* True if a rhythm of that interval would have shown on that side. Between two captures nobody
 * counted the beats; and what has no name on one side may have one on the other. */
static bool
would_show(const iot_snapshot *side, const iot_trait *rhythm)
{
    int64_t watched_ns = iot_watched_total(side->watched);

    return !rhythm->nameless && watched_ns == side->last_ns - side->first_ns &&
           (double)watched_ns >= BEATS_TO_TELL * rhythm->number * 1e9;
}

/* What contacts were on a side: "every 30 s". Must be freed by the caller. */
static char *
rhythm_text(const iot_trait *rhythm)
{
    return rhythm ? g_strdup_printf("every %.0f s", rhythm->number) : g_strdup("not regular");
}

static void
tell_rhythm(changes_pair *pair, const iot_trait *was, const iot_trait *is, iot_change_kind kind)
{
    g_autofree char *before = rhythm_text(was), *after = rhythm_text(is);
    bool stopped = is && kind == IOT_CHANGE_GONE;
    iot_change *change = changes_add(pair->changes, kind, IOT_CHANGE_RHYTHM, pair->after->device,
                                     is ? is->text : was->text, "contacts: %s before; %s%s after",
                                     before, after, stopped ? ", until they stopped," : "");

    change->before = was ? g_steal_pointer(&before) : NULL;
    change->after = is && !stopped ? g_steal_pointer(&after) : NULL;
    change->frame = is ? is->frame : 0;
}

/* A rhythm that goes with its remote, or comes with it, is told there. */
static bool
has_remote(const iot_snapshot_device *device, const iot_trait *rhythm)
{
    return iot_snapshot_trait(device, IOT_CHANGE_REMOTE, rhythm->remote) != NULL;
}

static void
compare_rhythm(changes_pair *pair, const iot_trait *was)
{
    const iot_trait *is = iot_snapshot_trait(pair->after, IOT_CHANGE_RHYTHM, was->key);

    if (was->number <= 0)
        return;
    if (!is && !pair->changes->partly && has_remote(pair->after, was) &&
        would_show(pair->changes->after, was))
        tell_rhythm(pair, was, NULL, IOT_CHANGE_GONE);
    if (!is || is->number <= 0)
        return;
    if (is->stopped && !was->stopped) {
        tell_rhythm(pair, was, is, IOT_CHANGE_GONE);
        return;
    }
    double factor = MAX(is->number, was->number) / MIN(is->number, was->number);
    if (factor > INTERVAL_FACTOR && (is->least > was->most || was->least > is->most))
        tell_rhythm(pair, was, is, IOT_CHANGE_DIFFERENT);
}

static void
compare_rhythms(changes_pair *pair)
{
    for (guint i = 0; i < pair->before->traits->len; i++) {
        const iot_trait *was = g_ptr_array_index(pair->before->traits, i);
        if (was->topic == IOT_CHANGE_RHYTHM)
            compare_rhythm(pair, was);
    }
    for (guint i = 0; i < pair->after->traits->len; i++) {
        const iot_trait *is = g_ptr_array_index(pair->after->traits, i);
        if (is->topic == IOT_CHANGE_RHYTHM && is->number > 0 &&
            !iot_snapshot_trait(pair->before, IOT_CHANGE_RHYTHM, is->key) &&
            has_remote(pair->before, is) && would_show(pair->changes->before, is))
            tell_rhythm(pair, NULL, is, IOT_CHANGE_NEW);
    }
}

void
changes_of_values(changes_pair *pair)
{
    static const iot_change_topic texts[] = {IOT_CHANGE_NAME, IOT_CHANGE_KIND, IOT_CHANGE_MAKER,
                                             IOT_CHANGE_MODEL, IOT_CHANGE_SOFTWARE};

    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        compare_texts(pair, texts[i]);
    compare_addresses(pair);
    compare_volumes(pair);
    compare_rhythms(pair);
}
