/* session.c - the capture that is open now, and what the user configured
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "session/session.h"

#include <string.h>

#include "compat.h"
#include "session/makers.h"
#include "session/prefs.h"
#include "session/state.h"

#define NS_PER_S G_GINT64_CONSTANT(1000000000)

struct session {
    iot_capture *capture;
    iot_reader *reader; /* of its frames */
    iot_settings *settings;
    char *geo_directories; /* that they were made from */
    GHashTable *published; /* device number -> name Wireshark was told */
    GArray *times;         /* gint64 by frame, only if differences are wanted */
    iot_findings *findings;
    guint64 findings_seen; /* packets they rest on */
    /* A live capture into several files is one capture to us, but Wireshark numbers anew in each:
     * how many the files before this one had, and how many there are with this one. */
    guint32 frames_before, frames_seen;
    bool one_run;                       /* see session.h */
    iot_tap_packet told;                /* the packet at hand */
    const iot_session_watcher *watcher; /* NULL: there is none yet */
};

static struct session *
session(void)
{
    return iot_state(IOT_STATE_SESSION, sizeof(struct session));
}

bool
iot_session_is_one_run(void)
{
    return session()->one_run;
}

/* A program says what it is called before it loads what it is extended by. */
static void
find_program(void)
{
    session()->one_run = g_strcmp0(g_get_prgname(), "tshark") == 0;
}

/* Wireshark's own preference of where databases are tells nobody that it changed. */
static void
refresh_settings(void)
{
    g_autofree char *now = iot_prefs_geo_directories();

    if (g_strcmp0(now, session()->geo_directories) != 0)
        iot_session_configure();
}

static void
session_open(void)
{
    session()->times = g_array_new(FALSE, TRUE, sizeof(gint64));
    find_program();
    refresh_settings();
    if (session()->capture)
        return;
    session()->capture = iot_capture_new(
        &(iot_capture_options){.settings = session()->settings, .vendor = iot_makers_name});
    session()->reader = iot_reader_new();
    session()->published = g_hash_table_new_full(NULL, NULL, NULL, g_free);
}

static void
session_end(void)
{
    session()->watcher->forgotten();
    g_clear_pointer(&session()->findings, iot_findings_free);
    g_clear_pointer(&session()->capture, iot_capture_free);
    g_clear_pointer(&session()->reader, iot_reader_free);
    g_clear_pointer(&session()->published, g_hash_table_unref);
    session()->frames_before = session()->frames_seen = 0;
}

/* The preferences can still change before the first frame. */
static void
session_close(void)
{
    g_clear_pointer(&session()->times, g_array_unref);
    if (session()->capture)
        session()->watcher->ending();
    if (iot_session_is_one_run() && session()->frames_seen > 0)
        session()->frames_before = session()->frames_seen;
    else
        session_end();
}

void
iot_session_register(const iot_session_watcher *watcher)
{
    session()->watcher = watcher;
    find_program();
    register_init_routine(session_open);
    register_cleanup_routine(session_close);
    register_shutdown_routine(session_end);
}

iot_capture *
iot_session_capture(void)
{
    return session()->capture;
}

iot_reader *
iot_session_reader(void)
{
    return session()->reader;
}

guint32
iot_session_frame(const packet_info *pinfo)
{
    struct session *now = session();
    guint32 frame = now->frames_before + pinfo->num;

    now->frames_seen = MAX(now->frames_seen, frame);
    return frame;
}

guint32
iot_session_frames_before(void)
{
    return session()->frames_before;
}

/* A file can say any number of seconds. */
gint64
iot_session_ns(const nstime_t *time)
{
    gint64 max_s = IOT_TIME_MAX_NS / NS_PER_S - 1;

    return CLAMP((gint64)time->secs, -max_s, max_s) * NS_PER_S + time->nsecs;
}

gint64
iot_session_time_ns(const packet_info *pinfo)
{
    return iot_session_ns(&pinfo->abs_ts);
}

iot_tap_packet *
iot_session_told(void)
{
    return &session()->told;
}

void
iot_session_count(iot_counters *counters, const iot_tap_packet *packet)
{
    gint64 time_ns = iot_session_ns(&packet->abs_ts);

    if (packet->copy_of)
        iot_counters_add_copy(counters, packet->length_bytes, time_ns);
    else
        iot_counters_add(counters, packet->flow, packet->length_bytes, time_ns);
}

const iot_settings *
iot_session_settings(void)
{
    return session()->settings;
}

iot_locator
iot_session_locator(void)
{
    return session()->settings->locator;
}

void
iot_session_configure(void)
{
    iot_settings *old = session()->settings;

    g_clear_pointer(&session()->findings, iot_findings_free);
    session()->settings = iot_prefs_settings();
    session()->watcher->configured();
    g_free(session()->geo_directories);
    session()->geo_directories = iot_prefs_geo_directories();
    if (session()->capture)
        iot_capture_set_inventory(session()->capture, session()->settings->inventory);
    if (session()->capture)
        iot_capture_set_signatures(session()->capture, session()->settings->signatures);
    iot_settings_free(old);
}

/* Each look at a growing capture would cost a walk over all of it: it has to grow by a quarter. */
static bool
findings_are_stale(void)
{
    guint64 seen = iot_capture_observations(session()->capture);

    return !session()->findings || seen > session()->findings_seen + session()->findings_seen / 4;
}

const iot_findings *
iot_session_findings(void)
{
    if (!session()->capture)
        return NULL;
    if (iot_capture_observations(session()->capture) != session()->findings_seen ||
        !session()->findings) {
        g_clear_pointer(&session()->findings, iot_findings_free);
        iot_capture_settle(session()->capture);
        session()->findings = iot_findings_new(session()->capture, session()->settings);
        session()->findings_seen = iot_capture_observations(session()->capture);
    }
    return session()->findings;
}

const GPtrArray *
iot_session_findings_of(guint32 frame)
{
    if (findings_are_stale())
        iot_session_findings();
    return iot_findings_of_frame(session()->findings, frame);
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

    if (iot_device_source(device) >= IOT_NAME_IDENTITY)
        return;
    /* Name and number of addresses: either can change. */
    told = g_strdup_printf("%u %s", addrs->len, iot_device_name(device));
    if (g_strcmp0(g_hash_table_lookup(session()->published, key), told) == 0)
        return;
    for (guint i = 0; i < addrs->len; i++)
        publish_address(&g_array_index(addrs, iot_addr, i), iot_device_name(device));
    g_hash_table_insert(session()->published, key, g_steal_pointer(&told));
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
    if (session()->times->len <= pinfo->num)
        g_array_set_size(session()->times, pinfo->num + 1);
    g_array_index(session()->times, gint64, pinfo->num) = iot_session_time_ns(pinfo);
}

bool
iot_session_delta(const packet_info *pinfo, gint64 *ret_ns)
{
    guint32 previous = pinfo->fd->prev_dis_num;

    if (!iot_prefs_delta_distance() || previous == 0 || previous >= session()->times->len)
        return false;
    *ret_ns = iot_session_time_ns(pinfo) - g_array_index(session()->times, gint64, previous);
    return true;
}
