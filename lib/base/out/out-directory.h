/* out-directory.h - a directory that files are written into
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each file is whole or the old one, as out-file.h has it; when one fails, those before it are
 * there. What is not there is made, for the user alone (0700), and goes again if nothing was
 * written.
 */
#ifndef IOT_OUT_DIRECTORY_H
#define IOT_OUT_DIRECTORY_H

#include "base/out/out-file.h"

typedef struct iot_out_directory iot_out_directory;

/** Opens it. NULL with G_FILE_ERROR if it cannot be made or written to. Must be freed by the caller
 *  using iot_out_directory_free. */
iot_out_directory *iot_out_directory_open(const char *path, GError **error);
void iot_out_directory_free(iot_out_directory *d);

/** Where its files are made; valid for its lifetime. */
int iot_out_directory_descriptor(const iot_out_directory *d);
/** One of its files, to be written step by step. NULL with an error. Must be freed by the caller
 * using iot_out_file_free.
 *  @param name without "/" */
iot_out_file *iot_out_directory_find(const iot_out_directory *d, const char *name, GError **error);
/** Writes one at once. */
bool iot_out_directory_save(iot_out_directory *d, const char *name, const GString *text,
                            GError **error);
/** As iot_out_file_delegate, of all its files. */
void iot_out_directory_delegate(iot_out_directory *d, const iot_out_delegate *to, void *user_data);
/** It stays, even if nothing was written. */
void iot_out_directory_keep(iot_out_directory *d);
/** What the user should know of the first such file, as iot_out_file_note has it; NULL: nothing.
 *  Valid for its lifetime. */
const char *iot_out_directory_note(const iot_out_directory *d);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_out_directory, iot_out_directory_free)

#endif
