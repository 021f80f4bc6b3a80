/* activity.c - the bytes of each device by parts of the time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report/activity.h"

struct iot_activity {
    const iot_over_time *over_time;
    GHashTable *of; /* device's number -> uint64_t[IOT_OVER_TIME_PARTS] */
};

iot_activity *
iot_activity_new(const iot_over_time *over_time)
{
    iot_activity *all = g_new0(iot_activity, 1);

    all->over_time = over_time;
    all->of = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    return all;
}

void
iot_activity_free(iot_activity *all)
{
    if (!all)
        return;
    g_hash_table_unref(all->of);
    g_free(all);
}

static gpointer
key_of(const iot_device *device)
{
    return GUINT_TO_POINTER(iot_device_id(device));
}

static void
add_parts(iot_activity *all, const iot_device *device, const uint64_t *parts)
{
    uint64_t *mine = g_hash_table_lookup(all->of, key_of(device));

    if (!mine) {
        mine = g_new0(uint64_t, IOT_OVER_TIME_PARTS);
        g_hash_table_insert(all->of, key_of(device), mine);
    }
    for (unsigned i = 0; i < IOT_OVER_TIME_PARTS; i++)
        mine[i] += parts[i];
}

void
iot_activity_add(void *into, const iot_fold_flow *flow)
{
    iot_activity *all = into;
    const iot_flow_view *view = flow->view;
    const uint64_t *parts = iot_over_time_of(all->over_time, flow->id);

    if (!parts)
        return;
    if (view->src)
        add_parts(all, view->src, parts);
    if (view->dst && view->dst != view->src)
        add_parts(all, view->dst, parts);
}

const uint64_t *
iot_activity_of(const iot_activity *all, const iot_device_row *row)
{
    const uint64_t *parts = g_hash_table_lookup(all->of, key_of(row->base.device));
    uint64_t sum = 0;

    for (unsigned i = 0; parts && i < IOT_OVER_TIME_PARTS; i++)
        sum += parts[i];
    return sum == iot_traffic_bytes(&row->base.traffic) ? parts : NULL;
}
