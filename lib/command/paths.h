/* paths.h - the files that are read
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_COMMAND_PATHS_H
#define IOT_COMMAND_PATHS_H

#include "base/out/out-guard.h"
#include "command/options.h"

/* Those of the command line, then those of --files-from; standard input if there are neither. NULL
 * with an error if the list cannot be read, is a file that will be written, or has none. Must be
 * freed by the caller using g_strfreev. */
char **list_paths(const options *o, const iot_out_guard *guard, GError **error);
/* False with an error if one of them is a file that will be written. */
bool list_is_spared(char *const *paths, const iot_out_guard *guard, GError **error);
/* False with an error if they are summaries to be followed, and no directory is among them. */
bool list_can_be_followed(const options *o, char *const *paths, GError **error);
/* What people call them: "monday.pcap and 6 more". Must be freed by the caller. */
char *list_title(const options *o, char *const *paths);

#endif
