/* test-copies.c - which frames are others once more
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "frames.h"

#define ELSEWHERE "02:00:00:00:00:03"
#define CLIENT    "192.168.1.2"
#define SERVER    "203.0.113.7"

enum {
    ETHERNET_BYTES = 14,
    HOPS = ETHERNET_BYTES + 8,
    HOPS6 = ETHERNET_BYTES + 7,
    NUMBER = ETHERNET_BYTES + 5
};

/* A datagram over Ethernet, and what is changed of it. */
static bytes
datagram(uint32_t number, int64_t time_ns)
{
    bytes b = {.number = number, .time_ns = time_ns};

    add_ethernet(&b, ETHERTYPE_IP4);
    add_ip4(&b, PROTOCOL_UDP, CLIENT, SERVER, 8 + 600);
    b.at[NUMBER] = 6;
    add_udp(&b, 50000, 9999, 600);
    add_zeros(&b, 600);
    return b;
}

static uint32_t
copy_of(iot_dissector *dissector, const bytes *b)
{
    return read_frame(dissector, IOT_LINK_ETHERNET, b).copy_of;
}

static void
put_mac(bytes *b, unsigned at, const char *text)
{
    iot_mac made = mac(text);

    memcpy(b->at + at, made.bytes, sizeof made.bytes);
}

static void
test_very_same_frame_within_a_moment(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    bytes first = datagram(1, 0), at_once = datagram(2, 20 * MS), later = datagram(3, 20 * MS + 1),
          early = datagram(4, 1), again = datagram(5, -20 * MS);

    g_assert_cmpuint(copy_of(dissector, &first), ==, 0);
    g_assert_cmpuint(copy_of(dissector, &at_once), ==, 1);
    g_assert_cmpuint(copy_of(dissector, &later), ==, 0);
    /* Of two that it could be one of, any; times may run backwards a little. */
    g_assert_cmpuint(copy_of(dissector, &early), !=, 0);
    /* A file that is read once more is no copy. */
    g_assert_cmpuint(copy_of(dissector, &again), ==, 0);
}

static void
test_any_byte_makes_another_packet(void)
{
    enum { TOTAL_LENGTH = ETHERNET_BYTES + 2, CHECKSUM = ETHERNET_BYTES + 10 };
    bytes first = datagram(1, 0);

    for (unsigned i = ETHERNET_BYTES + 1; i < first.length; i++) {
        g_autoptr(iot_dissector) dissector = new_dissector();
        bytes other = datagram(2, MS);
        if (i / 2 == TOTAL_LENGTH / 2 || i / 2 == CHECKSUM / 2 || i == HOPS)
            continue;
        other.at[i] ^= 1;
        g_test_message("%u", i);
        g_assert_cmpuint(copy_of(dissector, &first), ==, 0);
        g_assert_cmpuint(copy_of(dissector, &other), ==, 0);
        other.at[i] ^= 1;
        other.number = 3;
        g_assert_cmpuint(copy_of(dissector, &other), ==, 1);
    }
}

static void
test_padding_and_tags_are_the_links(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    bytes first = datagram(1, 0), padded = datagram(2, MS), tagged = {.number = 3, .time_ns = MS};

    add_zeros(&padded, 4);
    add(&tagged, first.at, 12);
    add32(&tagged, 0x8100001e);
    add(&tagged, first.at + 12, first.length - 12);
    g_assert_cmpuint(copy_of(dissector, &first), ==, 0);
    g_assert_cmpuint(copy_of(dissector, &padded), ==, 1);
    g_assert_cmpuint(copy_of(dissector, &tagged), ==, 1);
}

static void
test_a_hop_further_between_other_neighbours(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    bytes first = datagram(1, 0), forwarded = datagram(2, MS), probe = datagram(3, MS);

    forwarded.at[HOPS]--;
    forwarded.at[HOPS + 2] ^= 0x55; /* the checksum */
    put_mac(&forwarded, 0, ELSEWHERE);
    probe.at[HOPS]--;
    g_assert_cmpuint(copy_of(dissector, &first), ==, 0);
    g_assert_cmpuint(copy_of(dissector, &forwarded), ==, 1);
    /* Between the same two, who counts its hops himself looks for the way. */
    g_assert_cmpuint(copy_of(dissector, &probe), ==, 0);
}

