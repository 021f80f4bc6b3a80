/* file-text.h - files that are read as a whole: opened now, understood later
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A process that gives up its rights reads before that, and looks into what it read after it.
 */
#ifndef IOT_FILE_TEXT_H
#define IOT_FILE_TEXT_H

#include <glib.h>
#include <stdbool.h>

typedef struct iot_file_text {
    char *label;   /**< the path, as it can be shown (escape.h) */
    GString *text; /**< all of it, any bytes */
} iot_file_text;

/** Reads a file.
 *  @param regular a pipe or a device is an error
 *  @return NULL with G_FILE_ERROR "PATH: reason" if it cannot be read or is larger. Must be freed
 *          by the caller using iot_file_text_free */
iot_file_text *iot_file_text_read(const char *path, gsize max_bytes, bool regular, GError **error);
void iot_file_text_free(iot_file_text *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_file_text, iot_file_text_free)
/** A list of such files, that it frees. */
GPtrArray *iot_file_texts_new(void);

#endif
