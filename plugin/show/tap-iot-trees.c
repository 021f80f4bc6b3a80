/* tap-iot-trees.c - Statistics > IoT Devices: conversations, devices, destinations, distance,
 * findings, changes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "show/register.h"

#include <string.h>

#include "base/hash.h"
#include "base/units.h"
#include "compat.h"
#include "reference/domain.h"
#include "report/remotes.h"
#include "report/rows.h"
#include "session/state.h"
#include "show/changes-tree.h"
#include "show/missed.h"
#include "show/tap-iot-deferred.h"

#include <epan/stats_tree.h>
#include <epan/stats_tree_priv.h>

#define MENU      "IoT Devices" IOT_MENU_SEPARATOR
#define NODE_TEXT 320 /* a name, an address and what we add to them */

/* The one node at the top. libwireshark looks up children of the root among all nodes of the tree
 * that have children; below a node of our own, a device and a remote can have one name. */
#define TOP        "Frames"
#define TOP_REMOTE "Frames with a remote"

/* A new child of a node is put behind the last one, which Wireshark finds by walking over all. */
#define CHILDREN_MAX 4096
#define OTHERS       "Others, beyond 4096 names"

/* Bursts are counted in buckets of some milliseconds, numbered by a double: where adding to such a
 * number no longer changes it, Wireshark frees the bucket that it is about to count in. Up to this
 * time, 140 000 years, numbers are exact. */
#define CLOCK_MAX_MS ((double)(G_GINT64_CONSTANT(1) << 52))

#define NOT_IN_A_CONVERSATION "Not in a conversation"
#define NO_ROUND_TRIP         "no round trip measured"

struct counting {
    GPtrArray *open; /* of stats_tree, those that count packets */
};

static struct counting *
counting(void)
{
    return iot_state(IOT_STATE_TREES, sizeof(struct counting));
}

static void
set_clock(stats_tree *st, double since_first_ms)
{
    st->now = CLAMP(since_first_ms, -CLOCK_MAX_MS, CLOCK_MAX_MS);
}

/* Counts one in a child of a node that was made with is_parent; returns the child. */
static int
tick(stats_tree *st, const char *name, int parent, bool is_parent)
{
    const stat_node *above = g_ptr_array_index(st->parents, parent);

    if (g_hash_table_size(above->hash) >= CHILDREN_MAX && !g_hash_table_contains(above->hash, name))
        name = OTHERS;
    return tick_stat_node(st, name, parent, is_parent);
}

static const char *
other_end(const iot_flow_view *view, const iot_device *device)
{
    if (view->remote)
        return view->name;
    return iot_device_name(view->src == device ? view->dst : view->src);
}

/* The device that a conversation is listed under: of two, the one that sent first. */
static const iot_device *
owner_of(const iot_flow_view *view)
{
    iot_capture *capture = iot_session_capture();
    const iot_conversation *conversation =
        iot_conversations_get(iot_capture_conversations(capture), view->conversation);

    return iot_devices_get(iot_capture_devices(capture), conversation->device);
}

static void
tick_service(stats_tree *st, int parent, const iot_flow_view *view)
{
    char service[IOT_SERVICE_TEXT];

    if (*iot_service_format(&view->service, service))
        tick(st, service, parent, false);
}

static void
count_conversation(stats_tree *st, int top, const iot_flow_view *view)
{
    if (view->conversation == IOT_CONVERSATION_NONE) {
        int node = tick(st, NOT_IN_A_CONVERSATION, top, true);
        if (view->direction != IOT_DIRECTION_NONE)
            tick(st, iot_direction_name(view->direction), node, false);
        return;
    }
    const iot_device *device = owner_of(view);
    int of_device = tick(st, iot_device_name(device), top, true);
    int of_remote = tick(st, other_end(view, device), of_device, true);
    tick_service(st, of_remote, view);
}

/* "hs110 (TP-Link HS110 plug)" */
static char *
described(const iot_device *device)
{
    const char *name = iot_device_name(device), *what = iot_device_what(device);

    return what && !g_str_has_prefix(name, what) ? g_strdup_printf("%s (%s)", name, what)
                                                 : g_strdup(name);
}

