/* prefs.c - preferences of the protocol "IoT" and the table of devices
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Texts are checked when they are applied. Wireshark has no validator for text preferences, so a
 * bad one is reported as a failure, once, and the rest of it is used.
 */
#include "session/prefs.h"

#include <string.h>

#include "base/escape.h"
#include "base/hash.h"
#include "compat.h"
#include "reference/user-lists.h"
#include "session/uat-devices.h"

#include <epan/maxmind_db.h>
#include <epan/prefs.h>
#include <wsutil/report_message.h>

#define NS_PER_US 1000

static const char *local_networks_text = "";
static const char *home_text = "";
static const char *resolvers_text = "";
static const char *ntp_servers_text = "";
static const char *inventory_file = "";
static const char *mud_directory = "";
static const char *mmdb_directory = "";
static guint overhead_us = 0;
static const char *medium_text = "fibre";
static iot_medium medium = IOT_MEDIUM_FIBRE; /* from medium_text */
static bool has_home;
static iot_coordinates home; /* from home_text */
static iot_pref_bool publish_names = FALSE;
static iot_pref_bool delta_distance = FALSE;
static iot_pref_bool periodic_all = FALSE;

static GArray *local_networks; /* of iot_prefix, from local_networks_text */
static GArray *resolvers;      /* of iot_addr, from resolvers_text */
static GArray *time_servers;   /* of iot_addr, from ntp_servers_text */
static GHashTable *reported;   /* char*: problems the user was told of */
static void (*changed_cb)(void);

static void
report_once(const char *problem)
{
    g_autofree char *shown = iot_escape_shown(problem);

    if (!reported)
        reported = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    if (g_hash_table_add(reported, g_strdup(problem)))
        report_failure("%s", shown);
}

static bool
is_blank(const char *text)
{
    return !text || !*text;
}

/* A word of a list that is not what is wanted; `pref` is the preference. */
static void
report_word(const char *word, const char *wanted, void *pref)
{
    g_autofree char *problem = g_strdup_printf("IoT: preference iot.%s: \"%s\" is not %s",
                                               (const char *)pref, word, wanted);

    report_once(problem);
}

static void
apply_home(void)
{
    has_home = !is_blank(home_text) && iot_coordinates_parse(home_text, &home);
    if (has_home || is_blank(home_text))
        return;
    g_autofree char *problem = g_strdup_printf(
        "IoT: preference iot.home: \"%s\" is not \"latitude,longitude\" in degrees", home_text);
    report_once(problem);
}

/* A text and not a list to choose from: of a list, Wireshark takes a word it does not know for the
 * default and says nothing, and distances would be wrong in silence. */
static void
apply_medium(void)
{
    if (iot_medium_find(medium_text, &medium))
        return;
    g_autofree char *words = iot_media_words();
    g_autofree char *problem = g_strdup_printf(
        "IoT: preference iot.medium: \"%s\" is not a medium; there are %s", medium_text, words);
    report_once(problem);
}

static void
apply(void)
{
    apply_medium();
    g_array_set_size(local_networks, 0);
    g_array_set_size(resolvers, 0);
    g_array_set_size(time_servers, 0);
    iot_list_networks(local_networks_text, local_networks, report_word, "local_networks");
    iot_list_addresses(resolvers_text, resolvers, report_word, "resolvers");
    iot_list_addresses(ntp_servers_text, time_servers, report_word, "ntp_servers");
    apply_home();
    changed_cb();
}

iot_inventory *
iot_prefs_load_inventory(void)
{
    iot_inventory *inventory = iot_inventory_new();
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;

    iot_uat_devices_add_to(inventory);
    if (is_blank(inventory_file))
        return inventory;
    if (!iot_inventory_read_file(inventory, inventory_file, problems, &error))
        report_once(error->message);
    for (guint i = 0; i < problems->len; i++)
        report_once(g_ptr_array_index(problems, i));
    return inventory;
}

iot_mud_files *
iot_prefs_load_mud(void)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;

    if (is_blank(mud_directory))
        return NULL;
    iot_mud_files *files = iot_mud_read_directory(mud_directory, problems, &error);
    if (!files)
        report_once(error->message);
    for (guint i = 0; i < problems->len; i++)
        report_once(g_ptr_array_index(problems, i));
    return files;
}

static void
report_database(const char *problem, void *user_data _U_)
{
    g_autofree char *told = g_strdup_printf("IoT: %s", problem);

    report_once(told);
}

/* Where the user keeps databases, the directory of our own first. */
static GPtrArray *
database_directories(void)
{
    GPtrArray *directories = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *paths = maxmind_db_get_paths();
    g_auto(GStrv) wireshark = g_strsplit(paths ? paths : "", G_SEARCHPATH_SEPARATOR_S, -1);

    if (!is_blank(mmdb_directory))
        g_ptr_array_add(directories, g_canonicalize_filename(mmdb_directory, NULL));
    for (guint i = 0; wireshark[i]; i++) {
        g_autofree char *path = g_canonicalize_filename(wireshark[i], NULL);
        if (*wireshark[i] &&
            !g_ptr_array_find_with_equal_func(directories, path, g_str_equal, NULL))
            g_ptr_array_add(directories, g_steal_pointer(&path));
    }
    return directories;
}

