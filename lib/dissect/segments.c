/* segments.c - segments of one direction that nobody acknowledged yet
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "segments.h"

#include <glib.h>

#define SIZE_FIRST 8

static segment *
segment_at(const segments *s, unsigned i)
{
    return &s->ring[(s->first + i) & (s->size - 1u)];
}

void
segments_clear(segments *s, uint32_t *budget)
{
    *budget += s->size;
    g_free(s->ring);
    *s = (segments){0};
}

/* Makes the ring twice as long, if it may. */
static bool
grow(segments *s, uint32_t *budget)
{
    unsigned size = s->size ? s->size * 2u : SIZE_FIRST;

    if (size > SEGMENTS_MAX || size - s->size > *budget)
        return false;
    segment *ring = g_new(segment, size);
    for (unsigned i = 0; i < s->count; i++)
        ring[i] = *segment_at(s, i);
    g_free(s->ring);
    *budget -= size - s->size;
    s->ring = ring;
    s->size = (uint16_t)size;
    s->first = 0;
    return true;
}

static void
forget_oldest(segments *s)
{
    s->first = (uint16_t)((s->first + 1u) & (s->size - 1u));
    s->count--;
}

void
segments_add(segments *s, const segment *added, uint32_t *budget)
{
    if (s->count == s->size && !grow(s, budget)) {
        if (s->size == 0)
            return;
        forget_oldest(s);
    }
    if (s->count == 0)
        s->jumbled = false;
    else if (sequence_before(added->end, segment_at(s, s->count - 1u)->end))
        s->jumbled = true;
    *segment_at(s, s->count) = *added;
    s->count++;
}

/* The general case: everything is looked at, and what stays moves together. */
static bool
acknowledge_jumbled(segments *s, uint32_t ack, segment *ret_acked)
{
    unsigned kept = 0;
    bool found = false;

    for (unsigned i = 0; i < s->count; i++) {
        const segment *at = segment_at(s, i);
        if (at->end == ack && !found) {
            *ret_acked = *at;
            found = true;
        }
        if (sequence_before(ack, at->end))
            *segment_at(s, kept++) = *at;
    }
    s->count = (uint16_t)kept;
    return found;
}

bool
segments_acknowledge(segments *s, uint32_t ack, segment *ret_acked)
{
    bool found = false;

    if (s->jumbled)
        return acknowledge_jumbled(s, ack, ret_acked);
    while (s->count > 0 && !sequence_before(ack, segment_at(s, 0)->end)) {
        if (segment_at(s, 0)->end == ack && !found) {
            *ret_acked = *segment_at(s, 0);
            found = true;
        }
        forget_oldest(s);
    }
    return found;
}
