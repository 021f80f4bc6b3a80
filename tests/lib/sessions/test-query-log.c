/* test-query-log.c - what a home's resolver wrote of questions and answers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sessions/query-log.h"

#include "capture/capture-tables.h"
#include "report/report.h"
#include "sessions/sessions.h"

#include <string.h>

#define STAMP "Nov 30 08:47:24 dnsmasq[812]: "

/* One device that talks to two remotes, and another that talks to one of them, after the log. */
static const char *const sessions_of_home[] = {
    "tcp 6 9 ESTABLISHED src=192.168.1.10 dst=198.51.100.7 sport=1 dport=443 packets=9 bytes=900 "
    "src=198.51.100.7 dst=192.168.1.10 sport=443 dport=1 packets=9 bytes=900",
    "tcp 6 9 ESTABLISHED src=192.168.1.10 dst=198.51.100.8 sport=1 dport=443 packets=8 bytes=800 "
    "src=198.51.100.8 dst=192.168.1.10 sport=443 dport=1 packets=8 bytes=800",
    "tcp 6 9 ESTABLISHED src=192.168.1.11 dst=198.51.100.7 sport=1 dport=443 packets=7 bytes=70 "
    "src=198.51.100.7 dst=192.168.1.11 sport=443 dport=1 packets=7 bytes=70",
};

typedef struct scene {
    query_log *log;
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
        .log = query_log_new(),
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
    query_log_free(s->log);
}

static void
take(scene *s, const char *line)
{
    g_assert_true(query_log_read_line(s->log, line, strlen(line), s->capture));
}

static void
report(scene *s)
{
    const char *why;

    for (unsigned i = 0; i < G_N_ELEMENTS(sessions_of_home); i++)
        g_assert_true(iot_sessions_read_line(s->sessions, sessions_of_home[i],
                                             strlen(sessions_of_home[i]), &why));
    iot_sessions_tell(s->sessions, query_log_frames(s->log), s->capture, s->counters);
    iot_capture_settle(s->capture);
    s->report = iot_report_new(s->capture, s->counters, &(iot_report_options){0});
}

static void
assert_name(const scene *s, guint i, const char *name, iot_remote_name_source source)
{
    g_assert_cmpuint(i, <, s->report->conversations->len);
    const iot_conversation_row *row = g_ptr_array_index(s->report->conversations, i);
    g_assert_cmpstr(row->name, ==, name);
    g_assert_cmpint(row->name_source, ==, source);
}

static void
test_remote_is_called_what_was_asked_for(scene *s, gconstpointer data)
{
    (void)data;
    take(s, STAMP "query[A] www.shop.example from 192.168.1.10");
    take(s, STAMP "forwarded www.shop.example to 192.0.2.53");
    take(s, STAMP "reply www.shop.example is <CNAME>");
    take(s, STAMP "reply mid.cdn.example is <CNAME>");
    take(s, STAMP "reply edge.cdn.example is 198.51.100.7");
    take(s, STAMP "reply edge.cdn.example is 198.51.100.8");
    report(s);
    assert_name(s, 0, "www.shop.example", IOT_REMOTE_DNS);
    /* Both addresses have one name, and so one row; who did not ask is told by whom. */
    assert_name(s, 1, "www.shop.example", IOT_REMOTE_OTHER_CLIENT);
}

static void
test_answer_goes_to_all_who_wait_for_it(scene *s, gconstpointer data)
{
    (void)data;
    take(s, STAMP "query[A] shop.example from 192.168.1.10");
    take(s, STAMP "query[A] Shop.Example from 192.168.1.11");
    take(s, STAMP "reply shop.example is 198.51.100.7");
    report(s);
    assert_name(s, 0, "shop.example", IOT_REMOTE_DNS);
    assert_name(s, 2, "shop.example", IOT_REMOTE_DNS);
}

static void
test_later_answer_is_only_to_who_asked_again(scene *s, gconstpointer data)
{
    (void)data;
    take(s, STAMP "query[A] shop.example from 192.168.1.11");
    take(s, STAMP "reply shop.example is 198.51.100.9");
    take(s, STAMP "query[A] shop.example from 192.168.1.10");
    take(s, STAMP "cached shop.example is 198.51.100.7");
    report(s);
    assert_name(s, 0, "shop.example", IOT_REMOTE_DNS);
    assert_name(s, 2, "shop.example", IOT_REMOTE_OTHER_CLIENT);
}

static void
test_extra_says_who_is_answered(scene *s, gconstpointer data)
{
    (void)data;
    take(s, STAMP "1 192.168.1.10/5001 query[A] shop.example from 192.168.1.10");
    take(s, STAMP "2 192.168.1.11/5002 query[A] other.example from 192.168.1.11");
    take(s, STAMP "2 192.168.1.11/5002 reply other.example is 198.51.100.7");
    take(s, STAMP "1 192.168.1.10/5001 reply shop.example is <CNAME>");
    take(s, STAMP "1 192.168.1.10/5001 reply edge.example is 198.51.100.7");
    report(s);
    assert_name(s, 0, "shop.example", IOT_REMOTE_DNS);
    assert_name(s, 2, "other.example", IOT_REMOTE_DNS);
}

static void
test_every_log_has_the_same_lines(scene *s, gconstpointer data)
{
    (void)data;
    take(s, "Mon Nov 30 08:47:24 2026 daemon.info dnsmasq[1]: query[A] a.example from "
            "192.168.1.10");
    take(s, "2026-11-30T08:47:24+0000 router dnsmasq[1]: reply a.example is 198.51.100.7");
    take(s, "dnsmasq: query[A] b.example from 192.168.1.10");
    take(s, "Nov 30 08:47:24.123 dnsmasq[1]: config b.example is 198.51.100.8");
    report(s);
    assert_name(s, 0, "a.example", IOT_REMOTE_DNS);
    assert_name(s, 1, "b.example", IOT_REMOTE_DNS);
}

