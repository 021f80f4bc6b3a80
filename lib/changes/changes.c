/* changes.c - what is new, gone or different between two snapshots, device by device
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "changes/changes-internal.h"

#include "base/hash.h"

/* So many silences have to pass. */
#define SILENCES 3
/* Names of a new device's remotes that are told. */
#define REMOTES_TOLD 3

static void
change_free(gpointer data)
{
    iot_change *change = data;

    g_free(change->what);
    g_free(change->before);
    g_free(change->after);
    g_free(change->evidence);
    g_free(change);
}

iot_change *
changes_add(iot_changes *changes, iot_change_kind kind, iot_change_topic topic,
            const iot_device *device, const char *what, const char *format, ...)
{
    iot_change *change = g_new0(iot_change, 1);
    va_list args;

    va_start(args, format);
    change->evidence = g_strdup_vprintf(format, args);
    va_end(args);
    change->kind = kind;
    change->topic = topic;
    change->device = device;
    change->key = "";
    change->what = g_strdup(what);
    g_ptr_array_add(changes->all, change);
    return change;
}

const char *
changes_span(const iot_snapshot *side, char buffer[IOT_UNITS_TEXT])
{
    /* A router's table of sessions has no times. */
    if (!side->timed)
        g_strlcpy(buffer, "one look", IOT_UNITS_TEXT);
    return side->timed ? iot_format_span(iot_watched_total(side->watched), buffer) : buffer;
}

bool
changes_is_gone(iot_changes *changes, int64_t silence_ns, bool incomplete)
{
    bool long_enough = changes->before->timed && changes->after->timed &&
                       iot_watched_total(changes->after->watched) / SILENCES >= silence_ns;

    if (changes->partly)
        return false;
    changes->unsaid += incomplete || !long_enough;
    return !incomplete && long_enough;
}

/* --- A device of one side only */

bool
changes_is_there(const iot_snapshot_device *device)
{
    return !iot_count_is_empty(&device->row.traffic.sent);
}

static void
append_remotes(const iot_snapshot_device *device, GString *text)
{
    guint n = 0;

    for (guint i = 0; i < device->traits->len; i++) {
        const iot_trait *trait = g_ptr_array_index(device->traits, i);
        if (trait->topic != IOT_CHANGE_REMOTE)
            continue;
        if (n < REMOTES_TOLD)
            g_string_append_printf(text, "%s%s", n ? ", " : "; talks to ", trait->text);
        n++;
    }
    if (n > REMOTES_TOLD)
        g_string_append_printf(text, " and %u more", n - REMOTES_TOLD);
}

static void
add_new_device(iot_changes *changes, const iot_snapshot_device *device)
{
    g_autoptr(GString) more = g_string_new(NULL);
    char span[IOT_UNITS_TEXT];
    g_autofree char *packets = iot_count_text(&device->row.traffic.sent);
    bool has_mac = iot_device_macs(device->device)->len > 0;
    int64_t last_ns;

    if (changes->before->incomplete) {
        changes->unsaid++;
        return;
    }
    append_remotes(device, more);
    iot_change *change =
        changes_add(changes, IOT_CHANGE_NEW, IOT_CHANGE_DEVICE, device->device, NULL,
                    "sent %s%s; before, in %s, nobody had its %s", packets, more->str,
                    changes_span(changes->before, span), has_mac ? "MAC" : "address");
    change->after = g_strdup(iot_device_what(device->device));
    iot_traffic_span(&device->row.traffic, &change->at_ns, &last_ns);
}

static void
add_gone_device(iot_changes *changes, const iot_snapshot_device *device)
{
    char span[IOT_UNITS_TEXT];
    g_autofree char *packets = iot_count_packets_text(&device->row.traffic.sent);
    int64_t first_ns;

    if (!changes_is_gone(changes, device->silence_ns, changes->after->incomplete))
        return;
    iot_change *change = changes_add(changes, IOT_CHANGE_GONE, IOT_CHANGE_DEVICE, device->device,
                                     NULL, "sent %s before; nothing of it in the %s after", packets,
                                     changes_span(changes->after, span));
    change->before = g_strdup(iot_device_what(device->device));
    iot_traffic_span(&device->row.traffic, &first_ns, &change->at_ns);
}

/* --- All of it */

static int
in_order(gconstpointer a, gconstpointer b, gpointer user_data G_GNUC_UNUSED)
{
    const iot_change *x = *(iot_change *const *)a, *y = *(iot_change *const *)b;

    if (x->topic != y->topic)
        return (int)x->topic - (int)y->topic;
    return x->kind != y->kind ? (int)x->kind - (int)y->kind : g_strcmp0(x->what, y->what);
}

static void
compare(iot_changes *changes, const iot_snapshot_device *before, const iot_snapshot_device *after)
{
    changes_pair pair = {
        .changes = changes,
        .before = before,
        .after = after,
        .new_remotes = g_hash_table_new(iot_hash_text, g_str_equal),
        .gone_remotes = g_hash_table_new(iot_hash_text, g_str_equal),
    };
    guint first = changes->all->len;

    changes_of_remotes(&pair);
    changes_of_values(&pair);
    changes_of_findings(&pair);
    g_hash_table_unref(pair.new_remotes);
    g_hash_table_unref(pair.gone_remotes);
    if (changes->all->len > first)
        g_qsort_with_data(&changes->all->pdata[first], (gint)(changes->all->len - first),
                          sizeof(gpointer), in_order, NULL);
}

