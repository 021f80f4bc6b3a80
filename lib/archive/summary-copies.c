/* summary-copies.c - packets that two parts of a summary have, as two collectors heard them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "archive/summary-copies.h"

#include <string.h>

#include "base/hash.h"

#define NS_PER_MS INT64_C(1000000)
/* What is the same time: clocks set by the network, and the way from one collector to another. */
#define SAME_NS (50 * NS_PER_MS)
/* What the same time from the first packet to the last may differ, besides what clocks drift. */
#define LASTS_NS  (20 * NS_PER_MS)
#define DRIFT_PPM 50
/* So many flows prove that two clocks differ. */
#define PROOF_FLOWS 4
/* Clocks that differ by more than an hour have to be found out by somebody else. */
#define WINDOW_NS (INT64_C(3600) * 1000 * NS_PER_MS)
/* Flows of the same ends and port that are looked at. */
#define CHAIN_MAX 64
/* Pairs of names that are told of. */
#define SHARED_MAX 1024

/* All bytes, so that there is nothing between them. */
typedef struct flow_key {
    iot_addr src, dst;
    iot_mac src_mac, dst_mac; /* of what stays on its link; else routers change them */
    uint8_t port[2], transport;
} flow_key;
G_STATIC_ASSERT(sizeof(flow_key) == 2 * sizeof(iot_addr) + 2 * sizeof(iot_mac) + 3);

typedef struct seen {
    flow_key key;
    uint32_t part;  /* that had it */
    uint32_t next;  /* of the same key, plus 1; 0: none */
    uint32_t taken; /* the part that had it last, as well; 0: none */
    iot_count count;
} seen;

typedef struct heard {
    const char *name;
    int64_t last_ns;
    uint32_t who; /* the first part of that name */
} heard;

struct part_copies {
    GArray *parts;       /* of heard, by number; those before `first_part` are forgotten */
    GArray *flows;       /* of seen, in the order of their parts */
    GHashTable *by_key;  /* of the latest flow: its key, in `flows` -> its place + 1 */
    GHashTable *by_name; /* name, by address -> its first part + 1 */
    uint32_t first_part;
    guint forgotten; /* of `flows` the first, until there are so many that they are worth it */
    guint max;       /* flows, and matches of one part */
};

/* A flow of the part at hand and one before that count the same. */
typedef struct match {
    uint32_t part, flow, seen;
    uint32_t who;   /* heard that part */
    bool is_strong; /* it has more than a packet */
    int64_t offset_ns;
} match;

/* What is known of one who heard some of it before. */
typedef struct window {
    int64_t from_ns, to_ns; /* offsets within prove a copy */
    bool is_there;
} window;

static guint
key_hash(gconstpointer key)
{
    return iot_hash_bytes(key, sizeof(flow_key));
}

static gboolean
key_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(flow_key)) == 0;
}

part_copies *
part_copies_new(guint max)
{
    part_copies *c = g_new0(part_copies, 1);

    c->max = max;
    c->parts = g_array_new(FALSE, FALSE, sizeof(heard));
    c->flows = g_array_new(FALSE, FALSE, sizeof(seen));
    c->by_key = g_hash_table_new_full(key_hash, key_equal, g_free, NULL);
    c->by_name = g_hash_table_new(g_direct_hash, g_direct_equal);
    return c;
}

void
part_copies_free(part_copies *c)
{
    if (!c)
        return;
    g_hash_table_unref(c->by_key);
    g_array_unref(c->flows);
    g_array_unref(c->parts);
    g_hash_table_unref(c->by_name);
    g_free(c);
}

static seen *
seen_at(const part_copies *c, uint32_t i)
{
    return &g_array_index(c->flows, seen, i);
}

static heard *
heard_at(const part_copies *c, uint32_t i)
{
    return &g_array_index(c->parts, heard, i);
}

static part_flow *
flow_at(const part *p, uint32_t i)
{
    return &g_array_index(p->flows, part_flow, i);
}

static flow_key
key_of(const part *p, const part_flow *flow)
{
    const part_end *from = &g_array_index(p->ends, part_end, flow->from);
    const part_end *to = &g_array_index(p->ends, part_end, flow->to);
    unsigned port = 0;
    flow_key key;

    memset(&key, 0, sizeof key);
    key.src = from->addr;
    key.dst = to->addr;
    if (!iot_addr_is_unicast(&from->addr) || !iot_addr_is_unicast(&to->addr)) {
        key.src_mac = from->mac;
        key.dst_mac = to->mac;
    }
    if (flow->stream != NO_STREAM)
        port = g_array_index(p->streams, iot_stream_record, flow->stream).server_port;
    key.port[0] = (uint8_t)(port >> 8);
    key.port[1] = (uint8_t)port;
    key.transport = (uint8_t)flow->transport;
    return key;
}

static uint32_t
place_of(const part_copies *c, const flow_key *key)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(c->by_key, key));
}