static bytes
datagram6(uint32_t number, uint8_t hops)
{
    bytes b = {.number = number};

    add_ethernet(&b, ETHERTYPE_IP6);
    add_ip6(&b, PROTOCOL_UDP, "2001:db8::2", "2001:db8:1::7", 8);
    add_udp(&b, 50000, 9999, 0);
    b.at[HOPS6] = hops;
    return b;
}

static void
test_ipv6_counts_hops_elsewhere(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    bytes first = datagram6(1, 64), forwarded = datagram6(2, 63), probe = datagram6(3, 62);

    put_mac(&forwarded, 6, ELSEWHERE);
    g_assert_cmpuint(copy_of(dissector, &first), ==, 0);
    g_assert_cmpuint(copy_of(dissector, &forwarded), ==, 1);
    g_assert_cmpuint(copy_of(dissector, &probe), ==, 0);
}

/* Without a link that tells neighbours apart, as on "any" behind a dialled line. */
static void
test_without_neighbours_a_hop_less_is_a_copy(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();

    for (uint32_t number = 1; number <= 3; number++) {
        bytes whole = datagram(number, 0), b = {.number = number};
        add(&b, whole.at + ETHERNET_BYTES, whole.length - ETHERNET_BYTES);
        b.at[8] = (uint8_t[]){64, 63, 65}[number - 1];
        g_assert_cmpuint(read_frame(dissector, IOT_LINK_RAW, &b).copy_of, ==, number == 2);
    }
}

static bytes
question(uint32_t number, uint8_t padding)
{
    bytes b = {.number = number};

    add_ethernet(&b, 0x0806);
    add32(&b, 0x00010800);
    add32(&b, 0x06040001);
    add_mac(&b, HERE);
    add_addr(&b, CLIENT);
    add_zeros(&b, 6);
    add_addr(&b, "192.168.1.1");
    for (unsigned i = 0; i < 18; i++)
        add8(&b, padding);
    return b;
}

static void
test_arp_too_and_it_tells_nothing(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    bytes first = question(1, 0), second = question(2, 0xee);

    iot_observation obs = read_frame(dissector, IOT_LINK_ETHERNET, &first);
    g_assert_cmpuint(obs.copy_of, ==, 0);
    g_assert_cmpuint(obs.n_facts, ==, 1);
    obs = read_frame(dissector, IOT_LINK_ETHERNET, &second);
    g_assert_cmpuint(obs.copy_of, ==, 1);
    g_assert_cmpuint(obs.n_facts, ==, 0);
}

static bytes
segment(uint32_t number, bool back, int64_t time_ns)
{
    bytes b = {.number = number, .time_ns = time_ns};

    add_ethernet(&b, ETHERTYPE_IP4);
    add_ip4(&b, PROTOCOL_TCP, back ? SERVER : CLIENT, back ? CLIENT : SERVER, 20);
    add_tcp(&b, (tcp_bytes){.src_port = back ? 443 : 50000,
                            .dst_port = back ? 50000 : 443,
                            .sequence = back ? 9000 : 5000,
                            .ack = back ? 5001 : 0,
                            .flags = back ? SYN | ACK : SYN});
    return b;
}

static void
test_round_trips_go_from_first_to_first(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    const bytes frames[] = {segment(1, false, 0), segment(2, false, 3 * MS),
                            segment(3, true, 40 * MS), segment(4, true, 43 * MS)};
    iot_observation seen[G_N_ELEMENTS(frames)];

    for (unsigned i = 0; i < G_N_ELEMENTS(frames); i++)
        seen[i] = read_frame(dissector, IOT_LINK_ETHERNET, &frames[i]);
    g_assert_cmpuint(seen[1].copy_of, ==, 1);
    g_assert_false(seen[1].retransmission);
    g_assert_false(seen[2].retransmission);
    g_assert_cmpuint(seen[2].acks_frame, ==, 1);
    g_assert_cmpint(seen[2].ack_rtt_ns, ==, 40 * MS);
    g_assert_cmpuint(seen[3].copy_of, ==, 3);
    g_assert_cmpint(seen[3].ack_rtt_ns, ==, 0);
}

typedef struct ack {
    bool ip6;
    uint16_t number; /* of IPv4 */
    uint8_t flags;
    uint8_t payload;
} ack;

