/* exports.h - the formats that reports are exported in
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One list for tshark's -z iot,export and Wireshark's Tools > IoT Devices > Export.
 */
#ifndef IOT_EXPORTS_H
#define IOT_EXPORTS_H

#include "base/out/out-directory.h"
#include "base/out/out-guard.h"
#include "write/writer.h"

/** Takes one of several files. @param name of it in their directory */
typedef bool (*iot_export_put_fn)(const char *name, const GString *text, void *user_data,
                                  GError **error);

typedef struct iot_export_format {
    const char *name;  /**< on the command line: "mud" */
    const char *title; /**< in the menu: "MUD profiles" */
    void (*write)(const iot_report *report, GString *out);
    /** Makes several files, and hands each on; NULL: cannot. */
    bool (*save_all)(const iot_report *report, iot_export_put_fn put, void *user_data,
                     GError **error);
    const char *suffix;       /**< of their names; NULL: there are none */
    bool is_page;             /**< a browser shows it, not a window of text */
    iot_report_options needs; /**< what a report has to have for it */
} iot_export_format;

/** Where a report goes: one of the two is NULL until it is open. */
typedef struct iot_export_target {
    char *path; /**< ends in "/" if it is a directory */
    iot_out_file *file;
    iot_out_directory *directory;
} iot_export_target;

unsigned iot_export_formats_count(void);
const iot_export_format *iot_export_format_get(unsigned i);
/** By name; NULL if there is none. */
const iot_export_format *iot_export_format_find(const char *name);

/** Finds where a path leads to, and opens nothing for writing. A path that ends in "/" is a
 * directory if the format can write several files. NULL with G_FILE_ERROR. Must be freed by the
 * caller using iot_export_target_free.
 *  @param format NULL: one that cannot */
iot_export_target *iot_export_target_find(const iot_export_format *format, const char *path,
                                          GError **error);
/** The same of a directory whose files somebody else makes. Never fails. */
iot_export_target *iot_export_target_directory(const char *path);
void iot_export_target_free(iot_export_target *t);
/** Tells a guard what will be written. */
void iot_export_target_guard(const iot_export_target *t, const iot_export_format *format,
                             iot_out_guard *guard);
/** Opens it, as iot_out_file_begin does; makes the directory. */
bool iot_export_target_open(iot_export_target *t, GError **error);
/** Writes the report to it, as often as wanted once it was opened. False with G_FILE_ERROR if that
 *  fails; no file is left half written. */
bool iot_export_target_save(iot_export_target *t, const iot_export_format *format,
                            const iot_report *report, GError **error);
/** What the user should know of what was written; NULL: nothing. Valid until more is. */
const char *iot_export_target_note(const iot_export_target *t);
/** Writes a text to a target that is a file, in the same way. */
bool iot_export_target_save_text(iot_export_target *t, const GString *text, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_export_target, iot_export_target_free)

#endif
