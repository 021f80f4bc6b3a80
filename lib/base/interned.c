/* interned.c - one copy of each text
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/interned.h"

#include "base/hash.h"

#define CHUNK_BYTES 1024

struct iot_interned {
    GStringChunk *copies;
    GHashTable *known; /* char* in copies */
};

iot_interned *
iot_interned_new(void)
{
    iot_interned *interned = g_new(iot_interned, 1);

    interned->copies = g_string_chunk_new(CHUNK_BYTES);
    interned->known = g_hash_table_new(iot_hash_text, g_str_equal);
    return interned;
}

void
iot_interned_free(iot_interned *interned)
{
    if (!interned)
        return;
    g_hash_table_unref(interned->known);
    g_string_chunk_free(interned->copies);
    g_free(interned);
}

const char *
iot_interned_lookup(const iot_interned *interned, const char *text)
{
    return g_hash_table_lookup(interned->known, text);
}

const char *
iot_interned_keep(iot_interned *interned, const char *text)
{
    char *known = text ? g_hash_table_lookup(interned->known, text) : NULL;

    if (known || !text)
        return known;
    known = g_string_chunk_insert(interned->copies, text);
    g_hash_table_add(interned->known, known);
    return known;
}
