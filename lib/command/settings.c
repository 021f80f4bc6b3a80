/* settings.c - the settings that the options give
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/settings.h"

#include "command/diagnostics.h"

/* Where Wireshark looks, too, and what plugin/locations.sh fills. */
typedef struct usual {
    char *own;
    const char *directories[4]; /* and NULL */
} usual;

static usual
usual_find(void)
{
    char *own = g_build_filename(g_get_user_data_dir(), IOT_GEO_USER_FOLDER, NULL);

    return (usual){own, {"/usr/share/GeoIP", "/var/lib/GeoIP", own, NULL}};
}

static void
usual_clear(usual *u)
{
    g_free(u->own);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(usual, usual_clear)

/* Members are called as options are, but for the strokes. The first that is wrong is the error. */
static void
set_error(const char *setting, const char *problem, void *user_data)
{
    GError **error = user_data;
    g_autofree char *option = g_strdelimit(g_strdup(setting), "_", '-');

    if (!*error)
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--%s: %s", option, problem);
}

static iot_settings_texts
texts_of(const options *o)
{
    return (iot_settings_texts){
        .local_networks = o->local_networks,
        .resolvers = o->resolvers,
        .ntp_servers = o->ntp_servers,
        .medium = o->medium,
        .home = o->home,
        .overhead_us = (uint32_t)o->overhead_us,
        .periodic_all = o->periodic_all,
    };
}

static iot_settings_files
files_of(const options *o, const usual *u)
{
    return (iot_settings_files){
        .inventories = (const char *const *)o->inventories,
        .signatures = o->signatures,
        .mud_directory = o->mud_directory,
        .databases = (const char *const *)o->mmdb_directories,
        .usual_databases = u->directories,
    };
}

static void
diag_all(const GPtrArray *problems)
{
    for (guint i = 0; i < problems->len; i++)
        diag("%s", (const char *)g_ptr_array_index(problems, i));
}

static void
diag_database(const char *problem, void *user_data G_GNUC_UNUSED)
{
    diag("%s", problem);
}

bool
settings_are_spared(const options *o, const iot_out_guard *guard, GError **error)
{
    g_auto(usual) u = usual_find();
    const iot_settings_files files = files_of(o, &u);

    return iot_settings_are_spared(&files, guard, error);
}

iot_settings *
settings_load(const options *o, GError **error)
{
    g_autoptr(iot_settings) settings = iot_settings_new(diag_database, NULL);
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    const iot_settings_texts texts = texts_of(o);
    g_auto(usual) u = usual_find();
    const iot_settings_files files = files_of(o, &u);
    GError *first = NULL;

    if (!iot_settings_read_texts(settings, &texts, set_error, &first)) {
        g_propagate_error(error, first);
        return NULL;
    }
    iot_settings_load(settings, &files, problems);
    diag_all(problems);
    return g_steal_pointer(&settings);
}

void
settings_understand(iot_settings *settings)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);

    iot_settings_understand(settings, problems);
    diag_all(problems);
}
