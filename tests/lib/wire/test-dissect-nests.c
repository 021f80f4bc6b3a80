/* test-dissect-nests.c - headers within headers, as many as a frame holds, on a small stack
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "frames.h"

#include <pthread.h>

/* The longest frame that capture files hold, and the stack of a thread on a small system. */
#define FRAME_BYTES (256 * 1024)
#define STACK_BYTES (64 * 1024)

static void
add_text(bytes *b, const char *hex)
{
    for (; hex[0]; hex += hex[0] == ' ' ? 1 : 2)
        if (hex[0] != ' ')
            add8(b, (uint8_t)(g_ascii_xdigit_value(hex[0]) << 4 | g_ascii_xdigit_value(hex[1])));
}

#define MACS   "020000000002 020000000001 "
#define IP4(p) "45000000 00010000 40" p "0000 0a000001 0a000002 " /* as long as what was sent */
#define IP6(p)                                                                                     \
    "60000000 0000" p "40 fd000000000000000000000000000001 fd000000000000000000000000000002 "
#define SNAP        "aaaa03 000000 "
#define GRE(t)      "0000 " t " "
#define PPPOE(p)    "11000001 ffff " p " "
#define DATAGRAM(p) PORT p " ffff 0000 "
#define PORT        "c350 " /* whoever sent it */

/* Each piece leads to itself again: the first bytes end with its number. */
static const struct {
    const char *name;
    iot_link link;
    const char *first, *again;
} kinds[] = {
    {"tags", IOT_LINK_ETHERNET, MACS "8100", "0001 8100"},
    {"tags of a provider", IOT_LINK_ETHERNET, MACS "88a8", "0001 88a8"},
    {"old tags", IOT_LINK_ETHERNET, MACS "9100", "0001 9100"},
    {"tags of all kinds", IOT_LINK_COOKED, "0000 0001 0006 0200000000010000 8100",
     "0001 88a8 0002 9100 0003 8100"},
    {"tags in SNAP", IOT_LINK_ETHERNET, MACS "8100", "0001 05dc " SNAP "8100"},
    {"SNAP", IOT_LINK_ETHERNET, MACS "05dc " SNAP "88b7", SNAP "88b7"},
    {"SNAP of 802.11", IOT_LINK_80211, "0800 0000 " MACS "020000000003 0000 " SNAP "8100",
     "0001 8100"},
    {"labels", IOT_LINK_ETHERNET, MACS "8847", "00001040"},
    {"IPv4 in IPv4", IOT_LINK_RAW, "", IP4("04")},
    {"IPv6 in IPv6", IOT_LINK_RAW, "", IP6("29")},
    {"IPv6 in IPv4 in IPv6", IOT_LINK_ETHERNET, MACS "86dd", IP6("04") IP4("29")},
    {"GRE", IOT_LINK_IPV4, "", IP4("2f") GRE("0800")},
    {"GRE with Ethernet", IOT_LINK_IPV4, IP4("2f"), GRE("6558") MACS "0800" IP4("2f")},
    {"GRE with tags", IOT_LINK_IPV4, IP4("2f") GRE("8100"), "0001 8100"},
    {"GRE without IP", IOT_LINK_IPV4, IP4("2f"), GRE("6558") MACS "8100 0001 0800" IP4("2f")},
    {"labels and frames", IOT_LINK_ETHERNET, MACS "8847", "00001140 " MACS "8847"},
    {"ERSPAN and labels", IOT_LINK_IPV4, IP4("2f") GRE("88be"), MACS "8847 00001140"},
    {"VXLAN", IOT_LINK_ETHERNET, MACS "0800",
     IP4("11") DATAGRAM("12b5") "0800000000000000 " MACS "0800"},
    {"Geneve", IOT_LINK_IPV6, "", IP6("11") DATAGRAM("17c1") "000086dd00000000 "},
    {"TZSP", IOT_LINK_ETHERNET, MACS "86dd", IP6("11") DATAGRAM("9090") "0100000101 " MACS "86dd"},
    {"PPPoE", IOT_LINK_ETHERNET, MACS "8864", PPPOE("0021") IP4("2f") GRE("8864")},
    {"PPPoE and tags", IOT_LINK_ETHERNET, MACS "8100",
     "0001 8864 " PPPOE("0057") IP6("2f") GRE("8100")},
    {"hop-by-hop options", IOT_LINK_IPV6, IP6("00"), "0000 010400000000"},
    {"destination options", IOT_LINK_IPV6, IP6("3c"), "3c00 010400000000"},
    {"routing", IOT_LINK_IPV6, IP6("2b"), "2b00 000000000000"},
    {"fragments", IOT_LINK_IPV6, IP6("2c"), "2c00 0000 00000001"},
    {"authentication", IOT_LINK_IPV6, IP6("33"), "3300 0000 00000001"},
    {"all extensions", IOT_LINK_IPV6, IP6("00"),
     "2b00 010400000000 2c00 000000000000 3300 0000 00000001 3c00 0000 00000001 0000 010400000000"},
    {"options before tunnels", IOT_LINK_IPV6, IP6("3c"), "2900 010400000000" IP6("3c")},
    {"loopback", IOT_LINK_NULL, "02000000", IP4("04")},
    {"radiotap", IOT_LINK_80211_RADIOTAP, "0000 ffff", "00000080"},
};

