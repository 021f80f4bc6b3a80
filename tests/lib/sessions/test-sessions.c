/* test-sessions.c - a router's table of sessions, and what a capture makes of it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sessions/sessions.h"

#include "report/report.h"

#include <string.h>

/* What a router at 203.0.113.5 has, outside. */
#define OUT                                                                                        \
    "tcp 6 9 ESTABLISHED src=192.168.1.10 dst=198.51.100.7 sport=1000 dport=443 packets=4 "        \
    "bytes=400 src=198.51.100.7 dst=203.0.113.5 sport=443 dport=1000 packets=3 bytes=3000"
#define FORWARDED                                                                                  \
    "tcp 6 9 ESTABLISHED src=198.51.100.9 dst=203.0.113.5 sport=2000 dport=8443 packets=2 "        \
    "bytes=200 src=192.168.1.20 dst=198.51.100.9 sport=443 dport=2000 packets=1 bytes=100"
#define OF_ITSELF                                                                                  \
    "udp 17 9 src=203.0.113.5 dst=192.0.2.53 sport=3000 dport=53 packets=1 bytes=60 "              \
    "src=192.0.2.53 dst=203.0.113.5 sport=53 dport=3000 packets=1 bytes=90"

typedef struct scene {
    iot_sessions *sessions;
    iot_capture *capture;
    iot_counters *counters;
    iot_report *report;
} scene;

static void
set_up(scene *s, gconstpointer data)
{
    (void)data;
    *s = (scene){
        .sessions = iot_sessions_new(0),
        .capture = iot_capture_new(&(iot_capture_options){.reports_only = true}),
        .counters = iot_counters_new(),
    };
}

static void
tear_down(scene *s, gconstpointer data)
{
    (void)data;
    iot_report_free(s->report);
    iot_counters_free(s->counters);
    iot_capture_free(s->capture);
    iot_sessions_free(s->sessions);
}

static void
take(scene *s, const char *line)
{
    const char *why = NULL;

    g_assert_true(iot_sessions_read_line(s->sessions, line, strlen(line), &why));
}

static void
tell(scene *s)
{
    iot_sessions_end_table(s->sessions);
    iot_sessions_tell_network(s->sessions, s->capture);
    iot_sessions_tell(s->sessions, 0, s->capture, s->counters);
    iot_capture_settle(s->capture);
    s->report = iot_report_new(s->capture, s->counters, &(iot_report_options){0});
}

static const iot_conversation_row *
row_at(const scene *s, guint i)
{
    g_assert_cmpuint(i, <, s->report->conversations->len);
    return g_ptr_array_index(s->report->conversations, i);
}

static void
assert_row(const iot_conversation_row *row, const char *device, const char *name,
           iot_direction direction)
{
    g_assert_cmpstr(iot_device_name(row->base.device), ==, device);
    g_assert_cmpstr(row->name, ==, name);
    g_assert_cmpint(row->direction, ==, direction);
}

static void
assert_traffic(const iot_traffic *traffic, uint64_t sent, uint64_t received)
{
    g_assert_cmpuint(traffic->sent.bytes, ==, sent);
    g_assert_cmpuint(traffic->received.bytes, ==, received);
}

static uint16_t
port_of(const iot_conversation_row *row)
{
    return g_array_index(row->services, iot_service_use, 0).service.port;
}

static void
test_device_is_the_inner_side(scene *s, gconstpointer data)
{
    (void)data;
    take(s, OUT);
    take(s, FORWARDED);
    take(s, OF_ITSELF);
    tell(s);
    g_assert_cmpuint(s->report->conversations->len, ==, 3);
    assert_row(row_at(s, 0), "192.168.1.10", "198.51.100.7", IOT_DIRECTION_OUTBOUND);
    assert_traffic(&row_at(s, 0)->base.traffic, 400, 3000);
    assert_row(row_at(s, 1), "192.168.1.20", "198.51.100.9", IOT_DIRECTION_INBOUND);
    assert_traffic(&row_at(s, 1)->base.traffic, 100, 200);
    /* The port of the device, not that of the router. */
    g_assert_cmpuint(port_of(row_at(s, 1)), ==, 443);
    assert_row(row_at(s, 2), "router", "192.0.2.53", IOT_DIRECTION_OUTBOUND);
}

