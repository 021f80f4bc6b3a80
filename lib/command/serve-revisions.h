/* serve-revisions.h - what the page shows, made once for all its readers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A revision is made when somebody asks, what is known has changed, and a while is over since the
 * last one: so readers that look at the same moment share it, and without readers there is no work.
 * Who still takes an older one keeps that in memory; when there is no room for more of them, such
 * readers are cut off, and all others see what there is until it is free.
 */
#ifndef IOT_COMMAND_SERVE_REVISIONS_H
#define IOT_COMMAND_SERVE_REVISIONS_H

#include <glib.h>
#include <microhttpd.h>
#include <stdbool.h>
#include <stdint.h>

#include "command/serve-readers.h"

/* The page asks about every second (live.js); less often than this, those who ask just after
 * another would see what is a second older. */
#define REVISIONS_EVERY_MS 500

/* Where they come from. */
typedef struct serve_source {
    /* Appends the page's JSON as it is now. */
    void (*write)(GString *out, void *user_data);
    /* Another number whenever there may be more to tell. */
    uint64_t (*version)(void *user_data);
    void *user_data;
} serve_source;

typedef struct revisions revisions;

/* @param room_bytes for those that are not the newest any more */
revisions *revisions_new(const serve_source *source, uint64_t room_bytes);
void revisions_free(revisions *all);
/* The newest that there is to be, with its headers but those that all answers have. Valid until the
 * next call. */
struct MHD_Response *revisions_get(revisions *all, readers *who);
/* What names it, as ETag does; to be asked after revisions_get. */
const char *revisions_tag(const revisions *all);

#endif
