/* conntrack.c - a line of Linux's table of connections
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     ipv4 2 tcp 6 431999 ESTABLISHED src=... dst=... sport=... dport=... packets=... bytes=...
 *         [UNREPLIED] src=... dst=... sport=... dport=... packets=... bytes=... [ASSURED] mark=0
 *
 * The family is there in /proc and with -o extended; time and state are not there for what hardware
 * forwards. So nothing goes by its place but the protocol: its name, followed by its number.
 */
#include "sessions/conntrack.h"

#include <string.h>

/* Its number is what counts: old tools name few. */
static const struct {
    uint8_t number;
    iot_transport transport;
    const char *name;
} protocols[] = {
    {6, IOT_TRANSPORT_TCP, NULL},         {17, IOT_TRANSPORT_UDP, NULL},
    {1, IOT_TRANSPORT_NONE, "icmp"},      {58, IOT_TRANSPORT_NONE, "icmpv6"},
    {2, IOT_TRANSPORT_NONE, "igmp"},      {33, IOT_TRANSPORT_NONE, "dccp"},
    {47, IOT_TRANSPORT_NONE, "gre"},      {50, IOT_TRANSPORT_NONE, "esp"},
    {51, IOT_TRANSPORT_NONE, "ah"},       {132, IOT_TRANSPORT_NONE, "sctp"},
    {136, IOT_TRANSPORT_NONE, "udplite"},
};

/* One of the two: who sent to whom, and how much. */
typedef struct tuple {
    iot_session_end src, dst;
    iot_session_count count;
    unsigned has; /* its words, as bits */
} tuple;

enum { HAS_SRC = 1, HAS_DST = 2, HAS_SPORT = 4, HAS_DPORT = 8, HAS_PACKETS = 16, HAS_BYTES = 32 };

typedef struct reading {
    tuple tuples[2];
    unsigned n; /* of them, begun */
    bool unreplied;
    const char *why; /* what is wrong; NULL: nothing */
} reading;

static bool
take_port(const char *value, uint16_t *ret_port)
{
    uint64_t port;

    if (!word_number(value, UINT16_MAX, &port))
        return false;
    *ret_port = (uint16_t)port;
    return true;
}

static void
take_addr(reading *at, const char *value, iot_addr *to)
{
    if (!word_addr(value, to))
        at->why = "has an address that is none";
}

static void
take_count(reading *at, const char *value, uint64_t *to)
{
    if (!word_number(value, IOT_SESSION_COUNT_MAX, to))
        at->why = "has a count that cannot be";
}

/* A second "src" begins the second tuple. */
static void
take_word(reading *at, const char *word)
{
    static const char *const words[] = {"src", "dst", "sport", "dport", "packets", "bytes"};
    const char *value = word_value(word, "src");
    tuple *of;

    at->unreplied |= strcmp(word, "[UNREPLIED]") == 0;
    if (value && at->n == 2)
        at->why = "has three tuples";
    at->n += value && at->n < 2;
    if (at->n == 0)
        return;
    of = &at->tuples[at->n - 1];
    for (unsigned i = 0; i < G_N_ELEMENTS(words); i++)
        of->has |= word_value(word, words[i]) ? 1U << i : 0;
    if (value)
        take_addr(at, value, &of->src.addr);
    else if ((value = word_value(word, "dst")))
        take_addr(at, value, &of->dst.addr);
    else if ((value = word_value(word, "packets")))
        take_count(at, value, &of->count.packets);
    else if ((value = word_value(word, "bytes")))
        take_count(at, value, &of->count.bytes);
    else if (((value = word_value(word, "sport")) && !take_port(value, &of->src.port)) ||
             ((value = word_value(word, "dport")) && !take_port(value, &of->dst.port)))
        at->why = "has a port that is none";
}

/* Where the name of the protocol stands; -1: nowhere. */
static int
place_of_protocol(const line_words *line)
{
    unsigned at = 0;

    /* Of an event: its time, and what happened, which can have a blank within. */
    while (*line_word(line, at) == '[' || g_str_has_suffix(line_word(line, at), "]"))
        at++;
    if (g_str_has_prefix(line_word(line, at), "ipv") && word_is_digits(line_word(line, at + 1)))
        at += 2;
    bool named = g_ascii_isalpha(*line_word(line, at)) && !strchr(line_word(line, at), '=');
    return named && word_is_digits(line_word(line, at + 1)) ? (int)at : -1;
}

/* Both ways have the same words, always: what has fewer was cut off, by a pipe that broke or a copy
 * that did not end. */
static const char *
fault_of(const reading *at)
{
    if (at->why)
        return at->why;
    if (at->n == 0 || (at->tuples[0].has & (HAS_SRC | HAS_DST)) != (HAS_SRC | HAS_DST))
        return "does not say from where to where";
    return at->n < 2 || at->tuples[0].has != at->tuples[1].has ? "is cut off" : NULL;
}

static void
set_protocol(iot_session *session, uint64_t number)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(protocols); i++)
        if (protocols[i].number == number) {
            session->transport = protocols[i].transport;
            session->protocol = protocols[i].name;
        }
}

static iot_session
session_of(const reading *at, uint64_t number)
{
    const tuple *there = &at->tuples[0], *back = &at->tuples[1];
    iot_session session = {
        .client = there->src,
        .asked = there->dst,
        .server = back->src,
        .shown = back->dst,
        .answered = !at->unreplied,
        .counted = (there->has & HAS_PACKETS) != 0,
        .sent = there->count,
        .received = back->count,
    };

    set_protocol(&session, number);
    return session;
}

bool
conntrack_read_line(const line_words *line, iot_session *ret_session, const char **ret_why)
{
    int place = place_of_protocol(line);
    reading at = {0};
    uint64_t number;

    if (place < 0 || !word_number(line_word(line, (unsigned)place + 1), UINT8_MAX, &number))
        return false;
    for (unsigned i = (unsigned)place + 2; i < line->n && !at.why; i++)
        take_word(&at, line->words[i]);
    if (fault_of(&at)) {
        /* What has not one tuple is something else. */
        if (at.n > 0)
            *ret_why = fault_of(&at);
        return false;
    }
    *ret_session = session_of(&at, number);
    return true;
}
