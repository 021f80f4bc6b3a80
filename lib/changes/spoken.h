/* spoken.h - which remotes there were packets of, device by device
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Traits leave out who only began, and put together those without a name. Whoever tells remotes one
 * by one, while their names are still to come, goes by the addresses.
 */
#ifndef IOT_SPOKEN_H
#define IOT_SPOKEN_H

#include "capture/capture.h"
#include "capture/counters.h"

#include <glib.h>

typedef struct iot_spoken iot_spoken;

/** @param capture settled; its devices must outlive it */
iot_spoken *iot_spoken_new(const iot_capture *capture, const iot_counters *counters);
void iot_spoken_free(iot_spoken *spoken);
/** Where the best name of that remote came from; IOT_REMOTE_NAME_SOURCES: there was no packet
 *  between it and the device. */
iot_remote_name_source iot_spoken_source(const iot_spoken *spoken, const iot_device *device,
                                         const iot_addr *addr);
/** True if some remote of that device had that name. */
bool iot_spoken_name(const iot_spoken *spoken, const iot_device *device, const char *name);

#endif
