/* sessions.c - a router's table of sessions, as lines of text
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sessions/sessions-internal.h"

#include "base/budget.h"
#include "base/hash.h"
#include "sessions/conntrack.h"
#include "sessions/neighbours.h"
#include "sessions/pf-states.h"

#include <string.h>

/* What a session takes, with its places in the list and in the table. */
#define SESSION_BYTES                                                                              \
    (IOT_BUDGET_PIECE_BYTES(sizeof(iot_session)) + IOT_BUDGET_ENTRY_BYTES +                        \
     IOT_BUDGET_ELEMENT_BYTES(sizeof(void *)))

static void
append_end(uint8_t *bytes, const iot_session_end *end)
{
    memcpy(bytes, end->addr.bytes, sizeof end->addr.bytes);
    memcpy(bytes + sizeof end->addr.bytes, &end->port, sizeof end->port);
}

static guint
session_hash(gconstpointer key)
{
    enum { END_BYTES = sizeof(iot_addr) + sizeof(uint16_t) };
    const iot_session *session = key;
    uint8_t bytes[2 * END_BYTES + 1] = {0};

    append_end(bytes, &session->client);
    append_end(bytes + END_BYTES, &session->server);
    bytes[sizeof bytes - 1] = (uint8_t)session->transport;
    return iot_hash_bytes(bytes, sizeof bytes);
}

static bool
is_same_end(const iot_session_end *a, const iot_session_end *b)
{
    return a->port == b->port && iot_addr_equal(&a->addr, &b->addr);
}

/* On which side of a translation a session was looked at makes no other session of it. */
static gboolean
session_equal(gconstpointer a, gconstpointer b)
{
    const iot_session *x = a, *y = b;

    return is_same_end(&x->client, &y->client) && is_same_end(&x->server, &y->server) &&
           x->transport == y->transport && g_strcmp0(x->protocol, y->protocol) == 0;
}

iot_sessions *
iot_sessions_new(uint64_t room_bytes)
{
    iot_sessions *sessions = g_new0(iot_sessions, 1);
    uint64_t room = room_bytes / SESSION_BYTES;

    sessions->max = room_bytes ? (guint)MIN(room, IOT_SESSIONS_MAX) : IOT_SESSIONS_MAX;
    sessions->all = g_ptr_array_new_with_free_func(g_free);
    sessions->by_ends = g_hash_table_new(session_hash, session_equal);
    sessions->neighbours = g_array_new(FALSE, FALSE, sizeof(neighbour));
    sessions->by_addr = g_hash_table_new_full(iot_addr_hash, iot_addr_equal_key, g_free, NULL);
    return sessions;
}

void
iot_sessions_free(iot_sessions *sessions)
{
    if (!sessions)
        return;
    g_hash_table_unref(sessions->by_addr);
    g_array_unref(sessions->neighbours);
    g_hash_table_unref(sessions->by_ends);
    g_ptr_array_unref(sessions->all);
    g_free(sessions);
}

/* --- Each session once */

/* So much more is counted in all; false, and nothing is, if that is more than can be. */
static bool
count(iot_session_count *all, const iot_session *session)
{
    uint64_t packets = session->sent.packets + session->received.packets;
    uint64_t bytes = session->sent.bytes + session->received.bytes;

    if (packets > IOT_SESSION_COUNT_MAX - all->packets ||
        bytes > IOT_SESSION_COUNT_MAX - all->bytes)
        return false;
    all->packets += packets;
    all->bytes += bytes;
    return true;
}

static void
take_back(iot_session_count *all, const iot_session *session)
{
    all->packets -= session->sent.packets + session->received.packets;
    all->bytes -= session->sent.bytes + session->received.bytes;
}

static void
keep_most(iot_session_count *known, const iot_session_count *again)
{
    known->packets = MAX(known->packets, again->packets);
    known->bytes = MAX(known->bytes, again->bytes);
}

/* Where a translation shows, it is kept. */
static void
see_again(iot_session *known, const iot_session *again)
{
    if (!is_same_end(&again->asked, &again->server))
        known->asked = again->asked;
    if (!is_same_end(&again->shown, &again->client))
        known->shown = again->shown;
    known->answered |= again->answered;
    known->counted |= again->counted;
    keep_most(&known->sent, &again->sent);
    keep_most(&known->received, &again->received);
}

