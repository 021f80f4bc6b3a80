/* prefs.c - preferences of the protocol "IoT" and the table of devices
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Texts are checked when they are applied. Wireshark has no validator for text preferences, so a
 * bad one is reported as a failure, once, and the rest of it is used. Of what is to be chosen from
 * a list, Wireshark takes a word that it does not know for what was there, and says nothing: so
 * distances in a packet's details name a medium that is not fibre.
 */
#include "session/prefs.h"

#include "base/escape.h"
#include "base/hash.h"
#include "compat.h"
#include "reference/user-lists.h"
#include "session/state.h"
#include "session/uat-devices.h"

#include <epan/maxmind_db.h>
#include <epan/prefs.h>
#include <wsutil/report_message.h>

/* Wireshark writes here. */
static struct values {
    const char *local_networks, *home, *resolvers, *ntp_servers;
    const char *inventory_file, *signatures, *mud_directory, *mmdb_directory, *baseline;
    gint medium; /* iot_medium */
    guint overhead_us;
    iot_pref_bool publish_names, delta_distance, periodic_all;
} values = {
    .local_networks = "",
    .home = "",
    .resolvers = "",
    .ntp_servers = "",
    .medium = IOT_MEDIUM_FIBRE,
    .inventory_file = "",
    .signatures = "",
    .mud_directory = "",
    .mmdb_directory = "",
    .baseline = "",
};

struct telling {
    GHashTable *reported; /* char*: problems the user was told of */
    void (*changed)(void);
};

static struct telling *
telling(void)
{
    return iot_state(IOT_STATE_PREFS, sizeof(struct telling));
}

static void
report_once(const char *problem)
{
    g_autofree char *shown = iot_escape_shown(problem);
    struct telling *told = telling();

    if (!told->reported)
        told->reported = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    if (g_hash_table_add(told->reported, g_strdup(problem)))
        report_failure("%s", shown);
}

static bool
is_blank(const char *text)
{
    return !text || !*text;
}

static void
report_all(const GPtrArray *problems)
{
    for (guint i = 0; i < problems->len; i++)
        report_once(g_ptr_array_index(problems, i));
}

/* The members are called as the preferences are. */
static void
report_text(const char *setting, const char *problem, void *user_data _U_)
{
    g_autofree char *told = g_strdup_printf("IoT: preference iot.%s: %s", setting, problem);

    report_once(told);
}

static void
report_database(const char *problem, void *user_data _U_)
{
    g_autofree char *told = g_strdup_printf("IoT: %s", problem);

    report_once(told);
}

/* Without the function, Wireshark would tell nobody that something changed. */
static void
apply(void)
{
    telling()->changed();
}

/* Where the user's files are. */
typedef struct places {
    const char *inventories[2]; /* at most one, and NULL */
    char *own[2];               /* directory of databases, the same */
    GPtrArray *usual;           /* Wireshark's directories of databases, what plugin/locations.sh
                                   fills, and NULL */
} places;

static void
add_directory(const places *p, const char *path)
{
    g_autofree char *directory = g_canonicalize_filename(path, NULL);

    if (*path && g_strcmp0(directory, p->own[0]) != 0 &&
        !g_ptr_array_find_with_equal_func(p->usual, directory, g_str_equal, NULL))
        g_ptr_array_add(p->usual, g_steal_pointer(&directory));
}

static places
places_find(void)
{
    places p = {.usual = g_ptr_array_new_with_free_func(g_free)};
    g_autofree char *paths = maxmind_db_get_paths();
    g_auto(GStrv) words = g_strsplit(paths ? paths : "", G_SEARCHPATH_SEPARATOR_S, -1);

    if (!is_blank(values.inventory_file))
        p.inventories[0] = values.inventory_file;
    if (!is_blank(values.mmdb_directory))
        p.own[0] = g_canonicalize_filename(values.mmdb_directory, NULL);
    for (guint i = 0; words[i]; i++)
        add_directory(&p, words[i]);
    g_autofree char *user = g_build_filename(g_get_user_data_dir(), IOT_GEO_USER_FOLDER, NULL);
    add_directory(&p, user);
    g_ptr_array_add(p.usual, NULL);
    return p;
}

