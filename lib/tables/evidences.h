/* evidences.h - the texts by which devices told what they are, in the order in which they came
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows: who sent which text about itself, and in which frame first. Whose device that was can
 * become clear later, so it is worked out by whoever asks. The same of the same is kept once.
 */
#ifndef IOT_EVIDENCES_H
#define IOT_EVIDENCES_H

#include "fact/observation.h"
#include "tables/said.h"

/** Most texts kept... */
#define IOT_EVIDENCES_MAX 65536
/** ...of one sender... */
#define IOT_EVIDENCES_OWN_MAX 256
/** ...and bytes of one text; of a longer one its beginning is kept. */
#define IOT_EVIDENCE_TEXT_MAX 192

/** A text that tells what a device is is an iot_said, of which the kind is an iot_evidence. */
typedef struct iot_evidences iot_evidences;

iot_evidences *iot_evidences_new(void);
void iot_evidences_free(iot_evidences *evidences);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_evidences, iot_evidences_free)

/** Keeps a text, of which a clean copy is made. Whether it was new, and there was room for it. */
bool iot_evidences_add(iot_evidences *evidences, const iot_said *told);
uint32_t iot_evidences_count(const iot_evidences *evidences);
/** In the order in which they were kept, `i` from 0. */
const iot_said *iot_evidences_get(const iot_evidences *evidences, uint32_t i);
/** Counts with each that is kept, and when they are thinned out; while it is the same, so is each
 * number's text. */
iot_revision iot_evidences_revision(const iot_evidences *evidences);

/** What all of it takes, and what of it devices have. */
uint64_t iot_evidences_bytes(const iot_evidences *evidences);
/** Thins texts out to that many bytes, as ranking.h has it. What was left out counts as dropped. */
void iot_evidences_prune(iot_evidences *evidences, uint64_t bytes, iot_said_fn packets,
                         void *user_data);
/** How many there was no room for. */
uint64_t iot_evidences_dropped(const iot_evidences *evidences);

#endif
