/* identity.h - what a device is, by what it told and does
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows how evidence is weighed, and nothing of captures: who asks hands over the texts that a
 * device sent about itself and what it was seen to do, and gets kind, maker, model and software,
 * each with what said it, and none of a text that is wrong about another. Best evidence first: it
 * says so itself, its behaviour, what only such devices do, its MAC's maker, hints. Two that are
 * worth the same and disagree give nothing; what is worth less never contradicts.
 */
#ifndef IOT_IDENTITY_H
#define IOT_IDENTITY_H

#include "reference/signatures/signatures.h"

/** All that is known of one device. */
typedef struct iot_identity_about {
    const iot_identity_text *texts;
    unsigned n_texts;
    const char *brand;      /**< of its MAC, as brand.h has it; NULL: none */
    bool routes;            /**< it sends from the addresses of remotes */
    bool speaks_for_others; /**< what it asks for, others may have asked it */
    bool has_accessories;   /**< HomeKit's, more than one: they are behind it */
    bool hands_out;         /**< addresses, as a DHCP server */
    uint32_t handed_frame;  /**< when it did first */
} iot_identity_about;

/** One fact, and what said it. */
typedef struct iot_identity_item {
    char value[IOT_SIGNATURE_VALUE_MAX];  /**< clean; "": not told */
    char source[IOT_SIGNATURE_VALUE_MAX]; /**< "mdns _hue._tcp modelid"; of what disagrees, too */
    iot_signature_rank rank;
    uint32_t frame; /**< of what said it; 0: none */
    bool disagrees; /**< not told, as two disagree: see `source` */
} iot_identity_item;

typedef struct iot_identity {
    iot_identity_item facts[IOT_IDENTITY_FACTS];
} iot_identity;

/** Weighs all of it. */
void iot_identity_judge(const iot_signatures *signatures, const iot_identity_about *about,
                        iot_identity *ret_identity);

/** What people would call a thing: "Philips BSB002 bridge". Facts that are not told are NULL.
 *  @return NULL if neither kind nor model is known, must be freed by the caller using g_free */
char *iot_identity_words(const char *const facts[IOT_IDENTITY_FACTS]);
/** "model BSB002: mdns _hue._tcp modelid, frame 12", or what disagrees; NULL if nothing said
 * anything. Must be freed by the caller using g_free. */
char *iot_identity_item_text(iot_identity_fact fact, const iot_identity_item *item);
/** The same of all facts, with "; " between them. Must be freed by the caller using g_free. */
char *iot_identity_text_of(const iot_identity *identity);

#endif
