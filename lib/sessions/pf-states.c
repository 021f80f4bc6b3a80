/* pf-states.c - a state as the packet filter of the BSDs has it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     em0 tcp 203.0.113.5:61234 (192.168.1.10:52110) -> 198.51.100.7:443  ESTABLISHED:ESTABLISHED
 *        [3823470217 + 65664]  [1245170323 + 64512]
 *        age 00:01:12, expires in 23:59:58, 12:10 pkts, 1532:8521 bytes, rule 71
 *        id: 0100000063a1b2c3 creatorid: 8a5f1f32 gateway: 0.0.0.0
 *
 * The arrow goes from who opened it. In parentheses stands what an end was before translation. The
 * state of the end on the left comes first, the counts are those of who opened it first. Before
 * OpenBSD 4.6 there were no parentheses, but three ends: the one inside, as what it is seen, and
 * the one outside.
 */
#include "sessions/pf-states.h"

#include <string.h>

static const struct {
    const char *name;
    iot_transport transport;
    const char *protocol;
} protocols[] = {
    {"tcp", IOT_TRANSPORT_TCP, NULL},           {"udp", IOT_TRANSPORT_UDP, NULL},
    {"icmp", IOT_TRANSPORT_NONE, "icmp"},       {"ipv6-icmp", IOT_TRANSPORT_NONE, "icmpv6"},
    {"icmp6", IOT_TRANSPORT_NONE, "icmpv6"},    {"gre", IOT_TRANSPORT_NONE, "gre"},
    {"esp", IOT_TRANSPORT_NONE, "esp"},         {"ah", IOT_TRANSPORT_NONE, "ah"},
    {"sctp", IOT_TRANSPORT_NONE, "sctp"},       {"igmp", IOT_TRANSPORT_NONE, "igmp"},
    {"udplite", IOT_TRANSPORT_NONE, "udplite"},
};

/* Ends as they stand in the line, each with what it was before translation. */
#define ENDS_MAX 3
typedef struct ends {
    iot_session_end is[ENDS_MAX], was[ENDS_MAX];
    unsigned n;
    bool out, in;    /* arrows seen: "->", "<-" */
    unsigned behind; /* the first word that is none of this */
} ends;

/* "192.0.2.1:80", "2001:db8::1[80]", or without port. */
static bool
read_end(const char *word, iot_session_end *ret_end)
{
    char text[IOT_ADDR_TEXT + sizeof "[65535]"];
    size_t length = strlen(word);
    uint64_t port = 0;
    iot_session_end end = {0};

    if (length >= sizeof text)
        return false;
    memcpy(text, word, length + 1);
    char *bracket = strchr(text, '['), *colon = strchr(text, ':');
    char *behind = bracket ? bracket : colon && colon == strrchr(text, ':') ? colon : NULL;
    if (behind)
        *behind++ = '\0';
    if (bracket && g_str_has_suffix(behind, "]"))
        behind[strlen(behind) - 1] = '\0';
    if ((behind && !word_number(behind, UINT16_MAX, &port)) || !word_addr(text, &end.addr))
        return false;
    end.port = (uint16_t)port;
    *ret_end = end;
    return true;
}

/* "(192.168.1.10:52110)" */
static bool
read_former(const char *word, iot_session_end *ret_end)
{
    size_t length = strlen(word);
    g_autofree char *inner = length > 2 && *word == '(' && word[length - 1] == ')'
                                 ? g_strndup(word + 1, length - 2)
                                 : NULL;

    return inner && read_end(inner, ret_end);
}

static bool
read_arrow(ends *at, const char *word)
{
    bool out = strcmp(word, "->") == 0, in = strcmp(word, "<-") == 0;

    at->out |= out;
    at->in |= in;
    return out || in;
}

/* False if there are not two ends or three with arrows one way. */
static bool
read_ends(ends *at, const line_words *line, unsigned i)
{
    do {
        if (at->n == ENDS_MAX || !read_end(line_word(line, i++), &at->is[at->n]))
            return false;
        at->was[at->n] = at->is[at->n];
        i += read_former(line_word(line, i), &at->was[at->n]);
        at->n++;
    } while (read_arrow(at, line_word(line, i++)));
    at->behind = i - 1;
    return at->n >= 2 && at->out != at->in;
}

