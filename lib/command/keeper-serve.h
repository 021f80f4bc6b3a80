/* keeper-serve.h - the keeper's own side
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_COMMAND_KEEPER_SERVE_H
#define IOT_COMMAND_KEEPER_SERVE_H

#include <stdbool.h>

#include "write/exports.h"

/* What it may be asked for. Borrowed. */
typedef struct keeper_duties {
    char *const *paths;        /* inputs, "-" is none of its business; NULL: there are none */
    iot_export_target *target; /* of the output, open; NULL: there is none */
    const char *filter;        /* NULL: there is none */
    bool confine;              /* it gives up what it does not need, too */
} keeper_duties;

/* Does what it is asked for until who asks has gone, or asks for what is none of its duties. Frees
 * the target. */
void keeper_serve(int socket, const keeper_duties *duties);
/* An input, for reading. -1 with errno. */
int keeper_open_path(const char *path);

#endif
