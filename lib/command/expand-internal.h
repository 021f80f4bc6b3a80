/* expand-internal.h - a way to expand what was compressed
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_COMMAND_EXPAND_INTERNAL_H
#define IOT_COMMAND_EXPAND_INTERNAL_H

#include <stdbool.h>

#include "command/expand.h"

/* Compressed bytes that are there, and room for plain ones; each is moved past what was used. */
typedef struct expand_step {
    const uint8_t *in;
    gsize in_bytes;
    uint8_t *out;
    gsize out_bytes;
    bool at_end; /* no more compressed bytes will come */
} expand_step;

typedef enum expand_state {
    EXPAND_GOES_ON,
    EXPAND_MAY_END, /* all is whole here; another one may follow */
    EXPAND_ENDED,
    EXPAND_DAMAGED,
    EXPAND_TOO_LARGE, /* it would take more memory than it may */
} expand_state;

typedef struct expand_kind {
    const char *name;
    bool (*begins)(const uint8_t head[EXPAND_HEAD_BYTES]);
    void *(*begin)(void); /* NULL: this program was built without it */
    void (*end)(void *state);
    expand_state (*step)(void *state, expand_step *s);
} expand_kind;

extern const expand_kind expand_zstd, expand_xz;

#endif
