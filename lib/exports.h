/* exports.h - the formats that reports are exported in
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One list for tshark's -z iot,export and Wireshark's Tools > IoT Devices > Export.
 */
#ifndef IOT_EXPORTS_H
#define IOT_EXPORTS_H

#include "policy.h"
#include "writer.h"

typedef struct iot_export_format {
    const char *name;  /**< on the command line: "mud" */
    const char *title; /**< in the menu: "MUD profiles" */
    void (*write)(const iot_report *report, GString *out);
    /** Writes several files into a directory, whose name ends in "/"; NULL: cannot. */
    bool (*save_all)(const char *directory, const iot_report *report, GError **error);
    bool is_page; /**< a browser shows it, not a window of text */
} iot_export_format;

unsigned iot_export_formats_count(void);
const iot_export_format *iot_export_format_get(unsigned i);
/** By name; NULL if there is none. */
const iot_export_format *iot_export_format_find(const char *name);
/** Writes the report to a file, or to several if `path` ends in "/" and the format can. False with
 *  G_FILE_ERROR if that fails; no file is left half written. */
bool iot_export_save(const iot_export_format *format, const char *path, const iot_report *report,
                     GError **error);

#endif
