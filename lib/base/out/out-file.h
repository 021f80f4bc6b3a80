/* out-file.h - a file that is written: whole or not at all, and nothing else comes to harm
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All that the command and the plugin write goes through here. What a path leads to decides:
 *
 * - Nothing yet, or a regular file: what is written has no name until it is committed; then it gets
 *   one beside, and is renamed. Whoever is killed before leaves nothing behind and the old file
 *   untouched. The new one has mode, access list and owner of the one it replaces, or 0600. Hard
 *   links of the old one keep the old text.
 * - A symbolic link: followed, also where it leads to nothing yet; the link stays.
 * - A device, FIFO, socket, or a descriptor of the process (/dev/stdout, /dev/fd/N,
 *   /proc/self/fd/N, what a shell's >(command) is): written to, never replaced, never cut.
 * - A directory, a file that one may not write, or, in a directory like /tmp that everybody may
 *   write and that is sticky, what somebody else put there: an error.
 *
 * Three steps, so that a process can give up rights and confine itself in between:
 *
 *     iot_out_file *f = iot_out_file_find(path, &error);   looks, opens nothing
 *     iot_out_file_begin(f, &error);                       opens all that it takes
 *     iot_out_file_write(f, text, length, &error);
 *     iot_out_file_commit(f, &error);                      and again from begin, if need be
 *     iot_out_file_free(f);
 *
 * Links are followed once, when it is found; what comes later goes by the descriptor of the
 * directory. After begin, a regular file takes these calls: write, pread, fstat, newfstatat,
 * faccessat2, lgetxattr, fchown, fchmod, fsetxattr, fremovexattr, fsync, linkat, openat, renameat
 * and unlinkat (for Landlock: make, write and remove files in that directory) and rt_sigprocmask;
 * others take write, poll, dup and close. Begin takes openat, also with O_TMPFILE, or memfd_create.
 *
 * That is Linux; out-portable.c says what other systems keep of it.
 *
 * Errors are G_FILE_ERROR and name the file and the reason. Not for several threads.
 */
#ifndef IOT_OUT_FILE_H
#define IOT_OUT_FILE_H

#include <glib.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/stat.h>

typedef struct iot_out_file iot_out_file;

/** Finds what a path leads to. NULL with an error. Must be freed by the caller using
 *  iot_out_file_free. */
iot_out_file *iot_out_file_find(const char *path, GError **error);
/** What was not committed is gone. NULL is no file. */
void iot_out_file_free(iot_out_file *f);

/** The path as it was given. Valid for the lifetime of the file. */
const char *iot_out_file_path(const iot_out_file *f);
/** What stands there now, all links followed; false: nothing yet. */
bool iot_out_file_stat(const iot_out_file *f, struct stat *ret_facts);
/** True if both lead to the same place, also where nothing is yet. */
bool iot_out_file_is_same(const iot_out_file *a, const iot_out_file *b);
/** The descriptor of this process that it is: 1 for /dev/stdout; -1: none. */
int iot_out_file_descriptor(const iot_out_file *f);
/** True if that is standard output. */
bool iot_out_file_is_stdout(const iot_out_file *f);
/** True if it is renamed into place; what is no regular file is written to. */
bool iot_out_file_is_replaced(const iot_out_file *f);
/** The directory that a regular file is written in; -1: it is none. Valid for the lifetime of the
 *  file. */
int iot_out_file_directory(const iot_out_file *f);

/** Opens what is written to. Waits for a reader if it is a FIFO. */
bool iot_out_file_begin(iot_out_file *f, GError **error);
/** Writes all of it; the file must have begun. */
bool iot_out_file_write(iot_out_file *f, const char *bytes, gsize length, GError **error);
/** Makes it the file of that name. Whether that goes well or not, the next step is begin or free.
 */
bool iot_out_file_commit(iot_out_file *f, GError **error);
/** What the user should know of the last commit; NULL: nothing. Valid until the next. */
const char *iot_out_file_note(const iot_out_file *f);

/** Somebody else who writes, where this process has lost the rights for it. What goes wrong before,
 *  `commit` tells. */
typedef struct iot_out_delegate {
    void (*begin)(const char *name, void *user_data); /**< in a directory; NULL: the file itself */
    void (*write)(const char *bytes, gsize length, void *user_data);
    /** @param ret_note what the user should know, freed by the caller using g_free; or NULL */
    bool (*commit)(void *user_data, char **ret_note, GError **error);
    void (*keep)(void *user_data); /**< the directory stays, even if nothing was written */
} iot_out_delegate;

/** From now on all is done by that one, which has a copy of this file: found, and perhaps begun.
 *  @param to valid for the lifetime of the file */
void iot_out_file_delegate(iot_out_file *f, const iot_out_delegate *to, void *user_data);

#ifdef G_OS_UNIX
/** Holds back all signals but those of faults of our own, which must still end us, for the moment
 * in which one file takes the place of another. */
void iot_out_hold_signals(sigset_t *ret_before);
#endif

/** All steps at once. */
bool iot_out_file_save(const char *path, const char *bytes, gsize length, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_out_file, iot_out_file_free)

#endif
