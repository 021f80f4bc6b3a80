/* flow-id.h - the numbers that packets are remembered by
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_FLOW_ID_H
#define IOT_FLOW_ID_H

#include "base/decls.h"

#include <stdint.h>

IOT_BEGIN_DECLS

/** The number of no flow. */
#define IOT_FLOW_NONE 0

/** Number of a flow, in order of first packets, from 1. */
typedef uint32_t iot_flow_id;

/** What was counted for flow `from` belongs to flow `to` from now on, and `from` can become the
 *  number of another flow. */
typedef void (*iot_flow_moved_fn)(iot_flow_id from, iot_flow_id to, void *user_data);

/** The number of no conversation. */
#define IOT_CONVERSATION_NONE UINT32_MAX

IOT_END_DECLS

#endif
