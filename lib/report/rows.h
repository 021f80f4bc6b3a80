/* rows.h - counted flows as rows: conversations, devices, services
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Rows hold values, not texts: a column (columns.h) says how a value is called, a writer (writer.h)
 * how it looks.
 */
#ifndef IOT_ROWS_H
#define IOT_ROWS_H

#include "base/decls.h"
#include "capture/capture.h"
#include "report/traffic.h"

IOT_BEGIN_DECLS

/** Of a remote whose round trips are not its own (iot_capture_is_nearby), for people. */
#define IOT_ANSWERED_NEARBY "answered nearby, by a proxy or a NAT"

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
    int64_t bound_ns;        /**< smallest that bounds a distance; 0: none */
    uint32_t first_frame;    /**< of what was counted */
    uint32_t number;         /**< of its first conversation */
} iot_conversation_row;

typedef struct iot_device_row {
    iot_row base;
    uint32_t remotes;            /**< different remote names */
    const char *top_destination; /**< remote name with the most bytes; NULL: none */
} iot_device_row;

/** Versions of TLS, as on the wire (0x0303: 1.2); 0: none seen. */
typedef struct iot_tls_range {
    uint16_t oldest, newest;
} iot_tls_range;

/** Of so many ports of UDP that a device calls one remote each on, each has a row; of more, they
 * are peers, and have one row together. */
#define IOT_SERVICE_PEERS 8

typedef struct iot_service_row {
    iot_row base;
    iot_direction
        direction; /**< outbound: the device uses it; inbound: offers it; local, multicast */
    iot_service service;
    uint32_t ports;    /**< more than one: a row of peers, whose port is that of the first */
    uint32_t remotes;  /**< different other ends */
    iot_tls_range tls; /**< that servers chose */
    bool nearby;       /**< somebody on this side answered for one of them */
} iot_service_row;

IOT_END_DECLS

#endif
