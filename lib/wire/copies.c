/* copies.c - which frames the capture holds already, seen at another place
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A packet is known by a number made of its length, of all its bytes but those that hops change,
 * and of a key that nobody foresees (hash.h): who could make two of the same number would hide the
 * second. No checksum can stand for bytes that are left out: senders leave them to their cards, do
 * without, or choose bytes for them. Which set of the table it is in does not
 * depend on the key, so that reports do not either: what meets in one by intent only takes copies
 * for packets of their own.
 *
 * To make the number takes as long as to read all headers, and hardly any packet needs it: only
 * where another with the same length and beginning came lately. So the bytes of the latest packets
 * are kept, and most of them are never looked at again.
 */
#include "wire/copies.h"

#include "base/hash.h"
#include "wire/dispatch.h"

#include <string.h>

#define BEGINNING_BYTES 52 /* by which a packet's set is chosen: to the end of usual headers */
#define SET             4  /* of one set, the oldest goes */
#define SET_BITS        9
#define SETS            (1 << SET_BITS) /* 20 ms of a line that has 100 000 packets a second */
#define NEAR_BITS       9               /* of sets of neighbours */
#define NEAR            4               /* of one set, who were met longest ago go */
#define NOTED_MAX       8               /* headers of one frame; there are no more (TUNNELS_MAX) */

/* Who sees frames twice sees all of them so: what is true of one holds for those that come soon. */
#define HOLDS_NS (10 * G_GINT64_CONSTANT(1000000000))
/* Frames in a row that nobody likes to send twice, and that are there twice. */
#define WITNESSES 3

/* Packets whose bytes are kept: what a busy home sends in twice the time in which copies come, and
 * no more than stays in a processor's caches. Each of them is at most what a frame of Ethernet
 * holds; longer ones have their number at once. */
#define KEPT_PACKETS 64
#define KEPT_BYTES   1536

typedef struct seen {
    uint64_t content; /* without what a hop changes; 0 while its bytes are kept and not hashed */
    unsigned kept;    /* place of these bytes; KEPT_PACKETS: they have none */
    int64_t time_ns;
    uint32_t frame;
    uint32_t rewound;
    uint32_t length_bytes;
    iot_mac src, dst;
    uint8_t hops;     /* that it may take still */
    uint8_t protocol; /* of IPv4, which stands beside these */
    air air;
} seen;

/* Packets that have the same bytes in the first place. What tells of nearly all that they are not
 * the one at hand stands together, as memory is what looking at them costs. */
typedef struct seen_set {
    uint64_t beginnings[SET];
    uint32_t frames[SET]; /* 0: none */
    seen seen[SET];
} seen_set;

/* What tells whether a frame that is there twice was sent twice. */
typedef enum frame_sort {
    SORT_NUMBERED, /* IPv4, with a number of its own: nobody sends it twice */
    SORT_ANSWER,   /* of TCP: one for each segment that comes, and often the same */
    SORT_OTHER,    /* rarely sent twice in a moment, but nothing keeps its sender from it */
} frame_sort;

typedef enum how_often { UNKNOWN, SEEN_ONCE, SEEN_TWICE } how_often;

/* What goes from one neighbour to another, or to all. A frame at a time is watched: it comes again,
 * or once that cannot be any more, it was there once. */
typedef struct passage {
    uint32_t watched; /* number of that frame */
    int64_t watched_ns;
    bool watches;
    uint8_t witnesses;  /* watched frames that came again, in a row; no more than it takes */
    uint8_t verdict;    /* how_often */
    int64_t witness_ns; /* when the last one did */
    int64_t verdict_ns; /* when that was so */
} passage;

/* What is between two neighbours. Mirrors of both ports have both ways twice, and a mirror of one
 * can have a single way so. */
typedef struct neighbours {
    uint64_t pair;
    uint32_t met; /* the latest frame between them */
    passage ways[2];
} neighbours;