/* From the client, or from the server back. */
static bytes
acknowledgement(uint32_t number, int64_t time_ns, ack what, bool back)
{
    const char *client = what.ip6 ? "2001:db8::2" : CLIENT;
    const char *server = what.ip6 ? "2001:db8:1::7" : SERVER;
    const char *src = back ? server : client, *dst = back ? client : server;
    bytes b = {.number = number, .time_ns = time_ns};

    add_ethernet(&b, what.ip6 ? ETHERTYPE_IP6 : ETHERTYPE_IP4);
    if (what.ip6)
        add_ip6(&b, PROTOCOL_TCP, src, dst, 20 + what.payload);
    else
        add_ip4(&b, PROTOCOL_TCP, src, dst, 20 + what.payload);
    if (!what.ip6)
        b.at[NUMBER] = (uint8_t)what.number;
    if (back) {
        put_mac(&b, 0, HERE);
        put_mac(&b, 6, ELSEWHERE);
    } else {
        put_mac(&b, 0, ELSEWHERE);
    }
    add_tcp(&b, (tcp_bytes){.src_port = back ? 443 : 50000,
                            .dst_port = back ? 50000 : 443,
                            .sequence = 5000,
                            .ack = 9000,
                            .flags = what.flags});
    add_zeros(&b, what.payload);
    return b;
}

#define BARE_ACK ((ack){.ip6 = true, .flags = ACK})

static void
test_who_answers_twice_sent_no_copy(void)
{
    static const struct {
        ack what;
        bool copy;
    } cases[] = {
        {{.ip6 = true, .flags = ACK}, false},
        {{.flags = ACK}, false},
        {{.flags = ACK, .number = 7}, true},
        {{.ip6 = true, .flags = ACK, .payload = 1}, true},
        {{.flags = ACK, .payload = 1}, true},
        {{.ip6 = true, .flags = ACK | FIN}, true},
        {{.ip6 = true, .flags = ACK | SYN}, true},
        {{.flags = ACK | RST}, false},
        {{.ip6 = true, .flags = RST}, false},
        {{.flags = RST, .number = 7}, true},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_dissector) dissector = new_dissector();
        for (uint32_t n = 1; n <= 3; n++) {
            bytes b = acknowledgement(n, n * MS, cases[i].what, false);
            g_test_message("%u %u", i, n);
            g_assert_cmpuint(copy_of(dissector, &b), ==, n > 1 && cases[i].copy ? 1 : 0);
        }
    }
}

/* Reads a frame twice; the number of the second, if it is a copy of the first. */
static uint32_t
twice(iot_dissector *dissector, bytes first, int64_t gap_ns)
{
    bytes second = first;

    copy_of(dissector, &first);
    second.number++;
    second.time_ns += gap_ns;
    return copy_of(dissector, &second);
}

/* Frames from the server to the client, with room for the second of each. */
typedef enum kind { NOTHING, NUMBERED, SYN6, OTHER_SYN6, THIRD_SYN6, DATAGRAM6, RESET, ARP } kind;

static bytes
frame_of(kind kind, uint32_t number, int64_t time_ns)
{
    enum { SEQUENCE6 = ETHERNET_BYTES + 40 + 4 };
    bytes b;

    switch (kind) {
    case ARP:
        b = question(number, 0);
        b.time_ns = time_ns;
        put_mac(&b, 0, HERE);
        put_mac(&b, 6, ELSEWHERE);
        break;
    case DATAGRAM6:
        b = datagram6(number, 64);
        b.time_ns = time_ns;
        put_mac(&b, 0, HERE);
        put_mac(&b, 6, ELSEWHERE);
        break;
    case NUMBERED:
        b = acknowledgement(number, time_ns, (ack){.number = 7, .flags = ACK, .payload = 1}, true);
        break;
    case RESET:
        b = acknowledgement(number, time_ns, (ack){.flags = RST}, true);
        break;
    default:
        b = acknowledgement(number, time_ns, (ack){.ip6 = true, .flags = SYN}, true);
        b.at[SEQUENCE6] = (uint8_t)kind;
    }
    return b;
}

/* Where what nobody sends twice was there twice, so is all else between these two, either way. One
 * that a host may send twice shows that no more than any other; three one way do. */
