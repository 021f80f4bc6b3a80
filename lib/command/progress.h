/* progress.h - a bar while a long file is read
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * On a terminal, on standard error, and only for what takes longer than a moment: nothing flickers
 * for a small file, and nothing stays.
 */
#ifndef IOT_COMMAND_PROGRESS_H
#define IOT_COMMAND_PROGRESS_H

#include <stdint.h>

typedef struct progress progress;

/* NULL if standard error is no terminal. */
progress *progress_new(void);
void progress_free(progress *p);
/* `done` of `all` bytes of this file; 0: nobody knows how many there are, and there is no bar.
 * Cheap. */
void progress_update(progress *p, uint64_t done, uint64_t all);
/* Wipes the bar. */
void progress_end(progress *p);

#endif
