/* summaries.c - summaries in files, compressed or not
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "summaries.h"

#include <errno.h>
#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "say.h"

typedef struct file {
    const char *name; /* for people */
    bytes *bytes;
    progress *progress;
    unsigned lines; /* read so far */
    unsigned parts; /* of them, those that are some */
} file;

/* Messages of one file; a file of noise has more lines than anybody wants to read of. */
#define MESSAGES_MAX 20

static void
say_problems(const GPtrArray *problems, bool *ret_complete)
{
    for (guint i = 0; i < MIN(problems->len, MESSAGES_MAX); i++)
        say("%s", (const char *)g_ptr_array_index(problems, i));
    if (problems->len > MESSAGES_MAX)
        say("and %u more lines like these", problems->len - MESSAGES_MAX);
    if (problems->len > 0)
        *ret_complete = false;
}

static gsize
without_end(char *line, gsize length)
{
    if (length > 0 && line[length - 1] == '\n')
        line[--length] = '\0';
    return length;
}

static void
read_lines(file *f, iot_summary *into, GPtrArray *problems)
{
    FILE *stream = bytes_stream(f->bytes);
    char *line = NULL;
    size_t room = 0;
    ssize_t n;

    while ((n = getline(&line, &room, stream)) > 0) {
        gsize length = without_end(line, (gsize)n);
        f->lines++;
        /* Of a line that is cut short because the bytes are, the bytes are told. */
        if (length == (gsize)n && bytes_trouble(f->bytes))
            break;
        if (length > 0)
            f->parts += iot_summary_read_line(into, line, length, f->name, f->lines, problems);
        if (f->progress)
            progress_update(f->progress, bytes_taken(f->bytes), bytes_size(f->bytes));
    }
    free(line);
    fclose(stream);
}

/* A file of nothing is what a disk that was full leaves behind. */
static bool
report_end(const file *f, const GPtrArray *problems)
{
    const char *trouble = bytes_trouble(f->bytes);

    if (trouble)
        say("%s: ends after line %u: %s", f->name, f->lines, trouble);
    else if (f->parts == 0 && problems->len == 0)
        say("%s: is no summary: it is empty", f->name);
    return !trouble && f->parts > 0;
}

static void
read_file(const char *path, iot_summary *into, progress *progress, bool *ret_complete)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    file f = {
        .name = strcmp(path, BYTES_STDIN) == 0 ? "standard input" : path,
        .progress = progress,
    };

    f.bytes = bytes_open(path, NULL, NULL, &error);
    if (!f.bytes) {
        say("%s: cannot be read: %s", f.name, error->message);
        *ret_complete = false;
        return;
    }
    read_lines(&f, into, problems);
    say_problems(problems, ret_complete);
    if (!report_end(&f, problems))
        *ret_complete = false;
    bytes_free(f.bytes);
}

void
summaries_read(iot_summary *summary, char *const *paths, progress *progress, bool *ret_complete)
{
    *ret_complete = true;
    for (guint i = 0; paths[i]; i++)
        read_file(paths[i], summary, progress, ret_complete);
    if (progress)
        progress_end(progress);
}

unsigned
summaries_use(iot_summary *summary, intake *in, bool *ret_complete)
{
    unsigned used;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);

    if (in)
        used = iot_summary_replay(summary, in->capture, in->tally, problems);
    else
        used = iot_summary_check(summary, problems);
    say_problems(problems, ret_complete);
    return used;
}

static bool
write_lines(iot_summary *summary, GOutputStream *to, GError **error)
{
    for (guint i = 0; i < iot_summary_parts(summary); i++) {
        g_autofree char *line = iot_summary_line(summary, i);
        if (!g_output_stream_write_all(to, line, strlen(line), NULL, NULL, error) ||
            !g_output_stream_write_all(to, "\n", 1, NULL, NULL, error))
            return false;
    }
    return true;
}

static GOutputStream *
compressed(GOutputStream *to)
{
    g_autoptr(GConverter) gzip =
        G_CONVERTER(g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1));

    return g_converter_output_stream_new(to, gzip);
}

/* Closing renames, unless it is cancelled. */
static bool
write_file(iot_summary *summary, const char *path, GError **error)
{
    g_autoptr(GFile) file = g_file_new_for_path(path);
    g_autoptr(GCancellable) never = g_cancellable_new();
    g_autoptr(GError) local = NULL;
    g_autoptr(GOutputStream) raw =
        (GOutputStream *)g_file_replace(file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, &local);

    if (raw) {
        g_autoptr(GOutputStream) to =
            g_str_has_suffix(path, ".gz") ? compressed(raw) : g_object_ref(raw);
        if (!write_lines(summary, to, &local))
            g_cancellable_cancel(never);
        g_output_stream_close(to, never, local ? NULL : &local);
    }
    if (!local)
        return true;
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "--output: %s: %s", path, local->message);
    return false;
}

static bool
print_lines(iot_summary *summary, GError **error)
{
    bool good = true;

    for (guint i = 0; i < iot_summary_parts(summary) && good; i++) {
        g_autofree char *line = iot_summary_line(summary, i);
        good = puts(line) >= 0;
    }
    if (good && fflush(stdout) == 0)
        return true;
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno), "standard output: %s",
                g_strerror(errno));
    return false;
}

bool
summaries_write(iot_summary *summary, const char *path, GError **error)
{
    return path ? write_file(summary, path, error) : print_lines(summary, error);
}
