/* settings.h - what the user says beforehand: networks, servers, devices, documents, places
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One object, which every front end fills from what its user wrote, a command line or preferences,
 * and hands to the capture, to the rules and to reports. Owns all that it points to. Says what is
 * wrong with a text in words that fit any front end, which adds what the setting is called there.
 *
 *     g_autoptr(iot_settings) settings = iot_settings_new(NULL, NULL);
 *     iot_settings_read_texts(settings, &(iot_settings_texts){.medium = "cat6a"}, complain, NULL);
 *     iot_settings_load(settings, &(iot_settings_files){.inventories = paths}, problems);
 *     iot_settings_understand(settings, problems);
 */
#ifndef IOT_SETTINGS_H
#define IOT_SETTINGS_H

#include "base/decls.h"
#include "reference/inventory/inventory.h"
#include "reference/mud/mud.h"
#include "reference/place/locate.h"

IOT_BEGIN_DECLS

/** Each member may be none. */
typedef struct iot_settings {
    const iot_inventory *inventory; /**< NULL: none, then nothing is new or not allowed */
    const struct iot_signatures
        *signatures; /**< ours, with the user's on top once they are understood; NULL: ours alone */
    const iot_mud_files *mud; /**< NULL: none; else the inventory and this allow together */
    iot_locator locator;      /**< how far a remote can be, and where databases put it */
    GArray *local_networks;   /**< of iot_prefix, besides the private ranges; NULL: none */
    GArray *resolvers;        /**< of iot_addr: the user's choice, besides announced ones */
    GArray *time_servers;     /**< the same */
    bool periodic_all; /**< tell periodic DNS, DHCP, NTP, mDNS and SSDP too, which is their business
                        */
    bool incomplete;   /**< a file that was named could not be read */
    struct iot_settings_read *read; /**< internal: what is changed while files are read */
} iot_settings;

/** No networks, no devices, no places.
 *  @param problem told of location databases that cannot be used, now or when they are asked; NULL:
 *         nobody is */
iot_settings *iot_settings_new(iot_geo_problem_fn problem, void *user_data);
void iot_settings_free(iot_settings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_settings, iot_settings_free)

/** As the user wrote them; NULL or "": nothing. Lists as user-lists.h has them. */
typedef struct iot_settings_texts {
    const char *local_networks, *resolvers, *ntp_servers;
    const char *medium; /**< a keyword */
    const char *home;   /**< "latitude,longitude" in degrees */
    uint32_t overhead_us;
    bool periodic_all;
} iot_settings_texts;

/** Told of each text that cannot be understood.
 *  @param setting the member's name above
 *  @param problem what is wrong, to be said after the setting's name: "\"x\" is not an address" */
typedef void (*iot_settings_problem_fn)(const char *setting, const char *problem, void *user_data);

/** Takes them for what was there. Of a list, the words that can be understood are used; a medium
 *  that is none leaves the one there was, and a home that is none is none.
 *  @return false if there was a problem */
bool iot_settings_read_texts(iot_settings *settings, const iot_settings_texts *texts,
                             iot_settings_problem_fn problem, void *user_data);

/** Adds a device that the user told of elsewhere than in a file; copied. False as
 * iot_inventory_add. */
bool iot_settings_add_device(iot_settings *settings, const iot_inventory_entry *device);

/** Where the user's files are. Lists end with NULL; NULL: none. */
typedef struct iot_settings_files {
    const char *const *inventories;
    const char *signatures;       /**< of devices; NULL or "": none */
    const char *mud_directory;    /**< NULL or "": none */
    const char *const *databases; /**< directories of location databases; where two say different
                                     things, the one named first counts */
    const char *const *usual_databases; /**< more, which need not exist */
} iot_settings_files;

struct iot_out_guard;
/** False with an error if one of them is a file that will be written (out-guard.h). */
bool iot_settings_are_spared(const iot_settings_files *files, const struct iot_out_guard *guard,
                             GError **error);
/** Opens them and reads what they hold, which nobody looks into yet.
 *  @param problems gets a sentence (g_malloc'd) for each that cannot be read */
void iot_settings_load(iot_settings *settings, const iot_settings_files *files,
                       GPtrArray *problems);
/** Looks into what was loaded: once. Others may have written it, so that a process may want to give
 *  up its rights before.
 *  @param problems gets "FILE:LINE: reason" (g_malloc'd) for what cannot be used; the rest is */
void iot_settings_understand(iot_settings *settings, GPtrArray *problems);

IOT_END_DECLS

#endif
