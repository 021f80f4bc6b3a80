/* signatures.h - what texts that devices send tell of kind, maker, model and software
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows the lines of our devices.tsv, which are part of the program, and those of a user's file on
 * top of them; doc/identity.md has the format. A line says: of this evidence, a text of this
 * pattern tells these facts, and how much that is worth. Who sent the text, and what its other
 * texts tell, is for the caller to weigh.
 * A question takes some binary searches for each word of the text, and allocates nothing; it may
 * write to what it asks, const or not, so one thread at a time. Texts are hostile: any bytes, of
 * which the first IOT_SIGNATURE_TEXT_MAX are looked at.
 *
 *     g_autoptr(iot_signatures) signatures = iot_signatures_new_from_text(NULL, NULL, 0, NULL);
 *     iot_signature_told told[IOT_IDENTITY_FACTS];
 *     char model[IOT_SIGNATURE_VALUE_MAX];
 *     if (iot_signatures_lookup(signatures, IOT_EVIDENCE_MDNS_TXT, text, length, brand, told) &&
 *         iot_signature_write(&told[IOT_IDENTITY_MODEL], text, model, sizeof model))
 *         puts(model);
 */
#ifndef IOT_SIGNATURES_H
#define IOT_SIGNATURES_H

#include "fact/device-kind.h"
#include "fact/evidence.h"
#include "fact/identity-fact.h"

/** Bytes of a text that are looked at. */
#define IOT_SIGNATURE_TEXT_MAX 1024
/** Room for any value with its NUL. */
#define IOT_SIGNATURE_VALUE_MAX 256
/** Largest file of a user's, and most lines of it that are kept: those after them are one problem.
 */
#define IOT_SIGNATURES_FILE_MAX_BYTES (8u << 20)
#define IOT_SIGNATURES_LINES_MAX      16384
/** Most problems told of a file; one more counts the rest. */
#define IOT_SIGNATURES_PROBLEMS_MAX 100

/** How much a line is worth, least first. */
typedef enum iot_signature_rank {
    IOT_RANK_HINT, /**< never enough alone: counts beside another that tells the same maker */
    IOT_RANK_MAC,  /**< who registered its MAC makes such things, and that is all it makes */
    IOT_RANK_ONLY, /**< only such devices do that */
    IOT_RANK_DOES, /**< it is what it does */
    IOT_RANK_SAYS, /**< it says so itself */
    IOT_RANKS
} iot_signature_rank;

/** What one line tells of one fact. */
typedef struct iot_signature_told {
    const char *value; /**< NULL: nothing; for iot_signature_write, of which a kind is itself */
    bool nobody;       /**< the text is known to tell nothing: a module's maker is no brand */
    bool by_user;      /**< the line is in the user's file */
    bool needed;       /**< it needs a brand, and that is the one */
    iot_signature_rank rank;
    unsigned line;             /**< of its file, from 1 */
    gsize rest_at, rest_bytes; /**< what stood for the '*', in the text */
} iot_signature_told;

/** Ours and a user's. */
typedef struct iot_signatures iot_signatures;

/** Our lines, with a user's on top of them.
 *  @param label stands for the user's file in problems
 *  @param text of that file; need be neither valid UTF-8 nor NUL-terminated. NULL: there is none
 *  @param problems gets "LABEL:LINE: reason" (g_malloc'd) of lines that cannot be used, the others
 *         are; may be NULL
 *  @return must be freed by the caller using iot_signatures_free */
iot_signatures *iot_signatures_new_from_text(const char *label, const char *text,
                                             gsize length_bytes, GPtrArray *problems);
/** A user's lines take the place of those that there were; as above. */
void iot_signatures_read_text(iot_signatures *signatures, const char *label, const char *text,
                              gsize length_bytes, GPtrArray *problems);
void iot_signatures_free(iot_signatures *signatures);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_signatures, iot_signatures_free)

/** What a text tells. Of the lines whose pattern it has, a user's comes before ours, then what is
 * no hint, then the longer pattern, for each fact by itself.
 *  @param text need not be NUL-terminated
 *  @param brand the maker that its MAC tells, for lines that need it; NULL: none
 *  @param ret_told has IOT_IDENTITY_FACTS; values are valid for the lifetime of the signatures
 *  @return false, with nothing told, if no line tells or forbids anything */
bool iot_signatures_lookup(const iot_signatures *signatures, iot_evidence evidence,
                           const char *text, gsize length_bytes, const char *brand,
                           iot_signature_told *ret_told);
/** True if some line has the text, whatever brand it needs. */
bool iot_signatures_has(const iot_signatures *signatures, iot_evidence evidence, const char *text,
                        gsize length_bytes);
/** Writes a value with what it takes from the text: raw bytes of that, for text.h to clean.
 *  @param text the same that was looked up
 *  @return bytes written without the NUL, cut at `size_bytes`; 0 with "" if nothing is told */
gsize iot_signature_write(const iot_signature_told *told, const char *text, gsize length_bytes,
                          char *buffer, gsize size_bytes);
/** The kind, or IOT_KIND_NONE. @param told that of IOT_IDENTITY_KIND */
iot_device_kind iot_signature_kind(const iot_signature_told *told);

/** "says", "does", "only", "mac", "hint". Valid for ever. */
const char *iot_signature_rank_word(iot_signature_rank rank);

#endif
