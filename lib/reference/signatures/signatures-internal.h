/* signatures-internal.h - how signatures lie in memory, ours and a user's alike
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Ours are made when the program is built: no pointers in them, so that nothing has to be relocated
 * when it starts. A pattern is a head and a tail around at most one '*'; signatures are sorted by
 * evidence, form and head, so that those of one evidence and form, a group, lie together. Not
 * installed.
 */
#ifndef IOT_SIGNATURES_INTERNAL_H
#define IOT_SIGNATURES_INTERNAL_H

#include <stdint.h>
#include <string.h>

#include "reference/signatures/signatures.h"

/** Longest pattern, and longest value, in bytes. */
#define IOT_SIGNATURE_PATTERN_MAX 200
#define IOT_SIGNATURE_FIELD_MAX   100

typedef enum iot_signature_form {
    IOT_FORM_EXACT, /**< "head"; of names that are asked for, also what is below it */
    IOT_FORM_HEAD,  /**< "head*tail" */
    IOT_FORM_TAIL,  /**< "*head" */
    IOT_FORM_WORD,  /**< "*head*": with no letter or digit going on before or after it */
    IOT_FORMS
} iot_signature_form;

/** Places in the texts; 0: "", nothing. Of a value "!": nobody may tell it. */
typedef struct iot_signature {
    uint64_t begin;      /**< of the head, as iot_signature_begin has it */
    uint32_t head, tail; /**< in lower case */
    uint32_t values[IOT_IDENTITY_FACTS];
    uint32_t needs;  /**< brands of which the MAC has to tell one, with '|' between them */
    uint32_t parent; /**< the last of its group with the longest other head that this one's begins
                          with; itself: none */
    uint32_t line;
    uint8_t head_bytes, tail_bytes;
    uint8_t evidence, form, rank;
} iot_signature;

typedef struct iot_signature_store {
    const char *texts; /**< NUL-terminated ones; the first is "" */
    const iot_signature *signatures;
    /** Where groups begin, by evidence and then form; the last is where all end. */
    uint32_t groups[IOT_EVIDENCES * IOT_FORMS + 1];
    /** Of each group the bits of all beginnings of its heads (iot_signature_bit). Most places of a
     * text begin with none of them, and need no search. */
    uint64_t bits[IOT_EVIDENCES * IOT_FORMS];
} iot_signature_store;

/** Ours. */
extern const iot_signature_store iot_signatures_ours;

/** Reads lines and makes a store of them, which keeps what `ret_texts` and `ret_signatures` are
 *  given: must be freed by the caller, the store using g_free, then those two using g_string_free
 *  and g_array_unref.
 *  @return as iot_signatures_new_from_text */
iot_signature_store *iot_signatures_read(const char *label, const char *text, gsize length_bytes,
                                         GPtrArray *problems, GString **ret_texts,
                                         GArray **ret_signatures);
/** Sorts them, which are of iot_signature, and leaves out those whose pattern and needs another
 * line has; `doubled` is told of each, with the line that stays. The store, which is large, must be
 * freed by the caller using g_free. */
iot_signature_store *iot_signatures_sort(const char *texts, GArray *signatures,
                                         void (*doubled)(unsigned line, unsigned other,
                                                         void *user_data),
                                         void *user_data);

/** NULL if each '$' in it begins "$all", "$rest", "$word", "$item" or "$stem"; else what is wrong
 * with it.
 *  @param starred the pattern has a '*' */
const char *iot_signature_value_problem(const char *value, bool starred);

/** The first bytes as a number by which they sort; behind their end zeros have to follow. */
static inline uint64_t
iot_signature_begin(const char *bytes)
{
    uint64_t begin;

    memcpy(&begin, bytes, sizeof begin);
    return GUINT64_FROM_BE(begin);
}

/** A bit of the first two. */
static inline uint64_t
iot_signature_bit(uint64_t begin)
{
    return UINT64_C(1) << ((begin >> 56) * 7 + (begin >> 48 & 0xff)) % 64;
}

static inline const char *
iot_signature_text(const iot_signature_store *store, uint32_t place)
{
    return store->texts + place;
}

#endif
