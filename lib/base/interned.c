/* interned.c - one copy of each text
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/interned.h"

#include "base/hash.h"

#define CHUNK_BYTES 1024

struct iot_texts {
    GStringChunk *copies;
    GHashTable *known; /* char* in copies */
};

iot_texts *
iot_texts_new(void)
{
    iot_texts *texts = g_new(iot_texts, 1);

    texts->copies = g_string_chunk_new(CHUNK_BYTES);
    texts->known = g_hash_table_new(iot_hash_text, g_str_equal);
    return texts;
}

void
iot_texts_free(iot_texts *texts)
{
    if (!texts)
        return;
    g_hash_table_unref(texts->known);
    g_string_chunk_free(texts->copies);
    g_free(texts);
}

const char *
iot_texts_keep(iot_texts *texts, const char *text)
{
    char *known = text ? g_hash_table_lookup(texts->known, text) : NULL;

    if (known || !text)
        return known;
    known = g_string_chunk_insert(texts->copies, text);
    g_hash_table_add(texts->known, known);
    return known;
}