static void
test_where_others_are_there_twice_an_acknowledgement_is_too(void)
{
    static const struct {
        kind before[4];
        int64_t now_ns;
        bool copy;
    } cases[] = {
        {{NUMBERED}, 5000 * MS, true},
        {{NUMBERED}, 10000 * MS, true},
        {{NUMBERED}, 10200 * MS, false},
        {{NOTHING}, 5000 * MS, false},
        {{SYN6}, 5000 * MS, false},
        {{ARP}, 5000 * MS, false},
        {{DATAGRAM6}, 5000 * MS, false},
        {{RESET, RESET, RESET, RESET}, 5000 * MS, false},
        {{SYN6, OTHER_SYN6}, 5000 * MS, false},
        {{SYN6, OTHER_SYN6, THIRD_SYN6}, 5000 * MS, true},
        {{ARP, DATAGRAM6, SYN6}, 5000 * MS, true},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_dissector) dissector = new_dissector();
        uint32_t number = 1;
        for (unsigned k = 0; k < 4 && cases[i].before[k]; k++, number += 2)
            twice(dissector, frame_of(cases[i].before[k], number, 50 * MS * (k + 1)), MS);
        bytes last = acknowledgement(number, cases[i].now_ns, BARE_ACK, false);
        g_test_message("%u", i);
        g_assert_cmpuint(twice(dissector, last, MS), ==, cases[i].copy ? number : 0);
    }
}

/* Between the same two, whichever way; and what was there once shows that its hosts send the others
 * twice. */
static void
test_where_others_are_there_once_it_was_sent_twice(void)
{
    static const struct {
        bool numbered_twice, late;
        kind last;
        bool copy;
    } cases[] = {
        {false, false, DATAGRAM6, false}, {false, false, ARP, false}, {false, false, SYN6, false},
        {false, false, NUMBERED, true},   {true, false, ARP, true},   {false, true, ARP, true},
    };

    for (unsigned n = 0; n < 2 * G_N_ELEMENTS(cases); n++) {
        g_autoptr(iot_dissector) dissector = new_dissector();
        unsigned i = n / 2;
        bool back = n % 2;
        bytes once = acknowledgement(1, 0, (ack){.number = 9, .flags = ACK, .payload = 2}, back);
        copy_of(dissector, &once);
        once.number = 2;
        once.time_ns = MS;
        if (cases[i].numbered_twice)
            copy_of(dissector, &once);
        bytes last = frame_of(cases[i].last, 3, cases[i].late ? 11000 * MS : 30 * MS);
        g_test_message("%u %u", i, back);
        g_assert_cmpuint(twice(dissector, last, MS), ==, cases[i].copy ? 3 : 0);
    }
}

/* A mirror of one way: it tells nothing of the other. */
static void
test_one_way_may_be_there_twice_and_the_other_once(void)
{
    enum { ROUNDS = 20, SEQUENCE6 = ETHERNET_BYTES + 40 + 4, SOME = 8 };
    static const ack segment6 = {.ip6 = true, .flags = ACK, .payload = 1};

    for (unsigned mirrored = 0; mirrored < 2; mirrored++) {
        g_autoptr(iot_dissector) dissector = new_dissector();
        for (uint32_t n = 1; n < SOME * ROUNDS; n += SOME) {
            int64_t time_ns = n * 10 * MS;
            bytes there = acknowledgement(n, time_ns, segment6, mirrored);
            bytes back = acknowledgement(n + 2, time_ns + 2 * MS, segment6, !mirrored);
            there.at[SEQUENCE6] = back.at[SEQUENCE6] = (uint8_t)n;
            g_assert_cmpuint(twice(dissector, there, MS), ==, n);
            g_assert_cmpuint(copy_of(dissector, &back), ==, 0);
            /* What is sent back twice was sent twice, once that is known. */
            back = acknowledgement(n + 3, time_ns + 30 * MS, BARE_ACK, !mirrored);
            g_assert_cmpuint(twice(dissector, back, MS), ==, 0);
        }
    }
}

/* However many they are, the last of them counts. */
static void
test_many_witnesses_are_no_fewer(void)
{
    enum { MANY = 256, SEQUENCE6 = ETHERNET_BYTES + 40 + 4 };
    g_autoptr(iot_dissector) dissector = new_dissector();
    uint32_t number = 1;
    int64_t time_ns = 0;

    for (unsigned i = 1; i <= MANY; i++, number += 2) {
        time_ns += i < MANY ? 50 * MS : 8000 * MS;
        bytes b = frame_of(SYN6, number, time_ns);
        b.at[SEQUENCE6] = (uint8_t)i;
        g_assert_cmpuint(twice(dissector, b, MS), ==, number);
    }
    bytes last = acknowledgement(number, time_ns + 8000 * MS, BARE_ACK, false);
    g_assert_cmpuint(twice(dissector, last, MS), ==, number);
}

