/* rule-cloud.c - devices that work together, and never talk to each other
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "findings/findings-internal.h"

/* "Within seconds": a cloud's round trips and a speaker that wakes up. */
#define CLOUD_WINDOW_NS (5 * NS_PER_S)
/* Fewer can be chance. */
#define CLOUD_TIMES_MIN 4
/* Of the contacts of either side so many must go together... */
#define CLOUD_SHARE_MIN 0.75
/* ... and so many times more than two unrelated series would by chance. */
#define CLOUD_OVER_CHANCE 3
/* Pairs grow with the square of this. */
#define CLOUD_SERIES_MAX 400

/* When a series' connections were opened. */
static GArray *
openings(const iot_series *list)
{
    GArray *times = g_array_new(FALSE, FALSE, sizeof(int64_t));

    for (guint i = 0; i < list->contacts->len; i++) {
        const iot_connection *connection =
            ((const iot_contact *)g_ptr_array_index(list->contacts, i))->connection;
        if (connection->first_syn && connection->answer)
            g_array_append_val(times, connection->begin_ns);
    }
    return times;
}

/* How many of `a` have one of `b` of their own within the window after them. */
static unsigned
followed(const GArray *a, const GArray *b)
{
    unsigned n = 0;
    guint at = 0;

    for (guint i = 0; i < a->len; i++) {
        int64_t time = g_array_index(a, int64_t, i);
        while (at < b->len && g_array_index(b, int64_t, at) < time)
            at++;
        if (at < b->len && g_array_index(b, int64_t, at) - time <= CLOUD_WINDOW_NS) {
            n++;
            at++;
        }
    }
    return n;
}

bool
rules_talk_directly(const finder *find, const iot_device *one, const iot_device *other)
{
    const iot_conversations *all = iot_capture_conversations(find->capture);
    iot_conversation what = iot_conversation_between(iot_device_id(one), iot_device_id(other));

    return iot_conversations_lookup(all, &what) != IOT_CONVERSATION_NONE ||
           iot_conversations_dropped(all) > 0;
}

/* It was told that the one gets what the other sends. */
static bool
have_met(const finder *find, const iot_series *a, const iot_series *b)
{
    uint64_t key = rules_met_key(a->first->pair, b->first->pair);

    return g_hash_table_contains(find->met, &key);
}

static void
judge_pair(finder *find, const iot_series *a, const GArray *times_a, const iot_series *b,
           const GArray *times_b)
{
    unsigned together = followed(times_a, times_b);
    double span = (double)MAX(find->last_ns - find->first_ns, 1);
    double chance = (double)times_a->len * times_b->len * (double)CLOUD_WINDOW_NS / span;

    if (together < CLOUD_TIMES_MIN ||
        together < CLOUD_SHARE_MIN * MAX(times_a->len, times_b->len) ||
        together < CLOUD_OVER_CHANCE * chance || have_met(find, a, b) ||
        rules_talk_directly(find, a->first->device, b->first->device))
        return;
    iot_finding *finding = rules_add_contact(
        find, IOT_FINDING_THROUGH_CLOUD, IOT_SEVERITY_NOTE, b->first,
        b->first->connection->first_syn, together,
        "%u times within %d s after %s contacted %s; the two never talk to each other", together,
        (int)(CLOUD_WINDOW_NS / NS_PER_S), iot_device_name(a->first->device), a->first->name);
    rules_add_conversation(finding, a->first->conversation);
}

void
rule_through_cloud(finder *find)
{
    g_autoptr(GPtrArray) lists = g_ptr_array_new();
    g_autoptr(GPtrArray) times = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);

    for (guint i = 0; i < find->contacts->series->len && lists->len < CLOUD_SERIES_MAX; i++) {
        iot_series *list = g_ptr_array_index(find->contacts->series, i);
        GArray *opened = openings(list);
        if (list->first->by_device && opened->len >= CLOUD_TIMES_MIN) {
            g_ptr_array_add(lists, list);
            g_ptr_array_add(times, opened);
        } else {
            g_array_unref(opened);
        }
    }
    for (guint a = 0; a < lists->len; a++) {
        for (guint b = 0; b < lists->len; b++) {
            const iot_series *x = g_ptr_array_index(lists, a), *y = g_ptr_array_index(lists, b);
            if (x->first->device != y->first->device)
                judge_pair(find, x, g_ptr_array_index(times, a), y, g_ptr_array_index(times, b));
        }
    }
}
