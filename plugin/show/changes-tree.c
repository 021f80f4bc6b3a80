/* changes-tree.c - what changed since the baseline, as a tree tells it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "show/changes-tree.h"

#include "base/hash.h"
#include "session/baseline.h"
#include "session/state.h"
#include "write/changes-writer.h"

/* What was told of a tree: changes of a capture that grows are worked out again and again. */
typedef struct leaves {
    GHashTable *texts;
    guint64 packets; /* of the changes whose rest was told last */
} leaves;

struct told {
    GHashTable *trees; /* tree -> leaves */
};

static void
leaves_free(gpointer data)
{
    leaves *of = data;

    g_hash_table_unref(of->texts);
    g_free(of);
}

static GHashTable *
trees(void)
{
    struct told *told = iot_state(IOT_STATE_CHANGES_TREE, sizeof(struct told));

    if (!told->trees)
        told->trees = g_hash_table_new_full(NULL, NULL, NULL, leaves_free);
    return told->trees;
}

void
changes_tree_begin(const void *tree)
{
    leaves *none = g_new0(leaves, 1);

    none->texts = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    iot_baseline_refresh();
    g_hash_table_insert(trees(), (gpointer)tree, none);
}

void
changes_tree_end(const void *tree)
{
    g_hash_table_remove(trees(), tree);
}

/* Where changes go. */
typedef struct telling {
    void *tree;
    changes_tree_fn fn;
    const iot_changes *changes;
    leaves *of;
} telling;

static void
tell(const telling *to, const iot_change *change)
{
    const char *kind = iot_change_kind_name(change->kind);
    const char *device = iot_device_name(change->device);
    g_autofree char *line = iot_change_line(change);
    g_autofree char *what = g_strdup_printf("%s (%s)", line, change->evidence);
    char *key = g_strdup_printf("%s %s %s %s", kind, device, line, change->key);

    if (g_hash_table_add(to->of->texts, key))
        to->fn(to->tree, kind, device, what);
}

/* A service of a new remote is told with that. */
static void
tell_news(const iot_device *device, iot_change_topic topic, const char *key, void *user_data)
{
    const telling *to = user_data;

    for (guint i = 0; i < to->changes->all->len; i++) {
        const iot_change *change = g_ptr_array_index(to->changes->all, i);
        if (change->kind == IOT_CHANGE_NEW && change->device == device && change->topic == topic &&
            g_str_equal(change->key, key))
            tell(to, change);
    }
}

static bool
is_shown_by_frames(const iot_change *change)
{
    return change->kind == IOT_CHANGE_NEW &&
           (change->topic == IOT_CHANGE_DEVICE || change->topic == IOT_CHANGE_REMOTE ||
            change->topic == IOT_CHANGE_OFFERS || change->topic == IOT_CHANGE_USES ||
            change->topic == IOT_CHANGE_RESOLVER || change->topic == IOT_CHANGE_TIME_SERVER);
}

static void
tell_rest(const telling *to)
{
    guint64 packets = to->changes->after->total.packets;

    if (packets == to->of->packets)
        return;
    to->of->packets = packets;
    for (guint i = 0; i < to->changes->all->len; i++) {
        const iot_change *change = g_ptr_array_index(to->changes->all, i);
        if (!is_shown_by_frames(change))
            tell(to, change);
    }
}

void
changes_tree_tell(void *tree, iot_flow_id flow, bool all, changes_tree_fn fn)
{
    telling to = {tree, fn, iot_baseline_changes(), g_hash_table_lookup(trees(), tree)};
    iot_flow_view view;

    if (!to.changes || !to.of)
        return;
    if (all)
        tell_rest(&to);
    iot_capture_describe(iot_session_capture(), flow, &view);
    iot_baseline_foreach_news(flow, &view, tell_news, &to);
}
