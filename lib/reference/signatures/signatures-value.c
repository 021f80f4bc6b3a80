/* signatures-value.c - values that take a part of the text
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each part is without the blanks around it, and as it was sent. "$stem" is for host names, in
 * which a model is followed by a part of the MAC, or by whose it is.
 */
#include "reference/signatures/signatures-internal.h"

#include <string.h>

static const struct {
    const char *name;
    const char *ends; /* characters that end it; NULL: it goes on to the end */
    bool dashed;      /* " - " ends it, too */
    bool of_all;      /* of the whole text, not of what stood for '*' */
} parts[] = {
    {"$all", NULL, false, true},
    {"$rest", NULL, false, false},
    {"$word", " \t;,()\"/", false, false},
    {"$item", ";,(\"", true, false},
    {"$stem", "-_. \t;,()\"/", false, false},
};

static int
part_at(const char *value)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(parts); i++)
        if (g_str_has_prefix(value, parts[i].name))
            return (int)i;
    return -1;
}

const char *
iot_signature_value_problem(const char *value, bool starred)
{
    for (const char *at = strchr(value, '$'); at; at = strchr(at + 1, '$')) {
        int part = part_at(at);
        if (part < 0)
            return "has a $ that is not $all, $rest, $word, $item or $stem";
        if (!starred && !parts[part].of_all)
            return "takes what stands for a *, and the pattern has none";
    }
    return NULL;
}

static gsize
part_bytes(unsigned part, const char *text, gsize length)
{
    for (gsize i = 0; i < length; i++) {
        /* Names begin after what separates them. */
        if (parts[part].ends && text[i] && strchr(parts[part].ends, text[i]))
            return i;
        if (parts[part].dashed && length - i >= 3 && memcmp(text + i, " - ", 3) == 0)
            return i;
    }
    return length;
}

typedef struct output {
    char *buffer;
    gsize size, used;
} output;

static void
append(output *out, const char *text, gsize length)
{
    gsize bytes = MIN(length, out->size - 1 - out->used);

    memcpy(out->buffer + out->used, text, bytes);
    out->used += bytes;
}

static void
append_part(output *out, unsigned part, const iot_signature_told *told, const char *text,
            gsize length)
{
    if (length == 0) /* perhaps at NULL */
        return;
    gsize at = parts[part].of_all ? 0 : MIN(told->rest_at, length);
    gsize bytes = parts[part].of_all ? length : MIN(told->rest_bytes, length - at);

    while (bytes && g_ascii_isspace(text[at]))
        at++, bytes--;
    bytes = part_bytes(part, text + at, bytes);
    while (bytes && g_ascii_isspace(text[at + bytes - 1]))
        bytes--;
    append(out, text + at, bytes);
}

gsize
iot_signature_write(const iot_signature_told *told, const char *text, gsize length_bytes,
                    char *buffer, gsize size_bytes)
{
    output out = {buffer, size_bytes, 0};

    for (const char *at = told->value ? told->value : ""; *at;) {
        int part = *at == '$' ? part_at(at) : -1;
        if (part < 0) {
            gsize plain = 1 + strcspn(at + 1, "$");
            append(&out, at, plain);
            at += plain;
            continue;
        }
        append_part(&out, (unsigned)part, told, text, length_bytes);
        at += strlen(parts[part].name);
    }
    buffer[out.used] = '\0';
    return out.used;
}
