/* saving.h - files that the user asks for: exports, and what a window shows
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What Wireshark or tshark has open, the capture above all, and what the preferences name is never
 * written.
 */
#ifndef IOT_SAVING_H
#define IOT_SAVING_H

#include "write/exports.h"

/** False with an error if what will be written is also read. */
bool iot_saving_is_safe(const iot_export_target *t, const iot_export_format *format,
                        GError **error);
/** Writes a text to a file. */
bool iot_saving_text(const char *path, const char *text, GError **error);
/** The same of a baseline, which may replace the one that the preferences name. */
bool iot_saving_baseline(const char *path, const char *text, GError **error);

#endif
