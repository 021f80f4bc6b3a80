/* pages-lock.h - whose directory of pages it is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a Wireshark left behind that was killed is told from what a running one has by a lock on the
 * directory, which goes with the process. Where directories cannot be locked, nobody takes them
 * away but whoever made them.
 */
#ifndef IOT_PAGES_LOCK_H
#define IOT_PAGES_LOCK_H

#include <stdbool.h>

/** Locks it for as long as the process runs: a descriptor, to be closed by iot_pages_unlock; -1 if
 *  somebody else took it away meanwhile. */
int iot_pages_lock(const char *directory);
void iot_pages_unlock(int lock);
/** Takes away a directory of files if it is this user's alone and nobody has it locked. */
void iot_pages_remove_if_left_behind(const char *directory);

#endif
