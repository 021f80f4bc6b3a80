/* fields.h - the fields iot.* and the tree they stand in
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Names of fields are API: people's filters and scripts rely on them.
 */
#ifndef IOT_FIELDS_H
#define IOT_FIELDS_H

#include <epan/packet.h>

#include "capture/capture.h"

void iot_fields_register(int proto);
/** Adds what is known of a packet, and of its flow, to its tree. */
void iot_fields_add(int proto, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
                    iot_flow_id flow, const iot_flow_view *view);

#endif
