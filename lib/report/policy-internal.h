/* policy-internal.h - policies while flows are folded into them, and what policy.c takes from
 * policy-name.c and policy-flow.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_POLICY_INTERNAL_H
#define IOT_POLICY_INTERNAL_H

#include "findings/fold.h"
#include "report/policy.h"

typedef struct iot_policies_fold iot_policies_fold;

/* @param names gets texts that permits point to, and must outlive them */
iot_policies_fold *iot_policies_begin(iot_interned *names, const iot_capture *capture);
/* A fold: takes in a flow. */
void iot_policies_add(void *fold, const iot_fold_flow *flow);
/* What came of it, for the devices and of the conversations of a report; the fold is no more. */
iot_policies *iot_policies_end(iot_policies_fold *fold, const struct iot_report *report,
                               const GPtrArray *devices, const GPtrArray *conversations);
void iot_policies_free(iot_policies *policies);

/* Slugs of names that the inventory gives -> who has them. Must be freed by the caller using
 * g_hash_table_unref. */
GHashTable *iot_policy_owners(const iot_capture *capture, const GPtrArray *devices);
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

/* Calls `fn` for each side of a flow that a device is on: nobody's, if it needs no permit. */
typedef void (*iot_policy_side_fn)(const iot_policy_view *seen, void *user_data);
void iot_policy_foreach_side(const iot_capture *capture, iot_flow_id flow,
                             const iot_flow_view *view, iot_policy_side_fn fn, void *user_data);
/* A permit for what one side of a flow shows, without its address and traffic.
 * @param names gets texts that it points to */
iot_permit *iot_policy_permit_new(iot_interned *names, const iot_policy_view *seen,
                                  iot_permit_kind kind, const char *dns_name);
void iot_policy_permit_free(void *permit);
/* Neighbour discovery and IGMP have a group for each of many things; no rule tells them apart. */
bool iot_policy_groups_as_one(const iot_policy_view *seen);
/* The protocol as in the IP header; 0: not IP, or none that we know the number of. */
uint8_t iot_policy_ip_protocol(const iot_service *service);
/* The name of the remote that a rule can hold; NULL: none. */
const char *iot_policy_dns_name(const iot_flow_view *view);
iot_permit_kind iot_policy_kind(const iot_capture *capture, const iot_policy_view *seen);
/* True if the flow shows that the device provides the service. */
bool iot_policy_is_answer(const iot_policy_view *seen);
/* Sets `asks_names` and `asks_time` of a permit that has everything else. */
void iot_policy_judge_role(const iot_policy_view *seen, iot_permit *permit);

#endif
