/* stream-table.c - the streams that are remembered
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/transport/stream-table.h"

#include "base/hash.h"

#include <string.h>

#define BUCKETS_FIRST 1024 /* a power of two, as are all numbers of buckets */
/* So many packets of both sides, or of one, are enough to keep a stream before others. */
#define SETTLED_BOTH 4
#define SETTLED_ONE  16
/* What each stream may take beside itself: here its bucket and some segments, and what the capture
 * has of it until it is closed. */
#define BESIDE_BYTES 768
#define STREAMS_MIN  1024

/* Streams that spoke lately, by their ports: the next packet is of one of them more often than not,
 * and then no hash is needed. Who chooses ports for one place finds the table behind it. */
#define LATELY 256

/* Numbers of one transport: those that were given back, and the first never given. */
typedef struct numbers {
    GArray *free; /* of uint32_t */
    uint32_t next;
} numbers;

/* By last use. */
typedef struct use_list {
    stream *oldest, *newest;
    uint32_t count;
} use_list;

struct streams {
    iot_stream_closed_fn closed;
    void *user_data;
    stream **buckets; /* as many as streams, so that they stay near each other */
    uint32_t mask;    /* of bucket numbers */
    uint32_t max, count;
    use_list lists[2]; /* by whether they are settled */
    stream *latest;    /* the last used; NULL: none */
    stream *lately[LATELY];
    numbers numbers[2]; /* TCP, UDP */
    uint32_t budget;    /* of segments */
    reassembly_shelf shelf;
};

static numbers *
numbers_of(streams *s, unsigned transport)
{
    return &s->numbers[transport == IOT_TRANSPORT_UDP];
}

static uint32_t
number_take(numbers *n)
{
    if (n->free->len == 0)
        return n->next++;
    uint32_t number = g_array_index(n->free, uint32_t, n->free->len - 1);
    g_array_set_size(n->free, n->free->len - 1);
    return number;
}

static uint32_t
max_for(const iot_dissector_options *options)
{
    uint64_t most = options->memory_bytes / (sizeof(tcp_stream) + BESIDE_BYTES);

    if (options->streams_max || options->memory_bytes == 0)
        return options->streams_max ? options->streams_max : IOT_DISSECT_STREAMS_MAX;
    return (uint32_t)CLAMP(most, STREAMS_MIN, IOT_DISSECT_STREAMS_MAX);
}

streams *
streams_new(const iot_dissector_options *options)
{
    streams *s = g_new0(streams, 1);

    s->closed = options->closed;
    s->user_data = options->user_data;
    s->max = max_for(options);
    s->mask = BUCKETS_FIRST - 1;
    s->buckets = g_new0(stream *, (gsize)s->mask + 1);
    s->budget = (uint32_t)MIN((uint64_t)SEGMENTS_BUDGET, (uint64_t)s->max * SEGMENTS_PER_STREAM);
    s->shelf.left_bytes =
        options->kept_max_bytes ? options->kept_max_bytes : IOT_DISSECT_KEPT_MAX_BYTES;
    for (unsigned i = 0; i < G_N_ELEMENTS(s->numbers); i++)
        s->numbers[i].free = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    return s;
}

/* What a stream has beside itself. */
static void
clear(streams *s, stream *at)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(at->sides); i++) {
        reassembly_clear(&at->sides[i]);
        if (at->transport == IOT_TRANSPORT_TCP)
            segments_clear(&((tcp_stream *)at)->tcp.sides[i].unacknowledged, &s->budget);
    }
}

void
streams_free(streams *s)
{
    if (!s)
        return;
    for (unsigned i = 0; i < G_N_ELEMENTS(s->lists); i++)
        for (stream *at = s->lists[i].oldest, *newer; at; at = newer) {
            newer = at->newer;
            clear(s, at);
            g_free(at);
        }
    for (unsigned i = 0; i < G_N_ELEMENTS(s->numbers); i++)
        g_array_unref(s->numbers[i].free);
    g_free(s->buckets);
    g_free(s);
}