/* A frame between two neighbours. */
typedef struct sight {
    uint64_t pair;
    int64_t time_ns;
    uint32_t first; /* the frame that has it first: itself, or the one of which it is the same */
    frame_sort sort;
    bool back;  /* which way */
    bool again; /* the very same was there */
    bool known;
} sight;

/* Bytes of a packet that has no number yet. */
typedef struct kept {
    seen *of; /* NULL: of none */
    uint32_t length_bytes;
    uint8_t bytes[KEPT_BYTES];
} kept;

struct copies {
    int64_t latest_ns;
    uint32_t rewound; /* how often time began anew: the next file was opened, a clock put right */
    seen_set sets[SETS];
    uint32_t frame;             /* at hand */
    uint32_t *noted[NOTED_MAX]; /* in `frames` of sets: its own */
    unsigned n_noted;
    neighbours near[1 << NEAR_BITS][NEAR];
    sight found; /* the frame at hand */
    kept kept[KEPT_PACKETS];
    unsigned next_kept; /* the place that was taken longest ago */
};

copies *
copies_new(void)
{
    return g_new0(copies, 1);
}

void
copies_free(copies *c)
{
    g_free(c);
}

static void
conclude(passage *way, how_often found, int64_t time_ns)
{
    way->verdict = (uint8_t)found;
    way->verdict_ns = time_ns;
    way->watches = false;
    if (found == SEEN_ONCE)
        way->witnesses = 0;
}

/* The highest bits of the number depend on all others. */
static neighbours *
neighbours_of(copies *c, uint64_t pair)
{
    neighbours *set = c->near[pair >> (64 - NEAR_BITS)], *oldest = set, *found = NULL;

    for (unsigned i = 0; i < NEAR && !found; i++) {
        if (set[i].pair == pair)
            found = &set[i];
        else if (set[i].met < oldest->met)
            oldest = &set[i];
    }
    if (!found)
        *(found = oldest) = (neighbours){.pair = pair};
    found->met = c->frame;
    return found;
}

/* All is known of it up to that time. */
static passage *
way_at(neighbours *n, bool back, int64_t time_ns)
{
    passage *way = &n->ways[back];

    if (way->watches && time_ns - way->watched_ns > COPIES_WITHIN_NS)
        conclude(way, SEEN_ONCE, way->watched_ns);
    return way;
}

static bool
holds(int64_t then_ns, int64_t time_ns)
{
    return ABS(time_ns - then_ns) <= HOLDS_NS;
}

/* What its own way tells counts; where that tells nothing, it is as the other one. But where a
 * frame came again lately, the other way being there once shows nothing. */
static how_often
verdict_of(neighbours *n, bool back, int64_t time_ns)
{
    const passage *own = way_at(n, back, time_ns), *other = way_at(n, !back, time_ns);
    bool came_again = own->witnesses > 0 && holds(own->witness_ns, time_ns);

    if (own->verdict != UNKNOWN && holds(own->verdict_ns, time_ns))
        return own->verdict;
    if (!holds(other->verdict_ns, time_ns) || (other->verdict == SEEN_ONCE && came_again))
        return UNKNOWN;
    return other->verdict;
}

static void
take_sight(copies *c, const sight *one)
{
    passage *way = way_at(neighbours_of(c, one->pair), one->back, one->time_ns);

    if (one->again && one->sort == SORT_NUMBERED) {
        conclude(way, SEEN_TWICE, one->time_ns);
    } else if (one->again && way->watches && way->watched == one->first) {
        way->watches = false;
        way->witnesses = (uint8_t)MIN(way->witnesses + 1, WITNESSES);
        way->witness_ns = one->time_ns;
        if (way->witnesses == WITNESSES)
            conclude(way, SEEN_TWICE, one->time_ns);
    } else if (!one->again && !way->watches && one->sort != SORT_ANSWER) {
        way->watches = true;
        way->watched = one->first;
        way->watched_ns = one->time_ns;
    }
}

