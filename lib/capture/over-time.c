/* over-time.c - bytes of flows by parts of the time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "capture/over-time.h"

#include <stdbool.h>

#define PARTS IOT_OVER_TIME_PARTS

#define WIDTH_MIN_NS 1000000
/* Eighteen years from one packet to another are a clock that was not set. Parts stay so short that
 * no sum of times overflows: begin is above -2^62 - 2^61. */
#define REACH_MAX_NS (1ULL << 59)
#define WIDTH_MAX_NS (1LL << 54)
/* September 2001: a capture of a clock before it is of one that nobody set. */
#define CLOCK_SET_NS 1000000000000000000LL

typedef struct parts {
    uint64_t bytes[PARTS];
} parts;

struct iot_over_time {
    int64_t begin_ns, width_ns;
    GArray *slots;      /* of parts */
    GArray *free_slots; /* of uint32_t: places that nobody has any more */
    GArray *slot_of;    /* of uint32_t, by flow: place + 1; 0: none */
};

iot_over_time *
iot_over_time_new(void)
{
    iot_over_time *all = g_new0(iot_over_time, 1);

    all->width_ns = WIDTH_MIN_NS;
    all->slots = g_array_new(FALSE, TRUE, sizeof(parts));
    all->free_slots = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    all->slot_of = g_array_new(FALSE, TRUE, sizeof(uint32_t));
    return all;
}

void
iot_over_time_free(iot_over_time *all)
{
    if (!all)
        return;
    g_array_unref(all->slots);
    g_array_unref(all->free_slots);
    g_array_unref(all->slot_of);
    g_free(all);
}

/* Two parts become one, in the first half of all, or in the second. */
static void
widen(iot_over_time *all, bool to_second_half)
{
    unsigned first = to_second_half ? PARTS / 2 : 0;

    for (guint s = 0; s < all->slots->len; s++) {
        parts *old = &g_array_index(all->slots, parts, s);
        parts now = {{0}};
        for (unsigned i = 0; i < PARTS; i++)
            now.bytes[first + i / 2] += old->bytes[i];
        *old = now;
    }
    if (to_second_half)
        all->begin_ns -= PARTS * all->width_ns;
    all->width_ns *= 2;
}

/* The part that a time is in; PARTS: none, as it is too far off. */
static unsigned
part_at(iot_over_time *all, int64_t time_ns)
{
    for (;;) {
        bool before = time_ns < all->begin_ns;
        uint64_t off = before ? (uint64_t)all->begin_ns - (uint64_t)time_ns
                              : (uint64_t)time_ns - (uint64_t)all->begin_ns;
        if (!before && off / (uint64_t)all->width_ns < PARTS)
            return (unsigned)(off / (uint64_t)all->width_ns);
        if (off > REACH_MAX_NS || all->width_ns >= WIDTH_MAX_NS)
            return PARTS;
        widen(all, before);
    }
}

static uint32_t
take_slot(iot_over_time *all)
{
    uint32_t slot = all->slots->len;

    if (all->free_slots->len == 0) {
        g_array_set_size(all->slots, slot + 1);
        return slot;
    }
    slot = g_array_index(all->free_slots, uint32_t, all->free_slots->len - 1);
    g_array_set_size(all->free_slots, all->free_slots->len - 1);
    return slot;
}

/* NULL: there is no room for another flow. */
static parts *
parts_of(iot_over_time *all, iot_flow_id flow)
{
    if (all->slot_of->len <= flow)
        g_array_set_size(all->slot_of, flow + 1);
    uint32_t *slot = &g_array_index(all->slot_of, uint32_t, flow);
    if (*slot == 0) {
        if (all->free_slots->len == 0 && all->slots->len >= IOT_OVER_TIME_FLOWS_MAX)
            return NULL;
        *slot = take_slot(all) + 1;
    }
    return &g_array_index(all->slots, parts, *slot - 1);
}

/* A clock that goes on from 1970 or 2000 when a device starts, until it asks for the time. */
static bool
is_set_at_last(const iot_over_time *all, int64_t time_ns)
{
    return all->begin_ns < CLOCK_SET_NS && time_ns > all->begin_ns &&
           (uint64_t)time_ns - (uint64_t)all->begin_ns > REACH_MAX_NS;
}

/* What was before is of another time. */
static void
begin(iot_over_time *all, int64_t time_ns)
{
    g_array_set_size(all->slots, 0);
    g_array_set_size(all->free_slots, 0);
    g_array_set_size(all->slot_of, 0);
    all->width_ns = WIDTH_MIN_NS;
    all->begin_ns = time_ns;
}

void
iot_over_time_add(iot_over_time *all, iot_flow_id flow, uint64_t bytes, int64_t time_ns)
{
    if (all->slots->len == 0 || is_set_at_last(all, time_ns))
        begin(all, time_ns);
    unsigned part = part_at(all, time_ns);
    parts *of = part < PARTS ? parts_of(all, flow) : NULL;
    if (of)
        of->bytes[part] += bytes;
}

void
iot_over_time_move(iot_over_time *all, iot_flow_id from, iot_flow_id to)
{
    if (from == to || !iot_over_time_of(all, from))
        return;
    uint32_t slot = g_array_index(all->slot_of, uint32_t, from);
    parts moved = g_array_index(all->slots, parts, slot - 1);

    g_array_index(all->slots, parts, slot - 1) = (parts){{0}};
    g_array_index(all->slot_of, uint32_t, from) = 0;
    slot--;
    g_array_append_val(all->free_slots, slot);
    parts *of = parts_of(all, to); /* there is the one that has just become free */
    for (unsigned i = 0; i < PARTS; i++)
        of->bytes[i] += moved.bytes[i];
}

const uint64_t *
iot_over_time_of(const iot_over_time *all, iot_flow_id flow)
{
    uint32_t slot = flow < all->slot_of->len ? g_array_index(all->slot_of, uint32_t, flow) : 0;

    return slot > 0 ? g_array_index(all->slots, parts, slot - 1).bytes : NULL;
}

int64_t
iot_over_time_begin_ns(const iot_over_time *all)
{
    return all->begin_ns;
}

int64_t
iot_over_time_width_ns(const iot_over_time *all)
{
    return all->width_ns;
}