char *
iot_prefs_geo_directories(void)
{
    g_autoptr(GPtrArray) directories = database_directories();

    g_ptr_array_add(directories, NULL);
    return g_strjoinv("\n", (char **)directories->pdata);
}

/* Of Wireshark's directories most exist nowhere; the user's own should. */
iot_geo *
iot_prefs_load_geo(void)
{
    iot_geo *geo = iot_geo_new(report_database, NULL);
    g_autoptr(GPtrArray) directories = database_directories();

    for (guint i = 0; i < directories->len; i++) {
        g_autoptr(GError) error = NULL;
        if (!iot_geo_add_directory(geo, g_ptr_array_index(directories, i), &error) && i == 0 &&
            !is_blank(mmdb_directory))
            report_database(error->message, NULL);
    }
    return geo;
}

bool
iot_prefs_are_spared(const iot_out_guard *guard, GError **error)
{
    g_autoptr(GPtrArray) directories = database_directories();
    bool good = is_blank(inventory_file) || iot_out_guard_spares(guard, inventory_file, error);

    if (good && !is_blank(mud_directory))
        good = iot_out_guard_spares_directory(guard, mud_directory, ".json", error);
    for (guint i = 0; good && i < directories->len; i++)
        good = iot_out_guard_spares_directory(guard, g_ptr_array_index(directories, i), ".mmdb",
                                              error);
    return good;
}

bool
iot_prefs_home(iot_coordinates *ret_home)
{
    if (has_home)
        *ret_home = home;
    return has_home;
}

iot_medium
iot_prefs_medium(void)
{
    return medium;
}

gint64
iot_prefs_overhead_ns(void)
{
    return (gint64)overhead_us * NS_PER_US;
}

const GArray *
iot_prefs_local_networks(void)
{
    return local_networks;
}

const GArray *
iot_prefs_resolvers(void)
{
    return resolvers;
}

const GArray *
iot_prefs_time_servers(void)
{
    return time_servers;
}

gboolean
iot_prefs_publish_names(void)
{
    return publish_names;
}

gboolean
iot_prefs_periodic_all(void)
{
    return periodic_all;
}

gboolean
iot_prefs_delta_distance(void)
{
    return delta_distance;
}

/* Wireshark keeps the pointer for good. */
static const char *
medium_help(void)
{
    g_autofree char *words = iot_media_words();

    return wmem_strdup_printf(wmem_epan_scope(),
                              "What the signal travels in, for iot.distance (share of the speed of "
                              "light): %s",
                              words);
}

void
iot_prefs_register(int proto, void (*changed)(void))
{
    changed_cb = changed;
    local_networks = g_array_new(FALSE, FALSE, sizeof(iot_prefix));
    resolvers = g_array_new(FALSE, FALSE, sizeof(iot_addr));
    time_servers = g_array_new(FALSE, FALSE, sizeof(iot_addr));
    module_t *module = prefs_register_protocol(proto, apply);

    prefs_register_uat_preference(module, "devices", "Devices",
                                  "What you call your devices, and the groups they are in",
                                  iot_uat_devices_new(changed));
    prefs_register_filename_preference(
        module, "inventory_file", "Inventory file",
        "A file that names devices: CSV with a header, ethers, hosts, dnsmasq leases or "
        "dhcp-host lines, ISC dhcpd.leases, Kea lease CSV",
        &inventory_file, FALSE);
    prefs_register_directory_preference(
        module, "mud_directory", "MUD files",
        "A directory of Manufacturer Usage Descriptions (RFC 8520), *.json, named after the device "
        "or its MAC; what a device contacts beyond its own is a finding",
        &mud_directory);
    prefs_register_directory_preference(
        module, "mmdb_directory", "Location databases",
        "A directory of MaxMind DB files (*.mmdb), used besides Wireshark's own: City, Country and "
        "ASN of MaxMind, DB-IP, IPinfo Lite, ip-location-db",
        &mmdb_directory);
    prefs_register_string_preference(
        module, "local_networks", "Local networks",
        "Networks that are yours besides the private ranges, separated by commas",
        &local_networks_text);
    prefs_register_string_preference(module, "medium", "Medium", medium_help(), &medium_text);
    prefs_register_uint_preference(
        module, "overhead_us", "Overhead in microseconds",
        "Known delay of each round trip that is no travel; it is taken off before the distance", 10,
        &overhead_us);
    prefs_register_string_preference(module, "home", "Home",
                                     "Where the capture was made: latitude,longitude in degrees",
                                     &home_text);
    prefs_register_string_preference(module, "resolvers", "DNS resolvers",
                                     "Addresses of the resolvers you chose, separated by commas",
                                     &resolvers_text);
    prefs_register_string_preference(module, "ntp_servers", "Time servers",
                                     "Addresses of the time servers you chose, separated by commas",
                                     &ntp_servers_text);
    prefs_register_bool_preference(
        module, "publish_names", "Show device names in address columns",
        "Hand device names to Wireshark's own host names, so that Source and Destination show "
        "them where name resolution is on",
        &publish_names);
    prefs_register_bool_preference(
        module, "periodic_all", "Tell periodic housekeeping",
        "Findings of periodic DNS, DHCP, NTP, mDNS and SSDP too, whose business it is",
        &periodic_all);
    prefs_register_bool_preference(
        module, "delta_distance", "Time differences as distances",
        "Add iot.delta.km and iot.delta.mi: the time since the previous displayed frame as a "
        "distance",
        &delta_distance);
}
