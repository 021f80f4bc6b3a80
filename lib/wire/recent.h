/* recent.h - the latest of what waits for an answer
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A ring of records of one size, each of which begins with its key, which packets choose. Where it
 * is full, the oldest goes: what is forgotten depends on what was asked, and on nothing else.
 */
#ifndef IOT_RECENT_H
#define IOT_RECENT_H

#include <glib.h>
#include <stdint.h>

typedef struct recent recent;

/* @param max records
 * @param key_bytes, record_bytes keys are compared as bytes; a record includes its key */
recent *recent_new(uint32_t max, gsize key_bytes, gsize record_bytes);
/* Accepts NULL. */
void recent_free(recent *r);

/* The record of that key; NULL: none. Valid until the next recent_add. */
void *recent_find(const recent *r, const void *key);
/* A copy of the record, whose key no other has, is the newest. */
void recent_add(recent *r, const void *record);
void recent_remove(recent *r, void *record);

#endif
