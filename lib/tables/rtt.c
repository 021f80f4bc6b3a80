/* rtt.c - samples of the remote leg, and the smallest of them per remote
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tables/rtt.h"

#include "base/budget.h"

#define NTP_CLIENT 3
#define NTP_SERVER 4

struct iot_ntp_pending {
    struct {
        uint64_t transmit;
        int64_t time_ns;
        bool waiting;
    } requests[IOT_RTT_NTP_PENDING];
    unsigned next;
};

void
iot_rtt_state_clear(iot_rtt_state *state)
{
    g_clear_pointer(&state->ntp, g_free);
}

static int64_t
tcp_sample(const iot_rtt_state *state, iot_side side, const iot_observation *obs)
{
    iot_side other = side == IOT_SIDE_SRC ? IOT_SIDE_DST : IOT_SIDE_SRC;

    return obs->acks_frame > state->last_retransmission[other] ? obs->ack_rtt_ns : 0;
}

static void
remember_ntp_request(iot_rtt_state *state, const iot_observation *obs)
{
    if (!state->ntp)
        state->ntp = g_new0(struct iot_ntp_pending, 1);
    for (unsigned i = 0; i < IOT_RTT_NTP_PENDING; i++)
        if (state->ntp->requests[i].waiting &&
            state->ntp->requests[i].transmit == obs->ntp.transmit)
            return;
    unsigned slot = state->ntp->next++ % IOT_RTT_NTP_PENDING;
    state->ntp->requests[slot].transmit = obs->ntp.transmit;
    state->ntp->requests[slot].time_ns = obs->time_ns;
    state->ntp->requests[slot].waiting = true;
}

static int64_t
ntp_sample(iot_rtt_state *state, const iot_observation *obs)
{
    for (unsigned i = 0; state->ntp && i < IOT_RTT_NTP_PENDING; i++) {
        if (state->ntp->requests[i].waiting &&
            state->ntp->requests[i].transmit == obs->ntp.origin) {
            state->ntp->requests[i].waiting = false;
            return obs->time_ns - state->ntp->requests[i].time_ns;
        }
    }
    return 0;
}

/* The sample, if this packet is the first answer to a single Initial. A server that spoke before,
 * in a capture begun in the middle, may still answer what was before. */
static int64_t
quic_sample(iot_rtt_state *state, iot_side side, const iot_observation *obs)
{
    bool is_first = !state->spoke[side];

    state->spoke[side] = true;
    if (state->quic_done || (!state->initials && !obs->quic_initial))
        return 0;
    if (state->initials && side != state->initial_side) {
        state->quic_done = true;
        return state->initials == 1 && is_first ? obs->time_ns - state->initial_ns : 0;
    }
    if (obs->quic_initial && state->initials < 2) {
        state->initial_side = side;
        state->initial_ns = obs->time_ns;
        state->initials++;
    }
    return 0;
}

static int64_t
smaller_positive(int64_t a, int64_t b)
{
    return a <= 0 ? MAX(b, 0) : b <= 0 ? a : MIN(a, b);
}

int64_t
iot_rtt_state_observe(iot_rtt_state *state, iot_side side, const iot_observation *obs)
{
    int64_t sample = MAX(obs->response_ns, 0);

    if (!state)
        return sample;
    if (obs->ack_rtt_ns > 0 && obs->acks_frame > 0)
        sample = smaller_positive(sample, tcp_sample(state, side, obs));
    if (obs->retransmission)
        state->last_retransmission[side] = obs->frame;
    if (obs->ntp.mode == NTP_CLIENT)
        remember_ntp_request(state, obs);
    else if (obs->ntp.mode == NTP_SERVER)
        sample = smaller_positive(sample, ntp_sample(state, obs));
    if (obs->transport == IOT_TRANSPORT_UDP)
        sample = smaller_positive(sample, quic_sample(state, side, obs));
    return sample;
}

typedef struct heard {
    iot_addr receiver;
    int64_t rtt_ns;
} heard;