typedef struct task {
    iot_dissector *dissector;
    iot_link link;
    iot_frame frame;
    iot_observation obs;
} task;

static void *
read_task(void *data)
{
    task *t = data;

    iot_dissector_read(t->dissector, t->link, &t->frame, &t->obs);
    return NULL;
}

/* Reads a frame in a thread of a small stack. */
static void
read_small(task *t)
{
    pthread_attr_t attributes;
    pthread_t thread;

    g_assert_cmpint(pthread_attr_init(&attributes), ==, 0);
    g_assert_cmpint(pthread_attr_setstacksize(&attributes, STACK_BYTES), ==, 0);
    g_assert_cmpint(pthread_create(&thread, &attributes, read_task, t), ==, 0);
    g_assert_cmpint(pthread_join(thread, NULL), ==, 0);
    pthread_attr_destroy(&attributes);
}

static void
test_nests_end_whatever_they_are_made_of(void)
{
    g_autofree uint8_t *frame = g_malloc0(FRAME_BYTES);
    g_autoptr(iot_dissector) dissector = iot_dissector_new(&(iot_dissector_options){0});

    for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++) {
        bytes first = {0}, again = {0};
        add_text(&first, kinds[i].first);
        add_text(&again, kinds[i].again);
        memcpy(frame, first.at, first.length);
        for (size_t at = first.length; at < FRAME_BYTES; at += again.length)
            memcpy(frame + at, again.at, MIN(again.length, FRAME_BYTES - at));
        task t = {dissector, kinds[i].link, {i + 1, MS, frame, FRAME_BYTES, FRAME_BYTES}, {0}};
        g_test_message("%s", kinds[i].name);
        read_small(&t);
        g_assert_cmpuint(t.obs.length_bytes, ==, FRAME_BYTES);
        g_assert_cmpint(t.obs.has_stream, ==, strstr(kinds[i].again, PORT) != NULL);
        if (kinds[i].link == IOT_LINK_ETHERNET)
            g_assert_cmpuint(t.obs.src_mac.bytes[5], ==, 1);
    }
}

/* What payloads take of the stack is as little as what headers do. */
static void
test_messages_are_read_on_a_small_stack(void)
{
    static const uint16_t ports[] = {53, 5353, 5355, 67, 137, 443, 80, 546};
    g_autoptr(iot_dissector) dissector = iot_dissector_new(&(iot_dissector_options){0});

    for (unsigned i = 0; i < G_N_ELEMENTS(ports); i++) {
        bytes b = {0};
        add_ethernet(&b, ETHERTYPE_IP4);
        add_ip4(&b, PROTOCOL_UDP, "192.168.1.1", "192.168.1.2", 8 + 1200);
        add_udp(&b, ports[i], ports[i], 1200);
        add_text(&b, "0000 8180 0001 0060 0000 0000 01610000010001");
        for (unsigned n = 0; n < 60; n++)
            add_text(&b, "c00c 0001 0001 00000e10 0004 c0000201");
        add_zeros(&b, 14 + 28 + 1200 - b.length);
        task t = {dissector, IOT_LINK_ETHERNET, {i + 1, MS, b.at, b.length, b.length}, {0}};
        read_small(&t);
        if (ports[i] == 53)
            g_assert_cmpuint(n_told(&t.obs, IOT_FACT_ANSWER), ==, 60);
    }
}

/* A datagram behind so many tags; whether its ports are seen. */
static bool
is_read_behind(unsigned tags, bool snap)
{
    g_autoptr(iot_dissector) dissector = iot_dissector_new(&(iot_dissector_options){0});
    bytes b = {0};

    add_ethernet(&b, 0x8100);
    for (unsigned i = 1; i < tags; i++)
        add_text(&b, snap ? "0001 05dc aaaa03 000000 8100" : "0001 8100");
    add_text(&b, "0001 0800");
    add_ip4(&b, PROTOCOL_UDP, "192.168.1.1", "192.168.1.2", 8 + 4);
    add_udp(&b, 1000, 9999, 4);
    add32(&b, 0);
    return read_frame(dissector, IOT_LINK_ETHERNET, &b).dst_port == 9999;
}

/* As many as Wireshark reads. */
static void
test_twenty_tags_are_read(void)
{
    for (unsigned snap = 0; snap < 2; snap++) {
        g_assert_true(is_read_behind(1, snap));
        g_assert_true(is_read_behind(2, snap));
        g_assert_true(is_read_behind(20, snap));
        g_assert_false(is_read_behind(21, snap));
        g_assert_false(is_read_behind(100, snap));
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/dissect-nests/nests_end_whatever_they_are_made_of",
                    test_nests_end_whatever_they_are_made_of);
    g_test_add_func("/dissect-nests/messages_are_read_on_a_small_stack",
                    test_messages_are_read_on_a_small_stack);
    g_test_add_func("/dissect-nests/twenty_tags_are_read", test_twenty_tags_are_read);
    return g_test_run();
}