static void
count_device(stats_tree *st, int top, const iot_flow_view *view)
{
    const iot_device *ends[2] = {view->src, view->dst == view->src ? NULL : view->dst};

    for (unsigned i = 0; i < 2; i++) {
        if (!ends[i])
            continue;
        g_autofree char *text = described(ends[i]);
        int node = tick(st, text, top, true);
        tick(st, iot_direction_name(view->direction), node, false);
    }
}

/* The licences of databases ask for it; nothing is counted there. Of a child of the root Wireshark
 * would take a URL for a path in its menu. */
static void
name_attributed(stats_tree *st, int top)
{
    const GPtrArray *all = iot_geo_attributions(iot_session_locator().geo);

    for (guint i = 0; all && i < all->len; i++)
        zero_stat_node(st, g_ptr_array_index(all, i), top, FALSE);
}

/* Country, organization, name. Without databases there are no countries, and domains stand for
 * organizations. */
static void
count_destination(stats_tree *st, int top, const iot_flow_view *view)
{
    static const iot_place nowhere;
    iot_locator locator = iot_session_locator();
    const iot_place *place = iot_geo_lookup(locator.geo, view->remote);
    int node = top;

    if (place)
        name_attributed(st, top);
    place = place ? place : &nowhere;
    if (iot_geo_databases(locator.geo) > 0) {
        g_autofree char *country = iot_country_text(place->country, place->country_name);
        node = tick(st, country, node, true);
    }
    g_autofree char *owner = iot_owner_text(place->organization, iot_domain_of(view->name));
    node = tick(st, owner, node, true);
    node = tick(st, view->name, node, true);
    if (view->device)
        tick(st, iot_device_name(view->device), node, false);
}

/* The title says what the band allows: "continent (5 to 25 ms)". The remote says its own bound. */
static void
count_distance(stats_tree *st, int top, const iot_flow_view *view)
{
    iot_locator how = iot_session_locator();
    char band[64], remote[NODE_TEXT], rtt[IOT_UNITS_TEXT], km[IOT_UNITS_TEXT];

    g_strlcpy(band, view->rtt_ns > 0 ? IOT_ANSWERED_NEARBY : NO_ROUND_TRIP, sizeof band);
    g_strlcpy(remote, view->name, sizeof remote);
    if (view->bound_ns > 0) {
        iot_band which = iot_band_of(view->bound_ns);
        g_snprintf(band, sizeof band, "%s (%s)", iot_band_name(which), iot_band_range(which));
        g_snprintf(remote, sizeof remote, "%s (%s, at most %s)", view->name,
                   iot_format_rtt(view->bound_ns, rtt),
                   iot_format_km(iot_locator_bound_km(&how, view->bound_ns), km));
    }
    int of_band = tick(st, band, top, true);
    int of_remote = tick(st, remote, of_band, true);
    if (view->device)
        tick(st, iot_device_name(view->device), of_remote, false);
}

/* A node per finding, under the frame that proves it. */
static void
count_findings(stats_tree *st, int top, const iot_finding *finding)
{
    int of_kind = tick(st, iot_finding_kind_name(finding->kind), top, true);
    int of_device =
        tick(st, finding->device ? iot_device_name(finding->device) : "network", of_kind, true);
    g_autofree char *text =
        finding->name ? g_strdup_printf("%s: %s (frame %u)", finding->name, finding->evidence,
                                        finding->first_frame)
                      : g_strdup_printf("%s (frame %u)", finding->evidence, finding->first_frame);

    tick(st, text, of_device, false);
    if (finding->kind == IOT_FINDING_IMPOSSIBLE)
        name_attributed(st, top);
}

static void
count_findings_of(stats_tree *st, guint32 frame)
{
    const GPtrArray *all = iot_session_findings_of(frame);

    for (guint i = 0; all && i < all->len; i++)
        count_findings(st, tick(st, "Findings", 0, true), g_ptr_array_index(all, i));
}

static void
prove_findings(stats_tree *st, const iot_tap_moment *moment)
{
    count_findings_of(st, moment->frame);
}

/* A node per change, under the frame that shows it. */
static void
add_change(void *tree, const char *kind, const char *device, const char *what)
{
    stats_tree *st = tree;
    int top = tick(st, "Changes", 0, true);
    int of_kind = tick(st, kind, top, true);

    name_attributed(st, top);
    tick(st, what, tick(st, device, of_kind, true), false);
}