static void
chain(part_copies *c, uint32_t i)
{
    seen *at = seen_at(c, i);
    flow_key *key = g_new(flow_key, 1);

    *key = at->key;
    at->next = place_of(c, key);
    g_hash_table_insert(c->by_key, key, GUINT_TO_POINTER(i + 1));
}

/* Keeps what is of parts from `first` on. */
static void
forget_before(part_copies *c, uint32_t first)
{
    c->first_part = first;
    while (c->forgotten < c->flows->len && seen_at(c, c->forgotten)->part < first)
        c->forgotten++;
}

/* Takes as long as there are flows. */
static void
drop_forgotten(part_copies *c)
{
    g_array_remove_range(c->flows, 0, c->forgotten);
    c->forgotten = 0;
    g_hash_table_remove_all(c->by_key);
    for (guint i = 0; i < c->flows->len; i++)
        chain(c, i);
}

/* Forgets the oldest parts until there is room for so many flows, or nothing left. */
static void
forget_flows(part_copies *c, guint n)
{
    guint keep = c->max - MIN(n, c->max);

    if (c->flows->len > keep)
        forget_before(c, MAX(c->first_part, seen_at(c, c->flows->len - keep - 1)->part + 1));
}

/* What is too long ago, and what is too much. To drop what is forgotten takes as long as there are
 * flows, so it waits until that is a quarter of them, or the room is needed. */
static void
make_room(part_copies *c, const part *p)
{
    uint32_t first = c->first_part;
    bool is_full = (uint64_t)c->flows->len + p->flows->len > c->max;

    while (first < c->parts->len && heard_at(c, first)->last_ns < p->first_ns - WINDOW_NS)
        first++;
    forget_before(c, first);
    if (is_full)
        forget_flows(c, MAX(c->max / 4, p->flows->len));
    if (c->forgotten > 0 && (is_full || c->forgotten >= c->flows->len / 4))
        drop_forgotten(c);
}

static bool
lasts_as_long(const iot_count *a, const iot_count *b)
{
    int64_t x = a->last_ns - a->first_ns, y = b->last_ns - b->first_ns;
    int64_t apart = x > y ? x - y : y - x;

    return apart <= LASTS_NS + x / 1000000 * DRIFT_PPM;
}

static bool
counts_the_same(const iot_count *a, const iot_count *b)
{
    return a->packets == b->packets && a->bytes == b->bytes && lasts_as_long(a, b);
}

static bool
is_at_the_time(const iot_count *a, const iot_count *b)
{
    return a->first_ns <= b->last_ns && b->first_ns <= a->last_ns;
}

/* All of the same ends, of which at most `n_max` are looked at: those that count the same, and in
 * `differing` the first of those that do not. */
static void
compare_flow(const part_copies *c, const part *p, uint32_t i, guint n_max, const char *name,
             GArray *matches, GArray *differing)
{
    const part_flow *flow = flow_at(p, i);
    flow_key key = key_of(p, flow);
    uint32_t place = flow->count.packets > 0 ? place_of(c, &key) : 0;
    bool differs = false;

    for (unsigned n = 0; place > c->forgotten && n < n_max;
         n++, place = seen_at(c, place - 1)->next) {
        const seen *other = seen_at(c, place - 1);
        const match made = {
            .part = other->part,
            .who = heard_at(c, other->part)->who,
            .flow = i,
            .seen = place - 1,
            .is_strong = flow->count.packets > 1,
            .offset_ns = flow->count.first_ns - other->count.first_ns,
        };
        if (heard_at(c, other->part)->name == name)
            continue;
        if (counts_the_same(&flow->count, &other->count)) {
            g_array_append_val(matches, made);
        } else if (!differs && is_at_the_time(&flow->count, &other->count)) {
            g_array_append_val(differing, made);
            differs = true;
        }
    }
}

/* All flows together have at most as many matches as flows may be kept: of very many, each has
 * fewer to choose from. */
static void
compare_flows(const part_copies *c, const part *p, const char *name, GArray *matches,
              GArray *differing)
{
    guint n_max = c->max / MAX(p->flows->len, 1);

    for (guint i = 0; i < p->flows->len; i++)
        compare_flow(c, p, i, MIN(n_max, CHAIN_MAX), name, matches, differing);
}

static int
compare_matches(gconstpointer a, gconstpointer b)
{
    const match *x = a, *y = b;

    if (x->who != y->who)
        return x->who < y->who ? -1 : 1;
    return x->offset_ns < y->offset_ns ? -1 : x->offset_ns > y->offset_ns;
}

/* Where most are that can prove something, or where clocks agree. */
static window
prove(const match *of, guint n)
{
    guint at_once = 0, best = 0, strong = 0;
    window w = {0};

    for (guint i = 0, from = 0; i < n; i++) {
        at_once += of[i].offset_ns >= -SAME_NS && of[i].offset_ns <= SAME_NS;
        strong += of[i].is_strong;
        for (; of[i].offset_ns - of[from].offset_ns > 2 * SAME_NS; from++)
            strong -= of[from].is_strong;
        if (strong > best) {
            best = strong;
            w = (window){of[from].offset_ns, of[from].offset_ns + 2 * SAME_NS, true};
        }
    }
    if (at_once > 0 && (at_once >= best || best < PROOF_FLOWS))
        return (window){-SAME_NS, SAME_NS, true};
    w.is_there = best >= PROOF_FLOWS;
    return w;
}

