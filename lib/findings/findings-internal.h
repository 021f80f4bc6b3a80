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
    const iot_findings_options *options;
    GPtrArray *findings; /* of iot_finding */
    iot_contacts *contacts;
    iot_interned *interned;    /* of names that rules keep */
    int64_t first_ns, last_ns; /* of the capture */
} finder;

typedef void (*iot_rule)(finder *find);

/* Adds a finding; the evidence is a printf format. Returns it, owned by the finder, to fill in what
 * is not the usual: name, addr, count. */
iot_finding *rules_add(finder *find, iot_finding_kind kind, iot_severity severity,
                       const iot_device *device, uint32_t frame, const char *format, ...)
    G_GNUC_PRINTF(6, 7);
/* The same about a contact: with its remote and conversation. */
iot_finding *rules_add_contact(finder *find, iot_finding_kind kind, iot_severity severity,
                               const iot_contact *about, uint32_t frame, uint32_t count,
                               const char *format, ...) G_GNUC_PRINTF(7, 8);

/* True if the network or the user names that server. */
bool rules_is_own(finder *find, iot_role role, const iot_addr *addr);

/* rule-contact.c: how contacts went, and when. */
void rule_unanswered(finder *find);
void rule_never_contacted(finder *find);
void rule_periodic(finder *find);
void rule_through_cloud(finder *find);
/* rule-service.c: whom devices ask for names, times, addresses, and how they talk. */
void rule_foreign_resolver(finder *find);
void rule_foreign_time(finder *find);
void rule_second_dhcp(finder *find);
void rule_no_name(finder *find);
void rule_clear_text(finder *find);
/* rule-location.c: where databases put remotes. */
void rule_impossible(finder *find);
/* rule-device.c: who is there, and what it may do. */
void rule_devices(finder *find);
void rule_two_devices(finder *find);
void rule_not_allowed(finder *find);

/* period.c: how regular a series of moments is. */
typedef struct period {
    double interval_s; /* median */
    double jitter_s;   /* median absolute deviation */
    double score;      /* 0 to 1 */
    unsigned samples;  /* moments */
} period;

/* The published method, with its skew guard scaled to the interval.
 *  @param times int64_t ns, in order
 *  @param span_ns of the capture, > 0
 *  @return false if there are too few moments or they are too dense to tell */
bool period_of(const GArray *times, int64_t span_ns, period *ret_period);

#endif
