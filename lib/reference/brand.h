/* brand.h - what people call the owner of a MAC's block
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_BRAND_H
#define IOT_BRAND_H

#include "reference/signatures/signatures.h"

/** The maker that the owner of a MAC's block is known as.
 *  @param registrant as the registry spells it, clean (text.h); NULL: nobody
 *  @param buffer for what is returned, IOT_SIGNATURE_VALUE_MAX bytes
 *  @return NULL if signatures know none: it can be who made a module */
const char *iot_brand_of(const iot_signatures *signatures, const char *registrant, char *buffer);

/** The registrant's name without place and legal form, "Thermokon Sensortechnik" of "Thermokon
 *  Sensortechnik GmbH"; all of it if nothing else is in it. Must be freed by the caller using
 *  g_free. */
char *iot_brand_shorten(const char *registrant);

#endif
