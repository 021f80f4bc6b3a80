/* out-internal.h - what the parts of out-file share
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_OUT_INTERNAL_H
#define IOT_OUT_INTERNAL_H

#include "base/out/out-file.h"

struct iot_out_file {
    char *path;        /* as it was given */
    char *shown;       /* the same for people */
    int directory;     /* where the last link led to */
    char *name;        /* in it */
    bool exists;       /* when it was last looked at */
    struct stat facts; /* of what exists; a descriptor's file, not its link in /proc */
    bool in_proc;      /* the last link was one of the kernel's */
    int descriptor;    /* the process's own that it is; -1: none */
    bool one_of_many;  /* the disk need not have a new one before the next is written */
    int fd;            /* what is written to; -1: not begun */
    bool in_memory;    /* it is no file of the directory's file system */
    char *note;        /* NULL: none */
    const iot_out_delegate *delegate; /* who writes it instead; NULL: nobody */
    void *user_data;
    bool begun; /* by the delegate */
};

/* False, with the file's path before the reason, which is errno's. */
bool out_fail(const iot_out_file *f, GError **error);
/* The same with a reason of our own. */
bool out_fail_because(const iot_out_file *f, const char *why, GError **error);

/* True if it is renamed into place; what is no regular file is written to. */
bool out_is_replaced(const iot_out_file *f);
/* As iot_out_file_find has it.
 * @param name relative to the directory
 * @param path what people call it */
iot_out_file *out_file_find(int directory, const char *name, const char *path, GError **error);
/* Follows links until the place is known. */
bool out_find(iot_out_file *f, int directory, const char *name, GError **error);
/* Looks whether the place is as it was found, or another regular file by now. False with an error
 * if it must not be replaced. */
bool out_look(iot_out_file *f, GError **error);
/* Gives what was written the name; closes it in any case. */
bool out_replace(iot_out_file *f, GError **error);
/* All bytes, however long it takes. False with errno. */
bool out_write_all(int fd, const char *bytes, size_t length);

#endif
