/* file-text.c - files that are read as a whole: opened now, understood later
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/file-text.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>

#include "base/escape.h"

static bool
fail_with_errno(GError **error)
{
    g_set_error_literal(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno),
                        g_strerror(errno));
    return false;
}

/* Not g_file_get_contents: it has no bound. */
static bool
read_bounded(FILE *file, GString *into, gsize max_bytes, GError **error)
{
    char block[2048];
    gsize got;

    while ((got = fread(block, 1, sizeof block, file)) > 0) {
        if (into->len + got > max_bytes) {
            g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "is larger than %u MiB",
                        (unsigned)(max_bytes >> 20));
            return false;
        }
        g_string_append_len(into, block, (gssize)got);
    }
    return !ferror(file) || fail_with_errno(error);
}

/* Asked before it is opened: to open a pipe waits for who writes into it. */
static bool
may_be_read(const char *path, bool regular, GError **error)
{
    GStatBuf about;

    if (g_stat(path, &about) != 0)
        return fail_with_errno(error);
    if (!regular || S_ISREG(about.st_mode))
        return true;
    g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "is not a regular file");
    return false;
}

static bool
read_path(const char *path, gsize max_bytes, bool regular, GString *into, GError **error)
{
    if (!may_be_read(path, regular, error))
        return false;
    FILE *file = g_fopen(path, "rb");
    if (!file)
        return fail_with_errno(error);
    bool done = read_bounded(file, into, max_bytes, error);
    fclose(file);
    return done;
}

iot_file_text *
iot_file_text_read(const char *path, gsize max_bytes, bool regular, GError **error)
{
    iot_file_text *file = g_new(iot_file_text, 1);

    file->label = iot_escape_shown(path);
    file->text = g_string_new(NULL);
    if (read_path(path, max_bytes, regular, file->text, error))
        return file;
    g_prefix_error(error, "%s: ", file->label);
    iot_file_text_free(file);
    return NULL;
}

void
iot_file_text_free(iot_file_text *file)
{
    if (!file)
        return;
    g_free(file->label);
    g_string_free(file->text, TRUE);
    g_free(file);
}

static void
free_file(gpointer file)
{
    iot_file_text_free(file);
}

GPtrArray *
iot_file_texts_new(void)
{
    return g_ptr_array_new_with_free_func(free_file);
}
