/* sight.c - who is there and whom they talk to, as a capture has it at one moment
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "events/sight.h"

#include "findings/fold.h"
#include "report/rows-conversations.h"

typedef struct gathering {
    iot_sight *sight;
    GHashTable *of_device; /* iot_device -> its place + 1 */
    GHashTable *of_pair;   /* number of a pair -> its place + 1 */
} gathering;

/* The place of that key in an array, which gets one more if there is none yet. */
static guint
place_of(GHashTable *places, gpointer key, GArray *all)
{
    guint place = GPOINTER_TO_UINT(g_hash_table_lookup(places, key));

    if (place > 0)
        return place - 1;
    g_array_set_size(all, all->len + 1);
    g_hash_table_insert(places, key, GUINT_TO_POINTER(all->len));
    return all->len - 1;
}

static uint32_t
frame_of(const iot_fold_flow *flow)
{
    return flow->id == IOT_FLOW_NONE ? 0 : iot_capture_first_frame(flow->capture, flow->id);
}

/* What has no time is later than all that has. */
static bool
is_earlier(int64_t first_ns, int64_t than_ns)
{
    return first_ns != IOT_TIME_UNKNOWN_NS &&
           (than_ns == IOT_TIME_UNKNOWN_NS || first_ns < than_ns);
}

static void
add_sender(gathering *to, const iot_fold_flow *flow)
{
    const iot_device *device = flow->view->src;
    GArray *all = to->sight->devices;
    guint place = place_of(to->of_device, (gpointer)device, all);
    iot_sight_device *one = &g_array_index(all, iot_sight_device, place);

    if (!one->device || is_earlier(flow->count.first_ns, one->first_ns)) {
        one->first_ns = flow->count.first_ns;
        one->frame = frame_of(flow);
    }
    one->last_ns = one->device ? MAX(one->last_ns, flow->count.last_ns) : flow->count.last_ns;
    one->sent += flow->count.packets;
    one->device = device;
}

static void
add_contact(gathering *to, const iot_fold_flow *flow)
{
    const iot_flow_view *view = flow->view;
    GArray *all = to->sight->contacts;
    guint place = place_of(to->of_pair, GUINT_TO_POINTER(flow->pair + 1), all);
    iot_sight_contact *one = &g_array_index(all, iot_sight_contact, place);

    if (one->device && !is_earlier(flow->count.first_ns, one->first_ns))
        return;
    one->device = view->device;
    one->name = flow->name ? flow->name : iot_interned_keep(to->sight->names, view->remote_text);
    one->source = view->name_source;
    one->addr = *view->remote;
    one->service = view->service;
    one->by_remote = iot_who_began(view, view->device == view->src) == IOT_DIRECTION_INBOUND;
    one->first_ns = flow->count.first_ns;
    one->frame = frame_of(flow);
}

static void
add_flow(void *into, const iot_fold_flow *flow)
{
    if (flow->view->src)
        add_sender(into, flow);
    if (flow->view->remote && flow->view->device && flow->pair != IOT_PAIR_NONE)
        add_contact(into, flow);
}

static int
compare_contacts(gconstpointer a, gconstpointer b)
{
    const iot_sight_contact *x = a, *y = b;

    return x->first_ns != y->first_ns ? (x->first_ns < y->first_ns ? -1 : 1)
                                      : (x->frame > y->frame) - (x->frame < y->frame);
}

static int
compare_devices(gconstpointer a, gconstpointer b)
{
    const iot_sight_device *x = a, *y = b;

    return x->first_ns != y->first_ns ? (x->first_ns < y->first_ns ? -1 : 1)
                                      : (x->frame > y->frame) - (x->frame < y->frame);
}

iot_sight *
iot_sight_new(const iot_capture *capture, const iot_counters *counters)
{
    iot_sight *sight = g_new0(iot_sight, 1);
    gathering all = {
        .sight = sight,
        .of_device = g_hash_table_new(g_direct_hash, g_direct_equal),
        .of_pair = g_hash_table_new(g_direct_hash, g_direct_equal),
    };
    const iot_fold fold = {add_flow, &all, false};

    sight->names = iot_interned_new();
    sight->devices = g_array_new(FALSE, TRUE, sizeof(iot_sight_device));
    sight->contacts = g_array_new(FALSE, TRUE, sizeof(iot_sight_contact));
    iot_fold_flows(capture, counters, sight->names, &fold, 1);
    g_hash_table_unref(all.of_device);
    g_hash_table_unref(all.of_pair);
    g_array_sort(sight->devices, compare_devices);
    g_array_sort(sight->contacts, compare_contacts);
    return sight;
}

void
iot_sight_free(iot_sight *sight)
{
    if (!sight)
        return;
    g_array_unref(sight->devices);
    g_array_unref(sight->contacts);
    iot_interned_free(sight->names);
    g_free(sight);
}
