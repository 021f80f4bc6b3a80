/* test-connection.c - what became of a connection
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "build.h"
#include "tables/connection.h"

#include <string.h>

#define S (1000 * MS)

/* One letter per packet, a second apart: S SYN, A SYN-ACK, R RST, d data; lower case s, a, r, D:
 * the same from the other side. */
static void
live(iot_connection *connection, const char *packets)
{
    for (uint32_t i = 0; packets[i]; i++) {
        iot_observation obs = {.frame = i + 1, .time_ns = (i + 1) * S};
        char letter = packets[i];
        obs.transport = IOT_TRANSPORT_TCP;
        obs.syn = strchr("SsAa", letter) != NULL;
        obs.ack = strchr("Aa", letter) != NULL;
        obs.rst = strchr("Rr", letter) != NULL;
        obs.payload_bytes = strchr("dD", letter) ? 10 : 0;
        iot_connection_observe(connection, strchr("SARd", letter) ? IOT_SIDE_SRC : IOT_SIDE_DST,
                               &obs);
    }
}

static void
test_opening_is_told_by_its_flags(void)
{
    static const struct {
        const char *packets;
        uint32_t syns, first_syn, answer;
        bool refused;
    } cases[] = {
        {"Sa", 1, 1, 2, false},  {"SSSa", 3, 1, 4, false}, {"Saa", 1, 1, 2, false},
        {"SSS", 3, 1, 0, false}, {"Sr", 1, 1, 0, true},    {"SrSr", 2, 1, 0, true},
        {"SR", 1, 1, 0, false},  {"Sar", 1, 1, 2, false},  {"dD", 0, 0, 0, false},
        {"dr", 0, 0, 0, false},  {"ar", 0, 0, 1, false},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        iot_connection connection = {0};
        g_test_message("%s", cases[i].packets);
        live(&connection, cases[i].packets);
        g_assert_cmpuint(connection.syns, ==, cases[i].syns);
        g_assert_cmpuint(connection.first_syn, ==, cases[i].first_syn);
        g_assert_cmpuint(connection.answer, ==, cases[i].answer);
        g_assert_true(connection.refused == cases[i].refused);
        iot_connection_clear(&connection);
    }
}

static void
test_moments_are_kept(void)
{
    iot_connection connection = {0};

    live(&connection, "SSa");
    g_assert_cmpint(connection.begin_ns, ==, 1 * S);
    g_assert_cmpint(connection.last_syn_ns, ==, 2 * S);
    g_assert_cmpint(connection.answer_ns, ==, 3 * S);
    g_assert_cmpint(connection.last_payload_ns, ==, 0);
    iot_connection_clear(&connection);
}

static void
test_data_is_told_by_side(void)
{
    static const struct {
        const char *packets;
        bool src, dst;
        uint32_t first;
        int64_t last_s;
    } cases[] = {
        {"Sa", false, false, 0, 0},
        {"Sad", true, false, 3, 3},
        {"SaD", false, true, 3, 0},
        {"SaDdD", true, true, 3, 4},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        iot_connection connection = {0};
        g_test_message("%s", cases[i].packets);
        live(&connection, cases[i].packets);
        g_assert_true(connection.payload[IOT_SIDE_SRC] == cases[i].src);
        g_assert_true(connection.payload[IOT_SIDE_DST] == cases[i].dst);
        g_assert_cmpuint(connection.first_payload, ==, cases[i].first);
        g_assert_cmpint(connection.last_payload_ns, ==, cases[i].last_s * S);
        iot_connection_clear(&connection);
    }
}

static void
say(iot_connection *connection, iot_side side, int64_t time_ns)
{
    iot_observation obs = {.frame = 1, .time_ns = time_ns, .payload_bytes = 1};

    obs.transport = IOT_TRANSPORT_UDP;
    iot_connection_observe(connection, side, &obs);
}

static void
test_packets_close_together_are_one_moment(void)
{
    static const struct {
        int64_t times_ms[4];
        unsigned moments;
    } cases[] = {
        {{1000, 1001, 1002, 2999}, 1}, {{1000, 3000, 5000, 7000}, 4}, {{1000, 2000, 3000, 4000}, 2},
        {{1000, 2999, 3000, 3001}, 2}, {{9000, 1000, 1001, 1002}, 1},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        iot_connection connection = {0};
        g_test_message("case %u", i);
        for (unsigned t = 0; t < 4; t++)
            say(&connection, IOT_SIDE_SRC, cases[i].times_ms[t] * MS);
        g_assert_cmpuint(connection.beats->len, ==, cases[i].moments);
        iot_connection_clear(&connection);
    }
}

static void
test_only_the_first_sender_has_moments(void)
{
    iot_connection connection = {0};

    say(&connection, IOT_SIDE_DST, 10 * S);
    g_assert_null(connection.beats);
    say(&connection, IOT_SIDE_SRC, 20 * S);
    say(&connection, IOT_SIDE_DST, 30 * S);
    g_assert_cmpuint(connection.beats->len, ==, 1);
    iot_connection_clear(&connection);
}

static void
test_moments_stop_at_the_cap(void)
{
    iot_connection connection = {0};

    for (int64_t i = 1; i <= IOT_CONNECTION_BEATS_MAX + 10; i++)
        say(&connection, IOT_SIDE_SRC, i * 10 * S);
    g_assert_cmpuint(connection.beats->len, ==, IOT_CONNECTION_BEATS_MAX);
    g_assert_cmpint(connection.last_payload_ns, ==, (IOT_CONNECTION_BEATS_MAX + 10) * 10 * S);
    iot_connection_clear(&connection);
}

static void
test_tls_version_stays(void)
{
    iot_connection connection = {0};
    iot_observation obs = {.frame = 1, .time_ns = S, .tls_version = 0x0303};

    iot_connection_observe(&connection, IOT_SIDE_DST, &obs);
    say(&connection, IOT_SIDE_SRC, 2 * S);
    g_assert_cmphex(connection.tls_version, ==, 0x0303);
    iot_connection_clear(&connection);
}

static void
test_datagrams_open_nothing(void)
{
    iot_connection connection = {0};
    iot_observation obs = {.frame = 1, .time_ns = S, .syn = true};

    obs.transport = IOT_TRANSPORT_UDP;
    iot_connection_observe(&connection, IOT_SIDE_SRC, &obs);
    g_assert_cmpuint(connection.syns, ==, 0);
    iot_connection_clear(&connection);
}

#define ADD(name) g_test_add_func("/life/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(opening_is_told_by_its_flags);
    ADD(moments_are_kept);
    ADD(data_is_told_by_side);
    ADD(packets_close_together_are_one_moment);
    ADD(only_the_first_sender_has_moments);
    ADD(moments_stop_at_the_cap);
    ADD(tls_version_stays);
    ADD(datagrams_open_nothing);
    return g_test_run();
}
