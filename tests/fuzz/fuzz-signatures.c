/* fuzz-signatures.c - signatures: any file of a user's is read, any text is asked about
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An input is a file, and after its first NUL a text; signatures.dict has the words of files.
 */
#include "fuzz.h"

#include "reference/signatures/signatures.h"

static void
check_told(const iot_signature_told *told, const char *text, gsize length)
{
    char value[IOT_SIGNATURE_VALUE_MAX], little[4];

    g_assert_true(!told->value || !told->nobody);
    g_assert_cmpuint(told->rest_at + told->rest_bytes, <=, length);
    gsize bytes = iot_signature_write(told, text, length, value, sizeof value);
    g_assert_cmpuint(bytes, <, sizeof value);
    g_assert_cmpint(value[bytes], ==, '\0');
    g_assert_cmpuint(iot_signature_write(told, text, length, little, sizeof little), ==,
                     MIN(bytes, sizeof little - 1));
}

static void
ask_all(const iot_signatures *signatures, const char *text, gsize length)
{
    iot_signature_told told[IOT_IDENTITY_FACTS];

    for (unsigned evidence = 0; evidence < IOT_EVIDENCES; evidence++) {
        bool any = iot_signatures_lookup(signatures, evidence, text, length, "TP-Link", told);
        bool one = false;
        for (unsigned fact = 0; fact < IOT_IDENTITY_FACTS; fact++) {
            check_told(&told[fact], text, length);
            one |= told[fact].value || told[fact].nobody;
        }
        g_assert_cmpint(any, ==, one);
        g_assert_cmpint(iot_signature_kind(&told[IOT_IDENTITY_KIND]) != IOT_KIND_NONE, ==,
                        told[IOT_IDENTITY_KIND].value != NULL);
    }
}

static void
check_problems(const GPtrArray *problems)
{
    g_assert_cmpuint(problems->len, <=, IOT_SIGNATURES_PROBLEMS_MAX + 1);
    for (guint i = 0; i < problems->len; i++)
        g_assert_true(g_utf8_validate(g_ptr_array_index(problems, i), -1, NULL));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    const uint8_t *nul = size ? memchr(data, '\0', size) : NULL;
    gsize lines = nul ? (gsize)(nul - data) : size, rest = nul ? size - lines - 1 : size;
    /* Of its own, so that a byte too many is seen. */
    g_autofree char *text = rest ? g_memdup2(data + (size - rest), rest) : NULL;
    g_autoptr(iot_signatures) signatures =
        iot_signatures_new_from_text("file", (const char *)data, lines, problems);

    check_problems(problems);
    ask_all(signatures, text, rest);
    return 0;
}
