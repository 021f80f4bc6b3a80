/* findings-internal.h - what every rule has at hand; internal
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A rule is one function: it looks at the contacts, or at the capture's tables, and adds findings.
 */
#ifndef IOT_FINDINGS_INTERNAL_H
#define IOT_FINDINGS_INTERNAL_H

#include "findings/contacts.h"
#include "findings/findings.h"

#define NS_PER_S ((int64_t)1000000000)

typedef struct finder {
    const iot_capture *capture;
    const iot_settings *settings;
    GPtrArray *findings; /* of iot_finding */
    iot_contacts *contacts;
    GArray *first_frames;          /* of uint32_t: the first that each device sent; 0: none */
    GHashTable *met;               /* fold key, rules_met_key: told of by rule-meeting.c */
    GHashTable *claimed;           /* iot_addr: told of by rule-gateway.c */
    GHashTable *own[IOT_ROLES];    /* iot_device: has a server of that role, rule-service.c */
    GHashTable *scanners;          /* iot_device -> scanner, rule-scan.c; NULL: nobody knocks */
    uint32_t doors;                /* that are remembered there */
    struct impossible *impossible; /* rule-location.c; NULL: nothing is */
    int64_t first_ns, last_ns;     /* of the capture */
} finder;

typedef void (*iot_rule)(finder *find);

/* findings-index.c: findings by what they are about. */
struct iot_findings_index *findings_index_new(const GPtrArray *all);
void findings_index_free(struct iot_findings_index *index);

/* Adds a finding; the evidence is a printf format. Returns it, owned by the finder, to fill in what
 * is not the usual: name, addr, count. */
iot_finding *rules_add(finder *find, iot_finding_kind kind, iot_severity severity,
                       const iot_device *device, uint32_t frame, const char *format, ...)
    G_GNUC_PRINTF(6, 7);
/* The same about a contact: with its remote and conversation. */
iot_finding *rules_add_contact(finder *find, iot_finding_kind kind, iot_severity severity,
                               const iot_contact *about, uint32_t frame, uint32_t count,
                               const char *format, ...) G_GNUC_PRINTF(7, 8);
/* Of another conversation that it is about; none is no matter. */
void rules_add_conversation(iot_finding *finding, uint32_t conversation);

/* True if the network or the user names that server, by whatever address of the same machine. */
bool rules_is_own(finder *find, iot_role role, const iot_addr *addr);

/* rule-contact.c: how contacts went, and when. */
void rule_unanswered(finder *find);
void rule_never_contacted(finder *find);
void rule_periodic(finder *find);
void rule_long_connection(finder *find);
/* rule-cloud.c: devices that work together. */
void rule_through_cloud(finder *find);
/* True if there is a conversation between the two devices, or may have been. */
bool rules_talk_directly(const finder *find, const iot_device *one, const iot_device *other);
/* rule-meeting.c: devices that meet at one remote. Before rule_through_cloud, which leaves them
 * out.
 */
void rule_meeting(finder *find);
/* Two pairs of a device and a remote, whichever comes first. */
static inline uint64_t
rules_met_key(uint32_t pair, uint32_t other)
{
    return (uint64_t)MIN(pair, other) << 32 | MAX(pair, other);
}
/* rule-service.c: whom devices ask for names, times, addresses, and how they talk. */
void rule_foreign_resolver(finder *find);
void rule_foreign_time(finder *find);
void rule_other_resolver(finder *find);
void rule_second_dhcp(finder *find);
void rule_service_clear(finder *find);
/* True if the device asks somebody for names whose questions nobody sees. */
bool rules_is_hidden_resolver(const iot_contact *one);
/* rule-name.c: names that nobody asked for. */
void rule_no_name(finder *find);
void rule_never_looked_up(finder *find);
/* rule-clear.c: what everybody on the way can read, and what is encrypted to the wrong one. */
void rule_clear_text(finder *find);
void rule_refuses_certificate(finder *find);
/* rule-gateway.c: who says that it has what others have. */
void rule_changed_gateway(finder *find);
/* rule-scan.c: who tries many addresses or ports. */
void rule_scan_fold(void *find, const iot_fold_flow *flow);
void rule_scan(finder *find);
/* True if the contact is part of what that told. */
bool rules_is_scan(const finder *find, const iot_contact *contact);
void rule_scan_clear(finder *find);
/* rule-location.c: where databases put remotes. */
void rule_impossible_fold(void *find, const iot_fold_flow *flow);
void rule_impossible(finder *find);
/* rule-device.c: who is there, and what it may do. */
void rule_devices_fold(void *find, const iot_fold_flow *flow);
void rule_devices(finder *find);
void rule_two_devices(finder *find);
void rule_not_allowed(finder *find);
/* What MACs of one box have in common, its ports, radios and further networks: all but the first
 * and the last octet. */
uint64_t rules_kin_of(const iot_mac *mac);

/* period.c: how regular a series of moments is. */
typedef struct period {
    double interval_s;        /* median */
    double jitter_s;          /* median absolute deviation */
    double score;             /* 0 to 1 */
    unsigned samples;         /* moments */
    unsigned intervals, kept; /* between them; how many are about the median */
} period;

/* The published method, with its skew guard scaled to the interval.
 *  @param times int64_t ns, in order
 *  @param span_ns of the capture, > 0
 *  @return false if there are too few moments or they are too dense to tell */
bool period_of(const GArray *times, int64_t span_ns, period *ret_period);

#endif
