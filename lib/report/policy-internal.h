/* policy-internal.h - what policy.c takes from policy-name.c and policy-flow.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_POLICY_INTERNAL_H
#define IOT_POLICY_INTERNAL_H

#include "report/policy.h"

/* Slugs of names that the inventory gives -> who has them. Must be freed by the caller using
 * g_hash_table_unref. */
GHashTable *iot_policy_owners(const iot_report *report);
/* The slug of a device, which no other device has. Must be freed by the caller using g_free. */
char *iot_policy_slug(const iot_device *device, GHashTable *owners);

/* One side of a flow, as that side's device sees it. */
typedef struct iot_policy_view {
    const iot_flow_view *view;
    const iot_device *device, *peer; /* peer NULL: not a device */
    const iot_addr *other;
    bool sent;
    bool offers;
} iot_policy_view;

/* The protocol as in the IP header; 0: not IP, or none that we know the number of. */
uint8_t iot_policy_ip_protocol(const iot_service *service);
/* The name of the remote that a rule can hold; NULL: none. */
const char *iot_policy_dns_name(const iot_flow_view *view);
iot_permit_kind iot_policy_kind(const iot_report *report, const iot_policy_view *seen);
/* True if the flow shows that the device provides the service. */
bool iot_policy_is_answer(const iot_policy_view *seen);
/* Sets `asks_names` and `asks_time` of a permit that has everything else. */
void iot_policy_judge_role(const iot_policy_view *seen, iot_permit *permit);

#endif
