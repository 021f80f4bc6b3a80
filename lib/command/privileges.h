/* privileges.h - gives up what opening took
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_COMMAND_PRIVILEGES_H
#define IOT_COMMAND_PRIVILEGES_H

#include <glib.h>
#include <stdbool.h>

/* Root becomes an ordinary user: `user`, else the one who called sudo, else nobody. Whoever is not
 * root stays who they are. Capabilities go in each case, and nothing brings them back. False with
 * an error if any of this fails: then nothing must be read.
 * @param user NULL: nobody said */
bool privileges_drop(const char *user, GError **error);
/* Gives up all capabilities but those that open files, and give them the owner they had: who had
 * none keeps none. False with an error if that fails. */
bool privileges_keep_files(GError **error);

#endif
