/* settings.h - the settings that the options give
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * As plugin/session/prefs.c has them of preferences. First files are read, and when rights are
 * given up, they are understood. Files with faults are told of and used as far as they can be; an
 * option that cannot be understood is an error.
 */
#ifndef IOT_COMMAND_SETTINGS_H
#define IOT_COMMAND_SETTINGS_H

#include "base/out/out-guard.h"
#include "command/options.h"
#include "reference/settings.h"

/* False with an error if a file that settings_load reads is one that will be written. */
bool settings_are_spared(const options *o, const iot_out_guard *guard, GError **error);
/* NULL with an error about an option. Must be freed by the caller using iot_settings_free. */
iot_settings *settings_load(const options *o, GError **error);
/* Understands what was loaded, which others may have written: once, when rights are given up. */
void settings_understand(iot_settings *settings);

#endif
