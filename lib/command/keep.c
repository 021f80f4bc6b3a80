/* keep.c - the last packets, in memory, for who wants to look closer
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Records lie one behind the other; one that does not fit at the end begins at the beginning. So
 * each is whole, and can be looked at in its place.
 */
#include "command/keep.h"

#include "command/pcapng-write.h"

/* Of one device. */
#define NAMES_MAX 32

typedef struct record {
    uint32_t bytes; /* with what follows; 0: the next one is at the beginning */
    uint32_t captured_bytes, length_bytes;
    int32_t link;
    int64_t time_ns;
    iot_mac macs[2];
    iot_addr addrs[2];
} record;

struct kept {
    uint8_t *ring;
    size_t size;
    size_t first, next;                 /* the oldest record, and where the next one goes */
    uint64_t first_number, next_number; /* of records, from the beginning */
};

struct kept_search {
    const kept *in;
    GArray *macs, *addrs;
    size_t at;
    uint64_t number, end; /* of the record there; of the first that was not there yet */
    pcapng_writer *writer;
    GByteArray *text; /* what is not taken yet, from `taken` on */
    size_t taken;
};

kept *
kept_new(uint64_t bytes)
{
    kept *k = g_new0(kept, 1);

    k->size = (size_t)bytes & ~(sizeof(uint64_t) - 1);
    k->ring = g_malloc(k->size);
    return k;
}

void
kept_free(kept *k)
{
    if (!k)
        return;
    g_free(k->ring);
    g_free(k);
}

uint64_t
kept_packets(const kept *k)
{
    return k->next_number - k->first_number;
}

/* Its place; records begin where a number of 64 bits may. */
static record *
record_at(const kept *k, size_t at)
{
    return (record *)(void *)(k->ring + at);
}

/* Where the record behind that at `at` begins. */
static size_t
behind(const kept *k, size_t at)
{
    size_t next = at + record_at(k, at)->bytes;

    return next + sizeof(record) > k->size || record_at(k, next)->bytes == 0 ? 0 : next;
}

static void
forget_first(kept *k)
{
    k->first_number++;
    k->first = k->first_number == k->next_number ? k->next : behind(k, k->first);
}

/* Bytes from where the next one goes to what must not be overwritten. */
static size_t
room(const kept *k)
{
    if (k->first_number == k->next_number)
        return k->size - k->next;
    return (k->first >= k->next ? k->first : k->size) - k->next;
}

static void
turn_round(kept *k)
{
    /* What lies between here and the end, if anything does, is older than all at the beginning. */
    while (kept_packets(k) > 0 && k->first >= k->next && k->first > 0)
        forget_first(k);
    if (k->next + sizeof(record) <= k->size)
        record_at(k, k->next)->bytes = 0;
    k->next = 0;
    if (kept_packets(k) == 0)
        k->first = 0;
}

/* Forgets as many as it takes. */
static void
make_room(kept *k, size_t bytes)
{
    if (k->size - k->next < bytes)
        turn_round(k);
    while (room(k) < bytes)
        forget_first(k);
}

void
kept_add(kept *k, int link, const iot_frame *frame, const iot_observation *obs)
{
    size_t bytes = (sizeof(record) + frame->captured_bytes + 7) & ~(size_t)7;

    if (bytes > k->size / 2)
        return;
    make_room(k, bytes);
    record *to = record_at(k, k->next);
    *to = (record){
        .bytes = (uint32_t)bytes,
        .captured_bytes = frame->captured_bytes,
        .length_bytes = frame->length_bytes,
        .link = link,
        .time_ns = frame->time_ns,
        .macs = {obs->src_mac, obs->dst_mac},
        .addrs = {obs->src, obs->dst},
    };
    if (frame->captured_bytes > 0)
        memcpy(to + 1, frame->bytes, frame->captured_bytes);
    k->next += bytes;
    k->next_number++;
}

int64_t
kept_since_ns(const kept *k)
{
    return record_at(k, k->first)->time_ns;
}

/* --- Looking for some */

static bool
add_name(kept_search *s, const char *name)
{
    iot_mac mac;
    iot_addr addr;

    if (iot_mac_parse(name, &mac))
        g_array_append_val(s->macs, mac);
    else if (iot_addr_parse(name, &addr))
        g_array_append_val(s->addrs, addr);
    else
        return false;
    return true;
}

kept_search *
kept_find(const kept *k, const char *names)
{
    g_auto(GStrv) each = g_strsplit(names, ",", NAMES_MAX);
    kept_search *s = g_new0(kept_search, 1);
    bool good = each[0] != NULL;

    s->in = k;
    s->macs = g_array_new(FALSE, FALSE, sizeof(iot_mac));
    s->addrs = g_array_new(FALSE, FALSE, sizeof(iot_addr));
    s->at = k->first;
    s->number = k->first_number;
    s->end = k->next_number;
    s->text = g_byte_array_new();
    s->writer = pcapng_writer_new(s->text);
    for (guint i = 0; each[i] && good; i++)
        good = add_name(s, each[i]);
    if (good)
        return s;
    kept_search_free(s);
    return NULL;
}

void
kept_search_free(kept_search *s)
{
    if (!s)
        return;
    g_array_unref(s->macs);
    g_array_unref(s->addrs);
    pcapng_writer_free(s->writer);
    g_byte_array_unref(s->text);
    g_free(s);
}

static bool
is_wanted(const kept_search *s, const record *r)
{
    for (guint side = 0; side < G_N_ELEMENTS(r->macs); side++) {
        for (guint i = 0; i < s->macs->len; i++)
            if (memcmp(&r->macs[side], &g_array_index(s->macs, iot_mac, i), sizeof(iot_mac)) == 0)
                return true;
        for (guint i = 0; i < s->addrs->len; i++)
            if (iot_addr_equal(&r->addrs[side], &g_array_index(s->addrs, iot_addr, i)))
                return true;
    }
    return false;
}

/* Writes the next one that is wanted, if there is one. */
static void
write_next(kept_search *s)
{
    const kept *k = s->in;
    bool written = false;

    if (s->number < k->first_number) { /* it has been forgotten */
        s->number = k->first_number;
        s->at = k->first;
    }
    while (s->number < s->end && !written) {
        const record *r = record_at(k, s->at);
        written = is_wanted(s, r);
        if (written)
            pcapng_write_packet(s->writer, r->link, r->time_ns, (const uint8_t *)(r + 1),
                                r->captured_bytes, r->length_bytes);
        if (++s->number < k->next_number)
            s->at = behind(k, s->at);
    }
}

size_t
kept_search_take(kept_search *s, char *to, size_t max)
{
    size_t done = 0;

    while (done < max) {
        if (s->taken == s->text->len) {
            g_byte_array_set_size(s->text, 0);
            s->taken = 0;
            write_next(s);
        }
        size_t bytes = MIN(max - done, s->text->len - s->taken);
        if (bytes == 0)
            break;
        memcpy(to + done, s->text->data + s->taken, bytes);
        s->taken += bytes;
        done += bytes;
    }
    return done;
}
