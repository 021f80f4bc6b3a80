/* sessions-internal.h - what a table of sessions keeps
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_SESSIONS_INTERNAL_H
#define IOT_SESSIONS_INTERNAL_H

#include "sessions/session.h"
#include "sessions/sessions.h"

#include <glib.h>

typedef struct neighbour {
    iot_addr addr;
    iot_mac mac;
} neighbour;

struct iot_sessions {
    guint max;                 /* most sessions */
    GPtrArray *all;            /* of iot_session, in the order in which they came */
    GHashTable *by_ends;       /* iot_session*: of `all` */
    GArray *neighbours;        /* of neighbour, in the order in which they came */
    GHashTable *by_addr;       /* iot_addr*: those that have one */
    iot_session_count counted; /* of all, both ways */
    uint64_t left_out;
    uint64_t lines;    /* that told something */
    iot_session begun; /* of pf: lines below may say more of it */
    bool has_begun;
};

/* sessions-inside.c: of iot_prefix, those that must be inside, in the order of the table. Must be
 * freed by the caller using g_array_unref. */
GArray *iot_sessions_inside(const iot_sessions *sessions);

#endif
