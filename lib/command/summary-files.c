/* summary-files.c - summaries in files, compressed or not
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/summary-files.h"

#include <errno.h>
#include <gio/gio.h>
#include <string.h>

#include "base/budget.h"
#include "command/diagnostics.h"
#include "command/line-reader.h"

typedef struct file {
    const char *name; /* for people */
    bytes *bytes;
    progress *progress;
    unsigned lines; /* read so far */
    unsigned parts; /* of them, those that are some */
    bool ended;     /* the last line did, by a newline */
} file;

/* Of the memory, what a line of a summary may have: understood, it takes many times as much. */
#define LINE_SHARE 8
/* What a compressor gives at a time. */
#define PACKED_BYTES 65536

static void
diag_problems(const GPtrArray *problems, unsigned untold, bool *ret_complete)
{
    for (guint i = 0; i < problems->len; i++)
        diag("%s", (const char *)g_ptr_array_index(problems, i));
    if (untold > 0)
        diag("and %u more lines like these", untold);
    if (problems->len > 0)
        *ret_complete = false;
}

/* Says nothing of what is in such a line, which nobody looked at. */
static void
refuse(const file *f, iot_summary *into, GPtrArray *problems)
{
    iot_summary_complain(into, problems,
                         g_strdup_printf("%s: line %u: is longer than the %u MiB that a part of a "
                                         "summary may have",
                                         f->name, f->lines,
                                         (unsigned)(iot_summary_line_max(into) >> 20)));
}

static void
take_line(file *f, const line_read *line, iot_summary *into, GPtrArray *problems)
{
    if (line->too_long)
        refuse(f, into, problems);
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
        f->ended = line.ended;
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

/* Must be freed by the caller; NULL: it is whole. A file of nothing is what a disk that was full
 * leaves behind. */
static char *
trouble_at_end(const file *f, const GPtrArray *problems)
{
    const char *trouble = bytes_trouble(f->bytes);

    if (trouble)
        return g_strdup_printf("%s: ends after line %u: %s", f->name, f->lines, trouble);
    return f->parts == 0 && problems->len == 0
               ? g_strdup_printf("%s: is no summary: it is empty", f->name)
               : NULL;
}

uint64_t
summaries_room(uint64_t memory_bytes)
{
    return iot_budget_share(memory_bytes, IOT_BUDGET_REPORTS);
}

void
summaries_set_room(iot_summary *summary, uint64_t memory_bytes)
{
    summaries_set_room_left(summary, memory_bytes, summaries_room(memory_bytes));
}

void
summaries_set_room_left(iot_summary *summary, uint64_t memory_bytes, uint64_t room_bytes)
{
    /* No room is not no limit. */
    iot_summary_set_room(summary, (gsize)(memory_bytes / LINE_SHARE), MAX(room_bytes, 1));
}

void
summary_read_bytes(bytes *b, const char *name, iot_summary *into, progress *bar, bool *ret_complete)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    file f = {.name = name, .bytes = b, .progress = bar};
    unsigned untold = iot_summary_untold(into);

    read_lines(&f, into, problems);
    diag_problems(problems, iot_summary_untold(into) - untold, ret_complete);
    g_autofree char *trouble = trouble_at_end(&f, problems);
    if (trouble)
        diag("%s", trouble);
    if (trouble || f.parts == 0)
        *ret_complete = false;
    bytes_free(f.bytes);
}

void
summary_read_quietly(bytes *b, const char *name, iot_summary *into, GPtrArray *problems)
{
    file f = {.name = name, .bytes = b};

    read_lines(&f, into, problems);
    char *trouble = trouble_at_end(&f, problems);
    if (trouble)
        g_ptr_array_add(problems, trouble);
    bytes_free(b);
}

bool
summary_read_whole(bytes *b, const char *name, iot_summary *into, progress *bar,
                   GPtrArray *problems)
{
    file f = {.name = name, .bytes = b, .progress = bar};

    read_lines(&f, into, problems);
    const char *trouble = bytes_trouble(b);
    bool whole = !trouble && f.lines > 0 && (f.ended || bytes_are_compressed(b));
    if (!whole) {
        g_ptr_array_set_size(problems, 0);
        g_ptr_array_add(problems, g_strdup_printf("%s: is not whole (yet): %s", name,
                                                  trouble       ? trouble
                                                  : f.lines > 0 ? "its last line has no end"
                                                                : "it is empty"));
    }
    bytes_free(b);
    return whole && f.parts > 0;
}