static void
prove_changes(stats_tree *st, const iot_tap_moment *moment)
{
    changes_tree_tell(st, moment->flow, !st->filter || !*st->filter, add_change);
}

/* What a tree counts: frames by their flows, or what they prove. */
typedef struct tree_kind {
    const char *abbr; /* tshark -z ABBR,tree */
    const char *title;
    const char *top;
    bool remote_only;                                                  /* frames with a remote */
    void (*count)(stats_tree *st, int top, const iot_flow_view *view); /* NULL: what they prove */
    void (*prove)(stats_tree *st, const iot_tap_moment *moment);
} tree_kind;

static const tree_kind trees[] = {
    {"iot_conv", MENU "Device Conversations", TOP, false, count_conversation, NULL},
    {"iot_devices", MENU "Devices", TOP, false, count_device, NULL},
    {"iot_destinations", MENU "Destinations", TOP_REMOTE, true, count_destination, NULL},
    {"iot_distance", MENU "Distance", TOP_REMOTE, true, count_distance, NULL},
    {"iot_findings", MENU "Findings", NULL, false, NULL, prove_findings},
    {"iot_changes", MENU "Changes", NULL, false, NULL, prove_changes},
};

static const tree_kind *
kind_of(const stats_tree *st)
{
    unsigned i = 0;

    while (strcmp(st->cfg->abbr, trees[i].abbr) != 0)
        i++;
    return &trees[i];
}

/* Rates and bursts go by the tree's clock, which stands at the last packet when packets that waited
 * are counted. */
static void
count_moment(void *target, const iot_tap_moment *moment)
{
    stats_tree *st = target;
    const tree_kind *kind = kind_of(st);
    iot_flow_view view;

    set_clock(st, moment->since_ms);
    if (!kind->count) {
        kind->prove(st, moment);
        return;
    }
    iot_capture_describe(iot_session_capture(), moment->flow, &view);
    if (view.remote || !kind->remote_only)
        kind->count(st, tick(st, kind->top, 0, true), &view);
}

static tap_packet_status
tree_packet(stats_tree *st, packet_info *pinfo _U_, epan_dissect_t *edt _U_, const void *tapped,
            tap_flags_t flags _U_)
{
    iot_deferred_count_moment(st, st->filter, tapped, count_moment);
    return TAP_PACKET_REDRAW;
}

/* What trees with a filter would have counted, nobody knows. */
static void
count_missed(const packet_info *pinfo, guint32 packets, const char *why)
{
    g_autofree char *text = g_strdup_printf("Not counted: %s", why);

    for (guint i = 0; counting()->open && i < counting()->open->len; i++) {
        stats_tree *st = g_ptr_array_index(counting()->open, i);
        if (st->filter && *st->filter)
            continue;
        set_clock(st, nstime_to_msec(&pinfo->rel_ts));
        increase_stat_node(st, text, 0, FALSE, (gint)MIN(packets, G_MAXINT));
    }
}

/* Without a hash of its own the root finds its child by name among the parents of all levels: a
 * device called "Frames" would take its place. This is called again when the children are gone. */
static void
tree_init(stats_tree *st)
{
    if (!st->root.hash)
        st->root.hash = g_hash_table_new(iot_hash_text, g_str_equal);
    g_hash_table_remove_all(st->root.hash);
    changes_tree_begin(st);
    if (!kind_of(st)->count)
        return;
    if (!counting()->open)
        counting()->open = g_ptr_array_new();
    if (!g_ptr_array_find(counting()->open, st, NULL))
        g_ptr_array_add(counting()->open, st);
}

static void
tree_cleanup(stats_tree *st)
{
    if (counting()->open)
        g_ptr_array_remove(counting()->open, st);
    changes_tree_end(st);
    g_clear_pointer(&st->root.hash, g_hash_table_destroy);
}

void
iot_register_trees(void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(trees); i++)
        stats_tree_register_plugin("iot", trees[i].abbr, trees[i].title, 0, tree_packet, tree_init,
                                   tree_cleanup);
    missed_ask(count_missed);
}
