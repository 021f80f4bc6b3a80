/* session.c - the capture that is open now, and what the user configured
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "session/session.h"

#include <string.h>

#include "compat.h"
#include "read/tcp-acked.h"
#include "session/prefs.h"

#define NS_PER_S G_GINT64_CONSTANT(1000000000)

static struct session {
    iot_capture *capture;
    iot_inventory *inventory;
    iot_mud_files *mud; /* NULL: none */
    iot_geo *geo;
    char *geo_directories; /* that it was made from */
    GHashTable *published; /* device number -> name Wireshark was told */
    GArray *times;         /* gint64 by frame, only if differences are wanted */
    iot_findings *findings;
    GHashTable *by_frame;        /* frame -> GPtrArray of iot_finding */
    GHashTable *by_conversation; /* number -> GPtrArray of iot_finding */
    guint64 findings_seen;       /* packets they rest on */
    /* A live capture into several files is one capture to us, but Wireshark numbers anew in each:
     * what the files before this one had, and what there is with this one. */
    struct {
        guint32 frames, streams;
    } before, seen;
} session;

bool
iot_session_is_one_run(void)
{
    return g_strcmp0(g_get_prgname(), "tshark") == 0;
}

/* The maker's part of how Wireshark prints a MAC, "Netatmo" of "Netatmo_00:fe:24", whatever the
 * user chose for name resolution; NULL if it prints no maker. */
static const char *
maker_of(const iot_mac *mac)
{
    static char brief[64];
    char end[16];
    gboolean resolve = gbl_resolv_flags.mac_name;

    gbl_resolv_flags.mac_name = TRUE;
    g_strlcpy(brief, get_ether_name(mac->bytes), sizeof brief);
    gbl_resolv_flags.mac_name = resolve;
    g_snprintf(end, sizeof end, "_%02x:%02x:%02x", mac->bytes[3], mac->bytes[4], mac->bytes[5]);
    char *tail = strrchr(brief, '_');
    if (!tail || strcmp(tail, end) != 0)
        return NULL;
    *tail = '\0';
    return brief;
}

/* A MAC that the user's ethers file names is printed by that name; its neighbour has the maker. */
static const char *
brief_vendor(const iot_mac *mac)
{
    const char *maker = maker_of(mac);
    iot_mac neighbour = *mac;

    neighbour.bytes[5] ^= 1;
    return maker ? maker : maker_of(&neighbour);
}

static const char *
vendor_of(const iot_mac *mac, bool brief, void *user_data _U_)
{
    if (iot_mac_is_local(mac))
        return NULL;
    return brief ? brief_vendor(mac) : iot_vendor_long_name(mac->bytes);
}

static void
load_geo(void)
{
    iot_geo_free(session.geo);
    session.geo = iot_prefs_load_geo();
    g_free(session.geo_directories);
    session.geo_directories = iot_prefs_geo_directories();
}

/* Wireshark's own preference of where databases are tells nobody that it changed. */
static void
refresh_geo(void)
{
    g_autofree char *now = iot_prefs_geo_directories();

    if (g_strcmp0(now, session.geo_directories) != 0)
        load_geo();
}

static void
session_open(void)
{
    const GArray *networks = iot_prefs_local_networks();
    iot_capture_options options = {
        .inventory = session.inventory,
        .local_networks = (const iot_prefix *)(const void *)networks->data,
        .n_local_networks = networks->len,
        .vendor = vendor_of,
    };

    session.times = g_array_new(FALSE, TRUE, sizeof(gint64));
    iot_tcp_acked_forget();
    refresh_geo();
    if (session.capture)
        return;
    session.capture = iot_capture_new(&options);
    session.published = g_hash_table_new_full(NULL, NULL, NULL, g_free);
}

static void
forget_findings(void)
{
    g_clear_pointer(&session.findings, iot_findings_free);
    g_clear_pointer(&session.by_frame, g_hash_table_unref);
    g_clear_pointer(&session.by_conversation, g_hash_table_unref);
}

static void
session_end(void)
{
    forget_findings();
    g_clear_pointer(&session.capture, iot_capture_free);
    g_clear_pointer(&session.published, g_hash_table_unref);
    memset(&session.before, 0, sizeof session.before);
    memset(&session.seen, 0, sizeof session.seen);
}

/* The preferences can still change before the first frame. */
static void
session_close(void)
{
    g_clear_pointer(&session.times, g_array_unref);
    if (iot_session_is_one_run() && session.seen.frames > 0)
        session.before = session.seen;
    else
        session_end();
}

void
iot_session_register(void)
{
    register_init_routine(session_open);
    register_cleanup_routine(session_close);
    register_shutdown_routine(session_end);
}

iot_capture *
iot_session_capture(void)
{
    return session.capture;
}

guint32
iot_session_frame(const packet_info *pinfo)
{
    guint32 frame = session.before.frames + pinfo->num;

    session.seen.frames = MAX(session.seen.frames, frame);
    return frame;
}

guint32
iot_session_frames_before(void)
{
    return session.before.frames;
}

guint32
iot_session_stream(guint32 number)
{
    guint32 stream = session.before.streams + number;

    session.seen.streams = MAX(session.seen.streams, stream + 1);
    return stream;
}

/* A file can say any number of seconds. */
gint64
iot_session_time_ns(const packet_info *pinfo)
{
    gint64 max_s = IOT_TIME_MAX_NS / NS_PER_S - 1;

    return CLAMP((gint64)pinfo->abs_ts.secs, -max_s, max_s) * NS_PER_S + pinfo->abs_ts.nsecs;
}