iot_changes *
iot_changes_new(const iot_snapshot *before, const iot_snapshot *after, bool partly)
{
    iot_changes *changes = g_new0(iot_changes, 1);
    changes_side were, are;

    changes_side_begin(&were, before);
    changes_side_begin(&are, after);
    changes->before = before;
    changes->after = after;
    changes->partly = partly;
    changes->all = g_ptr_array_new_with_free_func(change_free);
    changes->earlier = g_hash_table_new(g_direct_hash, g_direct_equal);
    for (guint i = 0; i < after->devices->len; i++) {
        const iot_snapshot_device *device = g_ptr_array_index(after->devices, i);
        const iot_snapshot_device *was = changes_side_find(&were, &are, device->device);
        if (was) {
            changes->common++;
            g_hash_table_insert(changes->earlier, (gpointer)device, (gpointer)was);
            compare(changes, was, device);
        } else if (changes_is_there(device)) {
            add_new_device(changes, device);
        }
    }
    for (guint i = 0; i < before->devices->len; i++) {
        const iot_snapshot_device *device = g_ptr_array_index(before->devices, i);
        if (changes_is_there(device) && !changes_side_find(&are, &were, device->device))
            add_gone_device(changes, device);
    }
    changes_side_clear(&were);
    changes_side_clear(&are);
    return changes;
}

void
iot_changes_free(iot_changes *changes)
{
    if (!changes)
        return;
    g_ptr_array_unref(changes->all);
    g_hash_table_unref(changes->earlier);
    g_free(changes);
}

const iot_snapshot_device *
iot_changes_earlier(const iot_changes *changes, const iot_snapshot_device *later)
{
    return later ? g_hash_table_lookup(changes->earlier, later) : NULL;
}

static bool
tells_places(const iot_changes *changes)
{
    for (guint i = 0; i < changes->all->len; i++) {
        const iot_change *change = g_ptr_array_index(changes->all, i);
        if (change->topic == IOT_CHANGE_ORGANIZATION || change->topic == IOT_CHANGE_COUNTRY)
            return true;
    }
    return false;
}

GPtrArray *
iot_changes_attributions(const iot_changes *changes)
{
    const GPtrArray *const sides[] = {changes->before->attributions, changes->after->attributions};
    GPtrArray *all = g_ptr_array_new();

    for (unsigned side = 0; tells_places(changes) && side < G_N_ELEMENTS(sides); side++)
        for (guint i = 0; i < sides[side]->len; i++) {
            gpointer one = g_ptr_array_index(sides[side], i);
            if (!g_ptr_array_find_with_equal_func(all, one, g_str_equal, NULL))
                g_ptr_array_add(all, one);
        }
    return all;
}

GPtrArray *
iot_changes_notes(const iot_changes *changes)
{
    g_autoptr(GPtrArray) attributions = iot_changes_attributions(changes);
    GPtrArray *notes = g_ptr_array_new_with_free_func(g_free);

    if (changes->common == 0)
        g_ptr_array_add(notes, g_strdup("No device is on both sides: they may be of different "
                                        "networks."));
    if (changes->unsaid > 0)
        g_ptr_array_add(
            notes, g_strdup_printf("%u more %s on one side only, where that proves nothing: it was "
                                   "watched for too short a time, or something was left out.",
                                   changes->unsaid, changes->unsaid == 1 ? "is" : "are"));
    for (guint i = 0; i < attributions->len; i++)
        g_ptr_array_add(notes, g_strdup(g_ptr_array_index(attributions, i)));
    return notes;
}

const char *
iot_change_kind_name(iot_change_kind kind)
{
    static const char *const words[IOT_CHANGE_KINDS] = {
        [IOT_CHANGE_NEW] = "new",
        [IOT_CHANGE_GONE] = "gone",
        [IOT_CHANGE_DIFFERENT] = "different",
    };
    g_assert(kind < IOT_CHANGE_KINDS);
    return words[kind];
}

const char *
iot_change_topic_name(iot_change_topic topic)
{
    static const char *const words[IOT_CHANGE_TOPICS] = {
        [IOT_CHANGE_DEVICE] = "device",
        [IOT_CHANGE_NAME] = "name",
        [IOT_CHANGE_KIND] = "kind",
        [IOT_CHANGE_MAKER] = "maker",
        [IOT_CHANGE_MODEL] = "model",
        [IOT_CHANGE_SOFTWARE] = "software",
        [IOT_CHANGE_ADDRESS] = "address",
        [IOT_CHANGE_REMOTE] = "remote",
        [IOT_CHANGE_ORGANIZATION] = "organization",
        [IOT_CHANGE_COUNTRY] = "country",
        [IOT_CHANGE_OFFERS] = "offers",
        [IOT_CHANGE_USES] = "uses",
        [IOT_CHANGE_RESOLVER] = "resolver",
        [IOT_CHANGE_TIME_SERVER] = "time server",
        [IOT_CHANGE_VOLUME] = "volume",
        [IOT_CHANGE_RHYTHM] = "rhythm",
        [IOT_CHANGE_FINDING] = "finding",
    };
    g_assert(topic < IOT_CHANGE_TOPICS);
    return words[topic];
}
