/* dns-labels.h - domain names outside DNS messages: labels, and no pointers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_DNS_LABELS_H
#define IOT_DNS_LABELS_H

#include "wire/cursor.h"

#define LABELS_MAX_BYTES 255 /* RFC 1035 section 2.3.4 */

typedef struct labels {
    uint8_t text[LABELS_MAX_BYTES + 1]; /* with dots between them; no NUL */
    size_t length;
    unsigned count;
    bool rooted; /* the root ended them: not a part of a name */
} labels;

/* Reads labels up to the root or the end. False: damaged. */
bool labels_read(cursor *at, labels *ret_labels);

#endif
