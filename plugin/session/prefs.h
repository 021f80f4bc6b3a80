/* prefs.h - preferences of the protocol "IoT" and the table of devices
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_PREFS_H
#define IOT_PREFS_H

#include <glib.h>

#include "base/out/out-guard.h"
#include "reference/inventory/inventory.h"
#include "reference/mud/mud.h"
#include "reference/place/distance.h"
#include "reference/place/geo-database.h"

/** Registers the preferences; `changed` is called whenever a value may have changed, also at
 *  start. */
void iot_prefs_register(int proto, void (*changed)(void));

iot_medium iot_prefs_medium(void);
gint64 iot_prefs_overhead_ns(void);
/** iot.local_networks, of iot_prefix; what is malformed is reported and left out. */
const GArray *iot_prefs_local_networks(void);
/** iot.resolvers and iot.ntp_servers, of iot_addr. */
const GArray *iot_prefs_resolvers(void);
const GArray *iot_prefs_time_servers(void);
/** The table of devices, then iot.inventory_file. Problems are reported once per file and content.
 *  Must be freed by the caller using iot_inventory_free. */
iot_inventory *iot_prefs_load_inventory(void);
/** The MUD files of iot.mud_directory; NULL if there is none. Problems as above. Must be freed by
 * the caller using iot_mud_files_free. */
iot_mud_files *iot_prefs_load_mud(void);
/** The location databases of iot.mmdb_directory and of Wireshark's own preferences. Problems as
 *  above. Must be freed by the caller using iot_geo_free. */
iot_geo *iot_prefs_load_geo(void);
/** Where those are, a text to tell changes by. Must be freed by the caller using g_free. */
char *iot_prefs_geo_directories(void);
/** iot.home; false if it is not set or not valid. */
bool iot_prefs_home(iot_coordinates *ret_home);
gboolean iot_prefs_publish_names(void);
gboolean iot_prefs_periodic_all(void);
gboolean iot_prefs_delta_distance(void);

/** False with an error if a file that the preferences name is one that will be written. */
bool iot_prefs_are_spared(const iot_out_guard *guard, GError **error);

#endif