/* Of what somebody else answers for a remote, the device knows nothing. */
static void
test_redirected_session_is_with_whom_the_device_asked_for(scene *s, gconstpointer data)
{
    (void)data;
    take(s, "udp 17 9 src=192.168.1.10 dst=192.0.2.8 sport=1000 dport=53 src=192.168.1.1 "
            "dst=192.168.1.10 sport=53 dport=1000");
    tell(s);
    g_assert_cmpuint(s->report->conversations->len, ==, 1);
    assert_row(row_at(s, 0), "192.168.1.10", "192.0.2.8", IOT_DIRECTION_OUTBOUND);
}

/* From inside to the router's outer address, and back in. */
static void
test_way_around_the_router_ends_at_the_device_inside(scene *s, gconstpointer data)
{
    (void)data;
    take(s, OUT);
    take(s, "tcp 6 9 ESTABLISHED src=192.168.1.11 dst=203.0.113.5 sport=4000 dport=8443 packets=1 "
            "bytes=50 src=192.168.1.20 dst=192.168.1.1 sport=443 dport=4000 packets=1 bytes=70");
    tell(s);
    g_assert_cmpuint(s->report->conversations->len, ==, 2);
    assert_row(row_at(s, 1), "192.168.1.11", "192.168.1.20", IOT_DIRECTION_LOCAL);
}

static void
test_no_times_and_no_round_trips_are_known(scene *s, gconstpointer data)
{
    int64_t first, last;

    (void)data;
    take(s, OUT);
    tell(s);
    g_assert_false(iot_traffic_span(&row_at(s, 0)->base.traffic, &first, &last));
    g_assert_cmpint(row_at(s, 0)->rtt_ns, ==, 0);
    iot_capture_span(s->capture, &first, &last);
    g_assert_cmpint(first, ==, 0);
    g_assert_cmpint(last, ==, 0);
}

static void
test_session_that_nobody_counted_has_a_row(scene *s, gconstpointer data)
{
    (void)data;
    take(s, "udp 17 9 src=192.168.1.10 dst=198.51.100.7 sport=1000 dport=53 src=198.51.100.7 "
            "dst=192.168.1.10 sport=53 dport=1000");
    take(s, "udp 17 9 src=192.168.1.10 dst=198.51.100.8 sport=1000 dport=53 [UNREPLIED] "
            "src=198.51.100.8 dst=192.168.1.10 sport=53 dport=1000");
    tell(s);
    g_assert_cmpuint(s->report->conversations->len, ==, 2);
    g_assert_true(iot_count_is_unknown(&row_at(s, 0)->base.traffic.sent));
    g_assert_true(iot_count_is_unknown(&row_at(s, 0)->base.traffic.received));
    /* Nothing came back: that is known. */
    g_assert_cmpstr(row_at(s, 1)->name, ==, "198.51.100.8");
    g_assert_true(iot_count_is_unknown(&row_at(s, 1)->base.traffic.sent));
    g_assert_true(iot_count_is_empty(&row_at(s, 1)->base.traffic.received));
}

/* As hardware forwards it. */
static void
test_session_of_no_packets_was_not_counted(scene *s, gconstpointer data)
{
    (void)data;
    take(s, "tcp 6 src=192.168.1.10 dst=198.51.100.7 sport=1000 dport=443 packets=0 bytes=0 "
            "src=198.51.100.7 dst=192.168.1.10 sport=443 dport=1000 packets=0 bytes=0 "
            "[HW_OFFLOAD]");
    tell(s);
    g_assert_cmpuint(s->report->conversations->len, ==, 1);
    g_assert_true(iot_count_is_unknown(&row_at(s, 0)->base.traffic.sent));
}

