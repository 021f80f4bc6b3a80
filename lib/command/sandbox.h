/* sandbox.h - what a process may still do once everything it works with is open
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who reads packets or writes their report keeps: reading what is open; writing to standard output
 * and standard error, and to the keeper; memory, clocks, random numbers, its own signals. It opens
 * nothing, makes no socket, no process and no thread, runs no program, and makes no memory
 * executable. Where it serves the page it takes connections, and writes to these alone. Where the
 * kernel has Landlock, the file system is closed a second time.
 *
 * Whatever else it asks for fails as not permitted. What no honest program of this kind asks for
 * (running programs, looking into processes, loading modules) ends it at once.
 *
 * There is no way back. Where the command was built without libseccomp, nothing of this is done,
 * and sandbox_name says so.
 */
#ifndef IOT_COMMAND_SANDBOX_H
#define IOT_COMMAND_SANDBOX_H

#include <glib.h>
#include <stdbool.h>

#include "command/serve.h"

/* Confines who reads packets. False with an error if the kernel does not do it: then nothing must
 * be read.
 * @param keeper the socket to the keeper, -1: there is none
 * @param asked who serves the page; NULL: nobody does */
bool sandbox_enter(int keeper, const server *asked, GError **error);
/* Confines the keeper, which goes on to open and to write, but runs nothing. */
bool sandbox_enter_keeper(GError **error);

/* For --version: "confined by libseccomp 2.5.4 and Landlock", or that it is not; of Landlock, what
 * this kernel has. Must be freed by the caller using g_free. */
char *sandbox_name(void);

#endif
