/* serve-answer.h - what is answered to whom
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Answers GET and HEAD, of three things: the page, what it shows, and packets. Nobody can change
 * anything by asking. Refused is who asks by a name that is not ours (a stranger's page whose name
 * now has our address), on behalf of a stranger's page, or without the token where one is needed;
 * what they asked for is not looked at.
 */
#ifndef IOT_COMMAND_SERVE_ANSWER_H
#define IOT_COMMAND_SERVE_ANSWER_H

#include "command/keep.h"
#include "command/serve-readers.h"
#include "command/serve-revisions.h"

typedef struct site {
    const char *token; /* NULL: none is needed */
    readers *readers;
    revisions *revisions;
    struct MHD_Response *page; /* the same for all */
    const char *policy;        /* of its contents */
    const kept *kept;          /* NULL: there are no packets to be had */
} site;

/* For libmicrohttpd: with a site. */
enum MHD_Result answer(void *site, struct MHD_Connection *connection, const char *url,
                       const char *method, const char *version, const char *upload,
                       size_t *upload_bytes, void **begun);

#endif
