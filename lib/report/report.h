/* report.h - counted flows as rows: conversations, devices, services
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Folds counters by what the capture knows at that moment: whoever wants all of it settles it
 * first. Rows hold values, not texts: a column (columns.h) says how a value is called, a writer
 * (writer.h) how it looks. Texts of rows are the report's own; devices and services are the
 * capture's, which has to live as long.
 *
 *     iot_capture_settle(capture);
 *     g_autoptr(iot_report) report = iot_report_new(capture, counters, &options);
 *     for (guint i = 0; i < report->conversations->len; i++) ...
 */
#ifndef IOT_REPORT_H
#define IOT_REPORT_H

#include "base/decls.h"
#include "findings/findings.h"
#include "report/remotes.h"

IOT_BEGIN_DECLS

typedef struct iot_report_options {
    iot_locator locator; /**< how times become distances, and addresses places */
    bool remotes;        /**< fold remotes, countries and organizations too */
    bool by_address;     /**< conversations: a row per device and remote address, in order of their
                              numbers, even if nothing of it was counted; else per device and name */
} iot_report_options;

/** A service and how much it was used. */
typedef struct iot_service_use {
    iot_service service;
    uint64_t packets;
} iot_service_use;

typedef struct iot_conversation_row {
    iot_row base;
    const iot_device *peer;             /**< NULL: a remote */
    const char *name;                   /**< of the remote or the peer */
    iot_remote_name_source name_source; /**< meaningful for a remote */
    iot_direction direction; /**< outbound: the device began; inbound: the remote; local */
    GArray *addresses;       /**< of iot_addr, of the other side */
    GArray *services;        /**< of iot_service_use, most packets first */
    int64_t rtt_ns;          /**< 0: none */
    uint32_t number;         /**< of its first conversation */
} iot_conversation_row;

typedef struct iot_device_row {
    iot_row base;
    uint32_t remotes;            /**< different remote names */
    const char *top_destination; /**< remote name with the most bytes; NULL: none */
} iot_device_row;

typedef struct iot_service_row {
    iot_row base;
    iot_direction
        direction; /**< outbound: the device uses it; inbound: offers it; local, multicast */
    iot_service service;
    uint32_t remotes;     /**< different other ends */
    uint16_t tls_version; /**< newest that a server chose (0x0303: 1.2); 0: none seen */
} iot_service_row;

typedef struct iot_report_index iot_report_index;

typedef struct iot_report {
    iot_report_options options;
    const iot_capture *capture;     /**< that it is of */
    const iot_counters *counters;   /**< that it was made from; valid as long as the caller's */
    const iot_findings *findings;   /**< set by the caller, who keeps it; NULL: none */
    GPtrArray *conversations;       /**< of iot_conversation_row, grouped by device */
    GPtrArray *devices;             /**< of iot_device_row, most bytes first */
    GPtrArray *services;            /**< of iot_service_row, grouped by device */
    iot_remotes *remotes;           /**< NULL unless asked for */
    iot_count total;                /**< all that was counted */
    iot_count rest[IOT_DIRECTIONS]; /**< of it, what is in no conversation, by direction */
    uint64_t dropped;               /**< facts and packets that full tables left out */
    struct iot_interned *interned;  /**< backs names of remotes */
    iot_report_index *index;        /**< of the findings; internal */
} iot_report;

iot_report *iot_report_new(const iot_capture *capture, const iot_counters *counters,
                           const iot_report_options *options);
void iot_report_free(iot_report *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_report, iot_report_free)

/** What is worth a look in the capture; NULL if nobody looked. */
const iot_findings *iot_report_findings(const iot_report *report);
/** The findings about a device, of iot_finding in their order; NULL: none. Valid until the report's
 *  findings are set anew. */
const GPtrArray *iot_report_findings_of_device(const iot_report *report, const iot_device *device);
/** Those about the device and a remote or peer of that name. */
const GPtrArray *iot_report_findings_of_contact(const iot_report *report, const iot_device *device,
                                                const char *name);

/** Internal: the report makes and frees it. */
iot_report_index *iot_report_index_new(void);
void iot_report_index_free(iot_report_index *index);

IOT_END_DECLS

#endif