/* NULL: there are too many. */
static iot_shared *
shared_get(GArray *shared, const char *one, const char *other)
{
    const iot_shared made = {.one = one, .other = other};

    for (guint i = 0; i < shared->len; i++) {
        iot_shared *s = &g_array_index(shared, iot_shared, i);
        /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): elements are somewhere */
        if (s->one == one && s->other == other)
            return s;
    }
    if (shared->len >= SHARED_MAX)
        return NULL;
    g_array_append_val(shared, made);
    return &g_array_index(shared, iot_shared, shared->len - 1);
}

/* Marks the copies among the matches with all parts of one name: somebody whose hours are alike is
 * first compared with what came at the same time. */
static void
mark(part_copies *c, part *p, const match *of, guint n)
{
    window w = prove(of, n);
    uint32_t self = c->parts->len;

    for (guint i = 0; i < n && w.is_there; i++) {
        seen *other = seen_at(c, of[i].seen);
        part_flow *flow = flow_at(p, of[i].flow);
        if (of[i].offset_ns < w.from_ns || of[i].offset_ns > w.to_ns || flow->copy_of ||
            other->taken == self)
            continue;
        other->taken = self;
        flow->copy_of = of[i].part + 1;
        flow->copy_offset_ns = of[i].offset_ns;
    }
}

/* A stream has all of its flows or none: half of one would be one that nobody answered. */
static void
keep_streams_whole(part *p)
{
    g_autofree bool *halved = g_new0(bool, p->streams->len + 1);

    for (guint i = 0; i < p->flows->len; i++)
        if (flow_at(p, i)->stream != NO_STREAM && !flow_at(p, i)->copy_of)
            halved[flow_at(p, i)->stream] = true;
    for (guint i = 0; i < p->flows->len; i++)
        if (flow_at(p, i)->stream != NO_STREAM && halved[flow_at(p, i)->stream])
            flow_at(p, i)->copy_of = 0;
}

static void
tell_shared(const part_copies *c, const part *p, const char *name, const GArray *differing,
            GArray *shared)
{
    for (guint i = 0; i < p->flows->len; i++) {
        const part_flow *flow = flow_at(p, i);
        if (!flow->copy_of)
            continue;
        iot_shared *s = shared_get(shared, heard_at(c, flow->copy_of - 1)->name, name);
        if (!s)
            continue;
        s->flows++;
        s->packets += flow->count.packets;
        s->ahead_ns = flow->copy_offset_ns;
    }
    for (guint i = 0; i < differing->len; i++) {
        const match *m = &g_array_index(differing, match, i);
        if (flow_at(p, m->flow)->copy_of)
            continue;
        iot_shared *s = shared_get(shared, heard_at(c, m->part)->name, name);
        if (s)
            s->differing++;
    }
}

static void
remember(part_copies *c, const part *p, const char *name)
{
    uint32_t self = c->parts->len;
    uint32_t known = GPOINTER_TO_UINT(g_hash_table_lookup(c->by_name, name));
    const heard made = {name, p->last_ns, known ? known - 1 : self};

    if (!known)
        g_hash_table_insert(c->by_name, (gpointer)name, GUINT_TO_POINTER(self + 1));

    for (guint i = 0; i < p->flows->len && c->flows->len < c->max; i++) {
        const part_flow *flow = flow_at(p, i);
        if (flow->copy_of || flow->count.packets == 0)
            continue;
        const seen one = {.key = key_of(p, flow), .part = c->parts->len, .count = flow->count};
        g_array_append_val(c->flows, one);
        chain(c, c->flows->len - 1);
    }
    g_array_append_val(c->parts, made);
}

/* Marks what is proven to be there already, name by name. */
static void
mark_all(part_copies *c, part *p, GArray *matches)
{
    g_array_sort(matches, compare_matches);
    const match *all = (const match *)(const void *)matches->data;
    for (guint i = 0, n; i < matches->len; i += n) {
        for (n = 1; i + n < matches->len && all[i + n].who == all[i].who;)
            n++;
        mark(c, p, all + i, n);
    }
    keep_streams_whole(p);
}

void
part_copies_find(part_copies *c, part *p, const char *name, GArray *shared)
{
    g_autoptr(GArray) matches = g_array_new(FALSE, FALSE, sizeof(match));
    g_autoptr(GArray) differing = g_array_new(FALSE, FALSE, sizeof(match));

    make_room(c, p);
    compare_flows(c, p, name, matches, differing);
    mark_all(c, p, matches);
    tell_shared(c, p, name, differing, shared);
    remember(c, p, name);
}
