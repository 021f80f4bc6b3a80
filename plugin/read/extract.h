/* extract.h - a dissected packet as an observation
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The only place that reads other protocols' fields. All knowledge of their names is in the table
 * of wanted fields in wanted.c; what they mean together is in extract-*.c.
 */
#ifndef IOT_EXTRACT_H
#define IOT_EXTRACT_H

#include <epan/packet.h>

#include "fact/observation.h"

/** Makes the observation of a packet on its first visit.
 *  @param frame all of its bytes
 *  @param tree primed with the wanted fields; NULL: only what the headers tell
 *  @param ret_obs its pointers are valid until the next call or the end of the packet */
void iot_extract(packet_info *pinfo, tvbuff_t *frame, proto_tree *tree, iot_observation *ret_obs);

#endif
