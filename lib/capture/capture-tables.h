/* capture-tables.h - what the rest of the library asks a capture: its tables
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_CAPTURE_TABLES_H
#define IOT_CAPTURE_TABLES_H

#include "capture/capture.h"
#include "identity/identity.h"
#include "tables/bindings.h"
#include "tables/conversations.h"
#include "tables/detours.h"
#include "tables/devices.h"
#include "tables/dns-answers.h"
#include "tables/dns-queries.h"
#include "tables/evidences.h"
#include "tables/flows.h"
#include "tables/forwarders.h"
#include "tables/localnet.h"
#include "tables/relayed.h"
#include "tables/servers.h"

/** So many facts or packets were left out by whoever read them. */
void iot_capture_count_dropped(iot_capture *capture, uint64_t dropped);
const iot_devices *iot_capture_devices(const iot_capture *capture);
const iot_conversations *iot_capture_conversations(const iot_capture *capture);
const iot_dns_answers *iot_capture_answers(const iot_capture *capture);
const iot_bindings *iot_capture_bindings(const iot_capture *capture);
const iot_detours *iot_capture_detours(const iot_capture *capture);
/** As iot_bindings_foreach_conflict. */
void iot_capture_foreach_conflict(const iot_capture *capture, iot_conflict_fn fn, void *user_data);
const iot_dns_queries *iot_capture_queries(const iot_capture *capture);
const iot_servers *iot_capture_announced(const iot_capture *capture);
/** Whose text it is by now; NULL: nobody's that has a number. */
const iot_device *iot_capture_device_of_evidence(const iot_capture *capture, const iot_said *told);
/** True if the address is proven or inferred to be local, by now. */
bool iot_capture_is_local(const iot_capture *capture, const iot_addr *addr);
/** Whom payloads named as the sender of others' frames. */
const iot_relayed *iot_capture_relayed(const iot_capture *capture);
/** MACs that send for others, by now. */
const iot_forwarders *iot_capture_forwarders(const iot_capture *capture);
/** What a device is, and by which evidence, as of the last settling. */
void iot_capture_identify(const iot_capture *capture, const iot_device *device,
                          iot_identity *ret_identity);

#endif
