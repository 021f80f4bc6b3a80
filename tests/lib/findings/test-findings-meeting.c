/* test-findings-meeting.c - findings: devices that meet at one remote
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scene.h"

/* What one client of the relay sends or gets at a moment. */
typedef struct burst {
    double at;
    uint32_t bytes;
} burst;

typedef struct meeting {
    scene scene;
    dial sender, receiver;
    uint32_t sends, gets; /* streams */
} meeting;

static meeting
meeting_at(const char *sender_remote, const char *receiver_remote)
{
    meeting m = {.scene = scene_of(NULL), .sender = camera_dials, .receiver = lamp_dials};

    m.sender.remote = sender_remote;
    m.receiver.remote = receiver_remote;
    m.sends = connect_to(&m.scene, 1, &m.sender);
    m.gets = connect_to(&m.scene, 2, &m.receiver);
    return m;
}

/* In segments of at most 1400 bytes. */
static void
carry(scene *s, double at, iot_observation obs, uint32_t bytes)
{
    for (; bytes > 0; bytes -= obs.payload_bytes) {
        obs.payload_bytes = MIN(bytes, 1400);
        take(s, at, obs);
    }
}

static void
say(meeting *m, double at, bool up, uint32_t bytes)
{
    carry(&m->scene, at, up ? upwards(&m->sender, m->sends) : downwards(&m->receiver, m->gets),
          bytes);
}

/* At what time the nth burst is, and how large. */
static double
moment(unsigned n)
{
    return LATER + n * 23 + n * n % 17;
}

static uint32_t
size(unsigned n)
{
    return 3000 + 2000 * (n * 7 % 5);
}

static void
assert_meeting(meeting *m, const char *expected)
{
    end(&m->scene, 900);
    assert_told(&m->scene, NULL, IOT_FINDING_THROUGH_CLOUD, expected);
}

static void
test_what_one_sends_the_other_gets(void)
{
    static const struct {
        const char *what;
        unsigned n;
        double later_s;
        double share;         /* of what was sent */
        unsigned lost;        /* so many of them the receiver does not get */
        unsigned others;      /* it gets from there besides */
        const char *expected; /* NULL: nothing */
    } cases[] = {
        {"at once", 5, 0.05, 1, 0, 0, "5: 5 times it gets from there"},
        {"wrapped otherwise", 5, 0.05, 1.1, 0, 0, "5 times it gets"},
        {"in the next stretch", 5, 3.9, 1, 0, 0, "5 times it gets"},
        {"some of it is not wanted", 6, 0.05, 1, 2, 0, "4 times it gets"},
        {"too seldom", 3, 0.05, 1, 0, 0, NULL},
        {"too late", 5, 9, 1, 0, 0, NULL},
        {"much less", 5, 0.05, 0.6, 0, 0, NULL},
        {"much more", 5, 0.05, 1.6, 0, 0, NULL},
        {"most of it is not wanted", 10, 0.05, 1, 6, 0, NULL},
        {"most of what it gets is something else", 5, 0.05, 1, 0, 6, NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        meeting m = meeting_at(CLOUD, CLOUD);
        double at = LATER;
        g_test_message("%s", cases[i].what);
        for (unsigned n = 0; n < cases[i].n; n++) {
            uint32_t bytes = 3000 + 2000 * (n * 7 % 5);
            say(&m, at, true, bytes);
            if (n >= cases[i].lost)
                say(&m, at + cases[i].later_s, false, (uint32_t)(bytes * cases[i].share));
            at += 23 + n * 5;
        }
        for (unsigned n = 0; n < cases[i].others; n++)
            say(&m, at + n * 13, false, 5000);
        assert_meeting(&m, cases[i].expected);
    }
}

static void
test_remotes_are_not_one(void)
{
    meeting m = meeting_at(CLOUD, OTHER);

    for (unsigned n = 0; n < 6; n++) {
        say(&m, LATER + n * 31, true, 3000 + 1000 * n);
        say(&m, LATER + n * 31 + 0.1, false, 3000 + 1000 * n);
    }
    assert_meeting(&m, NULL);
}

static void
test_who_talks_directly_needs_no_cloud(void)
{
    meeting m = meeting_at(CLOUD, CLOUD);

    for (unsigned n = 0; n < 6; n++) {
        say(&m, LATER + n * 31, true, 3000 + 1000 * n);
        say(&m, LATER + n * 31 + 0.1, false, 3000 + 1000 * n);
    }
    take(&m.scene, 500, packet(0, CAMERA_MAC, CAMERA, LAMP_MAC, LAMP));
    assert_meeting(&m, NULL);
}

/* A film, and two that always send and get as much. */
static void
test_steady_streams_meet_if_they_begin_and_end_together(void)
{
    static const struct {
        double from, to, late_from;
        const char *expected;
    } cases[] = {{LATER, 200, LATER, "times it gets"},
                 {3, 200, 3, NULL},
                 {700, 899, 700, NULL},
                 {LATER, 200, 140, NULL},
                 /* Longer than what is remembered: where each ended nobody knows. */
                 {LATER, 500, LATER, NULL}};

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        meeting m = meeting_at(CLOUD, CLOUD);
        for (double at = cases[i].from; at < cases[i].to; at++) {
            say(&m, at, true, 2000);
            if (at >= cases[i].late_from)
                say(&m, at + 0.1, false, 2000);
        }
        assert_meeting(&m, cases[i].expected);
    }
}

