/* prefs.c - preferences of the protocol "IoT" and the table of devices
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Texts are checked when they are applied. Wireshark has no validator for text preferences, so a
 * bad one is reported as a failure, once, and the rest of it is used.
 */
#include "prefs.h"

#include <math.h>
#include <string.h>

#include "compat.h"

#include <epan/prefs.h>
#include <epan/uat.h>
#include <wsutil/report_message.h>

#define NS_PER_US 1000

/* One row of the table of devices, as Wireshark keeps it. */
typedef struct device_rec {
    char *name;
    char *mac;
    char *address;
    char *group;
    char *allow;
} device_rec;

static const char *local_networks_text = "";
static const char *home_text = "";
static const char *resolvers_text = "";
static const char *ntp_servers_text = "";
static const char *inventory_file = "";
static const char *mud_directory = "";
static guint overhead_us = 0;
static const char *medium_text = "fibre";
static iot_medium medium = IOT_MEDIUM_FIBRE; /* from medium_text */
static iot_pref_bool publish_names = FALSE;
static iot_pref_bool delta_distance = FALSE;
static iot_pref_bool periodic_all = FALSE;

static device_rec *device_recs;
static guint n_device_recs;

static GArray *local_networks; /* of iot_prefix, from local_networks_text */
static GArray *resolvers;      /* of iot_addr, from resolvers_text */
static GArray *time_servers;   /* of iot_addr, from ntp_servers_text */
static GHashTable *reported;   /* char*: problems the user was told of */
static void (*changed_cb)(void);

static void
report_once(const char *problem)
{
    if (!reported)
        reported = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (g_hash_table_add(reported, g_strdup(problem)))
        report_failure("%s", problem);
}

/* Calls `take` with each word of a list separated by commas, semicolons or blanks. */
static void
for_each_word(const char *text, const char *pref, bool (*take)(const char *word), const char *want)
{
    g_auto(GStrv) words = g_strsplit_set(text ? text : "", ",; \t", -1);

    for (guint i = 0; words[i]; i++) {
        if (!*words[i] || take(words[i]))
            continue;
        g_autofree char *problem =
            g_strdup_printf("IoT: preference iot.%s: \"%s\" is not %s", pref, words[i], want);
        report_once(problem);
    }
}

static bool
take_local_network(const char *word)
{
    iot_prefix prefix;
    bool good = iot_prefix_parse(word, &prefix);

    if (good)
        g_array_append_val(local_networks, prefix);
    return good;
}

static bool
take_address(GArray *list, const char *word)
{
    iot_addr addr;
    bool good = iot_addr_parse(word, &addr);

    if (good)
        g_array_append_val(list, addr);
    return good;
}

static bool
take_resolver(const char *word)
{
    return take_address(resolvers, word);
}

static bool
take_time_server(const char *word)
{
    return take_address(time_servers, word);
}

static void
check_home(void)
{
    char *end = NULL;

    if (!home_text || !*home_text)
        return;
    double lat = g_ascii_strtod(home_text, &end);
    bool good = end != home_text && *end == ',';
    const char *second = good ? end + 1 : "";
    double lon = g_ascii_strtod(second, &end);
    good = good && end != second && *g_strchug(end) == '\0' && fabs(lat) <= 90 && fabs(lon) <= 180;
    if (!good) {
        g_autofree char *problem = g_strdup_printf(
            "IoT: preference iot.home: \"%s\" is not \"latitude,longitude\" in degrees", home_text);
        report_once(problem);
    }
}

/* "fibre (0.67), cat7 (0.77), ..." */
static char *
media_words(void)
{
    GString *words = g_string_new(NULL);
    char factor[G_ASCII_DTOSTR_BUF_SIZE];

    for (int i = 0; i < IOT_MEDIA; i++) {
        const iot_medium_info *info = iot_medium_get(i);
        g_string_append_printf(words, "%s%s (%s)", i ? ", " : "", info->keyword,
                               g_ascii_formatd(factor, sizeof factor, "%g", info->velocity_factor));
    }
    return g_string_free(words, FALSE);
}

/* A text and not a list to choose from: of a list, Wireshark takes a word it does not know for the
 * default and says nothing, and distances would be wrong in silence. */
