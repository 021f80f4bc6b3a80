/* summary-file.c - a summary in a file, compressed or not
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "archive/summary.h"

#include <string.h>

#include "base/file-text.h"
#include "base/gunzip.h"

/* Larger ones are for iot-devices, which reads line by line. */
#define FILE_MAX_BYTES ((gsize)256 << 20)
#define BLOCK_BYTES    65536

/* What is compressed, as far as it was taken. */
typedef struct packed {
    const GString *text;
    gsize taken;
} packed;

static gssize
more(void *bytes, gsize size, void *user_data)
{
    packed *from = user_data;
    gsize n = MIN(size, from->text->len - from->taken);

    memcpy(bytes, from->text->str + from->taken, n);
    from->taken += n;
    return (gssize)n;
}

static bool
is_compressed(const GString *text)
{
    return text->len > 0 && (guint8)text->str[0] == IOT_GZIP_FIRST_BYTE;
}

static GString *
unpack(const GString *text, GError **error)
{
    packed from = {.text = text};
    g_autoptr(iot_gunzip) gunzip = iot_gunzip_new(more, &from);
    g_autofree char *block = g_malloc(BLOCK_BYTES);
    GString *plain = g_string_new(NULL);
    gssize got;

    while (plain->len <= FILE_MAX_BYTES && (got = iot_gunzip_read(gunzip, block, BLOCK_BYTES)) > 0)
        g_string_append_len(plain, block, got);
    const char *trouble = iot_gunzip_trouble(gunzip);
    if (!trouble && plain->len <= FILE_MAX_BYTES)
        return plain;
    if (trouble)
        g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, trouble);
    else
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "is larger than %u MiB",
                    (unsigned)(FILE_MAX_BYTES >> 20));
    g_string_free(plain, TRUE);
    return NULL;
}

bool
iot_summary_read_file(iot_summary *summary, const char *path, GPtrArray *problems, GError **error)
{
    g_autoptr(iot_file_text) file = iot_file_text_read(path, FILE_MAX_BYTES, true, error);
    GString *plain = NULL;
    bool good = true;

    if (!file)
        return false;
    if (is_compressed(file->text) && !(plain = unpack(file->text, error))) {
        g_prefix_error(error, "%s: ", file->label);
        return false;
    }
    const GString *text = plain ? plain : file->text;
    if (!iot_summary_read(summary, text->str, text->len, file->label, problems)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: is no summary", file->label);
        good = false;
    }
    if (plain)
        g_string_free(plain, TRUE);
    return good;
}