static void
places_clear(places *p)
{
    g_free(p->own[0]);
    g_ptr_array_unref(p->usual);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(places, places_clear)

/* Of Wireshark's directories most exist nowhere; the user's own should. */
static iot_settings_files
files_at(const places *p)
{
    return (iot_settings_files){
        .inventories = p->inventories,
        .signatures = values.signatures,
        .mud_directory = values.mud_directory,
        .databases = (const char *const *)p->own,
        .usual_databases = (const char *const *)p->usual->pdata,
    };
}

iot_settings *
iot_prefs_settings(void)
{
    const iot_settings_texts texts = {
        .local_networks = values.local_networks,
        .resolvers = values.resolvers,
        .ntp_servers = values.ntp_servers,
        .medium = iot_medium_get((iot_medium)values.medium)->keyword,
        .home = values.home,
        .overhead_us = values.overhead_us,
        .periodic_all = values.periodic_all,
    };
    iot_settings *settings = iot_settings_new(report_database, NULL);
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_auto(places) p = places_find();
    const iot_settings_files files = files_at(&p);

    iot_settings_read_texts(settings, &texts, report_text, NULL);
    iot_uat_devices_add_to(settings);
    iot_settings_load(settings, &files, problems);
    iot_settings_understand(settings, problems);
    report_all(problems);
    return settings;
}

void
iot_prefs_report_baseline(const char *problem)
{
    g_autofree char *told = g_strdup_printf("%s: %s", values.baseline, problem);

    report_text("baseline", told, NULL);
}

/* Who fits in a summary sent packets. */
static bool
says_nothing(iot_summary *summary, GPtrArray *problems)
{
    return iot_summary_check(summary, problems) == 0;
}

iot_summary *
iot_prefs_baseline(void)
{
    g_autoptr(iot_summary) summary = iot_summary_new();
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;

    if (is_blank(values.baseline))
        return NULL;
    if (!iot_summary_read_file(summary, values.baseline, problems, &error)) {
        report_text("baseline", error->message, NULL);
        return NULL;
    }
    bool empty = says_nothing(summary, problems);
    for (guint i = 0; i < problems->len; i++)
        report_text("baseline", g_ptr_array_index(problems, i), NULL);
    return empty ? NULL : g_steal_pointer(&summary);
}

bool
iot_prefs_set_baseline(const char *path, GError **error)
{
    g_autofree char *setting = g_strdup_printf("iot.baseline:%s", path);
    char *problem = NULL, *where = NULL;
    int status = 0;

    if (prefs_set_pref(setting, &problem) != PREFS_SET_OK) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "preference iot.baseline: %s",
                    problem ? problem : "is not known");
        g_free(problem);
        return false;
    }
    prefs_apply_all();
    status = write_prefs(&where);
    if (status != 0)
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(status), "%s: %s",
                    where ? where : "preferences", g_strerror(status));
    g_free(where);
    return status == 0;
}

char *
iot_prefs_geo_directories(void)
{
    g_auto(places) p = places_find();
    g_autofree char *usual = g_strjoinv("\n", (char **)p.usual->pdata);

    return g_strjoin("\n", p.own[0] ? p.own[0] : "", usual, NULL);
}

bool
iot_prefs_are_spared(const iot_out_guard *guard, bool baseline_too, GError **error)
{
    g_auto(places) p = places_find();
    const iot_settings_files files = files_at(&p);

    return (!baseline_too || is_blank(values.baseline) ||
            iot_out_guard_spares(guard, values.baseline, error)) &&
           iot_settings_are_spared(&files, guard, error);
}

gboolean
iot_prefs_publish_names(void)
{
    return values.publish_names;
}

gboolean
iot_prefs_delta_distance(void)
{
    return values.delta_distance;
}

/* Wireshark keeps the pointer for good, and its file of preferences has the descriptions: they are
 * the keywords, which no language writes otherwise. */
