/* test-pf-states.c - states as the packet filter of the BSDs has them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sessions/pf-states.h"

#include "session-lines.h"

static bool
detail(const char *text, iot_session *session, const char **why)
{
    return read_line(pf_read_detail, text, session, why);
}

static void
assert_ends(const char *text, const char *client, const char *asked, const char *server,
            const char *shown)
{
    iot_session session = read_session(pf_read_state, text);

    assert_end(&session.client, client, 52110);
    assert_end(&session.asked, asked, 443);
    assert_end(&session.server, server, 443);
    assert_end(&session.shown, shown, 52110);
    g_assert_cmpint(session.transport, ==, IOT_TRANSPORT_TCP);
    g_assert_true(session.answered);
}

static void
test_arrow_goes_from_who_opened_it(void)
{
    assert_ends("all tcp 192.168.1.10:52110 -> 198.51.100.7:443       ESTABLISHED:ESTABLISHED",
                "192.168.1.10", "198.51.100.7", "198.51.100.7", "192.168.1.10");
    assert_ends("em1 tcp 198.51.100.7:443 <- 192.168.1.10:52110       ESTABLISHED:ESTABLISHED",
                "192.168.1.10", "198.51.100.7", "198.51.100.7", "192.168.1.10");
    assert_ends("all tcp 2001:db8::1[52110] -> 2001:db8::2[443]       ESTABLISHED:ESTABLISHED",
                "2001:db8::1", "2001:db8::2", "2001:db8::2", "2001:db8::1");
}

static void
test_parentheses_hold_what_was_before_translation(void)
{
    assert_ends("em0 tcp 203.0.113.5:52110 (192.168.1.10:52110) -> 198.51.100.7:443       "
                "FIN_WAIT_2:FIN_WAIT_2",
                "192.168.1.10", "198.51.100.7", "198.51.100.7", "203.0.113.5");
    assert_ends("em0 tcp 192.168.1.20:443 (203.0.113.5:443) <- 198.51.100.7:52110       "
                "ESTABLISHED:ESTABLISHED",
                "198.51.100.7", "203.0.113.5", "192.168.1.20", "198.51.100.7");
}

static void
test_three_ends_are_an_old_translation(void)
{
    assert_ends("self tcp 192.168.1.10:52110 -> 203.0.113.5:52110 -> 198.51.100.7:443       "
                "ESTABLISHED:ESTABLISHED",
                "192.168.1.10", "198.51.100.7", "198.51.100.7", "203.0.113.5");
    assert_ends("self tcp 192.168.1.20:443 <- 203.0.113.5:443 <- 198.51.100.7:52110       "
                "ESTABLISHED:ESTABLISHED",
                "198.51.100.7", "203.0.113.5", "192.168.1.20", "198.51.100.7");
}

static void
test_state_of_the_end_that_was_called_tells_whether_it_answered(void)
{
    static const struct {
        const char *text;
        bool answered;
    } lines[] = {
        {"all udp 192.0.2.1:1 -> 192.0.2.2:53       SINGLE:NO_TRAFFIC", false},
        {"all udp 192.0.2.1:1 -> 192.0.2.2:53       MULTIPLE:SINGLE", true},
        {"all udp 192.0.2.2:53 <- 192.0.2.1:1       NO_TRAFFIC:SINGLE", false},
        {"all udp 192.0.2.2:53 <- 192.0.2.1:1       SINGLE:MULTIPLE", true},
        {"all tcp 192.0.2.1:1 -> 192.0.2.2:53       SYN_SENT:CLOSED", false},
        {"all tcp 192.0.2.2:53 <- 192.0.2.1:1       CLOSED:SYN_SENT", false},
        {"all tcp 192.0.2.1:1 -> 192.0.2.2:53       TIME_WAIT:TIME_WAIT", true},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(lines); i++)
        g_assert_cmpint(read_session(pf_read_state, lines[i].text).answered, ==, lines[i].answered);
}

static void
test_lines_below_have_the_counts(void)
{
    iot_session session =
        read_session(pf_read_state, "all icmp 192.0.2.1:8 -> 192.0.2.2:8       0:0");
    const char *why;

    g_assert_cmpstr(session.protocol, ==, "icmp");
    g_assert_true(detail("   [3823470217 + 65664] wscale 7  [1245170323 + 64512]", &session, &why));
    g_assert_false(session.counted);
    g_assert_true(detail("   age 00:01:12, expires in 23:59:58, 12:10 pkts, 1532:8521 bytes, rule "
                         "71, allow-opts",
                         &session, &why));
    g_assert_true(session.counted);
    assert_session_count(&session.sent, 12, 1532);
    assert_session_count(&session.received, 10, 8521);
    g_assert_true(
        detail("   id: 0100000063a1b2c3 creatorid: 8a5f1f32 gateway: 0.0.0.0", &session, &why));
    g_assert_true(detail("   origif: em0", &session, &why));
    g_assert_false(
        detail("all udp 192.0.2.1:1 -> 192.0.2.2:53       SINGLE:NO_TRAFFIC", &session, &why));
    g_assert_null(why);
}

static void
test_no_answer_shows_in_the_counts(void)
{
    iot_session session =
        read_session(pf_read_state, "all icmp 192.0.2.1:8 -> 192.0.2.2:8       0:0");
    const char *why;

    g_assert_true(session.answered);
    g_assert_true(
        detail("   age 00:01:12, expires in 00:00:08, 1:0 pkts, 84:0 bytes", &session, &why));
    g_assert_false(session.answered);
}

static void
test_faults_are_named(void)
{
    static const char *const lines[] = {
        "all tcp 192.168.1.300:1 -> 192.0.2.2:53       SYN_SENT:CLOSED",
        "all tcp 192.0.2.1:65536 -> 192.0.2.2:53       SYN_SENT:CLOSED",
        "all tcp 192.0.2.1:1 -> 192.0.2.2:53 <- 192.0.2.3:1       SYN_SENT:CLOSED",
        "all tcp 192.0.2.1:1 -> a -> b -> c -> d",
        "all tcp 192.0.2.1:1 ->",
    };
    iot_session session;
    const char *why;

    for (unsigned i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_assert_false(read_line(pf_read_state, lines[i], &session, &why));
        g_assert_cmpstr(why, ==, "does not say from where to where");
    }
    g_assert_false(read_line(pf_read_state, "hello world", &session, &why));
    g_assert_null(why);
    session =
        read_session(pf_read_state, "all udp 192.0.2.1:1 -> 192.0.2.2:53       SINGLE:NO_TRAFFIC");
    g_assert_false(detail("age 00:00:01, expires in 00:00:01, 1:99999999999999999999 pkts, 1:1 "
                          "bytes",
                          &session, &why));
    g_assert_cmpstr(why, ==, "has a count that cannot be");
    g_assert_false(session.counted);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pf-states/arrow", test_arrow_goes_from_who_opened_it);
    g_test_add_func("/pf-states/parentheses", test_parentheses_hold_what_was_before_translation);
    g_test_add_func("/pf-states/three-ends", test_three_ends_are_an_old_translation);
    g_test_add_func("/pf-states/answered",
                    test_state_of_the_end_that_was_called_tells_whether_it_answered);
    g_test_add_func("/pf-states/counts", test_lines_below_have_the_counts);
    g_test_add_func("/pf-states/no-answer", test_no_answer_shows_in_the_counts);
    g_test_add_func("/pf-states/faults", test_faults_are_named);
    return g_test_run();
}
