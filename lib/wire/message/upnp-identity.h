/* upnp-identity.h - what a UPnP description tells of its root device
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_UPNP_IDENTITY_H
#define IOT_UPNP_IDENTITY_H

#include "wire/packet.h"

/* Where what the root device says of itself ends: before its services, its parts, or behind it.
 * NULL: not in these bytes. The first `seen` bytes are known not to have it; more of them
 * afterwards. */
const uint8_t *upnp_identity_end(cursor at, size_t *seen);
/* Adds kind, maker and model as they stand between tags to the facts; of a tag that comes twice the
 * first. The only entities that count are XML's own five, and numbers. */
void upnp_identity_tell(packet *p, cursor description);

#endif