static void
test_retransmissions_are_no_volume(void)
{
    meeting m = meeting_at(CLOUD, CLOUD);
    iot_observation again = upwards(&m.sender, m.sends);

    again.payload_bytes = 1400;
    again.retransmission = true;
    for (unsigned n = 0; n < 5; n++) {
        double at = LATER + n * 23 + n * n;
        say(&m, at, true, 3000 + 1700 * (n * 7 % 5));
        for (unsigned i = 0; i < 10; i++)
            take(&m.scene, at, again);
        say(&m, at + 0.1, false, 3000 + 1700 * (n * 7 % 5));
    }
    assert_meeting(&m, "5 times it gets");
}

/* The receiver's second connection is remembered longer than the sender's only one. */
static void
test_devices_are_compared_as_long_as_both_are_known(void)
{
    meeting m = meeting_at(CLOUD, CLOUD);

    for (unsigned n = 0; n < 2 * IOT_CONNECTION_VOLUMES_MAX - 10; n++) {
        double at = LATER + 8 * n;
        if (n == IOT_CONNECTION_VOLUMES_MAX - 5)
            m.gets = connect_to(&m.scene, at, &m.receiver);
        say(&m, at, true, size(n * n));
        say(&m, at + 0.1, false, size(n * n));
    }
    end(&m.scene, 2000);
    assert_told(&m.scene, NULL, IOT_FINDING_THROUGH_CLOUD, "64 times it gets");
}

typedef struct other {
    char mac[IOT_MAC_TEXT], addr[IOT_ADDR_TEXT];
    dial dials;
    uint32_t stream;
} other;

/* Another client at the relay. */
static void
other_at(meeting *m, other *one, unsigned number)
{
    g_snprintf(one->mac, sizeof one->mac, "00:00:5e:00:53:%02x", 0x80 + number);
    g_snprintf(one->addr, sizeof one->addr, "192.168.1.%u", 100 + number);
    one->dials =
        (dial){.mac = one->mac, .addr = one->addr, .remote = CLOUD, .port = 443, .syns = 1};
    one->stream = connect_to(&m->scene, 3, &one->dials);
}

/* Others were there first, and each sends so much. */
static void
test_only_who_carries_enough_is_compared(void)
{
    static const struct {
        unsigned others;
        uint32_t bytes;
        const char *expected;
    } cases[] = {{100, 1500, "6 times it gets"}, {60, 90000, "6 times"}, {64, 90000, NULL}};

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        meeting m = {.scene = scene_of(NULL), .sender = camera_dials, .receiver = lamp_dials};
        m.sender.remote = CLOUD;
        for (unsigned o = 0; o < cases[i].others; o++) {
            other one;
            other_at(&m, &one, o);
            for (unsigned n = 0; n < 6; n++)
                carry(&m.scene, 10 + o + 5 * n, upwards(&one.dials, one.stream), cases[i].bytes);
        }
        m.sends = connect_to(&m.scene, 50, &m.sender);
        m.gets = connect_to(&m.scene, 51, &m.receiver);
        for (unsigned n = 0; n < 6; n++) {
            say(&m, moment(n) + 200, true, size(n));
            say(&m, moment(n) + 200.1, false, size(n));
        }
        g_test_message("%u others", cases[i].others);
        assert_meeting(&m, cases[i].expected);
    }
}

