/* test-conntrack.c - lines of Linux's table of connections
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sessions/conntrack.h"

#include "session-lines.h"

#define THERE  "src=192.168.1.10 dst=198.51.100.7 sport=52110 dport=443 "
#define BACK   "src=198.51.100.7 dst=203.0.113.5 sport=443 dport=52110 "
#define TUPLES THERE BACK

static void
test_every_program_prints_the_same_session(void)
{
    static const char *const forms[] = {
        "tcp      6 431999 ESTABLISHED " TUPLES "[ASSURED] mark=0 use=1",
        "ipv4     2 tcp      6 431999 ESTABLISHED " TUPLES "[ASSURED] mark=0 zone=0 use=2",
        "ipv4     2 tcp      6 " TUPLES "[OFFLOAD] mark=0 zone=0 use=3",
        "ipv4     2 tcp      6 " TUPLES "[HW_OFFLOAD] mark=0 use=3 delta-time=12 [start=Mon Nov 30 "
        "08:00:00 2026]",
        "tcp      6 299 ESTABLISHED " TUPLES "[ASSURED] mark=0 secctx=system_u helper=ftp use=1 "
        "id=412",
        "    [NEW] tcp      6 120 SYN_SENT " TUPLES,
        "[1764489600.123456\t]  [DESTROY] ipv4     2 tcp      6 " TUPLES "[ASSURED]",
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(forms); i++) {
        iot_session session = read_session(conntrack_read_line, forms[i]);
        assert_end(&session.client, "192.168.1.10", 52110);
        assert_end(&session.asked, "198.51.100.7", 443);
        assert_end(&session.server, "198.51.100.7", 443);
        assert_end(&session.shown, "203.0.113.5", 52110);
        g_assert_cmpint(session.transport, ==, IOT_TRANSPORT_TCP);
        g_assert_true(session.answered);
        g_assert_false(session.counted);
    }
}

static void
test_counts_are_each_ways(void)
{
    iot_session session =
        read_session(conntrack_read_line, "udp 17 29 " THERE "packets=3 bytes=180 " BACK
                                          "packets=2 bytes=9000000000 mark=0 use=1");

    g_assert_true(session.counted);
    assert_session_count(&session.sent, 3, 180);
    assert_session_count(&session.received, 2, 9000000000);
}

static void
test_who_was_not_answered_is_told(void)
{
    iot_session session =
        read_session(conntrack_read_line, "udp 17 29 " THERE "[UNREPLIED] " BACK "mark=0 use=1");

    g_assert_false(session.answered);
    assert_end(&session.shown, "203.0.113.5", 52110);
}

static void
test_forwarded_port_shows_who_answers(void)
{
    iot_session session =
        read_session(conntrack_read_line,
                     "tcp 6 300 ESTABLISHED src=198.51.100.9 dst=203.0.113.5 sport=4433 dport=8443 "
                     "src=192.168.1.20 dst=198.51.100.9 sport=443 dport=4433 [ASSURED] use=1");

    assert_end(&session.client, "198.51.100.9", 4433);
    assert_end(&session.asked, "203.0.113.5", 8443);
    assert_end(&session.server, "192.168.1.20", 443);
    assert_end(&session.shown, "198.51.100.9", 4433);
}

static void
test_protocols_without_our_ports_have_names(void)
{
    static const struct {
        const char *text, *name;
    } lines[] = {
        {"icmp 1 29 src=192.0.2.1 dst=192.0.2.2 type=8 code=0 id=3 src=192.0.2.2 dst=192.0.2.1 "
         "type=0 code=0 id=3",
         "icmp"},
        {"ipv6 10 icmpv6 58 29 src=2001:db8::1 dst=2001:db8::2 type=128 code=0 id=3 "
         "src=2001:db8::2 dst=2001:db8::1 type=129 code=0 id=3",
         "icmpv6"},
        {"sctp 132 3 COOKIE_WAIT " TUPLES, "sctp"},
        {"udplite 136 29 " TUPLES, "udplite"},
        {"gre 47 29 timeout=30, stream_timeout=180 src=192.0.2.1 dst=192.0.2.2 srckey=0x0 "
         "dstkey=0x1 src=192.0.2.2 dst=192.0.2.1 srckey=0x1 dstkey=0x0",
         "gre"},
        {"unknown 2 598 src=192.0.2.1 dst=224.0.0.1 [UNREPLIED] src=224.0.0.1 dst=192.0.2.1",
         "igmp"},
        {"unknown 253 598 src=192.0.2.1 dst=192.0.2.2 src=192.0.2.2 dst=192.0.2.1", NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(lines); i++) {
        iot_session session = read_session(conntrack_read_line, lines[i].text);
        g_assert_cmpint(session.transport, ==, IOT_TRANSPORT_NONE);
        g_assert_cmpstr(session.protocol, ==, lines[i].name);
    }
}

static void
test_faults_are_named(void)
{
    static const struct {
        const char *text, *why;
    } lines[] = {
        {"tcp 6 1 src=192.168.1.300 dst=192.0.2.1", "has an address that is none"},
        {"tcp 6 1 src=192.0.2.1 dst=192.0.2.2 sport=65536", "has a port that is none"},
        {"tcp 6 1 " THERE "packets=18446744073709551616 bytes=1 " BACK,
         "has a count that cannot be"},
        {"tcp 6 1 " THERE "packets=-1 bytes=1 " BACK, "has a count that cannot be"},
        {"tcp 6 1 src=192.0.2.1 sport=1", "does not say from where to where"},
        {"tcp 6 1 " TUPLES THERE, "has three tuples"},
        /* The end of a pipe that broke. */
        {"tcp 6 1 ESTABLISHED " THERE, "is cut off"},
        {"tcp 6 1 ESTABLISHED " THERE "packets=10 byte", "is cut off"},
        {"tcp 6 1 ESTABLISHED " THERE "packets=10 bytes=900 " BACK, "is cut off"},
        {"tcp 6 1 ESTABLISHED " THERE "packets=10 bytes=900 " BACK "packets=9 b", "is cut off"},
        {"tcp 6 1 ESTABLISHED " THERE "src=198.51.100.7 dst=203.0.113.5 sport=443 d", "is cut off"},
        /* Something else. */
        {"tcp 6 1", NULL},
        {"tcp 256 1 " TUPLES, NULL},
        {"src=192.0.2.1 dst=192.0.2.2", NULL},
        {"hello world", NULL},
        {"", NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(lines); i++) {
        const char *why;
        iot_session session;
        g_assert_false(read_line(conntrack_read_line, lines[i].text, &session, &why));
        g_assert_cmpstr(why, ==, lines[i].why);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/conntrack/forms", test_every_program_prints_the_same_session);
    g_test_add_func("/conntrack/counts", test_counts_are_each_ways);
    g_test_add_func("/conntrack/unreplied", test_who_was_not_answered_is_told);
    g_test_add_func("/conntrack/forwarded-port", test_forwarded_port_shows_who_answers);
    g_test_add_func("/conntrack/protocols", test_protocols_without_our_ports_have_names);
    g_test_add_func("/conntrack/faults", test_faults_are_named);
    return g_test_run();
}