static const enum_val_t *
media(void)
{
    enum_val_t *list = wmem_alloc0_array(wmem_epan_scope(), enum_val_t, IOT_MEDIA + 1);

    for (gint i = 0; i < IOT_MEDIA; i++) {
        const iot_medium_info *info = iot_medium_get((iot_medium)i);
        list[i] = (enum_val_t){info->keyword, info->keyword, i};
    }
    return list;
}

static const char *
medium_words(void)
{
    g_autofree char *media_words = iot_media_words();

    return wmem_strdup_printf(wmem_epan_scope(),
                              "What the signal travels in, for iot.distance, with its part of the "
                              "speed of light: %s; vacuum, the fastest, is never wrong",
                              media_words);
}

void
iot_prefs_register(int proto, void (*changed)(void))
{
    telling()->changed = changed;
    module_t *module = prefs_register_protocol(proto, apply);

    prefs_register_uat_preference(module, "devices", "Devices",
                                  "What you call your devices, and the groups they are in",
                                  iot_uat_devices_new(changed));
    prefs_register_filename_preference(
        module, "inventory_file", "Inventory file",
        "A file that names devices: CSV with a header, ethers, hosts, dnsmasq leases or "
        "dhcp-host lines, ISC dhcpd.leases, Kea lease CSV",
        &values.inventory_file, FALSE);
    prefs_register_filename_preference(module, "signatures", "Signatures of devices",
                                       "A file of lines, as our devices.tsv has them, that tell "
                                       "what devices are by what they say; "
                                       "they come before ours",
                                       &values.signatures, FALSE);
    prefs_register_directory_preference(
        module, "mud_directory", "MUD files",
        "A directory of Manufacturer Usage Descriptions (RFC 8520), *.json, named after the device "
        "or its MAC; what a device contacts beyond its own is a finding",
        &values.mud_directory);
    prefs_register_directory_preference(
        module, "mmdb_directory", "Location databases",
        "A directory of MaxMind DB files (*.mmdb), used besides Wireshark's own: City, Country and "
        "ASN of MaxMind, DB-IP, IPinfo Lite, ip-location-db",
        &values.mmdb_directory);
    prefs_register_filename_preference(
        module, "baseline", "Baseline",
        "A summary of what was normal before, as Tools > IoT Devices > Save as Baseline or "
        "iot-devices --summary write it; iot.new is on frames of what it does not have",
        &values.baseline, FALSE);
    prefs_register_string_preference(
        module, "local_networks", "Local networks",
        "Networks that are yours besides the private ranges, separated by commas",
        &values.local_networks);
    prefs_register_enum_preference(module, "medium", "Medium", medium_words(), &values.medium,
                                   media(), FALSE);
    prefs_register_uint_preference(
        module, "overhead_us", "Overhead in microseconds",
        "Known delay of each round trip that is no travel; it is taken off before the distance", 10,
        &values.overhead_us);
    prefs_register_string_preference(module, "home", "Home",
                                     "Where the capture was made: latitude,longitude in degrees",
                                     &values.home);
    prefs_register_string_preference(module, "resolvers", "DNS resolvers",
                                     "Addresses of the resolvers you chose, separated by commas",
                                     &values.resolvers);
    prefs_register_string_preference(module, "ntp_servers", "Time servers",
                                     "Addresses of the time servers you chose, separated by commas",
                                     &values.ntp_servers);
    prefs_register_bool_preference(
        module, "publish_names", "Show device names in address columns",
        "Hand device names to Wireshark's own host names, so that Source and Destination show "
        "them where name resolution is on",
        &values.publish_names);
    prefs_register_bool_preference(
        module, "periodic_all", "Tell periodic housekeeping",
        "Findings of periodic DNS, DHCP, NTP, mDNS and SSDP too, whose business it is",
        &values.periodic_all);
    prefs_register_bool_preference(
        module, "delta_distance", "Time differences as distances",
        "Add iot.delta.km and iot.delta.mi: the time since the previous displayed frame as a "
        "distance",
        &values.delta_distance);
}