struct iot_smallest_rtts {
    GHashTable *senders; /* iot_addr* -> GArray of heard */
    uint64_t heard;      /* of all */
    uint64_t dropped;
};

static void
list_free(gpointer list)
{
    g_array_unref(list);
}

iot_smallest_rtts *
iot_smallest_rtts_new(void)
{
    iot_smallest_rtts *smallest = g_new0(iot_smallest_rtts, 1);

    smallest->senders = g_hash_table_new_full(iot_addr_hash, iot_addr_equal_key, g_free, list_free);
    return smallest;
}

void
iot_smallest_rtts_free(iot_smallest_rtts *smallest)
{
    if (!smallest)
        return;
    g_hash_table_unref(smallest->senders);
    g_free(smallest);
}

void
iot_smallest_rtts_observe(iot_smallest_rtts *smallest, const iot_addr *sender,
                          const iot_addr *receiver, int64_t rtt_ns)
{
    GArray *list = g_hash_table_lookup(smallest->senders, sender);
    heard entry = {*receiver, rtt_ns};

    if (!list) {
        if (g_hash_table_size(smallest->senders) >= IOT_SMALLEST_RTTS_SENDERS_MAX) {
            smallest->dropped++;
            return;
        }
        list = g_array_new(FALSE, FALSE, sizeof(heard));
        g_hash_table_insert(smallest->senders, g_memdup2(sender, sizeof *sender), list);
    }
    for (guint i = 0; i < list->len; i++) {
        heard *known = &g_array_index(list, heard, i);
        if (iot_addr_equal(&known->receiver, receiver)) {
            known->rtt_ns = MIN(known->rtt_ns, rtt_ns);
            return;
        }
    }
    if (list->len >= IOT_SMALLEST_RTTS_RECEIVERS_MAX) {
        smallest->dropped++;
        return;
    }
    g_array_append_val(list, entry);
    smallest->heard++;
}

int64_t
iot_smallest_rtts_lookup(const iot_smallest_rtts *smallest, const iot_addr *sender,
                         iot_receiver_fn counts, const void *user_data)
{
    const GArray *list = g_hash_table_lookup(smallest->senders, sender);
    int64_t best = 0;

    for (guint i = 0; list && i < list->len; i++) {
        const heard *entry = &g_array_index(list, heard, i);
        if (counts(&entry->receiver, user_data))
            best = smaller_positive(best, entry->rtt_ns);
    }
    return best;
}

#define SENDER_BYTES                                                                               \
    (IOT_BUDGET_PIECE_BYTES(sizeof(iot_addr)) + IOT_BUDGET_PIECE_BYTES(40) + 16 +                  \
     IOT_BUDGET_ENTRY_BYTES)
#define HEARD_BYTES IOT_BUDGET_ELEMENT_BYTES(sizeof(heard))

uint64_t
iot_smallest_rtts_bytes(const iot_smallest_rtts *smallest)
{
    return g_hash_table_size(smallest->senders) * (uint64_t)SENDER_BYTES +
           smallest->heard * HEARD_BYTES;
}

static uint64_t
count_heard(const iot_smallest_rtts *smallest)
{
    GHashTableIter iter;
    gpointer list;
    uint64_t n = 0;

    g_hash_table_iter_init(&iter, smallest->senders);
    while (g_hash_table_iter_next(&iter, NULL, &list))
        n += ((const GArray *)list)->len;
    return n;
}

void
iot_smallest_rtts_prune(iot_smallest_rtts *smallest, uint64_t bytes, iot_ranking_weight_fn weight,
                        void *user_data)
{
    guint senders = g_hash_table_size(smallest->senders);
    uint64_t each = senders > 0 ? iot_smallest_rtts_bytes(smallest) / senders : 0;

    smallest->dropped += iot_ranking_thin_out(smallest->senders, (uint32_t)MIN(each, UINT32_MAX),
                                              bytes, weight, user_data);
    smallest->heard = count_heard(smallest);
}

uint64_t
iot_smallest_rtts_dropped(const iot_smallest_rtts *smallest)
{
    return smallest->dropped;
}