void
copies_begin(copies *c, uint32_t frame, int64_t time_ns)
{
    if (c->found.known && frame != c->frame)
        take_sight(c, &c->found);
    c->found.known = false;
    if (time_ns < c->latest_ns - COPIES_WITHIN_NS) {
        c->rewound++;
        c->latest_ns = time_ns;
        memset(c->near, 0, sizeof c->near);
    }
    c->latest_ns = MAX(c->latest_ns, time_ns);
    for (unsigned i = 0; i < c->n_noted && frame == c->frame; i++)
        *c->noted[i] = 0;
    c->n_noted = 0;
    c->frame = frame;
}

/* The first eight bytes, and where those begin that follow what each hop writes anew. */
typedef struct head {
    uint64_t word;
    size_t skip;
    uint8_t hops, protocol;
} head;

static uint64_t
word_at(const uint8_t *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof word);
    return GUINT64_FROM_LE(word);
}

/* Of IPv4 hops are in its third word of 32 bits, with the protocol and the header's checksum; of
 * IPv6 they are the last of the eight bytes. ARP has none. */
static head
head_of(const uint8_t *at, size_t length)
{
    head made = {0};

    if (length < 2 * sizeof made.word)
        return made;
    made.word = word_at(at);
    made.skip = sizeof made.word;
    if (at[0] >> 4 == 4) {
        made.hops = at[8];
        made.protocol = at[9];
        made.skip = 12;
    } else if (at[0] >> 4 == 6) {
        made.hops = at[7];
        made.word &= UINT64_MAX >> 8;
    }
    return made;
}

/* A number that is the same for all that have the same length and the same bytes in the first
 * place: of two that differ there it is rarely the same. Its highest bits depend on all others. */
static uint64_t
beginning_of(const head *first, const uint8_t *at, size_t length)
{
    uint64_t mixed = length + first->word;
    const uint8_t *end = at + MIN(length, BEGINNING_BYTES), *word = at + first->skip;

    for (; end - word >= (ptrdiff_t)sizeof mixed; word += sizeof mixed)
        mixed = mixed * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15) + word_at(word);
    return mixed * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
}

/* Never 0. */
static uint64_t
content_of(const uint8_t *at, size_t length)
{
    head first = head_of(at, length);

    return iot_hash_content(first.word, at + first.skip, length - first.skip) | 1;
}

/* Makes the number of a packet while its bytes are there. */
static uint64_t
number(copies *c, seen *one)
{
    if (one->content == 0) {
        const kept *bytes = &c->kept[one->kept];
        one->content = content_of(bytes->bytes, bytes->length_bytes);
    }
    return one->content;
}

/* Time may run back by as much as copies may be apart, before it begins anew. */
static bool
can_have_copies(const copies *c, const seen *one)
{
    return one->rewound == c->rewound && c->latest_ns - one->time_ns <= 2 * COPIES_WITHIN_NS;
}

/* The bytes that were in the place belong to what is in the table still, or to nothing. */
static void
leave(copies *c, kept *place)
{
    seen *of = place->of;

    if (of && of->content == 0 && &c->kept[of->kept] == place && can_have_copies(c, of))
        number(c, of);
}

static void
keep(copies *c, seen *one, cursor network)
{
    kept *place = &c->kept[c->next_kept];
    size_t length = cursor_left(&network);

    if (length > KEPT_BYTES) {
        one->content = content_of(network.at, length);
        return;
    }
    leave(c, place);
    place->of = one;
    place->length_bytes = (uint32_t)length;
    memcpy(place->bytes, network.at, length);
    one->kept = c->next_kept;
    c->next_kept = (c->next_kept + 1) % KEPT_PACKETS;
}

static seen
look_at(const packet *p, const head *first, size_t length)
{
    return (seen){.time_ns = p->obs->time_ns,
                  .frame = p->obs->frame,
                  .rewound = p->dissector->copies->rewound,
                  .length_bytes = (uint32_t)length,
                  .src = p->obs->src_mac,
                  .dst = p->obs->dst_mac,
                  .hops = first->hops,
                  .protocol = first->protocol,
                  .air = p->air,
                  .kept = KEPT_PACKETS};
}