/* "ESTABLISHED:ESTABLISHED": false if the end that was called has not said a word, as far as its
 * state tells. */
static bool
has_answered(const char *states, bool out)
{
    const char *colon = strchr(states, ':');
    const char *of = !out || !colon ? states : colon + 1;
    g_autofree char *state = g_strndup(of, strcspn(of, ":"));

    return strcmp(state, "NO_TRAFFIC") != 0 && strcmp(state, "CLOSED") != 0;
}

static void
set_ends(iot_session *session, const ends *at)
{
    unsigned from = at->out ? 0 : at->n - 1, to = at->out ? at->n - 1 : 0;

    session->client = at->was[from];
    session->shown = at->is[from];
    session->asked = at->was[to];
    session->server = at->is[to];
    /* The one in the middle is what the inner one, on the left, is outside. */
    if (at->n == ENDS_MAX && at->out)
        session->shown = at->is[1];
    else if (at->n == ENDS_MAX)
        session->asked = at->is[1];
}

static bool
set_protocol(iot_session *session, const char *word)
{
    uint64_t number;

    for (unsigned i = 0; i < G_N_ELEMENTS(protocols); i++)
        if (strcmp(protocols[i].name, word) == 0) {
            session->transport = protocols[i].transport;
            session->protocol = protocols[i].protocol;
            return true;
        }
    /* A protocol that the system has no name for; or a name that we have none for. */
    return word_number(word, UINT8_MAX, &number) || g_ascii_isalpha(*word);
}

bool
pf_read_state(const line_words *line, iot_session *ret_session, const char **ret_why)
{
    iot_session session = {0};
    ends at = {0};
    bool arrow = false;

    for (unsigned i = 3; i < line->n && i <= 4; i++)
        arrow |= strcmp(line->words[i], "->") == 0 || strcmp(line->words[i], "<-") == 0;
    if (!arrow || !set_protocol(&session, line->words[1]))
        return false;
    if (!read_ends(&at, line, 2)) {
        *ret_why = "does not say from where to where";
        return false;
    }
    set_ends(&session, &at);
    session.answered = has_answered(line_word(line, at.behind), at.out);
    *ret_session = session;
    return true;
}

/* "12:10" */
static bool
read_pair(const char *word, uint64_t *ret_sent, uint64_t *ret_received)
{
    g_auto(GStrv) halves = g_strsplit(word, ":", 3);

    return g_strv_length(halves) == 2 && word_number(halves[0], IOT_SESSION_COUNT_MAX, ret_sent) &&
           word_number(halves[1], IOT_SESSION_COUNT_MAX, ret_received);
}

static bool
read_counts(const line_words *line, iot_session *session)
{
    bool packets = false, bytes = false;

    for (unsigned i = 1; i < line->n; i++) {
        const char *before = line->words[i - 1];
        if (g_str_has_prefix(line->words[i], "pkts"))
            packets = read_pair(before, &session->sent.packets, &session->received.packets);
        else if (g_str_has_prefix(line->words[i], "bytes"))
            bytes = read_pair(before, &session->sent.bytes, &session->received.bytes);
    }
    return packets && bytes;
}

bool
pf_read_detail(const line_words *line, iot_session *session, const char **ret_why)
{
    static const char *const beginnings[] = {
        "[", "age", "id:", "creatorid:", "origif:", "gateway:"};
    iot_session with = *session;
    const char *word = line_word(line, 0);
    bool known = false;

    for (unsigned i = 0; i < G_N_ELEMENTS(beginnings); i++)
        known |= g_str_has_prefix(word, beginnings[i]);
    if (!known || strcmp(word, "age") != 0)
        return known;
    if (!read_counts(line, &with)) {
        *ret_why = "has a count that cannot be";
        return false;
    }
    with.counted = true;
    with.answered = with.received.packets > 0;
    *session = with;
    return true;
}
