/* policy.h - what each device needs: the allow-list that its traffic amounts to
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Folds the flows of a report into permits: who is at the other side (by name where there is one
 * that a rule can hold, with the addresses seen for it), which service, and which side serves. The
 * documents (markdown, MUD, nftables) are this, written down. A service that others tried and the
 * device never answered is not permitted, only counted. Traffic without IP needs no permit.
 * Part of a report that was asked for them, and valid as long as that is.
 *
 *     const iot_report_options options = {.policies = true};
 *     g_autoptr(iot_report) report = iot_report_new(capture, counters, &options);
 *     for (guint i = 0; i < report->policies->all->len; i++) ...
 */
#ifndef IOT_POLICY_H
#define IOT_POLICY_H

#include "base/decls.h"
#include "report/rows.h"

IOT_BEGIN_DECLS

/** Longest slug of a policy; with what a MUD list's name has behind it these are the 64 characters
 *  that RFC 8519 allows at most. */
#define IOT_SLUG_MAX 53

/** Most permits of a device, and addresses of a permit. A device that needs more scans, and no
 *  firewall would take its rules; what comes later is left out and counted. */
#define IOT_POLICY_PERMITS_MAX   1024
#define IOT_POLICY_ADDRESSES_MAX 4096

/** Who is at the other side. */
typedef enum iot_permit_kind {
    IOT_PERMIT_RESOLVER,    /**< a resolver that the network names; a local one if it names none */
    IOT_PERMIT_TIME_SERVER, /**< a time server that the network names; as above */
    IOT_PERMIT_REMOTE,
    IOT_PERMIT_LOCAL, /**< another device */
    IOT_PERMIT_GROUP, /**< many at once: multicast or broadcast */
    IOT_PERMIT_KINDS
} iot_permit_kind;

typedef struct iot_permit {
    iot_permit_kind kind;
    bool offers;          /**< the device is the server; false also where there are no ports */
    iot_service service;  /**< transport NONE: no ports */
    uint8_t ip_protocol;  /**< as in the IP header: 6, 17, 1, ... */
    bool asks_names;      /**< the device asks it DNS, over whatever transport we can tell */
    bool asks_time;       /**< the device asks it NTP */
    const char *name;     /**< as reports show it */
    const char *evidence; /**< of the name, in a word as in iot.name.source */
    const char *dns_name; /**< that a rule can hold: valid, and what DNS was asked if that is known;
                               NULL: only the addresses will do */
    GArray *addresses;    /**< of iot_addr seen at the other side, sorted */
    iot_traffic traffic;
} iot_permit;

typedef struct iot_policy {
    const struct iot_report *report;
    const iot_device_row *row;
    const iot_device *device;
    char *slug;               /**< of its name: a-z, 0-9 and -, at most IOT_SLUG_MAX bytes. Just the
                                   name if the inventory gives it to this device alone and a file
                                   can be called so anywhere; else with the MAC behind it, or the
                                   address where there is no MAC. No other device has it, nor any
                                   of another capture, whatever it calls itself */
    GPtrArray *permits;       /**< of iot_permit, by kind, side, name, service */
    GPtrArray *conversations; /**< its iot_conversation_row, remotes only, in the report's order */
    unsigned left_out;        /**< flows that a full list of permits or addresses left out */
    unsigned unanswered;      /**< different services others tried and it never answered */
} iot_policy;

typedef struct iot_policies {
    GPtrArray *all; /**< of iot_policy, in the order of report->devices */
} iot_policies;

/** True if the other side was seen at an address of that family (4, 6). */
bool iot_permit_has_family(const iot_permit *permit, uint8_t family);
/** True for a host name of two or more labels of letters, digits, - and _ (RFC 1123, RFC 2181),
 *  at most 253 bytes, that is no address: what firewalls and MUD controllers take as a name. */
bool iot_policy_is_dns_name(const char *name);

struct iot_interned;
/** Of a device, a permit that the packets of one flow amount to, with no traffic; valid during the
 *  call.
 *  @param is_shown false: that the device serves there, these packets alone do not show */
typedef void (*iot_permit_fn)(const iot_device *device, const iot_permit *permit, bool is_shown,
                              void *user_data);
/** Calls `fn` for each device of a flow that is described, and needs a permit for it.
 *  @param names gets texts that the permits point to */
void iot_policy_foreach_permit(const iot_capture *capture, iot_flow_id flow,
                               const iot_flow_view *view, struct iot_interned *names,
                               iot_permit_fn fn, void *user_data);

IOT_END_DECLS

#endif
