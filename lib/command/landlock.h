/* landlock.h - the file system, closed by the kernel's Landlock
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is open stays open. No file is opened, made, renamed or removed any more, no TCP port bound
 * or connected to, and nobody outside is signalled; of these, what the kernel's Landlock knows.
 */
#ifndef IOT_COMMAND_LANDLOCK_H
#define IOT_COMMAND_LANDLOCK_H

#include <stdbool.h>

/* True if this kernel has it, and it is switched on. */
bool landlock_is_there(void);
/* Closes it all for this process, which must have given up new privileges. True as well where the
 * kernel has none; false with errno if it has, and it failed. */
bool landlock_close_files(void);

#endif