static void
test_what_is_blocked_names_nobody(scene *s, gconstpointer data)
{
    (void)data;
    take(s, STAMP "query[A] ads.example from 192.168.1.10");
    take(s, STAMP "gravity blocked ads.example is 0.0.0.0");
    take(s, STAMP "gravity blocked ads.example is 198.51.100.7");
    take(s, STAMP "query[A] none.example from 192.168.1.10");
    take(s, STAMP "reply none.example is NXDOMAIN");
    take(s, STAMP "reply error is REFUSED");
    report(s);
    assert_name(s, 0, "198.51.100.7", IOT_REMOTE_ADDRESS);
}

static const char *
device_name(const scene *s, const char *addr)
{
    for (guint i = 0; i < s->report->devices->len; i++) {
        const iot_device *device =
            ((const iot_device_row *)g_ptr_array_index(s->report->devices, i))->base.device;
        char text[IOT_ADDR_TEXT];
        iot_addr_format(&g_array_index(iot_device_addresses(device), iot_addr, 0), text);
        if (strcmp(text, addr) == 0)
            return iot_device_name(device);
    }
    return NULL;
}

static void
test_home_names_its_devices(scene *s, gconstpointer data)
{
    (void)data;
    take(s, STAMP "query[A] nas.lan from 192.168.1.11");
    take(s, STAMP "/etc/hosts nas.lan is 192.168.1.10");
    take(s, STAMP "query[PTR] 11.1.168.192.in-addr.arpa from 192.168.1.10");
    take(s, STAMP "DHCP 192.168.1.11 is laptop.lan");
    report(s);
    g_assert_cmpstr(device_name(s, "192.168.1.10"), ==, "nas");
    g_assert_cmpstr(device_name(s, "192.168.1.11"), ==, "laptop");
}

static void
test_lease_gives_a_device_its_mac_and_name(scene *s, gconstpointer data)
{
    const iot_device_row *row;
    char mac[IOT_MAC_TEXT];

    (void)data;
    take(s, "Nov 30 08:47:24 dnsmasq-dhcp[812]: DHCPACK(br-lan) 192.168.1.10 02:00:00:00:00:01 "
            "Lamp");
    report(s);
    row = g_ptr_array_index(s->report->devices, 0);
    g_assert_cmpstr(iot_device_name(row->base.device), ==, "lamp");
    g_assert_cmpstr(iot_mac_format(iot_device_mac(row->base.device), mac), ==, "02:00:00:00:00:01");
}

static void
test_questions_are_known(scene *s, gconstpointer data)
{
    const iot_dns_queries *queries = iot_capture_queries(s->capture);

    (void)data;
    take(s, STAMP "query[A] a.example from 192.168.1.10");
    take(s, STAMP "query[HTTPS] a.example from 192.168.1.10");
    take(s, STAMP "query[A] b.example from nobody");
    /* No name is that long. */
    g_autofree char *label = g_strnfill(1100, 'a');
    g_autofree char *line = g_strdup_printf(STAMP "query[A] %s.example from 192.168.1.10", label);
    take(s, line);
    g_assert_cmpuint(iot_dns_queries_count(queries), ==, 1);
    g_assert_cmpstr(iot_dns_queries_get(queries, 0)->question, ==, "a.example");
    g_assert_cmpuint(iot_dns_queries_get(queries, 0)->count, ==, 2);
}

static void
test_other_programs_lines_are_none(scene *s, gconstpointer data)
{
    static const char *const lines[] = {"", "Nov 30 08:47:24 router kernel: eth0: link up",
                                        "dnsmasq", "query[A] a from 192.0.2.1"};

    (void)data;
    for (unsigned i = 0; i < G_N_ELEMENTS(lines); i++)
        g_assert_false(query_log_read_line(s->log, lines[i], strlen(lines[i]), s->capture));
}

static void
test_no_more_questions_wait_than_there_is_room_for(scene *s, gconstpointer data)
{
    (void)data;
    for (unsigned i = 0; i < QUERY_LOG_QUESTIONS_MAX + 10; i++) {
        g_autofree char *line = g_strdup_printf(STAMP "query[A] n%u.example from 192.168.1.10", i);
        take(s, line);
    }
    /* The oldest is forgotten: nobody knows who asked. */
    take(s, STAMP "reply n0.example is 198.51.100.7");
    take(s, STAMP "reply n65540.example is 198.51.100.8");
    report(s);
    assert_name(s, 0, "n0.example", IOT_REMOTE_OTHER_CLIENT);
    assert_name(s, 1, "n65540.example", IOT_REMOTE_DNS);
}

#define ADD(path, test) g_test_add("/query-log/" path, scene, NULL, set_up, test, tear_down)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("asked-for", test_remote_is_called_what_was_asked_for);
    ADD("all-who-wait", test_answer_goes_to_all_who_wait_for_it);
    ADD("asked-again", test_later_answer_is_only_to_who_asked_again);
    ADD("extra", test_extra_says_who_is_answered);
    ADD("every-log", test_every_log_has_the_same_lines);
    ADD("blocked", test_what_is_blocked_names_nobody);
    ADD("home", test_home_names_its_devices);
    ADD("lease", test_lease_gives_a_device_its_mac_and_name);
    ADD("questions", test_questions_are_known);
    ADD("others", test_other_programs_lines_are_none);
    ADD("room", test_no_more_questions_wait_than_there_is_room_for);
    return g_test_run();
}