/* Of pf, on its way in and on its way out; or in the next look at the table. */
static void
test_session_counts_once(scene *s, gconstpointer data)
{
    (void)data;
    take(s, "em1 tcp 198.51.100.7:443 <- 192.168.1.10:1000       ESTABLISHED:ESTABLISHED");
    take(s, "   age 00:01:12, expires in 23:59:58, 4:3 pkts, 400:3000 bytes, rule 71");
    take(s, "em0 tcp 203.0.113.5:61234 (192.168.1.10:1000) -> 198.51.100.7:443       "
            "ESTABLISHED:ESTABLISHED");
    take(s, "   age 00:01:12, expires in 23:59:58, 4:3 pkts, 400:3000 bytes, rule 71");
    iot_sessions_end_table(s->sessions);
    take(s, "em1 tcp 198.51.100.7:443 <- 192.168.1.10:1000       ESTABLISHED:ESTABLISHED");
    take(s, "   age 00:02:12, expires in 23:59:58, 5:4 pkts, 500:4000 bytes, rule 71");
    tell(s);
    g_assert_cmpuint(iot_sessions_count(s->sessions), ==, 1);
    assert_traffic(&row_at(s, 0)->base.traffic, 500, 4000);
    g_assert_cmpuint(row_at(s, 0)->base.traffic.sent.packets, ==, 5);
}

static void
test_neighbours_give_devices_their_mac(scene *s, gconstpointer data)
{
    char mac[IOT_MAC_TEXT];

    (void)data;
    take(s, "IP address       HW type     Flags       HW address            Mask     Device");
    take(s, "192.168.1.10     0x1         0x2         02:00:00:00:00:01     *        br-lan");
    take(s, "2001:db8::10 dev br-lan lladdr 02:00:00:00:00:01 REACHABLE");
    take(s, OUT);
    take(s, "ipv6 10 udp 17 9 src=2001:db8::10 dst=2001:db8:f::1 sport=1000 dport=123 "
            "src=2001:db8:f::1 dst=2001:db8::10 sport=123 dport=1000");
    tell(s);
    g_assert_cmpuint(iot_sessions_neighbours(s->sessions), ==, 2);
    g_assert_cmpuint(s->report->devices->len, ==, 1);
    const iot_device_row *row = g_ptr_array_index(s->report->devices, 0);
    g_assert_cmpstr(iot_mac_format(iot_device_mac(row->base.device), mac), ==, "02:00:00:00:00:01");
    g_assert_cmpuint(row->remotes, ==, 2);
}

static void
take_session(scene *s, const char *from, unsigned network)
{
    g_autofree char *line = g_strdup_printf(
        "tcp 6 9 ESTABLISHED src=%s dst=2001:db8:%x::1 sport=1 dport=443 src=2001:db8:%x::1 dst=%s "
        "sport=443 dport=1",
        from, network, network, from);

    take(s, line);
}

static void
test_who_opens_sessions_to_many_networks_is_inside(scene *s, gconstpointer data)
{
    (void)data;
    for (unsigned network = 0x10; network < 0x14; network++)
        take_session(s, "2001:db8::10", network);
    take(s, "tcp 6 9 ESTABLISHED src=2001:db8:99::1 dst=2001:db8::11 sport=1 dport=80 "
            "src=2001:db8::11 dst=2001:db8:99::1 sport=80 dport=1");
    tell(s);
    g_assert_cmpuint(s->report->devices->len, ==, 2);
    g_assert_cmpuint(s->report->conversations->len, ==, 5);
}

static void
test_who_opens_sessions_to_few_may_be_outside(scene *s, gconstpointer data)
{
    (void)data;
    for (unsigned network = 0x10; network < 0x13; network++)
        take_session(s, "2001:db8::10", network);
    take_session(s, "2001:db8::11", 0x12);
    tell(s);
    g_assert_cmpuint(s->report->devices->len, ==, 0);
}