static void
test_of_several_senders_the_likest_is_told(void)
{
    meeting m = meeting_at(CLOUD, CLOUD);
    other one;

    other_at(&m, &one, 0);
    for (unsigned n = 0; n < 6; n++) {
        say(&m, moment(n), true, n == 0 ? 30000 : size(n));
        carry(&m.scene, moment(n), upwards(&one.dials, one.stream), size(n));
        say(&m, moment(n) + 0.1, false, size(n));
    }
    assert_meeting(&m, "6 times it gets from there at once as much as 00:00:5e:00:53:80 sends");
}

static void
test_who_talk_both_ways_are_told_once(void)
{
    meeting m = meeting_at(CLOUD, CLOUD);

    for (unsigned n = 0; n < 6; n++) {
        say(&m, moment(n), true, size(n));
        say(&m, moment(n) + 0.1, false, size(n));
        carry(&m.scene, moment(n) + 8, upwards(&m.receiver, m.gets), n ? size(n + 1) : 10);
        carry(&m.scene, moment(n) + 8.1, downwards(&m.sender, m.sends), n ? size(n + 1) : 10);
    }
    assert_meeting(&m, "6 times it gets from there at once as much as 00:00:5e:00:53:20 sends");
}

/* Each burst has connections of its own, which alone would tell that the two act together. */
static void
test_who_meet_need_not_act_together(void)
{
    for (unsigned meets = 0; meets < 2; meets++) {
        meeting m = meeting_at(CLOUD, CLOUD);
        for (unsigned n = 0; n < 6; n++) {
            m.sends = connect_to(&m.scene, moment(n), &m.sender);
            m.gets = connect_to(&m.scene, moment(n) + 0.1, &m.receiver);
            say(&m, moment(n) + 1.2, true, size(n));
            say(&m, moment(n) + 1.3, false, meets ? size(n) : 10);
        }
        assert_meeting(&m, meets ? "6 times it gets" : "7 times within 5 s");
    }
}

/* Of two servers that show one certificate nobody knows that they are one. */
static void
test_a_certificate_makes_no_one_remote(void)
{
    for (unsigned certified = 0; certified < 2; certified++) {
        meeting m = meeting_at(CLOUD, OTHER);
        iot_observation to_sender = downwards(&m.sender, m.sends);
        iot_observation to_receiver = downwards(&m.receiver, m.gets);
        to_sender.asked = to_receiver.asked = IOT_ASKED_SRC;
        to_sender.certificate_name = to_receiver.certificate_name = "relay.example";
        if (!certified) {
            answer(&m.scene, 1, CAMERA_MAC, CAMERA, "relay.example", CLOUD);
            answer(&m.scene, 1, LAMP_MAC, LAMP, "relay.example", OTHER);
        }
        take(&m.scene, 4, to_sender);
        take(&m.scene, 4, to_receiver);
        for (unsigned n = 0; n < 6; n++) {
            say(&m, moment(n), true, size(n));
            say(&m, moment(n) + 0.1, false, size(n));
        }
        assert_meeting(&m, certified ? NULL : "relay.example 6: 6 times it gets");
    }
}

#define ADD(name) g_test_add_func("/findings-meeting/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(what_one_sends_the_other_gets);
    ADD(remotes_are_not_one);
    ADD(who_talks_directly_needs_no_cloud);
    ADD(steady_streams_meet_if_they_begin_and_end_together);
    ADD(retransmissions_are_no_volume);
    ADD(devices_are_compared_as_long_as_both_are_known);
    ADD(only_who_carries_enough_is_compared);
    ADD(of_several_senders_the_likest_is_told);
    ADD(who_talk_both_ways_are_told_once);
    ADD(who_meet_need_not_act_together);
    ADD(a_certificate_makes_no_one_remote);
    return g_test_run();
}