/* Of what is compared as numbers of this machine: any order does. */
static bool
is_above(uint64_t high, uint64_t low, uint16_t port, uint64_t other_high, uint64_t other_low,
         uint16_t other_port)
{
    if (high != other_high)
        return high > other_high;
    return low != other_low ? low > other_low : port > other_port;
}

/* The same key for both directions: the smaller end comes first. */
static iot_side
key_of(const iot_observation *obs, stream_key *ret_key)
{
    uint64_t kind = (uint64_t)obs->src.family << 32 | (uint64_t)obs->transport << 40;
    uint64_t src[2], dst[2];

    memcpy(src, obs->src.bytes, sizeof src);
    memcpy(dst, obs->dst.bytes, sizeof dst);
    if (is_above(src[0], src[1], obs->src_port, dst[0], dst[1], obs->dst_port)) {
        uint64_t ports = (uint64_t)obs->dst_port << 16 | obs->src_port;
        *ret_key = (stream_key){{dst[0], dst[1], src[0], src[1], kind | ports}};
        return IOT_SIDE_DST;
    }
    uint64_t ports = (uint64_t)obs->src_port << 16 | obs->dst_port;
    *ret_key = (stream_key){{src[0], src[1], dst[0], dst[1], kind | ports}};
    return IOT_SIDE_SRC;
}

static uint32_t
hash_of(const stream_key *key)
{
    const uint64_t *w = key->words;
    uint64_t ends[2] = {w[0], w[2]};

    /* Most addresses have four bytes. */
    return (w[1] | w[3]) == 0 ? iot_hash_words(ends, 2, w[4]) : iot_hash_words(w, 4, w[4]);
}

static stream **
bucket_of(const streams *s, uint32_t hash)
{
    return &s->buckets[hash & s->mask];
}

static void
link_into_bucket(const streams *s, stream *at)
{
    stream **bucket = bucket_of(s, at->hash);

    at->next = *bucket;
    *bucket = at;
}

/* Makes twice as many buckets. */
static void
grow(streams *s)
{
    s->mask = s->mask * 2 + 1;
    g_free(s->buckets);
    s->buckets = g_new0(stream *, (gsize)s->mask + 1);
    for (unsigned i = 0; i < G_N_ELEMENTS(s->lists); i++)
        for (stream *at = s->lists[i].oldest; at; at = at->newer)
            link_into_bucket(s, at);
}

static void
unlink_from_use(streams *s, stream *at)
{
    use_list *list = &s->lists[at->settled];

    *(at->older ? &at->older->newer : &list->oldest) = at->newer;
    *(at->newer ? &at->newer->older : &list->newest) = at->older;
    list->count--;
}

static void
link_as_newest(streams *s, stream *at)
{
    use_list *list = &s->lists[at->settled];

    at->older = list->newest;
    at->newer = NULL;
    *(list->newest ? &list->newest->newer : &list->oldest) = at;
    list->newest = at;
    list->count++;
}

/* Puts it among those of its kind; of settled ones no more than half of all are kept before others.
 */
static void
use(streams *s, stream *at, bool settled)
{
    unlink_from_use(s, at);
    at->settled = settled;
    link_as_newest(s, at);
    if (s->lists[true].count <= s->max / 2)
        return;
    stream *oldest = s->lists[true].oldest;
    unlink_from_use(s, oldest);
    oldest->settled = false;
    link_as_newest(s, oldest);
}

static bool
is_settled(const stream *at)
{
    return at->packets >= (at->spoke == 3 ? SETTLED_BOTH : SETTLED_ONE);
}

static void
note_packet(streams *s, stream *at, iot_side sender)
{
    at->spoke = (uint8_t)(at->spoke | 1U << sender);
    if (at->packets < UINT8_MAX)
        at->packets++;
    bool settled = is_settled(at);
    if (at != s->latest || at->settled != settled)
        use(s, at, settled);
    s->latest = at;
}

