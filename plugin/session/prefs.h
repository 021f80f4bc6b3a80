/* prefs.h - preferences of the protocol "IoT" and the table of devices
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_PREFS_H
#define IOT_PREFS_H

#include <glib.h>

#include "archive/summary.h"
#include "base/out/out-guard.h"
#include "reference/settings.h"

/** Registers the preferences; `changed` is called whenever a value may have changed, also at
 *  start. */
void iot_prefs_register(int proto, void (*changed)(void));

/** All that they say: texts, the table of devices, and files. Problems are reported, once each.
 *  @return must be freed by the caller using iot_settings_free */
iot_settings *iot_prefs_settings(void);
/** Where location databases are, a text to tell changes by: Wireshark's own preference tells nobody
 *  that it changed. Must be freed by the caller using g_free. */
char *iot_prefs_geo_directories(void);
/** The summary that they name; NULL: none, or the user was told why it cannot be used. Must be
 *  freed by the caller using iot_summary_free. */
iot_summary *iot_prefs_baseline(void);
/** Tells the user what is wrong with that summary, once. */
void iot_prefs_report_baseline(const char *problem);
gboolean iot_prefs_publish_names(void);
gboolean iot_prefs_delta_distance(void);

/** Names another summary, from now on and when Wireshark is started next. False with an error if
 *  that could not be kept. */
bool iot_prefs_set_baseline(const char *path, GError **error);

/** False with an error if a file that the preferences name is one that will be written.
 *  @param baseline_too that of the baseline is none of them else */
bool iot_prefs_are_spared(const iot_out_guard *guard, bool baseline_too, GError **error);

#endif
