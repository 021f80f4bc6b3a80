/* gunzip.h - what gzip compressed, as it comes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Takes compressed bytes in any pieces. A file can be several of gzip's, one after the other.
 */
#ifndef IOT_COMMAND_GUNZIP_H
#define IOT_COMMAND_GUNZIP_H

#include <gio/gio.h>
#include <stdbool.h>

/* First byte of what gzip writes, and of no capture. */
#define GZIP_FIRST_BYTE 0x1f

/* Gives more compressed bytes: how many, 0 at the end, -1 with errno. */
typedef gssize (*gunzip_more_fn)(void *bytes, gsize size, void *user_data);

typedef struct gunzip gunzip;

gunzip *gunzip_new(gunzip_more_fn more, void *user_data);
void gunzip_free(gunzip *g);
/* The next plain bytes: how many, 0 at the end, or where it is broken; -1 with errno where nothing
 * more can be had. */
gssize gunzip_read(gunzip *g, void *bytes, gsize size);
/* Why it ended before its end; NULL: it did not. */
const char *gunzip_trouble(const gunzip *g);

#endif
