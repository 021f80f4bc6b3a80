/* expand.h - what was compressed by gzip, zstd or xz, as it comes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Takes compressed bytes in any pieces. A file can be several of the same kind, one after the
 * other. Whatever they claim, no more than EXPAND_MEMORY_BYTES are taken to expand them, and what
 * comes out is handed on as it is asked for, and never kept. Opens nothing and makes no thread.
 */
#ifndef IOT_COMMAND_EXPAND_H
#define IOT_COMMAND_EXPAND_H

#include <stdint.h>

#include "base/gunzip.h"

/* A window of zstd's, or a dictionary of xz's with all around it: what "zstd --ultra -22" and
 * "zstd --long" need, and twice what "xz -9" does. */
#define EXPAND_WINDOW_LOG   27
#define EXPAND_MEMORY_BYTES (UINT64_C(1) << EXPAND_WINDOW_LOG)

typedef struct expand expand;

/* Bytes by which it is known what is compressed. */
#define EXPAND_HEAD_BYTES 4

/* By the first bytes, which no capture, no summary and no list begins with; NULL: it is not
 * compressed. They come from `more` once again. */
expand *expand_new(const uint8_t *head, gsize head_bytes, iot_gunzip_more_fn more, void *user_data);
void expand_free(expand *e);
/* The next plain bytes, and why they ended, as gunzip.h has it. */
gssize expand_read(expand *e, void *bytes, gsize size);
const char *expand_trouble(const expand *e);

/* "gzip, zstd, xz": what this program was built with. Must be freed by the caller using g_free. */
char *expand_names(void);

#endif
