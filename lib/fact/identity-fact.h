/* identity-fact.h - what can be told of what a device is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_IDENTITY_FACT_H
#define IOT_IDENTITY_FACT_H

#include "base/decls.h"
#include "fact/evidence.h"

#include <stdint.h>

IOT_BEGIN_DECLS

typedef enum iot_identity_fact {
    IOT_IDENTITY_KIND,     /**< a word of device-kind.h */
    IOT_IDENTITY_MAKER,    /**< the brand, as people know it */
    IOT_IDENTITY_MODEL,    /**< as the device says */
    IOT_IDENTITY_SOFTWARE, /**< firmware or operating system */
    IOT_IDENTITY_FACTS
} iot_identity_fact;

/** A text that a device sent about itself. */
typedef struct iot_identity_text {
    const char *text; /**< clean (text.h) */
    uint32_t frame;   /**< the first that had it; 0: none, as of its MAC's maker */
    iot_evidence evidence;
} iot_identity_text;

/** "kind", "maker", "model", "software". Valid for ever. */
const char *iot_identity_fact_word(iot_identity_fact fact);

IOT_END_DECLS

#endif