/* But for their bytes. */
static bool
can_be_same_packet(const seen *a, const seen *b)
{
    return a->rewound == b->rewound && a->protocol == b->protocol &&
           a->length_bytes == b->length_bytes && ABS(a->time_ns - b->time_ns) <= COPIES_WITHIN_NS;
}

static bool
has_same_bytes(copies *c, seen *now, cursor network, seen *first)
{
    if (now->content == 0)
        now->content = content_of(network.at, cursor_left(&network));
    return number(c, first) == now->content;
}

/* The very same frame, or what came of it between other neighbours. Where no link says who these
 * are, a hop less does: a search for the way takes one more each time, and sends no copies. */
static bool
is_copy(const seen *now, const seen *first)
{
    return now->hops == first->hops || !iot_mac_equal(&now->src, &first->src) ||
           !iot_mac_equal(&now->dst, &first->dst) ||
           (!iot_mac_is_set(&now->src) && now->hops < first->hops);
}

/* Where it is remembered; NULL: nowhere. */
static seen *
note(copies *c, seen_set *set, uint64_t beginning, uint32_t frame)
{
    unsigned oldest = 0;

    if (c->n_noted >= NOTED_MAX)
        return NULL;
    for (unsigned i = 1; i < SET; i++)
        if (set->frames[i] < set->frames[oldest])
            oldest = i;
    set->beginnings[oldest] = beginning;
    set->frames[oldest] = frame;
    c->noted[c->n_noted++] = &set->frames[oldest];
    return &set->seen[oldest];
}

/* An acknowledgement that says nothing but what was said before, and a reset: both answer segments,
 * and say the same for each that comes behind one that is missing or was not asked for (RFC 5681
 * section 3.2, RFC 9293 section 3.5.2). */
static bool
is_answer(cursor tcp, size_t sent)
{
    enum { HEADER_BYTES = 20, FLAGS_AT = 13, FIN_SYN = 3, RST = 4, ACK = 16 };
    size_t header = cursor_left(&tcp) >= HEADER_BYTES ? (size_t)(tcp.at[12] >> 4) * 4 : 0;

    if (header < HEADER_BYTES)
        return false;
    uint8_t flags = tcp.at[FLAGS_AT];
    return flags & RST || (header == sent && (flags & (FIN_SYN | ACK)) == ACK);
}

/* By IPv4's number, if its sender gives it one, and by what it carries. */
static frame_sort
sort_of(cursor network)
{
    enum { IP4_BYTES = 20, IP6_BYTES = 40 };
    const uint8_t *at = network.at;
    size_t length = cursor_left(&network), header = IP6_BYTES, sent;

    if (length >= IP6_BYTES && at[0] >> 4 == 6 && at[6] == IP_TCP) {
        sent = (size_t)(at[4] << 8 | at[5]);
    } else if (length >= IP4_BYTES && at[0] >> 4 == 4) {
        header = (size_t)(at[0] & 15) * 4;
        sent = (size_t)(at[2] << 8 | at[3]) - header;
        if (at[4] || at[5])
            return SORT_NUMBERED;
        if (at[9] != IP_TCP)
            return SORT_OTHER;
    } else {
        return SORT_OTHER;
    }
    cursor_skip(&network, header);
    return is_answer(network, sent) ? SORT_ANSWER : SORT_OTHER;
}

static uint64_t
word_of(const iot_mac *mac)
{
    uint64_t word = 0;

    memcpy(&word, mac, sizeof *mac);
    return GUINT64_FROM_LE(word);
}

/* A number for a MAC that is none of its neighbours' with a little added. */
static uint64_t
number_of(uint64_t word)
{
    word *= G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
    return (word ^ word >> 32) * G_GUINT64_CONSTANT(0xd1b54a32d192ed03);
}

