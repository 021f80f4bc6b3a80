/* state.h - all that the plugin remembers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Wireshark calls routines, preferences and taps without any data of ours, so one pointer has to be
 * there for all. Each part belongs to one file, which alone knows what is in it. What else is
 * static and can change is what Wireshark was given the address of, and writes to; the test
 * `statics` knows each by name.
 */
#ifndef IOT_STATE_H
#define IOT_STATE_H

#include <glib.h>

typedef enum iot_state_part {
    IOT_STATE_SESSION,      /* session.c */
    IOT_STATE_MAKERS,       /* makers.c */
    IOT_STATE_PREFS,        /* prefs.c */
    IOT_STATE_BASELINE,     /* baseline.c */
    IOT_STATE_DEVICES,      /* uat-devices.c */
    IOT_STATE_DEMAND,       /* demand.c */
    IOT_STATE_PRINTED,      /* printed.c */
    IOT_STATE_MISSED,       /* missed.c */
    IOT_STATE_PAGES,        /* pages.c */
    IOT_STATE_TABLES,       /* tap-iot-tables.c */
    IOT_STATE_TREES,        /* tap-iot-trees.c */
    IOT_STATE_CHANGES_TREE, /* changes-tree.c */
    IOT_STATE_FLAT,         /* tap-iot-flat.c */
    IOT_STATE_DEFERRED,     /* tap-iot-deferred.c */
    IOT_STATE_PARTS
} iot_state_part;

typedef struct iot_state_parts {
    void *at[IOT_STATE_PARTS]; /* NULL: nobody asked for it yet */
} iot_state_parts;

/* The pointer; NULL: nobody asked for anything yet. For the functions below alone. */
G_GNUC_INTERNAL extern iot_state_parts *iot_state_all;
void *iot_state_make(iot_state_part part, gsize size_bytes);

/** That part, of `size_bytes`, the same each time: zeroed when it is asked for first. Lives as long
 *  as the program. Each packet asks a dozen times. */
static inline void *
iot_state(iot_state_part part, gsize size_bytes)
{
    void *made = G_LIKELY(iot_state_all) ? iot_state_all->at[part] : NULL;

    return G_LIKELY(made) ? made : iot_state_make(part, size_bytes);
}

#endif
