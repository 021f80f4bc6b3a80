/* expand.c - what was compressed by gzip, zstd or xz, as it comes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/expand-internal.h"

#include <string.h>

#define CHUNK_BYTES 65536

#define DAMAGED   "the compressed data is damaged"
#define CUT_SHORT "the compressed data is cut short"

struct expand {
    iot_gunzip *gunzip; /* NULL: it is of another kind */
    const expand_kind *kind;
    void *state;
    iot_gunzip_more_fn more;
    void *user_data;
    uint8_t compressed[CHUNK_BYTES];
    gsize begin, end; /* of what is not yet expanded */
    bool at_end;      /* there is no more */
    bool full;        /* the last plain bytes had no room left: there may be more of them */
    bool may_end, ended;
    char *trouble;
};

static const expand_kind *const kinds[] = {&expand_zstd, &expand_xz};

expand *
expand_new(const uint8_t *head, gsize head_bytes, iot_gunzip_more_fn more, void *user_data)
{
    const expand_kind *kind = NULL;

    for (unsigned i = 0; head_bytes >= EXPAND_HEAD_BYTES && i < G_N_ELEMENTS(kinds); i++)
        kind = kinds[i]->begins(head) ? kinds[i] : kind;
    if (!kind && (head_bytes == 0 || *head != IOT_GZIP_FIRST_BYTE))
        return NULL;
    expand *e = g_new0(expand, 1);
    e->kind = kind;
    e->more = more;
    e->user_data = user_data;
    if (!kind)
        e->gunzip = iot_gunzip_new(more, user_data);
    else if (kind->begin)
        e->state = kind->begin();
    else
        e->trouble = g_strdup_printf("it looks like %s, and this iot-devices was built without it",
                                     kind->name);
    return e;
}

void
expand_free(expand *e)
{
    if (!e)
        return;
    iot_gunzip_free(e->gunzip);
    if (e->state)
        e->kind->end(e->state);
    g_free(e->trouble);
    g_free(e);
}

const char *
expand_trouble(const expand *e)
{
    return e->gunzip ? iot_gunzip_trouble(e->gunzip) : e->trouble;
}

static bool
fill(expand *e)
{
    gssize n = e->more(e->compressed, sizeof e->compressed, e->user_data);

    e->begin = 0;
    e->end = n > 0 ? (gsize)n : 0;
    e->at_end = n == 0;
    return n >= 0;
}

static void
take_state(expand *e, expand_state state, bool moved)
{
    e->ended = state == EXPAND_ENDED;
    if (state == EXPAND_DAMAGED)
        e->trouble = g_strdup(DAMAGED);
    else if (state == EXPAND_TOO_LARGE)
        e->trouble = g_strdup_printf("it takes more than %u MiB to expand",
                                     (unsigned)(EXPAND_MEMORY_BYTES >> 20));
    else if (moved)
        e->may_end = state == EXPAND_MAY_END;
    else if (e->at_end && e->may_end)
        e->ended = true;
    else if (e->at_end && !e->ended)
        e->trouble = g_strdup(CUT_SHORT);
    else if (e->begin < e->end && !e->ended)
        e->trouble = g_strdup(DAMAGED);
}

static gsize
step(expand *e, void *bytes, gsize size)
{
    expand_step s = {e->compressed + e->begin, e->end - e->begin, bytes, size, e->at_end};
    expand_state state = e->kind->step(e->state, &s);
    gsize n = size - s.out_bytes;
    bool moved = n > 0 || s.in_bytes < e->end - e->begin;

    e->begin = e->end - s.in_bytes;
    e->full = s.out_bytes == 0;
    take_state(e, state, moved);
    return n;
}

gssize
expand_read(expand *e, void *bytes, gsize size)
{
    gsize n = 0;

    if (e->gunzip)
        return iot_gunzip_read(e->gunzip, bytes, size);
    while (n == 0 && size > 0 && !e->trouble && !e->ended) {
        if (e->begin == e->end && !e->full && !e->at_end && !fill(e))
            return -1;
        n = step(e, bytes, size);
    }
    return (gssize)n;
}

char *
expand_names(void)
{
    GString *names = g_string_new("gzip");

    for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (kinds[i]->begin)
            g_string_append_printf(names, ", %s", kinds[i]->name);
    return g_string_free(names, FALSE);
}