static void
count_again(iot_sessions *sessions, iot_session *session)
{
    if (count(&sessions->counted, session))
        return;
    session->counted = false;
    session->sent = session->received = (iot_session_count){0, 0};
}

static void
keep(iot_sessions *sessions, const iot_session *session)
{
    iot_session *known = g_hash_table_lookup(sessions->by_ends, session);

    if (known) {
        take_back(&sessions->counted, known);
        see_again(known, session);
    } else if (sessions->all->len >= sessions->max) {
        sessions->left_out++;
        return;
    } else {
        known = g_memdup2(session, sizeof *session);
        g_ptr_array_add(sessions->all, known);
        g_hash_table_add(sessions->by_ends, known);
    }
    count_again(sessions, known);
}

void
iot_sessions_end_table(iot_sessions *sessions)
{
    if (sessions->has_begun)
        keep(sessions, &sessions->begun);
    sessions->has_begun = false;
}

void
iot_sessions_add_neighbour(iot_sessions *sessions, const iot_addr *addr, const iot_mac *mac)
{
    neighbour one = {*addr, *mac};

    if (!iot_mac_is_station(mac) || !iot_addr_is_unicast(addr) ||
        g_hash_table_contains(sessions->by_addr, addr))
        return;
    if (sessions->neighbours->len >= IOT_SESSIONS_NEIGHBOURS_MAX) {
        sessions->left_out++;
        return;
    }
    g_array_append_val(sessions->neighbours, one);
    g_hash_table_add(sessions->by_addr, g_memdup2(addr, sizeof *addr));
}

/* --- Lines */

/* What stands above a table, and what programs say of themselves. */
static bool
says_nothing(const line_words *line)
{
    static const char *const beginnings[][2] = {
        {"conntrack", "v"},        /* how many it has shown */
        {"IP", "address"},         /* /proc/net/arp */
        {"Neighbor", "Linklayer"}, /* ndp -a */
        {"No", "ALTQ"},
        {"ALTQ", "related"},
    };

    if (line->n == 0 || *line->words[0] == '#')
        return true;
    for (unsigned i = 0; i < G_N_ELEMENTS(beginnings); i++)
        if (strcmp(line_word(line, 0), beginnings[i][0]) == 0 &&
            g_str_has_prefix(line_word(line, 1), beginnings[i][1]))
            return true;
    return false;
}

static bool
read_state(iot_sessions *sessions, const line_words *line, const char **ret_why)
{
    iot_session state;

    if (sessions->has_begun && pf_read_detail(line, &sessions->begun, ret_why))
        return true;
    if (*ret_why || !pf_read_state(line, &state, ret_why))
        return false;
    iot_sessions_end_table(sessions);
    sessions->begun = state;
    sessions->has_begun = true;
    return true;
}

static bool
read_neighbour(iot_sessions *sessions, const line_words *line)
{
    iot_addr addr;
    iot_mac mac;

    if (!neighbour_read_line(line, &addr, &mac))
        return false;
    iot_sessions_add_neighbour(sessions, &addr, &mac);
    return true;
}

bool
iot_sessions_read_line(iot_sessions *sessions, const char *text, gsize length, const char **ret_why)
{
    g_autoptr(line_words) line = line_words_new(text, length);
    const char *why = NULL;
    iot_session session;

    if (conntrack_read_line(line, &session, &why)) {
        iot_sessions_end_table(sessions);
        keep(sessions, &session);
        sessions->lines++;
        return true;
    }
    if (!why && (read_state(sessions, line, &why) || (!why && read_neighbour(sessions, line)))) {
        sessions->lines++;
        return true;
    }
    if (!why && says_nothing(line))
        return true;
    *ret_why = why;
    return false;
}

uint64_t
iot_sessions_lines(const iot_sessions *sessions)
{
    return sessions->lines;
}

guint
iot_sessions_count(const iot_sessions *sessions)
{
    return sessions->all->len + sessions->has_begun;
}

guint
iot_sessions_neighbours(const iot_sessions *sessions)
{
    return sessions->neighbours->len;
}

uint64_t
iot_sessions_left_out(const iot_sessions *sessions)
{
    return sessions->left_out;
}
