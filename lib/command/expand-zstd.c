/* expand-zstd.c - frames of zstd's (RFC 8878), by libzstd
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/expand-internal.h"

#include <string.h>

/* A frame, or one of sixteen kinds of what is no data, which pzstd begins with. */
static bool
begins(const uint8_t head[EXPAND_HEAD_BYTES])
{
    static const uint8_t frame[] = {0x28, 0xb5, 0x2f, 0xfd}, skippable[] = {0x2a, 0x4d, 0x18};

    return memcmp(head, frame, sizeof frame) == 0 ||
           ((head[0] & 0xf0) == 0x50 && memcmp(head + 1, skippable, sizeof skippable) == 0);
}

#ifdef IOT_HAVE_ZSTD

#include <zstd.h>
#include <zstd_errors.h>

static void *
begin(void)
{
    ZSTD_DCtx *context = ZSTD_createDCtx();

    g_assert(context);
    ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, EXPAND_WINDOW_LOG);
    return context;
}

static void
end(void *state)
{
    ZSTD_freeDCtx(state);
}

static expand_state
step(void *state, expand_step *s)
{
    ZSTD_inBuffer in = {s->in, s->in_bytes, 0};
    ZSTD_outBuffer out = {s->out, s->out_bytes, 0};
    size_t result = ZSTD_decompressStream(state, &out, &in);

    s->in += in.pos;
    s->in_bytes -= in.pos;
    s->out += out.pos;
    s->out_bytes -= out.pos;
    if (!ZSTD_isError(result))
        return result == 0 ? EXPAND_MAY_END : EXPAND_GOES_ON;
    switch (ZSTD_getErrorCode(result)) {
    case ZSTD_error_frameParameter_windowTooLarge:
    case ZSTD_error_memory_allocation:
        return EXPAND_TOO_LARGE;
    default:
        return EXPAND_DAMAGED;
    }
}

const expand_kind expand_zstd = {"zstd", begins, begin, end, step};

#else

const expand_kind expand_zstd = {"zstd", begins, NULL, NULL, NULL};

#endif
