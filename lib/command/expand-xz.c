/* expand-xz.c - streams of xz's, by liblzma
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/expand-internal.h"

#include <string.h>

static bool
begins(const uint8_t head[EXPAND_HEAD_BYTES])
{
    static const uint8_t magic[] = {0xfd, '7', 'z', 'X'};

    return memcmp(head, magic, sizeof magic) == 0;
}

#ifdef IOT_HAVE_XZ

#include <lzma.h>

static void *
begin(void)
{
    lzma_stream *stream = g_new0(lzma_stream, 1);

    if (lzma_stream_decoder(stream, EXPAND_MEMORY_BYTES, LZMA_CONCATENATED) != LZMA_OK)
        g_error("liblzma does not begin");
    return stream;
}

static void
end(void *state)
{
    lzma_end(state);
    g_free(state);
}

static expand_state
step(void *state, expand_step *s)
{
    lzma_stream *stream = state;

    stream->next_in = s->in;
    stream->avail_in = s->in_bytes;
    stream->next_out = s->out;
    stream->avail_out = s->out_bytes;
    lzma_ret result = lzma_code(stream, s->at_end ? LZMA_FINISH : LZMA_RUN);
    s->in = stream->next_in;
    s->in_bytes = stream->avail_in;
    s->out = stream->next_out;
    s->out_bytes = stream->avail_out;
    switch (result) {
    case LZMA_OK:
    case LZMA_BUF_ERROR: /* it could do nothing, as yet */
        return EXPAND_GOES_ON;
    case LZMA_STREAM_END:
        return EXPAND_ENDED;
    case LZMA_MEMLIMIT_ERROR:
    case LZMA_MEM_ERROR:
        return EXPAND_TOO_LARGE;
    default:
        return EXPAND_DAMAGED;
    }
}

const expand_kind expand_xz = {"xz", begins, begin, end, step};

#else

const expand_kind expand_xz = {"xz", begins, NULL, NULL, NULL};

#endif
