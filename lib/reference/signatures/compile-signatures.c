/* compile-signatures.c - makes a source file of devices.tsv while the library is built
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     compile-signatures devices.tsv > FILE
 *
 * A program of its own, of the same reader that reads a user's file. What that would complain of
 * ends the build.
 */
#include <stdio.h>

#include "reference/signatures/signatures-internal.h"

/* In a line of the source. */
#define BYTES_A_LINE 24
#define WORDS_A_LINE 8

static void
write_texts(const GString *texts)
{
    fprintf(stdout, "static const char texts[] = {");
    for (gsize i = 0; i < texts->len; i++)
        fprintf(stdout, "%s%d,", i % BYTES_A_LINE ? "" : "\n    ", (signed char)texts->str[i]);
    fprintf(stdout, "\n};\n\n");
}

static void
write_signatures(const iot_signature_store *store, unsigned count)
{
    fprintf(stdout, "static const iot_signature signatures[] = {\n");
    for (unsigned i = 0; i < count; i++) {
        const iot_signature *s = &store->signatures[i];
        fprintf(stdout,
                "    {0x%" G_GINT64_MODIFIER
                "x, %u, %u, {%u, %u, %u, %u}, %u, %u, %u, %u, %u, %u, %u, %u},\n",
                (guint64)s->begin, s->head, s->tail, s->values[0], s->values[1], s->values[2],
                s->values[3], s->needs, s->parent, s->line, s->head_bytes, s->tail_bytes,
                s->evidence, s->form, s->rank);
    }
    fprintf(stdout, "};\n\n");
}

static void
write_groups(const iot_signature_store *store)
{
    fprintf(stdout, "    .groups = {");
    for (unsigned i = 0; i < G_N_ELEMENTS(store->groups); i++)
        fprintf(stdout, "%s%u,", i % BYTES_A_LINE ? " " : "\n        ", store->groups[i]);
    fprintf(stdout, "\n    },\n    .bits = {");
    for (unsigned i = 0; i < G_N_ELEMENTS(store->bits); i++)
        fprintf(stdout, "%s0x%" G_GINT64_MODIFIER "x,", i % WORDS_A_LINE ? " " : "\n        ",
                (guint64)store->bits[i]);
    fprintf(stdout, "\n    },\n");
}

static void
write_store(const iot_signature_store *store, const GString *texts)
{
    fprintf(stdout, "/* Made of devices.tsv when the library is built. */\n"
                    "#include \"reference/signatures/signatures-internal.h\"\n\n");
    write_texts(texts);
    write_signatures(store, store->groups[G_N_ELEMENTS(store->groups) - 1]);
    fprintf(stdout, "const iot_signature_store iot_signatures_ours = {\n"
                    "    .texts = texts,\n    .signatures = signatures,\n");
    write_groups(store);
    fprintf(stdout, "};\n");
}

int
main(int argc, char **argv)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    gsize length;
    GString *texts;
    GArray *signatures;

    if (argc != 2 || !g_file_get_contents(argv[1], &text, &length, &error)) {
        fprintf(stderr, "%s\n", error ? error->message : "usage: compile-signatures devices.tsv");
        return 2;
    }
    g_autofree iot_signature_store *store =
        iot_signatures_read(argv[1], text, length, problems, &texts, &signatures);
    for (guint i = 0; i < problems->len; i++)
        fprintf(stderr, "%s\n", (const char *)g_ptr_array_index(problems, i));
    if (problems->len == 0)
        write_store(store, texts);
    g_string_free(texts, TRUE);
    g_array_unref(signatures);
    return problems->len ? 1 : 0;
}
