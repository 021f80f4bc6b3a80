/* changes-writer.h - what changed, as text for people and as files for programs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * As writer.h has it for reports: names are hostile, and each writer escapes them for its format.
 */
#ifndef IOT_CHANGES_WRITER_H
#define IOT_CHANGES_WRITER_H

#include "base/decls.h"
#include "changes/changes.h"
#include "report/report.h"

IOT_BEGIN_DECLS

typedef struct iot_changes_format {
    const char *name; /**< as the export format of that name is called */
    void (*write)(const iot_changes *changes, GString *out);
} iot_changes_format;

/** For people: a block per device. Of many alike, the first ones and a count.
 *  @param style whether there are colours; NULL: as into a file */
void iot_write_changes_text(const iot_changes *changes, const iot_text_style *style, GString *out);
/** One object: both sides, all changes, and how many could not be said. */
void iot_write_changes_json(const iot_changes *changes, GString *out);
/** GitHub's Markdown: a table per device. */
void iot_write_changes_markdown(const iot_changes *changes, GString *out);
/** One page that needs nothing else. */
void iot_write_changes_html(const iot_changes *changes, GString *out);

/** One in a line, with its topic, "remote: api.example.com" or "software: 1.0.3 -> 1.0.4"; not
 *  escaped. Must be freed by the caller using g_free. */
char *iot_change_line(const iot_change *change);

/** By name, "json"; NULL if changes are not written so. Static. */
const iot_changes_format *iot_changes_format_find(const char *name);

IOT_END_DECLS

#endif
