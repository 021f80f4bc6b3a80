/* recent.c - the latest of what waits for an answer
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/recent.h"

#include "base/hash.h"

#include <stdbool.h>
#include <string.h>

/* Links are places and 1; 0 is none. */
struct recent {
    gsize key_bytes, record_bytes;
    uint8_t *records;
    uint32_t *next; /* of the same bucket, by place */
    bool *used;     /* by place */
    uint32_t *buckets;
    uint32_t mask; /* of bucket numbers */
    uint32_t max;
    uint32_t oldest; /* place of the next one */
};

recent *
recent_new(uint32_t max, gsize key_bytes, gsize record_bytes)
{
    recent *r = g_new0(recent, 1);
    uint32_t buckets = 1;

    while (buckets < max)
        buckets *= 2;
    r->key_bytes = key_bytes;
    r->record_bytes = record_bytes;
    r->records = g_malloc0(max * record_bytes);
    r->next = g_new0(uint32_t, max);
    r->used = g_new0(bool, max);
    r->buckets = g_new0(uint32_t, buckets);
    r->mask = buckets - 1;
    r->max = max;
    return r;
}

void
recent_free(recent *r)
{
    if (!r)
        return;
    g_free(r->records);
    g_free(r->next);
    g_free(r->used);
    g_free(r->buckets);
    g_free(r);
}

static uint8_t *
record_at(const recent *r, uint32_t place)
{
    return r->records + place * r->record_bytes;
}

static uint32_t *
bucket_of(const recent *r, const void *key)
{
    return &r->buckets[iot_hash_bytes(key, r->key_bytes) & r->mask];
}

void *
recent_find(const recent *r, const void *key)
{
    for (uint32_t link = *bucket_of(r, key); link; link = r->next[link - 1])
        if (memcmp(record_at(r, link - 1), key, r->key_bytes) == 0)
            return record_at(r, link - 1);
    return NULL;
}

void
recent_remove(recent *r, void *record)
{
    uint32_t place = (uint32_t)((gsize)((uint8_t *)record - r->records) / r->record_bytes);
    uint32_t *link = bucket_of(r, record);

    while (*link != place + 1)
        link = &r->next[*link - 1];
    *link = r->next[place];
    r->used[place] = false;
}

void
recent_add(recent *r, const void *record)
{
    uint32_t place = r->oldest;

    r->oldest = (place + 1) % r->max;
    if (r->used[place])
        recent_remove(r, record_at(r, place));
    memcpy(record_at(r, place), record, r->record_bytes);
    uint32_t *bucket = bucket_of(r, record);
    r->next[place] = *bucket;
    *bucket = place + 1;
    r->used[place] = true;
}
