/* tcp-unacked.c - segments of one direction that nobody acknowledged yet
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/transport/tcp-unacked.h"

#include <glib.h>

static segment *
segment_at(const segments *s, unsigned i)
{
    return &s->ring[(s->first + i) & (s->size - 1u)];
}

void
segments_clear(segments *s, uint32_t *budget)
{
    *budget += s->size > SEGMENTS_FIRST ? s->size - SEGMENTS_FIRST : 0;
    g_free(s->ring);
    *s = (segments){0};
}

/* Makes the ring twice as long, if it may. */
static bool
grow(segments *s, uint32_t *budget)
{
    unsigned size = s->size ? s->size * 2u : SEGMENTS_FIRST;
    unsigned charged = s->size ? size - s->size : 0;

    if (size > SEGMENTS_MAX || charged > *budget)
        return false;
    segment *ring = g_new(segment, size);
    for (unsigned i = 0; i < s->count; i++)
        ring[i] = *segment_at(s, i);
    g_free(s->ring);
    *budget -= charged;
    s->ring = ring;
    s->size = (uint16_t)size;
    s->first = 0;
    return true;
}

static void
forget_first(segments *s)
{
    s->first = (uint16_t)((s->first + 1u) & (s->size - 1u));
    s->count--;
}

/* By end; of two that end alike, the one that was sent first. */
static bool
is_before(const segment *a, const segment *b)
{
    return a->end != b->end ? sequence_before(a->end, b->end) : a->frame < b->frame;
}

/* ---- jumbled ones are a heap: none is before the one at half its number ---- */

static void
swap(segment *a, segment *b)
{
    segment kept = *a;

    *a = *b;
    *b = kept;
}

/* Segments in order are a heap already, once they begin where the ring does. */
static void
jumble(segments *s)
{
    segment *ring = g_new(segment, s->size);

    for (unsigned i = 0; i < s->count; i++)
        ring[i] = *segment_at(s, i);
    g_free(s->ring);
    s->ring = ring;
    s->first = 0;
    s->jumbled = true;
}

static void
heap_rise(segment *heap, unsigned i)
{
    for (; i > 0 && is_before(&heap[i], &heap[(i - 1) / 2]); i = (i - 1) / 2)
        swap(&heap[i], &heap[(i - 1) / 2]);
}

static void
heap_sink(segment *heap, unsigned count)
{
    for (unsigned i = 0, child; (child = 2 * i + 1) < count; i = child) {
        if (child + 1 < count && is_before(&heap[child + 1], &heap[child]))
            child++;
        if (!is_before(&heap[child], &heap[i]))
            return;
        swap(&heap[i], &heap[child]);
    }
}

static void
heap_take_first(segments *s)
{
    s->ring[0] = s->ring[--s->count];
    heap_sink(s->ring, s->count);
}

/* ---- either ---- */

static void
take_first(segments *s)
{
    if (s->jumbled)
        heap_take_first(s);
    else
        forget_first(s);
    if (s->count == 0)
        s->jumbled = false;
}

void
segments_add(segments *s, const segment *added, uint32_t *budget)
{
    if (s->count == s->size && !grow(s, budget))
        take_first(s);
    if (!s->jumbled && s->count > 0 &&
        sequence_before(added->end, segment_at(s, s->count - 1u)->end))
        jumble(s);
    *segment_at(s, s->count) = *added;
    if (s->jumbled)
        heap_rise(s->ring, s->count);
    s->count++;
}

bool
segments_acknowledge(segments *s, uint32_t ack, segment *ret_acked)
{
    bool found = false;

    while (s->count > 0 && !sequence_before(ack, segment_at(s, 0)->end)) {
        if (segment_at(s, 0)->end == ack && !found) {
            *ret_acked = *segment_at(s, 0);
            found = true;
        }
        take_first(s);
    }
    return found;
}
