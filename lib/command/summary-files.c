/* summary-files.c - summaries in files, compressed or not
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/summary-files.h"

#include <errno.h>
#include <gio/gio.h>
#include <string.h>

#include "command/diagnostics.h"
#include "command/input-stream.h"
#include "command/line-reader.h"

typedef struct file {
    const char *name; /* for people */
    bytes *bytes;
    progress *progress;
    unsigned lines; /* read so far */
    unsigned parts; /* of them, those that are some */
} file;

/* Messages of one file; a file of noise has more lines than anybody wants to read of. */
#define MESSAGES_MAX 20
/* What a compressor gives at a time. */
#define PACKED_BYTES 65536

static void
diag_problems(const GPtrArray *problems, bool *ret_complete)
{
    for (guint i = 0; i < MIN(problems->len, MESSAGES_MAX); i++)
        diag("%s", (const char *)g_ptr_array_index(problems, i));
    if (problems->len > MESSAGES_MAX)
        diag("and %u more lines like these", problems->len - MESSAGES_MAX);
    if (problems->len > 0)
        *ret_complete = false;
}

/* Says nothing of what is in such a line, which nobody looked at. */
static void
refuse(const file *f, gsize max_bytes, GPtrArray *problems)
{
    g_ptr_array_add(problems,
                    g_strdup_printf("%s: line %u: is longer than the %u MiB that a part of a "
                                    "summary may have",
                                    f->name, f->lines, (unsigned)(max_bytes >> 20)));
}

static void
take_line(file *f, const line_read *line, iot_summary *into, GPtrArray *problems)
{
    if (line->too_long)
        refuse(f, iot_summary_line_max(into), problems);
    else if (line->text->len > 0)
        f->parts += iot_summary_read_line(into, line->text->str, line->text->len, f->name, f->lines,
                                          problems);
}

static void
read_lines(file *f, iot_summary *into, GPtrArray *problems)
{
    FILE *stream = bytes_stream(f->bytes);
    line_read line = {0};

    while (line_next(stream, iot_summary_line_max(into), &line)) {
        f->lines++;
        /* Of a line that is cut short because the bytes are, the bytes are told. */
        if (!line.ended && bytes_trouble(f->bytes))
            break;
        take_line(f, &line, into, problems);
        if (f->progress)
            progress_update(f->progress, bytes_taken(f->bytes), bytes_size(f->bytes));
    }
    g_string_free(line.text, TRUE);
    fclose(stream);
}

/* A file of nothing is what a disk that was full leaves behind. */
static bool
report_end(const file *f, const GPtrArray *problems)
{
    const char *trouble = bytes_trouble(f->bytes);

    if (trouble)
        diag("%s: ends after line %u: %s", f->name, f->lines, trouble);
    else if (f->parts == 0 && problems->len == 0)
        diag("%s: is no summary: it is empty", f->name);
    return !trouble && f->parts > 0;
}

static void
read_file(const char *path, int fd, iot_summary *into, progress *progress, bool *ret_complete)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    file f = {
        .name = strcmp(path, BYTES_STDIN) == 0 ? "standard input" : path,
        .progress = progress,
    };

    f.bytes = bytes_take(fd, NULL, NULL, &error);
    if (!f.bytes) {
        diag("%s: cannot be read: %s", f.name, error->message);
        *ret_complete = false;
        return;
    }
    read_lines(&f, into, problems);
    diag_problems(problems, ret_complete);
    if (!report_end(&f, problems))
        *ret_complete = false;
    bytes_free(f.bytes);
}

void
summaries_read(iot_summary *summary, char *const *paths, keeper *k, progress *progress,
               bool *ret_complete)
{
    *ret_complete = true;
    for (guint i = 0; paths[i]; i++)
        read_file(paths[i], keeper_open(k, i), summary, progress, ret_complete);
    if (progress)
        progress_end(progress);
}

unsigned
summaries_use(iot_summary *summary, intake *in, bool *ret_complete)
{
    unsigned used;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);

    if (in)
        used = iot_summary_replay(summary, in->capture, in->counters, problems);
    else
        used = iot_summary_check(summary, problems);
    diag_problems(problems, ret_complete);
    return used;
}

/* Hands on what comes out of a compressor for some bytes, or for the end. */
static bool
write_compressed(iot_out_file *file, GConverter *gzip, const char *bytes, gsize length,
                 GConverterFlags flags, GError **error)
{
    g_autofree char *packed = g_malloc(PACKED_BYTES);
    GConverterResult result = G_CONVERTER_CONVERTED;
    gsize taken, given;

    while (length > 0 || (flags && result == G_CONVERTER_CONVERTED)) {
        result = g_converter_convert(gzip, bytes, length, packed, PACKED_BYTES, flags, &taken,
                                     &given, error);
        if (result == G_CONVERTER_ERROR || !iot_out_file_write(file, packed, given, error))
            return false;
        bytes += taken;
        length -= taken;
    }
    return true;
}

static bool
write_bytes(iot_out_file *file, GConverter *gzip, const char *bytes, gsize length, GError **error)
{
    return gzip ? write_compressed(file, gzip, bytes, length, G_CONVERTER_NO_FLAGS, error)
                : iot_out_file_write(file, bytes, length, error);
}

static bool
write_lines(iot_summary *summary, iot_out_file *file, GConverter *gzip, GError **error)
{
    for (guint i = 0; i < iot_summary_parts(summary); i++) {
        g_autofree char *line = iot_summary_line(summary, i);
        if (!write_bytes(file, gzip, line, strlen(line), error) ||
            !write_bytes(file, gzip, "\n", 1, error))
            return false;
    }
    return !gzip || write_compressed(file, gzip, "", 0, G_CONVERTER_INPUT_AT_END, error);
}

static bool
write_file(iot_summary *summary, iot_out_file *file, GError **error)
{
    g_autoptr(GConverter) gzip =
        g_str_has_suffix(iot_out_file_path(file), ".gz")
            ? G_CONVERTER(g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1))
            : NULL;

    if (write_lines(summary, file, gzip, error) && iot_out_file_commit(file, error)) {
        if (iot_out_file_note(file))
            diag("%s", iot_out_file_note(file));
        return true;
    }
    g_prefix_error(error, "--output: ");
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
summaries_write(iot_summary *summary, iot_out_file *file, GError **error)
{
    return file ? write_file(summary, file, error) : print_lines(summary, error);
}
