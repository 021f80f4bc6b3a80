/* out-guard.h - no file is read and written
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows the files that will be written as device and inode, so that links and other names of a file
 * make no difference. Asked about each input before anything is read. Of devices and pipes, such as
 * a terminal, reading and writing the same is common and destroys nothing.
 *
 *     iot_out_guard_add_file(guard, f);
 *     if (!iot_out_guard_spares(guard, "home.pcapng", &error)) ...
 */
#ifndef IOT_OUT_GUARD_H
#define IOT_OUT_GUARD_H

#include "base/out/out-file.h"

typedef struct iot_out_guard iot_out_guard;

iot_out_guard *iot_out_guard_new(void);
void iot_out_guard_free(iot_out_guard *g);

/** This file will be written; */
void iot_out_guard_add_file(iot_out_guard *g, const iot_out_file *f);
/** so will what is open there, called `name` when people are told. */
void iot_out_guard_add_descriptor(iot_out_guard *g, int fd, const char *name);

typedef bool (*iot_out_guard_fn)(const char *name, void *user_data);
/** So will the files in a directory that the function says yes to. A directory that cannot be read
 *  has none; that it cannot be written is for others to tell. */
void iot_out_guard_add_directory(iot_out_guard *g, const char *directory,
                                 iot_out_guard_fn is_written, void *user_data);

/** False with G_FILE_ERROR_EXIST if what will be read is one of those. What is not there is none.
 */
bool iot_out_guard_spares(const iot_out_guard *g, const char *path, GError **error);
/** The same of what is open there, called `name`. */
bool iot_out_guard_spares_descriptor(const iot_out_guard *g, int fd, const char *name,
                                     GError **error);
/** The same of all files in a directory whose names end so. */
bool iot_out_guard_spares_directory(const iot_out_guard *g, const char *directory,
                                    const char *suffix, GError **error);
/** The same of all that the process has open, whoever opened it. Without /proc, of nothing. */
bool iot_out_guard_spares_open_files(const iot_out_guard *g, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_out_guard, iot_out_guard_free)

#endif
