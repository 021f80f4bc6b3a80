/* gunzip.c - what gzip compressed, as it comes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/gunzip.h"

#include <gio/gio.h>
#include <string.h>

#define CHUNK_BYTES 65536

struct iot_gunzip {
    GConverter *converter;
    iot_gunzip_more_fn more;
    void *user_data;
    guint8 compressed[CHUNK_BYTES];
    gsize begin, end; /* of what is not yet decompressed */
    bool at_end;      /* there is no more */
    bool between;     /* nothing has come since the last of gzip's files ended */
    char *trouble;
};

iot_gunzip *
iot_gunzip_new(iot_gunzip_more_fn more, void *user_data)
{
    iot_gunzip *g = g_new0(iot_gunzip, 1);

    g->converter = G_CONVERTER(g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP));
    g->more = more;
    g->user_data = user_data;
    return g;
}

void
iot_gunzip_free(iot_gunzip *g)
{
    if (!g)
        return;
    g_object_unref(g->converter);
    g_free(g->trouble);
    g_free(g);
}

const char *
iot_gunzip_trouble(const iot_gunzip *g)
{
    return g->trouble;
}

/* Keeps what is left, and puts more behind it. False with errno if that fails. */
static bool
fill(iot_gunzip *g)
{
    memmove(g->compressed, g->compressed + g->begin, g->end - g->begin);
    g->end -= g->begin;
    g->begin = 0;
    gssize n = g->more(g->compressed + g->end, sizeof g->compressed - g->end, g->user_data);
    g->at_end = n == 0;
    g->end += n > 0 ? (gsize)n : 0;
    return n >= 0;
}

/* One of gzip's files is over: the next thing, if it is one, begins anew. What else follows (tapes
 * and some tools pad with zeros) is nothing to us, as it is nothing to gzip. */
static void
begin_next(iot_gunzip *g)
{
    g_converter_reset(g->converter);
    g->between = true;
}

/* True if nothing but padding can come. */
static bool
is_over(const iot_gunzip *g)
{
    bool empty = g->begin == g->end;

    return g->between && (empty ? g->at_end : g->compressed[g->begin] != IOT_GZIP_FIRST_BYTE);
}

/* One step: plain bytes, 0 if it takes more compressed ones. Sets trouble where it is broken. */
static gssize
step(iot_gunzip *g, void *bytes, gsize size)
{
    gsize consumed = 0, produced = 0;
    g_autoptr(GError) error = NULL;
    GConverterResult result = g_converter_convert(
        g->converter, g->compressed + g->begin, g->end - g->begin, bytes, size,
        g->at_end ? G_CONVERTER_INPUT_AT_END : G_CONVERTER_NO_FLAGS, &consumed, &produced, &error);

    if (result == G_CONVERTER_ERROR) {
        bool wants_more = g_error_matches(error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT);
        if (!wants_more || g->at_end)
            g->trouble = g_strdup(wants_more ? "the compressed data is cut short"
                                             : "the compressed data is damaged");
        return 0;
    }
    g->begin += consumed;
    g->between = false;
    if (result == G_CONVERTER_FINISHED)
        begin_next(g);
    return (gssize)produced;
}

gssize
iot_gunzip_read(iot_gunzip *g, void *bytes, gsize size)
{
    gssize n = 0;

    while (n == 0 && !g->trouble && !is_over(g)) {
        gsize had = g->end - g->begin;
        if (had > 0)
            n = step(g, bytes, size);
        bool stuck = n == 0 && g->end - g->begin == had;
        if (stuck && !g->trouble && g->at_end)
            g->trouble = g_strdup("the compressed data is cut short");
        else if (stuck && !g->trouble && !fill(g))
            return -1;
    }
    return n;
}
