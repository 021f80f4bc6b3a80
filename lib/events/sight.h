/* sight.h - who is there and whom they talk to, as a capture has it at one moment
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One walk over the flows. Texts and devices are the capture's, and valid until it takes in another
 * packet.
 */
#ifndef IOT_EVENTS_SIGHT_H
#define IOT_EVENTS_SIGHT_H

#include "base/interned.h"
#include "capture/capture.h"
#include "capture/counters.h"

/** A device that sent something. */
typedef struct iot_sight_device {
    const iot_device *device;
    uint64_t sent;             /**< packets */
    int64_t first_ns, last_ns; /**< of what it sent, since the epoch; IOT_TIME_UNKNOWN_NS: nobody
                                    knows, as of contacts */
    uint32_t frame;            /**< the first of these; 0: nobody knows */
} iot_sight_device;

/** A device and a remote, by the name that rows have: its own, else its address. */
typedef struct iot_sight_contact {
    const iot_device *device;
    const char *name;
    iot_remote_name_source source; /**< of the name */
    iot_addr addr;                 /**< the first */
    iot_service service;
    bool by_remote; /**< the remote began */
    int64_t first_ns;
    uint32_t frame; /**< the first; 0: nobody knows */
} iot_sight_contact;

typedef struct iot_sight {
    GArray *devices;  /**< of iot_sight_device, in order of their first packets */
    GArray *contacts; /**< of iot_sight_contact, in order of their first packets */
    iot_interned *names;
} iot_sight;

/** @param capture settled
 *  @param counters what was counted: all else is not seen */
iot_sight *iot_sight_new(const iot_capture *capture, const iot_counters *counters);
void iot_sight_free(iot_sight *sight);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_sight, iot_sight_free)

#endif
