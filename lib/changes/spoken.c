/* spoken.c - which remotes there were packets of, device by device
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "changes/spoken.h"

#include "base/hash.h"
#include "findings/fold.h"

struct iot_spoken {
    GHashTable *sources; /* device and address -> iot_remote_name_source + 1 */
    GHashTable *names;   /* device and key of a name */
};

static char *
key_of(const iot_device *device, const char *what)
{
    return g_strdup_printf("%u %s", iot_device_id(device), what);
}

static char *
key_of_name(const iot_device *device, const char *name)
{
    g_autofree char *key = g_ascii_strdown(name, -1);

    return key_of(device, key);
}

static void
add_flow(void *into, const iot_fold_flow *flow)
{
    iot_spoken *spoken = into;
    const iot_flow_view *view = flow->view;

    if (!view->remote || !view->device || flow->pair == IOT_PAIR_NONE)
        return;
    char *at = key_of(view->device, view->remote_text);
    guint was = GPOINTER_TO_UINT(g_hash_table_lookup(spoken->sources, at));
    guint is = (guint)view->name_source + 1;
    g_hash_table_replace(spoken->sources, at, GUINT_TO_POINTER(was > 0 ? MIN(was, is) : is));
    if (flow->name)
        g_hash_table_add(spoken->names, key_of_name(view->device, flow->name));
}

iot_spoken *
iot_spoken_new(const iot_capture *capture, const iot_counters *counters)
{
    iot_spoken *spoken = g_new0(iot_spoken, 1);
    iot_interned *names = iot_interned_new();
    const iot_fold fold = {add_flow, spoken, false};

    spoken->sources = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    spoken->names = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    iot_fold_flows(capture, counters, names, &fold, 1);
    iot_interned_free(names);
    return spoken;
}

void
iot_spoken_free(iot_spoken *spoken)
{
    if (!spoken)
        return;
    g_hash_table_unref(spoken->sources);
    g_hash_table_unref(spoken->names);
    g_free(spoken);
}

iot_remote_name_source
iot_spoken_source(const iot_spoken *spoken, const iot_device *device, const iot_addr *addr)
{
    char text[IOT_ADDR_TEXT];
    g_autofree char *at = key_of(device, iot_addr_format(addr, text));
    guint source = GPOINTER_TO_UINT(g_hash_table_lookup(spoken->sources, at));

    return source > 0 ? (iot_remote_name_source)(source - 1) : IOT_REMOTE_NAME_SOURCES;
}

bool
iot_spoken_name(const iot_spoken *spoken, const iot_device *device, const char *name)
{
    g_autofree char *key = key_of_name(device, name);

    return g_hash_table_contains(spoken->names, key);
}
