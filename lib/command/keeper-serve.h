/* keeper-serve.h - the keeper's own side
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_COMMAND_KEEPER_SERVE_H
#define IOT_COMMAND_KEEPER_SERVE_H

#include <stdbool.h>

#include "command/collector-files.h"
#include "write/exports.h"

/* What it may be asked for. Borrowed. */
typedef struct keeper_duties {
    char *const *paths;        /* inputs, "-" is none of its business; NULL: there are none */
    iot_export_target *target; /* of the output, open; NULL: there is none */
    const char *filter;        /* NULL: there is none */
    const collector_bounds *collector; /* whose files the target gets; NULL: nobody's */
    int listener;                      /* a socket that it must not have; -1: there is none */
    bool confine;                      /* it gives up what it does not need, too */
} keeper_duties;

/* Does what it is asked for until who asks has gone, or asks for what is none of its duties. Frees
 * the target. */
void keeper_serve(int socket, const keeper_duties *duties);
/* An input, for reading. -1 with errno: EISDIR is a directory, which is only listed. */
int keeper_open_path(const char *path);
/* A regular file of a directory, for reading; what is a link or anything else is not opened. -1
 * with errno. */
int keeper_open_in(int directory, const char *name);

#endif
