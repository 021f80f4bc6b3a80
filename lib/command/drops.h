/* drops.h - packets that an interface lost before the kernel had them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The kernel counts them in files, which are opened at the beginning and can be read at the end by
 * who may not open any.
 */
#ifndef IOT_COMMAND_DROPS_H
#define IOT_COMMAND_DROPS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct drops drops;

/* Begins to count. An interface without such files loses none. Must be freed by the caller using
 * drops_free. */
drops *drops_new(const char *interface);
void drops_free(drops *d);
uint64_t drops_since(const drops *d);

#endif