static bool
is_to_group(const seen *one)
{
    return one->dst.bytes[0] & 1;
}

/* The number of a pair is the same from both ends; all that one sends to groups is one. Two may
 * have one number: then what is known of one counts for the other. */
static sight
sight_of(const seen *now, frame_sort sort, const seen *first)
{
    uint64_t src = word_of(&now->src), dst = is_to_group(now) ? 0 : word_of(&now->dst);

    return (sight){.pair = number_of(src) + number_of(dst),
                   .time_ns = now->time_ns,
                   .first = first->frame,
                   .sort = sort,
                   .back = src > dst,
                   .again = first != now,
                   .known = true};
}

/* An access point sends on what it gets, with no hop less; and either sends again what the other
 * did not acknowledge, under the same number (802.11-2020 section 10.3.2.14). */
static bool
is_once_more_in_the_air(const seen *now, const seen *first)
{
    const air *second = &now->air, *earlier = &first->air;

    if (earlier->way == AIR_TO_AP && second->way == AIR_FROM_AP)
        return true;
    return second->again && second->way != AIR_UNKNOWN && second->way == earlier->way &&
           second->number == earlier->number;
}

/* Whether a frame that is there twice was sent twice is not to be seen where hosts may do so. Then
 * what counts is whether others between the same two are there twice; where nobody knows, answers
 * of TCP are none, and all else is. */
static bool
was_sent_once(copies *c, const seen *now, const seen *first, cursor network)
{
    bool very_same = now->hops == first->hops && iot_mac_equal(&now->src, &first->src) &&
                     iot_mac_equal(&now->dst, &first->dst);

    if (!very_same || is_once_more_in_the_air(now, first))
        return true;
    c->found = sight_of(now, sort_of(network), first);
    if (c->found.sort == SORT_NUMBERED)
        return true;
    how_often verdict = verdict_of(neighbours_of(c, c->found.pair), c->found.back, now->time_ns);
    return c->found.sort == SORT_ANSWER ? verdict == SEEN_TWICE : verdict != SEEN_ONCE;
}

static bool
begins_alike(const seen_set *set, unsigned i, uint64_t beginning)
{
    return set->beginnings[i] == beginning && set->frames[i] != 0;
}

/* Hardly ever: what is kept of packets need not be looked at. */
static bool
has_alike(const seen_set *set, uint64_t beginning)
{
    bool alike = false;

    for (unsigned i = 0; i < SET; i++)
        alike |= begins_alike(set, i, beginning);
    return alike;
}

/* The frame that has the packet first; 0: none, or it was sent twice. */
static uint32_t
find_first(copies *c, seen_set *set, uint64_t beginning, seen *now, cursor network)
{
    for (unsigned i = 0; i < SET; i++) {
        seen *first = &set->seen[i];
        if (begins_alike(set, i, beginning) && set->frames[i] != now->frame &&
            can_be_same_packet(now, first) && is_copy(now, first) &&
            has_same_bytes(c, now, network, first) && was_sent_once(c, now, first, network))
            return set->frames[i];
    }
    return 0;
}

bool
copies_know(packet *p, cursor network)
{
    copies *c = p->dissector->copies;
    size_t length = cursor_left(&network);
    head top = head_of(network.at, length);
    uint64_t beginning = beginning_of(&top, network.at, length), content = 0;
    seen_set *set = &c->sets[beginning >> (64 - SET_BITS)];

    if (has_alike(set, beginning)) {
        seen now = look_at(p, &top, length);
        p->obs->copy_of = find_first(c, set, beginning, &now, network);
        if (p->obs->copy_of != 0)
            return true;
        content = now.content;
    }
    seen *noted = note(c, set, beginning, p->obs->frame);
    if (!noted)
        return false;
    *noted = look_at(p, &top, length);
    noted->content = content;
    if (content == 0)
        keep(c, noted, network);
    if (!c->found.known || !c->found.again)
        c->found = sight_of(noted, sort_of(network), noted);
    return false;
}