iot_locator
iot_session_locator(void)
{
    iot_locator locator = {
        .medium = iot_prefs_medium(),
        .overhead_ns = iot_prefs_overhead_ns(),
        .geo = session.geo,
    };

    locator.has_home = iot_prefs_home(&locator.home);
    return locator;
}

iot_report_options
iot_session_report_options(void)
{
    return (iot_report_options){.locator = iot_session_locator()};
}

void
iot_session_configure(void)
{
    iot_inventory *old = session.inventory;

    forget_findings();
    session.inventory = iot_prefs_load_inventory();
    if (session.capture)
        iot_capture_set_inventory(session.capture, session.inventory);
    iot_inventory_free(old);
    g_clear_pointer(&session.mud, iot_mud_files_free);
    session.mud = iot_prefs_load_mud();
    load_geo();
}

static void
index_finding(GHashTable *table, guint32 number, iot_finding *finding)
{
    gpointer key = GUINT_TO_POINTER(number);
    GPtrArray *list = g_hash_table_lookup(table, key);

    if (!list) {
        list = g_ptr_array_new();
        g_hash_table_insert(table, key, list);
    }
    g_ptr_array_add(list, finding);
}

static void
index_findings(void)
{
    GDestroyNotify unref = (GDestroyNotify)g_ptr_array_unref;

    session.by_frame = g_hash_table_new_full(NULL, NULL, NULL, unref);
    session.by_conversation = g_hash_table_new_full(NULL, NULL, NULL, unref);
    for (guint i = 0; i < session.findings->all->len; i++) {
        iot_finding *finding = g_ptr_array_index(session.findings->all, i);
        index_finding(session.by_frame, finding->first_frame, finding);
        for (guint c = 0; c < finding->conversations->len; c++)
            index_finding(session.by_conversation,
                          g_array_index(finding->conversations, uint32_t, c), finding);
    }
}

/* Each look at a growing capture would cost a walk over all of it: it has to grow by a quarter. */
static bool
findings_are_stale(void)
{
    guint64 seen = iot_capture_observations(session.capture);

    return !session.findings || seen > session.findings_seen + session.findings_seen / 4;
}

const iot_findings *
iot_session_findings(void)
{
    if (!session.capture)
        return NULL;
    if (iot_capture_observations(session.capture) != session.findings_seen || !session.findings) {
        iot_findings_options options = {
            .resolvers = (const iot_addr *)(const void *)iot_prefs_resolvers()->data,
            .n_resolvers = iot_prefs_resolvers()->len,
            .time_servers = (const iot_addr *)(const void *)iot_prefs_time_servers()->data,
            .n_time_servers = iot_prefs_time_servers()->len,
            .periodic_all = iot_prefs_periodic_all(),
            .inventory = session.inventory,
            .mud = session.mud,
            .locator = iot_session_locator(),
        };
        forget_findings();
        iot_capture_settle(session.capture);
        session.findings = iot_findings_new(session.capture, &options);
        session.findings_seen = iot_capture_observations(session.capture);
        index_findings();
    }
    return session.findings;
}

const GPtrArray *
iot_session_findings_of(guint32 frame)
{
    if (findings_are_stale())
        iot_session_findings();
    return session.by_frame ? g_hash_table_lookup(session.by_frame, GUINT_TO_POINTER(frame)) : NULL;
}

const GPtrArray *
iot_session_findings_about(guint32 conversation)
{
    iot_session_findings();
    return session.by_conversation
               ? g_hash_table_lookup(session.by_conversation, GUINT_TO_POINTER(conversation))
               : NULL;
}

static void
publish_address(const iot_addr *addr, const char *name)
{
    guint32 v4;
    ws_in6_addr v6;

    if (addr->family == 4) {
        memcpy(&v4, addr->bytes, sizeof v4);
        iot_publish_ipv4_name(v4, name);
    } else {
        memcpy(&v6, addr->bytes, sizeof v6);
        iot_publish_ipv6_name(&v6, name);
    }
}

static void
publish_device(const iot_device *device)
{
    gpointer key = GUINT_TO_POINTER(iot_device_id(device));
    const GArray *addrs = iot_device_addresses(device);
    g_autofree char *told = NULL;

    if (iot_device_source(device) >= IOT_NAME_VENDOR)
        return;
    /* Name and number of addresses: either can change. */
    told = g_strdup_printf("%u %s", addrs->len, iot_device_name(device));
    if (g_strcmp0(g_hash_table_lookup(session.published, key), told) == 0)
        return;
    for (guint i = 0; i < addrs->len; i++)
        publish_address(&g_array_index(addrs, iot_addr, i), iot_device_name(device));
    g_hash_table_insert(session.published, key, g_steal_pointer(&told));
}

void
iot_session_publish(const iot_flow_view *view)
{
    if (!iot_prefs_publish_names())
        return;
    if (view->src)
        publish_device(view->src);
    if (view->dst)
        publish_device(view->dst);
}

void
iot_session_remember_time(const packet_info *pinfo)
{
    if (!iot_prefs_delta_distance())
        return;
    if (session.times->len <= pinfo->num)
        g_array_set_size(session.times, pinfo->num + 1);
    g_array_index(session.times, gint64, pinfo->num) = iot_session_time_ns(pinfo);
}

bool
iot_session_delta(const packet_info *pinfo, gint64 *ret_ns)
{
    guint32 previous = pinfo->fd->prev_dis_num;

    if (!iot_prefs_delta_distance() || previous == 0 || previous >= session.times->len)
        return false;
    *ret_ns = iot_session_time_ns(pinfo) - g_array_index(session.times, gint64, previous);
    return true;
}
