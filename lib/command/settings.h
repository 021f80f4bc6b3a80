/* settings.h - what the options name, read: inventory, MUD files, databases, lists
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * As plugin/session/prefs.c does of preferences. First files are read, and when rights are given
 * up, they are understood. Files with faults are told of and used as far as they can be; an option
 * that cannot be understood is an error.
 */
#ifndef IOT_COMMAND_SETTINGS_H
#define IOT_COMMAND_SETTINGS_H

#include "capture/capture.h"
#include "command/options.h"
#include "findings/findings.h"

typedef struct settings {
    GPtrArray *inventories;           /* of iot_file_text, not understood yet */
    GPtrArray *mud_texts;             /* the same; NULL: none */
    iot_inventory *inventory;         /* empty until it is understood */
    iot_mud_files *mud;               /* NULL: none */
    GArray *local_networks;           /* of iot_prefix */
    GArray *resolvers, *time_servers; /* of iot_addr */
    iot_locator locator;              /* owns its databases */
    bool periodic_all;
    bool incomplete; /* a file that the options name could not be read */
} settings;

/* False with an error if a file that settings_load reads is one that will be written. */
bool settings_are_spared(const options *o, const iot_out_guard *guard, GError **error);
/* NULL with an error about an option. Must be freed by the caller using settings_free. */
settings *settings_load(const options *o, GError **error);
/* Understands what was loaded, which others may have written: once, when rights are given up. */
void settings_understand(settings *s);
void settings_free(settings *s);

/* For the library; they point into the settings. */
iot_capture_options settings_for_capture(const settings *s);
iot_findings_options settings_for_findings(const settings *s);

#endif