/* What a host sends to all is told apart from what it sends to one. */
static void
test_groups_are_one(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    bytes once = datagram(1, 0), to_all = question(2, 0), other = question(4, 0);

    /* On whichever side of the sender's the group's number lies. */
    put_mac(&once, 0, "01:00:5e:00:00:fb");
    put_mac(&to_all, 0, "ff:ff:ff:ff:ff:ff");
    put_mac(&other, 0, "ff:ff:ff:ff:ff:ff");
    put_mac(&other, 6, ELSEWHERE);
    to_all.time_ns = other.time_ns = 30 * MS;
    copy_of(dissector, &once);
    g_assert_cmpuint(twice(dissector, to_all, MS), ==, 0);
    /* Of another sender: nobody knows. */
    g_assert_cmpuint(twice(dissector, other, MS), !=, 0);
}

enum { TO_AP = 1, FROM_AP = 2, RETRY = 8 };

/* A question of ARP to all over 802.11: the way that the flags say, and the number there. */
static bytes
over_the_air(uint32_t number, int64_t time_ns, uint8_t flags, uint16_t wlan_number)
{
    static const char to_all[] = "ff:ff:ff:ff:ff:ff", ap[] = "02:00:00:00:00:0a";
    bytes wired = question(number, 0), b = {.number = number, .time_ns = time_ns};
    bool from_ap = flags & FROM_AP;

    add8(&b, 0x08);
    add8(&b, flags);
    add16(&b, 0);
    add_mac(&b, from_ap ? to_all : ap);
    add_mac(&b, from_ap ? ap : HERE);
    add_mac(&b, from_ap ? HERE : to_all);
    add16(&b, wlan_number);
    add32(&b, 0xaaaa0300);
    add32(&b, 0x00000806);
    add(&b, wired.at + ETHERNET_BYTES, wired.length - ETHERNET_BYTES);
    return b;
}

/* What an access point got and sends on is a copy, and what is sent again under its number, though
 * others are there once; what a station sends twice is none, nor what comes from elsewhere. */
static void
test_what_is_in_the_air_once_more_is_a_copy(void)
{
    static const struct {
        uint8_t first, second;
        uint16_t number;
        bool copy;
    } cases[] = {
        {TO_AP, FROM_AP, 8, true},          {TO_AP, TO_AP, 8, false},
        {FROM_AP, FROM_AP, 8, false},       {FROM_AP, TO_AP, 7, false},
        {TO_AP, TO_AP | RETRY, 7, true},    {FROM_AP, FROM_AP | RETRY, 7, true},
        {TO_AP, TO_AP | RETRY, 8, false},   {TO_AP, TO_AP, 7, false},
        {FROM_AP, TO_AP | RETRY, 7, false}, {0, RETRY, 7, false},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_dissector) dissector = new_dissector();
        bytes once = over_the_air(1, 0, cases[i].first, 6);
        bytes first = over_the_air(2, 30 * MS, cases[i].first, 7);
        bytes second = over_the_air(3, 32 * MS, cases[i].second, cases[i].number);
        g_test_message("%u", i);
        read_frame(dissector, IOT_LINK_80211, &once);
        g_assert_cmpuint(read_frame(dissector, IOT_LINK_80211, &first).copy_of, ==, 0);
        g_assert_cmpuint(read_frame(dissector, IOT_LINK_80211, &second).copy_of, ==,
                         cases[i].copy ? 2 : 0);
    }
}

/* A read filter threw the second away: it was there for nobody. */
static void
test_what_was_thrown_away_shows_nothing(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    bytes first = frame_of(NUMBERED, 1, 0), second = frame_of(NUMBERED, 2, MS);
    bytes last = acknowledgement(2, 2 * MS, BARE_ACK, false);

    copy_of(dissector, &first);
    g_assert_cmpuint(copy_of(dissector, &second), ==, 1);
    g_assert_cmpuint(twice(dissector, last, MS), ==, 0);
}

/* Which of them is known does not hang on how much their MACs have in common, nor on how many a home
 * has. */
static void
test_hosts_of_one_maker_are_told_apart(void)
{
    enum { HOSTS = 120 };
    g_autoptr(iot_dissector) dissector = new_dissector();
    uint32_t number = 1;

    for (unsigned round = 0; round < 2; round++)
        for (unsigned host = 0; host < HOSTS; host++, number += 2) {
            g_autofree char *mac = g_strdup_printf("02:00:00:00:01:%02x", host);
            bytes b = round == 0 ? frame_of(NUMBERED, number, MS)
                                 : acknowledgement(number, MS, BARE_ACK, false);
            b.at[ETHERNET_BYTES + (round == 0 ? 30 : 44)] = (uint8_t)host;
            put_mac(&b, round == 0 ? 0 : 6, mac);
            put_mac(&b, round == 0 ? 6 : 0, ELSEWHERE);
            g_assert_cmpuint(twice(dissector, b, MS), ==, number);
        }
}