bool
summary_read_file(const char *path, int fd, iot_summary *into, progress *bar)
{
    g_autoptr(GError) error = NULL;
    const char *name = strcmp(path, BYTES_STDIN) == 0 ? "standard input" : path;
    bytes *b = bytes_take(fd, NULL, NULL, NULL, &error);
    bool complete = true;

    if (b) {
        summary_read_bytes(b, name, into, bar, &complete);
        return complete;
    }
    diag("%s: cannot be read: %s", name, error->message);
    return false;
}

unsigned
summaries_use(iot_summary *summary, intake *in, bool *ret_complete)
{
    unsigned used;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    unsigned untold = iot_summary_untold(summary);

    if (in)
        used = iot_summary_replay(summary, in->capture, in->counters, problems);
    else
        used = iot_summary_check(summary, problems);
    diag_problems(problems, iot_summary_untold(summary) - untold, ret_complete);
    return used;
}

/* Where lines go. */
typedef bool (*put_fn)(void *to, const char *data, gsize length, GError **error);

typedef struct sink {
    put_fn put;
    void *to;
} sink;

static bool
put_in_file(void *to, const char *data, gsize length, GError **error)
{
    return iot_out_file_write(to, data, length, error);
}

static bool
put_in_text(void *to, const char *data, gsize length, GError **error G_GNUC_UNUSED)
{
    g_string_append_len(to, data, (gssize)length);
    return true;
}

static GConverter *
compressor_new(void)
{
    return G_CONVERTER(g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1));
}

/* Hands on what comes out of a compressor for some bytes, or for the end. */
static bool
write_compressed(const sink *out, GConverter *gzip, const char *data, gsize length,
                 GConverterFlags flags, GError **error)
{
    g_autofree char *packed = g_malloc(PACKED_BYTES);
    GConverterResult result = G_CONVERTER_CONVERTED;
    gsize taken, given;

    while (length > 0 || (flags && result == G_CONVERTER_CONVERTED)) {
        result = g_converter_convert(gzip, data, length, packed, PACKED_BYTES, flags, &taken,
                                     &given, error);
        if (result == G_CONVERTER_ERROR || !out->put(out->to, packed, given, error))
            return false;
        data += taken;
        length -= taken;
    }
    return true;
}

static bool
write_bytes(const sink *out, GConverter *gzip, const char *data, gsize length, GError **error)
{
    return gzip ? write_compressed(out, gzip, data, length, G_CONVERTER_NO_FLAGS, error)
                : out->put(out->to, data, length, error);
}

static bool
write_lines(iot_summary *summary, const sink *out, GConverter *gzip, GError **error)
{
    for (guint i = 0; i < iot_summary_parts(summary); i++) {
        g_autofree char *line = iot_summary_line(summary, i);
        if (!write_bytes(out, gzip, line, strlen(line), error) ||
            !write_bytes(out, gzip, "\n", 1, error))
            return false;
    }
    return !gzip || write_compressed(out, gzip, "", 0, G_CONVERTER_INPUT_AT_END, error);
}

static bool
write_file(iot_summary *summary, iot_out_file *out, GError **error)
{
    g_autoptr(GConverter) gzip =
        g_str_has_suffix(iot_out_file_path(out), ".gz") ? compressor_new() : NULL;
    const sink to = {put_in_file, out};

    if (write_lines(summary, &to, gzip, error) && iot_out_file_commit(out, error)) {
        if (iot_out_file_note(out))
            diag("%s", iot_out_file_note(out));
        return true;
    }
    g_prefix_error(error, "--output: ");
    return false;
}

GString *
summaries_pack(iot_summary *summary)
{
    g_autoptr(GConverter) gzip = compressor_new();
    GString *text = g_string_new(NULL);
    const sink to = {put_in_text, text};

    write_lines(summary, &to, gzip, NULL);
    return text;
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
summaries_write(iot_summary *summary, iot_out_file *out, GError **error)
{
    return out ? write_file(summary, out, error) : print_lines(summary, error);
}
