/* findings.h - what is worth a look, with its evidence
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A finding is a neutral statement about a device that frames prove. Rules (rules-*.c) look at a
 * whole capture; they are functions in one table, and each constant they judge by stands beside
 * them with its reason.
 *
 *     g_autoptr(iot_findings) findings = iot_findings_new(capture, settings);
 *     for (unsigned i = 0; i < findings->all->len; i++) ...
 */
#ifndef IOT_FINDINGS_H
#define IOT_FINDINGS_H

#include "base/decls.h"
#include "capture/capture.h"
#include "reference/settings.h"

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
    IOT_FINDING_NEVER_LOOKED_UP,  /**< a server name that nobody asked DNS for */
    IOT_FINDING_LONG_CONNECTION,  /**< open for hours */
    IOT_FINDING_CHANGED_GATEWAY,  /**< another MAC claims the gateway's address */
    IOT_FINDING_FORGED_ARP,       /**< a MAC claims an address that another goes on to have */
    IOT_FINDING_OTHER_RESOLVER,   /**< DNS answers come from elsewhere than who was asked */
    IOT_FINDING_REFUSES,          /**< does not accept the server's certificate */
    IOT_FINDING_SCAN,             /**< tries many addresses, or many ports of one */
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
    double interval_s, jitter_s; /**< of what is periodic, seconds; else 0 */
    char *evidence;              /**< one sentence for people, owned */
    GArray
        *conversations; /**< of uint32_t, numbers of the conversations it is about; may be empty */
} iot_finding;

/** With an index of what each is about: a flood makes a finding for each of its devices, and a row
 *  for each as well, which asks for its own. */
typedef struct iot_findings {
    GPtrArray *all; /**< of iot_finding, warnings first, then by kind and frame */
    struct iot_findings_index *index;
} iot_findings;

/** Applies every rule to a settled capture, by what the user says. Valid as long as the capture. */
iot_findings *iot_findings_new(const iot_capture *capture, const iot_settings *settings);
/** Those that some frames prove. Valid as long as `findings`.
 *  @param is_proof says whether a frame is one of them */
iot_findings *iot_findings_select(const iot_findings *findings,
                                  bool (*is_proof)(uint32_t frame, void *user_data),
                                  void *user_data);
void iot_findings_free(iot_findings *findings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_findings, iot_findings_free)

/** Those about a device, of iot_finding in their order; NULL: none. So are the next ones. Valid for
 *  the lifetime of `findings`, which may be NULL. */
const GPtrArray *iot_findings_of_device(const iot_findings *findings, const iot_device *device);
/** Those about the device and a remote or peer of that name. */
const GPtrArray *iot_findings_of_contact(const iot_findings *findings, const iot_device *device,
                                         const char *name);
/** Those that a frame proves. */
const GPtrArray *iot_findings_of_frame(const iot_findings *findings, uint32_t frame);
/** Those about a conversation. */
const GPtrArray *iot_findings_of_conversation(const iot_findings *findings, uint32_t number);

/** "unanswered", "foreign resolver", ... Static. */
const char *iot_finding_kind_name(iot_finding_kind kind);
/** "note" or "warning". Static. */
const char *iot_severity_name(iot_severity severity);

IOT_END_DECLS

#endif
