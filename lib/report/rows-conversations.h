/* rows-conversations.h - counted flows as rows: conversations
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Rows are right after each flow that is added, and the same flow can be added in parts: for a
 * report, and for tables that are never told when they are drawn. Settling numbers conversations
 * anew: whoever adds in parts settles the capture before.
 *
 *     iot_conversation_rows *rows = iot_conversation_rows_new(capture, names, true);
 *     const iot_conversation_row *row = iot_conversation_rows_add(rows, flow);
 */
#ifndef IOT_ROWS_CONVERSATIONS_H
#define IOT_ROWS_CONVERSATIONS_H

#include "findings/fold.h"
#include "report/rows.h"

typedef struct iot_conversation_rows iot_conversation_rows;

/** @param names gets names of remotes; must outlive the rows, as must the capture
 *  @param by_address a row per device and remote address, row N of conversation N, all that there
 *         are; else per pair
 *  @return must be freed by the caller using iot_conversation_rows_free or _end */
iot_conversation_rows *iot_conversation_rows_new(const iot_capture *capture, iot_interned *names,
                                                 bool by_address);
/** Counts a flow that is in a conversation. By address it need not be in a pair. Returns its row,
 *  valid as long as the rows; a remote without a name has NULL, and services are in order of
 *  appearance. */
const iot_conversation_row *iot_conversation_rows_add(iot_conversation_rows *rows,
                                                      const iot_fold_flow *flow);
/** Of iot_conversation_row, as they are now. Valid as long as the rows. */
const GPtrArray *iot_conversation_rows_all(const iot_conversation_rows *rows);
/** The rows, named all, services in order; what gathered them is no more. Must be freed by the
 *  caller using g_ptr_array_unref. */
GPtrArray *iot_conversation_rows_end(iot_conversation_rows *rows);
void iot_conversation_rows_free(iot_conversation_rows *rows);

/** Who began: the client of the stream, or the sender of the first packet. */
iot_direction iot_who_began(const iot_flow_view *view, bool device_sends);

#endif
