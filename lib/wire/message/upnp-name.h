/* upnp-name.h - the friendlyName of a UPnP description
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_UPNP_NAME_H
#define IOT_UPNP_NAME_H

#include <glib.h>
#include <stdbool.h>

/** Opens the name (UPnP Device Architecture 2.0 section 2.3). The first of a description is the
 * root device's; those of embedded ones follow. */
#define IOT_UPNP_NAME_TAG "<friendlyName>"

/** True for a deviceType of what runs on a device, and is not the device: a media server, a
 * gateway.
 *  @param type so many bytes: "urn:schemas-upnp-org:device:MediaServer:1" */
bool iot_upnp_type_is_service(const unsigned char *type, gsize length);

/** "Hall &amp; Stairs" as people wrote it; as it stands if it is no XML after all. Must be freed by
 *  the caller using g_free. */
char *iot_upnp_name_plain(const char *text);

#endif