static void
unlink_from_bucket(streams *s, const stream *at)
{
    stream **link = bucket_of(s, at->hash);

    while (*link != at)
        link = &(*link)->next;
    *link = at->next;
}

static void
begin(streams *s, stream *at)
{
    at->talk = (talk){0};
    for (unsigned i = 0; i < G_N_ELEMENTS(at->sides); i++)
        at->sides[i] = (reassembly){.shelf = &s->shelf};
    if (at->transport == IOT_TRANSPORT_UDP) {
        ((udp_stream *)at)->quic = (quic_connection){0};
        return;
    }
    tcp_state *tcp = &((tcp_stream *)at)->tcp;
    *tcp = (tcp_state){.budget = &s->budget};
    for (unsigned i = 0; i < G_N_ELEMENTS(tcp->sides); i++)
        tcp->sides[i].window = UINT32_MAX;
}

/* Whoever is not told that a stream is over would take the next of its number for the same. */
static void
give_back(streams *s, const stream *at)
{
    if (!s->closed)
        return;
    s->closed((iot_transport)at->transport, at->number, s->user_data);
    g_array_append_val(numbers_of(s, at->transport)->free, at->number);
}

static stream **
lately_of(streams *s, const stream_key *key)
{
    uint64_t ports = key->words[4];

    return &s->lately[(ports ^ ports >> 16) % LATELY];
}

/* Takes away the stream that was unused longest. */
static void
evict(streams *s)
{
    stream *at = s->lists[s->lists[false].count == 0].oldest;
    stream **lately = lately_of(s, &at->key);

    give_back(s, at);
    clear(s, at);
    unlink_from_use(s, at);
    unlink_from_bucket(s, at);
    if (*lately == at)
        *lately = NULL;
    if (s->latest == at)
        s->latest = NULL;
    g_free(at);
    s->count--;
}

static stream *
make(streams *s, iot_transport transport, const stream_key *key, uint32_t hash)
{
    if (s->count >= s->max)
        evict(s);
    bool udp = transport == IOT_TRANSPORT_UDP;
    stream *at = g_malloc(udp ? sizeof(udp_stream) : sizeof(tcp_stream));

    s->count++;
    at->key = *key;
    at->hash = hash;
    at->transport = (uint8_t)transport;
    at->number = number_take(numbers_of(s, transport));
    link_into_bucket(s, at);
    at->spoke = at->packets = 0;
    at->settled = false;
    begin(s, at);
    link_as_newest(s, at);
    if (s->count > s->mask)
        grow(s);
    return at;
}

static bool
key_equal(const stream_key *a, const stream_key *b)
{
    return ((a->words[0] ^ b->words[0]) | (a->words[1] ^ b->words[1]) |
            (a->words[2] ^ b->words[2]) | (a->words[3] ^ b->words[3]) |
            (a->words[4] ^ b->words[4])) == 0;
}

/* The stream of that key, made if need be. */
static stream *
look_up(streams *s, iot_transport transport, const stream_key *key)
{
    uint32_t hash = hash_of(key);
    stream *at = *bucket_of(s, hash);

    while (at && !key_equal(&at->key, key))
        at = at->next;
    return at ? at : make(s, transport, key, hash);
}

static stream *
find(streams *s, iot_transport transport, const stream_key *key)
{
    stream **place = lately_of(s, key);

    if (!*place || !key_equal(&(*place)->key, key))
        *place = look_up(s, transport, key);
    return *place;
}

stream *
streams_get(streams *s, const iot_observation *obs, iot_side *ret_sender)
{
    stream_key key;

    *ret_sender = key_of(obs, &key);
    stream *at = find(s, obs->transport, &key);
    note_packet(s, at, *ret_sender);
    return at;
}

void
streams_renew(streams *s, stream *at)
{
    give_back(s, at);
    at->number = number_take(numbers_of(s, at->transport));
    clear(s, at);
    begin(s, at);
}

uint64_t
streams_dropped(const streams *s)
{
    return s->shelf.dropped;
}