static void
apply_medium(void)
{
    for (int i = 0; i < IOT_MEDIA; i++) {
        if (g_ascii_strcasecmp(medium_text, iot_medium_get(i)->keyword) == 0) {
            medium = i;
            return;
        }
    }
    g_autofree char *words = media_words();
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
    for_each_word(local_networks_text, "local_networks", take_local_network,
                  "a network like 203.0.113.0/24");
    for_each_word(resolvers_text, "resolvers", take_resolver, "an address");
    for_each_word(ntp_servers_text, "ntp_servers", take_time_server, "an address");
    check_home();
    changed_cb();
}

/* The table of devices. */

UAT_CSTRING_CB_DEF(device_recs, name, device_rec)
UAT_CSTRING_CB_DEF(device_recs, mac, device_rec)
UAT_CSTRING_CB_DEF(device_recs, address, device_rec)
UAT_CSTRING_CB_DEF(device_recs, group, device_rec)
UAT_CSTRING_CB_DEF(device_recs, allow, device_rec)

static void *
device_rec_copy(void *dest, const void *source, size_t size _U_)
{
    device_rec *to = dest;
    const device_rec *from = source;

    to->name = g_strdup(from->name);
    to->mac = g_strdup(from->mac);
    to->address = g_strdup(from->address);
    to->group = g_strdup(from->group);
    to->allow = g_strdup(from->allow);
    return dest;
}

static void
device_rec_free(void *data)
{
    device_rec *rec = data;

    g_free(rec->name);
    g_free(rec->mac);
    g_free(rec->address);
    g_free(rec->group);
    g_free(rec->allow);
}

static bool
is_blank(const char *text)
{
    return !text || !*text;
}

static iot_pref_bool
device_rec_check(void *data, char **ret_error)
{
    device_rec *rec = data;
    iot_mac mac;
    iot_prefix prefix;

    *ret_error = NULL;
    if (is_blank(rec->mac) && is_blank(rec->address))
        *ret_error = g_strdup("A device needs a MAC, an address or a network");
    else if (!is_blank(rec->mac) && !iot_mac_parse(rec->mac, &mac))
        *ret_error = g_strdup_printf("\"%s\" is not a MAC like 40:9f:38:65:36:67", rec->mac);
    else if (!is_blank(rec->address) && !iot_prefix_parse(rec->address, &prefix))
        *ret_error = g_strdup_printf("\"%s\" is not an address or a network like 192.168.1.0/24",
                                     rec->address);
    return *ret_error == NULL;
}

static void
devices_changed(void)
{
    changed_cb();
}

static uat_field_t device_fields[] = {
    UAT_FLD_CSTRING(device_recs, name, "Name", "What you call it"),
    UAT_FLD_CSTRING(device_recs, mac, "MAC", "Its hardware address"),
    UAT_FLD_CSTRING(device_recs, address, "Address or CIDR",
                    "An IP address, or a network of devices that share the row"),
    UAT_FLD_CSTRING(device_recs, group, "Group", "For example cameras"),
    UAT_FLD_CSTRING(device_recs, allow, "Allowed destinations",
                    "Names (with *), addresses or networks it may talk to, with :port if you like"),
    UAT_END_FIELDS};

static void
add_device_rec(iot_inventory *inventory, const device_rec *rec)
{
    iot_inventory_entry entry = {
        .name = is_blank(rec->name) ? NULL : rec->name,
        .group = is_blank(rec->group) ? NULL : rec->group,
        .allow = is_blank(rec->allow) ? NULL : rec->allow,
    };

    if (!is_blank(rec->mac) && !iot_mac_parse(rec->mac, &entry.mac))
        return;
    if (!is_blank(rec->address) && !iot_prefix_parse(rec->address, &entry.prefix))
        return;
    iot_inventory_add(inventory, &entry);
}

iot_inventory *
iot_prefs_load_inventory(void)
{
    iot_inventory *inventory = iot_inventory_new();
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;

    for (guint i = 0; i < n_device_recs; i++)
        add_device_rec(inventory, &device_recs[i]);
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

static uat_t *
device_table(void)
{
    return uat_new("IoT Devices", sizeof(device_rec), "iot_devices", TRUE, &device_recs,
                   &n_device_recs, UAT_AFFECTS_DISSECTION, NULL, device_rec_copy, device_rec_check,
                   device_rec_free, devices_changed, NULL, device_fields);
}

/* Wireshark keeps the pointer for good. */
static const char *
medium_help(void)
{
    g_autofree char *words = media_words();

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
                                  device_table());
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