/* A burst that comes once more behind itself. */
static void
test_segments_that_differ_a_little_do_not_meet(void)
{
    enum { SEGMENTS = 64, SEQUENCE = ETHERNET_BYTES + 40 + 4 };
    g_autoptr(iot_dissector) dissector = new_dissector();
    unsigned known = 0;

    for (uint32_t n = 1; n <= 2 * SEGMENTS; n++) {
        bytes b = acknowledgement(n, MS, (ack){.ip6 = true, .flags = ACK, .payload = 1}, false);
        unsigned at = (n - 1) % SEGMENTS * 1000;
        b.at[SEQUENCE + 2] = (uint8_t)(at >> 8);
        b.at[SEQUENCE + 3] = (uint8_t)at;
        known += copy_of(dissector, &b) != 0;
    }
    g_assert_cmpuint(known, ==, SEGMENTS);
}

/* Of a moment, the first that differ from each other in a byte at their end as well: what is told
 * of them rests on all of their bytes, however many came in between. */
static void
test_behind_many_others_of_a_moment(void)
{
    enum { PACKETS = 150 };
    g_autoptr(iot_dissector) dissector = new_dissector();
    unsigned known = 0;

    for (uint32_t n = 0; n < 3 * PACKETS; n++) {
        bytes b = datagram(n + 1, MS);
        b.at[NUMBER] = (uint8_t)(n % PACKETS);
        if (n / PACKETS == 1)
            b.at[b.length - 1] = 1;
        put_mac(&b, 0, n / PACKETS == 2 ? ELSEWHERE : "02:00:00:00:00:04");
        uint32_t first = copy_of(dissector, &b);
        g_assert_cmpuint(first, ==, n / PACKETS == 2 ? n % PACKETS + 1 : 0);
        known += first != 0;
    }
    g_assert_cmpuint(known, ==, PACKETS);
}

/* With a hop less between others it was passed on, whatever it says. */
static void
test_an_acknowledgement_passed_on_is_a_copy(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    bytes first = acknowledgement(1, MS, BARE_ACK, false);
    bytes passed_on = acknowledgement(2, 2 * MS, BARE_ACK, false);

    put_mac(&passed_on, 6, "02:00:00:00:00:09");
    passed_on.at[HOPS6]--;
    g_assert_cmpuint(copy_of(dissector, &first), ==, 0);
    g_assert_cmpuint(copy_of(dissector, &passed_on), ==, 1);
}

/* A read filter threw the first away: its number is another frame's now. */
static void
test_what_was_thrown_away_has_no_copies(void)
{
    g_autoptr(iot_dissector) dissector = new_dissector();
    bytes dropped = datagram(1, 0), kept = datagram(1, MS), copy = datagram(2, 2 * MS);

    g_assert_cmpuint(copy_of(dissector, &dropped), ==, 0);
    g_assert_cmpuint(copy_of(dissector, &kept), ==, 0);
    g_assert_cmpuint(copy_of(dissector, &copy), ==, 1);
}

#define ADD(name) g_test_add_func("/copies/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(very_same_frame_within_a_moment);
    ADD(any_byte_makes_another_packet);
    ADD(padding_and_tags_are_the_links);
    ADD(a_hop_further_between_other_neighbours);
    ADD(ipv6_counts_hops_elsewhere);
    ADD(without_neighbours_a_hop_less_is_a_copy);
    ADD(arp_too_and_it_tells_nothing);
    ADD(round_trips_go_from_first_to_first);
    ADD(who_answers_twice_sent_no_copy);
    ADD(where_others_are_there_twice_an_acknowledgement_is_too);
    ADD(where_others_are_there_once_it_was_sent_twice);
    ADD(one_way_may_be_there_twice_and_the_other_once);
    ADD(many_witnesses_are_no_fewer);
    ADD(groups_are_one);
    ADD(what_is_in_the_air_once_more_is_a_copy);
    ADD(what_was_thrown_away_shows_nothing);
    ADD(hosts_of_one_maker_are_told_apart);
    ADD(segments_that_differ_a_little_do_not_meet);
    ADD(behind_many_others_of_a_moment);
    ADD(an_acknowledgement_passed_on_is_a_copy);
    ADD(what_was_thrown_away_has_no_copies);
    return g_test_run();
}
