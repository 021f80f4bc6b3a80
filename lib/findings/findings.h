/* findings.h - what is worth a look, with its evidence
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A finding is a neutral statement about a device that frames prove. Rules (rules-*.c) look at a
 * whole capture; they are functions in one table, and each constant they judge by stands beside
 * them with its reason.
 *
 *     g_autoptr(iot_findings) findings = iot_findings_new(capture, &options);
 *     for (unsigned i = 0; i < findings->all->len; i++) ...
 */
#ifndef IOT_FINDINGS_H
#define IOT_FINDINGS_H

#include "base/decls.h"
#include "capture/capture.h"
#include "reference/mud/mud.h"
#include "reference/place/locate.h"

IOT_BEGIN_DECLS

typedef enum iot_severity {
    IOT_SEVERITY_NOTE,    /**< good to know */
    IOT_SEVERITY_WARNING, /**< worth a look */
    IOT_SEVERITIES
} iot_severity;

/** What a finding is about. Words are API: filters and scripts use them. */
typedef enum iot_finding_kind {
    IOT_FINDING_UNANSWERED,       /**< SYNs without SYN-ACK */
    IOT_FINDING_NEVER_CONTACTED,  /**< resolved again and again, and never contacted */
    IOT_FINDING_PERIODIC,         /**< contacts or keepalives at a regular interval */
    IOT_FINDING_PERIODIC_STOPPED, /**< was periodic, and stopped */
    IOT_FINDING_FOREIGN_RESOLVER, /**< asks a resolver that the network does not name */
    IOT_FINDING_NO_RECURSION,     /**< asks a name server itself, without recursion */
    IOT_FINDING_FOREIGN_TIME,     /**< asks a time server that the network does not name */
    IOT_FINDING_SECOND_DHCP,      /**< more than one DHCP server answers */
    IOT_FINDING_NO_NAME,          /**< a public remote that nobody asked DNS for */
    IOT_FINDING_CLEAR_TEXT,       /**< data to a public remote without encryption */
    IOT_FINDING_NEW_DEVICE,       /**< not in the inventory */
    IOT_FINDING_RANDOM_MAC,       /**< locally administered MAC */
    IOT_FINDING_TWO_DEVICES,      /**< one address, two devices */
    IOT_FINDING_NOT_ALLOWED,      /**< beyond the inventory's allowed destinations */
    IOT_FINDING_AMBIGUOUS,        /**< allowed by one of its names, not by another */
    IOT_FINDING_THROUGH_CLOUD,    /**< two devices that work together through the cloud */
    IOT_FINDING_IMPOSSIBLE,       /**< the round trip excludes where a database puts the remote */
    IOT_FINDING_KINDS
} iot_finding_kind;

typedef struct iot_finding {
    iot_finding_kind kind;
    iot_severity severity;
    const iot_device *device; /**< NULL: about the network */
    char *name;               /**< of the remote or the peer; NULL: none. Owned */
    iot_addr addr;            /**< of it; none */
    uint32_t first_frame;
    uint32_t count; /**< how often, in the kind's own terms: attempts, contacts, questions */
    char *evidence; /**< one sentence for people, owned */
    GArray
        *conversations; /**< of uint32_t, numbers of the conversations it is about; may be empty */
} iot_finding;

/** What the user says about findings. Copied by nobody: must outlive iot_findings_new. */
typedef struct iot_findings_options {
    const iot_addr *resolvers; /**< resolvers of the user's choice, besides announced ones */
    unsigned n_resolvers;
    const iot_addr *time_servers;
    unsigned n_time_servers;
    const iot_inventory *inventory; /**< NULL: none, then nothing is new or not allowed */
    const iot_mud_files *mud;       /**< NULL: none; else the inventory and this allow together */
    iot_locator locator;            /**< how far a remote can be, and where databases put it */
    bool periodic_all; /**< tell periodic DNS, DHCP, NTP, mDNS and SSDP too, which is their business
                        */
} iot_findings_options;

typedef struct iot_findings {
    GPtrArray *all; /**< of iot_finding, warnings first, then by kind and frame */
} iot_findings;

/** Applies every rule to a settled capture. Valid as long as the capture. */
iot_findings *iot_findings_new(const iot_capture *capture, const iot_findings_options *options);
void iot_findings_free(iot_findings *findings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_findings, iot_findings_free)

/** "unanswered", "foreign resolver", ... Static. */
const char *iot_finding_kind_name(iot_finding_kind kind);
/** "note" or "warning". Static. */
const char *iot_severity_name(iot_severity severity);

IOT_END_DECLS

#endif
