/* settings.c - what the options name, read: inventory, MUD files, databases, lists
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/settings.h"

#include "base/file-text.h"
#include "command/diagnostics.h"
#include "reference/user-lists.h"

#define NS_PER_US 1000

/* Where Wireshark looks, too. */
static const char *const usual_databases[] = {"/usr/share/GeoIP", "/var/lib/GeoIP"};

/* The option whose list is read, and the first word of it that is wrong. */
typedef struct complaint {
    const char *option;
    GError **error;
    bool good;
} complaint;

static void
complain(const char *word, const char *wanted, void *user_data)
{
    complaint *c = user_data;

    if (c->good)
        g_set_error(c->error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--%s: \"%s\" is not %s",
                    c->option, word, wanted);
    c->good = false;
}

static bool
load_lists(settings *s, const options *o, GError **error)
{
    complaint networks = {"local-networks", error, true};
    complaint resolvers = {"resolvers", error, true};
    complaint time_servers = {"ntp-servers", error, true};

    iot_list_networks(o->local_networks, s->local_networks, complain, &networks);
    if (networks.good)
        iot_list_addresses(o->resolvers, s->resolvers, complain, &resolvers);
    if (networks.good && resolvers.good)
        iot_list_addresses(o->ntp_servers, s->time_servers, complain, &time_servers);
    return networks.good && resolvers.good && time_servers.good;
}

static bool
load_medium(settings *s, const options *o, GError **error)
{
    if (!o->medium || iot_medium_find(o->medium, &s->locator.medium))
        return true;
    g_autofree char *words = iot_media_words();
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                "--medium: \"%s\" is not a medium; there are %s", o->medium, words);
    return false;
}

static bool
load_home(settings *s, const options *o, GError **error)
{
    s->locator.has_home = o->home && iot_coordinates_parse(o->home, &s->locator.home);
    if (!o->home || s->locator.has_home)
        return true;
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                "--home: \"%s\" is not \"latitude,longitude\" in degrees", o->home);
    return false;
}

static void
diag_all(const GPtrArray *problems)
{
    for (guint i = 0; i < problems->len; i++)
        diag("%s", (const char *)g_ptr_array_index(problems, i));
}

static void
load_inventories(settings *s, const options *o)
{
    s->inventories = iot_file_texts_new();
    for (guint i = 0; o->inventories && o->inventories[i]; i++) {
        g_autoptr(GError) error = NULL;
        iot_file_text *file =
            iot_file_text_read(o->inventories[i], IOT_INVENTORY_FILE_MAX_BYTES, false, &error);
        if (file)
            g_ptr_array_add(s->inventories, file);
        else
            diag("%s", error->message);
        s->incomplete |= !file;
    }
}

static void
load_mud(settings *s, const options *o)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;

    if (!o->mud_directory)
        return;
    s->mud_texts = iot_mud_load_directory(o->mud_directory, problems, &error);
    if (!s->mud_texts)
        diag("%s", error->message);
    s->incomplete |= !s->mud_texts;
    diag_all(problems);
}

void
settings_understand(settings *s)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < s->inventories->len; i++)
        iot_inventory_read_file_text(s->inventory, g_ptr_array_index(s->inventories, i), problems);
    g_ptr_array_set_size(s->inventories, 0);
    if (s->mud_texts) {
        s->mud = iot_mud_files_new();
        iot_mud_read_texts(s->mud, s->mud_texts, problems);
        g_clear_pointer(&s->mud_texts, g_ptr_array_unref);
    }
    diag_all(problems);
}

static void
diag_database(const char *problem, void *user_data G_GNUC_UNUSED)
{
    diag("%s", problem);
}

/* The user's own first: where two say different things, the one opened first counts. */
static void
load_databases(settings *s, const options *o)
{
    s->locator.geo = iot_geo_new(diag_database, NULL);
    for (guint i = 0; o->mmdb_directories && o->mmdb_directories[i]; i++) {
        g_autoptr(GError) error = NULL;
        if (iot_geo_add_directory(s->locator.geo, o->mmdb_directories[i], &error))
            continue;
        diag("%s", error->message);
        s->incomplete = true;
    }
    for (guint i = 0; i < G_N_ELEMENTS(usual_databases); i++)
        if (!o->mmdb_directories ||
            !g_strv_contains((const char *const *)o->mmdb_directories, usual_databases[i]))
            iot_geo_add_directory(s->locator.geo, usual_databases[i], NULL);
}

bool
settings_are_spared(const options *o, const iot_out_guard *guard, GError **error)
{
    bool good = true;

    for (guint i = 0; good && o->inventories && o->inventories[i]; i++)
        good = iot_out_guard_spares(guard, o->inventories[i], error);
    if (good && o->mud_directory)
        good = iot_out_guard_spares_directory(guard, o->mud_directory, ".json", error);
    for (guint i = 0; good && o->mmdb_directories && o->mmdb_directories[i]; i++)
        good = iot_out_guard_spares_directory(guard, o->mmdb_directories[i], ".mmdb", error);
    for (guint i = 0; good && i < G_N_ELEMENTS(usual_databases); i++)
        good = iot_out_guard_spares_directory(guard, usual_databases[i], ".mmdb", error);
    return good;
}

settings *
settings_load(const options *o, GError **error)
{
    settings *s = g_new0(settings, 1);

    s->inventory = iot_inventory_new();
    s->local_networks = g_array_new(FALSE, FALSE, sizeof(iot_prefix));
    s->resolvers = g_array_new(FALSE, FALSE, sizeof(iot_addr));
    s->time_servers = g_array_new(FALSE, FALSE, sizeof(iot_addr));
    s->locator.overhead_ns = (int64_t)o->overhead_us * NS_PER_US;
    s->periodic_all = o->periodic_all;
    if (!load_lists(s, o, error) || !load_medium(s, o, error) || !load_home(s, o, error)) {
        settings_free(s);
        return NULL;
    }
    load_inventories(s, o);
    load_mud(s, o);
    load_databases(s, o);
    return s;
}

void
settings_free(settings *s)
{
    if (!s)
        return;
    g_clear_pointer(&s->inventories, g_ptr_array_unref);
    g_clear_pointer(&s->mud_texts, g_ptr_array_unref);
    iot_inventory_free(s->inventory);
    iot_mud_files_free(s->mud);
    iot_geo_free(s->locator.geo);
    g_array_unref(s->local_networks);
    g_array_unref(s->resolvers);
    g_array_unref(s->time_servers);
    g_free(s);
}

iot_capture_options
settings_for_capture(const settings *s)
{
    return (iot_capture_options){
        .inventory = s->inventory,
        .local_networks = (const iot_prefix *)(const void *)s->local_networks->data,
        .n_local_networks = s->local_networks->len,
        .reports_only = true,
    };
}

iot_findings_options
settings_for_findings(const settings *s)
{
    return (iot_findings_options){
        .resolvers = (const iot_addr *)(const void *)s->resolvers->data,
        .n_resolvers = s->resolvers->len,
        .time_servers = (const iot_addr *)(const void *)s->time_servers->data,
        .n_time_servers = s->time_servers->len,
        .inventory = s->inventory,
        .mud = s->mud,
        .locator = s->locator,
        .periodic_all = s->periodic_all,
    };
}
