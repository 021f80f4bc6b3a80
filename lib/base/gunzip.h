/* gunzip.h - what gzip compressed, as it comes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Takes compressed bytes in any pieces. A file can be several of gzip's, one after the other.
 */
#ifndef IOT_GUNZIP_H
#define IOT_GUNZIP_H

#include <glib.h>
#include <stdbool.h>

/* First byte of what gzip writes, and of no capture, nor of a summary. */
#define IOT_GZIP_FIRST_BYTE 0x1f

/* Gives more compressed bytes: how many, 0 at the end, -1 with errno. */
typedef gssize (*iot_gunzip_more_fn)(void *bytes, gsize size, void *user_data);

typedef struct iot_gunzip iot_gunzip;

iot_gunzip *iot_gunzip_new(iot_gunzip_more_fn more, void *user_data);
void iot_gunzip_free(iot_gunzip *g);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_gunzip, iot_gunzip_free)
/* The next plain bytes: how many, 0 at the end, or where it is broken; -1 with errno where nothing
 * more can be had. */
gssize iot_gunzip_read(iot_gunzip *g, void *bytes, gsize size);
/* Why it ended before its end; NULL: it did not. */
const char *iot_gunzip_trouble(const iot_gunzip *g);

#endif