static void
test_headings_and_blanks_are_no_faults(scene *s, gconstpointer data)
{
    (void)data;
    take(s, "");
    take(s, "   ");
    take(s, "conntrack v1.4.7 (conntrack-tools): 12 flow entries have been shown.");
    take(s, "No ALTQ support in kernel");
    g_assert_cmpuint(iot_sessions_count(s->sessions), ==, 0);
    g_assert_cmpuint(iot_sessions_lines(s->sessions), ==, 0);
    take(s, OUT);
    g_assert_cmpuint(iot_sessions_lines(s->sessions), ==, 1);
}

static void
test_bad_line_is_left_out_alone(scene *s, gconstpointer data)
{
    const char *bad = "tcp 6 9 src=192.168.1.10 dst=nobody", *other = "hello world", *why = NULL;

    (void)data;
    take(s, OUT);
    g_assert_false(iot_sessions_read_line(s->sessions, bad, strlen(bad), &why));
    g_assert_cmpstr(why, ==, "has an address that is none");
    g_assert_false(iot_sessions_read_line(s->sessions, other, strlen(other), &why));
    g_assert_null(why);
    take(s, OF_ITSELF);
    g_assert_cmpuint(iot_sessions_count(s->sessions), ==, 2);
}

static char *
numbered(unsigned i)
{
    return g_strdup_printf("udp 17 9 src=192.168.1.10 dst=198.51.100.7 sport=%u dport=53 "
                           "src=198.51.100.7 dst=192.168.1.10 sport=53 dport=%u",
                           i, i);
}

static void
test_no_more_is_kept_than_there_is_room_for(void)
{
    g_autoptr(iot_sessions) sessions = iot_sessions_new(64 << 10);
    const char *why;

    for (unsigned i = 1; i <= 10000; i++) {
        g_autofree char *line = numbered(i);
        g_assert_true(iot_sessions_read_line(sessions, line, strlen(line), &why));
    }
    g_assert_cmpuint(iot_sessions_count(sessions), <, 1000);
    g_assert_cmpuint(iot_sessions_count(sessions) + iot_sessions_left_out(sessions), ==, 10000);
}

/* Sums stay below where numbers end. */
static void
test_counts_that_cannot_be_are_not_counted(scene *s, gconstpointer data)
{
    (void)data;
    for (unsigned i = 1; i <= 3; i++) {
        g_autofree char *line = g_strdup_printf(
            "udp 17 9 src=192.168.1.10 dst=198.51.100.7 sport=%u dport=53 packets=1 "
            "bytes=2000000000000000 src=198.51.100.7 dst=192.168.1.10 sport=53 dport=%u packets=1 "
            "bytes=1",
            i, i);
        take(s, line);
    }
    tell(s);
    assert_traffic(&row_at(s, 0)->base.traffic, 2000000000000000, 1);
    g_assert_cmpuint(row_at(s, 0)->base.traffic.sent.uncounted, ==, 2);
}

#define ADD(path, test) g_test_add("/sessions/" path, scene, NULL, set_up, test, tear_down)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("inner-side", test_device_is_the_inner_side);
    ADD("redirected", test_redirected_session_is_with_whom_the_device_asked_for);
    ADD("around", test_way_around_the_router_ends_at_the_device_inside);
    ADD("no-times", test_no_times_and_no_round_trips_are_known);
    ADD("nobody-counted", test_session_that_nobody_counted_has_a_row);
    ADD("hardware", test_session_of_no_packets_was_not_counted);
    ADD("once", test_session_counts_once);
    ADD("neighbours", test_neighbours_give_devices_their_mac);
    ADD("inside", test_who_opens_sessions_to_many_networks_is_inside);
    ADD("outside", test_who_opens_sessions_to_few_may_be_outside);
    ADD("headings", test_headings_and_blanks_are_no_faults);
    ADD("bad-line", test_bad_line_is_left_out_alone);
    g_test_add_func("/sessions/room", test_no_more_is_kept_than_there_is_room_for);
    ADD("counts", test_counts_that_cannot_be_are_not_counted);
    return g_test_run();
}
